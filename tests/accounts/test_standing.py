"""Suspending, reinstating, freezing; what is handed out and erased; the second wall around these tables."""

import json
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from tests.accounts.conftest import PASSWORD, Door, new_phone
from tests.support.statements import sent
from tocsin.accounts import door
from tocsin.accounts.queries.agreements import DeploymentRow
from tocsin.accounts.refusals import BadStanding
from tocsin.accounts.room import ROOM
from tocsin.kernel.db import SAMPLE, SIGNIN, Database
from tocsin.kernel.errors import NotFound
from tocsin.kernel.events import RECORDS, why_place
from tocsin.kernel.ids import PLATFORM, uuid7

pytestmark = pytest.mark.anyio


async def test_standing_moves_only_where_it_may(here: Door) -> None:
    person = await here.register()
    for refused in (here.reinstate,):
        with pytest.raises(BadStanding):
            await refused(person)
    await here.suspend(person)
    with pytest.raises(BadStanding):
        await here.suspend(person)
    await here.reinstate(person)
    await here.freeze(person)
    for never in (here.suspend, here.reinstate, here.freeze):
        with pytest.raises(BadStanding):
            await never(person)
    kinds = await here.events(person)
    assert kinds[-4:] == ["suspended", "session_ended", "reinstated", "frozen"]
    async with here.context.db.working(SIGNIN) as tx:
        with pytest.raises(NotFound):
            await door.suspend(tx, uuid4(), "nobody")


async def test_the_ground_of_a_suspension_is_kept(here: Door, database_url: str) -> None:
    person = await here.register()
    await here.suspend(person, "complaint 2026-17")
    connection = await asyncpg.connect(database_url)
    row = await connection.fetchrow("SELECT why_sealed, at, audited FROM event WHERE kind = 'accounts.suspended'")
    await connection.close()
    assert row is not None
    async with here.context.db.working(SIGNIN) as tx:
        key = await here.context.keyring.record_key(tx, PLATFORM, RECORDS)
    place = why_place(PLATFORM, UUID(person.person_id), row["at"])
    assert (key.open_text(row["why_sealed"], place), row["audited"]) == ("complaint 2026-17", True)


async def exported(here: Door, realm_id: UUID, person_id: str) -> dict[str, Any]:
    assert ROOM.exports is not None
    async with here.context.db.working(SIGNIN) as tx:
        return {
            name: json.loads(content)
            async for name, content in ROOM.exports(here.context, tx, realm_id, UUID(person_id))
        }


async def test_all_that_is_held_is_handed_out(here: Door) -> None:
    phone = new_phone()
    person, other = await here.register(phone, name="王小明", login_name="wang.xm"), await here.register()
    found = await exported(here, PLATFORM, person.person_id)
    assert set(found) == {
        f"accounts/{one}.json" for one in ("account", "agreements", "notifications", "presence", "sessions")
    }
    (account,) = found["accounts/account.json"]
    assert (account["name"], account["phone"], account["login_name"]) == ("王小明", f"+86{phone}", "wang.xm")
    assert len(found["accounts/agreements.json"]) == 2
    assert len(found["accounts/sessions.json"]) == 1
    assert other.person_id not in json.dumps(found)
    assert await exported(here, uuid4(), person.person_id) == {}


async def test_what_is_erased_names_nobody(here: Door) -> None:
    phone = new_phone()
    person = await here.register(phone, name="王小明", login_name="wang.xm", password=PASSWORD)
    other = await here.register(name="李小红")
    assert ROOM.erases is not None
    for realm_id in (uuid4(), PLATFORM, PLATFORM):
        async with here.context.db.working(SIGNIN) as tx:
            await ROOM.erases(here.context, tx, realm_id, UUID(person.person_id))
        if realm_id != PLATFORM:
            await person.json("GET", "/api/me")
    await person.refused("GET", "/api/me", "signed_out", status=401)
    (account,) = (await exported(here, PLATFORM, person.person_id))["accounts/account.json"]
    assert account["status"] == "cancelled"
    assert (account["name"], account["phone"], account["login_name"]) == ("", None, None)
    assert (await other.json("GET", "/api/me"))["name"] == "李小红"
    # the phone is free again, for another account
    again = await here.register(phone, name="赵小刚", login_name="wang.xm")
    assert again.person_id != person.person_id


async def test_a_member_sees_and_changes_only_their_own(here: Door) -> None:
    person, other = await here.register(), await here.register(login_name="other.one", password=PASSWORD)
    actor = await here.context.actors.find(person.token)
    async with here.context.db.acting(actor) as tx:
        for table, column in (("person", "id"), ("session", "person_id"), ("agreement_acceptance", "person_id")):
            rows = await tx.fetch(f"SELECT DISTINCT {column} FROM {table}")
            assert [str(row[0]) for row in rows] == [person.person_id]
        assert [str(row[0]) for row in await tx.fetch("SELECT person_id FROM credential")] == [person.person_id]
        assert len(await tx.fetch("SELECT FROM profile")) == 2
        for statement in (
            "UPDATE profile SET name = 'x' RETURNING person_id",
            "UPDATE credential SET login_name = 'taken' RETURNING person_id",
            "UPDATE person SET theme = 'dark' RETURNING id",
        ):
            assert [str(row[0]) for row in await tx.fetch(statement)] == [person.person_id]
    assert (await other.json("GET", "/api/me"))["login_name"] == "other.one"
    for forbidden in (
        "SELECT password_hash FROM credential",
        "UPDATE person SET status = 'active'",
        "UPDATE person SET phone_blind = NULL",
        "UPDATE session SET expires_at = 'infinity'",
        "DELETE FROM session",
        "SELECT FROM sign_in_code",
        "SELECT FROM registration_ticket",
        "SELECT FROM outgoing",
        "SELECT FROM sign_in_failure",
        "UPDATE agreement_acceptance SET version = '9'",
        "UPDATE deployment SET founded_at = now()",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with here.context.db.acting(actor) as tx:
                await tx.fetch(forbidden)


async def test_each_worker_reaches_only_what_its_work_needs(db: Database) -> None:
    from tocsin.kernel.db import FLUSH, FOLLOW, JOBS, REALTIME

    refused = {
        FLUSH: ("person", "session", "credential", "outgoing"),
        FOLLOW: ("session", "credential", "outgoing", "sign_in_code"),
        REALTIME: ("credential", "outgoing", "sign_in_code"),
        JOBS: ("person", "profile", "session", "credential", "outgoing"),
        SAMPLE: ("session", "outgoing", "sign_in_code"),
    }
    for worker, tables in refused.items():
        for table in tables:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                async with db.working(worker) as tx:
                    await tx.fetch(f"SELECT * FROM {table}")


async def test_many_people_are_made_in_few_statements(cheap: None, here: Door) -> None:
    password_hash = await door.hash_password(PASSWORD)
    people = [
        door.NewPerson(
            id=uuid7(),
            name=f"王{'一二三四五六七八九'[number % 9]}明",
            phone=f"+86139{number:08d}",
            login_name="first.one" if number == 0 else None,
            password_hash=password_hash if number == 0 else None,
        )
        for number in range(500)
    ]
    context = here.context
    async with context.db.working(SAMPLE) as tx:
        before = sent(context.db, SAMPLE)
        await door.make_people(tx, context.keyring, people)
        assert sent(context.db, SAMPLE) - before <= 9
        blinds = [door.phone_blind(context.keyring, one.phone) for one in people[:3]]
        found = await door.find_by_phone_blinds(tx, blinds)
        assert [found[blind] for blind in blinds] == [one.id for one in people[:3]]
    body = {"identifier": "first.one", "password": PASSWORD, "bearer": True}
    answer = await here.visitor().json("POST", "/api/sessions/password", json=body, status=201)
    assert answer["person"]["id"] == str(people[0].id)
    first = here.server.client(token=answer["token"])
    me = await first.json("GET", "/api/me")
    assert me["phone_masked"] == "139****0000"
    assert me["agreements_due"] == []
    async with context.db.working(SIGNIN) as tx:
        assert await door.phone_of(tx, context.keyring, people[1].id) == people[1].phone
        named = await door.names(tx, [people[1].id, uuid4()])
        assert {key: one.name for key, one in named.items()} == {people[1].id: people[1].name}


async def test_the_deployment_tells_whether_it_was_founded(here: Door) -> None:
    visitor = here.visitor()
    before = await visitor.json("GET", "/api/deployment", status=200)
    assert before["founded"] is False
    assert before["dev"] is True
    assert before["signed_in"] is False
    assert before["languages"] == ["zh-CN", "zh-TW", "en"]
    assert before["sample"] == {"state": "none", "done": 0, "total": 0}
    person = await here.register()
    assert (await person.json("GET", "/api/deployment"))["signed_in"] is True
    actor = await here.context.actors.find(person.token)
    async with here.context.db.acting(actor) as tx:
        await door.mark_founded(tx)
        await door.mark_founded(tx)
        await door.mark_sample(tx, "loading", 10, 3000)
        row = await door.read_deployment(tx)
    assert row == DeploymentRow(True, "loading", 10, 3000)
    after = await visitor.json("GET", "/api/deployment")
    assert after["founded"] is True
    assert after["sample"] == {"state": "loading", "done": 10, "total": 3000}

"""Units of work: what is committed, what is not, and under which role it runs."""

import asyncio
from contextlib import suppress

import asyncpg
import pytest
from sqlalchemy import bindparam, select

from tests.kernel.stage import Rang, actor
from tocsin.kernel.bus import LocalBus
from tocsin.kernel.db import FOLLOW, MEMBER, SIGNIN, WORKERS, Database, NotCommitted, UnsafeLogin
from tocsin.kernel.errors import NotFound
from tocsin.kernel.events import ACTORS, RECORDS, EventRow, Journal, Stored, why_place
from tocsin.kernel.ids import PLATFORM, uuid7
from tocsin.kernel.seal import Broken, Keyring
from tocsin.settings import Settings

COUNT = "SELECT count(*) AS n FROM event"
BY_KIND = select(
    EventRow.id, EventRow.xid, EventRow.at, EventRow.realm_id, EventRow.actor_id, EventRow.session_id,
    EventRow.kind, EventRow.subject_id, EventRow.body,
).where(EventRow.kind == bindparam("kind")).order_by(EventRow.id)  # fmt: skip


async def _count(db: Database) -> int:
    async with db.working(FOLLOW) as tx:
        return int((await tx.fetch(COUNT))[0]["n"])


async def test_a_unit_commits_what_it_wrote_and_an_exception_undoes_all_of_it(db: Database) -> None:
    async with db.acting(actor()) as tx:
        await tx.emit(Rang(realm_id=PLATFORM))
    with pytest.raises(ZeroDivisionError):
        async with db.acting(actor()) as tx:
            await tx.emit(Rang(realm_id=PLATFORM))
            raise ZeroDivisionError
    assert await _count(db) == 1


async def test_a_cancelled_unit_leaves_nothing_and_its_connection_serves_again(db: Database) -> None:
    began = asyncio.Event()

    async def slow() -> None:
        async with db.acting(actor()) as tx:
            await tx.emit(Rang(realm_id=PLATFORM))
            began.set()
            await tx.fetch("SELECT pg_sleep(30)")

    task = asyncio.create_task(slow())
    await began.wait()
    await asyncio.sleep(0.05)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await _count(db) == 0


async def test_cancelled_at_any_step_a_unit_gives_its_connection_back_outside_of_a_transaction(db: Database) -> None:
    complaints: list[str] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context["message"]))

    async def short() -> None:
        async with db.working(FOLLOW) as tx:
            await tx.fetch("SELECT 1")

    for steps in range(1, 12):
        task = asyncio.create_task(short())
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
        assert await _count(db) == 0
    assert complaints == []


async def test_a_unit_runs_as_its_role_and_the_next_one_on_the_connection_knows_nothing_of_it(db: Database) -> None:
    who = actor()
    async with db.acting(who) as tx:
        row = (await tx.fetch("SELECT current_user AS role, tocsin_person() AS person"))[0]
        assert (row["role"], row["person"]) == (MEMBER, who.person_id)
        async with tx.as_worker(FOLLOW):
            assert (await tx.fetch("SELECT current_user AS role"))[0]["role"] == FOLLOW
        assert (await tx.fetch("SELECT current_user AS role"))[0]["role"] == MEMBER
    async with db.working(SIGNIN) as tx:
        row = (await tx.fetch("SELECT current_user AS role, tocsin_person() AS person"))[0]
        assert (row["role"], row["person"]) == (SIGNIN, None)


async def test_a_refusal_that_is_caught_leaves_the_role_it_found(db: Database) -> None:
    async with db.acting(actor()) as tx:
        with pytest.raises(NotFound):
            async with tx.as_worker(FOLLOW):
                raise NotFound
        assert (await tx.fetch("SELECT current_user AS role"))[0]["role"] == MEMBER


async def test_a_refusal_made_of_a_failed_statement_stays_what_it_is(db: Database) -> None:
    with pytest.raises(NotFound):
        async with db.acting(actor()) as tx, tx.as_worker(FOLLOW):
            try:
                await tx.fetch("SELECT 1 / 0")
            except asyncpg.DivisionByZeroError:
                raise NotFound from None


async def test_a_unit_that_swallows_the_error_of_a_statement_does_not_pass_for_committed(db: Database) -> None:
    told: list[bool] = []
    with pytest.raises(NotCommitted):
        async with db.acting(actor()) as tx:
            tx.after_commit(lambda: told.append(True))
            with suppress(asyncpg.DivisionByZeroError):
                await tx.fetch("SELECT 1 / 0")
    assert told == []
    assert await _count(db) == 0


async def test_outside_a_unit_a_connection_is_a_member_without_a_person(db: Database) -> None:
    assert await db.pool.fetchval("SELECT current_user") == MEMBER
    assert await db.pool.fetchval(COUNT) == 0


async def test_no_role_owns_anything_or_passes_the_wall(db: Database) -> None:
    rows = await db.pool.fetch(
        "SELECT r.rolname, r.rolsuper, r.rolbypassrls, r.rolcanlogin,"
        " EXISTS (SELECT 1 FROM pg_class c WHERE c.relowner = r.oid) AS owns"
        " FROM pg_roles r WHERE r.rolname = ANY($1)",
        [MEMBER, *WORKERS],
    )
    assert {row["rolname"] for row in rows} == {MEMBER, *WORKERS}
    assert not [row for row in rows if row["rolsuper"] or row["rolbypassrls"] or row["rolcanlogin"] or row["owns"]]


async def test_a_superuser_login_is_refused(database_url: str) -> None:
    superuser = database_url.replace("//tocsin@", "//postgres@")
    if superuser == database_url:
        pytest.skip("the server given has no superuser to try")
    with pytest.raises(UnsafeLogin):
        async with Database.open(superuser, lambda: Journal(None, (), None)):  # type: ignore[arg-type]
            pass


async def test_statements_come_back_as_structs(db: Database) -> None:
    realm = uuid7()
    async with db.working(FOLLOW) as tx:
        await tx.emit(Rang(realm_id=realm, times=3))
    async with db.working(FOLLOW) as tx:
        (found,) = await tx.all(BY_KIND, Stored, kind=Rang.kind)
        assert (found.realm_id, found.body) == (realm, {"times": 3, "heard_by": []})
        assert await tx.first(BY_KIND, Stored, kind="other") is None
        assert await tx.value(BY_KIND, kind="other") is None
        with pytest.raises(NotFound):
            await tx.one(BY_KIND, Stored, kind="other")


class Whispered(Rang, frozen=True, kw_only=True):
    """Only those who heard it know who did."""

    unstored = frozenset({"heard_by"})


async def test_what_an_event_is_not_to_tell_is_acted_on_and_not_written(db: Database) -> None:
    told: list[bytes] = []
    db.new_journal()._bus.subscribe(ACTORS, told.append)
    person = uuid7()
    async with db.working(FOLLOW) as tx:
        await tx.emit(Whispered(realm_id=uuid7(), times=3, heard_by=[person]))
        body = "SELECT body FROM event"
        assert (await tx.fetch(body)) == []
    async with db.working(FOLLOW) as tx:
        assert (await tx.fetch(body))[0]["body"] == {"times": 3}
    assert told == [b'["%s"]' % str(person).encode()]


async def test_the_ground_of_an_act_is_sealed_for_its_row(settings: Settings, database_url: str) -> None:
    async with Database.open(database_url, lambda: Journal(LocalBus(), (), keyring)) as db:
        keyring = await Keyring.open(settings, db)
        realm = uuid7()
        async with db.working(SIGNIN) as tx:
            await keyring.found_realm(tx, realm)
        for subject in (None, uuid7()):
            async with db.working(FOLLOW) as tx:
                await tx.emit(Rang(realm_id=realm, subject_id=subject, why="偷了一本书"))
        async with db.working(FOLLOW) as tx:
            rows = await tx.fetch("SELECT subject_id, at, why, why_sealed, event::text AS said FROM event ORDER BY id")
            key = await keyring.record_key(tx, realm, RECORDS)
    places = [why_place(realm, row["subject_id"], row["at"]) for row in rows]
    assert [key.open_text(row["why_sealed"], place) for row, place in zip(rows, places, strict=True)] == [
        "偷了一本书"
    ] * 2
    assert [row["why"] for row in rows] == [None, None]
    assert not any("偷" in row["said"] for row in rows)
    with pytest.raises(Broken):
        key.open_text(rows[0]["why_sealed"], places[1])


async def test_a_member_writes_events_in_no_other_name(db: Database) -> None:
    forged = "INSERT INTO event (at, realm_id, actor_id, kind, audited, body) VALUES (now(), $1, $1, 'x', false, '{}')"
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
        async with db.acting(actor()) as tx:
            await tx.fetch(forged, uuid7())
    assert await _count(db) == 0


async def test_a_member_writes_events_of_no_organisation_but_their_own(db: Database) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
        async with db.acting(actor()) as tx:
            await tx.emit(Rang(realm_id=uuid7()))
    assert await _count(db) == 0


async def test_entering_an_organisation_lasts_as_long_as_the_unit(db: Database) -> None:
    who, organisation = actor(), uuid7()
    async with db.acting(who) as tx:
        await tx.enter(organisation)
        assert (await tx.fetch("SELECT tocsin_organisations() AS o"))[0]["o"] == [organisation]
    async with db.acting(who) as tx:
        assert (await tx.fetch("SELECT tocsin_organisations() AS o"))[0]["o"] == []

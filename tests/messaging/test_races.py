"""Acts that meet: whoever comes second sees what the first has done, and nobody waits for each other in a circle."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.cast import HE_CHUAN, LIN_YUE, SHEN_SHUHANG, XU_JINGYI, ZHOU_LAN, Player, Stage
from tests.messaging.talk import Office, Talk, direct, group, message
from tests.support.locks import stuck
from tests.support.sockets import SocketRefusal
from tocsin.kernel.db import FOLLOW, Transaction
from tocsin.messaging.actions import groups, sending
from tocsin.messaging.actions.ledger import lock
from tocsin.messaging.actions.making import make_group, open_direct
from tocsin.messaging.actions.office import office
from tocsin.organisations.actions.admission import accept_invitation
from tocsin.organisations.actions.departures import DepartureIn, depart

Act = Callable[[Stage, Transaction, Talk], Awaitable[object]]


async def retire(stage: Stage, tx: Transaction, player: Player) -> None:
    """Remove somebody from the school in a unit of work of its admin."""
    admin = await stage.actor(SHEN_SHUHANG)
    keyring = stage.server.context.keyring
    await depart(tx, keyring, admin, stage.school, stage.member(player), DepartureIn("retired"))


async def seats(stage: Stage, talk: Talk) -> tuple[int, set[UUID]]:
    """How many the conversation says are in it, and who is."""
    async with stage.server.context.db.working(FOLLOW) as tx:
        (told,) = await tx.fetch("SELECT members FROM conversation WHERE id = $1::uuid", talk.id)
        rows = await tx.fetch(
            "SELECT person_id FROM conversation_member WHERE conversation_id = $1::uuid AND until_version IS NULL",
            talk.id,
        )
    return told["members"], {row["person_id"] for row in rows}


# -- out of the organisation, and out of a group at once


async def remove(stage: Stage, tx: Transaction, talk: Talk) -> None:
    owner = await stage.actor(ZHOU_LAN)
    await groups.remove_member(tx, stage.server.context, owner, UUID(talk.id), stage.person(HE_CHUAN))


async def leave(stage: Stage, tx: Transaction, talk: Talk) -> None:
    await groups.leave(tx, stage.server.context, await stage.actor(HE_CHUAN), UUID(talk.id))


@pytest.mark.parametrize(("act", "who", "kind"), [(remove, ZHOU_LAN, "removed"), (leave, HE_CHUAN, "left")])
async def test_who_goes_twice_is_counted_out_once(stage: Stage, act: Act, who: Player, kind: str) -> None:
    talk, admin, db = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI), Office(stage), stage.server.context.db
    async with db.acting(await stage.actor(who)) as tx:
        await act(stage, tx, talk)
        departing = asyncio.create_task(admin.depart(HE_CHUAN))
        assert await stuck(db, departing)
    await departing
    assert await seats(stage, talk) == (2, {stage.person(ZHOU_LAN), stage.person(XU_JINGYI)})
    assert [fact["kind"] for fact in await talk.seen_by(ZHOU_LAN)] == ["created", kind]


# -- out of the organisation, and into a group at once


async def add(stage: Stage, tx: Transaction, talk: Talk) -> None:
    people = [stage.person(LIN_YUE)]
    await groups.add_members(tx, stage.server.context, await stage.actor(ZHOU_LAN), UUID(talk.id), people)


async def make(stage: Stage, tx: Transaction, _: Talk) -> None:
    people = [stage.person(LIN_YUE), stage.person(HE_CHUAN)]
    await make_group(tx, stage.server.context, await stage.actor(ZHOU_LAN), stage.school, "新群", people)


async def open_it(stage: Stage, tx: Transaction, _: Talk) -> None:
    await open_direct(tx, stage.server.context, await stage.actor(ZHOU_LAN), stage.person(LIN_YUE))


async def still_in(stage: Stage, player: Player) -> list[UUID]:
    """The conversations in which a former member of the school could still be read by others of it."""
    async with stage.server.context.db.working(FOLLOW) as tx:
        rows = await tx.fetch(
            "SELECT c.id FROM conversation_member m JOIN conversation c ON c.id = m.conversation_id"
            " WHERE m.person_id = $1 AND m.until_version IS NULL AND (c.realm_id = $2 OR c.open)",
            stage.person(player),
            stage.school,
        )
    return [row["id"] for row in rows]


@pytest.mark.parametrize("act", [add, make, open_it])
async def test_who_is_just_being_seated_is_taken_out_again(stage: Stage, act: Act) -> None:
    talk, admin, db = await group(stage, ZHOU_LAN, HE_CHUAN), Office(stage), stage.server.context.db
    async with db.acting(await stage.actor(ZHOU_LAN)) as tx:
        await act(stage, tx, talk)
        departing = asyncio.create_task(admin.depart(LIN_YUE))
        await stuck(db, departing)
    await departing
    assert await still_in(stage, LIN_YUE) == []


REQUESTS: dict[Act, tuple[str, dict[str, Any], str]] = {
    add: ("{talk}/members", {"person_ids": ["{who}"]}, "messaging.not_members"),
    make: (
        "/api/conversations",
        {"kind": "group", "organisation_id": "{school}", "name": "新群", "person_ids": ["{who}"]},
        "messaging.not_members",
    ),
    open_it: ("/api/conversations", {"kind": "direct", "person_id": "{who}"}, "not_found"),
}


@pytest.mark.parametrize("act", REQUESTS)
async def test_who_is_just_leaving_is_seated_nowhere(stage: Stage, act: Act) -> None:
    talk, db = await group(stage, ZHOU_LAN, HE_CHUAN), stage.server.context.db
    path, body, code = REQUESTS[act]
    named = {"{who}": str(stage.person(LIN_YUE)), "{school}": str(stage.school)}
    filled = {
        key: [named[one] for one in value] if isinstance(value, list) else named.get(value, value)
        for key, value in body.items()
    }
    client = await stage.as_(ZHOU_LAN)
    async with db.acting(await stage.actor(SHEN_SHUHANG)) as tx:
        await retire(stage, tx, LIN_YUE)
        seating = asyncio.create_task(client.refused("POST", path.format(talk=talk.path), code, json=filled))
        await stuck(db, seating)
    await seating
    assert await still_in(stage, LIN_YUE) == []


# -- what two people share


@pytest.fixture
async def both(stage: Stage) -> Talk:
    """林悦 and 何川 talk; both are of the school, and 何川 is of the company as well."""
    await Office(stage, company=True).admit(HE_CHUAN)
    talk = await direct(stage, LIN_YUE, HE_CHUAN)
    await talk.say(LIN_YUE, "在吗")
    return talk


async def accept(stage: Stage, tx: Transaction, player: Player, member: str) -> None:
    keyring = stage.server.context.keyring
    await accept_invitation(tx, keyring, await stage.actor(player), UUID(member), consent=True)


async def test_two_invitations_accepted_at_once_open_a_conversation_once(stage: Stage, both: Talk) -> None:
    school, company, db = Office(stage), Office(stage, company=True), stage.server.context.db
    await school.depart(LIN_YUE)
    assert (await both.view(HE_CHUAN))["open"] is False
    first, second = await school.invite(LIN_YUE), await company.invite(LIN_YUE)
    client = await stage.as_(LIN_YUE)
    async with db.acting(await stage.actor(LIN_YUE)) as tx:
        await accept(stage, tx, LIN_YUE, first)
        path = f"/api/me/invitations/{second}/acceptance"
        accepting = asyncio.create_task(client.json("POST", path, json={"consent": True}))
        assert await stuck(db, accepting)
    await accepting
    assert (await both.view(HE_CHUAN))["open"] is True


async def test_who_leaves_here_and_joins_there_at_once_is_still_reached(stage: Stage, both: Talk) -> None:
    company, db = Office(stage, company=True), stage.server.context.db
    member = await company.invite(LIN_YUE)
    client = await stage.as_(LIN_YUE)
    async with db.acting(await stage.actor(SHEN_SHUHANG)) as tx:
        await retire(stage, tx, LIN_YUE)
        path = f"/api/me/invitations/{member}/acceptance"
        accepting = asyncio.create_task(client.json("POST", path, json={"consent": True}))
        await stuck(db, accepting)
    await accepting
    assert (await both.view(HE_CHUAN))["open"] is True


async def test_who_leaves_there_while_the_other_leaves_here_is_reached_no_more(stage: Stage, both: Talk) -> None:
    company, db = Office(stage, company=True), stage.server.context.db
    await company.admit(LIN_YUE)
    async with db.working(FOLLOW) as tx:
        rows = await tx.fetch(
            "SELECT id FROM member WHERE organisation_id = $1 AND person_id = $2",
            stage.company,
            stage.person(HE_CHUAN),
        )
    async with db.acting(await stage.actor(SHEN_SHUHANG)) as tx:
        await retire(stage, tx, LIN_YUE)
        departing = asyncio.create_task(company.depart(HE_CHUAN, str(rows[0]["id"])))
        await stuck(db, departing)
    await departing
    assert (await both.view(HE_CHUAN))["open"] is False


# -- locks


async def test_a_departure_takes_its_conversations_in_the_order_of_all(stage: Stage) -> None:
    """Who holds the smaller id and wants the larger, as a flush does, is never waited for in a circle."""
    two = await direct(stage, LIN_YUE, HE_CHUAN)
    many = await group(stage, ZHOU_LAN, LIN_YUE)
    assert UUID(two.id) < UUID(many.id)
    db = stage.server.context.db
    async with db.working(FOLLOW) as tx:
        await lock(tx, [UUID(two.id)])
        departing = asyncio.create_task(Office(stage).depart(LIN_YUE))
        assert await stuck(db, departing)
        await lock(tx, [UUID(many.id)])
    await departing
    assert await seats(stage, many) == (1, {stage.person(ZHOU_LAN)})


DEADLOCK = "DO $$ BEGIN RAISE EXCEPTION 'made up' USING ERRCODE = '40P01'; END $$"


async def test_who_lost_to_another_is_told_to_try_again(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)
    fact = await talk.say(ZHOU_LAN, "一句")

    async def lose(tx: Transaction, *_: object) -> None:
        await tx.fetch(DEADLOCK)

    monkeypatch.setattr(groups, "rename", lose)
    monkeypatch.setattr("tocsin.messaging.routes.commands.recall", lose)
    client = await stage.as_(ZHOU_LAN)
    refused = await client.refused("PATCH", talk.path, "unavailable", status=503, json={"name": "名"})
    assert refused["params"] == {"retry_after": "1"}
    socket = await stage.server.socket(client)
    await socket.until("snapshot")
    with pytest.raises(SocketRefusal) as lost:
        await socket.command("recall", conversation_id=talk.id, seq=fact["seq"])
    assert (lost.value.code, lost.value.event["params"]) == ("unavailable", {"retry_after": 1})


@pytest.mark.parametrize(("times", "flushes"), [(1, [3, 3]), (2, [3, 3, 1, 1, 1])])
async def test_a_flush_that_lost_is_repeated_as_a_whole_before_one_by_one(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, times: int, flushes: list[int]
) -> None:
    talk, context = await group(stage, ZHOU_LAN, HE_CHUAN), stage.server.context
    write, sizes = sending.write, []

    async def lose(tx: Any, keyring: Any, drafts: Any, at: Any) -> Any:
        sizes.append(len(drafts))
        if len(drafts) == 3 and len(sizes) <= times + 1:
            await tx.fetch(DEADLOCK)
        return await write(tx, keyring, drafts, at)

    monkeypatch.setattr(sending, "write", lose)
    actor = await stage.actor(HE_CHUAN)

    def say(text: str) -> asyncio.Task[Any]:
        return asyncio.create_task(office(context).send(actor, UUID(talk.id), uuid4(), text))

    async with context.db.working(FOLLOW) as tx:
        await lock(tx, [UUID(talk.id)])
        first = say("先")
        assert await stuck(context.db, first)
        rest = [say(text) for text in ("一", "二", "三")]
        await asyncio.sleep(0)
    await asyncio.gather(first, *rest)
    assert [fact.get("text") for fact in await talk.seen_by(ZHOU_LAN)] == [None, "先", "一", "二", "三"]
    assert sizes == [1, *flushes]


async def test_what_loses_again_and_again_is_told_to_try_later(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)

    async def lose(tx: Transaction, *_: object) -> None:
        await tx.fetch(DEADLOCK)

    monkeypatch.setattr(sending, "write", lose)
    client, body = await stage.as_(HE_CHUAN), message("一句")
    await client.refused("POST", f"{talk.path}/messages", "unavailable", status=503, json=body)
    monkeypatch.undo()
    assert (await client.json("POST", f"{talk.path}/messages", json=body))["seq"] == 2


# -- what waits for a flush


async def queued(stage: Stage, talk: Talk, who: Player, tx: Transaction) -> asyncio.Task[Any]:
    """A message that waits in a flush, because ``tx`` holds its conversation."""
    await lock(tx, [UUID(talk.id)])
    client = await stage.as_(who)
    waiting = asyncio.create_task(client.post(f"{talk.path}/messages", json=message("还能说吗")))
    assert await stuck(stage.server.context.db, waiting)
    return waiting


async def code_of(waiting: asyncio.Task[Any]) -> tuple[int, str | None]:
    response = await waiting
    return response.status_code, response.json().get("code")


async def test_what_waits_is_refused_once_its_sender_is_suspended(stage: Stage) -> None:
    talk, admin, db = await group(stage, ZHOU_LAN, HE_CHUAN), Office(stage), stage.server.context.db
    async with db.working(FOLLOW) as tx:
        waiting = await queued(stage, talk, HE_CHUAN, tx)
        await admin.json("POST", f"/members/{stage.member(HE_CHUAN)}/suspension", json={})
    assert await code_of(waiting) == (404, "not_found")
    assert [fact["kind"] for fact in await talk.seen_by(ZHOU_LAN)] == ["created"]


async def test_what_waits_is_refused_once_its_session_has_ended(stage: Stage) -> None:
    talk, db = await group(stage, ZHOU_LAN, HE_CHUAN), stage.server.context.db
    elsewhere = await stage.server.sign_in(HE_CHUAN.phone, HE_CHUAN.name)
    async with db.working(FOLLOW) as tx:
        waiting = await queued(stage, talk, HE_CHUAN, tx)
        await elsewhere.json("DELETE", "/api/me/sessions")
    assert await code_of(waiting) == (401, "signed_out")
    assert [fact["kind"] for fact in await talk.seen_by(ZHOU_LAN)] == ["created"]


async def test_what_waits_is_stored_when_its_senders_rights_have_grown(stage: Stage) -> None:
    talk, admin, db = await group(stage, ZHOU_LAN, HE_CHUAN), Office(stage), stage.server.context.db
    async with db.working(FOLLOW) as tx:
        waiting = await queued(stage, talk, HE_CHUAN, tx)
        await admin.place(HE_CHUAN, "信息中心")
    assert await code_of(waiting) == (201, None)
    assert [fact.get("text") for fact in await talk.seen_by(ZHOU_LAN)] == [None, "还能说吗"]

"""The send path under faults: nothing acknowledged is lost, one failure is nobody else's, what waits at the end is stored."""

import asyncio
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest

from tests.cast import HE_CHUAN, LIN_YUE, XU_JINGYI, ZHOU_LAN, Stage
from tests.messaging.talk import Talk, department, group, message
from tests.support.locks import stuck
from tests.support.sockets import Socket, SocketRefusal
from tests.support.statements import sent
from tocsin.kernel.db import FOLLOW
from tocsin.messaging.actions import reading, sending
from tocsin.messaging.actions.ledger import Draft, lock
from tocsin.messaging.actions.office import office
from tocsin.messaging.actions.sending import Outgoing


@pytest.fixture
async def talk(stage: Stage) -> Talk:
    stage.server.context.hub.commands_per_second = 100_000
    return await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI)


async def speaker(stage: Stage) -> Socket:
    socket = await stage.server.socket(await stage.as_(HE_CHUAN))
    await socket.until("snapshot")
    return socket


async def test_what_a_flush_stumbles_over_is_tried_one_by_one(
    stage: Stage, talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = sending.write

    async def stumble(tx: Any, keyring: Any, drafts: Sequence[Draft], at: Any) -> Any:
        if any(draft.text == "毒" for draft in drafts):
            raise ZeroDivisionError
        return await write(tx, keyring, drafts, at)

    monkeypatch.setattr(sending, "write", stumble)
    socket = await speaker(stage)
    texts = ["一", "二", "毒", "三", "四"]
    answers = await asyncio.gather(
        *(socket.command("send", conversation_id=talk.id, **message(text)) for text in texts), return_exceptions=True
    )
    assert [isinstance(answer, SocketRefusal) for answer in answers] == [False, False, True, False, False]
    assert isinstance(answers[2], SocketRefusal)
    assert answers[2].code == "internal"
    assert [fact.get("text") for fact in await talk.seen_by(ZHOU_LAN)] == [None, "一", "二", "三", "四"]


async def test_without_a_database_it_says_so_and_goes_on_after(
    stage: Stage, talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    socket, client = await speaker(stage), await stage.as_(HE_CHUAN)
    body = message("再说一遍")

    pool = stage.server.context.db.pool

    class Unplugged:
        async def acquire(self) -> None:
            raise ConnectionRefusedError

        async def release(self, connection: object) -> None:
            """What others took before goes back: the pool waits for it at the end."""
            await pool.release(connection)

    monkeypatch.setattr(stage.server.context.db, "pool", Unplugged())
    with pytest.raises(SocketRefusal) as refused:
        await socket.command("send", conversation_id=talk.id, **body)
    assert (refused.value.code, refused.value.event["params"]["retry_after"]) == ("unavailable", 2)
    await client.refused("POST", f"{talk.path}/messages", "unavailable", status=503, json=body)
    await client.refused("PUT", f"{talk.path}/read", "unavailable", status=503, json={"seq": 1})
    monkeypatch.undo()
    assert (await socket.command("send", conversation_id=talk.id, **body))["seq"] == 2
    assert (await talk.read(HE_CHUAN, 2))["seq"] == 2


async def test_what_waits_when_the_server_stops_is_stored(
    stage: Stage, talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The way out waits for the queue, and the queue for a lock that somebody else holds."""
    socket, queue = await speaker(stage), office(stage.server.context).sends
    taken: list[Outgoing] = []
    put = queue.put

    def taking(outgoing: Outgoing) -> None:
        put(outgoing)
        taken.append(outgoing)

    monkeypatch.setattr(queue, "put", taking)
    async with stage.server.context.db.working(FOLLOW) as slow:
        await lock(slow, [UUID(talk.id)])
        tasks = [
            asyncio.create_task(socket.command("send", conversation_id=talk.id, **message(f"第 {n} 条")))
            for n in range(50)
        ]
        async with asyncio.timeout(60):
            while len(taken) < 50:
                await asyncio.sleep(0.01)
        leaving = asyncio.create_task(queue.drain())
        assert await stuck(stage.server.context.db, leaving)
        assert not any(task.done() for task in tasks), "nobody is answered before the commit"
    await asyncio.wait_for(leaving, 60)
    assert sorted([(await task)["seq"] for task in tasks]) == list(range(2, 52))


async def test_conversations_in_one_flush_do_not_mix(stage: Stage, talk: Talk) -> None:
    """Several senders, several conversations, some in both: each has its own sequence without holes."""
    other, staff = await group(stage, HE_CHUAN, ZHOU_LAN, LIN_YUE), await department(stage, HE_CHUAN, "教务处")
    sockets = {player: await stage.server.socket(await stage.as_(player)) for player in (ZHOU_LAN, HE_CHUAN)}
    for socket in sockets.values():
        await socket.until("snapshot")
    await asyncio.gather(
        *(
            socket.command("send", conversation_id=where.id, **message(f"{player.name} {n}"))
            for n in range(20)
            for player, socket in sockets.items()
            for where in (talk, other, staff)
        )
    )
    for where in (talk, other, staff):
        facts = await where.seen_by(ZHOU_LAN, limit=200)
        assert [fact["seq"] for fact in facts] == list(range(1, 42))
        for player in sockets:
            said = [
                fact["text"] for fact in facts if fact.get("sender_id") == str(stage.person(player)) and "text" in fact
            ]
            assert said == [f"{player.name} {n}" for n in range(20)], "in the order of sending"


async def test_sending_and_changing_a_group_at_once_keep_one_sequence(stage: Stage, talk: Talk) -> None:
    socket, owner = await speaker(stage), await stage.as_(ZHOU_LAN)
    add = {"person_ids": [str(stage.person(LIN_YUE))]}

    async def shuffle() -> None:
        for number in range(10):
            await owner.json("POST", f"{talk.path}/members", json=add)
            await owner.json("PATCH", talk.path, json={"name": f"名 {number}"})
            await owner.json("DELETE", f"{talk.path}/members/{stage.person(LIN_YUE)}")

    async def chatter() -> None:
        for number in range(60):
            await socket.command("send", conversation_id=talk.id, **message(f"{number}"))

    await stage.as_(XU_JINGYI)
    await asyncio.gather(shuffle(), chatter(), *(talk.read(XU_JINGYI, 5 * n) for n in range(10)))
    facts = await talk.seen_by(ZHOU_LAN, limit=200)
    assert [fact["seq"] for fact in facts] == list(range(1, 92))
    # Two units of work may be told of in another order than they were committed in: the database answers each when it
    # gets to it. Clients see the gap and read; nothing is told twice or never.
    async with asyncio.timeout(60):
        while len(heard := [event["seq"] for event in socket.events if event["t"] == "message"]) < 90:
            await asyncio.sleep(0.01)
    assert sorted(heard) == list(range(2, 92))
    assert {fact["text"] for fact in facts if "text" in fact} == {str(number) for number in range(60)}


async def test_positions_of_one_reader_are_coalesced(stage: Stage, talk: Talk) -> None:
    for number in range(20):
        await talk.say(ZHOU_LAN, f"{number}")
    socket = await speaker(stage)
    database = stage.server.context.db
    before = sent(database)
    answers = await asyncio.gather(*(socket.command("read", conversation_id=talk.id, seq=n) for n in range(1, 22)))
    assert answers[-1]["seq"] == 21
    assert sent(database) - before <= 2 * 8 + 8
    assert reading.BATCH >= 100


async def test_too_many_positions_are_refused(stage: Stage, talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "WAITING", 0)
    client = await stage.as_(HE_CHUAN)
    await client.refused("PUT", f"{talk.path}/read", "messaging.busy", status=503, json={"seq": 1})

"""Read positions that wait: whoever may no longer read when their turn comes confirms nothing."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

import pytest

from tests.cast import HE_CHUAN, LIN_YUE, XU_JINGYI, ZHOU_LAN, Player, Stage
from tests.hostile.victim import as_owner
from tests.messaging.talk import Office, Talk, group
from tests.support.locks import stuck
from tocsin.kernel.errors import SignedOut
from tocsin.messaging.actions import reading
from tocsin.messaging.actions.office import office

DEADLOCK = "DO $$ BEGIN RAISE EXCEPTION 'made up' USING ERRCODE = '40P01'; END $$"


async def code_of(waiting: asyncio.Task[Any]) -> tuple[int, str | None]:
    response = await waiting
    return response.status_code, response.json().get("code")


async def marked(stage: Stage, talk: Talk, who: Player, owner: Any, seq: int = 2) -> asyncio.Task[Any]:
    """A position that waits in a flush, because somebody else holds the reader's row."""
    await owner.execute("BEGIN")
    await owner.execute(
        "SELECT 1 FROM conversation_member WHERE conversation_id = $1 AND person_id = $2 FOR UPDATE",
        UUID(talk.id),
        stage.person(who),
    )
    client = await stage.as_(who)
    waiting = asyncio.create_task(client.put(f"{talk.path}/read", json={"seq": seq}))
    assert await stuck(stage.server.context.db, waiting)
    return waiting


async def confirmed(stage: Stage, talk: Talk) -> int:
    async with as_owner(stage) as owner:
        sql = "SELECT count(*) FROM effect WHERE item_id = $1 AND act = 'read'"
        return int(await owner.fetchval(sql, UUID(talk.id)))


async def test_a_position_that_waits_is_refused_once_its_reader_is_suspended(stage: Stage) -> None:
    talk, admin = await group(stage, ZHOU_LAN, HE_CHUAN), Office(stage)
    await talk.say(ZHOU_LAN, "看到请回")
    async with as_owner(stage) as owner:
        waiting = await marked(stage, talk, HE_CHUAN, owner)
        await admin.json("POST", f"/members/{stage.member(HE_CHUAN)}/suspension", json={})
        await owner.execute("COMMIT")
        assert await code_of(waiting) == (404, "not_found")
    assert await confirmed(stage, talk) == 0


async def test_a_position_that_waits_is_refused_once_its_session_has_ended(stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)
    await talk.say(ZHOU_LAN, "看到请回")
    elsewhere = await stage.server.sign_in(HE_CHUAN.phone, HE_CHUAN.name)
    async with as_owner(stage) as owner:
        waiting = await marked(stage, talk, HE_CHUAN, owner)
        await elsewhere.json("DELETE", "/api/me/sessions")
        await owner.execute("COMMIT")
        assert await code_of(waiting) == (401, "signed_out")
    assert await confirmed(stage, talk) == 0
    assert (await elsewhere.json("PUT", f"{talk.path}/read", json={"seq": 2}))["seq"] == 2


@pytest.mark.parametrize(("times", "sizes"), [(1, [1, 2, 2]), (2, [1, 2, 2, 1, 1])])
async def test_positions_that_lost_are_repeated_as_a_whole_before_one_by_one(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, times: int, sizes: list[int]
) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, LIN_YUE, XU_JINGYI)
    await talk.say(ZHOU_LAN, "看到请回")
    for player in (HE_CHUAN, LIN_YUE):
        await stage.as_(player)
    record, seen = reading.record, list[int]()

    async def lose(tx: Any, keyring: Any, entries: Any) -> None:
        seen.append(len(entries))
        if len(entries) == 2 and len(seen) <= times + 1:
            await tx.fetch(DEADLOCK)
        await record(tx, keyring, entries)

    monkeypatch.setattr(reading, "record", lose)
    async with as_owner(stage) as owner:
        first = await marked(stage, talk, XU_JINGYI, owner)
        rest = [asyncio.create_task(talk.read(one, 2)) for one in (HE_CHUAN, LIN_YUE)]
        async with asyncio.timeout(60):
            while len(office(stage.server.context).reads._waiting) < 2:
                await asyncio.sleep(0.01)
        await owner.execute("COMMIT")
    assert await code_of(first) == (200, None)
    assert [(await one)["seq"] for one in rest] == [2, 2]
    assert seen == sizes


async def test_positions_that_lose_again_and_again_are_told_to_try_later(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)

    async def lose(tx: Any, *_: object) -> None:
        await tx.fetch(DEADLOCK)

    monkeypatch.setattr(reading, "record", lose)
    client = await stage.as_(HE_CHUAN)
    await client.refused("PUT", f"{talk.path}/read", "unavailable", status=503, json={"seq": 1})


async def test_of_two_sessions_that_read_at_once_the_one_that_ended_confirms_nothing(stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)
    for text in ("一", "二"):
        await talk.say(ZHOU_LAN, text)
    context, elsewhere = stage.server.context, await stage.server.sign_in(HE_CHUAN.phone, HE_CHUAN.name)
    ended, living = await stage.actor(HE_CHUAN), await context.actors.find(elsewhere.token)
    async with as_owner(stage) as owner:
        first = await marked(stage, talk, HE_CHUAN, owner, seq=1)
        reads = [
            asyncio.create_task(office(context).read(actor, UUID(talk.id), seq))
            for actor, seq in ((ended, 3), (living, 2))
        ]
        await asyncio.sleep(0)
        await elsewhere.json("DELETE", "/api/me/sessions")
        await owner.execute("COMMIT")
        await first
    with pytest.raises(SignedOut):
        await reads[0]
    assert (await reads[1]).seq == 2

"""Devices in sync: what one does, all see; snapshot and events are a fresh read, for every event."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from time import monotonic
from typing import get_args
from uuid import uuid4

import pytest

from tests.cast import HE_CHUAN, LIN_YUE, XU_JINGYI, ZHOU_LAN, Player, Stage
from tests.messaging.acts import ACTS
from tests.messaging.mirror import Mirror
from tests.messaging.talk import group, message
from tests.support.protocol import EVENTS
from tests.support.sockets import Socket, SocketRefusal
from tocsin.messaging.rules.shapes import FactKind


class Watch:
    """A device of somebody's, and what it makes of its events."""

    def __init__(self, stage: Stage, player: Player, socket: Socket) -> None:
        self.stage = stage
        self.player = player
        self.socket = socket
        self.mirror = Mirror(str(stage.person(player)))

    async def check(self) -> None:
        """What the device knows is what a fresh read says."""
        self.mirror.follow(self.socket)
        await self.mirror.check(await self.stage.as_(self.player))

    async def catches_up(self) -> None:
        """It knows it, once all has come."""
        await self.mirror.catch_up(self.socket, await self.stage.as_(self.player))


@asynccontextmanager
async def watching(stage: Stage, *players: Player) -> AsyncIterator[list[Watch]]:
    """Devices of people, with their snapshots."""
    watches = []
    for player in players:
        socket = await stage.server.socket(await stage.as_(player))
        await socket.until("snapshot")
        watches.append(Watch(stage, player, socket))
    try:
        yield watches
    finally:
        for watch in watches:
            await watch.socket.close()


async def of_a_session(stage: Stage) -> set[str]:
    """What is told of people, of oneself and of the line: the events that are about no conversation."""
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, LIN_YUE)
    people = [str(stage.person(one)) for one in (ZHOU_LAN, HE_CHUAN, LIN_YUE)]
    admin, school = await stage.as_(ZHOU_LAN), f"/api/organisations/{stage.school}"
    suspension = f"{school}/members/{stage.member(LIN_YUE)}/suspension"
    other = await stage.server.sign_in(LIN_YUE.phone, LIN_YUE.name)
    async with watching(stage, ZHOU_LAN, HE_CHUAN, LIN_YUE) as watches:
        for watch in watches:
            await watch.mirror.load(await stage.as_(watch.player))
            await watch.socket.command("watch", people=people)
        await (await stage.as_(HE_CHUAN)).json("PUT", "/api/me/presence", json={"state": "meeting", "note": "三楼"})
        await (await stage.as_(HE_CHUAN)).json("PATCH", "/api/me", json={"introduction": "教数学"})
        await all_catch_up(watches)
        await admin.json("POST", suspension, json={})
        await watches[2].socket.until("resync")
        await talk.say(HE_CHUAN, "她听不到")
        await all_catch_up(watches)
        await admin.json("DELETE", suspension)
        await talk.say(HE_CHUAN, "又听到了")
        await all_catch_up(watches)
        with pytest.raises(SocketRefusal):
            await watches[0].socket.command("recall", conversation_id=talk.id, seq=999)
        await watches[0].socket.command("ping")
        await other.json("DELETE", "/api/me/sessions")
        await watches[2].socket.until("revoked")
        await all_catch_up(watches[:2])
        watches[2].mirror.follow(watches[2].socket)
        assert watches[2].mirror.ended == "revoked"
    stage.forget(LIN_YUE)
    return set[str]().union(*(watch.mirror.tags for watch in watches))


async def all_catch_up(watches: Sequence[Watch]) -> None:
    for watch in watches:
        await watch.catches_up()


@pytest.mark.timeout(600)
async def test_snapshot_and_events_are_a_fresh_read(stage: Stage) -> None:
    """For every act: what two people's devices, and two devices of one person, know is what a fresh read says."""
    tags, kinds = await of_a_session(stage), set[str]()
    for act in ACTS:
        talk = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI)
        talk.first = (await talk.say(XU_JINGYI, "先来一句"))["seq"]  # type: ignore[attr-defined]
        async with watching(stage, ZHOU_LAN, HE_CHUAN, HE_CHUAN, LIN_YUE) as watches:
            await act(talk)
            for watch in watches:
                try:
                    await watch.catches_up()
                except AssertionError as error:
                    error.add_note(f"after {act.__name__}, as {watch.player.name} has it")
                    raise
                tags |= watch.mirror.tags
                kinds |= watch.mirror.kinds
        # Whatever the act was, the sequence has no holes.
        page = await (await stage.as_(ZHOU_LAN)).json("GET", f"{talk.path}/messages", params={"after": 0, "limit": 200})
        seqs = [fact["seq"] for fact in page["items"]]
        assert seqs == list(range(seqs[0], seqs[0] + len(seqs))), act.__name__
    # The first fact of a group stands in the conversation that is shown to those it begins with.
    assert kinds == set(get_args(FactKind)) - {"created"}, "every kind of fact there is was told"
    assert tags == set(EVENTS), "every event there is was told"


async def test_two_devices_of_one_person_see_the_same_within_a_second(stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)
    sending, reading = list[float](), list[float]()
    async with watching(stage, HE_CHUAN, HE_CHUAN) as (desk, phone):
        # A machine that stands still for a while delays one of them, and nothing that waits by design gains by trying.
        for number in range(3):
            answer = await desk.socket.command("send", conversation_id=talk.id, **message(f"从电脑发的 {number}"))
            at = monotonic()
            seen = await phone.socket.until("message", text=f"从电脑发的 {number}")
            sending.append(monotonic() - at)
            assert seen["seq"] == answer["seq"]
            fact = await talk.say(ZHOU_LAN, "看到了吗")
            await desk.socket.command("read", conversation_id=talk.id, seq=fact["seq"])
            at = monotonic()
            told = await phone.socket.until("read")
            reading.append(monotonic() - at)
            assert (told["seq"], told["unread"]) == (fact["seq"], 0)
    assert (min(sending) < 1, min(reading) < 1) == (True, True), (sending, reading)


async def test_offline_and_back_nothing_is_missing_nothing_twice(stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI)
    async with watching(stage, HE_CHUAN) as (first,):
        await talk.say(ZHOU_LAN, "一")
        await first.socket.until("message", text="一")
        await first.socket.close()
        for number in range(30):
            await talk.say(ZHOU_LAN if number % 2 else XU_JINGYI, f"其间 {number}")
    async with watching(stage, HE_CHUAN) as (again,):
        await talk.say(ZHOU_LAN, "末")
        await again.socket.until("message", text="末")
        have = max(fact["seq"] for fact in first.socket.events if fact["t"] == "message")
        missed = await talk.seen_by(HE_CHUAN, after=have, limit=200)
        texts = [fact["text"] for fact in missed]
        assert texts == [f"其间 {number}" for number in range(30)] + ["末"]
        await again.check()


async def test_a_message_repeated_after_a_broken_line_is_stored_once(stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)
    body = message("只有一次")
    async with watching(stage, ZHOU_LAN) as (device,):
        first = await device.socket.command("send", conversation_id=talk.id, **body)
        again = await device.socket.command("send", conversation_id=talk.id, **body)
        client = await stage.as_(ZHOU_LAN)
        third = await client.json("POST", f"{talk.path}/messages", json=body, status=200)
        assert first["seq"] == again["seq"] == third["seq"]
        assert (third["text"], third["delivered"]) == ("只有一次", 1)
        assert len(await talk.seen_by(HE_CHUAN)) == 2  # it, and the making of the group
        await device.check()


async def test_a_snapshot_read_while_people_talk_loses_nothing(stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI)
    stage.server.context.hub.commands_per_second = 10_000
    speaker = await stage.server.socket(await stage.as_(XU_JINGYI))
    await speaker.until("snapshot")
    done = asyncio.Event()

    async def chatter() -> None:
        while not done.is_set():
            await speaker.command("send", conversation_id=talk.id, client_id=str(uuid4()), text="滔滔不绝")

    task = asyncio.create_task(chatter())
    for attempt in range(8):
        async with watching(stage, HE_CHUAN) as (watch,):
            await watch.socket.command("snapshot")
            await asyncio.sleep(0.05)
            watch.mirror.follow(watch.socket)  # asserts that there is no gap
            if attempt == 7:
                done.set()
                await task
                await watch.catches_up()

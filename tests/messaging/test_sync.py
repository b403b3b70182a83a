"""Devices in sync: what one does, all see; snapshot and events are a fresh read, for every event."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, get_args
from uuid import UUID, uuid4

import pytest

from tests.cast import EMMA_CLARKE, HE_CHUAN, LIN_YUE, XU_JINGYI, ZHOU_LAN, Player, Stage
from tests.messaging.files import path_of, send_photo, spoken
from tests.messaging.mirror import Mirror
from tests.messaging.talk import Talk, department, direct, group, message
from tests.support.protocol import EVENTS
from tests.support.sockets import Socket, SocketRefusal
from tocsin.kernel import clock
from tocsin.kernel.db import FLUSH
from tocsin.messaging.actions import ledger as ledgers
from tocsin.messaging.actions.sending import announce
from tocsin.messaging.queries.facts import content_place
from tocsin.messaging.rules.content import Card, Carried, encode_carried
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


async def a_text(talk: Talk) -> None:
    await talk.say(ZHOU_LAN, "明天的会改到三点")


async def a_reply(talk: Talk) -> None:
    await talk.say(HE_CHUAN, "收到", reply_to=talk.first)  # type: ignore[attr-defined]


async def a_mention(talk: Talk) -> None:
    await talk.say(ZHOU_LAN, "@何川 请看", mentions=[str(talk.stage.person(HE_CHUAN))])
    await talk.say(XU_JINGYI, "@所有人", mentions=["all"])


async def a_late_text(talk: Talk) -> None:
    written = (clock.now() - timedelta(hours=1)).isoformat()
    await talk.say(HE_CHUAN, "地铁里写的", sent_at=written)


async def a_recall(talk: Talk) -> None:
    fact = await talk.say(HE_CHUAN, "说错了", reply_to=talk.first)  # type: ignore[attr-defined]
    await talk.say(XU_JINGYI, "？", reply_to=fact["seq"])
    await talk.recall(HE_CHUAN, fact["seq"])


async def a_recall_of_what_was_read(talk: Talk) -> None:
    fact = await talk.say(HE_CHUAN, "说错了")
    await talk.read(ZHOU_LAN, fact["seq"])
    await talk.recall(HE_CHUAN, fact["seq"])


async def an_edit(talk: Talk) -> None:
    fact = await talk.say(HE_CHUAN, "三点开会", mentions=[str(talk.stage.person(ZHOU_LAN))])
    await talk.say(XU_JINGYI, "好", reply_to=fact["seq"])
    client = await talk.stage.as_(HE_CHUAN)
    await client.json("PATCH", f"{talk.path}/messages/{fact['seq']}", json={"text": "四点开会", "mentions": ["all"]})


async def reactions(talk: Talk) -> None:
    fact = await talk.say(HE_CHUAN, "三点开会")
    path = f"{talk.path}/messages/{fact['seq']}/reactions"
    for player, emoji in ((ZHOU_LAN, "👍"), (XU_JINGYI, "🎉"), (HE_CHUAN, "👍"), (XU_JINGYI, "👍")):
        await (await talk.stage.as_(player)).json("PUT", f"{path}/{emoji}")
    for player, emoji in ((XU_JINGYI, "🎉"), (HE_CHUAN, "👍")):
        await (await talk.stage.as_(player)).json("DELETE", f"{path}/{emoji}")


async def a_thread(talk: Talk) -> None:
    root = await talk.say(ZHOU_LAN, "谁去？")
    first = await talk.say(HE_CHUAN, "我", reply_to=root["seq"])
    second = await talk.say(XU_JINGYI, "我也去", reply_to=first["seq"])
    await talk.recall(XU_JINGYI, second["seq"])


async def a_poll(talk: Talk) -> None:
    for anonymous in (False, True):
        poll = {"kind": "poll", "question": "几点？", "options": ["三点", "四点"], "anonymous": anonymous}
        fact = await talk.say(ZHOU_LAN, "", content=poll)
        path = f"{talk.path}/messages/{fact['seq']}"
        for player, options in ((HE_CHUAN, [0]), (XU_JINGYI, [1]), (HE_CHUAN, [1]), (XU_JINGYI, [])):
            await (await talk.stage.as_(player)).json("PUT", f"{path}/vote", json={"options": options})
        await (await talk.stage.as_(ZHOU_LAN)).json("POST", f"{path}/closing")


async def what_is_ones_own(talk: Talk) -> None:
    client = await talk.stage.as_(HE_CHUAN)
    await client.json("PUT", f"{talk.path}/messages/{talk.first}/favourite")  # type: ignore[attr-defined]
    await client.json("PUT", f"{talk.path}/draft", json={"text": "我想说"})
    await (await talk.stage.as_(ZHOU_LAN)).json("PUT", f"{talk.path}/draft", json={"text": "嗯"})
    await (await talk.stage.as_(ZHOU_LAN)).json("PUT", f"{talk.path}/draft", json={"text": " "})


async def a_sticker_and_what_is_forwarded(talk: Talk) -> None:
    fact = await talk.say(HE_CHUAN, "", content={"kind": "sticker", "set": "tocsin", "name": "received"})
    client = await talk.stage.as_(ZHOU_LAN)
    for together in (True, False):
        body = {"client_id": str(uuid4()), "source_id": talk.id, "seqs": [fact["seq"]], "together": together}
        await client.json("POST", f"{talk.path}/forwards", json=body)


async def files_and_a_voice(talk: Talk) -> None:
    realm = str(talk.stage.school)
    fact, _ = await send_photo(talk, HE_CHUAN, realm)
    client = await talk.stage.as_(HE_CHUAN)
    await client.json("PATCH", f"{talk.path}/messages/{fact['seq']}", json={"text": "看这里"})
    await talk.say(XU_JINGYI, "收到", reply_to=fact["seq"])
    voice = {"kind": "voice", "file": await spoken(talk.stage, XU_JINGYI, realm)}
    last = await talk.say(XU_JINGYI, "", content=voice)
    await (await talk.stage.as_(ZHOU_LAN)).get(path_of(talk, last, str(voice["file"])))
    for together in (True, False):
        body = {"client_id": str(uuid4()), "source_id": talk.id, "seqs": [fact["seq"]], "together": together}
        await (await talk.stage.as_(ZHOU_LAN)).json("POST", f"{talk.path}/forwards", json=body)
    await talk.recall(HE_CHUAN, fact["seq"])


async def a_reading(talk: Talk) -> None:
    await talk.say(ZHOU_LAN, "一")
    await talk.say(HE_CHUAN, "二", mentions=["all"])
    fact = await talk.say(ZHOU_LAN, "三")
    await talk.read(HE_CHUAN, fact["seq"] - 1)
    await talk.read(XU_JINGYI, fact["seq"])


async def a_new_name(talk: Talk) -> None:
    await (await talk.stage.as_(ZHOU_LAN)).json("PATCH", talk.path, json={"name": "期末备课"})


async def somebody_comes(talk: Talk) -> None:
    body = {"person_ids": [str(talk.stage.person(LIN_YUE)), str(talk.stage.person(EMMA_CLARKE))]}
    await (await talk.stage.as_(HE_CHUAN)).json("POST", f"{talk.path}/members", json=body)
    await talk.say(LIN_YUE, "大家好")


async def somebody_goes(talk: Talk) -> None:
    await (await talk.stage.as_(XU_JINGYI)).json("POST", f"{talk.path}/departure")
    await (await talk.stage.as_(ZHOU_LAN)).json("DELETE", f"{talk.path}/members/{talk.stage.person(HE_CHUAN)}")


async def a_new_owner(talk: Talk) -> None:
    body = {"person_id": str(talk.stage.person(HE_CHUAN))}
    await (await talk.stage.as_(ZHOU_LAN)).json("PUT", f"{talk.path}/owner", json=body)


async def _act(talk: Talk, player: Player, method: str, path: str, body: object = None) -> object:
    return await (await talk.stage.as_(player)).json(method, talk.path + path, json=body)


async def admins_and_settings(talk: Talk) -> None:
    he, xu = talk.stage.person(HE_CHUAN), talk.stage.person(XU_JINGYI)
    await _act(talk, ZHOU_LAN, "PUT", f"/admins/{he}")
    await _act(talk, ZHOU_LAN, "PUT", f"/admins/{xu}")
    await _act(talk, HE_CHUAN, "PATCH", "/settings", {"posting": "admins", "approval": True})
    await _act(talk, ZHOU_LAN, "DELETE", f"/admins/{xu}")
    await _act(talk, ZHOU_LAN, "PUT", "/owner", {"person_id": str(he)})


async def a_silence(talk: Talk) -> None:
    path = f"/members/{talk.stage.person(HE_CHUAN)}/silence"
    await _act(talk, ZHOU_LAN, "PUT", path, {"until": (clock.now() + timedelta(hours=1)).isoformat()})


async def a_silence_lifted(talk: Talk) -> None:
    await a_silence(talk)
    await _act(talk, ZHOU_LAN, "PUT", f"/members/{talk.stage.person(HE_CHUAN)}/silence", {"until": None})


async def announcements(talk: Talk) -> None:
    await _act(talk, ZHOU_LAN, "POST", "/announcements", {"text": "旧的"})
    seq = (await talk.view(HE_CHUAN))["last_seq"] + 1
    await _act(talk, ZHOU_LAN, "POST", "/announcements", {"text": "新的", "confirm": True})
    await _act(talk, XU_JINGYI, "POST", f"/announcements/{seq}/confirmation")
    await _act(talk, ZHOU_LAN, "POST", f"/announcements/{seq}/reminders")


async def an_announcement_withdrawn(talk: Talk) -> None:
    await announcements(talk)
    seq = (await talk.view(HE_CHUAN))["announcement"]["seq"]
    await _act(talk, HE_CHUAN, "POST", f"/announcements/{seq}/confirmation")
    await _act(talk, ZHOU_LAN, "DELETE", f"/announcements/{seq}")


async def requests_to_join(talk: Talk) -> None:
    await _act(talk, ZHOU_LAN, "PATCH", "/settings", {"approval": True})
    people = [str(talk.stage.person(one)) for one in (LIN_YUE, EMMA_CLARKE)]
    await _act(talk, XU_JINGYI, "POST", "/members", {"person_ids": people})
    page: Any = await _act(talk, ZHOU_LAN, "GET", "/requests")
    waiting = next(one for one in page["items"] if one["person_id"] == people[0])
    await _act(talk, ZHOU_LAN, "POST", f"/requests/{waiting['id']}/decision", {"accept": True})


async def somebody_slips_away(talk: Talk) -> None:
    await _act(talk, ZHOU_LAN, "PUT", f"/admins/{talk.stage.person(XU_JINGYI)}")
    await _act(talk, XU_JINGYI, "POST", "/departure", {"quiet": True})
    await talk.say(HE_CHUAN, "她走了吗")


async def an_owner_goes(talk: Talk) -> None:
    await _act(talk, ZHOU_LAN, "PUT", f"/admins/{talk.stage.person(HE_CHUAN)}")
    await _act(talk, ZHOU_LAN, "POST", "/departure", {"heir_id": None})
    await _act(talk, HE_CHUAN, "POST", "/members", {"person_ids": [str(talk.stage.person(ZHOU_LAN))]})


async def an_end(talk: Talk) -> None:
    await _act(talk, ZHOU_LAN, "POST", "/dissolution", {"name": "备课组"})


async def a_warning_and_a_merger(talk: Talk) -> None:
    school = f"/api/organisations/{talk.stage.school}"
    client, another = await talk.stage.as_(ZHOU_LAN), await group(talk.stage, HE_CHUAN, LIN_YUE, name="另一个")
    await client.json("POST", f"{school}/group-warnings", json={"group_ids": [talk.id, another.id]})
    await another.say(LIN_YUE, "还在")
    await client.json("POST", f"{school}/groups/{talk.id}/merger", json={"into_id": another.id})


async def a_preference(talk: Talk) -> None:
    await (await talk.stage.as_(HE_CHUAN)).json("PUT", f"{talk.path}/preferences", json={"pinned": True, "muted": True})


async def a_direct_conversation(talk: Talk) -> None:
    two = await direct(talk.stage, LIN_YUE, HE_CHUAN)
    await two.say(LIN_YUE, "在吗")
    await two.say(HE_CHUAN, "在")


async def a_group(talk: Talk) -> None:
    another = await group(talk.stage, HE_CHUAN, LIN_YUE, XU_JINGYI, name="新群")
    await another.say(LIN_YUE, "好")


async def words_to_the_department(talk: Talk) -> None:
    here = await department(talk.stage, HE_CHUAN, "教务处")
    await here.say(HE_CHUAN, "各位老师")


async def a_card(talk: Talk) -> None:
    """What is found behind a link comes later, as a fact of the server's own."""
    fact = await talk.say(ZHOU_LAN, "见 https://example.com/a")
    context, cards = talk.stage.server.context, [Card("https://example.com/a", "期末安排")]
    conversation_id, carried = UUID(talk.id), Carried(cards=cards)
    async with context.db.working(FLUSH, organisations=[talk.stage.school]) as tx:
        ledger = (await ledgers.lock(tx, [conversation_id]))[conversation_id]
        key = await context.keyring.data_key(tx, ledger.data_key_id)
        sealed = key.seal(encode_carried(carried), content_place(conversation_id, fact["seq"]))
        sql = "UPDATE message SET content_sealed = $3 WHERE conversation_id = $1 AND seq = $2"
        await tx.fetch(sql, conversation_id, fact["seq"], sealed)
        draft = ledgers.Draft(ledger, "card", None, "", "", target=fact["seq"], carried=carried)
        events = await ledgers.write(tx, context.keyring, [draft], ledgers.moment())
        tx.after_commit(lambda: announce(context, events))


ACTS = (
    a_text, a_reply, a_mention, a_late_text, a_recall, a_recall_of_what_was_read, an_edit, reactions,
    a_thread, a_poll, a_card, what_is_ones_own, a_sticker_and_what_is_forwarded, files_and_a_voice, a_reading,
    a_new_name, somebody_comes,
    somebody_goes, a_new_owner, a_preference, a_direct_conversation, a_group, words_to_the_department,
    admins_and_settings, a_silence, a_silence_lifted, announcements, an_announcement_withdrawn, requests_to_join,
    somebody_slips_away, an_owner_goes, an_end, a_warning_and_a_merger,
)  # fmt: skip


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
    async with watching(stage, HE_CHUAN, HE_CHUAN) as (desk, phone):
        answer = await desk.socket.command("send", conversation_id=talk.id, **message("从电脑发的"))
        seen = await phone.socket.until("message", timeout=1, text="从电脑发的")
        assert seen["seq"] == answer["seq"]
        fact = await talk.say(ZHOU_LAN, "看到了吗")
        await desk.socket.command("read", conversation_id=talk.id, seq=fact["seq"])
        told = await phone.socket.until("read", timeout=1)
        assert (told["seq"], told["unread"]) == (fact["seq"], 0)


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
                await asyncio.sleep(0.1)
                await watch.check()

"""Whoever joins later: what becomes of messages they do not see is not theirs to know, by whatever way they ask."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from uuid import uuid4

import pytest

from tests.cast import EMMA_CLARKE, HE_CHUAN, LIN_YUE, XU_JINGYI, ZHOU_LAN, Player, Stage
from tests.messaging.acts import find_card
from tests.messaging.archive.taking import take
from tests.messaging.mirror import CHANGING
from tests.messaging.talk import Talk, direct, group
from tests.messaging.test_sync import Watch, all_catch_up, watching
from tests.search.asking import caught_up, found
from tests.support.statements import sent
from tocsin.kernel.db import FOLLOW
from tocsin.messaging.room import ROOM

BARE = {"conversation_id", "seq", "kind", "at", "target"}
SECRET = "四点半在东门"
POLL = {"kind": "poll", "question": "几点？", "options": ["三点", "四点"]}


class Before:
    """A group with a past: what was said before Lin Yue came into it."""

    def __init__(self, talk: Talk) -> None:
        self.talk = talk
        self.text = self.poll = self.link = self.announced = self.quoted = 0
        self.joined = 0

    async def act(self, who: Player, method: str, path: str, body: object = None) -> Any:
        return await (await self.talk.stage.as_(who)).json(method, self.talk.path + path, json=body)

    async def add(self, *players: Player) -> None:
        people = [str(self.talk.stage.person(one)) for one in players]
        await self.act(ZHOU_LAN, "POST", "/members", {"person_ids": people})
        self.joined = (await self.talk.view(ZHOU_LAN))["last_seq"]

    async def bring_in(self, watches: Sequence[Watch], *players: Player) -> None:
        """Bring people in, and go on when their devices have been shown the group: what comes then they hear live."""
        await self.add(*players)
        await all_catch_up(watches)

    async def edit(self, text: str = SECRET, **more: Any) -> dict[str, Any]:
        fact: dict[str, Any] = await self.act(HE_CHUAN, "PATCH", f"/messages/{self.text}", {"text": text, **more})
        return fact

    async def change_everything(self) -> None:
        """Every kind of change there is, of what was there before."""
        await self.edit(mentions=[str(self.talk.stage.person(LIN_YUE)), "all"])
        for method in ("PUT", "DELETE"):
            await self.act(XU_JINGYI, method, f"/messages/{self.text}/reactions/🎉")
        await self.act(HE_CHUAN, "PUT", f"/messages/{self.poll}/vote", {"options": [1]})
        await self.act(ZHOU_LAN, "POST", f"/messages/{self.poll}/closing")
        await find_card(self.talk, self.link)
        await self.act(ZHOU_LAN, "DELETE", f"/announcements/{self.announced}")
        await self.talk.recall(HE_CHUAN, self.text)


@pytest.fixture
async def before(stage: Stage) -> Before:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI)
    past = Before(talk)
    past.text = (await talk.say(HE_CHUAN, "三点在东门"))["seq"]
    past.poll = (await talk.say(ZHOU_LAN, "", content=POLL))["seq"]
    past.link = (await talk.say(ZHOU_LAN, "见 https://example.com/a"))["seq"]
    past.announced = (await past.act(ZHOU_LAN, "POST", "/announcements", {"text": "周五停电"}))["seq"]
    return past


def changes(facts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [fact for fact in facts if fact["kind"] in CHANGING]


async def test_a_live_change_of_what_was_before_says_only_that_it_was(before: Before, stage: Stage) -> None:
    async with watching(stage, ZHOU_LAN, HE_CHUAN, LIN_YUE, LIN_YUE) as watches:
        await before.bring_in(watches, LIN_YUE)
        quoting = await before.talk.say(ZHOU_LAN, "还是这里吗", reply_to=before.text)
        await before.change_everything()
        await before.talk.say(LIN_YUE, "大家好")
        await all_catch_up(watches)
        mine = [changes([one for one in watch.socket.events if one["t"] == "message"]) for watch in watches]
        assert {one["kind"] for one in mine[0]} == CHANGING
        assert [one["seq"] for one in mine[2]] == [one["seq"] for one in mine[0]], (
            "the sequence has no holes for anybody"
        )
        for fact in (*mine[2], *mine[3]):
            assert fact.keys() == BARE | {"t"}
        told = next(one for one in mine[0] if one["kind"] == "edit")
        assert (told["text"], told["sender_id"]) == (SECRET, str(stage.person(HE_CHUAN)))
        assert SECRET not in str(watches[2].socket.events)
        assert watches[2].mirror.facts[before.talk.id][quoting["seq"]]["reply_to"]["text"] is None


async def test_a_read_of_it_says_no_more(before: Before, stage: Stage) -> None:
    await before.add(LIN_YUE)
    await before.change_everything()
    facts = await before.talk.seen_by(LIN_YUE, after=0)
    assert [fact["seq"] for fact in facts] == list(range(before.joined, before.joined + len(facts)))
    bare = changes(facts)
    assert {fact["kind"] for fact in bare} == CHANGING
    client = await stage.as_(LIN_YUE)
    for fact in bare:
        assert fact.keys() == BARE
        assert await client.json("GET", f"{before.talk.path}/messages/{fact['seq']}") == fact
        await client.refused("GET", f"{before.talk.path}/messages/{fact['target']}", "not_found")
    assert all(len(fact.keys()) > len(BARE) for fact in changes(await before.talk.seen_by(XU_JINGYI, after=0)))


async def test_whoever_left_and_came_back_is_new(before: Before, stage: Stage) -> None:
    async with watching(stage, XU_JINGYI, ZHOU_LAN) as watches:
        await before.act(XU_JINGYI, "POST", "/departure")
        await before.bring_in(watches, XU_JINGYI)
        change = await before.edit()
        await all_catch_up(watches)
        assert SECRET not in str(watches[0].socket.events)
        assert SECRET in str(watches[1].socket.events)
    facts = await before.talk.seen_by(XU_JINGYI, after=change["seq"] - 1)
    assert [fact.keys() for fact in facts] == [BARE]


async def test_two_who_came_at_different_times_each_hear_what_is_theirs(before: Before, stage: Stage) -> None:
    async with watching(stage, LIN_YUE, EMMA_CLARKE) as watches:
        await before.bring_in(watches, LIN_YUE)
        between = await before.talk.say(HE_CHUAN, "晚上呢")
        await before.bring_in(watches, EMMA_CLARKE)
        await before.act(HE_CHUAN, "PATCH", f"/messages/{between['seq']}", {"text": SECRET})
        await before.act(ZHOU_LAN, "PUT", f"/messages/{before.text}/reactions/👍")
        await all_catch_up(watches)
        heard = [changes([one for one in watch.socket.events if one["t"] == "message"]) for watch in watches]
        assert [one.get("text") for one in heard[0]] == [SECRET, None]
        assert [one.keys() for one in (*heard[0][1:], *heard[1])] == [BARE | {"t"}] * 3


async def test_what_is_erased_together_is_told_each_as_far_as_they_see_it(before: Before, stage: Stage) -> None:
    """An erasure tells many facts at once, of messages some of which are from before."""
    talk = before.talk
    async with watching(stage, ZHOU_LAN, LIN_YUE, EMMA_CLARKE) as watches:
        await before.act(HE_CHUAN, "PUT", f"/messages/{before.link}/reactions/👍")
        await before.bring_in(watches, LIN_YUE)
        await talk.say(HE_CHUAN, "一", reply_to=before.text)
        later = (await talk.say(ZHOU_LAN, "三点？"))["seq"]
        await before.act(HE_CHUAN, "PUT", f"/messages/{later}/reactions/🎉")
        await before.bring_in(watches, EMMA_CLARKE)
        await talk.say(ZHOU_LAN, "好", reply_to=later)
        last = await talk.say(HE_CHUAN, "二")
        assert ROOM.erases is not None
        async with stage.server.context.db.working(FOLLOW) as tx:
            await ROOM.erases(stage.server.context, tx, stage.school, stage.person(HE_CHUAN))
        await all_catch_up(watches)
        for watch in watches[1:]:
            since = (await talk.seen_by(watch.player, after=0))[0]["seq"]
            heard = [one for one in watch.socket.events if one["t"] == "message" and one["seq"] > last["seq"]]
            assert len(heard) == 5
            for fact in heard:
                assert (fact.keys() == BARE | {"t"}) == (fact["target"] < since or fact["kind"] == "recall")


async def test_it_is_neither_unread_nor_a_mention_nor_last(before: Before, stage: Stage) -> None:
    await before.add(LIN_YUE)
    was = await before.talk.view(LIN_YUE)
    await before.edit(mentions=[str(stage.person(LIN_YUE)), "all"])
    view = await before.talk.view(LIN_YUE)
    assert (view["unread"], view["mentioned"]) == (was["unread"], was["mentioned"]) == (0, False)
    assert view["last"] == was["last"]
    page = await (await stage.as_(LIN_YUE)).json("GET", "/api/me/mentions")
    assert page["items"] == []
    page = await (await stage.as_(XU_JINGYI)).json("GET", "/api/me/mentions")
    assert [item["fact"]["seq"] for item in page["items"]] == [before.text], "once: by the message, not by its change"


async def test_it_is_neither_found_nor_exported(before: Before, stage: Stage) -> None:
    await before.add(LIN_YUE)
    await before.talk.say(ZHOU_LAN, "还是这里吗", reply_to=before.text)
    await before.edit()
    await caught_up(stage)
    assert await found(stage, LIN_YUE, SECRET, before.talk) == []
    assert await found(stage, XU_JINGYI, SECRET, before.talk) == [before.text]
    archive = await take(stage, LIN_YUE, before.talk.path)
    assert SECRET not in archive.page
    assert SECRET not in str(archive.record)
    assert "还是这里吗" in archive.texts
    assert SECRET in (await take(stage, XU_JINGYI, before.talk.path)).page


Reading = Callable[[Before, int], Awaitable[dict[str, Any]]]


async def in_the_history(before: Before, seq: int) -> dict[str, Any]:
    return next(one for one in await before.talk.seen_by(LIN_YUE) if one["seq"] == seq)


async def by_itself(before: Before, seq: int) -> dict[str, Any]:
    return dict(await before.act(LIN_YUE, "GET", f"/messages/{seq}"))


async def in_the_list(before: Before, seq: int) -> dict[str, Any]:
    return dict((await before.talk.view(LIN_YUE))["last"])


async def in_its_thread(before: Before, seq: int) -> dict[str, Any]:
    return dict((await before.act(LIN_YUE, "GET", f"/messages/{before.text}/thread"))["items"][0])


async def among_mentions(before: Before, seq: int) -> dict[str, Any]:
    page = await (await before.talk.stage.as_(LIN_YUE)).json("GET", "/api/me/mentions")
    return dict(page["items"][0]["fact"])


async def among_favourites(before: Before, seq: int) -> dict[str, Any]:
    await before.act(LIN_YUE, "PUT", f"/messages/{seq}/favourite")
    page = await (await before.talk.stage.as_(LIN_YUE)).json("GET", "/api/me/favourites")
    return dict(page["items"][0]["fact"])


@pytest.mark.parametrize(
    "read",
    [in_the_history, by_itself, in_the_list, in_its_thread, among_mentions, among_favourites],
    ids=lambda read: read.__name__,
)
async def test_an_excerpt_stays_as_it_was_shown_or_goes(before: Before, stage: Stage, read: Reading) -> None:
    """Whoever replied chose to show it. What its sender made of it later nobody chose to show."""
    await before.edit("两点在东门")
    await before.add(LIN_YUE)
    reply = await before.talk.say(ZHOU_LAN, "@林悦 这里", reply_to=before.text, mentions=[str(stage.person(LIN_YUE))])
    assert (await read(before, reply["seq"]))["reply_to"]["text"] == "两点在东门"
    await before.edit()
    assert (await read(before, reply["seq"]))["reply_to"].get("text") is None
    old = next(one for one in await before.talk.seen_by(XU_JINGYI) if one["seq"] == reply["seq"])
    assert old["reply_to"]["text"] == SECRET, "those who see the message see it as it is"
    again = await before.talk.say(ZHOU_LAN, "@林悦 那这里", reply_to=before.text, mentions=[str(stage.person(LIN_YUE))])
    assert (await in_the_history(before, again["seq"]))["reply_to"]["text"] == SECRET, "shown anew, by whoever replied"


async def test_a_repeated_send_of_who_came_back_answers_no_news(before: Before, stage: Stage) -> None:
    client = await stage.as_(XU_JINGYI)
    body = {"client_id": "018f0000-0000-7000-8000-00000000beef", "text": "好", "reply_to": before.text}
    first = await client.json("POST", f"{before.talk.path}/messages", json=body)
    assert first["reply_to"]["text"] == "三点在东门"
    await before.act(XU_JINGYI, "POST", "/departure")
    await before.add(XU_JINGYI)
    await before.edit()
    await (await stage.as_(ZHOU_LAN)).json("PUT", f"{before.talk.path}/messages/{first['seq']}/reactions/👍")
    again = await client.json("POST", f"{before.talk.path}/messages", json=body, status=200)
    assert (again["seq"], again["reply_to"]["text"]) == (first["seq"], None)
    assert again.get("reactions") is None


async def test_a_repeated_forward_of_who_came_back_answers_no_news(before: Before, stage: Stage) -> None:
    away, client = await direct(stage, XU_JINGYI, LIN_YUE), await stage.as_(XU_JINGYI)
    said, asked = await away.say(LIN_YUE, "转给大家"), await away.say(LIN_YUE, "", content=POLL)
    seqs, here = [said["seq"], asked["seq"]], before.talk
    body = {"client_id": str(uuid4()), "source_id": away.id, "seqs": seqs, "together": False}

    async def forward() -> list[dict[str, Any]]:
        return list((await client.json("POST", f"{here.path}/forwards", json=body, status=201))["items"])

    first = await forward()
    for fact in first:
        await (await stage.as_(ZHOU_LAN)).json("PUT", f"{here.path}/messages/{fact['seq']}/reactions/👍")
    await (await stage.as_(ZHOU_LAN)).json("PUT", f"{here.path}/messages/{first[1]['seq']}/vote", json={"options": [0]})
    # Who is in it hears what has become of them.
    again = await forward()
    assert [[one["count"] for one in fact["reactions"]] for fact in again] == [[1], [1]]
    assert again[1]["votes"]["voters"] == 1
    await before.act(XU_JINGYI, "POST", "/departure")
    await client.refused("POST", f"{here.path}/forwards", "not_found", status=404, json=body)
    await before.add(XU_JINGYI)
    last = (await here.view(ZHOU_LAN))["last_seq"]
    again = await forward()
    assert [(one["seq"], one["origin"]) for one in again] == [(one["seq"], one["origin"]) for one in first]
    assert [one.get("reactions") for one in again] == [None, None]
    assert again[1]["votes"]["voters"] == 0
    assert (await here.view(ZHOU_LAN))["last_seq"] == last, "what stands is not sent a second time"


async def test_who_is_new_is_asked_only_where_somebody_may_be(before: Before, stage: Stage) -> None:
    database = stage.server.context.db

    async def cost(talk: Talk, seq: int) -> int:
        client = await stage.as_(ZHOU_LAN)
        counts = []
        for method in ("PUT", "DELETE", "PUT"):
            at = sent(database)
            await client.json(method, f"{talk.path}/messages/{seq}/reactions/👍")
            counts.append(sent(database) - at)
        return int(counts[-1])

    two = await direct(stage, ZHOU_LAN, HE_CHUAN)
    between = await cost(two, (await two.say(HE_CHUAN, "在吗"))["seq"])
    nobody = await cost(before.talk, before.link)
    await before.add(LIN_YUE, EMMA_CLARKE)
    somebody = await cost(before.talk, before.text)
    since = await cost(before.talk, (await before.talk.say(HE_CHUAN, "新的"))["seq"])
    assert (nobody, somebody, since) == (between, between + 1, between)

"""The number of queries of the hot routes: pinned, and the same however much there is to show."""

import asyncio
from collections.abc import Awaitable, Callable

import msgspec
import pytest

from tests.cast import EMMA_CLARKE, HE_CHUAN, LIN_YUE, LU_MING, XU_JINGYI, ZHOU_LAN, Stage
from tests.messaging.talk import Talk, direct, group, message
from tests.support.statements import sent
from tocsin.kernel.db import FOLLOW
from tocsin.messaging.actions import calling
from tocsin.messaging.actions.receipts import Receipts

Act = Callable[[Stage, Talk], Awaitable[object]]


async def a_list(stage: Stage, talk: Talk) -> None:
    await (await stage.as_(HE_CHUAN)).json("GET", "/api/conversations")


async def a_history(stage: Stage, talk: Talk) -> None:
    await talk.seen_by(HE_CHUAN)


async def members(stage: Stage, talk: Talk) -> None:
    await (await stage.as_(HE_CHUAN)).json("GET", f"{talk.path}/members")


async def a_member_by_name(stage: Stage, talk: Talk) -> None:
    await (await stage.as_(HE_CHUAN)).json("GET", f"{talk.path}/members?q=l")


async def effects(stage: Stage, talk: Talk) -> None:
    await talk.effects(ZHOU_LAN, 2)


async def mentions(stage: Stage, talk: Talk) -> None:
    await (await stage.as_(HE_CHUAN)).json("GET", "/api/me/mentions")


async def announcements(stage: Stage, talk: Talk) -> None:
    await (await stage.as_(ZHOU_LAN)).json("GET", f"{talk.path}/announcements")


async def waiting_to_confirm(stage: Stage, talk: Talk) -> None:
    path = f"{talk.path}/messages/{talk.announced}/effects"  # type: ignore[attr-defined]
    await (await stage.as_(ZHOU_LAN)).json("GET", path, params={"state": "waiting"})


async def the_register(stage: Stage, talk: Talk) -> None:
    await (await stage.as_(ZHOU_LAN)).json("GET", f"/api/organisations/{stage.school}/groups")


async def the_register_in_numbers(stage: Stage, talk: Talk) -> None:
    await (await stage.as_(ZHOU_LAN)).json("GET", f"/api/organisations/{stage.school}/group-counts")


async def listed_groups(stage: Stage, talk: Talk) -> None:
    await (await stage.as_(LIN_YUE)).json("GET", f"/api/organisations/{stage.school}/listed-groups")


async def a_message_to_all_by_an_admin(stage: Stage, talk: Talk) -> None:
    await talk.say(HE_CHUAN, "@所有人", mentions=["all"])


async def a_message(stage: Stage, talk: Talk) -> None:
    await talk.say(HE_CHUAN, "一句")


async def a_reading(stage: Stage, talk: Talk) -> None:
    await talk.read(LIN_YUE, 999)


PINNED = {
    # who is in the list and what was last said; names of the account and of the organisation
    a_list: 3,
    # the reader's stay; the facts; who confirmed, the senders themselves, and who handled; reactions, votes and replies
    # in one; names twice
    a_history: 8,
    # the stay; the page; names twice
    members: 4,
    a_member_by_name: 4,
    # the stay; the message; counts three times; the page; marks; names twice
    effects: 9,
    # positions, messages and conversations; names twice
    mentions: 3,
    # the stay; the announcements; names twice
    announcements: 4,
    # the stay; the announcement; who has not; names twice
    waiting_to_confirm: 7,
    # who is suspended; the groups, between the two changes of role; names of owners twice
    the_register: 6,
    the_register_in_numbers: 4,
    # the groups, between the two changes of role; names of owners twice
    listed_groups: 5,
    # look and lock; write with effects: roles, silence and what the group set come with the looking
    a_message: 2,
    a_message_to_all_by_an_admin: 2,
    # lock, before who reads is looked up again; advance; effects
    a_reading: 3,
}


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody calls everybody as often as these tests do."""
    for module, name in ((calling, "BURST"), (calling, "GROUP_BURST")):
        monkeypatch.setattr(module, name, 10_000)


async def grow(stage: Stage, talk: Talk) -> None:
    """More of everything: facts, members, conversations, readers."""
    for player in (ZHOU_LAN, HE_CHUAN, XU_JINGYI):
        for number in range(8):
            everybody = number % 2 and player is not XU_JINGYI
            await talk.say(player, f"第 {number} 条", mentions=["all"] if everybody else [])
            await talk.say(player, f"回 {number}", reply_to=2)
        client = await stage.as_(player)
        for emoji in "👍🎉👀":
            await client.json("PUT", f"{talk.path}/messages/2/reactions/{emoji}")
        poll = {"kind": "poll", "question": "几点？", "options": ["三点", "四点"]}
        fact = await talk.say(player, "", content=poll)
        await client.json("PUT", f"{talk.path}/messages/{fact['seq']}/vote", json={"options": [1]})
        await client.json("PUT", f"{talk.path}/messages/{fact['seq']}/favourite")
    for number in range(4):
        body = {"text": f"公告 {number}", "confirm": True}
        await (await stage.as_(ZHOU_LAN)).json("POST", f"{talk.path}/announcements", json=body)
    people = {"person_ids": [str(stage.person(one)) for one in (EMMA_CLARKE, LU_MING)]}
    await (await stage.as_(ZHOU_LAN)).json("POST", f"{talk.path}/members", json=people)
    for player in (XU_JINGYI, EMMA_CLARKE, LU_MING, LIN_YUE):
        await (await direct(stage, player, HE_CHUAN)).say(player, "在吗")
        another = await group(stage, player, HE_CHUAN, name="又一个群")
        await another.say(player, "好")
        await (await stage.as_(player)).json("PATCH", f"{another.path}/settings", json={"listed": True})


@pytest.mark.parametrize("act", PINNED, ids=lambda act: act.__name__)
async def test_queries_do_not_grow_with_what_is_shown(stage: Stage, act: Act) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI, LIN_YUE)
    await talk.say(ZHOU_LAN, "第一条")
    await talk.say(HE_CHUAN, "第二条")
    await talk.read(HE_CHUAN, 2)
    zhou = await stage.as_(ZHOU_LAN)
    await zhou.json("PUT", f"{talk.path}/admins/{stage.person(HE_CHUAN)}")
    await zhou.json("PATCH", f"{talk.path}/settings", json={"mentioning": "admins", "listed": True})
    made = await zhou.json("POST", f"{talk.path}/announcements", json={"text": "公告", "confirm": True})
    talk.announced = made["seq"]  # type: ignore[attr-defined]
    database = stage.server.context.db

    async def count() -> int:
        await act(stage, talk)  # keys and plans are at hand from here on
        await talk.say(ZHOU_LAN, "再来", mentions=["all"])
        before = sent(database)
        await act(stage, talk)
        return int(sent(database) - before)

    first = await count()
    await grow(stage, talk)
    assert (first, await count()) == (PINNED[act], PINNED[act])


async def test_a_burst_of_messages_costs_as_few_statements_as_flushes(stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)
    stage.server.context.hub.commands_per_second = 100_000
    socket = await stage.server.socket(await stage.as_(HE_CHUAN))
    await socket.until("snapshot")
    database = stage.server.context.db
    before = sent(database)
    await asyncio.gather(*(socket.command("send", conversation_id=talk.id, **message(f"{n}")) for n in range(300)))
    assert sent(database) - before <= 2 * 40, "hundreds of messages, a few flushes of two statements"
    assert (await talk.view(ZHOU_LAN))["last_seq"] == 301


async def test_telling_senders_costs_the_same_for_one_conversation_and_for_many(stage: Stage) -> None:
    context, sender = stage.server.context, await stage.server.socket(await stage.as_(ZHOU_LAN))
    await sender.until("snapshot")
    talks = [await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI) for _ in range(6)]
    for at, talk in enumerate(talks):
        for _ in range(at + 1):
            last = await talk.say(ZHOU_LAN, "收到请回")
    # Behind it nothing is on its way, and no group is being shown any more.
    await sender.until("message", conversation_id=last["conversation_id"], seq=last["seq"])
    async with context.db.working(FOLLOW) as tx:
        # As though read a moment ago: what is counted here is the telling alone.
        await tx.fetch("UPDATE conversation_member SET read_seq = 99 WHERE person_id = $1", stage.person(HE_CHUAN))
    costs = []
    for due in ([talks[0]], talks):
        receipts = Receipts(context)
        receipts.confirmed(msgspec.json.encode([(talk.id, 1, 99) for talk in due]))
        before, heard = sent(context.db), len(sender.events)
        telling = asyncio.create_task(receipts.run())
        marks = {}
        while len(marks) < len(due):
            told = await sender.until("receipts")
            marks[told["conversation_id"]] = told["marks"]
        telling.cancel()
        costs.append(sent(context.db) - before)
        assert len(sender.events) - heard == len(due)
        assert marks == {talk.id: [[seq, 1, 2, 0] for seq in range(2, at + 3)] for at, talk in enumerate(due)}
    # the messages; who has confirmed, and the senders themselves; who has handled
    assert costs == [4, 4]

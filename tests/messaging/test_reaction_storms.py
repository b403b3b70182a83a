"""Reactions without end: on one message, on many, by many people (MSG-1)."""

import pytest

from tests.cast import HE_CHUAN, LIN_YUE, XU_JINGYI, ZHOU_LAN, Stage
from tests.messaging.talk import Talk, direct, group
from tests.support.still import stop_refilling
from tocsin.messaging.actions import reactions


@pytest.fixture
async def talk(stage: Stage) -> Talk:
    return await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI)


async def test_a_storm_of_reactions_is_slowed(talk: Talk, stage: Stage) -> None:
    fact = await talk.say(ZHOU_LAN, "放假了")
    client, path = await stage.as_(HE_CHUAN), f"{talk.path}/messages/{fact['seq']}/reactions/👍"
    stop_refilling(stage.server.context)
    codes = [(await client.request("PUT" if number % 2 else "DELETE", path)).status_code for number in range(60)]
    assert codes == [204] * 12 + [429] * 48, "one message, again and again"
    assert len(await talk.seen_by(ZHOU_LAN, limit=200)) == 2, "the history is not filled with them"
    others = [await talk.say(ZHOU_LAN, f"{number}") for number in range(3)]
    paths = [f"{talk.path}/messages/{one['seq']}/reactions/{emoji}" for emoji in "👍🎉👏🙏" for one in others]
    codes = [(await client.request("PUT", one)).status_code for one in paths]
    assert codes == [204] * 8 + [429] * 4, "many messages, many emoji"


async def test_a_storm_of_many_people_is_slowed_for_the_conversation_they_are_in(
    talk: Talk, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reactions, "ALL_BURST", 6)
    fact = await talk.say(ZHOU_LAN, "放假了")
    stop_refilling(stage.server.context)
    path = f"{talk.path}/messages/{fact['seq']}/reactions"
    for _ in range(9):
        await (await stage.as_(LIN_YUE)).refused("PUT", f"{path}/👍", "not_found")
    clients = [await stage.as_(who) for who in (ZHOU_LAN, HE_CHUAN, XU_JINGYI)]
    codes = [(await one.request("PUT", f"{path}/{emoji}")).status_code for emoji in "👍🎉👏" for one in clients]
    assert codes == [204] * 6 + [429] * 3
    shown = {one["seq"]: one for one in await talk.seen_by(HE_CHUAN)}[fact["seq"]]
    assert sum(one["count"] for one in shown["reactions"]) == 6
    elsewhere = await direct(stage, ZHOU_LAN, HE_CHUAN)
    said = await elsewhere.say(ZHOU_LAN, "这里可以")
    await (await stage.as_(HE_CHUAN)).json("PUT", f"{elsewhere.path}/messages/{said['seq']}/reactions/👍")

"""A forward asked for twice, at once, by who may not, and while a rule changes: all of it arrives, once, or nothing (MSG-2)."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.cast import CHENG_YUAN, HAN_DONG, HE_CHUAN, LIN_YUE, LU_MING, XU_JINGYI, ZHOU_LAN, Player, Stage
from tests.messaging.mirror import Mirror
from tests.messaging.talk import Office, Talk, direct, group, message
from tests.messaging.test_forwarding import asking
from tests.messaging.test_governing import appoint, settings
from tests.support.commits import LostAnswers
from tests.support.locks import stuck
from tocsin.kernel.db import FOLLOW, MEMBER
from tocsin.messaging.actions.ledger import lock

Body = dict[str, Any]


@pytest.fixture
async def talk(stage: Stage) -> Talk:
    """Where it was said: a text, another, and another."""
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI)
    for text in ("一", "二", "三"):
        await talk.say(ZHOU_LAN, text)
    return talk


@pytest.fixture
async def away(stage: Stage) -> Talk:
    """Where it goes."""
    return await group(stage, HE_CHUAN, LIN_YUE, name="另一个")


async def send(target: Talk, who: Player, body: Body) -> list[Any]:
    """Forward; what was sent."""
    answer = await (await target.stage.as_(who)).json("POST", f"{target.path}/forwards", json=body, status=201)
    return list(answer["items"])


def places(facts: list[Any]) -> list[tuple[int, str]]:
    """Where facts stand, and under which ids."""
    return [(one["seq"], one["client_id"]) for one in facts]


async def arrived(target: Talk) -> list[str]:
    """What 林悦 sees of texts there; of a record the texts in it."""
    facts = [one for one in await target.seen_by(LIN_YUE) if one["kind"] == "text"]
    merged = [one["content"]["items"] for one in facts if (one.get("content") or {}).get("kind") == "merged"]
    return [one["text"] for one in facts if one["text"]] + [item["text"] for items in merged for item in items]


# -- asked twice


@pytest.mark.parametrize("together", [False, True])
async def test_asked_again_it_stands_once_in_each_conversation(
    talk: Talk, away: Talk, stage: Stage, together: bool
) -> None:
    two = await direct(stage, HE_CHUAN, LIN_YUE)
    body = asking(talk, 2, 3, 4, together=together)
    first = places(await send(away, HE_CHUAN, body))
    assert places(await send(away, HE_CHUAN, body)) == first
    other = await send(two, HE_CHUAN, body)
    assert len(other) == len(first) == (1 if together else 3)
    assert await arrived(away) == await arrived(two) == ["一", "二", "三"]
    # Whatever has become of the messages, of the rule and of the place since.
    await talk.recall(ZHOU_LAN, 2)
    await settings(talk, forwarding="nobody")
    again = places(await send(away, HE_CHUAN, body))
    await (await stage.as_(HE_CHUAN)).json("POST", f"{talk.path}/departure")
    assert places(await send(away, HE_CHUAN, body)) == again == first
    assert (await talk.effects(ZHOU_LAN, 3))["handled"] == 1


@pytest.mark.parametrize("together", [False, True])
async def test_at_once_from_two_tabs_it_stands_once(talk: Talk, away: Talk, together: bool) -> None:
    body = asking(talk, 2, 3, 4, together=together)
    answers = await asyncio.gather(*(send(away, HE_CHUAN, body) for _ in range(5)))
    assert all(places(one) == places(answers[0]) for one in answers)
    assert await arrived(away) == ["一", "二", "三"]


@pytest.mark.parametrize("together", [False, True])
async def test_what_arrived_and_was_not_answered_is_answered_the_next_time(
    talk: Talk, away: Talk, stage: Stage, monkeypatch: pytest.MonkeyPatch, together: bool
) -> None:
    socket = await stage.server.socket(await stage.as_(LIN_YUE))
    await socket.until("snapshot")
    client, body = await stage.as_(HE_CHUAN), asking(talk, 2, 3, 4, together=together)
    lost = LostAnswers(monkeypatch)
    lost.next(MEMBER)
    await client.refused("POST", f"{away.path}/forwards", "unavailable", status=503, json=body)
    assert lost.taken == 1
    sent = await send(away, HE_CHUAN, body)
    assert await arrived(away) == ["一", "二", "三"]
    await socket.command("snapshot")
    mirror = Mirror(str(stage.person(LIN_YUE)))
    mirror.follow(socket)
    assert mirror.conversations[away.id]["unread"] == len(sent)
    await mirror.check(await stage.as_(LIN_YUE))


async def test_an_id_is_of_one_forward(talk: Talk, away: Talk, stage: Stage) -> None:
    body, client = asking(talk, 2, 3), await stage.as_(HE_CHUAN)
    await send(away, HE_CHUAN, body)
    await client.refused("POST", f"{away.path}/forwards", "messaging.id_taken", json={**body, "seqs": [2, 3, 4]})
    assert await arrived(away) == ["一", "二"]
    xu = await group(stage, XU_JINGYI, LIN_YUE)
    await send(xu, XU_JINGYI, body)
    assert await arrived(xu) == ["一", "二"], "an id is its maker's own"
    together = {**asking(talk, 2, together=True), "client_id": (said := message("自己的话"))["client_id"]}
    await client.json("POST", f"{away.path}/messages", json=said, status=201)
    await client.refused("POST", f"{away.path}/forwards", "messaging.id_taken", json=together)


async def test_the_first_words_between_two_people_put_it_into_their_lists(talk: Talk, stage: Stage) -> None:
    socket = await stage.server.socket(await stage.as_(LIN_YUE))
    await socket.until("snapshot")
    two = await direct(stage, HE_CHUAN, LIN_YUE)
    await send(two, HE_CHUAN, asking(talk, 2))
    await socket.until("message", conversation_id=two.id)
    assert (await (await stage.as_(LIN_YUE)).pages("/api/conversations"))[0]["id"] == two.id
    mirror = Mirror(str(stage.person(LIN_YUE)))
    mirror.follow(socket)
    await mirror.check(await stage.as_(LIN_YUE))
    sender = await stage.server.socket(await stage.as_(ZHOU_LAN))
    await sender.until("snapshot")
    await send(two, HE_CHUAN, asking(talk, 3))
    told = await sender.until("receipts", conversation_id=talk.id)
    assert [mark[3] for mark in told["marks"] if mark[0] == 3] == [1], (
        "whose words they are hears that they were handled"
    )


# -- nothing half done


async def test_of_several_all_arrive_or_none(talk: Talk, away: Talk, stage: Stage) -> None:
    client = await stage.as_(HE_CHUAN)
    await talk.recall(ZHOU_LAN, 4)
    await client.refused("POST", f"{away.path}/forwards", "not_found", json=asking(talk, 2, 3, 4))
    place = {"kind": "location", "latitude": 39.9, "longitude": 116.4}
    rules = f"/api/organisations/{stage.school}/messaging"
    await (await stage.as_(ZHOU_LAN)).json("PATCH", rules, json={"locations": True})
    seq = (await talk.say(ZHOU_LAN, "", content=place))["seq"]
    await (await stage.as_(ZHOU_LAN)).json("PATCH", rules, json={"locations": False})
    await client.refused("POST", f"{away.path}/forwards", "messaging.locations_off", json=asking(talk, 2, 3, seq))
    assert await arrived(away) == []
    assert (await talk.effects(ZHOU_LAN, 2))["handled"] == 0


async def test_where_one_may_not_speak_nothing_arrives(talk: Talk, away: Talk, stage: Stage) -> None:
    theirs = await group(stage, LIN_YUE, HE_CHUAN)
    await settings(theirs, LIN_YUE, posting="admins")
    client = await stage.as_(HE_CHUAN)
    await client.refused("POST", f"{theirs.path}/forwards", "messaging.admins_post_only", json=asking(talk, 2))
    await client.json("POST", f"{away.path}/dissolution", json={"name": "另一个"})
    await client.refused("POST", f"{away.path}/forwards", "messaging.closed", json=asking(talk, 2))
    assert await arrived(theirs) == await arrived(away) == []


# -- who may not


async def test_who_is_not_in_both_is_told_there_is_none(talk: Talk, away: Talk, stage: Stage) -> None:
    """Another member, another organisation's admin, somebody of none, a former member, one suspended, and nobody."""
    own = await direct(stage, LU_MING, LIN_YUE)
    lu = await stage.as_(LU_MING)
    for together in (False, True):
        await lu.refused("POST", f"{own.path}/forwards", "not_found", json=asking(talk, 2, together=together))
    mine = asking(own, (await own.say(LU_MING, "我的"))["seq"])
    await lu.refused("POST", f"{away.path}/forwards", "not_found", json=mine)
    for player in (CHENG_YUAN, HAN_DONG):
        stranger = await stage.as_(player)
        await stranger.refused("POST", f"{away.path}/forwards", "not_found", status=404, json=asking(talk, 2))
    xu, theirs = await stage.as_(XU_JINGYI), await direct(stage, XU_JINGYI, LIN_YUE)
    await (await stage.as_(ZHOU_LAN)).json("DELETE", f"{talk.path}/members/{stage.person(XU_JINGYI)}", status=204)
    await xu.refused("POST", f"{theirs.path}/forwards", "not_found", status=404, json=asking(talk, 2))
    nobody = stage.server.client()
    await nobody.refused("POST", f"{away.path}/forwards", "signed_out", status=401, json=asking(talk, 2))
    he = await stage.as_(HE_CHUAN)
    await Office(stage).json("POST", f"/members/{stage.member(HE_CHUAN)}/suspension", json={})
    refused = await he.request("POST", f"{away.path}/forwards", json=asking(talk, 2))
    assert refused.status_code in (401, 404)
    assert await arrived(away) == await arrived(theirs) == []
    assert [one["text"] for one in await own.seen_by(LIN_YUE)] == ["我的"]


async def test_who_came_later_forwards_what_they_saw(talk: Talk, stage: Stage) -> None:
    body = {"person_ids": [str(stage.person(LU_MING))]}
    await (await stage.as_(ZHOU_LAN)).json("POST", f"{talk.path}/members", json=body)
    two = await direct(stage, LU_MING, LIN_YUE)
    lu = await stage.as_(LU_MING)
    await lu.refused("POST", f"{two.path}/forwards", "not_found", json=asking(talk, 2))


# -- while a rule changes


async def waiting(stage: Stage, talk: Talk, who: Player, target: Talk, body: Body) -> tuple[int, str | None]:
    """What becomes of a forward that waits while the group is set otherwise."""
    client, owner = await stage.as_(who), await stage.as_(ZHOU_LAN)
    db = stage.server.context.db
    async with db.working(FOLLOW) as tx:
        await lock(tx, [UUID(talk.id)])
        change = asyncio.create_task(owner.json("PATCH", f"{talk.path}/settings", json={"forwarding": "admins"}))
        assert await stuck(db, change)
        late = asyncio.create_task(client.request("POST", f"{target.path}/forwards", json=body))
        assert await stuck(db, change, late)
    await change
    response = await late
    return response.status_code, response.json().get("code")


@pytest.mark.parametrize("together", [False, True])
async def test_a_forward_that_waits_for_a_rule_is_decided_by_it(
    talk: Talk, away: Talk, stage: Stage, together: bool
) -> None:
    body = asking(talk, 2, 3, together=together)
    assert await waiting(stage, talk, HE_CHUAN, away, body) == (403, "messaging.forwarding_closed")
    assert await arrived(away) == []
    await appoint(talk, HE_CHUAN)
    await send(away, HE_CHUAN, body)
    assert await arrived(away) == ["一", "二"], "the same request, once it may"


async def test_what_is_recalled_meanwhile_does_not_leave(talk: Talk, away: Talk, stage: Stage) -> None:
    client, sender = await stage.as_(HE_CHUAN), await stage.as_(ZHOU_LAN)
    db = stage.server.context.db
    async with db.working(FOLLOW) as tx:
        await lock(tx, [UUID(talk.id)])
        recall = asyncio.create_task(sender.json("POST", f"{talk.path}/messages/2/recall", status=204))
        assert await stuck(db, recall)
        late = asyncio.create_task(client.request("POST", f"{away.path}/forwards", json=asking(talk, 2)))
        assert await stuck(db, recall, late)
    await recall
    assert (await late).status_code == 404
    assert await arrived(away) == []


async def test_there_and_back_at_once_nobody_waits_for_ever(talk: Talk, stage: Stage) -> None:
    other = await group(stage, XU_JINGYI, HE_CHUAN, LIN_YUE, name="来回")
    said = (await other.say(XU_JINGYI, "四"))["seq"]
    forth = [send(other, HE_CHUAN, {**asking(talk, 2), "client_id": str(uuid4())}) for _ in range(8)]
    back = [send(talk, XU_JINGYI, {**asking(other, said), "client_id": str(uuid4())}) for _ in range(8)]
    await asyncio.gather(*forth, *back)
    assert (await arrived(other)).count("一") == 8

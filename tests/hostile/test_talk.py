"""Conversations against people who are in them, were in them, or would like to be."""

from __future__ import annotations

from contextlib import AsyncExitStack
from typing import Any

import pytest

from tests.cast import BAI_LU, CHENG_YUAN, HAN_DONG, HE_CHUAN, SU_RUI, XU_JINGYI, ZHOU_LAN, Stage, set_stage
from tests.messaging.talk import Talk, group, message
from tests.support.client import Client
from tests.support.server import RunningServer
from tests.support.sockets import SocketRefusal
from tocsin.kernel.socket.hub import LOOKUPS_AT_ONCE

SECRET = "只有当时在场的人知道"


@pytest.fixture
async def stage(server: RunningServer) -> Stage:
    return await set_stage(server)


async def _refused(client: Client, method: str, path: str, body: Any = None) -> str:
    """The code of a refusal that tells nothing."""
    answer = await client.request(method, path, json=body)
    assert 400 <= answer.status_code < 500, f"{method} {path} {body} -> {answer.status_code} {answer.text[:200]}"
    assert SECRET not in answer.text
    return str(answer.json()["code"])


async def test_what_was_said_before_one_came_is_not_there(stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)
    before = (await talk.say(ZHOU_LAN, SECRET))["seq"]
    zhou, su = await stage.as_(ZHOU_LAN), await stage.as_(SU_RUI)
    watcher = await stage.server.socket(su)
    await watcher.until("snapshot")
    await zhou.json("POST", f"{talk.path}/members", json={"person_ids": [su.person_id]})
    await watcher.until("conversation", id=talk.id)
    messages = f"{talk.path}/messages"
    for query in ("", "?after=0", f"?before={before + 1}", f"?after={before - 1}&limit=200"):
        assert SECRET not in (await su.get(messages + query)).text
    assert SECRET not in (await su.get("/api/conversations")).text
    assert await _refused(su, "POST", messages, message("x", reply_to=before)) == "messaging.reply_unknown"
    assert await _refused(su, "GET", f"{messages}/{before}/effects") == "not_found"
    assert await _refused(su, "POST", f"{messages}/{before}/recall") == "not_found"
    # A position before one came is no position: it neither goes back nor counts one as a reader of what came before.
    await su.json("PUT", f"{talk.path}/read", json={"seq": before})
    assert (await talk.effects(ZHOU_LAN, before))["items"] == []
    # Nor by coming a second time is there more to see than what was said meanwhile.
    own = (await talk.say(SU_RUI, "到"))["seq"]
    await zhou.json("DELETE", f"{talk.path}/members/{su.person_id}", status=204)
    await watcher.until("gone", conversation_id=talk.id)
    await talk.say(HE_CHUAN, SECRET)
    assert SECRET not in str(watcher.events)
    for command, fields in (("read", {"seq": own}), ("recall", {"seq": own}), ("send", message("x"))):
        with pytest.raises(SocketRefusal, match="not_found"):
            await watcher.command(command, conversation_id=talk.id, **fields)
    await zhou.json("POST", f"{talk.path}/members", json={"person_ids": [su.person_id]})
    assert SECRET not in (await su.get(messages + "?after=0&limit=200")).text
    await watcher.command("snapshot")
    assert SECRET not in str(watcher.events)


async def test_the_numbers_of_anothers_message_are_not_told(stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI)
    xu = await stage.as_(XU_JINGYI)
    watcher = await stage.server.socket(xu)
    await watcher.until("snapshot")
    said = (await talk.say(ZHOU_LAN, "通知"))["seq"]
    await talk.read(HE_CHUAN, said)
    assert await _refused(xu, "GET", f"{talk.path}/messages/{said}/effects") == "messaging.not_your_message"
    assert await _refused(xu, "POST", f"{talk.path}/messages/{said}/recall") == "messaging.not_your_message"
    with pytest.raises(SocketRefusal, match="not_your_message"):
        await watcher.command("recall", conversation_id=talk.id, seq=said)
    assert [event for event in await watcher.quiet(0.8) if event["t"] == "receipts"] == []
    fact = (await xu.json("GET", f"{talk.path}/messages"))["items"][-1]
    assert "confirmed" not in fact
    assert "delivered" not in fact


async def test_outsiders_are_neither_brought_in_nor_spoken_to(stage: Stage) -> None:
    zhou, cheng = await stage.as_(ZHOU_LAN), await stage.as_(CHENG_YUAN)
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)
    school, company = str(stage.school), str(stage.company)
    su = str(stage.person(SU_RUI))
    for player in (BAI_LU, HAN_DONG):
        outsider = str(stage.person(player))
        new = {"kind": "group", "organisation_id": school, "name": "混合", "person_ids": [outsider]}
        assert await _refused(zhou, "POST", "/api/conversations", new) == "messaging.not_members"
        body = {"kind": "direct", "person_id": outsider}
        assert await _refused(zhou, "POST", "/api/conversations", body) == "not_found"
        body = {"person_ids": [su, outsider]}
        assert await _refused(zhou, "POST", f"{talk.path}/members", body) == "messaging.not_members"
        body = {"person_id": outsider}
        assert await _refused(zhou, "PUT", f"{talk.path}/owner", body) == "not_found"
        named = message("x", mentions=[outsider])
        assert await _refused(zhou, "POST", f"{talk.path}/messages", named) == "messaging.mention_unknown"
        assert (await zhou.json("GET", f"{talk.path}/people", params={"ids": outsider}))["people"] == {}
    # Another organisation's admin, with people of the school, under either organisation.
    for organisation in (school, company):
        new = {"kind": "group", "organisation_id": organisation, "name": "混合", "person_ids": [su]}
        assert await _refused(cheng, "POST", "/api/conversations", new) in ("not_found", "messaging.not_members")
    assert (await talk.view(ZHOU_LAN))["members"] == 2
    assert len((await zhou.json("GET", f"{talk.path}/members"))["items"]) == 2


async def test_a_departments_group_is_changed_by_nobody(stage: Stage) -> None:
    zhou = await stage.as_(ZHOU_LAN)
    page = await zhou.json("GET", "/api/conversations")
    office = next(Talk(stage, one) for one in page["items"] if one["kind"] == "department")
    he, su = str(stage.person(HE_CHUAN)), str(stage.person(SU_RUI))
    for method, path, body in (
        ("PATCH", "", {"name": "改名"}),
        ("POST", "/members", {"person_ids": [su]}),
        ("DELETE", f"/members/{he}", None),
        ("POST", "/departure", None),
        ("PUT", "/owner", {"person_id": he}),
    ):
        assert await _refused(zhou, method, office.path + path, body) == "messaging.follows_department", path


@pytest.mark.parametrize("end", ["suspension", "departure", "removal"])
async def test_what_is_said_while_rights_are_looked_up_reaches_nobody_who_lost_them(stage: Stage, end: str) -> None:
    """Between the end of somebody's rights and the look at what their socket may hear, others go on talking."""
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI)
    other = await group(stage, HE_CHUAN, ZHOU_LAN, XU_JINGYI)
    zhou, xu, he = [await stage.as_(one) for one in (ZHOU_LAN, XU_JINGYI, HE_CHUAN)]
    hub = stage.server.context.hub
    loser, stays = await stage.server.socket(xu), await stage.server.socket(he)
    await loser.until("snapshot")
    await stays.until("snapshot")
    member = f"/api/organisations/{stage.school}/members/{stage.member(XU_JINGYI)}"
    async with AsyncExitStack() as busy:
        for _ in range(LOOKUPS_AT_ONCE):
            await busy.enter_async_context(hub.lookups)
        if end == "suspension":
            await zhou.json("POST", f"{member}/suspension", json={})
        elif end == "departure":
            await zhou.json("POST", f"{member}/departure", json={"reason": "other"})
        else:
            await zhou.json("DELETE", f"{talk.path}/members/{xu.person_id}", status=204)
        await talk.say(ZHOU_LAN, SECRET)
        if end != "removal":
            await other.say(ZHOU_LAN, SECRET)
        await stays.until("message", text=SECRET)
    await loser.command("snapshot")
    await loser.quiet(0.3)
    assert SECRET not in str(loser.events)
    assert SECRET in str(stays.events)


async def test_an_open_socket_hears_nothing_more_once_its_rights_are_gone(stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI)
    zhou, xu, he = [await stage.as_(one) for one in (ZHOU_LAN, XU_JINGYI, HE_CHUAN)]
    school = f"/api/organisations/{stage.school}"
    suspended, signed_out = await stage.server.socket(xu), await stage.server.socket(he)
    await suspended.until("snapshot")
    await signed_out.until("snapshot")
    await zhou.json("POST", f"{school}/members/{stage.member(XU_JINGYI)}/suspension", json={})
    await talk.say(ZHOU_LAN, SECRET)
    await he.json("DELETE", "/api/sessions/current", status=204)
    second = (await talk.say(ZHOU_LAN, SECRET + "二"))["seq"]
    assert await signed_out.closed() == 4401
    assert SECRET + "二" not in str(signed_out.events)
    await suspended.quiet(0.5)
    assert SECRET not in str(suspended.events)
    await suspended.command("snapshot")
    with pytest.raises(SocketRefusal, match="not_found"):
        await suspended.command("read", conversation_id=talk.id, seq=second)
    heard = len(suspended.events)
    await zhou.json("POST", f"{school}/departments", json={"name": "新部门"})
    await suspended.quiet(0.3)
    assert suspended.events[heard:] == []
    assert (await he.get("/api/me")).status_code == 401

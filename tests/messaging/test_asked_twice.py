"""What is asked for again, because the answer was lost or a button pressed twice, is done once."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest

from tests.cast import HAN_DONG, HE_CHUAN, XU_JINGYI, ZHOU_LAN, Stage
from tests.messaging.talk import group
from tests.support.commits import LostAnswers
from tocsin.kernel.db import MEMBER


async def test_a_group(stage: Stage) -> None:
    client = await stage.as_(ZHOU_LAN)
    body = {
        "kind": "group",
        "organisation_id": str(stage.school),
        "name": "备课组",
        "person_ids": [str(stage.person(HE_CHUAN))],
        "client_id": str(uuid4()),
    }
    made = await asyncio.gather(*(client.json("POST", "/api/conversations", json=body) for _ in range(4)))
    assert len({one["id"] for one in made}) == 1
    listed = await client.pages("/api/conversations")
    assert [one["name"] for one in listed].count("备课组") == 1
    other = await (await stage.as_(HE_CHUAN)).json("POST", "/api/conversations", json=body)
    assert other["id"] != made[0]["id"], "an id is its maker's own"
    anew = await client.json("POST", "/api/conversations", json={**body, "client_id": str(uuid4())})
    assert anew["id"] != made[0]["id"]


async def test_a_group_whose_answer_was_lost(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    client, lost = await stage.as_(ZHOU_LAN), LostAnswers(monkeypatch)
    organisation = str(stage.school)
    body = {"kind": "group", "organisation_id": organisation, "name": "备课组", "client_id": str(uuid4())}
    lost.next(MEMBER)
    await client.refused("POST", "/api/conversations", "unavailable", status=503, json=body)
    made = await client.json("POST", "/api/conversations", json=body)
    names = [(one["id"], one["name"]) for one in await client.pages("/api/conversations")]
    assert [one for one in names if one[1] == "备课组"] == [(made["id"], "备课组")]


async def test_an_edit(stage: Stage) -> None:
    talk, client = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI), await stage.as_(HE_CHUAN)
    fact = await talk.say(HE_CHUAN, "三点开会")
    path = f"{talk.path}/messages/{fact['seq']}"
    body = {"text": "四点开会", "client_id": str(uuid4())}
    answers = [await client.json("PATCH", path, json=body) for _ in range(3)]
    assert [(one["seq"], one["text"], one["target"]) for one in answers] == [(3, "四点开会", 2)] * 3
    assert [one["text"] for one in await client.json("GET", f"{path}/revisions")] == ["三点开会", "四点开会"]
    another = await talk.say(HE_CHUAN, "带上教案")
    await client.refused("PATCH", f"{talk.path}/messages/{another['seq']}", "messaging.id_taken", status=409, json=body)
    await client.refused("PATCH", path, "messaging.id_taken", status=409, json={**body, "client_id": fact["client_id"]})
    await client.json("PATCH", path, json={**body, "client_id": str(uuid4())})
    assert len(await client.json("GET", f"{path}/revisions")) == 3


async def test_an_announcement(stage: Stage) -> None:
    talk, client = await group(stage, ZHOU_LAN, HE_CHUAN), await stage.as_(ZHOU_LAN)
    path = f"{talk.path}/announcements"
    body = {"text": "周五停电", "confirm": True, "client_id": str(uuid4())}
    answers = await asyncio.gather(*(client.json("POST", path, status=201, json=body) for _ in range(3)))
    assert [(one["seq"], one["text"], one["client_id"]) for one in answers] == [(2, "周五停电", body["client_id"])] * 3
    assert len(await client.pages(path)) == 1
    said = await talk.say(ZHOU_LAN, "收到请确认")
    same = {"text": "收到", "client_id": body["client_id"]}
    await client.refused("POST", f"{talk.path}/messages", "messaging.id_taken", status=409, json=same)
    taken = {**body, "client_id": said["client_id"]}
    await client.refused("POST", path, "messaging.id_taken", status=409, json=taken)
    await client.json("POST", path, status=201, json={**body, "client_id": str(uuid4())})
    assert len(await client.pages(path)) == 2
    # It was done: that the group has ended since is no answer to it.
    await client.json("POST", f"{talk.path}/dissolution", status=204, json={"name": "备课组"})
    assert (await client.json("POST", path, status=201, json=body))["seq"] == 2
    await client.refused("POST", path, "messaging.closed", json={**body, "client_id": str(uuid4())})


async def test_an_announcement_whose_answer_was_lost(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    talk, client = await group(stage, ZHOU_LAN, HE_CHUAN), await stage.as_(ZHOU_LAN)
    lost, path = LostAnswers(monkeypatch), f"{talk.path}/announcements"
    body = {"text": "周五停电", "client_id": str(uuid4())}
    lost.next(MEMBER)
    await client.refused("POST", path, "unavailable", status=503, json=body)
    made = await client.json("POST", path, status=201, json=body)
    assert [one["seq"] for one in await client.pages(path)] == [made["seq"]]


async def test_an_organisation(stage: Stage) -> None:
    client = await stage.as_(HAN_DONG)
    body = {"name": "北岸书店", "kind": "company", "client_id": str(uuid4())}
    made = await asyncio.gather(*(client.json("POST", "/api/organisations", json=body) for _ in range(3)))
    assert len({(one["organisation_id"], one["member_id"]) for one in made}) == 1
    assert len((await client.json("GET", "/api/me/memberships"))["memberships"]) == 1
    other = await (await stage.as_(HE_CHUAN)).json("POST", "/api/organisations", json=body)
    assert other["organisation_id"] != made[0]["organisation_id"]


async def test_a_join_link(stage: Stage) -> None:
    client = await stage.as_(ZHOU_LAN)
    path = f"/api/organisations/{stage.school}/join-links"
    body = {"client_id": str(uuid4())}
    first, again = [await client.json("POST", path, json=body) for _ in range(2)]
    assert (first["id"], first["expires_at"]) == (again["id"], again["expires_at"])
    assert len(await client.pages(path)) == 1
    visitor = await stage.as_(HAN_DONG)
    await visitor.json("GET", f"/api/join/{again['code']}")
    await visitor.refused("GET", f"/api/join/{first['code']}", "organisations.link_void")
    await client.json("DELETE", f"{path}/{first['id']}")
    await visitor.refused("GET", f"/api/join/{again['code']}", "organisations.link_void")

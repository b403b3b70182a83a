"""Organisations' stickers: made, found, sent, seen, passed on, and removed while what was sent stays (MSG-6)."""

from __future__ import annotations

import asyncio
from io import BytesIO
from uuid import UUID

import pytest
from PIL import Image

from tests.cast import BAI_LU, HE_CHUAN, LIN_YUE, XU_JINGYI, ZHOU_LAN, Stage
from tests.files.conftest import Kept, UntilKept, kept, until_kept
from tests.messaging.archive.taking import take
from tests.messaging.files import forward
from tests.messaging.stickers.making import added, asked, made, picture, sets_of, shown, sticker
from tests.messaging.talk import Talk, direct, group
from tests.search.asking import caught_up, found
from tests.support import pictures
from tests.support.statements import sent
from tocsin.kernel.db import FOLLOW, MEMBER
from tocsin.messaging.room import ROOM
from tocsin.messaging.stickers import rules

__all__ = ["kept", "until_kept"]


@pytest.fixture
async def talk(stage: Stage) -> Talk:
    return await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI)


# -- made and shown


async def test_members_see_the_sets_an_admin_makes(stage: Stage) -> None:
    set_id, zhou = await made(stage), await stage.as_(ZHOU_LAN)
    first, second = await added(stage, set_id, "收到啦"), await added(stage, set_id, "下课")
    path = f"{sets_of(stage)}/{set_id}"
    await zhou.json("PATCH", f"{path}/stickers/{first}", json={"words": ["好的", "ok", "好的"]}, status=204)
    await zhou.json("PUT", f"{path}/order", json={"ids": [second, first]}, status=204)
    other = await made(stage, "节日")
    await zhou.json("PUT", f"{sets_of(stage)}/order", json={"ids": [other]}, status=204)
    await zhou.json("PATCH", path, json={"name": "上课铃"}, status=204)
    assert await shown(stage, HE_CHUAN) == [
        {"id": other, "name": "节日", "stickers": []},
        {
            "id": set_id,
            "name": "上课铃",
            "stickers": [
                {"id": second, "label": "下课", "words": []},
                {"id": first, "label": "收到啦", "words": ["好的", "ok"]},
            ],
        },
    ]
    audit = await zhou.json("GET", f"/api/organisations/{stage.school}/audit")
    kinds = [one["kind"] for one in audit["items"]]
    assert kinds.count("messaging.sticker_added") == 2
    by_kind = {one["kind"]: one for one in audit["items"]}
    changed = by_kind["messaging.sticker_changed"]
    assert changed["subject"]["name"] == "收到啦"
    assert changed["changes"] == [{"field": "words", "before": [], "after": ["好的", "ok"]}]
    ordered = [one["subject"] for one in audit["items"] if one["kind"] == "messaging.stickers_ordered"]
    assert [one and one["name"] for one in ordered] == [None, "校园日常"]
    assert {"messaging.sticker_set_made", "messaging.sticker_set_changed", "messaging.stickers_ordered"} <= set(kinds)


async def test_a_picture_is_made_anew_and_kept_within_its_measure(stage: Stage) -> None:
    set_id, he = await made(stage), await stage.as_(HE_CHUAN)
    for data in (
        pictures.photo(1200, 900),
        pictures.animation(),
        pictures.encoded(pictures.drawn(300, 400, "RGBA"), "WEBP"),
        pictures.polyglot(),
    ):
        sticker_id = await added(stage, set_id, "图", data)
        answer = await he.get(f"{sets_of(stage)}/{set_id}/stickers/{sticker_id}/picture")
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/webp")
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "Cookie" in answer.headers["Vary"]
        assert pictures.SECRET not in answer.content
        assert pictures.SCRIPT not in answer.content
        image = Image.open(BytesIO(answer.content))
        assert max(image.size) <= rules.SIDE
        assert not getattr(image, "is_animated", False)


async def test_the_list_costs_the_same_whatever_there_is(stage: Stage) -> None:
    await shown(stage, HE_CHUAN)
    db = stage.server.context.db
    before = sent(db, MEMBER)
    await shown(stage, HE_CHUAN)
    one = sent(db, MEMBER) - before
    for name in ("甲", "乙"):
        set_id = await made(stage, name)
        await added(stage, set_id)
        await added(stage, set_id)
    before = sent(db, MEMBER)
    await shown(stage, HE_CHUAN)
    assert sent(db, MEMBER) - before == one


async def test_asked_twice_it_is_made_once(stage: Stage) -> None:
    zhou, path = await stage.as_(ZHOU_LAN), sets_of(stage)
    body = {"client_id": asked()["client_id"], "name": "一套"}
    twice = await asyncio.gather(*(zhou.json("POST", path, json=body, status=201) for _ in range(3)))
    (set_id,) = {one["id"] for one in twice}
    again = asked("点赞")
    adding = [
        zhou.json("POST", f"{path}/{set_id}/stickers", params=again, content=pictures.png(), status=201)
        for _ in range(3)
    ]
    assert len({one["id"] for one in await asyncio.gather(*adding)}) == 1
    assert [len(one["stickers"]) for one in await shown(stage, HE_CHUAN)] == [1]
    other = await made(stage, "另一套")
    await zhou.refused(
        "POST", f"{path}/{other}/stickers", "messaging.id_taken", params=again, content=pictures.png(), status=409
    )
    assert (await zhou.json("GET", "/api/uploads")) == [], "what was not needed is not left lying about"


# -- sent and seen


async def test_a_member_sends_one_and_the_others_see_it(talk: Talk, stage: Stage) -> None:
    set_id = await made(stage)
    sticker_id = await added(stage, set_id)
    fact = await talk.say(HE_CHUAN, "", content=sticker(set_id, sticker_id))
    seen = (await talk.seen_by(XU_JINGYI))[-1]
    assert seen["content"] == fact["content"]
    assert (seen["content"]["label"], seen["content"]["file"]["width"]) == ("收到啦", 64)
    answer = await picture(talk, XU_JINGYI, fact)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/webp")
    assert (await picture(talk, LIN_YUE, fact)).status_code == 404
    reply = await talk.say(XU_JINGYI, "好", reply_to=fact["seq"])
    assert reply["reply_to"]["carries"] == "sticker"


async def test_what_was_sent_stays_until_no_message_holds_it(
    talk: Talk, stage: Stage, kept: Kept, until_kept: UntilKept
) -> None:
    before = len(kept())
    set_id, zhou = await made(stage), await stage.as_(ZHOU_LAN)
    sticker_id = await added(stage, set_id)
    there = len(kept())
    assert there > before
    fact = await talk.say(HE_CHUAN, "", content=sticker(set_id, sticker_id))
    await zhou.json("DELETE", f"{sets_of(stage)}/{set_id}/stickers/{sticker_id}", status=204)
    await zhou.refused("GET", f"{sets_of(stage)}/{set_id}/stickers/{sticker_id}/picture", "not_found")
    assert (await picture(talk, XU_JINGYI, fact)).status_code == 200
    assert (await talk.seen_by(XU_JINGYI))[-1]["content"]["label"] == "收到啦"
    await talk.recall(HE_CHUAN, fact["seq"])
    assert (await picture(talk, XU_JINGYI, fact)).status_code == 404
    await until_kept(before)


async def test_a_set_goes_with_its_stickers(stage: Stage, kept: Kept, until_kept: UntilKept) -> None:
    before = len(kept())
    set_id, zhou = await made(stage), await stage.as_(ZHOU_LAN)
    for label in ("一", "二"):
        await added(stage, set_id, label)
    await zhou.json("DELETE", f"{sets_of(stage)}/{set_id}", status=204)
    assert await shown(stage, HE_CHUAN) == []
    await until_kept(before)


async def test_person_to_person_a_member_sends_their_organisations(stage: Stage) -> None:
    set_id = await made(stage)
    sticker_id = await added(stage, set_id)
    talk = await direct(stage, HE_CHUAN, XU_JINGYI)
    fact = await talk.say(HE_CHUAN, "", content=sticker(set_id, sticker_id))
    assert (await picture(talk, XU_JINGYI, fact)).status_code == 200


async def test_passed_on_the_picture_goes_along(talk: Talk, stage: Stage) -> None:
    set_id = await made(stage)
    fact = await talk.say(HE_CHUAN, "", content=sticker(set_id, await added(stage, set_id)))
    there = await direct(stage, HE_CHUAN, XU_JINGYI)
    (single,) = await forward(there, HE_CHUAN, talk, fact["seq"])
    assert (await picture(there, XU_JINGYI, single)).status_code == 200
    (merged,) = await forward(there, HE_CHUAN, talk, fact["seq"], together=True)
    inner = merged["content"]["items"][0]["content"]
    assert inner["label"] == "收到啦"
    await talk.recall(HE_CHUAN, fact["seq"])
    assert (await picture(there, XU_JINGYI, {"seq": merged["seq"], "content": inner})).status_code == 200


async def test_removed_while_it_is_sent_it_is_there_or_refused(talk: Talk, stage: Stage) -> None:
    zhou, he = await stage.as_(ZHOU_LAN), await stage.as_(HE_CHUAN)
    set_id = await made(stage)
    for number in range(4):
        sticker_id = await added(stage, set_id, f"第{number}")
        body = {"client_id": asked()["client_id"], "text": "", "content": sticker(set_id, sticker_id)}
        said, gone = await asyncio.gather(
            he.post(f"{talk.path}/messages", json=body),
            zhou.delete(f"{sets_of(stage)}/{set_id}/stickers/{sticker_id}"),
        )
        assert gone.status_code == 204
        if said.is_success:
            assert (await picture(talk, XU_JINGYI, said.json())).status_code == 200
        else:
            assert (said.status_code, said.json()["code"]) == (422, "messaging.sticker_unknown")
    async with stage.server.context.db.working(FOLLOW) as tx:
        rows = await tx.fetch("SELECT count(*) FROM file_use WHERE item LIKE 'sticker/%' AND room = 'messaging'")
    assert rows[0][0] == 0


# -- bounded


async def test_sets_and_stickers_are_so_many_and_no_more(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "SETS_MOST", 2)
    monkeypatch.setattr(rules, "STICKERS_MOST", 3)
    zhou, path = await stage.as_(ZHOU_LAN), sets_of(stage)
    makings = [zhou.post(path, json={"client_id": asked()["client_id"], "name": f"第{n}套"}) for n in range(4)]
    answers = await asyncio.gather(*makings)
    assert sorted(one.status_code for one in answers) == [201, 201, 409, 409]
    full = next(one.json() for one in answers if one.status_code == 409)
    assert (full["code"], full["params"]) == ("messaging.sticker_sets_full", {"limit": "2"})
    set_id = next(one.json()["id"] for one in answers if one.status_code == 201)
    adding = [zhou.post(f"{path}/{set_id}/stickers", params=asked(), content=pictures.png()) for _ in range(6)]
    answers = await asyncio.gather(*adding)
    assert sorted(one.status_code for one in answers) == [201] * 3 + [409] * 3
    assert {one.json()["code"] for one in answers if one.status_code == 409} == {"messaging.sticker_set_full"}
    sizes = {one["id"]: len(one["stickers"]) for one in await shown(stage, HE_CHUAN)}
    assert sizes[set_id] == 3
    assert (await zhou.json("GET", "/api/uploads")) == []


# -- by those with the power


async def test_who_was_given_the_power_manages_them(stage: Stage) -> None:
    zhou, he = await stage.as_(ZHOU_LAN), await stage.as_(HE_CHUAN)
    school = f"/api/organisations/{stage.school}"
    role = await zhou.json("POST", f"{school}/roles", json={"name": "表情", "powers": ["messaging.stickers_manage"]})
    grant = {"member_id": str(stage.member(HE_CHUAN)), "role_id": role["id"]}
    departments = await zhou.json("GET", f"{school}/departments")
    narrow = {**grant, "scope": "department", "department_id": departments[0]["id"]}
    given = await zhou.json("POST", f"{school}/grants", json=narrow)
    body = {"client_id": asked()["client_id"], "name": "一套"}
    await he.refused("POST", sets_of(stage), "forbidden", json=body)
    await zhou.json("DELETE", f"{school}/grants/{given['id']}", status=204)
    await zhou.json("POST", f"{school}/grants", json={**grant, "scope": "organisation"})
    set_id = (await he.json("POST", sets_of(stage), json=body, status=201))["id"]
    await he.json("POST", f"{sets_of(stage)}/{set_id}/stickers", params=asked(), content=pictures.png(), status=201)


async def test_the_picture_of_another_organisation_is_not_there(stage: Stage) -> None:
    set_id = await made(stage)
    sticker_id = await added(stage, set_id)
    bai = await stage.as_(BAI_LU)
    await bai.refused("GET", f"{sets_of(stage)}/{set_id}/stickers/{sticker_id}/picture", "not_found")
    # Named through the other organisation it is not there either.
    own = f"/api/organisations/{stage.company}/sticker-sets/{UUID(set_id)}/stickers/{sticker_id}/picture"
    await bai.refused("GET", own, "not_found")


# -- where messages go


async def test_an_archive_holds_the_picture_and_what_it_said(talk: Talk, stage: Stage) -> None:
    set_id = await made(stage)
    fact = await talk.say(HE_CHUAN, "", content=sticker(set_id, await added(stage, set_id)))
    size = await (await stage.as_(XU_JINGYI)).json("GET", f"{talk.path}/export-size")
    assert size["files"] == 1
    archive = await take(stage, XU_JINGYI, talk.path)
    assert archive.message(fact["seq"])["content"]["label"] == "收到啦"
    assert sum(name.endswith(".webp") for name in archive.names) == 1
    assert "[Sticker] 收到啦" in archive.page


async def test_what_a_sticker_said_is_found(talk: Talk, stage: Stage) -> None:
    set_id = await made(stage)
    fact = await talk.say(HE_CHUAN, "", content=sticker(set_id, await added(stage, set_id, "作业收齐")))
    await caught_up(stage)
    assert await found(stage, XU_JINGYI, "作业收齐", talk) == [fact["seq"]]


async def test_who_is_erased_lets_go_of_what_they_sent(
    talk: Talk, stage: Stage, kept: Kept, until_kept: UntilKept
) -> None:
    before = len(kept())
    set_id, zhou, context = await made(stage), await stage.as_(ZHOU_LAN), stage.server.context
    await talk.say(HE_CHUAN, "", content=sticker(set_id, await added(stage, set_id)))
    await zhou.json("DELETE", f"{sets_of(stage)}/{set_id}", status=204)
    async with context.db.working(FOLLOW) as tx:
        assert ROOM.erases is not None
        await ROOM.erases(context, tx, stage.school, stage.person(HE_CHUAN))
    await until_kept(before)

"""What leaves a conversation by a forward: by whose consent, as what, and how much of it (MSG-2, MSG-3)."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.cast import BAI_LU, HE_CHUAN, LIN_YUE, SHEN_SHUHANG, XU_JINGYI, ZHOU_LAN, Player, Stage
from tests.messaging.files import forward, given, send_files, unsent
from tests.messaging.talk import Office, Talk, department, direct, group
from tests.messaging.test_around import PLACE, POLL, allow
from tests.messaging.test_governing import appoint, settings
from tests.support.still import stop_refilling
from tocsin.kernel import clock
from tocsin.messaging.actions import forwarding


@pytest.fixture
async def talk(stage: Stage) -> Talk:
    return await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI)


def asking(source: Talk, *seqs: int, together: bool = False) -> dict[str, Any]:
    return {"client_id": str(uuid4()), "source_id": source.id, "seqs": list(seqs), "together": together}


async def unforwarded(target: Talk, who: Player, code: str, source: Talk, *seqs: int, together: bool = False) -> None:
    """Somebody's forward is refused, and nothing of it arrives."""
    before = (await target.view(who))["last_seq"]
    client = await target.stage.as_(who)
    await client.refused("POST", f"{target.path}/forwards", code, json=asking(source, *seqs, together=together))
    assert (await target.view(who))["last_seq"] == before


async def audited(stage: Stage, kind: str) -> list[dict[str, Any]]:
    page = await (await stage.as_(SHEN_SHUHANG)).json("GET", f"/api/organisations/{stage.school}/audit")
    return [one for one in page["items"] if one["kind"] == kind]


# -- the group's consent


async def test_a_group_says_who_forwards_what_is_said_in_it(talk: Talk, stage: Stage) -> None:
    fact = await talk.say(XU_JINGYI, "内部消息")
    away = {who: await direct(stage, who, LIN_YUE) for who in (ZHOU_LAN, HE_CHUAN, XU_JINGYI)}
    await appoint(talk, HE_CHUAN)
    assert (await talk.view(XU_JINGYI))["settings"]["forwarding"] == "all"
    await forward(away[XU_JINGYI], XU_JINGYI, talk, fact["seq"])
    assert (await settings(talk, HE_CHUAN, forwarding="admins"))["forwarding"] == "admins"
    for together in (False, True):
        await forward(away[HE_CHUAN], HE_CHUAN, talk, fact["seq"], together=together)
        await unforwarded(
            away[XU_JINGYI], XU_JINGYI, "messaging.forwarding_closed", talk, fact["seq"], together=together
        )
    await settings(talk, forwarding="nobody")
    for who, target in away.items():
        for together in (False, True):
            await unforwarded(target, who, "messaging.forwarding_closed", talk, fact["seq"], together=together)
    (again,) = await forward(talk, XU_JINGYI, talk, fact["seq"])
    assert again["origin"]["name"] == XU_JINGYI.name, "within the group nothing leaves it"
    await settings(talk, forwarding="all")
    await forward(away[XU_JINGYI], XU_JINGYI, talk, fact["seq"], again["seq"])


async def test_a_group_of_a_department_says_so_too(stage: Stage) -> None:
    here, away = await department(stage, HE_CHUAN, "教务处"), await direct(stage, HE_CHUAN, LIN_YUE)
    fact = await here.say(HE_CHUAN, "部门里的话")
    await settings(here, forwarding="nobody", exporting="nobody")
    await unforwarded(away, HE_CHUAN, "messaging.forwarding_closed", here, fact["seq"])


async def test_a_file_leaves_a_group_that_closes_it_in_no_other_way(talk: Talk, stage: Stage) -> None:
    file_id = await given(stage, HE_CHUAN, str(stage.school))
    fact = await send_files(talk, HE_CHUAN, file_id)
    two, another = await direct(stage, HE_CHUAN, LIN_YUE), await group(stage, HE_CHUAN, LIN_YUE, name="另一个")
    await settings(talk, forwarding="nobody")
    for target in (two, another):
        await unforwarded(target, HE_CHUAN, "messaging.forwarding_closed", talk, fact["seq"])
        await unsent(target, HE_CHUAN, "messaging.file_unknown", {"kind": "files", "files": [file_id]})


async def test_setting_it_is_told_in_the_group_and_written_in_the_audit_log(talk: Talk, stage: Stage) -> None:
    socket = await stage.server.socket(await stage.as_(XU_JINGYI))
    await socket.until("snapshot")
    shown = await settings(talk, forwarding="admins", exporting="nobody")
    told = await socket.until("message", settings=shown)
    assert (told["kind"], told["settings"]["forwarding"], told["settings"]["exporting"]) == (
        "settings",
        "admins",
        "nobody",
    )
    (row,) = await audited(stage, "messaging.group_leaving_set")
    changes = {(one["field"], one["before"], one["after"]) for one in row["changes"]}
    assert row["subject"]["name"] == "备课组"
    assert changes == {("forwarding", "all", "admins"), ("exporting", "all", "nobody")}
    await settings(talk, forwarding="admins")
    await settings(talk, inviting="admins")
    assert len(await audited(stage, "messaging.group_leaving_set")) == 1, "of what may leave alone, and of changes"
    for who in (HE_CHUAN, XU_JINGYI):
        client = await stage.as_(who)
        await client.refused("PATCH", f"{talk.path}/settings", "messaging.admins_only", json={"forwarding": "all"})
    for wrong in ("owner", "", True):
        owner = await stage.as_(ZHOU_LAN)
        await owner.refused("PATCH", f"{talk.path}/settings", "invalid", json={"exporting": wrong})


# -- the organisation's consent


@pytest.fixture
async def abroad(stage: Stage) -> Talk:
    """何川, who works for the company too, with somebody of it."""
    await Office(stage, company=True).admit(HE_CHUAN)
    return await direct(stage, HE_CHUAN, BAI_LU)


async def test_what_is_said_in_an_organisation_leaves_it_by_its_consent(talk: Talk, stage: Stage, abroad: Talk) -> None:
    fact = await talk.say(ZHOU_LAN, "只在校内说")
    theirs = await group(stage, BAI_LU, HE_CHUAN, name="公司的群")
    colleague, inside = await direct(stage, HE_CHUAN, LIN_YUE), await group(stage, HE_CHUAN, LIN_YUE, name="校内")
    await forward(abroad, HE_CHUAN, talk, fact["seq"])
    await allow(stage, forwarding_out=False)
    (row,) = await audited(stage, "messaging.rules_changed")
    assert row["details"]["forwarding_out"] is False
    for together in (False, True):
        for target in (abroad, theirs):
            await unforwarded(target, HE_CHUAN, "messaging.forwarding_out_closed", talk, fact["seq"], together=together)
        for target in (colleague, inside):
            await forward(target, HE_CHUAN, talk, fact["seq"], together=together)
    # The other organisation set nothing of the kind.
    said = await theirs.say(BAI_LU, "公司的话")
    await forward(colleague, HE_CHUAN, theirs, said["seq"])


@pytest.mark.parametrize("together", [False, True])
async def test_a_copy_stays_bound_wherever_it_has_been(talk: Talk, stage: Stage, abroad: Talk, together: bool) -> None:
    fact = await talk.say(ZHOU_LAN, "只在校内说")
    colleague = await direct(stage, HE_CHUAN, LIN_YUE)
    own = await colleague.say(HE_CHUAN, "两个人的话")
    (copy,) = await forward(colleague, HE_CHUAN, talk, fact["seq"], together=together)
    assert "homes" not in json.dumps(copy)
    await allow(stage, forwarding_out=False)
    for again in (False, True):
        code = "messaging.forwarding_out_closed"
        await unforwarded(abroad, HE_CHUAN, code, colleague, own["seq"], copy["seq"], together=again)
    await forward(abroad, HE_CHUAN, colleague, own["seq"])
    await allow(stage, forwarding_out=True)
    (out,) = await forward(abroad, HE_CHUAN, colleague, copy["seq"])
    await allow(stage, forwarding_out=False)
    theirs = await direct(stage, BAI_LU, HE_CHUAN)
    assert theirs.id == abroad.id
    another = await group(stage, BAI_LU, HE_CHUAN, name="公司的群")
    await unforwarded(another, BAI_LU, "messaging.forwarding_out_closed", abroad, out["seq"])


async def test_who_has_left_the_organisation_is_outside(talk: Talk, stage: Stage, abroad: Talk) -> None:
    await Office(stage, company=True).admit(LIN_YUE)
    fact, two = await talk.say(ZHOU_LAN, "只在校内说"), await direct(stage, HE_CHUAN, LIN_YUE)
    await allow(stage, forwarding_out=False)
    await forward(two, HE_CHUAN, talk, fact["seq"])
    await Office(stage).depart(LIN_YUE)
    await unforwarded(two, HE_CHUAN, "messaging.forwarding_out_closed", talk, fact["seq"])


# -- as what it arrives


async def test_the_words_of_a_copy_are_nobodys_to_edit(talk: Talk, stage: Stage) -> None:
    said = await talk.say(ZHOU_LAN, "我没有同意")
    file = await send_files(talk, ZHOU_LAN, await given(stage, ZHOU_LAN, str(stage.school)))
    elsewhere = await direct(stage, HE_CHUAN, LIN_YUE)
    copies = await forward(elsewhere, HE_CHUAN, talk, said["seq"], file["seq"])
    copies += await forward(elsewhere, HE_CHUAN, talk, said["seq"], together=True)
    onward = await direct(stage, LIN_YUE, XU_JINGYI)
    (second,) = await forward(onward, LIN_YUE, elsewhere, copies[0]["seq"])
    client = await stage.as_(HE_CHUAN)
    for copy in copies:
        path = f"{elsewhere.path}/messages/{copy['seq']}"
        await client.refused("PATCH", path, "messaging.not_your_words", status=409, json={"text": "我同意"})
        await (await stage.as_(LIN_YUE)).refused("PATCH", path, "messaging.not_your_message", json={"text": "我同意"})
    path = f"{onward.path}/messages/{second['seq']}"
    await (await stage.as_(LIN_YUE)).refused("PATCH", path, "messaging.not_your_words", json={"text": "我同意"})
    assert [one["text"] for one in await elsewhere.seen_by(LIN_YUE)] == ["我没有同意", "", ""]
    assert (await onward.seen_by(XU_JINGYI))[0]["origin"]["name"] == ZHOU_LAN.name
    await elsewhere.recall(HE_CHUAN, copies[0]["seq"])


async def test_a_position_goes_where_positions_may(talk: Talk, stage: Stage, abroad: Talk) -> None:
    await allow(stage, locations=True)
    place, text = await talk.say(ZHOU_LAN, "", content=PLACE), await talk.say(ZHOU_LAN, "在这里")
    theirs = await group(stage, BAI_LU, HE_CHUAN, name="公司的群")
    two = await direct(stage, HE_CHUAN, LIN_YUE)
    (merged,) = await forward(two, HE_CHUAN, talk, place["seq"], text["seq"], together=True)
    for together in (False, True):
        await unforwarded(
            theirs, HE_CHUAN, "messaging.locations_off", talk, text["seq"], place["seq"], together=together
        )
        await unforwarded(theirs, HE_CHUAN, "messaging.locations_off", two, merged["seq"], together=together)
    await forward(two, HE_CHUAN, talk, place["seq"])
    await allow(stage, locations=False)
    await unforwarded(two, HE_CHUAN, "messaging.locations_off", talk, place["seq"])


async def test_a_poll_is_asked_anew_and_without_its_votes(talk: Talk, stage: Stage) -> None:
    closes = (clock.now() + timedelta(hours=1)).isoformat()
    running = await talk.say(ZHOU_LAN, "", content={**POLL, "closes_at": closes})
    voted = await talk.say(ZHOU_LAN, "", content={**POLL, "anonymous": True})
    for fact in (running, voted):
        path = f"{talk.path}/messages/{fact['seq']}"
        await (await stage.as_(HE_CHUAN)).json("PUT", f"{path}/vote", json={"options": [0]})
    await (await stage.as_(ZHOU_LAN)).json("POST", f"{talk.path}/messages/{voted['seq']}/closing")
    elsewhere = await direct(stage, HE_CHUAN, LIN_YUE)
    with clock.travel(timedelta(minutes=30)):
        for copy in await forward(elsewhere, HE_CHUAN, talk, running["seq"], voted["seq"]):
            assert copy["votes"] == {"counts": [0, 0], "voters": 0, "closed": False, "mine": []}
            assert copy["content"]["question"] == POLL["question"]
        assert [bool(one["content"].get("closes_at")) for one in await elsewhere.seen_by(LIN_YUE)] == [True, False]
    with clock.travel(timedelta(hours=2)):
        (late,) = await forward(elsewhere, HE_CHUAN, talk, running["seq"])
        assert late["content"].get("closes_at") is None, "a term that has passed binds nobody"
        path = f"{elsewhere.path}/messages/{late['seq']}"
        await (await stage.as_(LIN_YUE)).json("PUT", f"{path}/vote", json={"options": [1]})
        assert (await elsewhere.seen_by(LIN_YUE))[-1]["votes"]["voters"] == 1
    assert (await talk.seen_by(ZHOU_LAN))[1]["votes"]["voters"] == 1, "what is voted there counts there"


# -- how much


async def test_a_record_holds_a_hundred_messages_and_so_much_in_all(talk: Talk, stage: Stage) -> None:
    elsewhere = await direct(stage, HE_CHUAN, LIN_YUE)
    # 3 bytes a character: three of these fit, four do not.
    seqs = [(await talk.say(ZHOU_LAN, "长" * 20_000))["seq"] for _ in range(4)]
    (merged,) = await forward(elsewhere, HE_CHUAN, talk, *seqs[:3], together=True)
    await unforwarded(elsewhere, HE_CHUAN, "messaging.merged_too_large", talk, *seqs, together=True)
    last = (await elsewhere.say(HE_CHUAN, "长" * 10_000))["seq"]
    # Within each other they count too.
    code = "messaging.merged_too_large"
    await unforwarded(elsewhere, HE_CHUAN, code, elsewhere, merged["seq"], last, together=True)
    await forward(elsewhere, HE_CHUAN, talk, *seqs)
    # One by one they may hold more, and no more than is opened for one request.
    more = [(await talk.say(ZHOU_LAN, "长" * 20_000))["seq"] for _ in range(13)]
    await forward(elsewhere, HE_CHUAN, talk, *seqs[1:], *more)
    for together in (False, True):
        await unforwarded(elsewhere, HE_CHUAN, "messaging.forward_too_large", talk, *seqs, *more, together=together)
    await unforwarded(elsewhere, HE_CHUAN, "invalid", talk, *range(1, 102), together=True)
    await unforwarded(elsewhere, HE_CHUAN, "invalid", talk, together=True)


async def test_one_who_forwards_without_end_waits(talk: Talk, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stop_refilling(stage.server.context)
    monkeypatch.setattr(forwarding, "A_MINUTE", 2)
    elsewhere, he, seq = (
        await direct(stage, HE_CHUAN, LIN_YUE),
        await stage.as_(HE_CHUAN),
        (await talk.say(ZHOU_LAN, "一"))["seq"],
    )
    body = asking(talk, seq)
    await he.json("POST", f"{elsewhere.path}/forwards", json=body, status=201)
    await forward(elsewhere, HE_CHUAN, talk, seq)
    await he.refused("POST", f"{elsewhere.path}/forwards", "too_many", status=429, json=asking(talk, seq))
    # What stands is answered all the same, and others forward.
    await he.json("POST", f"{elsewhere.path}/forwards", json=body, status=201)
    await forward(talk, XU_JINGYI, talk, seq)

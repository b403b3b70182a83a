"""The register of groups: numbers for admins, and what they do with groups, audited (MSG-3)."""

import csv
import io
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.cast import CHENG_YUAN, HE_CHUAN, LIN_YUE, LU_MING, SU_RUI, XU_JINGYI, ZHOU_LAN, Stage
from tests.messaging.talk import Office, department, direct, group, message
from tests.support.statements import sent
from tocsin.kernel import clock
from tocsin.kernel.db import FOLLOW
from tocsin.messaging.jobs import end_groups
from tocsin.messaging.queries import register as queries


async def register(stage: Stage, **query: Any) -> dict[str, dict[str, Any]]:
    """The register as the main admin sees it, by name."""
    client = await stage.as_(ZHOU_LAN)
    rows = await client.pages(f"/api/organisations/{stage.school}/groups", **query)
    return {row["name"]: row for row in rows}


async def audited(stage: Stage) -> list[str]:
    client = await stage.as_(ZHOU_LAN)
    page = await client.json("GET", f"/api/organisations/{stage.school}/audit")
    return [row["kind"] for row in page["items"]]


async def test_groups_are_seen_in_numbers_and_never_in_words(stage: Stage) -> None:
    talk = await group(stage, XU_JINGYI, HE_CHUAN, LIN_YUE, name="小组")
    for number in range(5):
        await talk.say(HE_CHUAN, f"从前的秘密 {number}")
    async with stage.server.context.db.working(FOLLOW) as tx:
        await tx.fetch("UPDATE message SET at = at - interval '60 days' WHERE conversation_id = $1", UUID(talk.id))
    for _ in range(3):
        await talk.say(HE_CHUAN, "今天的秘密")
    row = (await register(stage))["小组"]
    assert (row["owner"], row["members"], row["admins"], row["recent"], row["open"]) == ("许静怡", 3, 0, 3, True)
    answer = (await (await stage.as_(ZHOU_LAN)).get(f"/api/organisations/{stage.school}/groups")).text
    assert "秘密" not in answer
    await (await stage.as_(ZHOU_LAN)).refused("GET", talk.path, "not_found")
    zhou, path = await stage.as_(ZHOU_LAN), f"/api/organisations/{stage.school}/groups"
    assert await zhou.json("GET", f"{path}/{talk.id}") == row
    two = await direct(stage, HE_CHUAN, ZHOU_LAN)
    await zhou.refused("GET", f"{path}/{two.id}", "not_found")
    found = await register(stage, q="小")
    assert set(found) == {"小组"}
    for order in ("recent", "idle", "size"):
        assert len(await register(stage, order=order, limit=1)) == len(await register(stage)), order


async def test_a_search_goes_page_by_page_to_the_end_and_counts_what_it_found_alone(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        await group(stage, XU_JINGYI, HE_CHUAN, name=f"备课组{number}" if number != 2 else "合唱团")
    zhou, path = await stage.as_(ZHOU_LAN), f"/api/organisations/{stage.school}/groups"
    wanted = {f"备课组{number}" for number in (0, 1, 3, 4)}

    async def walked(**query: Any) -> list[str]:
        # How often one may search is asked elsewhere.
        stage.server.context.limiter.forget(f"groups_find:{stage.person(ZHOU_LAN)}")
        return [row["name"] for row in await zhou.pages(path, **query)]

    for order in ("recent", "idle", "size"):
        names = await walked(q="备课", order=order, limit=1)
        assert [len(names), set(names)] == [4, wanted]
    full = await zhou.json("GET", path, params={"q": "备课", "limit": "4"})
    assert [len(full["items"]), full.get("next")] == [4, None]
    # Where a page has opened as many names as it may, the next one goes on.
    monkeypatch.setattr(queries, "LOOKED_THROUGH", 2)
    assert set(await walked(q="备课")) == wanted
    assert await walked(q="合唱") == ["合唱团"]
    monkeypatch.undo()
    database = stage.server.context.db
    costs = []
    for q in ("", "备课"):
        before = sent(database)
        await zhou.json("GET", path, params={"q": q})
        costs.append(sent(database) - before)
    assert costs[1] == costs[0] + 3, "the names, once, in the role that reads them"


async def test_the_csv_holds_all_of_it(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "READ_AT_ONCE", 2)
    for number in range(5):
        await group(stage, XU_JINGYI, HE_CHUAN, name=f"组{number}")
    answer = await (await stage.as_(ZHOU_LAN)).get(f"/api/organisations/{stage.school}/groups.csv")
    names = [row[0] for row in csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))][1:]
    assert sorted(names) == sorted(await register(stage))


async def test_the_register_is_for_those_with_the_power(stage: Stage) -> None:
    path = f"/api/organisations/{stage.school}"
    he, cheng = await stage.as_(HE_CHUAN), await stage.as_(CHENG_YUAN)
    talk = await group(stage, XU_JINGYI, HE_CHUAN)
    for where in ("/groups", "/group-counts", "/groups.csv", f"/groups/{talk.id}"):
        await he.refused("GET", path + where, "forbidden", status=403)
        await cheng.refused("GET", path + where, "not_found", status=404)


async def test_a_power_over_a_department_shows_its_groups_alone(stage: Stage) -> None:
    office = Office(stage)
    ids = await office.departments()
    mine = await group(stage, XU_JINGYI, HE_CHUAN, name="外语组")
    other = await group(stage, SU_RUI, HE_CHUAN, name="财务组")
    role = await office.json("POST", "/roles", json={"name": "群管", "powers": ["messaging.groups_manage"]})
    grant = {"member_id": str(stage.member(LU_MING)), "role_id": role["id"]}
    await office.json("POST", "/grants", json={**grant, "scope": "department", "department_id": ids["外语系"]})
    lu, path = await stage.as_(LU_MING), f"/api/organisations/{stage.school}"
    rows = await lu.pages(f"{path}/groups")
    assert {row["name"] for row in rows} == {"外语组", "外语系"}
    assert (await lu.json("GET", f"{path}/group-counts"))["groups"] == 2
    await lu.refused("GET", f"{path}/groups?department_id={ids['财务处']}", "forbidden", status=403)
    own = {"person_id": str(stage.person(HE_CHUAN))}
    await lu.refused("PUT", f"{path}/groups/{other.id}/owner", "not_found", status=404, json=own)
    await lu.refused("GET", f"{path}/groups/{other.id}/members", "not_found")
    await lu.refused("GET", f"{path}/groups/{other.id}", "not_found")
    assert (await lu.json("GET", f"{path}/groups/{mine.id}"))["name"] == "外语组"
    await lu.refused("POST", f"{path}/groups/{mine.id}/merger", "not_found", json={"into_id": other.id})
    await lu.json("PUT", f"{path}/groups/{mine.id}/owner", status=204, json=own)
    # Given to somebody of another department, it has left the reach.
    assert "外语组" not in {row["name"] for row in await lu.pages(f"{path}/groups")}


async def test_what_needs_a_look_is_found(stage: Stage) -> None:
    office = Office(stage)
    fallen = await group(stage, XU_JINGYI, HE_CHUAN, LIN_YUE, name="落下的")
    with clock.travel(timedelta(days=-100)):
        await group(stage, SU_RUI, HE_CHUAN, name="久无声")
    await group(stage, LIN_YUE, HE_CHUAN, name="停用者的")
    await office.depart(XU_JINGYI)
    await office.json("POST", f"/members/{stage.member(LIN_YUE)}/suspension", json={})
    assert set(await register(stage, filter="fell")) == {"落下的"}
    assert set(await register(stage, filter="idle", idle_days=90)) == {"久无声"}
    assert "停用者的" in await register(stage, filter="ownerless")
    assert (await register(stage))["停用者的"]["owner_active"] is False
    counts = await office.json("GET", "/group-counts")
    assert (counts["fell"], counts["idle"], counts["older"]) == (1, 1, 1)
    assert counts["groups"] == len(await register(stage))
    # Handed over on purpose, it is looked after.
    path = f"/groups/{fallen.id}/owner"
    await office.json("PUT", path, json={"person_id": str(stage.person(HE_CHUAN))})
    owner = (await fallen.view(HE_CHUAN))["owner_id"]
    if owner == str(stage.person(HE_CHUAN)):
        await office.json("PUT", path, json={"person_id": str(stage.person(HE_CHUAN))})


async def test_admins_hand_over_review_and_take_out_and_it_is_written_down(stage: Stage) -> None:
    office = Office(stage)
    talk = await group(stage, XU_JINGYI, HE_CHUAN, LIN_YUE, name="小组")
    await talk.say(HE_CHUAN, "话")
    path = f"/groups/{talk.id}"
    seats = (await office.json("GET", f"{path}/members"))["items"]
    by_name = {seat["name"]: seat for seat in seats}
    assert by_name["何川"]["spoke_at"] is not None
    assert by_name["林悦"]["spoke_at"] is None
    assert by_name["许静怡"]["spoke_at"] is None
    assert by_name["许静怡"]["role"] == "owner"
    # Who announced something has spoken.
    xu = await stage.as_(XU_JINGYI)
    await xu.json("POST", f"{talk.path}/announcements", status=201, json={"text": "周五停电", "confirm": False})
    again = {seat["name"]: seat for seat in (await office.json("GET", f"{path}/members"))["items"]}
    assert again["许静怡"]["spoke_at"] is not None
    outsider = {"person_id": str(stage.person(SU_RUI))}
    zhou = await stage.as_(ZHOU_LAN)
    school = f"/api/organisations/{stage.school}"
    await zhou.refused("PUT", f"{school}{path}/owner", "not_found", json=outsider)
    await office.json("PUT", f"{path}/owner", json={"person_id": str(stage.person(HE_CHUAN))})
    assert (await talk.view(HE_CHUAN))["role"] == "owner"
    owner = f"{school}{path}/members/{stage.person(HE_CHUAN)}"
    await zhou.refused("DELETE", owner, "messaging.hand_over_first", status=409)
    await office.json("DELETE", f"{path}/members/{stage.person(LIN_YUE)}")
    assert (await talk.view(HE_CHUAN))["members"] == 2
    assert (await audited(stage))[:2] == ["messaging.group_member_removed", "messaging.group_handed_over"]
    here = await department(stage, ZHOU_LAN, "教务处")
    await zhou.refused("PUT", f"{school}/groups/{here.id}/owner", "messaging.follows_department", json=outsider)


async def test_two_groups_are_merged_and_both_are_told(stage: Stage) -> None:
    office = Office(stage)
    one = await group(stage, XU_JINGYI, HE_CHUAN, LIN_YUE, name="旧组")
    two = await group(stage, SU_RUI, HE_CHUAN, name="新组")
    await one.say(LIN_YUE, "旧事")
    watcher = await stage.server.socket(await stage.as_(LIN_YUE))
    await watcher.until("snapshot")
    path = f"/api/organisations/{stage.school}/groups"
    zhou = await stage.as_(ZHOU_LAN)
    await zhou.refused("POST", f"{path}/{one.id}/merger", "messaging.not_mergeable", json={"into_id": one.id})
    here = await department(stage, ZHOU_LAN, "教务处")
    await zhou.refused("POST", f"{path}/{one.id}/merger", "messaging.not_mergeable", json={"into_id": here.id})
    await office.json("POST", f"/groups/{one.id}/merger", json={"into_id": two.id})
    await watcher.until("conversation", id=two.id)
    assert (await two.view(LIN_YUE))["members"] == 4
    told = (await two.seen_by(LIN_YUE))[-1]
    assert (told["kind"], told["name"], told["on"]) == ("merged", "旧组", True)
    ended = (await one.seen_by(LIN_YUE))[-1]
    assert (ended["kind"], ended["name"], ended["on"]) == ("merged", "新组", False)
    assert (await one.view(LIN_YUE))["open"] is False
    assert "旧事" in [fact.get("text") for fact in await one.seen_by(LIN_YUE)]
    assert "旧事" not in [fact.get("text") for fact in await two.seen_by(LIN_YUE)], "history stays where it was"
    assert (await audited(stage))[0] == "messaging.groups_merged"


async def test_idle_groups_are_warned_and_end_unless_somebody_speaks(stage: Stage) -> None:
    office, context = Office(stage), stage.server.context
    quiet, loud = await group(stage, XU_JINGYI, HE_CHUAN, name="静"), await group(stage, XU_JINGYI, HE_CHUAN, name="闹")
    spared = await group(stage, XU_JINGYI, HE_CHUAN, name="留")
    groups = [quiet.id, loud.id, spared.id]
    zhou, path = await stage.as_(ZHOU_LAN), f"/api/organisations/{stage.school}/group-warnings"
    await zhou.refused("POST", path, "invalid", json={"group_ids": groups, "days": 1})
    here = await department(stage, ZHOU_LAN, "教务处")
    await zhou.refused("POST", path, "messaging.follows_department", json={"group_ids": [here.id], "days": 7})
    await office.json("POST", "/group-warnings", json={"group_ids": groups, "days": 7})
    assert (await quiet.seen_by(HE_CHUAN))[-1]["kind"] == "warned"
    assert set(await register(stage, filter="warned")) == {"静", "闹", "留"}
    await loud.say(HE_CHUAN, "我们还在")
    assert (await loud.view(XU_JINGYI))["ends_at"] is None
    await office.json("DELETE", f"/groups/{spared.id}/warning", status=204)
    assert await end_groups(context) == 0
    with clock.travel(timedelta(days=8)):
        assert await end_groups(context) == 1
        assert await end_groups(context) == 0
    assert set(await register(stage, filter="ended")) == {"静"}
    assert (await quiet.view(HE_CHUAN))["open"] is False
    he = await stage.as_(HE_CHUAN)
    await he.refused("POST", f"{quiet.path}/messages", "messaging.closed", json=message("？"))
    assert "messaging.group_dissolved" in await audited(stage)


async def test_the_export_holds_no_formula_and_is_written_down(stage: Stage) -> None:
    await group(stage, XU_JINGYI, HE_CHUAN, name="=1+1 小组")
    answer = await (await stage.as_(ZHOU_LAN)).get(f"/api/organisations/{stage.school}/groups.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0][0] == "Group"
    names = [row[0] for row in rows]
    assert "'=1+1 小组" in names
    assert not any(cell.startswith("=") for row in rows for cell in row)
    assert (await audited(stage))[0] == "messaging.groups_exported"


async def test_what_was_done_to_a_group_is_found_by_its_name(stage: Stage) -> None:
    talk = await group(stage, XU_JINGYI, HE_CHUAN, LIN_YUE, name="春游筹备")
    other = await group(stage, XU_JINGYI, HE_CHUAN, name="合唱团")
    zhou, path = await stage.as_(ZHOU_LAN), f"/api/organisations/{stage.school}"
    one = f"{path}/groups/{talk.id}"
    await zhou.json("PUT", f"{one}/owner", json={"person_id": str(stage.person(HE_CHUAN))})
    await zhou.json("DELETE", f"{one}/members/{stage.person(LIN_YUE)}")
    await zhou.json("POST", f"{path}/group-warnings", json={"group_ids": [talk.id, other.id], "days": 7})
    await zhou.json("DELETE", f"{one}/warning")
    await zhou.json("POST", f"{path}/groups/{other.id}/merger", json={"into_id": talk.id})
    found = await zhou.pages(f"{path}/audit", q="春游")
    kinds = [row["kind"].removeprefix("messaging.") for row in found]
    assert kinds == ["groups_merged", "group_kept", "groups_warned", "group_member_removed", "group_handed_over"]
    named = [row["subject"] and row["subject"]["name"] for row in found]
    assert named == ["春游筹备", "春游筹备", None, "春游筹备", "春游筹备"]
    kinds = [row["kind"].removeprefix("messaging.") for row in await zhou.pages(f"{path}/audit", q="合唱")]
    assert kinds == ["groups_merged", "groups_warned"]

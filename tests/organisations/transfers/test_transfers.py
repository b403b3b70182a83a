"""Transfers between departments: opened, agreed to, carried out, and everything they come to otherwise (ORG-2)."""

import asyncio
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

import pytest

from tests.organisations.stage import Member, Organisation, Stage
from tocsin.kernel import clock
from tocsin.kernel.clock import now
from tocsin.organisations.transfers.actions.carrying import Due, carry_due, run_due

PATH = "/transfers"


class Scene(NamedTuple):
    """A school with two departments: somebody in the old one, the head of the new one, and HR."""

    school: Organisation
    old: str
    new: str
    member: Member
    head: Member
    hr: Member

    async def open(self, by: Member, **more: Any) -> dict[str, Any]:
        body = {
            "member_id": self.member.id,
            "from_department_id": self.old,
            "to_department_id": self.new,
            "effective_at": now().isoformat(),
            **more,
        }
        return dict(await by.json("POST", PATH, json=body, status=201))

    async def say(self, by: Member, transfer: dict[str, Any], accept: bool = True, **more: Any) -> dict[str, Any]:
        path = f"{PATH}/{transfer['id']}/answer"
        return dict(await by.json("POST", path, json={"accept": accept, **more}))

    async def departments(self) -> list[str]:
        card = await self.school.admin.json("GET", f"/members/{self.member.id}")
        return [post["department_id"] for post in card["posts"]]


@pytest.fixture
async def scene(school: Organisation) -> Scene:
    old, new = await school.department("教学部"), await school.department("科研部")
    member = await school.member(old, name="华罗庚")
    await school.admin.json("PATCH", f"/members/{member.id}", json={"departments": [{"id": old, "post": "教师"}]})
    head = await school.member(new, name="苏步青")
    await school.admin.json("PUT", f"/departments/{new}/heads", json={"member_ids": [head.id]})
    hr = await school.empowered("member_manage")
    return Scene(school, old, new, member, head, hr)


async def test_a_notice_is_agreed_to_and_carried_out_at_once(scene: Scene) -> None:
    notice = await scene.open(scene.hr, post="研究员", manager_id=scene.head.id, note="支援新项目")
    assert (notice["opened_as"], notice["state"], notice["missing"]) == ("notice", "open", ["member", "head"])
    assert notice["note"] == "支援新项目"
    seen = await scene.member.json("GET", f"{PATH}/{notice['id']}")
    assert (seen["yours"], seen["may_withdraw"]) == (["member"], False)
    assert await scene.departments() == [scene.old]
    await scene.say(scene.member, notice)
    done = await scene.say(scene.head, notice)
    assert (done["state"], done["missing"]) == ("done", [])
    card = await scene.school.admin.json("GET", f"/members/{scene.member.id}")
    assert [(one["department_id"], one["post"]) for one in card["posts"]] == [(scene.new, "研究员")]
    assert card["manager"]["member_id"] == scene.head.id
    rows = await scene.school.admin.client.pages(f"{scene.school.path}/audit")
    told = [row["kind"] for row in reversed(rows) if ".transfer" in row["kind"]]
    assert [kind.removeprefix("organisations.transfer_") for kind in told] == ["opened", "agreed", "agreed", "done"]


async def test_the_head_invites_and_the_member_applies(scene: Scene) -> None:
    invitation = await scene.open(scene.head)
    assert (invitation["opened_as"], invitation["missing"]) == ("invitation", ["member", "hr"])
    await scene.head.json("DELETE", f"{PATH}/{invitation['id']}", status=204)
    application = await scene.open(scene.member)
    assert (application["opened_as"], application["missing"]) == ("application", ["head", "hr"])
    # The post goes along where none is named.
    await scene.say(scene.hr, application)
    assert (await scene.say(scene.head, application))["state"] == "done"
    card = await scene.school.admin.json("GET", f"/members/{scene.member.id}")
    assert [(one["department_id"], one["post"]) for one in card["posts"]] == [(scene.new, "教师")]


async def test_lists_tell_each_what_waits_for_them(scene: Scene, stage: Stage) -> None:
    plain = await scene.school.member()
    notice = await scene.open(scene.hr)
    for who, waits, sees in (
        (scene.member, 1, 1),
        (scene.head, 1, 1),
        (scene.hr, 0, 1),
        (scene.school.admin, 0, 1),
        (plain, 0, 0),
    ):
        assert len((await who.json("GET", PATH, params={"which": "waiting"}))["items"]) == waits
        assert len((await who.json("GET", PATH, params={"running": True}))["items"]) == sees
    await plain.refused("GET", f"{PATH}/{notice['id']}", "not_found")
    await plain.refused("POST", f"{PATH}/{notice['id']}/answer", "not_found", json={"accept": True})
    socket = await stage.server.socket(scene.head.client)
    await socket.until("snapshot")
    await scene.say(scene.member, notice)
    await socket.until("changed", key=["person", scene.head.client.person_id, "transfers"])


async def test_a_refusal_ends_it_with_its_words(scene: Scene) -> None:
    notice = await scene.open(scene.hr)
    refused = await scene.say(scene.member, notice, accept=False, words="家里离得远")
    assert (refused["state"], refused["words"]) == ("refused", "家里离得远")
    path = f"{PATH}/{notice['id']}"
    for who in (scene.head, scene.member):
        await who.refused("POST", f"{path}/answer", "organisations.transfer_closed", json={"accept": True})
    await scene.hr.refused("DELETE", path, "organisations.transfer_closed")
    assert await scene.departments() == [scene.old]


async def test_what_is_refused(scene: Scene) -> None:
    running = await scene.open(scene.hr)
    body = {
        "member_id": scene.member.id,
        "from_department_id": scene.old,
        "to_department_id": scene.new,
        "effective_at": now().isoformat(),
    }
    await scene.head.refused("POST", PATH, "organisations.transfer_running", json=body)
    await scene.say(scene.member, running)
    path = f"{PATH}/{running['id']}"
    await scene.member.refused("POST", f"{path}/answer", "organisations.transfer_answered", json={"accept": True})
    await scene.member.refused("DELETE", path, "forbidden")
    await scene.hr.json("DELETE", path, status=204)
    nowhere = "01890000-0000-7000-8000-000000000000"
    other = await scene.school.department("后勤部")
    plain = await scene.school.member(scene.old)
    for by, changed, code in (
        (scene.hr, {"to_department_id": nowhere}, "organisations.department_unknown"),
        (scene.hr, {"member_id": nowhere}, "organisations.member_unknown"),
        (scene.hr, {"from_department_id": other}, "organisations.transfer_pointless"),
        (scene.hr, {"from_department_id": None}, "organisations.transfer_pointless"),
        (scene.hr, {"to_department_id": scene.old}, "organisations.transfer_pointless"),
        (scene.hr, {"manager_id": scene.member.id}, "organisations.manager_circle"),
        (scene.hr, {"manager_id": nowhere}, "organisations.member_unknown"),
        (scene.hr, {"effective_at": (now() - timedelta(days=3)).isoformat()}, "organisations.transfer_day"),
        (scene.hr, {"effective_at": (now() + timedelta(days=400)).isoformat()}, "organisations.transfer_day"),
        (plain, {}, "forbidden"),
        (scene.head, {"to_department_id": other}, "forbidden"),
    ):
        await by.refused("POST", PATH, code, json={**body, **changed})


async def test_who_must_be_refused_whoever_asks(scene: Scene, stage: Stage) -> None:
    notice = await scene.open(scene.hr)
    path = f"{PATH}/{notice['id']}"
    elsewhere = (await stage.found("远山公司")).admin
    over_old = await scene.school.empowered("member_manage", over=scene.old)
    for method, tail, body in (("GET", "", None), ("POST", "/answer", {"accept": True}), ("DELETE", "", None)):
        answer = await elsewhere.client.request(method, scene.school.path + path + tail, json=body)
        assert answer.status_code == 404
    # HR of the old department alone sees it, and decides nothing.
    assert (await over_old.json("GET", path))["yours"] == []
    await over_old.refused("POST", f"{path}/answer", "forbidden", json={"accept": True})
    await over_old.refused("DELETE", path, "forbidden")
    await scene.school.admin.json("POST", f"/members/{scene.head.id}/suspension", json={})
    await scene.head.refused("POST", f"{path}/answer", "not_found", json={"accept": True})


async def test_on_its_day_and_not_before(scene: Scene, stage: Stage) -> None:
    context = stage.server.context
    notice = await scene.open(scene.hr, effective_at=(now() + timedelta(days=3)).isoformat())
    await scene.say(scene.member, notice)
    assert (await scene.say(scene.head, notice))["state"] == "agreed"
    await run_due(context)
    assert await scene.departments() == [scene.old]
    with clock.travel(timedelta(days=3, minutes=1)):
        due = Due(UUID(scene.school.id), UUID(notice["id"]))
        for _ in range(2):
            await carry_due(context, due)
    assert await scene.departments() == [scene.new]
    assert (await scene.member.json("GET", f"{PATH}/{notice['id']}"))["state"] == "done"


async def test_hr_who_may_no_longer_decide_has_not_decided(scene: Scene, stage: Stage) -> None:
    notice = await scene.open(scene.hr)
    await scene.say(scene.member, notice)
    grants = (await scene.school.admin.json("GET", "/grants"))["items"]
    grant = next(one["id"] for one in grants if one["member_id"] == scene.hr.id)
    await scene.school.admin.json("DELETE", f"/grants/{grant}")
    again = await scene.say(scene.head, notice)
    assert (again["state"], again["missing"]) == ("open", ["hr"])
    assert await scene.departments() == [scene.old]
    assert (await scene.say(scene.school.admin, notice))["state"] == "done"


async def test_nobody_answers_and_it_is_over(scene: Scene, stage: Stage) -> None:
    notice = await scene.open(scene.hr)
    with clock.travel(timedelta(days=31)):
        await run_due(stage.server.context)
    assert (await scene.hr.json("GET", f"{PATH}/{notice['id']}"))["state"] == "expired"
    await scene.open(scene.hr)


async def test_what_it_was_about_is_gone(scene: Scene) -> None:
    other = await scene.school.department("后勤部")
    one = await scene.open(scene.hr, to_department_id=other)
    await scene.school.admin.json("DELETE", f"/departments/{other}")
    seen = await scene.hr.json("GET", f"{PATH}/{one['id']}")
    assert (seen["state"], seen["reason"], seen["to_department"]) == ("void", "department_removed", None)
    two = await scene.open(scene.hr)
    await scene.say(scene.member, two)
    await scene.school.admin.json("PATCH", f"/members/{scene.member.id}", json={"departments": []})
    assert (await scene.say(scene.head, two))["reason"] == "moved_meanwhile"
    three = await scene.open(scene.hr, from_department_id=None)
    await scene.school.admin.json("POST", f"/members/{scene.member.id}/departure", json={"reason": "other"})
    assert (await scene.hr.json("GET", f"{PATH}/{three['id']}"))["reason"] == "member_left"


async def test_roles_over_the_old_department_end_and_are_shown_before(scene: Scene) -> None:
    below = await scene.school.department("数学组", scene.old)
    role = await scene.school.role("教学管理", "member_invite")
    for department in (scene.old, below, scene.new):
        await scene.school.grant(scene.member, role, department)
    await scene.school.admin.json("PUT", f"/departments/{scene.old}/heads", json={"member_ids": [scene.member.id]})
    notice = await scene.open(scene.hr)
    assert {one["department"] for one in notice["ending"]} == {"教学部", "数学组"}
    assert len((await scene.member.json("GET", f"{PATH}/{notice['id']}"))["ending"]) == 2
    assert (await scene.head.json("GET", f"{PATH}/{notice['id']}"))["ending"] == [], "roles are not for heads to read"
    await scene.say(scene.member, notice)
    await scene.say(scene.head, notice)
    grants = (await scene.school.admin.json("GET", "/grants"))["items"]
    assert [one["department_id"] for one in grants if one["member_id"] == scene.member.id] == [scene.new]
    tree = {one["id"]: one["head_ids"] for one in await scene.school.admin.json("GET", "/departments")}
    assert (tree[scene.old], tree[scene.new]) == ([], [scene.head.id])


async def test_groups_of_departments_follow(scene: Scene) -> None:
    await scene.school.member(scene.old)
    await scene.school.member(scene.new)

    async def groups() -> set[str]:
        talks = (await scene.member.client.json("GET", "/api/conversations"))["items"]
        return {one["department_id"] for one in talks if one["department_id"]}

    assert await groups() == {scene.old}
    notice = await scene.open(scene.hr)
    await scene.say(scene.member, notice)
    await scene.say(scene.head, notice)
    assert await groups() == {scene.new}


async def test_two_words_at_once_carry_it_out_once(scene: Scene) -> None:
    notice = await scene.open(scene.hr)
    path = f"{scene.school.path}{PATH}/{notice['id']}/answer"
    calls = [who.client.post(path, json={"accept": True}) for who in (scene.member, scene.head, scene.member)]
    codes = sorted(one.status_code for one in await asyncio.gather(*calls))
    assert codes == [200, 200, 409]
    rows = await scene.school.admin.json("GET", "/audit", params={"kind": "organisations.transfer_done"})
    assert len(rows["items"]) == 1
    opened = [scene.school.admin.client.post(scene.school.path + PATH, json={
        "member_id": scene.member.id, "from_department_id": scene.new, "to_department_id": scene.old,
        "effective_at": now().isoformat()}) for _ in range(3)]  # fmt: skip
    assert sorted(one.status_code for one in await asyncio.gather(*opened)) == [201, 409, 409]

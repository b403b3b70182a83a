"""Leaving (ORG-4)."""

import pytest

from tests.organisations.stage import Organisation, check_refused_to_others

REASONS = ("contract_ended", "retired", "early_retirement", "moved", "other")


@pytest.mark.parametrize("reason", REASONS)
async def test_who_leaves_is_out_of_the_tree(school: Organisation, reason: str) -> None:
    maths = await school.department("数学组")
    member = await school.member(maths, name="蔡元培", work_no="42")
    await school.admin.json("PUT", f"/departments/{maths}/heads", json={"member_ids": [member.id]})
    role = await school.role("教务", "member_invite")
    await school.grant(member, role)
    await school.admin.json("POST", f"/members/{member.id}/departure", json={"reason": reason, "note": "一路顺风"})
    (department,) = await school.admin.json("GET", "/departments")
    assert (department["members"], department["head_ids"]) == (0, [])
    assert [one["name"] for one in await school.admin.client.pages(f"{school.path}/members", q="蔡元培")] == []
    assert await school.admin.client.pages(f"{school.path}/grants") == []
    await member.refused("GET", "", "not_found")
    card = await school.admin.json("GET", f"/members/{member.id}")
    assert (card["status"], card["departure"]["reason"], card["posts"]) == ("left", reason, [])
    (left,) = await school.admin.client.pages(f"{school.path}/members", status="left")
    assert left["name"] == "蔡元培"
    again = await school.invite("蔡元培", member.phone, maths, work_no="42")
    await member.client.json("POST", f"/api/me/invitations/{again}/acceptance", json={"consent": True})
    mine = await member.client.json("GET", "/api/me/memberships")
    assert not any(power.endswith("member_invite") for power in mine["memberships"][0]["powers"])


async def test_members_leave_by_their_own_wish(school: Organisation) -> None:
    member = await school.member()
    path = f"/members/{member.id}/departure"
    await member.refused("POST", path, "organisations.bad_state", json={"reason": "retired"})
    await school.admin.refused("POST", path, "organisations.bad_state", json={"reason": "own_wish"})
    await member.json("POST", path, json={"reason": "own_wish"})
    await member.refused("GET", "", "not_found")
    assert (await member.client.json("GET", "/api/me/memberships"))["memberships"] == []
    await school.admin.refused("POST", path, "not_found", json={"reason": "retired"})


async def test_reports_go_to_whom_the_work_is_handed(school: Organisation) -> None:
    top, boss, heir, a, b = [await school.member() for _ in range(5)]
    for one, manager in ((boss, top), (heir, a), (a, boss), (b, boss)):
        await school.admin.json("PATCH", f"/members/{one.id}", json={"manager_id": manager.id})
    await school.admin.json(
        "POST", f"/members/{boss.id}/departure", json={"reason": "retired", "handover_member_id": heir.id}
    )

    async def manager_of(member_id: str) -> str | None:
        manager = (await school.admin.json("GET", f"/members/{member_id}"))["manager"]
        return None if manager is None else str(manager["member_id"])

    assert [await manager_of(one.id) for one in (heir, a, b)] == [top.id, heir.id, heir.id]
    await school.admin.json("POST", f"/members/{heir.id}/departure", json={"reason": "moved"})
    assert [await manager_of(one.id) for one in (a, b)] == [None, None]


async def test_work_is_handed_to_an_active_other(school: Organisation) -> None:
    member, gone = await school.member(), await school.member()
    invited = await school.invite("还没来", "13911112222")
    await gone.json("POST", f"/members/{gone.id}/departure", json={"reason": "own_wish"})
    for heir in (member.id, gone.id, invited, "01890000-0000-7000-8000-000000000000"):
        await school.admin.refused(
            "POST",
            f"/members/{member.id}/departure",
            "organisations.handover_unknown",
            json={"reason": "moved", "handover_member_id": heir},
        )


async def test_departures_are_recorded_by_who_may(school: Organisation) -> None:
    maths, physics = await school.department("数学组"), await school.department("物理组")
    target = await school.member(maths)
    sub = await school.empowered("member_remove", over=maths)
    elsewhere = await school.empowered("member_remove", over=physics)
    body = {"reason": "contract_ended"}
    await check_refused_to_others(school, "POST", f"/members/{target.id}/departure", elsewhere=elsewhere, json=body)
    await sub.refused("POST", "/members/01890000-0000-7000-8000-000000000000/departure", "not_found", json=body)
    await sub.refused("POST", f"/members/{target.id}/departure", "invalid", json={"reason": "bored"})
    await sub.json("POST", f"/members/{target.id}/departure", json=body)

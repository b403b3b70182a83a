"""Roles, grants and main admins (ORG-6): who may give what to whom, and that it is felt at once."""

import asyncio

import pytest

from tests.organisations.stage import Member, Organisation, Stage, check_refused_to_others, full
from tocsin.organisations.queries import roles as queries


def grant(member: Member, role: str, department: str | None = None, scope: str | None = None) -> dict[str, object]:
    """The body of a grant."""
    scope = scope or ("organisation" if department is None else "department")
    return {"member_id": member.id, "role_id": role, "scope": scope, "department_id": department}


async def test_a_role_gives_its_powers_within_its_scope_and_says_why(school: Organisation) -> None:
    teaching, office = await school.department("教学部"), await school.department("办公室")
    maths = await school.department("数学组", teaching)
    member = await school.member(office)
    role = await school.role("教学管理", "department_manage", "member_invite")
    await member.refused("POST", "/departments", "forbidden", json={"name": "几何", "parent_id": maths})
    grant_id = await school.grant(member, role, teaching)
    await member.json("POST", "/departments", json={"name": "几何", "parent_id": maths})
    await member.refused("POST", "/departments", "forbidden", json={"name": "几何", "parent_id": office})
    held = {one["power"]: one for one in await member.json("GET", f"/members/{member.id}/powers")}
    (because,) = held[full("department_manage")]["because"]
    assert (because["by"], because["role"], because["scope"], because["department"]) == (
        "role",
        "教学管理",
        "department",
        "教学部",
    )
    assert [one["by"] for one in held[full("directory_read")]["because"]] == ["member"]
    assert full("audit_read") not in held
    holders = f"/powers/{full('department_manage')}/holders"
    both = await school.admin.json("GET", holders, params={"department_id": maths})
    assert {one["member_id"] for one in both["items"]} == {member.id, school.admin.id}
    only = await school.admin.json("GET", holders, params={"department_id": office})
    assert [one["because"][0]["by"] for one in only["items"]] == ["main_admin"]
    assert (await school.admin.json("GET", f"/powers/{full('directory_read')}/holders"))["everyone"]
    await school.admin.json("DELETE", f"/grants/{grant_id}")
    await member.refused("POST", "/departments", "forbidden", json={"name": "代数", "parent_id": maths})


async def test_a_change_of_a_role_is_felt_by_its_holders_at_once(school: Organisation) -> None:
    member = await school.member()
    role = await school.role("人事", "member_invite")
    await school.grant(member, role)
    await member.refused("GET", "/audit", "forbidden")
    await school.admin.json("PATCH", f"/roles/{role}", json={"powers": [full("audit_read")], "name": "审计"})
    await member.json("GET", "/audit")
    new = {"name": "新同事", "phone": "13911110000", "basis": "contract", "attested": True}
    await member.refused("POST", "/members", "forbidden", json=new)
    (listed,) = await school.admin.client.pages(f"{school.path}/roles")
    assert (listed["name"], listed["powers"], listed["holders"]) == ("审计", [full("audit_read")], 1)


async def test_open_sockets_feel_it_too(stage: Stage, school: Organisation) -> None:
    member = await school.member()
    told: list[set[object]] = []
    stage.server.context.actors.listen(told.append)
    role = await school.role("人事", "member_invite")
    grant_id = await school.grant(member, role)
    await school.admin.json("PATCH", f"/roles/{role}", json={"powers": [full("audit_read")]})
    await school.admin.json("DELETE", f"/grants/{grant_id}")
    await school.admin.json("POST", f"/members/{member.id}/suspension", json={})
    assert [member.client.person_id in {str(one) for one in people} for people in told if people] == [True] * 4


async def test_roles_that_cannot_be(school: Organisation) -> None:
    await school.role("人事", "member_invite")
    for body, code in (
        ({"name": "人事", "powers": []}, "organisations.name_taken"),
        ({"name": "", "powers": []}, "text.empty"),
        ({"name": "别的", "powers": ["organisations.fly"]}, "organisations.power_unknown"),
        ({"name": "别的", "powers": ["organisations.directory_read"]}, "organisations.power_unknown"),
        ({"name": "别的", "powers": ["public"]}, "organisations.power_unknown"),
        ({"name": "别的"}, "invalid"),
    ):
        await school.admin.refused("POST", "/roles", code, json=body)


async def test_nobody_grants_what_they_do_not_hold(school: Organisation) -> None:
    teaching, office = await school.department("教学部"), await school.department("办公室")
    maths = await school.department("数学组", teaching)
    invites = await school.role("邀请", "member_invite")
    removes = await school.role("离职", "member_remove")
    sub = await school.empowered("role_manage", "member_invite", over=teaching)
    other = await school.member(maths)
    await sub.json("POST", "/grants", json=grant(other, invites, maths))
    await sub.json("POST", "/grants", json=grant(other, invites, teaching))
    await sub.json("POST", "/grants", json=grant(other, invites, scope="self"))
    body = await sub.refused("POST", "/grants", "organisations.powers_not_held", json=grant(other, removes, maths))
    assert body["params"]["powers"] == [full("member_remove")]
    await sub.refused("POST", "/grants", "forbidden", json=grant(other, invites))
    await sub.refused("POST", "/grants", "forbidden", json=grant(other, invites, office))
    outside = await school.member(office)
    await sub.refused("POST", "/grants", "forbidden", json=grant(outside, invites, scope="self"))
    await school.admin.refused("POST", "/grants", "organisations.already_granted", json=grant(other, invites, maths))


async def test_nobody_raises_themselves(school: Organisation) -> None:
    teaching = await school.department("教学部")
    sub = await school.member(teaching)
    base = await school.role("分管", "role_manage", "member_invite")
    await school.grant(sub, base, teaching)
    for role in (base, await school.role("一切", "role_manage", "member_remove", "audit_read")):
        for body in (grant(sub, role), grant(sub, role, teaching), grant(sub, role, scope="self")):
            await sub.refused("POST", "/grants", "organisations.own_rights", status=403, json=body)
    more = [full(one) for one in ("role_manage", "member_invite", "member_remove")]
    await sub.refused("PATCH", f"/roles/{base}", "organisations.own_rights", json={"powers": more})
    await sub.refused("POST", "/main-admins", "organisations.main_admins_only", json={"member_id": sub.id})
    await sub.json("PATCH", f"/roles/{base}", json={"powers": more[:1]})


async def test_a_role_held_by_others_is_changed_only_by_who_holds_as_much(school: Organisation) -> None:
    teaching, office = await school.department("教学部"), await school.department("办公室")
    role = await school.role("邀请", "member_invite")
    held = await school.member()
    await school.grant(held, role, office)
    sub = await school.empowered("role_manage", "member_invite", "join_manage", over=teaching)
    wide = await school.empowered("role_manage", "member_invite")
    both = {"powers": [full("member_invite"), full("join_manage")]}
    await sub.refused("PATCH", f"/roles/{role}", "forbidden", json=both)
    await sub.refused("PATCH", f"/roles/{role}", "forbidden", json={"powers": []})
    await wide.refused("PATCH", f"/roles/{role}", "organisations.powers_not_held", json=both)
    await wide.json("PATCH", f"/roles/{role}", json={"powers": []})
    # A role nobody holds gives nobody anything, but whoever grants it next goes by its name: it is changed by who manages
    # roles over the whole organisation, and by nobody who hopes to be given it.
    unheld = await school.role("空", "member_invite")
    for body in (both, {"powers": []}, {"name": "别名"}):
        await sub.refused("PATCH", f"/roles/{unheld}", "forbidden", json=body)
    await sub.refused("DELETE", f"/roles/{unheld}", "forbidden")
    alone = await school.member()
    await school.grant(alone, await school.role("己", "role_manage"), scope="self")
    await alone.refused("PATCH", f"/roles/{unheld}", "forbidden", json=both)
    await wide.refused("PATCH", f"/roles/{unheld}", "organisations.powers_not_held", json=both)
    await wide.json("PATCH", f"/roles/{unheld}", json={"powers": []})
    await sub.refused("POST", "/grants", "forbidden", json=grant(held, unheld))
    await school.admin.refused("DELETE", f"/roles/{role}", "organisations.role_held", status=409)
    await wide.json("DELETE", f"/roles/{unheld}")
    await wide.refused("DELETE", f"/roles/{unheld}", "not_found")


async def test_grants_are_ended_by_who_holds_as_much_or_by_oneself(school: Organisation) -> None:
    teaching = await school.department("教学部")
    role = await school.role("离职", "member_remove")
    held = await school.member()
    ids = [await school.grant(held, role, scope=None), await school.grant(held, role, teaching)]
    sub = await school.empowered("role_manage", over=teaching)
    await sub.refused("DELETE", f"/grants/{ids[0]}", "forbidden")
    await sub.refused("DELETE", f"/grants/{ids[1]}", "organisations.powers_not_held")
    await held.json("DELETE", f"/grants/{ids[1]}")
    await check_refused_to_others(school, "DELETE", f"/grants/{ids[0]}", elsewhere=sub)
    await school.admin.json("DELETE", f"/grants/{ids[0]}")
    await school.admin.refused("DELETE", f"/grants/{ids[0]}", "not_found")


async def test_roles_are_refused_to_others(stage: Stage, school: Organisation) -> None:
    role = await school.role("人事", "member_invite")
    target = await school.member()
    await check_refused_to_others(school, "POST", "/roles", json={"name": "我的", "powers": []})
    await check_refused_to_others(school, "POST", "/grants", json=grant(target, role))
    other = await stage.found("远山公司")
    outsider = await other.member()
    foreign = await other.role("人事", "member_invite")
    await school.admin.refused("POST", "/grants", "organisations.member_unknown", json=grant(outsider, role))
    await school.admin.refused("POST", "/grants", "not_found", json=grant(target, foreign))
    await school.admin.refused("PATCH", f"/roles/{foreign}", "not_found", json={"powers": []})
    plain = await school.member()
    await plain.refused("GET", f"/members/{target.id}/powers", "forbidden")
    await plain.refused("GET", "/grants", "forbidden")
    assert {one["room"] for one in await plain.json("GET", "/powers")} >= {"organisations"}


@pytest.mark.parametrize("scope", ["department", "organisation"])
async def test_a_scope_and_its_department_belong_together(school: Organisation, scope: str) -> None:
    role, member = await school.role("人事", "member_invite"), await school.member()
    department = None if scope == "department" else await school.department("教学部")
    await school.admin.refused("POST", "/grants", "invalid", json=grant(member, role, department, scope))


async def test_main_admins_are_appointed_and_never_none(school: Organisation) -> None:
    admin, second = school.admin, await school.member()
    path = f"/main-admins/{admin.id}"
    await admin.refused("DELETE", path, "organisations.last_main_admin", status=409)
    await admin.refused(
        "POST", f"/members/{admin.id}/departure", "organisations.last_main_admin", json={"reason": "own_wish"}
    )
    await second.refused("DELETE", path, "organisations.main_admins_only")
    await admin.json("POST", "/main-admins", json={"member_id": second.id})
    assert {one["member_id"] for one in await second.json("GET", "/main-admins")} == {admin.id, second.id}
    await admin.refused("POST", "/main-admins", "organisations.already_granted", json={"member_id": second.id})
    await second.json("DELETE", path)
    await admin.refused("GET", "/audit", "forbidden")
    await second.json("POST", f"/members/{admin.id}/departure", json={"reason": "retired"})
    await second.refused(
        "POST", f"/members/{second.id}/departure", "organisations.last_main_admin", json={"reason": "own_wish"}
    )


async def test_a_main_admin_hands_over(stage: Stage) -> None:
    charity = await stage.found("清源基金会", "foundation")
    heir, suspended = await charity.member(), await charity.member()
    await charity.admin.json("POST", f"/members/{suspended.id}/suspension", json={})
    admin = charity.admin
    await admin.refused("POST", "/main-admins", "organisations.one_admin_only", json={"member_id": heir.id})
    await admin.refused(
        "POST", "/main-admins", "organisations.bad_state", json={"member_id": suspended.id, "handover": True}
    )
    await admin.json("POST", "/main-admins", json={"member_id": heir.id, "handover": True})
    assert [one["member_id"] for one in await admin.json("GET", "/main-admins")] == [heir.id]
    await admin.refused("POST", "/main-admins", "organisations.main_admins_only", json={"member_id": admin.id})


async def test_two_main_admins_remove_each_other_at_once(school: Organisation) -> None:
    first, second = school.admin, await school.member()
    await first.json("POST", "/main-admins", json={"member_id": second.id})

    async def remove(by: Member, other: Member) -> int:
        return (await by.client.delete(f"{school.path}/main-admins/{other.id}")).status_code

    codes = await asyncio.gather(remove(first, second), remove(second, first))
    assert sorted(codes) == [204, 403]
    assert len(await first.json("GET", "/main-admins")) == 1


async def test_the_last_two_main_admins_leave_at_once(school: Organisation) -> None:
    first, second = school.admin, await school.member()
    await first.json("POST", "/main-admins", json={"member_id": second.id})

    async def leave(who: Member) -> int:
        path = f"{school.path}/members/{who.id}/departure"
        return (await who.client.post(path, json={"reason": "own_wish"})).status_code

    assert sorted(await asyncio.gather(leave(first), leave(second))) == [204, 409]


async def test_a_main_admin_suspends_another_who_is_none_afterwards(school: Organisation) -> None:
    second = await school.member()
    await school.admin.json("POST", "/main-admins", json={"member_id": second.id})
    await school.admin.json("POST", f"/members/{second.id}/suspension", json={})
    await school.admin.json("DELETE", f"/members/{second.id}/suspension")
    assert [one["member_id"] for one in await second.json("GET", "/main-admins")] == [school.admin.id]


async def test_roles_and_grants_come_page_by_page(school: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    # So that a page must be filled up from behind what its reader may not see.
    monkeypatch.setattr(queries, "LARGEST", 3)
    maths, physics = await school.department("数学组"), await school.department("物理组")
    names = ["人事", "审计", "导入", "归档", "通讯录"]
    roles = [await school.role(name, "member_invite") for name in names]
    people = [await school.member(maths if at % 3 == 0 else physics) for at in range(4)]
    made = [
        await school.grant(one, role, maths if at % 3 == 0 else physics)
        for at, one in enumerate(people)
        for role in roles
    ]
    inside = [grant for at, grant in enumerate(made) if at // len(roles) % 3 == 0]
    sub_admin = await school.empowered("role_manage", over=maths)
    for limit in (1, 2, 3, 50):
        found = await school.admin.client.pages(f"{school.path}/roles", limit=limit)
        assert [one["name"] for one in found if one["name"] in names] == sorted(names)
        rows = await school.admin.client.pages(f"{school.path}/grants", limit=limit)
        ids = [one["id"] for one in rows]
        assert len(ids) == len(set(ids)) == len(made) + 1
        assert set(made) < set(ids)
        rows = await sub_admin.client.pages(f"{school.path}/grants", limit=limit)
        assert sorted(one["id"] for one in rows if one["id"] in made) == sorted(inside)
        assert not {one["id"] for one in rows} & (set(made) - set(inside))
    for path in ("/roles", "/grants"):
        await school.admin.refused("GET", path, "invalid", params={"after": "nonsense"})
        await school.admin.refused("GET", path, "invalid", params={"limit": 0})

"""The tree (ORG-2)."""

import asyncio

import asyncpg
import pytest

from tests.organisations.stage import Organisation, check_refused_to_others
from tocsin.kernel.errors import Conflict
from tocsin.organisations.actions import batches
from tocsin.organisations.actions.writing import refusing


async def tree(school: Organisation) -> dict[str, dict[str, object]]:
    """The departments by name, as the admin sees them."""
    return {one["name"]: one for one in await school.admin.json("GET", "/departments")}


async def test_a_tree_is_made_and_shown_flat(school: Organisation) -> None:
    office = await school.department("校长办公室")
    teaching = await school.department("教学部")
    maths = await school.department("数学组", teaching)
    member = await school.member(maths)
    await school.member(teaching, maths)
    await school.invite("未答应", "13900000001", maths)
    await school.admin.json("PUT", f"/departments/{maths}/heads", json={"member_ids": [member.id]})
    found = await tree(school)
    assert list(found) == ["校长办公室", "教学部", "数学组"]
    assert found["数学组"]["parent_id"] == teaching
    assert found["校长办公室"]["parent_id"] is None
    assert found["校长办公室"]["id"] == office
    assert (found["教学部"]["members"], found["教学部"]["total"], found["教学部"]["invited"]) == (1, 2, 1)
    assert (found["数学组"]["members"], found["数学组"]["total"]) == (2, 2)
    assert found["数学组"]["head_ids"] == [member.id]
    assert {one["name"]: one["invited"] for one in await member.json("GET", "/departments")}["数学组"] == 0


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "text.empty"),
        ("数学\u2066组", "text.bad_character"),
        ("数学组💥", "text.bad_symbol"),
        ("长" * 51, "text.too_long"),
    ],
)
async def test_names_of_departments(school: Organisation, name: str, code: str) -> None:
    await school.admin.refused("POST", "/departments", code, json={"name": name})


async def test_siblings_have_names_of_their_own(school: Organisation) -> None:
    teaching = await school.department("教学部")
    await school.department("数学组", teaching)
    for name in ("教学部", "教學部", " 教学部 "):
        await school.admin.refused("POST", "/departments", "organisations.name_taken", status=409, json={"name": name})
    other = await school.department("数学组")
    await school.admin.refused("PATCH", f"/departments/{other}", "organisations.name_taken", json={"name": "教学部"})
    await school.admin.refused(
        "PATCH", f"/departments/{other}", "organisations.name_taken", json={"parent_id": teaching}
    )


async def test_two_admins_make_the_same_department_at_once(school: Organisation) -> None:
    async def make() -> int:
        answer = await school.admin.client.post(f"{school.path}/departments", json={"name": "教学部"})
        return answer.status_code

    assert sorted(await asyncio.gather(*(make() for _ in range(4)))) == [201, 409, 409, 409]


async def test_ten_levels_and_no_more(school: Organisation) -> None:
    parent = None
    levels = [parent := await school.department(f"第{level}级", parent) for level in range(1, 11)]
    await school.admin.refused(
        "POST", "/departments", "organisations.too_deep", status=422, json={"name": "第11级", "parent_id": parent}
    )
    branch = await school.department("旁支")
    await school.department("旁支之下", branch)
    await school.admin.refused(
        "PATCH", f"/departments/{branch}", "organisations.too_deep", json={"parent_id": levels[8]}
    )
    await school.admin.json("PATCH", f"/departments/{branch}", json={"parent_id": levels[7]})


async def test_moving_takes_the_subtree_along(school: Organisation) -> None:
    a, b = await school.department("甲"), await school.department("乙")
    below = await school.department("丙", a)
    lowest = await school.department("丁", below)
    member = await school.member(lowest)
    await school.admin.json("PATCH", f"/departments/{below}", json={"parent_id": b})
    found = await tree(school)
    assert (found["甲"]["total"], found["乙"]["total"]) == (0, 1)
    card = await school.admin.json("GET", f"/members/{member.id}")
    assert card["posts"][0]["path"] == ["乙", "丙", "丁"]
    assert [m["id"] for m in await school.admin.client.pages(f"{school.path}/members", department_id=b, deep=True)] == [
        member.id
    ]
    await school.admin.json("PATCH", f"/departments/{below}", json={"parent_id": None})
    assert (await tree(school))["丙"]["parent_id"] is None


async def test_no_department_stands_under_itself(school: Organisation) -> None:
    a = await school.department("甲")
    below = await school.department("乙", a)
    for department, parent in ((a, a), (a, below)):
        await school.admin.refused(
            "PATCH",
            f"/departments/{department}",
            "organisations.department_circle",
            status=422,
            json={"parent_id": parent},
        )


async def test_two_moves_at_once_make_no_circle(school: Organisation) -> None:
    a, b = await school.department("甲"), await school.department("乙")

    async def move(one: str, to: str) -> int:
        answer = await school.admin.client.patch(f"{school.path}/departments/{one}", json={"parent_id": to})
        return answer.status_code

    assert sorted(await asyncio.gather(move(a, b), move(b, a))) == [204, 422]


async def test_the_order_of_siblings(school: Organisation) -> None:
    ids = {name: await school.department(name) for name in ("甲", "乙", "丙")}
    await school.admin.json("PATCH", f"/departments/{ids['丙']}", json={"position": 0})
    assert list(await tree(school)) == ["丙", "甲", "乙"]
    await school.admin.json("PATCH", f"/departments/{ids['丙']}", json={"position": 99})
    assert list(await tree(school)) == ["甲", "乙", "丙"]


async def test_only_an_empty_department_is_removed(school: Organisation) -> None:
    teaching = await school.department("教学部")
    maths = await school.department("数学组", teaching)
    member = await school.member(maths)
    admin = school.admin
    body = await admin.refused("DELETE", f"/departments/{teaching}", "organisations.department_not_empty", status=409)
    assert body["params"] == {"departments": "1", "members": "0"}
    await admin.refused("DELETE", f"/departments/{maths}", "organisations.department_not_empty")
    await admin.json("PATCH", f"/members/{member.id}", json={"departments": []})
    link = await admin.json("POST", "/join-links", json={"department_id": maths})
    sub = await school.empowered("member_invite", over=maths)
    await admin.json("DELETE", f"/departments/{maths}", status=204)
    await admin.refused("DELETE", f"/departments/{maths}", "not_found")
    stranger = await school.stage.person()
    await stranger.refused("GET", f"/api/join/{link['code']}", "organisations.link_void")
    mine = await sub.client.json("GET", "/api/me/memberships")
    assert "organisations.member_invite" not in mine["memberships"][0]["powers"]


async def test_heads_are_members_of_the_department(school: Organisation) -> None:
    maths, physics = await school.department("数学组"), await school.department("物理组")
    member = await school.member(maths)
    admin = school.admin
    await admin.refused(
        "PUT", f"/departments/{physics}/heads", "organisations.head_not_in_department", json={"member_ids": [member.id]}
    )
    await admin.json("PUT", f"/departments/{maths}/heads", json={"member_ids": [member.id]})
    assert (await tree(school))["数学组"]["head_ids"] == [member.id]
    await admin.json("PUT", f"/departments/{maths}/heads", json={"member_ids": []})
    assert (await tree(school))["数学组"]["head_ids"] == []


async def test_a_sub_admin_works_within_the_subtree(school: Organisation) -> None:
    teaching, office = await school.department("教学部"), await school.department("办公室")
    maths = await school.department("数学组", teaching)
    sub = await school.empowered("department_manage", over=teaching)
    made = await sub.json("POST", "/departments", json={"name": "几何", "parent_id": maths})
    await sub.json("PATCH", f"/departments/{made['id']}", json={"name": "代数", "parent_id": teaching})
    await sub.json("DELETE", f"/departments/{made['id']}")
    for method, path, body in (
        ("POST", "/departments", {"name": "顶层"}),
        ("POST", "/departments", {"name": "别处", "parent_id": office}),
        ("PATCH", f"/departments/{office}", {"name": "别处"}),
        ("PATCH", f"/departments/{maths}", {"parent_id": office}),
        ("PATCH", f"/departments/{maths}", {"parent_id": None}),
        ("PATCH", f"/departments/{teaching}", {"parent_id": office}),
        ("PATCH", f"/departments/{teaching}", {"position": 0}),
        ("PUT", f"/departments/{office}/heads", {"member_ids": []}),
    ):
        await sub.refused(method, path, "forbidden", status=403, json=body)
    await sub.refused("DELETE", f"/departments/{office}", "forbidden")


async def test_departments_are_refused_to_others(school: Organisation) -> None:
    maths, physics = await school.department("数学组"), await school.department("物理组")
    elsewhere = await school.empowered("department_manage", over=physics)
    await check_refused_to_others(
        school, "POST", "/departments", elsewhere=elsewhere, json={"name": "几何", "parent_id": maths}
    )
    for method, path, body in (
        ("PATCH", f"/departments/{maths}", {"name": "几何"}),
        ("DELETE", f"/departments/{maths}", None),
        ("PUT", f"/departments/{maths}/heads", {"member_ids": []}),
    ):
        await elsewhere.refused(method, path, "forbidden", json=body)
        other = await school.stage.found("远山公司")
        await other.admin.refused(method, path, "not_found", json=body)


async def test_so_many_departments_and_no_more(school: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    await school.department("教学部")
    monkeypatch.setattr(batches, "DEPARTMENTS", 2)
    await school.department("数学组")
    await school.admin.refused("POST", "/departments", "organisations.too_many_departments", json={"name": "总务处"})
    assert set(await tree(school)) == {"教学部", "数学组"}


@pytest.mark.parametrize("error", [asyncpg.UniqueViolationError, asyncpg.ForeignKeyViolationError])
async def test_what_two_acts_at_once_broke_and_nobody_named_is_a_conflict(error: type[asyncpg.PostgresError]) -> None:
    with pytest.raises(Conflict):
        async with refusing():
            raise error

"""Join links and applications (ORG-3)."""

import asyncio
from datetime import timedelta

from tests.organisations.stage import Member, Organisation, Stage, check_refused_to_others, new_phone
from tests.support.client import Client
from tocsin.kernel.clock import travel


async def link(by: Member, **more: object) -> str:
    """Make a link; its code."""
    return str((await by.json("POST", "/join-links", json=more))["code"])


async def pending(school: Organisation) -> list[dict[str, object]]:
    """The applications that wait."""
    return list(await school.admin.client.pages(f"{school.path}/applications", state="pending"))


async def test_a_link_an_application_and_a_decision(stage: Stage, school: Organisation) -> None:
    maths = await school.department("数学组")
    code = await link(school.admin, department_id=maths)
    phone = new_phone()
    person = await stage.person(phone, "闻一多")
    target = await person.json("GET", f"/api/join/{code}")
    assert (target["organisation"]["name"], target["department"], target["approval"]) == (school.name, "数学组", True)
    asked = await person.json("POST", f"/api/join/{code}", json={"name": "闻一多", "note": "新来的老师"}, status=201)
    assert asked["outcome"] == "pending"
    await person.refused("GET", school.path, "not_found")
    await person.refused("POST", f"/api/join/{code}", "organisations.already_applied", json={"name": "闻一多"})
    (row,) = await pending(school)
    assert (row["name"], row["note"], row["department"]) == ("闻一多", "新来的老师", "数学组")
    assert row["phone_masked"] == f"{phone[:3]}****{phone[-4:]}"
    decided = await school.admin.json("POST", f"/applications/{row['id']}/decision", json={"accept": True})
    card = await person.json("GET", f"{school.path}/members/{decided['member_id']}")
    assert (card["name"], card["phone"][-11:]) == ("闻一多", phone)
    assert card["posts"][0]["department"] == "数学组"
    assert await pending(school) == []
    await school.admin.refused(
        "POST", f"/applications/{row['id']}/decision", "organisations.already_decided", json={"accept": False}
    )
    await person.refused("POST", f"/api/join/{code}", "organisations.already_member", json={"name": "闻一多"})
    assert (await person.json("GET", f"/api/join/{code}"))["member"]
    (own,) = await person.pages("/api/me/applications")
    assert own["state"] == "accepted"


async def test_a_refused_application_can_be_made_again(stage: Stage, school: Organisation) -> None:
    code = await link(school.admin)
    person = await stage.person()
    await person.json("POST", f"/api/join/{code}", json={"name": "闻一多"})
    (row,) = await pending(school)
    path = f"/applications/{row['id']}/decision"
    assert (await school.admin.json("POST", path, json={"accept": False, "note": "人员已满"}))["member_id"] is None
    await person.refused("GET", school.path, "not_found")
    (own,) = await person.pages("/api/me/applications")
    assert (own["state"], own["decision_note"]) == ("refused", "人员已满")
    assert (await person.json("GET", f"/api/join/{code}"))["application"] == "refused"
    await person.json("POST", f"/api/join/{code}", json={"name": "闻一多"})
    assert (await person.json("GET", f"/api/join/{code}"))["application"] == "pending"


async def test_an_application_is_taken_back(stage: Stage, school: Organisation) -> None:
    code = await link(school.admin)
    person, other = await stage.person(), await stage.person()
    await person.json("POST", f"/api/join/{code}", json={"name": "闻一多"})
    (own,) = await person.pages("/api/me/applications")
    await other.refused("DELETE", f"/api/me/applications/{own['id']}", "not_found")
    await person.json("DELETE", f"/api/me/applications/{own['id']}")
    await person.refused("DELETE", f"/api/me/applications/{own['id']}", "organisations.already_decided")
    await school.admin.refused(
        "POST", f"/applications/{own['id']}/decision", "organisations.already_decided", json={"accept": True}
    )


async def test_without_approval_one_joins_at_once(stage: Stage, school: Organisation) -> None:
    code = await link(school.admin, approval=False, uses_limit=2)
    people = [await stage.person() for _ in range(4)]

    async def join(person: Client) -> int:
        return (await person.post(f"/api/join/{code}", json={"name": "闻一多"})).status_code

    assert sorted(await asyncio.gather(*map(join, people))) == [201, 201, 404, 404]
    assert len(await school.admin.client.pages(f"{school.path}/members")) == 3


async def test_a_link_answers_an_open_invitation(stage: Stage, school: Organisation) -> None:
    maths, physics = await school.department("数学组"), await school.department("物理组")
    phone = new_phone()
    member_id = await school.invite("闻家骅", phone, maths)
    code = await link(school.admin, approval=False, department_id=physics)
    person = await stage.person(phone, "闻一多")
    await person.json("POST", f"/api/join/{code}", json={"name": "闻一多"})
    card = await person.json("GET", f"{school.path}/members/{member_id}")
    assert [post["department"] for post in card["posts"]] == ["数学组", "物理组"]
    assert (card["name"], card["status"]) == ("闻家骅", "active")


async def test_a_suspended_member_does_not_come_back_by_a_link(school: Organisation) -> None:
    member = await school.member()
    await school.admin.json("POST", f"/members/{member.id}/suspension", json={})
    code = await link(school.admin, approval=False)
    await member.client.refused(
        "POST", f"/api/join/{code}", "organisations.membership_suspended", json={"name": "闻一多"}
    )


async def test_void_links_look_alike(stage: Stage, school: Organisation) -> None:
    person = await stage.person()
    late = await link(school.admin, expires_in=60)
    made = await school.admin.json("POST", "/join-links", json={})
    await school.admin.json("DELETE", f"/join-links/{made['id']}")
    await school.admin.json("DELETE", f"/join-links/{made['id']}")
    await school.admin.refused("DELETE", "/join-links/01890000-0000-7000-8000-000000000000", "not_found")
    for code in ("guess", made["code"], "x" * 500):
        await person.refused("GET", f"/api/join/{code}", "organisations.link_void", status=404)
        await person.refused("POST", f"/api/join/{code}", "organisations.link_void", json={"name": "闻一多"})
    with travel(timedelta(seconds=61)):
        await person.refused("GET", f"/api/join/{late}", "organisations.link_void")
    rows = await school.admin.client.pages(f"{school.path}/join-links")
    assert [row["revoked_at"] is None for row in rows] == [True, False]
    assert "code" not in rows[0]


async def test_names_and_notes_of_applicants(stage: Stage, school: Organisation) -> None:
    code = await link(school.admin)
    person = await stage.person()
    for body, refusal in (
        ({"name": "甲"}, "text.too_short"),
        ({"name": "闻\u202e一多"}, "text.bad_character"),
        ({"name": "Аdmin"}, "text.look_alike"),
        ({"name": "闻一多", "note": "x" * 501}, "text.too_long"),
        ({"name": "闻一多", "note": "\x00"}, "text.bad_character"),
        ({}, "invalid"),
    ):
        await person.refused("POST", f"/api/join/{code}", refusal, json=body)
    await stage.server.client().refused("POST", f"/api/join/{code}", "signed_out", json={"name": "闻一多"})


async def test_guessing_codes_is_slowed_down(stage: Stage) -> None:
    person = await stage.person()
    codes = [(await person.get(f"/api/join/guess{at}")).status_code for at in range(40)]
    assert codes[0] == 404
    assert codes[-1] == 429


async def test_links_are_made_by_who_may(school: Organisation) -> None:
    maths, physics = await school.department("数学组"), await school.department("物理组")
    elsewhere = await school.empowered("join_manage", over=physics)
    await check_refused_to_others(school, "POST", "/join-links", elsewhere=elsewhere, json={"department_id": maths})
    await elsewhere.refused("POST", "/join-links", "forbidden", json={})
    await elsewhere.json("POST", "/join-links", json={"department_id": physics})
    made = await school.admin.json("POST", "/join-links", json={"department_id": maths})
    await check_refused_to_others(school, "DELETE", f"/join-links/{made['id']}", elsewhere=elsewhere)
    for body in ({"expires_in": 5}, {"expires_in": 10**9}, {"uses_limit": 0}):
        await school.admin.refused("POST", "/join-links", "invalid", json=body)
    assert [row["department"] for row in await elsewhere.client.pages(f"{school.path}/join-links")] == ["物理组"]


async def test_applications_are_decided_by_who_may(stage: Stage, school: Organisation) -> None:
    maths, physics = await school.department("数学组"), await school.department("物理组")
    code = await link(school.admin, department_id=maths)
    await (await stage.person()).json("POST", f"/api/join/{code}", json={"name": "闻一多"})
    (row,) = await pending(school)
    elsewhere = await school.empowered("join_manage", over=physics)
    path = f"/applications/{row['id']}/decision"
    await check_refused_to_others(school, "POST", path, elsewhere=elsewhere, json={"accept": True})
    assert (await elsewhere.json("GET", "/applications"))["items"] == []
    inside = await school.empowered("join_manage", over=maths)
    assert len((await inside.json("GET", "/applications"))["items"]) == 1
    await inside.json("POST", path, json={"accept": True})


async def test_two_admins_decide_at_once(stage: Stage, school: Organisation) -> None:
    code = await link(school.admin)
    await (await stage.person()).json("POST", f"/api/join/{code}", json={"name": "闻一多"})
    (row,) = await pending(school)

    async def decide(accept: bool) -> int:
        path = f"{school.path}/applications/{row['id']}/decision"
        return (await school.admin.client.post(path, json={"accept": accept})).status_code

    assert sorted(await asyncio.gather(decide(True), decide(True), decide(False))) == [200, 409, 409]


async def test_links_come_page_by_page_those_in_force_first(school: Organisation) -> None:
    maths, physics = await school.department("数学组"), await school.department("物理组")
    made = []
    for at in range(7):
        body = {"department_id": physics if at % 2 else maths}
        made.append((await school.admin.json("POST", "/join-links", json=body))["id"])
    for at in (1, 4):
        await school.admin.json("DELETE", f"/join-links/{made[at]}")
    expected = [made[at] for at in (6, 5, 3, 2, 0, 4, 1)]
    for limit in (1, 2, 5, 7, 50):
        assert [
            one["id"] for one in await school.admin.client.pages(f"{school.path}/join-links", limit=limit)
        ] == expected
    elsewhere = await school.empowered("join_manage", over=physics)
    seen = await elsewhere.client.pages(f"{school.path}/join-links", limit=1)
    assert [one["id"] for one in seen] == [made[at] for at in (5, 3, 1)]
    await school.admin.refused("GET", "/join-links", "invalid", params={"after": "nonsense"})


async def test_own_applications_come_page_by_page(stage: Stage) -> None:
    person = await stage.person()
    schools = [await stage.found(f"第{word}中学") for word in "一二三"]
    for school in schools:
        await person.json("POST", f"/api/join/{await link(school.admin)}", json={"name": "闻一多"})
    first = schools[0]
    (own,) = await person.pages("/api/me/applications", organisation_id=first.id)
    await person.json("DELETE", f"/api/me/applications/{own['id']}")
    await person.json("POST", f"/api/join/{await link(first.admin)}", json={"name": "闻一多"})
    for limit in (1, 3, 50):
        rows = await person.pages("/api/me/applications", limit=limit)
        named = [(one["organisation"]["name"], one["state"]) for one in rows]
        assert named == [
            ("第一中学", "pending"),
            ("第三中学", "pending"),
            ("第二中学", "pending"),
            ("第一中学", "withdrawn"),
        ]
    rows = await person.pages("/api/me/applications", organisation_id=first.id, limit=1)
    assert [one["state"] for one in rows] == ["pending", "withdrawn"]
    await person.refused("GET", "/api/me/applications", "invalid", params={"after": "nonsense"})

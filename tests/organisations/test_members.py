"""Members invited, changed, suspended (ORG-2, ORG-3)."""

import asyncio

import pytest

from tests.organisations.stage import Organisation, Stage, check_refused_to_others, new_phone

NEW = {"name": "新同事", "phone": "13911110000", "basis": "contract", "attested": True}


async def test_an_invited_person_is_told_consents_and_joins(stage: Stage, school: Organisation) -> None:
    maths = await school.department("数学组")
    phone = new_phone()
    member_id = await school.invite(
        "林徽因", phone, maths, post="教师", basis="legal_duty", basis_note="教育法第二十条"
    )
    person = await stage.person(phone, "林徽因")
    assert (await person.json("GET", "/api/me/memberships"))["invitations"] == 1
    (invitation,) = await person.json("GET", "/api/me/invitations")
    assert invitation["organisation"]["name"] == school.name
    assert invitation["posts"] == [{"department": "数学组", "post": None}]
    assert (invitation["basis"], invitation["basis_note"]) == ("legal_duty", "教育法第二十条")
    assert invitation["invited_by"]
    path = f"/api/me/invitations/{member_id}/acceptance"
    await person.refused("POST", path, "organisations.consent_needed", json={"consent": False})
    await person.refused("GET", school.path, "not_found")
    joined = await person.json("POST", path, json={"consent": True})
    assert joined["organisation_id"] == school.id
    assert (await person.json("GET", school.path))["name"] == school.name
    assert (await person.json("GET", "/api/me/memberships"))["invitations"] == 0
    card = await school.admin.json("GET", f"/members/{member_id}")
    assert card["status"] == "active"
    assert card["invitation"]["answer"] == "accepted"
    assert card["invitation"]["consent_at"]
    await person.refused("POST", path, "not_found", json={"consent": True})


async def test_who_is_invited_before_having_an_account_finds_it_after(stage: Stage, school: Organisation) -> None:
    phone = new_phone()
    await school.invite("梁思成", phone)
    person = await stage.person(phone, "梁思成")
    assert len(await person.json("GET", "/api/me/invitations")) == 1


async def test_a_refused_invitation_leaves_no_contact_behind(stage: Stage, school: Organisation) -> None:
    phone = new_phone()
    member_id = await school.invite("梁思成", phone, work_no="A-17", email="liang@example.cn")
    person = await stage.person(phone, "梁思成")
    await person.json("POST", f"/api/me/invitations/{member_id}/refusal")
    assert await person.json("GET", "/api/me/invitations") == []
    card = await school.admin.json("POST", f"/members/{member_id}/contact", json={})
    assert (card["status"], card["departure"]["reason"]) == ("left", "invitation_refused")
    assert (card["phone"], card["email"], card["work_no"]) == (None, None, None)
    await school.invite("梁思成", phone)


async def test_an_invitation_is_for_its_phone_alone(stage: Stage, school: Organisation) -> None:
    member_id = await school.invite("梁思成", new_phone())
    other = await stage.person()
    assert await other.json("GET", "/api/me/invitations") == []
    for what in ("acceptance", "refusal"):
        await other.refused("POST", f"/api/me/invitations/{member_id}/{what}", "not_found", json={"consent": True})


async def test_an_invitation_is_accepted_once(stage: Stage, school: Organisation) -> None:
    phone = new_phone()
    member_id = await school.invite("梁思成", phone)
    person = await stage.person(phone)

    async def answer(what: str) -> int:
        return (await person.post(f"/api/me/invitations/{member_id}/{what}", json={"consent": True})).status_code

    codes = await asyncio.gather(answer("acceptance"), answer("acceptance"), answer("refusal"))
    assert sorted(codes) in ([200, 404, 404], [204, 404, 404])


async def test_a_withdrawn_invitation_is_void(stage: Stage, school: Organisation) -> None:
    phone = new_phone()
    member_id = await school.invite("梁思成", phone)
    person = await stage.person(phone)
    await school.admin.json("POST", f"/members/{member_id}/departure", json={"reason": "other"})
    await person.refused("POST", f"/api/me/invitations/{member_id}/acceptance", "not_found", json={"consent": True})
    assert (await school.admin.json("GET", f"/members/{member_id}"))["departure"]["reason"] == "invitation_withdrawn"


async def test_a_person_belongs_to_several_organisations(stage: Stage, school: Organisation) -> None:
    company = await stage.found("远山公司")
    phone = new_phone()
    ids = [await one.invite("钱钟书", phone) for one in (school, company)]
    person = await stage.person(phone, "钱钟书")
    for member_id in ids:
        await person.json("POST", f"/api/me/invitations/{member_id}/acceptance", json={"consent": True})
    mine = await person.json("GET", "/api/me/memberships")
    assert [one["organisation"]["name"] for one in mine["memberships"]] == [school.name, company.name]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"attested": False}, "organisations.attestation_needed"),
        ({"basis": "legal_duty"}, "organisations.basis_note_needed"),
        ({"basis": "curiosity"}, "invalid"),
        ({"phone": "12345"}, "text.bad_phone"),
        ({"phone": "010-62770000"}, "text.bad_phone"),
        ({"name": "王"}, "text.too_short"),
        ({"name": "王😀明"}, "text.bad_symbol"),
        ({"name": "管理员1"}, "text.bad_symbol"),
        ({"name": "Zhаng Wei"}, "text.look_alike"),
        ({"name": "王\u202e明"}, "text.bad_character"),
        ({"email": "nowhere"}, "text.bad_email"),
        ({"post": "经理\u200b"}, "text.bad_character"),
        ({"departments": [{"id": "01890000-0000-7000-8000-000000000000"}]}, "organisations.department_unknown"),
        ({"manager_id": "01890000-0000-7000-8000-000000000000"}, "organisations.member_unknown"),
        ({"surname": "王"}, "invalid"),
    ],
)
async def test_invitations_that_cannot_be(school: Organisation, change: dict[str, object], code: str) -> None:
    await school.admin.refused("POST", "/members", code, json={**NEW, **change})


async def test_one_phone_and_one_work_number_once(school: Organisation) -> None:
    await school.invite("新同事", "139 1111 0000", work_no="007")
    admin = school.admin
    await admin.refused("POST", "/members", "organisations.phone_listed", status=409, json=NEW)
    other = {**NEW, "phone": "13911110001"}
    await admin.refused("POST", "/members", "organisations.work_no_taken", json={**other, "work_no": "007"})
    await admin.refused("POST", "/members", "organisations.phone_listed", json={**NEW, "phone": admin.phone})
    await admin.json("POST", "/members", json=other)


async def test_two_admins_invite_the_same_phone_at_once(school: Organisation) -> None:
    async def invite() -> int:
        return (await school.admin.client.post(f"{school.path}/members", json=NEW)).status_code

    assert sorted(await asyncio.gather(*(invite() for _ in range(3)))) == [201, 409, 409]


async def test_invitations_are_refused_to_others(school: Organisation) -> None:
    maths, physics = await school.department("数学组"), await school.department("物理组")
    elsewhere = await school.empowered("member_invite", over=physics)
    body = {**NEW, "departments": [{"id": maths}]}
    await check_refused_to_others(school, "POST", "/members", elsewhere=elsewhere, json=body)
    await elsewhere.refused("POST", "/members", "forbidden", json=NEW)
    await elsewhere.refused(
        "POST", "/members", "forbidden", json={**NEW, "departments": [{"id": physics}, {"id": maths}]}
    )
    await elsewhere.json("POST", "/members", json={**NEW, "departments": [{"id": physics}]})


async def test_a_card_is_changed(school: Organisation) -> None:
    maths, physics = await school.department("数学组"), await school.department("物理组")
    boss, member = await school.member(maths), await school.member(maths)
    change = {
        "name": "陈寅恪",
        "work_no": "X-9",
        "email": "Chen@Example.cn",
        "manager_id": boss.id,
        "departments": [{"id": physics, "post": "组长", "head": True}, {"id": maths, "post": "教师"}],
    }
    await school.admin.json("PATCH", f"/members/{member.id}", json=change)
    card = await school.admin.json("POST", f"/members/{member.id}/contact", json={})
    assert (card["name"], card["work_no"], card["email"]) == ("陈寅恪", "X-9", "chen@example.cn")
    assert card["manager"]["member_id"] == boss.id
    assert [(p["department"], p["post"], p["head"]) for p in card["posts"]] == [
        ("物理组", "组长", True),
        ("数学组", "教师", False),
    ]
    heads = {one["name"]: one["head_ids"] for one in await school.admin.json("GET", "/departments")}
    assert heads == {"数学组": [], "物理组": [member.id]}
    await school.admin.json("PATCH", f"/members/{member.id}", json={"email": None, "manager_id": None})
    card = await school.admin.json("GET", f"/members/{member.id}")
    assert (card["email_masked"], card["manager"], card["work_no"]) == (None, None, "X-9")


async def test_managers_form_no_circle(school: Organisation) -> None:
    a, b, c = [await school.member() for _ in range(3)]
    await school.admin.json("PATCH", f"/members/{b.id}", json={"manager_id": a.id})
    await school.admin.json("PATCH", f"/members/{c.id}", json={"manager_id": b.id})
    for one, manager in ((a, c), (a, b), (a, a)):
        await school.admin.refused(
            "PATCH", f"/members/{one.id}", "organisations.manager_circle", status=422, json={"manager_id": manager.id}
        )
    gone = await school.member()
    await gone.json("POST", f"/members/{gone.id}/departure", json={"reason": "own_wish"})
    other = await school.stage.found("远山公司")
    for strange in (gone.id, other.admin.id, "01890000-0000-7000-8000-000000000000", school.id):
        await school.admin.refused(
            "PATCH", f"/members/{a.id}", "organisations.member_unknown", json={"manager_id": strange}
        )


async def test_two_changes_at_once_make_no_circle_of_managers(school: Organisation) -> None:
    a, b = await school.member(), await school.member()

    async def manage(one: str, by: str) -> int:
        return (await school.admin.client.patch(f"{school.path}/members/{one}", json={"manager_id": by})).status_code

    assert sorted(await asyncio.gather(manage(a.id, b.id), manage(b.id, a.id))) == [200, 422]


async def test_members_change_their_own_email_and_no_more(school: Organisation) -> None:
    maths = await school.department("数学组")
    member, other = await school.member(maths), await school.member(maths)
    card = await member.json("PATCH", f"/members/{member.id}", json={"email": "me@example.cn"})
    assert card["email"] == "me@example.cn"
    for change in ({"name": "别人"}, {"post": "校长"}, {"work_no": "1"}, {"departments": []}, {"manager_id": other.id}):
        await member.refused("PATCH", f"/members/{member.id}", "forbidden", json=change)
    await member.refused("PATCH", f"/members/{other.id}", "forbidden", json={"email": "you@example.cn"})


async def test_a_phone_is_the_persons_once_they_have_joined(school: Organisation) -> None:
    member = await school.member()
    await school.admin.refused(
        "PATCH", f"/members/{member.id}", "organisations.phone_is_theirs", json={"phone": new_phone()}
    )
    wrong, right = new_phone(), new_phone()
    invited = await school.invite("打错了", wrong)
    # An invitation is its number's: it is taken back, and another one sent.
    await school.admin.refused("PATCH", f"/members/{invited}", "organisations.invitation_stands", json={"phone": right})
    await school.admin.json("POST", f"/members/{invited}/departure", json={"reason": "other"})
    await school.invite("打对了", right)
    assert await (await school.stage.person(wrong)).json("GET", "/api/me/invitations") == []
    assert len(await (await school.stage.person(right)).json("GET", "/api/me/invitations")) == 1


async def test_a_sub_admin_changes_members_of_the_subtree(school: Organisation) -> None:
    teaching, office = await school.department("教学部"), await school.department("办公室")
    maths = await school.department("数学组", teaching)
    sub = await school.empowered("member_manage", over=teaching)
    inside, outside, both = await school.member(maths), await school.member(office), await school.member(maths, office)
    await sub.json("PATCH", f"/members/{inside.id}", json={"post": "x", "departments": [{"id": teaching}]})
    await sub.json("PATCH", f"/members/{both.id}", json={"work_no": "7"})
    for member, change in (
        (outside, {"work_no": "8"}),
        (outside, {"departments": [{"id": maths}]}),
        (inside, {"departments": [{"id": maths}, {"id": office}]}),
        (inside, {"departments": []}),
        (both, {"departments": [{"id": maths}]}),
        (sub, {"work_no": "9"}),
    ):
        await sub.refused("PATCH", f"/members/{member.id}", "forbidden", json=change)
    # Over somebody who is elsewhere too, a sub-admin does not decide alone.
    await sub.refused("POST", f"/members/{both.id}/suspension", "forbidden", json={})
    await sub.json("POST", f"/members/{inside.id}/suspension", json={})


async def test_cards_are_refused_to_others(school: Organisation) -> None:
    maths, physics = await school.department("数学组"), await school.department("物理组")
    target = await school.member(maths)
    elsewhere = await school.empowered("member_manage", over=physics)
    await check_refused_to_others(school, "PATCH", f"/members/{target.id}", elsewhere=elsewhere, json={"work_no": "1"})


async def test_a_suspended_member_can_do_nothing_until_reinstated(school: Organisation) -> None:
    maths = await school.department("数学组")
    member = await school.member(maths)
    path = f"/members/{member.id}/suspension"
    await school.admin.json("POST", path, json={"reason": "调查期间"})
    await member.refused("GET", "", "not_found")
    assert (await member.client.json("GET", "/api/me/memberships"))["memberships"] == []
    await school.admin.refused("POST", path, "organisations.bad_state", json={})
    colleague = await school.member(maths)
    await colleague.refused("GET", f"/members/{member.id}", "not_found")
    assert (await school.admin.json("GET", f"/members/{member.id}"))["status"] == "suspended"
    await school.admin.json("DELETE", path)
    assert (await member.json("GET", ""))["id"] == school.id
    await school.admin.refused("DELETE", path, "organisations.bad_state")
    await school.admin.refused("POST", f"/members/{school.admin.id}/suspension", "organisations.bad_state", json={})


async def test_suspensions_are_refused_to_others(school: Organisation) -> None:
    maths, physics = await school.department("数学组"), await school.department("物理组")
    target = await school.member(maths)
    elsewhere = await school.empowered("member_manage", over=physics)
    await check_refused_to_others(school, "POST", f"/members/{target.id}/suspension", elsewhere=elsewhere, json={})
    await school.admin.json("POST", f"/members/{target.id}/suspension", json={})
    await check_refused_to_others(school, "DELETE", f"/members/{target.id}/suspension", elsewhere=elsewhere)


async def test_only_main_admins_act_on_a_main_admin(school: Organisation) -> None:
    sub = await school.empowered("member_manage", "member_remove")
    path = f"/members/{school.admin.id}"
    for method, where, body in (
        ("PATCH", path, {"work_no": "1"}),
        ("POST", f"{path}/suspension", {}),
        ("POST", f"{path}/departure", {"reason": "retired"}),
    ):
        await sub.refused(method, where, "organisations.main_admins_only", status=403, json=body)

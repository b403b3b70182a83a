"""What a link shows before anybody signs in, and what is said to somebody an organisation has let go (ORG-3, ORG-4)."""

import base64

from tests.organisations.stage import Organisation, Stage, check_refused_to_others, new_phone
from tests.support.client import Client


async def invited(school: Organisation, phone: str) -> tuple[str, str, str]:
    """Somebody invited into a department with a post: the department, the member, and the code of the link."""
    maths = await school.department("数学组")
    places = [{"id": maths, "post": "教师"}]
    member = await school.invite("闻家驷", phone, departments=places)
    return maths, member, str((await school.admin.json("GET", f"/members/{member}/invitation-link"))["code"])


async def nobody(stage: Stage) -> Client:
    """A visitor's browser."""
    return stage.server.client()


async def test_a_visitor_sees_where_a_join_link_leads_and_who_sends_it(stage: Stage, school: Organisation) -> None:
    maths = await school.department("数学组")
    code = (await school.admin.json("POST", "/join-links", json={"department_id": maths}))["code"]
    target = await (await nobody(stage)).json("GET", f"/api/join/{code}")
    admin = await school.admin.json("GET", f"/members/{school.admin.id}")
    assert (target["organisation"]["name"], target["department"]) == (school.name, "数学组")
    assert target["invited_by"] == admin["name"]
    assert (target["member"], target["application"]) == (False, None)


async def test_an_invitation_is_shown_to_whoever_has_its_link(stage: Stage, school: Organisation) -> None:
    phone = new_phone()
    _, member, code = await invited(school, phone)
    visitor = await nobody(stage)
    target = await visitor.json("GET", f"/api/invitations/{code}")
    assert target["organisation"]["name"] == school.name
    assert target["posts"] == [{"department": "数学组", "post": "教师"}]
    assert target["invited_by"]
    # Neither name nor number of who is invited, and no way to answer for them.
    assert target["member_id"] is None
    assert "闻家驷" not in str(target)
    assert phone not in str(target)
    assert (await (await stage.person()).json("GET", f"/api/invitations/{code}"))["member_id"] is None
    own = await stage.person(phone)
    assert (await own.json("GET", f"/api/invitations/{code}"))["member_id"] == member
    await own.json("POST", f"/api/me/invitations/{member}/acceptance", json={"consent": True})
    await visitor.refused("GET", f"/api/invitations/{code}", "organisations.invitation_void")
    await school.admin.refused("GET", f"/members/{member}/invitation-link", "not_found")


async def test_no_made_up_invitation_is_shown(stage: Stage, school: Organisation) -> None:
    _, member, code = await invited(school, new_phone())
    visitor = await nobody(stage)
    raw = base64.urlsafe_b64decode(code)
    for other in (raw[:-1] + bytes([raw[-1] ^ 1]), raw[:-1], raw[:32], b"", raw[16:32] + raw[:16] + raw[32:]):
        forged = base64.urlsafe_b64encode(other).decode() or "-"
        await visitor.refused("GET", f"/api/invitations/{forged}", "organisations.invitation_void")
    await visitor.refused("GET", f"/api/invitations/{member}", "organisations.invitation_void")
    await school.admin.json("POST", f"/members/{member}/departure", json={"reason": "other"})
    await visitor.refused("GET", f"/api/invitations/{code}", "organisations.invitation_void")


async def test_the_link_is_for_who_may_invite(school: Organisation) -> None:
    _, member, _ = await invited(school, new_phone())
    physics = await school.department("物理组")
    elsewhere = await school.empowered("member_invite", over=physics)
    await check_refused_to_others(school, "GET", f"/members/{member}/invitation-link", elsewhere=elsewhere)


async def test_who_was_let_go_is_told(stage: Stage, school: Organisation) -> None:
    member = await school.member()
    own = member.client
    assert (await own.json("GET", "/api/me/memberships"))["halted"] == []
    await school.admin.json("POST", f"/members/{member.id}/suspension", json={})
    (halted,) = (await own.json("GET", "/api/me/memberships"))["halted"]
    assert (halted["organisation"]["name"], halted["state"]) == (school.name, "suspended")
    await school.admin.json("DELETE", f"/members/{member.id}/suspension")
    await school.admin.json("POST", f"/members/{member.id}/departure", json={"reason": "retired"})
    (halted,) = (await own.json("GET", "/api/me/memberships"))["halted"]
    assert (halted["state"], bool(halted["at"])) == ("left", True)
    # Whoever came back is a member, and nothing else.
    again = await school.invite("闻家驷", member.phone)
    await own.json("POST", f"/api/me/invitations/{again}/acceptance", json={"consent": True})
    assert (await own.json("GET", "/api/me/memberships"))["halted"] == []

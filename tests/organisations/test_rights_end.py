"""Rights end with what they rest on, and nobody is left without somebody who can give them."""

from __future__ import annotations

from uuid import UUID

import pytest

from tests.hostile.victim import as_owner_of
from tests.organisations.stage import Member, Organisation, Stage, full
from tocsin.accounts import door as accounts
from tocsin.accounts.actions.standing import freeze
from tocsin.kernel.db import SIGNIN


async def _comes_back(school: Organisation, member: Member, way: str) -> Member:
    """Whoever left joins again; the new membership."""
    if way == "invitation":
        member_id = await school.invite("闻家骅", member.phone)
        await member.client.json("POST", f"/api/me/invitations/{member_id}/acceptance", json={"consent": True})
    else:
        link = await school.admin.json("POST", "/join-links", json={"approval": way == "application"})
        await member.client.json("POST", f"/api/join/{link['code']}", json={"name": "闻一多"})
        # Who was removed needs a decision, whatever the link says.
        for row in await school.admin.client.pages(f"{school.path}/applications", state="pending"):
            await school.admin.json("POST", f"/applications/{row['id']}/decision", json={"accept": True})
        mine = (await member.client.json("GET", "/api/me/memberships"))["memberships"]
        member_id = mine[0]["member_id"]
    return Member(member.client, school, member_id, member.phone)


async def _powers(member: Member) -> set[str]:
    """What somebody may do beyond what every member may."""
    found = await member.json("GET", f"/members/{member.id}/powers")
    return {one["power"] for one in found if "member" not in [why["by"] for why in one["because"]]}


@pytest.mark.parametrize("way", ["invitation", "link", "application"])
@pytest.mark.parametrize("end", ["own_wish", "other"])
async def test_who_comes_back_comes_with_nothing(school: Organisation, way: str, end: str) -> None:
    maths = await school.department("数学组")
    member = await school.member(maths)
    role = await school.role("人事", "member_invite", "audit_read")
    await school.grant(member, role)
    await school.grant(member, role, maths)
    await school.grant(member, role, scope="self")
    await school.admin.json("POST", "/main-admins", json={"member_id": member.id})
    by = member if end == "own_wish" else school.admin
    await by.json("POST", f"/members/{member.id}/departure", json={"reason": end})
    assert await school.admin.client.pages(f"{school.path}/grants") == []
    assert [one["holders"] for one in await school.admin.client.pages(f"{school.path}/roles")] == [0]
    again = await _comes_back(school, member, way)
    assert await _powers(again) == set()
    await again.refused("GET", "/audit", "forbidden")
    assert [one["member_id"] for one in await school.admin.json("GET", "/main-admins")] == [school.admin.id]
    holders = await school.admin.json("GET", "/powers/organisations.member_invite/holders")
    assert [one["member_id"] for one in holders["items"]] == [school.admin.id]


async def test_a_suspended_main_admin_comes_back_as_a_member(school: Organisation) -> None:
    other = await school.member()
    await school.admin.json("POST", "/main-admins", json={"member_id": other.id})
    await school.admin.json("POST", f"/members/{other.id}/suspension", json={})
    await school.admin.json("DELETE", f"/members/{other.id}/suspension")
    assert await _powers(other) == set()


async def test_powers_no_application_has_any_more_are_seen_and_mended(stage: Stage, school: Organisation) -> None:
    """After an upgrade that dropped a power, a role that named it still works for the rest, and says what it lost."""
    role = await school.role("人事", "member_invite")
    async with as_owner_of(stage.server.settings) as owner:
        sql = "INSERT INTO role_power (organisation_id, role_id, power) VALUES ($1, $2, $3)"
        for power in ("organisations.gone", full("directory_read")):
            await owner.execute(sql, UUID(school.id), UUID(role), power)
    (row,) = await school.admin.client.pages(f"{school.path}/roles")
    assert row["powers"] == [full("member_invite")]
    assert row["lost"] == [full("directory_read"), "organisations.gone"]
    holder = await school.member()
    await school.grant(holder, role)
    assert await _powers(holder) == {full("member_invite")}
    # Saving it as it is shown lets go of the rest for good.
    await school.admin.json("PATCH", f"/roles/{role}", json={"powers": row["powers"]})
    (row,) = await school.admin.client.pages(f"{school.path}/roles")
    assert (row["powers"], row["lost"]) == ([full("member_invite")], [])


@pytest.mark.parametrize("way", ["leaves", "resigns", "hands_over", "is_removed", "is_suspended"])
async def test_a_main_admin_whose_account_is_frozen_is_not_the_one_who_is_left(
    stage: Stage, school: Organisation, way: str
) -> None:
    other, third = await school.member(), await school.member()
    for one in (other, third):
        await school.admin.json("POST", "/main-admins", json={"member_id": one.id})
    async with stage.server.context.db.working(SIGNIN) as tx:
        await freeze(tx, UUID(other.client.person_id), "test")
        await accounts.suspend(tx, UUID(third.client.person_id), "test")
    admin = school.admin
    if way == "hands_over":
        # A member whose account cannot act takes no office over.
        fourth = await school.member()
        async with stage.server.context.db.working(SIGNIN) as tx:
            await accounts.suspend(tx, UUID(fourth.client.person_id), "test")
        body = {"member_id": fourth.id, "handover": True}
        await admin.refused("POST", "/main-admins", "organisations.bad_state", json=body)
    elif way == "leaves":
        body = {"reason": "own_wish"}
        await admin.refused("POST", f"/members/{admin.id}/departure", "organisations.last_main_admin", json=body)
    elif way == "resigns":
        await admin.refused("DELETE", f"/main-admins/{admin.id}", "organisations.last_main_admin")
    elif way == "is_removed":
        # Those who cannot act may be relieved: one who can is left.
        await admin.json("DELETE", f"/main-admins/{other.id}")
        await admin.json("POST", f"/members/{third.id}/departure", json={"reason": "other"})
        await admin.refused("DELETE", f"/main-admins/{admin.id}", "organisations.last_main_admin")
    else:
        await admin.json("POST", f"/members/{other.id}/suspension", json={})
        await admin.refused("DELETE", f"/main-admins/{admin.id}", "organisations.last_main_admin")
    mine = (await admin.client.json("GET", "/api/me/memberships"))["memberships"]
    assert mine[0]["main_admin"] is True

"""A join link is as good as the word of who made it: it admits only while they may invite there themselves."""

from __future__ import annotations

import asyncio
from uuid import UUID

import pytest

from tests.organisations.stage import Member, Organisation, Stage, new_phone
from tests.support.client import Client
from tocsin.accounts import door as accounts
from tocsin.kernel.db import FOLLOW, SIGNIN


class Link:
    """A link somebody made, and what it is still good for."""

    def __init__(self, school: Organisation, maker: Member, department: str | None = None) -> None:
        self.school, self.maker, self.department = school, maker, department
        self.id = self.code = ""

    async def make(self) -> Link:
        body = {"approval": False, "department_id": self.department}
        made = await self.maker.json("POST", "/join-links", json=body)
        self.id, self.code = made["id"], made["code"]
        return self

    async def admits(self) -> bool:
        """Whether somebody new comes in, and whether both ways to ask say the same."""
        person = await self.school.stage.person()
        shown = (await person.get(f"/api/join/{self.code}")).status_code
        answer = await person.post(f"/api/join/{self.code}", json={"name": "闻一多"})
        assert (shown, answer.status_code) in ((200, 201), (404, 404)), answer.text
        if shown == 404:
            assert answer.json()["code"] == "organisations.link_void"
        return shown == 200

    async def row(self) -> dict[str, object]:
        rows = await self.school.admin.client.pages(f"{self.school.path}/join-links")
        return next(row for row in rows if row["id"] == self.id)


async def test_a_link_ends_with_the_membership_of_its_maker(stage: Stage, school: Organisation) -> None:
    maker = await school.empowered("join_manage")
    link = await Link(school, maker).make()
    assert await link.admits()
    await maker.json("POST", f"/members/{maker.id}/departure", json={"reason": "own_wish"})
    assert not await link.admits()
    row = await link.row()
    assert row["revoked_at"] is not None
    revoked = [
        one
        for one in await school.admin.client.pages(f"{school.path}/audit")
        if (one["subject"] or {}).get("id") == link.id
    ]
    assert "organisations.join_link_revoked" in [one["kind"] for one in revoked]
    # Not even when the maker comes back with the same powers.
    member_id = await school.invite("闻家骅", maker.phone)
    await maker.client.json("POST", f"/api/me/invitations/{member_id}/acceptance", json={"consent": True})
    again = Member(maker.client, school, member_id, maker.phone)
    await school.grant(again, await school.role("再来", "join_manage"))
    assert not await link.admits()


async def test_a_link_rests_while_its_maker_is_suspended(school: Organisation) -> None:
    maker = await school.empowered("join_manage")
    link = await Link(school, maker).make()
    assert (await link.row())["rests"] is False
    await school.admin.json("POST", f"/members/{maker.id}/suspension", json={})
    assert not await link.admits()
    assert (await link.row())["rests"] is True
    await school.admin.json("DELETE", f"/members/{maker.id}/suspension")
    assert await link.admits()
    assert (await link.row())["rests"] is False
    # And an admin may end it meanwhile or later, whoever made it.
    await school.admin.json("DELETE", f"/join-links/{link.id}")
    assert not await link.admits()


async def test_a_link_rests_while_the_account_of_its_maker_is(stage: Stage, school: Organisation) -> None:
    maker = await school.empowered("join_manage")
    link = await Link(school, maker).make()
    async with stage.server.context.db.working(SIGNIN) as tx:
        await accounts.suspend(tx, UUID(maker.client.person_id), "test")
    assert not await link.admits()
    assert (await link.row())["rests"] is True


async def test_a_link_rests_without_the_power_it_was_made_by(school: Organisation) -> None:
    maths, physics = await school.department("数学组"), await school.department("物理组")
    role = await school.role("招新", "join_manage")
    maker = await school.member()
    grant = await school.grant(maker, role, maths)
    link = await Link(school, maker, maths).make()
    assert await link.admits()
    # Taken from the role, given back; the department moved out of reach, and back; the grant ended.
    await school.admin.json("PATCH", f"/roles/{role}", json={"powers": ["organisations.audit_read"]})
    assert not await link.admits()
    await school.admin.json("PATCH", f"/roles/{role}", json={"powers": ["organisations.join_manage"]})
    assert await link.admits()
    await school.admin.json("DELETE", f"/grants/{grant}")
    assert not await link.admits()
    await school.grant(maker, role, physics)
    assert not await link.admits()
    assert (await link.row())["rests"] is True


async def test_a_main_admins_link_rests_once_they_are_none(school: Organisation) -> None:
    other = await school.member()
    await school.admin.json("POST", "/main-admins", json={"member_id": other.id})
    link = await Link(school, other).make()
    assert await link.admits()
    await school.admin.json("DELETE", f"/main-admins/{other.id}")
    assert not await link.admits()


async def test_nobody_comes_in_behind_the_end_of_the_makers_power(school: Organisation) -> None:
    """The power is asked for under the lock of acts on rights: who joins comes before its end, or not at all."""
    maker = await school.member()
    grant = await school.grant(maker, await school.role("招新", "join_manage"))
    link = await Link(school, maker).make()
    people = [await school.stage.person(new_phone()) for _ in range(4)]
    ended = False

    async def end() -> None:
        nonlocal ended
        await school.admin.json("DELETE", f"/grants/{grant}")
        ended = True

    async def join(person: Client) -> bool:
        late = ended
        answer = await person.post(f"/api/join/{link.code}", json={"name": "闻一多"})
        return late and answer.status_code == 201

    late = await asyncio.gather(end(), *(join(person) for person in people))
    assert not any(late[1:])
    assert not await link.admits()


async def test_an_application_waits_on_though_its_link_has_ended(school: Organisation) -> None:
    """Whoever asked meanwhile is decided on by those who may."""
    maker = await school.empowered("join_manage")
    code = (await maker.json("POST", "/join-links", json={}))["code"]
    person = await school.stage.person()
    await person.json("POST", f"/api/join/{code}", json={"name": "闻一多"}, status=201)
    await school.admin.json("POST", f"/members/{maker.id}/departure", json={"reason": "other"})
    (row,) = await school.admin.client.pages(f"{school.path}/applications", state="pending")
    await school.admin.json("POST", f"/applications/{row['id']}/decision", json={"accept": True})
    assert (await person.get(school.path)).status_code == 200


@pytest.mark.parametrize("way", ["own_wish", "other"])
async def test_open_invitations_of_who_leaves(school: Organisation, way: str) -> None:
    """They are the organisation's and stay, unless who records the departure withdraws them; admins see whose they are."""
    maths = await school.department("数学组")
    inviter = await school.empowered("member_invite", over=maths)
    body = {"basis": "contract", "attested": True, "departments": [{"id": maths}]}
    phones = [new_phone() for _ in range(3)]
    ids = [
        (await inviter.json("POST", "/members", json={"name": "闻家骅", "phone": phone, **body}))["id"]
        for phone in phones
    ]
    first = await school.stage.person(phones[0])
    await first.json("POST", f"/api/me/invitations/{ids[0]}/acceptance", json={"consent": True})
    by = inviter if way == "own_wish" else school.admin
    body = {"reason": way, "withdraw_invitations": way == "other"}
    await by.json("POST", f"/members/{inviter.id}/departure", json=body)
    shown = [(await school.admin.json("GET", f"/members/{one}"))["invitation"] for one in ids]
    assert [one["inviter"] for one in shown] == ["left"] * 3
    second = await school.stage.person(phones[1])
    if way == "other":
        assert [one["answer"] for one in shown] == ["accepted", "withdrawn", "withdrawn"]
        await second.refused("POST", f"/api/me/invitations/{ids[1]}/acceptance", "not_found", json={"consent": True})
    else:
        assert [one["answer"] for one in shown] == ["accepted", None, None]
        await school.admin.json("POST", f"/members/{ids[1]}/departure", json={"reason": "other"})
        await second.refused("POST", f"/api/me/invitations/{ids[1]}/acceptance", "not_found", json={"consent": True})
        third = await school.stage.person(phones[2])
        await third.json("POST", f"/api/me/invitations/{ids[2]}/acceptance", json={"consent": True})


async def test_only_invitations_within_reach_are_withdrawn_with_a_departure(school: Organisation) -> None:
    maths, physics = await school.department("数学组"), await school.department("物理组")
    inviter = await school.empowered("member_invite", in_=maths)
    remover = await school.empowered("member_remove", "member_invite", over=maths)
    made = {}
    for name, department in (("maths", maths), ("physics", physics)):
        body = {"name": "闻家骅", "phone": new_phone(), "basis": "contract", "attested": True}
        made[name] = (await inviter.json("POST", "/members", json={**body, "departments": [{"id": department}]}))["id"]
    body = {"reason": "other", "withdraw_invitations": True}
    await remover.json("POST", f"/members/{inviter.id}/departure", json=body)
    answers = {
        name: (await school.admin.json("GET", f"/members/{one}"))["invitation"]["answer"] for name, one in made.items()
    }
    assert answers == {"maths": "withdrawn", "physics": None}
    # Who may remove, and not invite, leaves them be.
    async with school.stage.server.context.db.working(FOLLOW) as tx:
        left = await tx.fetch("SELECT status FROM member WHERE id = $1", UUID(made["physics"]))
    assert left[0]["status"] == "invited"

"""An office that nobody in an organisation can fill is given anew by the operator (ORG-1, ACC-1)."""

from __future__ import annotations

import asyncio
import json
import subprocess
from uuid import uuid4

import pytest

from tests.organisations.stage import Member, Organisation, Stage, new_phone
from tests.support.product import tocsin
from tests.support.sockets import Socket
from tocsin.accounts import door as accounts
from tocsin.accounts.refusals import AccountUnknown, GroundNeeded
from tocsin.kernel.context import Context
from tocsin.organisations.door import find_house, give_office
from tocsin.organisations.refusals import BadState, MainAdminAble, OrganisationUnknown, UnknownMember

WHY = "complaint 2026-18: the only main admin is frozen"


async def _orphaned(house: Organisation, how: str = "freeze") -> Context:
    """The founder's account can be used no more."""
    context: Context = house.stage.server.context
    await accounts.move(context, house.admin.phone, how, "complaint 2026-17")  # type: ignore[arg-type]
    return context


async def _office(member: Member) -> list[str]:
    return [one["member_id"] for one in await member.json("GET", "/main-admins")]


@pytest.mark.parametrize("kind", ["company", "foundation"])
async def test_a_member_follows_a_main_admin_who_is_frozen(stage: Stage, kind: str) -> None:
    house = await stage.found("北岸书店", kind)
    heir = await house.member()
    socket: Socket = await stage.server.socket(heir.client)
    await socket.until("snapshot")
    context = await _orphaned(house)
    assert [one.able for one in (await find_house(context, "北岸书店")).main_admins] == [False]
    await heir.refused("GET", "/audit", "forbidden")
    found = await give_office(context, "北岸书店", heir.phone, WHY)
    assert [(str(one.member_id), one.able) for one in found.main_admins] == [(heir.id, True)]
    # Felt at once: the person's client reads anew who they are, and may at once what a main admin may.
    await socket.until("changed", key=["person", heir.client.person_id, "me"])
    audit = await heir.client.pages(f"{house.path}/audit")
    told = [(row["kind"], row["why"], row["actor"]) for row in audit[:2]]
    assert told == [(f"organisations.main_admin_{one}", WHY, None) for one in ("appointed", "removed")]
    assert await _office(heir) == [heir.id]
    past = (await accounts.find_account(context, heir.phone)).past
    assert [(one.kind, one.why) for one in past] == [("accounts.office_given", WHY)]


async def test_one_whose_account_is_suspended_does_not_get_it_back(school: Organisation) -> None:
    heir = await school.member()
    context = await _orphaned(school, "suspend")
    await give_office(context, school.id, heir.id, WHY)
    await accounts.move(context, school.admin.phone, "reinstate", "cleared")
    assert await _office(heir) == [heir.id]
    # Who holds it now gives it back, or does not.
    await heir.json("POST", "/main-admins", json={"member_id": school.admin.id})


async def test_what_is_refused(stage: Stage, school: Organisation) -> None:
    heir, suspended, gone = [await school.member() for _ in range(3)]
    await school.admin.json("POST", f"/members/{suspended.id}/suspension", json={})
    await school.admin.json("POST", f"/members/{gone.id}/departure", json={"reason": "retired"})
    invited = await school.invite("沈从文", new_phone())
    outside, frozen = await stage.person(), await school.member()
    context = stage.server.context
    with pytest.raises(MainAdminAble):
        await give_office(context, school.id, heir.phone, WHY)
    with pytest.raises(MainAdminAble):
        await give_office(context, school.id, school.admin.phone, WHY)
    await _orphaned(school)
    await accounts.move(context, frozen.phone, "freeze", "complaint 2026-19")
    for which, member, refusal in (
        ("没有的组织", heir.phone, OrganisationUnknown),
        (str(uuid4()), heir.phone, OrganisationUnknown),
        (school.id, new_phone(), AccountUnknown),
        (school.id, outside.person_id, UnknownMember),
        (school.id, gone.id, AccountUnknown),
        (school.id, gone.phone, UnknownMember),
        (school.id, suspended.phone, BadState),
        (school.id, invited, BadState),
        (school.id, frozen.phone, BadState),
        (school.id, school.admin.phone, BadState),
    ):
        with pytest.raises(refusal):
            await give_office(context, which, member, WHY)
    with pytest.raises(GroundNeeded):
        await give_office(context, school.id, heir.phone, "  ")
    await stage.found(school.name)
    with pytest.raises(OrganisationUnknown):
        await give_office(context, school.name, heir.phone, WHY)
    assert await _office(heir) == [school.admin.id]
    assert heir.id not in [str(one.member_id) for one in (await find_house(context, school.id)).main_admins]


async def test_another_process_is_felt_by_the_server_beside(school: Organisation) -> None:
    heir = await school.member()
    settings = school.stage.server.settings
    environment = {"TOCSIN_DATA_DIR": str(settings.data_dir), "DATABASE_URL": settings.database_url}

    async def organisation(*words: str) -> subprocess.CompletedProcess[str]:
        """The command, beside the server: it takes seconds, and far more on a busy machine."""
        return await asyncio.to_thread(tocsin, "organisation", *words, **environment)

    early = await organisation("appoint", school.name, heir.phone, "--why", WHY)
    assert (early.returncode, "Traceback" in early.stderr) == (1, False)
    assert "can act" in early.stderr
    await _orphaned(school)
    await heir.refused("GET", "/audit", "forbidden")
    assert (await organisation("appoint", school.name, heir.phone)).returncode == 2
    # Opened only now: who says nothing for more than a minute is taken for gone.
    socket: Socket = await school.stage.server.socket(heir.client)
    await socket.until("snapshot")
    done = await organisation("appoint", school.name, heir.phone, "--why", WHY)
    assert done.returncode == 0, done.stderr
    await socket.until("changed", key=["person", heir.client.person_id, "me"])
    assert (await heir.json("GET", "/audit"))["items"][0]["why"] == WHY
    shown = json.loads((await organisation("show", school.id)).stdout)
    assert [(one["member_id"], one["able"]) for one in shown["main_admins"]] == [(heir.id, True)]

"""Organisations as tests need them: founded, peopled and empowered through the public API."""

from __future__ import annotations

import itertools
from typing import Any
from uuid import UUID

from tests.conftest import AsPerson
from tests.support.client import Client
from tests.support.server import RunningServer
from tocsin.accounts import door as accounts
from tocsin.kernel.db import SIGNIN

_phones = itertools.count(13_700_000_000)
NAMES = (
    "林徽因",
    "梁思成",
    "钱钟书",
    "杨绛",
    "沈从文",
    "张兆和",
    "朱自清",
    "闻一多",
    "吴宓",
    "陈寅恪",
    "金岳霖",
    "赵元任",
)
_names = itertools.cycle(NAMES)


def new_phone() -> str:
    """A phone nobody in this run has used."""
    return str(next(_phones))


class Member:
    """A person signed in, and the record of their membership."""

    def __init__(self, client: Client, organisation: Organisation, member_id: str, phone: str, name: str = "") -> None:
        self.client = client
        self.id = member_id
        self.phone = phone
        self.name = name
        self.organisation = organisation

    async def json(self, method: str, path: str, **options: Any) -> Any:
        """The body of a successful answer; ``path`` is below the organisation."""
        return await self.client.json(method, self.organisation.path + path, **options)

    async def refused(self, method: str, path: str, code: str, **options: Any) -> Any:
        """The body of a refusal."""
        return await self.client.refused(method, self.organisation.path + path, code, **options)


class Organisation:
    """An organisation under test; ``admin`` founded it."""

    admin: Member

    def __init__(self, stage: Stage, organisation_id: str, name: str) -> None:
        self.stage = stage
        self.id = organisation_id
        self.name = name
        self.path = f"/api/organisations/{organisation_id}"

    async def department(self, name: str, parent: str | None = None) -> str:
        """Make a department; its id."""
        made = await self.admin.json("POST", "/departments", json={"name": name, "parent_id": parent})
        return str(made["id"])

    async def invite(self, name: str, phone: str, *departments: str, **more: Any) -> str:
        """Invite somebody; the member's id."""
        body = {
            "name": name,
            "phone": phone,
            "departments": [{"id": one} for one in departments],
            "basis": "contract",
            "attested": True,
            **more,
        }
        return str((await self.admin.json("POST", "/members", json=body))["id"])

    async def member(self, *departments: str, name: str | None = None, **more: Any) -> Member:
        """Invite somebody who joins at once."""
        name = name or next(_names)
        phone = new_phone()
        member_id = await self.invite(name, phone, *departments, **more)
        client = await self.stage.person(phone, name)
        await client.json("POST", f"/api/me/invitations/{member_id}/acceptance", json={"consent": True})
        return Member(client, self, member_id, phone, name)

    async def role(self, name: str, *powers: str) -> str:
        """Make a role; its id. Powers of this room go without its name."""
        made = await self.admin.json("POST", "/roles", json={"name": name, "powers": [full(one) for one in powers]})
        return str(made["id"])

    async def grant(self, member: Member, role: str, department: str | None = None, scope: str | None = None) -> str:
        """Give a role, over the organisation or a department; the grant's id."""
        body = {
            "member_id": member.id,
            "role_id": role,
            "scope": scope or ("organisation" if department is None else "department"),
            "department_id": department,
        }
        return str((await self.admin.json("POST", "/grants", json=body))["id"])

    async def empowered(self, *powers: str, over: str | None = None, in_: str | None = None) -> Member:
        """A new member who holds powers over the organisation or a department."""
        member = await self.member(*([in_] if in_ else []))
        await self.grant(member, await self.role(f"r{new_phone()}", *powers), over)
        return member


def full(power: str) -> str:
    """A power by its whole name."""
    return power if "." in power else f"organisations.{power}"


class Stage:
    """One server with its people and organisations."""

    def __init__(self, server: RunningServer, as_: AsPerson) -> None:
        self.server = server
        self._as = as_

    async def person(self, phone: str | None = None, name: str | None = None) -> Client:
        """Somebody signed in."""
        return await self._as(phone or new_phone(), name=name or next(_names))

    async def found(self, name: str = "清源中学", kind: str = "company", founder: Client | None = None) -> Organisation:
        """An organisation with its main admin."""
        phone = new_phone()
        client = founder or await self.person(phone)
        made = await client.json("POST", "/api/organisations", json={"name": name, "kind": kind})
        organisation = Organisation(self, made["organisation_id"], name)
        organisation.admin = Member(client, organisation, made["member_id"], phone)
        return organisation


async def check_refused_to_others(
    organisation: Organisation, method: str, path: str, *, elsewhere: Member | None = None, **options: Any
) -> None:
    """Who must be refused whatever the route: a member without the power, one who holds it in another subtree only,
    another organisation's admin, a former member, a suspended one, one whose account is suspended, and nobody."""
    stage = organisation.stage
    plain = await organisation.member()
    assert (await plain.refused(method, path, "forbidden", **options))["code"] == "forbidden"
    if elsewhere is not None:
        assert (await elsewhere.refused(method, path, "forbidden", **options))["code"] == "forbidden"
    other = await stage.found("远山公司")
    await other.admin.client.refused(method, organisation.path + path, "not_found", **options)
    await plain.json("POST", f"/members/{plain.id}/departure", json={"reason": "own_wish"})
    await plain.refused(method, path, "not_found", **options)
    suspended = await organisation.member()
    await organisation.admin.json("POST", f"/members/{suspended.id}/suspension", json={})
    await suspended.refused(method, path, "not_found", **options)
    banned = await organisation.member()
    async with stage.server.context.db.working(SIGNIN) as tx:
        await accounts.suspend(tx, UUID(banned.client.person_id), "test")
    await banned.refused(method, path, "signed_out", **options)
    await stage.server.client().refused(method, organisation.path + path, "signed_out", **options)

"""What the operator does for an organisation, from the command line: an office that nobody can fill is given anew.

An organisation always has a main admin, who may yet be frozen, or suspended, by the operator: then nobody in it could
appoint another. Each act stands with its ground in the organisation's own log and in the platform's.
"""

from typing import Any
from uuid import UUID

import msgspec

from tocsin.accounts import door as accounts
from tocsin.kernel.context import Context
from tocsin.kernel.db import FOLLOW, Transaction
from tocsin.organisations.events import MainAdminAppointed, MainAdminRemoved
from tocsin.organisations.memberships import find_acting
from tocsin.organisations.refusals import BadState, MainAdminAble, OrganisationUnknown, UnknownMember
from tocsin.organisations.rules import Kind, Status

_NAMED = "SELECT id, name, kind FROM organisation WHERE id::text = $1 OR name = $1 LIMIT 2"
_OFFICE = "SELECT id, person_id, name, status FROM member WHERE organisation_id = $1 AND main_admin ORDER BY id"
_MEMBER = (
    "SELECT id FROM member WHERE organisation_id = $1 AND (id::text = $2 OR person_id = $3) AND status <> 'left'"
    " ORDER BY id LIMIT 1"
)
# Whoever suspends or removes one of them waits, and whoever has done so is waited for.
_HOLD = """
SELECT id, person_id, status, main_admin FROM member WHERE organisation_id = $1 AND (main_admin OR id = $2)
ORDER BY id FOR NO KEY UPDATE
"""
_SET = "UPDATE member SET main_admin = $3 WHERE organisation_id = $1 AND id = ANY ($2::uuid[])"


class Holder(msgspec.Struct, frozen=True):
    """A main admin. ``able``: the membership and the account are active, so that they can act."""

    member_id: UUID
    person_id: UUID | None
    name: str
    status: Status
    able: bool


class House(msgspec.Struct, frozen=True):
    """An organisation as the operator sees it."""

    id: UUID
    name: str
    kind: Kind
    main_admins: list[Holder]


async def find_house(context: Context, which: str) -> House:
    """Return an organisation by name or id. Raises ``OrganisationUnknown``, for a name of several too."""
    async with context.db.working(FOLLOW) as tx:
        rows = await tx.fetch(_NAMED, which.strip())
        if len(rows) != 1:
            raise OrganisationUnknown
        found = rows[0]
        holders = await tx.fetch(_OFFICE, found["id"])
        able = await find_acting(tx, found["id"], [row["id"] for row in holders])
    office = [Holder(row["id"], row["person_id"], row["name"], row["status"], row["id"] in able) for row in holders]
    return House(found["id"], found["name"], found["kind"], office)


async def give_office(context: Context, which: str, member: str, why: str) -> House:
    """Make a member the main admin of an organisation in which none can act, in place of those.

    ``member`` is a phone number, login name, handle, or the id of account or member. Raises ``GroundNeeded``,
    ``OrganisationUnknown``, ``AccountUnknown``, ``UnknownMember``, ``BadState`` for who cannot act either, and
    ``MainAdminAble`` where somebody can.
    """
    ground = accounts.check_ground(why)
    house = await find_house(context, which)
    member_id = await _find_member(context, house.id, member)
    async with context.db.working(FOLLOW) as tx:
        held = {row["id"]: row for row in await tx.fetch(_HOLD, house.id, member_id)}
        able = await find_acting(tx, house.id, held)
        office = [one for one, row in held.items() if row["main_admin"]]
        if any(one in able for one in office):
            raise MainAdminAble
        if member_id not in able:
            raise BadState
        await _hand(tx, house.id, held[member_id], [held[one] for one in office], ground)
    return await find_house(context, str(house.id))


async def _find_member(context: Context, organisation_id: UUID, member: str) -> UUID:
    async with context.db.working(FOLLOW) as tx:
        rows = await tx.fetch(_MEMBER, organisation_id, member.strip().lower(), None)
    if not rows:
        person = await accounts.find_account(context, member)
        async with context.db.working(FOLLOW) as tx:
            rows = await tx.fetch(_MEMBER, organisation_id, "", person.id)
    if not rows:
        raise UnknownMember
    found: UUID = rows[0]["id"]
    return found


async def _hand(tx: Transaction, organisation_id: UUID, to: Any, before: list[Any], why: str) -> None:
    """Give the office to ``to`` and take it from those who cannot fill it: a non-profit has one main admin."""
    await tx.fetch(_SET, organisation_id, [row["id"] for row in before], False)
    await tx.fetch(_SET, organisation_id, [to["id"]], True)
    for row in before:
        await tx.emit(
            MainAdminRemoved(realm_id=organisation_id, subject_id=row["id"], person_id=row["person_id"], why=why)
        )
    await tx.emit(MainAdminAppointed(realm_id=organisation_id, subject_id=to["id"], person_id=to["person_id"], why=why))
    await tx.emit(accounts.OfficeGiven(subject_id=to["person_id"], organisation_id=organisation_id, why=why))

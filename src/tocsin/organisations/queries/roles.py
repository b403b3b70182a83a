"""Roles, grants, and the two questions: what may this person do, and why; who may do this."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import Language, NotFound
from tocsin.kernel.paging import LARGEST, after, cursor, limit_of
from tocsin.kernel.powers import Power, Reason, decide
from tocsin.kernel.types import Actor, Page
from tocsin.organisations.memberships import find_empowered, find_memberships_of
from tocsin.organisations.powers import ROLE_MANAGE
from tocsin.organisations.queries.people import department_names
from tocsin.organisations.queries.records import ancestry_of, paths_of
from tocsin.organisations.queries.view import concealing
from tocsin.organisations.refusals import UnknownDepartment
from tocsin.organisations.rules import ORGANISATION, Holding, allow, holds

_ROLES = """
SELECT r.id, r.name, r.name_key, r.created_at,
       array(SELECT p.power FROM role_power p WHERE p.organisation_id = $1 AND p.role_id = r.id ORDER BY 1) AS powers,
       (SELECT count(DISTINCT g.member_id) FROM role_grant g WHERE g.organisation_id = $1 AND g.role_id = r.id) AS holders
FROM role r WHERE r.organisation_id = $1 AND ($2::text IS NULL OR (r.name_key, r.id) > ($2, $3::uuid))
ORDER BY r.name_key, r.id LIMIT $4
"""
_GRANTS = """
SELECT g.id, g.member_id, m.person_id, m.name, m.sort_key, m.status, g.role_id, r.name AS role, g.scope, g.department_id,
       d.name AS department, g.granted_at, b.name AS granted_by
FROM role_grant g
JOIN member m ON m.organisation_id = $1 AND m.id = g.member_id
JOIN role r ON r.organisation_id = $1 AND r.id = g.role_id
LEFT JOIN department d ON d.organisation_id = $1 AND d.id = g.department_id
LEFT JOIN member b ON b.organisation_id = $1 AND b.id = g.granted_by
WHERE g.organisation_id = $1 AND ($2::text IS NULL OR (m.sort_key, m.id, g.id) > ($2, $3::uuid, $4::uuid))
ORDER BY m.sort_key, m.id, g.id LIMIT $5
"""
_MAIN_ADMINS = """
SELECT id AS member_id, person_id, name FROM member WHERE organisation_id = $1 AND main_admin ORDER BY sort_key, id
"""
_MEMBERS = (
    "SELECT id AS member_id, person_id, name, sort_key FROM member WHERE organisation_id = $1 AND id = ANY ($2::uuid[])"
)


class PowerRow(msgspec.Struct, frozen=True):
    """A power of the catalogue, in the reader's words; ``everyone``: every active member has it, no role carries it."""

    power: str
    words: str
    room: str
    everyone: bool


class RoleRow(msgspec.Struct, frozen=True):
    """A role. ``lost`` are powers it names that no role can carry any more: they give nobody anything, and go when the
    role is saved."""

    id: UUID
    name: str
    powers: list[str]
    lost: list[str]
    holders: int
    created_at: datetime


class GrantRow(msgspec.Struct, frozen=True):
    """A role held by a member."""

    id: UUID
    member_id: UUID
    person_id: UUID | None
    name: str
    status: str
    role_id: UUID
    role: str
    scope: str
    department_id: UUID | None
    department: str | None
    granted_at: datetime
    granted_by: str | None


class Because(msgspec.Struct, frozen=True):
    """Why somebody holds a power."""

    by: str
    role_id: UUID | None
    role: str | None
    scope: str
    department_id: UUID | None
    department: str | None


class HeldPower(msgspec.Struct, frozen=True):
    """A power somebody holds, and why."""

    power: str
    words: str
    room: str
    because: list[Because]


class MemberName(msgspec.Struct, frozen=True):
    """A member by name."""

    member_id: UUID
    person_id: UUID | None
    name: str


class Holder(msgspec.Struct, frozen=True):
    """Somebody who holds a power, and why."""

    member_id: UUID
    person_id: UUID | None
    name: str
    because: list[Because]


class Holders(msgspec.Struct, frozen=True):
    """Who may do something. With ``everyone`` all active members may, and nobody is listed."""

    everyone: bool
    items: list[Holder]


def get_catalogue(catalogue: Mapping[str, Power], language: Language) -> list[PowerRow]:
    """Return every power the rooms declare, by room."""
    rows = [PowerRow(p.name, p.words.in_(language), p.room, p.everyone) for p in catalogue.values()]
    return sorted(rows, key=lambda row: (row.room, row.everyone))


async def get_roles(
    tx: Transaction, organisation_id: UUID, catalogue: Mapping[str, Power], *, page_after: str | None, limit: int
) -> Page[RoleRow]:
    """Return one page of the organisation's roles, by name."""
    size = limit_of(limit)
    behind = after(page_after, tuple[str, UUID]) or (None, None)
    rows = await tx.fetch(_ROLES, organisation_id, *behind, size + 1)
    last = rows[size - 1] if len(rows) > size else None
    return Page(
        [_role(row, catalogue) for row in rows[:size]],
        None if last is None else cursor(last["name_key"], last["id"]),
    )


def _role(row: Any, catalogue: Mapping[str, Power]) -> RoleRow:
    named: list[str] = row["powers"]
    powers = [name for name in named if name in catalogue and not catalogue[name].everyone]
    lost = [name for name in named if name not in powers]
    return RoleRow(row["id"], row["name"], powers, lost, row["holders"], row["created_at"])


async def holdings_of(tx: Transaction, organisation_id: UUID, rows: Sequence[Any]) -> list[Holding]:
    """Turn grants into what a decision about them needs; raise ``UnknownDepartment`` for a scope that is not there."""
    departments = {row["department_id"] for row in rows if row["department_id"] is not None}
    paths = await paths_of(tx, organisation_id, departments) if departments else {}
    if departments - paths.keys():
        raise UnknownDepartment
    own = [row["member_id"] for row in rows if row["scope"] == "self"]
    ancestry = await ancestry_of(tx, organisation_id, own) if own else {}
    return [
        Holding(
            row["member_id"],
            row["scope"],
            paths.get(row["department_id"], frozenset()),
            ancestry.get(row["member_id"], frozenset()),
        )
        for row in rows
    ]


async def get_grants(
    tx: Transaction, actor: Actor, organisation_id: UUID, *, page_after: str | None, limit: int
) -> Page[GrantRow]:
    """Return one page of who holds which role over what, by name, as far as the reader manages roles.

    Grants out of the reader's reach are passed over, and the page is filled up from behind them.
    """
    own = actor.member_of(organisation_id)
    size = limit_of(limit)
    behind = after(page_after, tuple[str, UUID, UUID]) or (None, None, None)
    seen: list[Any] = []
    while True:
        rows = await tx.fetch(_GRANTS, organisation_id, *behind, LARGEST + 1)
        over = await holdings_of(tx, organisation_id, rows)
        seen += [row for row, holding in zip(rows, over, strict=True) if holds(own, ROLE_MANAGE, holding)]
        if len(rows) <= LARGEST or len(seen) > size:
            break
        behind = _behind(rows[-1])
    items = [msgspec.convert(dict(row), GrantRow) for row in seen[:size]]
    return Page(items, cursor(*_behind(seen[size - 1])) if len(seen) > size else None)


def _behind(row: Any) -> tuple[str, UUID, UUID]:
    return row["sort_key"], row["member_id"], row["id"]


async def get_main_admins(tx: Transaction, organisation_id: UUID) -> list[MemberName]:
    """Return the main admins, whom every member may know."""
    return [msgspec.convert(dict(row), MemberName) for row in await tx.fetch(_MAIN_ADMINS, organisation_id)]


async def get_powers_of(
    tx: Transaction,
    actor: Actor,
    organisation_id: UUID,
    member_id: UUID,
    catalogue: Mapping[str, Power],
    language: Language,
) -> list[HeldPower]:
    """Answer what a member may do, and why: for oneself, and for who manages roles over a department of theirs."""
    own = actor.member_of(organisation_id)
    if member_id != own.member_id:
        allow(
            own,
            ROLE_MANAGE,
            ancestry=(await ancestry_of(tx, organisation_id, [member_id])).get(member_id, ORGANISATION),
        )
    membership = (await find_memberships_of(tx, organisation_id, [member_id])).get(member_id)
    if membership is None:
        raise NotFound
    decided = [(power, decide(membership, power)) for power in catalogue.values()]
    names = await _departments(tx, organisation_id, (one for _, decision in decided for one in decision.because))
    return [
        HeldPower(power.name, power.words.in_(language), power.room, _because(decision.because, names))
        for power, decision in decided
        if decision.allowed
    ]


async def get_holders(
    tx: Transaction,
    actor: Actor,
    organisation_id: UUID,
    catalogue: Mapping[str, Power],
    name: str,
    department_id: UUID | None,
) -> Holders:
    """Answer who may do something: anywhere at all, or in one department, to who manages roles there."""
    power = catalogue.get(name)
    if power is None:
        raise NotFound
    if power.everyone:
        return Holders(everyone=True, items=[])
    own, ancestry = actor.member_of(organisation_id), None
    if department_id is not None:
        ancestry = (await paths_of(tx, organisation_id, [department_id])).get(department_id)
        if ancestry is None:
            raise NotFound
    async with concealing(tx, own, [ancestry or ORGANISATION]):
        allow(own, ROLE_MANAGE, ancestry=ORGANISATION if ancestry is None else ancestry)
    found = [(one, decide(one, power, ancestry=ancestry)) for one in await find_empowered(tx, organisation_id)]
    holding = {one.member_id: decision for one, decision in found if decision.allowed}
    names = await _departments(tx, organisation_id, (r for decision in holding.values() for r in decision.because))
    rows = await tx.fetch(_MEMBERS, organisation_id, list(holding))
    return Holders(
        everyone=False,
        items=[
            Holder(row["member_id"], row["person_id"], row["name"], _because(holding[row["member_id"]].because, names))
            for row in sorted(rows, key=lambda row: (row["sort_key"], row["member_id"]))
        ],
    )


async def _departments(tx: Transaction, organisation_id: UUID, reasons: Iterable[Reason]) -> dict[UUID, str]:
    asked = {reason.department_id for reason in reasons if reason.department_id is not None}
    if not asked:
        return {}
    return {one.id: one.name for one in (await department_names(tx, organisation_id, asked)).values()}


def _because(reasons: Iterable[Reason], names: Mapping[UUID, str]) -> list[Because]:
    return [
        Because(
            one.by,
            one.role_id,
            one.role,
            one.scope,
            one.department_id,
            None if one.department_id is None else names.get(one.department_id),
        )
        for one in reasons
    ]

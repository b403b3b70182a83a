"""Roles and who holds them. Nobody gives what they do not hold, and nobody raises themselves."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, delete, insert, update
from sqlalchemy.dialects.postgresql import insert as pg_insert

from tocsin.kernel import text
from tocsin.kernel.clock import now
from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import Invalid, NotFound
from tocsin.kernel.events import Change
from tocsin.kernel.ids import uuid7
from tocsin.kernel.powers import Power
from tocsin.kernel.types import Actor, Scope
from tocsin.organisations.actions.authority import lead
from tocsin.organisations.actions.writing import refusing
from tocsin.organisations.events import RoleChanged, RoleGranted, RoleMade, RoleRemoved, RoleRevoked
from tocsin.organisations.powers import ROLE_MANAGE
from tocsin.organisations.queries.roles import holdings_of
from tocsin.organisations.queries.view import concealing
from tocsin.organisations.refusals import AlreadyGranted, RoleHeld, UnknownDepartment, UnknownMember
from tocsin.organisations.rules import (
    ORGANISATION,
    allow,
    check_give,
    check_into_role,
    check_role_change,
    check_take,
    grantable,
)
from tocsin.organisations.tables import Role, RoleGrant

Catalogue = Mapping[str, Power]

_POWERS = "SELECT power FROM role_power WHERE organisation_id = $1 AND role_id = $2"
_ADD_POWERS = "INSERT INTO role_power (organisation_id, role_id, power) SELECT $1, $2, * FROM unnest($3::text[])"
_DROP_POWERS = "DELETE FROM role_power WHERE organisation_id = $1 AND role_id = $2 AND power = ANY ($3::text[])"
_HOLDINGS = """
SELECT g.member_id, m.person_id, g.scope, g.department_id
FROM role_grant g JOIN member m ON m.organisation_id = g.organisation_id AND m.id = g.member_id
WHERE g.organisation_id = $1 AND g.role_id = $2
"""
_GRANT = """
SELECT g.id, g.role_id, g.member_id, m.person_id, g.scope, g.department_id
FROM role_grant g JOIN member m ON m.organisation_id = g.organisation_id AND m.id = g.member_id
WHERE g.organisation_id = $1 AND g.id = $2
"""


class RoleIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A role: its name, and the powers it carries by their names in the catalogue."""

    name: str
    powers: list[str]


class RoleChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to change of a role; ``powers`` are all it carries afterwards."""

    name: str | msgspec.UnsetType = msgspec.UNSET
    powers: list[str] | msgspec.UnsetType = msgspec.UNSET


class GrantIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A role for a member; ``department_id`` is the root of the subtree, for the scope ``department`` alone."""

    member_id: UUID
    role_id: UUID
    scope: Scope
    department_id: UUID | None = None


async def make_role(tx: Transaction, actor: Actor, organisation_id: UUID, catalogue: Catalogue, role: RoleIn) -> UUID:
    """Make a role of powers that its maker holds: whoever grants it goes by its name."""
    membership = await lead(tx, actor, organisation_id)
    allow(membership, ROLE_MANAGE)
    carried = grantable(catalogue, role.powers)
    check_into_role(membership, carried)
    powers = [power.name for power in carried]
    role_id, name = uuid7(), text.check_title(role.name)
    async with refusing(name=name):
        await tx.run(
            insert(Role).values(
                organisation_id=organisation_id, id=role_id, name=name, name_key=text.fold(name), created_at=now()
            )
        )
    await tx.fetch(_ADD_POWERS, organisation_id, role_id, powers)
    await tx.emit(RoleMade(realm_id=organisation_id, subject_id=role_id, powers=tuple(powers)))
    return role_id


async def change_role(
    tx: Transaction, actor: Actor, organisation_id: UUID, catalogue: Catalogue, role_id: UUID, change: RoleChange
) -> None:
    """Rename a role, or change what it carries: through every one of its grants, that gives or takes powers."""
    membership = await lead(tx, actor, organisation_id)
    allow(membership, ROLE_MANAGE)
    name, before = await _role(tx, organisation_id, role_id)
    after = before if change.powers is msgspec.UNSET else {p.name for p in grantable(catalogue, change.powers)}
    added, removed = sorted(after - before), sorted(before - after)
    held = await tx.fetch(_HOLDINGS, organisation_id, role_id)
    if not held:
        # It gives nobody anything yet, but the next to grant it goes by its name.
        allow(membership, ROLE_MANAGE, ancestry=ORGANISATION)
    check_role_change(
        membership,
        ROLE_MANAGE,
        _known(catalogue, added),
        _known(catalogue, removed),
        await holdings_of(tx, organisation_id, held),
    )
    changes: list[Change] = []
    if change.name is not msgspec.UNSET:
        renamed = await _rename(tx, organisation_id, role_id, change.name)
        if renamed != name:
            changes.append(Change("name", name, renamed))
    if added:
        await tx.fetch(_ADD_POWERS, organisation_id, role_id, added)
    if removed:
        await tx.fetch(_DROP_POWERS, organisation_id, role_id, removed)
    await tx.emit(
        RoleChanged(
            realm_id=organisation_id,
            subject_id=role_id,
            added=tuple(added),
            removed=tuple(removed),
            people=tuple({row["person_id"] for row in held if row["person_id"]}),
            changes=tuple(changes),
        )
    )


async def remove_role(tx: Transaction, actor: Actor, organisation_id: UUID, role_id: UUID) -> None:
    """Remove a role that nobody holds."""
    allow(await lead(tx, actor, organisation_id), ROLE_MANAGE, ancestry=ORGANISATION)
    name, _ = await _role(tx, organisation_id, role_id)
    held = await tx.fetch(_HOLDINGS, organisation_id, role_id)
    if held:
        raise RoleHeld(holders=len({row["member_id"] for row in held}))
    await tx.run(delete(Role).where(*_is(organisation_id, role_id)))
    await tx.emit(RoleRemoved(realm_id=organisation_id, subject_id=role_id, changes=(Change("name", name, None),)))


async def grant(tx: Transaction, actor: Actor, organisation_id: UUID, catalogue: Catalogue, wanted: GrantIn) -> UUID:
    """Give a member a role within a scope."""
    membership = await lead(tx, actor, organisation_id)
    if (wanted.scope == "department") != (wanted.department_id is not None):
        raise Invalid(fields={"department_id": "needed for the scope department, and only there"})
    row: dict[str, Any] = msgspec.structs.asdict(wanted)
    powers = _known(catalogue, (await _role(tx, organisation_id, wanted.role_id))[1])
    target = await tx.fetch(
        "SELECT person_id FROM member WHERE organisation_id = $1 AND id = $2 AND status = 'active'",
        organisation_id,
        wanted.member_id,
    )
    if not target:
        raise UnknownMember
    (over,) = await holdings_of(tx, organisation_id, [row])
    async with concealing(tx, membership, [over.path], UnknownDepartment):
        check_give(membership, ROLE_MANAGE, powers, over)
    # The same grant twice, by two admins or one who pressed twice, ends here.
    made = await tx.value(
        pg_insert(RoleGrant)
        .values(organisation_id=organisation_id, id=uuid7(), granted_by=membership.member_id, granted_at=now(), **row)
        .on_conflict_do_nothing()
        .returning(RoleGrant.id)
    )
    if made is None:
        raise AlreadyGranted
    await tx.emit(
        RoleGranted(
            realm_id=organisation_id,
            subject_id=wanted.member_id,
            role_id=wanted.role_id,
            scope=wanted.scope,
            department_id=wanted.department_id,
            people=(target[0]["person_id"],),
        )
    )
    grant_id: UUID = made
    return grant_id


async def revoke(tx: Transaction, actor: Actor, organisation_id: UUID, catalogue: Catalogue, grant_id: UUID) -> None:
    """End a grant: one's own, or another's when one holds all that it carries."""
    membership = await lead(tx, actor, organisation_id)
    rows = await tx.fetch(_GRANT, organisation_id, grant_id)
    if not rows:
        raise NotFound
    one = rows[0]
    powers = _known(catalogue, (await _role(tx, organisation_id, one["role_id"]))[1])
    (over,) = await holdings_of(tx, organisation_id, [one])
    check_take(membership, ROLE_MANAGE, powers, over)
    await tx.run(delete(RoleGrant).where(RoleGrant.organisation_id == organisation_id, RoleGrant.id == grant_id))
    await tx.emit(
        RoleRevoked(
            realm_id=organisation_id,
            subject_id=one["member_id"],
            role_id=one["role_id"],
            scope=one["scope"],
            department_id=one["department_id"],
            people=() if one["person_id"] is None else (one["person_id"],),
        )
    )


def _is(organisation_id: UUID, role_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return Role.organisation_id == organisation_id, Role.id == role_id


async def _rename(tx: Transaction, organisation_id: UUID, role_id: UUID, name: str) -> str:
    title = text.check_title(name)
    async with refusing(name=title):
        await tx.run(update(Role).where(*_is(organisation_id, role_id)).values(name=title, name_key=text.fold(title)))
    return title


async def _role(tx: Transaction, organisation_id: UUID, role_id: UUID) -> tuple[str, set[str]]:
    """Return a role's name and what it carries; raise :class:`NotFound` for an unknown one."""
    there = await tx.fetch("SELECT name FROM role WHERE organisation_id = $1 AND id = $2", organisation_id, role_id)
    if not there:
        raise NotFound
    return there[0]["name"], {row["power"] for row in await tx.fetch(_POWERS, organisation_id, role_id)}


def _known(catalogue: Catalogue, names: Iterable[str]) -> list[Power]:
    """Powers by name; one that no room declares any more has no effect, and is nobody's to hold."""
    return [catalogue[name] for name in names if name in catalogue]

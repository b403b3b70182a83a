"""The tree: departments made, renamed, moved, hidden, led and removed."""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, delete, func, update

from tocsin.kernel import text
from tocsin.kernel.clock import now
from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import NotFound, Refusal
from tocsin.kernel.events import Change
from tocsin.kernel.ids import uuid7
from tocsin.kernel.types import Actor, Membership
from tocsin.organisations.actions.authority import lead
from tocsin.organisations.actions.batches import NewDepartment, make_departments
from tocsin.organisations.actions.writing import refusing
from tocsin.organisations.events import DepartmentChanged, DepartmentRemoved, HeadsChanged
from tocsin.organisations.powers import DEPARTMENT_MANAGE
from tocsin.organisations.queries.view import concealing
from tocsin.organisations.refusals import DepartmentNotEmpty, NotInDepartment, UnknownDepartment
from tocsin.organisations.rules import ORGANISATION, allow, check_gains_nothing, check_move
from tocsin.organisations.tables import Application, Department, JoinLink

_ONE = "SELECT id, parent_id, name, path, hidden FROM department WHERE organisation_id = $1 AND id = $2"
_HEIGHT = "SELECT max(cardinality(path)) FROM department WHERE organisation_id = $1 AND $2 = ANY (path)"
_REPATH = """
UPDATE department SET path = $3::uuid[] || path[$4:] WHERE organisation_id = $1 AND $2 = ANY (path)
"""
_SIBLINGS = """
SELECT id FROM department WHERE organisation_id = $1 AND parent_id IS NOT DISTINCT FROM $2 AND id <> $3
ORDER BY position, name, id
"""
_NUMBER = """
UPDATE department d SET position = one.n FROM unnest($2::uuid[]) WITH ORDINALITY AS one(id, n)
WHERE d.organisation_id = $1 AND d.id = one.id
"""
_INSIDE = """
SELECT (SELECT count(*) FROM department WHERE organisation_id = $1 AND parent_id = $2) AS departments,
       (SELECT count(*) FROM member_department WHERE organisation_id = $1 AND department_id = $2) AS members
"""
_END_GRANTS = """
WITH ended AS (DELETE FROM role_grant WHERE organisation_id = $1 AND department_id = $2 RETURNING member_id)
SELECT DISTINCT m.person_id FROM ended JOIN member m ON m.organisation_id = $1 AND m.id = ended.member_id
WHERE m.person_id IS NOT NULL
"""
_HEADS = "SELECT member_id FROM member_department WHERE organisation_id = $1 AND department_id = $2 AND head"
_SET_HEADS = """
UPDATE member_department SET head = (member_id = ANY ($3::uuid[]))
WHERE organisation_id = $1 AND department_id = $2 AND head <> (member_id = ANY ($3::uuid[]))
"""
_PRESENT_IN = """
SELECT m.id FROM member m JOIN member_department d ON d.organisation_id = m.organisation_id AND d.member_id = m.id
WHERE m.organisation_id = $1 AND d.department_id = $2 AND m.id = ANY ($3::uuid[]) AND m.status <> 'left'
"""


class DepartmentChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to change of a department; what is absent stays. ``position`` counts from 0 among its siblings."""

    name: str | msgspec.UnsetType = msgspec.UNSET
    parent_id: UUID | msgspec.UnsetType | None = msgspec.UNSET
    position: int | msgspec.UnsetType = msgspec.UNSET
    hidden: bool | msgspec.UnsetType = msgspec.UNSET


class _Row(msgspec.Struct, frozen=True):
    id: UUID
    parent_id: UUID | None
    name: str
    path: list[UUID]
    hidden: bool


async def _get(tx: Transaction, organisation_id: UUID, department_id: UUID, missing: type[Refusal]) -> _Row:
    rows = await tx.fetch(_ONE, organisation_id, department_id)
    if not rows:
        raise missing
    return msgspec.convert(dict(rows[0]), _Row)


async def _manage(
    tx: Transaction, membership: Membership, department_id: UUID, missing: type[Refusal] = NotFound
) -> _Row:
    """Return a department the member manages; one hidden from them and out of their reach is as one that is not there."""
    one = await _get(tx, membership.organisation_id, department_id, missing)
    async with concealing(tx, membership, [one.path], missing):
        allow(membership, DEPARTMENT_MANAGE, ancestry=frozenset(one.path))
    return one


async def make_department(
    tx: Transaction, actor: Actor, organisation_id: UUID, name: str, parent_id: UUID | None
) -> UUID:
    """Make a department below another, or at the top, which takes the power over the whole organisation."""
    membership = await lead(tx, actor, organisation_id)
    if parent_id is None:
        allow(membership, DEPARTMENT_MANAGE, ancestry=ORGANISATION)
    else:
        await _manage(tx, membership, parent_id, UnknownDepartment)
    made = NewDepartment(uuid7(), parent_id, name)
    await make_departments(tx, organisation_id, [made])
    return made.id


async def change_department(
    tx: Transaction, actor: Actor, organisation_id: UUID, department_id: UUID, change: DepartmentChange
) -> None:
    """Rename, move, reorder or hide a department. Moving takes the power where it stands and where it goes."""
    membership = await lead(tx, actor, organisation_id)
    one = await _manage(tx, membership, department_id)
    changes: list[Change] = []
    fields: set[str] = set()
    if change.name is not msgspec.UNSET and change.name != one.name:
        name = await _rename(tx, organisation_id, department_id, change.name)
        changes.append(Change("name", one.name, name))
    if change.hidden is not msgspec.UNSET and change.hidden != one.hidden:
        await tx.run(update(Department).where(*_is(organisation_id, department_id)).values(hidden=change.hidden))
        changes.append(Change("hidden", one.hidden, change.hidden))
    parent_id = one.parent_id
    if change.parent_id is not msgspec.UNSET and change.parent_id != one.parent_id:
        parent_id = change.parent_id
        await _move(tx, membership, one, parent_id)
        changes.append(Change("parent_id", one.parent_id, parent_id))
    if change.position is not msgspec.UNSET:
        await _reorder(tx, membership, department_id, parent_id, change.position)
        fields.add("position")
    fields |= {one.field for one in changes}
    if fields:
        await tx.emit(
            DepartmentChanged(
                realm_id=organisation_id,
                subject_id=department_id,
                fields=tuple(sorted(fields)),
                changes=tuple(changes),
            )
        )


def _is(organisation_id: UUID, department_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return Department.organisation_id == organisation_id, Department.id == department_id


async def _rename(tx: Transaction, organisation_id: UUID, department_id: UUID, name: str) -> str:
    title = text.check_title(name)
    async with refusing(name=title):
        await tx.run(
            update(Department).where(*_is(organisation_id, department_id)).values(name=title, name_key=text.fold(title))
        )
    return title


async def _move(tx: Transaction, membership: Membership, one: _Row, parent_id: UUID | None) -> None:
    organisation_id = membership.organisation_id
    to = [] if parent_id is None else (await _get(tx, organisation_id, parent_id, UnknownDepartment)).path
    async with concealing(tx, membership, [to], UnknownDepartment):
        # What leaves a subtree leaves somebody's charge: that takes the power over the whole of where it stood, too.
        allow(membership, DEPARTMENT_MANAGE, ancestry=frozenset(one.path[:-1]))
        allow(membership, DEPARTMENT_MANAGE, ancestry=frozenset(to))
        check_gains_nothing(membership, one.path, to)
    deepest = (await tx.fetch(_HEIGHT, organisation_id, one.id))[0][0]
    check_move(one.path, to, deepest - len(one.path) + 1)
    async with refusing(name=one.name):
        await tx.run(update(Department).where(*_is(organisation_id, one.id)).values(parent_id=parent_id))
    await tx.fetch(_REPATH, organisation_id, one.id, to, len(one.path))


async def _reorder(
    tx: Transaction, membership: Membership, department_id: UUID, parent_id: UUID | None, position: int
) -> None:
    organisation_id = membership.organisation_id
    above = [] if parent_id is None else (await _get(tx, organisation_id, parent_id, UnknownDepartment)).path
    allow(membership, DEPARTMENT_MANAGE, ancestry=frozenset(above))
    order = [row["id"] for row in await tx.fetch(_SIBLINGS, organisation_id, parent_id, department_id)]
    order.insert(min(max(0, position), len(order)), department_id)
    await tx.fetch(_NUMBER, organisation_id, order)


async def remove_department(tx: Transaction, actor: Actor, organisation_id: UUID, department_id: UUID) -> None:
    """Remove an empty department; grants and join links for it end with it."""
    membership = await lead(tx, actor, organisation_id)
    one = await _manage(tx, membership, department_id)
    inside = (await tx.fetch(_INSIDE, organisation_id, department_id))[0]
    if inside["departments"] or inside["members"]:
        raise DepartmentNotEmpty(departments=inside["departments"], members=inside["members"])
    people = [row["person_id"] for row in await tx.fetch(_END_GRANTS, organisation_id, department_id)]
    own = (JoinLink.organisation_id == organisation_id, JoinLink.department_id == department_id)
    await tx.run(
        update(JoinLink).where(*own).values(department_id=None, revoked_at=func.coalesce(JoinLink.revoked_at, now()))
    )
    asked = (Application.organisation_id == organisation_id, Application.department_id == department_id)
    await tx.run(update(Application).where(*asked).values(department_id=None))
    await tx.run(delete(Department).where(*_is(organisation_id, department_id)))
    await tx.emit(
        DepartmentRemoved(
            realm_id=organisation_id,
            subject_id=department_id,
            people=tuple(people),
            changes=(Change("name", one.name, None),),
        )
    )


async def set_heads(
    tx: Transaction, actor: Actor, organisation_id: UUID, department_id: UUID, members: Sequence[UUID]
) -> None:
    """Say who heads a department, of its own members."""
    membership = await lead(tx, actor, organisation_id)
    await _manage(tx, membership, department_id)
    present = await tx.fetch(_PRESENT_IN, organisation_id, department_id, list(members))
    if len(present) < len(set(members)):
        raise NotInDepartment
    before = [row["member_id"] for row in await tx.fetch(_HEADS, organisation_id, department_id)]
    await tx.fetch(_SET_HEADS, organisation_id, department_id, list(members))
    changes = (Change("heads", before, list(members)),)
    await tx.emit(
        HeadsChanged(realm_id=organisation_id, subject_id=department_id, departments=(department_id,), changes=changes)
    )

"""People and departments as other rooms need them: how somebody is shown, who is where, who leads.

These read what the row-level policies of the caller's unit show: of a member, the member's own organisations.
"""

from collections.abc import Iterable
from uuid import UUID

import msgspec

from tocsin.kernel.db import Transaction

_PEOPLE = """
SELECT DISTINCT ON (m.person_id) m.person_id, m.id AS member_id, m.organisation_id, m.name, m.status,
       CASE WHEN p.department_id IS NULL THEN m.post ELSE p.post END AS post, d.name AS department
FROM member m
LEFT JOIN LATERAL (
    SELECT department_id, post FROM member_department o
    WHERE o.organisation_id = m.organisation_id AND o.member_id = m.id ORDER BY o.position, o.department_id LIMIT 1
) p ON true
LEFT JOIN department d ON d.organisation_id = m.organisation_id AND d.id = p.department_id
WHERE {which}m.person_id = ANY ({people}::uuid[])
ORDER BY m.person_id, m.status = 'left', m.status = 'suspended', m.created_at DESC
"""
_PEOPLE_HERE = _PEOPLE.format(which="m.organisation_id = $2 AND ", people="$1")
_PEOPLE_ANYWHERE = _PEOPLE.format(which="", people="$1")
_COLLEAGUES = """
SELECT DISTINCT o.person_id FROM member m JOIN member o ON o.organisation_id = m.organisation_id
WHERE m.person_id = $1 AND m.status = 'active' AND o.person_id = ANY ($2::uuid[]) AND o.status = 'active'
"""
# ``OFFSET 0`` keeps each member found by key, one by one: within the transaction that brings thousands in, the planner
# knows nothing of them and would compare all with all.
_PERSON = """
CROSS JOIN LATERAL (SELECT m.person_id, m.joined_at FROM member m WHERE m.organisation_id = $1 AND m.id = o.member_id OFFSET 0) p"""
_IN_DEPARTMENTS = f"""
SELECT o.department_id, p.person_id FROM member_department o{_PERSON}
WHERE o.organisation_id = $1 AND o.department_id = ANY ($2::uuid[]) AND o.status = 'active'
"""  # noqa: S608
_BELOW_DEPARTMENTS = f"""
SELECT DISTINCT top.id AS department_id, p.person_id
FROM department d
JOIN member_department o ON o.organisation_id = $1 AND o.department_id = d.id{_PERSON}
JOIN unnest($2::uuid[]) AS top(id) ON top.id = ANY (d.path)
WHERE d.organisation_id = $1 AND d.path && $2::uuid[] AND o.status = 'active'
"""  # noqa: S608
_HEADS = f"{_IN_DEPARTMENTS} AND o.head ORDER BY o.department_id, p.joined_at, o.member_id"


class PersonHere(msgspec.Struct, frozen=True):
    """How a person is shown in an organisation; ``post`` and ``department`` are the first ones."""

    person_id: UUID
    member_id: UUID
    organisation_id: UUID
    name: str
    status: str
    post: str | None
    department: str | None


class DepartmentName(msgspec.Struct, frozen=True):
    """A department by name; ``path`` runs from the top down to it."""

    id: UUID
    name: str
    parent_id: UUID | None
    path: tuple[UUID, ...]
    hidden: bool


async def names(tx: Transaction, organisation_id: UUID, people: Iterable[UUID]) -> dict[UUID, PersonHere]:
    """Return how people are shown in an organisation, those who left included; unknown ones are missing."""
    rows = await tx.fetch(_PEOPLE_HERE, list(people), organisation_id)
    return {row["person_id"]: msgspec.convert(dict(row), PersonHere) for row in rows}


async def names_among_us(tx: Transaction, people: Iterable[UUID]) -> dict[UUID, PersonHere]:
    """Return how people are shown in an organisation the actor shares with them; others are missing."""
    rows = await tx.fetch(_PEOPLE_ANYWHERE, list(people))
    return {row["person_id"]: msgspec.convert(dict(row), PersonHere) for row in rows}


async def find_colleagues(tx: Transaction, person_id: UUID, people: Iterable[UUID]) -> set[UUID]:
    """Return those of the people who are active members of an organisation that a person is an active member of."""
    rows = await tx.fetch(_COLLEAGUES, person_id, list(people))
    return {row["person_id"] for row in rows}


async def person_of(tx: Transaction, organisation_id: UUID, member_id: UUID) -> UUID | None:
    """Return the person of a member's record; nothing while invited, or for an unknown one."""
    rows = await tx.fetch(
        "SELECT person_id FROM member WHERE organisation_id = $1 AND id = $2", organisation_id, member_id
    )
    return rows[0]["person_id"] if rows else None


async def department_members(
    tx: Transaction, organisation_id: UUID, departments: Iterable[UUID], *, deep: bool = False
) -> dict[UUID, list[UUID]]:
    """Return the people (persons, active members) in each department; ``deep``: and in all departments below it."""
    asked = list(departments)
    found: dict[UUID, list[UUID]] = {one: [] for one in asked}
    for row in await tx.fetch(_BELOW_DEPARTMENTS if deep else _IN_DEPARTMENTS, organisation_id, asked):
        found[row["department_id"]].append(row["person_id"])
    return found


async def department_heads(
    tx: Transaction, organisation_id: UUID, departments: Iterable[UUID]
) -> dict[UUID, list[UUID]]:
    """Return the people (persons, active members) who head each department, the longest in the organisation first."""
    asked = list(departments)
    found: dict[UUID, list[UUID]] = {one: [] for one in asked}
    for row in await tx.fetch(_HEADS, organisation_id, asked):
        found[row["department_id"]].append(row["person_id"])
    return found


async def department_names(
    tx: Transaction, organisation_id: UUID, departments: Iterable[UUID]
) -> dict[UUID, DepartmentName]:
    """Return departments by id; those that are gone are missing."""
    rows = await tx.fetch(
        "SELECT id, name, parent_id, path, hidden FROM department WHERE organisation_id = $1 AND id = ANY ($2::uuid[])",
        organisation_id,
        list(departments),
    )
    return {row["id"]: msgspec.convert(dict(row), DepartmentName) for row in rows}

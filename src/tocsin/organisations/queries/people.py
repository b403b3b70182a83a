"""People and departments as other rooms need them: how somebody is shown, who is where, who leads.

These read what the row-level policies of the caller's unit show: of a member, the member's own organisations.
"""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import msgspec

from tocsin.kernel.db import Transaction
from tocsin.kernel.types import Actor, Membership
from tocsin.organisations.keeping import keyring_of
from tocsin.organisations.powers import HIDDEN_READ
from tocsin.organisations.records import Keys, keys_of
from tocsin.organisations.rules import HiddenDepartment, OrganisationSettings, closed_to, shown_name

# Each place comes with the hidden departments it lies in, and whether the reader (whose departments are $2) is in those
# too: what of it is shown is decided by the rule of the directory.
_PEOPLE = """
SELECT m.person_id, m.id AS member_id, m.organisation_id, m.name, m.status, m.post, m.phone_sealed,
       (SELECT s.settings FROM organisation s WHERE s.id = m.organisation_id) AS settings,
       coalesce((SELECT jsonb_agg(jsonb_build_object('post', o.post, 'department', d.name, 'hidden', coalesce(
                     (SELECT jsonb_agg(jsonb_build_object('id', h.id, 'path', h.path, 'inside', EXISTS (
                          SELECT 1 FROM department own WHERE own.organisation_id = h.organisation_id
                          AND own.id = ANY ($2::uuid[]) AND h.id = ANY (own.path))))
                      FROM department h WHERE h.organisation_id = d.organisation_id AND h.hidden AND h.id = ANY (d.path)),
                     '[]'::jsonb)) ORDER BY o.position, d.id)
                 FROM member_department o
                 JOIN department d ON d.organisation_id = o.organisation_id AND d.id = o.department_id
                 WHERE o.organisation_id = m.organisation_id AND o.member_id = m.id), '[]'::jsonb) AS places
FROM (SELECT DISTINCT ON (person_id) person_id, id, organisation_id, name, status, post, phone_sealed
      FROM member WHERE person_id = ANY ($1::uuid[]){which}
      ORDER BY person_id, status = 'left', status = 'suspended', created_at DESC) m
"""
_PEOPLE_HERE = _PEOPLE.format(which=" AND organisation_id = $3")
_PEOPLE_ANYWHERE = _PEOPLE.format(which="")
_COLLEAGUES = """
SELECT DISTINCT o.person_id FROM member m JOIN member o ON o.organisation_id = m.organisation_id
WHERE m.person_id = $1 AND m.status = 'active' AND o.person_id = ANY ($2::uuid[]) AND o.status = 'active'
"""
# ``OFFSET 0`` keeps each member found by key, one by one: within the transaction that brings thousands in, the planner
# knows nothing of them and would compare all with all.
_PERSON = """
CROSS JOIN LATERAL (SELECT m.person_id, m.joined_at, m.kind FROM member m WHERE m.organisation_id = $1 AND m.id = o.member_id OFFSET 0) p"""
_IN_DEPARTMENTS = f"""
SELECT o.department_id, p.person_id FROM member_department o{_PERSON}
WHERE o.organisation_id = $1 AND o.department_id = ANY ($2::uuid[]) AND o.status = 'active'"""  # noqa: S608
_BELOW_DEPARTMENTS = f"""
SELECT DISTINCT top.id AS department_id, p.person_id
FROM department d
JOIN member_department o ON o.organisation_id = $1 AND o.department_id = d.id{_PERSON}
JOIN unnest($2::uuid[]) AS top(id) ON top.id = ANY (d.path)
WHERE d.organisation_id = $1 AND d.path && $2::uuid[] AND o.status = 'active'
"""  # noqa: S608
# Whoever leads a department belongs to it, whatever else they are to the organisation.
_STAFF_IN_DEPARTMENTS = f"{_IN_DEPARTMENTS} AND (p.kind = 'employee' OR o.head)"
_HEADS = f"{_IN_DEPARTMENTS} AND o.head ORDER BY o.department_id, p.joined_at, o.member_id"


class PersonHere(msgspec.Struct, frozen=True):
    """How a person is shown in an organisation; ``post`` and ``department`` are the first ones the reader may see.

    ``shown`` is the name in the organisation's format.
    """

    person_id: UUID
    member_id: UUID
    organisation_id: UUID
    name: str
    shown: str
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


class _Place(msgspec.Struct, frozen=True):
    post: str | None
    department: str
    hidden: list[HiddenDepartment]


async def names(tx: Transaction, organisation_id: UUID, people: Iterable[UUID]) -> dict[UUID, PersonHere]:
    """Return how people are shown in an organisation, those who left included; unknown ones are missing."""
    return await _shown(tx, await tx.fetch(_PEOPLE_HERE, list(people), _departments(tx), organisation_id))


async def names_among_us(tx: Transaction, people: Iterable[UUID]) -> dict[UUID, PersonHere]:
    """Return how people are shown in an organisation the actor shares with them; others are missing."""
    return await _shown(tx, await tx.fetch(_PEOPLE_ANYWHERE, list(people), _departments(tx)))


async def _shown(tx: Transaction, rows: Sequence[Any]) -> dict[UUID, PersonHere]:
    """Return how people are shown. Numbers are opened only where the format asks for their end."""
    found = {}
    keys: dict[UUID, Keys] = {}
    for row in rows:
        home, settings = row["organisation_id"], msgspec.convert(row["settings"] or {}, OrganisationSettings)
        phone = None
        if "phone" in settings.name_format and row["phone_sealed"] is not None:
            if home not in keys:
                keys[home] = await keys_of(tx, keyring_of(tx), home)
            phone = keys[home].open("member.phone", row["member_id"], row["phone_sealed"])
        found[row["person_id"]] = _here(tx, row, settings, phone)
    return found


def _departments(tx: Transaction) -> list[UUID]:
    memberships = tx.actor.memberships.values() if tx.actor else ()
    return [one for membership in memberships for one in membership.departments]


def _here(tx: Transaction, row: Any, settings: OrganisationSettings, phone: str | None) -> PersonHere:
    membership = tx.actor.memberships.get(row["organisation_id"]) if tx.actor else None
    places = msgspec.convert(row["places"], list[_Place])
    seen = [one for one in places if not _closed(membership, one.hidden)]
    post = seen[0].post if seen else None if places else row["post"]
    department = seen[0].department if seen else None
    return PersonHere(
        person_id=row["person_id"],
        member_id=row["member_id"],
        organisation_id=row["organisation_id"],
        name=row["name"],
        shown=shown_name(settings, row["name"], department, post, phone),
        status=row["status"],
        post=post,
        department=department,
    )


def _closed(membership: Membership | None, hidden: list[HiddenDepartment]) -> bool:
    """Tell whether a place is closed to the reader; where nobody in particular reads, all hidden ones are."""
    return bool(hidden) and (membership is None or bool(closed_to(membership, HIDDEN_READ, hidden)))


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


async def find_suspended(tx: Transaction, organisation_id: UUID) -> list[UUID]:
    """Return the people whose membership of an organisation is suspended."""
    rows = await tx.fetch(
        "SELECT person_id FROM member WHERE organisation_id = $1 AND status = 'suspended' AND person_id IS NOT NULL",
        organisation_id,
    )
    return [row["person_id"] for row in rows]


async def department_members(
    tx: Transaction, organisation_id: UUID, departments: Iterable[UUID], *, deep: bool = False, staff: bool = False
) -> dict[UUID, list[UUID]]:
    """Return the people (persons, active members) in each department.

    ``deep``: and in all departments below it; ``staff``: only employees, and whoever leads it.
    """
    sql = _BELOW_DEPARTMENTS if deep else _STAFF_IN_DEPARTMENTS if staff else _IN_DEPARTMENTS
    asked = list(departments)
    found: dict[UUID, list[UUID]] = {one: [] for one in asked}
    for row in await tx.fetch(sql, organisation_id, asked):
        found[row["department_id"]].append(row["person_id"])
    return found


async def departments_below(tx: Transaction, organisation_id: UUID, departments: Iterable[UUID]) -> list[UUID]:
    """Return the ids of departments and of all below them."""
    rows = await tx.fetch(
        "SELECT id FROM department WHERE organisation_id = $1 AND path && $2::uuid[]",
        organisation_id,
        list(departments),
    )
    return [row["id"] for row in rows]


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


async def meets(tx: Transaction, actor: Actor, person_id: UUID) -> bool:
    """Whether a person is, or was, a member of an organisation the actor is an active member of."""
    return bool(await tx.fetch("SELECT FROM member WHERE person_id = $1 LIMIT 1", person_id))

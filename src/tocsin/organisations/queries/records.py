"""Members' records as they are stored, opened: for edits, imports and exports. Callers hold a power over them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import msgspec

from tocsin.kernel.beside import each
from tocsin.kernel.db import Transaction
from tocsin.organisations.records import Card, Keys, Place
from tocsin.organisations.rules import Status

_COLUMNS = """
SELECT id, person_id, status, main_admin, name, post, work_no, phone_sealed, email_sealed, manager_id, kind
FROM member WHERE organisation_id = $1 AND """
_PRESENT = f"{_COLUMNS} status <> 'left' ORDER BY sort_key, id"
_SOME = f"{_COLUMNS} id = ANY ($2::uuid[])"
# Joined here and not by the database: an import opens the ten thousand members it has just written, of which the
# planner knows nothing yet.
_PLACES = """
SELECT member_id, department_id, post, head FROM member_department
WHERE organisation_id = $1 AND ($2::uuid[] IS NULL OR member_id = ANY ($2)) ORDER BY position, department_id
"""
_ANCESTRY = """
SELECT m.member_id, array_agg(DISTINCT one.id) AS ancestry
FROM member_department m
JOIN department d ON d.organisation_id = m.organisation_id AND d.id = m.department_id
CROSS JOIN unnest(d.path) AS one(id)
WHERE m.organisation_id = $1 AND m.member_id = ANY ($2::uuid[])
GROUP BY m.member_id
"""


class Kept(msgspec.Struct, frozen=True):
    """A member's record: the card, and where the membership stands."""

    card: Card
    status: Status
    person_id: UUID | None
    main_admin: bool


def _kept(keys: Keys, row: Any, places: Sequence[Place]) -> Kept:
    member_id = row["id"]
    card = Card(
        id=member_id,
        name=row["name"],
        phone=keys.open("member.phone", member_id, row["phone_sealed"]),
        email=keys.open("member.email", member_id, row["email_sealed"]),
        work_no=row["work_no"],
        post=row["post"],
        manager_id=row["manager_id"],
        kind=row["kind"],
        places=tuple(places),
    )
    return Kept(card, row["status"], row["person_id"], row["main_admin"])


async def open_members(tx: Transaction, keys: Keys, members: Sequence[UUID] | None = None) -> dict[UUID, Kept]:
    """Return records with phone and e-mail opened: those of ``members``, or of everybody who has not left."""
    asked = None if members is None else list(members)
    if asked is None:
        rows = await tx.fetch(_PRESENT, keys.organisation_id)
    else:
        rows = await tx.fetch(_SOME, keys.organisation_id, asked)
    places: dict[UUID, list[Place]] = defaultdict(list)
    for one in await tx.fetch(_PLACES, keys.organisation_id, asked):
        places[one["member_id"]].append(Place(one["department_id"], one["post"], one["head"]))
    kept = await each(lambda row: _kept(keys, row, places.get(row["id"], ())), rows)
    return {one.card.id: one for one in kept}


async def ancestry_of(tx: Transaction, organisation_id: UUID, members: Iterable[UUID]) -> dict[UUID, frozenset[UUID]]:
    """Return, for each member, the ids of the member's departments and all departments above them."""
    asked = list(members)
    rows = await tx.fetch(_ANCESTRY, organisation_id, asked)
    found = {row["member_id"]: frozenset(row["ancestry"]) for row in rows}
    return {member: found.get(member, frozenset()) for member in asked}


async def paths_of(tx: Transaction, organisation_id: UUID, departments: Iterable[UUID]) -> dict[UUID, frozenset[UUID]]:
    """Return, for each department that is there, the ids of it and all departments above it."""
    rows = await tx.fetch(
        "SELECT id, path FROM department WHERE organisation_id = $1 AND id = ANY ($2::uuid[])",
        organisation_id,
        list(departments),
    )
    return {row["id"]: frozenset(row["path"]) for row in rows}

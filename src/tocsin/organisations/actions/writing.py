"""Writing members and departments, many at a time. The callers have decided; nothing here asks for a power."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID

import asyncpg

from tocsin.kernel.beside import each
from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import Conflict
from tocsin.organisations.records import Card, Keys, Place, Record, member_record
from tocsin.organisations.refusals import (
    AlreadyMember,
    ManagerCircle,
    NameTaken,
    PhoneListed,
    UnknownDepartment,
    UnknownMember,
    WorkNoTaken,
)
from tocsin.organisations.rules import circles

_INSERT_MEMBER = """
INSERT INTO member (organisation_id, id, name, sort_key, post, work_no, phone_sealed, phone_blind, email_sealed, terms,
                    kind, manager_id, invitation_blind, status, person_id, main_admin, created_at, joined_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
"""
_UPDATE_MEMBER = """
UPDATE member SET name = $3, sort_key = $4, post = $5, work_no = $6, phone_sealed = $7, phone_blind = $8,
                  email_sealed = $9, terms = $10, kind = $11,
                  invitation_blind = CASE WHEN person_id IS NULL THEN $12::bytea END
WHERE organisation_id = $1 AND id = $2
"""
_ADD_TERMS = """
INSERT INTO member_term (organisation_id, term, member_id)
SELECT m.organisation_id, one.term, m.id FROM member m CROSS JOIN unnest(m.terms) AS one(term)
WHERE m.organisation_id = $1 AND m.id = ANY ($2::uuid[]) ORDER BY 2
"""
_DROP_TERMS = """
DELETE FROM member_term t USING member m CROSS JOIN unnest(m.terms) AS one(term)
WHERE m.organisation_id = $1 AND m.id = ANY ($2::uuid[])
  AND t.organisation_id = $1 AND t.term = one.term AND t.member_id = m.id
"""
_ADD_PLACES = """
INSERT INTO member_department (organisation_id, member_id, department_id, status, post, head, position)
SELECT $1, one.member_id, one.department_id,
       (SELECT m.status FROM member m WHERE m.organisation_id = $1 AND m.id = one.member_id), one.post, one.head, one.position
FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::bool[], $6::bigint[])
     AS one(member_id, department_id, post, head, position)
"""
_SET_MANAGERS = """
UPDATE member m SET manager_id = one.manager_id FROM unnest($2::uuid[], $3::uuid[]) AS one(id, manager_id)
WHERE m.organisation_id = $1 AND m.id = one.id
"""
# Each is found by key, whatever the planner believes of members that were written a moment ago.
_ABOVE = """
WITH RECURSIVE above (id, manager_id, status) AS (
    SELECT id, manager_id, status FROM member WHERE organisation_id = $1 AND id = ANY ($2::uuid[])
    UNION
    SELECT m.id, m.manager_id, m.status FROM above CROSS JOIN LATERAL (
        SELECT id, manager_id, status FROM member WHERE organisation_id = $1 AND id = above.manager_id OFFSET 0) m
)
SELECT id, manager_id, status FROM above
"""


@asynccontextmanager
async def refusing(**params: str | None) -> AsyncIterator[None]:
    """Turn what the database refuses (two acts at the same moment) into the refusal a person can read."""
    try:
        yield
    except asyncpg.UniqueViolationError as error:
        match error.constraint_name:
            case "uq_member_phone":
                raise PhoneListed from None
            case "uq_member_work_no":
                raise WorkNoTaken(work_no=params.get("work_no") or "…") from None
            case "uq_member_person":
                raise AlreadyMember from None
            case "uq_department_sibling" | "uq_role_name":
                raise NameTaken(name=params.get("name") or "…") from None
        raise Conflict from error
    except asyncpg.ForeignKeyViolationError as error:
        name = error.constraint_name or ""
        if name.endswith("_department"):
            raise UnknownDepartment from None
        if name.endswith(("_member", "_manager")):
            raise UnknownMember from None
        raise Conflict from error


async def hold(tx: Transaction, organisation_id: UUID) -> None:
    """Let acts on the tree, on rights and on managers of one organisation wait for each other until the commit."""
    await tx.fetch("SELECT 1 FROM organisation WHERE id = $1 FOR NO KEY UPDATE", organisation_id)


def _columns(record: Record) -> tuple[object, ...]:
    return (
        record.id, record.name, record.sort_key, record.post, record.work_no,
        record.phone_sealed, record.phone_blind, record.email_sealed, record.terms, record.kind,
    )  # fmt: skip


async def add_members(
    tx: Transaction,
    keys: Keys,
    cards: Sequence[Card],
    at: datetime,
    *,
    people: Mapping[UUID, UUID] | None = None,
    main_admins: frozenset[UUID] = frozenset(),
) -> None:
    """Write new members with their places and managers. ``people`` maps a member to its person, who is active at once;
    the others are invited."""
    known = people or {}
    managers, later = _managers_of(cards)

    def row(card: Card) -> tuple[object, ...]:
        person = known.get(card.id)
        awaited = keys.invitation_blind(card.phone) if person is None and card.phone else None
        status, joined_at = ("invited", None) if person is None else ("active", at)
        own = (managers.get(card.id), awaited, status, person, card.id in main_admins, at, joined_at)
        return (keys.organisation_id, *_columns(member_record(keys, card)), *own)

    rows = await each(row, cards)
    async with refusing(work_no=cards[0].work_no if len(cards) == 1 else None):
        await tx.connection.executemany(_INSERT_MEMBER, rows)
        ids = [card.id for card in cards]
        await tx.fetch(_ADD_TERMS, keys.organisation_id, ids)
        await add_places(tx, keys.organisation_id, {card.id: card.places for card in cards})
        await _check_present(tx, keys.organisation_id, managers.values())
        await set_managers(tx, keys.organisation_id, later)


def _managers_of(cards: Sequence[Card]) -> tuple[dict[UUID, UUID], dict[UUID, UUID | None]]:
    """Return the managers that can be written with the members, and those that have to wait for a later one.

    Whoever is written leads nobody yet, so a manager who is there before closes no circle.
    """
    waiting = {card.id for card in cards}
    managers: dict[UUID, UUID] = {}
    later: dict[UUID, UUID | None] = {}
    for card in cards:
        if card.manager_id in waiting:
            later[card.id] = card.manager_id
        elif card.manager_id is not None:
            managers[card.id] = card.manager_id
        waiting.discard(card.id)
    return managers, later


async def _check_present(tx: Transaction, organisation_id: UUID, managers: Iterable[UUID]) -> None:
    asked = set(managers)
    if asked:
        sql = "SELECT id FROM member WHERE organisation_id = $1 AND id = ANY ($2::uuid[]) AND status <> 'left'"
        if len(await tx.fetch(sql, organisation_id, list(asked))) < len(asked):
            raise UnknownMember


async def rewrite_members(tx: Transaction, keys: Keys, cards: Sequence[Card]) -> None:
    """Write the columns and terms of members that follow from their cards."""
    ids = [card.id for card in cards]

    def row(card: Card) -> tuple[object, ...]:
        awaited = keys.invitation_blind(card.phone) if card.phone else None
        return (keys.organisation_id, *_columns(member_record(keys, card)), awaited)

    rows = await each(row, cards)
    async with refusing(work_no=cards[0].work_no if len(cards) == 1 else None):
        await tx.fetch(_DROP_TERMS, keys.organisation_id, ids)
        await tx.connection.executemany(_UPDATE_MEMBER, rows)
        await tx.fetch(_ADD_TERMS, keys.organisation_id, ids)


async def drop_terms(tx: Transaction, organisation_id: UUID, members: Sequence[UUID]) -> None:
    """Take members out of the search."""
    await tx.fetch(_DROP_TERMS, organisation_id, list(members))


async def add_places(tx: Transaction, organisation_id: UUID, places: Mapping[UUID, Sequence[Place]]) -> None:
    """Put members into departments, in the order given."""
    flat = [(member, place, at) for member, own in places.items() for at, place in enumerate(own)]
    if flat:
        async with refusing():
            await tx.fetch(
                _ADD_PLACES,
                organisation_id,
                [member for member, _, _ in flat],
                [place.department_id for _, place, _ in flat],
                [place.post for _, place, _ in flat],
                [place.head for _, place, _ in flat],
                [at for _, _, at in flat],
            )


async def drop_places(tx: Transaction, organisation_id: UUID, members: Sequence[UUID]) -> None:
    """Take members out of all their departments."""
    await tx.fetch(
        "DELETE FROM member_department WHERE organisation_id = $1 AND member_id = ANY ($2::uuid[])",
        organisation_id,
        list(members),
    )


async def set_managers(tx: Transaction, organisation_id: UUID, managers: Mapping[UUID, UUID | None]) -> None:
    """Set managers, who must be present members; refuse a circle. The caller holds the organisation.

    A new circle leads through somebody whose manager is set here, so only they and those above them are looked at.
    """
    if not managers:
        return
    if any(member == manager for member, manager in managers.items()):
        raise ManagerCircle
    async with refusing():
        await tx.fetch(_SET_MANAGERS, organisation_id, list(managers), list(managers.values()))
    if any(managers.values()):
        rows = await tx.fetch(_ABOVE, organisation_id, list(managers))
        present = {row["id"]: row["manager_id"] for row in rows if row["status"] != "left"}
        if not {manager for manager in managers.values() if manager} <= present.keys():
            raise UnknownMember
        if circles(present):
            raise ManagerCircle

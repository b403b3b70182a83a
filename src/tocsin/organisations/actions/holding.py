"""Memberships held as they are until the commit, for rooms that give somebody a place because of one.

Whoever leaves or is suspended locks the record first and then finds the places to take away. ``KEY SHARE`` is enough
against that, because the status is part of a key (``uq_member_status``), and lets changes of cards pass. Hold members
before locking what they are given: a departure takes its locks in that order.
"""

from collections.abc import Iterable
from uuid import UUID

from tocsin.kernel.db import Transaction

_ACTIVE = """
SELECT person_id FROM member WHERE organisation_id = $1 AND person_id = ANY ($2::uuid[]) AND status = 'active'
ORDER BY id FOR KEY SHARE
"""
_IN_COMMON = """
SELECT 1 FROM member m JOIN member o ON o.organisation_id = m.organisation_id
WHERE m.person_id = $1 AND m.status = 'active' AND o.person_id = $2 AND o.status = 'active'
ORDER BY m.organisation_id LIMIT 1 FOR KEY SHARE
"""


async def hold_active(tx: Transaction, organisation_id: UUID, people: Iterable[UUID]) -> set[UUID]:
    """Return those of the people who are active members of the organisation, and keep them so until the commit."""
    rows = await tx.fetch(_ACTIVE, organisation_id, list(people))
    return {row["person_id"] for row in rows}


async def hold_in_common(tx: Transaction, one: UUID, other: UUID) -> bool:
    """Return whether two people are active members of an organisation of the actor's, and keep it so until the commit."""
    return bool(await tx.fetch(_IN_COMMON, one, other))

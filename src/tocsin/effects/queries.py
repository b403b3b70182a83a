"""Who confirmed and handled an item, and when. Row-level security leaves what the reader may see."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from tocsin.effects.rules import Effect
from tocsin.kernel.db import Transaction


class Mark(msgspec.Struct, frozen=True):
    """A person's effect on an item: when, and on which device."""

    person_id: UUID
    at: datetime
    device: str


class Summary(msgspec.Struct, frozen=True):
    """How many people confirmed and handled an item."""

    confirmed: int
    handled: int


_MARKS = (
    "SELECT p.id AS person_id, e.at, coalesce(e.device, '') AS device FROM unnest($4::uuid[]) AS p(id)"
    " CROSS JOIN LATERAL (SELECT at, device FROM effect WHERE item_id = $1 AND actor_id = p.id AND effect > 1"
    " AND effect = $2 AND ($3::bigint IS NULL OR (to_seq >= $3 AND from_seq <= $3)) ORDER BY to_seq LIMIT 1) AS e"
)
_SUMMARY = (
    "SELECT count(DISTINCT actor_id) FILTER (WHERE effect = 2) AS confirmed,"
    " count(DISTINCT actor_id) FILTER (WHERE effect = 3) AS handled"
    " FROM effect WHERE item_id = $1 AND effect > 1 AND item_kind = $2"
    " AND ($3::bigint IS NULL OR ($3 BETWEEN from_seq AND to_seq))"
)


async def find_marks(
    tx: Transaction, item_id: UUID, effect: Effect, people: Sequence[UUID], *, seq: int | None = None
) -> dict[UUID, Mark]:
    """Return, of these people, those whose effect covers the item (the position ``seq`` of it), and when."""
    rows = await tx.fetch(_MARKS, item_id, int(effect), seq, list(people))
    return {row["person_id"]: Mark(row["person_id"], row["at"], row["device"]) for row in rows}


async def summary(tx: Transaction, item_kind: str, item_id: UUID, *, seq: int | None = None) -> Summary:
    """Count the people who confirmed and handled an item; for a position of a long sequence ask its own room."""
    rows = await tx.fetch(_SUMMARY, item_id, item_kind, seq)
    return Summary(rows[0]["confirmed"], rows[0]["handled"])

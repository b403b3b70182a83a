"""Who confirmed and handled an item, and when. Row-level security leaves what the reader may see."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from tocsin.effects.rules.entries import Effect
from tocsin.kernel.cursors import Stream
from tocsin.kernel.db import Transaction

STREAM = Stream("effect", "r.effect, r.item_kind, r.item_id, r.from_seq, r.to_seq")
"""Effects in the order of their commits, for those who follow what is done to items."""


class Mark(msgspec.Struct, frozen=True):
    """A person's effect on an item: when, and on which device."""

    person_id: UUID
    at: datetime
    device: str


# `effect > 1` is the condition of the index: which effect is a parameter, and does not imply it.
_MARKS = (
    "SELECT p.id AS person_id, e.at, coalesce(e.device, '') AS device FROM unnest($4::uuid[]) AS p(id)"
    " CROSS JOIN LATERAL (SELECT at, device FROM effect WHERE item_id = $1 AND actor_id = p.id AND effect > 1"
    " AND effect = $2 AND ($5::text IS NULL OR act = $5) AND ($3::bigint IS NULL OR (to_seq >= $3 AND from_seq <= $3)) ORDER BY to_seq LIMIT 1) AS e"
)
_TAKERS = (
    "SELECT actor_id AS person_id, at, coalesce(device, '') AS device FROM effect"
    " WHERE item_id = $1 AND item_kind = 'file' AND act = $2 AND actor_id IS NOT NULL AND realm_id = $3"
    " ORDER BY at, actor_id LIMIT $4"
)
_HANDLINGS = (
    "SELECT id, actor_id AS person_id, act, at, coalesce(device, '') AS device FROM effect"
    " WHERE item_id = $1 AND effect = 3 AND from_seq = $2 AND actor_id IS NOT NULL AND act <> ALL ($3::text[])"
    " AND id > $4 ORDER BY id LIMIT $5"
)
_HANDLED = (
    "SELECT p.item_id, p.seq, count(DISTINCT e.actor_id) AS handled"
    " FROM unnest($1::uuid[], $2::bigint[], $3::uuid[]) AS p(item_id, seq, owner)"
    " JOIN effect e ON e.item_id = p.item_id AND e.effect = 3 AND e.from_seq = p.seq AND e.actor_id <> p.owner"
    " GROUP BY p.item_id, p.seq"
)


async def find_marks(
    tx: Transaction,
    item_id: UUID,
    effect: Effect,
    people: Sequence[UUID],
    *,
    seq: int | None = None,
    act: str | None = None,
) -> dict[UUID, Mark]:
    """Return, of these people, those whose effect (by an ``act``) covers the item (the position ``seq`` of it), and when."""
    rows = await tx.fetch(_MARKS, item_id, int(effect), seq, list(people), act)
    return {row["person_id"]: Mark(row["person_id"], row["at"], row["device"]) for row in rows}


async def find_takers(tx: Transaction, item_id: UUID, act: str, *, realm_id: UUID, limit: int) -> list[Mark]:
    """Return who did something with a file that the log of a realm says once of a person; the first ``limit`` by time."""
    rows = await tx.fetch(_TAKERS, item_id, act, realm_id, limit)
    return [Mark(row["person_id"], row["at"], row["device"]) for row in rows]


class Handling(msgspec.Struct, frozen=True):
    """How a person handled a position of an item: by which act, when, and on which device. ``id`` is its place in the list."""

    id: int
    person_id: UUID
    act: str
    at: datetime
    device: str


async def find_handlings(
    tx: Transaction, item_id: UUID, seq: int, *, hidden: Sequence[str], after: int, limit: int
) -> list[Handling]:
    """Return who handled a position of a sequence and how, one a line, in the order it was done; ``hidden`` acts are not told."""
    rows = await tx.fetch(_HANDLINGS, item_id, seq, list(hidden), after, limit)
    return [Handling(**dict(row)) for row in rows]


async def find_handled(tx: Transaction, item_id: UUID, positions: Sequence[tuple[int, UUID | None]]) -> dict[int, int]:
    """Return how many people other than its owner handled each position of a sequence, given as position and owner.

    Those nobody handled are left out.
    """
    return (await find_all_handled(tx, {item_id: positions}))[item_id]


async def find_all_handled(
    tx: Transaction, positions: Mapping[UUID, Sequence[tuple[int, UUID | None]]]
) -> dict[UUID, dict[int, int]]:
    """Return what :func:`find_handled` does, of several sequences in one query."""
    found: dict[UUID, dict[int, int]] = {item: {} for item in positions}
    flat = [(item, seq, owner) for item, own in positions.items() for seq, owner in own]
    if flat:
        for row in await tx.fetch(_HANDLED, *(list(column) for column in zip(*flat, strict=True))):
            found[row["item_id"]][row["seq"]] = row["handled"]
    return found

"""Effects as they were recorded, whole, for those that are to be proved. Row-level security leaves what the reader may see."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from tocsin.effects.rules.entries import Effect, Entry
from tocsin.kernel.db import FOLLOW, Transaction

Record = Mapping[str, Any]
"""The row of an effect."""
HANDLED_AT_MOST: Final = 10_000
_COLUMNS: Final = (
    "e.id, e.realm_id, e.effect, e.act, e.item_kind, e.item_id, e.from_seq, e.to_seq, e.audience_version, e.actor_id,"
    " e.device, e.at, e.digest, e.salt_sealed, e.commitment"
)
_OF = f"SELECT {_COLUMNS} FROM effect e WHERE "  # noqa: S608
"""The effects for which the rest of a statement holds."""
# By the time: the rows of an effect lie in the order of their times, and a message's effect has the message's time.
_DELIVERED: Final = _OF + "e.at = $3 AND e.item_id = $1 AND e.effect = 1 AND e.from_seq = $2"
_CONFIRMED: Final = (
    f"SELECT {_COLUMNS} FROM unnest($3::uuid[]) AS p(id) CROSS JOIN LATERAL ("  # noqa: S608
    "SELECT * FROM effect WHERE item_id = $1 AND actor_id = p.id AND effect = 2 AND to_seq >= $2 AND from_seq <= $2"
    " AND ($4::text IS NULL OR act = $4) ORDER BY to_seq LIMIT 1) AS e"
)
_HANDLED: Final = _OF + (
    "e.item_id = $1 AND e.effect = 3 AND e.from_seq = $2"
    " AND (e.act = ANY ($4::text[]) OR (e.actor_id = ANY ($3::uuid[]) AND e.act <> ALL ($5::text[])))"
    " ORDER BY e.id LIMIT $6"
)
_TAKEN: Final = _OF + (
    "e.item_id = ANY ($1::uuid[]) AND e.actor_id = ANY ($2::uuid[]) AND e.item_kind = 'file' AND e.realm_id = $3"
    " ORDER BY e.id LIMIT $4"
)
_ACTS: Final = _OF + (
    "e.item_id = $1 AND e.effect = 3 AND e.from_seq = ANY ($2::bigint[]) AND e.item_kind = 'act' ORDER BY e.id"
)
_SPANS: Final = (
    f"SELECT {_COLUMNS} FROM unnest($2::timestamptz[], $3::timestamptz[]) AS s(low, high) CROSS JOIN LATERAL ("  # noqa: S608
    "SELECT * FROM effect WHERE at >= s.low AND at <= s.high AND item_id = $1 AND effect = 1"
    " AND from_seq BETWEEN $4 AND $5) AS e ORDER BY e.id LIMIT $6"
)
# Of others' confirmations those count that reach one of the positions, however many one advance covers.
_REACHING: Final = _OF + (
    "e.item_id = $1 AND e.effect = 2 AND e.to_seq >= $2 AND e.from_seq <= $3"
    " AND (e.actor_id = $4 OR int8range(e.from_seq, e.to_seq, '[]') && $5::text::int8multirange)"
    " ORDER BY e.id LIMIT $6"
)
_HANDLINGS: Final = _OF + "e.item_id = $1 AND e.effect = 3 AND e.from_seq BETWEEN $2 AND $3 ORDER BY e.id LIMIT $4"
_OWN: Final = _OF + "e.actor_id = $1 AND e.realm_id = $2 AND e.at >= $3 AND e.at < $4 ORDER BY e.id LIMIT $5"


async def find_acts(tx: Transaction, realm_id: UUID, numbers: Sequence[int]) -> list[Record]:
    """Return the effects of acts by their numbers. Whoever asks has been let in by the caller, act by act."""
    async with tx.as_worker(FOLLOW):
        return list(await tx.fetch(_ACTS, realm_id, list(numbers)))


async def find_delivered(tx: Transaction, item_id: UUID, seq: int, at: datetime) -> list[Record]:
    """Return the effect that a position of a sequence, of that moment, was delivered; none where nobody sent it."""
    return list(await tx.fetch(_DELIVERED, item_id, seq, at))


async def find_done(
    tx: Transaction,
    item_id: UUID,
    seq: int,
    people: Sequence[UUID],
    *,
    confirming: str | None,
    shown: Sequence[str],
    hidden: Sequence[str],
) -> list[Record]:
    """Return how these people confirmed a position of a sequence (by an act, where one is asked for), and what they did
    with it but for ``hidden`` acts.

    Acts that are ``shown`` to everybody are there whoever did them.
    """
    rows = list(await tx.fetch(_CONFIRMED, item_id, seq, list(people), confirming))
    handled = await tx.fetch(_HANDLED, item_id, seq, list(people), list(shown), list(hidden), HANDLED_AT_MOST)
    return rows + list(handled)


async def find_taken(tx: Transaction, files: Sequence[UUID], people: Sequence[UUID], *, realm_id: UUID) -> list[Record]:
    """Return which of these people opened or saved which files, by what the log of a realm calls them."""
    return list(await tx.fetch(_TAKEN, list(files), list(people), realm_id, HANDLED_AT_MOST))


class Stretch(msgspec.Struct, frozen=True):
    """Positions of a sequence, both ends included."""

    item_id: UUID
    first: int
    last: int


async def find_delivered_in(
    tx: Transaction, stretch: Stretch, spans: Sequence[tuple[datetime, datetime]], limit: int
) -> list[Record]:
    """Return the first effects by which positions of a stretch were delivered, looked for in these spans of time."""
    lows, highs = [low for low, _ in spans], [high for _, high in spans]
    return list(await tx.fetch(_SPANS, stretch.item_id, lows, highs, stretch.first, stretch.last, limit))


async def find_done_in(
    tx: Transaction, stretch: Stretch, person_id: UUID, positions: Iterable[int], limit: int
) -> list[Record]:
    """Return the first of what was done with a stretch: how the person confirmed it, how others these positions, and all
    that was handled.
    """
    place = (stretch.item_id, stretch.first, stretch.last)
    reached = "{" + ",".join(f"[{seq},{seq}]" for seq in positions) + "}"
    rows = list(await tx.fetch(_REACHING, *place, person_id, reached, limit))
    return rows + list(await tx.fetch(_HANDLINGS, *place, limit))


async def find_done_by(
    tx: Transaction, person_id: UUID, realm_id: UUID, since: datetime, until: datetime, limit: int
) -> list[Record]:
    """Return the first of what a person did in a realm in a period."""
    return list(await tx.fetch(_OWN, person_id, realm_id, since, until, limit))


def entry_of(row: Record) -> Entry:
    """Return the entry that a row says was recorded, without its content."""
    names = ("realm_id", "act", "item_kind", "item_id", "from_seq", "to_seq", "audience_version", "actor_id", "at")
    return Entry(effect=Effect(row["effect"]), device=row["device"] or "", **{name: row[name] for name in names})

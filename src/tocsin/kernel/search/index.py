"""The index: keyed terms of texts under GIN, asked place by place.

A term is keyed by the realm, the place (a conversation) and the stretch of 4,096 positions it stands in. Therefore a
question touches the entries of the asker's own places and no others: what others hold costs no time that could tell of
it, equal words of two conversations look different at rest, and each probe finds at most a stretch.
"""

import asyncio
import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from tocsin.kernel import text
from tocsin.kernel.batches import Batch
from tocsin.kernel.db import SEARCH, Transaction
from tocsin.kernel.seal import Realm
from tocsin.kernel.search.shapes import Document, Place

STRETCH: Final = 4_096
PER_PLACE: Final = 21
"""Candidates of one probe: enough to count to twenty and to know of more."""
AT_ONCE: Final = 200
"""Places whose terms are keyed before others have their turn: a millisecond or two."""
USE: Final = "tokens/search"
_ENTRIES = Batch(
    (
        ("realm_id", "uuid"),
        ("author_id", "uuid"),
        ("at", "timestamptz"),
        ("version", "bigint"),
        # An array of arrays would need them all of one length.
        ("terms", "text"),
        ("place_id", "uuid"),
        ("seq", "bigint"),
    )
)
_KEEP = f"""
INSERT INTO search_entry (realm_id, author_id, at, version, terms, place_id, seq)
SELECT realm_id, author_id, at, version, terms::bigint[], place_id, seq FROM {_ENTRIES.rows} AS e
ON CONFLICT (place_id, seq) DO UPDATE SET terms = excluded.terms, version = excluded.version, at = excluded.at
WHERE search_entry.terms IS DISTINCT FROM excluded.terms OR search_entry.version <> excluded.version
"""  # noqa: S608
_DROP = "DELETE FROM search_entry WHERE (place_id, seq) IN (SELECT * FROM unnest($1::uuid[], $2::bigint[]))"
# The terms name the place already. It is compared again, since eight bytes may meet; so written that no other index
# than that of the terms can serve, whatever the planner believes of a young table. The stretches of a place are entered
# one after the other, the newest first, and no further than to as many candidates as are wanted: a common word stands
# hundreds of times in each.
_PROBE = """
SELECT g.n, h.seq FROM generate_series(1, cardinality($8::int[])) AS g(n) CROSS JOIN LATERAL (
    SELECT e.seq FROM generate_series(coalesce(($8::int[])[g.n - 1], 0) + 1, ($8::int[])[g.n]) AS s(n)
    CROSS JOIN LATERAL (
        SELECT e.seq FROM search_entry e
        WHERE e.terms @> ($2::bigint[])[(s.n - 1) * $3 + 1 : s.n * $3]
          AND e.place_id IS NOT DISTINCT FROM ($1::uuid[])[g.n]
          AND e.seq + 0 > ($4::bigint[])[g.n] AND e.seq + 0 < ($5::bigint[])[g.n]
          AND ($6::timestamptz IS NULL OR e.at >= $6) AND ($7::timestamptz IS NULL OR e.at < $7)
        ORDER BY e.seq DESC LIMIT $9
    ) e LIMIT $9
) h LIMIT $10
"""
_BY_TERMS = "SELECT set_config('enable_seqscan', 'off', true)"


class Scope(msgspec.Struct, frozen=True):
    """A place one may search: the positions after ``since`` and before ``until``, under its realm's key."""

    place_id: UUID
    realm: Realm
    since: int
    until: int


class Terms(msgspec.Struct, frozen=True):
    """The terms a text must have; of several sets, any."""

    sets: tuple[tuple[str, ...], ...]
    since: datetime | None = None
    until: datetime | None = None


def keyed(realm: Realm, place_id: UUID, stretch: int, terms: Iterable[str]) -> list[int]:
    """Return terms as the index holds them: eight bytes of keyed BLAKE2b, for this place and stretch alone."""
    key, salt, person = realm.subkey(USE), place_id.bytes, stretch.to_bytes(16, "big")
    blake2b, number = hashlib.blake2b, int.from_bytes
    return [
        number(blake2b(term.encode(), digest_size=8, key=key, salt=salt, person=person).digest(), "big", signed=True)
        for term in terms
    ]


def terms_of(document: Document) -> set[str]:
    """Return what a document is found by: its text and names as text, names by pinyin too, its marks."""
    terms = text.text_terms("\n".join((document.text, *document.names)))
    for name in document.names:
        terms.update(f"n:{term}" for term in text.index_terms(name))
    terms.update(f"={mark}" for mark in document.marks)
    return terms


async def keep(tx: Transaction, entries: Sequence[tuple[Document, list[int]]]) -> None:
    """Write entries, or write them anew: a document and its keyed terms. Runs as the index's worker."""
    if entries:
        await tx.fetch(_KEEP, *_ENTRIES.arguments(_row(document, terms) for document, terms in entries))


def _row(document: Document, terms: list[int]) -> tuple[object, ...]:
    return (
        document.realm_id,
        document.author_id,
        document.at,
        text.TERMS_VERSION,
        f"{{{','.join(map(str, sorted(set(terms))))}}}",
        *document.place,
    )


async def drop(tx: Transaction, places: Sequence[Place]) -> None:
    """Take entries out. Runs as the index's worker."""
    if places:
        await tx.fetch(_DROP, [place for place, _ in places], [seq for _, seq in places])


async def candidates(
    tx: Transaction, scopes: Sequence[Scope], terms: Terms, most: int = PER_PLACE, enough: int | None = None
) -> tuple[dict[UUID, list[int]], UUID | None]:
    """Return the newest positions in each scope whose entries have the terms, at most ``most``; newest first.

    Where more than ``enough`` scopes have as many as may be, the rest are not looked at: second comes the first of those.
    Whether the texts hold what was asked, and whether the asker may read them, is for the caller to see.
    """
    width = len(terms.sets[0]) if terms.sets else 0
    if not scopes or width == 0:
        return {}, None
    # Each set of terms in each place, and where its stretches end among those of all.
    asked: list[tuple[Scope, int]] = []
    tokens: list[int] = []
    for n, scope in enumerate(scopes):
        for one in terms.sets:
            for stretch in _stretches(scope):
                tokens += keyed(scope.realm, scope.place_id, stretch, one)
            asked.append((scope, len(tokens) // width))
        if n % AT_ONCE == AT_ONCE - 1:
            await asyncio.sleep(0)
    # One scope more than is enough, so that of those before it nothing is cut off.
    limit = None if enough is None else (enough + 1) * most * len(terms.sets)
    async with tx.as_worker(SEARCH):
        await tx.fetch(_BY_TERMS)
        rows = await tx.fetch(
            _PROBE,
            [scope.place_id for scope, _ in asked],
            tokens,
            width,
            [scope.since for scope, _ in asked],
            [scope.until for scope, _ in asked],
            terms.since,
            terms.until,
            [end for _, end in asked],
            most,
            limit,
        )
    found: dict[UUID, set[int]] = {}
    for row in rows:
        found.setdefault(asked[row["n"] - 1][0].place_id, set()).add(row["seq"])
    cut = asked[max(row["n"] for row in rows) - 1][0].place_id if rows and len(rows) == limit else None
    if cut is not None:
        del found[cut]
    return {place: sorted(seqs, reverse=True)[:most] for place, seqs in found.items()}, cut


def _stretches(scope: Scope) -> range:
    """The stretches a scope reaches into, the newest first."""
    return range(max(0, scope.until - 1) // STRETCH, (scope.since + 1) // STRETCH - 1, -1)

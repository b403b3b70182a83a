"""The indexer: follows what effects say was done, and writes the terms of what is there now.

An effect names a place; what is to be found there is read anew. So it matters neither in which order places are looked
at nor how often: a message edited, recalled or erased is looked at like a new one. The entries of a batch and the cursor
behind it are one unit of work: killed at any moment, nothing is skipped and nothing doubled.
"""

import asyncio
from collections.abc import Iterable, Sequence
from typing import Any, Final
from uuid import UUID

import structlog
from prometheus_client import Counter

from tocsin.effects.door import STREAM, Effect
from tocsin.kernel.context import Context
from tocsin.kernel.cursors import Follower, advance, failed, hold
from tocsin.kernel.db import SEARCH, Transaction
from tocsin.kernel.errors import Unavailable
from tocsin.kernel.seal import RealmDestroyed
from tocsin.kernel.search import STRETCH, Document, Place, Source, drop, keep, keyed, terms_of

log = structlog.get_logger()
INDEXED = Counter("tocsin_search_indexed_total", "Texts whose terms were written")
CURSOR: Final = "search"
BATCH: Final = 300
SLICE: Final = 8
"""Texts whose terms are made before others have their turn: about two milliseconds."""


def sources(context: Context) -> dict[str, Source]:
    """Return where texts come from, by the kind of item that effects name."""
    return {source.item_kind: source for room in context.rooms for source in room.sources}


class Indexer(Follower):
    """Keeps the index behind what is written."""

    def __init__(self, context: Context) -> None:
        super().__init__(CURSOR)
        self._context = context
        self._sources = sources(context)
        self._alone = 0
        """Rows to be tried one by one, after a batch of them failed."""

    async def step(self, limit: int = BATCH) -> bool:
        """Index the next batch; return whether there may be more."""
        size = 1 if self._alone else limit
        rows: list[Any] = []
        try:
            async with self._context.db.working(SEARCH) as tx:
                # Holding the cursor writes its row: not at every beat of a quiet night.
                if not await STREAM.next(tx, CURSOR, 1):
                    return False
                await hold(tx, CURSOR)
                rows = await STREAM.next(tx, CURSOR, size)
                if rows:
                    await self._index(tx, rows)
                    await advance(tx, CURSOR, rows[-1]["xid"], rows[-1]["id"])
        except Unavailable:
            raise
        except Exception as error:
            log.exception("search.indexing_failed", count=len(rows))
            return await self._stumbled(rows, error)
        self._alone = max(0, self._alone - len(rows))
        return len(rows) == size

    async def _index(self, tx: Transaction, rows: Sequence[Any]) -> None:
        """Look at the places that rows name; who has read something changed nothing that is to be found."""
        places: dict[str, dict[Place, None]] = {}
        for row in rows:
            if row["item_kind"] in self._sources and row["from_seq"] is not None and row["effect"] != Effect.CONFIRMED:
                own = places.setdefault(row["item_kind"], {})
                own.update(((row["item_id"], seq), None) for seq in range(row["from_seq"], row["to_seq"] + 1))
        for kind, own in places.items():
            await index(self._context, tx, self._sources[kind], list(own))

    async def _stumbled(self, rows: Sequence[Any], error: Exception) -> bool:
        """What a batch stumbles over is tried one by one; what fails again and again is set aside, and the rest goes on."""
        if len(rows) != 1:
            self._alone = len(rows)
            return bool(rows)
        async with self._context.db.working(SEARCH) as tx:
            passed = await failed(tx, CURSOR, rows[0]["id"], error)
            if passed:
                await advance(tx, CURSOR, rows[0]["xid"], rows[0]["id"])
        return passed


async def index(context: Context, tx: Transaction, source: Source, places: Sequence[Place]) -> None:
    """Write the entries of places as they are now, and take out those of places that hold nothing any more."""
    documents = await source.read(context, tx, places)
    entries = [entry async for entry in _keyed(context, tx, documents)]
    await keep(tx, entries)
    INDEXED.inc(len(entries))
    kept = {document.place for document, _ in entries}
    await drop(tx, [place for place in places if place not in kept])


async def _keyed(context: Context, tx: Transaction, documents: Iterable[Document]) -> Any:
    destroyed: set[UUID] = set()
    for n, document in enumerate(documents):
        if document.realm_id in destroyed:
            continue
        try:
            realm = await context.keyring.realm(tx, document.realm_id)
        except RealmDestroyed:
            destroyed.add(document.realm_id)
            continue
        place_id, seq = document.place
        yield document, keyed(realm, place_id, seq // STRETCH, terms_of(document))
        if n % SLICE == SLICE - 1:
            await asyncio.sleep(0)

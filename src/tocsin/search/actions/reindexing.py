"""Making the index anew, place by place: when the terms of a text have changed, or when somebody asks for it.

Beside the indexer, not instead of it: what is written meanwhile is found as ever. How far it has come is written in the
unit of work of each batch, so that it goes on where it was killed.
"""

from collections.abc import Callable
from typing import Any, Final

from tocsin.kernel import text
from tocsin.kernel.context import Context
from tocsin.kernel.cursors import Follower, hold
from tocsin.kernel.db import SEARCH, Transaction
from tocsin.kernel.search import Place, Source
from tocsin.search.actions.indexing import BATCH, CURSOR, index, sources

_BEGIN: Final = (
    "INSERT INTO search_progress (source, version, done) VALUES ($1, $2, $3) ON CONFLICT (source) DO UPDATE"
    " SET version = excluded.version, place_id = NULL, seq = NULL, done = false WHERE search_progress.version <> $2"
)
_AGAIN: Final = "UPDATE search_progress SET place_id = NULL, seq = NULL, done = false"
_LOCK: Final = "SELECT place_id, seq FROM search_progress WHERE source = $1 AND version = $2 AND NOT done FOR UPDATE"
_MOVE: Final = "UPDATE search_progress SET place_id = $2, seq = $3, done = $4 WHERE source = $1"
# Entries between the places walked belong to nothing that is there.
_SWEEP: Final = (
    "DELETE FROM search_entry WHERE ($1::uuid IS NULL OR (place_id, seq) > ($1, $2))"
    " AND ($3::uuid IS NULL OR (place_id, seq) <= ($3, $4))"
    " AND (place_id, seq) NOT IN (SELECT * FROM unnest($5::uuid[], $6::bigint[]))"
)


class Renewer(Follower):
    """Makes the index anew where it is of an older version, batch by batch."""

    def __init__(self, context: Context) -> None:
        super().__init__("search.renewal")
        self._context = context
        self._sources = sources(context)
        self.done = 0

    async def begin(self) -> None:
        """Note the version of a fresh index, which the indexer fills; what is of another version starts from the front."""
        async with self._context.db.working(SEARCH) as tx:
            for name in self._sources:
                await tx.fetch(_BEGIN, name, text.TERMS_VERSION, True)

    async def step(self, limit: int = BATCH) -> bool:
        """Do the next batch of one source; return whether there may be more."""
        for name, source in self._sources.items():
            async with self._context.db.working(SEARCH) as tx:
                rows = await tx.fetch(_LOCK, name, text.TERMS_VERSION)
                if rows:
                    await self._batch(tx, name, source, rows[0], limit)
                    return True
        return False

    async def _batch(self, tx: Transaction, name: str, source: Source, at: Any, limit: int) -> None:
        # The same lock as the indexer's: what is erased meanwhile waits, and is not written again behind its back.
        await hold(tx, CURSOR)
        after: Place | None = None if at["place_id"] is None else (at["place_id"], at["seq"])
        places = await source.walk(tx, after, limit)
        last = places[-1] if len(places) == limit else None
        columns = [place for place, _ in places], [seq for _, seq in places]
        await tx.fetch(_SWEEP, *(after or (None, None)), *(last or (None, None)), *columns)
        await index(self._context, tx, source, places)
        await tx.fetch(_MOVE, name, *(last or (None, None)), last is None)
        self.done += len(places)


async def reindex(context: Context, progress: Callable[[int], None]) -> int:
    """Make the whole index anew, now; return how many texts it was made from. ``progress`` is told as it goes."""
    renewer = Renewer(context)
    await renewer.begin()
    async with context.db.working(SEARCH) as tx:
        await tx.fetch(_AGAIN)
    while await renewer.step():
        progress(renewer.done)
    return renewer.done

"""Reading rows in the order of their commits: the one mechanism of everybody who follows what was written.

Ids commit out of order, so a cursor over ids skips rows. A stream is read by transaction: only rows whose transaction
lies below the oldest one still running (``tocsin_horizon()``), in order of (transaction, id). No row can then appear
behind a cursor. The numbers of transactions are the cluster's; :mod:`tocsin.kernel.numbers` has them go on in another.
"""

import asyncio
from abc import ABC, abstractmethod
from time import monotonic
from typing import Any

import structlog
from sqlalchemy.orm import Mapped, mapped_column

from tocsin.kernel.clock import now
from tocsin.kernel.db import Transaction
from tocsin.kernel.tables import Base

log = structlog.get_logger()
GIVE_UP_AFTER = 5
"""Failures after which a row is set aside."""


class EventCursor(Base):
    """How far a consumer has read."""

    __tablename__ = "event_cursor"
    __table_args__ = ({"info": {"shape": "platform"}},)
    consumer: Mapped[str] = mapped_column(primary_key=True)
    xid: Mapped[int]
    id: Mapped[int]
    failures: Mapped[int] = mapped_column(server_default="0")


class Stream:
    """The rows of a table that has ``xid`` and ``id``, with an index on both."""

    def __init__(self, table: str, columns: str) -> None:
        """``columns`` are read beside ``xid`` and ``id``; names of our own code."""
        # The cursor as two values, not as a table beside: the index is entered where it stands, not at its beginning.
        self._next = (
            f"SELECT r.xid, r.id, {columns} FROM {table} r"  # noqa: S608
            " WHERE (r.xid, r.id) > (coalesce((SELECT xid FROM event_cursor WHERE consumer = $1), 0),"
            " coalesce((SELECT id FROM event_cursor WHERE consumer = $1), 0))"
            " AND r.xid < tocsin_horizon()"
            " ORDER BY r.xid, r.id LIMIT $2"
        )

    async def next(self, tx: Transaction, consumer: str, limit: int) -> list[Any]:
        """Return the next rows a consumer has not passed."""
        return await tx.fetch(self._next, consumer, limit)


async def hold(tx: Transaction, consumer: str) -> None:
    """Lock a consumer's cursor until the unit of work ends: of several processes one reads at a time."""
    await tx.fetch(
        "INSERT INTO event_cursor (consumer, xid, id) VALUES ($1, 0, 0)"
        " ON CONFLICT (consumer) DO UPDATE SET failures = event_cursor.failures",
        consumer,
    )


async def advance(tx: Transaction, consumer: str, xid: int, row_id: int) -> None:
    """Put a consumer's cursor behind a row."""
    await tx.fetch(
        "INSERT INTO event_cursor (consumer, xid, id) VALUES ($1, $2, $3)"
        " ON CONFLICT (consumer) DO UPDATE SET xid = excluded.xid, id = excluded.id, failures = 0",
        consumer,
        xid,
        row_id,
    )


async def failed(tx: Transaction, consumer: str, row_id: int, error: Exception) -> bool:
    """Count a failure at a row; after enough of them set the row aside for the operator and say that it is passed."""
    rows = await tx.fetch(
        "INSERT INTO event_cursor (consumer, xid, id, failures) VALUES ($1, 0, 0, 1)"
        " ON CONFLICT (consumer) DO UPDATE SET failures = event_cursor.failures + 1 RETURNING failures",
        consumer,
    )
    if rows[0]["failures"] < GIVE_UP_AFTER:
        return False
    await tx.fetch(
        "INSERT INTO event_held (consumer, event_id, at, error) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        consumer,
        row_id,
        now(),
        repr(error)[:500],
    )
    return True


class Follower(ABC):
    """Takes step after step while there is more, and looks again at every beat or when woken."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._wake = asyncio.Event()

    def wake(self, _payload: bytes = b"") -> None:
        """Look now instead of at the next beat; a handler of a topic of the bus."""
        self._wake.set()

    @abstractmethod
    async def step(self, limit: int = 200) -> bool:
        """Do the next batch; return whether there may be more."""

    async def run(self, beat: float = 2.0, *, gather: float = 0.0, rest: float = 0.0) -> None:
        """Follow until cancelled. ``beat`` is the longest pause in seconds between two looks.

        ``gather``: after being woken it waits so long for more, so that a look finds many rows. ``rest``: with more to
        do, it leaves so many times as much time to others as it took itself.
        """
        while True:
            self._wake.clear()
            begin = monotonic()
            try:
                more = await self.step()
            except Exception:
                log.exception("events.consumer_failed", consumer=self.name)
                more = False
                await asyncio.sleep(beat)
            if more:
                await asyncio.sleep(rest * (monotonic() - begin))
            else:
                try:
                    await asyncio.wait_for(self._wake.wait(), beat)
                    await asyncio.sleep(gather)
                except TimeoutError:
                    continue

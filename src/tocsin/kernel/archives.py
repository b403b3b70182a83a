"""The life of an archive that a job writes for one person: asked for, written, kept for some days, and gone.

Each kind has a table of its own whose rows have the columns named here; what is in an archive, and who may have it, is
its room's business. One of a person's is written at a time, so that nobody fills the store. A job that is run again
begins anew; whoever stops an archive deletes its row, and the job finds out with its next step.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import msgspec

from tocsin.kernel.blobs import BlobRef
from tocsin.kernel.clock import now
from tocsin.kernel.db import Transaction
from tocsin.kernel.download import Download
from tocsin.kernel.seal import DataKey

if TYPE_CHECKING:
    from tocsin.kernel.context import Context

KEPT: Final = timedelta(days=7)
LONGEST: Final = timedelta(hours=12)
"""What is not written by then never will be: its job is held by the operator."""


class Holding(msgspec.Struct, frozen=True):
    """How many archives somebody keeps, and how many of them are being written."""

    kept: int
    under_way: int


class Stopped(Exception):
    """Whoever asked for the archive stopped it, or another job wrote it."""


class Taken(msgspec.Struct, frozen=True):
    """An archive opened for its asker: how it is called, where it lies, and its key. It outlives the unit of work."""

    etag: str
    name: str
    ref: BlobRef
    key: DataKey


def download_of(context: "Context", taken: Taken) -> Download:
    """Return an archive as an answer, read while it is sent."""

    def content(start: int, stop: int) -> AsyncIterator[bytes]:
        return context.blobs.get(taken.ref, taken.key, start, stop)

    return Download(taken.name, "application/zip", taken.ref.size, taken.etag, content, "no-store")


def blob_of(row: Any) -> BlobRef | None:
    """Return the archive of a row, once there is one."""
    if row["blob_name"] is None or row["data_key_id"] is None:
        return None
    return BlobRef(
        row["realm_id"], row["data_key_id"], row["blob_name"], row["blob_size"] or 0, row["blob_digest"] or ""
    )


class Archives:
    """The statements of one table of archives; run as ``FOLLOW`` but for :meth:`hold`, which is the asker's."""

    def __init__(self, table: str) -> None:
        # S608: the names of tables are written in our own code.
        waiting = "state IN ('waiting', 'writing')"
        self._hold = (
            f"SELECT count(*) AS kept, count(*) FILTER (WHERE {waiting}) AS under_way"  # noqa: S608
            f" FROM {table} WHERE person_id = $1 AND expires_at > $2"
        )
        self._lock = f"SELECT pg_advisory_xact_lock(hashtextextended('{table}:' || $1::uuid::text, 0))"
        self._start = (
            f"UPDATE {table} SET state = 'writing', started_at = coalesce(started_at, $2), done = 0"  # noqa: S608
            f" WHERE id = $1 AND {waiting}"
        )
        self._advance = (
            f"UPDATE {table} SET done = least(total, done + $2) WHERE id = $1 AND state = 'writing' RETURNING id"  # noqa: S608
        )
        self._done = (
            f"UPDATE {table} SET state = 'done', done = total, finished_at = $2, data_key_id = $3, blob_name = $4,"  # noqa: S608
            " blob_size = $5, blob_digest = $6 WHERE id = $1 AND state = 'writing' RETURNING id"
        )
        self._fail = f"UPDATE {table} SET state = 'failed', error = $2, finished_at = $3 WHERE id = $1 AND {waiting}"  # noqa: S608
        self._expire = f"DELETE FROM {table} WHERE expires_at <= $1 RETURNING *"  # noqa: S608
        self._forget = f"DELETE FROM {table} WHERE person_id = $1 AND realm_id = $2 RETURNING *"  # noqa: S608
        self._give_up = (
            f"UPDATE {table} SET state = 'failed', error = $2, finished_at = $3"  # noqa: S608
            f" WHERE {waiting} AND created_at < $1 RETURNING person_id"
        )
        self._kept = f"SELECT blob_name FROM {table} WHERE blob_name = ANY ($1::text[])"  # noqa: S608

    async def hold(self, tx: Transaction, person_id: UUID) -> Holding:
        """Return what a person keeps; two that are asked for at once come one after the other."""
        await tx.fetch(self._lock, person_id)
        (row,) = await tx.fetch(self._hold, person_id, now())
        return Holding(row["kept"], row["under_way"])

    async def start(self, tx: Transaction, archive_id: UUID) -> None:
        """Write down that a job writes it, from the beginning."""
        await tx.fetch(self._start, archive_id, now())

    async def advance(self, tx: Transaction, archive_id: UUID, count: int) -> None:
        """Write down how far it is. Raises :class:`Stopped` when it is to go no further."""
        if not await tx.fetch(self._advance, archive_id, count):
            raise Stopped

    async def finish(self, tx: Transaction, archive_id: UUID, ref: BlobRef) -> bool:
        """Write down where the archive lies; false when nobody wants it any more."""
        rows = await tx.fetch(self._done, archive_id, now(), ref.data_key_id, ref.name, ref.size, ref.digest)
        return bool(rows)

    async def fail(self, tx: Transaction, archive_id: UUID, code: str) -> None:
        """Write down why it came to nothing."""
        await tx.fetch(self._fail, archive_id, code, now())

    async def expire(self, tx: Transaction) -> Sequence[Any]:
        """Delete the rows whose term has ended, and return them."""
        return await tx.fetch(self._expire, now())

    async def give_up(self, tx: Transaction, code: str) -> list[UUID]:
        """Write off what was left behind long ago; return whose it was."""
        moment = now()
        return [row["person_id"] for row in await tx.fetch(self._give_up, moment - LONGEST, code, moment)]

    async def forget(self, tx: Transaction, realm_id: UUID, person_id: UUID) -> Sequence[Any]:
        """Delete what a person took out of a realm, and return the rows."""
        return await tx.fetch(self._forget, person_id, realm_id)

    async def find_kept(self, tx: Transaction, names: Sequence[str]) -> set[str]:
        """Return which of these blobs are archives."""
        return {row["blob_name"] for row in await tx.fetch(self._kept, list(names))}

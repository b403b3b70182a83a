"""The life of an archive that a job writes for one person: asked for, written, kept for some days, and gone.

Each kind has a table of its own, with the columns named here and what else its room needs to know; what is in an archive,
and who may have it, is its room's business. One of a person's is written at a time, so that nobody fills the store. A job
that is run again begins anew (:mod:`tocsin.kernel.archiving`); whoever stops an archive deletes its row, and the job finds
out with its next step.
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, Generic, Literal, TypeVar
from uuid import UUID

import msgspec
from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from tocsin.kernel.blobs import BlobColumns, BlobRef
from tocsin.kernel.clock import now
from tocsin.kernel.db import FOLLOW, Transaction
from tocsin.kernel.download import Download
from tocsin.kernel.errors import Language, NotFound, Refusal
from tocsin.kernel.events import Touch, touch_later
from tocsin.kernel.seal import DataKey
from tocsin.kernel.sweep import drop_blobs_later
from tocsin.kernel.types import Actor

if TYPE_CHECKING:
    from tocsin.kernel.context import Context

KEPT: Final = timedelta(days=7)
LONGEST: Final = timedelta(hours=12)
"""What is not written by then never will be: its job is held by the operator."""
State = Literal["waiting", "writing", "done", "failed"]


class ArchiveColumns:
    """What every table of archives has: a row from the asking to the end of its term. The realm's key seals the archive."""

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID]
    realm_id: Mapped[UUID]
    state: Mapped[str]
    language: Mapped[str]
    total: Mapped[int]
    done: Mapped[int]
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    expires_at: Mapped[datetime]
    error: Mapped[str | None]
    data_key_id: Mapped[UUID | None]
    blob_name: Mapped[str | None]
    blob_size: Mapped[int | None]
    blob_digest: Mapped[str | None]


def archive_table(name: str) -> tuple[Any, ...]:
    """Return the constraints and indexes of a table of archives, and its shape: rows are their asker's."""
    return (
        CheckConstraint("state IN ('waiting', 'writing', 'done', 'failed')", name="state"),
        CheckConstraint("(state = 'done') = (blob_name IS NOT NULL)", name="blob"),
        Index(f"ix_{name}_person_id", "person_id", "id"),
        Index(f"ix_{name}_expires_at", "expires_at"),
        Index(f"ix_{name}_blob_name", "blob_name"),
        {"info": {"shape": "person"}},
    )


class Archive(BlobColumns, frozen=True, kw_only=True):
    """The row of an archive: ``done`` of ``total`` tells how far it is, ``error`` the code of why it came to nothing."""

    id: UUID
    person_id: UUID
    state: State
    language: Language
    total: int
    done: int
    created_at: datetime
    finished_at: datetime | None
    expires_at: datetime
    error: str | None


A = TypeVar("A", bound=Archive)


class Ending(msgspec.Struct, frozen=True):
    """Why an archive came to nothing."""

    code: str
    message: str


class ArchiveView(msgspec.Struct, frozen=True, kw_only=True):
    """An archive as its asker sees it: ``done`` of ``total`` tells how far it is, ``size`` is the file's in bytes."""

    id: UUID
    state: State
    done: int
    total: int
    size: int | None
    created_at: datetime
    finished_at: datetime | None
    expires_at: datetime
    error: Ending | None


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


class Archives(Generic[A]):
    """A kind of archive: its table, and what becomes of its rows.

    What the asker does runs as the asker (:meth:`hold`, :meth:`get_own`, :meth:`find_own`, :meth:`remove`), all else as
    ``FOLLOW``.
    """

    def __init__(
        self,
        table: str,
        row: type[A],
        *,
        records: str,
        touch: Callable[[UUID], Touch],
        failed: type[Refusal],
        endings: Sequence[Refusal],
    ) -> None:
        """``records`` is the kind of record whose key seals them, ``touch`` what the asker's clients fetch again.

        ``failed`` ends those that a defect of ours ended, ``endings`` are what else one may end with.
        """
        self.records = records
        self.failed = failed
        self.endings: Mapping[str, Refusal] = {one.code: one for one in (failed(), *endings)}
        self._row = row
        self._touch = touch
        self._sql = _Statements(table, ", ".join(row.__struct_fields__))

    def _rows(self, rows: Sequence[Any]) -> list[A]:
        return [msgspec.convert(dict(row), self._row) for row in rows]

    async def hold(self, tx: Transaction, person_id: UUID) -> Holding:
        """Return what a person keeps; two that are asked for at once come one after the other."""
        await tx.fetch(self._sql.lock, person_id)
        (row,) = await tx.fetch(self._sql.hold, person_id, now())
        return Holding(row["kept"], row["under_way"])

    async def get_own(self, tx: Transaction, actor: Actor, archive_id: UUID, *, lock: bool = False) -> A:
        """Return one of the actor's whose term has not ended. Raises :class:`NotFound`, alike for what is another's."""
        rows = self._rows(await tx.fetch(self._sql.one + (" FOR UPDATE" if lock else ""), archive_id))
        if not rows or rows[0].person_id != actor.person_id or rows[0].expires_at <= now():
            raise NotFound
        return rows[0]

    async def find_own(self, tx: Transaction, actor: Actor, most: int) -> list[A]:
        """Return the actor's whose term has not ended, the newest first."""
        return self._rows(await tx.fetch(self._sql.own, actor.person_id, now(), most))

    def show(self, archive: A, language: Language) -> ArchiveView:
        """Return an archive as its asker sees it."""
        ending = self.endings.get(archive.error or "")
        return ArchiveView(
            id=archive.id,
            state=archive.state,
            done=archive.done,
            total=archive.total,
            size=archive.blob_size,
            created_at=archive.created_at,
            finished_at=archive.finished_at,
            expires_at=archive.expires_at,
            error=Ending(ending.code, ending.message(language)) if ending else None,
        )

    async def open(self, tx: Transaction, context: "Context", archive: A, ref: BlobRef, name: str) -> Taken:
        """Return an archive ready to be sent to its asker under a name."""
        return Taken(archive.id.hex, name, ref, await context.keyring.data_key(tx, ref.data_key_id))

    async def remove(self, tx: Transaction, context: "Context", archive: A) -> None:
        """Stop an archive, or delete what was written, at once."""
        await tx.fetch(self._sql.remove, archive.id)
        await drop_blobs_later(context, tx, [archive])

    async def find_work(self, tx: Transaction, archive_id: UUID) -> A | None:
        """Return the archive a job is to write; nothing when it is written, stopped or gone."""
        rows = self._rows(await tx.fetch(self._sql.one, archive_id))
        return rows[0] if rows and rows[0].state in ("waiting", "writing") else None

    async def start(self, tx: Transaction, archive_id: UUID) -> None:
        """Write down that a job writes it, from the beginning."""
        await tx.fetch(self._sql.start, archive_id, now())

    async def advance(self, context: "Context", tx: Transaction, archive: A, count: int) -> None:
        """Write down how far it is. Raises :class:`Stopped` when it is to go no further."""
        if not await tx.fetch(self._sql.advance, archive.id, count):
            raise Stopped
        self._show_progress(context, tx, archive.person_id)

    async def finish(self, context: "Context", tx: Transaction, archive: A, ref: BlobRef) -> bool:
        """Write down where the archive lies; false when nobody wants it any more."""
        rows = await tx.fetch(self._sql.done, archive.id, now(), ref.data_key_id, ref.name, ref.size, ref.digest)
        self._show_progress(context, tx, archive.person_id)
        return bool(rows)

    async def fail(self, context: "Context", tx: Transaction, archive: A, code: str) -> None:
        """Write down why it came to nothing."""
        await tx.fetch(self._sql.fail, archive.id, code, now())
        self._show_progress(context, tx, archive.person_id)

    async def expire(self, context: "Context") -> int:
        """Delete the rows whose term has ended, and their archives; return how many. Gives up those left behind."""
        async with context.db.working(FOLLOW) as tx:
            moment = now()
            rows = self._rows(await tx.fetch(self._sql.expire, moment))
            await drop_blobs_later(context, tx, rows)
            for row in await tx.fetch(self._sql.give_up, moment - LONGEST, self.failed.code, moment):
                self._show_progress(context, tx, row["person_id"])
        return len(rows)

    async def forget(self, tx: Transaction, context: "Context", realm_id: UUID, person_id: UUID) -> None:
        """Delete what a person took out of a realm, when the person is erased there. Twice changes nothing."""
        rows = self._rows(await tx.fetch(self._sql.forget, person_id, realm_id))
        await drop_blobs_later(context, tx, rows)

    async def find_kept(self, tx: Transaction, names: Sequence[str]) -> set[str]:
        """Return which of these blobs are archives."""
        return {row["blob_name"] for row in await tx.fetch(self._sql.kept, list(names))}

    def _show_progress(self, context: "Context", tx: Transaction, person_id: UUID) -> None:
        touch_later(tx, context.bus, self._touch(person_id))


class _Statements:
    """The statements of one table. S608: names of tables and columns are written in our own code."""

    def __init__(self, table: str, columns: str) -> None:
        waiting = "state IN ('waiting', 'writing')"
        self.hold = (
            f"SELECT count(*) AS kept, count(*) FILTER (WHERE {waiting}) AS under_way"  # noqa: S608
            f" FROM {table} WHERE person_id = $1 AND expires_at > $2"
        )
        self.lock = f"SELECT pg_advisory_xact_lock(hashtextextended('{table}:' || $1::uuid::text, 0))"
        self.one = f"SELECT {columns} FROM {table} WHERE id = $1"  # noqa: S608
        self.own = f"SELECT {columns} FROM {table} WHERE person_id = $1 AND expires_at > $2 ORDER BY id DESC LIMIT $3"  # noqa: S608
        self.remove = f"DELETE FROM {table} WHERE id = $1"  # noqa: S608
        self.start = (
            f"UPDATE {table} SET state = 'writing', started_at = coalesce(started_at, $2), done = 0"  # noqa: S608
            f" WHERE id = $1 AND {waiting}"
        )
        self.advance = (
            f"UPDATE {table} SET done = least(total, done + $2) WHERE id = $1 AND state = 'writing' RETURNING id"  # noqa: S608
        )
        self.done = (
            f"UPDATE {table} SET state = 'done', done = total, finished_at = $2, data_key_id = $3, blob_name = $4,"  # noqa: S608
            " blob_size = $5, blob_digest = $6 WHERE id = $1 AND state = 'writing' RETURNING id"
        )
        self.fail = f"UPDATE {table} SET state = 'failed', error = $2, finished_at = $3 WHERE id = $1 AND {waiting}"  # noqa: S608
        self.expire = f"DELETE FROM {table} WHERE expires_at <= $1 RETURNING {columns}"  # noqa: S608
        self.forget = f"DELETE FROM {table} WHERE person_id = $1 AND realm_id = $2 RETURNING {columns}"  # noqa: S608
        self.give_up = (
            f"UPDATE {table} SET state = 'failed', error = $2, finished_at = $3"  # noqa: S608
            f" WHERE {waiting} AND created_at < $1 RETURNING person_id"
        )
        self.kept = f"SELECT blob_name FROM {table} WHERE blob_name = ANY ($1::text[])"  # noqa: S608

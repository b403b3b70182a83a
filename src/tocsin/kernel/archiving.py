"""The job that writes an archive: a ZIP packed as it is read, sealed as it is packed, and put into the store piece by piece.

No unit of work is open while the store is written to. A job that was cut short begins again; of two that write the same
the second finds it written, and its archive is deleted.
"""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from typing import ClassVar, Final, Generic
from uuid import UUID

import msgspec
import structlog

from tocsin.kernel.archives import A, Archives, Stopped
from tocsin.kernel.clock import now
from tocsin.kernel.context import Context
from tocsin.kernel.db import FOLLOW
from tocsin.kernel.errors import Refusal
from tocsin.kernel.jobs import PASSING
from tocsin.kernel.zipping import ZipStream

log = structlog.get_logger()
_SLACK: Final = 256 * 1024 * 1024
"""Bytes an archive may have beside its content."""


class Work(msgspec.Struct):
    """What the job is told: which archive."""

    export_id: UUID


class Writing(ABC, Generic[A]):
    """One writing of one archive. A room says what is in it, and what an error means to the asker."""

    bytes_most: ClassVar[int]
    """Of the content."""

    def __init__(self, context: Context, archives: Archives[A], stored: A) -> None:
        self.context = context
        self.archives = archives
        self.stored = stored
        self.at = now()
        self.zip = ZipStream(self.at)
        self.problem: Exception | None = None

    async def prepare(self) -> None:
        """Look at what must hold before anything is written; raises what ends it."""

    @abstractmethod
    def pieces(self) -> AsyncIterator[bytes]:
        """Yield the archive as it is made: what was taken of ``zip``, which is closed before the last."""

    @abstractmethod
    def ending(self, cause: Exception) -> type[Refusal] | None:
        """Return what an error tells the asker; nothing for a defect of ours."""

    async def advance(self, count: int) -> None:
        """Tell how far it is. Raises :class:`Stopped` when it is to go no further."""
        async with self.context.db.working(FOLLOW) as tx:
            await self.archives.advance(self.context, tx, self.stored, count)

    async def store(self) -> None:
        """Write the archive into the store, then into its row."""
        context, stored = self.context, self.stored
        await self.prepare()
        async with context.db.working(FOLLOW) as tx:
            realm = await context.keyring.realm(tx, stored.realm_id)
            key = await context.keyring.record_key(tx, stored.realm_id, self.archives.records)
        ref = await context.blobs.put(realm, key, self._watched(), self.bytes_most + _SLACK)
        async with context.db.working(FOLLOW) as tx:
            wanted = await self.archives.finish(context, tx, stored, ref)
        if not wanted:
            await context.blobs.delete(ref)

    async def end(self, error: Exception) -> bool:
        """Write down why it came to nothing; false for what may pass by itself, when the job is tried again."""
        # The store may wrap what was raised while it read from us.
        cause = self.problem or error
        if isinstance(cause, PASSING):
            return False
        if isinstance(cause, Stopped):
            return True
        said = self.ending(cause)
        if said is None:
            said = self.archives.failed
            log.error(said.code, export_id=str(self.stored.id), exc_info=cause)
        async with self.context.db.working(FOLLOW) as tx:
            await self.archives.fail(self.context, tx, self.stored, said.code)
        return True

    async def _watched(self) -> AsyncIterator[bytes]:
        try:
            async for piece in self.pieces():
                if piece:
                    yield piece
        except Exception as error:
            self.problem = error
            raise


async def write_archive(context: Context, archives: Archives[A], writing: type[Writing[A]], work: Work) -> None:
    """Write an archive. Run again, it writes it again, or finds that nothing is to do."""
    async with context.db.working(FOLLOW) as tx:
        stored = await archives.find_work(tx, work.export_id)
        if stored is None:
            return
        await archives.start(tx, stored.id)
    run = writing(context, archives, stored)
    try:
        await run.store()
    except Exception as error:
        if not await run.end(error):
            raise

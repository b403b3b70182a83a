"""Writing a record: what every room says of a person, realm by realm, as a ZIP that goes sealed into the store.

What a room says is read in a unit of work of its own and packed in memory; it goes into the store after that unit, and
files are read from the store and written on piece by piece. Run again, it begins anew.
"""

from collections.abc import AsyncIterator
from typing import Final

import structlog

from tocsin.accounts import door as accounts
from tocsin.kernel.archives import Stopped
from tocsin.kernel.beside import aside
from tocsin.kernel.clock import now
from tocsin.kernel.context import Context
from tocsin.kernel.db import FOLLOW
from tocsin.kernel.errors import NotFound, TooLarge, Unavailable
from tocsin.kernel.jobs import PASSING
from tocsin.kernel.manifest import KeptFile, Room
from tocsin.kernel.zipping import ZipStream
from tocsin.organisations import door as organisations
from tocsin.privacy.actions.asking import Work, show_progress
from tocsin.privacy.queries.exports import ARCHIVES, RECORDS, Stored, find_work
from tocsin.privacy.queries.record import Record, find_realms, find_record
from tocsin.privacy.refusals import MOST, RecordFailed, RecordStopped, RecordTooLarge
from tocsin.privacy.rules.limits import BYTES_MOST, HELD_MOST, README
from tocsin.privacy.rules.prose import readme

log = structlog.get_logger()
_SLACK: Final = 256 * 1024 * 1024
"""Bytes an archive may have beside its files."""


class _Gone(Exception):
    """The account may not act any more."""


async def write_record(context: Context, work: Work) -> None:
    """Write the archive of a record. Run again, it writes it again, or finds that nothing is to do."""
    async with context.db.working(FOLLOW) as tx:
        stored = await find_work(tx, work.export_id)
        if stored is None:
            return
        await ARCHIVES.start(tx, stored.id)
    run = _Run(context, stored)
    try:
        await run.store()
    except Exception as error:
        # The store may wrap what was raised while it read from us.
        if not await _ended(context, stored, run.problem or error):
            raise


async def _ended(context: Context, stored: Stored, cause: Exception) -> bool:
    """Write down why a record came to nothing; false for what may pass by itself, when the job is tried again."""
    if isinstance(cause, PASSING):
        return False
    if isinstance(cause, Stopped):
        return True
    code = RecordFailed.code
    if isinstance(cause, _Gone):
        code = RecordStopped.code
    elif isinstance(cause, TooLarge | RecordTooLarge):
        code = RecordTooLarge.code
    else:
        log.error("privacy.record_failed", export_id=str(stored.id), exc_info=cause)
    async with context.db.working(FOLLOW) as tx:
        await ARCHIVES.fail(tx, stored.id, code)
        show_progress(context, tx, stored.person_id)
    return True


class _Run:
    """One writing of one record."""

    def __init__(self, context: Context, stored: Stored) -> None:
        self.context = context
        self.stored = stored
        self.at = now()
        self.zip = ZipStream(self.at)
        self.problem: Exception | None = None

    async def store(self) -> None:
        """Write the archive into the store, then into its row."""
        context, stored = self.context, self.stored
        async with context.db.working(FOLLOW) as tx:
            realm = await context.keyring.realm(tx, stored.realm_id)
            key = await context.keyring.record_key(tx, stored.realm_id, RECORDS)
        ref = await context.blobs.put(realm, key, self.watched(), BYTES_MOST + _SLACK)
        async with context.db.working(FOLLOW) as tx:
            wanted = await ARCHIVES.finish(tx, stored.id, ref)
            show_progress(context, tx, stored.person_id)
        if not wanted:
            await context.blobs.delete(ref)

    async def watched(self) -> AsyncIterator[bytes]:
        """Yield the archive, and remember what went wrong with it."""
        try:
            async for piece in self.pieces():
                if piece:
                    yield piece
        except Exception as error:
            self.problem = error
            raise

    async def pieces(self) -> AsyncIterator[bytes]:
        """Yield the archive: what it is, then each realm room by room."""
        async with self.context.db.working(FOLLOW) as tx:
            record = await find_record(tx, self.context.rooms, self.stored.person_id, self.stored.language)
            homes = await find_realms(tx, self.stored.person_id)
        folders = {home.id: "platform" if n == 0 else f"organisation-{n}" for n, home in enumerate(homes)}
        yield await self.front(record, list(folders.values()))
        for home in homes:
            for room in self.context.rooms:
                if room.exports is not None:
                    async for piece in self.portion(room, home, folders[home.id]):
                        yield piece
                    await self.advance()
        self.zip.close()
        yield self.zip.take()

    async def front(self, record: Record, folders: list[str]) -> bytes:
        """Write what the archive is, in plain words."""
        text = readme(record.realms, folders, self.at, self.stored.language).encode()
        await self.put(README, text)
        return self.zip.take()

    async def portion(self, room: Room, home: organisations.Home, folder: str) -> AsyncIterator[bytes]:
        """Yield what a room says of the person in a realm, then the files it names."""
        assert room.exports is not None
        files: list[tuple[str, KeptFile]] = []
        held: list[bytes] = []
        person_id = self.stored.person_id
        async with self.context.db.working(FOLLOW) as tx:
            if not await accounts.is_active(tx, person_id):
                raise _Gone
            async for name, content in room.exports(self.context, tx, home.id, person_id):
                path = f"{folder}/{name}"
                if isinstance(content, KeptFile):
                    files.append((path, content))
                else:
                    await self.put(path, content)
                    held.append(self.zip.take())
                    if sum(map(len, held)) > HELD_MOST:
                        raise RecordTooLarge(**MOST)
        for piece in held:
            yield piece
        for path, file in files:
            async for piece in self.file(path, file):
                yield piece

    async def put(self, path: str, content: bytes) -> None:
        """Pack a piece that is in memory, beside the loop."""

        def write() -> None:
            with self.zip.open(path, size=len(content)) as into:
                into.write(content)

        await aside(write)

    async def file(self, path: str, file: KeptFile) -> AsyncIterator[bytes]:
        """Yield a file as it comes from the store; one that goes at this moment has the archive begun again."""
        with self.zip.open(path, size=sum(part.size for part in file.parts), packed=False) as into:
            for part in file.parts:
                try:
                    async for piece in self.context.blobs.get(part, file.key):
                        into.write(piece)
                        yield self.zip.take()
                except NotFound as error:
                    raise Unavailable from error
        yield self.zip.take()

    async def advance(self) -> None:
        """Tell how far it is. Raises :class:`Stopped` when it is to go no further."""
        async with self.context.db.working(FOLLOW) as tx:
            await ARCHIVES.advance(tx, self.stored.id, 1)
            show_progress(self.context, tx, self.stored.person_id)

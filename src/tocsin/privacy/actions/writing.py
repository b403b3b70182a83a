"""Writing a record: what every room says of a person, realm by realm, as a ZIP that goes sealed into the store.

What a room says is read in a unit of work of its own and packed in memory; it goes into the store after that unit, and
files are read from the store and written on piece by piece.
"""

from collections.abc import AsyncIterator

from tocsin.accounts import door as accounts
from tocsin.kernel.archives import Archive
from tocsin.kernel.archiving import Work, Writing, write_archive
from tocsin.kernel.beside import aside
from tocsin.kernel.context import Context
from tocsin.kernel.db import FOLLOW
from tocsin.kernel.errors import NotFound, Refusal, TooLarge, Unavailable
from tocsin.kernel.manifest import KeptFile, Room
from tocsin.organisations import door as organisations
from tocsin.privacy.queries.exports import ARCHIVES
from tocsin.privacy.queries.record import Record, find_realms, find_record
from tocsin.privacy.refusals import MOST, RecordStopped, RecordTooLarge
from tocsin.privacy.rules.limits import BYTES_MOST, HELD_MOST, README
from tocsin.privacy.rules.prose import readme


async def write_record(context: Context, work: Work) -> None:
    """Write the archive of a record. Run again, it writes it again, or finds that nothing is to do."""
    await write_archive(context, ARCHIVES, _Run, work)


class _Run(Writing[Archive]):
    """One writing of one record."""

    bytes_most = BYTES_MOST

    def ending(self, cause: Exception) -> type[Refusal] | None:
        """Return what an error tells the asker: their account may not act any more, or it is too much."""
        if isinstance(cause, RecordStopped):
            return RecordStopped
        return RecordTooLarge if isinstance(cause, TooLarge | RecordTooLarge) else None

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
                    await self.advance(1)
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
                raise RecordStopped
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

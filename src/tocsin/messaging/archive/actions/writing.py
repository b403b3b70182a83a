"""What is in an archive of a conversation: read page by page, packed as it is read.

Nothing is whole in memory, and no unit of work is open while a file is read. For every page it is asked anew who the asker
is and what they may see: whoever leaves the conversation, or loses the power, gets no further.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from typing import Final
from uuid import UUID

import msgspec

from tocsin.files import door as files
from tocsin.kernel.archives import Archives
from tocsin.kernel.archiving import Work, Writing, write_archive
from tocsin.kernel.context import Context
from tocsin.kernel.db import FOLLOW
from tocsin.kernel.errors import Forbidden, NotFound, Refusal, TooLarge, Unavailable
from tocsin.kernel.ids import PLATFORM
from tocsin.messaging.archive.queries.exports import EXPORTS, RECORDS, Stored, export_name_place, find_asker
from tocsin.messaging.archive.queries.reading import PageRead, Subject, get_subject, read_page
from tocsin.messaging.archive.refusals import MOST, ExportRightLost, ExportTooLarge
from tocsin.messaging.archive.rules.limits import BYTES_MOST, FILES_MOST, ON_A_SHEET, PAGE
from tocsin.messaging.archive.rules.naming import Places, sheet_name
from tocsin.messaging.archive.rules.record import Entry, Head, Kept, Somebody, message_json
from tocsin.messaging.archive.rules.sheet import Sheet, render
from tocsin.messaging.archive.rules.words import Speech
from tocsin.messaging.refusals.leaving import ExportingClosed
from tocsin.messaging.rules.content import files_of
from tocsin.messaging.rules.shapes import People

_ON_A_SHEET: Final = 4_000_000
"""Characters of text on one sheet."""


async def write_export(context: Context, work: Work) -> None:
    """Write the archive of an export. Run again, it writes it again, or finds that nothing is to do."""
    await write_archive(context, EXPORTS, _Run, work)


class _Run(Writing[Stored]):
    """One writing of one archive."""

    bytes_most = BYTES_MOST

    def __init__(self, context: Context, archives: Archives[Stored], stored: Stored) -> None:
        super().__init__(context, archives, stored)
        self.places = Places()
        self.kept: dict[UUID, Kept] = {}
        self.people: People = {}
        self.speech = Speech(stored.language, stored.zone)
        self.subject: Subject
        self.name = ""

    def ending(self, cause: Exception) -> type[Refusal] | None:
        """Return what an error tells the asker: they may not any more, the group closed, or it is too much."""
        if isinstance(cause, NotFound | Forbidden):
            return ExportRightLost
        if isinstance(cause, ExportingClosed):
            return ExportingClosed
        return ExportTooLarge if isinstance(cause, TooLarge | ExportTooLarge) else None

    async def prepare(self) -> None:
        """Ask for the right, and how the conversation is called."""
        actor = await find_asker(self.context.db, self.stored.person_id)
        async with self.context.db.acting(actor) as tx:
            self.subject = await get_subject(tx, self.context, actor, self.stored.conversation_id, self.organisation_id)
            key = await self.context.keyring.record_key(tx, self.stored.realm_id, RECORDS)
        self.name = key.open_text(self.stored.name_sealed, export_name_place(self.stored.id))

    @property
    def organisation_id(self) -> UUID | None:
        """The organisation whose power the asker uses."""
        return self.stored.realm_id if self.stored.way == "power" else None

    async def pieces(self) -> AsyncIterator[bytes]:
        """Yield the archive: files as they come up, a sheet when it is full, the record, and the list of it all."""
        sheet: list[Entry] = []
        number, heavy = 1, 0
        async for page in self.pages():
            if len(sheet) >= ON_A_SHEET or heavy >= _ON_A_SHEET:
                yield await self.sheet(number, sheet, more=True)
                sheet, number, heavy = [], number + 1, 0
            self.people |= page.people
            if self.stored.files:
                async for piece in self.held(page):
                    yield piece
            sheet += page.entries
            heavy += sum(len(entry.fact.text or "") for entry in page.entries)
            await self.advance(len(page.entries))
        yield await self.sheet(number, sheet, more=False)
        async for piece in self.record():
            yield piece
        self.zip.close()
        yield self.zip.take()

    async def pages(self) -> AsyncIterator[PageRead]:
        """Yield the facts, page by page, each as whoever the asker is at that moment."""
        after = self.stored.first_seq
        while True:
            actor = await find_asker(self.context.db, self.stored.person_id)
            async with self.context.db.acting(actor) as tx:
                subject = await get_subject(tx, self.context, actor, self.stored.conversation_id, self.organisation_id)
                # Who left and came back sees less than when it was asked for.
                begin = max(after, subject.since_seq)
                page = await read_page(tx, self.context, actor, subject, begin, self.stored.last_seq, PAGE)
            if not page.entries:
                return
            yield page
            after = page.entries[-1].fact.seq

    async def held(self, page: PageRead) -> AsyncIterator[bytes]:
        """Yield the files that messages of a page hold and that are not in the archive yet."""
        for entry in page.entries:
            for card in files_of(entry.fact.content):
                path, new = self.places.place(entry.fact.seq, card)
                if new:
                    async for piece in self.file(path, card):
                        yield piece

    async def file(self, path: str, card: files.FileCard) -> AsyncIterator[bytes]:
        """Yield one file; what went with its message since the page was read is left out."""
        if len(self.kept) >= FILES_MOST:
            raise ExportTooLarge(**MOST)
        async with self.context.db.working(FOLLOW) as tx:
            try:
                handle = await files.open_file(self.context, tx, card.id)
            except NotFound:
                return
        digest = hashlib.sha256()
        with self.zip.open(path, size=handle.size, packed=False) as into:
            async for piece in self.content(handle):
                digest.update(piece)
                into.write(piece)
                yield self.zip.take()
        self.kept[card.id] = Kept(path, card.name, handle.size, handle.mime, digest.hexdigest())
        yield self.zip.take()

    async def content(self, handle: files.Handle) -> AsyncIterator[bytes]:
        """Yield a file's bytes; one that goes at this moment has the archive begun again."""
        try:
            async for piece in files.read(self.context, handle.parts, handle.key, 0, handle.size):
                yield piece
        except NotFound as error:
            raise Unavailable from error

    async def sheet(self, number: int, entries: list[Entry], *, more: bool) -> bytes:
        """Write a sheet and return what has been made."""
        sheet = Sheet(
            head=self.head(),
            number=number,
            more=more,
            total=self.stored.total,
            entries=entries,
            people=self.people,
            files={file_id: one.path for file_id, one in self.kept.items()},
        )

        def write() -> bytes:
            page = render(sheet, self.speech).encode()
            with self.zip.open(sheet_name(number), size=len(page)) as into:
                into.write(page)
            return self.zip.take()

        return await asyncio.to_thread(write)

    async def record(self) -> AsyncIterator[bytes]:
        """Yield the record for programs: its head, every fact, the people, and the files."""
        head = msgspec.json.encode(self.head())
        with self.zip.open("conversation.json") as into:
            into.write(head[:-1] + b',"messages":[')
            first = True
            async for page in self.pages():
                self.people |= page.people
                lines = b",\n".join([message_json(entry) for entry in page.entries])
                await asyncio.to_thread(into.write, (b"\n" if first else b",\n") + lines)
                first = False
                yield self.zip.take()
            people = {one: Somebody(face.name, face.post) for one, face in self.people.items()}
            into.write(b'\n],"people":' + msgspec.json.encode(people))
            into.write(b',"files":' + msgspec.json.encode(self.kept) + b"}\n")
        yield self.zip.take()

    def head(self) -> Head:
        """Return what the archive says of itself."""
        stored = self.stored
        return Head(
            exported_at=self.at,
            exported_by=stored.person_id,
            way=stored.way,
            zone=stored.zone,
            since=stored.since,
            until=stored.until,
            with_files=stored.files,
            conversation_id=stored.conversation_id,
            kind=self.subject.kind,
            name=self.name,
            organisation_id=None if stored.realm_id == PLATFORM else stored.realm_id,
            first=stored.first_seq + 1,
            last=stored.last_seq,
        )

"""What is read of files: one's own uploads as their sender, and the pieces of a file as whoever was let through."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

import msgspec
from sqlalchemy import bindparam, select

from tocsin.files.rules import parts as cut
from tocsin.files.rules.cards import FileCard, Shown
from tocsin.files.rules.kinds import Kind
from tocsin.files.tables import File
from tocsin.kernel.blobs import BlobRef
from tocsin.kernel.context import Context
from tocsin.kernel.db import FOLLOW, Transaction
from tocsin.kernel.errors import NotFound
from tocsin.kernel.ids import PLATFORM
from tocsin.kernel.seal import DataKey, Keyring, place
from tocsin.kernel.types import Actor

Variant = Literal["whole", "display", "thumb"]
_PARTS = "SELECT number, blob_name, size, digest FROM file_part WHERE file_id = $1 AND variant = $2 ORDER BY number"


class FileRow(msgspec.Struct, frozen=True):
    """A file as its row has it."""

    id: UUID
    person_id: UUID
    realm_id: UUID
    data_key_id: UUID
    state: Literal["open", "closing", "complete"]
    size: int
    part_size: int
    as_file: bool
    kind: Kind | None
    card_sealed: bytes
    seen_at: datetime
    used_at: datetime | None


_COLUMNS: Final = [getattr(File, name) for name in FileRow.__struct_fields__]
_OWN = select(*_COLUMNS).where(File.id == bindparam("id"), File.person_id == bindparam("person_id"))
_UNSENT = (
    select(*_COLUMNS)
    .where(File.person_id == bindparam("person_id"), File.used_at.is_(None))
    .order_by(File.id)
    .limit(1000)
)
_THERE = """
SELECT file_id, array_agg(number ORDER BY number) FILTER (WHERE variant = 'whole') AS parts,
       bool_or(variant = 'thumb') AS preview
FROM file_part WHERE file_id = ANY ($1::uuid[]) GROUP BY file_id
"""
_BY_IDS = select(*_COLUMNS).where(File.id == bindparam("id"))
_WEIGHT = """
SELECT count(*), coalesce(sum(size), 0)::bigint FROM file
WHERE id IN (SELECT file_id FROM file_use WHERE room = $1 AND item = ANY ($2::text[]))
"""
_USAGE = "SELECT count(*), coalesce(sum(size), 0)::bigint FROM file WHERE realm_id = $1"


class UploadView(msgspec.Struct, frozen=True):
    """An upload of one's own: ``parts`` are those that are there, of ``count`` of ``part_size`` bytes each, the last
    of which is shorter. ``file`` is there once it is complete.
    """

    id: UUID
    name: str
    size: int
    mime: str
    realm: UUID | None
    part_size: int
    count: int
    parts: list[int]
    preview: bool
    as_file: bool
    file: FileCard | None


def card_place(file_id: UUID) -> bytes:
    """Return the place a file's card is sealed for."""
    return place("file.card", file_id)


def shown_of(row: FileRow, key: DataKey) -> Shown:
    """Return what is sealed of a file besides its content."""
    return msgspec.json.decode(key.open(row.card_sealed, card_place(row.id)), type=Shown)


def card_of(row: FileRow, shown: Shown, *, preview: bool) -> FileCard:
    """Return how a complete file is shown."""
    return FileCard(
        id=row.id,
        name=shown.name,
        kind=row.kind or "other",
        mime=shown.mime,
        size=row.size,
        width=shown.width,
        height=shown.height,
        duration_ms=shown.duration_ms,
        waveform=shown.waveform,
        preview=preview,
        as_file=row.as_file,
    )


def check_realm(actor: Actor, realm_id: UUID) -> None:
    """Refuse as unknown what belongs to an organisation the actor is not, or no longer, an active member of."""
    if realm_id != PLATFORM:
        actor.member_of(realm_id)


async def get_own(tx: Transaction, actor: Actor, file_id: UUID) -> FileRow:
    """Return a file of the actor's that nothing holds yet. Raises :class:`NotFound`."""
    row = await tx.one(_OWN, FileRow, id=file_id, person_id=actor.person_id)
    check_realm(actor, row.realm_id)
    if row.used_at is not None:
        raise NotFound
    return row


async def get_upload(tx: Transaction, keyring: Keyring, actor: Actor, file_id: UUID) -> UploadView:
    """Return one upload of the actor's. Raises :class:`NotFound`."""
    return (await _views(tx, keyring, [await get_own(tx, actor, file_id)]))[0]


async def get_uploads(tx: Transaction, keyring: Keyring, actor: Actor) -> list[UploadView]:
    """Return what the actor uploaded, or is uploading, and has not sent; on whichever device."""
    rows = await tx.all(_UNSENT, FileRow, person_id=actor.person_id)
    return await _views(
        tx, keyring, [row for row in rows if row.realm_id in actor.memberships or row.realm_id == PLATFORM]
    )


async def _views(tx: Transaction, keyring: Keyring, rows: Sequence[FileRow]) -> list[UploadView]:
    there = {row["file_id"]: row for row in await tx.fetch(_THERE, [row.id for row in rows])}
    keys = await keyring.data_keys(tx, {row.data_key_id for row in rows})
    views = []
    for row in rows:
        shown, known = shown_of(row, keys[row.data_key_id]), there.get(row.id)
        preview = bool(known and known["preview"])
        complete = row.state == "complete"
        count = cut.count_of(row.size, row.part_size)
        # What is kept of a complete picture was made anew: its parts are no longer those that were sent.
        parts = list(range(count)) if complete else (known["parts"] or [] if known else [])
        realm = None if row.realm_id == PLATFORM else row.realm_id
        file = card_of(row, shown, preview=preview) if complete else None
        views.append(
            UploadView(
                row.id, shown.name, row.size, shown.mime, realm, row.part_size, count, parts, preview, row.as_file, file
            )
        )
    return views


class Handle(msgspec.Struct, frozen=True):
    """A file opened for whoever was let through to it: what it is called, who uploaded it, its pieces and their key.

    It outlives the unit of work it was opened in, so that the content is streamed after it.
    """

    card: FileCard
    person_id: UUID
    variant: Variant
    mime: str
    size: int
    parts: list[BlobRef]
    key: DataKey


async def find_parts(tx: Transaction, row: FileRow, variant: Variant) -> list[BlobRef]:
    """Return the pieces of a file, or of a smaller picture of it, in order."""
    return [
        BlobRef(row.realm_id, row.data_key_id, part["blob_name"], part["size"], part["digest"])
        for part in await tx.fetch(_PARTS, row.id, variant)
    ]


async def find_row(tx: Transaction, file_id: UUID) -> FileRow:
    """Return a file by its id alone: the caller has let the actor through. Raises :class:`NotFound`."""
    return await tx.one(_BY_IDS, FileRow, id=file_id)


async def find_handle(context: Context, tx: Transaction, row: FileRow, variant: Variant) -> Handle:
    """Open a complete file. Raises :class:`NotFound` for one that is not, and for a smaller picture it does not have.

    A picture that does for screens as it is stands for its own ``display``.
    """
    pieces = await find_parts(tx, row, variant)
    if not pieces and variant == "display" and row.kind == "picture":
        return await find_handle(context, tx, row, "whole")
    if not pieces or row.state != "complete":
        raise NotFound
    key = await context.keyring.data_key(tx, row.data_key_id)
    shown = shown_of(row, key)
    mime = shown.mime if variant == "whole" else "image/webp"
    card = card_of(row, shown, preview=variant != "whole")
    return Handle(card, row.person_id, variant, mime, sum(piece.size for piece in pieces), pieces, key)


class Usage(msgspec.Struct, frozen=True):
    """How much a realm keeps: files, and their bytes."""

    files: int
    size: int


async def find_usage(tx: Transaction, realm_id: UUID) -> Usage:
    """Return how much a realm keeps, whoever sent it."""
    async with tx.as_worker(FOLLOW):
        (row,) = await tx.fetch(_USAGE, realm_id)
    return Usage(row[0], row[1])


async def weigh(tx: Transaction, room: str, items: Iterable[str]) -> Usage:
    """Return how many files these items of a room hold, each counted once, and their bytes."""
    async with tx.as_worker(FOLLOW):
        (row,) = await tx.fetch(_WEIGHT, room, list(items))
    return Usage(row[0], row[1])


async def find_kept(tx: Transaction, names: Iterable[str]) -> set[str]:
    """Return which of these blobs are pieces of files; run as FOLLOW."""
    rows = await tx.fetch("SELECT blob_name FROM file_part WHERE blob_name = ANY ($1::text[])", list(names))
    return {row["blob_name"] for row in rows}

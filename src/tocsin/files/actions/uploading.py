"""An upload from its first word to its last part; it may be taken up again on any device of the same person."""

from collections.abc import AsyncIterator
from typing import Annotated, Final
from uuid import UUID

import msgspec

from tocsin.files.queries import UploadView, card_place, check_realm, get_own, get_upload
from tocsin.files.refusals import (
    FileEmpty,
    FileTooLarge,
    PartWrong,
    TooManyOpen,
    TooMuchOpen,
    UploadClosed,
)
from tocsin.files.rules import names
from tocsin.files.rules import parts as cut
from tocsin.files.rules.cards import Shown
from tocsin.kernel.blobs import BlobRef
from tocsin.kernel.clock import now
from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import NotFound
from tocsin.kernel.ids import PLATFORM, uuid7
from tocsin.kernel.sweep import delete_blobs_later
from tocsin.kernel.types import Actor

_MB: Final = 1024 * 1024
_STARTS_A_MINUTE: Final = 120


class NewUpload(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file about to be uploaded. ``client_id`` is the client's own, so that asking twice makes one upload.

    ``size`` is in bytes, ``mime`` what the browser takes it for, ``realm`` the organisation it will be sent in, none for
    person to person. With ``as_file`` a picture is shown as any other file.
    """

    client_id: UUID
    name: Annotated[str, msgspec.Meta(max_length=4096)]
    size: int
    mime: Annotated[str, msgspec.Meta(max_length=200)] = ""
    realm: UUID | None = None
    as_file: bool = False


# One at a time for each person, so that the limits hold whatever comes at once.
_ALONE = "SELECT pg_advisory_xact_lock(hashtextextended('files.upload', 0) # hashtextextended($1::text, 1))"
_FIND = "SELECT id FROM file WHERE person_id = $1 AND client_id = $2"
_OPEN = "SELECT count(*), coalesce(sum(size), 0) FROM file WHERE person_id = $1 AND used_at IS NULL"
_INSERT = """
INSERT INTO file (id, person_id, realm_id, client_id, data_key_id, state, size, part_size, as_file, card_sealed,
                  created_at, seen_at)
VALUES ($1, $2, $3, $4, $5, 'open', $6, $7, $8, $9, $10, $10)
"""
# The lock under which parts of one file are written: one that is being closed takes none.
_TOUCH = (
    "UPDATE file SET seen_at = $3 WHERE id = $1 AND person_id = $2 AND state = 'open' RETURNING realm_id, data_key_id"
)
_TAKE_OUT = """
DELETE FROM file_part WHERE file_id = $1 AND variant = $2 AND number = $3 RETURNING blob_name, size, digest
"""
_PUT_IN = """
INSERT INTO file_part (file_id, variant, number, person_id, blob_name, size, digest) VALUES ($1, $2, $3, $4, $5, $6, $7)
"""
_PARTS = "SELECT blob_name, size, digest FROM file_part WHERE file_id = $1"
_DROP = "DELETE FROM file WHERE id = $1 AND person_id = $2 AND used_at IS NULL RETURNING realm_id, data_key_id"


async def start(tx: Transaction, context: Context, actor: Actor, data: NewUpload) -> UploadView:
    """Announce a file; the same ``client_id`` again gives the same upload.

    Raises ``FileTooLarge``, ``FileEmpty``, ``TooManyOpen``, ``TooMuchOpen``, ``TooMany``, ``NotFound`` for an
    organisation the actor is not in.
    """
    settings = context.settings
    realm_id = data.realm or PLATFORM
    check_realm(actor, realm_id)
    if data.size < 1:
        raise FileEmpty
    if data.size > settings.file_limit:
        raise FileTooLarge(limit=settings.file_limit // _MB)
    context.limiter.check(f"upload:{actor.person_id}", _STARTS_A_MINUTE / 60, _STARTS_A_MINUTE)
    await tx.fetch(_ALONE, str(actor.person_id))
    known = await tx.fetch(_FIND, actor.person_id, data.client_id)
    if known:
        return await get_upload(tx, context.keyring, actor, known[0]["id"])
    (row,) = await tx.fetch(_OPEN, actor.person_id)
    if row[0] >= settings.uploads_open:
        raise TooManyOpen(limit=settings.uploads_open)
    if row[1] + data.size > settings.uploads_open_bytes:
        raise TooMuchOpen(limit=settings.uploads_open_bytes // _MB)
    file_id, at = uuid7(), now()
    key = await context.keyring.new_data_key(tx, [realm_id])
    shown = Shown(names.clean_name(data.name), data.mime.lower().partition(";")[0].strip())
    sealed = key.seal(msgspec.json.encode(shown), card_place(file_id))
    await tx.fetch(
        _INSERT,
        file_id,
        actor.person_id,
        realm_id,
        data.client_id,
        key.id,
        data.size,
        cut.size_for(data.size),
        data.as_file,
        sealed,
        at,
    )
    return await get_upload(tx, context.keyring, actor, file_id)


async def store_part(
    context: Context, actor: Actor, file_id: UUID, number: int, chunks: AsyncIterator[bytes]
) -> BlobRef:
    """Seal and store one part as it comes, to be kept by :func:`keep_piece`.

    Raises ``NotFound``, ``UploadClosed``, ``PartWrong``.
    """
    async with context.db.acting(actor) as tx:
        row = await get_own(tx, actor, file_id)
        if row.state != "open":
            raise UploadClosed
        realm = await context.keyring.realm(tx, row.realm_id)
        key = await context.keyring.data_key(tx, row.data_key_id)
    length = cut.length_of(row.size, row.part_size, number)
    if not length:
        raise PartWrong(size=0)
    return await context.blobs.put(realm, key, _exactly(chunks, length), length)


async def _exactly(chunks: AsyncIterator[bytes], length: int) -> AsyncIterator[bytes]:
    """Pass on what comes; refuse while it comes what is longer, and before it is stored what is shorter."""
    came = 0
    async for chunk in chunks:
        came += len(chunk)
        if came > length:
            raise PartWrong(size=length)
        yield chunk
    if came != length:
        raise PartWrong(size=length)


async def keep_piece(context: Context, actor: Actor, file_id: UUID, variant: str, number: int, ref: BlobRef) -> None:
    """Write down a piece that was stored, in the place of one that was there.

    Raises ``UploadClosed``, ``NotFound``; then the piece is taken from the store again.
    """
    try:
        async with context.db.acting(actor) as tx:
            if not await tx.fetch(_TOUCH, file_id, actor.person_id, now()):
                await get_own(tx, actor, file_id)
                raise UploadClosed
            old = await tx.fetch(_TAKE_OUT, file_id, variant, number)
            await tx.fetch(_PUT_IN, file_id, variant, number, actor.person_id, ref.name, ref.size, ref.digest)
            await delete_blobs_later(context, tx, [_ref(ref.realm_id, ref.data_key_id, one) for one in old])
    except (UploadClosed, NotFound):
        await context.blobs.delete(ref)
        raise


def _ref(realm_id: UUID, data_key_id: UUID, row: object) -> BlobRef:
    return BlobRef(realm_id, data_key_id, row["blob_name"], row["size"], row["digest"])  # type: ignore[index]


async def drop(tx: Transaction, context: Context, actor: Actor, file_id: UUID) -> None:
    """Give an upload up: whatever came of it is deleted. Raises ``NotFound`` also for a file that was sent."""
    await get_own(tx, actor, file_id)
    pieces = await tx.fetch(_PARTS, file_id)
    gone = await tx.fetch(_DROP, file_id, actor.person_id)
    if not gone:
        raise NotFound
    await delete_blobs_later(context, tx, [_ref(gone[0]["realm_id"], gone[0]["data_key_id"], one) for one in pieces])

"""What arrived becomes a file: looked at, and where it is a picture made anew."""

import hashlib
from collections.abc import AsyncIterator
from typing import Annotated, Final
from uuid import UUID, uuid4

import msgspec
from anyio import to_thread

from tocsin.files.actions.uploading import keep_piece
from tocsin.files.queries import (
    FileRow,
    UploadView,
    Variant,
    card_place,
    find_parts,
    get_own,
    get_upload,
    shown_of,
)
from tocsin.files.refusals import NotThatFile, PartsMissing, PictureTooHeavy, UploadClosed
from tocsin.files.rules import cards, kinds, names
from tocsin.files.rules import parts as cut
from tocsin.kernel import pictures
from tocsin.kernel.blobs import BlobRef
from tocsin.kernel.clock import now
from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import Refusal, SignedOut, Unavailable
from tocsin.kernel.pictures import NotAPicture, Picture
from tocsin.kernel.seal import DataKey, Realm
from tocsin.kernel.sweep import delete_blobs_later
from tocsin.kernel.turns import Turns
from tocsin.kernel.types import Actor

PREVIEW_LIMIT: Final = 4 * 1024 * 1024
"""Bytes of a preview as it comes."""
AT_ONCE: Final = 4
_TURNS: Final = Turns(AT_ONCE, 1, waiting=1_000, waiting_each=50, patience=60, retry_after=5)
"""Whoever looks at a file may hold a whole picture, and a processor: few do at once, and each person one after the other."""
# A look may still be under way elsewhere, or have died with its server: nobody can tell, so the last one counts.
_CLOSE = """
UPDATE file SET state = 'closing', attempt = $3, seen_at = $4
WHERE id = $1 AND person_id = $2 AND state <> 'complete' RETURNING 1
"""
_REOPEN = "UPDATE file SET state = 'open', attempt = NULL WHERE id = $1 AND person_id = $2 AND attempt = $3"
_COMPLETE = """
UPDATE file SET state = 'complete', attempt = NULL, completed_at = $4, seen_at = $4, kind = $5, size = $6,
                card_sealed = $7
WHERE id = $1 AND person_id = $2 AND attempt = $3 RETURNING 1
"""
_TAKE_OUT = "DELETE FROM file_part WHERE file_id = $1 RETURNING variant, blob_name, size, digest"
_PUT_IN = """
INSERT INTO file_part (file_id, variant, number, person_id, blob_name, size, digest)
SELECT $1, p.variant, 0, $2, p.name, p.size, p.digest
FROM unnest($3::text[], $4::text[], $5::bigint[], $6::text[]) p (variant, name, size, digest)
"""


class Completion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """That all parts were sent, and what the sender's program knows of a film or a sound.

    ``sha256`` of the whole, in hexadecimal, is compared when given. Sides in pixels; ``waveform`` as heights of 0 to 100.
    """

    sha256: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")] | None = None
    width: cards.Side | None = None
    height: cards.Side | None = None
    duration_ms: cards.Duration | None = None
    waveform: cards.Waveform | None = None


class _Closing(msgspec.Struct, frozen=True):
    """An upload while it is looked at, by the look that ``attempt`` names."""

    attempt: UUID
    row: FileRow
    parts: list[BlobRef]
    realm: Realm
    key: DataKey


async def complete(context: Context, actor: Actor, file_id: UUID, data: Completion) -> UploadView:
    """Close an upload; twice gives the same file, also at once, or after a server that died over it.

    Nothing of it is read before its turn comes. Raises ``NotFound``, ``PartsMissing``, ``NotThatFile``,
    ``PictureTooHeavy`` and what pictures are refused for: after such a refusal the upload is open again. ``TooMany`` and
    ``Unavailable`` where too many wait already, or another server is looking at it: then it is asked again later.
    """
    async with context.db.acting(actor) as tx:
        row = await get_own(tx, actor, file_id)
    if row.state != "complete":
        async with _TURNS.take(str(actor.person_id)):
            await _complete(context, actor, file_id, data)
    async with context.db.acting(actor) as tx:
        view = await get_upload(tx, context.keyring, await _still(context, tx, actor), file_id)
    if view.file is None:
        raise Unavailable(retry_after=5)
    return view


async def _complete(context: Context, actor: Actor, file_id: UUID, data: Completion) -> None:
    closing = await _close(context, actor, file_id)
    if closing is None:
        return
    try:
        await _look(context, actor, closing, data)
    except Refusal:
        async with context.db.acting(actor) as tx:
            await tx.fetch(_REOPEN, file_id, actor.person_id, closing.attempt)
        raise


async def _still(context: Context, tx: Transaction, actor: Actor) -> Actor:
    """Return the actor as of now: a turn may have been waited for. Raises ``SignedOut``."""
    still = await context.actors.again(actor, tx)
    if still is None:
        raise SignedOut
    return still


async def _close(context: Context, actor: Actor, file_id: UUID) -> _Closing | None:
    """Let no further part in, so that what is looked at is what is kept; nothing when the file is complete already."""
    attempt = uuid4()
    async with context.db.acting(actor) as tx:
        await get_own(tx, await _still(context, tx, actor), file_id)
        if not await tx.fetch(_CLOSE, file_id, actor.person_id, attempt, now()):
            return None
        row = await get_own(tx, actor, file_id)
        parts = await find_parts(tx, row, "whole")
        count = cut.count_of(row.size, row.part_size)
        if len(parts) != count:
            there = [one["number"] for one in await tx.fetch(_NUMBERS, file_id)]
            raise PartsMissing(missing=cut.missing(row.size, row.part_size, there)[:100])
        realm = await context.keyring.realm(tx, row.realm_id)
        key = await context.keyring.data_key(tx, row.data_key_id)
    return _Closing(attempt, row, parts, realm, key)


_NUMBERS = "SELECT number FROM file_part WHERE file_id = $1 AND variant = 'whole'"


async def read(context: Context, parts: list[BlobRef], key: DataKey, start: int, stop: int) -> AsyncIterator[bytes]:
    """Yield a range of a file, piece by piece, out of the parts it lies in."""
    for index, first, last in cut.spans([part.size for part in parts], start, stop):
        async for piece in context.blobs.get(parts[index], key, first, last):
            yield piece


async def _look(context: Context, actor: Actor, closing: _Closing, data: Completion) -> None:
    row, key = closing.row, closing.key
    shown = shown_of(row, key)
    if data.sha256 is not None and await _hash(context, closing) != data.sha256:
        raise NotThatFile
    head = b"".join([piece async for piece in read(context, closing.parts, key, 0, min(row.size, kinds.HEAD))])
    content = kinds.content_of(head, names.extension_of(shown.name))
    if content.kind == "picture":
        await _keep_picture(context, actor, closing, shown)
        return
    if shown.mime in kinds.PICTURE_TYPES:
        raise NotAPicture
    shown = cards.Shown(shown.name, content.mime)
    if content.kind in ("video", "audio", "pdf"):
        known = msgspec.structs.replace(data, sha256=None)
        shown = cards.Shown(shown.name, content.mime, known.width, known.height, known.duration_ms, known.waveform)
    await _finish(context, actor, closing, content.kind, shown, {})


async def _hash(context: Context, closing: _Closing) -> str:
    digest = hashlib.sha256()
    async for piece in read(context, closing.parts, closing.key, 0, closing.row.size):
        await to_thread.run_sync(digest.update, piece)
    return digest.hexdigest()


async def _keep_picture(context: Context, actor: Actor, closing: _Closing, shown: cards.Shown) -> None:
    size = closing.row.size
    if size > pictures.MAX_BYTES:
        raise PictureTooHeavy(limit=pictures.MAX_BYTES // 1_000_000)
    data = b"".join([piece async for piece in read(context, closing.parts, closing.key, 0, size)])
    made = await pictures.prepare(data)
    wanted: dict[Variant, Picture | None] = {"whole": made.whole, "display": made.display, "thumb": made.thumb}
    stored = {
        variant: await _store(context, closing.realm, closing.key, picture)
        for variant, picture in wanted.items()
        if picture is not None
    }
    whole = made.whole
    shown = cards.Shown(names.with_extension(shown.name, whole.mime), whole.mime, whole.width, whole.height)
    await _finish(context, actor, closing, "picture", shown, stored)


async def _store(context: Context, realm: Realm, key: DataKey, picture: Picture) -> BlobRef:
    async def content() -> AsyncIterator[bytes]:
        yield picture.data

    return await context.blobs.put(realm, key, content(), len(picture.data))


async def _finish(
    context: Context,
    actor: Actor,
    closing: _Closing,
    kind: kinds.Kind,
    shown: cards.Shown,
    stored: dict[Variant, BlobRef],
) -> None:
    """Write down what the file is. ``stored`` takes the place of everything that was sent, where there is any."""
    row = closing.row
    size = stored["whole"].size if stored else row.size
    sealed = closing.key.seal(msgspec.json.encode(shown), card_place(row.id))
    async with context.db.acting(actor) as tx:
        if not await tx.fetch(_COMPLETE, row.id, actor.person_id, closing.attempt, now(), kind, size, sealed):
            # Another look has begun since, or it was given up: what this one made is nobody's.
            await delete_blobs_later(context, tx, list(stored.values()))
            return
        if stored:
            old = await tx.fetch(_TAKE_OUT, row.id)
            gone = [BlobRef(row.realm_id, row.data_key_id, one["blob_name"], one["size"], one["digest"]) for one in old]
            await delete_blobs_later(context, tx, gone)
            refs = list(stored.values())
            await tx.fetch(
                _PUT_IN,
                row.id,
                actor.person_id,
                list(stored),
                [ref.name for ref in refs],
                [ref.size for ref in refs],
                [ref.digest for ref in refs],
            )


async def put_preview(context: Context, actor: Actor, file_id: UUID, data: bytes) -> None:
    """Keep the picture the sender's program drew of a film's beginning or a document's first page.

    Raises ``NotFound``, ``UploadClosed``, and what pictures are refused for.
    """
    async with context.db.acting(actor) as tx:
        row = await get_own(tx, actor, file_id)
        if row.state != "open":
            raise UploadClosed
        realm = await context.keyring.realm(tx, row.realm_id)
        key = await context.keyring.data_key(tx, row.data_key_id)
    display, thumb = await pictures.prepare_preview(data)
    for variant, picture in (("display", display), ("thumb", thumb)):
        ref = await _store(context, realm, key, picture)
        await keep_piece(context, actor, file_id, variant, 0, ref)

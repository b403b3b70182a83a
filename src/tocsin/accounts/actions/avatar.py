"""The picture a person shows of themselves: set, taken away, and seen by whoever meets the person."""

from collections.abc import AsyncIterator, Sequence
from typing import Final
from uuid import UUID

import msgspec

from tocsin.accounts.events import ProfileChanged
from tocsin.kernel import pictures
from tocsin.kernel.blobs import BlobRef
from tocsin.kernel.clock import now
from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import NotFound
from tocsin.kernel.ids import PLATFORM
from tocsin.kernel.manifest import KeptFile
from tocsin.kernel.seal import Keyring
from tocsin.kernel.sweep import delete_blobs_later
from tocsin.kernel.types import Actor

UPLOAD_LIMIT: Final = 10 * 1024 * 1024
"""Bytes of the picture as it comes; what is kept is some ten thousand."""
SIDE: Final = 256
"""Pixels: the largest place a picture stands in, on the finest screens."""
_CHANGES_AN_HOUR: Final = 30
_RECORDS: Final = "accounts.avatar"

_SET = """
UPDATE profile p SET avatar = $2, avatar_blob = $3, changed_at = $4
FROM (SELECT avatar_blob FROM profile WHERE person_id = $1 FOR UPDATE) old
WHERE p.person_id = $1 RETURNING old.avatar_blob
"""
_KEPT = "SELECT avatar_blob ->> 'name' FROM profile WHERE (avatar_blob ->> 'name') = ANY ($1::text[])"
_PICTURE = "SELECT avatar_blob FROM profile WHERE person_id = $1"


async def set_avatar(context: Context, actor: Actor, data: bytes) -> None:
    """Make a square picture of ``data`` the actor's own; the one before is deleted after.

    Raises ``NotAPicture``, ``PictureTooLarge``, ``TooMany``.
    """
    context.limiter.check(f"avatar:{actor.person_id}", _CHANGES_AN_HOUR / 3600, _CHANGES_AN_HOUR)
    picture = await pictures.avatar(data, SIDE)
    async with context.db.acting(actor) as tx:
        realm = await context.keyring.realm(tx, PLATFORM)
        key = await context.keyring.record_key(tx, PLATFORM, _RECORDS)

    async def content() -> AsyncIterator[bytes]:
        yield picture.data

    ref = await context.blobs.put(realm, key, content(), UPLOAD_LIMIT)
    async with context.db.acting(actor) as tx:
        await _keep(context, tx, actor, ref)


async def remove_avatar(tx: Transaction, context: Context, actor: Actor) -> None:
    """Show initials again. Without a picture it changes nothing."""
    if await find_picture(tx, context.keyring, actor.person_id) is not None:
        await _keep(context, tx, actor, None)


async def _keep(context: Context, tx: Transaction, actor: Actor, ref: BlobRef | None) -> None:
    address = f"/api/people/{actor.person_id}/avatar/{ref.name}" if ref else None
    rows = await tx.fetch(_SET, actor.person_id, address, msgspec.to_builtins(ref), now())
    old = [msgspec.convert(row["avatar_blob"], BlobRef) for row in rows if row["avatar_blob"]]
    await delete_blobs_later(context, tx, old)
    await tx.emit(ProfileChanged(subject_id=actor.person_id, fields=("avatar",)))


async def find_picture(tx: Transaction, keyring: Keyring, person_id: UUID) -> KeptFile | None:
    """Return where a person's picture is kept, or nothing."""
    rows = await tx.fetch(_PICTURE, person_id)
    if not rows or rows[0]["avatar_blob"] is None:
        return None
    ref = msgspec.convert(rows[0]["avatar_blob"], BlobRef)
    return KeptFile((ref,), await keyring.data_key(tx, ref.data_key_id))


async def find_kept(tx: Transaction, names: Sequence[str]) -> set[str]:
    """Return which of these blobs are pictures people show."""
    return {row[0] for row in await tx.fetch(_KEPT, list(names))}


async def read_avatar(context: Context, actor: Actor, person_id: UUID, name: str) -> bytes:
    """Return a picture (WebP) by its address. Raises :class:`NotFound` for who does not meet the person, and for a
    picture that is no longer theirs.
    """
    async with context.db.acting(actor) as tx:
        kept = await find_picture(tx, context.keyring, person_id)
        if kept is None or kept.parts[0].name != name or not await _meets(context, tx, actor, person_id):
            raise NotFound
    return await context.blobs.read(kept.parts[0], kept.key, UPLOAD_LIMIT)


async def _meets(context: Context, tx: Transaction, actor: Actor, person_id: UUID) -> bool:
    if person_id == actor.person_id:
        return True
    for room in context.rooms:
        if room.meets is not None and await room.meets(tx, actor, person_id):
            return True
    return False

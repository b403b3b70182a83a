"""Who holds a file: what rooms above ask for, having let the actor through. All of it runs as the following worker."""

from collections.abc import Iterable, Sequence
from typing import Final
from uuid import UUID

import structlog

from tocsin.files.queries import FileRow, Handle, Variant, card_of, check_realm, find_handle, find_row, shown_of
from tocsin.files.refusals import NotReady
from tocsin.files.rules.cards import FileCard
from tocsin.kernel.blobs import BlobRef
from tocsin.kernel.clock import now
from tocsin.kernel.context import Context
from tocsin.kernel.db import FOLLOW, Transaction
from tocsin.kernel.errors import NotFound
from tocsin.kernel.seal import Keyring
from tocsin.kernel.sweep import delete_blobs_later
from tocsin.kernel.types import Actor

log = structlog.get_logger()
REMOVE: Final = "files.remove"
# Under a lock, so that what was found there is still there when it is taken hold of.
_WANTED = """
SELECT id, person_id, realm_id, data_key_id, state, size, part_size, as_file, kind, card_sealed, seen_at, used_at,
       EXISTS (SELECT FROM file_part p WHERE p.file_id = f.id AND p.variant = 'thumb') AS preview
FROM file f WHERE id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE OF f
"""
_USE = "INSERT INTO file_use (file_id, room, item, at) SELECT id, $2, $3, $4 FROM unnest($1::uuid[]) id ON CONFLICT DO NOTHING"
# Takes the lock of each file, so that none is being removed, and tells which are there.
_HOLD = "UPDATE file SET used_at = coalesce(used_at, $2) WHERE id = ANY ($1::uuid[]) RETURNING id"
_RELEASE = "DELETE FROM file_use WHERE room = $1 AND item = ANY ($2::text[]) RETURNING file_id"
_LOCK = "SELECT FROM file WHERE id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE"
_UNHELD = """
SELECT f.id, f.realm_id, f.data_key_id, p.blob_name, p.size, p.digest
FROM file f LEFT JOIN file_part p ON p.file_id = f.id
WHERE f.id = ANY ($1::uuid[]) AND NOT EXISTS (SELECT FROM file_use u WHERE u.file_id = f.id)
"""


async def attach(
    tx: Transaction, keyring: Keyring, actor: Actor, file_ids: Sequence[UUID], realm_id: UUID
) -> list[FileCard]:
    """Return the cards of files the actor uploaded for a realm and has not sent, in the order asked for.

    They stay as they are until the unit of work ends. Raises ``NotFound`` for what is not the actor's, is for another
    realm, or was sent; ``NotReady`` for what is not complete.
    """
    rows = await _rows(tx, file_ids)
    for row, _ in rows:
        if row.person_id != actor.person_id or row.realm_id != realm_id or row.used_at is not None:
            raise NotFound
        check_realm(actor, row.realm_id)
    return await _share(tx, keyring, _complete(rows), realm_id)


async def share(tx: Transaction, keyring: Keyring, file_ids: Sequence[UUID], realm_id: UUID) -> list[FileCard]:
    """Let a realm open files the caller has let the actor through to: a message passed on. Return their cards.

    They stay as they are until the unit of work ends. Raises ``NotFound`` for what is gone.
    """
    return await _share(tx, keyring, _complete(await _rows(tx, file_ids)), realm_id)


async def _rows(tx: Transaction, file_ids: Sequence[UUID]) -> list[tuple[FileRow, bool]]:
    async with tx.as_worker(FOLLOW):
        found = {row["id"]: dict(row) for row in await tx.fetch(_WANTED, list(file_ids))}
    if set(file_ids) - found.keys():
        raise NotFound
    rows = []
    for file_id in file_ids:
        values = dict(found[file_id])
        preview = values.pop("preview")
        rows.append((FileRow(**values), preview))
    return rows


def _complete(rows: list[tuple[FileRow, bool]]) -> list[tuple[FileRow, bool]]:
    if any(row.state != "complete" for row, _ in rows):
        raise NotReady
    return rows


async def _share(
    tx: Transaction, keyring: Keyring, rows: Sequence[tuple[FileRow, bool]], realm_id: UUID
) -> list[FileCard]:
    async with tx.as_worker(FOLLOW):
        keys = await keyring.data_keys(tx, {row.data_key_id for row, _ in rows})
        cards = []
        for row, preview in rows:
            key = keys.get(row.data_key_id)
            if key is None:
                raise NotFound
            if row.realm_id != realm_id:
                await keyring.share_data_key(tx, key, realm_id)
            cards.append(card_of(row, shown_of(row, key), preview=preview))
    return cards


async def use(tx: Transaction, file_ids: Sequence[UUID], room: str, item: str) -> None:
    """Write down that an item of a room holds files: they stay while it does. Twice changes nothing.

    Raises ``NotFound`` for a file whose last use went at this moment.
    """
    async with tx.as_worker(FOLLOW):
        held = await tx.fetch(_HOLD, list(file_ids), now())
        if len(held) != len(set(file_ids)):
            raise NotFound
        await tx.fetch(_USE, list(file_ids), room, item, now())


async def release(context: Context, tx: Transaction, room: str, items: Iterable[str]) -> None:
    """Let go of what these items hold; files that nothing holds any more go after the commit, with their content."""
    async with tx.as_worker(FOLLOW):
        rows = await tx.fetch(_RELEASE, room, list(items))
    let_go = sorted({row["file_id"] for row in rows})
    if let_go:
        await context.jobs.enqueue(tx, REMOVE, let_go)


async def open_file(context: Context, tx: Transaction, file_id: UUID, variant: Variant = "whole") -> Handle:
    """Open a file, or a smaller picture of it, for an actor whom the caller has let through. Raises ``NotFound``."""
    async with tx.as_worker(FOLLOW):
        return await find_handle(context, tx, await find_row(tx, file_id), variant)


async def remove(context: Context, tx: Transaction, file_ids: Sequence[UUID]) -> None:
    """Remove files that nothing holds, as FOLLOW; whoever takes hold of one at this moment waits, and finds it gone."""
    await tx.fetch(_LOCK, list(file_ids))
    rows = await tx.fetch(_UNHELD, list(file_ids))
    await tx.fetch("DELETE FROM file WHERE id = ANY ($1::uuid[])", list({row["id"] for row in rows}))
    refs = [
        BlobRef(row["realm_id"], row["data_key_id"], row["blob_name"], row["size"], row["digest"])
        for row in rows
        if row["blob_name"] is not None
    ]
    await delete_blobs_later(context, tx, refs)

"""Who holds a file: what rooms above ask for, having let the actor through. All of it runs as the following worker."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
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
from tocsin.kernel.seal import DataKey, Keyring
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
_USE = """
INSERT INTO file_use (file_id, room, item, at)
SELECT u.file_id, $3, u.item, $4 FROM unnest($1::uuid[], $2::text[]) u (file_id, item) ON CONFLICT DO NOTHING
"""
# Takes the lock of each file, so that none is being removed, and tells which are there.
_HOLD = "UPDATE file SET used_at = coalesce(used_at, $2) WHERE id = ANY ($1::uuid[]) RETURNING id"
_RELEASE = "DELETE FROM file_use WHERE room = $1 AND item = ANY ($2::text[]) RETURNING file_id"
_LOCK = "SELECT FROM file WHERE id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE"
_UNHELD = """
SELECT f.id, f.realm_id, f.data_key_id, p.blob_name, p.size, p.digest
FROM file f LEFT JOIN file_part p ON p.file_id = f.id
WHERE f.id = ANY ($1::uuid[]) AND NOT EXISTS (SELECT FROM file_use u WHERE u.file_id = f.id)
"""


class Locked:
    """Files as they are while their locks are held, for any number of items that take them up; asks nothing further."""

    def __init__(self, rows: Mapping[UUID, tuple[FileRow, bool]], keys: Mapping[UUID, DataKey]) -> None:
        self._rows = rows
        self._keys = keys
        self.shares: dict[tuple[UUID, UUID], DataKey] = {}
        """The keys to be wrapped for further realms, by key and realm."""

    def attach(self, actor: Actor, file_ids: Sequence[UUID], realm_id: UUID) -> list[FileCard]:
        """Return the cards of files the actor uploaded for a realm and has not sent, in the order asked for.

        Raises ``NotFound`` for what is not the actor's, is for another realm, or was sent; ``NotReady`` for what is not
        complete.
        """
        for file_id in file_ids:
            row, _ = self._get(file_id)
            if row.person_id != actor.person_id or row.realm_id != realm_id or row.used_at is not None:
                raise NotFound
            check_realm(actor, row.realm_id)
        return self.share(file_ids, realm_id)

    def share(self, file_ids: Sequence[UUID], realm_id: UUID) -> list[FileCard]:
        """Let a realm open files the caller has let the actor through to: a message passed on. Return their cards.

        Raises ``NotFound`` for what is gone, ``NotReady`` for what is not complete.
        """
        found = [self._get(file_id) for file_id in file_ids]
        if any(row.state != "complete" for row, _ in found):
            raise NotReady
        if any(row.data_key_id not in self._keys for row, _ in found):
            raise NotFound
        cards = []
        for row, preview in found:
            key = self._keys[row.data_key_id]
            if row.realm_id != realm_id:
                self.shares[key.id, realm_id] = key
            cards.append(card_of(row, shown_of(row, key), preview=preview))
        return cards

    def _get(self, file_id: UUID) -> tuple[FileRow, bool]:
        if file_id not in self._rows:
            raise NotFound
        return self._rows[file_id]


@asynccontextmanager
async def locked(tx: Transaction, keyring: Keyring, file_ids: Iterable[UUID]) -> AsyncIterator[Locked]:
    """Lock files until the unit of work ends, to be taken up within the block; after it realms open what they share.

    As many statements for many as for one. Files that are not there are missing.
    """
    async with tx.as_worker(FOLLOW):
        rows = {}
        for found in await tx.fetch(_WANTED, list(set(file_ids))):
            values = dict(found)
            preview = values.pop("preview")
            rows[values["id"]] = (FileRow(**values), preview)
        keys = await keyring.data_keys(tx, {row.data_key_id for row, _ in rows.values()})
        held = Locked(rows, keys)
        yield held
        if held.shares:
            await keyring.share_data_keys(tx, [(key, realm_id) for (_, realm_id), key in held.shares.items()])


async def use(tx: Transaction, room: str, items: Mapping[str, Sequence[UUID]]) -> None:
    """Write down which files the items of a room hold: they stay while those do. Twice changes nothing.

    As many statements for many as for one. Raises ``NotFound`` for a file whose last use went at this moment.
    """
    held = [(file_id, item) for item, file_ids in items.items() for file_id in file_ids]
    wanted = {file_id for file_id, _ in held}
    async with tx.as_worker(FOLLOW):
        if len(await tx.fetch(_HOLD, list(wanted), now())) != len(wanted):
            raise NotFound
        await tx.fetch(_USE, [file_id for file_id, _ in held], [item for _, item in held], room, now())


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

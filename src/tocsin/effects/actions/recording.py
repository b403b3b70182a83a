"""Recording effects, and what is held about a person: handed out, and erased."""

import os
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec

from tocsin.effects.rules.entries import SALT_BYTES, Entry, commitment
from tocsin.kernel.batches import Batch
from tocsin.kernel.context import Context
from tocsin.kernel.db import FOLLOW, Transaction
from tocsin.kernel.manifest import Portion
from tocsin.kernel.seal import DataKey, Keyring, place

PAGE = 5_000
"""Effects in one file of an export."""
_SALTS = "effects.salt"
_OWN = (
    "SELECT xid, id, effect, act, item_kind, item_id, from_seq, to_seq, device, at FROM effect"
    " WHERE actor_id = $1 AND realm_id = $2 AND (xid, id) > ($3, $4) ORDER BY xid, id LIMIT $5"
)
_ERASE = "UPDATE effect SET salt_sealed = NULL, actor_id = NULL, device = NULL WHERE actor_id = $1 AND realm_id = $2"
SaltKeys = Mapping[UUID, DataKey]
"""By realm, the key that seals the salts of its effects."""

_COLUMNS = (
    ("realm_id", "uuid"),
    ("effect", "smallint"),
    ("act", "text"),
    ("item_kind", "text"),
    ("item_id", "uuid"),
    ("from_seq", "bigint"),
    ("to_seq", "bigint"),
    ("audience_version", "bigint"),
    ("actor_id", "uuid"),
    ("device", "text"),
    ("at", "timestamptz"),
    ("digest", "bytea"),
    ("commitment", "bytea"),
    ("salt_sealed", "bytea"),
)


class Recording:
    """The statement that records effects, for a caller who makes it part of a statement of its own.

    ``sql`` is an INSERT whose parameters begin at ``first``.
    """

    def __init__(self, first: int = 1) -> None:
        self._batch = Batch(_COLUMNS, first=first)
        names = self._batch.names
        self.sql = f"INSERT INTO effect ({names}) SELECT {names} FROM {self._batch.rows} AS e"  # noqa: S608

    def arguments(self, entries: Sequence[Entry], keys: SaltKeys) -> list[list[Any]]:
        """Return the arguments for at least one effect; each gets a secret of its own. ``keys``: :func:`salt_keys`."""
        random = os.urandom(SALT_BYTES * len(entries))
        return self._batch.arguments(
            _row(entry, random[at : at + SALT_BYTES], keys[entry.realm_id])
            for entry, at in zip(entries, range(0, len(random), SALT_BYTES), strict=True)
        )


async def salt_keys(tx: Transaction, keyring: Keyring, realms: Iterable[UUID]) -> SaltKeys:
    """Return the keys that seal salts in these realms; no query once they are at hand."""
    return {realm_id: await keyring.record_key(tx, realm_id, _SALTS) for realm_id in dict.fromkeys(realms)}


def open_secret(sealed: bytes, leaf: bytes, key: DataKey) -> bytes:
    """Return the secret of the row whose commitment is ``leaf``, of which its salts are made."""
    return key.open(sealed, _secret_place(leaf))


def _secret_place(leaf: bytes) -> bytes:
    return place("effect.salt", leaf.hex())


def _row(entry: Entry, secret: bytes, key: DataKey) -> tuple[Any, ...]:
    digest, leaf = commitment(entry, secret)
    return (
        entry.realm_id,
        entry.effect,
        entry.act,
        entry.item_kind,
        entry.item_id,
        entry.from_seq,
        entry.to_seq,
        entry.audience_version,
        entry.actor_id,
        entry.device,
        entry.at,
        digest,
        leaf,
        key.seal(secret, _secret_place(leaf)),
    )


_ALONE = Recording()
_ONCE = f"{_ALONE.sql} ON CONFLICT DO NOTHING"


async def record(tx: Transaction, keyring: Keyring, entries: Sequence[Entry], *, once: bool = False) -> None:
    """Record effects in the unit of work that brings them about, in one statement however many they are.

    With ``once`` what the log of a realm says of a person and a file already is not said again: the first time counts.
    """
    if entries:
        keys = await salt_keys(tx, keyring, (entry.realm_id for entry in entries))
        await tx.fetch(_ONCE if once else _ALONE.sql, *_ALONE.arguments(entries, keys))


async def exports(context: Context, tx: Transaction, realm_id: UUID, person_id: UUID) -> AsyncIterator[Portion]:
    """Yield what the person did in the realm, as recorded, a file five thousand effects."""
    xid, number, row_id = 0, 0, 0
    while True:
        async with tx.as_worker(FOLLOW):
            rows = await tx.fetch(_OWN, person_id, realm_id, xid, row_id, PAGE)
        if not rows:
            return
        number += 1
        xid, row_id = rows[-1]["xid"], rows[-1]["id"]
        own = [{name: value for name, value in row.items() if name not in ("xid", "id")} for row in rows]
        yield f"effects/effects-{number}.json", msgspec.json.format(msgspec.json.encode(own), indent=2)


async def erases(context: Context, tx: Transaction, realm_id: UUID, person_id: UUID) -> None:
    """Make the person's effects in the realm anonymous: the commitment stays, and nothing can be held against it."""
    async with tx.as_worker(FOLLOW):
        await tx.fetch(_ERASE, person_id, realm_id)

"""Recording effects."""

import os
from collections.abc import Sequence
from typing import Any

from tocsin.effects.rules import SALT_BYTES, Entry, commitment
from tocsin.kernel.batches import Batch
from tocsin.kernel.db import Transaction

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
    ("salt", "bytea"),
)


class Recording:
    """The statement that records effects, for a caller who makes it part of a statement of its own.

    ``sql`` is an INSERT whose parameters begin at ``first``.
    """

    def __init__(self, first: int = 1) -> None:
        self._batch = Batch(_COLUMNS, first=first)
        names = self._batch.names
        self.sql = f"INSERT INTO effect ({names}) SELECT {names} FROM {self._batch.rows} AS e"  # noqa: S608

    def arguments(self, entries: Sequence[Entry]) -> list[list[Any]]:
        """Return the arguments for at least one effect; each gets a salt of its own."""
        random = os.urandom(SALT_BYTES * len(entries))
        return self._batch.arguments(
            _row(entry, random[at : at + SALT_BYTES])
            for entry, at in zip(entries, range(0, len(random), SALT_BYTES), strict=True)
        )


def _row(entry: Entry, salt: bytes) -> tuple[Any, ...]:
    digest, leaf = commitment(entry, salt)
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
        salt,
    )


_ALONE = Recording()


async def record(tx: Transaction, entries: Sequence[Entry]) -> None:
    """Record effects in the unit of work that brings them about, in one statement however many they are."""
    if entries:
        await tx.fetch(_ALONE.sql, *_ALONE.arguments(entries))

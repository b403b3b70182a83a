"""The keys that sign the heads of logs: one for each realm, made when its first effects are sealed, and its successors."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tocsin.effects.rules.heads import Head, head_text, sign_succession
from tocsin.kernel import clock
from tocsin.kernel.db import Transaction
from tocsin.kernel.seal import KeyProblem, Keyring, RealmDestroyed, place

log = structlog.get_logger()
HOLD = "SELECT below FROM log_position FOR UPDATE"
"""Whoever adds to logs, or changes who signs them, holds the position for as long as their unit takes."""
_NEWEST = (
    "SELECT DISTINCT ON (realm_id) realm_id, number, private_sealed FROM log_key WHERE realm_id = ANY ($1::uuid[])"
    " ORDER BY realm_id, number DESC"
)
_MAKE = (
    "INSERT INTO log_key (realm_id, number, public_key, private_sealed, made_at, signature)"
    " VALUES ($1, $2, $3, $4, $5, $6)"
)
_KIND = "effects.log_key"


@dataclass(frozen=True)
class Signer:
    """A realm's key: its number among the realm's, and what signs with it."""

    number: int
    key: Ed25519PrivateKey

    def sign(self, head: Head) -> bytes:
        """Return the signature of a head, 64 bytes."""
        return self.key.sign(head_text(head))

    @property
    def public_key(self) -> bytes:
        """The public half, 32 bytes."""
        return self.key.public_key().public_bytes_raw()


class Signers:
    """The newest key of every realm asked for, kept by the process once its row is committed.

    Each time it is looked which is the newest: another process may have made one.
    """

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring
        self._held: dict[UUID, Signer] = {}

    async def get(self, tx: Transaction, realm_ids: Iterable[UUID]) -> dict[UUID, Signer]:
        """Return the realms' keys; make those that are missing. The caller holds the position of the logs.

        A realm that was dissolved has none: nobody signs for it any more. One whose keys cannot be opened is left out and
        told in the log of the server, so that the others go on.
        """
        alive = [realm_id for realm_id in realm_ids if await self._is_alive(tx, realm_id)]
        rows = await newest_rows(tx, alive)
        found: dict[UUID, Signer] = {}
        for realm_id in alive:
            row, held = rows.get(realm_id), self._held.get(realm_id)
            try:
                if row is None:
                    found[realm_id] = await make_signer(tx, self._keyring, realm_id)
                elif held is not None and held.number == row["number"]:
                    found[realm_id] = held
                else:
                    found[realm_id] = await open_signer(tx, self._keyring, row)
            except KeyProblem:
                log.exception("effects.log_key_unusable", realm=str(realm_id))
        tx.after_commit(lambda: self._held.update(found))
        return found

    async def _is_alive(self, tx: Transaction, realm_id: UUID) -> bool:
        try:
            await self._keyring.realm(tx, realm_id)
        except RealmDestroyed:
            self._held.pop(realm_id, None)
            return False
        except KeyProblem:
            log.exception("effects.realm_unusable", realm=str(realm_id))
            return False
        return True


async def newest_rows(tx: Transaction, realm_ids: Sequence[UUID]) -> dict[UUID, Mapping[str, Any]]:
    """Return, by realm, the row of the newest key."""
    return {row["realm_id"]: row for row in await tx.fetch(_NEWEST, list(realm_ids))} if realm_ids else {}


async def open_signer(tx: Transaction, keyring: Keyring, row: Mapping[str, Any]) -> Signer:
    """Return the key of a row. Raises ``KeyProblem`` where it cannot be opened."""
    realm_id, number = row["realm_id"], row["number"]
    sealing = await keyring.record_key(tx, realm_id, _KIND)
    raw = sealing.open(row["private_sealed"] or b"", _place(realm_id, number))
    return Signer(number, Ed25519PrivateKey.from_private_bytes(raw))


async def make_signer(tx: Transaction, keyring: Keyring, realm_id: UUID, former: Signer | None = None) -> Signer:
    """Make a realm's key: its first, or the one that follows ``former``, and both sign that."""
    sealing = await keyring.record_key(tx, realm_id, _KIND)
    signer = Signer(former.number + 1 if former else 1, Ed25519PrivateKey.generate())
    private = sealing.seal(signer.key.private_bytes_raw(), _place(realm_id, signer.number))
    signature = former and sign_succession(realm_id, former.key, signer.key)
    await tx.fetch(_MAKE, realm_id, signer.number, signer.public_key, private, clock.now(), signature)
    return signer


def _place(realm_id: UUID, number: int) -> bytes:
    return place("log_key.private", realm_id, number)

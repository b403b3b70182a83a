"""The keys that sign the heads of logs: one for each realm, made when its first effects are sealed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tocsin.effects.rules.heads import Head, head_text
from tocsin.kernel import clock
from tocsin.kernel.db import Transaction
from tocsin.kernel.seal import KeyProblem, Keyring, RealmDestroyed, place

log = structlog.get_logger()
_KEYS = (
    "SELECT DISTINCT ON (realm_id) realm_id, number, private_sealed FROM log_key WHERE realm_id = ANY ($1::uuid[])"
    " ORDER BY realm_id, number DESC"
)
_MAKE = "INSERT INTO log_key (realm_id, number, public_key, private_sealed, made_at) VALUES ($1, $2, $3, $4, $5)"
_KIND = "effects.log_key"


@dataclass(frozen=True)
class Signer:
    """A realm's key: its number among the realm's, and what signs with it."""

    number: int
    key: Ed25519PrivateKey

    def sign(self, head: Head) -> bytes:
        """Return the signature of a head, 64 bytes."""
        return self.key.sign(head_text(head))


class Signers:
    """The newest key of every realm asked for, kept by the process once its row is committed."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring
        self._held: dict[UUID, Signer] = {}

    async def get(self, tx: Transaction, realm_ids: Iterable[UUID]) -> dict[UUID, Signer]:
        """Return the realms' keys; make those that are missing.

        A realm that was dissolved has none: nobody signs for it any more. One whose keys cannot be opened is left out and
        told in the log of the server, so that the others go on.
        """
        alive = [realm_id for realm_id in realm_ids if await self._is_alive(tx, realm_id)]
        missing = [realm_id for realm_id in alive if realm_id not in self._held]
        rows = {row["realm_id"]: row for row in await tx.fetch(_KEYS, missing)} if missing else {}
        new: dict[UUID, Signer] = {}
        for realm_id in missing:
            row = rows.get(realm_id)
            try:
                new[realm_id] = await (self._make(tx, realm_id) if row is None else self._open(tx, row))
            except KeyProblem:
                log.exception("effects.log_key_unusable", realm=str(realm_id))
        tx.after_commit(lambda: self._held.update(new))
        known = self._held | new
        return {realm_id: known[realm_id] for realm_id in alive if realm_id in known}

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

    async def _open(self, tx: Transaction, row: Mapping[str, Any]) -> Signer:
        realm_id, number = row["realm_id"], row["number"]
        sealing = await self._keyring.record_key(tx, realm_id, _KIND)
        raw = sealing.open(row["private_sealed"], _place(realm_id, number))
        return Signer(number, Ed25519PrivateKey.from_private_bytes(raw))

    async def _make(self, tx: Transaction, realm_id: UUID) -> Signer:
        sealing = await self._keyring.record_key(tx, realm_id, _KIND)
        signer = Signer(1, Ed25519PrivateKey.generate())
        private = sealing.seal(signer.key.private_bytes_raw(), _place(realm_id, signer.number))
        public = signer.key.public_key().public_bytes_raw()
        await tx.fetch(_MAKE, realm_id, signer.number, public, private, clock.now())
        return signer


def _place(realm_id: UUID, number: int) -> bytes:
    return place("log_key.private", realm_id, number)

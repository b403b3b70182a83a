"""The keys that sign the heads of logs: one for each realm, made when its first effects are sealed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tocsin.effects.rules.heads import Head, head_text
from tocsin.kernel import clock
from tocsin.kernel.db import Transaction
from tocsin.kernel.seal import Keyring, RealmDestroyed, place

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
        """Return the realms' keys; make those that are missing. A realm that was dissolved has none: nobody signs for it."""
        wanted = list(realm_ids)
        found = {realm_id: self._held[realm_id] for realm_id in wanted if realm_id in self._held}
        missing = [realm_id for realm_id in wanted if realm_id not in found]
        rows = {row["realm_id"]: row for row in await tx.fetch(_KEYS, missing)} if missing else {}
        new: dict[UUID, Signer] = {}
        for realm_id in missing:
            try:
                row = rows.get(realm_id)
                new[realm_id] = await (self._make(tx, realm_id) if row is None else self._open(tx, row))
            except RealmDestroyed:
                continue
        tx.after_commit(lambda: self._held.update(new))
        return found | new

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

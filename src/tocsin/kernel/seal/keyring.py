"""The keyring: makes, finds, renews and destroys keys, within the caller's unit of work."""

import os
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from uuid import UUID
from weakref import WeakKeyDictionary

import asyncpg
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tocsin.kernel import clock
from tocsin.kernel.db import FOLLOW, SIGNIN, Database, Transaction
from tocsin.kernel.ids import uuid7
from tocsin.kernel.seal.held import Pending, Recent
from tocsin.kernel.seal.keys import PLATFORM, DataKey, Realm, place
from tocsin.kernel.seal.refusals import KekMissing, KekWrong, RealmDestroyed, RealmUnknown, ShareMissing
from tocsin.kernel.seal.vault import Vault

if TYPE_CHECKING:
    from tocsin.settings import Settings

_REALM_KEYS = """
SELECT realm_id, purpose, version, wrapped, destroyed_at FROM realm_key WHERE realm_id = ANY ($1::uuid[])
"""
_MAKE_REALM_KEY = """
INSERT INTO realm_key (realm_id, purpose, version, kek_id, wrapped, made_at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT DO NOTHING RETURNING version
"""
_WRAPS = """
SELECT data_key_id, generation, realm_id, realm_version, wrapped FROM data_key_wrap
WHERE data_key_id = ANY ($1::uuid[]) ORDER BY data_key_id, generation, realm_id
"""
_MAKE_DATA_KEYS = """
INSERT INTO data_key (id, realm_id, kind, made_at)
SELECT id, $2, $3, $4 FROM unnest($1::uuid[]) id ON CONFLICT DO NOTHING RETURNING id
"""
_MAKE_WRAPS = """
INSERT INTO data_key_wrap (data_key_id, generation, realm_id, realm_version, wrapped)
SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::bigint[], $5::bytea[]) ON CONFLICT DO NOTHING
"""
_RECORD_KEY = "SELECT id FROM data_key WHERE realm_id = $1 AND kind = $2"
_REWRAP = """
UPDATE data_key_wrap w SET realm_version = $2, wrapped = n.wrapped
FROM unnest($3::uuid[], $4::bigint[], $5::bytea[]) n (data_key_id, generation, wrapped)
WHERE w.realm_id = $1 AND w.data_key_id = n.data_key_id AND w.generation = n.generation
"""


class Keyring:
    """All keys of a deployment. Methods that may reach the database take the caller's transaction.

    Keys made in a transaction are known to it at once, and to the rest of the process when it is committed.
    """

    def __init__(self, vault: Vault, *, realms: int = 1024, data_keys: int = 8192) -> None:
        """``realms`` and ``data_keys`` bound how many unwrapped keys the process holds."""
        self._vault = vault
        self._realms: Recent[UUID, Realm] = Recent(realms)
        self._data: Recent[UUID, DataKey] = Recent(data_keys)
        self._records: Recent[tuple[UUID, str], UUID] = Recent(data_keys)
        self._pending: WeakKeyDictionary[Transaction, Pending] = WeakKeyDictionary()
        self._forgotten = 0
        self._platform: Realm | None = None

    @classmethod
    async def open(cls, settings: "Settings", db: Database) -> "Keyring":
        """Open the deployment's key file and check it against the database; make both on the first start.

        Raises a :class:`~tocsin.kernel.seal.refusals.KeyProblem` that says what to restore.
        """
        folder = settings.data_dir / "keys"
        path = settings.kek_file or folder / "kek"
        async with db.working(SIGNIN) as tx:
            rows = await tx.fetch("SELECT DISTINCT realm_id, kek_id FROM realm_key WHERE destroyed_at IS NULL")
            wanted = ", ".join(sorted({row["kek_id"] for row in rows}))
            try:
                vault = Vault.open(path, folder / "realms")
            except FileNotFoundError:
                if rows:
                    raise KekMissing(path=str(path), wanted=wanted) from None
                vault = Vault.create(path, folder / "realms")
            if rows and wanted != vault.id:
                raise KekWrong(path=str(path), found=vault.id, wanted=wanted)
            lost = [row["realm_id"] for row in rows if not vault.knows(row["realm_id"])]
            if lost:
                raise ShareMissing(path=str(vault.shares), realm=str(lost[0]), count=len(lost))
            keyring = cls(vault)
            keyring._platform = await keyring.found_realm(tx, PLATFORM)
            await keyring._finish_destroying(tx)
        return keyring

    async def _finish_destroying(self, tx: Transaction) -> None:
        """Forget the shares of realms whose destruction was committed just before a crash."""
        for row in await tx.fetch("SELECT DISTINCT realm_id FROM realm_key WHERE destroyed_at IS NOT NULL"):
            self._vault.destroy(row["realm_id"])

    # -- realms

    def blind(self, kind: str, value: str) -> bytes:
        """Return the deployment's blind index of a value: look-ups that know no organisation yet (phone at sign-in)."""
        if self._platform is None:
            raise RealmUnknown(realm=str(PLATFORM))
        return self._platform.blind(kind, value)

    async def found_realm(self, tx: Transaction, realm_id: UUID) -> Realm:
        """Make a realm's keys, as when an organisation is founded; once made, return them.

        Raises :class:`RealmDestroyed` for an id whose realm was dissolved.
        """
        self._vault.share(realm_id)
        wrapping = self._vault.wrapping(realm_id)
        made = {}
        for purpose in ("seal", "index"):
            key = os.urandom(32)
            wrapped = _wrap(wrapping, key, realm_id, purpose, 1)
            if await tx.fetch(_MAKE_REALM_KEY, realm_id, purpose, 1, self._vault.id, wrapped, clock.now()):
                made[purpose] = key
        if len(made) < 2:
            return await self.realm(tx, realm_id)
        realm = Realm(realm_id, {1: made["seal"]}, made["index"])
        self._pending_of(tx).realms[realm_id] = realm
        return realm

    async def realm(self, tx: Transaction, realm_id: UUID) -> Realm:
        """Return a realm's keys. Raises :class:`RealmUnknown`, :class:`RealmDestroyed`."""
        return (await self._get_realms(tx, {realm_id}))[realm_id]

    async def _get_realms(self, tx: Transaction, realm_ids: set[UUID]) -> dict[UUID, Realm]:
        found = await self._find_realms(tx, realm_ids)
        realms = {}
        for realm_id in realm_ids:
            if realm_id not in found:
                raise RealmUnknown(realm=str(realm_id))
            realm = found[realm_id]
            if realm is None:
                raise RealmDestroyed(realm=str(realm_id))
            realms[realm_id] = realm
        return realms

    async def _find_realms(self, tx: Transaction, realm_ids: Iterable[UUID]) -> dict[UUID, Realm | None]:
        """Return the keys of realms in one query at most; ``None`` for those destroyed."""
        pending = self._pending.get(tx)
        found: dict[UUID, Realm | None] = {}
        for realm_id in realm_ids:
            realm = (pending.realms.get(realm_id) if pending else None) or self._realms.get(realm_id)
            if realm is not None:
                found[realm_id] = realm
        missing = [realm_id for realm_id in set(realm_ids) if realm_id not in found]
        if not missing:
            return found
        before = self._forgotten
        rows = await tx.fetch(_REALM_KEYS, missing)
        for realm_id in missing:
            own = [row for row in rows if row["realm_id"] == realm_id]
            if own:
                found[realm_id] = realm = self._unwrap_realm(realm_id, own)
                if realm is not None and before == self._forgotten:
                    self._realms.put(realm_id, realm)
        return found

    def _unwrap_realm(self, realm_id: UUID, rows: Sequence[asyncpg.Record]) -> Realm | None:
        if any(row["destroyed_at"] for row in rows):
            return None
        try:
            wrapping = self._vault.wrapping(realm_id)
        except RealmDestroyed:  # an old backup of the database was restored
            return None
        try:
            keys = {
                (row["purpose"], row["version"]): wrapping.decrypt(
                    row["wrapped"][:12], row["wrapped"][12:], _bound(realm_id, row["purpose"], row["version"])
                )
                for row in rows
            }
        except (InvalidTag, ValueError):
            raise KekWrong(path=str(self._vault.path), found=self._vault.id, wanted=str(realm_id)) from None
        seals = {version: key for (purpose, version), key in keys.items() if purpose == "seal"}
        return Realm(realm_id, seals, keys["index", 1])

    async def rotate_realm(self, tx: Transaction, realm_id: UUID) -> None:
        """Give a realm a new sealing key and wrap its data keys with it; nothing sealed has to be written again."""
        old = await self.realm(tx, realm_id)
        version = old.version + 1
        key = os.urandom(32)
        wrapped = _wrap(self._vault.wrapping(realm_id), key, realm_id, "seal", version)
        new = Realm(realm_id, {version: key}, b"\0" * 32)
        async with tx.as_worker(FOLLOW):
            made = await tx.fetch(_MAKE_REALM_KEY, realm_id, "seal", version, self._vault.id, wrapped, clock.now())
            if not made:
                return  # another server has just done it
            rows = await tx.fetch(
                "SELECT data_key_id, generation, realm_version, wrapped FROM data_key_wrap WHERE realm_id = $1",
                realm_id,
            )
            again = [(r[0], r[1], new.wrap(old.unwrap(r[3], r[0], r[1], r[2]), r[0], r[1])) for r in rows]
            await tx.fetch(_REWRAP, realm_id, version, *map(list, zip(*again, strict=True)) if again else ([], [], []))
        tx.after_commit(lambda: self.forget(realm_id))

    async def destroy_realm(self, tx: Transaction, realm_id: UUID) -> None:
        """Make everything of a realm unreadable, in backups too, once the unit of work is committed.

        What the realm shares with another stays readable for the other. Doing it twice changes nothing. Other
        processes must be told to :meth:`forget`.
        """
        if realm_id == PLATFORM:
            raise RealmUnknown(realm=str(realm_id))
        async with tx.as_worker(FOLLOW):
            await tx.fetch(
                "UPDATE realm_key SET wrapped = '', destroyed_at = $2 WHERE realm_id = $1 AND destroyed_at IS NULL",
                realm_id,
                clock.now(),
            )
            await tx.fetch("DELETE FROM data_key_wrap WHERE realm_id = $1", realm_id)

        def forget() -> None:
            self._vault.destroy(realm_id)
            self.forget(realm_id)

        tx.after_commit(forget)

    def forget(self, realm_id: UUID | None = None) -> None:
        """Drop a realm's unwrapped keys from this process, and all data keys with it; all realms when none is named."""
        self._forgotten += 1
        if realm_id is None:
            self._realms.clear()
        else:
            self._realms.drop(realm_id)
        self._data.clear()
        self._records.clear()

    # -- data keys

    async def new_data_key(self, tx: Transaction, realms: Sequence[UUID]) -> DataKey:
        """Make a key, wrapped once for every realm that takes part."""
        return (await self.new_data_keys(tx, realms, 1))[0]

    async def new_data_keys(self, tx: Transaction, realms: Sequence[UUID], count: int) -> list[DataKey]:
        """Make many keys of the same realms, at least one, in two statements."""
        keys = [DataKey(uuid7(), {1: os.urandom(32)}) for _ in range(count)]
        await tx.fetch(_MAKE_DATA_KEYS, [key.id for key in keys], None, None, clock.now())
        await self._wrap_all(tx, [(key, realm_id) for realm_id in realms for key in keys])
        self._pending_of(tx).data.update({key.id: key for key in keys})
        return keys

    async def data_key(self, tx: Transaction, data_key_id: UUID) -> DataKey:
        """Return a key by its row. Raises :class:`RealmDestroyed` when no realm that could open it is left."""
        found = await self.data_keys(tx, [data_key_id])
        if data_key_id not in found:
            raise RealmDestroyed(realm="")
        return found[data_key_id]

    async def data_keys(self, tx: Transaction, data_key_ids: Iterable[UUID]) -> dict[UUID, DataKey]:
        """Return keys by their rows, in two queries at most, none when all are at hand; those destroyed are left out."""
        wanted = set(data_key_ids)
        found = {row: key for row in wanted if (key := self._known(tx, row)) is not None}
        missing = list(wanted - found.keys())
        if not missing:
            return found
        before = self._forgotten
        rows = await tx.fetch(_WRAPS, missing)
        realms = await self._find_realms(tx, {row["realm_id"] for row in rows})
        generations: dict[UUID, dict[int, bytes]] = {}
        for row in rows:
            realm = realms.get(row["realm_id"])
            own = generations.setdefault(row["data_key_id"], {})
            if realm is not None and row["generation"] not in own:
                own[row["generation"]] = realm.unwrap(
                    row["wrapped"], row["data_key_id"], row["generation"], row["realm_version"]
                )
        for data_key_id, keys in generations.items():
            if keys:
                found[data_key_id] = key = DataKey(data_key_id, keys)
                if before == self._forgotten:
                    self._data.put(data_key_id, key)
        return found

    async def record_key(self, tx: Transaction, realm_id: UUID, kind: str) -> DataKey:
        """Return the key of one kind of record in a realm (``"accounts.person"``), made on its first use."""
        pending = self._pending.get(tx)
        data_key_id = (pending.records.get((realm_id, kind)) if pending else None) or self._records.get(
            (realm_id, kind)
        )
        if data_key_id is None:
            rows = await tx.fetch(_RECORD_KEY, realm_id, kind)
            if not rows:
                key = DataKey(uuid7(), {1: os.urandom(32)})
                if await tx.fetch(_MAKE_DATA_KEYS, [key.id], realm_id, kind, clock.now()):
                    await self._wrap_all(tx, [(key, realm_id)])
                    pending = self._pending_of(tx)
                    pending.data[key.id] = key
                    pending.records[realm_id, kind] = key.id
                    return key
                rows = await tx.fetch(_RECORD_KEY, realm_id, kind)  # another unit of work was quicker
            data_key_id = rows[0]["id"]
            self._records.put((realm_id, kind), data_key_id)
        return await self.data_key(tx, data_key_id)

    async def share_data_keys(self, tx: Transaction, shares: Sequence[tuple[DataKey, UUID]]) -> None:
        """Wrap keys each for one more realm, at least one, in two statements. Twice changes nothing."""
        await self._wrap_all(tx, shares)

    async def renew_data_key(self, tx: Transaction, data_key_id: UUID) -> DataKey:
        """Give a key a new generation, which seals from now on; what earlier ones sealed still opens."""
        old = await self.data_key(tx, data_key_id)
        realms = [row["realm_id"] for row in await tx.fetch(_WRAPS, [data_key_id])]
        key = DataKey(data_key_id, {**old.generations, max(old.generations) + 1: os.urandom(32)})
        await self._wrap_all(tx, [(key, realm_id) for realm_id in dict.fromkeys(realms)])
        self._pending_of(tx).data[data_key_id] = key
        return key

    def _known(self, tx: Transaction, data_key_id: UUID) -> DataKey | None:
        pending = self._pending.get(tx)
        return (pending.data.get(data_key_id) if pending else None) or self._data.get(data_key_id)

    async def _wrap_all(self, tx: Transaction, shares: Sequence[tuple[DataKey, UUID]]) -> None:
        realms = await self._get_realms(tx, {realm_id for _, realm_id in shares})
        wraps = [
            (key.id, generation, realm_id, realms[realm_id].version, realms[realm_id].wrap(raw, key.id, generation))
            for key, realm_id in shares
            for generation, raw in key.generations.items()
        ]
        await tx.fetch(_MAKE_WRAPS, *map(list, zip(*wraps, strict=True)))

    def _pending_of(self, tx: Transaction) -> Pending:
        pending = self._pending.get(tx)
        if pending is None:
            self._pending[tx] = pending = Pending()
            tx.after_commit(lambda: self._keep(pending))
        return pending

    def _keep(self, pending: Pending) -> None:
        for realm_id, realm in pending.realms.items():
            self._realms.put(realm_id, realm)
        for data_key_id, key in pending.data.items():
            self._data.put(data_key_id, key)
        for record, data_key_id in pending.records.items():
            self._records.put(record, data_key_id)


def _bound(realm_id: UUID, purpose: str, version: int) -> bytes:
    return place("realm_key.wrapped", realm_id, purpose, version)


def _wrap(wrapping: AESGCM, key: bytes, realm_id: UUID, purpose: str, version: int) -> bytes:
    nonce = os.urandom(12)
    return nonce + wrapping.encrypt(nonce, key, _bound(realm_id, purpose, version))

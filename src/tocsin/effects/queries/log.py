"""What a realm's log says: its heads, where an effect's leaf is, and the hashes that prove it.

Whoever asks has been let in by the caller: the log's tables hold hashes alone, and are read by the sealer's worker.
"""

from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any, Final
from uuid import UUID

import msgspec

from tocsin.effects.rules.entries import microseconds
from tocsin.effects.rules.heads import Head, SignedKey, Witness, cosignature_line, signed_head
from tocsin.effects.rules.tiles import WIDTH, Tile, hash_in, tile_of
from tocsin.effects.rules.tree import Node, consistency, cover, fold, inclusion
from tocsin.kernel.beside import aside
from tocsin.kernel.db import SEAL, Transaction

_HEAD: Final = (
    "SELECT h.size, h.root, h.at, h.signature, h.key_number, k.public_key FROM log_head h"
    " JOIN log_key k ON k.realm_id = h.realm_id AND k.number = h.key_number"
    " WHERE h.realm_id = $1 AND ($2::bigint IS NULL OR h.size = $2) ORDER BY h.size DESC LIMIT 1"
)
_KEYS: Final = (
    "SELECT number, public_key, signature FROM log_key WHERE realm_id = $1 AND number <= $2"
    " AND number >= (SELECT max(number) FROM log_key WHERE realm_id = $1 AND number <= $2 AND signature IS NULL)"
    " ORDER BY number"
)
_NEWEST: Final = (1 << 15) - 1
_WITNESSED: Final = "SELECT max(size) AS size FROM log_cosignature WHERE realm_id = $1 AND size > $2"
_WITNESSES: Final = (
    "SELECT w.name, w.public_key, c.at, c.signature FROM log_cosignature c JOIN witness w ON w.id = c.witness_id"
    " WHERE c.realm_id = $1 AND c.size = $2 AND NOT EXISTS (SELECT FROM log_cosignature o JOIN witness v ON v.id = o.witness_id"
    " WHERE o.realm_id = $1 AND o.size = $2 AND v.public_key = w.public_key AND (o.at, v.id) < (c.at, w.id))"
    " ORDER BY c.at, w.name, w.id"
)
_TILES: Final = (
    "SELECT level, number, hashes FROM log_tile WHERE realm_id = $1"
    " AND (level, number) IN (SELECT * FROM unnest($2::smallint[], $3::bigint[]))"
)
# Ids rise with the leaves but for what was under way at the end of a stretch: the few tiles from the first that ends
# behind an id hold it, or it is not sealed.
_LEAVES: Final = (
    "SELECT number, effects FROM log_tile WHERE realm_id = $1 AND level = 0 AND number IN ("
    "SELECT t.number FROM unnest($2::bigint[]) AS u(id) CROSS JOIN LATERAL (SELECT number FROM log_tile"
    " WHERE realm_id = $1 AND level = 0 AND last_id >= u.id ORDER BY last_id LIMIT 16) AS t)"
)
_ID_BYTES: Final = 8
IDS_AT_ONCE: Final = 250
"""Effects whose leaves are looked for at once: each may bring sixteen tiles."""


class SignedHead(msgspec.Struct, frozen=True):
    """A head of a realm's log as a signed note, and the key that signed it (32 bytes), ``number`` among the realm's."""

    head: Head
    note: str
    public_key: bytes
    number: int


class KeyRow(msgspec.Struct, frozen=True):
    """A key of a realm's log (32 bytes) and the signatures of the key before it and its own, which the first has not."""

    number: int
    public_key: bytes
    signature: bytes | None

    def named(self) -> SignedKey:
        """Return the key as bundles and witnesses have it."""
        signature = None if self.signature is None else b64encode(self.signature).decode()
        return SignedKey(b64encode(self.public_key).decode(), signature)


async def find_keys(tx: Transaction, realm_id: UUID, number: int = _NEWEST) -> list[KeyRow]:
    """Return the keys of a realm's log that lead to the newest, or to that ``number``; none where nothing was sealed."""
    async with tx.as_worker(SEAL):
        rows = await tx.fetch(_KEYS, realm_id, number)
    return [KeyRow(row["number"], row["public_key"], row["signature"]) for row in rows]


async def find_head(tx: Transaction, realm_id: UUID, size: int | None = None) -> SignedHead | None:
    """Return the newest head of a realm's log, or the one of that many leaves; none where there is none."""
    async with tx.as_worker(SEAL):
        rows = await tx.fetch(_HEAD, realm_id, size)
    if not rows:
        return None
    (row,) = rows
    head = Head(realm_id, row["size"], row["root"], microseconds(row["at"]))
    note = signed_head(head, row["public_key"], row["signature"])
    return SignedHead(head, note, row["public_key"], row["key_number"])


class Vouched(msgspec.Struct, frozen=True):
    """What goes with a head: the keys up to the one that signed it, and the witnesses, with their lines in ``note``."""

    note: str
    keys: list[SignedKey]
    witnesses: list[Witness]


async def find_witnessed(tx: Transaction, realm_id: UUID, index: int) -> SignedHead | None:
    """Return the newest head over the leaf ``index`` that a witness signed; none where there is none."""
    async with tx.as_worker(SEAL):
        (row,) = await tx.fetch(_WITNESSED, realm_id, index)
    return None if row["size"] is None else await find_head(tx, realm_id, row["size"])


async def find_vouched(tx: Transaction, realm_id: UUID, head: SignedHead) -> Vouched:
    """Return what goes with a head."""
    keys = [key.named() for key in await find_keys(tx, realm_id, head.number)]
    async with tx.as_worker(SEAL):
        rows = await tx.fetch(_WITNESSES, realm_id, head.head.size)
    lines = [cosignature_line(row["name"], row["public_key"], row["at"], row["signature"]) for row in rows]
    witnesses = [Witness(row["name"], b64encode(row["public_key"]).decode()) for row in rows]
    return Vouched(head.note + "".join(lines), keys, witnesses)


async def find_leaves(tx: Transaction, realm_id: UUID, effect_ids: Sequence[int]) -> dict[int, int]:
    """Return, by effect, the number of its leaf in the realm's log, from zero; those not sealed yet are left out."""
    found: dict[int, int] = {}
    ids = sorted(effect_ids)
    for begin in range(0, len(ids), IDS_AT_ONCE):
        some = ids[begin : begin + IDS_AT_ONCE]
        async with tx.as_worker(SEAL):
            rows = await tx.fetch(_LEAVES, realm_id, some)
        found.update(_places(rows, some) if len(some) == 1 else await aside(partial(_places, rows, some)))
    return found


def _places(rows: Iterable[Any], effect_ids: Sequence[int]) -> dict[int, int]:
    wanted = {effect_id.to_bytes(_ID_BYTES, "big"): effect_id for effect_id in effect_ids}
    found = {}
    for row in rows:
        packed = row["effects"]
        for place in range(len(packed) // _ID_BYTES):
            effect_id = wanted.get(packed[place * _ID_BYTES : (place + 1) * _ID_BYTES])
            if effect_id is not None:
                found[effect_id] = row["number"] * WIDTH + place
    return found


class Hashes:
    """The hashes of nodes, from the tiles that hold them; what proofs share is computed once."""

    def __init__(self, tiles: Mapping[Tile, bytes]) -> None:
        self._tiles = tiles
        self._known: dict[Node, bytes] = {}

    def of(self, proof: Iterable[Sequence[Node]]) -> list[bytes]:
        """Return the hashes of a proof."""
        return [fold([self._hash(node) for node in nodes]) for nodes in proof]

    def _hash(self, node: Node) -> bytes:
        if node not in self._known:
            self._known[node] = hash_in(self._tiles[tile_of(node)], node)
        return self._known[node]


class Paths:
    """The hashes that prove leaves in the tree of the first ``size`` leaves."""

    def __init__(self, hashes: Hashes, size: int) -> None:
        self._hashes = hashes
        self._size = size

    def to(self, index: int) -> list[bytes]:
        """Return the path of a leaf that was asked for, from the leaf to the root."""
        return self._hashes.of(inclusion(index, self._size))


async def find_paths(tx: Transaction, realm_id: UUID, indices: Iterable[int], size: int) -> Paths:
    """Return what proves leaves in the tree of the first ``size`` leaves."""
    lists = (nodes for index in indices for nodes in inclusion(index, size))
    return Paths(await _find_hashes(tx, realm_id, lists), size)


async def find_consistency(tx: Transaction, realm_id: UUID, old: int, new: int) -> tuple[bytes, list[bytes]]:
    """Return the root of the first ``old`` leaves, and what proves that the log of ``new`` leaves begins with them.

    ``ValueError``: no such proof can be asked for.
    """
    proof = [cover(0, old), *consistency(old, new)]
    root, *path = (await _find_hashes(tx, realm_id, proof)).of(proof)
    return root, path


async def _find_hashes(tx: Transaction, realm_id: UUID, lists: Iterable[Sequence[Node]]) -> Hashes:
    wanted = list({tile_of(node): None for nodes in lists for node in nodes})
    async with tx.as_worker(SEAL):
        rows = await tx.fetch(_TILES, realm_id, [tile.level for tile in wanted], [tile.number for tile in wanted])
    return Hashes({Tile(row["level"], row["number"]): row["hashes"] for row in rows})

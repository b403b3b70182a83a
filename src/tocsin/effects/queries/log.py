"""What a realm's log says: its heads, where an effect's leaf is, and the hashes that prove it.

Whoever asks has been let in by the caller: the log's tables hold hashes alone, and are read by the sealer's worker.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from uuid import UUID

import msgspec

from tocsin.effects.rules.entries import microseconds
from tocsin.effects.rules.heads import Head, signed_head
from tocsin.effects.rules.tiles import WIDTH, Tile, hash_in, tile_of
from tocsin.effects.rules.tree import Node, fold, inclusion
from tocsin.kernel.db import SEAL, Transaction

_HEAD: Final = (
    "SELECT h.size, h.root, h.at, h.signature, k.public_key FROM log_head h"
    " JOIN log_key k ON k.realm_id = h.realm_id AND k.number = h.key_number"
    " WHERE h.realm_id = $1 AND ($2::bigint IS NULL OR h.size = $2) ORDER BY h.size DESC LIMIT 1"
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


class SignedHead(msgspec.Struct, frozen=True):
    """A head of a realm's log as a signed note, and the key that signed it (32 bytes)."""

    head: Head
    note: str
    public_key: bytes


async def find_head(tx: Transaction, realm_id: UUID, size: int | None = None) -> SignedHead | None:
    """Return the newest head of a realm's log, or the one of that many leaves; none where there is none."""
    async with tx.as_worker(SEAL):
        rows = await tx.fetch(_HEAD, realm_id, size)
    if not rows:
        return None
    (row,) = rows
    head = Head(realm_id, row["size"], row["root"], microseconds(row["at"]))
    return SignedHead(head, signed_head(head, row["public_key"], row["signature"]), row["public_key"])


async def find_leaves(tx: Transaction, realm_id: UUID, effect_ids: Sequence[int]) -> dict[int, int]:
    """Return, by effect, the number of its leaf in the realm's log, from zero; those not sealed yet are left out."""
    if not effect_ids:
        return {}
    async with tx.as_worker(SEAL):
        rows = await tx.fetch(_LEAVES, realm_id, list(effect_ids))
    wanted = {effect_id.to_bytes(_ID_BYTES, "big"): effect_id for effect_id in effect_ids}
    found = {}
    for row in rows:
        packed = row["effects"]
        for place in range(len(packed) // _ID_BYTES):
            effect_id = wanted.get(packed[place * _ID_BYTES : (place + 1) * _ID_BYTES])
            if effect_id is not None:
                found[effect_id] = row["number"] * WIDTH + place
    return found


class Paths:
    """The hashes that prove leaves in the tree of the first ``size`` leaves; what paths share is computed once."""

    def __init__(self, tiles: Mapping[Tile, bytes], size: int) -> None:
        self._tiles = tiles
        self._size = size
        self._known: dict[Node, bytes] = {}

    def to(self, index: int) -> list[bytes]:
        """Return the path of a leaf that was asked for, from the leaf to the root."""
        return [fold([self._hash(node) for node in nodes]) for nodes in inclusion(index, self._size)]

    def _hash(self, node: Node) -> bytes:
        if node not in self._known:
            self._known[node] = hash_in(self._tiles[tile_of(node)], node)
        return self._known[node]


async def find_paths(tx: Transaction, realm_id: UUID, indices: Iterable[int], size: int) -> Paths:
    """Return what proves leaves in the tree of the first ``size`` leaves."""
    wanted = list({tile_of(node): None for index in indices for nodes in inclusion(index, size) for node in nodes})
    async with tx.as_worker(SEAL):
        rows = await tx.fetch(_TILES, realm_id, [tile.level for tile in wanted], [tile.number for tile in wanted])
    return Paths({Tile(row["level"], row["number"]): row["hashes"] for row in rows}, size)

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
_LEAVES: Final = (
    "SELECT t.number, t.effects FROM log_tile t WHERE t.realm_id = $1 AND t.level = 0 AND EXISTS ("
    "SELECT 1 FROM unnest($2::bigint[]) AS u(id) WHERE u.id BETWEEN t.first_id AND t.last_id)"
    " AND t.last_id >= $3"
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
        rows = await tx.fetch(_LEAVES, realm_id, list(effect_ids), min(effect_ids))
    wanted = {effect_id.to_bytes(_ID_BYTES, "big"): effect_id for effect_id in effect_ids}
    found = {}
    for row in rows:
        packed = row["effects"]
        for place in range(len(packed) // _ID_BYTES):
            effect_id = wanted.get(packed[place * _ID_BYTES : (place + 1) * _ID_BYTES])
            if effect_id is not None:
                found[effect_id] = row["number"] * WIDTH + place
    return found


async def find_inclusions(tx: Transaction, realm_id: UUID, indices: Iterable[int], size: int) -> dict[int, list[bytes]]:
    """Return, by leaf, the hashes that prove it in the tree of the first ``size`` leaves, from the leaf to the root."""
    paths = {index: inclusion(index, size) for index in indices}
    tiles = await _tiles(tx, realm_id, (node for path in paths.values() for nodes in path for node in nodes))
    return {index: _hashes(tiles, path) for index, path in paths.items()}


async def _tiles(tx: Transaction, realm_id: UUID, nodes: Iterable[Node]) -> dict[Tile, bytes]:
    wanted = list(dict.fromkeys(map(tile_of, nodes)))
    async with tx.as_worker(SEAL):
        rows = await tx.fetch(_TILES, realm_id, [tile.level for tile in wanted], [tile.number for tile in wanted])
    return {Tile(row["level"], row["number"]): row["hashes"] for row in rows}


def _hashes(tiles: Mapping[Tile, bytes], path: Sequence[Sequence[Node]]) -> list[bytes]:
    return [fold([hash_in(tiles[tile_of(node)], node) for node in nodes]) for nodes in path]

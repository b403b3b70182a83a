"""What a realm's log says: its heads, where an effect's leaf is, and the hashes that prove it.

Whoever asks has been let in by the caller: the log's tables hold hashes alone, and are read by the sealer's worker.
"""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import msgspec

from tocsin.effects.rules.entries import microseconds
from tocsin.effects.rules.heads import Head, signed_head
from tocsin.effects.rules.tiles import WIDTH, hash_in, tile_of
from tocsin.effects.rules.tree import Node, consistency, fold, inclusion
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
_LEAF: Final = (
    "SELECT number, effects FROM log_tile"
    " WHERE realm_id = $1 AND level = 0 AND last_id >= $2 AND first_id <= $2 ORDER BY last_id"
)


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


async def find_leaf(tx: Transaction, realm_id: UUID, effect_id: int) -> int | None:
    """Return the number of an effect's leaf in its realm's log, from zero; none until it is sealed."""
    async with tx.as_worker(SEAL):
        rows = await tx.fetch(_LEAF, realm_id, effect_id)
    wanted = effect_id.to_bytes(8, "big")
    for row in rows:
        packed = row["effects"]
        ids = [packed[at : at + 8] for at in range(0, len(packed), 8)]
        if wanted in ids:
            return int(row["number"]) * WIDTH + ids.index(wanted)
    return None


async def find_inclusion(tx: Transaction, realm_id: UUID, index: int, size: int) -> list[bytes]:
    """Return the hashes that prove a leaf in the tree of the first ``size`` leaves, from the leaf to the root."""
    return await _hashes(tx, realm_id, inclusion(index, size))


async def find_consistency(tx: Transaction, realm_id: UUID, old: int, new: int) -> list[bytes]:
    """Return the hashes that prove that the tree of the first ``new`` leaves begins with that of the first ``old``."""
    return await _hashes(tx, realm_id, consistency(old, new))


async def _hashes(tx: Transaction, realm_id: UUID, path: Sequence[Sequence[Node]]) -> list[bytes]:
    wanted = list(dict.fromkeys(tile_of(node) for nodes in path for node in nodes))
    async with tx.as_worker(SEAL):
        rows = await tx.fetch(_TILES, realm_id, [tile.level for tile in wanted], [tile.number for tile in wanted])
    tiles = {(row["level"], row["number"]): row["hashes"] for row in rows}
    return [fold([hash_in(tiles[tile_of(node)], node) for node in nodes]) for nodes in path]

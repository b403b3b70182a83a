"""How the nodes of a tree lie in tiles: 256 neighbours of every eighth level are kept, what lies between is computed."""

from typing import NamedTuple

from tocsin.effects.rules.tree import HASH_BYTES, Node, hash_pair

LEVELS = 8
WIDTH = 1 << LEVELS


class Tile(NamedTuple):
    """The ``number``-th tile, from the left, of the nodes of level ``8 * level``."""

    level: int
    number: int


def tile_of(node: Node) -> Tile:
    """Return the tile that a node, or what it is computed from, lies in."""
    return Tile(node.level // LEVELS, (node.number << node.level % LEVELS) // WIDTH)


def hash_in(hashes: bytes, node: Node) -> bytes:
    """Return the hash of a complete node from those of its tile. ``ValueError``: the tile does not reach so far."""
    width = 1 << node.level % LEVELS
    begin = (node.number * width) % WIDTH
    row = [hashes[at * HASH_BYTES : (at + 1) * HASH_BYTES] for at in range(begin, begin + width)]
    if len(row[-1]) != HASH_BYTES:
        raise ValueError("the tile does not reach so far")
    while len(row) > 1:
        row = [hash_pair(left, right) for left, right in zip(row[::2], row[1::2], strict=True)]
    return row[0]

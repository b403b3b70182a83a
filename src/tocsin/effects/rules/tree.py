"""The Merkle tree of RFC 9162, section 2.1: roots, proofs that a leaf is in it, and that a tree continues an older one.

A tree of ``size`` leaves is split at the largest power of two below its size; a leaf is hashed behind a zero byte, two
nodes behind a one byte, with SHA-256. A *node* is a perfect subtree, named by its level (0: leaves) and its number on
that level from the left; once its leaves are there its hash never changes, whatever is appended. A proof names what it
needs as lists of nodes (:func:`inclusion`, :func:`consistency`), so that all of them are read at once, and
:func:`fold` makes its hashes of them: a list holds more than one node only at the right edge of the tree.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import NamedTuple

HASH_BYTES = 32
EMPTY = sha256(b"").digest()
"""The root of a tree without leaves."""


class Node(NamedTuple):
    """A perfect subtree: of ``2 ** level`` leaves, the ``number``-th such from the left."""

    level: int
    number: int


def hash_leaf(leaf: bytes) -> bytes:
    """Return the hash of a leaf."""
    return sha256(b"\0" + leaf).digest()


def hash_pair(left: bytes, right: bytes) -> bytes:
    """Return the hash of a node from those of its two halves."""
    return sha256(b"\1" + left + right).digest()


def cover(begin: int, end: int) -> list[Node]:
    """Return the perfect subtrees that the leaves ``begin`` to ``end`` (not included) consist of, from the left.

    ``begin`` is where a subtree of that many leaves may begin: a multiple of the smallest power of two that holds them.
    """
    nodes = []
    while begin < end:
        level = (end - begin).bit_length() - 1
        nodes.append(Node(level, begin >> level))
        begin += 1 << level
    return nodes


def fold(hashes: Sequence[bytes]) -> bytes:
    """Return the hash of neighbouring subtrees, each smaller than the one before it; of none, that of the empty tree."""
    if not hashes:
        return EMPTY
    result = hashes[-1]
    for left in reversed(hashes[:-1]):
        result = hash_pair(left, result)
    return result


def inclusion(index: int, size: int) -> list[list[Node]]:
    """Return what proves the leaf ``index`` in a tree of ``size``, from the leaf to the root. ``ValueError``: no such leaf."""
    if not 0 <= index < size:
        raise ValueError("the tree has no such leaf")
    path, begin, end = [], 0, size
    while end - begin > 1:
        middle = begin + _split(end - begin)
        if index < middle:
            path.append(cover(middle, end))
            end = middle
        else:
            path.append(cover(begin, middle))
            begin = middle
    return path[::-1]


def root_by_inclusion(leaf_hash: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """Return the root that a proof gives for a leaf at ``index`` in a tree of ``size`` (RFC 9162, 2.1.3.2).

    ``ValueError``: a proof of that leaf has another length, or there is no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError("the tree has no such leaf")
    number, last, result = index, size - 1, leaf_hash
    for sibling in path:
        if last == 0:
            raise ValueError("the proof is too long")
        if number & 1 or number == last:
            result = hash_pair(sibling, result)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            result = hash_pair(result, sibling)
        number, last = number >> 1, last >> 1
    if last:
        raise ValueError("the proof is too short")
    return result


def consistency(old: int, new: int) -> list[list[Node]]:
    """Return what proves that a tree of ``new`` leaves continues one of ``old`` (RFC 9162, 2.1.4.1).

    ``ValueError``: it cannot, being smaller, or there is nothing to continue.
    """
    if not 0 < old <= new:
        raise ValueError("no tree of that size is continued")
    path, begin, end = [], 0, new
    while old < end:
        middle = begin + _split(end - begin)
        if old <= middle:
            path.append(cover(middle, end))
            end = middle
        else:
            path.append(cover(begin, middle))
            begin = middle
    if begin:
        # Unless what is left is the whole older tree, whose root everybody has.
        path.append(cover(begin, end))
    return path[::-1]


def is_continued(old: int, old_root: bytes, new: int, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Tell whether a proof shows that the tree of ``new`` leaves begins with that of ``old`` (RFC 9162, 2.1.4.2)."""
    if not 0 < old <= new:
        return False
    if old == new:
        return not path and old_root == new_root
    number, last = old - 1, new - 1
    while number & 1:
        number, last = number >> 1, last >> 1
    # Where the older tree is a node of the newer one, its root stands for it.
    hashes = list(path) if number else [old_root, *path]
    if not hashes:
        return False
    older = newer = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            return False
        if number & 1 or number == last:
            older, newer = hash_pair(sibling, older), hash_pair(sibling, newer)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            newer = hash_pair(newer, sibling)
        number, last = number >> 1, last >> 1
    return last == 0 and (older, newer) == (old_root, new_root)


class Frontier:
    """The right edge of a tree: the hashes of its perfect subtrees, from the largest, and how to append to them."""

    def __init__(self, size: int = 0, hashes: Iterable[bytes] = ()) -> None:
        """``hashes`` are those of ``cover(0, size)``, as they stand after every leaf."""
        self.size = size
        self.hashes = list(hashes)

    def append(self, leaf_hash: bytes) -> list[tuple[Node, bytes]]:
        """Append a leaf; return the nodes that it completed, itself first."""
        node, result = Node(0, self.size), leaf_hash
        made = [(node, result)]
        while node.number & 1:
            node, result = Node(node.level + 1, node.number >> 1), hash_pair(self.hashes.pop(), result)
            made.append((node, result))
        self.hashes.append(result)
        self.size += 1
        return made

    def root(self) -> bytes:
        """Return the root of the tree as it is now."""
        return fold(self.hashes)


def _split(size: int) -> int:
    """Return the largest power of two below a size of two or more."""
    return 1 << ((size - 1).bit_length() - 1)

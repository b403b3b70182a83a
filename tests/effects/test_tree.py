"""The Merkle tree: the examples of RFC 9162, known roots, another implementation, and forged proofs (EFF-4)."""

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from tocsin.effects.rules.tree import (
    EMPTY,
    Frontier,
    Node,
    consistency,
    cover,
    fold,
    hash_leaf,
    hash_pair,
    inclusion,
    is_continued,
    root_by_inclusion,
)

# The eight leaves, and the root after each, that implementations of Certificate Transparency are tested with (RFC 6962).
LEAVES = [
    bytes.fromhex(leaf)
    for leaf in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
# RFC 9162, 2.1.5: the nodes of its figure.
A, B, C, D, E, F, J = (Node(0, number) for number in range(7))
G, H, I = (Node(1, number) for number in range(3))  # noqa: E741 - the figure's name
K = Node(2, 0)
L = [I, J]


class Log:
    """A tree of ``size`` leaves with its nodes, and the root it had at each size."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self.nodes: dict[Node, bytes] = {}
        self.leaves = leaves
        frontier = Frontier()
        self.roots = [frontier.root()]
        for leaf in leaves:
            self.nodes.update(frontier.append(hash_leaf(leaf)))
            self.roots.append(frontier.root())

    def path(self, lists: list[list[Node]]) -> list[bytes]:
        """Return the hashes of a proof."""
        return [fold([self.nodes[node] for node in nodes]) for nodes in lists]


def _numbered(size: int) -> Log:
    return Log([number.to_bytes(4, "big") for number in range(size)])


SIZES = st.integers(1, 200)
BIG = _numbered(200)


def test_known_roots() -> None:
    log = Log(LEAVES)
    assert log.roots[0] == EMPTY
    assert [root.hex() for root in log.roots[1:]] == list(ROOTS)


@pytest.mark.parametrize(
    ("index", "path"),
    [(0, [[B], [H], L]), (3, [[C], [G], L]), (4, [[F], [J], [K]]), (6, [[I], [K]])],
)
def test_inclusion_as_the_rfc_shows_it(index: int, path: list[list[Node]]) -> None:
    assert inclusion(index, 7) == path


@pytest.mark.parametrize(
    ("old", "path"),
    [(3, [[C], [D], [G], L]), (4, [L]), (6, [[I], [J], [K]]), (7, [])],
)
def test_consistency_as_the_rfc_shows_it(old: int, path: list[list[Node]]) -> None:
    assert consistency(old, 7) == path


def test_the_same_roots_and_proofs_as_another_implementation() -> None:
    theirs = InmemoryTree(algorithm="sha256")
    for size, leaf in enumerate(BIG.leaves[:70], start=1):
        theirs.append_entry(leaf)
        assert theirs.get_root(size) == BIG.roots[size]
        for index in range(size):
            # Theirs begins with the leaf itself, and counts from one.
            assert theirs.prove_inclusion(index + 1, size).path[1:] == BIG.path(inclusion(index, size))


def test_consistency_as_another_implementation_proves_it() -> None:
    theirs = InmemoryTree(algorithm="sha256")
    for leaf in BIG.leaves[:40]:
        theirs.append_entry(leaf)
    for new in range(1, 41):
        for old in range(1, new + 1):
            proof, ours = theirs.prove_consistency(old, new), BIG.path(consistency(old, new))
            assert is_continued(old, BIG.roots[old], new, BIG.roots[new], ours)
            assert (_as_ours(proof.subset, proof.path) if old < new else []) == ours


def _as_ours(older: list[int], path: list[bytes]) -> list[bytes]:
    """Return their proof as the RFC orders it.

    Theirs begins with the first leaf behind the older tree and what stands right of it below the last node of the older
    tree (``older`` says of which tree a hash is): the RFC has one hash of these, behind that node, and leaves the node out
    where it is the whole older tree.
    """
    last = older.index(1)
    behind = path[0]
    for right in path[1:last]:
        behind = hash_pair(behind, right)
    return [*([path[last]] if sum(older) > 1 else []), behind, *path[last + 1 :]]


@given(SIZES, st.data())
def test_a_tree_that_continues_another_is_proved_and_none_that_does_not(new: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, new))
    older, newer, path = BIG.roots[old], BIG.roots[new], BIG.path(consistency(old, new))
    assert is_continued(old, older, new, newer, path)
    for forged in _forged(data, path):
        assert not is_continued(old, older, new, newer, forged)
    assert not is_continued(old, hash_leaf(b"another"), new, newer, path)
    assert not is_continued(old, older, new, hash_leaf(b"another"), path)
    other = data.draw(st.integers(-1, new + 3))
    if other != old:
        assert not is_continued(other, older, new, newer, path)
    # A log in which one leaf of the older tree is another: no proof that its owner could compute fits.
    at = data.draw(st.integers(0, old - 1))
    rewritten = Log([*BIG.leaves[:at], b"rewritten", *BIG.leaves[at + 1 : new]])
    assert not is_continued(old, older, new, rewritten.roots[new], rewritten.path(consistency(old, new)))


@pytest.mark.parametrize(("old", "new"), [(0, 3), (4, 3), (-1, 3), (0, 0)])
def test_nothing_and_what_is_larger_is_not_continued(old: int, new: int) -> None:
    with pytest.raises(ValueError, match="no tree of that size"):
        consistency(old, new)
    assert not is_continued(old, EMPTY, new, EMPTY, [])


@given(SIZES, st.data())
def test_every_leaf_is_proved_and_nothing_else(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    leaf, root, path = hash_leaf(BIG.leaves[index]), BIG.roots[size], BIG.path(inclusion(index, size))
    assert root_by_inclusion(leaf, index, size, path) == root
    for forged in _forged(data, path):
        assert not _proves(lambda forged=forged: root_by_inclusion(leaf, index, size, forged) == root)
    other = data.draw(st.integers(0, size + 3))
    if other != index:
        assert not _proves(lambda: root_by_inclusion(leaf, other, size, path) == root)
    assert root_by_inclusion(hash_leaf(b"another"), index, size, path) != root


def _forged(data: st.DataObject, path: list[bytes]) -> list[list[bytes]]:
    """Return a proof with a hash more, one less, one changed, and two in each other's place."""
    forged = [[*path, hash_leaf(b"more")]]
    if path:
        at = data.draw(st.integers(0, len(path) - 1))
        bit = data.draw(st.integers(0, 255))
        changed = (int.from_bytes(path[at], "big") ^ 1 << bit).to_bytes(32, "big")
        forged += [path[:at] + path[at + 1 :], [*path[:at], changed, *path[at + 1 :]]]
    if len(path) > 1:
        forged.append([path[1], path[0], *path[2:]])
    return forged


def _proves(claim: Callable[[], bool]) -> bool:
    try:
        return claim()
    except ValueError:
        return False


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_there_is_no_proof_of_what_is_not_there(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="no such leaf"):
        inclusion(index, size)
    with pytest.raises(ValueError, match="no such leaf"):
        root_by_inclusion(EMPTY, index, size, [])


@given(st.integers(0, 200))
def test_a_frontier_goes_on_from_where_it_was_kept(size: int) -> None:
    frontier = Frontier(size, [BIG.nodes[node] for node in cover(0, size)])
    for leaf in BIG.leaves[size:]:
        frontier.append(hash_leaf(leaf))
    assert (frontier.size, frontier.root()) == (200, BIG.roots[200])

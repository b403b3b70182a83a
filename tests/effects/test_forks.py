"""Two heads of one log against each other: what is proved by the file alone, and what proves nothing (EFF-4)."""

from base64 import b64encode
from itertools import pairwise
from typing import Any
from uuid import UUID

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from tocsin.effects.refusals import Forged, NoBundle, WrongKey, WrongSignature, WrongSuccession
from tocsin.effects.rules.forks import (
    FORMAT,
    LARGEST,
    WORDS,
    Against,
    Continuation,
    Fork,
    NoContradiction,
    Shown,
    is_fork,
    read_fork,
    tell_fork,
)
from tocsin.effects.rules.heads import Head, SignedKey, head_text, signed_head, succession_text
from tocsin.effects.rules.tree import Frontier, Node, consistency, cover, fold, hash_leaf
from tocsin.kernel.errors import LANGUAGES

REALM = UUID(int=7)
FIRST, SECOND, STRANGER = (Ed25519PrivateKey.from_private_bytes(bytes([n] * 32)) for n in (1, 2, 3))


def public(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes_raw()


class Tree:
    """A tree of numbered leaves, of which some were changed."""

    def __init__(self, size: int, changed: tuple[int, ...] = ()) -> None:
        self.nodes: dict[Node, bytes] = {}
        self.roots = [b""]
        frontier = Frontier()
        for number in range(size):
            self.nodes.update(frontier.append(hash_leaf(b"%d %d" % (number, number in changed))))
            self.roots.append(frontier.root())

    def continuation(self, old: int, new: int) -> Continuation:
        """How its server proves that it continued."""
        root, *path = (fold([self.nodes[node] for node in nodes]) for nodes in [cover(0, old), *consistency(old, new)])
        return Continuation(b64encode(root).decode(), [b64encode(one).decode() for one in path])


def keys(*chain: Ed25519PrivateKey) -> list[SignedKey]:
    """Keys of which each was named by the one before."""
    found = [SignedKey(b64encode(public(chain[0])).decode(), None)]
    for before, key in pairwise(chain):
        signature = before.sign(succession_text(REALM, public(key)))
        found.append(SignedKey(b64encode(public(key)).decode(), b64encode(signature).decode()))
    return found


def shown(
    tree: Tree, size: int, time: int, *chain: Ed25519PrivateKey, signer: Ed25519PrivateKey | None = None
) -> Shown:
    """A head of a tree as it was shown."""
    chain = chain or (FIRST,)
    signing = signer or chain[-1]
    head = Head(REALM, size, tree.roots[size], time)
    return Shown(keys(*chain), signed_head(head, public(signing), signing.sign(head_text(head))))


WHOLE, OTHER = Tree(40), Tree(40, changed=(5,))


def file(
    older: Shown, newer: Shown, against: Against = Against.FORKED, proof: Continuation | None = None, **more: Any
) -> bytes:
    fields = {"format": FORMAT, "realm": str(REALM), "older": older, "newer": newer, "against": against}
    return msgspec.json.encode(Fork(**{**fields, "continuation": proof, **more}))


TEN = shown(WHOLE, 10, 100)


@pytest.mark.parametrize(
    ("raw", "against", "proved"),
    [
        (file(TEN, shown(OTHER, 10, 200)), Against.FORKED, True),
        (file(TEN, shown(OTHER, 10, 100)), Against.FORKED, True),
        (file(TEN, shown(WHOLE, 9, 200)), Against.SHRUNK, True),
        (file(TEN, shown(WHOLE, 9, 50)), Against.OLDER, False),
        (file(TEN, shown(WHOLE, 10, 50)), Against.OLDER, False),
        (file(TEN, shown(WHOLE, 11, 100)), Against.BACKDATED, True),
        (file(TEN, shown(WHOLE, 11, 90)), Against.BACKDATED, True),
        (file(TEN, shown(WHOLE, 11, 200, STRANGER)), Against.OTHER_KEYS, False),
        (file(TEN, shown(WHOLE, 10, 200, STRANGER)), Against.OTHER_KEYS, False),
        (
            file(shown(WHOLE, 10, 100, FIRST, SECOND), shown(WHOLE, 12, 200, FIRST, SECOND, signer=FIRST)),
            Against.FORMER_KEY,
            True,
        ),
        (file(shown(WHOLE, 10, 100, FIRST, SECOND), shown(WHOLE, 10, 100)), Against.OLDER, False),
        (file(TEN, shown(OTHER, 30, 200), proof=OTHER.continuation(10, 30)), Against.REWRITTEN, True),
        (file(shown(WHOLE, 16, 100), shown(OTHER, 30, 200), proof=OTHER.continuation(16, 30)), Against.REWRITTEN, True),
        (file(TEN, shown(OTHER, 30, 200), Against.NOT_CONTINUED), Against.NOT_CONTINUED, False),
        (file(TEN, shown(OTHER, 30, 200), proof=WHOLE.continuation(10, 30)), Against.NOT_CONTINUED, False),
    ],
)  # fmt: skip
def test_what_two_heads_come_to(raw: bytes, against: Against, proved: bool) -> None:
    assert is_fork(raw)
    found = read_fork(raw)
    assert (found.against, found.proved) == (against, proved)
    for language in LANGUAGES:
        lines = list(tell_fork(found, language))
        assert lines[0] == WORDS[against].say(language, {"old": found.older.head.size})
        assert found.newer.head.root.hex() in lines[2]


@pytest.mark.parametrize(
    "raw",
    [
        file(TEN, TEN),
        file(TEN, shown(WHOLE, 10, 200)),
        file(TEN, shown(WHOLE, 30, 200)),
        file(TEN, shown(WHOLE, 30, 200), Against.REWRITTEN),
        file(TEN, shown(WHOLE, 30, 200), Against.REWRITTEN, WHOLE.continuation(10, 30)),
        file(TEN, shown(WHOLE, 30, 200), Against.NOT_CONTINUED, WHOLE.continuation(10, 30)),
        file(TEN, shown(WHOLE, 30, 200, FIRST, SECOND)),
    ],
)
def test_what_is_called_a_contradiction_and_is_none_proves_nothing(raw: bytes) -> None:
    with pytest.raises(NoContradiction) as refused:
        read_fork(raw)
    assert all(refused.value.message(language) for language in LANGUAGES)
    assert refused.value.code == "evidence.no_contradiction"


@pytest.mark.parametrize(
    ("raw", "refusal"),
    [
        (b"", NoBundle),
        (b"[" * 10_000, NoBundle),
        (b"\xff", NoBundle),
        (b" " * (LARGEST + 1), NoBundle),
        (file(TEN, TEN, format="tocsin-fork/2"), NoBundle),
        (file(TEN, TEN, realm="x"), NoBundle),
        (file(TEN, TEN, realm=str(UUID(int=8))), NoBundle),
        (file(TEN, Shown([], TEN.head)), NoBundle),
        (file(TEN, shown(OTHER, 10, 200, signer=STRANGER)), WrongSignature),
        (file(TEN, Shown(keys(STRANGER), TEN.head)), WrongSignature),
        (file(TEN, Shown([*keys(FIRST), *keys(STRANGER, SECOND)[1:]], TEN.head)), WrongSuccession),
        (file(TEN, shown(OTHER, 30, 200), proof=Continuation("!", [])), NoBundle),
    ],
)
def test_a_file_of_what_nobody_signed_is_refused(raw: bytes, refusal: type[Forged]) -> None:
    with pytest.raises(refusal):
        read_fork(raw)


def test_a_key_one_knows_is_among_both() -> None:
    raw = file(TEN, shown(OTHER, 10, 200))
    assert read_fork(raw, key=b64encode(public(FIRST)).decode()).proved
    with pytest.raises(WrongKey):
        read_fork(raw, key=b64encode(public(STRANGER)).decode())


RAW = file(TEN, shown(OTHER, 10, 200))


@given(st.integers(0, len(RAW) - 1), st.integers(0, 255))
def test_no_byte_makes_another_proof_of_it(at: int, byte: int) -> None:
    try:
        found = read_fork(RAW[:at] + bytes([byte]) + RAW[at + 1 :])
    except Forged:
        return
    assert found == read_fork(RAW)

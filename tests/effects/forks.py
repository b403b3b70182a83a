"""Two heads of one log against each other, with keys that anybody can make again."""

from base64 import b64encode
from itertools import pairwise
from typing import Any
from uuid import UUID

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tocsin.effects.rules.forks import FORMAT, Against, Continuation, Fork, Shown
from tocsin.effects.rules.heads import Head, SignedKey, head_text, sign_succession, signed_head
from tocsin.effects.rules.tree import Frontier, Node, consistency, cover, fold, hash_leaf

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
        signature = sign_succession(REALM, before, key)
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


def fork(
    older: Shown, newer: Shown, against: Against = Against.FORKED, proof: Continuation | None = None, **more: Any
) -> bytes:
    """The file of two heads."""
    fields = {"format": FORMAT, "realm": str(REALM), "older": older, "newer": newer, "against": against}
    return msgspec.json.encode(Fork(**{**fields, "continuation": proof, **more}))


TEN = shown(WHOLE, 10, 100)

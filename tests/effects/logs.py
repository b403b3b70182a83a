"""A log of a few effects, with keys and secrets that anybody can make again, and bundles of it."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any
from uuid import UUID

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.effects.entries import REALM, entry
from tocsin.effects.rules.bundle import FORMAT, Bundle, Evidence, Opening, encode_path
from tocsin.effects.rules.entries import Entry, Opened, canonical, commitment, microseconds, salt_of
from tocsin.effects.rules.heads import (
    Head,
    SignedKey,
    Witness,
    cosignature_line,
    cosignature_text,
    head_text,
    sign_succession,
    signed_head,
)
from tocsin.effects.rules.tree import Frontier, Node, fold, hash_leaf, inclusion

KEY, STRANGER, SECOND, THIRD, WITNESS, ANOTHER = (
    Ed25519PrivateKey.from_private_bytes(bytes([n] * 32)) for n in range(1, 7)
)
SEEN = 1_795_336_260
"""When witnesses sign, in seconds."""
BOTH: tuple[Opened, ...] = ("content", "device")


def public(key: Ed25519PrivateKey) -> bytes:
    """The public half, 32 bytes."""
    return key.public_key().public_bytes_raw()


def shown(key: Ed25519PrivateKey) -> str:
    """The public half, as bundles hold it."""
    return b64encode(public(key)).decode()


def succession(realm_id: UUID, *keys: Ed25519PrivateKey) -> list[SignedKey]:
    """A realm's keys, each but the first signed by the one before."""
    return [
        SignedKey(shown(keys[0]), None),
        *(
            SignedKey(shown(one), b64encode(sign_succession(realm_id, before, one)).decode())
            for before, one in pairwise(keys)
        ),
    ]


def line(head: Head, name: str, key: Ed25519PrivateKey, seconds: int = SEEN) -> str:
    """A witness's line under a head."""
    return cosignature_line(name, public(key), seconds, key.sign(cosignature_text(head, seconds)))


class Log:
    """A log, its head signed by the last of its keys and by witnesses, each a name and a key."""

    def __init__(
        self,
        entries: Sequence[Entry] | None = None,
        realm_id: UUID = REALM,
        keys: Sequence[Ed25519PrivateKey] = (KEY,),
        witnesses: Mapping[str, Ed25519PrivateKey] = {},
        *,
        seen: int = SEEN,
    ) -> None:
        self.entries = texts(realm_id) if entries is None else list(entries)
        self.secrets = [bytes([n % 256] * 16) for n in range(len(self.entries))]
        self.nodes: dict[Node, bytes] = {}
        frontier = Frontier()
        for one, secret in zip(self.entries, self.secrets, strict=True):
            self.nodes.update(frontier.append(hash_leaf(commitment(one, secret)[1])))
        self.head = Head(realm_id, frontier.size, frontier.root(), microseconds(self.entries[0].at))
        self.keys = succession(realm_id, *keys)
        self.note = signed_head(self.head, public(keys[-1]), keys[-1].sign(head_text(self.head)))
        self.note += "".join(line(self.head, name, key, seen) for name, key in witnesses.items())
        self.witnesses = [Witness(name, shown(key)) for name, key in witnesses.items()]

    def evidence(self, index: int, opened: Sequence[Opened] = BOTH) -> Evidence:
        """The proof of an effect, with so much of it opened as there is."""
        one, secret = self.entries[index], self.secrets[index]
        values = {"content": one.content, "device": one.device.encode() or None}
        openings = {
            name: Opening(salt_of(secret, name).hex(), value.decode())
            for name in opened
            if (value := values[name]) is not None
        }
        path = [fold([self.nodes[node] for node in nodes]) for nodes in inclusion(index, self.head.size)]
        text = canonical(one, secret, commitment(one, secret)[0]).decode()
        return Evidence(index, text, salt_of(secret, "entry").hex(), openings, encode_path(path))

    def bundle(self, *indices: int, opened: Sequence[Opened] = BOTH, names: Mapping[str, str] = {}) -> Bundle:
        """A bundle of effects."""
        return Bundle(
            format=FORMAT,
            realm=str(self.head.realm_id),
            keys=self.keys,
            head=self.note,
            witnesses=self.witnesses,
            evidence=[self.evidence(index, opened) for index in indices],
            names=dict(names),
        )


def texts(realm_id: UUID = REALM, count: int = 12) -> list[Entry]:
    """As many texts, delivered one after the other."""
    return [entry(realm_id=realm_id, from_seq=n, to_seq=n, content=f"第 {n} 条".encode()) for n in range(count)]


def changed(bundle: Bundle, **fields: Any) -> bytes:
    """A bundle with other fields, as a file."""
    return msgspec.json.encode(msgspec.structs.replace(bundle, **fields))


def with_evidence(bundle: Bundle, **fields: Any) -> bytes:
    """A bundle whose first evidence has other fields, as a file."""
    first, *others = bundle.evidence
    return changed(bundle, evidence=[msgspec.structs.replace(first, **fields), *others])

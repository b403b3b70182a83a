"""A bundle: what proves effects to somebody who has neither the server nor its database, and how it is checked.

Four things are checked for each effect, and nothing else is believed: the content hashes to the digest the entry names;
the entry, as the bytes it is written in, hashes to the leaf; the leaf is in the tree of the head; the head is signed by
the key. Whose key that is, whoever checks must know from elsewhere.
"""

from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Final, TypeVar
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tocsin.effects.refusals import Forged, NoBundle, WrongContent, WrongEntry, WrongKey, WrongSignature
from tocsin.effects.rules.entries import SALT_BYTES, Leaf, canonical_leaf, digest_of
from tocsin.effects.rules.heads import KEY_BYTES, Head, head_text, key_hash, origin
from tocsin.effects.rules.tree import HASH_BYTES, hash_leaf, root_by_inclusion

T = TypeVar("T")
FORMAT: Final = "tocsin-evidence/1"
LARGEST: Final = 64 << 20
"""Bytes of a bundle that is looked at."""


class Evidence(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An effect and its proof.

    ``index`` is the leaf's number from zero; ``entry`` the canonical JSON that was committed to, ``salt`` 16 bytes in
    hexadecimal, ``content`` what was delivered or decided (none where it was erased, or there was none), ``path`` the
    hashes from the leaf to the root, in base64.
    """

    index: int
    entry: str
    salt: str
    content: str | None
    path: list[str]


class Bundle(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Effects of one realm with all that proves them.

    ``key`` is the public key in base64, ``head`` a signed note (C2SP checkpoint). ``names`` says what the server called
    the people that entries name by id; no signature covers it.
    """

    realm: UUID
    key: str
    head: str
    evidence: list[Evidence]
    names: dict[str, str] = {}
    format: str = FORMAT


class Proved(msgspec.Struct, frozen=True):
    """What is proved of one effect."""

    index: int
    leaf: Leaf
    content: str | None


class Verdict(msgspec.Struct, frozen=True):
    """What a bundle proves: the effects, in a tree of that head, under that key (base64)."""

    head: Head
    key: str
    effects: list[Proved]
    names: dict[str, str]


def verify(raw: bytes, *, key: str | None = None) -> Verdict:
    """Return what a bundle proves. ``key``: the public key, in base64, that must have signed.

    Raises a :class:`Forged` that says what does not hold.
    """
    if len(raw) > LARGEST:
        raise NoBundle
    bundle = _or(NoBundle(), lambda: msgspec.json.decode(raw, type=Bundle))
    if bundle.format != FORMAT or not bundle.evidence:
        raise NoBundle
    if len({one.index for one in bundle.evidence}) < len(bundle.evidence):
        # One confirmation shown a hundred times is not a hundred.
        raise NoBundle
    if key is not None and key != bundle.key:
        raise WrongKey
    head = _head(bundle)
    proved = [_proved(head, number, one) for number, one in enumerate(bundle.evidence, start=1)]
    return Verdict(head, bundle.key, proved, bundle.names)


def _head(bundle: Bundle) -> Head:
    text, _, line = bundle.head.partition("\n\n")
    head = _or(NoBundle(), lambda: _read_head(bundle.realm, text))
    public = _or(NoBundle(), lambda: Ed25519PublicKey.from_public_bytes(b64decode(bundle.key, validate=True)))
    raw = public.public_bytes_raw()
    marked = _or(NoBundle(), lambda: b64decode(line.rstrip("\n").rsplit(" ", 1)[-1], validate=True))
    if bundle.head != f"{text}\n\n\N{EM DASH} {origin(bundle.realm)} {b64encode(marked).decode()}\n":
        raise NoBundle
    try:
        public.verify(marked[KEY_BYTES:], head_text(head))
    except InvalidSignature:
        raise WrongSignature from None
    if marked[:KEY_BYTES] != key_hash(bundle.realm, raw):
        raise WrongSignature
    return head


def _read_head(realm_id: UUID, text: str) -> Head:
    _, size, root, time = text.split("\n")
    head = Head(realm_id, int(size), b64decode(root, validate=True), int(time.removeprefix("time ")))
    if head_text(head).decode() != text + "\n" or len(head.root) != HASH_BYTES or not 0 <= head.time < 1 << 53:
        raise ValueError(text)
    return head


def _proved(head: Head, number: int, one: Evidence) -> Proved:
    wrong = WrongEntry(number=number)
    salt = _or(wrong, lambda: bytes.fromhex(one.salt))
    leaf = _or(wrong, lambda: msgspec.json.decode(one.entry, type=Leaf))
    if len(salt) != SALT_BYTES or canonical_leaf(leaf) != one.entry.encode() or leaf.realm != head.realm_id:
        raise wrong
    path = _or(wrong, lambda: [_hash(text) for text in one.path])
    hashed = hash_leaf(sha256(salt + one.entry.encode()).digest())
    if _or(wrong, lambda: root_by_inclusion(hashed, one.index, head.size, path)) != head.root:
        raise wrong
    if one.content is not None and digest_of(salt, one.content.encode()).hex() != leaf.digest:
        raise WrongContent(number=number)
    return Proved(one.index, leaf, one.content)


def _hash(text: str) -> bytes:
    value = b64decode(text, validate=True)
    if len(value) != HASH_BYTES or b64encode(value).decode() != text:
        raise ValueError(text)
    return value


def _or(refusal: Forged, read: Callable[[], T]) -> T:
    """Return what is read; where it cannot be, the refusal is raised: whatever was made of the bytes, they prove nothing."""
    try:
        return read()
    except (ValueError, NotBase64, msgspec.DecodeError, UnicodeError):
        raise refusal from None


def encode_path(path: Sequence[bytes]) -> list[str]:
    """Return the hashes of a proof as a bundle holds them."""
    return [b64encode(one).decode() for one in path]

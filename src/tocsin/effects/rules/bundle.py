"""A bundle: what proves effects to somebody who has neither the server nor its database, and how it is checked.

For each effect is checked, and nothing else is believed: what is opened hashes to what the entry says of it; the entry, as
the bytes it is written in, hashes to the leaf; the leaf is in the tree of the head; the head is signed by the last of the
keys, of which each follows the one before. Whose keys they are, whoever checks must know from elsewhere.
"""

import json
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Callable, Sequence
from typing import Annotated, Final, TypeVar

import msgspec

from tocsin.effects.refusals import Forged, MissingWitness, NoBundle, WrongContent, WrongEntry, WrongKey
from tocsin.effects.rules.entries import SALT_BYTES, Digest, Leaf, Number, Opened, canonical_leaf, digest_of
from tocsin.effects.rules.heads import Head, SignedKey, Witness, Witnessed, check_head, check_keys, check_witnessed
from tocsin.effects.rules.tree import HASH_BYTES, hash_leaf, root_by_inclusion

T = TypeVar("T")
FORMAT: Final = "tocsin-evidence/1"
LARGEST: Final = 64 << 20
"""Bytes of a bundle that is looked at."""
# These stand in the description of the interface, where the end of a text is written as every language knows it: `$` lets
# a line feed follow in Python.
Salt = Annotated[str, msgspec.Meta(pattern=rf"^[0-9a-f]{{{2 * SALT_BYTES}}}(?![\s\S])")]
Id = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![\s\S])")]


class Opening(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A field of an entry, opened: its salt in hexadecimal, and its value."""

    salt: Salt
    value: str


class Evidence(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An effect and its proof.

    ``index`` is the leaf's number from zero, below 2^53; ``entry`` the canonical JSON that was committed to, ``salt`` that of the
    entry, 16 bytes in hexadecimal; ``opened`` what the entry holds as digests, as far as it is shown: ``content`` (what
    was delivered or decided) and ``device``; ``path`` the hashes from the leaf to the root, in base64.
    """

    index: Number
    entry: str
    salt: Salt
    opened: dict[Opened, Opening]
    path: list[str]


class Bundle(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Effects of one realm with all that proves them.

    ``keys`` are the realm's, from the first to the one that signed ``head``: a signed note (C2SP checkpoint), under which
    the ``witnesses`` put their lines. ``names`` says what the server called the people that entries name by id; no
    signature covers it.
    """

    format: str
    realm: Id
    keys: list[SignedKey]
    head: str
    witnesses: list[Witness] = []
    evidence: list[Evidence]
    names: dict[str, str]


class Proved(msgspec.Struct, frozen=True):
    """What is proved of one effect, and what of it was opened."""

    index: int
    leaf: Leaf
    opened: dict[Opened, str]


class Verdict(msgspec.Struct, frozen=True):
    """What a bundle proves: the effects, in a tree of that head, under the last of these keys (base64), before witnesses."""

    head: Head
    keys: list[str]
    witnesses: list[Witnessed]
    effects: list[Proved]
    names: dict[str, str]


def verify(raw: bytes, *, key: str | None = None, witness: str | None = None) -> Verdict:
    """Return what a bundle proves. ``key``: a public key, in base64, that must be among the realm's; ``witness``: one that must
    be among those of who witnessed.

    Raises a :class:`Forged` that says what does not hold, the first in the order in which it is checked.
    """
    if len(raw) > LARGEST:
        raise NoBundle
    bundle = _or(NoBundle(), lambda: _read(raw))
    if bundle.format != FORMAT or not bundle.evidence:
        raise NoBundle
    if len({one.index for one in bundle.evidence}) < len(bundle.evidence):
        # One confirmation shown a hundred times is not a hundred.
        raise NoBundle
    keys = [one.key for one in bundle.keys]
    if key is not None and key not in keys:
        raise WrongKey
    public = check_keys(bundle.realm, bundle.keys)
    head, witnessed = check_head(bundle.realm, bundle.head, public, bundle.witnesses)
    check_witnessed(head, witnessed)
    if witness is not None and witness not in [one.key for one in witnessed]:
        raise MissingWitness
    proved = [_proved(head, one) for one in bundle.evidence]
    return Verdict(head, keys, witnessed, proved, bundle.names)


def _read(raw: bytes) -> Bundle:
    bundle = msgspec.json.decode(raw, type=Bundle)
    check_named_once(raw)
    return bundle


def check_named_once(raw: bytes) -> None:
    """Raise ``ValueError`` for a name that stands twice: one reader takes the first and another the last, and two people would
    be shown two things."""
    json.loads(raw, object_pairs_hook=_named_once)


def _named_once(pairs: Sequence[tuple[str, object]]) -> None:
    if len({name for name, _ in pairs}) < len(pairs):
        raise ValueError(pairs[0][0])


def _proved(head: Head, one: Evidence) -> Proved:
    # Counted as people count; by the place in the log, which is the same in every file.
    number = one.index + 1
    wrong = WrongEntry(number=number)
    leaf = _or(wrong, lambda: msgspec.json.decode(one.entry, type=Leaf))
    if canonical_leaf(leaf) != one.entry.encode() or leaf.realm != head.realm_id:
        raise wrong
    path = _or(wrong, lambda: [read_hash(text) for text in one.path])
    hashed = hash_leaf(digest_of(bytes.fromhex(one.salt), one.entry.encode()))
    if _or(wrong, lambda: root_by_inclusion(hashed, one.index, head.size, path)) != head.root:
        raise wrong
    for name, opening in one.opened.items():
        committed: Digest | None = getattr(leaf, name)
        if digest_of(bytes.fromhex(opening.salt), opening.value.encode()).hex() != committed:
            raise WrongContent(number=number)
    return Proved(one.index, leaf, {name: opening.value for name, opening in one.opened.items()})


def read_hash(text: str) -> bytes:
    """Return a hash from base64 in its one spelling. Raises ``ValueError``."""
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

"""What a tree head says, as the bytes that are signed: a checkpoint (C2SP tlog-checkpoint) in a signed note.

A head is text of four lines: the origin, the size in decimal, the root in base64, and one extension line ``time`` with
the microseconds since 1970-01-01 UTC at which it was signed. Signature lines follow an empty one. The first is the log's:
an em dash, the origin, and the base64 of four bytes that name the key and the 64 of an Ed25519 signature over the text.
Each further one is a witness's (C2SP tlog-cosignature): its name, and the base64 of four bytes that name its key, eight of
the seconds at which it signed, and 64 of the signature.

A realm's keys follow one another: each is signed by the one before it and signs that it comes after that one, so that nobody
puts a key before or behind another's; the last one signs heads.
"""

from base64 import b64decode, b64encode
from collections.abc import Sequence
from hashlib import sha256
from typing import Annotated, Final
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from tocsin.effects.refusals import DoubtfulWitness, NoBundle, WrongSignature, WrongSuccession, WrongWitness
from tocsin.effects.rules.tree import HASH_BYTES

_ED25519, _COSIGNATURE = b"\x01", b"\x04"
_DASH: Final = "\N{EM DASH}"
KEY_BYTES = 4
_PUBLIC_BYTES, _SIGNATURE_BYTES, _TIME_BYTES = 32, 64, 8
SKEW: Final = 600
"""Seconds by which the clock of a witness may be from the log's."""
WitnessName = Annotated[str, msgspec.Meta(pattern=r"^[!-*,-~]{1,200}(?![\s\S])")]
"""What a witness signs as: printable ASCII without space and plus, as signed notes want it."""
_PRIME: Final = (1 << 255) - 19
_EIGHTH: Final = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
_SMALL: Final = frozenset((0, 1, _PRIME - 1, _EIGHTH, _PRIME - _EIGHTH))
"""The second coordinates of the points whose order divides eight."""


class Head(msgspec.Struct, frozen=True):
    """The state of a realm's log: how many leaves, their root (32 bytes), and when (microseconds) that was."""

    realm_id: UUID
    size: int
    root: bytes
    time: int


class SignedKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A public key of a realm in base64, and the signatures by the key before it and by itself; the first has none."""

    key: str
    signature: str | None


class Witness(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who put a line under a head, and their public key in base64."""

    name: WitnessName
    key: str


class Witnessed(msgspec.Struct, frozen=True):
    """A witness whose line holds, their key (base64), and when they signed, in seconds since 1970-01-01 UTC."""

    name: str
    key: str
    time: int


def origin(realm_id: UUID | str) -> str:
    """Return the name of a realm's log."""
    return f"tocsin/{realm_id}"


def head_text(head: Head) -> bytes:
    """Return what is signed of a head."""
    root = b64encode(head.root).decode()
    return f"{origin(head.realm_id)}\n{head.size}\n{root}\ntime {head.time}\n".encode()


def key_hash(realm_id: UUID | str, public_key: bytes) -> bytes:
    """Return the four bytes by which signature lines name a key of the realm's log: a hint, not a fingerprint."""
    return _key_hash(origin(realm_id), _ED25519, public_key)


def signed_head(head: Head, public_key: bytes, signature: bytes) -> str:
    """Return a head as a signed note."""
    marked = key_hash(head.realm_id, public_key) + signature
    return f"{head_text(head).decode()}\n{_line(origin(head.realm_id), marked)}"


def succession_text(realm_id: UUID | str, former: bytes, public_key: bytes) -> bytes:
    """Return what two keys of a realm both sign, so that the second follows the first."""
    return f"{origin(realm_id)}\nkey {b64encode(public_key).decode()}\nafter {b64encode(former).decode()}\n".encode()


def sign_succession(realm_id: UUID | str, former: Ed25519PrivateKey, successor: Ed25519PrivateKey) -> bytes:
    """Return what goes with a key that follows another: 64 bytes by the former, and 64 by itself."""
    before, after = (one.public_key().public_bytes_raw() for one in (former, successor))
    text = succession_text(realm_id, before, after)
    return former.sign(text) + successor.sign(text)


def cosignature_text(head: Head, seconds: int) -> bytes:
    """Return what a witness signs of a head."""
    return f"cosignature/v1\ntime {seconds}\n".encode() + head_text(head)


def cosignature_line(name: str, public_key: bytes, seconds: int, signature: bytes) -> str:
    """Return a witness's line under a head, with its line feed."""
    return _line(name, _key_hash(name, _COSIGNATURE, public_key) + seconds.to_bytes(_TIME_BYTES, "big") + signature)


def check_keys(realm_id: str, keys: Sequence[SignedKey]) -> bytes:
    """Return the last of a realm's keys. Raises :class:`NoBundle`, and :class:`WrongSuccession` where one does
    not follow the one before it by the signatures of both."""
    if not keys or keys[0].signature is not None:
        raise NoBundle
    public = [_bytes(one.key, _PUBLIC_BYTES) for one in keys]
    for before, one, raw in zip(public, keys[1:], public[1:], strict=False):
        if one.signature is None:
            raise NoBundle
        signed, text = _bytes(one.signature, 2 * _SIGNATURE_BYTES), succession_text(realm_id, before, raw)
        by_former, by_itself = signed[:_SIGNATURE_BYTES], signed[_SIGNATURE_BYTES:]
        if not (_holds(before, by_former, text) and _holds(raw, by_itself, text)):
            raise WrongSuccession
    return public[-1]


def check_head(
    realm_id: str, note: str, public_key: bytes, witnesses: Sequence[Witness]
) -> tuple[Head, list[Witnessed]]:
    """Return the head of a signed note and who witnessed it: exactly these, in this order.

    Raises :class:`NoBundle` for what is no note of the realm's, :class:`WrongSignature` and :class:`WrongWitness`.
    """
    text, _, rest = note.partition("\n\n")
    head = _read_head(realm_id, text)
    lines = rest.split("\n")
    if len(lines) != len(witnesses) + 2 or lines.pop():
        raise NoBundle
    marked = _marked(lines[0], origin(realm_id), KEY_BYTES + _SIGNATURE_BYTES)
    if marked[:KEY_BYTES] != key_hash(realm_id, public_key):
        raise WrongSignature
    if not _holds(public_key, marked[KEY_BYTES:], head_text(head)):
        raise WrongSignature
    return head, [_witnessed(head, line, one) for line, one in zip(lines[1:], witnesses, strict=True)]


def check_witnessed(head: Head, witnessed: Sequence[Witnessed]) -> None:
    """Raises :class:`DoubtfulWitness` for a line that is older than the head, or the second by one key: two names are not
    two witnesses."""
    keys = set[str]()
    for one in witnessed:
        if one.key in keys or (one.time + SKEW) * 1_000_000 < head.time:
            raise DoubtfulWitness(name=one.name)
        keys.add(one.key)


def _witnessed(head: Head, line: str, witness: Witness) -> Witnessed:
    key = _bytes(witness.key, _PUBLIC_BYTES)
    marked = _marked(line, witness.name, KEY_BYTES + _TIME_BYTES + _SIGNATURE_BYTES)
    seconds = int.from_bytes(marked[KEY_BYTES : KEY_BYTES + _TIME_BYTES], "big")
    signature = marked[KEY_BYTES + _TIME_BYTES :]
    if seconds >> 53 or cosignature_line(witness.name, key, seconds, signature) != line + "\n":
        raise WrongWitness(name=witness.name)
    if not _holds(key, signature, cosignature_text(head, seconds)):
        raise WrongWitness(name=witness.name)
    return Witnessed(witness.name, witness.key, seconds)


def _read_head(realm_id: str, text: str) -> Head:
    try:
        _, size, root, time = text.split("\n")
        head = Head(UUID(realm_id), int(size), b64decode(root, validate=True), int(time.removeprefix("time ")))
    except ValueError:
        raise NoBundle from None
    if head_text(head).decode() != text + "\n" or len(head.root) != HASH_BYTES:
        raise NoBundle
    if not 0 <= head.time < 1 << 53 or not 0 <= head.size < 1 << 53:
        raise NoBundle
    return head


def _key_hash(name: str, kind: bytes, public_key: bytes) -> bytes:
    return sha256(name.encode() + b"\n" + kind + public_key).digest()[:KEY_BYTES]


def _line(name: str, marked: bytes) -> str:
    return f"{_DASH} {name} {b64encode(marked).decode()}\n"


def _marked(line: str, name: str, length: int) -> bytes:
    """Return what a signature line of this name holds. Raises :class:`NoBundle` where it is none."""
    before = f"{_DASH} {name} "
    if not line.startswith(before):
        raise NoBundle
    return _bytes(line.removeprefix(before), length)


def _bytes(text: str, length: int) -> bytes:
    """Return so many bytes from base64 in its one spelling. Raises :class:`NoBundle`."""
    try:
        value = b64decode(text, validate=True)
    except ValueError:
        raise NoBundle from None
    if len(value) != length or b64encode(value).decode() != text:
        raise NoBundle
    return value


def _holds(public_key: bytes, signature: bytes, message: bytes) -> bool:
    second = int.from_bytes(public_key, "little") & ((1 << 255) - 1)
    if second >= _PRIME or second in _SMALL:
        # The library takes other spellings of a key, and keys under which everybody can sign everything.
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True

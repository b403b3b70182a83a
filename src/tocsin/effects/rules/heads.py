"""What a tree head says, as the bytes that are signed: a checkpoint (C2SP tlog-checkpoint) in a signed note.

A head is text of four lines: the origin, the size in decimal, the root in base64, and one extension line ``time`` with
the microseconds since 1970-01-01 UTC at which it was signed. A signature line follows an empty one: an em dash, the
origin, and the base64 of four bytes that name the key and the 64 of an Ed25519 signature over the text.
"""

from base64 import b64encode
from hashlib import sha256
from uuid import UUID

import msgspec

_ED25519 = b"\x01"
KEY_BYTES = 4


class Head(msgspec.Struct, frozen=True):
    """The state of a realm's log: how many leaves, their root (32 bytes), and when (microseconds) that was."""

    realm_id: UUID
    size: int
    root: bytes
    time: int


def origin(realm_id: UUID) -> str:
    """Return the name of a realm's log."""
    return f"tocsin/{realm_id}"


def head_text(head: Head) -> bytes:
    """Return what is signed of a head."""
    root = b64encode(head.root).decode()
    return f"{origin(head.realm_id)}\n{head.size}\n{root}\ntime {head.time}\n".encode()


def key_hash(realm_id: UUID, public_key: bytes) -> bytes:
    """Return the four bytes by which signature lines name a key of the realm's log: a hint, not a fingerprint."""
    return sha256(origin(realm_id).encode() + b"\n" + _ED25519 + public_key).digest()[:KEY_BYTES]


def signed_head(head: Head, public_key: bytes, signature: bytes) -> str:
    """Return a head as a signed note."""
    line = b64encode(key_hash(head.realm_id, public_key) + signature).decode()
    return f"{head_text(head).decode()}\n\N{EM DASH} {origin(head.realm_id)} {line}\n"

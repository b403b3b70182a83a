"""What an effect commits to, as bytes anybody can compute again.

Of each effect one secret of 16 bytes is kept, and each field that is opened by itself has a salt that follows from it:
``SHA-256(secret ‖ field)[:16]`` for ``entry``, ``content`` and ``device``. One salt says nothing about the others, so an
entry is proved without giving away what its content hashes from.

``commitment = SHA-256(salt of entry ‖ canonical JSON of the entry)``, in which ``content`` and ``device`` are
``SHA-256(salt of the field ‖ value)``. The canonical form is the part of RFC 8785 that these entries need: one object; the
keys below, all present, in the order of their code points; no spaces; values are integers below 2^53, strings in UTF-8
with the shortest escapes, or null. Times are microseconds since 1970-01-01 UTC; ids are lower-case with hyphens; hashes
are lower-case hexadecimal.
"""

from datetime import UTC, datetime, timedelta
from enum import IntEnum
from hashlib import sha256
from typing import Annotated, Literal
from uuid import UUID

import msgspec

SALT_BYTES = 16
"""Of a secret, and of each salt that follows from it."""
Opened = Literal["content", "device"]
"""A field of an entry that is opened by itself."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_FIELDS = {name: name.encode() for name in ("entry", "content", "device")}
_encode = msgspec.json.Encoder(order="sorted").encode


class Effect(IntEnum):
    """The three effects, each greater than the one before."""

    DELIVERED = 1
    CONFIRMED = 2
    HANDLED = 3


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One effect to record.

    ``act`` is what was done (``send``, ``read``, ``recall`` …), ``item_kind`` and ``item_id`` to what; for an item in
    a sequence ``from_seq`` and ``to_seq`` are the first and last position covered. ``content`` is what was delivered or
    decided, committed to by its salted digest and not kept here. ``actor_id`` is none for what the organisation's own
    changes bring about.
    """

    realm_id: UUID
    effect: Effect
    act: str
    item_kind: str
    item_id: UUID
    actor_id: UUID | None
    at: datetime
    device: str = ""
    from_seq: int | None = None
    to_seq: int | None = None
    audience_version: int | None = None
    content: bytes | None = None


Name = Annotated[str, msgspec.Meta(pattern=r"\A[a-z][a-z_]{0,31}\Z")]
"""What is done, and to what: words of our own code."""
Digest = Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{64}\Z")]
"""SHA-256 in lower-case hexadecimal."""
Number = Annotated[int, msgspec.Meta(ge=0, lt=1 << 53)]
"""What every language reads as the same number."""


class Leaf(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An entry in its canonical form: what the bytes of a leaf say."""

    act: Name
    actor: UUID | None
    at: Number
    audience: Number | None
    content: Digest | None
    device: Digest | None
    effect: Effect
    first: Number | None
    item: UUID
    kind: Name
    last: Number | None
    realm: UUID


def microseconds(at: datetime) -> int:
    """Return a moment as microseconds since 1970-01-01 UTC."""
    return (at - _EPOCH) // _MICROSECOND


def salt_of(secret: bytes, field: Opened | Literal["entry"]) -> bytes:
    """Return the salt of an entry, or of a field of it, that follows from the effect's secret."""
    return sha256(secret + _FIELDS[field]).digest()[:SALT_BYTES]


def digest_of(salt: bytes, value: bytes) -> bytes:
    """Return the salted digest of a value: without the salt nobody can test a guess against it."""
    return sha256(salt + value).digest()


def canonical(entry: Entry, secret: bytes, content: bytes | None) -> bytes:
    """Return the canonical JSON of an entry whose content has this salted digest (none: no content)."""
    device = digest_of(salt_of(secret, "device"), entry.device.encode()).hex() if entry.device else None
    return canonical_leaf(
        Leaf(
            entry.act,
            entry.actor_id,
            microseconds(entry.at),
            entry.audience_version,
            None if content is None else content.hex(),
            device,
            entry.effect,
            entry.from_seq,
            entry.item_id,
            entry.item_kind,
            entry.to_seq,
            entry.realm_id,
        )
    )


def canonical_leaf(leaf: Leaf) -> bytes:
    """Return the bytes of an entry in its canonical form."""
    return _encode(leaf)


def commitment(entry: Entry, secret: bytes) -> tuple[bytes | None, bytes]:
    """Return the salted digest of an entry's content and the commitment to the whole entry, 32 bytes each."""
    content = None if entry.content is None else digest_of(salt_of(secret, "content"), entry.content)
    return content, digest_of(salt_of(secret, "entry"), canonical(entry, secret, content))

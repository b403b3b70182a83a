"""What goes over the wire: events, and the codes a socket is closed with."""

from enum import IntEnum
from typing import Any
from uuid import UUID

import msgspec

from tocsin.kernel.errors import Language, Refusal

PROTOCOL = 1
FRAME_LIMIT = 64 * 1024
"""Bytes of a client's message."""
HEARTBEAT = 25
"""Seconds after which a client that has nothing to say sends ``ping``."""
SILENCE = 70
"""Seconds of silence after which a client is taken for gone."""

_encoder = msgspec.json.Encoder(enc_hook=str)
encode_event = _encoder.encode
"""Encode an event: a struct tagged with ``t``."""


class Close(IntEnum):
    """Why the server closes a socket."""

    PROTOCOL = 4400
    SESSION_ENDED = 4401
    HEARTBEAT = 4408
    TOO_LARGE = 4413
    FLOOD = 4429
    RESTART = 4503


class Hello(msgspec.Struct, tag_field="t", tag="hello"):
    """The first event on every socket; ``limits`` are what a client must keep to, by name."""

    protocol: int
    session_id: UUID
    person_id: UUID
    now: str
    heartbeat: int
    limits: dict[str, int]


class Changed(msgspec.Struct, tag_field="t", tag="changed"):
    """Something the client may be showing has changed: fetch what is kept under the key again."""

    key: tuple[str, ...]


class Revoked(msgspec.Struct, tag_field="t", tag="revoked"):
    """The session has ended, and why; the socket closes after this."""

    reason: str


class Resync(msgspec.Struct, tag_field="t", tag="resync"):
    """Events were dropped: ask for a snapshot, repeat commands not answered."""

    reason: str


class Pong(msgspec.Struct, tag_field="t", tag="pong"):
    """The answer to ``ping``."""

    id: int


class Error(msgspec.Struct, tag_field="t", tag="error"):
    """A command was refused; the fields are those of an HTTP refusal."""

    id: int
    code: str
    message: str
    params: dict[str, Any]


def ok(number: int, result: Any = None) -> bytes:
    """Encode the answer to a command, with the fields of its result."""
    head = b'{"t":"ok","id":%d' % number
    body = b"{}" if result is None else _encoder.encode(result)
    return head + b"}" if body == b"{}" else head + b"," + body[1:]


def refused(number: int, refusal: Refusal, language: Language) -> bytes:
    """Encode the refusal of a command."""
    return _encoder.encode(Error(number, refusal.code, refusal.message(language), refusal.params))


def frame(events: list[bytes]) -> bytes:
    """Join encoded events into one message."""
    return b'{"e":[' + b",".join(events) + b"]}"

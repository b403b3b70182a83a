"""The record of a conversation for programs: what ``conversation.json`` holds. ``docs/protocol/archive.md`` is its words."""

from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

import msgspec

from tocsin.messaging.rules.shapes import Fact, Kind, Revision

FORMAT: Final = "tocsin.conversation"
VERSION: Final = 1
_LEFT_OUT: Final = frozenset({"conversation_id", "client_id", "favourite"})
"""Of a fact: the same for all, or the reader's own."""
Way = Literal["member", "power"]


class Somebody(msgspec.Struct, frozen=True):
    """A person as the conversation showed them when the archive was written."""

    name: str
    post: str | None = None


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """What the record says of itself: of which conversation, by whom, of which period, and up to which position."""

    format: str = FORMAT
    version: int = VERSION
    exported_at: datetime
    exported_by: UUID
    way: Way
    zone: str
    since: datetime | None
    until: datetime | None
    with_files: bool
    conversation_id: UUID
    kind: Kind
    name: str
    organisation_id: UUID | None
    first: int
    last: int


class Kept(msgspec.Struct, frozen=True):
    """A file of the archive: where it lies, and what it is; ``sha256`` is of its bytes."""

    path: str
    name: str
    size: int
    mime: str
    sha256: str


class Entry(msgspec.Struct):
    """A fact and what it was before it was edited."""

    fact: Fact
    revisions: list[Revision] = []


def erased(fact: Fact) -> bool:
    """Whether nothing is left of a message that nobody took back."""
    return fact.kind == "text" and not fact.recalled and fact.text is None and fact.content is None


def message_json(entry: Entry) -> bytes:
    """Return a message as the record holds it."""
    fields: dict[str, Any] = msgspec.to_builtins(entry.fact)
    fields = {name: value for name, value in fields.items() if name not in _LEFT_OUT}
    if entry.revisions:
        fields["revisions"] = msgspec.to_builtins(entry.revisions)
    if erased(entry.fact):
        fields["erased"] = True
    return msgspec.json.encode(fields)

"""What the room says about where somebody was mentioned."""

from uuid import UUID

import msgspec

from tocsin.messaging.rules.shapes import Fact, Kind, People


class MentionedIn(msgspec.Struct, frozen=True):
    """The conversation of a mention, as the reader knows it."""

    id: UUID
    kind: Kind
    name: str


class Mention(msgspec.Struct, frozen=True):
    """A message that mentions the reader, or everybody. ``unread`` is as of the reading of the list."""

    conversation: MentionedIn
    fact: Fact
    unread: bool


class MentionPage(msgspec.Struct, frozen=True):
    """A page of mentions, newest first, and the people they speak of."""

    items: list[Mention]
    next: str | None
    people: People

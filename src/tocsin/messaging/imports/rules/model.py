"""What is read of a file, whichever product it came from; and what one file may hold."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final, Literal

import msgspec

from tocsin.kernel import text
from tocsin.kernel.errors import Refusal
from tocsin.messaging.imports.refusals import ImportTooLarge, RowFuture, RowNoDate
from tocsin.messaging.rules.sending import TEXT_LIMIT

Source = Literal["dingtalk", "mattermost", "slack"]
UPLOAD_BYTES: Final = 100 * 1024 * 1024
UNPACKED_BYTES: Final = 400 * 1024 * 1024
PART_BYTES: Final = 64 * 1024 * 1024
"""Of one entry of an archive that is looked at."""
JSON_BYTES: Final = 32 * 1024 * 1024
"""Of one that is a single JSON list: a day of a channel, or everybody."""
JSON_SIGNS: Final = 2_000_000
"""Brackets and commas of such a list: what it can become in memory. A message has twenty, a person sixty."""
ENTRIES: Final = 100_000
DIRECTORY_BYTES: Final = 10 * 1024 * 1024
"""Of an archive's list of its entries, of each of which an object is made before they are counted."""
CELLS: Final = 2_000_000
"""Of separated text: twenty columns for each message."""
RECORD: Final = 512 * 1024
"""Characters of one of its rows."""
LINE_BYTES: Final = 1024 * 1024
MESSAGES_MOST: Final = 100_000
CHANNELS_MOST: Final = 2_000
NAME_LIMIT: Final = 100
SHOWN_REFUSED: Final = 200
_EARLIEST: Final = 1990
_AHEAD: Final = timedelta(days=1)
"""A clock may be wrong by this much."""


class Author(msgspec.Struct, frozen=True):
    """Who wrote, as the file states it."""

    key: str
    name: str
    phone: str | None = None
    email: str | None = None
    work_no: str | None = None


class Said(msgspec.Struct, frozen=True):
    """One message: ``key`` names it within its product, ``reply_to`` the key of the one it answers."""

    key: str
    author: str
    at: datetime
    text: str
    reply_to: str | None = None


class Channel(msgspec.Struct):
    """One conversation of the file, its messages in their order."""

    key: str
    name: str
    said: list[Said] = []


class Refused(msgspec.Struct, frozen=True):
    """A row that is not taken: where it stands, and why."""

    where: str
    code: str


class Reading:
    """What has been read so far; every format fills it by :meth:`add`."""

    def __init__(self, source: Source, now: datetime) -> None:
        self.source: Source = source
        self.now = now
        self.channels: dict[str, Channel] = {}
        self.authors: dict[str, Author] = {}
        self.refused: list[Refused] = []
        self.refusals = 0
        self.count = 0

    def channel(self, key: str, name: str) -> Channel:
        """Return a conversation, made when it is new. Raises :class:`ImportTooLarge`."""
        found = self.channels.get(key)
        if found is None:
            if len(self.channels) >= CHANNELS_MOST:
                raise ImportTooLarge(limit=CHANNELS_MOST)
            found = self.channels[key] = Channel(key, clean_line(name) or clean_line(key) or "—")
        return found

    def author(self, author: Author) -> None:
        """Write down who an author is; whoever is named twice stays as named first."""
        if author.key not in self.authors:
            self.authors[author.key] = author

    def refuse(self, where: str, refusal: Refusal) -> None:
        """Write down a row that is not taken."""
        self.refusals += 1
        if len(self.refused) < SHOWN_REFUSED:
            self.refused.append(Refused(where[:200], refusal.code))

    def add(
        self, where: str, channel: Channel, key: str, author: str, at: datetime | None, said: str, reply_to: str | None
    ) -> None:
        """Take a message, its text cleaned like one that is sent; refuse it with a reason, by itself.

        Raises :class:`ImportTooLarge` beyond what one file may hold.
        """
        try:
            body = text.clean_body(said, TEXT_LIMIT)
            if at is None or at.year < _EARLIEST:
                raise RowNoDate
            if at > self.now + _AHEAD:
                raise RowFuture
        except Refusal as refusal:
            self.refuse(where, refusal)
            return
        self.count += 1
        if self.count > MESSAGES_MOST:
            raise ImportTooLarge(limit=MESSAGES_MOST)
        channel.said.append(Said(key, author, at, body, reply_to))

    def finish(self) -> list[Channel]:
        """Return the conversations that have messages, each in the order of time; of two alike the first counts."""
        kept = []
        for channel in self.channels.values():
            first: dict[str, Said] = {}
            for one in sorted(channel.said, key=lambda one: one.at):
                first.setdefault(one.key, one)
            channel.said = list(first.values())
            if channel.said:
                kept.append(channel)
        return kept


def clean_line(value: object, limit: int = NAME_LIMIT) -> str:
    """Return a name of the file on one line, without signs nobody sees; empty when nothing is left."""
    if not isinstance(value, str):
        return ""
    visible = "".join(one if one.isprintable() else " " for one in value[: 4 * limit])
    return " ".join(visible.split())[:limit]


def named(reading: Reading) -> Iterator[Author]:
    """Yield the authors of messages that were taken, each once."""
    written = {one.author for channel in reading.channels.values() for one in channel.said}
    for key in sorted(written):
        yield reading.authors.get(key) or Author(key, clean_line(key) or "—")

"""What a message carries beside its text, and what it commits to.

Contents are one tagged union (``kind``). What is sealed with a message is a :class:`Carried`: the content, whose words
it was if it was forwarded, and the cards of its links, which come later.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

import msgspec

from tocsin.files.door import FileCard
from tocsin.kernel import text
from tocsin.kernel.errors import Invalid
from tocsin.messaging.refusals import PollEndPassed
from tocsin.messaging.rules.files import Files, NewFiles, NewVoice, Voice

STICKERS: Final = frozenset(
    [
        "received",
        "thanks",
        "ok",
        "applause",
        "cheers",
        "hello",
        "sorry",
        "busy",
        "thinking",
        "question",
        "salute",
        "done",
        "late",
        "overtime",
        "rest",
        "heart",
        "flowers",
        "bell",
        "tea",
        "rain",
    ]
)
"""The product's own set."""
OWN_SET: Final = "tocsin"
QUESTION_LIMIT: Final = 200
OPTION_LIMIT: Final = 80
OPTIONS_LEAST, OPTIONS_MOST = 2, 20
LABEL_LIMIT: Final = 100
LONGEST_POLL: Final = timedelta(days=366)
MERGED_MOST: Final = 100
"""Messages forwarded together."""
MERGED_BYTES: Final = 200_000
"""All that messages forwarded together say and carry, those within each other too, as it is sealed."""
MERGED_DEPTH: Final = 3
"""Levels of messages forwarded together within each other."""


class NewSticker(msgspec.Struct, frozen=True, tag_field="kind", tag="sticker"):
    """A sticker to send: ``set`` is ``tocsin`` for the product's own, else the id of an organisation's, ``name`` its id."""

    set: str
    name: str


class Sticker(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="kind", tag="sticker"):
    """A drawing of a set; ``set`` is ``tocsin`` for the product's own.

    One of an organisation's brings what it said when it was sent, and its picture as a file of the message.
    """

    set: str
    name: str
    label: str = ""
    file: FileCard | None = None


class Poll(msgspec.Struct, frozen=True, tag_field="kind", tag="poll"):
    """A question with options. ``multiple``: several may be chosen; ``anonymous``: nobody is told who chose what."""

    question: str
    options: list[str]
    multiple: bool = False
    anonymous: bool = False
    closes_at: datetime | None = None


class Location(msgspec.Struct, frozen=True, tag_field="kind", tag="location"):
    """A place on the earth, in degrees (WGS 84), and what it is called."""

    latitude: float
    longitude: float
    label: str = ""


class MergedItem(msgspec.Struct, frozen=True):
    """One of the messages forwarded together: who said it, as shown where it was said, when, and what."""

    name: str
    at: datetime
    text: str
    content: "Content | None" = None


class Merged(msgspec.Struct, frozen=True, tag_field="kind", tag="merged"):
    """Messages forwarded together; ``title`` is the name of the group, or of the two people."""

    title: str
    items: list[MergedItem]


Content = Sticker | Poll | Location | Merged | Files | Voice
"""What a message carries."""
Made = Poll | Location
"""What a sender puts together."""
NewContent = NewSticker | Made | NewFiles | NewVoice
"""What a person may send of their own; messages forwarded together are put together by the server."""


class Origin(msgspec.Struct, frozen=True, omit_defaults=True):
    """Whose words a forwarded message repeats, as shown where they were said, and when that was.

    Of a message that was imported: who wrote it and when, as the file of the ``source`` states it; nobody sent it here.
    """

    name: str
    at: datetime
    source: Literal["dingtalk", "mattermost", "slack"] | None = None


class Card(msgspec.Struct, frozen=True):
    """What the server found behind a link of the message.

    Title, description and site are what the page says of itself; ``host`` is where it came from in the end, whatever it
    says: a name of other letters than Han, Hangul and plain ones as it is asked for (``xn--…``).
    """

    url: str
    title: str
    description: str = ""
    site: str = ""
    host: str = ""


class Carried(msgspec.Struct, frozen=True, omit_defaults=True):
    """All that is sealed with a message beside its text.

    ``homes`` are the organisations in whose conversations the words of a forwarded message were said, wherever it has
    been since: their rules go with it. Shown to nobody.
    """

    content: Content | None = None
    origin: Origin | None = None
    cards: list[Card] = []
    homes: list[UUID] = []


Carrying = Carried | NewFiles | NewVoice | NewSticker
"""What a message is to carry: as it will be sealed, or what is looked up where the message is stored."""
_encode = msgspec.json.Encoder(order="sorted").encode
_carried = msgspec.json.Decoder(Carried)


class _Committed(msgspec.Struct):
    content: Content | None
    mentions: list[UUID]
    origin: Origin | None
    reply_to: int | None
    text: str


def encode_carried(carried: Carried) -> bytes:
    """Return what is carried, as it is sealed."""
    return _encode(carried)


def decode_carried(data: bytes) -> Carried:
    """Return what was sealed."""
    return _carried.decode(data)


def committed(
    body: str, carried: Carried | None = None, mentions: Iterable[UUID] = (), reply_to: int | None = None
) -> bytes:
    """Return the bytes whose digest the effect of a message holds: all that it says, as canonical JSON.

    Always as JSON: a text alone could be written so that it reads like a message that carries something. ``mentions``
    hold the nil UUID for all; ``reply_to`` is the position it answers.
    """
    carried = carried or Carried()
    return _encode(_Committed(carried.content, sorted(mentions), carried.origin, reply_to, body))


class _Membership(msgspec.Struct):
    change: str
    owner: UUID | None
    people: list[UUID]
    version: int


def membership(version: int, change: str, people: Iterable[UUID], owner: UUID | None) -> bytes:
    """Return the bytes an effect commits to when the membership of a conversation changes, as canonical JSON.

    ``change`` is the kind of the fact; ``people`` are those who came or went, or the new owner, ascending.
    """
    return _encode(_Membership(change, owner, sorted(people), version))


def settled(settings: Mapping[str, object], changed: Iterable[str]) -> bytes:
    """Return the bytes an effect commits to when a group is set otherwise: what was changed, and to what."""
    return _encode({"settings": {name: settings[name] for name in changed}})


def depth_of(content: Content | None) -> int:
    """Return how many levels of messages forwarded together a content has."""
    if not isinstance(content, Merged):
        return 0
    return 1 + max((depth_of(item.content) for item in content.items), default=0)


def holds_place(content: Content | None) -> bool:
    """Return whether a content is a position, or messages forwarded together among which one is."""
    if isinstance(content, Merged):
        return any(holds_place(item.content) for item in content.items)
    return isinstance(content, Location)


def asked_anew(content: Content | None, now: datetime) -> Content | None:
    """Return a content as it stands where it is forwarded to.

    A poll is asked anew there: no votes come along, and a term that has passed binds nobody.
    """
    if isinstance(content, Poll) and content.closes_at is not None and content.closes_at <= now:
        return msgspec.structs.replace(content, closes_at=None)
    return content


def files_of(content: Content | None) -> Iterator[FileCard]:
    """Yield the files in a content, from the outside in."""
    match content:
        case Files():
            yield from content.files
        case Voice():
            yield content.file
        case Sticker():
            if content.file is not None:
                yield content.file
        case Merged():
            for item in content.items:
                yield from files_of(item.content)


def check_content(content: Made, now: datetime) -> Made:
    """Return a content as it is stored. Raises :class:`Invalid` and the refusals of ``text.Unfit``."""
    match content:
        case Poll():
            return _check_poll(content, now)
        case Location():
            return _check_location(content)


def check_sticker(sticker: NewSticker) -> Sticker | NewSticker:
    """Return one of the product's own as it is stored, an organisation's to be looked up. Raises :class:`Invalid`."""
    if sticker.set == OWN_SET:
        if sticker.name not in STICKERS:
            raise Invalid(fields={"content.name": "no sticker of this set"})
        return Sticker(sticker.set, sticker.name)
    sticker_ids(sticker)
    return sticker


def sticker_ids(sticker: NewSticker) -> tuple[UUID, UUID]:
    """Return the ids of an organisation's set and of the sticker in it. Raises :class:`Invalid`."""
    try:
        return UUID(sticker.set), UUID(sticker.name)
    except ValueError:
        raise Invalid(fields={"content.name": "no sticker of this set"}) from None


def _check_poll(poll: Poll, now: datetime) -> Poll:
    options = [text.clean_line(one, OPTION_LIMIT, field="content.options") for one in poll.options[: OPTIONS_MOST + 1]]
    if not OPTIONS_LEAST <= len(options) <= OPTIONS_MOST or len(set(options)) < len(options):
        raise Invalid(fields={"content.options": f"{OPTIONS_LEAST} to {OPTIONS_MOST} different ones"})
    closes = poll.closes_at
    if closes is not None and (closes.tzinfo is None or not now < closes <= now + LONGEST_POLL):
        raise PollEndPassed
    question = text.clean_line(poll.question, QUESTION_LIMIT, field="content.question")
    return Poll(question, options, poll.multiple, poll.anonymous, closes)


def _check_location(location: Location) -> Location:
    # Written so that what is no number fails too.
    if not (-90 <= location.latitude <= 90 and -180 <= location.longitude <= 180):
        raise Invalid(fields={"content.latitude": "degrees on the earth"})
    # Six decimals are a hand's breadth; more would tell of the device only.
    return Location(
        round(location.latitude, 6),
        round(location.longitude, 6),
        text.clean_line(location.label, LABEL_LIMIT, field="content.label", least=0),
    )


def check_options(options: list[int], poll: Poll) -> list[int]:
    """Return what is chosen in a poll, ascending; an empty choice takes the vote back. Raises :class:`Invalid`."""
    chosen = sorted(set(options))
    if chosen and not (chosen[0] >= 0 and chosen[-1] < len(poll.options)):
        raise Invalid(fields={"options": "places of the poll's options"})
    if len(chosen) > 1 and not poll.multiple:
        raise Invalid(fields={"options": "one only"})
    return chosen


class Tally(msgspec.Struct, omit_defaults=True):
    """What a message's ``detail`` counts: reactions in the order they came first, votes by option, how many voted."""

    reactions: list[tuple[str, int]] = []
    votes: list[int] = []
    voters: int = 0
    closed: bool = False


def tally_of(detail: object) -> Tally:
    """Return the tally of a row's ``detail``."""
    return msgspec.convert(detail or {}, Tally)


def react(tally: Tally, emoji: str, step: int) -> Tally:
    """Return the tally after somebody reacted (``step`` 1) or took it back (-1)."""
    counts = dict(tally.reactions)
    counts[emoji] = counts.get(emoji, 0) + step
    return msgspec.structs.replace(tally, reactions=[(one, count) for one, count in counts.items() if count > 0])


def vote(tally: Tally, before: list[int], chosen: list[int], size: int) -> Tally:
    """Return the tally after a vote replaced another (either may be empty); ``size`` is the number of options."""
    votes = [*tally.votes, *([0] * (size - len(tally.votes)))]
    for option in before:
        votes[option] -= 1
    for option in chosen:
        votes[option] += 1
    return msgspec.structs.replace(tally, votes=votes, voters=tally.voters + bool(chosen) - bool(before))

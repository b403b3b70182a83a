"""What the room says to clients. ``docs/protocol/realtime.md`` describes how a client puts it together."""

from datetime import datetime
from typing import Annotated, Final, Literal
from uuid import UUID

import msgspec

from tocsin.messaging.rules.content import Card, Content, Origin
from tocsin.messaging.rules.groups import Announcement, Granted, GroupSettings, Role

Kind = Literal["direct", "group", "department"]
FactKind = Literal[
    "text",
    "recall",
    "edit",
    "reaction",
    "vote",
    "card",
    "created",
    "joined",
    "left",
    "slipped",
    "removed",
    "renamed",
    "owner",
    "admin",
    "settings",
    "silenced",
    "announced",
    "withdrawn",
    "merged",
    "warned",
    "dissolved",
    "exported",
]
CHANGING: Final = frozenset({"recall", "edit", "reaction", "vote", "card", "withdrawn"})
"""Facts that only change an earlier one, their ``target``; they are applied, and not shown by themselves."""
UNSHOWN: Final = CHANGING | {"slipped"}
"""Facts that are applied and not shown: those that change others, and whoever left quietly."""
MEMBERSHIP: Final = frozenset({"created", "joined", "left", "slipped", "removed", "owner"})
"""Facts that change who is in a conversation, or whose it is."""
SAID: Final = frozenset({"text", "announced"})
"""Facts that are somebody's words: delivered to people, and unread until they look."""
Carries = Literal["sticker", "poll", "location", "merged", "files", "voice"]
ALL: Final = UUID(int=0)
"""Stands for everybody in the mentions of a stored message."""
QUOTE_LIMIT: Final = 200
"""Characters of a quoted text."""
SUBJECTS_SHOWN: Final = 50
UNREAD_LIMIT: Final = 100
"""Unread texts are counted up to here."""
Seq = Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]
"""A position as clients name it: one that no column holds would fail everybody written together with it."""


class Face(msgspec.Struct, frozen=True):
    """How a person is shown; ``post`` stands beside the name: a post or a department.

    ``plain`` is the name alone, where the organisation's format shows more than it.
    """

    name: str
    avatar: str | None = None
    post: str | None = None
    plain: str | None = None


People = dict[UUID, Face]


class Peer(msgspec.Struct, frozen=True):
    """The other person of a direct conversation."""

    id: UUID
    name: str
    avatar: str | None = None
    post: str | None = None


class Quote(msgspec.Struct, frozen=True):
    """The message a message replies to; without text when that was recalled. ``carries`` is the kind of its content."""

    seq: int
    sender_id: UUID | None
    text: str | None
    carries: Carries | None = None


class Reaction(msgspec.Struct, frozen=True):
    """How many put an emoji on a message, and whether the reader did."""

    emoji: str
    count: int
    mine: bool = False


class Votes(msgspec.Struct, frozen=True):
    """How a poll stands: votes by option, how many people voted, and what the reader chose."""

    counts: list[int]
    voters: int
    closed: bool = False
    mine: list[int] = []


class Fact(msgspec.Struct, omit_defaults=True, kw_only=True):
    """One fact of a conversation. Fields that hold their default are left out.

    ``mentions`` are ids of people, or ``"all"``; ``subjects`` are the people a fact is about (at most 50 of
    ``count``), ``members`` how many the conversation has after it, ``target`` the position of what a changing fact
    changes, ``sent_at`` when a late message was written. ``thread`` is the first message of the thread a reply belongs
    to, ``replies`` how many a message that began one has. ``emoji`` and ``on`` tell what a reaction puts or takes back.
    ``delivered``, ``confirmed`` and ``handled`` count people, and are told to the sender alone; ``favourite``, and ``mine`` in
    ``reactions`` and ``votes``, are the reader's own, and only read, never told by an event. ``admins`` are how many the
    group has after the fact; ``settings`` what it set; ``until`` until when somebody is silenced, or when the group
    ends; ``granted``: those who joined had asked to, or were invited, and were let in; ``changed`` are the names of the
    ``settings`` that are others than before; ``confirm``: an announcement asks to be confirmed; ``other`` is the group merged with, ``on``: into this one.
    """

    conversation_id: UUID
    seq: int
    kind: FactKind
    at: datetime
    sender_id: UUID | None = None
    client_id: UUID | None = None
    sent_at: datetime | None = None
    text: str | None = None
    mentions: list[str] = []
    reply_to: Quote | None = None
    recalled: bool = False
    subjects: list[UUID] = []
    count: int | None = None
    members: int | None = None
    target: int | None = None
    name: str | None = None
    content: Content | None = None
    origin: Origin | None = None
    cards: list[Card] = []
    edited_at: datetime | None = None
    thread: int | None = None
    replies: int = 0
    reactions: list[Reaction] = []
    votes: Votes | None = None
    emoji: str | None = None
    on: bool | None = None
    favourite: bool = False
    delivered: int | None = None
    confirmed: int | None = None
    handled: int | None = None
    admins: int | None = None
    settings: GroupSettings | None = None
    until: datetime | None = None
    confirm: bool | None = None
    other: UUID | None = None
    granted: Granted | None = None
    changed: list[str] = []


class MessageEvent(Fact, tag_field="t", tag="message", omit_defaults=True, kw_only=True):
    """A new fact. Its counts are as of its sending; only the sender keeps them."""


class ConversationView(msgspec.Struct, frozen=True, kw_only=True):
    """A conversation as one person sees it.

    ``unread`` counts texts by others after ``read_seq``, up to 100; ``last`` is the last fact that shows by itself,
    without counts, reactions and votes; ``open`` is false when nobody may write; ``recall_within`` and ``edit_within`` are in seconds;
    ``draft`` is what the person has begun to write. Of a group: ``role`` is the person's, ``silenced_until`` until when
    they may not speak, ``requests`` how many wait to be let in (told to owner and admins), ``ends_at`` when it is
    dissolved unless somebody speaks.
    """

    id: UUID
    kind: Kind
    name: str
    realm_id: UUID
    organisation_id: UUID | None
    department_id: UUID | None
    owner_id: UUID | None
    members: int
    last_seq: int
    read_seq: int
    unread: int
    mentioned: bool
    pinned: bool
    muted: bool
    open: bool
    peer: Peer | None
    last: Fact | None
    recall_within: int
    edit_within: int
    draft: "Draft | None"
    updated_at: datetime
    role: Role | None
    admins: int
    settings: GroupSettings | None
    silenced_until: datetime | None
    announcement: Announcement | None
    requests: int
    ends_at: datetime | None


class Draft(msgspec.Struct, frozen=True):
    """What somebody has begun to write: whom it mentions (ids, or ``"all"``), and the message it answers.

    ``at`` tells this writing from any other of the draft.
    """

    text: str
    mentions: list[str]
    reply_to: int | None
    at: datetime


class DraftKept(msgspec.Struct, frozen=True):
    """What became of a draft: ``draft`` is what is kept now. Not ``kept``: another device had written meanwhile."""

    kept: bool
    draft: Draft | None


class ConversationEvent(ConversationView, tag_field="t", tag="conversation", frozen=True, kw_only=True):
    """A conversation new to the client, or changed otherwise than by a fact."""


class ConversationPage(msgspec.Struct, frozen=True):
    """One page of conversations, pinned ones first, then the most recently moved; and the people in their last facts."""

    items: list[ConversationView]
    next: str | None
    people: People


class Snapshot(msgspec.Struct, frozen=True, tag_field="t", tag="snapshot"):
    """The state events continue from."""

    conversations: list[ConversationView]
    next: str | None
    people: People


class FactPage(msgspec.Struct, frozen=True):
    """A run of facts, ascending, and what it reaches: every position from ``first`` to ``last``.

    The newest facts, and those before a position, come without those that only change others, which are already shown
    as changed; facts after a position come all. ``more`` tells whether there are further ones in the direction asked.
    Messages are as all facts up to ``as_of`` left them: a client applies to them only changes after it.
    """

    items: list[Fact]
    people: People
    more: bool
    first: int
    last: int
    as_of: int


class PeopleAnswer(msgspec.Struct, frozen=True):
    """People by id."""

    people: People


class Seat(msgspec.Struct, frozen=True):
    """A member of a conversation, and since when."""

    person_id: UUID
    name: str
    avatar: str | None
    post: str | None
    role: Role
    at: datetime
    silenced_until: datetime | None = None


class EffectRow(msgspec.Struct, frozen=True):
    """Somebody and a message: a recipient, with ``at`` and ``device`` of the confirmation, where there is one.

    In the list of who handled it a line is one thing that was done: ``act`` is its code, ``words`` say what it was.
    """

    person_id: UUID
    name: str
    avatar: str | None
    post: str | None
    at: datetime | None = None
    device: str | None = None
    act: str | None = None
    words: str | None = None


class EffectsPage(msgspec.Struct, frozen=True):
    """The effects of a message: how many people it reached at ``at``, how many confirmed, how many handled it."""

    total: int
    delivered: int
    confirmed: int
    handled: int
    at: datetime
    items: list[EffectRow]
    next: str | None


class DownloadsPage(msgspec.Struct, frozen=True):
    """Who saved, or opened, a file of a message, the first before the last: how many in all, and a page of them."""

    total: int
    items: list[EffectRow]
    next: str | None


class ReadEvent(msgspec.Struct, frozen=True, tag_field="t", tag="read"):
    """A person's own position moved, on whichever device."""

    conversation_id: UUID
    seq: int
    unread: int
    mentioned: bool


class ReceiptsEvent(msgspec.Struct, frozen=True, tag_field="t", tag="receipts"):
    """Counts of the person's own messages changed: position, confirmed, delivered, handled."""

    conversation_id: UUID
    marks: list[tuple[int, int, int, int]]


class OwnEvent(msgspec.Struct, frozen=True, tag_field="t", tag="own"):
    """What is a person's own about a message changed on one of their devices; what is none did not."""

    conversation_id: UUID
    seq: int
    favourite: bool | None = None
    votes: list[int] | None = None


class DraftEvent(msgspec.Struct, frozen=True, tag_field="t", tag="draft"):
    """A person's own draft changed on one of their devices; none: it is gone."""

    conversation_id: UUID
    draft: Draft | None


class Revision(msgspec.Struct, frozen=True):
    """A text as it was, from ``at`` until the next."""

    text: str
    at: datetime


class Reactor(msgspec.Struct, frozen=True):
    """Who put an emoji on a message, and when."""

    emoji: str
    person_id: UUID
    name: str
    avatar: str | None
    at: datetime


class Voter(msgspec.Struct, frozen=True):
    """Who chose what in a poll that is not anonymous."""

    person_id: UUID
    name: str
    avatar: str | None
    options: list[int]
    at: datetime


class FavouriteRow(msgspec.Struct, frozen=True):
    """A message kept at hand, and where it stands; ``at`` is when it was kept."""

    conversation_id: UUID
    conversation: str
    at: datetime
    fact: Fact


class FavouritePage(msgspec.Struct, frozen=True):
    """A page of favourites, the last kept first."""

    items: list[FavouriteRow]
    people: People
    next: str | None


class GoneEvent(msgspec.Struct, frozen=True, tag_field="t", tag="gone"):
    """A conversation the person is no longer in."""

    conversation_id: UUID


class Sent(msgspec.Struct, frozen=True):
    """The answer to ``send``: where the message stands, and how many people it was delivered to."""

    seq: int
    at: datetime
    delivered: int

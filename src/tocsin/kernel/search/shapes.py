"""What is asked, what is found, and what a room declares to be searched."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import Words
from tocsin.kernel.types import Actor

if TYPE_CHECKING:
    from tocsin.kernel.context import Context

Place = tuple[UUID, int]
"""Where a text stands: what access is granted to (a conversation), and the position in it."""


class Part(msgspec.Struct, frozen=True, omit_defaults=True):
    """A stretch of a shown text; ``hit``: it is what matched."""

    text: str
    hit: bool = False


class Hit(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing found.

    ``id`` is what was found: a person, a department, a conversation; of a text the conversation it stands in, at ``seq``. ``title``
    names it, ``text`` shows what matched, ``before`` and ``after`` the lines around; of a file ``text`` is its name, ``note``
    what was said with it. ``who`` wrote it; ``form`` is the kind of conversation, ``home`` the organisation of a person or
    department, ``members`` how many are in a group. ``count`` is how many were found in the same place; with ``more`` there
    are others still.
    """

    id: UUID
    title: list[Part]
    form: str | None = None
    home: UUID | None = None
    members: int | None = None
    seq: int | None = None
    text: list[Part] = []
    note: list[Part] = []
    at: datetime | None = None
    who: UUID | None = None
    who_name: str | None = None
    face_id: UUID | None = None
    avatar: str | None = None
    before: str | None = None
    after: str | None = None
    count: int = 1
    more: bool = False


class Section(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was found of one kind: a page, with ``next`` where there is another, or the first few of an overview.

    ``more``: an overview left some out, and the kind by itself has them. ``common``: the words asked for stand in nearly
    every text and were not looked up.
    """

    kind: str
    items: list[Hit]
    next: str | None = None
    more: bool = False
    common: bool = False


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A question of an actor's.

    ``place_id`` narrows to one conversation, ``who`` to what one person wrote, ``since`` and ``until`` (exclusive) to a
    time, ``to_me`` to what mentions the actor. ``near`` are people the actor talks with. ``after`` continues a section, in pages of ``limit``.
    """

    actor: Actor
    q: str = ""
    place_id: UUID | None = None
    who: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
    to_me: bool = False
    near: tuple[UUID, ...] = ()
    after: str | None = None
    limit: int = 20

    @property
    def narrowed(self) -> bool:
        """Whether the question has conditions that only texts meet."""
        return any(one is not None for one in (self.place_id, self.who, self.since, self.until)) or self.to_me


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """What the index is to hold of one place: its text, the names that stand in it, and marks it is filtered by."""

    place: Place
    realm_id: UUID
    author_id: UUID | None
    at: datetime
    text: str = ""
    names: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Source:
    """Where the index takes a room's texts from.

    ``item_kind`` is what effects call the room's items: an effect says which places to look at. ``read`` returns what is
    there now; a place it leaves out has nothing to find. ``walk`` lists all places in their order, for a fresh index.
    """

    item_kind: str
    read: "Callable[[Context, Transaction, Sequence[Place]], Awaitable[list[Document]]]"
    walk: Callable[[Transaction, Place | None, int], Awaitable[list[Place]]]


@dataclass(frozen=True)
class Searchable:
    """A kind of thing people search for.

    ``find`` answers from what the actor may see at this moment. ``narrow``: it heeds the conditions of texts, and
    answers when others cannot. ``first`` is how many an overview shows, the first of ``read``; none, when it shows the
    kind only if asked.
    """

    kind: str
    words: Words
    find: "Callable[[Context, Transaction, Asked], Awaitable[Section]]"
    narrow: bool = False
    first: int = 5
    read: int = 5

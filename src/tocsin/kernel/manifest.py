"""What a room declares of itself. ``app.py`` reads the manifests and composes them; nothing else does."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tocsin.kernel.blobs import BlobRef
from tocsin.kernel.db import Transaction
from tocsin.kernel.events import Event, Recorder, Stored
from tocsin.kernel.powers import Power
from tocsin.kernel.seal import DataKey, Keyring
from tocsin.kernel.types import Actor

if TYPE_CHECKING:
    from tocsin.kernel.context import Context
    from tocsin.kernel.http import Handler
    from tocsin.kernel.jobs import Job
    from tocsin.kernel.kept import Kept, Look
    from tocsin.kernel.search import Searchable, Source
    from tocsin.kernel.socket import Command


@dataclass(frozen=True)
class Within:
    """A reaction in the same transaction: it must succeed for the act to succeed."""

    event: type[Event]
    run: Callable[[Transaction, Any], Awaitable[None]]


@dataclass(frozen=True)
class After:
    """A reaction from the stored event, after commit, at least once."""

    event: type[Event]
    run: "Callable[[Context, Stored], Awaitable[None]]"


@dataclass(frozen=True)
class KeptFile:
    """A file of an export that lies in the object store: its pieces in order, and their key.

    Read it with ``Blobs.get`` after the unit of work, which waits for no network.
    """

    parts: Sequence[BlobRef]
    key: DataKey


@dataclass(frozen=True)
class Committed:
    """How a room tells anew, from its own rows, what the effects on its items of one kind committed to.

    ``find`` takes effects and returns for those it answers for, by their ids, what each may have committed to: nothing where
    the rows have it no more. That is right where one of the acts ``undone`` was recorded on the same item and position.
    """

    item_kind: str
    undone: Sequence[str]
    find: Callable[[Keyring, Transaction, Sequence[Mapping[str, Any]]], Awaitable[Mapping[int, Sequence[bytes]]]]


Portion = tuple[str, bytes | KeptFile]
"""A piece of an export: a file name and its content."""


@dataclass(frozen=True)
class Room:
    """The manifest of a room.

    ``keeps`` returns which of these blobs a row of the room names: what no room keeps is swept from the store, so a
    room that puts blobs there declares it. ``meets`` tells whether the actor meets a person here (a colleague, somebody in the same conversation): what a
    lower room asks before it shows the person, without knowing why. ``exports`` yields what the room holds about a subject (third and fourth argument: the realm, the person);
    ``erases`` erases it. Both are idempotent and resumable: they may be called again after any interruption. A person has
    themselves exported; no act erases yet. ``kept`` says in plain words what the room keeps about people, ``looks`` which
    of its events say that somebody looked at them.
    ``limits`` are what clients must keep to, told them when their socket opens.
    ``recorder`` makes evidence of the audited events, of every room, in the unit of work that writes them.
    ``committed`` lets the logs be held against what the room's rows say.
    ``searchable`` are the kinds of things people find here, ``sources`` the texts the keyed index holds for them.
    """

    name: str
    routes: "Sequence[Handler]" = ()
    commands: "Sequence[Command]" = ()
    limits: Mapping[str, int] = field(default_factory=dict)
    powers: Sequence[Power] = ()
    events: Sequence[type[Event]] = ()
    within: Sequence[Within] = ()
    recorder: Recorder | None = None
    after: Sequence[After] = ()
    jobs: "Sequence[Job]" = ()
    lifespan: "Sequence[Callable[[Context], AbstractAsyncContextManager[None]]]" = ()
    exports: "Callable[[Context, Transaction, UUID, UUID], AsyncIterator[Portion]] | None" = None
    erases: "Callable[[Context, Transaction, UUID, UUID], Awaitable[None]] | None" = None
    kept: "Sequence[Kept]" = ()
    looks: "Sequence[Look]" = ()
    committed: Sequence[Committed] = ()
    searchable: "Sequence[Searchable]" = ()
    sources: "Sequence[Source]" = ()
    keeps: "Callable[[Transaction, Sequence[str]], Awaitable[set[str]]] | None" = None
    meets: "Callable[[Transaction, Actor, UUID], Awaitable[bool]] | None" = None

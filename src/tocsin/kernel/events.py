"""Events: what a unit of work changed, as rows of its own transaction, released after commit.

Consumers read them in the order of their commits (:mod:`tocsin.kernel.cursors`).
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Literal
from uuid import UUID

import msgspec
import structlog
from sqlalchemy import Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from tocsin.kernel.bus import Bus
from tocsin.kernel.clock import now
from tocsin.kernel.cursors import Follower, Stream, advance, failed
from tocsin.kernel.db import FOLLOW, Database, Transaction
from tocsin.kernel.powers import Power
from tocsin.kernel.seal.keys import place
from tocsin.kernel.tables import Base

if TYPE_CHECKING:
    from tocsin.kernel.manifest import Within
    from tocsin.kernel.seal import Keyring

log = structlog.get_logger()
PUBLISHED = "kernel.events"
"""Topic told after a commit that wrote events, for consumers to look."""
TOUCHED = "kernel.touched"
"""Topic of :class:`Touch` lists: what open clients should fetch again."""
ACTORS = "kernel.actors"
"""Topic of lists of people whose rights or sessions changed."""
RECORDS = "kernel.event"
"""The kind of record whose key seals the grounds of a realm's events."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
APPEARED = "kernel.appeared"
"""Topic of lists of people who appear to others differently now."""
SIGHTS = "kernel.sights"
"""Topic of lists of organisations in which it changed who sees whom."""
DOUBTED = "kernel.doubted"
"""Topic told when a commit was sent and its answer lost: it may have happened, and what it changed nobody was told.
Whoever keeps something in memory forgets it, whoever shows something reads it again."""


class Touch(msgspec.Struct, frozen=True, array_like=True):
    """Something open clients show has changed: who is told, and the key of what to fetch again."""

    audience: Literal["person", "organisation", "conversation"]
    audience_id: UUID
    key: tuple[str, ...]


def touch_later(tx: Transaction, bus: Bus, *touches: Touch) -> None:
    """Have open clients fetch again once this unit of work is committed, of what no event tells: how far a job is."""
    payload = msgspec.json.encode(touches)
    tx.after_commit(lambda: bus.publish(TOUCHED, payload))


class Change(msgspec.Struct, frozen=True):
    """What an act found in a field and what it left there: ids, codes, and names of things, never of people.

    The same ``name`` before and after is what the thing acted on is called, for acts that leave it.
    """

    field: str
    before: Any
    after: Any


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Base of typed events. Fields hold ids and codes, never personal data in clear: rows of it are kept long.

    ``audited`` marks an act of an admin, which the audit desk shows, ``power`` what it takes (none: what people do for
    themselves or in a group of theirs, and what the operator does); ``why`` is the ground the actor gave, and
    ``changes`` what was before and after: both are sealed when they are written. ``unstored`` names fields that tell
    whom to tell and are not written: readers of the realm's events are not to learn them.
    """

    kind: ClassVar[str]
    audited: ClassVar[bool] = False
    power: ClassVar[Power | None] = None
    unstored: ClassVar[frozenset[str]] = frozenset()
    realm_id: UUID
    subject_id: UUID | None = None
    why: str | None = None
    changes: tuple[Change, ...] = ()

    def touches(self) -> Iterable[Touch]:
        """Name what open clients should fetch again."""
        return ()

    def actors(self) -> Iterable[UUID]:
        """Name the people whose memberships, powers or sessions this changes."""
        return ()

    def appeared(self) -> Iterable[UUID]:
        """Name the people who appear to others differently now."""
        return ()

    def sights(self) -> Iterable[UUID]:
        """Name the organisations in which this changes who sees whom, otherwise than by ``actors``."""
        return ()


class EventRow(Base):
    """One event: timeline, audit and webhooks are read from it."""

    __tablename__ = "event"
    __table_args__ = (
        Index("ix_event_xid_id", "xid", "id"),
        Index("ix_event_realm_id_id", "realm_id", "id", postgresql_where=text("audited")),
        Index("ix_event_realm_id_at", "realm_id", "at", postgresql_where=text("audited")),
        Index("ix_event_subject_id", "subject_id", "kind", "id", postgresql_where=text("audited")),
        Index("ix_event_kind", "realm_id", "kind", "id", postgresql_where=text("audited")),
        {"info": {"shape": "organisation"}},
    )
    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    xid: Mapped[int] = mapped_column(server_default=text("tocsin_xid()"))
    at: Mapped[datetime]
    realm_id: Mapped[UUID]
    actor_id: Mapped[UUID | None]
    session_id: Mapped[UUID | None]
    kind: Mapped[str]
    subject_id: Mapped[UUID | None]
    audited: Mapped[bool]
    # In clear in rows of before it was sealed; nothing writes it any more.
    why: Mapped[str | None]
    why_sealed: Mapped[bytes | None]
    changes_sealed: Mapped[bytes | None]
    body: Mapped[dict[str, Any]]


class EventHeld(Base):
    """An event a consumer failed on again and again: set aside for the operator, so that the rest goes on."""

    __tablename__ = "event_held"
    __table_args__ = ({"info": {"shape": "platform"}},)
    consumer: Mapped[str] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    error: Mapped[str]


class Stored(msgspec.Struct, frozen=True):
    """An event as a consumer reads it."""

    id: int
    xid: int
    at: datetime
    realm_id: UUID
    actor_id: UUID | None
    session_id: UUID | None
    kind: str
    subject_id: UUID | None
    body: dict[str, Any]


def why_place(realm_id: UUID, subject_id: UUID | None, at: datetime) -> bytes:
    """Return the place that the sealed ground of an event stands in: its number is not known before it is written."""
    return _place("event.why", realm_id, subject_id, at)


def changes_place(realm_id: UUID, subject_id: UUID | None, at: datetime) -> bytes:
    """Return the place that the sealed changes of an event stand in."""
    return _place("event.changes", realm_id, subject_id, at)


def _place(column: str, realm_id: UUID, subject_id: UUID | None, at: datetime) -> bytes:
    return place(column, realm_id, subject_id or UUID(int=0), (at - _EPOCH) // timedelta(microseconds=1))


# The numbers are drawn and told, not read back: most who write events may read none.
_WRITE = """
WITH e AS MATERIALIZED (
    SELECT nextval('event_id_seq') AS id, o.* FROM (
        SELECT * FROM unnest($3::timestamptz[], $4::uuid[], $5::text[], $6::uuid[], $7::bool[], $8::bytea[],
                             $9::bytea[], $10::jsonb[])
        WITH ORDINALITY AS u(at, realm_id, kind, subject_id, audited, why, changes, body, n) ORDER BY n) o
), written AS (
    INSERT INTO event (id, at, realm_id, actor_id, session_id, kind, subject_id, audited, why_sealed, changes_sealed,
                       body)
    OVERRIDING SYSTEM VALUE
    SELECT id, at, realm_id, $1, $2, kind, subject_id, audited, why, changes, body FROM e
)
SELECT id FROM e ORDER BY n
"""


class Act(msgspec.Struct, frozen=True):
    """An audited event as it was written: what evidence is made of. ``device`` is what the session calls itself."""

    id: int
    at: datetime
    actor_id: UUID | None
    device: str
    event: Event
    body: dict[str, Any]


class Journal:
    """The events of one unit of work: reacted to at once, written at its end, released after its commit.

    ``recorders`` get the audited ones behind their rows, in the same unit of work.
    """

    def __init__(
        self, bus: Bus, within: "Sequence[Within]", keyring: "Keyring", recorders: "Sequence[Recorder]" = ()
    ) -> None:
        self._bus = bus
        self._within = within
        self._keyring = keyring
        self._recorders = recorders
        self._events: list[tuple[datetime, Event]] = []
        self._written = 0

    async def add(self, tx: Transaction, event: Event) -> None:
        """Keep an event and run the reactions declared ``within`` the transaction."""
        self._events.append((now(), event))
        for reaction in self._within:
            if isinstance(event, reaction.event):
                await reaction.run(tx, event)

    async def write(self, tx: Transaction) -> None:
        """Write the events that are not written yet, in one statement, and have the audited ones recorded.

        By itself it happens at the end of the unit.
        """
        actor, events = tx.actor, self._events[self._written :]
        self._written = len(self._events)
        bodies = [_body(event) for _, event in events]
        rows = await tx.fetch(
            _WRITE,
            actor and actor.person_id,
            actor and actor.session_id,
            [at for at, _ in events],
            [event.realm_id for _, event in events],
            [event.kind for _, event in events],
            [event.subject_id for _, event in events],
            [event.audited for _, event in events],
            [await self._seal(tx, at, event) for at, event in events],
            [await self._seal_changes(tx, at, event) for at, event in events],
            bodies,
        )
        acts = [
            Act(row["id"], at, actor.person_id if actor else None, actor.device if actor else "", event, body)
            for row, (at, event), body in zip(rows, events, bodies, strict=True)
            if event.audited
        ]
        for recorder in self._recorders if acts else ():
            await recorder(tx, self._keyring, acts)

    async def _seal(self, tx: Transaction, at: datetime, event: Event) -> bytes | None:
        if event.why is None:
            return None
        key = await self._keyring.record_key(tx, event.realm_id, RECORDS)
        return key.seal_text(event.why, why_place(event.realm_id, event.subject_id, at))

    async def _seal_changes(self, tx: Transaction, at: datetime, event: Event) -> bytes | None:
        if not event.changes:
            return None
        key = await self._keyring.record_key(tx, event.realm_id, RECORDS)
        return key.seal(msgspec.json.encode(event.changes), changes_place(event.realm_id, event.subject_id, at))

    def release(self) -> None:
        """Tell the bus, now that the commit has happened. Rights first: what follows is filtered by them."""
        self._publish(ACTORS, {person for _, event in self._events for person in event.actors()})
        self._publish(SIGHTS, {one for _, event in self._events for one in event.sights()})
        self._publish(APPEARED, {one for _, event in self._events for one in event.appeared()})
        touches = list(dict.fromkeys(touch for _, event in self._events for touch in event.touches()))
        if touches:
            self._bus.publish(TOUCHED, msgspec.json.encode(touches))
        self._bus.publish(PUBLISHED, b"")

    def doubt(self) -> None:
        """Tell the bus that a commit may have happened whose answer was lost. Rare, so everybody reads anew."""
        self._bus.publish(DOUBTED, b"")
        self._bus.publish(PUBLISHED, b"")

    def _publish(self, topic: str, ids: set[UUID]) -> None:
        if ids:
            self._bus.publish(topic, msgspec.json.encode(list(ids)))


Recorder = Callable[[Transaction, "Keyring", Sequence[Act]], Awaitable[None]]


def _body(event: Event) -> dict[str, Any]:
    fields: dict[str, Any] = msgspec.to_builtins(event)
    left_out = {"realm_id", "subject_id", "why", "changes"} | event.unstored
    return {name: value for name, value in fields.items() if name not in left_out}


Handle = Callable[[Stored], Awaitable[None]]
_EVENTS = Stream("event", "r.at, r.realm_id, r.actor_id, r.session_id, r.kind, r.subject_id, r.body")


class Consumer(Follower):
    """Reads events in commit order and hands each to a function, at least once; the function is idempotent."""

    def __init__(self, database: Database, name: str, kinds: Iterable[str], handle: Handle) -> None:
        super().__init__(name)
        self._database = database
        self._kinds = list(kinds)
        self._handle = handle

    async def step(self, limit: int = 200) -> bool:
        """Handle the next batch; return whether there may be more.

        The cursor moves after each event that was handled, so that no other is repeated with one that fails, and past
        those not wanted with the next wanted one, or at the end.
        """
        async with self._database.working(FOLLOW) as tx:
            batch = [msgspec.convert(dict(row), Stored) for row in await _EVENTS.next(tx, self.name, limit)]
        behind: Stored | None = None
        for event in batch:
            behind = event
            if event.kind in self._kinds:
                if not await self._try(event):
                    return False
                await self._advance(event)
                behind = None
        if behind is not None:
            await self._advance(behind)
        return len(batch) == limit

    async def _advance(self, event: Stored) -> None:
        async with self._database.working(FOLLOW) as tx:
            await advance(tx, self.name, event.xid, event.id)

    async def _try(self, event: Stored) -> bool:
        try:
            await self._handle(event)
        except Exception as error:
            log.exception("events.handler_failed", consumer=self.name, event_id=event.id, kind=event.kind)
            async with self._database.working(FOLLOW) as tx:
                return await failed(tx, self.name, event.id, error)
        return True

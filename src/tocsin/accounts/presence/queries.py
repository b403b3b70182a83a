"""What was said that still holds: a person's own word first, else that of the room which spoke last."""

from collections.abc import Collection
from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec
from sqlalchemy import ARRAY, FromClause, Uuid, any_, bindparam, or_, select, true

from tocsin.accounts.tables import Person, Presence
from tocsin.kernel import clock
from tocsin.kernel.db import REALTIME, Transaction
from tocsin.kernel.ids import PLATFORM
from tocsin.kernel.seal import Keyring, place
from tocsin.kernel.types import Actor

State = Literal["working", "meeting", "leave", "travel", "dnd"]
OWN = "self"
"""The source of what a person says themselves; other sources are names of rooms."""
RECORDS = "accounts.presence"
"""The kind of record whose key seals notes."""


class OwnPresence(msgspec.Struct, frozen=True):
    """What is said of oneself now. ``source`` is ``self``, or the room that said it; nothing is said without state."""

    state: State | None = None
    note: str | None = None
    until: datetime | None = None
    source: str | None = None


class Said(msgspec.Struct, frozen=True):
    """What is said of a person, and whether others are told that they are connected."""

    presence: OwnPresence
    hide_connected: bool


class SaidRow(msgspec.Struct, frozen=True, kw_only=True):
    """The columns of :func:`said`."""

    state: State | None
    note_sealed: bytes | None
    until: datetime | None
    source: str | None


class _Row(SaidRow, frozen=True, kw_only=True):
    id: UUID
    hide_connected: bool


def note_place(person_id: UUID, source: str) -> bytes:
    """Return the place a sealed note stands in."""
    return place("presence.note", person_id, source)


def said() -> FromClause:
    """Return what holds of the ``Person`` of the statement, at the moment of its parameter ``now``."""
    return (
        select(Presence.state, Presence.note_sealed, Presence.until, Presence.source)
        .where(Presence.person_id == Person.id, or_(Presence.until.is_(None), Presence.until > bindparam("now")))
        .order_by((Presence.source == OWN).desc(), Presence.set_at.desc())
        .limit(1)
        .lateral("said")
    )


_said = said()
_OF_PEOPLE = (
    select(Person.id, Person.hide_connected, _said.c.state, _said.c.note_sealed, _said.c.until, _said.c.source)
    .outerjoin(_said, true())
    .where(Person.id == any_(bindparam("people", type_=ARRAY(Uuid))))
)


async def opened(tx: Transaction, keyring: Keyring, person_id: UUID, row: SaidRow) -> OwnPresence:
    """Return what a row says, its note readable."""
    note = None
    if row.note_sealed is not None and row.source is not None:
        key = await keyring.record_key(tx, PLATFORM, RECORDS)
        note = key.open_text(row.note_sealed, note_place(person_id, row.source))
    return OwnPresence(row.state, note, row.until, row.source)


async def _rows(tx: Transaction, keyring: Keyring, people: Collection[UUID]) -> dict[UUID, Said]:
    rows = await tx.all(_OF_PEOPLE, _Row, people=list(people), now=clock.now())
    return {row.id: Said(await opened(tx, keyring, row.id, row), row.hide_connected) for row in rows}


async def said_of(tx: Transaction, keyring: Keyring, people: Collection[UUID]) -> dict[UUID, Said]:
    """Return what is said of people; the caller asks only for those the actor may see."""
    async with tx.as_worker(REALTIME):
        return await _rows(tx, keyring, people)


async def get_own(tx: Transaction, keyring: Keyring, actor: Actor) -> OwnPresence:
    """Return what is said of the actor."""
    return (await _rows(tx, keyring, [actor.person_id]))[actor.person_id].presence

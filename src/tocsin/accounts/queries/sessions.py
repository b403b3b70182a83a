"""Sessions: who a token stands for, and the devices one is signed in on."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import ARRAY, Interval, Uuid, any_, bindparam, func, literal, select

from tocsin.accounts.rules import SESSION_IDLE, Status
from tocsin.accounts.tables import (
    Person,
    Session,
)
from tocsin.kernel import clock
from tocsin.kernel.db import SIGNIN, Transaction
from tocsin.kernel.types import Actor

_IDLE = literal(SESSION_IDLE, Interval)


class LiveSession(msgspec.Struct, frozen=True):
    """A session whose person may act."""

    person_id: UUID
    session_id: UUID
    device: str
    expires_at: datetime


_expiry = func.least(Session.expires_at, Session.seen_at + _IDLE)
_FIND_SESSION = (
    select(Session.person_id, Session.id.label("session_id"), Session.device, _expiry.label("expires_at"))
    .join(Person, Person.id == Session.person_id)
    .where(
        Session.digest == bindparam("digest"),
        Session.ended_at.is_(None),
        _expiry > bindparam("now"),
        Person.status == "active",
    )
)


async def find_session(tx: Transaction, digest: bytes) -> LiveSession | None:
    """Return the session of a token's digest; nothing when it ended, is late, or its person is not active."""
    return await tx.first(_FIND_SESSION, LiveSession, digest=digest, now=clock.now())


class _Ending(msgspec.Struct, frozen=True):
    reason: str | None
    late: bool
    status: Status


_FIND_ENDING = (
    select(Session.reason, (_expiry <= bindparam("now")).label("late"), Person.status)
    .join(Person, Person.id == Session.person_id)
    .where(Session.digest == bindparam("digest"))
)


async def find_ending(tx: Transaction, digest: bytes) -> str | None:
    """Return why the session of a token's digest may not be used any more; nothing when there never was one.

    One of :data:`~tocsin.accounts.rules.Ended`, or ``expired``. Whoever has the token was its owner, or robbed them.
    """
    found = await tx.first(_FIND_ENDING, _Ending, digest=digest, now=clock.now())
    if found is None:
        return None
    if found.reason is not None:
        return found.reason
    return "expired" if found.late else found.status


class SessionRow(msgspec.Struct, frozen=True):
    """A device as its owner sees it. ``address`` is masked; ``current`` is the one that asks."""

    id: UUID
    device: str
    kind: str
    address: str
    created_at: datetime
    seen_at: datetime
    current: bool


_SESSIONS = (
    select(
        Session.id,
        Session.device,
        Session.kind,
        Session.address,
        Session.created_at,
        Session.seen_at,
        (Session.id == bindparam("current")).label("current"),
    )
    .where(Session.person_id == bindparam("person_id"), Session.ended_at.is_(None), _expiry > bindparam("now"))
    .order_by((Session.id == bindparam("current")).desc(), Session.seen_at.desc(), Session.id.desc())
)


async def get_sessions(tx: Transaction, actor: Actor) -> list[SessionRow]:
    """Return the actor's live sessions, the current one first, then by last use."""
    return await tx.all(_SESSIONS, SessionRow, person_id=actor.person_id, current=actor.session_id, now=clock.now())


class DeviceOf(msgspec.Struct, frozen=True):
    """Where something was done: the device as it calls itself, and its masked address."""

    device: str
    address: str


class _Device(DeviceOf, frozen=True):
    id: UUID


_DEVICES = select(Session.id, Session.device, Session.address).where(
    Session.id == any_(bindparam("ids", type_=ARRAY(Uuid)))
)


async def devices_of(tx: Transaction, session_ids: Collection[UUID]) -> dict[UUID, DeviceOf]:
    """Return the devices of sessions as far as they are remembered, for a record of acts that the actor may read."""
    if not session_ids:
        return {}
    async with tx.as_worker(SIGNIN):
        rows = await tx.all(_DEVICES, _Device, ids=list(session_ids))
    return {row.id: DeviceOf(row.device, row.address) for row in rows}

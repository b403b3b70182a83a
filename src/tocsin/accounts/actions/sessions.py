"""Sessions: begun by whoever proved to be somebody, ended once and for good."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Update, bindparam, delete, exists, insert, select, update

from tocsin.accounts import rules
from tocsin.accounts.events import NewDevice, SessionsEnded, SignedIn
from tocsin.accounts.rules import Ended
from tocsin.accounts.tables import Session
from tocsin.kernel import text
from tocsin.kernel.actors import digest
from tocsin.kernel.clock import now
from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import NotFound
from tocsin.kernel.http import Visitor
from tocsin.kernel.ids import uuid7
from tocsin.kernel.types import Actor

DEVICE_NAME_LIMIT = 60
KEPT = timedelta(days=190)
"""How long ended sessions are kept, as network logs are."""


class Arrival(msgspec.Struct, frozen=True):
    """From where somebody signs in: the visitor, the name given to the device, and the session it had before."""

    visitor: Visitor
    address: bytes
    device: str | None = None
    previous: Actor | None = None


class Begun(msgspec.Struct, frozen=True):
    """A session just begun; the token is told once and kept nowhere."""

    token: str
    session_id: UUID


class _Known(msgspec.Struct, frozen=True):
    before: bool
    here: bool


_mine = Session.person_id == bindparam("person")
_KNOWN = select(
    exists().where(_mine).label("before"),
    exists()
    .where(
        _mine,
        Session.device == bindparam("device"),
        Session.address == bindparam("address"),
        Session.created_at > bindparam("since"),
    )
    .label("here"),
)
_BEGIN = insert(Session).values(
    id=bindparam("id"),
    person_id=bindparam("person"),
    digest=bindparam("digest"),
    device=bindparam("device"),
    kind=bindparam("kind"),
    address=bindparam("address"),
    address_blind=bindparam("address_blind"),
    created_at=bindparam("now"),
    seen_at=bindparam("now"),
    expires_at=bindparam("until"),
)


async def begin(tx: Transaction, person_id: UUID, arrival: Arrival, by: str) -> Begun:
    """Begin a session of a person whose proof was accepted, as the sign-in worker.

    The token is always new: what the browser brought along is ended, never continued.
    """
    moment, session_id, token = now(), uuid7(), rules.new_token()
    device = rules.device_of(arrival.visitor.agent)
    name = text.clean_line(arrival.device, DEVICE_NAME_LIMIT, field="device") if arrival.device else device.name
    address = rules.mask_address(arrival.visitor.address)
    since, until = moment - rules.SESSION_LIFE, moment + rules.SESSION_LIFE
    known = await tx.one(_KNOWN, _Known, person=person_id, device=name, address=address, since=since)
    await tx.run(
        _BEGIN,
        id=session_id,
        person=person_id,
        digest=digest(token),
        device=name,
        kind=device.kind,
        address=address,
        address_blind=arrival.address,
        now=moment,
        until=until,
    )
    # From here on the unit of work is this person's: its events say so.
    tx.actor = Actor(person_id, session_id, name, until, {})
    if arrival.previous is not None:
        await _end(tx, arrival.previous.person_id, _ONE, "replaced", session=arrival.previous.session_id)
    await _end(tx, person_id, _SURPLUS, "surplus", kept=rules.SESSIONS_A_PERSON)
    await tx.emit(SignedIn(subject_id=person_id, session=session_id, by=by))
    if known.before and not known.here:
        await tx.emit(NewDevice(subject_id=person_id, session=session_id))
    return Begun(token, session_id)


def _ending(*which: ColumnElement[bool]) -> Update:
    """Return the statement that ends those of a person's sessions that have not ended."""
    return (
        update(Session)
        .where(Session.person_id == bindparam("person"), Session.ended_at.is_(None), *which)
        .values(ended_at=bindparam("now"), reason=bindparam("why"))
        .returning(Session.id)
    )


_ONE = _ending(Session.id == bindparam("session"))
_OTHERS = _ending(Session.id != bindparam("session"))
_ALL = _ending()
_SURPLUS = _ending(
    Session.id.in_(
        select(Session.id)
        .where(Session.person_id == bindparam("person"), Session.ended_at.is_(None))
        .order_by(Session.seen_at.desc(), Session.id.desc())
        .offset(bindparam("kept"))
    )
)


async def _end(tx: Transaction, person_id: UUID, which: Update, reason: Ended, **params: Any) -> int:
    ended = await tx.values(which, person=person_id, now=now(), why=reason, **params)
    if ended:
        await tx.emit(SessionsEnded(subject_id=person_id, sessions=tuple(ended), reason=reason))
    return len(ended)


async def end_session(tx: Transaction, actor: Actor, session_id: UUID) -> None:
    """End one of the actor's sessions. Raises ``NotFound`` for any other, and for one that has ended."""
    reason: Ended = "signed_out" if session_id == actor.session_id else "revoked"
    if not await _end(tx, actor.person_id, _ONE, reason, session=session_id):
        raise NotFound


async def end_other_sessions(tx: Transaction, actor: Actor, reason: Ended = "revoked") -> int:
    """End all of the actor's sessions but the one that asks; return how many."""
    return await _end(tx, actor.person_id, _OTHERS, reason, session=actor.session_id)


async def end_all_sessions(tx: Transaction, person_id: UUID, reason: Ended) -> int:
    """End every session of a person, as the sign-in worker; return how many."""
    return await _end(tx, person_id, _ALL, reason)


_SEEN = """
UPDATE session SET seen_at = used.at FROM unnest($1::uuid[], $2::timestamptz[]) used (id, at)
WHERE session.id = used.id AND session.ended_at IS NULL AND session.seen_at < used.at
"""


async def mark_seen(tx: Transaction, used: Mapping[UUID, datetime]) -> None:
    """Note when sessions were last used: many at once, so that no request waits for it."""
    await tx.fetch(_SEEN, list(used), list(used.values()))


_OLD = delete(Session).where(Session.ended_at < bindparam("before"))
_LATE = delete(Session).where(Session.ended_at.is_(None), Session.expires_at < bindparam("before"))


async def tidy_sessions(tx: Transaction) -> None:
    """Remove sessions that ended, or whose time was over, longer ago than they are kept."""
    await tx.run(_OLD, before=now() - KEPT)
    await tx.run(_LATE, before=now() - KEPT)

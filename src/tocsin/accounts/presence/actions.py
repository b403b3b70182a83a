"""Saying how one is, and its end."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from tocsin.accounts.events import PresenceChanged
from tocsin.accounts.presence.queries import OWN, RECORDS, State, note_place
from tocsin.accounts.refusals import PresenceEndWrong
from tocsin.accounts.tables import Presence
from tocsin.kernel import text
from tocsin.kernel.clock import now
from tocsin.kernel.context import Context
from tocsin.kernel.db import SIGNIN, Transaction
from tocsin.kernel.errors import Invalid
from tocsin.kernel.ids import PLATFORM
from tocsin.kernel.seal import Keyring
from tocsin.kernel.types import Actor

NOTE_LIMIT = 60
LONGEST = timedelta(days=366)


class PresenceIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one says of oneself: a state with a short note and an end, or nothing more (``state`` null)."""

    state: State | None
    note: str | None = None
    until: datetime | None = None


_put = insert(Presence).values(
    person_id=bindparam("person"),
    source=bindparam("source"),
    state=bindparam("state"),
    note_sealed=bindparam("note"),
    until=bindparam("until"),
    set_at=bindparam("now"),
)
_PUT = _put.on_conflict_do_update(
    index_elements=["person_id", "source"],
    set_={name: _put.excluded[name] for name in ("state", "note_sealed", "until", "set_at")},
)
_TAKE = delete(Presence).where(Presence.person_id == bindparam("person"), Presence.source == bindparam("source"))
_DUE = delete(Presence).where(Presence.until <= bindparam("now")).returning(Presence.person_id)
_NEXT = select(func.min(Presence.until))


async def say(tx: Transaction, keyring: Keyring, actor: Actor, data: PresenceIn) -> None:
    """Say how one is oneself. Raises ``PresenceEndWrong``, and what notes are refused for."""
    await _say(tx, keyring, actor.person_id, OWN, data)


async def say_for(tx: Transaction, keyring: Keyring, person_id: UUID, source: str, data: PresenceIn) -> None:
    """Say for a person how they are, as the room ``source`` knows it: a meeting begins, a leave is granted.

    It holds beside the person's own word, which goes before it, until its end or until the room takes it back
    (``state`` null). The room answers for the right to say so. Raises as :func:`say` does.
    """
    if source == OWN:
        raise ValueError("a room speaks in its own name")
    async with tx.as_worker(SIGNIN):
        await _say(tx, keyring, person_id, source, data)


async def _say(tx: Transaction, keyring: Keyring, person_id: UUID, source: str, data: PresenceIn) -> None:
    _check(data)
    if data.state is None:
        await tx.run(_TAKE, person=person_id, source=source)
    else:
        note = text.clean_line(data.note, NOTE_LIMIT, field="note", least=0) if data.note else ""
        sealed = None
        if note:
            key = await keyring.record_key(tx, PLATFORM, RECORDS)
            sealed = key.seal_text(note, note_place(person_id, source))
        await tx.run(_PUT, person=person_id, source=source, state=data.state, note=sealed, until=data.until, now=now())
    await tx.emit(PresenceChanged(subject_id=person_id))


def _check(data: PresenceIn) -> None:
    if data.state is None and (data.note or data.until):
        raise Invalid(fields={"state": "required"})
    if data.until is not None:
        if data.until.tzinfo is None:
            raise Invalid(fields={"until": "with its offset from UTC"})
        if not now() < data.until <= now() + LONGEST:
            raise PresenceEndWrong


async def end_due(context: Context) -> datetime | None:
    """End what has come to its end, and forget it; return when the next will, if any has an end."""
    async with context.db.working(SIGNIN) as tx:
        for person_id in set(await tx.values(_DUE, now=now())):
            await tx.emit(PresenceChanged(subject_id=person_id))
        upcoming: datetime | None = await tx.value(_NEXT)
    return upcoming

"""Records asked for, stopped and deleted."""

from typing import Final
from uuid import UUID

from tocsin.kernel.archives import KEPT
from tocsin.kernel.archiving import Work
from tocsin.kernel.clock import now
from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import Language
from tocsin.kernel.ids import PLATFORM, uuid7
from tocsin.kernel.types import Actor
from tocsin.privacy.events import RecordAsked, RecordDeleted
from tocsin.privacy.queries.exports import ARCHIVES
from tocsin.privacy.queries.record import find_realms
from tocsin.privacy.refusals import RecordsFull, RecordUnderWay
from tocsin.privacy.rules.limits import AN_HOUR, OWN_MOST

WRITE: Final = "privacy.record_write"
_INSERT: Final = """
INSERT INTO record_export (id, person_id, realm_id, state, language, total, done, created_at, expires_at)
VALUES ($1, $2, $3, 'waiting', $4, $5, 0, $6, $7)
"""


async def ask(tx: Transaction, context: Context, actor: Actor, language: Language) -> UUID:
    """Have everything recorded about the actor put together, by a job; return which. As every audited act it is an effect of theirs (EFF-3).

    Raises :class:`RecordUnderWay`, :class:`RecordsFull`, ``TooMany``.
    """
    held = await ARCHIVES.hold(tx, actor.person_id)
    if held.under_way:
        raise RecordUnderWay
    if held.kept >= OWN_MOST:
        raise RecordsFull(limit=OWN_MOST)
    context.limiter.check(f"record:{actor.person_id}", AN_HOUR / 3600, AN_HOUR)
    export_id, at = uuid7(), now()
    rooms = sum(room.exports is not None for room in context.rooms)
    total = rooms * len(await find_realms(tx, actor.person_id))
    await tx.fetch(_INSERT, export_id, actor.person_id, PLATFORM, language, total, at, at + KEPT)
    await tx.emit(RecordAsked(subject_id=actor.person_id, export_id=export_id))
    await context.jobs.enqueue(tx, WRITE, Work(export_id))
    return export_id


async def remove(tx: Transaction, context: Context, actor: Actor, export_id: UUID) -> None:
    """Stop a record, or delete its archive at once. Raises :class:`NotFound`."""
    stored = await ARCHIVES.get_own(tx, actor, export_id, lock=True)
    await ARCHIVES.remove(tx, context, stored)
    await tx.emit(RecordDeleted(subject_id=actor.person_id, export_id=export_id))

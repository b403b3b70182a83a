"""Exports asked for, stopped, and deleted."""

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from tocsin.kernel import text
from tocsin.kernel.archives import KEPT
from tocsin.kernel.archiving import Work
from tocsin.kernel.clock import now, zone_of
from tocsin.kernel.context import Context
from tocsin.kernel.db import FLUSH, Transaction
from tocsin.kernel.errors import Invalid, Language
from tocsin.kernel.ids import uuid7
from tocsin.kernel.types import Actor
from tocsin.messaging.actions.ledger import Draft, moment
from tocsin.messaging.actions.locking import lock_one
from tocsin.messaging.actions.telling import tell
from tocsin.messaging.archive.events import ConversationExportAsked, ConversationExportDeleted
from tocsin.messaging.archive.queries.exports import EXPORTS, RECORDS, export_name_place
from tocsin.messaging.archive.queries.reading import ExportSize, Span, Subject, find_span, get_subject
from tocsin.messaging.archive.refusals import (
    MOST,
    ExportEmpty,
    ExportReasonNeeded,
    ExportsFull,
    ExportTooLarge,
    ExportUnderWay,
)
from tocsin.messaging.archive.rules.limits import (
    AN_HOUR,
    BYTES_MOST,
    FILES_MOST,
    MESSAGES_MOST,
    OWN_MOST,
    REASON_MOST,
)
from tocsin.messaging.events import called

WRITE: Final = "messaging.export_write"
_LOOKS_A_MINUTE: Final = 30
_INSERT: Final = """
INSERT INTO conversation_export (id, person_id, realm_id, conversation_id, way, state, language, zone, since, until, files,
                                 name_sealed, first_seq, last_seq, total, done, created_at, expires_at)
VALUES ($1, $2, $3, $4, $5, 'waiting', $6, $7, $8, $9, $10, $11, $12, $13, $14, 0, $15, $16)
"""


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked for: a period (``since`` included, ``until`` not), with or without files, days in which zone."""

    since: datetime | None = None
    until: datetime | None = None
    files: bool = True
    zone: str = "Asia/Shanghai"


async def measure(
    tx: Transaction,
    context: Context,
    actor: Actor,
    conversation_id: UUID,
    organisation_id: UUID | None,
    since: datetime | None,
    until: datetime | None,
) -> ExportSize:
    """Return how much an export would hold, before it is asked for."""
    context.limiter.check(f"export_size:{actor.person_id}", _LOOKS_A_MINUTE / 60, _LOOKS_A_MINUTE)
    _check_period(since, until)
    subject = await get_subject(tx, context, actor, conversation_id, organisation_id)
    return (await find_span(tx, subject, since, until)).size


async def ask(
    tx: Transaction,
    context: Context,
    actor: Actor,
    conversation_id: UUID,
    organisation_id: UUID | None,
    wanted: Wanted,
    language: Language,
    why: str | None = None,
) -> UUID:
    """Have a conversation taken out, by a job; return the export.

    With an organisation by the power over its groups: then a reason is due, and the group is told. Raises
    :class:`NotFound`, ``ExportingClosed``, ``Invalid``, ``TooMany``, :class:`ExportEmpty`, :class:`ExportTooLarge`, :class:`ExportUnderWay`,
    :class:`ExportsFull`, :class:`ExportReasonNeeded`, ``Unfit``.
    """
    _check_period(wanted.since, wanted.until)
    wanted = msgspec.structs.replace(wanted, zone=zone_of(wanted.zone).key)
    reason = None if organisation_id is None else _check_reason(why)
    subject = await get_subject(tx, context, actor, conversation_id, organisation_id)
    await _check_room(tx, actor.person_id)
    context.limiter.check(f"export:{actor.person_id}", AN_HOUR / 3600, AN_HOUR)
    span = await find_span(tx, subject, wanted.since, wanted.until)
    check_size(span.size, files=wanted.files)
    export_id = await _store(tx, context, actor, subject, span, wanted, language)
    if subject.way == "power":
        await _tell_the_group(tx, context, actor, subject, organisation_id)
    await tx.emit(
        ConversationExportAsked(
            realm_id=subject.realm_id,
            subject_id=subject.id,
            export_id=export_id,
            person_id=actor.person_id,
            way=subject.way,
            since=wanted.since,
            until=wanted.until,
            files=wanted.files,
            messages=span.size.messages,
            why=reason,
            changes=called(subject.realm_id, subject.name),
        )
    )
    await context.jobs.enqueue(tx, WRITE, Work(export_id))
    return export_id


async def _store(
    tx: Transaction,
    context: Context,
    actor: Actor,
    subject: Subject,
    span: Span,
    wanted: Wanted,
    language: Language,
) -> UUID:
    export_id, at = uuid7(), now()
    key = await context.keyring.record_key(tx, subject.realm_id, RECORDS)
    await tx.fetch(
        _INSERT,
        export_id,
        actor.person_id,
        subject.realm_id,
        subject.id,
        subject.way,
        language,
        wanted.zone,
        wanted.since,
        wanted.until,
        wanted.files,
        key.seal_text(subject.name, export_name_place(export_id)),
        span.first,
        span.last,
        span.size.messages,
        at,
        at + KEPT,
    )
    return export_id


def check_size(size: ExportSize, *, files: bool) -> None:
    """Raise :class:`ExportEmpty`, :class:`ExportTooLarge`."""
    if not size.messages:
        raise ExportEmpty
    if size.messages > MESSAGES_MOST or (files and (size.files > FILES_MOST or size.bytes > BYTES_MOST)):
        raise ExportTooLarge(**MOST)


def _check_period(since: datetime | None, until: datetime | None) -> None:
    wrong = {
        name: "a moment with its offset"
        for name, one in (("since", since), ("until", until))
        if one is not None and one.tzinfo is None
    }
    if not wrong and since is not None and until is not None and since >= until:
        wrong = {"until": "after the beginning"}
    if wrong:
        raise Invalid(fields=wrong)


def _check_reason(why: str | None) -> str:
    reason = text.clean_line(why or "", REASON_MOST, field="why", least=0)
    if not reason:
        raise ExportReasonNeeded
    return reason


async def _check_room(tx: Transaction, person_id: UUID) -> None:
    """Let one export of a person be written at a time, and few be kept; two asked for at once come one after the other."""
    held = await EXPORTS.hold(tx, person_id)
    if held.under_way:
        raise ExportUnderWay
    if held.kept >= OWN_MOST:
        raise ExportsFull(limit=OWN_MOST)


async def _tell_the_group(
    tx: Transaction, context: Context, actor: Actor, subject: Subject, organisation_id: UUID | None
) -> None:
    """Write it down where everybody in the group reads it, and in the log of effects."""
    async with tx.as_worker(FLUSH):
        ledger, still = await lock_one(tx, context, actor, subject.id)
        if still is not actor:
            async with tx.as_worker(None):
                await get_subject(tx, context, still, subject.id, organisation_id)
        await tell(tx, context, [Draft(ledger, "exported", actor.person_id, actor.device, "export")], moment())


async def remove(tx: Transaction, context: Context, actor: Actor, export_id: UUID) -> None:
    """Stop an export, or delete its archive at once. Raises :class:`NotFound`."""
    stored = await EXPORTS.get_own(tx, actor, export_id, lock=True)
    await EXPORTS.remove(tx, context, stored)
    key = await context.keyring.record_key(tx, stored.realm_id, RECORDS)
    name = key.open_text(stored.name_sealed, export_name_place(stored.id))
    await tx.emit(
        ConversationExportDeleted(
            realm_id=stored.realm_id,
            subject_id=stored.conversation_id,
            export_id=export_id,
            person_id=actor.person_id,
            way=stored.way,
            changes=called(stored.realm_id, name),
        )
    )

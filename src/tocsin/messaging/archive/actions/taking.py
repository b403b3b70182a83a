"""Giving an archive out, to whoever asked for it and may still see what is in it."""

from collections.abc import Callable
from typing import Final
from uuid import UUID

from tocsin.effects.door import take_archive
from tocsin.kernel.archives import Taken
from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.types import Actor
from tocsin.messaging.archive.events import ConversationExportTaken
from tocsin.messaging.archive.queries.exports import EXPORTS, RECORDS, export_name_place
from tocsin.messaging.archive.queries.reading import get_subject
from tocsin.messaging.archive.refusals import ExportNotReady
from tocsin.messaging.archive.rules.naming import archive_name
from tocsin.messaging.events import called

_TAKES_A_MINUTE: Final = 20


async def take(
    tx: Transaction, context: Context, actor: Actor, export_id: UUID, *, begins: Callable[[int, str], bool]
) -> Taken:
    """Open an archive; the first taking is an effect (EFF-2).

    Audited are that one and each that ``begins``, of a file of this size and tag, with the first byte. The right is asked for anew: to see the
    conversation, or of the power over it. Raises :class:`NotFound` for who has it no more, alike for what is not theirs;
    :class:`ExportNotReady`, ``TooMany``.
    """
    stored = await EXPORTS.get_own(tx, actor, export_id)
    organisation_id = stored.realm_id if stored.way == "power" else None
    await get_subject(tx, context, actor, stored.conversation_id, organisation_id)
    if stored.blob is None:
        raise ExportNotReady
    context.limiter.check(f"export_take:{actor.person_id}", _TAKES_A_MINUTE / 60, _TAKES_A_MINUTE)
    records = await context.keyring.record_key(tx, stored.realm_id, RECORDS)
    of = records.open_text(stored.name_sealed, export_name_place(stored.id))
    name = archive_name(of, stored.finished_at or stored.created_at)
    taken = await EXPORTS.open(tx, context, stored, stored.blob, name)
    first = await take_archive(tx, context.keyring, actor, stored.id, realm_id=stored.realm_id)
    if first or begins(taken.ref.size, taken.etag):
        await tx.emit(
            ConversationExportTaken(
                realm_id=stored.realm_id,
                subject_id=stored.conversation_id,
                export_id=stored.id,
                person_id=actor.person_id,
                way=stored.way,
                changes=called(stored.realm_id, of),
            )
        )
    return taken

"""Giving an archive out, to whoever asked for it and may still see what is in it."""

from collections.abc import Callable
from typing import Final
from uuid import UUID

from tocsin.effects.door import Effect, Entry, find_takers, record
from tocsin.kernel.archives import Taken
from tocsin.kernel.context import Context
from tocsin.kernel.db import FOLLOW, Transaction
from tocsin.kernel.types import Actor
from tocsin.messaging.actions.ledger import moment
from tocsin.messaging.archive.events import ConversationExportTaken
from tocsin.messaging.archive.queries.exports import RECORDS, Stored, export_name_place, get_export
from tocsin.messaging.archive.queries.reading import get_subject
from tocsin.messaging.archive.refusals import ExportNotReady
from tocsin.messaging.archive.rules.naming import archive_name
from tocsin.messaging.events import called

_TAKES_A_MINUTE: Final = 20
_ACT: Final = "download"
ITEM: Final = "file"
"""What effects call an archive: of a file the log says once for a person that it was taken."""


async def take(
    tx: Transaction, context: Context, actor: Actor, export_id: UUID, *, begins: Callable[[int, str], bool]
) -> Taken:
    """Open an archive; the first taking is an effect (EFF-2).

    Audited are that one and each that ``begins``, of a file of this size and tag, with the first byte. The right is asked for anew: to see the
    conversation, or of the power over it. Raises :class:`NotFound` for who has it no more, alike for what is not theirs;
    :class:`ExportNotReady`, ``TooMany``.
    """
    stored = await get_export(tx, actor, export_id)
    organisation_id = stored.realm_id if stored.way == "power" else None
    await get_subject(tx, context, actor, stored.conversation_id, organisation_id)
    if stored.blob is None:
        raise ExportNotReady
    context.limiter.check(f"export_take:{actor.person_id}", _TAKES_A_MINUTE / 60, _TAKES_A_MINUTE)
    key = await context.keyring.data_key(tx, stored.blob.data_key_id)
    records = await context.keyring.record_key(tx, stored.realm_id, RECORDS)
    of = records.open_text(stored.name_sealed, export_name_place(stored.id))
    name = archive_name(of, stored.finished_at or stored.created_at)
    taken = Taken(stored.id.hex, name, stored.blob, key)
    async with tx.as_worker(FOLLOW):
        before = await find_takers(tx, stored.id, _ACT, realm_id=stored.realm_id, since=stored.created_at, limit=1)
    await _record(tx, context, actor, stored)
    if not before or begins(taken.ref.size, taken.etag):
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


async def _record(tx: Transaction, context: Context, actor: Actor, stored: Stored) -> None:
    entry = Entry(
        realm_id=stored.realm_id,
        effect=Effect.CONFIRMED,
        act=_ACT,
        item_kind=ITEM,
        item_id=stored.id,
        actor_id=actor.person_id,
        at=moment(),
        device=actor.device,
    )
    await record(tx, context.keyring, [entry], once=True)

"""Giving a record out, to whoever asked for it."""

from collections.abc import Callable
from typing import Final
from uuid import UUID

from tocsin.effects.door import take_archive
from tocsin.kernel.archives import Taken
from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.types import Actor
from tocsin.privacy.events import RecordTaken
from tocsin.privacy.queries.exports import ARCHIVES
from tocsin.privacy.refusals import RecordNotReady

_TAKES_A_MINUTE: Final = 20


async def take(
    tx: Transaction, context: Context, actor: Actor, export_id: UUID, *, begins: Callable[[int, str], bool]
) -> Taken:
    """Open a record for its asker; the first taking is an effect (EFF-2).

    On the record stand that one and each that ``begins``, of a file of this size and tag, with the first byte. Raises
    :class:`NotFound`, :class:`RecordNotReady`, ``TooMany``.
    """
    stored = await ARCHIVES.get_own(tx, actor, export_id)
    if stored.blob is None:
        raise RecordNotReady
    context.limiter.check(f"record_take:{actor.person_id}", _TAKES_A_MINUTE / 60, _TAKES_A_MINUTE)
    name = f"tocsin {stored.finished_at or stored.created_at:%Y-%m-%d}.zip"
    taken = await ARCHIVES.open(tx, context, stored, stored.blob, name)
    first = await take_archive(tx, context.keyring, actor, stored.id, realm_id=stored.realm_id)
    if first or begins(taken.ref.size, taken.etag):
        await tx.emit(RecordTaken(subject_id=actor.person_id, export_id=export_id))
    return taken

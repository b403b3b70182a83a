"""Giving a record out, to whoever asked for it."""

from collections.abc import Callable
from typing import Final
from uuid import UUID

from tocsin.effects.door import Effect, Entry, find_takers, record
from tocsin.kernel.archives import Taken
from tocsin.kernel.clock import now
from tocsin.kernel.context import Context
from tocsin.kernel.db import FOLLOW, Transaction
from tocsin.kernel.types import Actor
from tocsin.privacy.events import RecordTaken
from tocsin.privacy.queries.exports import get_export
from tocsin.privacy.refusals import RecordNotReady

_TAKES_A_MINUTE: Final = 20
_ACT: Final = "download"


async def take(
    tx: Transaction, context: Context, actor: Actor, export_id: UUID, *, begins: Callable[[int, str], bool]
) -> Taken:
    """Open a record for its asker; the first taking is an effect (EFF-2).

    On the record stand that one and each that ``begins``, of a file of this size and tag, with the first byte. Raises
    :class:`NotFound`, :class:`RecordNotReady`, ``TooMany``.
    """
    stored = await get_export(tx, actor, export_id)
    if stored.blob is None:
        raise RecordNotReady
    context.limiter.check(f"record_take:{actor.person_id}", _TAKES_A_MINUTE / 60, _TAKES_A_MINUTE)
    key = await context.keyring.data_key(tx, stored.blob.data_key_id)
    name = f"tocsin {stored.finished_at or stored.created_at:%Y-%m-%d}.zip"
    taken = Taken(stored.id.hex, name, stored.blob, key)
    async with tx.as_worker(FOLLOW):
        before = await find_takers(tx, stored.id, _ACT, realm_id=stored.realm_id, since=stored.created_at, limit=1)
    entry = Entry(
        realm_id=stored.realm_id,
        effect=Effect.CONFIRMED,
        act=_ACT,
        item_kind="file",
        item_id=stored.id,
        actor_id=actor.person_id,
        at=now(),
        device=actor.device,
    )
    await record(tx, context.keyring, [entry], once=True)
    if not before or begins(taken.ref.size, taken.etag):
        await tx.emit(RecordTaken(subject_id=actor.person_id, export_id=export_id))
    return taken

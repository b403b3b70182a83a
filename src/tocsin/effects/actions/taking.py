"""Files that people take: of each the log says once for a person, an act and a place that it was taken (EFF-2)."""

from datetime import datetime
from uuid import UUID

from tocsin.effects.actions.recording import record
from tocsin.effects.queries.marks import find_takers
from tocsin.effects.rules.entries import Effect, Entry
from tocsin.kernel.clock import now
from tocsin.kernel.db import FOLLOW, Transaction
from tocsin.kernel.seal import Keyring
from tocsin.kernel.types import Actor


async def take_file(
    tx: Transaction, keyring: Keyring, actor: Actor, item_id: UUID, *, realm_id: UUID, act: str, at: datetime
) -> None:
    """Record that the actor took a file, which ``item_id`` is where it was taken; nothing where the log says so already."""
    entry = Entry(
        realm_id=realm_id,
        effect=Effect.CONFIRMED,
        act=act,
        item_kind="file",
        item_id=item_id,
        actor_id=actor.person_id,
        at=at,
        device=actor.device,
    )
    await record(tx, keyring, [entry], once=True)


async def take_archive(tx: Transaction, keyring: Keyring, actor: Actor, archive_id: UUID, *, realm_id: UUID) -> bool:
    """Record that the actor took an archive made for them; return whether it is the first time."""
    act = "download"
    async with tx.as_worker(FOLLOW):
        before = await find_takers(tx, archive_id, act, realm_id=realm_id, limit=1)
    await take_file(tx, keyring, actor, archive_id, realm_id=realm_id, act=act, at=now())
    return not before

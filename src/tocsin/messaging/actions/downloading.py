"""Giving out what a message carries, to whoever may see the message at that moment."""

from typing import Final
from uuid import UUID

from tocsin.effects.door import Effect, Entry, record
from tocsin.files import door as files
from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.types import Actor
from tocsin.messaging.actions.ledger import moment
from tocsin.messaging.queries.files import DOWNLOAD, get_held

ITEM: Final = "file"
"""What effects call a file; the log says of a person and a file once that it was taken."""


async def open_held(
    tx: Transaction,
    context: Context,
    actor: Actor,
    conversation_id: UUID,
    seq: int,
    file_id: UUID,
    variant: files.Variant,
) -> files.Handle:
    """Open a file of a message, and record that somebody other than its sender took the whole of it (EFF-2).

    A smaller picture is looked at where the message stands, and confirmed with it. Raises :class:`NotFound` for what the
    actor does not see, alike for what is not there, was recalled, or was said before the actor came.
    """
    held = await get_held(tx, context.keyring, actor.person_id, conversation_id, seq, file_id)
    handle = await files.open_file(context, tx, file_id, variant)
    if variant == "whole" and held.sender_id != actor.person_id:
        entry = Entry(
            realm_id=held.realm_id,
            effect=Effect.CONFIRMED,
            act=DOWNLOAD,
            item_kind=ITEM,
            item_id=file_id,
            actor_id=actor.person_id,
            at=moment(),
            device=actor.device,
        )
        await record(tx, context.keyring, [entry], once=True)
    return handle

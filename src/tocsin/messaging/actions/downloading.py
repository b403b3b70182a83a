"""What a message carries, given out to whoever may see the message at that moment, and what is on the record of it."""

from uuid import UUID

import msgspec

from tocsin.effects.door import take_file
from tocsin.files import door as files
from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.events import Touch, touch_later
from tocsin.kernel.types import Actor
from tocsin.messaging.actions.ledger import moment
from tocsin.messaging.queries.files import DOWNLOAD, OPEN, Held, get_held, taken_as


class Opened(msgspec.Struct, frozen=True):
    """A file of a message, opened for somebody who sees it."""

    conversation_id: UUID
    seq: int
    held: Held
    handle: files.Handle


async def open_held(
    tx: Transaction,
    context: Context,
    actor: Actor,
    conversation_id: UUID,
    seq: int,
    file_id: UUID,
    variant: files.Variant,
) -> Opened:
    """Open a file of a message. Raises :class:`NotFound` for what the actor does not see, alike for what is not there, was
    recalled, or was said before the actor came.
    """
    held = await get_held(tx, context.keyring, actor.person_id, conversation_id, seq, file_id)
    return Opened(conversation_id, seq, held, await files.open_file(context, tx, file_id, variant))


def is_taking(actor: Actor, opened: Opened, variant: files.Variant, *, save: bool) -> bool:
    """Whether somebody saves, or opens, the whole of what another uploaded, whoever passed it on.

    A smaller picture is looked at where the message stands, and confirmed with it; to save it is not to have the file.
    """
    # What does for screens as it is stands for its own smaller picture: who saves that has the whole.
    given = opened.handle.variant if save else variant
    return given == "whole" and opened.handle.person_id != actor.person_id


async def take(tx: Transaction, context: Context, actor: Actor, opened: Opened, *, save: bool) -> None:
    """Record that somebody opened a file, or saved it (EFF-2): each once for a person and a file of a message, in however many
    pieces.

    Call it when the first bytes are there: what could not be given was not taken. Who opened it is not said to have it.
    Whoever sent the message fetches its effects again, should they have them open.
    """
    act, realm_id = DOWNLOAD if save else OPEN, opened.held.realm_id
    item = taken_as(opened.conversation_id, opened.seq, opened.handle.card.id)
    await take_file(tx, context.keyring, actor, item, realm_id=realm_id, act=act, at=moment())
    if opened.held.sender_id is not None:
        told = Touch("person", opened.held.sender_id, ("conversation", str(opened.conversation_id), "effects"))
        touch_later(tx, context.bus, told)

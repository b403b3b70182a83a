"""Conversations, locked for somebody: what everything that people do in them begins with.

A lock may be waited for, and a right be lost meanwhile: who acts is looked up again once it is had, as who sends is.
"""

from collections.abc import Iterable
from uuid import UUID

from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import NotFound, SignedOut
from tocsin.kernel.ids import PLATFORM
from tocsin.kernel.types import Actor
from tocsin.messaging.actions.ledger import Ledger, lock


async def lock_for(
    tx: Transaction, context: Context, actor: Actor, conversations: Iterable[UUID]
) -> tuple[dict[UUID, Ledger], Actor]:
    """Lock conversations, as the worker the caller chose; return them, and the actor as of now.

    Those unknown are missing, and those of organisations the actor acts in no more. Nothing is asked about an actor of
    whom nothing has changed. Raises :class:`SignedOut` for a session that has ended.
    """
    ledgers = await lock(tx, conversations)
    still = await context.actors.again(actor, tx)
    if still is None:
        raise SignedOut
    return {one.id: one for one in ledgers.values() if belongs(still, one.realm_id)}, still


async def lock_one(tx: Transaction, context: Context, actor: Actor, conversation_id: UUID) -> tuple[Ledger, Actor]:
    """Lock one conversation for the actor, as :func:`lock_for` does. Raises :class:`NotFound` where it is missing."""
    ledgers, still = await lock_for(tx, context, actor, [conversation_id])
    if conversation_id not in ledgers:
        raise NotFound
    return ledgers[conversation_id], still


def belongs(actor: Actor, realm_id: UUID) -> bool:
    """Whether the actor acts in a realm: everybody in what is between two people."""
    return realm_id == PLATFORM or realm_id in actor.memberships

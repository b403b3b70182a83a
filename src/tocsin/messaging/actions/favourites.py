"""Keeping messages at hand, for oneself."""

from uuid import UUID

from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import NotFound
from tocsin.kernel.socket import encode_event
from tocsin.kernel.types import Actor
from tocsin.messaging.actions.ledger import moment
from tocsin.messaging.queries.history import get_fact
from tocsin.messaging.refusals import TooManyFavourites
from tocsin.messaging.rules.shapes import OwnEvent

MOST = 5_000
"""Messages one person keeps at hand."""
_PUT = "INSERT INTO favourite (person_id, conversation_id, seq, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING"
_TAKE = "DELETE FROM favourite WHERE person_id = $1 AND conversation_id = $2 AND seq = $3"
_KEPT = "SELECT count(*) AS n FROM favourite WHERE person_id = $1"


async def set_favourite(
    tx: Transaction, context: Context, actor: Actor, conversation_id: UUID, seq: int, *, on: bool
) -> None:
    """Keep a message at hand, or no longer. Raises :class:`NotFound`, ``TooManyFavourites``."""
    me = actor.person_id
    fact = await get_fact(tx, context.keyring, me, conversation_id, seq)
    if on:
        if fact.kind != "text" or fact.recalled:
            raise NotFound
        if (await tx.fetch(_KEPT, me))[0]["n"] >= MOST:
            raise TooManyFavourites(limit=MOST)
        await tx.fetch(_PUT, me, conversation_id, seq, moment())
    else:
        await tx.fetch(_TAKE, me, conversation_id, seq)
    own = encode_event(OwnEvent(conversation_id, seq, favourite=on))
    tx.after_commit(lambda: context.hub.publish("person", me, own))

"""What somebody has begun to write, the same on all their devices."""

from uuid import UUID

from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.socket import encode_event
from tocsin.kernel.types import Actor
from tocsin.messaging.actions.ledger import moment
from tocsin.messaging.queries.conversations import draft_place
from tocsin.messaging.queries.history import get_stay
from tocsin.messaging.rules.sending import check_draft
from tocsin.messaging.rules.shapes import Draft, DraftEvent

_PUT = (
    "INSERT INTO draft (person_id, conversation_id, body_sealed, reply_to, at) VALUES ($1, $2, $3, $4, $5)"
    " ON CONFLICT (person_id, conversation_id)"
    " DO UPDATE SET body_sealed = excluded.body_sealed, reply_to = excluded.reply_to, at = excluded.at"
)
_TAKE = "DELETE FROM draft WHERE person_id = $1 AND conversation_id = $2"


async def set_draft(
    tx: Transaction, context: Context, actor: Actor, conversation_id: UUID, text: str, reply_to: int | None
) -> None:
    """Keep what the actor has begun to write; an empty text keeps nothing. Raises :class:`NotFound`, ``text.Unfit``."""
    me, text = actor.person_id, check_draft(text)
    stay = await get_stay(tx, conversation_id, me)
    draft = None
    if text:
        draft = Draft(text, reply_to, moment())
        key = await context.keyring.data_key(tx, stay["data_key_id"])
        sealed = key.seal_text(text, draft_place(me, conversation_id))
        await tx.fetch(_PUT, me, conversation_id, sealed, reply_to, draft.at)
    else:
        await tx.fetch(_TAKE, me, conversation_id)
    event = encode_event(DraftEvent(conversation_id, draft))
    tx.after_commit(lambda: context.hub.publish("person", me, event))

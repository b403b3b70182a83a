"""What somebody has begun to write, the same on all their devices."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.socket import encode_event
from tocsin.kernel.types import Actor
from tocsin.messaging.actions.ledger import moment
from tocsin.messaging.queries.drafts import find_answerable, find_draft, seal_draft
from tocsin.messaging.queries.history import find_present, get_stay
from tocsin.messaging.rules.sending import check_draft, check_mentions
from tocsin.messaging.rules.shapes import ALL, Draft, DraftEvent, DraftKept

# No two writings of a draft have the same time: by it they are told apart.
_PUT = (
    "INSERT INTO draft AS d (person_id, conversation_id, body_sealed, mentions_sealed, reply_to, at)"
    " SELECT $1, $2, $3, $4, $5, $6 WHERE $7::bool OR $8::timestamptz IS NULL"
    " OR EXISTS (SELECT FROM draft WHERE person_id = $1 AND conversation_id = $2)"
    " ON CONFLICT (person_id, conversation_id) DO UPDATE SET body_sealed = excluded.body_sealed,"
    " mentions_sealed = excluded.mentions_sealed, reply_to = excluded.reply_to,"
    " at = greatest(excluded.at, d.at + interval '1 millisecond') WHERE $7 OR d.at = $8 RETURNING at"
)
_TAKE = "DELETE FROM draft WHERE person_id = $1 AND conversation_id = $2 AND ($3::bool OR at = $4::timestamptz)"


async def set_draft(
    tx: Transaction,
    context: Context,
    actor: Actor,
    conversation_id: UUID,
    text: str,
    mentions: Sequence[str],
    reply_to: int | None,
    base: datetime | msgspec.UnsetType | None,
) -> DraftKept:
    """Keep what the actor has begun to write; no text that answers nothing keeps nothing.

    Left out of what is kept is whoever is not in the conversation, and an answer to what is gone. With a ``base``, the
    ``at`` of the draft that was changed (none: there was none), another writing since keeps its place, and is answered.
    Raises :class:`NotFound`, ``Invalid``, ``text.Unfit``.
    """
    me, text, people = actor.person_id, check_draft(text), check_mentions(mentions)
    stay = await get_stay(tx, conversation_id, me)
    present = await find_present(tx, conversation_id, [one for one in people if one != ALL])
    named = ["all" if one == ALL else str(one) for one in people if one == ALL or one in present]
    reply_to = await find_answerable(tx, conversation_id, reply_to, stay["since_seq"])
    key = await context.keyring.data_key(tx, stay["data_key_id"])
    always, before = (True, None) if base is msgspec.UNSET else (False, base)
    draft: Draft | None = None
    if text or reply_to is not None:
        sealed = seal_draft(key, me, conversation_id, text, named if text else [])
        rows = await tx.fetch(_PUT, me, conversation_id, *sealed, reply_to, moment(), always, before)
        if not rows:
            return DraftKept(False, await find_draft(tx, key, me, conversation_id))
        draft = Draft(text, named if text else [], reply_to, rows[0]["at"])
    else:
        await tx.fetch(_TAKE, me, conversation_id, always, before)
        if (other := await find_draft(tx, key, me, conversation_id)) is not None:
            return DraftKept(False, other)
    event = encode_event(DraftEvent(conversation_id, draft))
    tx.after_commit(lambda: context.hub.publish("person", me, event))
    return DraftKept(True, draft)

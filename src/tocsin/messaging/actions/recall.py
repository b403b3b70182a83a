"""Taking a message back: its text goes for good, the fact that it was there stays."""

from uuid import UUID

from tocsin.kernel.context import Context
from tocsin.kernel.db import FLUSH, Transaction
from tocsin.kernel.errors import NotFound
from tocsin.kernel.types import Actor
from tocsin.messaging.actions.ledger import Draft, lock, moment, write
from tocsin.messaging.actions.sending import announce
from tocsin.messaging.queries.conversations import RECALL_WITHIN
from tocsin.messaging.rules.shapes import MessageEvent
from tocsin.messaging.rules.standing import check_recall

_TARGET = (
    "SELECT f.kind, f.sender_id, f.at, f.recalled_at IS NOT NULL AS recalled, r.recall_within FROM message f"
    " JOIN conversation_member m ON m.conversation_id = f.conversation_id AND m.person_id = $3"
    " AND m.until_version IS NULL AND m.since_seq < f.seq"
    " LEFT JOIN messaging_rules r ON r.organisation_id = f.realm_id"
    " WHERE f.conversation_id = $1 AND f.seq = $2"
)
_ERASE = (
    "UPDATE message SET body_sealed = NULL, mentions = NULL, recalled_at = $3 WHERE conversation_id = $1 AND seq = $2"
)


async def recall(tx: Transaction, context: Context, actor: Actor, conversation_id: UUID, seq: int) -> MessageEvent:
    """Recall a message of the actor's within the time the organisation allows; return the fact of it.

    Raises :class:`NotFound`, ``NotYourMessage``, ``RecallTooLate``, ``AlreadyRecalled``.
    """
    async with tx.as_worker(FLUSH):
        ledger = (await lock(tx, [conversation_id])).get(conversation_id)
        rows = await tx.fetch(_TARGET, conversation_id, seq, actor.person_id)
        if ledger is None or not rows or rows[0]["kind"] != "text":
            raise NotFound
        target, at = rows[0], moment()
        within = RECALL_WITHIN if target["recall_within"] is None else target["recall_within"]
        check_recall(target["sender_id"], actor.person_id, target["at"], target["recalled"], within, at)
        await tx.fetch(_ERASE, conversation_id, seq, at)
        draft = Draft(ledger, "recall", actor.person_id, actor.device, "recall", target=seq)
        events = await write(tx, context.keyring, [draft], at)
    tx.after_commit(lambda: announce(context, events))
    return events[0]

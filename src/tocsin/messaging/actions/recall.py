"""Taking a message back: its text and what it carried go for good, the fact that it was there stays."""

from uuid import UUID

from tocsin.kernel.context import Context
from tocsin.kernel.db import FLUSH, Transaction
from tocsin.kernel.types import Actor
from tocsin.messaging.actions.filing import let_go
from tocsin.messaging.actions.ledger import Draft, moment
from tocsin.messaging.actions.targets import lock_target, tell
from tocsin.messaging.queries.conversations import RECALL_WITHIN
from tocsin.messaging.rules.content import files_of
from tocsin.messaging.rules.shapes import MessageEvent
from tocsin.messaging.rules.standing import check_recall

_ERASE = (
    "UPDATE message SET body_sealed = NULL, content_sealed = NULL, carries = NULL, mentions = NULL, detail = NULL,"
    " recalled_at = $3 WHERE conversation_id = $1 AND seq = $2"
)
_FORGET = (
    "DELETE FROM message_revision WHERE conversation_id = $1 AND seq = $2",
    "DELETE FROM message_reaction WHERE conversation_id = $1 AND seq = $2",
    "DELETE FROM poll_vote WHERE conversation_id = $1 AND seq = $2",
)


async def recall(tx: Transaction, context: Context, actor: Actor, conversation_id: UUID, seq: int) -> MessageEvent:
    """Recall a message of the actor's within the time the organisation allows; return the fact of it.

    Owner and admins of a group recall what those below them said, at any time.

    Raises :class:`NotFound`, ``NotYourMessage``, ``RecallTooLate``, ``AlreadyRecalled``.
    """
    async with tx.as_worker(FLUSH):
        target, at = await lock_target(tx, context, actor, conversation_id, seq), moment()
        within = RECALL_WITHIN if target.recall_within is None else target.recall_within
        me, over = actor.person_id, target.over(actor.person_id)
        check_recall(target.sender_id, me, target.at, target.recalled, within, at, over=over)
        await tx.fetch(_ERASE, conversation_id, seq, at)
        for statement in _FORGET:
            await tx.fetch(statement, conversation_id, seq)
        if any(files_of(target.carried.content)):
            await let_go(context, tx, [(conversation_id, seq)])
        draft = Draft(target.ledger, "recall", actor.person_id, actor.device, "recall")
        return await tell(tx, context, target, draft, at)

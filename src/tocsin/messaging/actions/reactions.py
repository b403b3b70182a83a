"""Putting an emoji on a message, and taking it back. No effect arises: it is said beside the work, not in place of it."""

from uuid import UUID

from tocsin.kernel.context import Context
from tocsin.kernel.db import FLUSH, Transaction
from tocsin.kernel.types import Actor
from tocsin.messaging.actions.ledger import Draft, moment
from tocsin.messaging.actions.targets import check_standing, count, lock_target, tell
from tocsin.messaging.rules.content import react
from tocsin.messaging.rules.standing import check_emoji, check_reactions

RATE, BURST = 3.0, 20.0
"""Reactions a second of one person, and how many at once."""
TOGGLE_RATE, TOGGLE_BURST = 0.2, 12.0
"""The same of one person on one message: each is a fact that everybody hears and keeps, and only the last one counts."""
ALL_RATE, ALL_BURST = 30.0, 300.0
"""The same of everybody in a conversation together, who all hear of each."""
_PUT = (
    "INSERT INTO message_reaction (conversation_id, person_id, seq, emoji, realm_id, at) VALUES ($1, $2, $3, $4, $5, $6)"
    " ON CONFLICT DO NOTHING RETURNING seq"
)
_TAKE = "DELETE FROM message_reaction WHERE conversation_id = $1 AND person_id = $2 AND seq = $3 AND emoji = $4 RETURNING seq"


async def set_reaction(
    tx: Transaction, context: Context, actor: Actor, conversation_id: UUID, seq: int, emoji: str, *, on: bool
) -> None:
    """Put an emoji on a message, or take it back; what is so already stays so, and nobody is told again.

    Raises :class:`NotFound`, ``NotAnEmoji``, ``TooManyReactions``, ``AlreadyRecalled``, ``Closed``, ``TooMany``.
    """
    emoji = check_emoji(emoji)
    context.limiter.check(f"react:{actor.person_id}:{conversation_id}:{seq}", TOGGLE_RATE, TOGGLE_BURST)
    context.limiter.check(f"react:{actor.person_id}", RATE, BURST)
    async with tx.as_worker(FLUSH):
        target, at = await lock_target(tx, context, actor, conversation_id, seq), moment()
        check_standing(target)
        # Of those who are in it: nobody from outside uses up what it may hear.
        context.limiter.check(f"react:{conversation_id}", ALL_RATE, ALL_BURST)
        place = (conversation_id, actor.person_id, seq, emoji)
        changed = await (tx.fetch(_PUT, *place, target.ledger.realm_id, at) if on else tx.fetch(_TAKE, *place))
        if not changed:
            return
        tally = react(target.tally, emoji, 1 if on else -1)
        check_reactions(tally)
        await count(tx, target, tally)
        detail = {"emoji": emoji, "on": on}
        draft = Draft(target.ledger, "reaction", actor.person_id, actor.device, "", detail=detail)
        await tell(tx, context, target, draft, at)

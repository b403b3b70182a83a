"""Voting in a poll, and ending it. A vote is a handling of the poll: it was filled in."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from tocsin.effects.door import Effect, Entry
from tocsin.kernel.context import Context
from tocsin.kernel.db import FLUSH, Transaction
from tocsin.kernel.socket import encode_event
from tocsin.kernel.types import Actor
from tocsin.messaging.actions.ledger import ITEM, Draft, moment
from tocsin.messaging.actions.reading import handled
from tocsin.messaging.actions.targets import Target, check_standing, count, lock_target, tell
from tocsin.messaging.refusals import NotAPoll, NotYourMessage, PollClosed
from tocsin.messaging.rules.content import Poll, Tally, check_options
from tocsin.messaging.rules.content import vote as counted
from tocsin.messaging.rules.shapes import OwnEvent

_OWN = "SELECT options FROM poll_vote WHERE conversation_id = $1 AND person_id = $2 AND seq = $3"
_PUT = (
    "INSERT INTO poll_vote (conversation_id, person_id, seq, realm_id, options, anonymous, at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (conversation_id, person_id, seq)"
    " DO UPDATE SET options = excluded.options, at = excluded.at"
)
_TAKE = "DELETE FROM poll_vote WHERE conversation_id = $1 AND person_id = $2 AND seq = $3"


async def vote(
    tx: Transaction, context: Context, actor: Actor, conversation_id: UUID, seq: int, options: Sequence[int]
) -> None:
    """Vote, vote otherwise, or with no options take the vote back. The same vote again changes nothing.

    Raises :class:`NotFound`, ``NotAPoll``, ``PollClosed``, :class:`Invalid`, ``AlreadyRecalled``, ``Closed``.
    """
    async with tx.as_worker(FLUSH):
        target, at = await lock_target(tx, context, actor, conversation_id, seq), moment()
        poll = _check_running(target, at)
        chosen = check_options(list(options), poll)
        rows = await tx.fetch(_OWN, conversation_id, actor.person_id, seq)
        before = list(rows[0]["options"]) if rows else []
        if chosen == before:
            return
        if chosen:
            realm_id = target.ledger.realm_id
            await tx.fetch(_PUT, conversation_id, actor.person_id, seq, realm_id, chosen, poll.anonymous, at)
        else:
            await tx.fetch(_TAKE, conversation_id, actor.person_id, seq)
        tally = counted(target.tally, before, chosen, len(poll.options))
        await _tell(tx, context, actor, target, tally, at, "vote", named=not poll.anonymous)
    own = encode_event(OwnEvent(conversation_id, seq, votes=chosen))
    tx.after_commit(lambda: context.hub.publish("person", actor.person_id, own))


async def close_poll(tx: Transaction, context: Context, actor: Actor, conversation_id: UUID, seq: int) -> None:
    """End one's own poll before its time. Raises what :func:`vote` raises, and ``NotYourMessage``."""
    async with tx.as_worker(FLUSH):
        target, at = await lock_target(tx, context, actor, conversation_id, seq), moment()
        poll = _check_running(target, at)
        if target.sender_id != actor.person_id:
            raise NotYourMessage
        tally = counted(target.tally, [], [], len(poll.options))
        await _tell(tx, context, actor, target, msgspec.structs.replace(tally, closed=True), at, "end", named=True)


def _check_running(target: Target, at: datetime) -> Poll:
    check_standing(target)
    content = target.carried.content
    if not isinstance(content, Poll):
        raise NotAPoll
    if target.tally.closed or (content.closes_at is not None and content.closes_at <= at):
        raise PollClosed
    return content


async def _tell(
    tx: Transaction,
    context: Context,
    actor: Actor,
    target: Target,
    tally: Tally,
    at: datetime,
    act: str,
    *,
    named: bool,
) -> None:
    """Keep the tally and tell of it. In an anonymous poll the fact names nobody; the effect says who, not what."""
    await count(tx, target, tally)
    entry = Entry(
        realm_id=target.ledger.realm_id,
        effect=Effect.HANDLED,
        act=act,
        item_kind=ITEM,
        item_id=target.ledger.id,
        actor_id=actor.person_id,
        at=at,
        device=actor.device,
        from_seq=target.seq,
        to_seq=target.seq,
    )
    detail = {"votes": tally.votes, "voters": tally.voters, "closed": tally.closed}
    draft = Draft(
        target.ledger,
        "vote",
        actor.person_id if named else None,
        actor.device,
        "",
        detail=detail,
        also=[entry],
    )
    await tell(tx, context, target, draft, at)
    tx.after_commit(lambda: handled(context, target.ledger.id, target.seq))

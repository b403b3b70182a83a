"""Telling conversations of new facts: everybody the same, in the same bytes.

All but one thing: whoever joined later does not see an earlier message, and hears of a change of it only that there was
one. It takes its position for them as for everybody, and says neither what it changed nor who did.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from uuid import UUID

from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.socket import encode_event
from tocsin.messaging.actions.ledger import Draft, write
from tocsin.messaging.rules.shapes import MessageEvent

_LATER = (
    "SELECT m.conversation_id, m.person_id, m.since_seq FROM unnest($1::uuid[], $2::bigint[]) AS w(conversation_id, target)"
    " JOIN conversation_member m ON m.conversation_id = w.conversation_id AND m.until_version IS NULL"
    " AND m.since_seq >= w.target"
)
Later = Mapping[UUID, Sequence[tuple[UUID, int]]]
"""By conversation, who joined after a message that is changed, and since which position they see it."""
_NOBODY: frozenset[UUID] = frozenset()


async def tell(tx: Transaction, context: Context, drafts: Sequence[Draft], at: datetime) -> list[MessageEvent]:
    """Write facts, and tell whoever is in the conversations after the commit; return them as their authors see them."""
    events = await write(tx, context.keyring, drafts, at)
    later = await _find_later(tx, drafts)
    tx.after_commit(lambda: _announce_apart(context, events, later) if later else announce(context, events))
    return events


def announce(context: Context, events: Iterable[MessageEvent]) -> None:
    """Tell everybody in the conversations of new facts, each conversation's together. Call it after the commit.

    Facts that change earlier ones go through :func:`tell`, which knows who may not hear what they say.
    """
    together: dict[UUID, list[bytes]] = {}
    for event in events:
        together.setdefault(event.conversation_id, []).append(encode_event(event))
    for conversation_id, encoded in together.items():
        context.hub.publish("conversation", conversation_id, b",".join(encoded))


async def _find_later(tx: Transaction, drafts: Iterable[Draft]) -> Later:
    """Return who does not see all that facts change; the conversations are locked, so nobody joins meanwhile.

    Nothing is asked where nobody can have joined: of two people, or with the membership that the message was told to.
    """
    lowest: dict[UUID, int] = {}
    for draft in drafts:
        ledger = draft.ledger
        if draft.target is not None and ledger.kind != "direct" and draft.target_version != ledger.version:
            lowest[ledger.id] = min(draft.target, lowest.get(ledger.id, draft.target))
    later: defaultdict[UUID, list[tuple[UUID, int]]] = defaultdict(list)
    if lowest:
        for row in await tx.fetch(_LATER, list(lowest), list(lowest.values())):
            later[row["conversation_id"]].append((row["person_id"], row["since_seq"]))
    return later


def _announce_apart(context: Context, events: Sequence[MessageEvent], later: Later) -> None:
    """Tell of facts in their order; those in a row that the same people may not hear of go together."""
    by_conversation: defaultdict[UUID, list[MessageEvent]] = defaultdict(list)
    for event in events:
        by_conversation[event.conversation_id].append(event)
    for conversation_id, own in by_conversation.items():
        newcomers = later.get(conversation_id, ())

        def blind(event: MessageEvent, newcomers: Sequence[tuple[UUID, int]] = newcomers) -> frozenset[UUID]:
            if event.target is None:
                return _NOBODY
            return frozenset(person_id for person_id, since in newcomers if since >= event.target)

        for people, run in groupby(own, key=blind):
            some = list(run)
            said = b",".join(map(encode_event, some))
            if people:
                bare = b",".join(encode_event(_bare(one)) for one in some)
                context.hub.publish_apart(conversation_id, said, people, bare)
            else:
                context.hub.publish("conversation", conversation_id, said)


def _bare(event: MessageEvent) -> MessageEvent:
    """Return a changing fact as who does not see its target hears of it."""
    return MessageEvent(
        conversation_id=event.conversation_id, seq=event.seq, kind=event.kind, at=event.at, target=event.target
    )

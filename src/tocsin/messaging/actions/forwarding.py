"""Passing messages on: one by one, or many together as they were said. For the one who forwards it is a handling of them.

All of it is one unit of work, with the conversation they leave and the one they come to locked: all arrive or none, and
what was recalled, or forbidden, before the commit does not leave.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid5

import msgspec

from tocsin.effects.door import Effect, Entry
from tocsin.kernel.context import Context
from tocsin.kernel.db import FLUSH, Transaction
from tocsin.kernel.errors import Invalid, NotFound, Refusal
from tocsin.kernel.types import Actor
from tocsin.messaging.actions.filing import Taking, hold, take_up
from tocsin.messaging.actions.leaving import check_leaving
from tocsin.messaging.actions.ledger import ITEM, Draft, Ledger, moment
from tocsin.messaging.actions.linking import want_cards
from tocsin.messaging.actions.locking import lock_for
from tocsin.messaging.actions.reading import handled
from tocsin.messaging.actions.seats import Stay, find_stays, show_again
from tocsin.messaging.actions.sending import MESSAGES
from tocsin.messaging.actions.telling import tell
from tocsin.messaging.queries.forwarding import Source, find_sent, get_sources
from tocsin.messaging.rules.content import MERGED_MOST, Carried, Merged, MergedItem, Origin, asked_anew
from tocsin.messaging.rules.groups import check_speaking
from tocsin.messaging.rules.leaving import check_merged
from tocsin.messaging.rules.shapes import Fact
from tocsin.messaging.rules.standing import check_open

SINGLY_MOST = 30
"""Messages forwarded one by one at once."""
A_MINUTE = 60
"""Forwards of one person in a minute, each into one conversation."""


class Passing(msgspec.Struct, frozen=True):
    """What is to be forwarded: messages of ``source_id``, one by one or ``together``, under the client's own id."""

    client_id: UUID
    source_id: UUID
    seqs: Sequence[int]
    together: bool

    @property
    def ids(self) -> list[UUID]:
        """The ids under which they are stored, in the order of the messages."""
        return [self.client_id] if self.together else [uuid5(self.client_id, str(seq)) for seq in self.seqs]


async def forward(
    tx: Transaction, context: Context, actor: Actor, conversation_id: UUID, passing: Passing
) -> Sequence[Fact]:
    """Forward messages the actor sees into a conversation the actor is in; return what was sent, in order.

    Sent again under the same ``client_id`` it answers what stands, whatever has become of the messages, and of the rules.
    Raises :class:`NotFound` when one of the messages is not to be seen or was recalled, :class:`Invalid`, ``IdTaken``,
    ``Closed``, ``TooMany``, ``ForwardTooLarge``, what ``check_leaving``, ``check_merged`` and ``take_up`` raise, and of who may not speak in a group.
    """
    most = MERGED_MOST if passing.together else SINGLY_MOST
    passing = msgspec.structs.replace(passing, seqs=sorted(set(passing.seqs)))
    if not 0 < len(passing.seqs) <= most:
        raise Invalid(fields={"seqs": f"1 to {most}"})
    async with tx.as_worker(FLUSH):
        ledgers, actor = await lock_for(tx, context, actor, {passing.source_id, conversation_id})
        target = _there(ledgers, conversation_id)
        stay = await _stay(tx, target, actor)
        keys = await context.keyring.data_keys(tx, [target.data_key_id])
        key = keys.get(target.data_key_id)
        if sent := await find_sent(tx, key, conversation_id, actor.person_id, passing.ids):
            return sent
        context.limiter.check(f"forward:{actor.person_id}", A_MINUTE / 60, A_MINUTE)
        source = _there(ledgers, passing.source_id)
        role = (await _stay(tx, source, actor)).role
        async with tx.as_worker(None):
            found = await get_sources(tx, context.keyring, actor.person_id, source.id, passing.seqs)
            await check_leaving(tx, actor, source, role, target, found)
        at = moment()
        check_open(target.open)
        if target.kind != "direct":
            check_speaking(target.posting, stay.role, stay.silenced_until, at)
        drafts = await _drafts(tx, context, actor, target, passing, found, at)
        return await _send(tx, context, target, passing, drafts, at)


def _there(ledgers: dict[UUID, Ledger], conversation_id: UUID) -> Ledger:
    if conversation_id not in ledgers:
        raise NotFound
    return ledgers[conversation_id]


async def _stay(tx: Transaction, ledger: Ledger, actor: Actor) -> Stay:
    stays = await find_stays(tx, ledger, [actor.person_id])
    if actor.person_id not in stays:
        raise NotFound
    return stays[actor.person_id]


async def _drafts(
    tx: Transaction, context: Context, actor: Actor, target: Ledger, passing: Passing, found: Source, at: datetime
) -> list[Draft]:
    """Return the messages to write: in the order in which they were said, or as one."""
    homes = sorted(found.homes)
    entries = [_entry(actor, found, fact, at) for fact in found.facts]
    if passing.together:
        said = [("", Carried(content=check_merged(_merged(found)), homes=homes), entries)]
    else:
        said = [
            (
                fact.text or "",
                Carried(asked_anew(fact.content, at), fact.origin or Origin(_name(found, fact), fact.at), homes=homes),
                [entry],
            )
            for fact, entry in zip(found.facts, entries, strict=True)
        ]
    taking = {n: Taking(actor, target.realm_id, carried) for n, (_, carried, _) in enumerate(said)}
    taken = []
    for carried in (await take_up(tx, context.keyring, taking)).values():
        if isinstance(carried, Refusal):
            raise carried
        taken.append(carried)
    return [
        Draft(
            target,
            "text",
            actor.person_id,
            actor.device,
            "send",
            client_id=client_id,
            text=text,
            carried=carried,
            also=also,
        )
        for client_id, carried, (text, _, also) in zip(passing.ids, taken, said, strict=True)
    ]


async def _send(
    tx: Transaction, context: Context, target: Ledger, passing: Passing, drafts: Sequence[Draft], at: datetime
) -> Sequence[Fact]:
    begun = target.kind == "direct" and target.last_seq == 0
    events = await tell(tx, context, drafts, at)
    await want_cards(tx, context, drafts)
    await hold(tx, drafts)

    def told() -> None:
        MESSAGES.inc(len(events))
        for seq in passing.seqs:
            handled(context, passing.source_id, seq)

    tx.after_commit(told)
    if begun:
        # Until somebody says something, a direct conversation is in nobody's list.
        show_again(tx, context, target.id, [one for one in (target.pair_low, target.pair_high) if one])
    return events


def _entry(actor: Actor, source: Source, fact: Fact, at: datetime) -> Entry:
    return Entry(
        realm_id=source.realm_id,
        effect=Effect.HANDLED,
        act="forward",
        item_kind=ITEM,
        item_id=fact.conversation_id,
        actor_id=actor.person_id,
        at=at,
        device=actor.device,
        from_seq=fact.seq,
        to_seq=fact.seq,
    )


def _merged(source: Source) -> Merged:
    items = [MergedItem(_name(source, fact), fact.at, fact.text or "", fact.content) for fact in source.facts]
    return Merged(source.title, items)


def _name(source: Source, fact: Fact) -> str:
    face = source.people.get(fact.sender_id) if fact.sender_id else None
    return face.name if face else ""

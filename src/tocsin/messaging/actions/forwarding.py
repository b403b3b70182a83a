"""Passing messages on: one by one, or many together as they were said. For the one who forwards it is a handling of them."""

from collections.abc import Sequence
from uuid import UUID, uuid5

from tocsin.effects.door import Effect, Entry
from tocsin.kernel.context import Context
from tocsin.kernel.errors import Invalid, NotFound
from tocsin.kernel.types import Actor
from tocsin.messaging.actions.ledger import ITEM, moment
from tocsin.messaging.actions.office import office
from tocsin.messaging.actions.reading import handled
from tocsin.messaging.actions.sending import Stored
from tocsin.messaging.queries.forwarding import Source, find_sources
from tocsin.messaging.refusals import TooDeep
from tocsin.messaging.rules.content import MERGED_DEPTH, MERGED_MOST, Carried, Merged, MergedItem, Origin, depth_of
from tocsin.messaging.rules.shapes import Fact

SINGLY_MOST = 30
"""Messages forwarded one by one at once."""


async def forward(
    context: Context,
    actor: Actor,
    conversation_id: UUID,
    client_id: UUID,
    source_id: UUID,
    seqs: Sequence[int],
    *,
    together: bool,
) -> list[Fact]:
    """Forward messages the actor sees into a conversation the actor is in; return what was sent, in order.

    Sent again under the same ``client_id`` it is stored once. Raises :class:`NotFound` when one of the messages is not
    to be seen or was recalled, :class:`Invalid`, ``TooDeep``, ``Closed``.
    """
    wanted, most = sorted(set(seqs)), MERGED_MOST if together else SINGLY_MOST
    if not 0 < len(wanted) <= most:
        raise Invalid(fields={"seqs": f"1 to {most}"})
    async with context.db.acting(actor) as tx:
        source = await find_sources(tx, context.keyring, actor.person_id, source_id, wanted)
    if len(source.facts) < len(wanted):
        raise NotFound
    entries = [_entry(actor, source, fact) for fact in source.facts]
    if together:
        carried = Carried(content=_merged(source))
        stored = [await _send(context, actor, conversation_id, client_id, "", carried, entries)]
    else:
        # One after the other: they arrive in the order in which they were said.
        stored = [
            await _send(
                context,
                actor,
                conversation_id,
                uuid5(client_id, str(fact.seq)),
                fact.text or "",
                Carried(content=fact.content, origin=fact.origin or Origin(_name(source, fact), fact.at)),
                [entry],
            )
            for fact, entry in zip(source.facts, entries, strict=True)
        ]
    for fact in source.facts:
        handled(context, source_id, fact.seq)
    return [one.fact for one in stored]


async def _send(
    context: Context,
    actor: Actor,
    conversation_id: UUID,
    client_id: UUID,
    text: str,
    carried: Carried,
    entries: list[Entry],
) -> Stored:
    return await office(context).send(actor, conversation_id, client_id, text, carried=carried, also=entries)


def _entry(actor: Actor, source: Source, fact: Fact) -> Entry:
    return Entry(
        realm_id=source.realm_id,
        effect=Effect.HANDLED,
        act="forward",
        item_kind=ITEM,
        item_id=fact.conversation_id,
        actor_id=actor.person_id,
        at=moment(),
        device=actor.device,
        from_seq=fact.seq,
        to_seq=fact.seq,
    )


def _merged(source: Source) -> Merged:
    items = [MergedItem(_name(source, fact), fact.at, fact.text or "", fact.content) for fact in source.facts]
    merged = Merged(source.title, items)
    if depth_of(merged) > MERGED_DEPTH:
        raise TooDeep(limit=MERGED_DEPTH)
    return merged


def _name(source: Source, fact: Fact) -> str:
    face = source.people.get(fact.sender_id) if fact.sender_id else None
    return face.name if face else ""

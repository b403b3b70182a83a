"""Whether messages may leave their conversation for another: asked with both locked, so that no rule changes meanwhile."""

from uuid import UUID

from tocsin.kernel.db import FOLLOW, Transaction
from tocsin.kernel.types import Actor
from tocsin.messaging.actions.ledger import Ledger
from tocsin.messaging.queries.forwarding import Source
from tocsin.messaging.queries.rules import allows_locations, find_kept_in
from tocsin.messaging.refusals import LocationsOff
from tocsin.messaging.refusals.leaving import ForwardingOutClosed
from tocsin.messaging.rules.content import holds_place
from tocsin.messaging.rules.groups import Role
from tocsin.messaging.rules.leaving import check_forwarding
from tocsin.organisations import door as organisations


async def check_leaving(
    tx: Transaction, actor: Actor, source: Ledger, role: Role, target: Ledger, passed: Source
) -> None:
    """Refuse what may not be forwarded from one conversation into another, as the actor; ``role`` is theirs where it was said.

    Within a conversation nothing leaves it. Raises ``ForwardingClosed``, ``ForwardingOutClosed``, ``LocationsOff``.
    """
    if source.id != target.id:
        if source.kind != "direct":
            check_forwarding(source.forwarding, role)
        kept = await find_kept_in(tx, passed.homes) if passed.homes else ()
        if kept and not await _stays_in(tx, actor, target, set(kept)):
            raise ForwardingOutClosed
    if any(holds_place(fact.content) for fact in passed.facts) and not await allows_locations(tx, target.id):
        raise LocationsOff


async def _stays_in(tx: Transaction, actor: Actor, target: Ledger, homes: set[UUID]) -> bool:
    """Return whether only members of each organisation are in a conversation: its own groups, and two of its members."""
    if target.kind != "direct" or not homes <= actor.memberships.keys():
        return homes == {target.realm_id}
    peer = target.pair_high if target.pair_low == actor.person_id else target.pair_low
    if peer is None:
        return False
    async with tx.as_worker(FOLLOW):
        return homes <= (await organisations.find_memberships(tx, peer)).keys()

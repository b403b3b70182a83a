"""What people do with groups by hand. Department groups follow their department instead."""

from collections.abc import Sequence
from uuid import UUID

from tocsin.kernel.context import Context
from tocsin.kernel.db import FLUSH, Transaction
from tocsin.kernel.errors import Invalid, NotFound
from tocsin.kernel.types import Actor
from tocsin.messaging.actions.ledger import Draft, Ledger, lock, moment, write
from tocsin.messaging.actions.making import check_members, check_name
from tocsin.messaging.actions.membership import Change, apply
from tocsin.messaging.actions.sending import announce
from tocsin.messaging.queries.history import find_present
from tocsin.messaging.rules.standing import (
    ADD_LIMIT,
    check_by_hand,
    check_leaving,
    check_open,
    check_owner,
    check_size,
)
from tocsin.organisations import door as organisations

_REALM = "SELECT realm_id FROM conversation WHERE id = $1"
_PREFER = (
    "UPDATE conversation_member SET muted = $4, pinned_at = CASE WHEN $3 THEN coalesce(pinned_at, $5) END"
    " WHERE conversation_id = $1 AND person_id = $2 AND until_version IS NULL RETURNING conversation_id"
)


async def _locked(tx: Transaction, actor: Actor, conversation_id: UUID) -> Ledger:
    """Lock a group that the actor is in and that may be changed by hand."""
    ledger = (await lock(tx, [conversation_id])).get(conversation_id)
    if ledger is None or not await find_present(tx, conversation_id, [actor.person_id]):
        raise NotFound
    check_by_hand(ledger.kind)
    check_open(ledger.open)
    return ledger


async def rename(tx: Transaction, context: Context, actor: Actor, conversation_id: UUID, name: str) -> None:
    """Rename a group; the owner may."""
    name = check_name(name)
    at = moment()
    async with tx.as_worker(FLUSH):
        ledger = await _locked(tx, actor, conversation_id)
        check_owner(ledger.owner_id, actor.person_id)
        draft = Draft(ledger, "renamed", actor.person_id, actor.device, "rename", text=name)
        events = await write(tx, context.keyring, [draft], at)
    tx.after_commit(lambda: announce(context, events))


async def add_members(
    tx: Transaction, context: Context, actor: Actor, conversation_id: UUID, people: Sequence[UUID]
) -> None:
    """Add members of the organisation; everybody in the group may. Those in it already stay as they are."""
    wanted = list(dict.fromkeys(people))
    if not 0 < len(wanted) <= ADD_LIMIT:
        raise Invalid(fields={"person_ids": f"1 to {ADD_LIMIT} at once"})
    realm = await tx.fetch(_REALM, conversation_id)
    if not realm:
        raise NotFound
    # Held before the group is locked: whoever leaves the organisation holds the membership, then waits for the group.
    active = await organisations.hold_active(tx, realm[0]["realm_id"], [actor.person_id, *wanted])
    async with tx.as_worker(FLUSH):
        ledger = await _locked(tx, actor, conversation_id)
        if actor.person_id not in active:
            raise NotFound
        present = await find_present(tx, conversation_id, wanted)
        new = [one for one in wanted if one not in present]
        check_size(ledger.members, len(new))
        check_members(new, active)
        if new:
            change = Change(ledger, add=new, by=actor.person_id, device=actor.device)
            await apply(tx, context, [change], moment())


async def remove_member(
    tx: Transaction, context: Context, actor: Actor, conversation_id: UUID, person_id: UUID
) -> None:
    """Remove somebody; the owner may, and themselves as they may :func:`leave`. Raises :class:`NotFound` for who is not in the group."""
    async with tx.as_worker(FLUSH):
        ledger = await _locked(tx, actor, conversation_id)
        check_owner(ledger.owner_id, actor.person_id)
        if person_id == actor.person_id:
            check_leaving(ledger.owner_id, person_id, ledger.members)
            ledger.open = ledger.members > 1
        if not await find_present(tx, conversation_id, [person_id]):
            raise NotFound
        change = Change(ledger, remove=[person_id], by=actor.person_id, device=actor.device)
        await apply(tx, context, [change], moment())


async def leave(tx: Transaction, context: Context, actor: Actor, conversation_id: UUID) -> None:
    """Leave a group; an owner hands it over first, unless alone. Whose last member leaves has ended."""
    async with tx.as_worker(FLUSH):
        ledger = await _locked(tx, actor, conversation_id)
        check_leaving(ledger.owner_id, actor.person_id, ledger.members)
        ledger.open = ledger.members > 1
        change = Change(ledger, remove=[actor.person_id], by=actor.person_id, device=actor.device, went="left")
        await apply(tx, context, [change], moment())


async def hand_over(tx: Transaction, context: Context, actor: Actor, conversation_id: UUID, person_id: UUID) -> None:
    """Make another member the owner; the owner may. Raises :class:`NotFound` for who is not in the group."""
    async with tx.as_worker(FLUSH):
        ledger = await _locked(tx, actor, conversation_id)
        check_owner(ledger.owner_id, actor.person_id)
        if not await find_present(tx, conversation_id, [person_id]):
            raise NotFound
        if person_id != ledger.owner_id:
            change = Change(ledger, owner_id=person_id, new_owner=True, by=actor.person_id, device=actor.device)
            await apply(tx, context, [change], moment())


async def prefer(
    tx: Transaction, context: Context, actor: Actor, conversation_id: UUID, *, pinned: bool, muted: bool
) -> None:
    """Pin and mute a conversation for oneself, on all one's devices."""
    async with tx.as_worker(FLUSH):
        if not await tx.fetch(_PREFER, conversation_id, actor.person_id, pinned, muted, moment()):
            raise NotFound
    tx.after_commit(lambda: context.hub.show(conversation_id, [actor.person_id]))

"""Who is in a group, and whose it is: what people do with it by hand. Department groups follow their department instead."""

from collections.abc import Sequence
from uuid import UUID

from tocsin.kernel.context import Context
from tocsin.kernel.db import FLUSH, Transaction
from tocsin.kernel.errors import Invalid, NotFound
from tocsin.kernel.types import Actor
from tocsin.messaging.actions.ledger import Draft, moment
from tocsin.messaging.actions.making import check_members, check_name
from tocsin.messaging.actions.membership import Change, apply
from tocsin.messaging.actions.requests import wait_for
from tocsin.messaging.actions.seats import lock_group
from tocsin.messaging.actions.telling import tell
from tocsin.messaging.refusals import HandOverFirst
from tocsin.messaging.rules.groups import check_inviting, check_manager, check_over, check_owner
from tocsin.messaging.rules.standing import ADD_LIMIT, check_leaving, check_size
from tocsin.organisations import door as organisations

_REALM = "SELECT realm_id FROM conversation WHERE id = $1"
_PREFER = (
    "UPDATE conversation_member SET muted = $4, pinned_at = CASE WHEN $3 THEN coalesce(pinned_at, $5) END"
    " WHERE conversation_id = $1 AND person_id = $2 AND until_version IS NULL RETURNING conversation_id"
)
# A group falls to the one chosen, else to the admin longest in it, else to whoever is longest in it; to somebody who is
# suspended only where there is nobody else.
HEIRS = (
    "SELECT DISTINCT ON (conversation_id) conversation_id, person_id FROM conversation_member"
    " WHERE conversation_id = ANY ($1::uuid[]) AND until_version IS NULL AND person_id <> $2"
    " ORDER BY conversation_id, coalesce(person_id = $3, false) DESC, person_id = ANY ($4::uuid[]), admin DESC, at,"
    " since_version, person_id"
)


async def rename(tx: Transaction, context: Context, actor: Actor, conversation_id: UUID, name: str) -> None:
    """Rename a group; owner and admins may."""
    name = check_name(name)
    async with tx.as_worker(FLUSH):
        group = await lock_group(tx, context, actor, conversation_id, by_hand=True)
        check_manager(group.role)
        draft = Draft(group.ledger, "renamed", actor.person_id, actor.device, "rename", text=name)
        await tell(tx, context, [draft], moment())


async def add_members(
    tx: Transaction, context: Context, actor: Actor, conversation_id: UUID, people: Sequence[UUID]
) -> int:
    """Add members of the organisation, as far as the group lets the actor; return how many wait to be let in.

    Where people are let in, those whom a plain member brings wait for the owner or an admin. Those in it already stay
    as they are.
    """
    wanted = list(dict.fromkeys(people))
    if not 0 < len(wanted) <= ADD_LIMIT:
        raise Invalid(fields={"person_ids": f"1 to {ADD_LIMIT} at once"})
    realm = await tx.fetch(_REALM, conversation_id)
    if not realm:
        raise NotFound
    # Held before the group is locked: whoever leaves the organisation holds the membership, then waits for the group.
    active = await organisations.hold_active(tx, realm[0]["realm_id"], [actor.person_id, *wanted])
    async with tx.as_worker(FLUSH):
        group = await lock_group(tx, context, actor, conversation_id, wanted, by_hand=True)
        ledger = group.ledger
        if actor.person_id not in active:
            raise NotFound
        check_inviting(ledger.inviting, group.role)
        new = [one for one in wanted if one not in group.stays]
        check_size(ledger.members, len(new))
        check_members(new, active)
        if new and ledger.approval and group.role == "member":
            return await wait_for(tx, context, ledger, new, invited_by=actor.person_id)
        if new:
            change = Change(ledger, add=new, by=actor.person_id, device=actor.device)
            await apply(tx, context, [change], moment())
    return 0


async def remove_member(
    tx: Transaction, context: Context, actor: Actor, conversation_id: UUID, person_id: UUID
) -> None:
    """Remove somebody: the owner may, and admins those who are none; themselves as they may :func:`leave`."""
    async with tx.as_worker(FLUSH):
        group = await lock_group(tx, context, actor, conversation_id, [person_id], by_hand=True)
        check_manager(group.role)
        change = Change(group.ledger, remove=[person_id], by=actor.person_id, device=actor.device)
        if person_id == actor.person_id:
            check_leaving(group.ledger.owner_id, person_id, group.ledger.members)
            group.ledger.open = group.ledger.members > 1
            change.went = "left"
        else:
            check_over(group.role, group.role_of(person_id))
        await apply(tx, context, [change], moment())


async def leave(
    tx: Transaction,
    context: Context,
    actor: Actor,
    conversation_id: UUID,
    *,
    quiet: bool = False,
    heir_id: UUID | None = None,
    falls: bool = False,
) -> None:
    """Leave a group, told to everybody or ``quiet``; one that has ended too. Whose last member leaves has ended.

    An owner hands it over to ``heir_id`` with that, or lets it fall (``falls``) to the admin longest in it, else to the
    member longest in it; one that has ended falls by itself. Raises ``HandOverFirst`` for neither, :class:`NotFound` for an heir who is not in it.
    """
    me = actor.person_id
    realm = await tx.fetch(_REALM, conversation_id)
    suspended = await organisations.find_suspended(tx, realm[0]["realm_id"]) if realm else []
    async with tx.as_worker(FLUSH):
        group = await lock_group(
            tx, context, actor, conversation_id, [heir_id] if heir_id else [], by_hand=True, ended=True
        )
        ledger = group.ledger
        change = Change(ledger, remove=[me], by=me, device=actor.device, went="slipped" if quiet else "left")
        if group.role == "owner" and ledger.members > 1:
            if heir_id is None and not falls and ledger.open:
                raise HandOverFirst
            if heir_id is None:
                heir_id = (await tx.fetch(HEIRS, [ledger.id], me, None, suspended))[0]["person_id"]
                change.fell = True
            elif group.role_of(heir_id) == "owner":
                raise NotFound
            change.owner_id, change.new_owner = heir_id, True
        ledger.open = ledger.open and ledger.members > 1
        await apply(tx, context, [change], moment())


async def hand_over(tx: Transaction, context: Context, actor: Actor, conversation_id: UUID, person_id: UUID) -> None:
    """Make another member the owner; the owner may. Raises :class:`NotFound` for who is not in the group."""
    async with tx.as_worker(FLUSH):
        group = await lock_group(tx, context, actor, conversation_id, [person_id], by_hand=True)
        check_owner(group.role)
        if group.role_of(person_id) != "owner":
            change = Change(group.ledger, owner_id=person_id, new_owner=True, by=actor.person_id, device=actor.device)
            await apply(tx, context, [change], moment())


async def prefer(
    tx: Transaction, context: Context, actor: Actor, conversation_id: UUID, *, pinned: bool, muted: bool
) -> None:
    """Pin and mute a conversation for oneself, on all one's devices."""
    async with tx.as_worker(FLUSH):
        if not await tx.fetch(_PREFER, conversation_id, actor.person_id, pinned, muted, moment()):
            raise NotFound
    tx.after_commit(lambda: context.hub.show(conversation_id, [actor.person_id]))

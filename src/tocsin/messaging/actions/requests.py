"""Coming into a group by oneself: by a link or from the list of groups, at once or let in by its owner or an admin."""

import secrets
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from tocsin.kernel.context import Context
from tocsin.kernel.db import FLUSH, Transaction
from tocsin.kernel.errors import NotFound
from tocsin.kernel.ids import uuid7
from tocsin.kernel.powers import authorise
from tocsin.kernel.seal import DataKey
from tocsin.kernel.types import Actor
from tocsin.messaging.actions.ledger import Ledger, moment
from tocsin.messaging.actions.locking import lock_one
from tocsin.messaging.actions.making import check_members
from tocsin.messaging.actions.membership import Change, apply
from tocsin.messaging.actions.seats import find_managers, find_stays, lock_group, show_again
from tocsin.messaging.actions.waiting import tell_askers
from tocsin.messaging.queries.joining import find_link_target, get_link_target, get_listed, hash_of, note_place
from tocsin.messaging.refusals.groups import AlreadyAsked, AlreadyInGroup, GroupLinkVoid, RequestDecided
from tocsin.messaging.rules.groups import LINK_LIFE, check_inviting, check_manager, check_note
from tocsin.messaging.rules.standing import check_open, check_size
from tocsin.organisations import door as organisations

_ASK = (
    "INSERT INTO group_request (id, conversation_id, realm_id, person_id, invited_by, note_sealed, at, state)"
    " SELECT id, $2, $3, person_id, $4, note, $5, 'pending' FROM unnest($1::uuid[], $6::uuid[], $7::bytea[])"
    " AS n(id, person_id, note)"
    " ON CONFLICT (conversation_id, person_id) WHERE state = 'pending' DO NOTHING RETURNING person_id"
)
_PENDING = "SELECT person_id, state, invited_by FROM group_request WHERE conversation_id = $1 AND id = $2 FOR UPDATE"
_DECIDE = (
    "UPDATE group_request SET state = $3, decided_by = $4, decided_at = $5, note_sealed = NULL"
    " WHERE conversation_id = $1 AND id = $2"
)
# How the last stay in the group ended. Of whom the organisation ended the membership nobody says that they left.
_REMOVED = (
    "SELECT f.kind = 'removed' OR (f.kind = 'left' AND f.sender_id IS NULL) AS removed FROM conversation_member m"
    " JOIN message f ON f.conversation_id = m.conversation_id AND f.seq = m.until_seq"
    " WHERE m.conversation_id = $1 AND m.person_id = $2 ORDER BY m.since_version DESC LIMIT 1"
)
_ASKER = "SELECT person_id, realm_id FROM group_request WHERE conversation_id = $1 AND id = $2"
_WITHDRAW = (
    "UPDATE group_request SET state = 'withdrawn', decided_at = $3, note_sealed = NULL WHERE id = $1 AND person_id = $2"
    " AND state = 'pending' RETURNING conversation_id"
)
_LINK = (
    "INSERT INTO group_link (id, conversation_id, realm_id, code_hash, made_by, at, expires_at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7)"
)
_REVOKE = "UPDATE group_link SET revoked_at = $2 WHERE conversation_id = $1 AND revoked_at IS NULL"
Outcome = Literal["joined", "pending"]


class MadeGroupLink(msgspec.Struct, frozen=True):
    """A new link to a group; its code is told this once."""

    code: str
    expires_at: datetime


async def make_link(tx: Transaction, context: Context, actor: Actor, conversation_id: UUID) -> MadeGroupLink:
    """Make a link to a group; whoever may bring people in may. It leads there for a week, as long as they may."""
    at = moment()
    made = MadeGroupLink(secrets.token_urlsafe(16), at + LINK_LIFE)
    async with tx.as_worker(FLUSH):
        group = await lock_group(tx, context, actor, conversation_id, by_hand=True)
        check_inviting(group.ledger.inviting, group.role)
        stored = (hash_of(made.code), actor.person_id, at, made.expires_at)
        await tx.fetch(_LINK, uuid7(), conversation_id, group.ledger.realm_id, *stored)
    return made


async def revoke_links(tx: Transaction, context: Context, actor: Actor, conversation_id: UUID) -> None:
    """End every link to a group; owner and admins may."""
    async with tx.as_worker(FLUSH):
        group = await lock_group(tx, context, actor, conversation_id, by_hand=True, ended=True)
        check_manager(group.role)
        await tx.fetch(_REVOKE, conversation_id, moment())


async def join_by_link(
    tx: Transaction, context: Context, actor: Actor, code: str, note: str | None
) -> tuple[Outcome, UUID]:
    """Join a group by a link, or ask to; return what came of it, and which group it is.

    Raises ``GroupLinkVoid`` for every code that leads the actor nowhere.
    """
    target = await get_link_target(tx, actor, code)

    async def again(_: Actor) -> None:
        if await find_link_target(tx, code) != target:
            raise GroupLinkVoid

    return await _come(tx, context, actor, target.realm_id, target.id, note, again), target.id


async def join_listed(
    tx: Transaction, context: Context, actor: Actor, organisation_id: UUID, conversation_id: UUID, note: str | None
) -> Outcome:
    """Join a group that colleagues find, or ask to. Raises :class:`NotFound` for one that is not listed."""

    async def again(still: Actor) -> None:
        authorise(still, organisations.DIRECTORY_READ, organisation_id)
        await get_listed(tx, organisation_id, conversation_id)

    async with tx.as_worker(FLUSH):
        await again(actor)
    return await _come(tx, context, actor, organisation_id, conversation_id, note, again)


async def _come(
    tx: Transaction,
    context: Context,
    actor: Actor,
    organisation_id: UUID,
    conversation_id: UUID,
    note: str | None,
    again: Callable[[Actor], Awaitable[None]],
) -> Outcome:
    """``again`` looks once more, with the group locked, whether the way in is still open to who comes."""
    note, me = check_note(note), actor.person_id
    active = await organisations.hold_active(tx, organisation_id, [me])
    async with tx.as_worker(FLUSH):
        ledger, actor = await lock_one(tx, context, actor, conversation_id)
        if me not in active:
            raise NotFound
        await again(actor)
        check_open(ledger.open)
        if await find_stays(tx, ledger, [me]):
            raise AlreadyInGroup
        check_size(ledger.members, 1)
        if ledger.approval or await _was_removed(tx, ledger, me):
            if not await wait_for(tx, context, ledger, [me], note=note):
                raise AlreadyAsked
            return "pending"
        await apply(tx, context, [Change(ledger, add=[me], by=me, device=actor.device)], moment())
    return "joined"


async def _was_removed(tx: Transaction, ledger: Ledger, person_id: UUID) -> bool:
    rows = await tx.fetch(_REMOVED, ledger.id, person_id)
    return bool(rows and rows[0]["removed"])


async def wait_for(
    tx: Transaction,
    context: Context,
    ledger: Ledger,
    people: Sequence[UUID],
    *,
    note: str | None = None,
    invited_by: UUID | None = None,
) -> int:
    """Let people wait for the owner or an admin of a locked group; return how many did not wait before."""
    ids = [uuid7() for _ in people]
    notes: list[bytes | None] = [None for _ in people]
    if note is not None:
        key = await _key(tx, context, ledger)
        notes = [key.seal_text(note, note_place(one)) for one in ids]
    asked = (ledger.id, ledger.realm_id, invited_by, moment(), list(people), notes)
    rows = await tx.fetch(_ASK, ids, *asked)
    if rows:
        show_again(tx, context, ledger.id, await find_managers(tx, ledger.id))
        tell_askers(tx, context, [row["person_id"] for row in rows])
    return len(rows)


async def decide(
    tx: Transaction, context: Context, actor: Actor, conversation_id: UUID, request_id: UUID, *, accept: bool
) -> None:
    """Let somebody in who waits, or refuse them; owner and admins may. Raises ``RequestDecided`` the second time."""
    rows = await tx.fetch(_ASKER, conversation_id, request_id)
    if not rows:
        raise NotFound
    person_id = rows[0]["person_id"]
    active = await organisations.hold_active(tx, rows[0]["realm_id"], [person_id])
    async with tx.as_worker(FLUSH):
        group = await lock_group(tx, context, actor, conversation_id, [person_id], by_hand=True)
        check_manager(group.role)
        request = (await tx.fetch(_PENDING, conversation_id, request_id))[0]
        if request["state"] != "pending":
            raise RequestDecided
        at = moment()
        if accept and person_id not in group.stays:
            check_members([person_id], active)
            check_size(group.ledger.members, 1)
            change = Change(group.ledger, add=[person_id], by=actor.person_id, device=actor.device)
            change.granted = "asked" if request["invited_by"] is None else "invited"
            await apply(tx, context, [change], at)
        state = "accepted" if accept else "refused"
        await tx.fetch(_DECIDE, conversation_id, request_id, state, actor.person_id, at)
        show_again(tx, context, conversation_id, await find_managers(tx, conversation_id))
    tell_askers(tx, context, [person_id])


async def give_up(tx: Transaction, context: Context, actor: Actor, request_id: UUID) -> None:
    """Wait no longer to be let in. Raises :class:`NotFound` for a request that is not the actor's, or decided."""
    async with tx.as_worker(FLUSH):
        rows = await tx.fetch(_WITHDRAW, request_id, actor.person_id, moment())
        if not rows:
            raise NotFound
        conversation_id = rows[0]["conversation_id"]
        show_again(tx, context, conversation_id, await find_managers(tx, conversation_id))
    tell_askers(tx, context, [actor.person_id])


async def _key(tx: Transaction, context: Context, ledger: Ledger) -> DataKey:
    keys = await context.keyring.data_keys(tx, [ledger.data_key_id])
    if ledger.data_key_id not in keys:
        raise NotFound
    return keys[ledger.data_key_id]

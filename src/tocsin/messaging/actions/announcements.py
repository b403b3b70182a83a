"""Announcements: words that stand above the chat, and that people confirm.

An announcement is a fact; it is delivered as a message is, and confirming it is an effect (EFF-2) of whoever does.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from tocsin.effects.door import Effect, Entry, find_handled, record
from tocsin.kernel.context import Context
from tocsin.kernel.db import FLUSH, REALTIME, Transaction
from tocsin.kernel.errors import NotFound
from tocsin.kernel.socket import encode_event
from tocsin.kernel.socket.frames import Changed
from tocsin.kernel.types import Actor
from tocsin.messaging.actions.ledger import ITEM, Draft, moment
from tocsin.messaging.actions.seats import Group, find_managers, lock_group, show_again
from tocsin.messaging.actions.telling import tell
from tocsin.messaging.queries.facts import find_done, find_pressed, shown
from tocsin.messaging.refusals.groups import NoConfirmation, RemindedJustNow
from tocsin.messaging.rules.groups import (
    REMIND_EVERY,
    check_announcement,
    check_manager,
    check_pinning,
    check_speaking,
)
from tocsin.messaging.rules.shapes import Fact, ReceiptsEvent
from tocsin.messaging.rules.standing import check_open

_ONE = (
    "SELECT sender_id, version, at, detail, audience FROM message"
    " WHERE conversation_id = $1 AND seq = $2 AND kind = 'announced' AND body_sealed IS NOT NULL"
)
_CONFIRMED = "SELECT FROM announcement_confirmation WHERE conversation_id = $1 AND seq = $2 AND person_id = $3"
_CONFIRM = (
    "INSERT INTO announcement_confirmation (conversation_id, seq, person_id, realm_id, at) VALUES ($1, $2, $3, $4, $5)"
)
_WAITING = (
    "SELECT m.person_id FROM conversation_member m WHERE m.conversation_id = $1 AND m.until_version IS NULL"
    " AND m.person_id IS DISTINCT FROM $3 AND EXISTS (SELECT FROM conversation_member t WHERE t.conversation_id = $1"
    " AND t.person_id = m.person_id AND t.since_seq < $2 AND (t.until_seq IS NULL OR t.until_seq >= $2))"
    " AND NOT EXISTS (SELECT FROM announcement_confirmation n"
    " WHERE n.conversation_id = $1 AND n.seq = $2 AND n.person_id = m.person_id)"
)
_REMINDED = "UPDATE message SET detail = $3 WHERE conversation_id = $1 AND seq = $2"


async def announce(
    tx: Transaction,
    context: Context,
    actor: Actor,
    conversation_id: UUID,
    body: str,
    *,
    confirm: bool,
    client_id: UUID | None = None,
) -> Fact:
    """Put words above the chat, in place of those before; whom the group lets may. Return the fact of it.

    The same ``client_id`` again changes nothing and answers the fact of then. Raises ``IdTaken`` where that id is of
    something else.
    """
    at = moment()
    async with tx.as_worker(FLUSH):
        group = await lock_group(tx, context, actor, conversation_id, ended=True)
        if done := await find_done(tx, conversation_id, actor.person_id, client_id, "announced", None):
            keys = await context.keyring.data_keys(tx, [group.ledger.data_key_id])
            return shown(done, conversation_id, keys.get(group.ledger.data_key_id), 0)
        check_open(group.ledger.open)
        check_pinning(group.ledger.pinning, group.role)
        check_speaking(group.ledger.posting, group.role, group.stays[actor.person_id].silenced_until, at)
        body = check_announcement(body)
        draft = Draft(group.ledger, "announced", actor.person_id, actor.device, "announce", client_id, text=body)
        draft.detail = {"confirm": confirm}
        return (await tell(tx, context, [draft], at))[0]


async def withdraw(tx: Transaction, context: Context, actor: Actor, conversation_id: UUID, seq: int) -> None:
    """Take what stands above the chat down; whoever put it there, owner and admins may. It stays in the history."""
    async with tx.as_worker(FLUSH):
        group = await lock_group(tx, context, actor, conversation_id)
        row = await _one(tx, group, seq)
        if row["sender_id"] != actor.person_id:
            check_manager(group.role)
        if group.ledger.announcement_seq != seq:
            return
        group.ledger.announcement_seq = None
        draft = Draft(group.ledger, "withdrawn", actor.person_id, actor.device, "withdraw", target=seq)
        draft.target_version = row["version"]
        await tell(tx, context, [draft], moment())


async def confirm(tx: Transaction, context: Context, actor: Actor, conversation_id: UUID, seq: int) -> None:
    """Confirm an announcement that asks for it, once; whoever made it does not.

    Asked again it changes nothing, also where the group has ended since: it was done.
    """
    async with tx.as_worker(FLUSH):
        group = await lock_group(tx, context, actor, conversation_id, ended=True)
        row = await _one(tx, group, seq)
        if not row["detail"]["confirm"] or row["sender_id"] == actor.person_id:
            raise NoConfirmation
        if await tx.fetch(_CONFIRMED, conversation_id, seq, actor.person_id):
            return
        check_open(group.ledger.open)
        at = moment()
        await tx.fetch(_CONFIRM, conversation_id, seq, actor.person_id, group.ledger.realm_id, at)
        await record(tx, context.keyring, [_entry(group, actor, seq, Effect.CONFIRMED, "confirm", at)])
        managers = await find_managers(tx, conversation_id)
        confirmed = (await find_pressed(tx, conversation_id, [seq])).get(seq, 0)
    async with tx.as_worker(REALTIME):
        handled = (await find_handled(tx, conversation_id, [(seq, row["sender_id"])])).get(seq, 0)
    show_again(tx, context, conversation_id, [actor.person_id])
    _count_again(tx, context, conversation_id, managers, row["sender_id"])
    if row["sender_id"] is not None:
        counts = encode_event(ReceiptsEvent(conversation_id, [(seq, confirmed, row["audience"], handled)]))
        tx.after_commit(lambda: context.hub.publish("person", row["sender_id"], counts))


async def remind(tx: Transaction, context: Context, actor: Actor, conversation_id: UUID, seq: int) -> int:
    """Remind those of them who were there, and still are, who have not confirmed; return how many. Whoever made the announcement, owner and admins may."""
    at = moment()
    async with tx.as_worker(FLUSH):
        group = await lock_group(tx, context, actor, conversation_id)
        row = await _one(tx, group, seq)
        if row["sender_id"] != actor.person_id:
            check_manager(group.role)
        detail = row["detail"]
        if not detail["confirm"] or group.ledger.announcement_seq != seq:
            raise NoConfirmation
        if "reminded_at" in detail and at < datetime.fromisoformat(detail["reminded_at"]) + REMIND_EVERY:
            raise RemindedJustNow(minutes=int(REMIND_EVERY.total_seconds() // 60))
        waiting = [one["person_id"] for one in await tx.fetch(_WAITING, conversation_id, seq, row["sender_id"])]
        await tx.fetch(_REMINDED, conversation_id, seq, {**detail, "reminded_at": at.isoformat()})
        await record(tx, context.keyring, [_entry(group, actor, seq, Effect.HANDLED, "remind", at)])
    show_again(tx, context, conversation_id, waiting)
    return len(waiting)


async def _one(tx: Transaction, group: Group, seq: int) -> Any:
    """Return an announcement. Raises :class:`NotFound` for what is none."""
    rows = await tx.fetch(_ONE, group.ledger.id, seq)
    if not rows:
        raise NotFound
    return rows[0]


def _entry(group: Group, actor: Actor, seq: int, effect: Effect, act: str, at: datetime) -> Entry:
    return Entry(
        realm_id=group.ledger.realm_id,
        effect=effect,
        act=act,
        item_kind=ITEM,
        item_id=group.ledger.id,
        actor_id=actor.person_id,
        at=at,
        device=actor.device,
        from_seq=seq,
        to_seq=seq,
    )


def _count_again(
    tx: Transaction, context: Context, conversation_id: UUID, managers: list[UUID], author: UUID | None
) -> None:
    """Let those who see who has confirmed look again: at how many, and at who."""
    keys = [("conversation", str(conversation_id), what) for what in ("announcements", "effects")]
    events = [encode_event(Changed(key)) for key in keys]
    people = dict.fromkeys([*managers, *([author] if author else [])])

    def publish() -> None:
        for person_id in people:
            for event in events:
                context.hub.publish("person", person_id, event)

    tx.after_commit(publish)

"""People coming into conversations and going out of them, for one conversation or for thousands at once."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.socket import encode_event
from tocsin.messaging.actions.ledger import Draft, Ledger, write
from tocsin.messaging.actions.telling import announce
from tocsin.messaging.actions.waiting import tell_askers, turn_away
from tocsin.messaging.rules.groups import Granted
from tocsin.messaging.rules.shapes import FactKind, GoneEvent, MessageEvent

# Who is silenced and comes back is silenced still. Whoever waited to be let in waits no more.
_ADD = """
WITH n AS (
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::uuid[], $5::bigint[])
    AS n(conversation_id, person_id, version, realm_id, seq)
), added AS (
    INSERT INTO conversation_member (conversation_id, person_id, since_version, realm_id, since_seq, read_seq, at,
                                     silenced_until)
    SELECT conversation_id, person_id, version, realm_id, seq, seq, $6,
           (SELECT p.silenced_until FROM conversation_member p WHERE p.conversation_id = n.conversation_id
            AND p.person_id = n.person_id ORDER BY p.since_version DESC LIMIT 1)
    FROM n
), settled AS (
    UPDATE group_request g SET state = 'accepted', decided_at = $6, note_sealed = NULL FROM n
    WHERE g.conversation_id = n.conversation_id AND g.person_id = n.person_id AND g.state = 'pending'
    RETURNING g.conversation_id, g.person_id
)
SELECT conversation_id, person_id, true AS waited FROM settled
UNION ALL
SELECT DISTINCT m.conversation_id, m.person_id, false FROM settled s
JOIN conversation_member m ON m.conversation_id = s.conversation_id AND m.until_version IS NULL
JOIN conversation c ON c.id = m.conversation_id
WHERE m.admin OR m.person_id = c.owner_id
"""
_ADMINS = (
    "SELECT conversation_id, person_id FROM conversation_member WHERE admin AND until_version IS NULL"
    " AND (conversation_id, person_id) IN (SELECT * FROM unnest($1::uuid[], $2::uuid[]))"
)
_OWN = """
WITH n AS (SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bool[]) AS n(id, owner_id, fell)), demoted AS (
    UPDATE conversation_member m SET admin = false FROM n
    WHERE m.conversation_id = n.id AND m.person_id = n.owner_id AND m.admin AND m.until_version IS NULL
)
UPDATE conversation c SET fell_at = CASE WHEN n.fell THEN $4::timestamptz END FROM n WHERE c.id = n.id
"""
# Locked in the order in which read positions are, so that the two never wait for each other.
_END = (
    "WITH gone AS (SELECT m.conversation_id, m.person_id, m.since_version, g.version, g.seq FROM conversation_member m"
    " JOIN unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[]) AS g(conversation_id, person_id, version, seq)"
    " ON g.conversation_id = m.conversation_id AND g.person_id = m.person_id WHERE m.until_version IS NULL"
    " ORDER BY m.conversation_id, m.person_id FOR NO KEY UPDATE OF m)"
    " UPDATE conversation_member m SET until_version = gone.version, until_seq = gone.seq FROM gone"
    " WHERE m.conversation_id = gone.conversation_id AND m.person_id = gone.person_id"
    " AND m.since_version = gone.since_version"
)


class Change(msgspec.Struct):
    """What changes in one locked conversation: who comes, who goes, who owns it, and by whom it is done.

    ``came`` and ``went`` are the kinds of the facts told of it; ``by`` is nobody when the organisation's own changes
    do it. ``fell``: the group falls to its new owner, whom nobody chose. ``granted``: those who come had waited for it.
    """

    ledger: Ledger
    add: Sequence[UUID] = ()
    remove: Sequence[UUID] = ()
    owner_id: UUID | None = None
    new_owner: bool = False
    by: UUID | None = None
    device: str = ""
    came: FactKind = "joined"
    went: FactKind = "removed"
    fell: bool = False
    granted: Granted | None = None


async def apply(tx: Transaction, context: Context, changes: Sequence[Change], at: datetime) -> list[MessageEvent]:
    """Write changes of membership and their facts, in a handful of statements; tell everybody after the commit.

    Runs as the worker the caller chose. ``add`` must not be in already, ``remove`` must be.
    """
    came: list[tuple[Change, Draft]] = []
    went: list[tuple[Change, Draft]] = []
    drafts: list[Draft] = []
    admins = await _admins(tx, changes)
    for change in changes:
        ledger = change.ledger
        if change.add or change.remove:
            ledger.version += 1
        ledger.members += len(change.add) - len(change.remove)
        if change.add:
            came.append((change, _draft(change, change.came, "add", change.add)))
            drafts.append(came[-1][1])
        if change.remove:
            ledger.admins -= sum((ledger.id, one) in admins for one in change.remove)
            went.append((change, _draft(change, change.went, "remove", change.remove)))
            drafts.append(went[-1][1])
        if change.new_owner:
            ledger.owner_id = change.owner_id
            # An owner is no admin besides.
            ledger.admins -= (ledger.id, change.owner_id) in admins
            drafts.append(_draft(change, "owner", "owner", [change.owner_id] if change.owner_id else []))
    events = await write(tx, context.keyring, drafts, at)
    await _end(tx, went)
    waiting = await _add(tx, context, came, at)
    await _own(tx, changes, at)
    await turn_away(tx, context, [change.ledger.id for change in changes if not change.ledger.open], at)
    shown = waiting | _roles_changed(changes)
    tx.after_commit(lambda: _tell(context, events, came, went, shown))
    return events


async def _admins(tx: Transaction, changes: Sequence[Change]) -> set[tuple[UUID, UUID | None]]:
    """Return who of those that go, or become owners, is an admin."""
    asked = [
        (change.ledger.id, person_id)
        for change in changes
        if change.ledger.admins
        for person_id in (*change.remove, *([change.owner_id] if change.owner_id else []))
    ]
    if not asked:
        return set()
    rows = await tx.fetch(_ADMINS, *(list(column) for column in zip(*asked, strict=True)))
    return {(row["conversation_id"], row["person_id"]) for row in rows}


async def _own(tx: Transaction, changes: Sequence[Change], at: datetime) -> None:
    owned = [(change.ledger.id, change.owner_id, change.fell) for change in changes if change.new_owner]
    if owned:
        await tx.fetch(_OWN, *(list(column) for column in zip(*owned, strict=True)), at)


def _roles_changed(changes: Sequence[Change]) -> set[tuple[UUID, UUID]]:
    """Return whose view of a conversation shows another role now, besides those who come."""
    return {
        (change.ledger.id, person_id)
        for change in changes
        if change.new_owner
        for person_id in (change.owner_id, change.by)
        if person_id is not None and person_id not in change.remove
    }


def _draft(change: Change, kind: FactKind, act: str, subjects: Sequence[UUID]) -> Draft:
    detail = {"granted": change.granted} if change.granted and act == "add" else {}
    return Draft(change.ledger, kind, change.by, change.device, act, subjects=subjects, detail=detail)


async def _add(
    tx: Transaction, context: Context, came: list[tuple[Change, Draft]], at: datetime
) -> set[tuple[UUID, UUID]]:
    """Whoever comes sees the fact of it and what follows. Return the owners and admins for whom fewer wait."""
    rows = [
        (draft.ledger.id, person_id, draft.ledger.version, draft.ledger.realm_id, draft.seq - 1)
        for change, draft in came
        for person_id in change.add
    ]
    if not rows:
        return set()
    settled = await tx.fetch(_ADD, *(list(column) for column in zip(*rows, strict=True)), at)
    tell_askers(tx, context, [row["person_id"] for row in settled if row["waited"]])
    return {(row["conversation_id"], row["person_id"]) for row in settled if not row["waited"]}


async def _end(tx: Transaction, went: list[tuple[Change, Draft]]) -> None:
    rows = [
        (draft.ledger.id, person_id, draft.ledger.version, draft.seq)
        for change, draft in went
        for person_id in change.remove
    ]
    if rows:
        await tx.fetch(_END, *(list(column) for column in zip(*rows, strict=True)))


def _tell(
    context: Context,
    events: list[MessageEvent],
    came: list[tuple[Change, Draft]],
    went: list[tuple[Change, Draft]],
    shown: set[tuple[UUID, UUID]],
) -> None:
    hub = context.hub
    for change, _ in went:
        gone = encode_event(GoneEvent(change.ledger.id))
        hub.drop(change.ledger.id, change.remove)
        for person_id in change.remove:
            hub.publish("person", person_id, gone)
    announce(context, events)
    for change, _ in came:
        hub.follow(change.ledger.id, change.add)
    for conversation_id, person_id in shown:
        hub.show(conversation_id, [person_id])

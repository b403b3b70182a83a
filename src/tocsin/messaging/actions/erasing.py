"""Erasing what a person wrote in a realm, and what they put on the messages of others.

Each text and announcement is taken back and each reaction and vote undone by a fact of its conversation, as if the person
had done it: so open clients, and copies kept on devices, lose it by the way that brings them everything else. The facts
name nobody.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.socket import encode_event
from tocsin.kernel.socket.frames import Changed
from tocsin.messaging.actions import telling
from tocsin.messaging.actions.ledger import Draft, Ledger, lock, moment
from tocsin.messaging.rules.content import Tally, react, tally_of, vote

AT_ONCE = 1_000
"""Facts written by one statement."""
_WHERE = (
    "SELECT DISTINCT conversation_id FROM message WHERE sender_id = $1 AND realm_id = $2 AND kind = 'text'"
    " AND body_sealed IS NOT NULL"
    " UNION SELECT conversation_id FROM message WHERE sender_id = $1 AND realm_id = $2 AND kind = 'announced'"
    " AND body_sealed IS NOT NULL"
    " UNION SELECT conversation_id FROM message_reaction WHERE person_id = $1 AND realm_id = $2"
    " UNION SELECT conversation_id FROM poll_vote WHERE person_id = $1 AND realm_id = $2"
)
# What others put on it, and what it was before, goes with what the person wrote.
_ERASE_AROUND = tuple(
    f"DELETE FROM {table} a USING message m WHERE m.conversation_id = a.conversation_id AND m.seq = a.seq"  # noqa: S608
    " AND m.sender_id = $1 AND m.realm_id = $2 AND m.kind = 'text'"
    for table in ("message_revision", "message_reaction", "poll_vote")
)
ERASE_WRITTEN = (
    "UPDATE message SET body_sealed = NULL, content_sealed = NULL, carries = NULL, mentions = NULL, detail = NULL,"
    " recalled_at = coalesce(recalled_at, $3)"
    " WHERE sender_id = $1 AND realm_id = $2 AND kind = 'text' AND body_sealed IS NOT NULL RETURNING conversation_id, seq"
)
# What an announcement asked for stays: who has confirmed it is theirs.
_ERASE_ANNOUNCED = (
    "UPDATE message SET body_sealed = NULL, recalled_at = coalesce(recalled_at, $3)"
    " WHERE sender_id = $1 AND realm_id = $2 AND kind = 'announced' AND body_sealed IS NOT NULL"
    " RETURNING conversation_id, seq"
)
_TAKE_REACTIONS = (
    "DELETE FROM message_reaction WHERE person_id = $1 AND realm_id = $2 AND conversation_id = ANY ($3::uuid[])"
    " RETURNING conversation_id, seq, emoji"
)
_TAKE_VOTES = (
    "DELETE FROM poll_vote WHERE person_id = $1 AND realm_id = $2 AND conversation_id = ANY ($3::uuid[])"
    " RETURNING conversation_id, seq, options, anonymous"
)
# The facts of what was put on messages told who did; what was done stays, so that replaying them comes out right.
_FORGET_WHO = (
    "UPDATE message SET sender_id = NULL WHERE sender_id = $1 AND realm_id = $2 AND kind IN ('reaction', 'vote')"
    " AND conversation_id = ANY ($3::uuid[])"
)
_STAYED = "SELECT DISTINCT conversation_id FROM conversation_member WHERE person_id = $1 AND realm_id = $2"
_TALLIES = (
    "SELECT conversation_id, seq, detail FROM message"
    " JOIN unnest($1::uuid[], $2::bigint[]) AS u(conversation_id, seq) USING (conversation_id, seq)"
)
_COUNT = (
    "UPDATE message m SET detail = u.detail FROM unnest($1::uuid[], $2::bigint[], $3::jsonb[])"
    " AS u(conversation_id, seq, detail) WHERE m.conversation_id = u.conversation_id AND m.seq = u.seq"
)
Place = tuple[UUID, int]


async def erase_said(tx: Transaction, context: Context, realm_id: UUID, person_id: UUID) -> None:
    """Erase what a person said and put on messages in a realm, as the worker the caller chose. Twice changes nothing."""
    who = (person_id, realm_id)
    ledgers = await lock(tx, [row[0] for row in await tx.fetch(_WHERE, *who)])
    at = moment()
    for statement in _ERASE_AROUND:
        await tx.fetch(statement, *who)
    drafts = await _undone(tx, ledgers, who)
    texts = sorted((row[0], row[1]) for row in await tx.fetch(ERASE_WRITTEN, *who, at))
    drafts += await _taken_down(tx, context, ledgers, who, at)
    drafts += [Draft(ledgers[one], "recall", None, "", "", target=seq) for one, seq in texts if one in ledgers]
    await tx.fetch(_FORGET_WHO, *who, [row[0] for row in await tx.fetch(_STAYED, *who)])
    await tell(tx, context, drafts, at)


async def _taken_down(
    tx: Transaction, context: Context, ledgers: dict[UUID, Ledger], who: tuple[UUID, UUID], at: datetime
) -> list[Draft]:
    """Take announcements down and their words back; return the facts of it. Whoever shows a list of them looks again."""
    drafts: list[Draft] = []
    for one, seq in sorted((row[0], row[1]) for row in await tx.fetch(_ERASE_ANNOUNCED, *who, at)):
        if (ledger := ledgers.get(one)) is None:
            continue
        if ledger.announcement_seq == seq:
            ledger.announcement_seq = None
            drafts.append(Draft(ledger, "withdrawn", None, "", "", target=seq))
        drafts.append(Draft(ledger, "recall", None, "", "", target=seq))
    groups = {draft.ledger.id for draft in drafts}

    def publish() -> None:
        for one in groups:
            context.hub.publish("conversation", one, encode_event(Changed(("conversation", str(one), "announcements"))))

    tx.after_commit(publish)
    return drafts


async def _undone(tx: Transaction, ledgers: dict[UUID, Ledger], who: tuple[UUID, UUID]) -> list[Draft]:
    """Take reactions and votes away, set the tallies right, and return the facts of it."""
    locked = list(ledgers)
    reactions, votes = await tx.fetch(_TAKE_REACTIONS, *who, locked), await tx.fetch(_TAKE_VOTES, *who, locked)
    tallies = await _tallies(tx, [*reactions, *votes])
    drafts: list[Draft] = []
    for row in reactions:
        place = (row["conversation_id"], row["seq"])
        tallies[place] = react(tallies[place], row["emoji"], -1)
        drafts.append(_draft(ledgers, place, "reaction", {"emoji": row["emoji"], "on": False}))
    for row in votes:
        place = (row["conversation_id"], row["seq"])
        tallies[place] = tally = vote(tallies[place], list(row["options"]), [], len(tallies[place].votes))
        detail = {"votes": tally.votes, "voters": tally.voters, "closed": tally.closed}
        drafts.append(_draft(ledgers, place, "vote", detail))
    places = list(tallies)
    kept = [msgspec.to_builtins(tallies[place]) or None for place in places]
    await tx.fetch(_COUNT, [one for one, _ in places], [seq for _, seq in places], kept)
    return drafts


async def _tallies(tx: Transaction, rows: Sequence[Any]) -> dict[Place, Tally]:
    places = list(dict.fromkeys((row["conversation_id"], row["seq"]) for row in rows))
    found = await tx.fetch(_TALLIES, [one for one, _ in places], [seq for _, seq in places])
    return {(row["conversation_id"], row["seq"]): tally_of(row["detail"]) for row in found}


def _draft(ledgers: dict[UUID, Ledger], place: Place, kind: Any, detail: dict[str, Any]) -> Draft:
    return Draft(ledgers[place[0]], kind, None, "", "", target=place[1], detail=detail)


async def tell(tx: Transaction, context: Context, drafts: Sequence[Draft], at: datetime) -> None:
    """Write the facts, each conversation's together, and tell whoever is in it after the commit."""
    by_conversation: dict[UUID, list[Draft]] = defaultdict(list)
    for draft in drafts:
        by_conversation[draft.ledger.id].append(draft)
    ordered = [draft for own in by_conversation.values() for draft in own]
    for first in range(0, len(ordered), AT_ONCE):
        await telling.tell(tx, context, ordered[first : first + AT_ONCE], at)

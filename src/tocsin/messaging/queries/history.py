"""The facts of one conversation, page by page, and whom they reached."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from tocsin.effects.door import find_handled
from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import NotFound
from tocsin.kernel.seal import Keyring
from tocsin.messaging.queries.facts import COLUMNS, QUOTED, SHOWN, find_confirmed, find_pressed, shown
from tocsin.messaging.queries.people import find_faces
from tocsin.messaging.rules.shapes import Fact, FactPage, People, Reaction

LONGEST: Final = 200
_STAY = (
    "SELECT m.since_seq, m.read_seq, m.admin, c.realm_id, c.kind, c.owner_id, c.exporting, c.data_key_id, c.last_seq"
    " FROM conversation_member m JOIN conversation c ON c.id = m.conversation_id"
    " WHERE m.conversation_id = $1 AND m.person_id = $2 AND m.until_version IS NULL"
)
# Replies are counted, and the last position looked up, in the statement that reads the facts: what it shows is of one
# moment, so that a client knows which of the changes it hears of are in it already.
_PAGE = f"""
SELECT {COLUMNS}, (SELECT last_seq FROM conversation WHERE id = $1) AS as_of,
       (SELECT count(*) FROM message r WHERE r.conversation_id = $1 AND r.thread_seq = f.seq AND r.recalled_at IS NULL)
       AS replies
FROM (
    SELECT * FROM message m WHERE conversation_id = $1 AND seq > $2 AND {{range}} ORDER BY seq {{order}} LIMIT $4
) f{QUOTED} ORDER BY f.seq
"""  # noqa: S608
_BEFORE = _PAGE.format(range=f"seq < $3 AND {SHOWN.format(of='m')}", order="DESC")
_AFTER = _PAGE.format(range="seq > $3", order="ASC")
_THREAD = _PAGE.format(range="seq > $3 AND (seq = $5 OR thread_seq = $5)", order="ASC")
_ONE = (
    f"SELECT {COLUMNS}, (SELECT count(*) FROM message r WHERE r.conversation_id = $1 AND r.thread_seq = f.seq"  # noqa: S608
    f" AND r.recalled_at IS NULL) AS replies FROM message f{QUOTED} WHERE f.conversation_id = $1 AND f.seq = $2"
)
_KNOWN = (
    "SELECT person_id FROM conversation_member WHERE conversation_id = $1 AND person_id = ANY ($2::uuid[])"
    " UNION SELECT sender_id FROM message WHERE conversation_id = $1 AND seq > $3 AND sender_id = ANY ($2::uuid[])"
)
_PRESENT = (
    "SELECT person_id FROM conversation_member WHERE conversation_id = $1 AND person_id = ANY ($2::uuid[])"
    " AND until_version IS NULL"
)
# What the reader put on the messages of a page.
_AROUND = """
SELECT 'reaction' AS what, seq, emoji, NULL::bigint[] AS options FROM message_reaction
WHERE conversation_id = $1 AND person_id = $2 AND seq BETWEEN $3 AND $4
UNION ALL SELECT 'vote', seq, NULL, options FROM poll_vote
WHERE conversation_id = $1 AND person_id = $2 AND seq BETWEEN $3 AND $4
UNION ALL SELECT 'favourite', seq, NULL, NULL FROM favourite
WHERE conversation_id = $1 AND person_id = $2 AND seq BETWEEN $3 AND $4
"""


# Positions have no holes, and moments grow with them: the last one before a moment is found by halving.
_LAST_BEFORE: Final = """
WITH RECURSIVE s(low, high) AS (
    SELECT 0::bigint, $3::bigint
    UNION ALL
    SELECT CASE WHEN m.at < $2 THEN m.seq ELSE s.low END, CASE WHEN m.at < $2 THEN s.high ELSE m.seq - 1 END
    FROM s JOIN message m ON m.conversation_id = $1 AND m.seq = (s.low + s.high + 1) / 2
    WHERE s.low < s.high
) SELECT max(low) FROM s
"""


async def get_stay(tx: Transaction, conversation_id: UUID, person_id: UUID) -> Any:
    """Return the actor's stay: since_seq, read_seq, admin, and realm_id, kind, owner_id, exporting, data_key_id, last_seq.

    Raises :class:`NotFound` when there is none.
    """
    rows = await tx.fetch(_STAY, conversation_id, person_id)
    if not rows:
        raise NotFound
    return rows[0]


async def last_before(tx: Transaction, conversation_id: UUID, at: datetime, last_seq: int) -> int:
    """Return the position of the last fact before a moment, up to one that is there; none: zero."""
    return int((await tx.fetch(_LAST_BEFORE, conversation_id, at, last_seq))[0][0])


async def find_present(tx: Transaction, conversation_id: UUID, people: Sequence[UUID]) -> set[UUID]:
    """Return those of the people who are in a conversation."""
    if not people:
        return set()
    return {row["person_id"] for row in await tx.fetch(_PRESENT, conversation_id, list(people))}


async def find_facts(
    tx: Transaction,
    keyring: Keyring,
    me: UUID,
    conversation_id: UUID,
    *,
    before: int | None = None,
    after: int | None = None,
    limit: int = 50,
) -> FactPage:
    """Return a run of facts: the newest, those before a position, or those after one. Raises :class:`NotFound`.

    The number of queries does not depend on how many facts there are.
    """
    stay = await get_stay(tx, conversation_id, me)
    begin, end = stay["since_seq"] + 1, stay["last_seq"]
    if after is not None:
        rows = await tx.fetch(_AFTER, conversation_id, stay["since_seq"], after, limit + 1)
        page, more = rows[:limit], len(rows) > limit
        # Something may have been said since the stay was read; the rows tell as of when they are.
        known = page[-1]["as_of"] if page else end
        reach = (max(begin, after + 1), page[-1]["seq"] if more else max(known, after))
    else:
        bound = end + 1 if before is None else before
        rows = await tx.fetch(_BEFORE, conversation_id, stay["since_seq"], bound, limit + 1)
        page, more = rows[-limit:], len(rows) > limit
        reach = (page[0]["seq"] if more else begin, min(bound - 1, end))
    return await _page(tx, keyring, me, conversation_id, stay, page, more, reach)


async def find_thread(
    tx: Transaction, keyring: Keyring, me: UUID, conversation_id: UUID, seq: int, after: int, limit: int
) -> FactPage:
    """Return a message and the replies in its thread, ascending, from after a position. Raises :class:`NotFound`."""
    stay = await get_stay(tx, conversation_id, me)
    rows = await tx.fetch(_THREAD, conversation_id, stay["since_seq"], after, limit + 1, seq)
    if not rows and after < seq:
        raise NotFound
    page, more = rows[:limit], len(rows) > limit
    reach = (after + 1, page[-1]["seq"] if more else max(after, rows[-1]["as_of"] if rows else stay["last_seq"]))
    return await _page(tx, keyring, me, conversation_id, stay, page, more, reach)


async def _page(
    tx: Transaction,
    keyring: Keyring,
    me: UUID,
    conversation_id: UUID,
    stay: Any,
    rows: Sequence[Any],
    more: bool,
    reach: tuple[int, int],
) -> FactPage:
    keys = await keyring.data_keys(tx, [stay["data_key_id"]])
    key = keys.get(stay["data_key_id"])
    facts = [shown(row, conversation_id, key, stay["since_seq"], me=me) for row in rows]
    for fact, row in zip(facts, rows, strict=True):
        fact.replies = row["replies"]
    await _complete(tx, me, conversation_id, facts)
    people = await find_faces(tx, spoken_of(facts), stay["realm_id"])
    return FactPage(facts, people, more, *reach, rows[0]["as_of"] if rows else stay["last_seq"])


async def get_fact(tx: Transaction, keyring: Keyring, me: UUID, conversation_id: UUID, seq: int) -> Fact:
    """Return one fact of a conversation the actor is in. Raises :class:`NotFound`."""
    stay = await get_stay(tx, conversation_id, me)
    rows = await tx.fetch(_ONE, conversation_id, seq)
    if not rows or seq <= stay["since_seq"]:
        raise NotFound
    keys = await keyring.data_keys(tx, [stay["data_key_id"]])
    fact = shown(rows[0], conversation_id, keys.get(stay["data_key_id"]), stay["since_seq"], me=me)
    fact.replies = rows[0]["replies"]
    await _complete(tx, me, conversation_id, [fact])
    return fact


async def _complete(tx: Transaction, me: UUID, conversation_id: UUID, facts: Sequence[Fact]) -> None:
    """Add what the rows of messages do not hold: counts of one's own, and what stands around all of them."""
    own = [fact for fact in facts if fact.delivered is not None]
    messages = [(fact.seq, fact.sender_id) for fact in own]
    counts = await find_confirmed(tx, conversation_id, messages)
    handled = await find_handled(tx, conversation_id, messages)
    pressed = await find_pressed(tx, conversation_id, [fact.seq for fact in own if fact.confirm])
    for fact, confirmed in zip(own, counts, strict=True):
        fact.confirmed = pressed.get(fact.seq, 0) if fact.confirm else confirmed
        fact.handled = handled.get(fact.seq, 0)
    texts = {fact.seq: fact for fact in facts if fact.kind == "text"}
    if texts:
        for row in await tx.fetch(_AROUND, conversation_id, me, min(texts), max(texts)):
            if row["seq"] in texts:
                _put(texts[row["seq"]], row)


def _put(fact: Fact, row: Any) -> None:
    match row["what"]:
        case "reaction":
            fact.reactions = [
                Reaction(one.emoji, one.count, True) if one.emoji == row["emoji"] else one for one in fact.reactions
            ]
        case "vote":
            if fact.votes is not None:
                fact.votes = msgspec.structs.replace(fact.votes, mine=list(row["options"]))
        case _:
            fact.favourite = True


def spoken_of(facts: list[Fact]) -> set[UUID]:
    """Return the people some facts show or speak of."""
    people: set[UUID] = set()
    for fact in facts:
        people.update(fact.subjects)
        people.update(UUID(one) for one in fact.mentions if one != "all")
        people.update(one for one in (fact.sender_id, fact.reply_to and fact.reply_to.sender_id) if one)
    return people


async def find_people(tx: Transaction, me: UUID, conversation_id: UUID, people: list[UUID]) -> People:
    """Return how people are shown in a conversation of the actor's: those who are or were in it, and admins who lately
    did something with it.
    """
    stay = await get_stay(tx, conversation_id, me)
    lately = max(stay["since_seq"], stay["last_seq"] - LONGEST)
    rows = await tx.fetch(_KNOWN, conversation_id, people, lately)
    return await find_faces(tx, [row["person_id"] for row in rows], stay["realm_id"])

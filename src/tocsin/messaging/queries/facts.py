"""Facts as one person sees them."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from tocsin.kernel.db import Transaction
from tocsin.kernel.seal import DataKey, place
from tocsin.messaging.refusals import IdTaken
from tocsin.messaging.rules.content import Carried, decode_carried
from tocsin.messaging.rules.facts import show_tally, shown_detail, shown_mentions
from tocsin.messaging.rules.shapes import CHANGING, QUOTE_LIMIT, SAID, UNSHOWN, Fact, FactKind, Quote

COLUMNS = (
    "f.seq, f.kind AS fact_kind, f.at, f.sender_id, f.client_id, f.sent_at, f.body_sealed, f.mentions, f.reply_to,"
    " f.detail, f.recalled_at, f.audience, f.content_sealed, f.edited_at, f.thread_seq, q.sender_id AS quoted_sender,"
    " q.body_sealed AS quoted_sealed, q.carries AS quoted_carries, q.mentions AS quoted_mentions,"
    " q.content_sealed AS quoted_content, q.edited_at AS quoted_edited"
)
"""Of a fact ``f`` and the message ``q`` it replies to, or changes."""
QUOTED = " LEFT JOIN message q ON q.conversation_id = f.conversation_id AND q.seq = f.reply_to"
SHOWN = "{{of}}.kind NOT IN ({})".format(", ".join(f"'{kind}'" for kind in sorted(UNSHOWN)))
"""Of a fact called ``of``: it shows by itself, and does not only change another."""

# One pass over the stays of each conversation: how many begin and end between its listed positions. The arrays are
# ascending; width_bucket gives how many of their elements a number has reached. ``OFFSET 0`` keeps each conversation
# found by key: the planner takes as many listed messages for as many conversations, and would read all there are.
_PRESSED = (
    "SELECT n.seq, count(*) AS n FROM announcement_confirmation n JOIN conversation_member m"
    " ON m.conversation_id = n.conversation_id AND m.person_id = n.person_id AND m.since_seq < n.seq"
    " AND (m.until_seq IS NULL OR m.until_seq >= n.seq)"
    " WHERE n.conversation_id = $1 AND n.seq = ANY ($2::bigint[]) GROUP BY n.seq"
)
_SPANS = (
    "WITH w AS (SELECT conversation_id, array_agg(seq ORDER BY seq) AS seqs, min(seq) AS lowest"
    " FROM unnest($1::uuid[], $2::bigint[]) AS u(conversation_id, seq) GROUP BY conversation_id)"
    " SELECT w.conversation_id, width_bucket(s.since_seq, w.seqs) AS first, width_bucket(s.read_seq, w.seqs) AS last,"
    " count(*) AS n FROM w CROSS JOIN LATERAL ("
    "SELECT since_seq, least(read_seq, coalesce(until_seq, read_seq)) AS read_seq FROM conversation_member"
    " WHERE conversation_id = w.conversation_id AND read_seq >= w.lowest OFFSET 0) s GROUP BY 1, 2, 3"
)
_OWN = (
    "SELECT m.conversation_id, m.person_id, m.since_seq, least(m.read_seq, coalesce(m.until_seq, m.read_seq)) AS read_seq"
    " FROM unnest($1::uuid[], $2::uuid[]) AS u(conversation_id, person_id)"
    " JOIN conversation_member m ON m.conversation_id = u.conversation_id AND m.person_id = u.person_id"
)


_DONE = (
    f"SELECT {COLUMNS} FROM message f{QUOTED}"  # noqa: S608
    " WHERE f.conversation_id = $1 AND f.sender_id = $2 AND f.client_id = $3"
)


async def find_done(
    tx: Transaction, conversation_id: UUID, person_id: UUID, client_id: UUID | None, kind: FactKind, target: int | None
) -> Any:
    """Return the row of what was done before under the same id, if anything was: of that kind, to the same target.

    Raises ``IdTaken`` where the id is of something else.
    """
    rows = await tx.fetch(_DONE, conversation_id, person_id, client_id) if client_id is not None else []
    if not rows:
        return None
    if rows[0]["fact_kind"] != kind or rows[0]["reply_to"] != target:
        raise IdTaken
    return rows[0]


def body_place(conversation_id: UUID, seq: int) -> bytes:
    """Return the place a fact's body is sealed for."""
    return place("message.body", conversation_id, seq)


def content_place(conversation_id: UUID, seq: int) -> bytes:
    """Return the place what a message carries is sealed for."""
    return place("message.content", conversation_id, seq)


def name_place(conversation_id: UUID) -> bytes:
    """Return the place a conversation's name is sealed for."""
    return place("conversation.name", conversation_id)


def shown(row: Any, conversation_id: UUID, key: DataKey | None, since: int, *, me: UUID | None = None) -> Fact:
    """Return a row of :data:`COLUMNS` as a fact, to somebody who sees what comes after ``since``.

    Of a change of an earlier message it tells no more than its position; of an earlier message of one's own, which a repeated
    send answers, no reactions and no votes. ``me``: whose own messages show how many they
    were delivered to.
    """
    fact = Fact(conversation_id=conversation_id, seq=row["seq"], kind=row["fact_kind"], at=row["at"])
    if fact.kind in CHANGING and row["detail"]["target"] <= since:
        fact.target = row["detail"]["target"]
        return fact
    fact.sender_id = row["sender_id"]
    if me is not None and fact.sender_id == me and fact.kind in SAID:
        fact.delivered = row["audience"]
    if fact.kind != "text":
        return _shown_change(fact, row, key)
    fact.client_id = row["client_id"]
    fact.sent_at = row["sent_at"]
    fact.text = open_body(row["body_sealed"], conversation_id, fact.seq, key)
    fact.mentions = shown_mentions(row["mentions"])
    fact.recalled = row["recalled_at"] is not None
    fact.edited_at = None if fact.recalled else row["edited_at"]
    fact.thread = row["thread_seq"]
    carried = open_carried(row["content_sealed"], conversation_id, fact.seq, key)
    fact.content, fact.origin, fact.cards = carried.content, carried.origin, carried.cards
    show_tally(fact, row["detail"] if fact.seq > since else None)
    if row["reply_to"] is not None:
        fact.reply_to = quoted(row, conversation_id, key, since)
    return fact


def _shown_change(fact: Fact, row: Any, key: DataKey | None) -> Fact:
    """Fill in a fact that is no text. What an edit or a card brought is shown as the message has it now."""
    for name, value in shown_detail(row["detail"]).items():
        setattr(fact, name, value)
    if fact.kind == "edit":
        fact.text = open_body(row["quoted_sealed"], fact.conversation_id, row["reply_to"], key)
        fact.mentions = shown_mentions(row["quoted_mentions"])
    elif fact.kind == "card":
        fact.cards = open_carried(row["quoted_content"], fact.conversation_id, row["reply_to"], key).cards
    elif fact.kind == "announced":
        fact.client_id = row["client_id"]
        fact.text = open_body(row["body_sealed"], fact.conversation_id, fact.seq, key)
        fact.recalled = row["recalled_at"] is not None
    else:
        fact.name = open_body(row["body_sealed"], fact.conversation_id, fact.seq, key)
    return fact


def open_body(sealed: bytes | None, conversation_id: UUID, seq: int, key: DataKey | None) -> str | None:
    """Return the text of a fact; none where there is none, or its key is gone."""
    return key.open_text(sealed, body_place(conversation_id, seq)) if sealed is not None and key else None


def open_carried(sealed: bytes | None, conversation_id: UUID, seq: int, key: DataKey | None) -> Carried:
    """Return what a message carries beside its text."""
    if sealed is None or key is None:
        return Carried()
    return decode_carried(key.open(sealed, content_place(conversation_id, seq)))


def quoted(row: Any, conversation_id: UUID, key: DataKey | None, since: int = 0) -> Quote:
    """Return the message a message replies to, cut to what a quotation shows, to somebody who sees what comes after ``since``.

    Whoever replied chose to show what they quoted as it was then. What its sender made of it later, nobody chose to show
    to those who do not see the message.
    """
    text = open_body(row["quoted_sealed"], conversation_id, row["reply_to"], key)
    if row["reply_to"] <= since and row["quoted_edited"] is not None and row["quoted_edited"] >= row["at"]:
        text = None
    carries = None if text is None else row["quoted_carries"]
    return Quote(row["reply_to"], row["quoted_sender"], text and text[:QUOTE_LIMIT], carries)


async def find_confirmed(
    tx: Transaction, conversation_id: UUID, messages: Sequence[tuple[int, UUID | None]]
) -> list[int]:
    """Return how many people confirmed each message, given as position and sender, ascending; two queries in all."""
    return (await find_all_confirmed(tx, {conversation_id: messages}))[conversation_id]


async def find_pressed(tx: Transaction, conversation_id: UUID, seqs: Sequence[int]) -> dict[int, int]:
    """Return how many people, of those who were there, pressed that they confirm announcements; nobody's are left out."""
    rows = await tx.fetch(_PRESSED, conversation_id, list(seqs)) if seqs else ()
    return {row["seq"]: row["n"] for row in rows}


async def find_all_confirmed(
    tx: Transaction, messages: Mapping[UUID, Sequence[tuple[int, UUID | None]]]
) -> dict[UUID, list[int]]:
    """Return how many people confirmed each message of several conversations, given as position and sender, ascending.

    A person confirmed a message who was there when it was sent and has read at least as far. Two queries in all.
    """
    placed = [(one, seq) for one, own in messages.items() for seq, _ in own]
    if not placed:
        return {one: [] for one in messages}
    steps = {one: [0] * (len(own) + 1) for one, own in messages.items()}
    for row in await tx.fetch(_SPANS, [one for one, _ in placed], [seq for _, seq in placed]):
        steps[row["conversation_id"]][row["first"]] += row["n"]
        steps[row["conversation_id"]][row["last"]] -= row["n"]
    senders = {(one, sender) for one, own in messages.items() for _, sender in own if sender is not None}
    stays: dict[tuple[UUID, UUID | None], list[tuple[int, int]]] = {}
    for row in await tx.fetch(_OWN, [one for one, _ in senders], [sender for _, sender in senders]):
        stay = (row["since_seq"], row["read_seq"])
        stays.setdefault((row["conversation_id"], row["person_id"]), []).append(stay)
    counts: dict[UUID, list[int]] = {}
    for one, own in messages.items():
        confirmed, counts[one] = 0, []
        for (seq, sender), step in zip(own, steps[one], strict=False):
            confirmed += step
            itself = any(since < seq <= read for since, read in stays.get((one, sender), ()))
            counts[one].append(confirmed - itself)
    return counts

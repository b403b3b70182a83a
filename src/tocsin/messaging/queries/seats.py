"""Who is in a conversation: page by page, or those of a name."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from tocsin.kernel import paging, text
from tocsin.kernel.db import Transaction
from tocsin.kernel.ids import PLATFORM
from tocsin.kernel.types import Page
from tocsin.messaging.queries.history import get_stay
from tocsin.messaging.queries.people import find_faces
from tocsin.messaging.rules.groups import role_of
from tocsin.messaging.rules.shapes import Seat
from tocsin.organisations import door as organisations

# Whoever runs it first.
_SEATS = """
SELECT * FROM (
    SELECT person_id, at, admin, silenced_until, CASE WHEN person_id = $2 THEN 0 WHEN admin THEN 1 ELSE 2 END AS rank
    FROM conversation_member WHERE conversation_id = $1 AND until_version IS NULL
    AND ($6::uuid[] IS NULL OR person_id = ANY ($6))) s
WHERE $3::int IS NULL OR (rank, person_id) > ($3, $4::uuid) ORDER BY rank, person_id LIMIT $5
"""
_NAMED = """
WITH named AS MATERIALIZED ({named})
SELECT s.person_id, s.at, s.admin, s.silenced_until, n.name, n.sort_key
FROM named n JOIN conversation_member s ON s.conversation_id = $3 AND s.person_id = n.person_id AND s.until_version IS NULL
WHERE $4::text IS NULL OR (n.sort_key, n.person_id) > ($4, $5::uuid) ORDER BY n.sort_key, n.person_id
LIMIT $6
"""
LOOKED_AT = 1_000
"""Names held against a question for one page: a word may stand in the post of everybody."""


async def find_seats(
    tx: Transaction,
    me: UUID,
    conversation_id: UUID,
    after: str | None,
    limit: int,
    question: str | None = None,
    *,
    people: list[UUID] | None = None,
) -> Page[Seat]:
    """Return a page of a conversation's members: its owner, its admins, then the others; or those of a name, in its order.

    ``people``: those among them alone. A page of a name may hold fewer than asked for, and yet not be the last. Raises :class:`NotFound`.
    """
    stay = await get_stay(tx, conversation_id, me)
    if question is not None and question.strip():
        return await _find_named(tx, stay, conversation_id, question, after, limit)
    bounds = paging.after(after, tuple[int, UUID]) or (None, None)
    rows = await tx.fetch(_SEATS, conversation_id, stay["owner_id"], *bounds, limit + 1, people)
    items = await _shown(tx, stay, rows[:limit])
    last = rows[limit - 1] if len(rows) > limit else None
    return Page(items, None if last is None else paging.cursor(last["rank"], last["person_id"]))


async def _find_named(
    tx: Transaction, stay: Any, conversation_id: UUID, question: str, after: str | None, limit: int
) -> Page[Seat]:
    if stay["realm_id"] == PLATFORM:
        # Of two people, whom no organisation's directory need hold.
        terms = set(text.query_terms(question))
        rows = await tx.fetch(_SEATS, conversation_id, None, None, None, limit, None)
        seats = await _shown(tx, stay, rows)
        return Page([one for one in seats if terms and terms <= text.index_terms(one.name)])
    named = await organisations.find_named(tx, stay["realm_id"], question)
    if named is None:
        return Page([])
    bounds = paging.after(after, tuple[str, UUID]) or (None, None)
    sql, most = _NAMED.format(named=named.sql), max(LOOKED_AT, limit + 1)
    rows = await tx.fetch(sql, stay["realm_id"], named.tokens, conversation_id, *bounds, most)
    found = await named.meeting(rows, limit + 1)
    items = await _shown(tx, stay, found[:limit])
    last = found[limit - 1] if len(found) > limit else rows[-1] if len(rows) == most else None
    return Page(items, None if last is None else paging.cursor(last["sort_key"], last["person_id"]))


async def _shown(tx: Transaction, stay: Any, rows: Sequence[Any]) -> list[Seat]:
    people = await find_faces(tx, [row["person_id"] for row in rows], stay["realm_id"])
    items = []
    for row in rows:
        face = people.get(row["person_id"])
        items.append(
            Seat(
                row["person_id"],
                face.name if face else "",
                face.avatar if face else None,
                face.post if face else None,
                role_of(stay["owner_id"], row["person_id"], row["admin"]),
                row["at"],
                row["silenced_until"],
            )
        )
    return items

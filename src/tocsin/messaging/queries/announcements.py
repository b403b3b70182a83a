"""Announcements of a group, and who has confirmed one. Everybody in a group sees all of its announcements."""

from datetime import datetime
from uuid import UUID

import msgspec

from tocsin.kernel import paging
from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.types import Page
from tocsin.messaging.queries.facts import open_body
from tocsin.messaging.queries.history import get_stay
from tocsin.messaging.queries.people import find_faces
from tocsin.messaging.rules.groups import role_of

# Those counted were in the group when it was made, as of every effect. They are counted for whoever is told.
_CONFIRMED = (
    "FROM conversation_member m JOIN announcement_confirmation n ON n.conversation_id = m.conversation_id"
    " AND n.seq = f.seq AND n.person_id = m.person_id"
    " WHERE m.conversation_id = f.conversation_id AND m.since_seq < f.seq AND (m.until_seq IS NULL OR m.until_seq >= f.seq)"
)
_LIST = f"""
SELECT f.seq, f.sender_id, f.at, f.body_sealed, f.detail, f.audience, c.announcement_seq = f.seq AS current,
       EXISTS (SELECT FROM announcement_confirmation n WHERE n.conversation_id = f.conversation_id AND n.seq = f.seq
               AND n.person_id = $2) AS mine,
       CASE WHEN (f.detail->>'confirm')::bool AND ($5 OR f.sender_id = $2) THEN (SELECT count(*) {_CONFIRMED}) END
       AS confirmed
FROM message f JOIN conversation c ON c.id = f.conversation_id
WHERE f.conversation_id = $1 AND f.kind = 'announced' AND ($3::bigint IS NULL OR f.seq < $3)
ORDER BY f.seq DESC LIMIT $4
"""  # noqa: S608


class AnnouncementRow(msgspec.Struct, frozen=True):
    """An announcement; ``current``: it stands above the chat. ``text`` is none where it was erased.

    ``mine``: the reader has confirmed it. ``confirmed`` of the ``total`` people have who were there when it was made, told
    to whoever made it, to the owner and to admins.
    """

    seq: int
    text: str | None
    sender_id: UUID | None
    sender: str
    avatar: str | None
    at: datetime
    confirm: bool
    current: bool
    mine: bool
    confirmed: int | None
    total: int | None
    reminded_at: datetime | None


async def find_announcements(
    tx: Transaction, context: Context, me: UUID, conversation_id: UUID, after: str | None, limit: int
) -> Page[AnnouncementRow]:
    """Return a page of a group's announcements, the newest first. Raises :class:`NotFound`."""
    stay = await get_stay(tx, conversation_id, me)
    (before,) = paging.after(after, tuple[int]) or (None,)
    manager = role_of(stay["owner_id"], me, stay["admin"]) != "member"
    rows = await tx.fetch(_LIST, conversation_id, me, before, limit + 1, manager)
    page = rows[:limit]
    key = (await context.keyring.data_keys(tx, [stay["data_key_id"]])).get(stay["data_key_id"])
    people = await find_faces(tx, {row["sender_id"] for row in page if row["sender_id"]}, stay["realm_id"])
    items = []
    for row in page:
        face, detail = people.get(row["sender_id"]), row["detail"]
        told = row["confirmed"] is not None
        items.append(
            AnnouncementRow(
                row["seq"],
                open_body(row["body_sealed"], conversation_id, row["seq"], key),
                row["sender_id"],
                face.name if face else "",
                face.avatar if face else None,
                row["at"],
                detail["confirm"],
                bool(row["current"]),
                row["mine"],
                row["confirmed"],
                row["audience"] if told else None,
                datetime.fromisoformat(detail["reminded_at"]) if told and "reminded_at" in detail else None,
            )
        )
    return Page(items, paging.cursor(page[-1]["seq"]) if len(rows) > limit else None)

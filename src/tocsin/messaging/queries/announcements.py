"""Announcements of a group, and who has confirmed one. Everybody in a group sees all of its announcements."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from tocsin.kernel import paging
from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import NotFound
from tocsin.kernel.ids import PLATFORM
from tocsin.kernel.types import Page
from tocsin.messaging.queries.facts import open_body
from tocsin.messaging.queries.history import get_stay
from tocsin.messaging.queries.people import find_faces
from tocsin.messaging.rules.groups import check_manager, role_of
from tocsin.messaging.rules.shapes import EffectRow

# Those counted are in the group now, and are not whoever made the announcement. They are counted for whoever is told.
_CONFIRMED = (
    "FROM conversation_member m JOIN announcement_confirmation n ON n.conversation_id = m.conversation_id"
    " AND n.seq = f.seq AND n.person_id = m.person_id"
    " WHERE m.conversation_id = f.conversation_id AND m.until_version IS NULL"
)
_LIST = f"""
SELECT f.seq, f.sender_id, f.at, f.body_sealed, f.detail, c.announcement_seq = f.seq AS current, c.members,
       EXISTS (SELECT FROM conversation_member m WHERE m.conversation_id = f.conversation_id
               AND m.person_id = f.sender_id AND m.until_version IS NULL) AS sender_here,
       EXISTS (SELECT {_CONFIRMED} AND m.person_id = $2) AS mine,
       CASE WHEN (f.detail->>'confirm')::bool AND ($6 OR f.sender_id = $2) THEN (SELECT count(*) {_CONFIRMED}) END
       AS confirmed
FROM message f JOIN conversation c ON c.id = f.conversation_id
WHERE f.conversation_id = $1 AND f.kind = 'announced' AND ($3::bigint IS NULL OR f.seq < $3)
  AND ($5::bigint IS NULL OR f.seq = $5)
ORDER BY f.seq DESC LIMIT $4
"""  # noqa: S608
_PEOPLE = (
    "SELECT m.person_id, n.at FROM conversation_member m LEFT JOIN announcement_confirmation n"
    " ON n.conversation_id = m.conversation_id AND n.seq = $2 AND n.person_id = m.person_id"
    " WHERE m.conversation_id = $1 AND m.until_version IS NULL AND m.person_id IS DISTINCT FROM $3"
    " AND m.person_id > $4 AND (n.at IS NOT NULL) = $5 ORDER BY m.person_id LIMIT $6"
)


class AnnouncementRow(msgspec.Struct, frozen=True):
    """An announcement; ``current``: it stands above the chat. ``text`` is none where it was erased.

    ``mine``: the reader has confirmed it. ``confirmed`` of ``total`` people have, told to whoever made it, to the owner
    and to admins.
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


class Confirmations(msgspec.Struct, frozen=True):
    """Who has confirmed an announcement, or has not, and how many have."""

    total: int
    confirmed: int
    items: list[EffectRow]
    next: str | None


async def find_announcements(
    tx: Transaction, context: Context, me: UUID, conversation_id: UUID, after: str | None, limit: int
) -> Page[AnnouncementRow]:
    """Return a page of a group's announcements, the newest first. Raises :class:`NotFound`."""
    stay = await get_stay(tx, conversation_id, me)
    (before,) = paging.after(after, tuple[int]) or (None,)
    manager = role_of(stay["owner_id"], me, stay["admin"]) != "member"
    rows = await tx.fetch(_LIST, conversation_id, me, before, limit + 1, None, manager)
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
                row["members"] - row["sender_here"] if told else None,
                datetime.fromisoformat(detail["reminded_at"]) if told and "reminded_at" in detail else None,
            )
        )
    return Page(items, paging.cursor(page[-1]["seq"]) if len(rows) > limit else None)


async def find_confirmations(
    tx: Transaction,
    me: UUID,
    conversation_id: UUID,
    seq: int,
    *,
    confirmed: bool,
    after: str | None,
    limit: int,
) -> Confirmations:
    """Return a page of who has confirmed an announcement, or has not, by id.

    Raises :class:`NotFound`, and ``AdminsOnly`` to whoever did not make it and is neither owner nor admin.
    """
    stay = await get_stay(tx, conversation_id, me)
    rows = await tx.fetch(_LIST, conversation_id, me, None, 1, seq, True)
    if not rows:
        raise NotFound
    row: Any = rows[0]
    if row["sender_id"] != me:
        check_manager(role_of(stay["owner_id"], me, stay["admin"]))
    (behind,) = paging.after(after, tuple[UUID]) or (PLATFORM,)
    seats = await tx.fetch(_PEOPLE, conversation_id, seq, row["sender_id"], behind, confirmed, limit + 1)
    page = seats[:limit]
    faces = await find_faces(tx, [one["person_id"] for one in page], stay["realm_id"])
    items = []
    for one in page:
        face = faces.get(one["person_id"])
        shown = (face.name, face.avatar, face.post) if face else ("", None, None)
        items.append(EffectRow(one["person_id"], *shown, one["at"]))
    following = paging.cursor(page[-1]["person_id"]) if len(seats) > limit else None
    return Confirmations(row["members"] - row["sender_here"], row["confirmed"] or 0, items, following)

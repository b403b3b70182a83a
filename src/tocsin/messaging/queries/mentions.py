"""Where a person was mentioned, over all their conversations: one query for a page, and two for names."""

import base64
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import Invalid
from tocsin.kernel.seal import DataKey, Keyring
from tocsin.messaging.queries.facts import COLUMNS, QUOTED, name_place, shown
from tocsin.messaging.queries.people import find_faces
from tocsin.messaging.rules.mentions import Mention, MentionedIn, MentionPage
from tocsin.messaging.rules.shapes import Fact, People

# The function knows positions only; message and conversation are read here, through the policies.
_PAGE = f"""
SELECT p.read_seq, m.since_seq, c.id, c.kind, c.name_sealed, c.data_key_id,
       CASE WHEN c.pair_low = $1 THEN c.pair_high ELSE c.pair_low END AS peer_id, {COLUMNS}
FROM tocsin_mentions($2, $3, $4, $5) p JOIN conversation c ON c.id = p.conversation_id
JOIN conversation_member m ON m.conversation_id = p.conversation_id AND m.person_id = $1 AND m.until_version IS NULL
JOIN message f ON f.conversation_id = p.conversation_id AND f.seq = p.seq{QUOTED}
ORDER BY f.at DESC, c.id DESC, f.seq DESC
"""  # noqa: S608


class _Cursor(msgspec.Struct, array_like=True):
    at: datetime
    id: UUID
    seq: int


def _decode(after: str | None) -> tuple[datetime, UUID, int] | tuple[None, None, None]:
    if after is None:
        return None, None, None
    try:
        cursor = msgspec.json.decode(base64.urlsafe_b64decode(after), type=_Cursor)
    except (ValueError, msgspec.MsgspecError):
        raise Invalid(fields={"after": "not a cursor of this list"}) from None
    if cursor.at.tzinfo is None or not 0 <= cursor.seq < 2**63:
        raise Invalid(fields={"after": "not a cursor of this list"})
    return cursor.at, cursor.id, cursor.seq


def _encode(row: Any) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(_Cursor(row["at"], row["id"], row["seq"]))).decode()


async def find_mentions(tx: Transaction, keyring: Keyring, me: UUID, after: str | None, limit: int) -> MentionPage:
    """Return a page of the messages that mention the actor or everybody, newest first, their own left out.

    Raises :class:`Invalid` for a cursor that is none.
    """
    rows = await tx.fetch(_PAGE, me, *_decode(after), limit + 1)
    page = rows[:limit]
    keys = await keyring.data_keys(tx, {row["data_key_id"] for row in page})
    found = [(row, shown(row, row["id"], keys.get(row["data_key_id"]), row["since_seq"])) for row in page]
    people = await find_faces(tx, _spoken_of(found))
    items = [
        Mention(_place(row, keys.get(row["data_key_id"]), people), fact, row["seq"] > row["read_seq"])
        for row, fact in found
    ]
    return MentionPage(items, _encode(page[-1]) if len(rows) > limit else None, people)


def _place(row: Any, key: DataKey | None, people: People) -> MentionedIn:
    peer = people.get(row["peer_id"])
    name = peer.name if peer is not None else ""
    if row["name_sealed"] is not None and key is not None:
        name = key.open_text(row["name_sealed"], name_place(row["id"]))
    return MentionedIn(row["id"], row["kind"], name)


def _spoken_of(found: list[tuple[Any, Fact]]) -> set[UUID]:
    people: set[UUID] = set()
    for row, fact in found:
        people.update(one for one in (row["peer_id"], fact.sender_id) if one is not None)
        people.update(UUID(one) for one in fact.mentions if one != "all")
    return people

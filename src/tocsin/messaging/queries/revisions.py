"""What stands around a message: earlier texts, who reacted, who voted, the messages one keeps at hand."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from tocsin.kernel import paging, text
from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import NotFound
from tocsin.kernel.seal import DataKey, Keyring, place
from tocsin.kernel.types import Page
from tocsin.messaging.queries.conversations import find_names
from tocsin.messaging.queries.facts import COLUMNS, QUOTED, shown
from tocsin.messaging.queries.history import get_fact, get_stay
from tocsin.messaging.queries.people import find_faces
from tocsin.messaging.refusals import NotAPoll
from tocsin.messaging.rules.content import Poll
from tocsin.messaging.rules.searching import searchable_text
from tocsin.messaging.rules.shapes import Face, FavouritePage, FavouriteRow, People, Reactor, Revision, Voter

_REVISIONS: Final = (
    "SELECT number, body_sealed, at FROM message_revision WHERE conversation_id = $1 AND seq = $2 ORDER BY number"
)
_REACTORS: Final = (
    "SELECT emoji, person_id, at FROM message_reaction WHERE conversation_id = $1 AND seq = $2"
    " AND ($3::text IS NULL OR (emoji, person_id) > ($3, $4)) ORDER BY emoji, person_id LIMIT $5"
)
_VOTERS: Final = (
    "SELECT person_id, options, at FROM poll_vote WHERE conversation_id = $1 AND seq = $2 AND NOT anonymous"
    " AND person_id > $3 ORDER BY person_id LIMIT $4"
)
_FAVOURITES: Final = f"""
SELECT k.at AS kept_at, k.conversation_id, c.data_key_id, c.realm_id, m.since_seq, {COLUMNS}
FROM favourite k
JOIN conversation c ON c.id = k.conversation_id
JOIN conversation_member m ON m.conversation_id = k.conversation_id AND m.person_id = k.person_id
     AND m.until_version IS NULL AND m.since_seq < k.seq
JOIN message f ON f.conversation_id = k.conversation_id AND f.seq = k.seq AND f.recalled_at IS NULL{QUOTED}
WHERE k.person_id = $1 AND ($2::timestamptz IS NULL OR (k.at, k.conversation_id, k.seq) < ($2, $3, $4))
ORDER BY k.at DESC, k.conversation_id DESC, k.seq DESC LIMIT $5
"""  # noqa: S608
SOUGHT: Final = 200
"""Favourites that one page of those asked for looks through."""
_NOBODY: Final = UUID(int=0)


def revision_place(conversation_id: UUID, seq: int, number: int) -> bytes:
    """Return the place an earlier text is sealed for."""
    return place("message_revision.body", conversation_id, seq, number)


async def find_revisions(
    tx: Transaction, keyring: Keyring, me: UUID, conversation_id: UUID, seq: int
) -> list[Revision]:
    """Return the texts of a message, the first as it was sent, the last as it is. Raises :class:`NotFound`."""
    fact = await get_fact(tx, keyring, me, conversation_id, seq)
    if fact.kind != "text" or fact.recalled or fact.text is None:
        raise NotFound
    key = await keyring.data_key(tx, (await get_stay(tx, conversation_id, me))["data_key_id"])
    earlier = await find_earlier(tx, conversation_id, seq, key)
    return [*earlier, Revision(fact.text, fact.edited_at or fact.at)]


async def find_earlier(tx: Transaction, conversation_id: UUID, seq: int, key: DataKey) -> list[Revision]:
    """Return the texts a message had before the one it has, to a caller who may see them."""
    return [
        Revision(key.open_text(row["body_sealed"], revision_place(conversation_id, seq, row["number"])), row["at"])
        for row in await tx.fetch(_REVISIONS, conversation_id, seq)
        if row["body_sealed"] is not None
    ]


async def find_reactors(
    tx: Transaction, me: UUID, conversation_id: UUID, seq: int, after: str | None, limit: int
) -> Page[Reactor]:
    """Return a page of who put what on a message, by emoji. Raises :class:`NotFound`."""
    stay = await get_stay(tx, conversation_id, me)
    if seq <= stay["since_seq"]:
        raise NotFound
    emoji, person = paging.after(after, tuple[str, UUID]) or (None, None)
    rows = await tx.fetch(_REACTORS, conversation_id, seq, emoji, person, limit + 1)
    people = await find_faces(tx, {row["person_id"] for row in rows[:limit]}, stay["realm_id"])
    items = [
        Reactor(row["emoji"], row["person_id"], *_face(people.get(row["person_id"])), row["at"]) for row in rows[:limit]
    ]
    return Page(items, paging.cursor(items[-1].emoji, items[-1].person_id) if len(rows) > limit else None)


async def find_voters(
    tx: Transaction, keyring: Keyring, me: UUID, conversation_id: UUID, seq: int, after: str | None, limit: int
) -> Page[Voter]:
    """Return a page of who chose what, by id; nobody where the poll is anonymous.

    Raises :class:`NotFound`, ``NotAPoll``.
    """
    fact = await get_fact(tx, keyring, me, conversation_id, seq)
    if not isinstance(fact.content, Poll):
        raise NotAPoll
    stay = await get_stay(tx, conversation_id, me)
    (person,) = paging.after(after, tuple[UUID]) or (_NOBODY,)
    rows = await tx.fetch(_VOTERS, conversation_id, seq, person, limit + 1)
    people = await find_faces(tx, {row["person_id"] for row in rows[:limit]}, stay["realm_id"])
    items = [
        Voter(row["person_id"], *_face(people.get(row["person_id"])), list(row["options"]), row["at"])
        for row in rows[:limit]
    ]
    return Page(items, paging.cursor(items[-1].person_id) if len(rows) > limit else None)


def _face(face: Face | None) -> tuple[str, str | None]:
    return (face.name, face.avatar) if face else ("", None)


async def find_favourites(
    tx: Transaction, keyring: Keyring, me: UUID, after: str | None, limit: int, asked: str = ""
) -> FavouritePage:
    """Return a page of the messages the actor keeps at hand and still sees, the last kept first.

    Of those asked for, a page is what so many as :data:`SOUGHT` hold of them, be it nothing.
    """
    sought = text.fold(asked).split()
    size = SOUGHT if sought else limit
    bounds: tuple[Any, ...] = paging.after(after, tuple[datetime, UUID, int]) or (None, None, None)
    rows = await tx.fetch(_FAVOURITES, me, *bounds, size + 1)
    page = rows[:size]
    keys = await keyring.data_keys(tx, {row["data_key_id"] for row in page})
    names = await find_names(tx, keyring, me, {row["conversation_id"] for row in page})
    items = [
        FavouriteRow(
            row["conversation_id"],
            names.get(row["conversation_id"], ""),
            row["kept_at"],
            shown(row, row["conversation_id"], keys.get(row["data_key_id"]), row["since_seq"]),
        )
        for row in page
    ]
    people = await find_faces(tx, {row.fact.sender_id for row in items if row.fact.sender_id})
    last = page[-1] if len(rows) > size else None
    following = paging.cursor(last["kept_at"], last["conversation_id"], last["seq"]) if last else None
    return FavouritePage([one for one in items if _says(one, people, sought)], people, following)


def _says(row: FavouriteRow, people: People, sought: list[str]) -> bool:
    """Whether a favourite, where it stands or who wrote it holds each of the words, folded as all search does."""
    if not sought:
        return True
    said, writer = searchable_text(row.fact), people.get(row.fact.sender_id) if row.fact.sender_id else None
    whole = text.fold(f"{said.whole if said else ''} {row.conversation} {writer.name if writer else ''}")
    return all(word in whole for word in sought)

"""Answers to searches: messages by conversation, files and links, groups by their name."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from tocsin.kernel import text
from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import Words
from tocsin.kernel.paging import after, cursor
from tocsin.kernel.search import PER_PLACE, Asked, Hit, Part, Searchable, Section, excerpt, name_parts, plain
from tocsin.messaging.queries.facts import name_place, shown
from tocsin.messaging.queries.people import find_faces
from tocsin.messaging.queries.searching import Look, Match, Mine, find_facts_at, find_mine, portions, want
from tocsin.messaging.rules.searching import readable, searchable_text
from tocsin.messaging.rules.shapes import Face, People

Found = list[tuple[Mine, list[Match], bool]]


def _texts(kind: str) -> Any:
    async def find(context: Context, tx: Transaction, asked: Asked) -> Section:
        wanted = want(asked, kind)
        if not wanted.terms.sets:
            if asked.place_id is not None:
                await find_mine(tx, asked.actor, asked.place_id)
            return Section(kind, [], common=wanted.question.common)
        look = Look(tx, context, asked, wanted)
        if asked.place_id is not None:
            return await _in_one(context, tx, asked, kind, look)
        return await _by_place(context, tx, asked, kind, look)

    return find


async def _in_one(context: Context, tx: Transaction, asked: Asked, kind: str, look: Look) -> Section:
    """A page of what stands in one conversation, newest first."""
    place = (await find_mine(tx, asked.actor, asked.place_id))[0]
    behind = after(asked.after, tuple[int])
    matches, below = await look.inside(place, asked.limit, behind[0] if behind else None)
    items = await _Showing(tx, context, asked).hits([(place, [match], False) for match in matches], kind)
    return Section(kind, items, None if below is None else cursor(below))


async def _by_place(context: Context, tx: Transaction, asked: Asked, kind: str, look: Look) -> Section:
    """A page of conversations, each with its newest match and how many there are."""
    places = await find_mine(tx, asked.actor, before=after(asked.after, tuple[datetime, UUID]))
    groups: Found = []
    for some in portions(places):
        groups += await look.through(some, asked.limit + 1 - len(groups))
        if len(groups) > asked.limit:
            break
    page = groups[: asked.limit]
    items = await _Showing(tx, context, asked).hits(page, kind)
    last = page[-1][0] if len(groups) > asked.limit else None
    return Section(kind, items, None if last is None else cursor(last.last_at, last.id))


class _Showing:
    """From matches to what is shown of them; the number of queries does not depend on how many they are."""

    def __init__(self, tx: Transaction, context: Context, asked: Asked) -> None:
        self._tx = tx
        self._context = context
        self._asked = asked

    async def hits(self, groups: Found, kind: str) -> list[Hit]:
        if not groups:
            return []
        # What stands beside a file or a link is about something else.
        around = await self._around(groups) if kind == "messages" else {}
        people = {match.fact.sender_id for _, matches, _ in groups for match in matches[:1]}
        peers = {place.peer_id for place, _, _ in groups}
        faces = await find_faces(self._tx, {one for one in people | peers if one is not None})
        titles = await titles_of(self._tx, self._context, [place for place, _, _ in groups], faces)
        return [_hit(place, matches, more, titles[place.id], faces, around) for place, matches, more in groups]

    async def _around(self, groups: Found) -> dict[tuple[UUID, int], str]:
        """The lines just before and after what is shown."""
        near = [(place.id, matches[0].fact.seq + step) for place, matches, _ in groups for step in (-1, 1)]
        rows = await find_facts_at(self._tx, self._asked.actor, near)
        keys = await self._context.keyring.data_keys(self._tx, {place.data_key_id for place, _, _ in groups})
        of = {place.id: place for place, _, _ in groups}
        lines = {}
        for row in rows:
            place = of[row["conversation_id"]]
            found = searchable_text(shown(row, place.id, keys.get(place.data_key_id), place.since_seq))
            if found is not None:
                lines[row["conversation_id"], row["seq"]] = plain(readable(found.whole))
        return lines


def _hit(
    place: Mine,
    matches: Sequence[Match],
    more: bool,
    title: str,
    faces: People,
    around: dict[tuple[UUID, int], str],
) -> Hit:
    match = matches[0]
    fact = match.fact
    sender = faces.get(fact.sender_id) if fact.sender_id else None
    peer = faces.get(place.peer_id) if place.peer_id else None
    shown_text = " · ".join(match.names) or readable(match.found.whole)
    return Hit(
        id=place.id,
        title=[Part(title)],
        form=place.kind,
        seq=fact.seq,
        text=excerpt(shown_text, match.spans),
        note=excerpt(readable(match.found.text).strip(), []) if match.names else [],
        at=fact.at,
        who=fact.sender_id,
        who_name=sender.name if sender else None,
        face_id=place.peer_id or place.id,
        avatar=peer.avatar if peer else None,
        before=around.get((place.id, fact.seq - 1)),
        after=around.get((place.id, fact.seq + 1)),
        count=min(len(matches), PER_PLACE - 1),
        more=more or len(matches) >= PER_PLACE,
    )


async def titles_of(tx: Transaction, context: Context, places: Sequence[Mine], faces: People) -> dict[UUID, str]:
    """Return how conversations are called: groups by their name, others by the other person's."""
    keys = await context.keyring.data_keys(tx, {place.data_key_id for place in places if place.name_sealed})
    titles = {}
    for place in places:
        face: Face | None = faces.get(place.peer_id) if place.peer_id else None
        key = keys.get(place.data_key_id)
        titles[place.id] = face.name if face else ""
        if place.name_sealed is not None and key is not None:
            titles[place.id] = key.open_text(place.name_sealed, name_place(place.id))
    return titles


@lru_cache(maxsize=8_192)
def _name_terms(name: str) -> frozenset[str]:
    return frozenset(text.index_terms(name))


async def find_groups(context: Context, tx: Transaction, asked: Asked) -> Section:
    """Return the actor's groups by name, pinyin or initials, the latest first.

    Their names are opened and compared here: a person is in hundreds, and what is compared is what is so now.
    """
    terms = set(text.query_terms(asked.q))
    if not terms:
        return Section("groups", [])
    places = await find_mine(tx, asked.actor, before=after(asked.after, tuple[datetime, UUID]))
    groups = [place for place in places if place.kind != "direct"]
    titles = await titles_of(tx, context, groups, {})
    found = [place for place in groups if terms <= _name_terms(titles[place.id])]
    page = found[: asked.limit]
    items = [
        Hit(
            id=place.id,
            title=name_parts(titles[place.id], asked.q),
            form=place.kind,
            at=place.last_at,
            members=place.members,
            face_id=place.id,
        )
        for place in page
    ]
    last = page[-1] if len(found) > asked.limit else None
    return Section("groups", items, None if last is None else cursor(last.last_at, last.id))


SEARCHABLE = (
    Searchable("groups", Words("群聊", "群組", "Groups"), find_groups),
    Searchable("messages", Words("聊天记录", "聊天紀錄", "Messages"), _texts("messages"), narrow=True),
    Searchable("files", Words("文件", "檔案", "Files"), _texts("files"), narrow=True),
    Searchable("links", Words("链接", "連結", "Links"), _texts("links"), narrow=True, first=0),
)

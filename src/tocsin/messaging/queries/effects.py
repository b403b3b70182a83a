"""The effects of a message, as its sender is told: who has confirmed it, who has not, and how it was handled."""

from collections.abc import Iterable
from typing import Final, Literal
from uuid import UUID

from tocsin.effects.door import Effect, find_handled, find_handlings, find_marks, words_of
from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import Invalid, Language, NotFound
from tocsin.kernel.ids import PLATFORM
from tocsin.kernel.paging import after as after_cursor
from tocsin.kernel.paging import cursor
from tocsin.messaging.queries.evidence import HIDDEN, PRESSED, is_pressed
from tocsin.messaging.queries.facts import find_confirmed, find_pressed
from tocsin.messaging.queries.history import get_stay
from tocsin.messaging.queries.people import find_faces
from tocsin.messaging.refusals import NotYourMessage
from tocsin.messaging.rules.groups import role_of
from tocsin.messaging.rules.shapes import SAID, EffectRow, EffectsPage, People

Which = Literal["confirmed", "waiting", "handled"]
_AUDIENCE: Final = (
    "SELECT person_id FROM conversation_member WHERE conversation_id = $1 AND since_seq < $2"
    " AND (until_seq IS NULL OR until_seq >= $2) AND person_id IS DISTINCT FROM $3 AND person_id > $4"
    " AND (least(read_seq, coalesce(until_seq, read_seq)) >= $2) = $5 ORDER BY person_id LIMIT $6"
)
_SENT: Final = "SELECT sender_id, kind, at, audience, detail FROM message WHERE conversation_id = $1 AND seq = $2"
_PRESSED: Final = (
    "SELECT m.person_id FROM conversation_member m LEFT JOIN announcement_confirmation n"
    " ON n.conversation_id = m.conversation_id AND n.seq = $2 AND n.person_id = m.person_id"
    " WHERE m.conversation_id = $1 AND m.since_seq < $2 AND (m.until_seq IS NULL OR m.until_seq >= $2)"
    " AND m.person_id IS DISTINCT FROM $3 AND m.person_id > $4 AND (n.at IS NOT NULL) = $5 ORDER BY m.person_id LIMIT $6"
)
Lines = tuple[list[EffectRow], str | None]
"""A page of lines, and where the next begins."""


async def find_effects(
    tx: Transaction,
    me: UUID,
    conversation_id: UUID,
    seq: int,
    which: Which,
    language: Language,
    *,
    after: str | None,
    limit: int,
) -> EffectsPage:
    """Return the effects of a message or announcement of the actor's: counts, and a page of who has confirmed or has not, by id, or of how
    it was handled, in the order of that. Votes are counted and not listed: they stand beside the poll, where they may be known.
    An announcement that asks for it is confirmed by whoever presses that.

    Raises :class:`NotFound`, and :class:`NotYourMessage` to anybody but its sender; those who run a group are told of its
    announcements, too.
    """
    stay = await get_stay(tx, conversation_id, me)
    rows = await tx.fetch(_SENT, conversation_id, seq)
    if not rows or rows[0]["kind"] not in SAID:
        raise NotFound
    sent = rows[0]
    author: UUID | None = sent["sender_id"]
    # Announcements stand for everybody in the group, whenever they came.
    told = sent["kind"] == "announced" and role_of(stay["owner_id"], me, stay["admin"]) != "member"
    if seq <= stay["since_seq"] and not told:
        raise NotFound
    if author != me and not told:
        raise NotYourMessage
    pressed = is_pressed(sent)
    if pressed:
        counted = (await find_pressed(tx, conversation_id, [seq])).get(seq, 0)
    else:
        counted = (await find_confirmed(tx, conversation_id, [(seq, author)]))[0]
    handled = (await find_handled(tx, conversation_id, [(seq, author)])).get(seq, 0)
    place = (conversation_id, seq)
    if which == "handled":
        items, following = await _handlings(tx, place, stay["realm_id"], language, after, limit)
    else:
        items, following = await _readers(
            tx, place, author, stay["realm_id"], after, limit, confirmed=which == "confirmed", pressed=pressed
        )
    return EffectsPage(sent["audience"], sent["audience"], counted, handled, sent["at"], items, following)


async def _readers(
    tx: Transaction,
    place: tuple[UUID, int],
    author: UUID | None,
    realm_id: UUID,
    after: str | None,
    limit: int,
    *,
    confirmed: bool,
    pressed: bool,
) -> Lines:
    seats = await tx.fetch(_PRESSED if pressed else _AUDIENCE, *place, author, _person(after), confirmed, limit + 1)
    people = [row["person_id"] for row in seats[:limit]]
    act = PRESSED if pressed else None
    marks = await find_marks(tx, place[0], Effect.CONFIRMED, people, seq=place[1], act=act) if confirmed else {}
    faces = await find_faces(tx, people, realm_id)
    items = []
    for person_id in people:
        mark = marks.get(person_id)
        shown_as = _face(faces, person_id)
        items.append(EffectRow(person_id, *shown_as, mark.at if mark else None, mark.device if mark else None))
    return items, str(people[-1]) if len(seats) > limit else None


async def _handlings(
    tx: Transaction, place: tuple[UUID, int], realm_id: UUID, language: Language, after: str | None, limit: int
) -> Lines:
    (behind,) = after_cursor(after, tuple[int]) or (0,)
    found = await find_handlings(tx, *place, hidden=HIDDEN, after=behind, limit=limit + 1)
    shown = found[:limit]
    faces = await find_faces(tx, _of(one.person_id for one in shown), realm_id)
    items = [
        EffectRow(
            one.person_id,
            *_face(faces, one.person_id),
            one.at,
            one.device,
            one.act,
            words_of(one.act).in_(language),
        )
        for one in shown
    ]
    return items, cursor(shown[-1].id) if len(found) > limit else None


def _of(people: Iterable[UUID]) -> list[UUID]:
    return list(dict.fromkeys(people))


def _face(faces: People, person_id: UUID) -> tuple[str, str | None, str | None]:
    face = faces.get(person_id)
    return (face.name, face.avatar, face.post) if face else ("", None, None)


def _person(after: str | None) -> UUID:
    """Return the id a page continues after; the nil UUID is before everybody."""
    try:
        return PLATFORM if after is None else UUID(after)
    except ValueError:
        raise Invalid(fields={"after": "not a cursor of this list"}) from None

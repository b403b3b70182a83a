"""What of effects a person may have proved: those of a message, of a period, and their own."""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec

from tocsin.effects.door import (
    EFFECTS_AT_MOST,
    Effect,
    NothingToProve,
    Record,
    Stretch,
    TooManyEffects,
    Wanted,
    content_of,
    find_delivered,
    find_delivered_in,
    find_done,
    find_done_by,
    find_done_in,
    find_taken,
)
from tocsin.kernel.acts import get_acts
from tocsin.kernel.db import FOLLOW, REALTIME, Transaction
from tocsin.kernel.errors import NotFound
from tocsin.kernel.seal import Keyring
from tocsin.messaging.queries.changes import add_changes
from tocsin.messaging.queries.files import taken_as
from tocsin.messaging.queries.history import get_stay, last_before
from tocsin.messaging.queries.people import find_faces
from tocsin.messaging.queries.said import Said, find_said
from tocsin.messaging.rules.groups import role_of
from tocsin.messaging.rules.leaving import check_exporting
from tocsin.messaging.rules.shapes import ALL, SAID, UNSHOWN

PEOPLE: Final = 10_000
"""Whose confirmations and handlings go into one bundle: everybody's of the largest group."""
HIDDEN: Final = ("vote",)
"""Who votes is nobody's business where a poll is anonymous, and the votes of the others stand beside the poll."""
SHOWN: Final = ("edit", "recall", "end", "withdraw")
"""What everybody in the conversation sees done to a message, and by whom."""
FACTS_AT_MOST: Final = 20_000
"""Facts of a period that are looked at: reactions and votes are among them."""
APART: Final = timedelta(minutes=5)
"""Messages so near each other are looked for at once, among whatever was recorded meanwhile."""
PRESSED: Final = "confirm"
"""The act of who confirms an announcement that asks for it."""
_MESSAGE: Final = "SELECT sender_id, at, kind, detail FROM message WHERE conversation_id = $1 AND seq = $2"
_AUDIENCE: Final = (
    "SELECT person_id FROM conversation_member WHERE conversation_id = $1 AND since_seq < $2"
    " AND (until_seq IS NULL OR until_seq >= $2) ORDER BY person_id LIMIT $3"
)
_FACTS: Final = (
    "SELECT seq, kind, sender_id, at FROM message WHERE conversation_id = $1 AND seq > $2 AND seq <= $3"
    " ORDER BY seq LIMIT $4"
)
_STAYED: Final = (
    "SELECT person_id, since_seq, until_seq FROM conversation_member WHERE conversation_id = $1"
    " AND (until_seq IS NULL OR until_seq >= $2) AND since_seq < $3 ORDER BY person_id LIMIT $4"
)
_STAYS: Final = (
    "SELECT c.id, c.data_key_id, m.since_seq FROM conversation_member m JOIN conversation c ON c.id = m.conversation_id"
    " WHERE m.person_id = $1 AND m.until_version IS NULL AND c.id = ANY ($2::uuid[])"
)


class Provable(msgspec.Struct, frozen=True):
    """Effects of one realm that somebody may have proved, and what the people in them are called."""

    realm_id: UUID
    wanted: Sequence[Wanted]
    names: Mapping[UUID, str]


async def find_provable(tx: Transaction, keyring: Keyring, me: UUID, conversation_id: UUID, seq: int) -> Provable:
    """Return what a bundle of a message or an announcement is made from, for somebody who may read it.

    Everybody sees that it was delivered, what it says and said, and what is done to it before all eyes; besides its
    sender (and of an announcement those who run the group) sees everybody's effects, and devices, anybody else their own.
    That its sender has read it is no effect upon it. Of a recalled one the words are not opened.
    Raises :class:`NotFound`.
    """
    stay = await get_stay(tx, conversation_id, me)
    rows = await tx.fetch(_MESSAGE, conversation_id, seq)
    if not rows or seq <= stay["since_seq"] or rows[0]["kind"] not in SAID:
        raise NotFound
    (row,) = rows
    delivered = await find_delivered(tx, conversation_id, seq, row["at"])
    if not delivered:
        # It came with an import: nobody delivered it.
        raise NotFound
    author: UUID | None = row["sender_id"]
    runs = row["kind"] == "announced" and role_of(stay["owner_id"], me, stay["admin"]) != "member"
    sender = author == me or runs
    people = [me]
    if sender:
        people = [seat["person_id"] for seat in await tx.fetch(_AUDIENCE, conversation_id, seq, PEOPLE)]
    confirming = PRESSED if is_pressed(row) else None
    done = await find_done(tx, conversation_id, seq, people, confirming=confirming, shown=SHOWN, hidden=HIDDEN)
    done = [one for one in done if one["effect"] != Effect.CONFIRMED or one["actor_id"] != author]
    said = await find_said(tx, keyring, {conversation_id: stay["data_key_id"]}, [(conversation_id, seq)])
    if files := said.files.get((conversation_id, seq)):
        items = [taken_as(conversation_id, seq, one) for one in files]
        others = [one for one in people if one != me or not sender]
        async with tx.as_worker(REALTIME):
            done += await find_taken(tx, items, others, realm_id=stay["realm_id"])
    wanted = [
        _wanted(one, said, me, sender=sender, asked=one["effect"] == Effect.DELIVERED) for one in (*delivered, *done)
    ]
    return await _named(tx, stay["realm_id"], wanted, said)


def is_pressed(row: Any) -> bool:
    """Whether a fact is confirmed by pressing that, and not by being read."""
    return row["kind"] == "announced" and bool(row["detail"]["confirm"])


async def find_period(
    tx: Transaction, keyring: Keyring, me: UUID, conversation_id: UUID, since: datetime, until: datetime
) -> Provable:
    """Return what a bundle of a conversation's period is made from: what was said and done in it (``since`` included,
    ``until`` not), as far as the actor sees it, and what was done with that since.

    What a group does not let its members export it does not let them take out as evidence of a period either. Raises
    :class:`NotFound`, ``ExportingClosed``, ``NothingToProve``, ``TooManyEffects``.
    """
    stay = await get_stay(tx, conversation_id, me)
    if stay["kind"] != "direct":
        check_exporting(stay["exporting"], role_of(stay["owner_id"], me, stay["admin"]))
    first = max(stay["since_seq"], await last_before(tx, conversation_id, since, stay["last_seq"]))
    last = await last_before(tx, conversation_id, until, stay["last_seq"])
    facts = {row["seq"]: row for row in await tx.fetch(_FACTS, conversation_id, first, last, FACTS_AT_MOST + 1)}
    own = [seq for seq, fact in facts.items() if fact["sender_id"] == me and fact["kind"] in SAID]
    stretch = Stretch(conversation_id, first + 1, last)
    rows = await find_delivered_in(tx, stretch, _spans(facts.values()), EFFECTS_AT_MOST + 1)
    done = await find_done_in(tx, stretch, me, own, EFFECTS_AT_MOST + 1)
    rows += [row for row in done if _shows(row, facts, me)]
    _check(rows, facts, done)
    places = [(conversation_id, row["from_seq"]) for row in rows if row["digest"] is not None]
    said = await find_said(tx, keyring, {conversation_id: stay["data_key_id"]}, places)
    await add_changes(tx, said, conversation_id, rows, facts)
    if said.files:
        rows += await _taken(tx, me, stay["realm_id"], stretch, said, facts)
        _check(rows)
    return await _named(tx, stay["realm_id"], [_wanted(row, said, me, sender=_reaches(row, own)) for row in rows], said)


async def _taken(
    tx: Transaction, me: UUID, realm_id: UUID, stretch: Stretch, said: Said, facts: Mapping[int, Any]
) -> list[Record]:
    """Return who opened and saved files of a stretch: the actor, and those whom the actor's own messages reached."""
    items = {(item, seq): [taken_as(item, seq, one) for one in files] for (item, seq), files in said.files.items()}
    reached: set[tuple[UUID, UUID]] = {(one, me) for files in items.values() for one in files}
    stays = await tx.fetch(_STAYED, stretch.item_id, stretch.first, stretch.last, PEOPLE)
    for (_, seq), files in items.items():
        if facts[seq]["sender_id"] == me:
            people = [one["person_id"] for one in stays if one["since_seq"] < seq <= (one["until_seq"] or seq)]
            reached |= {(one, person_id) for one in files for person_id in people}
    async with tx.as_worker(REALTIME):
        rows = await find_taken(
            tx, list({one for one, _ in reached}), list({one for _, one in reached}), realm_id=realm_id
        )
    return [row for row in rows if (row["item_id"], row["actor_id"]) in reached]


async def find_own(
    tx: Transaction,
    keyring: Keyring,
    me: UUID,
    realm_id: UUID,
    since: datetime,
    until: datetime,
    *,
    still: Collection[str],
) -> Provable:
    """Return what a bundle of one's own effects in a realm is made from; words are opened where one may read them still, and
    acts of an admin of the kinds that one may ``still`` do.

    Raises ``NothingToProve``, ``TooManyEffects``.
    """
    async with tx.as_worker(REALTIME):
        rows = await find_done_by(tx, me, realm_id, since, until, EFFECTS_AT_MOST + 1)
    _check(rows)
    items = {row["item_id"] for row in rows if row["digest"] is not None}
    stays = {stay["id"]: stay for stay in await tx.fetch(_STAYS, me, list(items))} if items else {}
    places = [
        (row["item_id"], row["from_seq"])
        for row in rows
        if row["item_id"] in stays
        and row["from_seq"] is not None
        and row["from_seq"] > stays[row["item_id"]]["since_seq"]
    ]
    said = await find_said(tx, keyring, {one: stay["data_key_id"] for one, stay in stays.items()}, places)
    await _add_acts(tx, keyring, said, realm_id, rows, still)
    return await _named(tx, realm_id, [_wanted(row, said, me, sender=False) for row in rows], said)


async def _add_acts(
    tx: Transaction, keyring: Keyring, said: Said, realm_id: UUID, rows: Sequence[Record], still: Collection[str]
) -> None:
    """Add what one did as an admin, where it is of a kind that one may ``still`` do: it names others, and what was theirs."""
    numbers = [row["from_seq"] for row in rows if row["item_kind"] == "act" and row["digest"] is not None]
    if not numbers:
        return
    async with tx.as_worker(FOLLOW):
        acts = await get_acts(tx, keyring, realm_id, numbers)
    for act in acts:
        if act.kind in still:
            content = content_of(act.kind, act.subject_id, act.why, act.changes, act.body)
            said.contents[realm_id, act.id, act.at] = [content]


def _check(rows: Sequence[Record], *others: Collection[object]) -> None:
    if len(rows) > EFFECTS_AT_MOST or any(len(one) > FACTS_AT_MOST for one in others):
        raise TooManyEffects(most=EFFECTS_AT_MOST)
    if not rows:
        raise NothingToProve


def _spans(facts: Iterable[Any]) -> list[tuple[datetime, datetime]]:
    """Return when something was said, what lies near each other as one span: each is looked for by itself."""
    spans: list[tuple[datetime, datetime]] = []
    for at in sorted(fact["at"] for fact in facts if fact["kind"] in SAID):
        if spans and at - spans[-1][1] < APART:
            spans[-1] = (spans[-1][0], at)
        else:
            spans.append((at, at))
    return spans


def _shows(row: Record, facts: Mapping[int, Any], me: UUID) -> bool:
    """Whether somebody sees who did this: they did it, it was done to what they said, or everybody is shown it."""
    if row["effect"] == Effect.CONFIRMED or row["actor_id"] == me or row["act"] in SHOWN:
        return True
    fact = facts.get(row["from_seq"])
    if fact is None or row["act"] in HIDDEN:
        return False
    if fact["kind"] in SAID:
        return bool(fact["sender_id"] == me)
    return fact["kind"] not in UNSHOWN and bool(fact["at"] == row["at"])


def _reaches(row: Record, positions: Sequence[int]) -> bool:
    """Whether an effect covers one of these positions, which ascend; one on a file of the stretch does."""
    if row["from_seq"] is None:
        return True
    place = bisect_left(positions, row["from_seq"])
    return place < len(positions) and positions[place] <= row["to_seq"]


def _wanted(row: Record, said: Said, me: UUID, *, sender: bool, asked: bool = False) -> Wanted:
    """Return an effect with what of it is shown: to a message's sender also on which devices others did what they did."""
    contents = said.contents.get((row["item_id"], row["from_seq"], row["at"]), ()) if row["digest"] is not None else ()
    sure = (row["item_id"], row["from_seq"], row["at"]) not in said.guessed
    return Wanted(row, contents, device=sender or row["actor_id"] == me, asked=asked, sure=sure)


async def _named(tx: Transaction, realm_id: UUID, wanted: Sequence[Wanted], said: Said) -> Provable:
    people = {one.row["actor_id"] for one in wanted if one.row["actor_id"]} | (said.people - {ALL})
    faces = await find_faces(tx, people, realm_id)
    return Provable(realm_id, wanted, {person_id: face.name for person_id, face in faces.items()})

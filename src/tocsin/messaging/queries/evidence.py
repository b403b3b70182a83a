"""What of a message's effects a person may have proved."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from tocsin.effects.door import Effect, NotAsRecorded, Record, Wanted, find_delivered, find_done, find_taken
from tocsin.kernel.db import REALTIME, Transaction
from tocsin.kernel.errors import NotFound
from tocsin.kernel.seal import Broken, DataKey, Keyring
from tocsin.messaging.queries.facts import open_body, open_carried
from tocsin.messaging.queries.history import get_stay
from tocsin.messaging.queries.people import find_faces
from tocsin.messaging.queries.revisions import revision_place
from tocsin.messaging.rules.content import Carried, committed, files_of
from tocsin.messaging.rules.shapes import ALL

PEOPLE: Final = 10_000
"""Whose confirmations and handlings go into one bundle: everybody's of the largest group."""
HIDDEN: Final = ("vote",)
"""Who votes is nobody's business where a poll is anonymous, and the votes of the others stand beside the poll."""
SHOWN: Final = ("edit", "recall", "end")
"""What everybody in the conversation sees done to a message, and by whom."""
_MESSAGE: Final = (
    "SELECT sender_id, at, kind, body_sealed, content_sealed, recalled_at, edited_at, mentions, reply_to"
    " FROM message WHERE conversation_id = $1 AND seq = $2"
)
_EARLIER: Final = "SELECT number, body_sealed, at, mentions FROM message_revision WHERE conversation_id = $1 AND seq = $2 ORDER BY number"
_AUDIENCE: Final = (
    "SELECT person_id FROM conversation_member WHERE conversation_id = $1 AND since_seq < $2"
    " AND (until_seq IS NULL OR until_seq >= $2) ORDER BY person_id LIMIT $3"
)


class Said(msgspec.Struct, frozen=True):
    """What a message said, by the moment from which it did, and the files it carries."""

    contents: Mapping[datetime, Sequence[bytes]] = {}
    people: Iterable[UUID] = ()
    files: Sequence[UUID] = ()


class Provable(msgspec.Struct, frozen=True):
    """Effects of one realm that somebody may have proved, and what the people in them are called."""

    realm_id: UUID
    wanted: Sequence[Wanted]
    names: Mapping[UUID, str]


async def find_provable(tx: Transaction, keyring: Keyring, me: UUID, conversation_id: UUID, seq: int) -> Provable:
    """Return what a bundle of a message is made from, for somebody who may read it.

    Everybody sees that it was delivered, what it says and said, and what is done to it before all eyes; besides its
    sender sees everybody's effects, and devices, anybody else their own. Of a recalled one the words are not opened.
    Raises :class:`NotFound`, and ``NotAsRecorded`` where what is stored cannot be what was said.
    """
    stay = await get_stay(tx, conversation_id, me)
    rows = await tx.fetch(_MESSAGE, conversation_id, seq)
    if not rows or seq <= stay["since_seq"] or rows[0]["kind"] != "text":
        raise NotFound
    (row,) = rows
    delivered = await find_delivered(tx, conversation_id, seq, row["at"])
    if not delivered:
        # It came with an import: nobody delivered it.
        raise NotFound
    people = [me]
    if row["sender_id"] == me:
        people = [seat["person_id"] for seat in await tx.fetch(_AUDIENCE, conversation_id, seq, PEOPLE)]
    done = await find_done(tx, conversation_id, seq, people, shown=SHOWN, hidden=HIDDEN)
    said = await _said(tx, keyring, stay["data_key_id"], conversation_id, seq, row)
    if said.files:
        others = people if people == [me] else [one for one in people if one != me]
        async with tx.as_worker(REALTIME):
            done += await find_taken(tx, said.files, others, realm_id=stay["realm_id"], since=row["at"])
    wanted = [_wanted(one, said, me, sender=row["sender_id"] == me) for one in (*delivered, *done)]
    faces = await find_faces(tx, _people(wanted, said), stay["realm_id"])
    return Provable(stay["realm_id"], wanted, {person_id: face.name for person_id, face in faces.items()})


def _wanted(row: Record, said: Said, me: UUID, *, sender: bool) -> Wanted:
    contents = said.contents.get(row["at"], ()) if row["act"] in ("send", "edit") else ()
    device = sender or row["actor_id"] == me
    return Wanted(row, contents, device=device, asked=row["effect"] == Effect.DELIVERED)


def _people(wanted: Iterable[Wanted], said: Said) -> set[UUID]:
    return {one.row["actor_id"] for one in wanted if one.row["actor_id"]} | {one for one in said.people if one != ALL}


async def _said(
    tx: Transaction, keyring: Keyring, data_key_id: UUID, conversation_id: UUID, seq: int, row: Any
) -> Said:
    key = (await keyring.data_keys(tx, [data_key_id])).get(data_key_id)
    if key is None or row["recalled_at"] is not None:
        return Said()
    earlier = await tx.fetch(_EARLIER, conversation_id, seq) if row["edited_at"] is not None else []
    try:
        carried = open_carried(row["content_sealed"], conversation_id, seq, key)
        return _read(row, earlier, carried, conversation_id, seq, key)
    except Broken:
        raise NotAsRecorded from None


def _read(row: Any, earlier: Sequence[Any], carried: Carried, conversation_id: UUID, seq: int, key: DataKey) -> Said:
    texts: list[tuple[datetime, str, Sequence[UUID]]] = []
    now = open_body(row["body_sealed"], conversation_id, seq, key)
    if now is None:
        return Said()
    texts.append((row["edited_at"] or row["at"], now, row["mentions"] or ()))
    for one in earlier:
        if one["body_sealed"] is not None:
            text = key.open_text(one["body_sealed"], revision_place(conversation_id, seq, one["number"]))
            texts.append((one["at"], text, one["mentions"] or ()))
    contents: dict[datetime, list[bytes]] = {}
    for at, text, mentions in texts:
        contents.setdefault(at, []).append(committed(text, carried, mentions, row["reply_to"]))
    mentioned = {one for _, _, mentions in texts for one in mentions}
    return Said(contents, mentioned, [card.id for card in files_of(carried.content)])

"""The messages somebody is about to forward, as they see them; and what was forwarded before."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import msgspec

from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import NotFound
from tocsin.kernel.ids import PLATFORM
from tocsin.kernel.seal import DataKey, Keyring
from tocsin.messaging.queries.conversations import find_names
from tocsin.messaging.queries.facts import COLUMNS, QUOTED, open_carried, shown
from tocsin.messaging.queries.history import get_stay
from tocsin.messaging.queries.people import find_faces
from tocsin.messaging.refusals import IdTaken
from tocsin.messaging.rules.content import Merged
from tocsin.messaging.rules.leaving import check_weight
from tocsin.messaging.rules.shapes import Fact, People

_SOURCES: Final = (
    f"SELECT {COLUMNS} FROM message f{QUOTED} WHERE f.conversation_id = $1 AND f.seq = ANY ($2::bigint[])"  # noqa: S608
    " AND f.seq > $3 AND f.kind = 'text' AND f.recalled_at IS NULL ORDER BY f.seq"
)
_WEIGHT: Final = (
    "SELECT coalesce(sum(coalesce(length(body_sealed), 0) + coalesce(length(content_sealed), 0)), 0) AS bytes FROM message"
    " WHERE conversation_id = $1 AND seq = ANY ($2::bigint[]) AND seq > $3"
)
_SENT: Final = (
    f"SELECT m.since_seq, {COLUMNS} FROM message f JOIN conversation_member m"  # noqa: S608
    f" ON m.conversation_id = f.conversation_id AND m.person_id = $2 AND m.until_version IS NULL{QUOTED}"
    " WHERE f.conversation_id = $1 AND f.sender_id = $2 AND f.client_id = ANY ($3::uuid[]) ORDER BY f.seq"
)


class Source(msgspec.Struct):
    """Messages of one conversation; ``title`` is its name, or that of the other person.

    ``homes`` are the organisations in whose conversations they were said: this one's, and those they were forwarded from.
    """

    realm_id: UUID
    title: str
    facts: list[Fact]
    people: People
    homes: set[UUID]


async def get_sources(
    tx: Transaction, keyring: Keyring, me: UUID, conversation_id: UUID, seqs: Sequence[int]
) -> Source:
    """Return the messages. Raises :class:`NotFound` where the actor does not see one of them, or it was recalled.

    More than may be forwarded at once is not opened: raises ``ForwardTooLarge``.
    """
    stay = await get_stay(tx, conversation_id, me)
    check_weight((await tx.fetch(_WEIGHT, conversation_id, list(seqs), stay["since_seq"]))[0]["bytes"])
    rows = await tx.fetch(_SOURCES, conversation_id, list(seqs), stay["since_seq"])
    if len(rows) < len(seqs):
        raise NotFound
    keys = await keyring.data_keys(tx, [stay["data_key_id"]])
    key = keys.get(stay["data_key_id"])
    facts = [shown(row, conversation_id, key, stay["since_seq"]) for row in rows]
    homes = {
        home for row in rows for home in open_carried(row["content_sealed"], conversation_id, row["seq"], key).homes
    }
    people = await find_faces(tx, {fact.sender_id for fact in facts if fact.sender_id}, stay["realm_id"])
    names = await find_names(tx, keyring, me, [conversation_id])
    return Source(stay["realm_id"], names[conversation_id], facts, people, (homes | {stay["realm_id"]}) - {PLATFORM})


async def find_sent(
    tx: Transaction, key: DataKey | None, conversation_id: UUID, me: UUID, client_ids: Sequence[UUID]
) -> list[Fact]:
    """Return what stands already under these ids, all of it, or nothing; to who came back since, without what became of it.

    Raises ``IdTaken`` where they are of something else.
    """
    rows = await tx.fetch(_SENT, conversation_id, me, list(client_ids))
    if rows and (len(rows) < len(client_ids) or any(row["fact_kind"] != "text" for row in rows)):
        raise IdTaken
    sent = [shown(row, conversation_id, key, row["since_seq"], me=me) for row in rows]
    if key and not all(one.recalled or one.origin or isinstance(one.content, Merged) for one in sent):
        raise IdTaken
    return sent

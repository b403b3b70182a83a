"""The messages somebody is about to forward, as they see them."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from tocsin.kernel.db import Transaction
from tocsin.kernel.seal import Keyring
from tocsin.messaging.queries.conversations import get_conversation
from tocsin.messaging.queries.facts import COLUMNS, QUOTED, shown
from tocsin.messaging.queries.history import get_stay
from tocsin.messaging.queries.people import find_faces
from tocsin.messaging.rules.shapes import Fact, People

_SOURCES = (
    f"SELECT {COLUMNS} FROM message f{QUOTED} WHERE f.conversation_id = $1 AND f.seq = ANY ($2::bigint[])"  # noqa: S608
    " AND f.seq > $3 AND f.kind = 'text' AND f.recalled_at IS NULL ORDER BY f.seq"
)


class Source(msgspec.Struct):
    """Messages of one conversation; ``title`` is its name, or that of the other person."""

    realm_id: UUID
    title: str
    facts: list[Fact]
    people: People


async def find_sources(
    tx: Transaction, keyring: Keyring, me: UUID, conversation_id: UUID, seqs: Sequence[int]
) -> Source:
    """Return those of the messages that the actor sees and that were not recalled. Raises :class:`NotFound`."""
    stay = await get_stay(tx, conversation_id, me)
    rows = await tx.fetch(_SOURCES, conversation_id, list(seqs), stay["since_seq"])
    keys = await keyring.data_keys(tx, [stay["data_key_id"]])
    facts = [shown(row, conversation_id, keys.get(stay["data_key_id"]), stay["since_seq"]) for row in rows]
    people = await find_faces(tx, {fact.sender_id for fact in facts if fact.sender_id}, stay["realm_id"])
    view = await get_conversation(tx, keyring, me, conversation_id)
    return Source(stay["realm_id"], view.name, facts, people)

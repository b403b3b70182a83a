"""What somebody has begun to write, as it is sealed, and what of it still holds."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from tocsin.kernel.db import Transaction
from tocsin.kernel.seal import DataKey, place
from tocsin.messaging.rules.shapes import Draft

_KEPT = "SELECT body_sealed, mentions_sealed, reply_to, at FROM draft WHERE person_id = $1 AND conversation_id = $2"
_ANSWERED = (
    "SELECT seq FROM message WHERE conversation_id = $1 AND seq = $2 AND seq > $3 AND kind = 'text'"
    " AND recalled_at IS NULL"
)


def _body_place(person_id: UUID, conversation_id: UUID) -> bytes:
    return place("draft.body", person_id, conversation_id)


def _mentions_place(person_id: UUID, conversation_id: UUID) -> bytes:
    return place("draft.mentions", person_id, conversation_id)


def seal_draft(
    key: DataKey, person_id: UUID, conversation_id: UUID, text: str, mentions: Sequence[str]
) -> tuple[bytes, bytes | None]:
    """Return a draft's text and its mentions as they are stored; no mentions are nothing."""
    named = key.seal(msgspec.json.encode(mentions), _mentions_place(person_id, conversation_id)) if mentions else None
    return key.seal_text(text, _body_place(person_id, conversation_id)), named


def open_draft(
    key: DataKey, person_id: UUID, conversation_id: UUID, body: bytes, mentions: bytes | None
) -> tuple[str, list[str]]:
    """Return a draft's text and its mentions."""
    named = key.open(mentions, _mentions_place(person_id, conversation_id)) if mentions is not None else b"[]"
    return key.open_text(body, _body_place(person_id, conversation_id)), msgspec.json.decode(named, type=list[str])


async def find_draft(tx: Transaction, key: DataKey, person_id: UUID, conversation_id: UUID) -> Draft | None:
    """Return what is kept of what a person has begun to write in a conversation."""
    for row in await tx.fetch(_KEPT, person_id, conversation_id):
        opened = open_draft(key, person_id, conversation_id, row["body_sealed"], row["mentions_sealed"])
        return Draft(*opened, row["reply_to"], row["at"])
    return None


async def find_answerable(tx: Transaction, conversation_id: UUID, seq: int | None, since: int) -> int | None:
    """Return the position of a message if it can still be answered by who has been there since a position."""
    if seq is None or not await tx.fetch(_ANSWERED, conversation_id, seq, since):
        return None
    return seq

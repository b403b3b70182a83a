"""What this room holds about a person: what they wrote and read, handed out, and erased where the law asks for it."""

from collections.abc import AsyncIterator
from uuid import UUID

import msgspec

from tocsin.kernel.clock import now
from tocsin.kernel.context import Context
from tocsin.kernel.db import FOLLOW, Transaction
from tocsin.kernel.manifest import Portion
from tocsin.messaging.actions.ledger import body_place

PAGE = 1_000
"""Messages in one file of an export."""
_WRITTEN = (
    "SELECT m.conversation_id, m.seq, m.at, m.sent_at, m.reply_to, m.mentions, m.recalled_at, m.body_sealed, c.data_key_id"
    " FROM message m JOIN conversation c ON c.id = m.conversation_id WHERE m.sender_id = $1 AND m.realm_id = $2"
    " AND m.kind = 'text' AND (m.conversation_id, m.seq) > ($3, $4) ORDER BY m.conversation_id, m.seq LIMIT $5"
)
_STAYS = (
    "SELECT conversation_id, since_version, until_version, since_seq, until_seq, read_seq, at, pinned_at, muted"
    " FROM conversation_member WHERE person_id = $1 AND realm_id = $2 ORDER BY conversation_id, since_version"
)
_ERASE_WRITTEN = (
    "UPDATE message SET body_sealed = NULL, mentions = NULL, recalled_at = coalesce(recalled_at, $3)"
    " WHERE sender_id = $1 AND realm_id = $2 AND kind = 'text' AND body_sealed IS NOT NULL"
)
_ERASE_OWN = "UPDATE conversation_member SET pinned_at = NULL, muted = false WHERE person_id = $1 AND realm_id = $2"


async def exports(context: Context, tx: Transaction, realm_id: UUID, person_id: UUID) -> AsyncIterator[Portion]:
    """Yield the person's stays in conversations of the realm, then what they wrote there, a file a thousand messages."""
    async with tx.as_worker(FOLLOW):
        stays = [dict(row) for row in await tx.fetch(_STAYS, person_id, realm_id)]
    yield "messaging/conversations.json", _json(stays)
    conversation_id, seq, number = UUID(int=0), 0, 0
    while True:
        async with tx.as_worker(FOLLOW):
            rows = await tx.fetch(_WRITTEN, person_id, realm_id, conversation_id, seq, PAGE)
            keys = await context.keyring.data_keys(tx, {row["data_key_id"] for row in rows})
        if not rows:
            return
        number += 1
        written = []
        for row in rows:
            message = {name: value for name, value in row.items() if name not in ("body_sealed", "data_key_id")}
            sealed = row["body_sealed"]
            place = body_place(row["conversation_id"], row["seq"])
            message["text"] = None if sealed is None else keys[row["data_key_id"]].open_text(sealed, place)
            written.append(message)
        yield f"messaging/messages-{number}.json", _json(written)
        conversation_id, seq = rows[-1]["conversation_id"], rows[-1]["seq"]


async def erases(context: Context, tx: Transaction, realm_id: UUID, person_id: UUID) -> None:
    """Erase what the person wrote in the realm: the facts stay, without their text. Twice changes nothing."""
    async with tx.as_worker(FOLLOW):
        await tx.fetch(_ERASE_WRITTEN, person_id, realm_id, now())
        await tx.fetch(_ERASE_OWN, person_id, realm_id)


def _json(rows: list[dict[str, object]]) -> bytes:
    return msgspec.json.format(msgspec.json.encode(rows), indent=2)

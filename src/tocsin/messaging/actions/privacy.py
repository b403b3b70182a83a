"""What this room holds about a person: what they wrote and read, handed out, and erased where the law asks for it."""

from collections.abc import AsyncIterator, Sequence
from typing import Any
from uuid import UUID

import msgspec

from tocsin.kernel.context import Context
from tocsin.kernel.db import FOLLOW, Transaction
from tocsin.kernel.manifest import Portion
from tocsin.messaging.actions.erasing import erase_said
from tocsin.messaging.actions.filing import let_go
from tocsin.messaging.archive.queries.exports import EXPORTS
from tocsin.messaging.events import TextsErased
from tocsin.messaging.imports.actions.erasing import erase_imported, find_imported
from tocsin.messaging.imports.actions.uploading import forget
from tocsin.messaging.queries.drafts import open_draft
from tocsin.messaging.queries.facts import open_body, open_carried

SEALED = ("body_sealed", "content_sealed", "mentions_sealed", "data_key_id")
"""Columns of no use to whoever gets an export."""
PAGE = 1_000
"""Messages in one file of an export."""
_WRITTEN = (
    "SELECT m.conversation_id, m.seq, m.at, m.sent_at, m.reply_to, m.mentions, m.recalled_at, m.edited_at,"
    " m.body_sealed, m.content_sealed, c.data_key_id"
    " FROM message m JOIN conversation c ON c.id = m.conversation_id WHERE m.sender_id = $1 AND m.realm_id = $2"
    " AND m.kind = 'text' AND (m.conversation_id, m.seq) > ($3, $4) ORDER BY m.conversation_id, m.seq LIMIT $5"
)
_STAYS = (
    "SELECT conversation_id, since_version, until_version, since_seq, until_seq, read_seq, at, pinned_at, muted"
    " FROM conversation_member WHERE person_id = $1 AND realm_id = $2 ORDER BY conversation_id, since_version"
)
_HOLDING = (
    "SELECT conversation_id, seq FROM message WHERE sender_id = $1 AND realm_id = $2 AND kind = 'text'"
    " AND carries IN ('files', 'voice', 'merged', 'sticker')"
)
_ERASE_NOTES = "UPDATE group_request SET note_sealed = NULL WHERE person_id = $1 AND realm_id = $2"
_OF_REALM = "conversation_id IN (SELECT id FROM conversation WHERE realm_id = $2)"
_ERASE_KEPT = tuple(f"DELETE FROM {table} WHERE person_id = $1 AND {_OF_REALM}" for table in ("favourite", "draft"))  # noqa: S608
_REACTED = (
    "SELECT conversation_id, seq, emoji, at FROM message_reaction WHERE person_id = $1 AND realm_id = $2"
    " ORDER BY conversation_id, seq, emoji"
)
_VOTED = (
    "SELECT conversation_id, seq, options, at FROM poll_vote WHERE person_id = $1 AND realm_id = $2"
    " ORDER BY conversation_id, seq"
)
_ANNOUNCED = (
    "SELECT m.conversation_id, m.seq, m.at, m.body_sealed, c.data_key_id FROM message m"
    " JOIN conversation c ON c.id = m.conversation_id WHERE m.sender_id = $1 AND m.realm_id = $2"
    " AND m.kind = 'announced' ORDER BY m.conversation_id, m.seq"
)
_CONFIRMED = (
    "SELECT conversation_id, seq, at FROM announcement_confirmation WHERE person_id = $1 AND realm_id = $2"
    " ORDER BY conversation_id, seq"
)
_ASKED = (
    "SELECT conversation_id, at, state, decided_at FROM group_request WHERE person_id = $1 AND realm_id = $2"
    " ORDER BY at, id"
)
_TAKEN_OUT = (
    "SELECT conversation_id, way, state, since, until, files, created_at, expires_at FROM conversation_export"
    " WHERE person_id = $1 AND realm_id = $2 ORDER BY id"
)
_KEPT = (
    f"SELECT conversation_id, seq, at FROM favourite WHERE person_id = $1 AND {_OF_REALM}"  # noqa: S608
    " ORDER BY conversation_id, seq"
)
_DRAFTS = (
    "SELECT d.conversation_id, d.reply_to, d.at, d.body_sealed, d.mentions_sealed, c.data_key_id FROM draft d"
    " JOIN conversation c ON c.id = d.conversation_id WHERE d.person_id = $1 AND c.realm_id = $2"
    " ORDER BY d.conversation_id"
)
_ERASE_OWN = "UPDATE conversation_member SET pinned_at = NULL, muted = false WHERE person_id = $1 AND realm_id = $2"


async def exports(context: Context, tx: Transaction, realm_id: UUID, person_id: UUID) -> AsyncIterator[Portion]:
    """Yield the person's stays in conversations of the realm, then what they wrote there, a file a thousand messages."""
    async with tx.as_worker(FOLLOW):
        stays = [dict(row) for row in await tx.fetch(_STAYS, person_id, realm_id)]
        around = {
            name: [dict(row) for row in await tx.fetch(statement, person_id, realm_id)]
            for name, statement in (
                ("reactions", _REACTED),
                ("votes", _VOTED),
                ("favourites", _KEPT),
                ("confirmations", _CONFIRMED),
                ("requests", _ASKED),
                ("exports", _TAKEN_OUT),
            )
        }
        around["drafts"] = await _drafts(context, tx, realm_id, person_id)
        around["announcements"] = await _opened(context, tx, await tx.fetch(_ANNOUNCED, person_id, realm_id))
        around["imported"] = await _opened(context, tx, await find_imported(tx, realm_id, person_id))
    yield "messaging/conversations.json", _json(stays)
    for name, rows in around.items():
        if rows:
            yield f"messaging/{name}.json", _json(rows)
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
            message = {name: value for name, value in row.items() if name not in SEALED}
            place, key = (row["conversation_id"], row["seq"]), keys.get(row["data_key_id"])
            message["text"] = open_body(row["body_sealed"], *place, key)
            message["content"] = open_carried(row["content_sealed"], *place, key).content
            written.append(message)
        yield f"messaging/messages-{number}.json", _json(written)
        conversation_id, seq = rows[-1]["conversation_id"], rows[-1]["seq"]


async def erases(context: Context, tx: Transaction, realm_id: UUID, person_id: UUID) -> None:
    """Erase what the person wrote and sent in the realm, and what they put on the messages of others.

    The facts stay, without text or files. Twice changes nothing.
    """
    async with tx.as_worker(FOLLOW):
        holding = await tx.fetch(_HOLDING, person_id, realm_id)
        await erase_said(tx, context, realm_id, person_id)
        # After the conversations are locked, as whoever sends does it.
        await let_go(context, tx, [(row["conversation_id"], row["seq"]) for row in holding])
        for statement in (*_ERASE_KEPT, _ERASE_NOTES):
            await tx.fetch(statement, person_id, realm_id)
        await tx.fetch(_ERASE_OWN, person_id, realm_id)
        await erase_imported(tx, context, realm_id, person_id)
        await EXPORTS.forget(tx, context, realm_id, person_id)
        await forget(tx, context, realm_id, person_id)
        await tx.emit(TextsErased(realm_id=realm_id, subject_id=person_id))


async def _drafts(context: Context, tx: Transaction, realm_id: UUID, person_id: UUID) -> list[dict[str, object]]:
    rows = await tx.fetch(_DRAFTS, person_id, realm_id)
    keys = await context.keyring.data_keys(tx, {row["data_key_id"] for row in rows})
    drafts = []
    for row in rows:
        draft: dict[str, object] = {name: value for name, value in row.items() if name not in SEALED}
        key = keys.get(row["data_key_id"])
        sealed = (row["body_sealed"], row["mentions_sealed"])
        opened = open_draft(key, person_id, row["conversation_id"], *sealed) if key else (None, None)
        draft["text"], draft["mentions"] = opened
        drafts.append(draft)
    return drafts


async def _opened(context: Context, tx: Transaction, rows: Sequence[Any]) -> list[dict[str, object]]:
    keys = await context.keyring.data_keys(tx, {row["data_key_id"] for row in rows})
    announced = []
    for row in rows:
        one: dict[str, object] = {name: value for name, value in row.items() if name not in SEALED}
        place = (row["conversation_id"], row["seq"])
        one["text"] = open_body(row["body_sealed"], *place, keys.get(row["data_key_id"]))
        announced.append(one)
    return announced


def _json(rows: list[dict[str, object]]) -> bytes:
    return msgspec.json.format(msgspec.json.encode(rows), indent=2)

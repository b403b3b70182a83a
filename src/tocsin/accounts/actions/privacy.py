"""What this room holds about a person, handed out and erased."""

from collections.abc import AsyncIterator
from uuid import UUID

import msgspec

from tocsin.accounts.actions.avatar import find_picture
from tocsin.accounts.actions.sessions import end_all_sessions
from tocsin.accounts.presence.queries import SaidRow, opened
from tocsin.accounts.queries.people import phone_of
from tocsin.kernel.context import Context
from tocsin.kernel.db import SIGNIN, Transaction
from tocsin.kernel.ids import PLATFORM
from tocsin.kernel.manifest import Portion
from tocsin.kernel.sweep import delete_blobs_later

_ACCOUNT = """
SELECT p.id, p.status, p.adult_declared_at, p.language, p.theme, p.hide_connected, p.created_at,
       f.name, f.handle, f.introduction, f.avatar, c.login_name, c.password_changed_at
FROM person p JOIN profile f ON f.person_id = p.id JOIN credential c ON c.person_id = p.id WHERE p.id = $1
"""
_AGREEMENTS = "SELECT document, version, at FROM agreement_acceptance WHERE person_id = $1 ORDER BY at, document"
_SESSIONS = """
SELECT id, device, kind, address, created_at, seen_at, ended_at, reason FROM session
WHERE person_id = $1 ORDER BY created_at
"""
_PRESENCE = "SELECT source, state, note_sealed, until, set_at FROM presence WHERE person_id = $1 ORDER BY source"
_NOTIFICATIONS = "SELECT * FROM notification_settings WHERE person_id = $1"


async def exports(context: Context, tx: Transaction, realm_id: UUID, person_id: UUID) -> AsyncIterator[Portion]:
    """Yield the account, what was agreed to, the sessions, and how the person is told of what is new.

    All of it belongs to the platform's realm.
    """
    if realm_id != PLATFORM:
        return
    async with tx.as_worker(SIGNIN):
        accounts = [dict(row) for row in await tx.fetch(_ACCOUNT, person_id)]
        for account in accounts:
            account["phone"] = await phone_of(tx, context.keyring, person_id)
        agreements = [dict(row) for row in await tx.fetch(_AGREEMENTS, person_id)]
        sessions = [dict(row) for row in await tx.fetch(_SESSIONS, person_id)]
        presence = [
            {
                "source": row["source"],
                "set_at": row["set_at"],
                **msgspec.structs.asdict(
                    await opened(tx, context.keyring, person_id, msgspec.convert(dict(row), SaidRow))
                ),
            }
            for row in await tx.fetch(_PRESENCE, person_id)
        ]
        notifications = [dict(row) for row in await tx.fetch(_NOTIFICATIONS, person_id)]
        picture = await find_picture(tx, context.keyring, person_id)
    if picture is not None:
        yield "accounts/avatar.webp", picture
    portions = {
        "account": accounts,
        "agreements": agreements,
        "sessions": sessions,
        "presence": presence,
        "notifications": notifications,
    }
    for name, rows in portions.items():
        yield f"accounts/{name}.json", msgspec.json.format(msgspec.json.encode(rows), indent=2)


_ERASE = (
    "DELETE FROM sign_in_code WHERE phone_blind = (SELECT phone_blind FROM person WHERE id = $1)",
    "DELETE FROM registration_ticket WHERE phone_blind = (SELECT phone_blind FROM person WHERE id = $1)",
    "UPDATE credential SET login_name = NULL, password_hash = NULL, password_changed_at = NULL WHERE person_id = $1",
    "UPDATE profile SET name = '', handle = NULL, introduction = '', avatar = NULL, avatar_blob = NULL WHERE person_id = $1",
    "UPDATE person SET status = 'cancelled', phone_blind = NULL, phone_sealed = NULL WHERE id = $1",
    "DELETE FROM presence WHERE person_id = $1",
    "UPDATE person SET language = NULL, theme = NULL, hide_connected = false, adult_declared_at = NULL WHERE id = $1",
    "DELETE FROM session WHERE person_id = $1",
    "DELETE FROM notification_settings WHERE person_id = $1",
)


async def erases(context: Context, tx: Transaction, realm_id: UUID, person_id: UUID) -> None:
    """Erase a person's account. What stays names nobody: an id, and which documents that id accepted when.

    The phone is free again. Twice changes nothing.
    """
    if realm_id != PLATFORM:
        return
    async with tx.as_worker(SIGNIN):
        await end_all_sessions(tx, person_id, "cancelled")
        picture = await find_picture(tx, context.keyring, person_id)
        if picture is not None:
            await delete_blobs_later(context, tx, picture.parts)
        for statement in _ERASE:
            await tx.fetch(statement, person_id)

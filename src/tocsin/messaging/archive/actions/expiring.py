"""The end of exports: their term, the erasure of whoever asked, and work that was left behind."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from tocsin.kernel.clock import now
from tocsin.kernel.context import Context
from tocsin.kernel.db import FOLLOW, Transaction
from tocsin.messaging.archive.actions.asking import drop_archives, show_progress
from tocsin.messaging.archive.queries.exports import COLUMNS, stored_of
from tocsin.messaging.archive.refusals import ExportFailed

_LONGEST: Final = timedelta(hours=12)
"""An export that is not written by then never will be: its job is held by the operator."""
_EXPIRE: Final = f"DELETE FROM conversation_export WHERE expires_at <= $1 RETURNING {COLUMNS}"  # noqa: S608
_FORGET: Final = f"DELETE FROM conversation_export WHERE person_id = $1 AND realm_id = $2 RETURNING {COLUMNS}"  # noqa: S608
_GIVE_UP: Final = """
UPDATE conversation_export SET state = 'failed', error = $2, finished_at = $3
WHERE state IN ('waiting', 'writing') AND created_at < $1 RETURNING person_id"""


async def expire(context: Context) -> int:
    """Delete the exports whose term has ended, with their archives; return how many. Gives up those left behind."""
    moment = now()
    async with context.db.working(FOLLOW) as tx:
        rows = [stored_of(row) for row in await tx.fetch(_EXPIRE, moment)]
        await drop_archives(tx, context, rows)
        for row in await tx.fetch(_GIVE_UP, moment - _LONGEST, ExportFailed.code, moment):
            show_progress(context, tx, row["person_id"])
    return len(rows)


async def forget(tx: Transaction, context: Context, realm_id: UUID, person_id: UUID) -> None:
    """Delete what a person took out of a realm, as FOLLOW, when the person is erased."""
    rows = [stored_of(row) for row in await tx.fetch(_FORGET, person_id, realm_id)]
    await drop_archives(tx, context, rows)

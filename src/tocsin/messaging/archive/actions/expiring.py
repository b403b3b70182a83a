"""The end of exports: their term, the erasure of whoever asked, and work that was left behind."""

from uuid import UUID

from tocsin.kernel.context import Context
from tocsin.kernel.db import FOLLOW, Transaction
from tocsin.messaging.archive.actions.asking import drop_archives, show_progress
from tocsin.messaging.archive.queries.exports import EXPORTS, stored_of
from tocsin.messaging.archive.refusals import ExportFailed


async def expire(context: Context) -> int:
    """Delete the exports whose term has ended, with their archives; return how many. Gives up those left behind."""
    async with context.db.working(FOLLOW) as tx:
        rows = [stored_of(row) for row in await EXPORTS.expire(tx)]
        await drop_archives(tx, context, rows)
        for person_id in await EXPORTS.give_up(tx, ExportFailed.code):
            show_progress(context, tx, person_id)
    return len(rows)


async def forget(tx: Transaction, context: Context, realm_id: UUID, person_id: UUID) -> None:
    """Delete what a person took out of a realm, as FOLLOW, when the person is erased."""
    rows = [stored_of(row) for row in await EXPORTS.forget(tx, realm_id, person_id)]
    await drop_archives(tx, context, rows)

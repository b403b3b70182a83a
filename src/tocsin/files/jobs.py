"""What runs later and on a clock."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog

from tocsin.files.actions.holding import REMOVE, remove
from tocsin.kernel.clock import now
from tocsin.kernel.context import Context
from tocsin.kernel.db import FOLLOW
from tocsin.kernel.jobs import Job

log = structlog.get_logger()
_AT_ONCE = 100
_ABANDONED = (
    "SELECT id FROM file WHERE used_at IS NULL AND seen_at < $1 ORDER BY seen_at LIMIT $2 FOR UPDATE SKIP LOCKED"
)


async def _remove(context: Context, file_ids: list[UUID]) -> None:
    async with context.db.working(FOLLOW) as tx:
        await remove(context, tx, file_ids)


async def sweep(context: Context, _: Any = None) -> int:
    """Remove what was uploaded, or begun, and not sent in time; return how many."""
    before = now() - timedelta(hours=context.settings.uploads_kept_hours)
    count = 0
    while True:
        async with context.db.working(FOLLOW) as tx:
            rows = await tx.fetch(_ABANDONED, before, _AT_ONCE)
            await remove(context, tx, [row["id"] for row in rows])
        count += len(rows)
        if len(rows) < _AT_ONCE:
            return count


async def _sweep(context: Context, _: Any) -> None:
    count = await sweep(context)
    if count:
        log.info("files.swept", count=count)


JOBS = (
    Job(REMOVE, _remove, takes=list[UUID]),
    Job("files.sweep", _sweep, cron="23 * * * *", limit=1),
)

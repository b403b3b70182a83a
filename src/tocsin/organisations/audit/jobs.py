"""Acts whose time is over are deleted, and what tied their effects to anybody with them: never earlier."""

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from tocsin.effects.door import forget_acts
from tocsin.kernel import clock
from tocsin.kernel.context import Context
from tocsin.kernel.db import RETAIN
from tocsin.kernel.ids import PLATFORM
from tocsin.kernel.jobs import Job
from tocsin.kernel.retention import KEPT_DAYS

BATCH: Final = 1_000
_REALMS: Final = """
SELECT o.id, coalesce(k.days, $1) AS days FROM organisation o LEFT JOIN audit_keeping k ON k.organisation_id = o.id
"""
_DELETE: Final = """
DELETE FROM event WHERE id IN (
    SELECT id FROM event WHERE realm_id = $1 AND audited AND at < $2 ORDER BY at, id LIMIT $3)
RETURNING id
"""


async def retain(context: Context) -> int:
    """Delete the acts of every realm that are older than it keeps them; return how many."""
    async with context.db.working(RETAIN) as tx:
        realms = {row["id"]: row["days"] for row in await tx.fetch(_REALMS, KEPT_DAYS)}
    realms[PLATFORM] = context.settings.audit_days
    gone = 0
    for realm_id, days in realms.items():
        before = clock.now() - timedelta(days=days)
        while deleted := await _delete(context, realm_id, before):
            gone += deleted
    return gone


async def _delete(context: Context, realm_id: UUID, before: datetime) -> int:
    async with context.db.working(RETAIN) as tx:
        ids = [row["id"] for row in await tx.fetch(_DELETE, realm_id, before, BATCH)]
        if ids:
            await forget_acts(tx, realm_id, ids)
    return len(ids)


async def _run(context: Context, _: Any) -> None:
    await retain(context)


JOBS = (Job("organisations.retain_acts", _run, limit=1, cron="41 2 * * *"),)

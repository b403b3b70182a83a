"""What runs on a clock: idle groups whose time has come end."""

from typing import Any

import structlog

from tocsin.kernel.clock import now
from tocsin.kernel.context import Context
from tocsin.kernel.db import FOLLOW
from tocsin.kernel.jobs import Job
from tocsin.messaging.actions.ledger import lock
from tocsin.messaging.actions.running import end, name_of
from tocsin.messaging.events import GroupDissolved, called

log = structlog.get_logger()
AT_ONCE = 50
_DUE = "SELECT id FROM conversation WHERE ends_at <= $1 AND open ORDER BY ends_at LIMIT $2"


async def end_groups(context: Context, _: Any = None) -> int:
    """End the groups whose warning has run out and where nobody has spoken; return how many."""
    count = 0
    while True:
        moment = now()
        async with context.db.working(FOLLOW) as tx:
            due = [row["id"] for row in await tx.fetch(_DUE, moment, AT_ONCE)]
            for ledger in (await lock(tx, due)).values():
                # Looked at again: somebody may have spoken before the lock was had.
                if ledger.open and ledger.ends_at is not None and ledger.ends_at <= moment:
                    await end(tx, context, ledger, None)
                    changes = called(ledger.realm_id, await name_of(tx, context, ledger))
                    await tx.emit(GroupDissolved(realm_id=ledger.realm_id, subject_id=ledger.id, changes=changes))
                    count += 1
        if len(due) < AT_ONCE:
            return count


async def _end_groups(context: Context, _: Any) -> None:
    count = await end_groups(context)
    if count:
        log.info("messaging.groups_ended", count=count)


JOBS = (Job("messaging.end_groups", _end_groups, cron="37 * * * *", limit=1),)

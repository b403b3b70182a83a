"""What runs later and on a clock: archives are written, and go when their term has ended."""

from typing import Any

import structlog

from tocsin.kernel.archiving import Work
from tocsin.kernel.context import Context
from tocsin.kernel.jobs import Job
from tocsin.messaging.archive.actions.asking import WRITE
from tocsin.messaging.archive.actions.writing import write_export
from tocsin.messaging.archive.queries.exports import EXPORTS

log = structlog.get_logger()


async def _expire(context: Context, _: Any) -> None:
    count = await EXPORTS.expire(context)
    if count:
        log.info("messaging.exports_expired", count=count)


JOBS = (
    Job(WRITE, write_export, takes=Work, limit=2),
    Job("messaging.export_expire", _expire, cron="23 * * * *", limit=1),
)

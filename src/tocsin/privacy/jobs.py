"""What runs later and on a clock: records are written, and go when their term has ended."""

from typing import Any

import structlog

from tocsin.kernel.archiving import Work
from tocsin.kernel.context import Context
from tocsin.kernel.jobs import Job
from tocsin.privacy.actions.asking import WRITE
from tocsin.privacy.actions.writing import write_record
from tocsin.privacy.queries.exports import ARCHIVES

log = structlog.get_logger()


async def _expire(context: Context, _: Any) -> None:
    count = await ARCHIVES.expire(context)
    if count:
        log.info("privacy.records_expired", count=count)


JOBS = (
    Job(WRITE, write_record, takes=Work, limit=1),
    Job("privacy.record_expire", _expire, cron="37 * * * *", limit=1),
)

"""What runs later and on a clock."""

from typing import Any

import structlog

from tocsin.kernel.context import Context
from tocsin.kernel.jobs import Job
from tocsin.messaging.imports.actions.applying import apply_import
from tocsin.messaging.imports.actions.reading import read_import
from tocsin.messaging.imports.actions.uploading import APPLY, READ, Work, expire

log = structlog.get_logger()


async def _expire(context: Context, _: Any) -> None:
    count = await expire(context)
    if count:
        log.info("messaging.imports_expired", count=count)


JOBS = (
    Job(READ, read_import, takes=Work, limit=1),
    Job(APPLY, apply_import, takes=Work, limit=1),
    Job("messaging.import_expire", _expire, cron="*/10 * * * *", limit=1),
)

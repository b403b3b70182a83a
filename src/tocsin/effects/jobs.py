"""What runs beside the requests: the sealer of the logs; and on a clock: fewer heads."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from tocsin.effects.actions.sealing import Sealer
from tocsin.effects.actions.thinning import thin
from tocsin.kernel.context import Context
from tocsin.kernel.jobs import Job

BEAT = 1.0
"""Seconds between two looks. Leaves are to be at most two seconds behind; what is written meanwhile goes with one head."""
REST = 1.0
"""With more to do, as long as it worked: the acts themselves go before their seals."""

JOBS = (Job("effects.thin_heads", thin, limit=1, cron="23 * * * *"),)


@asynccontextmanager
async def open_log(context: Context) -> AsyncIterator[None]:
    """Keep the logs while the server runs."""
    task = asyncio.create_task(Sealer(context.db, context.keyring).run(BEAT, rest=REST), name="effects log")
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

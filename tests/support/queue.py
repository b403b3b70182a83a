"""Waiting until the server has done what it does later."""

import asyncio

from tests.support.patience import PATIENCE
from tocsin.kernel.context import Context
from tocsin.kernel.db import JOBS


async def jobs_done(context: Context) -> None:
    """Wait until no job is due."""
    async with asyncio.timeout(PATIENCE):
        while True:
            async with context.db.working(JOBS) as tx:
                if not await context.jobs.waiting(tx):
                    return
            await asyncio.sleep(0.02)

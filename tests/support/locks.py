"""Two units of work at once, in a known order: a test goes on when the other one waits for a lock, or is done."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.support.patience import PATIENCE
from tocsin.kernel.db import Database

_WAITING = (
    "SELECT count(DISTINCT l.pid) FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid"
    " WHERE NOT l.granted AND a.datname = current_database()"
)


async def stuck(database: Database, *tasks: asyncio.Task[Any]) -> bool:
    """Run tasks until each has ended or waits for a lock; return whether any waits."""
    async with asyncio.timeout(PATIENCE):
        while not all(task.done() for task in tasks):
            if await database.pool.fetchval(_WAITING) >= sum(not task.done() for task in tasks):
                return True
            await asyncio.sleep(0.005)
    return False

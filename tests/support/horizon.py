"""Waiting until what was committed is below the horizon of events and effects."""

import asyncio

from tests.support.patience import PATIENCE
from tocsin.kernel.db import FOLLOW, Database


async def below_the_horizon(database: Database) -> None:
    """Wait until nothing that could have begun before now still runs.

    The horizon is the cluster's: transactions of other databases, those of tests beside this one, hold it back too.
    """
    async with database.working(FOLLOW) as tx:
        (row,) = await tx.fetch("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS at")
    async with asyncio.timeout(PATIENCE):
        while True:
            async with database.working(FOLLOW) as tx:
                (now,) = await tx.fetch("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS at")
            if now["at"] >= row["at"]:
                return
            await asyncio.sleep(0.01)

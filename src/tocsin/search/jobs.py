"""What runs beside the requests: the indexer, and the renewal of what is of an older version."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tocsin.kernel.context import Context
from tocsin.kernel.socket.hub import PUSHED
from tocsin.search.actions.indexing import Indexer
from tocsin.search.actions.reindexing import Renewer

BEAT = 1.0
"""Seconds between two looks when nobody says that something was written: by another process, say."""
GATHER = 0.25
"""Seconds from being told of a message to looking for it: what is written meanwhile goes with it."""
REST = 3.0
"""With more to do, so many times as long as it worked: who sends goes before who searches, and a storm passes."""
RENEWAL_BEAT = 3_600.0


@asynccontextmanager
async def open_index(context: Context) -> AsyncIterator[None]:
    """Keep the index while the server runs."""
    indexer, renewer = Indexer(context), Renewer(context)
    await renewer.begin()
    unsubscribe = context.bus.subscribe(PUSHED, indexer.wake)
    tasks = [
        asyncio.create_task(indexer.run(BEAT, gather=GATHER, rest=REST), name="search index"),
        asyncio.create_task(renewer.run(RENEWAL_BEAT, rest=1.0), name="search renewal"),
    ]
    try:
        yield
    finally:
        unsubscribe()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

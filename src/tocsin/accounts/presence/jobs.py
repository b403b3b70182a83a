"""What ends by itself, on time: a clock in the process, set to the next end, since a queue would look too seldom."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import structlog

from tocsin.accounts.presence.actions import end_due
from tocsin.kernel.clock import now
from tocsin.kernel.context import Context
from tocsin.kernel.db import COUNTED_AS, FOLLOW
from tocsin.kernel.events import APPEARED

log = structlog.get_logger()
BEAT = 60.0
"""Seconds after which it looks again whatever it knows: a clock may be set, another process may have written."""


@asynccontextmanager
async def ending_presences(context: Context) -> AsyncIterator[None]:
    """While the server runs, end what people said of themselves at the moment they named."""
    wake = asyncio.Event()
    unsubscribe = context.bus.subscribe(APPEARED, lambda _: wake.set())
    task = asyncio.create_task(_end(context, wake), name="presence ends")
    try:
        yield
    finally:
        unsubscribe()
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _end(context: Context, wake: asyncio.Event) -> None:
    COUNTED_AS.set(FOLLOW)  # in its own task
    while True:
        wake.clear()
        pause = BEAT
        try:
            upcoming = await end_due(context)
        except Exception:
            log.exception("accounts.presence_failed")
        else:
            if upcoming is not None:
                pause = min(BEAT, max(0.0, (upcoming - now()).total_seconds()))
        with suppress(TimeoutError):
            await asyncio.wait_for(wake.wait(), pause)

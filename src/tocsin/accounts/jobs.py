"""What runs later or on a clock."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
import structlog

from tocsin.accounts import passwords
from tocsin.accounts.actions.codes import DELIVER, deliver, tidy_codes
from tocsin.accounts.actions.operating import Heard
from tocsin.accounts.actions.sessions import mark_seen, tidy_sessions
from tocsin.accounts.actions.sign_in import tidy_failures
from tocsin.accounts.rules import SEEN_EVERY
from tocsin.kernel.context import Context
from tocsin.kernel.db import COUNTED_AS, FOLLOW, SIGNIN
from tocsin.kernel.errors import Unavailable
from tocsin.kernel.jobs import Job

log = structlog.get_logger()
HEARD_EVERY = 2.0
"""Seconds."""


class Delivery(msgspec.Struct, frozen=True):
    """Names the message to deliver; its content is sealed in its row."""

    id: UUID


async def _deliver(context: Context, delivery: Delivery) -> None:
    await deliver(context, delivery.id)


async def _tidy(context: Context, _: Any) -> None:
    async with context.db.working(SIGNIN) as tx:
        await tidy_codes(tx)
        await tidy_failures(tx)
        await tidy_sessions(tx)


JOBS = (
    # A code is worth nothing after five minutes: tried soon and often, then left.
    Job(DELIVER, _deliver, takes=Delivery, attempts=7, pause=timedelta(seconds=1)),
    Job("accounts.tidy", _tidy, cron="41 * * * *"),
)


async def write_seen(context: Context) -> None:
    """Write down which sessions were used since the last time, in one statement."""
    used = context.actors.take_used()
    if used:
        async with context.db.working(SIGNIN) as tx:
            await mark_seen(tx, used)


@asynccontextmanager
async def noting_seen(context: Context) -> AsyncIterator[None]:
    """While the server runs, note once a minute who was here, and at its end once more."""
    task = asyncio.create_task(_note_seen(context), name="accounts.seen")
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        # Nobody is told: the database has gone before us, and a minute of "seen" with it.
        with suppress(Unavailable):
            await write_seen(context)


@asynccontextmanager
async def hearing_acts(context: Context) -> AsyncIterator[None]:
    """While the server runs, feel within seconds what the operator did with accounts from the command line."""
    task = asyncio.create_task(_hear_acts(Heard(context)), name="accounts.acts")
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _hear_acts(heard: Heard) -> None:
    while True:
        try:
            await heard.listen()
        except Exception:
            log.exception("accounts.acts_failed")
        await asyncio.sleep(HEARD_EVERY)


async def _note_seen(context: Context) -> None:
    COUNTED_AS.set(FOLLOW)
    await passwords.warm()
    while True:
        await asyncio.sleep(SEEN_EVERY.total_seconds())
        try:
            await write_seen(context)
        except Exception:
            log.exception("accounts.seen_failed")

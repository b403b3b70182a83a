"""Transfers on their day."""

from typing import Any

from tocsin.kernel.context import Context
from tocsin.kernel.jobs import Job
from tocsin.organisations.transfers.actions.carrying import CARRY, Due, carry_due, run_due


async def _due(context: Context, _: Any) -> None:
    await run_due(context)


JOBS = (
    Job("organisations.transfers_due", _due, cron="*/5 * * * *"),
    Job(CARRY, carry_due, takes=Due),
)

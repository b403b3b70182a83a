"""What is noted of the deployment: that it was founded, and how far the sample organisation is loaded.

The rooms above found and load; the row is here because the first page asks for it before anybody is known.
"""

from typing import Literal

from sqlalchemy import bindparam, update

from tocsin.accounts.tables import Deployment
from tocsin.kernel.clock import now
from tocsin.kernel.db import SIGNIN, Transaction

SampleState = Literal["none", "loading", "ready", "failed"]
_FOUNDED = update(Deployment).where(Deployment.founded_at.is_(None)).values(founded_at=bindparam("now"))
_SAMPLE = update(Deployment).values(
    sample_state=bindparam("state"), sample_done=bindparam("done"), sample_total=bindparam("total")
)


async def mark_founded(tx: Transaction) -> None:
    """Note that an organisation exists; twice changes nothing."""
    async with tx.as_worker(SIGNIN):
        await tx.run(_FOUNDED, now=now())


async def mark_sample(tx: Transaction, state: SampleState, done: int = 0, total: int = 0) -> None:
    """Note how far the sample organisation is loaded, in people."""
    async with tx.as_worker(SIGNIN):
        await tx.run(_SAMPLE, state=state, done=done, total=total)

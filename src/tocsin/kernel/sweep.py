"""What the object store need no longer keep: deleted after the commit that drops it, or found by comparing.

A blob is written before the row that names it. When that unit of work fails, or the process dies between, nobody names
the blob: the sweep finds it by asking every room which of the blobs it keeps. What is young is left alone, since its row
may be on its way: an upload writes its row within the request, so a day is far more than it can take.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import structlog

from tocsin.kernel import clock
from tocsin.kernel.blobs import BlobColumns, BlobRef
from tocsin.kernel.db import FOLLOW, Transaction
from tocsin.kernel.jobs import Job

if TYPE_CHECKING:
    from tocsin.kernel.context import Context

log = structlog.get_logger()
DELETE = "kernel.delete_blobs"
_AT_ONCE = 200


async def delete_blobs_later(context: "Context", tx: Transaction, refs: Sequence[BlobRef]) -> None:
    """Delete blobs after this unit of work: by a job of its own commit, so neither too early nor never."""
    for at in range(0, len(refs), _AT_ONCE):
        await context.jobs.enqueue(tx, DELETE, list(refs[at : at + _AT_ONCE]))


async def drop_blobs_later(context: "Context", tx: Transaction, rows: Iterable[BlobColumns]) -> None:
    """Delete what rows have that go with this unit of work, after it."""
    await delete_blobs_later(context, tx, [row.blob for row in rows if row.blob is not None])


async def _delete(context: "Context", refs: list[BlobRef]) -> None:
    for ref in refs:
        await context.blobs.delete(ref)


async def sweep(context: "Context", _: Any = None) -> int:
    """Delete the blobs that no row names and that are old enough; return how many. May be called again at any time."""
    before = clock.now() - timedelta(hours=context.settings.blobs_grace_hours)
    count = 0
    async for found in context.blobs.find_older(before):
        left = found.keys() - await _kept(context, list(found))
        await context.blobs.delete_paths([found[name] for name in left])
        count += len(left)
    await context.blobs.sweep_fragments(before)
    if count:
        log.info("blobs.swept", count=count)
    return count


async def _kept(context: "Context", names: list[str]) -> set[str]:
    kept: set[str] = set()
    async with context.db.working(FOLLOW) as tx:
        for room in context.rooms:
            if room.keeps is not None:
                kept |= await room.keeps(tx, names)
    return kept


async def _sweep(context: "Context", _: Any) -> None:
    await sweep(context)


JOBS = (
    Job(DELETE, _delete, takes=list[BlobRef]),
    Job("kernel.sweep_blobs", _sweep, cron="11 4 * * *", limit=1),
)

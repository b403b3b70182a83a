"""What the object store need no longer keep: deleted once the unit of work that dropped it is committed."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tocsin.kernel.blobs import BlobRef
from tocsin.kernel.db import Transaction
from tocsin.kernel.jobs import Job

if TYPE_CHECKING:
    from tocsin.kernel.context import Context

DELETE = "kernel.delete_blobs"
_AT_ONCE = 200


async def delete_blobs_later(context: "Context", tx: Transaction, refs: Sequence[BlobRef]) -> None:
    """Delete blobs after this unit of work: by a job of its own commit, so neither too early nor never."""
    for at in range(0, len(refs), _AT_ONCE):
        await context.jobs.enqueue(tx, DELETE, list(refs[at : at + _AT_ONCE]))


async def _delete(context: "Context", refs: list[BlobRef]) -> None:
    for ref in refs:
        await context.blobs.delete(ref)


JOBS = (Job(DELETE, _delete, takes=list[BlobRef]),)

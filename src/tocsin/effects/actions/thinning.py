"""Fewer heads: of those older than a day one an hour stays, the last, beside every one that a witness signed.

A head says nothing that the next one does not cover: it is kept for whoever holds it, to find it again, and a bundle
carries its own. That none of today goes, nor one with a cosignature, the database itself sees to.
"""

from typing import Final

from tocsin.kernel.context import Context
from tocsin.kernel.db import SEAL

BATCH: Final = 5_000
"""Heads that go in one unit of work."""
_THIN: Final = """
DELETE FROM log_head h USING (
    SELECT realm_id, size FROM (
        SELECT realm_id, size, at,
               row_number() OVER (PARTITION BY realm_id, date_trunc('hour', at, 'UTC') ORDER BY size DESC) AS n
        FROM log_head) numbered
    WHERE n > 1 AND at < now() - interval '1 day' AND NOT EXISTS (
        SELECT FROM log_cosignature c WHERE c.realm_id = numbered.realm_id AND c.size = numbered.size)
    LIMIT $1) gone
WHERE h.realm_id = gone.realm_id AND h.size = gone.size RETURNING h.size
"""


async def thin(context: Context, _: object = None) -> None:
    """Remove the heads that need not stay."""
    while True:
        async with context.db.working(SEAL) as tx:
            if len(await tx.fetch(_THIN, BATCH)) < BATCH:
                return

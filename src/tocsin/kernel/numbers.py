"""The numbers of transactions, by which streams and the log are read, when a dump has come into another cluster.

Every cluster counts its transactions from its beginning. Restored into a new one, rows would bear numbers that it comes to
years later: what waits until they are below the horizon would wait as long, and what is written meanwhile would get numbers
behind the cursors, and be skipped. So rows keep the cluster's number plus a shift, ``tocsin_xid()``, and the horizon is
shifted alike.

The shift stands still while anybody writes. It is looked at before a version serves, or a command does anything, under the
lock of the migrations. In the cluster that the rows were written in, what is visible always has numbers below the end of the
snapshot it is seen by, so nothing moves; where a row is at or above it, the rows come from elsewhere, nobody has written beside
them yet, and the shift grows so far that the next number is above all of them. It never shrinks: numbers only grow, whatever
is dumped and restored how often.
"""

from typing import Final

import structlog
from sqlalchemy import Connection, text

log = structlog.get_logger()
# One statement, hence one snapshot: what commits between two of them would look as if it came from elsewhere.
_WANTED: Final = (
    "SELECT tocsin_shift() AS shift, tocsin_reached() - pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS least"
)


def carry_on(connection: Connection) -> None:
    """Let numbers go on above every one that is stored."""
    shift, least = connection.execute(text(_WANTED)).one()
    if least > shift:
        connection.execute(
            text(
                "CREATE OR REPLACE FUNCTION tocsin_shift() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS"
                f" $$ SELECT {int(least)}::bigint $$"
            )
        )
        log.warning("database.carried_on", shift=least, before=shift)
    connection.commit()

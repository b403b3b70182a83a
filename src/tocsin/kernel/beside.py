"""Work on many rows beside the event loop, so that open sockets keep their beat meanwhile.

Its threads are its own: a unit of work waits here, holding what it locked, so nothing may stand before it that takes as
long as a stranger's file or page likes. The pool that everybody shares is no place to wait from inside one.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Row = TypeVar("Row")
Made = TypeVar("Made")
FEW = 20
"""Rows worked on at once on the event loop: half a millisecond each at most. A thread costs more than fewer would."""
_threads = ThreadPoolExecutor(2, thread_name_prefix="rows")


async def aside(work: Callable[[], Made]) -> Made:
    """Return what ``work`` returns: pure work on what the caller holds, of a second at most."""
    return await asyncio.get_running_loop().run_in_executor(_threads, work)


async def each(make: Callable[[Row], Made], rows: Sequence[Row]) -> list[Made]:
    """Return what ``make`` makes of each row: pure work, which touches nothing that others change."""
    if len(rows) <= FEW:
        return [make(row) for row in rows]
    return await aside(lambda: [make(row) for row in rows])

"""What work costs, whatever else the machine does."""

from __future__ import annotations

import time
from collections.abc import Callable

TRIES = 3


def check_cost(act: Callable[[], object], seconds: float) -> None:
    """Assert that work, which keeps nothing for the next time, takes less than so many seconds of this thread's own time.

    That time goes on where a virtual machine stands still, and includes the garbage of others that is collected
    meanwhile: what is too much is too much each time.
    """
    spent: list[float] = []
    while len(spent) < TRIES:
        began = time.thread_time()
        act()
        spent.append(time.thread_time() - began)
        if spent[-1] < seconds:
            return
    raise AssertionError(f"less than {seconds} s are right, it took {spent}")

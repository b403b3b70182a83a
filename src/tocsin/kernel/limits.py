"""Rate limits of one process: token buckets in memory.

They stop floods, cheaply and approximately: each process counts for itself and forgets when it restarts. Limits that
must survive that (sign-in codes per phone) are rows of their room.
"""

import time
from collections import OrderedDict
from collections.abc import Callable

from tocsin.kernel.errors import TooMany

_FULL = 1e-9


class Limiter:
    """Token buckets by key. At most ``size`` are kept; the one used longest ago goes first."""

    def __init__(self, size: int = 65_536, clock: Callable[[], float] = time.monotonic) -> None:
        """``clock`` gives seconds that never run backwards; tests drive their own."""
        self._size = size
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def __len__(self) -> int:
        """The number of buckets kept."""
        return len(self._buckets)

    def check(self, key: str, rate: float, burst: float, cost: float = 1.0) -> None:
        """Take ``cost`` tokens from the bucket of ``key``, which holds ``burst`` and gains ``rate`` a second.

        Raises :class:`TooMany` with the seconds until they will be there; then nothing is taken, so a caller who
        keeps asking is not pushed back further.
        """
        now = self._clock()
        tokens, at = self._buckets.pop(key, (burst, now))
        tokens = min(burst, tokens + (now - at) * rate)
        allowed = tokens + _FULL >= cost
        self._buckets[key] = (tokens - cost if allowed else tokens, now)
        if len(self._buckets) > self._size:
            self._buckets.popitem(last=False)
        if not allowed:
            raise TooMany(retry_after=(cost - tokens) / rate if rate > 0 else 3600.0)

    def forget(self, key: str) -> None:
        """Give a key its full burst again, as after a successful sign-in."""
        self._buckets.pop(key, None)

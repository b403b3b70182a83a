"""Limits of one process, in memory: how often (token buckets), and how many at once.

They stop floods, cheaply and approximately: each process counts for itself and forgets when it restarts. Limits that
must survive that (sign-in codes per phone) are rows of their room.
"""

import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tocsin.kernel.errors import TooMany, Unavailable

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

    def check(self, key: str, rate: float, burst: float, cost: float = 1.0, *, take: bool = True) -> None:
        """Take ``cost`` tokens from the bucket of ``key``, which holds ``burst`` and gains ``rate`` a second.

        Raises :class:`TooMany` with the seconds until they will be there; then nothing is taken, so a caller who
        keeps asking is not pushed back further. Without ``take`` it only looks whether they are there.
        """
        now = self._clock()
        tokens, at = self._buckets.pop(key, (burst, now))
        tokens = min(burst, tokens + (now - at) * rate)
        allowed = tokens + _FULL >= cost
        self._buckets[key] = (tokens - cost if allowed and take else tokens, now)
        if len(self._buckets) > self._size:
            self._buckets.popitem(last=False)
        if not allowed:
            raise TooMany(retry_after=(cost - tokens) / rate if rate > 0 else 3600.0)

    def forget(self, key: str) -> None:
        """Give a key its full burst again, as after a successful sign-in."""
        self._buckets.pop(key, None)


class Slots:
    """What only so many may do at once, and each only a part of that: one who takes all would stop the others."""

    def __init__(self, most: int, most_each: int) -> None:
        self.most = most
        self.most_each = most_each
        self._taken = 0
        self._by_key: Counter[str] = Counter()

    def take(self, key: str, retry_after: float) -> None:
        """Take a slot. Raises :class:`TooMany` when ``key`` has its part, :class:`Unavailable` when none is left."""
        if self._by_key.get(key, 0) >= self.most_each:
            raise TooMany(retry_after=retry_after)
        if self._taken >= self.most:
            raise Unavailable(retry_after=retry_after)
        self._taken += 1
        self._by_key[key] += 1

    def give(self, key: str) -> None:
        """Give a slot back."""
        self._taken -= 1
        self._by_key[key] -= 1
        if not self._by_key[key]:
            del self._by_key[key]

    @contextmanager
    def taken(self, key: str, retry_after: float) -> Iterator[None]:
        """Hold a slot while the block runs; raises what :meth:`take` does."""
        self.take(key, retry_after)
        try:
            yield
        finally:
            self.give(key)

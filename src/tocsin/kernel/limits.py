"""Limits of one process, in memory: how often (token buckets), how many at once, and who waits for a turn.

They stop floods, cheaply and approximately: each process counts for itself and forgets when it restarts. Limits that
must survive that (sign-in codes per phone) are rows of their room.
"""

import asyncio
import time
from collections import Counter, OrderedDict, deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

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


class Turns:
    """What a few may do at once, each one thing at a time, while the others wait in line.

    Keys take turns: who asks for fifty things lets others wait for one of them, not for all. Nobody who waits holds
    anything but their place, so they come before what takes memory or a connection.
    """

    def __init__(self, at_once: int, waiting: int, waiting_each: int) -> None:
        self.at_once = at_once
        self._most = waiting
        self._most_each = waiting_each
        self._busy: set[str] = set()
        self._lines: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()

    @property
    def waiting(self) -> int:
        """How many wait."""
        return sum(map(len, self._lines.values()))

    @asynccontextmanager
    async def turn(self, key: str, retry_after: float) -> AsyncIterator[None]:
        """Wait for a turn and hold it while the block runs.

        Raises :class:`TooMany` when ``key`` has as many waiting as it may, :class:`Unavailable` when there are so many of all.
        """
        await self._come(key, retry_after)
        try:
            yield
        finally:
            self._go(key)

    async def _come(self, key: str, retry_after: float) -> None:
        if key not in self._busy and len(self._busy) < self.at_once:
            self._busy.add(key)
            return
        if len(self._lines.get(key, ())) >= self._most_each:
            raise TooMany(retry_after=retry_after)
        if self.waiting >= self._most:
            raise Unavailable(retry_after=retry_after)
        place = asyncio.get_running_loop().create_future()
        line = self._lines.setdefault(key, deque())
        line.append(place)
        try:
            await place
        except asyncio.CancelledError:
            if place.cancelled():
                line.remove(place)
                if not line:
                    del self._lines[key]
            else:
                # The turn had come at this very moment.
                self._go(key)
            raise

    def _go(self, key: str) -> None:
        """Let the next one in: of the key that has waited longest since its last turn."""
        self._busy.discard(key)
        if key in self._lines:
            self._lines.move_to_end(key)
        for other, line in self._lines.items():
            place = next((one for one in line if not one.done()), None)
            if other not in self._busy and place is not None:
                line.remove(place)
                if not line:
                    del self._lines[other]
                self._busy.add(other)
                place.set_result(None)
                return

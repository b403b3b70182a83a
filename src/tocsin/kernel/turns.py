"""Turns of one process: heavy work goes on a few at a time, whoever asks for more waits, and nobody waits for one alone.

Where :class:`~tocsin.kernel.limits.Slots` refuses at once, a turn is waited for: in a queue of one's own, and the queues
are served one after the other, so that one person's hundred stand behind another's first. Both what waits and how long it
may are bounded. A turn is taken before a unit of work is opened: who waits holds no connection.
"""

import asyncio
from collections import Counter, OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tocsin.kernel.errors import TooMany, Unavailable


class Turns:
    """So many turns at once, and of one key only a part of them; so many may wait, and of one key only a part of those."""

    def __init__(
        self,
        most: int,
        most_each: int,
        *,
        waiting: int,
        waiting_each: int,
        patience: float = 10,
        retry_after: float = 2,
    ) -> None:
        """``patience``: seconds a turn is waited for; ``retry_after``: seconds after which one refused may ask again."""
        self._most = most
        self._most_each = most_each
        self._most_waiting = waiting
        self._most_waiting_each = waiting_each
        self._patience = patience
        self._retry_after = retry_after
        self._by_key: Counter[str] = Counter()
        self._queues: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()

    @property
    def taken(self) -> int:
        """How many turns are taken."""
        return self._by_key.total()

    @property
    def waiting(self) -> int:
        """How many wait for a turn."""
        return sum(map(len, self._queues.values()))

    @asynccontextmanager
    async def take(self, key: str) -> AsyncIterator[None]:
        """Hold a turn while the block runs.

        Raises :class:`TooMany` when as many of ``key`` wait as may, :class:`Unavailable` when the queue is full or the
        turn did not come in time.
        """
        if self._may(key):
            self._by_key[key] += 1
        else:
            await self._wait(key)
        try:
            yield
        finally:
            self._give(key)

    def _may(self, key: str) -> bool:
        # Whoever waits waits for their own part, or nobody may: a free turn is never anybody else's.
        return self.taken < self._most and self._by_key[key] < self._most_each

    async def _wait(self, key: str) -> None:
        if len(self._queues.get(key, ())) >= self._most_waiting_each:
            raise TooMany(retry_after=self._retry_after)
        if self.waiting >= self._most_waiting:
            raise Unavailable(retry_after=self._retry_after)
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queues.setdefault(key, deque()).append(turn)
        try:
            async with asyncio.timeout(self._patience):
                await turn
        except BaseException as error:
            if turn.done() and not turn.cancelled():
                self._give(key)
            else:
                self._forget(key, turn)
            if isinstance(error, TimeoutError):
                raise Unavailable(retry_after=self._retry_after) from error
            raise

    def _forget(self, key: str, turn: asyncio.Future[None]) -> None:
        # It has left already where a turn was to be given in the moment its owner went away.
        queue = self._queues.get(key)
        if queue is not None and turn in queue:
            queue.remove(turn)
            if not queue:
                del self._queues[key]

    def _give(self, key: str) -> None:
        """Give a turn back, and the free ones to those who wait: one key after the other."""
        self._by_key[key] -= 1
        if not self._by_key[key]:
            del self._by_key[key]
        while (following := next(filter(self._may, self._queues), None)) is not None:
            queue = self._queues.pop(following)
            turn = queue.popleft()
            if queue:
                self._queues[following] = queue
            if not turn.done():
                self._by_key[following] += 1
                turn.set_result(None)

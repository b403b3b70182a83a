"""Turns: few at once, fair between those who wait, bounded, and none lost."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.kernel.errors import TooMany, Unavailable
from tocsin.kernel.turns import Turns


class Work:
    """Work in turns that ends when told; ``begun`` are the names of what has begun, in order."""

    def __init__(self, turns: Turns) -> None:
        self.turns = turns
        self.begun: list[str] = []
        self._ends: dict[str, asyncio.Event] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}

    async def ask(self, key: str, name: str) -> asyncio.Task[None]:
        self._ends[name] = asyncio.Event()
        self._tasks[name] = asyncio.create_task(self._do(key, name))
        await self.settle()
        return self._tasks[name]

    async def _do(self, key: str, name: str) -> None:
        async with self.turns.take(key):
            self.begun.append(name)
            await self._ends[name].wait()

    async def end(self, name: str) -> None:
        await self.let_end(name)
        await self._tasks[name]

    def end_soon(self, name: str) -> None:
        self._ends[name].set()

    async def let_end(self, name: str) -> None:
        self.end_soon(name)
        await self.settle()

    async def go(self, name: str) -> None:
        self._tasks[name].cancel()
        await self.settle()

    async def settle(self) -> None:
        for _ in range(5):
            await asyncio.sleep(0)


async def test_one_who_asks_for_many_does_not_keep_others_waiting() -> None:
    work = Work(Turns(2, 1, waiting=20, waiting_each=10))
    for n in range(5):
        await work.ask("a", f"a{n}")
    assert work.begun == ["a0"], "a part of the turns, however many are free"
    await work.ask("b", "b0")
    assert work.begun == ["a0", "b0"]
    await work.ask("c", "c0")
    await work.end("a0")
    assert work.begun[2:] == ["a1"], "the one who stood longest at the head"
    await work.end("a1")
    assert work.begun[3:] == ["c0"], "and then whoever has had none"
    for name in ("b0", "c0", "a2", "a3", "a4"):
        await work.end(name)
    assert (work.turns.taken, work.turns.waiting) == (0, 0)


async def test_what_waits_is_bounded_and_refused_with_a_time() -> None:
    work = Work(Turns(1, 1, waiting=3, waiting_each=2, retry_after=4))
    for n in range(3):
        await work.ask("a", f"a{n}")
    with pytest.raises(TooMany) as mine:
        async with work.turns.take("a"):
            raise AssertionError
    await work.ask("b", "b0")
    with pytest.raises(Unavailable) as all_of_them:
        async with work.turns.take("c"):
            raise AssertionError
    assert [mine.value.retry_after, all_of_them.value.retry_after] == [4, 4]
    for name in ("a0", "a1", "b0", "a2"):
        await work.end(name)
    assert (work.turns.taken, work.turns.waiting) == (0, 0)


async def test_a_turn_that_does_not_come_is_refused_and_leaves_the_queue() -> None:
    work = Work(Turns(1, 1, waiting=3, waiting_each=3, patience=0.01))
    await work.ask("a", "a0")
    with pytest.raises(Unavailable):
        async with work.turns.take("b"):
            raise AssertionError
    assert work.turns.waiting == 0
    await work.end("a0")
    assert work.turns.taken == 0


async def test_who_goes_away_keeps_no_turn() -> None:
    work = Work(Turns(1, 1, waiting=9, waiting_each=9))
    await work.ask("a", "a0")
    waiting = await work.ask("b", "b0")
    last = await work.ask("c", "c0")
    waiting.cancel()
    await work.settle()
    assert work.turns.waiting == 1
    work.end_soon("a0")
    await asyncio.sleep(0)
    last.cancel()  # given the turn and gone in the same moment
    await work.settle()
    assert (work.turns.taken, work.turns.waiting) == (0, 0)
    with pytest.raises(ZeroDivisionError):
        async with work.turns.take("a"):
            raise ZeroDivisionError
    assert work.turns.taken == 0


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(st.sampled_from(["ask", "end", "go"]), st.sampled_from("abc"), st.integers(0, 9)), max_size=50)
)
def test_whatever_happens_no_turn_is_lost_and_none_is_made(acts: list[tuple[str, str, int]]) -> None:
    async def played() -> None:
        work = Work(Turns(3, 2, waiting=6, waiting_each=3))
        tasks: dict[str, asyncio.Task[None]] = {}
        does: dict[str, Callable[[str], Awaitable[object]]] = {"end": work.let_end, "go": work.go}
        for n, (act, key, which) in enumerate(acts):
            if act == "ask":
                tasks[f"{key}{n}"] = await work.ask(key, f"{key}{n}")
            elif tasks:
                await does[act](list(tasks)[which % len(tasks)])
            running = [name for name in work.begun if not tasks[name].done()]
            assert len(running) == work.turns.taken <= 3
            assert all(sum(name[0] == key for name in running) <= 2 for key in "abc")
            if work.turns.waiting and len(running) < 3:
                assert {name[0] for name in tasks if not tasks[name].done() and name not in work.begun} <= {
                    key for key in "abc" if sum(name[0] == key for name in running) == 2
                }
        for task in tasks.values():
            task.cancel()
        for task in tasks.values():
            with suppress(asyncio.CancelledError, TooMany, Unavailable):
                await task
        assert (work.turns.taken, work.turns.waiting) == (0, 0)

    asyncio.run(played())

"""Token buckets: bursts, refill, bounds. How many at once, and whose turn it is."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.kernel.errors import TooMany, Unavailable
from tocsin.kernel.limits import Limiter, Slots, Turns


class Clock:
    """Seconds that move when told."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_passes_then_waits_then_passes_again() -> None:
    clock = Clock()
    limiter = Limiter(clock=clock)
    for _ in range(3):
        limiter.check("a", rate=0.5, burst=3)
    with pytest.raises(TooMany) as refused:
        limiter.check("a", rate=0.5, burst=3)
    assert refused.value.retry_after == pytest.approx(2.0)
    limiter.check("b", rate=0.5, burst=3)
    clock.now += 2.0
    limiter.check("a", rate=0.5, burst=3)


def test_asking_in_vain_costs_nothing_and_waiting_never_exceeds_the_burst() -> None:
    clock = Clock()
    limiter = Limiter(clock=clock)
    limiter.check("a", rate=1, burst=1)
    for _ in range(50):
        with pytest.raises(TooMany):
            limiter.check("a", rate=1, burst=1)
    clock.now += 1000
    limiter.check("a", rate=1, burst=1)
    with pytest.raises(TooMany):
        limiter.check("a", rate=1, burst=1)
    limiter.forget("a")
    limiter.check("a", rate=1, burst=1)


def test_memory_is_bounded() -> None:
    limiter = Limiter(size=10)
    for i in range(1000):
        limiter.check(str(i), rate=1, burst=1)
    assert len(limiter) == 10


@settings(deadline=None)
@given(st.lists(st.floats(0, 3), max_size=60), st.floats(0.1, 5), st.integers(1, 10))
def test_never_more_passes_than_burst_and_rate_allow(waits: list[float], rate: float, burst: int) -> None:
    clock = Clock()
    limiter = Limiter(clock=clock)
    passed = 0
    for wait in waits:
        clock.now += wait
        try:
            limiter.check("a", rate, burst)
            passed += 1
        except TooMany:
            continue
    assert passed <= burst + rate * sum(waits) + 1e-6


def test_slots_are_shared_and_given_back() -> None:
    slots = Slots(3, 2)
    slots.take("a", 1)
    slots.take("a", 1)
    with pytest.raises(TooMany):
        slots.take("a", 1)
    with slots.taken("b", 1), pytest.raises(Unavailable):
        slots.take("c", 1)
    slots.take("c", 1)
    slots.give("a")
    slots.take("a", 1)


def test_looking_takes_nothing() -> None:
    limiter = Limiter(clock=lambda: 0.0)
    for _ in range(5):
        limiter.check("a", 1, 1, take=False)
    limiter.check("a", 1, 1)
    with pytest.raises(TooMany):
        limiter.check("a", 1, 1, take=False)


async def _at_work(turns: Turns, key: str, begun: list[str], end: asyncio.Event) -> None:
    async with turns.turn(key, 1):
        begun.append(key)
        await end.wait()


async def _let_run() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_keys_take_turns_and_each_has_one_at_a_time() -> None:
    turns, begun, end = Turns(2, 100, 100), list[str](), asyncio.Event()
    tasks = [asyncio.create_task(_at_work(turns, key, begun, end)) for key in "aaaabbc"]
    await _let_run()
    assert begun == ["a", "b"]
    assert turns.waiting == 5
    end.set()
    await asyncio.gather(*tasks)
    assert begun[:3] == ["a", "b", "c"], "who came last with one thing waits for one of the others'"
    assert sorted(begun) == sorted("aaaabbc")
    assert turns.waiting == 0


async def test_a_line_that_is_too_long_refuses_and_who_goes_away_leaves_it() -> None:
    turns, begun, end = Turns(1, 3, 2), list[str](), asyncio.Event()
    tasks = [asyncio.create_task(_at_work(turns, key, begun, end)) for key in "aaab"]
    await _let_run()
    with pytest.raises(TooMany):
        await _at_work(turns, "a", begun, end)
    with pytest.raises(Unavailable):
        await _at_work(turns, "c", begun, end)
    for task in tasks[1:]:
        task.cancel()
    await asyncio.gather(*tasks[1:], return_exceptions=True)
    assert turns.waiting == 0
    waiting = asyncio.create_task(_at_work(turns, "c", begun, end))
    await _let_run()
    end.set()
    await asyncio.gather(tasks[0], waiting)
    assert begun == ["a", "c"]


async def test_a_turn_that_comes_to_one_who_leaves_at_that_moment_goes_on_to_the_next() -> None:
    turns, begun, end = Turns(1, 9, 9), list[str](), asyncio.Event()
    first, leaving, last = (asyncio.create_task(_at_work(turns, key, begun, end)) for key in "abc")
    await _let_run()
    end.set()
    await asyncio.sleep(0)  # the first one ends, and the turn is on its way to the second
    leaving.cancel()
    await asyncio.gather(first, leaving, last, return_exceptions=True)
    assert leaving.cancelled()
    assert begun == ["a", "c"]
    async with turns.turn("d", 1):
        assert turns.waiting == 0


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["come", "go", "away"]), st.integers(0, 3)), max_size=60))
async def test_whoever_comes_goes_and_turns_away_no_turn_is_lost(acts: list[tuple[str, int]]) -> None:
    turns, begun = Turns(2, 50, 50), list[str]()
    there: list[tuple[str, asyncio.Event, asyncio.Task[None]]] = []
    for act, number in acts:
        if act == "come":
            end = asyncio.Event()
            key = "abcd"[number]
            there.append((key, end, asyncio.create_task(_at_work(turns, key, begun, end))))
        elif there:
            _, end, task = there.pop(number % len(there))
            if act == "go":
                end.set()
            else:
                task.cancel()
        await _let_run()
        assert len(turns._busy) <= 2
        assert turns.waiting == 0 or len(turns._busy) == min(2, len(turns._busy | turns._lines.keys()))
    for _, end, _ in there:
        end.set()
    await asyncio.gather(*(task for _, _, task in there), return_exceptions=True)
    await _let_run()
    assert not turns._busy
    assert turns.waiting == 0

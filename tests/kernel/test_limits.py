"""Token buckets: bursts, refill, bounds."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.kernel.errors import TooMany, Unavailable
from tocsin.kernel.limits import Limiter, Slots


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

"""The bench runs, judges what it measured, and writes down what was really typed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bench import evidence, reading
from bench.asking import Line
from bench.filling import BUSY, FEW, Filled, Size, seats
from bench.growth import Size as GrowthSize
from bench.growth import Stage
from bench.load import Figures
from bench.report import SCENARIOS, Measured, Results, Roster, document, failures

ROOT = Path(__file__).resolve().parents[2]


def measured(rate: float, receipts: float = 10) -> Measured:
    times = dict.fromkeys(("ack_p50", "ack_p99", "delivery_p50", "delivery_p99", "read_p99", "client_cpu"), 1.0)
    return Measured(Figures(sent=rate, deliveries=rate, read=receipts, begin=0, end=1, **times), 0.5, 0.5)


def results(share: float = 1.0, receipts: float = 10) -> Results:
    return {
        scenario.name: {"core": [measured(1000)], "product": [measured(1000 * share, receipts)]}
        for scenario in SCENARIOS
    }


@pytest.mark.parametrize(
    ("measured", "seconds", "missed"),
    [
        (results(1.0), 19.0, []),
        (results(0.31), 19.0, ["31% of the core, at least 95%"]),
        (results(0.29), 19.0, ["29% of the core, at least 30%", "at least 95%", "at least 30%"]),
        (results(1.0, receipts=0), 19.0, ["nobody's receipt was answered"] * len(SCENARIOS)),
        (results(1.0), 20.1, ["20.1 s, at most 20 s"]),
    ],
)
def test_what_is_below_its_target_is_said(measured: Results, seconds: float, missed: list[str]) -> None:
    found = failures(SCENARIOS, measured, [Roster(10_000, 1.0, 1.0), Roster(10_000, 1.0, seconds - 1.0)])
    assert len(found) == len(missed)
    assert all(said in each for said, each in zip(missed, found, strict=True))


def test_the_page_tells_what_was_typed_and_what_fails() -> None:
    page = document(SCENARIOS, results(0.2), [Roster(10_000, 5.0, 16.0)], "python -m bench.run --rounds 1", "a machine")
    assert "`python -m bench.run --rounds 1`, 1 interleaved rounds" in page
    assert page.count("**fails**") == len(SCENARIOS) + 1
    assert "| 1 | 5.0 | 16.0 | 21.0 |" in page


@pytest.mark.slow
@pytest.mark.embedded
@pytest.mark.timeout(300)
def test_the_bench_runs() -> None:
    """Core, product, load client and roster, small and short; nothing is judged by a busy machine."""
    kept = (ROOT / "docs" / "benchmarks.md").read_bytes()
    done = subprocess.run(
        [sys.executable, "-m", "bench.run", "--smoke", "--rounds", "1", "--seconds", "0.5", "--rows", "30"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "## Roster import: 30 rows" in done.stdout
    assert (ROOT / "docs" / "benchmarks.md").read_bytes() == kept


async def nothing() -> int:
    return 0


def line(name: str, milliseconds: int, found: int = 20, there: int = 20) -> Line:
    times = [milliseconds * 1_000_000] * 40
    return Line(name, nothing, nothing, found=found, there=there, times=times, bare=[1_000_000] * 40)


def test_what_is_slow_or_finds_nothing_is_said() -> None:
    every = [line("quick", 100), line("slow", 101), line("blind", 1, found=0), line("empty", 1, found=0, there=0)]
    assert reading.failures(every) == ["slow: 101 ms, at most 100 ms", "blind: found nothing"]
    filled = Filled(Size(400), [], [], [], last_seq=77, messages=400, seconds=3)
    page = reading.document(every, filled, "python -m bench.reading --messages 400", "a machine")
    assert "`python -m bench.reading --messages 400`, 40 rounds" in page
    assert "| slow | 101.0 | 101.0 | **fails** | 20 | 1.0 | 1.0 | 101.0 |" in page


@pytest.mark.parametrize("size", [Size(1_000_000), reading.SMALL])
def test_two_people_are_in_as_many_conversations_as_is_said(size: Size) -> None:
    every = list(seats(size))
    assert len(every) == size.conversations
    assert sum(BUSY in one for one in every) == size.busy
    assert sum(FEW in one for one in every) == size.few
    assert BUSY in every[0]
    assert FEW in every[0]
    assert all(len(set(one)) == len(one) > 1 for one in every)


@pytest.mark.slow
@pytest.mark.embedded
@pytest.mark.timeout(300)
def test_the_bench_of_reading_runs() -> None:
    """Filled, indexed, asked and answered, with little to read; nothing is judged by a busy machine."""
    kept = reading.OUT.read_bytes()
    done = subprocess.run(
        [sys.executable, "-m", "bench.reading", "--smoke"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "8 people, 400 messages in 24 conversations" in done.stdout
    assert "| conversations: all 20, page after page |" in done.stdout
    assert reading.OUT.read_bytes() == kept


def pair(sealed: float, unsealed: float) -> evidence.Rounds:
    return {"sealed": [measured(sealed)] * 3, "unsealed": [measured(unsealed)] * 3}


def stage(leaves: int, milliseconds: int) -> Stage:
    times = [milliseconds * 1_000_000] * 3
    return Stage(leaves, 90_000, proving=times, verifying=times, path=24, bundle=2_000)


@pytest.mark.parametrize(
    ("rounds", "last", "missed"),
    [
        (pair(951, 1000), 6, []),
        (pair(1100, 1000), 1, []),
        (pair(949, 1000), 6, ["the log costs 5.1% of the messages a second, at most 5%"]),
        (pair(951, 1000), 7, ["a proof takes 3.5 times as long at the last size, at most 3"]),
    ],
)
def test_what_proof_costs_too_much_is_said(rounds: evidence.Rounds, last: int, missed: list[str]) -> None:
    stages = [stage(10, 2), stage(10_000, last)]
    assert evidence.failures(rounds, stages) == missed
    page = evidence.document(rounds, 4.4, GrowthSize(446, 506, 41), stages, "python -m bench.evidence", "a machine")
    assert page.count("**fails**") == len(missed)
    assert f"| 10,000 | 90,000 | {last}.00 | {last}.00 | {last}.00 | 24 | 2,000 |" in page


@pytest.mark.slow
@pytest.mark.embedded
@pytest.mark.timeout(300)
def test_the_bench_of_evidence_runs() -> None:
    """Sent with a sealer and without, sealed, proved and verified; nothing is judged by a busy machine."""
    kept = evidence.OUT.read_bytes() if evidence.OUT.exists() else None
    done = subprocess.run(
        [sys.executable, "-m", "bench.evidence", "--smoke"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "| 1,000 |" in done.stdout
    assert (evidence.OUT.read_bytes() if evidence.OUT.exists() else None) == kept

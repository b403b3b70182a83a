"""The bench runs, judges what it measured, and writes down what was really typed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

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

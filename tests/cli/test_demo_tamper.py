"""``make demo-tamper`` finds out what it rewrites, each time (EFF-4)."""

import subprocess
import sys

import pytest

from tests.support.product import ROOT, environment


@pytest.mark.embedded
@pytest.mark.slow
@pytest.mark.timeout(600)
def test_what_it_rewrites_is_found_out() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tools.demo_tamper"],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=580,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    for said in ("was changed", "differences: 0", "ALARM!", "The signatures prove it by themselves"):
        assert said in done.stdout

"""Time that stands still, for limits that a quick machine, a slow one and one that stood still would meet differently."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, tzinfo

import pytest

from tocsin.kernel import clock
from tocsin.kernel.context import Context


@contextmanager
def clock_stopped() -> Iterator[None]:
    """Let the clock of this process stand while the block runs; ``clock.travel`` still moves it."""
    moment = clock.now()

    class Stopped(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return moment.astimezone(tz)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "datetime", Stopped)
        yield


def stop_refilling(context: Context) -> None:
    """Let the limits of a server, which go with it, see no time pass: what was taken does not come again."""
    at = time.monotonic()
    context.limiter._clock = lambda: at

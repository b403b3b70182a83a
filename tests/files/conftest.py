"""What the tests of files start from."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from tests.support.server import RunningServer
from tocsin.files.rules import parts

Kept = Callable[[], list[Path]]
UntilKept = Callable[[int], Awaitable[None]]


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> int:
    """Parts of a thousand bytes."""
    monkeypatch.setattr(parts, "PART", 1000)
    return 1000


@pytest.fixture
def kept(server: RunningServer) -> Kept:
    """The objects in the store."""
    return lambda: [path for path in (server.settings.data_dir / "blobs").rglob("*") if path.is_file()]


@pytest.fixture
def until_kept(kept: Kept) -> UntilKept:
    """Wait until so many objects are left: they go by a job."""

    async def wait(count: int) -> None:
        async with asyncio.timeout(60):
            while len(kept()) != count:
                await asyncio.sleep(0.02)

    return wait

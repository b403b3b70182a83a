"""The database door without an application around it."""

from collections.abc import AsyncIterator

import pytest

from tocsin.kernel.bus import LocalBus
from tocsin.kernel.db import Database
from tocsin.kernel.events import Journal


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    """Units of work on a fresh database, with a bus nobody listens to."""
    bus = LocalBus()
    async with Database.open(database_url, lambda: Journal(bus, ())) as opened:
        yield opened

"""A database and a keyring, without the rest of the product."""

from collections.abc import AsyncIterator

import pytest

from tests.effects.entries import REALM
from tocsin.kernel.bus import LocalBus
from tocsin.kernel.db import SIGNIN, Database
from tocsin.kernel.events import Journal
from tocsin.kernel.seal import Keyring
from tocsin.settings import Settings


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    bus = LocalBus()
    async with Database.open(database_url, lambda: Journal(bus, [], None), size=3) as database:  # type: ignore[arg-type]
        yield database


@pytest.fixture
async def keyring(db: Database, settings: Settings) -> Keyring:
    made = await Keyring.open(settings, db)
    async with db.working(SIGNIN) as tx:
        await made.found_realm(tx, REALM)
    return made

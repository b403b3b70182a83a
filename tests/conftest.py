"""What every test may use. The pieces are in ``tests/support``.

The pieces build on one another: ``database_url`` is a fresh migrated database, ``settings`` point at it, ``server``
is the real application on a real port, ``client`` speaks to it, and ``as_`` speaks as a person.
"""

from __future__ import annotations

import functools
import gzip
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from litestar import Litestar

from tests.support import network
from tests.support.client import Client
from tests.support.contract import Contract
from tests.support.databases import Databases, cluster
from tests.support.server import RunningServer, running
from tocsin.kernel import db as units
from tocsin.kernel.bus import LocalBus
from tocsin.kernel.db import Database
from tocsin.kernel.events import Journal
from tocsin.kernel.migrations import migrate
from tocsin.settings import Settings

network.install()
# Loopback is never behind a proxy, whatever the machine is set to.
os.environ["NO_PROXY"] = "*"
# How long an example takes says what the machine does besides, not what is tried.
hypothesis_settings.register_profile("tocsin", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("tocsin")

AsPerson = Callable[..., Awaitable[Client]]


@pytest.fixture(scope="session")
def anyio_backend() -> tuple[str, dict[str, Any]]:
    """Asynchronous tests run on the product's event loop, guarded against the outside world."""
    return "asyncio", {"loop_factory": network.GuardedLoop}


@pytest.fixture(autouse=True)
def begun_however_late() -> Iterator[None]:
    """A unit of work waits for one of a test's few connections as long as a slow machine takes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(units, "WAIT_SECONDS", 60)
        yield


@pytest.fixture(scope="session", autouse=True)
def packed_once() -> Iterator[None]:
    """Files of the web client are the same for all servers of a run; each of them would pack them anew."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gzip, "compress", functools.cache(gzip.compress))
        yield


@pytest.fixture(scope="session")
def database_server() -> Iterator[str]:
    """The URL of a PostgreSQL where databases can be made."""
    with cluster() as url:
        yield url


@pytest.fixture(scope="session")
async def databases(database_server: str, worker_id: str) -> Databases:
    """The databases of this test process; its template is migrated once."""
    made = Databases(database_server, worker_id)
    await made.make_template(migrate)
    return made


@pytest.fixture
async def database_url(databases: Databases) -> AsyncIterator[str]:
    """A migrated, empty database of this test's own."""
    url = await databases.fresh()
    yield url
    await databases.drop(url)


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    """Units of work on a fresh database, without an application: a bus nobody listens to, and no keys for grounds."""
    bus = LocalBus()
    async with Database.open(database_url, lambda: Journal(bus, (), None)) as opened:  # type: ignore[arg-type]
        yield opened


@pytest.fixture
async def empty_database_url(database_server: str, worker_id: str) -> AsyncIterator[str]:
    """A database without any table."""
    made = Databases(database_server, f"{worker_id}_empty")
    url = await made.empty()
    yield url
    await made.drop(url)


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Settings of a trial server: its own folder, a port of the system's choice, codes shown in answers, no way out."""
    return Settings(data_dir=tmp_path / "var", database_url=database_url, port=0, dev=True, pool_size=6, egress=False)


@functools.cache
def contract() -> Contract:
    """The document the server publishes; it depends on the routes only, so one serves the whole run."""
    from tocsin.app import openapi

    return Contract(openapi())


@functools.cache
def routed(use: str = "server") -> Litestar:
    """The composed routes, as long in the making as a short test: one for each use, which has one server at a time."""
    from tocsin.app import compose

    return compose()


@pytest.fixture
async def server(settings: Settings) -> AsyncIterator[RunningServer]:
    """The real application, served on loopback in the test's event loop."""
    from tocsin.app import create_app

    app = create_app(settings, routed())
    async with running(app, settings, contract()) as one:
        yield one


@pytest.fixture
def client(server: RunningServer) -> Client:
    """A visitor whom nobody knows."""
    return server.client()


@pytest.fixture
def as_(server: RunningServer) -> AsPerson:
    """``await as_("13800000001", name="张三")``: a client signed in as that person."""
    return server.sign_in


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Any]:
    """One Chromium for the whole run."""
    from tests.support.browser import chromium

    async with chromium() as one:
        yield one


@pytest.fixture
async def screens(browser: Any, server: RunningServer) -> AsyncIterator[Any]:
    """``await screens.visit(person, "/messages")``: a page of that person's own browser profile."""
    from tests.support.browser import Screens

    one = Screens(browser, server)
    yield one
    await one.close()

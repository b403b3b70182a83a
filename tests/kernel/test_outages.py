"""A database that goes and comes: whoever asks meanwhile is told ``unavailable``, and nothing is a fault of ours."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.cast import HE_CHUAN, ZHOU_LAN, Stage, set_stage
from tests.conftest import contract
from tests.messaging.talk import Talk, group, message
from tests.support.databases import QUICK
from tests.support.patience import PATIENCE
from tests.support.server import RunningServer, running
from tests.support.sockets import Socket, SocketRefusal
from tocsin.kernel.db import FLUSH
from tocsin.kernel.errors import Unavailable
from tocsin.kernel.migrations import migrate
from tocsin.kernel.postgres import EmbeddedPostgres
from tocsin.settings import Settings

_OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = 'tocsin'"
)


class Asking:
    """Somebody who keeps asking, by every way in; ``answers`` are all that was ever answered."""

    def __init__(self, stage: Stage, talk: Talk) -> None:
        self.stage = stage
        self.talk = talk
        self.answers: set[tuple[int, str | None]] = set()
        self.stored = 0

    async def over_http(self) -> None:
        client = await self.stage.as_(HE_CHUAN)
        while True:
            for method, path, body in (
                ("GET", "/health/ready", None),
                ("GET", self.talk.path, None),
                ("PATCH", "/api/me", {"introduction": "在"}),
                ("PUT", f"{self.talk.path}/read", {"seq": 1}),
                ("POST", f"{self.talk.path}/messages", message("在吗")),
            ):
                response = await client.request(method, path, json=body)
                self.answers.add((response.status_code, None if response.is_success else response.json()["code"]))
                self.stored += response.status_code == 201
            await asyncio.sleep(0.005)

    async def over_a_socket(self) -> None:
        client = await self.stage.as_(ZHOU_LAN)
        socket: Socket | None = None
        while True:
            try:
                if socket is None or socket.close_code is not None:
                    socket = await self.stage.server.socket(client)
                await socket.command("recall", conversation_id=self.talk.id, seq=9_999)
            except SocketRefusal as refused:
                self.answers.add((0, refused.code))
            except AssertionError:
                # Closed because its rights could not be looked up: it comes back.
                await asyncio.sleep(0.02)
            except ConnectionClosed:
                await asyncio.sleep(0.02)
            except InvalidStatus as error:
                assert error.response.status_code in (429, 503), error
                await asyncio.sleep(0.1)
            await asyncio.sleep(0.005)


async def under_way(asking: Asking, outage: Awaitable[None]) -> set[Any]:
    """Let an outage happen while somebody asks, and let them ask on until it is over; what they were answered."""
    asking.stage.server.context.hub.commands_per_second = 100_000
    tasks = [asyncio.create_task(asking.over_http()), asyncio.create_task(asking.over_a_socket())]
    await asyncio.sleep(0.3)
    await outage
    stored = asking.stored
    async with asyncio.timeout(60):
        while asking.stored < stored + 3 and not any(task.done() for task in tasks):
            await asyncio.sleep(0.02)
    for task in tasks:
        task.cancel()
    ended = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(isinstance(one, asyncio.CancelledError) for one in ended), ended
    expected = {(200, None), (201, None), (503, "unavailable"), (429, "too_many"), (0, "not_found"), (0, "unavailable")}
    assert asking.answers <= expected, asking.answers - expected
    return asking.answers


async def test_connections_that_the_database_ends(server: RunningServer, database_url: str) -> None:
    stage = await set_stage(server)
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)

    asking = Asking(stage, talk)

    async def outage() -> None:
        admin = await asyncpg.connect(database_url)
        async with asyncio.timeout(PATIENCE):
            # Until one of them was just in use.
            rounds = 0
            while rounds < 30 or (503, "unavailable") not in asking.answers:
                await admin.fetch(_OTHERS)
                await asyncio.sleep(0.01)
                rounds += 1
        await admin.close()

    assert (503, "unavailable") in await under_way(asking, outage())


async def test_a_unit_that_is_cut_off_is_unavailable(server: RunningServer, database_url: str) -> None:
    db = server.context.db
    began = asyncio.Event()

    async def slow() -> None:
        async with db.working(FLUSH) as tx:
            began.set()
            await tx.fetch("SELECT pg_sleep(30)")

    task = asyncio.create_task(slow())
    await began.wait()
    await asyncio.sleep(0.1)
    admin = await asyncpg.connect(database_url)
    await admin.fetch(_OTHERS)
    await admin.close()
    with pytest.raises(Unavailable):
        await task


@pytest.fixture
async def own_cluster(tmp_path: Path) -> AsyncIterator[EmbeddedPostgres]:
    """A cluster of this test's own, which may be stopped."""
    tmp_path.chmod(0o711)
    cluster = EmbeddedPostgres(tmp_path / "pg", durable=False, settings=QUICK)
    await asyncio.to_thread(cluster.start)
    yield cluster
    await asyncio.to_thread(cluster.stop)


@pytest.mark.embedded
async def test_a_database_that_is_started_again(own_cluster: EmbeddedPostgres, tmp_path: Path) -> None:
    from tocsin.app import create_app

    await migrate(own_cluster.dsn)
    settings = Settings(data_dir=tmp_path / "var", database_url=own_cluster.dsn, port=0, dev=True, pool_size=6)

    async def outage() -> None:
        await asyncio.to_thread(own_cluster.stop)
        await asyncio.sleep(0.5)
        await asyncio.to_thread(own_cluster.start)

    async with running(create_app(settings), settings, contract()) as server:
        stage = await set_stage(server)
        asking = Asking(stage, await group(stage, ZHOU_LAN, HE_CHUAN))
        assert (503, "unavailable") in await under_way(asking, outage())

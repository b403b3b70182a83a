"""Killed in the middle of talk: whatever was acknowledged is there again, once and in order."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from tests.conftest import contract
from tests.support.client import Client
from tests.support.product import Product, processes_in, wait_for
from tests.support.server import RunningServer
from tests.support.sockets import Socket, SocketRefusal
from tocsin.settings import Settings

pytestmark = [pytest.mark.embedded, pytest.mark.timeout(300)]
SPEAKERS = 3
BEFORE, AFTER = 60, 60
"""Messages acknowledged before the kill, and, where the server lives on, after it."""


class Talker:
    """One device that says one thing after the other, each until it is acknowledged."""

    def __init__(self, server: RunningServer, client: Client, conversation_id: str) -> None:
        self._server = server
        self._client = client
        self._conversation_id = conversation_id
        self.acknowledged: list[tuple[str, int]] = []
        self.codes: set[str | None] = set()

    async def talk(self) -> None:
        """Go on until cancelled, or until there is no server any more."""
        socket: Socket | None = None
        while True:
            body = {"client_id": str(uuid4()), "text": f"第 {len(self.acknowledged)} 句"}
            answer: dict[str, Any] | None = None
            while answer is None:
                try:
                    if socket is None:
                        socket = await Socket.open(self._server.url, self._client)
                        await socket.until("snapshot")
                    answer = await socket.command("send", conversation_id=self._conversation_id, **body)
                except SocketRefusal as refused:
                    self.codes.add(refused.code)
                    await asyncio.sleep(0.05)
                except (AssertionError, ConnectionClosed, InvalidHandshake):
                    # The line broke: the same message again on a new one.
                    socket = None
                    await asyncio.sleep(0.1)
                except OSError:
                    return
            self.acknowledged.append((body["client_id"], answer["seq"]))


def reached(product: Product) -> RunningServer:
    """What tests do with a server, for one that is a process of its own."""
    return RunningServer(None, product.url, Settings(), contract())


async def talkers(server: RunningServer) -> tuple[list[Talker], str]:
    client = await server.sign_in("13800000001", "周岚")
    founded = await client.json("POST", "/api/organisations", json={"name": "清源中学", "kind": "other"})
    made = {"kind": "group", "organisation_id": founded["organisation_id"], "name": "值班", "person_ids": []}
    conversation = await client.json("POST", "/api/conversations", json=made)
    return [Talker(server, client, conversation["id"]) for _ in range(SPEAKERS)], str(conversation["id"])


async def check(server: RunningServer, speakers: list[Talker], conversation_id: str) -> None:
    """Everything acknowledged is there at its position, once; nothing else is but what was still on its way."""
    client = await server.sign_in("13800000001")
    texts: list[dict[str, Any]] = []
    after = 0
    more = True
    while more:
        path = f"/api/conversations/{conversation_id}/messages"
        page = await client.json("GET", path, params={"after": after, "limit": 200})
        texts += [fact for fact in page["items"] if fact["kind"] == "text"]
        after, more = page["last"], page["more"]
    there = [(fact["client_id"], fact["seq"]) for fact in texts]
    assert len({one for one, _ in there}) == len(there), "nothing is there twice"
    for speaker in speakers:
        own = {one for one, _ in speaker.acknowledged}
        assert [one for one in there if one[0] in own] == speaker.acknowledged
    assert len(there) - sum(len(speaker.acknowledged) for speaker in speakers) <= len(speakers)
    await server.close_clients()


async def heard(speakers: list[Talker], count: int) -> None:
    async with asyncio.timeout(60):
        while sum(len(one.acknowledged) for one in speakers) < count:
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("everything", [False, True])
async def test_a_server_that_is_killed(tmp_path: Path, everything: bool) -> None:
    data = tmp_path / "var"
    with Product(data, TOCSIN_SOCKET_COMMANDS_PER_SECOND="10000") as product:
        server = reached(product)
        speakers, conversation_id = await talkers(server)
        tasks = [asyncio.create_task(one.talk()) for one in speakers]
        await heard(speakers, BEFORE)
        if everything:
            os.kill(product.postmaster, signal.SIGKILL)
        product.process.send_signal(signal.SIGKILL)
        await asyncio.gather(*tasks)
        await asyncio.to_thread(product.ended)
        await server.close_clients()
        wait_for(lambda: not processes_in(product.cluster))
    with Product(data) as product:
        await check(reached(product), speakers, conversation_id)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
async def test_a_database_that_is_killed_or_stopped_under_the_server(tmp_path: Path, how: signal.Signals) -> None:
    with Product(tmp_path / "var", TOCSIN_SOCKET_COMMANDS_PER_SECOND="10000") as product:
        server = reached(product)
        speakers, conversation_id = await talkers(server)
        tasks = [asyncio.create_task(one.talk()) for one in speakers]
        await heard(speakers, BEFORE)
        os.kill(product.postmaster, how)
        statuses = set()
        visiting = httpx.AsyncClient(base_url=product.url, trust_env=False, timeout=60)
        async with visiting as visitor, asyncio.timeout(60):
            # Seldom enough to be answered each time, however long it takes.
            while not product.find("database.back") or await ready(visitor, statuses) != 200:
                await asyncio.sleep(0.1)
                await ready(visitor, statuses)
        await heard(speakers, sum(len(one.acknowledged) for one in speakers) + AFTER)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert statuses <= {200, 503}
        assert set().union(*(one.codes for one in speakers)) <= {"unavailable"}
        assert not [line for line in product.said if line["event"] in ("http.failed", "socket.command_failed")]
        await check(server, speakers, conversation_id)


async def ready(visitor: httpx.AsyncClient, statuses: set[int]) -> int:
    response = await visitor.get("/health/ready")
    statuses.add(response.status_code)
    return response.status_code

"""The product as it is: ``tocsin serve`` on an embedded database, filled over its public API with people who talk."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, Self

import httpx

AT_ONCE = 4


class Product:
    """A server on ``data``, or on a temporary folder. ``pid`` and ``cluster`` say whose CPU to count."""

    def __init__(self, data: Path | None = None, *, module: str = "tocsin.cli") -> None:
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        if data is None:
            self._folder = tempfile.TemporaryDirectory(prefix="tocsin-bench-", ignore_cleanup_errors=True)
            data = Path(self._folder.name)
        data.chmod(0o711)
        self.data = data
        self.cluster = data / "postgres" / "data"
        self._log = (data / "log").open("w+")
        settings = {
            "TOCSIN_DATA_DIR": str(data),
            "TOCSIN_DEV": "1",
            # The load is sent by twenty people who type faster than people do.
            "TOCSIN_SOCKET_COMMANDS_PER_SECOND": "1000000",
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", module, "serve", "--port", "0"],
            env={**os.environ, **settings},
            stderr=self._log,
            start_new_session=True,
        )
        self.pid = self.process.pid
        self.url = self._address()

    def _address(self) -> str:
        while self.process.poll() is None:
            self._log.seek(0)
            for line in self._log:
                if line.startswith("{") and json.loads(line)["event"] == "ready":
                    return str(json.loads(line)["address"])
            time.sleep(0.05)
        self._log.seek(0)
        raise SystemExit("the product did not start:\n" + self._log.read())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.wait(30)
        self._log.close()
        if self._folder is not None:
            self._folder.cleanup()


async def people(url: str, count: int) -> tuple[list[str], list[str], str]:
    """Found an organisation of ``count`` people; returns their tokens, their ids, and the organisation's id."""
    gate = asyncio.Semaphore(AT_ONCE)
    async with AsyncExitStack() as stack:
        clients = [await stack.enter_async_context(_client(url, number)) for number in range(count)]
        founder = await _register(clients[0], 0)
        organisation = await found(clients[0], "测量学校")
        link = await _post(clients[0], f"/api/organisations/{organisation}/join-links", {"approval": False})

        async def join(number: int) -> tuple[str, str]:
            async with gate:
                person = await _register(clients[number], number)
                await _post(clients[number], f"/api/join/{link['code']}", {"name": f"测量{_han(number)}"})
                return person

        others = await asyncio.gather(*(join(number) for number in range(1, count)))
    everybody = [founder, *others]
    return [token for token, _ in everybody], [person for _, person in everybody], organisation


async def found(client: httpx.AsyncClient, name: str) -> str:
    """A new organisation of whoever ``client`` is signed in for; returns its id."""
    return str((await _post(client, "/api/organisations", {"name": name, "kind": "other"}))["organisation_id"])


def signed_in(url: str, token: str) -> httpx.AsyncClient:
    client = _client(url, 0)
    client.headers["Authorization"] = f"Bearer {token}"
    return client


async def group(url: str, token: str, organisation: str, person_ids: list[str], name: str = "测量群") -> str:
    """A group of these people, founded by the first; returns the conversation's id."""
    body = {"kind": "group", "organisation_id": organisation, "name": name, "person_ids": person_ids[1:]}
    async with signed_in(url, token) as client:
        return str((await _post(client, "/api/conversations", body))["id"])


async def direct(url: str, token: str, person_id: str) -> str:
    """The conversation with somebody; returns its id."""
    async with signed_in(url, token) as client:
        body = {"kind": "direct", "person_id": person_id}
        return str((await _post(client, "/api/conversations", body))["id"])


def _client(url: str, number: int) -> httpx.AsyncClient:
    # Each from an address of its own, as people come: the server limits what one address may do.
    address = f"127.0.{1 + number // 250}.{1 + number % 250}"
    transport = httpx.AsyncHTTPTransport(local_address=address)
    return httpx.AsyncClient(base_url=url, transport=transport, timeout=60)


async def _post(client: httpx.AsyncClient, path: str, body: dict[str, Any]) -> Any:
    response = await client.post(path, json=body)
    if not response.is_success:
        raise SystemExit(f"{path} -> {response.status_code} {response.text}")
    return response.json()


async def _register(client: httpx.AsyncClient, number: int) -> tuple[str, str]:
    """A new person of their own phone; returns token and id, the client signed in."""
    phone = f"138{number:08d}"
    sent = await _post(client, "/api/codes", {"phone": phone, "purpose": "sign_in"})
    proof = {"phone": phone, "challenge": sent["challenge"], "code": sent["code"], "bearer": True}
    ticket = (await _post(client, "/api/sessions/code", proof))["ticket"]
    agreements = (await client.get("/api/agreements")).json()
    accepted = [{"document": one["document"], "version": one["version"]} for one in agreements]
    name = f"测量{_han(number)}"
    account = {"ticket": ticket, "name": name, "adult": True, "agreements": accepted, "bearer": True}
    answer = await _post(client, "/api/accounts", account)
    client.headers["Authorization"] = f"Bearer {answer['token']}"
    return answer["token"], answer["person"]["id"]


def _han(number: int) -> str:
    """A number as a given name."""
    return "".join("零一二三四五六七八九"[int(digit)] for digit in str(number))

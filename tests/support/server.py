"""The real application on a real port, in the event loop of the test."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from unittest.mock import patch

from tests.support.client import Client
from tests.support.contract import Contract
from tests.support.sockets import Socket
from tocsin.kernel import jobs
from tocsin.serving import listen, server_for
from tocsin.settings import Settings


class RunningServer:
    """What a test may do with the server: ``url``, ``app``, ``context``, clients and sockets."""

    def __init__(self, app: Any, url: str, settings: Settings, contract: Contract) -> None:
        self.app = app
        self.url = url
        self.settings = settings
        self.contract = contract
        self._open: list[Client | Socket] = []

    @property
    def context(self) -> Any:
        return self.app.state.context

    def client(self, **options: Any) -> Client:
        client = Client(self.url, self.contract, **options)
        self._open.append(client)
        return client

    async def socket(self, client: Client, **headers: str) -> Socket:
        socket = await Socket.open(self.url, client, **headers)
        self._open.append(socket)
        return socket

    async def sign_in(self, phone: str, name: str = "张三", **device: Any) -> Client:
        """A client of the person with this phone, registered now when the server does not know it."""
        visitor = self.client()
        sent = await visitor.json("POST", "/api/codes", json={"phone": phone, "purpose": "sign_in"})
        answer = await visitor.json(
            "POST",
            "/api/sessions/code",
            json={"phone": phone, "challenge": sent["challenge"], "code": sent["code"], "bearer": True, **device},
        )
        if answer["outcome"] == "unregistered":
            agreements = await visitor.json("GET", "/api/agreements")
            answer = await visitor.json(
                "POST",
                "/api/accounts",
                json={
                    "ticket": answer["ticket"],
                    "name": name,
                    "adult": True,
                    "agreements": [{"document": one["document"], "version": one["version"]} for one in agreements],
                    "bearer": True,
                },
            )
        return self.client(token=answer["token"], person=answer["person"])

    async def close_clients(self) -> None:
        for one in reversed(self._open):
            if isinstance(one, Socket):
                await one.close()
            else:
                await one.aclose()


@asynccontextmanager
async def running(app: Any, settings: Settings, contract: Contract) -> AsyncIterator[RunningServer]:
    """Serve ``app`` until the block ends; it stops as on Ctrl-C.

    What the product does on a clock, every five minutes or every hour, tests do themselves, at a time of theirs.
    """
    with patch.object(jobs._Runner, "_firing", lambda *_: _let_pass):
        async with _serving(app, settings, contract) as one:
            yield one


async def _let_pass(_: object) -> None:
    """The moment of a job that a clock would start."""


@asynccontextmanager
async def _serving(app: Any, settings: Settings, contract: Contract) -> AsyncIterator[RunningServer]:
    listener = listen(settings)
    server = server_for(app, settings)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        up = asyncio.create_task(server.ready.wait())
        await asyncio.wait((up, task), return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            up.cancel()
            task.result()
            raise AssertionError("the server did not start; see the log above")
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        one = RunningServer(app, address, settings, contract)
        try:
            yield one
        finally:
            await one.close_clients()
    finally:
        server.should_exit = True
        await task
        listener.close()

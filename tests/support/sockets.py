"""A WebSocket client of the realtime protocol, for tests."""

from __future__ import annotations

import asyncio
import itertools
import json
from typing import Any, Self

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.support.client import Client
from tests.support.patience import PATIENCE


class SocketRefusal(AssertionError):
    """The server answered a command with an error event."""

    def __init__(self, event: dict[str, Any]) -> None:
        super().__init__(f"{event.get('code')}: {event.get('message')}")
        self.code = event.get("code")
        self.event = event


class Socket:
    """One open socket. ``events`` holds everything that arrived, in order; ``close_code`` why it ended."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection
        self.events: list[dict[str, Any]] = []
        self.frames = 0
        self.close_code: int | None = None
        self._seen = 0
        self._numbers = itertools.count(1)
        self._arrived = asyncio.Condition()
        self._reader = asyncio.create_task(self._read())

    @classmethod
    async def open(cls, url: str, client: Client, **headers: str) -> Self:
        """Connect as ``client``; raises websockets' InvalidStatus when the upgrade is refused."""
        if client.token is not None:
            headers.setdefault("Authorization", f"Bearer {client.token}")
        address = url.replace("http://", "ws://") + "/api/socket"
        return cls(
            await connect(
                address,
                additional_headers=headers,
                proxy=None,
                max_size=None,
                ping_interval=None,
                open_timeout=PATIENCE,
            )
        )

    async def _read(self) -> None:
        try:
            async for frame in self.connection:
                self.frames += 1
                self.events += json.loads(frame)["e"]
                async with self._arrived:
                    self._arrived.notify_all()
        except ConnectionClosed:
            pass
        finally:
            self.close_code = self.connection.close_code
            async with self._arrived:
                self._arrived.notify_all()

    async def send_raw(self, frame: str | bytes) -> None:
        await self.connection.send(frame)

    async def command(self, name: str, **fields: Any) -> dict[str, Any]:
        """Send a command and return its ``ok`` event; raises :class:`SocketRefusal` on ``error``."""
        number = next(self._numbers)
        await self.connection.send(json.dumps({"c": name, "id": number, **fields}))
        event = await self._find(lambda event: event.get("id") == number and event["t"] in ("ok", "error", "pong"))
        if event["t"] == "error":
            raise SocketRefusal(event)
        return event

    async def until(self, kind: str, timeout: float = PATIENCE, **match: Any) -> dict[str, Any]:
        """The next event of ``kind`` whose fields match, after the last one returned by this method."""
        event = await self._find(
            lambda event: event["t"] == kind and all(event.get(name) == value for name, value in match.items()),
            start=self._seen,
            timeout=timeout,
        )
        self._seen = next(at for at, seen in enumerate(self.events) if seen is event) + 1
        return event

    async def _find(self, wanted: Any, start: int = 0, timeout: float = PATIENCE) -> dict[str, Any]:
        async with asyncio.timeout(timeout), self._arrived:
            while True:
                for event in self.events[start:]:
                    if wanted(event):
                        return event
                if self._reader.done() or self.close_code is not None:
                    raise AssertionError(f"the socket closed with {self.close_code}; it said {self.events[start:]}")
                await self._arrived.wait()

    async def quiet(self, seconds: float = 0.3) -> list[dict[str, Any]]:
        """What arrives within a while after the last event returned by :meth:`until`."""
        await asyncio.sleep(seconds)
        return self.events[self._seen :]

    async def closed(self, timeout: float = PATIENCE) -> int | None:
        """Wait for the server to end the socket; returns the close code."""
        async with asyncio.timeout(timeout):
            await asyncio.shield(self._reader)
        return self.close_code

    async def close(self) -> None:
        await self.connection.close()
        await self._reader

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

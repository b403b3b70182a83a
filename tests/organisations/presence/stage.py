"""Presence as tests look at it: by a fresh read, and by a socket that watches."""

from __future__ import annotations

import asyncio
from typing import Any, Self

from tests.support.client import Client
from tests.support.patience import PATIENCE
from tests.support.server import RunningServer
from tests.support.sockets import Socket

HERE = {"connected": True, "state": None, "note": None, "until": None}
AWAY = {**HERE, "connected": False}


async def read(client: Client, *people: str) -> dict[str, Any]:
    """What a fresh read says of people."""
    found: dict[str, Any] = await client.json("GET", f"/api/presence?ids={','.join(people)}")
    return found


async def say(client: Client, state: str | None, **more: Any) -> dict[str, Any]:
    """Say how one is."""
    said: dict[str, Any] = await client.json("PUT", "/api/me/presence", json={"state": state, **more})
    return said


class Watcher:
    """Somebody's socket that watches people. ``known`` is what a client makes of the events."""

    def __init__(self, client: Client, socket: Socket, people: tuple[str, ...]) -> None:
        self.client = client
        self.socket = socket
        self.people = people
        self._at = 0
        self._known: dict[str, Any] = {}

    @classmethod
    async def open(cls, server: RunningServer, client: Client, *people: str) -> Self:
        socket = await server.socket(client)
        await socket.until("snapshot")
        await socket.command("watch", people=list(people))
        return cls(client, socket, people)

    @property
    def known(self) -> dict[str, Any]:
        events = self.socket.events[self._at :]
        self._at = len(self.socket.events)
        for event in events:
            if event["t"] == "presence":
                self._known.update(event["people"])
        return {one: how for one, how in self._known.items() if how is not None}

    async def told(self, person: str, how: Any) -> None:
        """Wait until an event says this of a person."""
        while True:
            event = await self.socket.until("presence")
            if person in event["people"] and event["people"][person] == how:
                return

    async def check(self) -> None:
        """Snapshot and events together are what a fresh read says, once the events are there."""
        await self.socket.quiet(0.35)
        async with asyncio.timeout(PATIENCE):
            while self.known != await read(self.client, *self.people):
                await self.socket.quiet(0.05)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.socket.close()

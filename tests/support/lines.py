"""Connections typed by hand, for what no HTTP client would send."""

from __future__ import annotations

import asyncio
import time
from typing import Self
from urllib.parse import urlsplit

from tests.support.patience import PATIENCE
from tests.support.server import RunningServer

QUICK = 12.0
"""Seconds within which an answer comes that waits for nobody: less than units of work wait for a connection, and more
than a machine stands still."""


class Line:
    """One connection to a server."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, host: str) -> None:
        self.reader = reader
        self.writer = writer
        self.host = host

    @classmethod
    async def open(cls, server: RunningServer) -> Self:
        where = urlsplit(server.url)
        return cls(*await asyncio.open_connection(where.hostname, where.port), where.netloc)

    def write(self, text: str | bytes) -> None:
        self.writer.write(text.encode() if isinstance(text, str) else text)

    def ask(self, method: str, path: str, *headers: str, body: str = "", length: int | None = None) -> None:
        """Send a head, and of the body as much as is given; ``length`` is what the head promises."""
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self.host}", *headers]
        if body or length is not None:
            lines.append(f"Content-Length: {len(body) if length is None else length}")
        self.write("\r\n".join([*lines, "", ""]) + body)

    async def flood(self, piece: bytes, most: int) -> int:
        """Send the same bytes until the server ends it, at most so many; returns how many were sent."""
        sent = 0
        try:
            while sent < most and not self.reader.at_eof():
                self.write(piece)
                sent += len(piece)
                await self.writer.drain()
                await asyncio.sleep(0)
        except ConnectionError:
            pass
        return sent

    async def answer(self, seconds: float = PATIENCE) -> bytes:
        """Everything the server says until it hangs up; TimeoutError when it does not."""
        whole = b""
        async with asyncio.timeout(seconds):
            try:
                while piece := await self.reader.read(65_536):
                    whole += piece
            except ConnectionError:
                pass
        return whole

    async def status(self, seconds: float = PATIENCE) -> int:
        """The status of the next answer; 0 when the server hung up instead."""
        async with asyncio.timeout(seconds):
            try:
                line = await self.reader.readline()
            except ConnectionError:
                return 0
        return int(line.split(b" ")[1]) if line else 0

    def close(self) -> None:
        self.writer.close()


async def quick(answer: object, seconds: float = QUICK) -> float:
    """Await something and return how long it took; TimeoutError when it is not quick."""
    began = time.monotonic()
    async with asyncio.timeout(seconds):
        await answer  # type: ignore[misc]
    return time.monotonic() - began

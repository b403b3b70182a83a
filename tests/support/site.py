"""A web site on loopback, for what the server fetches."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass
class Site:
    """What it answers by path, as raw answers, and the heads of the requests it got."""

    port: int = 0
    answers: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    slow: float = 0.0

    def at(self, path: str, host: str = "127.0.0.1") -> str:
        """The address of a path."""
        return f"http://{host}:{self.port}{path}"

    def page(self, path: str, body: bytes | str, media_type: str = "text/html; charset=utf-8", more: str = "") -> str:
        """Answer a path with a page; return its address."""
        data = body.encode() if isinstance(body, str) else body
        head = f"HTTP/1.1 200 OK\r\nContent-Type: {media_type}\r\nContent-Length: {len(data)}\r\n{more}\r\n"
        self.answers[path] = head.encode() + data
        return self.at(path)

    def moved(self, path: str, to: str) -> str:
        """Answer a path with another address; return its own."""
        self.answers[path] = f"HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n".encode()
        return self.at(path)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            self.asked.append(head)
            await asyncio.sleep(self.slow)
            missing = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
            writer.write(self.answers.get(head.split(" ")[1], missing))
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            self.asked.append("hung up")
        finally:
            writer.close()


@asynccontextmanager
async def open_site() -> AsyncIterator[Site]:
    """Open a site on a port of the system's choice."""
    site = Site()
    server = await asyncio.start_server(site._answer, "127.0.0.1", 0)
    site.port = server.sockets[0].getsockname()[1]
    try:
        yield site
    finally:
        server.close()

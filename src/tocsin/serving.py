"""How the application is put on a port: the same for ``tocsin serve`` and for the tests."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
from collections.abc import Iterator
from typing import Any

import uvicorn

from tocsin.settings import Settings


class StartFailed(Exception):
    """The application could not open what it needs; the log says what."""


class Server(uvicorn.Server):
    """uvicorn without signal handlers of its own: whoever starts it decides when it ends.

    ``should_exit = True`` ends it; ``ready`` is set from the moment it answers.
    """

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            await super().startup(sockets)
        except SystemExit as error:
            # uvicorn ends the process here, which is not for it to decide inside an event loop of ours.
            raise StartFailed("the application did not start; the log says why") from error
        self.ready.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def listen(settings: Settings) -> socket.socket:
    """Bind the port (0: the system chooses one).

    :raises OSError: it is taken, or not this user's to bind.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((settings.host, settings.port))
        listener.setblocking(False)
    except BaseException:
        listener.close()
        raise
    return listener


def server_for(app: Any, settings: Settings) -> Server:
    """The HTTP server for ``app``: httptools for requests, picows for WebSockets, one port for both."""
    from tocsin.kernel.socket import WebSocketProtocol

    config = uvicorn.Config(
        app,
        http="httptools",
        ws=WebSocketProtocol,
        lifespan="on",
        log_config=None,
        log_level=logging.WARNING,
        access_log=False,
        server_header=False,
        date_header=True,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies or None,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=8,
        backlog=1024,
    )
    return Server(config)

"""How the application is put on a port: the same for ``tocsin serve`` and for the tests."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import resource
import socket
from collections.abc import Iterator
from functools import partial
from typing import Any

import uvicorn

from tocsin.kernel.callers import proxies
from tocsin.kernel.lines import HttpProtocol, Lines
from tocsin.settings import BadSetting, Settings

_OWN_FILES = 200
"""Files and connections that the server opens for itself: the database, blobs, the jobs."""


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
        """See uvicorn.

        :raises StartFailed: the application did not start.
        """
        try:
            await super().startup(sockets)
        except SystemExit as error:
            # uvicorn ends the process here, which is not for it to decide inside an event loop of ours.
            raise StartFailed("the application did not start; the log says why") from error
        self.ready.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """See uvicorn: here it captures none."""
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


def _most(settings: Settings) -> int:
    """How many connections there may be: as many as are wanted, and the system lets us open."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = settings.connections + _OWN_FILES
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        return max(soft - _OWN_FILES, soft // 2)
    return settings.connections


def server_for(app: Any, settings: Settings) -> Server:
    """The HTTP server for ``app``: httptools for requests, picows for WebSockets, one port for both.

    :raises BadSetting: the trusted proxies are no addresses.
    """
    from tocsin.kernel.socket import WebSocketProtocol

    try:
        trusted = proxies(settings.trusted_proxies)
    except ValueError as error:
        raise BadSetting(name="TOCSIN_TRUSTED_PROXIES", value=settings.trusted_proxies) from error
    lines = Lines(_most(settings), settings.connections_per_address, trusted)
    config = uvicorn.Config(
        app,
        # uvicorn calls them like the classes it expects.
        http=partial(HttpProtocol, lines=lines),  # type: ignore[arg-type]
        ws=partial(WebSocketProtocol, lines=lines),  # type: ignore[arg-type]
        lifespan="on",
        log_config=None,
        # Its warnings are about what strangers send.
        log_level=logging.ERROR,
        access_log=False,
        server_header=False,
        date_header=True,
        # Who is behind a proxy is for ``kernel.callers`` to say, for requests and sockets alike.
        proxy_headers=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=8,
        backlog=1024,
    )
    return Server(config)

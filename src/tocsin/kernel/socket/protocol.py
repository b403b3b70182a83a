"""picows behind uvicorn: the class uvicorn hands a connection to when a request asks for a WebSocket.

uvicorn parses the request and passes it on as bytes. Nothing is answered before the caller is known: the request waits
here, reading paused, until its session is found; only then does picows see it. A refused upgrade is an HTTP answer.
The constructor of picows' ``WSProtocol`` is positional and not documented, which is why its version is pinned.
"""

import asyncio
import logging
from typing import Any, Final, cast

import structlog
from litestar.connection import ASGIConnection
from picows import WSAutoPingStrategy, WSListener, WSUpgradeRequest
from picows.picows import WSProtocol  # type: ignore[attr-defined]

from tocsin.kernel.actors import digest
from tocsin.kernel.callers import address_of, check_host, check_origin, context_of, language_of, network_of, token_of
from tocsin.kernel.errors import Internal, NotFound, Refusal, TooMany
from tocsin.kernel.http import ADDRESS_BURST, ADDRESS_PER_SECOND, signed_out
from tocsin.kernel.lines import Lines, written
from tocsin.kernel.socket.device import Device
from tocsin.kernel.socket.frames import FRAME_LIMIT, Close

PATH: Final = "/api/socket"
HANDSHAKE_SECONDS = 10
READ_BUFFER = 4096
UPGRADES_PER_SECOND, UPGRADE_BURST = 5, 80
"""Of one person, whose devices all come back together."""
FAILURES_PER_SECOND, FAILURE_BURST = 5, 60
"""From one address, without a session."""
HEAD_LIMIT = 15 * 1024
"""Bytes of an upgrade request; picows itself gives up at 16 KiB."""
_ONCE = frozenset({b"host", b"origin", b"authorization", b"cookie", b"sec-websocket-key"})
log = structlog.get_logger()
# picows tells at length of every connection, and calls a peer's mistakes errors. An adapter, because of a plain
# logger it would make a child for each connection.
_quiet = logging.LoggerAdapter(logging.getLogger("tocsin.picows"), {})
_quiet.logger.setLevel(logging.CRITICAL)


class WebSocketProtocol(WSProtocol):  # type: ignore[misc]
    """One connection. uvicorn makes it, shuts it down, and otherwise leaves it alone."""

    def __init__(
        self, config: Any, server_state: Any, app_state: dict[str, Any], _loop: Any = None, *, lines: Lines
    ) -> None:
        # Twice the limit, so that a message somewhat too long is refused in words; picows itself closes with 1009.
        super().__init__(
            None, None, False, self._listener, _quiet, True, HANDSHAKE_SECONDS,
            False, 30, 10, WSAutoPingStrategy.PING_WHEN_IDLE, False, 2 * FRAME_LIMIT, None, READ_BUFFER,
        )  # fmt: skip
        self._app = config.app
        self._connections = server_state.connections
        self._lines = lines
        self._address = "local"
        self._raw: asyncio.Transport | None = None
        self._admission: asyncio.Task[None] | None = None
        self._device: Device | None = None

    def connection_made(self, transport: Any) -> None:
        """See asyncio."""
        self._raw = transport
        peer = transport.get_extra_info("peername")
        if isinstance(peer, tuple):
            self._address = peer[0]
        self._connections.add(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        """See asyncio."""
        self._connections.discard(self)
        self._lines.leave(self._address)
        if self._admission is not None:
            self._admission.cancel()
        super().connection_lost(error)

    def shutdown(self) -> None:
        """Called by uvicorn when the server stops."""
        if self._device is not None:
            self._device.close(Close.RESTART, "the server restarts")
        elif self._raw is not None:
            self._raw.close()

    def data_received(self, head: bytes) -> None:
        """Take the upgrade request from uvicorn, once; later data go to picows' own buffer."""
        assert self._raw is not None
        self._raw.pause_reading()
        self._admission = asyncio.get_running_loop().create_task(self._admit(head))

    async def _admit(self, head: bytes) -> None:
        assert self._raw is not None
        connection, request = self._parse(head)
        try:
            self._device = await _open(connection)
        except Refusal as refusal:
            self._refuse(connection, refusal)
        except Exception:
            log.exception("socket.upgrade_failed")
            self._refuse(connection, Internal(request_id=""))
        else:
            self._feed(request)
            if not self._raw.is_closing():
                self._raw.resume_reading()

    def _parse(self, head: bytes) -> "tuple[ASGIConnection[Any, Any, Any, Any], bytes]":
        """Return the request as Litestar's connection, for the guard's own checks, and as picows takes it."""
        lines = head.split(b"\r\n")
        target = lines[0].split(b" ")[1]
        pairs = []
        for line in lines[1:]:
            name, colon, value = line.partition(b":")
            if colon:
                pairs.append((name.strip().lower(), value.strip()))
        names = [name for name, _ in pairs]
        path, _, query = target.partition(b"?")
        doubtful = len(head) > HEAD_LIMIT or any(names.count(name) > 1 for name in _ONCE)
        scope = {
            "type": "websocket",
            "path": "" if doubtful else path.decode("ascii", "replace"),
            "query_string": query,
            "headers": pairs,
            "client": self._raw.get_extra_info("peername") if self._raw else None,
            "litestar_app": self._app,
        }
        # Firefox asks with "Connection: keep-alive, Upgrade"; picows wants the one word. uvicorn has checked it.
        kept = [line for line, name in zip(lines[1:], names, strict=False) if name != b"connection"]
        request = b"\r\n".join([lines[0], *kept, b"connection: upgrade", b"", b""])
        return ASGIConnection(cast(Any, scope)), request

    def _feed(self, data: bytes) -> None:
        """Hand bytes to picows as if they had been read from the network."""
        rest = memoryview(data)
        while rest and self._raw is not None and not self._raw.is_closing():
            buffer = self.get_buffer(-1)
            size = min(len(buffer), len(rest))
            buffer[:size] = rest[:size]
            self.buffer_updated(size)
            rest = rest[size:]

    def _listener(self, request: WSUpgradeRequest) -> WSListener | None:
        return self._device

    def _refuse(self, connection: "ASGIConnection[Any, Any, Any, Any]", refusal: Refusal) -> None:
        if self._raw is None or self._raw.is_closing():
            return
        self._raw.write(written(refusal, language_of(connection)))
        self._raw.close()


async def _open(connection: "ASGIConnection[Any, Any, Any, Any]") -> Device:
    """Decide about an upgrade by the rules of the HTTP guard; return the socket it may become."""
    if connection.scope["path"] != PATH:
        raise NotFound
    check_host(connection)
    context = context_of(connection)
    limiter, address = context.limiter, network_of(address_of(connection))
    limiter.check(f"address:{address}", ADDRESS_PER_SECOND, ADDRESS_BURST)
    failures = (f"socket:{address}", FAILURES_PER_SECOND, FAILURE_BURST)
    limiter.check(*failures, take=False)
    token, by_cookie = token_of(connection)
    check_origin(connection, required=by_cookie)
    actor = await context.actors.find(token) if token else None
    if actor is None:
        # Only who comes without a session is counted by address: others there must still get in.
        limiter.check(*failures)
        raise await signed_out(connection, token)
    limiter.check(f"socket:{actor.person_id}", UPGRADES_PER_SECOND, UPGRADE_BURST)
    if not context.hub.room_for(actor):
        raise TooMany(retry_after=5)
    return Device(context.hub, actor, digest(token), language_of(connection))

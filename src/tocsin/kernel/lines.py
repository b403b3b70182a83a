"""Connections before there is a request: how many there may be, and how much and how long each may take to ask.

uvicorn's own protocol takes heads of any length, and waits for them for ever. Ours feeds the parser no more than a head
may have, and looks once a second at every connection that is waited for.
"""

import asyncio
from collections import Counter
from typing import Any, Final

import msgspec
import structlog
from prometheus_client import Counter as Count
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from tocsin.kernel.callers import Proxies, network_of
from tocsin.kernel.errors import ErrorBody, Language, Refusal, Unavailable, Words

log = structlog.get_logger()
CUT_OFF = Count("tocsin_connections_cut_off_total", "Connections ended before they asked anything whole", ["why"])

HEAD_LIMIT = 32 * 1024
"""Bytes of request line and headers together, and of whatever else is no body: extensions of chunks, trailers."""
TARGET_LIMIT = 8 * 1024
"""Bytes of the address asked for."""
HEAD_SECONDS = 10.0
"""From the connection, or the first byte of a further request, until its head is whole. Only time in which we looked
counts: a machine that stood still cuts nobody off whose words lay waiting."""
BODY_GRACE, BODY_RATE = 30.0, 16 * 1024
"""A body has some seconds, and one more for each so many bytes of it. Only the seconds we wait for it count."""
DISCARD_LIMIT = 160 * 1024 * 1024
"""Bytes of a body taken, and kept nowhere, after it was answered: who sends far too much reads why it was refused."""
STUCK_SECONDS = 60.0
"""How long a reader may take nothing of its answer, and a closed connection may take to end."""
SWEEP_SECONDS = 1.0
_FRAMING: Final = 16
"""Bytes of framing that each byte of a body pays for."""
_PHRASES: Final = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    408: "Request Timeout",
    414: "URI Too Long",
    429: "Too Many Requests",
    431: "Request Header Fields Too Large",
    503: "Service Unavailable",
}


class Malformed(Refusal):
    """What came is not HTTP."""

    code = "malformed"
    status = 400
    words = Words("请求格式有误。", "請求格式有誤。", "This is not a well-formed HTTP request.")


class TooSlow(Refusal):
    """The request did not arrive in time."""

    code = "too_slow"
    status = 408
    words = Words("请求发送得太慢。", "請求傳送得太慢。", "The request took too long to arrive.")


class TargetTooLong(Refusal):
    """The address asked for is longer than any of ours; ``limit`` is in bytes."""

    code = "target_too_long"
    status = 414
    words = Words(
        "地址太长，上限为 {limit} 字节。",
        "網址太長，上限為 {limit} 位元組。",
        "The address is too long: the limit is {limit} bytes.",
    )


class HeadTooLarge(Refusal):
    """Request line and headers together are too long; ``limit`` is in bytes."""

    code = "head_too_large"
    status = 431
    words = Words(
        "请求头太长，上限为 {limit} 字节。",
        "請求標頭太長，上限為 {limit} 位元組。",
        "The headers are too long: the limit is {limit} bytes.",
    )


def written(refusal: Refusal, language: Language = "zh-CN") -> bytes:
    """Return a refusal as a whole HTTP answer, for where there is no application to write it."""
    params = {name: str(value) for name, value in refusal.params.items()}
    body = msgspec.json.encode(ErrorBody(refusal.code, refusal.message(language), params, ""))
    again = f"retry-after: {refusal.params['retry_after']}\r\n" if refusal.retry_after is not None else ""
    head = (
        f"HTTP/1.1 {refusal.status} {_PHRASES.get(refusal.status, 'Refused')}\r\ncontent-type: application/json\r\n"
        f"cache-control: no-store\r\n{again}content-length: {len(body)}\r\nconnection: close\r\n\r\n"
    )
    return head.encode() + body


class Lines:
    """The connections of this process. Those of a proxy are everybody's, so it is not counted by address."""

    def __init__(self, most: int, most_an_address: int, proxies: Proxies) -> None:
        self._most = most
        self._most_an_address = most_an_address
        self._proxies = proxies
        self._count = 0
        self._by_address: Counter[str] = Counter()
        self._watched: set[HttpProtocol] = set()
        self._sweep: asyncio.TimerHandle | None = None

    def admit(self, address: str) -> bool:
        """Count a new connection, unless there are too many."""
        if self._count >= self._most:
            return False
        if address not in self._proxies:
            network = network_of(address)
            if self._by_address[network] >= self._most_an_address:
                return False
            self._by_address[network] += 1
        self._count += 1
        return True

    def leave(self, address: str) -> None:
        """Count a connection that was admitted no longer."""
        self._count -= 1
        if address not in self._proxies:
            network = network_of(address)
            self._by_address[network] -= 1
            if not self._by_address[network]:
                del self._by_address[network]

    def watch(self, line: "HttpProtocol") -> None:
        """Look at a connection from time to time."""
        self._watched.add(line)
        if self._sweep is None:
            self._sweep = asyncio.get_running_loop().call_later(SWEEP_SECONDS, self._look)

    def unwatch(self, line: "HttpProtocol") -> None:
        """Look at a connection no more: it has ended, or is a socket now."""
        self._watched.discard(line)

    def _look(self) -> None:
        self._sweep = None
        moment = asyncio.get_running_loop().time()
        for line in tuple(self._watched):
            line.look(moment, SWEEP_SECONDS)
        if self._watched:
            self._sweep = asyncio.get_running_loop().call_later(SWEEP_SECONDS, self._look)


class HttpProtocol(HttpToolsProtocol):
    """uvicorn's HTTP/1.1 with an end to everything it waits for."""

    def __init__(
        self,
        config: Any,
        server_state: Any,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
        *,
        lines: Lines,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._lines = lines
        self._address = "local"
        self._admitted = False
        self._unpaid = 0
        self._left: float | None = None
        self._in_body = False
        self._received = 0
        self._waited = 0.0
        self._stuck_since: float | None = None
        self._running: Any = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """See asyncio."""
        super().connection_made(transport)
        if self.client is not None:
            self._address = self.client[0]
        self._admitted = self._lines.admit(self._address)
        if not self._admitted:
            self._refuse(Unavailable(retry_after=5), "too many")
            return
        self._left = HEAD_SECONDS
        self._lines.watch(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """See asyncio."""
        super().connection_lost(exc)
        if self._running is not None:
            # uvicorn tells the request read last, which may still wait its turn behind the one being answered.
            self._running.disconnected = True
            self._running.message_event.set()
        self._lines.unwatch(self)
        if self._admitted:
            self._lines.leave(self._address)

    def handle_websocket_upgrade(self) -> None:
        """See uvicorn. The connection stays counted; the socket says when it has ended."""
        self._lines.unwatch(self)
        super().handle_websocket_upgrade()

    def _start_asgi_task(self, cycle: Any, app: Any) -> None:
        self._running = cycle
        super()._start_asgi_task(cycle, app)

    # What arrives

    def data_received(self, data: bytes) -> None:
        """See asyncio. The parser gets at most what the head still may have; a body pays for itself."""
        if self._left is None and not self._in_body:
            self._left = HEAD_SECONDS
        while data and not self.transport.is_closing() and self.transport.get_protocol() is self:
            room = HEAD_LIMIT - self._unpaid
            if room <= 0:
                self._refuse(HeadTooLarge(limit=HEAD_LIMIT), "head")
                return
            piece, data = data[:room], data[room:]
            self._unpaid += len(piece)
            super().data_received(piece)

    def on_url(self, url: bytes) -> None:
        """See httptools."""
        super().on_url(url)
        if len(self.url) > TARGET_LIMIT:
            raise TargetTooLong(limit=TARGET_LIMIT)

    def on_headers_complete(self) -> None:
        """See httptools."""
        self._unpaid = 0
        self._left = None
        self._in_body = True
        self._received = 0
        self._waited = 0.0
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """See httptools."""
        self._unpaid = max(0, self._unpaid - _FRAMING * len(body))
        self._received += len(body)
        if self.cycle is not None and self.cycle.response_complete and self._received > DISCARD_LIMIT:
            self.transport.abort()
        super().on_body(body)

    def on_message_complete(self) -> None:
        """See httptools."""
        self._unpaid = 0
        self._in_body = False
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """See uvicorn, which answers so to everything its parser could not take."""
        too_long = len(getattr(self, "url", b"")) > TARGET_LIMIT
        self._refuse(
            TargetTooLong(limit=TARGET_LIMIT) if too_long else Malformed(), "target" if too_long else "malformed"
        )

    # What is waited for

    def pause_writing(self) -> None:
        """See asyncio: the peer does not take what we write."""
        self._stuck_since = self.loop.time()
        super().pause_writing()

    def resume_writing(self) -> None:
        """See asyncio."""
        self._stuck_since = None
        super().resume_writing()

    def look(self, moment: float, passed: float) -> None:
        """End the connection if what it is waited for is overdue. ``passed``: seconds between two looks, as is meant."""
        if self._stuck_since is not None and moment - self._stuck_since > STUCK_SECONDS:
            CUT_OFF.labels("stuck").inc()
            self.transport.abort()
        elif self.transport.is_closing():
            self._stuck_since = self._stuck_since or moment
        elif self._left is not None:
            self._left -= passed
            if self._left < 0:
                self._refuse(TooSlow(), "slow head")
        elif self._in_body and not self.flow.read_paused:
            self._waited += passed
            if self._waited > BODY_GRACE + self._received / BODY_RATE:
                self._refuse(TooSlow(), "slow body")

    def _refuse(self, refusal: Refusal, why: str) -> None:
        """Say why, unless another answer is under way or nothing was asked, and close."""
        CUT_OFF.labels(why).inc()
        under_way = self.cycle is not None and not self.cycle.response_complete
        if self._in_body:
            under_way = under_way and self.cycle.response_started
        asked = self._unpaid > 0 or self._in_body
        if (asked and not under_way) or not self._admitted:
            self.transport.write(written(refusal))
        self.transport.close()

"""The outermost layer: request ids, security headers, the time each route took, and callers who have gone."""

import secrets
from time import perf_counter
from typing import Any

from litestar import Litestar
from litestar.enums import ScopeType
from litestar.openapi.spec import OpenAPI
from litestar.types import Message, Receive, Scope, Send
from prometheus_client import Counter, Histogram

from tocsin.kernel.errors import Refusal, Words

AT_END = "tocsin_at_end"
"""The key in a request's scope of what is called once it is answered."""
HUNG_UP = Counter("tocsin_http_hung_up_total", "Callers who went away before all of their request was read")
REQUESTS = Counter("tocsin_http_requests_total", "Requests answered", ["method", "route", "status"])
SECONDS = Histogram(
    "tocsin_http_seconds",
    "Time to the first byte of the answer",
    ["route"],
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        # The interface kit writes its rules into style elements at run time.
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        # What one has recorded or chosen is played before it is sent.
        "media-src 'self' blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    )
)

HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(self), microphone=(self), geolocation=(self), payment=(), usb=()"),
)
STRICT_TRANSPORT = (b"strict-transport-security", b"max-age=31536000")


class HungUp(Refusal):
    """The caller went away in the middle of the request: nobody reads this, and nothing is amiss."""

    code = "hung_up"
    status = 400
    words = Words("请求没有发完。", "請求沒有傳完。", "The request ended before all of it had come.")


class Edge:
    """Wraps the application; adds to every answer what every answer carries."""

    def __init__(self, app: Litestar, *, secure: bool) -> None:
        self._app = app
        self.state = app.state
        self._headers = (*HEADERS, STRICT_TRANSPORT) if secure else HEADERS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one ASGI connection."""
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        request_id = secrets.token_hex(8)
        scope["request_id"] = request_id  # type: ignore[typeddict-unknown-key]
        started = perf_counter()
        answering = False

        async def send_with_headers(message: Message) -> None:
            nonlocal answering
            if message["type"] == "http.response.start":
                answering = True
                self._finish(scope, message, request_id, perf_counter() - started)
            await send(message)

        async def receive_or_stop() -> Any:
            message = await receive()
            if message["type"] == "http.disconnect" and not answering:
                HUNG_UP.inc()
                raise HungUp
            return message

        try:
            await self._app(scope, receive_or_stop, send_with_headers)
        finally:
            end = scope.get(AT_END)
            if end is not None:
                end()  # type: ignore[operator]

    @property
    def openapi_schema(self) -> OpenAPI:
        """The OpenAPI document of the routes within."""
        return self._app.openapi_schema

    def _finish(self, scope: Any, message: Any, request_id: str, seconds: float) -> None:
        headers = list(message["headers"])
        present = {name for name, _ in headers}
        headers.extend(pair for pair in self._headers if pair[0] not in present)
        if b"cache-control" not in present:
            # What people read here is theirs: no proxy or shared browser keeps it.
            headers.append((b"cache-control", b"no-store"))
        headers.append((b"x-request-id", request_id.encode()))
        message["headers"] = headers
        route = scope.get("path_template", "other")
        REQUESTS.labels(scope["method"], route, message["status"]).inc()
        SECONDS.labels(route).observe(seconds)

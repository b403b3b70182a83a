"""What operators and their tools ask: alive, ready, metrics, and the description of the interface."""

import asyncio
import hmac
import ipaddress
from typing import Any

import msgspec
from litestar import Litestar, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from tocsin.kernel.callers import peer_of
from tocsin.kernel.context import Context
from tocsin.kernel.errors import NotFound, Unavailable
from tocsin.kernel.http import Handler, route
from tocsin.kernel.powers import PUBLIC
from tocsin.kernel.reference import render

_FORWARDED = ("x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "x-real-ip", "forwarded", "via")
"""What proxies add. One on this machine calls from loopback, whoever is behind it."""


class Health(msgspec.Struct):
    """The answer of the health routes."""

    status: str


@route("GET", "/health/live", power=PUBLIC, tags=["health"])
async def live() -> Health:
    """The process runs and answers."""
    return Health("live")


@route("GET", "/health/ready", power=PUBLIC, refuses=(Unavailable,), tags=["health"])
async def ready(context: Context) -> Health:
    """The database answers: requests can be served."""
    try:
        async with asyncio.timeout(2):
            await context.db.check_reachable()
    except TimeoutError as error:
        raise Unavailable(retry_after=2) from error
    return Health("ready")


@route("GET", "/metrics", power=PUBLIC, include_in_schema=False)
async def metrics(request: Request[Any, Any, Any], context: Context) -> Response[bytes]:
    """Prometheus metrics, for callers with the token of the settings or, where no proxy was ever named, on loopback.

    A proxy on this machine calls from loopback for everybody, and need not say so.
    """
    token = context.settings.metrics_token
    if token:
        allowed = hmac.compare_digest(request.headers.get("authorization", "").encode(), f"Bearer {token}".encode())
    else:
        proxied = context.settings.trusted_proxies or context.settings.public_url
        forwarded = any(name in request.headers for name in _FORWARDED)
        allowed = not proxied and not forwarded and _is_loopback(peer_of(request))
    if not allowed:
        raise NotFound
    return Response(generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        # A socket of the file system has no address.
        return address == "local"


class Published(msgspec.Struct, frozen=True):
    """The description of the interface as it is served."""

    document: bytes
    page: str


def published(app: Litestar) -> Published:
    """Return the description of a running application, made once: it takes as long as a hundred requests."""
    found: Published | None = app.state.get("published")
    if found is None:
        schema: dict[str, Any] = app.openapi_schema.to_schema()
        found = app.state.published = Published(msgspec.json.encode(schema), render(schema))
    return found


@route("GET", "/openapi.json", power=PUBLIC, include_in_schema=False)
async def openapi(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The OpenAPI 3.1 document."""
    return Response(published(request.app).document, media_type="application/json")


@route("GET", "/docs", power=PUBLIC, include_in_schema=False)
async def docs(request: Request[Any, Any, Any]) -> Response[str]:
    """The same as one page to read and print: no script, nothing fetched from elsewhere."""
    return Response(published(request.app).page, media_type="text/html; charset=utf-8")


HEALTH_ROUTES: list[Handler] = [live, ready, metrics, openapi, docs]

"""What operators and their tools ask: alive, ready, metrics, and the description of the interface."""

import asyncio
import hmac
import html
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


def render(schema: dict[str, Any]) -> str:
    """Render an OpenAPI document as one HTML page."""
    parts = [_HEAD]
    for path, operations in sorted(schema["paths"].items()):
        for method, operation in operations.items():
            parts.append(_operation(path, method, operation))
    parts.append("<h2>Schemas</h2>")
    for name, body in sorted(schema.get("components", {}).get("schemas", {}).items()):
        parts.append(f'<section id="{html.escape(name)}"><h3>{html.escape(name)}</h3>{_properties(body)}</section>')
    return "".join(parts)


_HEAD = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    "<title>Tocsin API</title><style>body{font:15px/1.5 system-ui;max-width:60rem;margin:2rem auto;padding:0 1rem;"
    "color:#1e2422;background:#fafaf8}code,b{font-family:ui-monospace,monospace}section{border-top:1px solid #ddd;"
    "padding:.5rem 0}h3{margin:.3rem 0}td{padding:.1rem .8rem .1rem 0;vertical-align:top}"
    "@media(prefers-color-scheme:dark){body{color:#e6e9e7;background:#1e2422}a{color:#7cc4b3}}</style>"
    "<h1>Tocsin API</h1><p>The machine-readable document is <a href='/openapi.json'>/openapi.json</a>.</p>"
)


def _operation(path: str, method: str, operation: dict[str, Any]) -> str:
    rows = "".join(
        f"<tr><td>{html.escape(status)}<td>{html.escape(answer.get('description', ''))} {_reference(answer)}"
        for status, answer in sorted(operation.get("responses", {}).items())
    )
    parameters = "".join(
        f"<tr><td><code>{html.escape(item['name'])}</code><td>{html.escape(item['in'])} {_type(item.get('schema', {}))}"
        for item in operation.get("parameters", [])
    )
    text = html.escape(operation.get("description") or operation.get("summary") or "")
    return (
        f"<section><h3>{method.upper()} <code>{html.escape(path)}</code></h3><p>{text} {_reference(operation.get('requestBody', {}))}"
        f"<table>{parameters}</table><table>{rows}</table></section>"
    )


def _reference(answer: dict[str, Any]) -> str:
    return " ".join(_type(media.get("schema", {})) for media in answer.get("content", {}).values())


def _type(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        name = html.escape(schema["$ref"].rsplit("/", 1)[-1])
        return f'<a href="#{name}">{name}</a>'
    for union in ("oneOf", "anyOf"):
        if union in schema:
            return " | ".join(_type(item) for item in schema[union])
    if schema.get("type") == "array":
        return f"[{_type(schema.get('items', {}))}]"
    return html.escape(str(schema.get("format") or schema.get("type") or ""))


def _properties(schema: dict[str, Any]) -> str:
    if "enum" in schema:
        return "<p>" + ", ".join(f"<code>{html.escape(str(value))}</code>" for value in schema["enum"])
    rows = "".join(
        f"<tr><td><code>{html.escape(name)}</code><td>{_type(body)}<td>{html.escape(body.get('description', ''))}"
        for name, body in schema.get("properties", {}).items()
    )
    return f"<table>{rows}</table>"


HEALTH_ROUTES: list[Handler] = [live, ready, metrics, openapi, docs]

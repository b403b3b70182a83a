"""What operators and their tools ask: alive, ready, metrics, and the description of the interface."""

import asyncio
import hmac
import html
import ipaddress
from typing import Any

import msgspec
from litestar import Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from tocsin.kernel.context import Context
from tocsin.kernel.errors import NotFound, Unavailable
from tocsin.kernel.http import Handler, address_of, route
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
            await context.db.pool.fetchval("SELECT 1")
    except (OSError, TimeoutError) as error:
        raise Unavailable(retry_after=2) from error
    return Health("ready")


@route("GET", "/metrics", power=PUBLIC, include_in_schema=False)
async def metrics(request: Request[Any, Any, Any], context: Context) -> Response[bytes]:
    """Prometheus metrics, for callers on loopback or with the token of the settings."""
    token = context.settings.metrics_token
    if token:
        allowed = hmac.compare_digest(request.headers.get("authorization", "").encode(), f"Bearer {token}".encode())
    else:
        allowed = _is_loopback(address_of(request)) and not any(name in request.headers for name in _FORWARDED)
    if not allowed:
        raise NotFound
    return Response(generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        # A socket of the file system has no address.
        return address == "local"


def document(request: Request[Any, Any, Any]) -> dict[str, Any]:
    """Return the OpenAPI document of the running application."""
    schema: dict[str, Any] = request.app.openapi_schema.to_schema()
    return schema


@route("GET", "/openapi.json", power=PUBLIC, include_in_schema=False)
async def openapi(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The OpenAPI 3.1 document."""
    return Response(msgspec.json.encode(document(request)), media_type="application/json")


@route("GET", "/docs", power=PUBLIC, include_in_schema=False)
async def docs(request: Request[Any, Any, Any]) -> Response[str]:
    """The same as one page to read and print: no script, nothing fetched from elsewhere."""
    return Response(render(document(request)), media_type="text/html; charset=utf-8")


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

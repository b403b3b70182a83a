"""The OpenAPI document as one page to read and print: no script, nothing fetched from elsewhere."""

import html
import re
from collections.abc import Iterator
from typing import Any, Final

_STYLE: Final = """
body{font:15px/1.5 system-ui;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1e2422;background:#fafaf8;
overflow-wrap:anywhere}
code,pre{font-family:ui-monospace,monospace;font-size:.93em}
pre{white-space:pre-wrap;padding:.7rem 1rem;border:1px solid #8886;border-radius:8px}
section{border-top:1px solid #8886;padding:.5rem 0}
h2{margin:2rem 0 .5rem}h3{margin:.3rem 0}h3 code{font-weight:400}
table{width:100%;border-collapse:collapse}td{padding:.1rem .8rem .1rem 0;vertical-align:top}td:first-child{width:25%}.answers td:first-child{width:3rem}
summary{cursor:pointer;padding:.25rem 0}ul{margin:.25rem 0;padding-left:1.25rem}
a{color:#2f6f62}
@media(prefers-color-scheme:dark){body{color:#e6e9e7;background:#1e2422}a{color:#7cc4b3}}
"""
_INTRO: Final = """
<h1>Tocsin API</h1>
<p>Everything the client does is done through what stands here. For machines: <a href="/openapi.json">/openapi.json</a>.
This page is one: find in it with the browser (Ctrl or ⌘ F).</p>
<h2 id="signing-in">Signing in</h2>
<p>By password, with a phone number or login name; or by a code, first <code>POST /api/codes</code>, then
<code>POST /api/sessions/code</code>. With <code>"bearer": true</code> the answer has a <code>token</code>:</p>
<pre>curl -s http://127.0.0.1:8420/api/sessions/password -H 'content-type: application/json' \\
     -d '{"identifier": "zhou.lan", "password": "…", "bearer": true}'</pre>
<p>It goes with every request, and is a session like any other: seen and ended under the devices.</p>
<pre>curl -s http://127.0.0.1:8420/api/me -H 'authorization: Bearer tcs_…'</pre>
<p>Without <code>bearer</code> the session is a cookie; then a request that changes something must come from the site itself.</p>
<h2 id="answers">Answers</h2>
<p><b>Refusals</b> are JSON: <code>code</code>, which stays, <code>message</code> in the language of
<code>Accept-Language</code> (zh-CN, zh-TW, en), <code>params</code> that fill it, <code>request_id</code>. What is not there
and what one may not see are alike: 404.</p>
<p><b>Pages</b> have <code>items</code> and <code>next</code>: ask again with <code>after</code> set to it, until there is
none.</p>
<p><b>Too often</b> is 429 with <code>Retry-After</code> in seconds. What makes something takes a <code>client_id</code>
where it is named: sent again, it makes nothing twice.</p>
"""
_CODE: Final = re.compile(r"``?([^`]+)``?")


def render(schema: dict[str, Any]) -> str:
    """Render an OpenAPI document as one HTML page: how to begin, an index by room, the operations, the shapes."""
    rooms: dict[str, list[tuple[str, str, dict[str, Any]]]] = {}
    for path, operations in sorted(schema["paths"].items()):
        for method, operation in operations.items():
            for tag in operation.get("tags") or ["other"]:
                rooms.setdefault(tag, []).append((path, method, operation))
    shapes = sorted(schema.get("components", {}).get("schemas", {}).items())
    return "".join(
        [
            '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
            f"<title>Tocsin API</title><style>{_STYLE}</style>{_INTRO}",
            '<h2 id="index">Index</h2><nav>',
            *(_index(room, rooms[room]) for room in sorted(rooms)),
            '<p><a href="#shapes">Shapes</a></p></nav>',
            *(part for room in sorted(rooms) for part in _room(room, rooms[room])),
            '<h2 id="shapes">Shapes</h2>',
            *(
                f'<section id="{html.escape(name)}"><h3>{html.escape(name)}</h3>{_told(body)}{_properties(body)}</section>'
                for name, body in shapes
            ),
        ]
    )


def _index(room: str, operations: list[tuple[str, str, dict[str, Any]]]) -> str:
    lines = "".join(
        f'<li><a href="#{_anchor(method, path)}">{_prose(operation.get("summary") or path)}</a>'
        for path, method, operation in operations
    )
    name = html.escape(room)
    return (
        f'<details><summary><a href="#room-{name}">{name}</a> ({len(operations)})</summary><ul>{lines}</ul></details>'
    )


def _room(room: str, operations: list[tuple[str, str, dict[str, Any]]]) -> Iterator[str]:
    name = html.escape(room)
    yield f'<h2 id="room-{name}">{name}</h2>'
    for path, method, operation in operations:
        yield _operation(path, method, operation)


def _anchor(method: str, path: str) -> str:
    return html.escape(method + re.sub(r"[^a-z0-9]+", "-", path.lower()).rstrip("-"))


def _operation(path: str, method: str, operation: dict[str, Any]) -> str:
    rows = "".join(
        f"<tr><td>{html.escape(status)}<td>{_prose(answer.get('description', ''))} {_reference(answer)}"
        for status, answer in sorted(operation.get("responses", {}).items())
    )
    parameters = "".join(
        f"<tr><td><code>{html.escape(item['name'])}</code><td>{html.escape(item['in'])} {_type(item.get('schema', {}))}"
        for item in operation.get("parameters", [])
    )
    text = _prose(operation.get("description") or operation.get("summary") or "")
    return (
        f'<section id="{_anchor(method, path)}"><h3>{method.upper()} <code>{html.escape(path)}</code></h3>'
        f"<p>{text} {_reference(operation.get('requestBody', {}))}"
        f"<table>{parameters}</table><table class='answers'>{rows}</table></section>"
    )


def _prose(text: str) -> str:
    """Return a text of docstrings: what stands in backticks as code."""
    whole = _CODE.sub(r"<code>\1</code>", html.escape(text, quote=False))
    return whole.replace(" · ", "<br>").replace("\n\n", "<p>")


def _told(schema: dict[str, Any]) -> str:
    return f"<p>{_prose(schema['description'])}" if schema.get("description") else ""


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
        f"<tr><td><code>{html.escape(name)}</code><td>{_type(body)}<td>{_prose(body.get('description', ''))}"
        for name, body in schema.get("properties", {}).items()
    )
    return f"<table>{rows}</table>"

"""The tests' own tools: no way out of this machine, and every answer held against the document."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

import httpx
import pytest

from tests.support.contract import Contract
from tests.support.network import OutsideWorld

ELSEWHERE = "192.0.2.1"
DOCUMENT: dict[str, Any] = {
    "paths": {
        "/api/things/{thing_id}": {
            "get": {
                "responses": {
                    "200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}},
                    "404": {"description": "none such"},
                }
            },
            "delete": {"responses": {"204": {"description": "gone"}}},
        },
        "/api/things/newest": {"get": {"responses": {"200": {"content": {"text/csv": {}}}}}},
    },
    "components": {
        "schemas": {"Thing": {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}}
    },
}


def test_a_socket_to_elsewhere_is_refused() -> None:
    with socket.socket() as link, pytest.raises(OutsideWorld, match=ELSEWHERE):
        link.connect((ELSEWHERE, 80))


async def test_a_connection_of_the_event_loop_to_elsewhere_is_refused() -> None:
    with pytest.raises(OutsideWorld, match=ELSEWHERE):
        await asyncio.get_running_loop().create_connection(asyncio.Protocol, ELSEWHERE, 80)
    with pytest.raises(OutsideWorld, match="example"):
        await asyncio.get_running_loop().getaddrinfo("example.org", 80)


def answer(path: str, status: int, method: str = "GET", **content: Any) -> httpx.Response:
    return httpx.Response(status, request=httpx.Request(method, f"http://127.0.0.1{path}"), **content)


@pytest.mark.parametrize(
    ("response", "said"),
    [
        (answer("/api/things/1", 200, json={"title": "x"}), "not as documented"),
        (answer("/api/things/1", 200, json={"name": 1}), "not as documented"),
        (answer("/api/things/1", 201, json={}), "no such status"),
        (answer("/api/others", 200, json={}), "no such route"),
        (answer("/api/things/1", 200, method="PUT", json={}), "no such route"),
        (answer("/api/things/1", 200, text="x"), "not documented"),
        (answer("/api/things/1", 404, json={"code": "things.gone"}), "things.gone is not documented"),
        (answer("/api/things/1", 500, json={"code": "internal"}), "internal is not documented"),
    ],
)
def test_an_answer_that_the_document_does_not_know_fails(response: httpx.Response, said: str) -> None:
    with pytest.raises(AssertionError, match=said):
        Contract(DOCUMENT).check(response)


@pytest.mark.parametrize(
    "response",
    [
        answer("/api/things/1", 200, json={"name": "x"}),
        answer("/api/things/1", 404, json={"code": "not_found"}),
        answer("/api/things/1", 204, method="DELETE"),
        answer("/api/things/1", 429, json={"code": "too_many"}),
        answer("/api/things/newest", 200, headers={"content-type": "text/csv; charset=utf-8"}, text="a,b"),
        answer("/health/live", 200, json={"anything": 1}),
    ],
)
def test_an_answer_as_documented_passes(response: httpx.Response) -> None:
    contract = Contract(DOCUMENT)
    contract.check(response)
    assert contract.document is DOCUMENT

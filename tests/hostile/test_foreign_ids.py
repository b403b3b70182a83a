"""Ids that lead elsewhere, in every field and address that takes one: refused in words, never a 500.

The fields are taken from the OpenAPI document, so that a new one is walked by itself; what else a body needs is what
``doors`` says of the route.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID, uuid4

import pytest

from tests.cast import BAI_LU, CHENG_YUAN, HE_CHUAN, SU_RUI, TANG_JIASHU, YE_ZHIQIU, ZHENG_YU, ZHOU_LAN, set_stage
from tests.hostile.doors import DOORS, SCHOOL, Body
from tests.hostile.victim import Victim, set_victim, suspended_member
from tests.messaging.talk import message
from tests.support.client import Client
from tests.support.server import RunningServer
from tocsin.kernel import http

_METHODS: Final = ("get", "post", "put", "patch", "delete")
_ID: Final = re.compile(r"(^|_)(id|ids|realm|people|mentions)$")
OWN_KEY: Final = {"client_id"}
"""Made up by the caller each time: no id of anything that is there."""

BODIES: Final[dict[tuple[str, str], Body]] = {
    ("POST", "/api/conversations"): lambda ids: {
        "kind": "group",
        "name": "群",
        "organisation_id": ids["organisation_id"],
    },
    ("POST", "/api/uploads"): lambda _: {"client_id": str(uuid4()), "name": "a.txt", "size": 3},
    ("POST", "/api/search"): lambda _: {"q": "机密"},
}
"""What the routes need that are nobody else's to knock at, or that say more than one thing."""

ALSO: Final[list[tuple[str, str, str, Body]]] = [
    ("POST", "/api/conversations", "person_id", lambda _: {"kind": "direct"}),
    (
        "POST",
        SCHOOL + "/grants",
        "department_id",
        lambda ids: {"member_id": ids["member_id"], "role_id": ids["role_id"], "scope": "department"},
    ),
    ("POST", SCHOOL + "/main-admins", "member_id", lambda _: {"handover": True}),
]
"""The same routes asked for something else."""


class _Document:
    """The OpenAPI document, as far as ids are concerned."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._schemas = document["components"]["schemas"]
        self.paths: dict[str, Any] = document["paths"]

    def _resolved(self, schema: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in schema:
            schema = self._schemas[schema["$ref"].rpartition("/")[2]]
        return schema

    def fields(self, schema: dict[str, Any]) -> Iterator[tuple[str, ...]]:
        """Where ids stand in what a schema describes: ``("departments", "*", "id")`` is that of each of a list."""
        schema = self._resolved(schema)
        for choice in (*schema.get("oneOf", ()), *schema.get("anyOf", ())):
            yield from self.fields(choice)
        if "items" in schema:
            for rest in self.fields(schema["items"]):
                yield ("*", *rest)
        for name, value in schema.get("properties", {}).items():
            if _ID.search(name) and name not in OWN_KEY:
                yield (name, "*") if self._is_list(value) else (name,)
            else:
                for rest in self.fields(value):
                    yield (name, *rest)

    def _is_list(self, schema: dict[str, Any]) -> bool:
        schema = self._resolved(schema)
        return schema.get("type") == "array" or any(self._is_list(one) for one in schema.get("oneOf", ()))

    def operations(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        for path, operations in self.paths.items():
            for method in _METHODS:
                if method in operations:
                    yield method.upper(), path, operations[method]


def _with(body: Any, where: tuple[str, ...], value: str) -> Any:
    """The body with the value put where a field of it stands."""
    if not where:
        return value
    if where[0] == "*":
        return [_with({}, where[1:], value)]
    return {**body, where[0]: _with({}, where[1:], value)}


async def _strange_ids(victim: Victim) -> dict[str, str]:
    """Ids of all kinds that a caller of the school may come by or invent."""
    stage = victim.stage
    cheng = await stage.as_(CHENG_YUAN)
    company = f"/api/organisations/{stage.company}"
    role = await cheng.json("POST", f"{company}/roles", json={"name": "外人", "powers": []})
    return {
        "random": str(uuid4()),
        "nil": str(UUID(int=0)),
        "another's member": str(stage.member(BAI_LU)),
        "another's person": str(stage.person(BAI_LU)),
        "another's department": (await cheng.json("POST", f"{company}/departments", json={"name": "外部"}))["id"],
        "another's role": role["id"],
        "another organisation": str(stage.company),
        "a former member": str(stage.member(ZHENG_YU)),
        "a former member's person": str(stage.person(ZHENG_YU)),
        "an invited member": str(stage.member(YE_ZHIQIU)),
        "a suspended member": str(stage.member(TANG_JIASHU)),
        "oneself": str(stage.member(ZHOU_LAN)),
        "one's own person": str(stage.person(ZHOU_LAN)),
        "a member": str(stage.member(SU_RUI)),
        "a department": victim.ids["department_id"],
        "a conversation": victim.ids["conversation_id"],
    }


class _Walk:
    """One walk over the document; ``problems`` says which answers were no refusal of ours."""

    def __init__(self, victim: Victim, document: _Document, strange: dict[str, str], zhou: Client) -> None:
        self.victim = victim
        self.document = document
        self.strange = strange
        self.zhou = zhou
        self.problems: list[str] = []
        self.asked = 0
        self._bodies: dict[tuple[str, str], Body] = {
            (door.method, _named(door.path)): door.body for door in DOORS if door.body is not None
        } | BODIES

    async def ask(self, what: str, method: str, path: str, **options: Any) -> None:
        self.asked += 1
        try:
            answer = await self.zhou.request(method, path, **options)
        except AssertionError as error:  # the document does not know the answer
            self.problems.append(f"{what}: {str(error)[:300]}")
            return
        if answer.status_code >= 500:
            self.problems.append(f"{what}: {answer.status_code} {answer.text[:200]}")

    async def bodies(self) -> None:
        ids = self.victim.ids
        for method, path, operation in self.document.operations():
            content = operation.get("requestBody", {}).get("content", {})
            if "application/json" not in content:
                continue
            base = self._bodies.get((method, _named(path)), lambda _: {})
            for where in dict.fromkeys(self.document.fields(content["application/json"]["schema"])):
                await self._field(method, path, where, base)
        for method, path, field, base in ALSO:
            await self._field(method, path.format(**ids), (field,), base)

    async def _field(self, method: str, path: str, where: tuple[str, ...], base: Body) -> None:
        for kind, value in self.strange.items():
            body = _with(base(self.victim.ids), where, value)
            what = f"{method} {path} {'.'.join(where)} = {kind}"
            await self.ask(what, method, _filled(path, self.victim.ids), json=body)

    async def addresses(self) -> None:
        """Each id of a path in turn, and each of a query."""
        for method, path, operation in self.document.operations():
            body = self._bodies.get((method, _named(path)))
            options = {} if body is None else {"json": body(self.victim.ids)}
            for name in re.findall(r"{(\w+_id)}", path):
                for kind in ("random", "another's member", "another's department", "another organisation"):
                    where = _filled(path.replace(f"{{{name}}}", self.strange[kind]), self.victim.ids)
                    await self.ask(f"{method} {path} {name} = {kind}", method, where, **options)
            for parameter in operation.get("parameters", ()):
                if parameter["in"] == "query" and _ID.search(parameter["name"]):
                    for kind, value in self.strange.items():
                        where = _filled(path, self.victim.ids)
                        what = f"{method} {path} ?{parameter['name']} = {kind}"
                        await self.ask(what, method, where, params={parameter["name"]: value})


def _named(path: str) -> str:
    return re.sub(r"\{[^}]*\}", "{}", path)


def _filled(path: str, ids: dict[str, str]) -> str:
    given = {**ids, "code": "x", "number": "0", "variant": "whole", "emoji": "👍", "power": "organisations.audit_read"}
    return re.sub(r"{(\w+)}", lambda found: given.get(found[1], "x"), path)


@pytest.fixture
async def walk(server: RunningServer, monkeypatch: pytest.MonkeyPatch) -> _Walk:
    # Thousands of requests of one person: how many a second are let in is not the subject here.
    monkeypatch.setattr(http, "REQUEST_BURST", 100_000)
    stage = await set_stage(server)
    victim = await set_victim(stage)
    await suspended_member(stage)
    zhou = await stage.as_(ZHOU_LAN)
    zhou.patient = True
    document = _Document((await zhou.get("/openapi.json")).json())
    return _Walk(victim, document, await _strange_ids(victim), zhou)


@pytest.mark.timeout(600)
async def test_no_id_makes_the_server_stumble(walk: _Walk) -> None:
    await walk.addresses()
    await walk.bodies()
    assert walk.problems == []
    # The walk has walked: a document read wrongly would ask nothing.
    assert walk.asked > 400


async def test_a_message_names_nobody_from_elsewhere(walk: _Walk) -> None:
    """What stands in lists of the socket's commands is looked at like the bodies of routes."""
    socket = await walk.victim.stage.server.socket(walk.zhou)
    await socket.until("snapshot")
    for kind, value in walk.strange.items():
        await socket.command("watch", people=[value])
        body = message("x", mentions=[value])
        await walk.ask(kind, "POST", f"/api/conversations/{walk.victim.ids['conversation_id']}/messages", json=body)
    assert walk.problems == []
    assert str(walk.victim.stage.person(HE_CHUAN)) not in walk.strange.values()

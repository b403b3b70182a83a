"""The guard at the edge, on a small application of its own: closed by default, and it refuses in words."""

from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Annotated, Any
from uuid import UUID

import httpx
import msgspec
import pytest
from litestar import Litestar, Request, get

from tests.kernel.stage import actor
from tests.support.cookies import COOKIE
from tocsin.kernel.actors import Actors, digest
from tocsin.kernel.bus import LocalBus
from tocsin.kernel.db import Transaction
from tocsin.kernel.edge import Edge
from tocsin.kernel.errors import Words
from tocsin.kernel.http import (
    DEPENDENCIES,
    EXCEPTION_HANDLERS,
    REQUEST_BURST,
    check_closed,
    guard,
    route,
)
from tocsin.kernel.limits import Limiter
from tocsin.kernel.powers import PUBLIC, SIGNED_IN, Power
from tocsin.kernel.types import Actor, Grant, Membership
from tocsin.settings import Settings

ORGANISATION, OTHER = UUID(int=1), UUID(int=2)
RING = Power("bells.ring", Words("敲钟", "敲鐘", "ring the bell"), "bells")
HERE = "http://127.0.0.1:8420"
LOOKED_UP: list[bytes] = []


class Bell(msgspec.Struct, forbid_unknown_fields=True):
    """How to ring."""

    times: Annotated[int, msgspec.Meta(ge=1, le=9)]


@route("GET", "/open", power=PUBLIC)
async def opened() -> str:
    return "open"


@route("POST", "/mine", power=SIGNED_IN)
async def mine(data: Bell, actor: Actor) -> dict[str, Any]:
    return {"times": data.times, "person": actor.person_id}


@route("POST", "/organisations/{organisation_id:uuid}/bell", power=RING)
async def ring(organisation_id: UUID) -> None:
    return None


@route("GET", "/broken", power=PUBLIC)
async def broken() -> None:
    raise RuntimeError("a secret of the inside")


@get("/forgotten")
async def forgotten() -> str:
    return "open by mistake"


def _member(*powers: str) -> Actor:
    grant = Grant(UUID(int=5), "ringer", frozenset(powers), "organisation")
    return actor(Membership(ORGANISATION, UUID(int=3), frozenset(), (grant,)))


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    # Made now: their sessions last an hour, and a run of all tests may as well.
    tokens = {"ringer": _member("bells.ring"), "member": _member(), "outsider": actor()}
    by_digest = {digest(token): who for token, who in tokens.items()}

    async def load(key: bytes, _: object) -> Actor | None:
        LOOKED_UP.append(key)
        return by_digest.get(key)

    async def ending(key: bytes) -> str | None:
        return "expired" if key == digest("old") else None

    app = Litestar(
        [opened, mine, ring, broken, forgotten],
        guards=[guard],
        dependencies=DEPENDENCIES,
        exception_handlers=EXCEPTION_HANDLERS,
        openapi_config=None,
        logging_config=None,
    )
    app.state.context = SimpleNamespace(
        settings=Settings(), actors=Actors(load, LocalBus(), ending), limiter=Limiter(clock=lambda: 0.0)
    )
    transport = httpx.ASGITransport(Edge(app, secure=False), raise_app_exceptions=False)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url=HERE) as client:
        yield client


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


async def test_a_route_without_a_power_stops_the_start_and_lets_nobody_through(http: httpx.AsyncClient) -> None:
    with pytest.raises(RuntimeError, match="/forgotten names no power"):
        check_closed(Litestar([opened, forgotten], openapi_config=None))
    assert (await http.get("/forgotten", headers=_bearer("ringer"))).status_code == 404


async def test_a_route_that_could_wait_in_a_unit_of_work_stops_the_start() -> None:
    @route("POST", "/slow", power=SIGNED_IN)
    async def slow(request: Request, tx: Transaction) -> None:  # type: ignore[type-arg]
        async for _ in request.stream():
            await tx.fetch("SELECT 1")

    with pytest.raises(RuntimeError, match="/slow could hold a unit of work"):
        check_closed(Litestar([slow], dependencies=DEPENDENCIES, openapi_config=None))


@pytest.mark.parametrize(
    ("token", "organisation", "status"),
    [
        ("ringer", ORGANISATION, 201),
        ("member", ORGANISATION, 403),
        ("outsider", ORGANISATION, 404),
        ("ringer", OTHER, 404),
        ("unknown", ORGANISATION, 401),
        (None, ORGANISATION, 401),
    ],
)
async def test_a_power_is_asked_for_in_the_organisation_of_the_path(
    http: httpx.AsyncClient, token: str | None, organisation: UUID, status: int
) -> None:
    headers = _bearer(token) if token else {}
    assert (await http.post(f"/organisations/{organisation}/bell", headers=headers)).status_code == status


@pytest.mark.parametrize(
    ("origin", "status"),
    [(HERE, 201), ("https://evil.example", 403), ("http://127.0.0.1:9999", 403), ("null", 403), (None, 403)],
)
async def test_a_cookie_counts_only_from_our_own_pages(
    http: httpx.AsyncClient, origin: str | None, status: int
) -> None:
    headers = {"Cookie": f"{COOKIE}=ringer"} | ({"Origin": origin} if origin else {})
    assert (await http.post("/mine", json={"times": 1}, headers=headers)).status_code == status


async def test_who_had_a_session_is_told_why_it_ended(http: httpx.AsyncClient) -> None:
    for token, params in (("old", {"reason": "expired"}), ("unknown", {}), (None, {})):
        answer = await http.post("/mine", json={"times": 1}, headers=_bearer(token) if token else {})
        assert (answer.status_code, answer.json()["params"]) == (401, params)


async def test_a_foreign_host_name_is_refused(http: httpx.AsyncClient) -> None:
    answer = await http.get("/open", headers={"Host": "rebound.example:8420"})
    assert (answer.status_code, answer.json()["code"]) == (403, "cross_site")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'{"times":0}',
        b'{"times":10}',
        b'{"times":"three"}',
        b'{"times":1,"extra":1}',
        b"\xff\xfe",
        b"null",
    ],
)
async def test_a_body_of_another_form_is_refused_in_words(http: httpx.AsyncClient, body: bytes) -> None:
    answer = await http.post(
        "/mine",
        content=body,
        headers={**_bearer("ringer"), "Content-Type": "application/json", "Accept-Language": "en"},
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert answer.json()["message"] == "Some of what was entered is not valid."


async def test_a_body_too_large_is_refused_before_it_is_read(http: httpx.AsyncClient) -> None:
    answer = await http.post("/mine", content=b" " * 2_000_000, headers=_bearer("ringer"))
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("zh-CN,zh;q=0.9", "请先登录。"),
        ("zh-Hant-TW,en", "請先登入。"),
        ("en-GB", "Please sign in first."),
        ("fr,en;q=0.5", "Please sign in first."),
        ("", "请先登录。"),
    ],
)
async def test_a_refusal_speaks_the_callers_language(http: httpx.AsyncClient, asked: str, message: str) -> None:
    answer = await http.post("/mine", json={"times": 1}, headers={"Accept-Language": asked})
    assert answer.json()["message"] == message


async def test_a_defect_tells_nothing_of_the_inside(http: httpx.AsyncClient) -> None:
    answer = await http.get("/broken")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert answer.json()["request_id"] == answer.headers["x-request-id"] != ""


async def test_unknown_paths_and_methods_answer_in_the_same_form(http: httpx.AsyncClient) -> None:
    assert (await http.get("/nowhere")).json()["code"] == "not_found"
    assert (await http.delete("/open")).json()["code"] == "method_not_allowed"


async def test_every_answer_carries_the_security_headers(http: httpx.AsyncClient) -> None:
    for path in ("/open", "/nowhere", "/broken"):
        headers = (await http.get(path)).headers
        assert "script-src 'self'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["cache-control"] == "no-store"


async def test_a_flood_is_told_when_to_come_back_and_others_are_not_hindered(http: httpx.AsyncClient) -> None:
    answers = [
        await http.post("/mine", json={"times": 1}, headers=_bearer("ringer")) for _ in range(REQUEST_BURST + 40)
    ]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused
    assert int(refused[0].headers["retry-after"]) >= 1
    assert (await http.post("/mine", json={"times": 1}, headers=_bearer("member"))).status_code == 201


async def test_made_up_tokens_are_limited_before_anything_is_looked_up(
    http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tocsin.kernel.http.ADDRESS_BURST", 20)
    looked_up = len(LOOKED_UP)
    statuses = [(await http.get("/open", headers=_bearer(f"made-up {n}"))).status_code for n in range(30)]
    assert statuses == [200] * 20 + [429] * 10
    assert len(LOOKED_UP) - looked_up == 20

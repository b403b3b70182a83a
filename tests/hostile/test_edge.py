"""The edge: other sites' pages, foreign names, what proxies may keep, what only the operator may see."""

from __future__ import annotations

import msgspec
import pytest
from websockets.exceptions import InvalidStatus

from tests.conftest import AsPerson, contract
from tests.support.client import Client
from tests.support.cookies import COOKIE
from tests.support.server import RunningServer, running
from tocsin.app import create_app
from tocsin.settings import Settings

FOREIGN = (
    "https://evil.example",
    "null",
    "http://[",
    "http://127.0.0.1",
    "http://127.0.0.1:1",
    "//",
    "http://",
)


@pytest.fixture
async def by_cookie(server: RunningServer, as_: AsPerson) -> Client:
    """A browser: it is known by its cookie and names the page it is on."""
    known = await as_("13800000001")
    client = server.client()
    client.headers["Cookie"] = f"{COOKIE}={known.token}"
    client.headers["Origin"] = server.url
    client.token = None
    return client


async def test_a_page_of_another_site_changes_nothing(server: RunningServer, by_cookie: Client) -> None:
    body = b'{"name":"x","kind":"company"}'
    for origin in FOREIGN:
        for kind in ("application/json", "text/plain", "application/x-www-form-urlencoded"):
            headers = {"Origin": origin, "Content-Type": kind}
            answer = await by_cookie.post("/api/organisations", content=body, headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (403, "cross_site"), origin
        with pytest.raises(InvalidStatus) as refused:
            await server.socket(by_cookie, Cookie=by_cookie.headers["Cookie"], Origin=origin)
        assert refused.value.response.status_code == 403, origin
    del by_cookie.headers["Origin"]
    answer = await by_cookie.post("/api/organisations", content=body)
    assert answer.json()["code"] == "cross_site"
    assert (await by_cookie.json("GET", "/api/me/memberships"))["memberships"] == []


async def test_signing_in_from_another_sites_page_is_refused(server: RunningServer) -> None:
    visitor = server.client()
    body = {"phone": "13800000001", "code": "000000"}
    for path in (
        "/api/sessions/code",
        "/api/sessions/password",
        "/api/accounts",
        "/api/codes",
        "/api/deployment/sample",
    ):
        answer = await visitor.post(path, json=body, headers={"Origin": "https://evil.example"})
        # A form that does not fit is looked at after the guard.
        assert answer.json()["code"] == "cross_site", path


async def test_a_name_the_server_does_not_go_by(server: RunningServer, by_cookie: Client) -> None:
    for host in (
        "evil.example",
        "127.0.0.1.evil.example",
        "127.0.0.1@evil.example",
        "[",
        "[::1",
        "",
        "127.0.0.1:80:80",
        "a b",
    ):
        answer = await by_cookie.get("/api/me", headers={"Host": host, "Origin": f"http://{host}"})
        assert answer.status_code in (400, 403, 422), (host, answer.text)


async def test_only_the_operator_sees_the_metrics(server: RunningServer) -> None:
    visitor = server.client()
    assert (await visitor.get("/metrics")).status_code == 200
    # A proxy on the same machine calls from loopback for everybody.
    for header in ("X-Forwarded-For", "Forwarded", "X-Real-IP", "X-Forwarded-Proto", "Via"):
        assert (await visitor.get("/metrics", headers={header: "203.0.113.9"})).status_code == 404, header


async def test_behind_a_proxy_the_metrics_take_a_token(settings: Settings) -> None:
    """A proxy on this machine that adds no header calls from loopback like the operator."""
    for changed in ({"public_url": "https://work.example.org"}, {"trusted_proxies": "127.0.0.1"}):
        for token in ("", "mt_secret"):
            own = msgspec.structs.replace(settings, metrics_token=token, **changed)
            app = create_app(own)
            async with running(app, own, contract()) as server:
                visitor = server.client()
                assert (await visitor.get("/metrics")).status_code == 404
                visitor.headers["Authorization"] = f"Bearer {token or 'guess'}"
                assert (await visitor.get("/metrics")).status_code == (200 if token else 404)


async def test_nothing_of_a_person_is_kept_by_proxies(by_cookie: Client) -> None:
    for path in (
        "/api/me",
        "/api/me/sessions",
        "/api/me/memberships",
        "/api/conversations",
        "/api/nothing",
        "/api/deployment",
    ):
        answer = await by_cookie.get(path)
        assert answer.headers["cache-control"] == "no-store", path
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "default-src 'self'" in answer.headers["content-security-policy"]


async def test_the_sample_is_not_for_a_founded_deployment(server: RunningServer, as_: AsPerson) -> None:
    founder = await as_("13800000001")
    await founder.json("POST", "/api/organisations", json={"name": "清源中学", "kind": "company"})
    visitor = server.client()
    assert (await visitor.post("/api/deployment/sample")).status_code in (404, 409)
    assert (await visitor.get("/api/deployment/sample")).status_code == 404

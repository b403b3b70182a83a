"""Who may open a socket: the rules of the HTTP guard, before anything is answered."""

import asyncio
import socket as sockets
from urllib.parse import urlsplit

import msgspec
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from tests.conftest import AsPerson, contract
from tests.support.client import Client
from tests.support.cookies import COOKIE
from tests.support.patience import PATIENCE
from tests.support.server import RunningServer, running
from tocsin.kernel.socket import hub as hubs
from tocsin.kernel.socket import protocol
from tocsin.settings import Settings

HEAD = (
    "GET /api/socket HTTP/1.1",
    "Upgrade: websocket",
    "Connection: keep-alive, Upgrade",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
)


async def upgrade(server: RunningServer, path: str = "/api/socket", **headers: str) -> int:
    """The status of an upgrade; 101 when it was one."""
    address = server.url.replace("http://", "ws://") + path
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        connection = await connect(address, additional_headers=named, proxy=None, open_timeout=PATIENCE)
    except InvalidStatus as error:
        return error.response.status_code
    await connection.close()
    return 101


async def raw(server: RunningServer, *lines: str) -> bytes:
    """The first line the server answers to a request typed by hand."""
    where = urlsplit(server.url)
    reader, writer = await asyncio.open_connection(where.hostname, where.port)
    writer.write("\r\n".join([*lines, "", ""]).encode())
    answer = await asyncio.wait_for(reader.readline(), PATIENCE)
    writer.close()
    return answer


async def until_open(server: RunningServer, sockets: int) -> None:
    """Wait until so many sockets are open, as the server sees it."""
    async with asyncio.timeout(PATIENCE):
        while server.context.hub.devices != sockets:
            await asyncio.sleep(0.02)


@pytest.fixture
async def somebody(as_: AsPerson) -> Client:
    return await as_("13800000001", name="周岚")


async def test_a_bearer_or_a_cookie_opens(server: RunningServer, somebody: Client) -> None:
    assert await upgrade(server, Authorization=f"Bearer {somebody.token}") == 101
    assert await upgrade(server, Cookie=f"{COOKIE}={somebody.token}", Origin=server.url) == 101


async def test_nobody_a_stranger_and_an_ended_session_do_not(server: RunningServer, somebody: Client) -> None:
    assert await upgrade(server) == 401
    assert await upgrade(server, Authorization="Bearer nonsense") == 401
    await somebody.json("DELETE", "/api/sessions/current")
    assert await upgrade(server, Authorization=f"Bearer {somebody.token}") == 401


async def test_another_sites_page_does_not(server: RunningServer, somebody: Client) -> None:
    cookie = f"{COOKIE}={somebody.token}"
    assert await upgrade(server, Cookie=cookie, Origin="https://evil.example") == 403
    assert await upgrade(server, Cookie=cookie, Origin="null") == 403
    assert await upgrade(server, Cookie=cookie) == 403, "a browser always names its page"
    assert await upgrade(server, Authorization=f"Bearer {somebody.token}", Origin="https://evil.example") == 403


async def test_a_name_pointed_at_us_does_not(server: RunningServer, somebody: Client) -> None:
    assert b"403" in await raw(server, *HEAD, "Host: evil.example", f"Authorization: Bearer {somebody.token}")


async def test_there_is_one_path(server: RunningServer, somebody: Client) -> None:
    bearer = f"Bearer {somebody.token}"
    assert await upgrade(server, "/api/other", Authorization=bearer) == 404
    assert await upgrade(server, "/", Authorization=bearer) == 404
    assert await upgrade(server, "/api/socket?x=1", Authorization=bearer) == 101


async def test_a_refusal_is_an_answer_in_words(server: RunningServer) -> None:
    address = server.url.replace("http://", "ws://") + "/api/socket"
    with pytest.raises(InvalidStatus) as refused:
        await connect(address, additional_headers={"Accept-Language": "zh-TW"}, proxy=None, open_timeout=PATIENCE)
    assert b'"code":"signed_out"' in refused.value.response.body
    assert "請先登入" in refused.value.response.body.decode()


async def test_firefox_asks_with_two_words(server: RunningServer, somebody: Client) -> None:
    host = urlsplit(server.url).netloc
    head = (*HEAD, f"Host: {host}")
    assert b"101" in await raw(server, *head, f"Authorization: Bearer {somebody.token}")
    assert b"401" in await raw(server, *head)
    assert b"404" in await raw(server, *head, f"Authorization: Bearer {somebody.token}", "Host: evil.example")
    assert b"404" in await raw(server, *head, f"Authorization: Bearer {somebody.token}", f"X-Long: {'x' * 20_000}")


async def test_a_person_has_no_sockets_without_end(
    server: RunningServer, somebody: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hubs, "SOCKETS_PER_PERSON", 3)
    opened = [await server.socket(somebody) for _ in range(3)]
    assert await upgrade(server, Authorization=f"Bearer {somebody.token}") == 429
    await opened[0].close()
    await until_open(server, 2)
    assert await upgrade(server, Authorization=f"Bearer {somebody.token}") == 101


@pytest.fixture
def nothing_regained(monkeypatch: pytest.MonkeyPatch) -> None:
    """However long the asking takes, nobody may ask more often than at once."""
    monkeypatch.setattr(protocol, "FAILURES_PER_SECOND", 0.001)
    monkeypatch.setattr(protocol, "UPGRADES_PER_SECOND", 0.001)


async def test_an_address_fails_so_often_a_second(server: RunningServer, nothing_regained: None) -> None:
    statuses = [await upgrade(server) for _ in range(70)]
    assert statuses[0] == 401
    assert statuses[-1] == 429


async def test_behind_a_proxy_a_stranger_closes_the_door_to_nobody_else(
    settings: Settings, nothing_regained: None
) -> None:
    from tocsin.app import create_app

    settings = msgspec.structs.replace(settings, trusted_proxies="127.0.0.1")
    app = create_app(settings)
    async with running(app, settings, contract()) as server:
        owner = await server.sign_in("13800000001")
        known = {"Authorization": f"Bearer {owner.token}"}
        stranger = [await upgrade(server, X_Forwarded_For="198.51.100.77") for _ in range(70)]
        assert stranger[-1] == 429
        assert await upgrade(server, X_Forwarded_For="203.0.113.5", **known) == 101
        assert await upgrade(server, X_Forwarded_For="198.51.100.77") == 429


async def test_a_person_opens_so_many_a_second(
    server: RunningServer,
    somebody: Client,
    as_: AsPerson,
    monkeypatch: pytest.MonkeyPatch,
    nothing_regained: None,
) -> None:
    monkeypatch.setattr(protocol, "UPGRADE_BURST", 3)
    other = await as_("13800000002")
    statuses = [await upgrade(server, Authorization=f"Bearer {somebody.token}") for _ in range(6)]
    assert statuses[:3] == [101, 101, 101]
    assert statuses[-1] == 429
    assert await upgrade(server, Authorization=f"Bearer {other.token}") == 101, "the same address, another person"


async def test_one_who_hangs_up_while_waiting_leaves_nothing_behind(server: RunningServer, somebody: Client) -> None:
    where = urlsplit(server.url)
    for _ in range(5):
        with sockets.create_connection((where.hostname, where.port)) as line:
            line.sendall(
                f"GET /api/socket HTTP/1.1\r\nHost: {where.netloc}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                f"Authorization: Bearer {somebody.token}\r\n\r\n".encode()
            )
    await asyncio.sleep(0.3)
    await until_open(server, 0)
    assert server.context.hub.devices == 0

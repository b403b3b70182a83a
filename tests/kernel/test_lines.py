"""Connections that ask too much, too slowly, or nothing: ended, each for itself."""

import asyncio
import time
from collections.abc import AsyncIterator

import msgspec
import pytest
from websockets.exceptions import InvalidHandshake

from tests.conftest import AsPerson, contract
from tests.support.client import Client
from tests.support.lines import Line
from tests.support.patience import PATIENCE
from tests.support.server import RunningServer, running
from tests.support.sockets import Socket
from tocsin.kernel import lines
from tocsin.settings import BadSetting, Settings

FEW = 4


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes seconds, in parts of one."""
    monkeypatch.setattr(lines, "HEAD_SECONDS", 0.4)
    monkeypatch.setattr(lines, "BODY_GRACE", 0.4)
    monkeypatch.setattr(lines, "SWEEP_SECONDS", 0.05)


@pytest.fixture
async def line(server: RunningServer) -> AsyncIterator[Line]:
    one = await Line.open(server)
    yield one
    one.close()


async def test_a_header_without_end_is_cut_at_its_limit(line: Line) -> None:
    line.write(f"GET /health/live HTTP/1.1\r\nHost: {line.host}\r\nX-Long: ")
    assert await line.flood(b"a" * 16_384, 60_000_000) < 20_000_000
    assert await line.status() in (431, 0)


async def test_headers_without_number_are_cut_too(line: Line) -> None:
    line.write(f"GET /health/live HTTP/1.1\r\nHost: {line.host}\r\n")
    line.write(b"X-One: aaaaaaaaaaaaaaaa\r\n" * 2_000)
    answer = await line.answer()
    assert answer.startswith(b"HTTP/1.1 431 ")
    assert b'"code":"head_too_large"' in answer


async def test_an_address_without_end_is_cut_at_its_limit(line: Line) -> None:
    line.write(f"GET /{'a' * 9_000} HTTP/1.1\r\nHost: {line.host}\r\n\r\n")
    answer = await line.answer()
    assert answer.startswith(b"HTTP/1.1 414 URI Too Long\r\n")
    assert b'"code":"target_too_long"' in answer


async def test_what_fits_is_answered(line: Line) -> None:
    line.ask("GET", "/health/live?" + "a" * 8_000, *(f"X-{n}: {'a' * 1_000}" for n in range(22)))
    assert await line.status() == 200


async def test_what_is_no_http_is_told_so(line: Line) -> None:
    line.write(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n")
    answer = await line.answer()
    assert answer.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert b'"code":"malformed"' in answer


async def test_half_a_head_is_not_waited_for(line: Line) -> None:
    line.write(f"GET /health/live HTTP/1.1\r\nHost: {line.host}\r\nX-")
    answer = await line.answer()
    assert answer.startswith(b"HTTP/1.1 408 Request Timeout\r\n")
    assert b'"code":"too_slow"' in answer


async def test_a_head_that_trickles_in_is_not_waited_for(line: Line) -> None:
    async def trickle() -> None:
        for letter in "GET /health/live HTTP/1.1\r\n" * 100:
            line.write(letter)
            await asyncio.sleep(0.03)

    task = asyncio.create_task(trickle())
    assert await line.status() in (408, 0)
    task.cancel()


async def test_a_machine_that_stood_still_cuts_nobody_off(line: Line) -> None:
    line.write(f"GET /health/live HTTP/1.1\r\nHost: {line.host}\r\n")
    await asyncio.sleep(0.1)
    time.sleep(1)
    # What lay waiting is read in its turn, after whatever else is due.
    for _ in range(20):
        await asyncio.sleep(0)
    line.write("\r\n")
    assert await line.status() == 200


async def test_a_silent_connection_is_ended_without_a_word(line: Line) -> None:
    assert await line.answer() == b""


async def test_a_second_head_has_its_time_too(line: Line) -> None:
    line.ask("GET", "/health/live")
    assert await line.status() == 200
    line.write("GET /health")
    assert b"408 Request Timeout" in await line.answer()


async def test_a_body_that_does_not_come_is_not_waited_for(line: Line) -> None:
    line.ask("POST", "/api/codes", "Content-Type: application/json", body='{"pho', length=100)
    assert await line.status() == 408


async def test_a_body_that_keeps_coming_is(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "BODY_RATE", 50)
    body = '{"phone":"13800000001","purpose":"sign_in"' + " " * 160 + "}"
    line.ask("POST", "/api/codes", "Content-Type: application/json", length=len(body))
    for at in range(0, len(body), 10):
        line.write(body[at : at + 10])
        await asyncio.sleep(0.05)
    assert await line.status() == 202


async def test_trailers_and_extensions_without_end_are_cut(server: RunningServer) -> None:
    for start, piece in (
        ("0\r\nX-Long: ", b"a" * 16_384),
        ("0\r\n", b"X-One: aaaaaaaa\r\n" * 100),
        ("1;", b"a" * 16_384),
    ):
        line = await Line.open(server)
        line.ask("POST", "/health/live", "Transfer-Encoding: chunked")
        line.write(start)
        assert await line.flood(piece, 60_000_000) < 20_000_000
        line.close()


async def test_a_body_in_small_chunks_is_whole(line: Line) -> None:
    body = '{"phone":"13800000001","purpose":"sign_in"' + " " * 5_000 + "}"
    line.ask("POST", "/api/codes", "Content-Type: application/json", "Transfer-Encoding: chunked")
    line.write("".join(f"1\r\n{letter}\r\n" for letter in body) + "0\r\n\r\n")
    assert await line.status() == 202


async def test_after_an_answer_the_rest_of_a_body_has_an_end(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "DISCARD_LIMIT", 1_000_000)
    line.ask("POST", "/api/codes", "Content-Type: application/json", length=10**12)
    assert await line.flood(b"a" * 65_536, 100_000_000) < 40_000_000


async def test_whoever_takes_nothing_of_the_answers_is_cut_off(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "STUCK_SECONDS", 0.2)
    before = lines.CUT_OFF.labels("stuck")._value.get()
    line.writer.transport.pause_reading()  # type: ignore[attr-defined]
    for _ in range(200):
        line.ask("GET", "/openapi.json")
    deadline = asyncio.get_running_loop().time() + PATIENCE
    while lines.CUT_OFF.labels("stuck")._value.get() == before and asyncio.get_running_loop().time() < deadline:
        await asyncio.sleep(0.05)
    assert lines.CUT_OFF.labels("stuck")._value.get() == before + 1


@pytest.fixture
async def narrow(settings: Settings) -> AsyncIterator[RunningServer]:
    """A server for few connections."""
    from tocsin.app import create_app

    settings = msgspec.structs.replace(settings, connections=FEW + 1, connections_per_address=FEW)
    app = create_app(settings)
    async with running(app, settings, contract()) as server:
        yield server


async def admitted(server: RunningServer) -> Line:
    """A connection that was answered, as soon as there is room for one."""
    async with asyncio.timeout(PATIENCE):
        while True:
            line = await Line.open(server)
            line.ask("GET", "/health/live")
            if await line.status() == 200:
                return line
            line.close()
            await asyncio.sleep(0.02)


async def socket_of(server: RunningServer, client: Client) -> Socket:
    """A socket, as soon as there is room for one."""
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                return await server.socket(client)
            except (InvalidHandshake, OSError):
                await asyncio.sleep(0.02)


async def test_an_address_has_so_many_connections(narrow: RunningServer) -> None:
    held = [await admitted(narrow) for _ in range(FEW)]
    refused = await Line.open(narrow)
    assert b'"code":"unavailable"' in await refused.answer()
    refused.close()
    held.pop().close()
    again = await admitted(narrow)
    for one in (*held, again):
        one.close()


async def test_sockets_are_counted_until_they_end(narrow: RunningServer) -> None:
    token = (await narrow.sign_in("13800000001")).token
    await narrow.close_clients()
    person = narrow.client(token=token)
    sockets = [await socket_of(narrow, person) for _ in range(FEW)]
    refused = await Line.open(narrow)
    assert (await refused.answer()).startswith(b"HTTP/1.1 503")
    refused.close()
    for socket in sockets:
        await socket.close()
    for one in [await admitted(narrow) for _ in range(FEW)]:
        one.close()


async def test_a_proxy_is_not_an_address_of_its_own(settings: Settings) -> None:
    everybody = lines.Lines(3, 1, lines.Proxies("10.0.0.0/8"))
    assert [everybody.admit(one) for one in ("10.1.2.3", "10.1.2.3", "203.0.113.1", "203.0.113.1")] == [
        True, True, True, False,
    ]  # fmt: skip
    assert not everybody.admit("203.0.113.2"), "there is an end to all together"
    everybody.leave("10.1.2.3")
    assert everybody.admit("203.0.113.2")


async def test_what_is_no_proxy_stops_the_start(settings: Settings) -> None:
    from tocsin.serving import server_for

    for wrong in ("proxy.example", "10.0.0.1/8", "*"):
        with pytest.raises(BadSetting):
            server_for(None, msgspec.structs.replace(settings, trusted_proxies=wrong))


async def test_a_person_of_todays_browsers_fits(as_: AsPerson) -> None:
    """The limits of these tests are for the slow: a client that simply asks is served."""
    person = await as_("13800000001")
    await person.json("GET", "/api/me")

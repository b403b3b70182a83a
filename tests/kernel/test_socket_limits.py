"""A socket that sends garbage, floods, stops reading, falls silent: closed, and nobody else notices."""

import asyncio
import json
import os
from collections.abc import AsyncIterator
from contextlib import suppress
from time import monotonic
from uuid import UUID

import pytest
from websockets.exceptions import ConnectionClosed

from tests.conftest import AsPerson
from tests.support.client import Client
from tests.support.patience import PATIENCE
from tests.support.server import RunningServer
from tests.support.sockets import Socket, SocketRefusal
from tocsin.kernel.socket import device as devices
from tocsin.kernel.socket import frames, hub

PING = json.dumps({"c": "ping", "id": 1})


@pytest.fixture
async def somebody(as_: AsPerson) -> Client:
    return await as_("13800000001", name="周岚")


@pytest.fixture
async def line(server: RunningServer, somebody: Client) -> AsyncIterator[Socket]:
    socket = await server.socket(somebody)
    await socket.until("snapshot")
    yield socket
    await socket.close()


@pytest.fixture
def nothing_regained(monkeypatch: pytest.MonkeyPatch) -> None:
    """However long the sending takes, no command is given back meanwhile."""
    moment = monotonic()
    monkeypatch.setattr(devices, "monotonic", lambda: moment)


async def test_the_first_event_says_hello(line: Socket, somebody: Client) -> None:
    hello = line.events[0]
    assert (hello["t"], hello["protocol"], hello["heartbeat"]) == ("hello", 1, 25)
    assert hello["person_id"] == somebody.person_id
    assert hello["limits"] == {
        "frame": 65536,
        "commands_per_second": 20,
        "text": 20000,
        "files": 50,
        "group_admin_from": 20,
    }
    assert line.events[1] == {"t": "snapshot", "conversations": [], "next": None, "people": {}}


async def test_ping_is_answered(line: Socket) -> None:
    assert await line.command("ping") == {"t": "pong", "id": 1}


@pytest.mark.parametrize(
    "garbage", ["", "x", "[]", "{}", '{"c":1,"id":2}', '{"c":"ping"}', "null", '{"c":"ping","id":"a"}']
)
async def test_garbage_closes(line: Socket, garbage: str) -> None:
    await line.send_raw(garbage)
    assert await line.closed() == 4400


async def test_bytes_close(line: Socket) -> None:
    await line.send_raw(os.urandom(64))
    assert await line.closed() == 4400


@pytest.mark.parametrize(
    "command",
    [{"c": "nonsense"}, {"c": "ping", "extra": 1}, {"c": "read", "conversation_id": "x", "seq": 1}, {"c": "send"}],
)
async def test_a_command_that_does_not_fit_is_refused_and_the_socket_lives(
    line: Socket, command: dict[str, object]
) -> None:
    await line.send_raw(json.dumps({"id": 7, **command}))
    refused = await line.until("error")
    assert (refused["id"], refused["code"]) == (7, "invalid")
    assert (await line.command("ping"))["t"] == "pong"


async def test_too_long_a_message_closes(server: RunningServer, somebody: Client, line: Socket) -> None:
    fitting = json.dumps({"c": "ping", "id": 1, "x": "y" * 65_000})
    await line.send_raw(fitting)
    assert (await line.until("error"))["code"] == "invalid"
    await line.send_raw("x" * 65_537)
    assert await line.closed() == 4413
    another = await server.socket(somebody)
    await another.until("snapshot")
    await another.send_raw("x" * 1_000_000)
    assert await another.closed() == 1009


async def test_a_message_in_pieces_is_one_message(line: Socket) -> None:
    await line.connection.send(iter(['{"c":"pi', 'ng","id"', ":9}"]))
    assert (await line.until("pong"))["id"] == 9
    with pytest.raises(Exception, match="4413"):
        await line.connection.send("x" * 1000 for _ in range(200))
        await line.closed()
        raise AssertionError(str(line.close_code))


async def test_a_flood_is_refused_then_closed(line: Socket, nothing_regained: None) -> None:
    for _ in range(100):
        await line.send_raw(PING)
    await line.send_raw(PING)
    refused = await line.until("error")
    assert refused["code"] == "too_many"
    assert refused["params"]["retry_after"] >= 1
    with suppress(ConnectionClosed):
        for _ in range(150):
            await line.send_raw(PING)
    assert await line.closed() == 4429


async def test_pings_of_the_protocol_are_paid_for_too(line: Socket, nothing_regained: None) -> None:
    with suppress(ConnectionClosed):
        for _ in range(300):
            await line.connection.ping()
    assert await line.closed() == 4429


async def test_pongs_nobody_asked_for_are_paid_for_too(line: Socket, nothing_regained: None) -> None:
    with suppress(ConnectionClosed):
        for _ in range(300):
            await line.connection.pong()
    assert await line.closed() == 4429


async def test_silence_closes(server: RunningServer, line: Socket, monkeypatch: pytest.MonkeyPatch) -> None:
    server.context.hub.sweep()
    assert line.close_code is None
    monkeypatch.setattr(hub, "SILENCE", -1)
    server.context.hub.sweep()
    assert await line.closed() == 4408
    assert frames.SILENCE == 70


async def test_whoever_stops_reading_is_told_to_resync_and_costs_no_memory(
    server: RunningServer, somebody: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Its time is another test's.
    monkeypatch.setattr(hub, "SLOW_SECONDS", 600.0)
    slow = await server.socket(somebody)
    await slow.until("snapshot")
    quick = await server.socket(somebody)
    await quick.until("snapshot")
    person = UUID(somebody.person_id)
    event = b'{"t":"noise","x":"%s"}' % (b"x" * 60_000)
    slow.connection.transport.pause_reading()
    device = next(iter(server.context.hub._devices))

    async def heard(noises: int) -> None:
        async with asyncio.timeout(PATIENCE):
            while sum(one["t"] == "noise" for one in quick.events) < noises:
                await asyncio.sleep(0.001)

    for number in range(400):
        server.context.hub.publish("person", person, event)
        await asyncio.sleep(0.001)
        # No sooner than the other one reads, which runs in the same process as the server.
        await heard(number - 4)
    waiting = max(one._transport.underlying_transport.get_write_buffer_size() for one in server.context.hub._devices)
    assert waiting < devices.HIGH_WATER + 2 * len(event), "what waits for a slow reader is bounded"
    assert device is not None
    await heard(400)
    assert not any(one["t"] == "resync" for one in quick.events), "the other device missed nothing"
    slow.connection.transport.resume_reading()
    assert (await slow.until("resync"))["reason"] == "slow"
    await slow.command("snapshot")
    assert sum(one["t"] == "noise" for one in slow.events) < 400


async def test_whoever_never_reads_again_is_cut_off(
    server: RunningServer, somebody: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = await server.socket(somebody)
    await slow.until("snapshot")
    slow.connection.transport.pause_reading()
    event = b'{"t":"noise","x":"%s"}' % (b"x" * 60_000)
    while all(one.paused_since is None for one in server.context.hub._devices):
        server.context.hub.publish("person", UUID(somebody.person_id), event)
        await asyncio.sleep(0.001)
    monkeypatch.setattr(hub, "SLOW_SECONDS", -1.0)
    monkeypatch.setattr(devices, "FAREWELL", 0.05)
    server.context.hub.sweep()
    assert server.context.hub.devices == 0
    await asyncio.sleep(0.2)
    slow.connection.transport.resume_reading()
    assert await slow.closed() == 1006, "cut off: it took note of nothing"


async def test_a_stop_says_so(server: RunningServer, line: Socket) -> None:
    server.context.hub.stop()
    assert await line.closed() == 4503


async def test_a_refusal_raised_by_a_command_is_its_answer(line: Socket) -> None:
    with pytest.raises(SocketRefusal, match="not_found"):
        await line.command("read", conversation_id="00000000-0000-7000-8000-000000000000", seq=1)

"""A socket lives as long as its session, and hears what its person may, as of now."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import msgspec
import pytest

from tests.cast import HE_CHUAN, LU_MING, XU_JINGYI, ZHOU_LAN, set_stage
from tests.conftest import AsPerson
from tests.messaging.talk import group, message
from tests.support.server import RunningServer
from tocsin.accounts.jobs import write_seen
from tocsin.kernel import clock
from tocsin.kernel.errors import Words
from tocsin.kernel.events import ACTORS, TOUCHED, Touch
from tocsin.kernel.powers import SIGNED_IN, Power
from tocsin.kernel.socket import Call, Command
from tocsin.kernel.socket.commands import Catalogue
from tocsin.kernel.socket.hub import COMMANDS, Nothing


async def test_signing_out_ends_the_socket_at_once(server: RunningServer, as_: AsPerson) -> None:
    somebody = await as_("13800000001", name="周岚")
    socket = await server.socket(somebody)
    await socket.until("snapshot")
    await somebody.json("DELETE", "/api/sessions/current")
    assert await socket.until("revoked") == {"t": "revoked", "reason": "signed_out"}
    assert await socket.closed() == 4401


async def test_only_the_session_that_ended(server: RunningServer, as_: AsPerson) -> None:
    desk, phone = await as_("13800000001", name="周岚"), await as_("13800000001", name="周岚")
    at_desk, at_phone = await server.socket(desk), await server.socket(phone)
    await at_desk.until("snapshot")
    await at_phone.until("snapshot")
    await desk.json("DELETE", "/api/me/sessions")
    assert await at_phone.closed() == 4401
    assert (await at_desk.command("ping"))["t"] == "pong"


async def test_a_session_outlived(server: RunningServer, as_: AsPerson) -> None:
    socket = await server.socket(await as_("13800000001", name="周岚"))
    await socket.until("snapshot")
    with clock.travel(timedelta(days=400)):
        server.context.hub.sweep()
        assert (await socket.until("revoked"))["reason"] == "expired"
        assert await socket.closed() == 4401


async def test_a_session_in_use_outlives_what_was_known_of_it(server: RunningServer) -> None:
    stage = await set_stage(server)
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)
    socket = await server.socket(await stage.as_(HE_CHUAN))
    await socket.until("snapshot")
    with clock.travel(timedelta(days=20)):
        await socket.command("send", conversation_id=talk.id, client_id=str(uuid4()), text="还在")
        await write_seen(server.context)
    with clock.travel(timedelta(days=40)):
        server.context.hub.sweep()
        await socket.until("changed")
        assert (await socket.command("ping"))["t"] == "pong"
        assert all(event["t"] != "revoked" for event in socket.events)
    with clock.travel(timedelta(days=60)):
        server.context.hub.sweep()
        assert (await socket.until("revoked"))["reason"] == "expired"


async def test_a_suspended_account_hears_nothing_more(server: RunningServer) -> None:
    stage = await set_stage(server)
    talk = await group(stage, ZHOU_LAN, LU_MING, HE_CHUAN)
    socket = await server.socket(await stage.as_(LU_MING))
    await socket.until("snapshot")
    admin = await stage.as_(ZHOU_LAN)
    path = f"/api/organisations/{stage.school}/members/{stage.member(LU_MING)}/suspension"
    await admin.json("POST", path, json={})
    assert (await socket.until("resync"))["reason"] == "rights"
    seen = len(socket.events)
    await talk.say(HE_CHUAN, "他听不到")
    await socket.command("snapshot")
    assert all(event["t"] != "message" for event in socket.events[seen:])
    assert talk.id not in {one["id"] for one in (await socket.until("snapshot"))["conversations"]}
    await admin.json("DELETE", path)
    await socket.until("resync")
    await talk.say(HE_CHUAN, "他又听到了")
    await socket.until("message", text="他又听到了")


async def test_what_comes_while_rights_are_looked_up_comes_after(server: RunningServer) -> None:
    """Commands sent into a change of rights wait for it, and are answered."""
    stage = await set_stage(server)
    talk = await group(stage, ZHOU_LAN, XU_JINGYI)
    socket = await server.socket(await stage.as_(XU_JINGYI))
    await socket.until("snapshot")
    server.context.hub._rights_changed({stage.person(XU_JINGYI)})
    answers = await asyncio.gather(
        *(socket.command("send", conversation_id=talk.id, **message(f"第 {n} 句")) for n in range(5))
    )
    assert [answer["seq"] for answer in answers] == [2, 3, 4, 5, 6]
    assert (await socket.until("changed"))["key"] == ["person", str(stage.person(XU_JINGYI)), "me"]


async def test_from_the_moment_rights_change_nothing_leaves_before_they_are_looked_up(server: RunningServer) -> None:
    """Not what was already on its way out either: the same unit of work may have put it there."""
    stage = await set_stage(server)
    person = stage.person(XU_JINGYI)
    socket = await server.socket(await stage.as_(XU_JINGYI))
    await socket.until("snapshot")
    bus = server.context.bus
    bus.publish(TOUCHED, msgspec.json.encode([Touch("person", person, ("before",))]))
    bus.publish(ACTORS, msgspec.json.encode([person]))
    bus.publish(TOUCHED, msgspec.json.encode([Touch("organisation", stage.school, ("within",))]))
    await socket.until("changed", key=["within"])
    keys = [event["key"] for event in socket.events if event["t"] == "changed"]
    assert keys == [["person", str(person), "me"], ["before"], ["within"]]


async def test_what_comes_while_rights_that_were_lost_are_looked_up_never_leaves(
    server: RunningServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = await set_stage(server)
    talk = await group(stage, ZHOU_LAN, LU_MING, HE_CHUAN)
    socket = await server.socket(await stage.as_(LU_MING))
    await socket.until("snapshot")
    admin, find, gate = await stage.as_(ZHOU_LAN), server.context.actors.find_by_digest, asyncio.Event()
    await stage.as_(HE_CHUAN)
    held = next(iter(server.context.hub._devices)).digest

    async def slow(digest: bytes, tx: object = None) -> object:
        if digest == held:
            await gate.wait()
        return await find(digest, tx)

    monkeypatch.setattr(server.context.actors, "find_by_digest", slow)
    path = f"/api/organisations/{stage.school}/members/{stage.member(LU_MING)}/suspension"
    await admin.json("POST", path, json={})
    await talk.say(HE_CHUAN, "他听不到")
    gate.set()
    assert (await socket.until("resync"))["reason"] == "rights"
    assert (await socket.command("ping"))["t"] == "pong"
    assert all(event["t"] != "message" for event in socket.events)


def test_a_command_without_a_power_does_not_start() -> None:
    with pytest.raises(TypeError, match="names no power"):
        Catalogue([Command("open_door", None, Nothing, lambda call: None)])  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="two commands"):
        Catalogue([*COMMANDS, COMMANDS[0]])


async def test_a_command_asks_for_its_power(server: RunningServer, as_: AsPerson) -> None:
    """One guard for routes and commands: a power nobody gave is refused in the same words."""
    power = Power("kernel.ring", Words("敲钟", "敲鐘", "Ring"), "kernel")
    rung = []

    async def ring(call: Call[Nothing]) -> None:
        rung.append(call.actor)

    hub = server.context.hub
    hub.catalogue = Catalogue(
        [*COMMANDS, Command("ring", power, Nothing, ring), Command("hum", SIGNED_IN, Nothing, ring)]
    )
    socket = await server.socket(await as_("13800000001", name="周岚"))
    await socket.until("snapshot")
    with pytest.raises(AssertionError, match="not_found"):
        await socket.command("ring")
    assert rung == []
    await socket.command("hum")
    assert len(rung) == 1


async def test_a_defect_in_a_command_is_an_answer(server: RunningServer, as_: AsPerson) -> None:
    async def fail(call: Call[Nothing]) -> None:
        raise ZeroDivisionError

    server.context.hub.catalogue = Catalogue([*COMMANDS, Command("fail", SIGNED_IN, Nothing, fail)])
    socket = await server.socket(await as_("13800000001", name="周岚"))
    await socket.until("snapshot")
    with pytest.raises(AssertionError, match="internal"):
        await socket.command("fail")
    assert (await socket.command("ping"))["t"] == "pong"

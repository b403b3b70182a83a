"""Open sockets feel what happens to an account at once."""

from collections.abc import Awaitable
from datetime import timedelta
from typing import Any

import pytest
from websockets.exceptions import InvalidStatus

from tests.accounts.conftest import PASSWORD, Door, new_phone
from tests.support.client import Client
from tocsin.kernel import clock
from tocsin.kernel.socket import Close

pytestmark = pytest.mark.anyio


async def test_a_socket_dies_with_its_session_and_no_other(here: Door) -> None:
    phone = new_phone()
    person = await here.register(phone)
    ending = await here.register(new_phone())
    body = {**await here.proof(phone), "bearer": True}
    other = here.server.client(token=(await here.visitor().json("POST", "/api/sessions/code", json=body))["token"])
    first, second = await here.server.socket(person), await here.server.socket(other)
    stranger = await here.server.socket(ending)
    for socket in (first, second, stranger):
        await socket.until("hello")
    (session,) = [one for one in await person.json("GET", "/api/me/sessions") if not one["current"]]
    await person.json("DELETE", f"/api/me/sessions/{session['id']}", status=204)
    assert await second.closed() == Close.SESSION_ENDED
    await first.until("changed", key=["person", person.person_id, "sessions"])
    for socket in (first, stranger):
        await socket.command("ping")
    await here.suspend(person)
    assert await first.closed() == Close.SESSION_ENDED
    await stranger.command("ping")
    with pytest.raises(Exception, match="401"):
        await here.server.socket(person)


async def test_a_profile_changed_on_one_device_is_told_to_the_other(here: Door) -> None:
    phone = new_phone()
    person = await here.register(phone)
    body = {**await here.proof(phone), "bearer": True}
    other = here.server.client(token=(await here.visitor().json("POST", "/api/sessions/code", json=body))["token"])
    socket = await here.server.socket(other)
    await socket.until("hello")
    await person.json("PATCH", "/api/me", json={"theme": "dark"})
    await socket.until("changed", key=["person", person.person_id, "me"])


async def test_a_socket_says_why_its_session_ended(here: Door) -> None:
    phone = new_phone()
    person = await here.register(phone, password=PASSWORD)

    async def device() -> Client:
        body = {**await here.proof(phone), "bearer": True}
        answer = await here.visitor().json("POST", "/api/sessions/code", json=body)
        return here.server.client(token=answer["token"], person=answer["person"])

    async def ended(device: Client, act: Awaitable[Any], reason: str) -> None:
        socket = await here.server.socket(device)
        await socket.until("snapshot")
        await act
        assert (await socket.until("revoked"))["reason"] == reason
        assert await socket.closed() == Close.SESSION_ENDED
        # who was asleep meanwhile is told when it comes back
        refusal = await device.refused("GET", "/api/me", "signed_out", status=401)
        assert refusal["params"] == {"reason": reason}
        with pytest.raises(InvalidStatus) as closed:
            await here.server.socket(device)
        assert f'"reason":"{reason}"'.encode() in closed.value.response.body

    other = await device()
    session = next(one["id"] for one in await other.json("GET", "/api/me/sessions") if one["current"])
    await ended(other, person.json("DELETE", f"/api/me/sessions/{session}"), "revoked")
    other = await device()
    await ended(other, other.json("DELETE", "/api/sessions/current"), "signed_out")
    change = {"current": PASSWORD, "new": "shan-gao-yue-xiao-77"}
    await ended(await device(), person.json("PUT", "/api/me/password", json=change), "password_changed")
    await ended(person, here.suspend(person), "suspended")
    await here.reinstate(person)
    other = await device()
    with clock.travel(timedelta(days=31)):
        refusal = await other.refused("GET", "/api/me", "signed_out", status=401)
        assert refusal["params"] == {"reason": "expired"}
    await ended(other, here.freeze(person), "frozen")

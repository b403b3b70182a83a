"""Open sockets feel what happens to an account at once."""

import pytest

from tests.accounts.conftest import Door, new_phone
from tocsin.kernel.socket import Close

pytestmark = pytest.mark.anyio


async def test_a_socket_dies_with_its_session_and_no_other(here: Door) -> None:
    phone = new_phone()
    person = await here.register(phone)
    ending = await here.register(new_phone())
    body = {"phone": phone, "code": await here.code(phone), "bearer": True}
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
    body = {"phone": phone, "code": await here.code(phone), "bearer": True}
    other = here.server.client(token=(await here.visitor().json("POST", "/api/sessions/code", json=body))["token"])
    socket = await here.server.socket(other)
    await socket.until("hello")
    await person.json("PATCH", "/api/me", json={"theme": "dark"})
    await socket.until("changed", key=["person", person.person_id, "me"])

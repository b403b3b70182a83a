"""What no honest client sends: each is refused in words, and never a failure of the server."""

from __future__ import annotations

import base64
import json
from typing import Any
from uuid import uuid4

import pytest

from tests.cast import HE_CHUAN, XU_JINGYI, ZHOU_LAN, Stage, set_stage
from tests.messaging.talk import Talk, group, message
from tests.support.server import RunningServer
from tests.support.sockets import SocketRefusal

ENDLESS, ID = 10**30, str(uuid4())
DEEP = b"[" * 100_000 + b"]" * 100_000
EARLY = "0001-01-01T00:00:00+14:00"
BODIES = (
    DEEP,
    b'{"name":' + DEEP + b"}",
    b'{"name":"\xed\xa0\x80","kind":"company"}',
    b'{"name":"\\ud800","kind":"company"}',
    b'{"name":"\\u0000","kind":"company"}',
    b'{"name":NaN,"kind":"company"}',
    b'{"name":1e999,"kind":"company"}',
    b"\xff\xfe",
    b"",
    b"null",
    b"[]",
)
FORMS: dict[str, tuple[str, bytes]] = {
    "no boundary": ("multipart/form-data", b"x"),
    "a boundary that never comes": ("multipart/form-data; boundary=x", b"y" * 3000),
    "a name that is no text": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="\xff\xfe"; filename="\xff"\r\n\r\nx\r\n--x--\r\n',
    ),
    "quotes in quotes": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="fi"le"; filename="a\\"b\\\\.csv"\r\n\r\nx\r\n--x--\r\n',
    ),
    "a header without end": ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: " + b"a" * 70_000),
    "a hundred parts": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n' * 100,
    ),
    "a character set nobody has": (
        "multipart/form-data; boundary=x; charset=nobody",
        b'--x\r\nContent-Disposition: form-data; name="a"\r\nContent-Type: text/csv; charset=nobody\r\n\r\nx\r\n--x--\r\n',
    ),
    "no form": ("text/plain", b"file=x"),
}


def _cursor(*values: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode()


def _requests(school: str, talk: Talk) -> list[tuple[str, str, Any]]:
    messages = f"{talk.path}/messages"
    return [
        ("GET", f"{school}/audit?kind=%00", None),
        ("GET", f"{school}/audit?after={_cursor(ENDLESS)}", None),
        ("GET", f"{school}/members?after={_cursor(chr(0), ID)}", None),
        ("GET", f"{school}/members?after=%FF%FE", None),
        ("GET", f"{school}/members?limit={ENDLESS}", None),
        ("GET", f"{school}/members?limit=-1", None),
        ("GET", f"{school}/members?limit=NaN", None),
        ("GET", f"{school}/members?department_id=%00", None),
        ("GET", "/api/join/%00", None),
        ("GET", "/api/invitations/%00", None),
        ("GET", "/api/invitations/%ED%A0%80", None),
        ("GET", "/api/join/%ED%A0%80", None),
        ("POST", f"{school}/join-links", {"expires_in": ENDLESS}),
        ("POST", f"{school}/join-links", {"expires_in": -ENDLESS}),
        ("POST", f"{school}/join-links", {"uses_limit": ENDLESS}),
        ("PATCH", f"{school}/messaging", {"recall_within": ENDLESS}),
        ("GET", f"{messages}?before={ENDLESS}", None),
        ("GET", f"{messages}?after=-{ENDLESS}", None),
        ("GET", f"{messages}/{ENDLESS}/effects", None),
        ("POST", f"{messages}/{ENDLESS}/recall", None),
        ("PUT", f"{talk.path}/read", {"seq": ENDLESS}),
        ("PUT", f"{talk.path}/read", {"seq": 2**63}),
        ("POST", messages, message("x", reply_to=ENDLESS)),
        ("POST", messages, message("x\0")),
        ("POST", messages, message("x", mentions=["\0"])),
        ("GET", f"/api/conversations?after={_cursor(False, EARLY, ID)}", None),
        ("GET", f"{talk.path}/people?ids=%00", None),
        ("GET", f"{talk.path}/members?after=%00", None),
        ("POST", "/api/me/agreements", {"document": "\0", "version": "\0"}),
        ("PATCH", "/api/me", {"introduction": "a\0"}),
        ("POST", "/api/sessions/password", {"identifier": "\0", "password": "\0"}),
        ("POST", "/api/sessions/code", {"phone": "13800000000", "challenge": str(uuid4()), "code": "\0"}),
    ]


@pytest.fixture
async def stage(server: RunningServer) -> Stage:
    return await set_stage(server)


async def test_what_cannot_be_read_or_kept_is_refused(stage: Stage) -> None:
    zhou = await stage.as_(ZHOU_LAN)
    school = f"/api/organisations/{stage.school}"
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)
    department = (await zhou.json("GET", f"{school}/departments"))[0]["id"]
    wrong = []
    for method, path, body in _requests(school, talk):
        answer = await zhou.request(method, path, json=body)
        if not 400 <= answer.status_code < 500:
            wrong.append(f"{method} {path} {str(body)[:80]} -> {answer.status_code}")
    for body in BODIES:
        for kind in ("application/json", "text/plain", "application/json; charset=utf-16"):
            answer = await zhou.post("/api/organisations", content=body, headers={"Content-Type": kind})
            if not 400 <= answer.status_code < 500:
                wrong.append(f"{body[:40]!r} as {kind} -> {answer.status_code}")
    for name, (kind, body) in FORMS.items():
        answer = await zhou.post(f"{school}/roster-imports", content=body, headers={"Content-Type": kind})
        if not 400 <= answer.status_code < 500:
            wrong.append(f"{name} -> {answer.status_code} {answer.text[:100]}")
    assert wrong == []
    # A place far beyond the end is the end; a message from before there were computers comes now.
    await zhou.json("PATCH", f"{school}/departments/{department}", json={"position": ENDLESS})
    late = await talk.say(ZHOU_LAN, "x", sent_at=EARLY)
    assert "sent_at" not in late


async def test_a_socket_that_sends_what_cannot_be_read(stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI)
    await talk.say(ZHOU_LAN, "x")
    socket = await stage.server.socket(await stage.as_(ZHOU_LAN))
    await socket.until("snapshot")
    for name, fields in (
        ("read", {"seq": ENDLESS}),
        ("read", {"seq": -1}),
        ("recall", {"seq": ENDLESS}),
        ("recall", {"seq": 2**53 - 1}),
        ("send", {"client_id": ID, "text": "x", "reply_to": ENDLESS}),
        ("send", {"client_id": ID, "text": "\0"}),
    ):
        with pytest.raises(SocketRefusal) as refusal:
            await socket.command(name, conversation_id=talk.id, **fields)
        assert refusal.value.code != "internal", f"{name} {fields}"
    # Nested to the brim of a frame, before the name of the command and after it, and no text at all.
    deep = "[" * 30_000 + "]" * 30_000
    for frame in (f'{{"x":{deep},"c":"ping","id":1}}', f'{{"c":"ping","id":1,"x":{deep}}}', '{"c":"\\ud800","id":1}'):
        other = await stage.server.socket(await stage.as_(HE_CHUAN))
        await other.until("snapshot")
        await other.send_raw(frame)
        # Refused as far as it could be read, else no command at all; either way not an error of ours.
        assert await other.closed() == 4400
    assert (await socket.command("ping"))["t"] == "pong"

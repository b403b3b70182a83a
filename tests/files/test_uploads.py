"""Uploads: in parts, in any order, twice, at once, broken off, taken up again elsewhere, and refused."""

from __future__ import annotations

import asyncio
import hashlib
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import uuid4

import msgspec
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from tests.cast import BAI_LU, HE_CHUAN, ZHOU_LAN, set_stage
from tests.conftest import contract
from tests.files.conftest import Kept, UntilKept
from tests.files.uploads import announced, finish, send, start, upload
from tests.support import pictures
from tests.support.client import Client
from tests.support.server import RunningServer, running
from tests.support.still import stop_refilling
from tocsin.files.rules import parts
from tocsin.kernel.edge import HUNG_UP
from tocsin.settings import Settings

pytestmark = pytest.mark.anyio
DATA = bytes(range(256)) * 10 + b"end"


async def _content(client: Client, made: dict[str, Any], **params: Any) -> bytes:
    answer = await client.get(f"/api/uploads/{made['id']}/content", params=params)
    assert answer.status_code == 200, answer.text
    return answer.content


async def test_a_file_comes_in_parts_in_any_order_and_is_whole(as_: Any, small_parts: int, kept: Kept) -> None:
    person = await as_("13800000001")
    made = await start(person, DATA, "notes.bin")
    assert (made["part_size"], made["count"], made["parts"], made["file"]) == (1000, 3, [], None)
    await send(person, made, DATA, 2, 0)
    there = await person.json("GET", f"/api/uploads/{made['id']}")
    assert there["parts"] == [0, 2]
    await person.refused("POST", f"/api/uploads/{made['id']}/completion", "files.parts_missing", json={}, status=409)
    await send(person, made, DATA, 1)
    done = await finish(person, made, sha256=hashlib.sha256(DATA).hexdigest())
    assert done["file"] == {
        "id": made["id"], "name": "notes.bin", "kind": "other", "mime": "application/octet-stream", "size": len(DATA),
        "width": None, "height": None, "duration_ms": None, "waveform": None, "preview": False, "as_file": False,
    }  # fmt: skip
    assert await _content(person, made) == DATA
    assert len(kept()) == 3
    assert not any(DATA[:200] in path.read_bytes() for path in kept())
    # asked again, it is the same file
    assert await finish(person, made) == done
    assert (await person.json("GET", "/api/uploads"))[0] == done


async def test_announcing_twice_is_one_upload(as_: Any) -> None:
    person = await as_("13800000001")
    body = announced(DATA)
    first, again = [await person.json("POST", "/api/uploads", json=body) for _ in range(2)]
    assert first == again
    many = await asyncio.gather(
        *(person.json("POST", "/api/uploads", json=announced(DATA) | {"client_id": "0" * 32}) for _ in range(5))
    )
    assert len({one["id"] for one in many}) == 1
    assert len(await person.json("GET", "/api/uploads")) == 2


async def test_a_part_twice_and_at_once(as_: Any, small_parts: int, kept: Kept, until_kept: UntilKept) -> None:
    person = await as_("13800000001")
    made = await start(person, DATA)
    await asyncio.gather(*(send(person, made, DATA) for _ in range(4)))
    await until_kept(3)
    # what is sent later counts
    other = bytes(1000)
    await person.json("PUT", f"/api/uploads/{made['id']}/parts/0", content=other, status=204)
    await finish(person, made)
    assert await _content(person, made) == other + DATA[1000:]
    await until_kept(3)


async def test_parts_that_are_not_as_announced(as_: Any, small_parts: int, kept: Kept) -> None:
    person = await as_("13800000001")
    made = await start(person, DATA)
    for number, content in (
        (0, b""),
        (0, b"x" * 999),
        (0, b"x" * 1001),
        (2, b"x" * 1000),
        (3, b"x"),
        (-1, b"x"),
        (10**12, b"x"),
    ):
        answer = await person.request("PUT", f"/api/uploads/{made['id']}/parts/{number}", content=content)
        assert (answer.status_code, answer.json()["code"]) in {(422, "files.part_wrong"), (422, "invalid")}, number
    too_long = bytes(parts.PART + 8 * 1024 * 1024 + 1)
    await person.refused("PUT", f"/api/uploads/{made['id']}/parts/0", "too_large", content=too_long, status=413)
    assert (await person.json("GET", f"/api/uploads/{made['id']}"))["parts"] == []
    assert kept() == []


def test_what_a_break_costs_is_a_small_share_of_the_file() -> None:
    for size in (1, 1_000_000, 50_000_000, 200_000_000):
        part = parts.size_for(size)
        assert part <= max(1024 * 1024, size // 16)
        assert parts.count_of(size, part) <= 32
    assert parts.size_for(50_000_000) == 2 * 1024 * 1024
    assert parts.size_for(2**31) == parts.PART == 8 * 1024 * 1024


async def test_a_part_broken_off_leaves_nothing_and_can_be_sent_again(
    server: RunningServer, as_: Any, small_parts: int, kept: Kept
) -> None:
    person = await as_("13800000001")
    made = await start(person, DATA)
    where = urlsplit(server.url)
    before = HUNG_UP._value.get()
    with capture_logs() as logs:
        _, writer = await asyncio.open_connection(where.hostname, where.port)
        head = (
            f"PUT /api/uploads/{made['id']}/parts/0 HTTP/1.1\r\nHost: {where.netloc}\r\n"
            f"Authorization: Bearer {person.token}\r\nContent-Length: 1000\r\n\r\n"
        )
        writer.write(head.encode() + DATA[:500])
        await writer.drain()
        await asyncio.sleep(0.2)
        writer.close()
        await writer.wait_closed()
        async with asyncio.timeout(60):
            while HUNG_UP._value.get() == before or kept():
                await asyncio.sleep(0.02)
    assert not [line for line in logs if line["log_level"] == "error"]
    assert kept() == []
    await send(person, made, DATA)
    await finish(person, made)
    assert await _content(person, made) == DATA


async def test_another_device_goes_on_and_another_person_does_not(server: RunningServer, small_parts: int) -> None:
    stage = await set_stage(server)
    made = await start(await stage.as_(HE_CHUAN), DATA, realm=str(stage.school))
    await send(await stage.as_(HE_CHUAN), made, DATA, 0)
    phone = await stage.as_(HE_CHUAN)
    (found,) = await phone.json("GET", "/api/uploads")
    assert found["parts"] == [0]
    assert found["realm"] == str(stage.school)
    await send(phone, found, DATA, 1, 2)
    for other in (await stage.as_(ZHOU_LAN), await stage.as_(BAI_LU)):
        path = f"/api/uploads/{made['id']}"
        assert await other.json("GET", "/api/uploads") == []
        await other.refused("GET", path, "not_found", status=404)
        await other.refused("PUT", f"{path}/parts/1", "not_found", content=DATA[1000:2000], status=404)
        await other.refused("PUT", f"{path}/preview", "not_found", content=pictures.png(), status=404)
        await other.refused("POST", f"{path}/completion", "not_found", json={}, status=404)
        await other.refused("GET", f"{path}/content", "not_found", status=404)
        await other.refused("DELETE", path, "not_found", status=404)
    await finish(phone, made)
    assert await _content(phone, made) == DATA


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\fakepath\\纪要.txt", "纪要.txt"),
        ("invoice\u202efdp.txt", "invoicefdp.txt"),
        ("a\r\nSet-Cookie: x=1.txt", "a Set-Cookie_ x=1.txt"),
        ("\u2066\u200f", "file"),
    ],
)
async def test_a_name_that_leads_elsewhere_or_misleads_is_cleaned_before_anybody_reads_it(
    as_: Any, given: str, name: str
) -> None:
    person = await as_("13800000001")
    made = await start(person, b"words", given)
    assert made["name"] == name
    await send(person, made, b"words")
    assert (await finish(person, made))["file"]["name"] == name
    answer = await person.get(f"/api/uploads/{made['id']}/content", params={"save": True})
    assert answer.headers["content-disposition"].endswith(f"filename*=UTF-8''{quote(name, safe='')}")
    assert "set-cookie" not in answer.headers


async def test_what_is_an_organisations_is_closed_to_who_left(server: RunningServer) -> None:
    stage = await set_stage(server)
    he, zhou = await stage.as_(HE_CHUAN), await stage.as_(ZHOU_LAN)
    ours = await upload(he, DATA, realm=str(stage.school))
    own = await upload(he, DATA)
    await zhou.json(
        "POST",
        f"/api/organisations/{stage.school}/members/{stage.member(HE_CHUAN)}/departure",
        json={"reason": "other"},
    )
    assert [one["id"] for one in await he.json("GET", "/api/uploads")] == [own["id"]]
    await he.refused("GET", f"/api/uploads/{ours['id']}/content", "not_found", status=404)
    await he.refused("DELETE", f"/api/uploads/{ours['id']}", "not_found", status=404)
    await he.refused("POST", "/api/uploads", "not_found", json=announced(DATA, realm=str(stage.school)), status=404)
    await he.refused("POST", "/api/uploads", "not_found", json=announced(DATA, realm=str(uuid4())), status=404)


async def test_a_complete_file_does_not_change(as_: Any, small_parts: int) -> None:
    person = await as_("13800000001")
    made = await upload(person, DATA)
    path = f"/api/uploads/{made['id']}"
    await person.refused("PUT", f"{path}/parts/0", "files.upload_closed", content=DATA[:1000], status=409)
    await person.refused("PUT", f"{path}/preview", "files.upload_closed", content=pictures.png(), status=409)
    assert await _content(person, made) == DATA


async def test_what_arrived_must_be_what_was_announced(as_: Any, small_parts: int) -> None:
    person = await as_("13800000001")
    made = await start(person, DATA)
    await send(person, made, DATA)
    path = f"/api/uploads/{made['id']}/completion"
    await person.refused("POST", path, "files.not_that_file", json={"sha256": "0" * 64}, status=422)
    await person.refused("POST", path, "invalid", json={"sha256": "x"}, status=422)
    # it is open again, and may be mended
    await send(person, made, DATA, 1)
    await finish(person, made, sha256=hashlib.sha256(DATA).hexdigest())


async def test_giving_up_removes_everything(as_: Any, small_parts: int, until_kept: UntilKept, kept: Kept) -> None:
    person = await as_("13800000001")
    half, whole = await start(person, DATA), await upload(person, DATA)
    await send(person, half, DATA, 0)
    assert len(kept()) == 4
    for made in (half, whole):
        await person.json("DELETE", f"/api/uploads/{made['id']}", status=204)
        await person.refused("DELETE", f"/api/uploads/{made['id']}", "not_found", status=404)
    await until_kept(0)
    assert await person.json("GET", "/api/uploads") == []


async def test_limits_of_one_file_and_of_one_person(settings: Settings) -> None:
    from tocsin.app import create_app

    strict = msgspec.structs.replace(settings, file_limit=5 << 20, uploads_open=30, uploads_open_bytes=40 << 20)
    async with running(create_app(strict), strict, contract()) as server:
        person = await server.sign_in("13800000001")
        for size, code, status in (
            (0, "files.empty", 422),
            (-1, "files.empty", 422),
            ((5 << 20) + 1, "files.too_large", 413),
        ):
            await person.refused("POST", "/api/uploads", code, json=announced(b"") | {"size": size}, status=status)
        for size in (2**63, 2**70, "x", None, 1.5):
            answer = await person.post("/api/uploads", json=announced(b"") | {"size": size})
            assert answer.status_code in (413, 422)
        for _ in range(8):
            await person.json("POST", "/api/uploads", json=announced(b"") | {"size": 5 << 20})
        await person.refused("POST", "/api/uploads", "files.too_much_open", json=announced(b"x"), status=429)
        # ten thousand at once: so many get in as may, and the others are told so
        other = await server.sign_in("13800000002")
        answers = await asyncio.gather(*(other.post("/api/uploads", json=announced(b"x")) for _ in range(100)))
        assert sum(one.status_code == 201 for one in answers) == 30
        assert {one.json()["code"] for one in answers if one.status_code != 201} == {"files.too_many_open"}


async def test_ten_thousand_at_once_are_stopped_before_they_are_counted(server: RunningServer, as_: Any) -> None:
    person = await as_("13800000001")
    stop_refilling(server.context)
    codes = [(await person.post("/api/uploads", json=announced(b"x"))).status_code for _ in range(200)]
    assert codes.count(429) > 50


async def test_bodies_that_are_not_as_documented(as_: Any) -> None:
    person = await as_("13800000001")
    good = announced(DATA)
    for change in (
        {"client_id": "x"},
        {"name": "x" * 5000},
        {"mime": "x" * 300},
        {"realm": "x"},
        {"kind": "picture"},
        {"name": None},
    ):
        await person.refused("POST", "/api/uploads", "invalid", json=good | change, status=422)
    made = await start(person, DATA)
    for known in (
        {"width": 0}, {"height": 99_999}, {"duration_ms": -1}, {"duration_ms": 10**12}, {"waveform": [101]},
        {"waveform": [1] * 129}, {"waveform": ["x"]}, {"kind": "picture"},
    ):  # fmt: skip
        await person.refused("POST", f"/api/uploads/{made['id']}/completion", "invalid", json=known, status=422)


OPERATIONS = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.integers(0, 2), st.integers(0, 255)),
        st.tuples(st.just("wrong"), st.integers(0, 3), st.just(0)),
        st.tuples(st.just("complete"), st.just(0), st.just(0)),
        st.tuples(st.just("look"), st.just(0), st.just(0)),
        st.tuples(st.just("drop"), st.just(0), st.just(0)),
    ),
    max_size=14,
)


@hypothesis_settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=25,
    deadline=None,
    database=None,
)
@given(acts=OPERATIONS)
async def test_any_order_of_acts_agrees_with_a_small_model(
    as_: Any, small_parts: int, acts: list[tuple[str, int, int]]
) -> None:
    person = await as_("13800000001")
    person.patient = True
    sizes = [1000, 1000, 300]
    made = await start(person, bytes(2300))
    path = f"/api/uploads/{made['id']}"
    there: dict[int, int] = {}
    state = "open"
    for act, number, value in acts:
        if act in ("put", "wrong"):
            size = sizes[number] if act == "put" else 17
            answer = await person.put(f"{path}/parts/{number}", content=bytes([value]) * size)
            expected = 404 if state == "gone" else 409 if state == "complete" else 204 if act == "put" else 422
            if expected == 204:
                there[number] = value
        elif act == "complete":
            answer = await person.post(f"{path}/completion", json={})
            expected = 404 if state == "gone" else 200 if state == "complete" or len(there) == 3 else 409
            state = "complete" if expected == 200 else state
        elif act == "look":
            answer = await person.get(path)
            expected = 404 if state == "gone" else 200
            if expected == 200:
                assert answer.json()["parts"] == sorted(there)
        else:
            answer = await person.delete(path)
            expected = 404 if state == "gone" else 204
            state = "gone"
        assert answer.status_code == expected, (act, number, answer.text)
    if state == "complete":
        content = b"".join(bytes([there[number]]) * size for number, size in enumerate(sizes))
        assert await _content(person, made) == content
    if state != "gone":
        await person.delete(path)

"""A file as an answer: whole, in ranges, under its name, and not again when the caller has it."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests.files.uploads import upload
from tests.support import pictures
from tocsin.kernel.download import disposition

pytestmark = pytest.mark.anyio
DATA = bytes(range(250)) * 13


async def test_ranges(as_: Any, small_parts: int) -> None:
    person = await as_("13800000001")
    made = await upload(person, DATA, "a.bin")
    path, size = f"/api/uploads/{made['id']}/content", len(DATA)
    for wanted, start, stop in (
        ("bytes=0-0", 0, 1),
        ("bytes=0-", 0, size),
        ("bytes=999-1000", 999, 1001),
        ("bytes=1000-1999", 1000, 2000),
        ("bytes=500-2500", 500, 2501),
        ("bytes=-5", size - 5, size),
        (f"bytes=-{size + 99}", 0, size),
        (f"bytes=3000-{size + 99}", 3000, size),
        (f"bytes={size - 1}-", size - 1, size),
    ):
        answer = await person.get(path, headers={"Range": wanted})
        assert answer.status_code == 206, wanted
        assert answer.content == DATA[start:stop]
        assert answer.headers["content-range"] == f"bytes {start}-{stop - 1}/{size}"
        assert answer.headers["content-length"] == str(stop - start)
        assert answer.headers["accept-ranges"] == "bytes"
    for wanted in (f"bytes={size}-", "bytes=99999-", "bytes=-0"):
        answer = await person.get(path, headers={"Range": wanted})
        assert (answer.status_code, answer.json()["code"]) == (416, "kernel.bad_range")
        assert answer.headers["content-range"] == f"bytes */{size}"
    for wanted in (
        "bytes=0-1,5-6",
        "bytes=5-2",
        "bytes=-",
        "lines=0-1",
        "bytes=a-b",
        "bytes",
        "",
        "bytes=" + "9" * 30 + "-",
    ):
        answer = await person.get(path, headers={"Range": wanted})
        assert (answer.status_code, answer.content) == (200, DATA), wanted


@hypothesis_settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=30,
    deadline=None,
    database=None,
)
@given(ends=st.tuples(st.integers(0, len(DATA) - 1), st.integers(0, len(DATA) + 10)))
async def test_any_range_is_what_a_slice_is(as_: Any, small_parts: int, ends: tuple[int, int]) -> None:
    person = await as_("13800000001")
    person.patient = True
    (found,) = await person.json("GET", "/api/uploads") or [await upload(person, DATA, "a.bin")]
    first, last = min(ends), max(ends)
    if first >= len(DATA):
        return
    answer = await person.get(f"/api/uploads/{found['id']}/content", headers={"Range": f"bytes={first}-{last}"})
    assert answer.content == DATA[first : last + 1]


async def test_conditions(as_: Any) -> None:
    person = await as_("13800000001")
    made = await upload(person, DATA, "a.bin")
    path = f"/api/uploads/{made['id']}/content"
    answer = await person.get(path)
    tag = answer.headers["etag"]
    assert answer.headers["cache-control"] == "private, no-cache"
    for value in (tag, f"W/{tag}", f'"x", {tag}', "*"):
        again = await person.get(path, headers={"If-None-Match": value})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert (await person.get(path, headers={"If-None-Match": '"x"'})).status_code == 200
    part = {"Range": "bytes=0-9"}
    assert (await person.get(path, headers={**part, "If-Range": tag})).status_code == 206
    for other in ('"x"', f"W/{tag}", "Wed, 21 Oct 2026 07:28:00 GMT"):
        assert (await person.get(path, headers={**part, "If-Range": other})).content == DATA


async def test_names_in_headers(as_: Any) -> None:
    person = await as_("13800000001")
    made = await upload(person, b"hello", '季度"报告;\\%20.txt', "text/plain")
    answer = await person.get(f"/api/uploads/{made['id']}/content")
    said = answer.headers["content-disposition"]
    assert said.startswith('inline; filename="')
    assert unquote(said.partition("filename*=UTF-8''")[2]) == made["file"]["name"]
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    saved = await person.get(f"/api/uploads/{made['id']}/content", params={"save": "true"})
    assert saved.headers["content-disposition"].startswith("attachment;")


@given(st.text(min_size=1, max_size=60).filter(lambda text: text.isprintable()))
def test_no_name_breaks_a_header(name: str) -> None:
    said = disposition(name, inline=False)
    assert said.isascii()
    assert "\r" not in said
    assert "\n" not in said
    plain = said.partition('filename="')[2].partition('"; filename*')[0]
    assert '"' not in plain
    assert "\\" not in plain
    assert unquote(said.partition("filename*=UTF-8''")[2]) == name


async def test_a_pdf_is_saved_and_a_small_picture_is_asked_for_anew(as_: Any) -> None:
    person = await as_("13800000001")
    pdf = await upload(person, b"%PDF-1.4\n" + bytes(50), "a.pdf", "application/pdf")
    answer = await person.get(f"/api/uploads/{pdf['id']}/content")
    assert answer.headers["content-disposition"].startswith("attachment;")
    photo = await upload(person, pictures.photo(), "a.jpg", "image/jpeg")
    thumb = await person.get(f"/api/uploads/{photo['id']}/content?variant=thumb")
    assert thumb.headers["cache-control"] == "private, no-cache"
    assert thumb.headers["etag"] != (await person.get(f"/api/uploads/{photo['id']}/content")).headers["etag"]


async def test_a_file_gone_from_the_store_is_refused_and_not_broken_off(server: Any, as_: Any) -> None:
    person = await as_("13800000001")
    made = await upload(person, DATA, "a.bin")
    for path in (server.settings.data_dir / "blobs").rglob("*"):
        if path.is_file():
            path.unlink()
    await person.refused("GET", f"/api/uploads/{made['id']}/content", "not_found", status=404)

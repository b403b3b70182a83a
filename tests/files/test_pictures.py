"""Pictures, films and sounds people send: what is kept of them, and which are refused."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from tests.files.conftest import Kept, UntilKept
from tests.files.test_kinds import WEBM
from tests.files.uploads import finish, send, start, upload
from tests.support import pictures
from tests.support.client import Client

pytestmark = pytest.mark.anyio


async def _seen(client: Client, made: dict[str, Any], variant: str = "whole") -> Image.Image:
    answer = await client.get(f"/api/uploads/{made['id']}/content", params={"variant": variant})
    assert answer.status_code == 200, answer.text
    image = Image.open(BytesIO(answer.content))
    image.load()
    assert answer.headers["content-type"] == f"image/{str(image.format).lower()}"
    for hidden in (pictures.SECRET, pictures.SCRIPT, b"GPS", b"Exif", b"Tocsin Camera", b"PK\x03\x04"):
        assert hidden not in answer.content
    return image


async def test_a_photo_is_turned_and_stripped_and_as_good_as_it_came(as_: Any, until_kept: UntilKept) -> None:
    person = await as_("13800000001")
    data = pictures.photo(3000, 2000, orientation=6)
    made = await upload(person, data, "IMG_1.JPG", "image/jpeg")
    card = made["file"]
    assert (card["kind"], card["mime"], card["name"]) == ("picture", "image/jpeg", "IMG_1.JPG")
    assert (card["width"], card["height"], card["preview"]) == (2000, 3000, True)
    whole = await _seen(person, made)
    assert whole.size == (2000, 3000)
    source = Image.open(BytesIO(data))
    assert whole.quantization == source.quantization
    upright = source.transpose(Image.Transpose.ROTATE_270)
    worst = max(
        abs(a - b)
        for at in ((100, 100), (1900, 100), (100, 2900), (1000, 1500))
        for a, b in zip(whole.getpixel(at), upright.getpixel(at), strict=True)
    )
    assert worst <= 6
    assert (await _seen(person, made, "display")).size == (1365, 2048)
    assert (await _seen(person, made, "thumb")).size == (267, 400)
    # what was sent is gone from the store: three pictures are left
    await until_kept(3)


async def test_a_small_picture_is_its_own_display(as_: Any, until_kept: UntilKept) -> None:
    person = await as_("13800000001")
    for data, mime in (
        (pictures.png(300, 200), "image/png"),
        (pictures.encoded(pictures.drawn(), "WEBP"), "image/webp"),
    ):
        made = await upload(person, data, "a.png", mime)
        assert (await _seen(person, made)).format == mime.partition("/")[2].upper()
        assert (await _seen(person, made, "display")).size == (await _seen(person, made)).size
        assert max((await _seen(person, made, "thumb")).size) <= 400


async def test_transparency_stays(as_: Any) -> None:
    person = await as_("13800000001")
    made = await upload(person, pictures.encoded(Image.new("RGBA", (30, 30), (255, 0, 0, 0))), "a.png", "image/png")
    assert (await _seen(person, made)).convert("RGBA").getpixel((5, 5))[3] == 0


async def test_an_animation_moves_and_its_small_picture_does_not(as_: Any) -> None:
    person = await as_("13800000001")
    for form in ("GIF", "PNG", "WEBP"):
        made = await upload(person, pictures.animation(7, form=form), f"wave.{form.lower()}", f"image/{form.lower()}")
        assert (made["file"]["mime"], made["file"]["name"]) == ("image/webp", "wave.webp")
        assert (await _seen(person, made)).n_frames == 7
        assert getattr(await _seen(person, made, "thumb"), "n_frames", 1) == 1


async def test_one_sent_as_a_file_is_stripped_all_the_same(as_: Any) -> None:
    person = await as_("13800000001")
    made = await upload(person, pictures.photo(), "IMG_1.JPG", "image/jpeg", as_file=True)
    assert made["file"]["as_file"] is True
    assert (await _seen(person, made)).size == (640, 480)


async def test_polyglots_lose_what_they_carried(as_: Any) -> None:
    person = await as_("13800000001")
    for form in ("GIF", "JPEG", "PNG", "WEBP"):
        made = await upload(person, pictures.polyglot(form), "a.html", "text/html")
        assert made["file"]["kind"] == "picture"
        await _seen(person, made)


@pytest.mark.parametrize(
    ("data", "mime", "code", "status"),
    [
        (b"<html><script>alert(1)</script>", "image/jpeg", "kernel.not_a_picture", 422),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/png", "kernel.not_a_picture", 422),
        (pictures.photo()[:2000], "image/jpeg", "kernel.not_a_picture", 422),
        (pictures.photo()[:2000], "application/pdf", "kernel.not_a_picture", 422),
        (b"\xff\xd8\xff\xe0" + bytes(500), "", "kernel.not_a_picture", 422),
        (b"GIF89a" + bytes(500), "", "kernel.not_a_picture", 422),
        (pictures.bomb(), "image/png", "kernel.picture_too_large", 422),
        (pictures.wide_frame(), "image/gif", "kernel.picture_too_large", 422),
        (pictures.text_bomb(), "image/png", "kernel.not_a_picture", 422),
        (pictures.frames_bomb(), "image/gif", "kernel.animation_too_long", 422),
        (pictures.animation(501, 4, 4), "image/gif", "kernel.animation_too_long", 422),
    ],
    ids=["html", "svg", "cut", "cut unnamed", "jpeg head", "gif head", "bomb", "frame", "text", "frames", "long"],
)
async def test_a_picture_that_is_not_one_is_refused_and_can_be_given_up(
    as_: Any, until_kept: UntilKept, kept: Kept, data: bytes, mime: str, code: str, status: int
) -> None:
    person = await as_("13800000001")
    made = await start(person, data, "a.jpg", mime)
    await send(person, made, data)
    path = f"/api/uploads/{made['id']}"
    for _ in range(2):
        await person.refused("POST", f"{path}/completion", code, json={}, status=status)
    await person.refused("GET", f"{path}/content", "not_found", status=404)
    assert len(kept()) == made["count"]
    await person.json("DELETE", path, status=204)
    await until_kept(0)


async def test_a_picture_too_heavy_to_be_looked_at(as_: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from tocsin.kernel import pictures as kernel

    monkeypatch.setattr(kernel, "MAX_BYTES", 1000)
    person = await as_("13800000001")
    made = await start(person, pictures.photo(), "a.jpg", "image/jpeg")
    await send(person, made, pictures.photo())
    await person.refused(
        "POST", f"/api/uploads/{made['id']}/completion", "files.picture_too_heavy", json={}, status=413
    )


async def test_what_runs_is_kept_and_only_ever_saved(as_: Any) -> None:
    person = await as_("13800000001")
    for name, data in (
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        ("a.html", b"<!doctype html><script>alert(1)</script>"),
        ("a.js", b"alert(1)"),
        ("a.jpg.html", b"<img src=x onerror=alert(1)>"),
        ("a.exe", b"MZ" + bytes(100)),
    ):
        made = await upload(person, data, name, "text/html")
        assert made["file"]["kind"] == "other"
        answer = await person.get(f"/api/uploads/{made['id']}/content")
        assert answer.content == data
        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["content-disposition"].startswith("attachment;")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in answer.headers["content-security-policy"]
        assert "default-src 'none'" in answer.headers["content-security-policy"]


async def test_a_film_brings_its_own_small_picture_and_a_sound_its_shape(as_: Any) -> None:
    person = await as_("13800000001")
    film = WEBM + b"V_VP9" + bytes(3000)
    made = await start(person, film, "clip.webm", "video/webm")
    await send(person, made, film)
    path = f"/api/uploads/{made['id']}"
    await person.refused("PUT", f"{path}/preview", "kernel.not_a_picture", content=b"<svg/>", status=422)
    await person.refused("PUT", f"{path}/preview", "kernel.picture_too_large", content=pictures.bomb(), status=422)
    await person.refused("PUT", f"{path}/preview", "too_large", content=bytes(5 << 20), status=413)
    for _ in range(2):
        await person.json("PUT", f"{path}/preview", content=pictures.photo(1920, 1080), status=204)
    done = await finish(person, made, width=1920, height=1080, duration_ms=12_345, waveform=[1, 2])
    card = done["file"]
    assert (card["kind"], card["width"], card["height"], card["duration_ms"], card["preview"]) == (
        "video",
        1920,
        1080,
        12_345,
        True,
    )
    assert (await _seen(person, made, "display")).size == (1280, 720)
    assert (await _seen(person, made, "thumb")).size == (400, 225)
    voice = await start(person, b"OggS" + bytes(3000), "voice.ogg", "audio/ogg")
    await send(person, voice, b"OggS" + bytes(3000))
    card = (await finish(person, voice, duration_ms=3200, waveform=[0, 50, 100]))["file"]
    assert (card["kind"], card["duration_ms"], card["waveform"], card["preview"]) == (
        "audio",
        3200,
        [0, 50, 100],
        False,
    )


async def test_a_text_has_no_sides_whatever_is_said(as_: Any) -> None:
    person = await as_("13800000001")
    made = await start(person, b"hello", "a.txt", "text/plain")
    await send(person, made, b"hello")
    card = (await finish(person, made, width=5, height=5, duration_ms=5))["file"]
    assert (card["kind"], card["width"], card["duration_ms"]) == ("text", None, None)

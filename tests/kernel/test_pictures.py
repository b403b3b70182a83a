"""Pictures from strangers: what is made of them, what is left of them, and what is no picture."""

from __future__ import annotations

import asyncio
import threading
import tracemalloc
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from tests.support import pictures as made
from tocsin.kernel import pictures
from tocsin.kernel.pictures import NotAPicture, PictureTooLarge

pytestmark = pytest.mark.anyio


def _read(picture: pictures.Picture) -> Image.Image:
    image = Image.open(BytesIO(picture.data))
    assert (image.size, f"image/{image.format.lower()}") == ((picture.width, picture.height), picture.mime)
    return image


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF"])
async def test_an_avatar_is_the_middle_square(form: str) -> None:
    image = _read(await pictures.avatar(made.encoded(made.drawn(900, 300), form), 256)).convert("RGB")
    assert image.size == (256, 256)
    left, right = image.getpixel((2, 128)), image.getpixel((253, 128))
    # the middle third of what grows from 0 to 255
    assert 60 < left[0] < 110
    assert 145 < right[0] < 195


@pytest.mark.parametrize("orientation", range(1, 9))
async def test_a_photo_stands_as_the_camera_was_held(orientation: int) -> None:
    upright = made.drawn(320, 320)
    inverse = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # Image.Transpose values that undo each
    held = upright.transpose(Image.Transpose(inverse[orientation])) if orientation > 1 else upright
    exif = Image.Exif()
    exif[0x0112] = orientation
    image = _read(await pictures.avatar(made.encoded(held, "JPEG", exif=exif, quality=95), 256)).convert("RGB")
    assert image.getpixel((5, 5))[0] < 30
    assert image.getpixel((5, 5))[1] < 30
    assert image.getpixel((250, 5))[0] > 220
    assert image.getpixel((5, 250))[1] > 220


async def test_nothing_beside_the_pixels_is_left() -> None:
    for data in (
        made.photo(),
        made.polyglot("GIF"),
        made.polyglot("JPEG"),
        made.animation(),
        made.animation(form="PNG"),
    ):
        picture = await pictures.avatar(data, 128)
        for hidden in (made.SECRET, made.SCRIPT, b"Tocsin", b"GPS", b"PK\x03\x04", b"Exif", b"ICCP", b"XMP"):
            assert hidden not in picture.data
        image = _read(picture)
        assert not image.getexif()
        assert getattr(image, "n_frames", 1) == 1


async def test_transparent_is_white_and_other_modes_are_seen() -> None:
    for mode in ("RGBA", "LA", "P", "L", "1", "CMYK", "I;16"):
        source = (
            Image.new(mode, (50, 50)) if mode == "I;16" else Image.new("RGBA", (50, 50), (0, 0, 0, 0)).convert(mode)
        )
        form = "JPEG" if mode == "CMYK" else "PNG"
        image = _read(await pictures.avatar(made.encoded(source, form), 64)).convert("RGB")
        assert image.getpixel((30, 30)) in {(255, 255, 255), (0, 0, 0)}
        if mode in ("RGBA", "LA"):
            assert image.getpixel((30, 30)) == (255, 255, 255)


async def test_sixteen_bits_are_not_cut_off() -> None:
    grey = Image.new("I;16", (50, 50), 32_768)
    image = _read(await pictures.avatar(made.encoded(grey), 64)).convert("RGB")
    assert 120 < image.getpixel((20, 20))[0] < 136


async def test_colours_of_another_space_are_brought_home() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = made.encoded(made.drawn(), "PNG", icc_profile=lab)
    assert b"icc" not in (await pictures.avatar(data, 64)).data.lower()
    broken = made.encoded(made.drawn(), "PNG", icc_profile=b"no profile at all")
    assert (await pictures.avatar(broken, 64)).width == 64


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xd8\xff",
        b"GIF89a",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<!doctype html><script>alert(1)</script>",
        b"%PDF-1.7\n",
        b"BM" + bytes(200),
        b"II*\0" + bytes(200),
        b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(200),
        made.photo()[:3000],
        made.png()[:-200],
        made.wide_frame()[:20],
        made.text_bomb(),
        bytes(pictures.MAX_BYTES + 1),
    ],
    ids=[
        "nothing",
        "jpeg",
        "gif",
        "svg",
        "html",
        "pdf",
        "bmp",
        "tiff",
        "jp2",
        "cut",
        "cut png",
        "cut gif",
        "text",
        "long",
    ],
)
async def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(NotAPicture):
        await pictures.avatar(data, 256)


@pytest.mark.parametrize(
    "data", [made.bomb(), made.bomb(50_000, 10), made.wide_frame()], ids=["square", "long", "frame"]
)
async def test_a_bomb_is_measured_and_not_decoded(data: bytes) -> None:
    assert len(data) < 20_000
    tracemalloc.start()
    try:
        with pytest.raises((PictureTooLarge, NotAPicture)):
            await pictures.avatar(data, 256)
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


async def test_of_a_hundred_thousand_frames_one_is_read() -> None:
    picture = await pictures.avatar(made.frames_bomb(), 64)
    assert picture.width == 64


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
async def test_a_word_of_the_camera_that_cannot_be_read_is_passed_over() -> None:
    for exif in (b"Exif\0\0II*\0\x08\0\0\0\xff\xff", b"Exif\0\0MM\0*", b"Exif\0\0" + b"\xff" * 60):
        data = made.encoded(made.drawn(), "JPEG", exif=exif)
        assert (await pictures.avatar(data, 64)).width == 64


def _held() -> int:
    """Megabytes the process holds."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 >> 20


async def test_large_pictures_are_worked_on_one_at_a_time_and_leave_nothing_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lock, at_once, most, real = threading.Lock(), 0, 0, pictures._prepare_still

    def counting(source: Image.Image) -> pictures.Prepared:
        nonlocal at_once, most
        with lock:
            at_once += 1
            most = max(most, at_once)
        try:
            return real(source)
        finally:
            with lock:
                at_once -= 1

    monkeypatch.setattr(pictures, "_prepare_still", counting)
    data = made.encoded(Image.new("RGBA", (4200, 3000), (9, 9, 9, 99)), "PNG")
    await pictures.prepare(data)
    before = _held()
    prepared = await asyncio.gather(*(pictures.prepare(data) for _ in range(4)))
    assert most == 1
    assert [(one.whole.width, one.thumb.width) for one in prepared] == [(4200, 400)] * 4
    assert _held() - before < 60, "one of them, decoded, is 50 MB; they are made two and three times over"

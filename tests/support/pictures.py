"""Pictures as people send them, and as nobody should."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image
from PIL.PngImagePlugin import PngInfo

SECRET = b"39.9042N 116.4074E"
SCRIPT = b"<script>alert(document.domain)</script>"


def drawn(width: int = 64, height: int = 48, mode: str = "RGB") -> Image.Image:
    """A gradient: red grows to the right, green downwards. Which corner is which can be told."""
    red = Image.linear_gradient("L").rotate(90).resize((width, height))
    green = Image.linear_gradient("L").resize((width, height))
    picture = Image.merge("RGB", (red, green, Image.new("L", (width, height), 40)))
    return picture.convert(mode)


def encoded(image: Image.Image, form: str = "PNG", **options: Any) -> bytes:
    out = BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def png(width: int = 64, height: int = 48) -> bytes:
    return encoded(drawn(width, height))


def photo(width: int = 640, height: int = 480, orientation: int = 1, **options: Any) -> bytes:
    """A JPEG with what a camera writes: how it was held, where, and when."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Tocsin Camera"
    exif[0x013B] = SECRET.decode()
    exif.get_ifd(0x8825).update({1: "N", 2: (39.0, 54.0, 15.0), 3: "E", 4: (116.0, 24.0, 26.0)})
    return encoded(drawn(width, height), "JPEG", exif=exif, comment=SECRET, quality=90, **options)


def animation(frames: int = 5, width: int = 60, height: int = 40, form: str = "GIF") -> bytes:
    pictures = [drawn(width, height).point(lambda value, by=index: (value + by * 20) % 256) for index in range(frames)]
    return encoded(pictures[0], form, save_all=True, append_images=pictures[1:], duration=80, loop=0)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def bomb(width: int = 20_000, height: int = 20_000) -> bytes:
    """A PNG of a few kilobytes that would fill the memory."""
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes((width // 8 + 1) * 64), 9)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")


def text_bomb() -> bytes:
    """A small picture with a hundred megabytes of packed text beside it."""
    whole = png()
    text = _chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(100_000_000), 9))
    return whole[:33] + text + whole[33:]


def frames_bomb(frames: int = 100_000) -> bytes:
    """A GIF of a few bytes a frame, each of which covers a large canvas."""
    head = b"GIF89a" + struct.pack("<HHBBB", 4000, 4000, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    frame = b"\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\x00"
    return head + frame * frames + b"\x3b"


def polyglot(form: str = "GIF") -> bytes:
    """A picture that is also a page with a script, and carries an archive behind its end."""
    noted = PngInfo()
    noted.add_text("Comment", SCRIPT.decode())
    commented = {
        "GIF": lambda: encoded(drawn(), form, comment=SCRIPT),
        "PNG": lambda: encoded(drawn(), form, pnginfo=noted),
        "WEBP": lambda: encoded(drawn(), form, xmp=SCRIPT),
        "JPEG": photo,
    }[form]()
    return commented + SCRIPT + b"PK\x03\x04" + SCRIPT


def wide_frame() -> bytes:
    """A GIF whose canvas is small and whose frame is not."""
    head = b"GIF89a" + struct.pack("<HHBBB", 10, 10, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    return head + b"\x2c" + struct.pack("<HHHHB", 0, 0, 65_000, 65_000, 0) + b"\x02\x02\x44\x01\x00\x3b"

"""Pictures from strangers, opened safely and made anew.

A picture is what its bytes say, whatever its name: JPEG, PNG, WebP or GIF. It is measured before it is decoded, decoded
in threads of its own, a few at once, turned as its camera was held, brought to sRGB, and encoded again from its pixels:
of the bytes that came nothing is left, so neither what hid among them (another format, a script) nor what the camera
wrote there (place, time, owner, a thumbnail of what was cropped away).
"""

import asyncio
import ctypes
import struct
import threading
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from io import BytesIO
from typing import Any, Final, TypeVar

import msgspec
import structlog
from PIL import Image, ImageCms, ImageOps, ImageSequence, JpegImagePlugin, UnidentifiedImageError

from tocsin.kernel.errors import Refusal, Words

log = structlog.get_logger()
T = TypeVar("T")

MAX_PIXELS: Final = 50_000_000
"""Of one picture: the largest common camera takes 48 million; decoded, this is 200 MB."""
MAX_SIDE: Final = 16_383
"""What WebP can hold."""
MAX_BYTES: Final = 40_000_000
"""Of a file that is looked at as a picture: it is held whole."""
_FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF")
_AT_ONCE: Final = 2
_LARGE: Final = 12_000_000
"""Pixels from which a picture is worked on alone: three times 200 MB each is what the largest take."""
_ORIENTATION: Final = 0x0112
_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SRGB: Final = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))

# The library's own limit, for sizes it learns only while it reads (a frame larger than its canvas): an error at once.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)
# What a camera wrote badly is told by the picture's own reader, file by file; nobody can act on it.
warnings.filterwarnings("ignore", module="PIL.TiffImagePlugin")


class NotAPicture(Refusal):
    """The bytes are no picture we can open: another kind of file, cut off, or damaged."""

    code = "kernel.not_a_picture"
    status = 422
    words = Words(
        "这不是可用的图片。请使用 JPEG、PNG、WebP 或 GIF。",
        "這不是可用的圖片。請使用 JPEG、PNG、WebP 或 GIF。",
        "This is not a picture we can open. Use JPEG, PNG, WebP or GIF.",
    )


class PictureTooLarge(Refusal):
    """The picture has more pixels than it may; ``limit`` is in millions. Told before anything is decoded."""

    code = "kernel.picture_too_large"
    status = 422
    words = Words(
        "图片尺寸太大，上限为 {limit} 百万像素。",
        "圖片尺寸太大，上限為 {limit} 百萬像素。",
        "The picture is too large: at most {limit} million pixels.",
    )


class AnimationTooLong(Refusal):
    """An animation has more frames, or more pixels in all of them, than may be decoded."""

    code = "kernel.animation_too_long"
    status = 422
    words = Words(
        "动图太长，请裁短或缩小后再发。",
        "動圖太長，請裁短或縮小後再傳。",
        "The animation is too long: make it shorter or smaller.",
    )


class Picture(msgspec.Struct, frozen=True):
    """A picture made by us; sides in pixels."""

    data: bytes
    mime: str
    width: int
    height: int


class Prepared(msgspec.Struct, frozen=True):
    """What is kept of a picture: all of it, as large as screens show it, and small.

    ``whole`` is as good as what came: a JPEG keeps its tables of quantisation. ``display`` is missing where ``whole``
    does as well; ``thumb`` never moves.
    """

    whole: Picture
    display: Picture | None
    thumb: Picture


_trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
_large = threading.Lock()
_threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="pictures")


async def avatar(data: bytes, side: int) -> Picture:
    """Return the middle square of a picture, ``side`` pixels wide, on white. Raises what :func:`decode` does."""
    return await _aside(lambda: _avatar(data, side))


async def within(data: bytes, side: int) -> Picture:
    """Return the first picture in ``data``, no side longer than ``side`` pixels, as it is where it is transparent.

    Raises what :func:`decode` does.
    """
    return await _aside(lambda: as_webp(_within(decode(data, at_least=2 * side), side), 90))


async def prepare(data: bytes) -> Prepared:
    """Make the pictures to keep of one that was sent. Raises what :func:`decode` does, and ``AnimationTooLong``."""
    return await _aside(lambda: _guarded(lambda: _prepare(data)))


async def prepare_preview(data: bytes) -> tuple[Picture, Picture]:
    """Return a preview somebody else's program drew (of a film, of a page), for screens and small, on white."""
    return await _aside(lambda: _guarded(lambda: _preview(data)))


async def _aside(work: Callable[[], T]) -> T:
    """Run outside the event loop, a few at once; the rest wait. The memory it took goes back to the machine."""

    def run() -> T:
        try:
            return work()
        finally:
            _release()

    return await asyncio.get_running_loop().run_in_executor(_threads, run)


def _release() -> None:
    # Threads of glibc keep what they were given once: eight pictures left a gigabyte behind. Other C libraries do not.
    if _trim is not None:
        _trim(0)


@contextmanager
def _alone_if_large(image: Image.Image) -> Iterator[None]:
    """Let one large picture be worked on at a time; small ones go on beside it."""
    with _large if image.width * image.height > _LARGE else nullcontext():
        yield


def decode(data: bytes, at_least: int | None = None) -> Image.Image:
    """Return the first picture in ``data``, upright, in sRGB (``RGB`` or ``RGBA``), without anything beside its pixels.

    With ``at_least`` a JPEG may be decoded at a fraction of its size, no side falling below that. Blocks: call it in a
    thread. Raises :class:`NotAPicture`, :class:`PictureTooLarge`.
    """

    def work() -> Image.Image:
        image = _open(data)
        with _alone_if_large(image):
            return _decode(image, at_least)

    return _guarded(work)


def _guarded(work: Callable[[], T]) -> T:
    """Turn what decoders raise over hostile bytes into refusals: there is no end of kinds of it."""
    try:
        return work()
    except Refusal:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PictureTooLarge(limit=MAX_PIXELS // 1_000_000) from None
    except UnidentifiedImageError:
        raise NotAPicture from None
    except Exception as error:
        log.info("pictures.unreadable", kind=type(error).__name__)
        raise NotAPicture from error


def _open(data: bytes) -> Image.Image:
    if len(data) > MAX_BYTES:
        raise NotAPicture
    image = Image.open(BytesIO(data), formats=_FORMATS)
    check_size(*image.size)
    return image


def check_size(width: int, height: int) -> None:
    """Refuse a picture by its measure. Raises :class:`PictureTooLarge`."""
    if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
        raise PictureTooLarge(limit=MAX_PIXELS // 1_000_000)


def _decode(image: Image.Image, at_least: int | None) -> Image.Image:
    turn = _TURNS.get(_orientation(image))
    if at_least is not None:
        image.draft(None, (at_least, at_least))
    image.load()
    clear = _in_srgb(image)
    if turn is not None:
        clear = clear.transpose(turn)
    clear.info = {}
    image.close()
    return clear


def _orientation(image: Image.Image) -> int:
    """Return how the camera was held, 1 to 8; upright when its word cannot be read."""
    try:
        value = image.getexif().get(_ORIENTATION, 1)
    except (ValueError, TypeError, LookupError, SyntaxError, OSError, EOFError, struct.error) as error:
        log.info("pictures.no_orientation", kind=type(error).__name__)
        return 1
    return value if isinstance(value, int) else 1


def _in_srgb(image: Image.Image) -> Image.Image:
    """Return the picture as ``RGB``, or ``RGBA`` where some of it is transparent."""
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I"):
        # Sixteen bits: the library would cut off what is brighter than eight.
        image = image.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    seen_through = image.has_transparency_data
    if profile and image.mode in ("RGB", "RGBA", "CMYK", "L"):
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            mode = "RGBA" if image.mode == "RGBA" else "RGB"
            return ImageCms.profileToProfile(image, source, _SRGB, outputMode=mode) or image.convert(mode)
        except (ImageCms.PyCMSError, OSError, ValueError) as error:
            log.info("pictures.bad_profile", kind=type(error).__name__)
    return image.convert("RGBA" if seen_through else "RGB")


def on_white(image: Image.Image) -> Image.Image:
    """Return an opaque picture: what was transparent is white."""
    if image.mode != "RGBA":
        return image
    ground = Image.new("RGBA", image.size, "white")
    ground.alpha_composite(image)
    return ground.convert("RGB")


def as_webp(image: Image.Image, quality: int) -> Picture:
    """Encode a picture as WebP."""
    out = BytesIO()
    image.save(out, "WEBP", quality=quality, method=4)
    return Picture(out.getvalue(), "image/webp", *image.size)


def _avatar(data: bytes, side: int) -> Picture:
    image = decode(data, at_least=2 * side)
    return as_webp(on_white(ImageOps.fit(image, (side, side), Image.Resampling.LANCZOS)), 84)


DISPLAY: Final = 2048
THUMB: Final = 400
PREVIEW: Final = 1280
_DISPLAY_FROM: Final = 600_000
"""Bytes: a picture small in both senses is its own display."""
MAX_FRAMES: Final = 500
MAX_ANIMATED_PIXELS: Final = 60_000_000


def _prepare(data: bytes) -> Prepared:
    source = _open(data)
    with _alone_if_large(source):
        if getattr(source, "is_animated", False) and source.format in ("GIF", "WEBP", "PNG"):
            return _prepare_animation(source)
        return _prepare_still(source)


def _prepare_still(source: Image.Image) -> Prepared:
    tables, sampling = getattr(source, "quantization", None), _sampling(source)
    jpeg = source.format in ("JPEG", "MPO")
    image = _decode(source, None)
    if jpeg and image.mode == "RGB":
        whole = _as_jpeg(image, tables, sampling)
    else:
        whole = as_webp(image, 92) if source.format == "WEBP" else _as_png(image)
    large = max(image.size) > DISPLAY or len(whole.data) > _DISPLAY_FROM
    # Each from the one before: what is as large as it came is let go of.
    image = _within(image, DISPLAY)
    display = as_webp(image, 82) if large else None
    if display is not None and max(whole.width, whole.height) <= DISPLAY and len(display.data) > len(whole.data) // 2:
        display = None
    return Prepared(whole, display, as_webp(_within(image, THUMB), 76))


def _preview(data: bytes) -> tuple[Picture, Picture]:
    image = on_white(decode(data, at_least=PREVIEW))
    return as_webp(_within(image, PREVIEW), 80), as_webp(_within(image, THUMB), 76)


def _within(image: Image.Image, side: int) -> Image.Image:
    """Return the picture no larger than ``side``, itself where it is not."""
    scale = side / max(image.size)
    if scale >= 1:
        return image
    # Down to a few times the size first: made anew with weights, a large one would be copied whole.
    if (factor := int(1 / scale) // 2) > 1:
        image = image.reduce(factor)
    size = (max(1, round(image.width * side / max(image.size))), max(1, round(image.height * side / max(image.size))))
    return image.resize(size, Image.Resampling.LANCZOS)


def _sampling(image: Image.Image) -> int:
    sampling = JpegImagePlugin.get_sampling(image) if isinstance(image, JpegImagePlugin.JpegImageFile) else -1
    return sampling if sampling in (0, 1, 2) else 0


def _as_jpeg(image: Image.Image, tables: object, sampling: int) -> Picture:
    """Encode with the tables the picture came with, so that it loses as good as nothing by coming through here."""
    out = BytesIO()
    usable = isinstance(tables, dict) and all(max(table) <= 255 for table in tables.values())
    quality: dict[str, Any] = {"qtables": tables} if usable else {"quality": 92}
    image.save(out, "JPEG", subsampling=sampling, optimize=True, **quality)
    return Picture(out.getvalue(), "image/jpeg", *image.size)


def _as_png(image: Image.Image) -> Picture:
    out = BytesIO()
    image.save(out, "PNG")
    return Picture(out.getvalue(), "image/png", *image.size)


def _prepare_animation(source: Image.Image) -> Prepared:
    """Make every frame anew, as a moving WebP; count them while they are decoded, not by what the file says."""
    width, height = source.size
    most = min(MAX_FRAMES, MAX_ANIMATED_PIXELS // max(1, width * height))
    frames: list[Image.Image] = []
    durations: list[int] = []
    for frame in ImageSequence.Iterator(source):
        if len(frames) >= most:
            raise AnimationTooLong
        check_size(*frame.size)
        frames.append(frame.convert("RGBA"))
        durations.append(min(60_000, max(20, int(frame.info.get("duration", 0) or 100))))
    for frame in frames:
        frame.info = {}
    out = BytesIO()
    frames[0].save(
        out, "WEBP", save_all=True, append_images=frames[1:], duration=durations, loop=0, quality=78, method=2
    )
    return Prepared(Picture(out.getvalue(), "image/webp", width, height), None, as_webp(_within(frames[0], THUMB), 76))

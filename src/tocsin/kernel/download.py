"""A person's file as an answer: whole or a range of it (RFC 9110), under a name (RFC 6266, 8187), never run."""

import re
from collections.abc import AsyncIterator, Callable
from typing import Any, Final
from urllib.parse import quote

import msgspec
from litestar import Request, Response
from litestar.response import Stream

from tocsin.kernel.errors import Refusal, Words
from tocsin.kernel.http import STORED_HEADERS, answer

INLINE: Final = frozenset(
    {
        "image/jpeg", "image/png", "image/webp",
        "video/mp4", "video/webm", "video/ogg", "video/quicktime",
        "audio/mpeg", "audio/mp4", "audio/webm", "audio/ogg", "audio/wav", "audio/flac", "audio/aac", "audio/amr",
        "text/plain; charset=utf-8",
    }
)  # fmt: skip
"""Types a browser shows without running anything; all others are saved, whatever is asked for."""
REVALIDATED: Final = "private, no-cache"
"""Caching of what each look at is to be allowed anew."""
_RANGE: Final = re.compile(r"bytes=(\d{0,19})-(\d{0,19})")


class BadRange(Refusal):
    """The range asked for lies behind the end of the file."""

    code = "kernel.bad_range"
    status = 416
    words = Words("请求的范围超出文件。", "要求的範圍超出檔案。", "The range lies outside the file.")


class Download(msgspec.Struct, frozen=True):
    """A file to send. ``read`` yields the bytes from a start (included) to a stop (not); ``etag`` names this content."""

    name: str
    mime: str
    size: int
    etag: str
    read: Callable[[int, int], AsyncIterator[bytes]]
    cache: str = REVALIDATED


async def respond(request: Request[Any, Any, Any], file: Download, *, save: bool = False) -> Response[Any]:
    """Answer with a file: 200, 206, 304 or 416. With ``save`` the browser keeps it instead of showing it.

    The first bytes are read before the answer begins: a file that is gone is refused and not broken off.
    """
    tag = f'"{file.etag}"'
    headers = {**STORED_HEADERS, "Cache-Control": file.cache, "ETag": tag, "Accept-Ranges": "bytes"}
    # What a browser may keep for a while is the person's who was let through, not the next one's at the same browser.
    headers["Vary"] = "Cookie, Authorization"
    if _matches(request.headers.get("if-none-match", ""), tag):
        return Response(None, status_code=304, headers=headers, media_type="text/plain")
    span = _span(request, file.size, tag)
    if span is None:
        refused = answer(request, BadRange())
        refused.media_type = "application/json"
        refused.headers["Content-Range"] = f"bytes */{file.size}"
        return refused
    start, stop, status = span
    headers |= {"Content-Disposition": disposition(file.name, inline=file.mime in INLINE and not save)}
    headers["Content-Length"] = str(stop - start)
    # As a header: the type of a route that serves all types would come before the file's own.
    headers["Content-Type"] = file.mime
    if status == 206:
        headers["Content-Range"] = f"bytes {start}-{stop - 1}/{file.size}"
    pieces = file.read(start, stop)
    first = await anext(pieces, b"")
    return Stream(_chain(first, pieces), status_code=status, headers=headers)


def begins(request: Request[Any, Any, Any], size: int, etag: str) -> bool:
    """Whether :func:`respond` answers with the first byte of a file: one taking is what begins, not each of its parts."""
    span = _span(request, size, f'"{etag}"')
    return span is not None and span[0] == 0


async def _chain(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for piece in rest:
        yield piece


def _matches(header: str, tag: str) -> bool:
    """Weak comparison, as If-None-Match has it."""
    return header.strip() == "*" or tag in (one.strip().removeprefix("W/") for one in header.split(","))


def _span(request: Request[Any, Any, Any], size: int, tag: str) -> tuple[int, int, int] | None:
    """Return start, stop and status; nothing when the range cannot be given.

    What is no single range of bytes is passed over, as the standard allows, and so is one of another content.
    """
    wanted = _RANGE.fullmatch(request.headers.get("range", "").replace(" ", ""))
    condition = request.headers.get("if-range")
    if wanted is None or wanted.group() == "bytes=-" or (condition is not None and condition != tag):
        return 0, size, 200
    first, last = wanted.groups()
    if not first:
        start, stop = max(0, size - int(last)), size
    else:
        start, stop = int(first), min(size, int(last) + 1) if last else size
        if last and int(last) < int(first):
            return 0, size, 200
    return (start, stop, 206) if start < size and start < stop else None


def disposition(name: str, *, inline: bool) -> str:
    """Return the Content-Disposition of a file, its name for programs old and new."""
    plain = re.sub(r'[^ -~]|["\\%;]', "_", name)
    return f"{'inline' if inline else 'attachment'}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"

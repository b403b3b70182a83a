"""What a file is, by its own bytes; what its sender says of it is never believed, it can only take trust away."""

import re
from typing import Final, Literal, NamedTuple

Kind = Literal["picture", "video", "audio", "pdf", "text", "archive", "office", "other"]
HEAD: Final = 64 * 1024
"""Bytes from the beginning that decide."""
UNKNOWN: Final = "application/octet-stream"
TEXT: Final = "text/plain; charset=utf-8"
PICTURE_TYPES: Final = frozenset({"image/jpeg", "image/jpg", "image/png", "image/webp", "image/gif"})


class Content(NamedTuple):
    """A kind and the type it is served as."""

    kind: Kind
    mime: str


OTHER: Final = Content("other", UNKNOWN)
_STARTS: Final[tuple[tuple[bytes, Content], ...]] = (
    (b"\xff\xd8\xff", Content("picture", "image/jpeg")),
    (b"\x89PNG\r\n\x1a\n", Content("picture", "image/png")),
    (b"GIF87a", Content("picture", "image/gif")),
    (b"GIF89a", Content("picture", "image/gif")),
    (b"%PDF-", Content("pdf", "application/pdf")),
    (b"OggS", Content("audio", "audio/ogg")),
    (b"fLaC", Content("audio", "audio/flac")),
    (b"ID3", Content("audio", "audio/mpeg")),
    (b"#!AMR", Content("audio", "audio/amr")),
    (b"7z\xbc\xaf\x27\x1c", Content("archive", "application/x-7z-compressed")),
    (b"Rar!\x1a\x07", Content("archive", "application/vnd.rar")),
    (b"\x1f\x8b\x08", Content("archive", "application/gzip")),
    (b"BZh", Content("archive", "application/x-bzip2")),
    (b"\xfd7zXZ\x00", Content("archive", "application/x-xz")),
    (b"\x28\xb5\x2f\xfd", Content("archive", "application/zstd")),
)
_RIFF: Final = {
    b"WEBP": Content("picture", "image/webp"),
    b"WAVE": Content("audio", "audio/wav"),
    b"AVI ": Content("video", UNKNOWN),
}
_OFFICE: Final = (
    (b"word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (b"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (b"ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
)
_OLD_OFFICE: Final = {
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
}
_OPEN_DOCUMENT: Final = re.compile(
    rb"PK\x03\x04.{26}mimetype(application/vnd\.oasis\.opendocument\.[a-z]{1,20})", re.DOTALL
)
_CLUSTER: Final = b"\x1fC\xb6\x75"
_STILLS: Final = (b"heic", b"heix", b"mif1", b"msf1", b"avif", b"avis", b"crx ", b"jp2 ")
_LAYER_III: Final = frozenset({b"\xfb", b"\xfa", b"\xf3", b"\xf2", b"\xe3", b"\xe2"})
_MARKUP: Final = re.compile(
    rb"\A[\s\xef\xbb\xbf]*<(\?xml|!doctype|!--|html|head|body|svg|script|iframe|math|style|\w+\s+xmlns)|<script\b|<svg\b",
    re.IGNORECASE,
)
_RUN_BY_NAME: Final = frozenset(
    [
        "html",
        "htm",
        "xhtml",
        "xht",
        "shtml",
        "mht",
        "mhtml",
        "svg",
        "svgz",
        "xml",
        "xsl",
        "xslt",
        "js",
        "mjs",
        "cjs",
        "jse",
        "vbs",
        "vbe",
        "wsf",
        "wsh",
        "hta",
        "ps1",
        "psm1",
        "bat",
        "cmd",
        "com",
        "exe",
        "msi",
        "scr",
        "pif",
        "reg",
        "lnk",
        "url",
        "desktop",
        "sh",
        "command",
        "applescript",
        "jar",
        "class",
        "py",
        "pyw",
        "php",
    ]
)


def content_of(head: bytes, extension: str) -> Content:
    """Return what a file is by its first ``HEAD`` bytes. ``extension`` tells old office formats apart, and text that
    a program would run from text that is read.
    """
    for start, content in _STARTS:
        if head.startswith(start):
            return content
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12], OTHER)
    if head[4:8] == b"ftyp":
        return _of_boxes(head)
    if head.startswith(b"\x1aE\xdf\xa3"):
        return _of_matroska(head)
    if head.startswith(b"PK\x03\x04"):
        return _of_zip(head)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        mime = _OLD_OFFICE.get(extension)
        return Content("office", mime) if mime else OTHER
    if head[257:262] == b"ustar":
        return Content("archive", "application/x-tar")
    if head[:1] == b"\xff" and head[1:2] in _LAYER_III:
        return Content("audio", "audio/mpeg")
    if len(head) > 7 and head[0] == 0xFF and head[1] & 0xF6 == 0xF0:
        return Content("audio", "audio/aac")
    return _of_text(head, extension)


def _of_boxes(head: bytes) -> Content:
    """ISO base media: a film, a sound, or a still picture we do not open."""
    brand = head[8:12]
    if brand in _STILLS:
        return OTHER
    seen = b"vide" in head
    if brand in (b"M4A ", b"M4B ") or (b"soun" in head and not seen):
        return Content("audio", "audio/mp4")
    return Content("video", "video/quicktime" if brand == b"qt  " else "video/mp4")


def _of_matroska(head: bytes) -> Content:
    if b"webm" not in head[:64]:
        return Content("video", UNKNOWN)
    # Up to the first cluster: in what is heard and seen itself any bytes may stand.
    tracks = head.partition(_CLUSTER)[0]
    heard_only = (b"A_OPUS" in tracks or b"A_VORBIS" in tracks) and b"V_" not in tracks
    return Content("audio", "audio/webm") if heard_only else Content("video", "video/webm")


def _of_zip(head: bytes) -> Content:
    found = _OPEN_DOCUMENT.match(head)
    if found:
        return Content("office", found.group(1).decode())
    if b"[Content_Types].xml" in head or b"_rels/.rels" in head:
        for folder, mime in _OFFICE:
            if folder in head:
                return Content("office", mime)
    return Content("archive", "application/zip")


def _of_text(head: bytes, extension: str) -> Content:
    """Text is what reads as UTF-8 without controls, and that no program takes for a page or a script."""
    whole = head if len(head) < HEAD else head[: head.rfind(b"\n") + 1] or head[:-4]
    try:
        text = whole.decode("utf-8")
    except UnicodeDecodeError:
        return OTHER
    if any(ord(one) < 32 and one not in "\t\n\r\f" for one in text):
        return OTHER
    if extension in _RUN_BY_NAME or _MARKUP.search(head):
        return OTHER
    return Content("text", TEXT)

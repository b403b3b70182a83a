"""What a file is, by its bytes."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support import pictures
from tocsin.files.rules.kinds import HEAD, OTHER, TEXT, UNKNOWN, content_of
from tocsin.kernel.download import INLINE


def _zip(*names: str, first: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, first if name == "mimetype" else b"x")
    return out.getvalue()


def _box(brand: bytes, rest: bytes = b"") -> bytes:
    return b"\0\0\0\x18ftyp" + brand + bytes(12) + rest


ODT = b"application/vnd.oasis.opendocument.text"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
WEBM = b"\x1aE\xdf\xa3\x01\0\0\0\0\0\0\x1fB\x86\x81\x01B\x82\x84webm"


@pytest.mark.parametrize(
    ("head", "extension", "kind", "mime"),
    [
        (pictures.photo(), "jpg", "picture", "image/jpeg"),
        (pictures.png(), "exe", "picture", "image/png"),
        (pictures.animation(), "gif", "picture", "image/gif"),
        (pictures.animation(form="WEBP"), "", "picture", "image/webp"),
        (b"%PDF-1.7\n", "html", "pdf", "application/pdf"),
        (_box(b"isom", b"...hdlr vide ... soun"), "mp4", "video", "video/mp4"),
        (_box(b"mp42"), "mp4", "video", "video/mp4"),
        (_box(b"qt  "), "mov", "video", "video/quicktime"),
        (_box(b"M4A "), "m4a", "audio", "audio/mp4"),
        (_box(b"iso5", b"hdlr soun mp4a"), "m4a", "audio", "audio/mp4"),
        (_box(b"heic"), "jpg", "other", UNKNOWN),
        (WEBM + b"V_VP9 A_OPUS", "webm", "video", "video/webm"),
        (WEBM + b"A_OPUS", "webm", "audio", "audio/webm"),
        # what is heard may be any bytes; only what stands before it says what it is
        (WEBM + b"A_OPUS \x1fC\xb6\x75" + b"V_VP9" * 9, "webm", "audio", "audio/webm"),
        (b"\x1aE\xdf\xa3" + b"matroska" + bytes(80), "mkv", "video", UNKNOWN),
        (b"OggS" + bytes(30), "ogg", "audio", "audio/ogg"),
        (b"ID3\x04" + bytes(30), "mp3", "audio", "audio/mpeg"),
        (b"\xff\xfb\x90\x00" + bytes(30), "mp3", "audio", "audio/mpeg"),
        (b"\xff\xf1\x50\x80" + bytes(30), "aac", "audio", "audio/aac"),
        (b"RIFF....WAVEfmt ", "wav", "audio", "audio/wav"),
        (b"RIFF....AVI LIST", "avi", "video", UNKNOWN),
        (b"fLaC" + bytes(30), "flac", "audio", "audio/flac"),
        (_zip("a.txt", "b/"), "zip", "archive", "application/zip"),
        (_zip("a.txt"), "docx", "archive", "application/zip"),
        (_zip("[Content_Types].xml", "word/document.xml"), "docx", "office",
         "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (_zip("[Content_Types].xml", "xl/workbook.xml"), "zip", "office",
         "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (_zip("_rels/.rels", "ppt/presentation.xml"), "pptx", "office",
         "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
        (_zip("mimetype", "content.xml", first=ODT), "odt", "office", ODT.decode()),
        (OLE, "doc", "office", "application/msword"),
        (OLE, "msi", "other", UNKNOWN),
        (b"7z\xbc\xaf\x27\x1c\0\4", "7z", "archive", "application/x-7z-compressed"),
        (b"Rar!\x1a\x07\x01\0", "rar", "archive", "application/vnd.rar"),
        (b"\x1f\x8b\x08\0", "gz", "archive", "application/gzip"),
        (bytes(257) + b"ustar\x0000", "tar", "archive", "application/x-tar"),
        ("会议纪要\n第一条\n".encode(), "txt", "text", TEXT),
        ("\ufeff会议纪要".encode(), "md", "text", TEXT),
        (("一" * 30_000).encode(), "txt", "text", TEXT),
        (b"x", "", "text", TEXT),
        ("会议纪要".encode("gb18030"), "txt", "other", UNKNOWN),
        (b"MZ\x90\0" + bytes(60), "jpg", "other", UNKNOWN),
        (b"\x7fELF" + bytes(60), "txt", "other", UNKNOWN),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "svg", "other", UNKNOWN),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "txt", "other", UNKNOWN),
        (b"<?xml version='1.0'?><svg/>", "jpg", "other", UNKNOWN),
        (b"\xef\xbb\xbf \n<!DOCTYPE html><p>", "txt", "other", UNKNOWN),
        (b"hello <ScRipt>alert(1)</script>", "txt", "other", UNKNOWN),
        (b"alert(1)", "js", "other", UNKNOWN),
        (b"#!/bin/sh\nrm -rf ~\n", "sh", "other", UNKNOWN),
        (b"@echo off", "bat", "other", UNKNOWN),
        (b"a,b\n1,2\n", "csv", "text", TEXT),
        (b"bell\x07", "txt", "other", UNKNOWN),
    ],
)  # fmt: skip
def test_its_bytes_say_what_it_is(head: bytes, extension: str, kind: str, mime: str) -> None:
    assert content_of(head[:HEAD], extension) == (kind, mime)


@given(st.binary(max_size=400), st.sampled_from(["", "html", "svg", "js", "txt", "jpg"]))
def test_whatever_comes_is_something(head: bytes, extension: str) -> None:
    content = content_of(head, extension)
    if content == OTHER:
        assert content.mime not in INLINE
    if content.kind == "text":
        assert b"<script" not in head.lower()


def test_nothing_that_runs_is_ever_shown() -> None:
    for mime in ("text/html", "image/svg+xml", "application/xhtml+xml", "text/xml", "application/javascript", UNKNOWN):
        assert mime not in INLINE

"""Names of files: cleaned of paths, of marks that mislead, and of what no file system takes."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.files.rules.names import BYTES, LIMIT, clean_name, with_extension

RLO, LRM, ZWSP = "\u202e", "\u200e", "\u200b"


@pytest.mark.parametrize(
    ("given_", "cleaned"),
    [
        ("季度报告.pdf", "季度报告.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\secret.doc", "secret.doc"),
        ("a/b\\c.txt", "c.txt"),
        (f"invoice{RLO}fdp.exe", "invoicefdp.exe"),
        (f"a{LRM}b{ZWSP}c\ufeff.png", "abc.png"),
        ("line\r\nbreak\t.txt", "line break.txt"),
        ("null\0byte.txt", "nullbyte.txt"),
        ('a<b>:"|?*.txt', "a_b______.txt"),
        ("  ..hidden..  ", "hidden"),
        ("...", "file"),
        ("", "file"),
        ("///", "file"),
        (RLO, "file"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("com1.tar.gz", "_com1.tar.gz"),
        ("console.log", "console.log"),
        ("cafe\u0301.txt", "café.txt"),
        ("👩\u200d🔬.png", "👩🔬.png"),
        ("x" * 500 + ".docx", "x" * (LIMIT - 5) + ".docx"),
        ("." + "x" * 500, "x" * LIMIT),
    ],
)
def test_a_name_is_cleaned(given_: str, cleaned: str) -> None:
    assert clean_name(given_) == cleaned


def test_a_long_chinese_name_fits_every_file_system_and_keeps_its_extension() -> None:
    name = clean_name("会议纪要" * 100 + ".xlsx")
    assert len(name.encode()) <= BYTES
    assert name.endswith(".xlsx")


@given(st.text(max_size=600))
def test_whatever_comes_is_a_name_and_cleaning_twice_changes_nothing(text: str) -> None:
    name = clean_name(text)
    assert name
    assert clean_name(name) == name
    assert len(name) <= LIMIT
    assert len(name.encode()) <= BYTES
    assert not set(name) & set('/\\<>:"|?*\r\n\t\0')
    assert all(unicodedata.category(one) not in ("Cc", "Cf", "Cs", "Co") for one in name)
    assert name not in (".", "..")


def test_a_picture_made_anew_is_called_what_it_is() -> None:
    for name, mime, wanted in (
        ("cat.gif", "image/webp", "cat.webp"),
        ("cat.JPG", "image/jpeg", "cat.JPG"),
        ("cat.jpeg", "image/jpeg", "cat.jpeg"),
        ("cat", "image/png", "cat.png"),
        ("cat.gif", "image/png", "cat.png"),
        ("cat.txt", "image/png", "cat.txt.png"),
        ("a.b.c", "video/mp4", "a.b.c"),
    ):
        assert with_extension(name, mime) == wanted

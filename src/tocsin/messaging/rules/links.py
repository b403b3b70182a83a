"""The links of a text, and what a page says of itself: what the card of a link is made from."""

import re
import unicodedata
from typing import Final

from selectolax.lexbor import LexborHTMLParser

from tocsin.messaging.rules.content import Card

CARDS_MOST: Final = 3
"""Links of one message that get a card."""
PAGE_LIMIT: Final = 512 * 1024
"""Bytes of a page that are looked at; what it says of itself stands at its beginning."""
PAGE_TYPES: Final = ("text/html", "application/xhtml+xml")
TITLE_LIMIT, DESCRIPTION_LIMIT, SITE_LIMIT = 200, 300, 80
# As the web client finds them (pieces.ts): Chinese points end an address, and what stands between backticks is none.
_LINK = re.compile(r"\bhttps?://[^\s<>\"'`，。；：！？、）】》」』]+", re.IGNORECASE | re.ASCII)
_TAIL = ".,;:!?)]}'\""
_CODE = re.compile(r"`[^`\n]+`|```.*?```", re.DOTALL)
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE)
_CHARSETS: Final = frozenset(
    [
        "utf-8", "utf8", "us-ascii", "iso-8859-1", "windows-1252", "gb18030", "gbk", "gb2312", "big5", "big5-hkscs",
        "shift_jis", "euc-jp", "euc-kr", "utf-16",
    ]
)  # fmt: skip
"""Of pages. Python knows more, some of which take a text apart sign by sign, at any length, or fail in ways of their own."""
_INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def links_of(said: str) -> list[str]:
    """Return the links of a text that get a card, in order, each once."""
    found = (_trimmed(match.group()) for match in _LINK.finditer(_CODE.sub(" ", said)))
    return list(dict.fromkeys(found))[:CARDS_MOST]


def _trimmed(address: str) -> str:
    while address[-1] in _TAIL and not (address[-1] == ")" and address.count("(") >= address.count(")")):
        address = address[:-1]
    return address


def read_page(link: str, body: bytes, charset: str) -> Card | None:
    """Return the card of a page, by what it says of itself for such cards or else in its title; none without a title.

    ``charset`` is what the answer told, empty when it told nothing. Pure work of some milliseconds.
    """
    page = LexborHTMLParser(_decoded(body, charset))
    told: dict[str, str] = {}
    for meta in page.css("meta[content]"):
        name = meta.attributes.get("property") or meta.attributes.get("name")
        if name:
            told.setdefault(name.lower(), meta.attributes.get("content") or "")
    head = page.css_first("title")
    title = _plain(told.get("og:title") or told.get("twitter:title") or (head.text() if head else ""), TITLE_LIMIT)
    if not title:
        return None
    description = told.get("og:description") or told.get("twitter:description") or told.get("description") or ""
    return Card(link, title, _plain(description, DESCRIPTION_LIMIT), _plain(told.get("og:site_name", ""), SITE_LIMIT))


def _decoded(body: bytes, charset: str) -> str:
    named = _CHARSET.search(body[:4096])
    for name in (charset, named.group(1).decode("ascii") if named else "", "utf-8"):
        if name.lower() in _CHARSETS:
            # GBK and GB2312 pages are often GB18030 in truth, which contains both.
            return body.decode("gb18030" if name.lower() in ("gbk", "gb2312") else name, "replace")
    return body.decode("utf-8", "replace")


def _plain(value: str, limit: int) -> str:
    """Return one line of what a stranger wrote, without what is not seen or turns the direction of others."""
    line = " ".join(value.split())
    line = "".join(sign for sign in line if sign == "\u200d" or unicodedata.category(sign) not in _INVISIBLE)
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"

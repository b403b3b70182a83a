"""The links of a text, and what a page says of itself: what the card of a link is made from."""

import re
from html import unescape
from typing import Final
from urllib.parse import urlsplit

from tocsin.kernel import text
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
_TAG: Final = re.compile(
    r"<(?:(?P<word>!--|(?:meta|title|script|style|noscript|template|svg)(?=[\s/>]))|(?P<end>/head|body)\b)",
    re.IGNORECASE,
)
_TAG_END: Final = re.compile(r"(?:[^>\"']|\"[^\"]*\"|'[^']*')*+>")
_ATTRIBUTE: Final = re.compile(
    r"(?<![^\s\"'/])(?P<name>[^\s\"'<>/=]++)\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'=<>`]++))"
)
_TAGS_MOST: Final = 500
_TAG_LIMIT: Final = 4_096
"""Characters of a tag, and of a title, that are looked at."""
_LIKE_AN_ADDRESS: Final = re.compile(r"[^\W_][.。．｡][^\W_]|//|@")
_HAN_OR_HANGUL: Final = re.compile(r"[a-z0-9-]*|[0-9\-\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\U00020000-\U0003ffff]+")


def links_of(said: str) -> list[str]:
    """Return the links of a text that get a card, in order, each once."""
    found = (_trimmed(match.group()) for match in _LINK.finditer(_CODE.sub(" ", said)))
    return list(dict.fromkeys(found))[:CARDS_MOST]


def _trimmed(address: str) -> str:
    opened, closed, end = address.count("("), address.count(")"), len(address)
    while address[end - 1] in _TAIL:
        if address[end - 1] == ")":
            if opened >= closed:
                break
            closed -= 1
        end -= 1
    return address[:end]


def read_page(link: str, body: bytes, charset: str) -> Card | None:
    """Return the card of a page, by what it says of itself for such cards or else in its title; none without a title.

    ``charset`` is what the answer told, empty when it told nothing. Pure work of some milliseconds, whatever the page:
    no tree is made of it, and nothing behind its head is looked at.
    """
    head, told = _head(_decoded(body, charset))
    title = text.shown_line(told.get("og:title") or told.get("twitter:title") or head, TITLE_LIMIT)
    if not title:
        return None
    description = told.get("og:description") or told.get("twitter:description") or told.get("description") or ""
    site = text.shown_line(told.get("og:site_name", ""), SITE_LIMIT)
    # The one address a card shows is the one the page came from.
    site = "" if _LIKE_AN_ADDRESS.search(site) else site
    return Card(link, title, text.shown_line(description, DESCRIPTION_LIMIT), site)


def host_of(address: str) -> str:
    """Return the host of a page's address as people may read it, with its port where it is an unusual one.

    A label is shown in its own writing where that is of Han or Hangul alone, else as it is asked for (``xn--…``): letters of
    other scripts, and mixed ones, look like those of another name.
    """
    parts = urlsplit(address)
    labels = [_shown_label(label) for label in (parts.hostname or "").split(".")]
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else ".".join(labels)
    return host if parts.port is None else f"{host}:{parts.port}"


def _shown_label(label: str) -> str:
    try:
        written = label.encode("ascii").decode("idna")
    except UnicodeError:
        return label
    return written if _HAN_OR_HANGUL.fullmatch(written) else label


def _head(page: str) -> tuple[str, dict[str, str]]:
    """Return the title of a page and what its ``meta`` tell, by name; as far as its head and ``_TAGS_MOST`` of them go."""
    title, told, at = "", dict[str, str](), 0
    for _ in range(_TAGS_MOST):
        found = _TAG.search(page, at)
        if found is None or found["end"]:
            break
        at, word = found.end(), found["word"].lower()
        end = _TAG_END.match(page, at, at + _TAG_LIMIT)
        if word == "!--" or end is None:
            # What is no tag is left where it is; what a comment holds, too.
            at = max(at, page.find("-->", at)) if word == "!--" else at
            continue
        at = end.end()
        if word == "meta":
            said = {
                one["name"].lower(): unescape(one[2] or one[3] or one[4] or "") for one in _ATTRIBUTE.finditer(end[0])
            }
            told.setdefault((said.get("property") or said.get("name") or "").lower(), said.get("content", ""))
            continue
        closed = re.compile(f"</{word}", re.IGNORECASE).search(page, at)
        inside = page[at : closed.start() if closed else len(page)]
        if word == "title":
            title = title or unescape(inside[:_TAG_LIMIT])
        at += len(inside)
    return title, told


def _decoded(body: bytes, charset: str) -> str:
    named = _CHARSET.search(body[:4096])
    for name in (charset, named.group(1).decode("ascii") if named else "", "utf-8"):
        if name.lower() in _CHARSETS:
            # GBK and GB2312 pages are often GB18030 in truth, which contains both.
            return body.decode("gb18030" if name.lower() in ("gbk", "gb2312") else name, "replace")
    return body.decode("utf-8", "replace")

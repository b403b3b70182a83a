"""Lines and bodies: what may be stored and shown to others.

Threats: characters nobody sees (a name that looks like another's, a hidden payload in a message), bidirectional
controls that reorder what is read, control characters that break exports and terminals, and texts that look empty.
Characters are judged by Unicode's own lists; joiners and selectors stay where writing needs them, so that emoji,
Persian, Mongolian and variant Han glyphs survive.
"""

import re
import unicodedata

from tocsin.kernel.text.normal import normal, pile_in
from tocsin.kernel.text.refusals import BadCharacter, Empty, TooLong, TooShort

_CONTROLS = "\x00-\x08\x0b-\x1f\x7f-\x9f"
# Cf and Default_Ignorable_Code_Point of Unicode 16, less the Arabic and Kaithi number signs, which are visible.
_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
# Surrogates cannot be stored, private use shows as anything, noncharacters are for internal use.
_UNASSIGNABLE = "\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff\U000f0000-\U0010ffff"
# Marks piled up this high are drawn over the lines of other people; no writing needs them.
_PILING = "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_UNSEEN = re.compile(f"[{_CONTROLS}{_INVISIBLE}{_UNASSIGNABLE}]")
_SUSPECT = re.compile(f"{_UNSEEN.pattern}|{_PILING}{{9}}")
_PILED_HIGH = re.compile(f"({_PILING}{{8}}){_PILING}+")

_EMOJI = (
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u24c2\u25a0-\u27bf\u2900-\u297f\u2b00-\u2bff"
    "\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
)
_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
# Scripts whose letters join or stack, in which ZWJ and ZWNJ change the spelling.
_JOINING = "\u0600-\u0604\u0606-\u061b\u061d-\u0dff\u1000-\u109f\u1780-\u17b3\u17b6-\u17ff\u1800-\u180a\u1810-\u18af\ua840-\ua87f"
_MONGOLIAN = "\u1800-\u180a\u1810-\u18af"
_ONE_EMOJI = f"[{_EMOJI}](?:[\ufe0e\ufe0f]|[\U0001f3fb-\U0001f3ff])?"
_LEGITIMATE = re.compile(
    # England, Scotland and Wales: the only flags spelt with tag characters
    "\U0001f3f4(?:\U000e0067\U000e0062(?:\U000e0065\U000e006e\U000e0067|\U000e0073\U000e0063\U000e0074"
    "|\U000e0077\U000e006c\U000e0073))\U000e007f"
    f"|{_ONE_EMOJI}(?:\u200d{_ONE_EMOJI})*"
    "|[0-9#*]\ufe0f?\u20e3"
    f"|[{_HAN}][\ufe00-\ufe02\U000e0100-\U000e01ef]"
    f"|(?<=[{_JOINING}])[\u200c\u200d](?=[{_JOINING}])"
    f"|(?<=[{_MONGOLIAN}])[\u180b-\u180d\u180f][\u200c\u200d]?|(?<=[{_MONGOLIAN}])\u180e"
)
_EMOJI_ALONE = re.compile(
    "\U0001f3f4(?:\U000e0067\U000e0062(?:\U000e0065\U000e006e\U000e0067|\U000e0073\U000e0063\U000e0074"
    "|\U000e0077\U000e006c\U000e0073))\U000e007f"
    "|[\U0001f1e6-\U0001f1ff]{2}"
    "|[0-9#*]\ufe0f?\u20e3"
    f"|(?![\U0001f1e6-\U0001f1ff]){_ONE_EMOJI}(?:\u200d{_ONE_EMOJI}){{0,5}}"
)
_LINE_ENDS = re.compile("\r\n?|[\u2028\u2029]")


def _name_of(character: str) -> str:
    return f"U+{ord(character):04X}"


def _checked(text: str, field: str) -> str:
    """Return the text in NFC with ``\\n`` for line ends; refuse what nobody would see."""
    piled = pile_in(text)
    if piled:
        raise BadCharacter(field, character=_name_of(piled))
    text = normal("NFC", _LINE_ENDS.sub("\n", text))
    if _SUSPECT.search(text) is not None:
        found = _SUSPECT.search(_LEGITIMATE.sub("x", text))
        if found is not None:
            raise BadCharacter(field, character=_name_of(found.group()[0]))
    return text


def _is_blank(text: str) -> bool:
    # U+2800 is the empty Braille cell; marks alone have nothing to sit on
    return all(c == "\u2800" or c.isspace() or unicodedata.category(c) in ("Mn", "Me") for c in text)


def _check_size(text: str, limit: int, limit_bytes: int | None, field: str) -> None:
    if len(text) > limit or (limit_bytes is not None and len(text.encode()) > limit_bytes):
        raise TooLong(field, limit=limit)


def is_emoji(text: str) -> bool:
    """Whether a text is one emoji, flags, keycaps and families included."""
    return _EMOJI_ALONE.fullmatch(text) is not None


def clean_line(text: str, limit: int, *, field: str = "text", least: int = 1) -> str:
    """Return one line, NFC, trimmed, of ``least`` to ``limit`` characters.

    Raises ``BadCharacter`` (line ends and tabs too), ``Empty``, ``TooShort``, ``TooLong``. Cleaning twice changes nothing.
    """
    if len(text) > 4 * limit + 64:  # before normalising, whose cost grows with what was sent
        raise TooLong(field, limit=limit)
    line = _checked(text, field).strip()
    found = next((c for c in line if c in "\n\t"), None)
    if found is not None:
        raise BadCharacter(field, character=_name_of(found))
    if _is_blank(line) and least > 0:
        raise Empty(field)
    _check_size(line, limit, None, field)
    if len(line) < least:
        raise TooShort(field, least=least)
    return line


def shown_line(text: str, limit: int) -> str:
    """Return what a stranger wrote as one line of at most ``limit`` characters, without what nobody would see; "" of nothing.

    It refuses nothing: nobody is there who could write it anew.
    """
    line = normal("NFC", " ".join(text[: 16 * limit].split()))
    seen, at = "", 0
    for found in _LEGITIMATE.finditer(line):
        seen += _UNSEEN.sub("", line[at : found.start()]) + found.group()
        at = found.end()
    seen = _PILED_HIGH.sub(r"\1", seen + _UNSEEN.sub("", line[at:])).strip()
    if _is_blank(seen):
        return ""
    return seen if len(seen) <= limit else seen[: limit - 1].rstrip(" \u200d") + "…"


def clean_body(text: str, limit: int, *, field: str = "text", limit_bytes: int | None = None) -> str:
    """Return a text of several lines, NFC, ends trimmed, line ends as ``\\n``.

    ``limit`` is in characters, ``limit_bytes`` in bytes of UTF-8 (four a character if not told).
    Raises ``BadCharacter``, ``Empty``, ``TooLong``. Cleaning twice changes nothing.
    """
    if len(text) > 4 * limit + 64:
        raise TooLong(field, limit=limit)
    body = _checked(text, field).strip()
    if _is_blank(body):
        raise Empty(field)
    _check_size(body, limit, 4 * limit if limit_bytes is None else limit_bytes, field)
    return body

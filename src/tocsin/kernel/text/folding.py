"""Folding: the one form in which texts are compared, whatever width, case or set of Han characters they came in."""

from functools import cache

import opencc

from tocsin.kernel.text.normal import normal

_HAN_BLOCKS = (range(0x3400, 0xA000), range(0xF900, 0xFB00), range(0x20000, 0x33480))
_LATIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"})


@cache
def simplified() -> dict[int, str]:
    """The table of traditional to simplified characters (5,000 entries, 70 ms to make, once a process).

    By character, not by phrase: a part of a name must fold as the whole name did.
    """
    characters = [chr(i) for block in _HAN_BLOCKS for i in block]
    converted = opencc.OpenCC("t2s").convert("\n".join(characters)).split("\n")
    table = {a: b for a, b in zip(characters, converted, strict=True) if a != b and len(b) == 1}
    return {ord(a): table.get(b, b) for a, b in table.items()}


def fold(text: str) -> str:
    """Return a text for comparing: NFKC, case folded, simplified Han, white space single, ends trimmed.

    Folding twice changes nothing. Never shown, never stored as what a person wrote.
    """
    for _ in range(4):  # each step may open the way for another; three settle every assigned character
        folded = normal("NFKC", normal("NFKC", text).casefold()).translate(simplified())
        if folded == text:
            break
        text = folded
    return " ".join(text.split())


def bare(text: str) -> str:
    """Return a folded text without accents and tone marks: ``zhāng`` and ``José`` as one types them."""
    open_ = normal("NFD", fold(text))
    kept = "".join(c for c in open_ if not "\u0300" <= c <= "\u036f")
    return normal("NFC", kept).translate(_LATIN)

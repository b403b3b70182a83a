"""What strangers write is read in time that grows with its length, whatever they write (MSG-1)."""

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Final

import pytest

from tocsin.kernel import text
from tocsin.kernel.text import Unfit, clean_body, text_terms
from tocsin.messaging.rules.links import links_of, read_page
from tocsin.messaging.rules.searching import LINK

SMALL: Final = 1_000
TIMES: Final = 16
"""The second text is so many times as long: what grows with the square of the length takes 256 times as long."""
MOST: Final = 4 * TIMES
SOON: Final = 0.01
"""Seconds in which the longer text is read and nothing is compared: too little to have a shape."""

HOSTILE: Final[dict[str, str]] = {
    "brackets": "[",
    "round brackets": "(",
    "plus signs": "+",
    "stars": "*",
    "backticks": "`",
    "backticks on lines": "`a\n",
    "fences": "```a\n",
    "marks of mentions": "@",
    "addresses": "https://a.cn/?q=1 ",
    "one address in another": "https://",
    "points": "https://a.cn/....",
    "brackets of addresses": "https://a.cn/(((",
    "quotes": "> > \n",
    "quotation marks": '"a',
    "one long word": "a",
    "one long line": "长",
    "digits": "1",
    "digits apart": "1 - ",
    "amounts": "1,234,",
    "words with numbers": "ab12",
    "words tied together": "a-",
    "bars": "|",
    "emoji": "👍🏽",
    "joined emoji": "👍\u200d",
    "letters with marks": "e\u0301",
}
WAYS: Final[dict[str, Callable[[str], object]]] = {
    "kept": lambda said: clean_body(said, len(said)),
    "links": links_of,
    "said to hold a link": lambda said: LINK.search(said),
    "indexed": text_terms,
    "found": lambda said: text.find(text.question("年级 abc123"), said),
    "a page": lambda said: read_page("https://a.cn", f"<title>x</title>{said}".encode(), "utf-8"),
}


def took(act: Callable[[str], object], said: str) -> float:
    """Seconds of this thread's own work, the least of three: what others do on the machine does not count."""
    tries = []
    for _ in range(3):
        begun = time.thread_time()
        with suppress(Unfit):  # Refused is read, too.
            act(said)
        tries.append(time.thread_time() - begun)
    return min(tries)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("hostile", HOSTILE)
def test_it_takes_time_that_grows_with_the_text(hostile: str, way: str) -> None:
    unit, act = HOSTILE[hostile], WAYS[way]
    texts = [f"a{unit * (length // len(unit))}b" for length in (SMALL, SMALL * TIMES)]
    # Measured anew before it is called too much: what is linear passes once in a few.
    assert any((long := took(act, texts[1])) < SOON or long < MOST * took(act, texts[0]) for _ in range(3))

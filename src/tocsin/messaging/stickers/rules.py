"""What a set and a sticker may be called, and how many there may be."""

from collections.abc import Iterable
from typing import Final

from tocsin.kernel import text
from tocsin.kernel.errors import Invalid

SETS_MOST: Final = 20
STICKERS_MOST: Final = 60
"""Of one set."""
SIDE: Final = 256
"""Pixels of the longer side of what is kept: twice what a message shows, for fine screens."""
UPLOAD_LIMIT: Final = 10 * 1024 * 1024
"""Bytes of a picture as it comes."""
NAME_LIMIT: Final = 20
LABEL_LIMIT: Final = 20
WORDS_MOST: Final = 10


def check_name(name: str) -> str:
    """Return what a set is called. Raises the refusals of ``text.Unfit``."""
    return text.check_title(name, limit=NAME_LIMIT, emoji=True)


def check_label(label: str) -> str:
    """Return what a sticker says. Raises the refusals of ``text.Unfit``."""
    return text.clean_line(label, LABEL_LIMIT, field="label")


def check_words(words: Iterable[str]) -> list[str]:
    """Return what else a sticker is found by, each once. Raises :class:`Invalid` and the refusals of ``text.Unfit``."""
    cleaned = list(dict.fromkeys(text.clean_line(word, LABEL_LIMIT, field="words") for word in words))
    if len(cleaned) > WORDS_MOST:
        raise Invalid(fields={"words": f"at most {WORDS_MOST}"})
    return cleaned

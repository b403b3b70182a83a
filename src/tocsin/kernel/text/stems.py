"""English words by their stem: enough that *meetings* finds *meeting* and *running* finds *run*, and no more.

Endings of number and tense only: what Porter's later steps take off (*-ation*, *-ness*) joins words people tell apart.
"""

import re

_SHORTEST = 4
_VOWEL = re.compile(r"[aeiouy]")


def core(word: str) -> str:
    """Return the beginning that all words with the stem of this one share."""
    stemmed = stem(word)
    shared = 0
    while shared < min(len(stemmed), len(word)) and stemmed[shared] == word[shared]:
        shared += 1
    shared = shared - 1 if stemmed[shared - 1 :] == "y" else shared
    return word[: max(1, shared)]


def stem(word: str) -> str:
    """Return the stem of a folded word; words that are short, or not of a to z, are their own."""
    if len(word) < _SHORTEST or not (word.isascii() and word.isalpha()):
        return word
    word = _singular(word)
    for ending in ("ing", "ed"):
        rest = word[: -len(ending)]
        if word.endswith(ending) and len(rest) >= 3 and _VOWEL.search(rest):
            return _settled(rest)
    return _settled(word)


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes", "zes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _settled(word: str) -> str:
    """What is left without a doubled consonant (runn), a mute e (mov·e), with y for i (appli·ed)."""
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiou":
        return word[:-1]
    if word.endswith("e") and len(word) > 3:
        return word[:-1]
    if word.endswith("i") and len(word) > 3:
        return word[:-1] + "y"
    return word

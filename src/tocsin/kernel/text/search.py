"""Search by equality: the terms a name is found by, and the terms of a question.

Names are searched through keyed hashes (:meth:`tocsin.kernel.seal.Realm.tokens`), so nothing can be compared but
whole terms. A name is therefore stored under everything a person may type for it: its characters and pairs of
characters, the pinyin from each of its syllables on and every beginning of that, its initials, initials followed by
pinyin, and pinyin followed by initials (``xujy``). A question becomes few terms, **all** of which the name must have.
"""

import re
from collections.abc import Iterable

from tocsin.kernel.text.contact import phone as check_phone
from tocsin.kernel.text.folding import bare, fold
from tocsin.kernel.text.questions import question
from tocsin.kernel.text.readings import is_read, readings, readings_with_tones, surnames
from tocsin.kernel.text.refusals import BadPhone

LONGEST = 20  # characters of a term; longer ones are cut alike in names and questions
_MOST_UNITS = 12
_MOST_SPELLINGS = 8
_MOST_MIXED = 4  # units of a name that is also found by pinyin and then initials: one term more for a person's
_MOST_ASKED = 12
_WORDS = re.compile(r"[^\W_]+")
_HAN = re.compile("[\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd]")
_ONLY_NUMBER = re.compile(r"[+(]?[\d\s().\-]{2,24}")


def _units(name: str) -> list[str]:
    """The readable units of a name in order: each Han character, each word of other letters or digits."""
    units: list[str] = []
    for word in _WORDS.findall(bare(name)):
        units += [part for part in re.split(f"({_HAN.pattern})", word) if part]
    return units[:_MOST_UNITS]


def _usual_and_others(units: list[str]) -> list[list[str]]:
    """Spellings of a name: the usual one, then each other reading with the rest as usual."""
    choices = [list(readings(u)) if len(u) == 1 and is_read(u) else [u] for u in units]
    for length in (2, 1):
        surname = surnames().get("".join(units[:length])) if len(units) > length else None
        if surname is not None:
            for at in range(length):
                choices[at] = list(dict.fromkeys([reading[at] for reading in surname] + choices[at]))
            break
    spelling = [c[0] if c else u for c, u in zip(choices, units, strict=True)]
    spellings = [spelling]
    for at, choice in enumerate(choices):
        spellings += [[*spelling[:at], other, *spelling[at + 1 :]] for other in choice[1:]]
    return spellings[:_MOST_SPELLINGS]


def _beginnings(word: str) -> set[str]:
    return {word[:end] for end in range(1, min(len(word), LONGEST) + 1)}


def _characters(name: str) -> set[str]:
    """Every Han character of a text and every pair that stands together."""
    terms: set[str] = set()
    for run in re.findall(f"(?:{_HAN.pattern})+", bare(name)):
        terms |= set(run) | {run[i : i + 2] for i in range(len(run) - 1)}
    return terms


def index_terms(name: str) -> set[str]:
    """Return the terms by which the name of a person, department or group is found; about 40 for a Chinese name."""
    terms = _characters(name)
    for syllables in _usual_and_others(_units(name)):
        for start in range(len(syllables)):
            initials = "".join(syllable[0] for syllable in syllables[start:])
            for at in range(len(initials)):
                terms |= _beginnings(initials[:at] + "".join(syllables[start + at :]))
                if len(syllables) <= _MOST_MIXED:
                    terms |= _beginnings("".join(syllables[start : start + at]) + initials[at:])
            terms |= _beginnings(initials)
    return terms


def post_terms(post: str) -> set[str]:
    """Return the terms by which a post (经理, Sales manager) is found: characters, pinyin and words from their start."""
    terms = _characters(post)
    units = _units(post)
    if units:
        syllables = _usual_and_others(units)[0]
        terms |= _beginnings("".join(syllables)) | _beginnings("".join(s[0] for s in syllables))
        terms |= {b for unit in units if not _HAN.fullmatch(unit) for b in _beginnings(unit)}
    return terms


def phone_terms(number: str) -> set[str]:
    """Return the terms by which a number (E.164) is found: the whole of it, and its last four digits."""
    return {number, number[-4:]}


def number_terms(terms: Iterable[str]) -> set[str]:
    """Return those terms of a question by which a phone number may be found: a whole one, the last four of one."""
    return {term for term in terms if term.startswith("+") or (len(term) == 4 and term.isdecimal())}


def code_terms(code: str) -> set[str]:
    """Return the terms by which a work number or other code is found: its beginnings, and it without marks."""
    folded = bare(code)
    words = _WORDS.findall(folded)
    return {b for word in [*words, "".join(words)] if word for b in _beginnings(word)}


def query_terms(question: str, region: str = "CN") -> list[str]:
    """Return the terms of a question, all of which must be met; empty when it asks for nothing.

    A whole phone number in any dress becomes E.164; ``region`` is where numbers without ``+`` live.
    """
    folded = bare(question[:200])
    if _ONLY_NUMBER.fullmatch(folded):
        digits = re.sub(r"\D", "", folded)
        if len(digits) >= 7:
            try:
                return [check_phone(folded, region, mobile=False)]
            except BadPhone:
                pass
        return [digits[:LONGEST]] if digits else []
    asked: dict[str, None] = {}
    for word in _WORDS.findall(folded):
        for run in re.findall(f"(?:{_HAN.pattern})+|[^{_HAN.pattern[1:-1]}]+", word):
            if not _HAN.match(run):
                asked[run[:LONGEST]] = None
            elif len(run) == 1:
                asked[run] = None
            else:
                asked.update(dict.fromkeys(run[i : i + 2] for i in range(len(run) - 1)))
    return list(asked)[:_MOST_ASKED]


def whole_number(question: str | None) -> str | None:
    """Return the whole phone number a question asks for: whom it finds has that one, whatever a mask hides."""
    return next((term for term in query_terms(question or "") if term.startswith("+")), None)


def sort_key(name: str) -> str:
    """Return a key that sorts names as a directory does, under byte order: by pinyin and tone, Latin letters between."""
    units = _units(name)
    spelt = []
    for at, unit in enumerate(units):
        tones = readings_with_tones(unit) if len(unit) == 1 and is_read(unit) else ()
        spelt.append(tones[0] if tones else unit)
        surname = surnames().get(unit) if at == 0 and len(units) > 1 else None
        if surname is not None:
            spelt[0] = next((t for t in tones if t.rstrip("012345") == surname[0][0]), surname[0][0])
    return f"{' '.join(spelt)} {fold(name)}"[:200]


def warm() -> None:
    """Load the dictionaries now, so that no request waits for them (about half a second)."""
    index_terms("张伟")
    sort_key("张伟")
    question("会议室预定")

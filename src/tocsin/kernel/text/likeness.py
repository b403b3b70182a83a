"""How well a name answers a question: whole, from its beginning, within, or not at all.

Said in regular expressions over :func:`sort_key`, which PostgreSQL and Python read alike: ``zhou1 lan2 周岚``.
"""

import re
from typing import Final

from tocsin.kernel.text.folding import bare

_HAN = re.compile("[\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd]+")
_SPELT = re.compile("[a-z]+(?: [a-z]+)*")
_LONGEST: Final = 40
_END: Final = "[a-z]*[0-9]? "
"""What is left of a syllable or a word, and the border behind it."""


def likeness(question: str) -> tuple[str, ...]:
    """Return patterns of :func:`sort_key`, the closest first; none for a question that no spelling of a name answers.

    Letters are pinyin, initials or both (``zl``, ``zhoul``, ``zhoulan``): each goes on with a syllable or begins the next.
    """
    asked = " ".join(bare(question).split())[:_LONGEST]
    if _HAN.fullmatch(asked):
        return f"(^| ){asked}$", f"(^| ){asked}", asked
    if not _SPELT.fullmatch(asked):
        return ()
    spelt = (
        f"({_END})?".join(_letter(one) for one in asked.replace(" ", ""))
        if " " not in asked
        else _END.join(asked.split())
    )
    han, latin = f"^{spelt}{_END}[^ -~]", f"^{spelt}{_END}{spelt}[a-z]*$"
    return f"{han}|{latin}", f"^{spelt}", f" {spelt}"


def _letter(letter: str) -> str:
    # ``ü`` is kept as v, and typed as u as well.
    return "[uv]" if letter == "u" else letter

"""Names of people, organisations, departments and groups, and login names.

A real name is what stands on a person's papers: letters of one script (Han and Latin may stand together), with the
few marks names have. Digits, symbols and emoji are refused, and so are letters borrowed from another script because
they look the same: they are how one person passes for another.
"""

import re
import unicodedata

from tocsin.kernel.text.claims import impersonates
from tocsin.kernel.text.clean import clean_line
from tocsin.kernel.text.normal import normal
from tocsin.kernel.text.refusals import BadLoginName, BadSymbol, LookAlike, ReservedName, TooShort

_MARKS = str.maketrans(
    dict.fromkeys("•・‧･⋅∙᛫●﹒・", "·") | dict.fromkeys("’‘ʼ`´＇", "'") | dict.fromkeys("‐‑‒–−－", "-")
)
_BETWEEN = "·'-. "
_HAN = re.compile("[\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\ufa0e-\ufa29\U00020000-\U0003fffd]")
# Cyrillic and Greek letters drawn as Latin ones; a name of nothing else is a Latin name in disguise.
_DRAWN_AS_LATIN = frozenset("аеорсухіјѕԁһԛԝᴦкмтвАВЕКМНОРСТУХЅІЈԚԜҮүαοινρτυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ")
# Latin letters no orthography of names needs, drawn as others.
_DISGUISED_LATIN = frozenset("ɑɡɩʟɪʀɴʙʏᴀᴄᴅᴇᴊᴋᴍᴏᴘᴛᴜᴠᴡᴢǀǃʘ")
# Katakana drawn as Han, and Bopomofo, which is no script of names.
_DRAWN_AS_HAN = frozenset("ロカニハエタトノメセオチミヒーヌリ")
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "HANGUL", "HIRAGANA", "KATAKANA", "MONGOLIAN", "TIBETAN", "ARABIC", "THAI",
            "LAO", "MYANMAR", "KHMER", "DEVANAGARI", "BENGALI", "TAMIL", "TELUGU", "HEBREW", "ARMENIAN", "GEORGIAN",
            "ETHIOPIC", "YI", "TAI", "LISU", "GURMUKHI", "GUJARATI", "KANNADA", "MALAYALAM", "SINHALA")  # fmt: skip
_TOGETHER = (
    frozenset({"HAN", "LATIN"}),
    frozenset({"HAN", "HIRAGANA", "KATAKANA"}),
    frozenset({"HAN", "HANGUL"}),
)
_DOUBLES = frozenset({"LATIN", "CYRILLIC", "GREEK"})
_LOGIN = re.compile(r"[a-z](?:[a-z0-9]|[._-](?=[a-z0-9])){3,31}")
_RESERVED_WORDS = (
    "admin administrator root system tocsin support help helpdesk service security official operator moderator staff "
    "platform postmaster webmaster hostmaster abuse noreply no-reply anonymous guest nobody null none undefined me "
    "self all everyone here api www mail test owner superuser sysadmin manager robot assistant"
)
_RESERVED = frozenset(_RESERVED_WORDS.split())


def _script(character: str) -> str:
    """The script of a letter or mark; "" for what is neither."""
    if _HAN.match(character):
        return "HAN"
    category = unicodedata.category(character)
    if category[0] == "M":
        return "MARK"
    if category[0] != "L":
        return ""
    word = re.split("[ -]", unicodedata.name(character, ""), maxsplit=1)[0]
    return word if word in _SCRIPTS else ""


def _check_scripts(text: str, field: str) -> None:
    """Refuse letters that do not stand together in one word or name."""
    letters = [(c, _script(c)) for c in text]
    scripts = {s for _, s in letters if s not in ("", "MARK")}
    disguised = next((c for c, _ in letters if c in _DISGUISED_LATIN), None)
    if disguised is None and len(scripts) > 1:
        if not any(scripts <= together for together in _TOGETHER):
            rarest = min(scripts, key=lambda s: sum(s == t for _, t in letters))
            disguised = next(c for c, s in letters if s == rarest)
        elif "HAN" in scripts:
            disguised = next((c for c, _ in letters if c in _DRAWN_AS_HAN), None)
    if disguised is None and scripts <= {"CYRILLIC", "GREEK"} and scripts:
        drawn = [c for c, s in letters if s]
        disguised = drawn[0] if all(c in _DRAWN_AS_LATIN for c in drawn) else None
    if disguised is not None:
        raise LookAlike(field, character=disguised)


def check_person_name(name: str, *, field: str = "name") -> str:
    """Return a real name in its stored form: 2 to 50 characters, NFKC, single spaces, ``·``, ``'`` and ``-``.

    Han (all planes) with a middle dot, Latin with spaces, hyphens, apostrophes and full stops, or another script of
    its own. Raises ``BadSymbol``, ``LookAlike``, and what ``clean_line`` raises. Checking twice changes nothing.
    """
    line = clean_line(name, 50, field=field)
    line = " ".join(normal("NFKC", line).translate(_MARKS).split())
    line = re.sub(" ?· ?", "·", line)
    line = clean_line(line, 50, field=field, least=2)
    previous = " "
    marks = 0
    for character in line:
        script = _script(character)
        marks = marks + 1 if script == "MARK" else 0
        joins = character in _BETWEEN and (previous not in _BETWEEN or (previous == "." and character != "."))
        if not (joins or script) or (script == "MARK" and (previous in _BETWEEN or marks > 3)):
            raise BadSymbol(field, character=character)
        previous = character
    if line[-1] in "·'-":
        raise BadSymbol(field, character=line[-1])
    if sum(1 for c in line if _script(c) not in ("", "MARK")) < 2:
        raise TooShort(field, least=2)
    _check_scripts(line, field)
    return line


def check_title(title: str, *, limit: int = 50, field: str = "name", emoji: bool = False) -> str:
    """Return the name of an organisation, department, group or post: 1 to ``limit`` characters, NFC, single spaces.

    Letters, digits and punctuation; emoji and other pictures only when asked for. Letters of look-alike scripts must
    not meet in one word. Raises ``BadSymbol``, ``LookAlike``, and what ``clean_line`` raises.
    """
    line = " ".join(clean_line(title, limit, field=field).split())
    marks = 0
    for character in line:
        category = unicodedata.category(character)
        marks = marks + 1 if category[0] == "M" else 0
        allowed = category[0] in "LNPMC" or category == "Zs" or character in "+=<>~|^$¥￥€£°℃™®©№"
        if marks > 3 or not (allowed or emoji):
            raise BadSymbol(field, character=character)
    if not emoji and not any(c.isalnum() for c in line):
        raise BadSymbol(field, character=line[0])
    for word in re.findall(r"[^\W\d_]+", line):
        # Han stands beside every script in a title; what must not mix is Latin with its doubles
        rest = "".join(c for c in word if not _HAN.match(c))
        if len({_script(c) for c in rest} & _DOUBLES) > 1:
            _check_scripts(rest, field)
    return line


def check_login_name(login_name: str, *, field: str = "login_name") -> str:
    """Return a login name in its one form: lower-case ASCII, 4 to 32 of ``a-z 0-9 . _ -``, a letter first.

    Raises ``BadLoginName`` and ``ReservedName``.
    """
    name = login_name.strip().lower() if len(login_name) <= 64 else ""
    if not name.isascii() or not _LOGIN.fullmatch(name):
        raise BadLoginName(field)
    if name in _RESERVED or re.split(r"[._-]", name)[0] in (
        "admin", "root", "tocsin", "system", "official"
    ) or impersonates(name):  # fmt: skip
        raise ReservedName(field)
    return name

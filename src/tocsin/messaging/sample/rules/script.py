"""The form the talk of the sample is written in, and its reading.

A scene is a conversation. Its ``talk`` is read line by line::

    W1 09:20 he_chuan: Words, at a time of the first working day.     (or -75: as many minutes before the loading)
        more of the same words on lines that are indented by four
    zhou_lan: >exams Words that quote the message labelled so, some time after what stands above.
    he_chuan! poll multiple: A question / One option / Another

What is indented by two belongs to the message above, each line with a sign of its own: ``#`` its label, ``+`` a
reaction and by whom, ``*`` what it is changed to, ``~`` it is taken back, ``^`` who keeps it, ``=`` an option and who
votes for it, ``!`` who confirms the announcement, ``&`` the files it carries, ``$`` the card of its link.

People are keys of the cast; ``?3`` is the third of the scene's crowd, ``*12`` are twelve of it.
"""

import re
from collections.abc import Iterator
from typing import Final, Literal

import msgspec

NAMED: Final = {
    "周岚": "zhou_lan",
    "沈书航": "shen_shuhang",
    "何川": "he_chuan",
    "许静怡": "xu_jingyi",
    "赵启明": "zhao_qiming",
    "吴晓雯": "wu_xiaowen",
    "唐嘉树": "tang_jiashu",
    "陆鸣": "lu_ming",
    "苏芮": "su_rui",
    "林悦": "lin_yue",
    "Emma": "emma_clarke",
}
"""Whom words may name after an ``@``; 所有人 and all are everybody."""
EVERYBODY: Final = re.compile(r"@(所有人|all)\b")
_LINE: Final = re.compile(r"(?:(W[1-4] \d\d:\d\d|-\d+) )?([\w?]+)(: |! )(.*)")
_QUOTING: Final = re.compile(r">(\w+) ")
Side = Literal["react", "edit", "recall", "keep", "vote", "confirm"]
_SIDES: Final[dict[str, Side]] = {
    "+": "react",
    "*": "edit",
    "~": "recall",
    "^": "keep",
    "=": "vote",
    "!": "confirm",
}


class Scene(msgspec.Struct, frozen=True, kw_only=True):
    """One conversation: the group of a department, a group of people by its name, or two people.

    ``crowd`` is how many of ``crowd_of``'s department groups (none: of all) are in a group besides its people, or may
    speak in a department's. ``read`` is the part of the members who keep up; ``behind`` says of how many of the last
    messages somebody of the cast has not seen yet. ``pinned`` and ``muted`` are by whom.
    """

    key: str
    talk: str
    department: str | None = None
    group: str | None = None
    people: tuple[str, ...] = ()
    crowd: int = 0
    crowd_of: tuple[str, ...] = ()
    read: float = 0.8
    behind: dict[str, int] = {}
    pinned: tuple[str, ...] = ()
    muted: tuple[str, ...] = ()


class Aside(msgspec.Struct, frozen=True):
    """What comes after a message: ``said`` is the emoji, the option, or the new words."""

    side: Side
    said: str
    people: tuple[str, ...]


class Line(msgspec.Struct):
    """Something somebody does in a scene. ``when`` is empty where it follows what was before."""

    when: str
    who: str
    verb: str
    arguments: tuple[str, ...]
    text: str
    label: str = ""
    quoting: str = ""
    files: tuple[str, ...] = ()
    card: tuple[str, ...] = ()
    asides: list[Aside] = []


def read(scene: Scene) -> list[Line]:
    """Return the lines of a scene. Raises ``ValueError`` for one that cannot be read."""
    lines: list[Line] = []
    for raw in filter(str.strip, scene.talk.strip("\n").split("\n")):
        if raw.startswith("    "):
            lines[-1].text += "\n" + raw[4:]
        elif raw.startswith("  "):
            _beside(lines[-1], raw[2], raw[3:].strip())
        else:
            lines.append(_line(scene, raw))
    return lines


def _line(scene: Scene, raw: str) -> Line:
    found = _LINE.fullmatch(raw)
    if found is None:
        raise ValueError(f"{scene.key}: {raw}")
    when, who, how, rest = found.groups()
    if how == ": ":
        quoting = _QUOTING.match(rest)
        text = rest[quoting.end() :] if quoting else rest
        return Line(when or "", who, "say", (), text, quoting=quoting[1] if quoting else "", asides=[])
    told, _, text = rest.partition(": ")
    verb, *arguments = told.split()
    return Line(when or "", who, verb, tuple(arguments), text, asides=[])


def _beside(line: Line, sign: str, rest: str) -> None:
    match sign:
        case "#":
            line.label = rest
        case "&":
            line.files = tuple(rest.split())
        case "$":
            line.card = tuple(part.strip() for part in rest.split("|"))
        case "*":
            line.asides.append(Aside("edit", rest, ()))
        case "~":
            line.asides.append(Aside("recall", "", ()))
        case "+" | "=":
            said, *people = rest.split()
            line.asides.append(Aside(_SIDES[sign], said, tuple(people)))
        case _:
            line.asides.append(Aside(_SIDES[sign], "", tuple(rest.split())))


def mentioned(text: str) -> Iterator[str]:
    """Yield whom words name: keys of the cast, and ``all``."""
    if EVERYBODY.search(text):
        yield "all"
    yield from (key for name, key in NAMED.items() if f"@{name}" in text)

"""What of a fact can be found. One function says it, for the index and for showing what matched alike."""

import re
from collections.abc import Iterator
from uuid import UUID

import msgspec

from tocsin.messaging.rules.content import Content, Location, Merged, Poll, Sticker, files_of
from tocsin.messaging.rules.files import Voice
from tocsin.messaging.rules.shapes import SAID, Fact

_FENCE = re.compile(r" {0,3}```[\w+#.-]*\s*")
_RULE = re.compile(r"\|?(?:[ \t]*:?-+:?[ \t]*\|)+(?:[ \t]*:?-+:?)?")
_BAR = re.compile(r"\\?\|")
_CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)


class Searched(msgspec.Struct, frozen=True):
    """What a fact is found by: its text with what it carries, the names of its files, and whether links stand in it."""

    text: str
    names: tuple[str, ...] = ()
    links: bool = False

    @property
    def whole(self) -> str:
        """The text and the names, as they are searched together."""
        return "\n".join(part for part in (self.text, *self.names) if part)


def searchable_text(fact: Fact) -> Searched | None:
    """Return what a fact says that people search for; nothing for one that says nothing, or no longer does."""
    if fact.kind not in SAID or fact.recalled:
        return None
    said = "\n".join(part for part in (fact.text, *_carried(fact.content)) if part)
    names = tuple(_names(fact.content))
    return Searched(said, names, LINK.search(said) is not None) if said or names else None


def readable(text: str) -> str:
    """Return a text with spaces in place of the marks of code and tables, each of its words where it was.

    As the client cuts it (``web/src/rooms/messaging/stage/blocks.ts``), but without reading whether a fence is ever closed.
    """
    if "`" not in text and "|" not in text:
        return text
    lines = text.split("\n")
    rules = [_RULE.fullmatch(line.strip()) is not None for line in (*lines, "")]
    table = False
    for at, line in enumerate(lines):
        table = "|" in line and (table or rules[at] or rules[at + 1])
        if rules[at] or _FENCE.fullmatch(line):
            lines[at] = " " * len(line)
        elif table:
            lines[at] = _BAR.sub(lambda bar: bar[0].replace("\\", " ") if len(bar[0]) > 1 else " ", line)
        lines[at] = _CODE.sub(r" \1 ", lines[at])
    return "\n".join(lines)


def _names(content: Content | None) -> Iterator[str]:
    """The names of what a message carries; what a recording is called says nothing, a sticker's words are its own."""
    if isinstance(content, Merged):
        for item in content.items:
            yield from _names(item.content)
    elif not isinstance(content, Voice | Sticker):
        yield from (card.name for card in files_of(content))


def _carried(content: Content | None) -> Iterator[str]:
    """The words of what a message carries, from the outside in."""
    match content:
        case Poll():
            yield content.question
            yield from content.options
        case Location() | Sticker():
            yield content.label
        case Merged():
            yield content.title
            for item in content.items:
                yield item.text
                yield from _carried(item.content)


def written_by(person_id: UUID | str) -> str:
    """Return the mark of what a person wrote."""
    return f"from:{person_id}"


def addressed_to(person: UUID | str) -> str:
    """Return the mark of what mentions a person, or ``"all"``."""
    return f"to:{person}"


def marks_of(fact: Fact, found: Searched) -> tuple[str, ...]:
    """Return the marks a fact is filtered by."""
    marks = [addressed_to(one) for one in fact.mentions]
    if fact.sender_id is not None:
        marks.append(written_by(fact.sender_id))
    if found.names:
        marks.append("file")
    if found.links:
        marks.append("link")
    return tuple(marks)

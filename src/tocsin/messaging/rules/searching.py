"""What of a fact can be found. One function says it, for the index and for showing what matched alike."""

import re
from collections.abc import Iterator
from uuid import UUID

import msgspec

from tocsin.messaging.rules.content import Content, Location, Merged, Poll, Sticker, files_of
from tocsin.messaging.rules.files import Voice
from tocsin.messaging.rules.shapes import SAID, Fact

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

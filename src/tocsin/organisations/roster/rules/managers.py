"""Managers as rosters name them: by phone number, work number or name; and circles of them."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Final

import msgspec

from tocsin.kernel import text
from tocsin.organisations.roster.rules import cells

_OPENING: Final = "(（"
_CLOSING: Final = ")）"


class Person(msgspec.Struct, frozen=True):
    """Somebody who may be a manager; ``refused_in_row`` when only a refused row knows them."""

    key: str
    name: str
    phone: str | None
    work_no: str | None
    refused_in_row: int | None = None


class People:
    """Everybody there will be, to be found by what a cell says."""

    def __init__(self) -> None:
        self.by_key: dict[str, Person] = {}
        self._by_phone: dict[str, Person] = {}
        self._by_work_no: dict[str, Person] = {}
        self._by_name: dict[str, dict[str, Person]] = defaultdict(dict)

    def add(self, person: Person) -> None:
        """Take a person in; the first of a key, phone or work number stays."""
        self.by_key.setdefault(person.key, person)
        if person.phone:
            self._by_phone.setdefault(person.phone, person)
        if person.work_no:
            self._by_work_no.setdefault(person.work_no, person)
        self._by_name[person.name].setdefault(person.key, person)

    def find(self, value: str) -> Person:
        """Return who is meant by a phone number, a work number, a name, or ``name (number)``.

        Raises :class:`cells.Wrong`: nobody, or several of one name.
        """
        found = self._by_number(value)
        if found is None:
            name, number = _with_number(value)
            found = self._by_number(number) if number else None
            if found is not None and found.name != _name(name):
                found = None
        if found is not None:
            return found
        named = list(self._by_name.get(_name(value), {}).values())
        if not named:
            raise cells.Wrong("manager_unknown", value=value)
        if len(named) > 1:
            raise cells.Wrong("manager_ambiguous", value=value, count=len(named))
        return named[0]

    def _by_number(self, value: str) -> Person | None:
        try:
            plain = cells.digits(value)
        except cells.Wrong:
            return None
        if plain in self._by_work_no:
            return self._by_work_no[plain]
        try:
            return self._by_phone.get(text.phone(plain))
        except text.Unfit:
            return None


def number_in(value: str | None) -> str | None:
    """Return the phone number, as E.164, by which a cell may name a manager."""
    for said in (value or "", _with_number(value or "")[1]):
        try:
            return text.phone(cells.digits(said))
        except (cells.Wrong, text.Unfit):
            continue
    return None


def _with_number(value: str) -> tuple[str, str]:
    """Split ``name (number)``; two empty texts for anything else.

    By hand: a pattern with white space on both sides of both parts tries all ways to share it out, for seconds a cell.
    """
    opened = max(value.rfind(mark) for mark in _OPENING)
    if opened < 1 or value[-1] not in _CLOSING:
        return "", ""
    name, number = value[:opened].strip(), value[opened + 1 : -1].strip()
    if not name or any(mark in number for mark in _CLOSING):
        return "", ""
    return name, number


def _name(value: str) -> str:
    try:
        return cells.name(value)
    except cells.Wrong:
        return value


def circles(manager_of: Mapping[str, str]) -> list[list[str]]:
    """Return every circle of a graph in which each has at most one manager, in the order it is walked."""
    found: list[list[str]] = []
    walked: dict[str, int] = {}
    for walk, start in enumerate(manager_of):
        key, trail = start, []
        while key in manager_of and key not in walked:
            walked[key] = walk
            trail.append(key)
            key = manager_of[key]
        if walked.get(key) == walk and key in trail:
            found.append(trail[trail.index(key) :])
    return found

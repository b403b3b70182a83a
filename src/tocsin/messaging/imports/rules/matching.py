"""Whom the authors of a file are taken for: by phone, e-mail or work number, by name where only one member is called so."""

import contextlib
from collections.abc import Iterable, Sequence
from typing import Literal
from uuid import UUID

import msgspec

from tocsin.kernel import text
from tocsin.kernel.errors import Refusal
from tocsin.messaging.imports.rules.model import Author

By = Literal["phone", "email", "work_no", "name"]


class Candidate(msgspec.Struct, frozen=True):
    """An active member, as far as a file could name them."""

    person_id: UUID
    name: str
    phone: str | None
    email: str | None
    work_no: str | None


class Match(msgspec.Struct, frozen=True):
    """Whom an author is taken for, and why."""

    person_id: UUID
    name: str
    by: By


def match(authors: Iterable[Author], candidates: Sequence[Candidate]) -> dict[str, Match]:
    """Return the matches by the authors' keys. What two members share names nobody, nor do marks of two members."""
    known: dict[tuple[By, str], Candidate | None] = {}
    for one in candidates:
        for kind, value in _marks(one.name, one.phone, one.email, one.work_no):
            known[kind, value] = None if (kind, value) in known else one
    found = {}
    for author in authors:
        named: dict[UUID, Match] = {}
        for kind, value in _marks(author.name, author.phone, author.email, author.work_no):
            member = known.get((kind, value))
            # Members write their e-mail themselves: alone it names nobody.
            if member is not None and (kind != "email" or text.fold(member.name) == text.fold(author.name)):
                named.setdefault(member.person_id, Match(member.person_id, member.name, kind))
        if len(named) == 1:
            (found[author.key],) = named.values()
    return found


def _marks(name: str, phone: str | None, email: str | None, work_no: str | None) -> Iterable[tuple[By, str]]:
    if phone:
        with contextlib.suppress(Refusal):
            yield "phone", text.phone(phone)
    if email:
        yield "email", email.strip().casefold()
    if work_no:
        yield "work_no", work_no.strip().casefold()
    if name.strip():
        yield "name", text.fold(name)

"""What is recorded about a person, by realm, in the words of the rooms that keep it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, Final
from uuid import UUID

import msgspec

from tocsin.kernel.db import Transaction, Worker
from tocsin.kernel.errors import Language
from tocsin.kernel.ids import PLATFORM
from tocsin.kernel.kept import COUNTED, Kept
from tocsin.kernel.manifest import Room
from tocsin.organisations import door as organisations

_NOT_HERE: Final = {"platform": "r.id = $3", "organisation": "r.id <> $3", "anywhere": "$3::uuid IS NOT NULL"}


class KeptKind(msgspec.Struct, frozen=True):
    """A kind of thing that is kept: what it is, and for how long; ``count`` of them, from ``first`` to ``last``.

    With ``more`` there are more than are counted. Without a count it is not told how many there are.
    """

    code: str
    title: str
    text: str
    term: str
    count: int | None = None
    more: bool = False
    first: datetime | None = None
    last: datetime | None = None


class KeptRealm(msgspec.Struct, frozen=True):
    """What one realm keeps; the one without an id is the platform. ``current``: one belongs to it."""

    id: UUID | None
    name: str | None
    current: bool
    kinds: list[KeptKind]


class Record(msgspec.Struct, frozen=True):
    """What is recorded about somebody: the platform first, then their organisations, also those they have left."""

    realms: list[KeptRealm]


def find_all_kept(rooms: Iterable[Room]) -> list[Kept]:
    """Return everything that rooms say they keep: first what is peculiar to the platform or to organisations."""
    return sorted((one for room in rooms for one in room.kept), key=lambda one: one.where == "anywhere")


async def find_realms(tx: Transaction, person_id: UUID) -> list[organisations.Home]:
    """Return the realms that may hold something of a person: the platform, then the organisations."""
    return [organisations.Home(PLATFORM, "", True), *await organisations.find_homes(tx, person_id)]


async def find_record(tx: Transaction, rooms: Iterable[Room], person_id: UUID, language: Language) -> Record:
    """Return what is recorded about a person, their own; two statements and one a worker, however many realms and kinds."""
    kept = find_all_kept(rooms)
    homes = await find_realms(tx, person_id)
    counts = await _count(tx, kept, [home.id for home in homes], person_id)
    realms = []
    for home in homes:
        kinds = [_shown(one, counts.get((home.id, one.code)), language) for one in kept if _may_be(one, home)]
        own = home.id == PLATFORM
        told = [one for one in kinds if one.count != 0]
        realms.append(KeptRealm(None if own else home.id, None if own else home.name, home.current, told))
    return Record(realms)


def _may_be(one: Kept, home: organisations.Home) -> bool:
    if one.where == "anywhere":
        return True
    return (one.where == "platform") == (home.id == PLATFORM)


def _shown(one: Kept, row: Any, language: Language) -> KeptKind:
    said = (one.code, one.title.in_(language), one.text.in_(language), one.term.in_(language))
    if row is None:
        # Counted, and none: left out. Not counted: told of without a number.
        return KeptKind(*said, count=None if one.rows is None else 0)
    more = row["count"] > COUNTED
    first, last = (None, None) if more else (row["first"], row["last"])
    return KeptKind(*said, count=min(row["count"], COUNTED), more=more, first=first, last=last)


async def _count(
    tx: Transaction, kept: Sequence[Kept], realms: Sequence[UUID], person_id: UUID
) -> dict[tuple[UUID, str], Any]:
    """Count as far as is told, by one statement a worker. Of more than that the moments would be anybody's guess."""
    found: dict[tuple[UUID, str], Any] = {}

    def worker_of(one: Kept) -> Worker:
        return one.worker

    for worker, group in groupby(sorted((one for one in kept if one.rows), key=worker_of), key=worker_of):
        statement = " UNION ALL ".join(_counting(one) for one in group)
        async with tx.as_worker(worker):
            rows = await tx.fetch(statement, person_id, list(realms), PLATFORM)
        found |= {(row["realm_id"], row["code"]): row for row in rows}
    return found


def _counting(one: Kept) -> str:
    # S608: codes and statements are written in our own manifests.
    return (
        f"(SELECT r.id AS realm_id, '{one.code}' AS code, x.* FROM unnest($2::uuid[]) AS r(id) CROSS JOIN LATERAL ("  # noqa: S608
        f"SELECT count(*) AS count, min(y.at) AS first, max(y.at) AS last FROM ({one.rows} LIMIT {COUNTED + 1}) y) x"
        f" WHERE {_NOT_HERE[one.where]} AND x.count > 0)"
    )

"""Acts: the audited events of a realm, searched, opened and counted. Whoever asks has been let in by the caller."""

from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import asyncpg
import msgspec

from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import Invalid
from tocsin.kernel.events import RECORDS, Change, changes_place, why_place
from tocsin.kernel.seal import DataKey, Keyring

if TYPE_CHECKING:
    from tocsin.kernel.manifest import Room

COUNTED: Final = 100_000
"""Of a search so many acts are counted, the newest; whoever wants the others asks for a shorter time."""

SEARCHED: Final = 20_000
"""Of so many acts that say something the sealed words are opened when they are searched, the newest."""
_PAGE: Final = 500


def _names(parameter: int) -> str:
    """SQL: the act names one of these ids as its subject or in a field; none: any act."""
    ids = f"${parameter}::uuid[]"
    return (
        f"({ids} IS NULL OR e.subject_id = ANY ({ids}) OR EXISTS (SELECT 1 FROM jsonb_each(e.body) f"  # noqa: S608
        " CROSS JOIN LATERAL jsonb_array_elements_text("
        "CASE jsonb_typeof(f.value) WHEN 'array' THEN f.value ELSE jsonb_build_array(f.value) END) v"
        f" WHERE v = ANY ({ids}::text[])))"
    )


_WANTED: Final = (
    "FROM event e WHERE e.realm_id = $1 AND e.audited AND ($2::bigint IS NULL OR e.id < $2)"
    " AND ($3::text[] IS NULL OR e.kind = ANY ($3)) AND ($4::uuid IS NULL OR e.actor_id = $4)"
    " AND ($5::timestamptz IS NULL OR e.at >= $5) AND ($6::timestamptz IS NULL OR e.at < $6)"
    f" AND {_names(7)} AND ($8::uuid[] IS NULL OR e.actor_id = ANY ($8) OR e.id = ANY ($11::bigint[]) OR {_names(8)})"
    f" AND {_names(9)} AND ($10::bigint IS NULL OR e.id = $10)"
)
_NEWEST: Final = " ORDER BY e.id DESC LIMIT $12"
_SHOWN: Final = (
    "SELECT e.id, e.at, e.kind, e.actor_id, e.session_id, e.subject_id, e.why, e.why_sealed, e.changes_sealed, e.body "
)
_ACTS: Final = _SHOWN + _WANTED + _NEWEST
_SAYING: Final = (
    f"{_SHOWN}{_WANTED} AND (coalesce(e.why_sealed, e.changes_sealed) IS NOT NULL OR e.why IS NOT NULL"
    f" OR e.body ? 'name'){_NEWEST}"
)
_NUMBERED: Final = _SHOWN + "FROM event e WHERE e.realm_id = $1 AND e.audited AND e.id = ANY ($2::bigint[])"
_EXTENT: Final = f"SELECT count(*) AS acts, max(f.id) AS newest FROM (SELECT e.id {_WANTED}{_NEWEST}) f"  # noqa: S608
_COUNTS: Final = (
    "SELECT (f.at AT TIME ZONE $13)::date AS day, f.kind, count(*) AS acts"  # noqa: S608
    f" FROM (SELECT e.at, e.kind {_WANTED}{_NEWEST}) f GROUP BY 1, 2 ORDER BY 1, 2"
)


class Sought(msgspec.Struct, frozen=True):
    """Which acts: of these kinds, ``by`` a person, from ``since`` to before ``until``.

    ``about`` are ids of which an act names one as its subject or in a field; ``named`` too, or of which one is the actor,
    or else it is one of the acts ``saying`` (their numbers); ``within`` those that whoever asks may hear of; ``act`` is the number of one. None: any.
    """

    kinds: Sequence[str] | None = None
    by: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
    about: Sequence[UUID] | None = None
    named: Sequence[UUID] | None = None
    within: Sequence[UUID] | None = None
    act: int | None = None
    saying: Sequence[int] = ()


class Recorded(msgspec.Struct, frozen=True):
    """An act as it was written, with its ground and its changes opened."""

    id: int
    at: datetime
    kind: str
    actor_id: UUID | None
    session_id: UUID | None
    subject_id: UUID | None
    why: str | None
    changes: list[Change]
    body: dict[str, Any]


class Counted(msgspec.Struct, frozen=True):
    """How many acts of a kind were done on a day."""

    day: date
    kind: str
    acts: int


def powers_of(rooms: "Iterable[Room]") -> dict[str, str | None]:
    """Return every kind of act that the rooms declare, and the name of the power it takes."""
    return {
        event.kind: event.power.name if event.power else None
        for room in rooms
        for event in room.events
        if event.audited
    }


def _arguments(realm_id: UUID, sought: Sought, behind: int | None, limit: int) -> tuple[Any, ...]:
    return (
        *(realm_id, behind, sought.kinds, sought.by, sought.since, sought.until),
        *(sought.about, sought.named, sought.within, sought.act, sought.saying, limit),
    )


async def find_acts(
    tx: Transaction, keyring: Keyring, realm_id: UUID, sought: Sought, *, behind: int | None = None, limit: int
) -> list[Recorded]:
    """Return acts, the newest first, ``behind`` one of them."""
    return await _find(tx, keyring, realm_id, _ACTS, _arguments(realm_id, sought, behind, limit))


async def _find(
    tx: Transaction, keyring: Keyring, realm_id: UUID, query: str, arguments: tuple[Any, ...]
) -> list[Recorded]:
    rows = await tx.fetch(query, *arguments)
    sealed = any(row["why_sealed"] is not None or row["changes_sealed"] is not None for row in rows)
    key = await keyring.record_key(tx, realm_id, RECORDS) if sealed else None
    return [_opened(key, realm_id, row) for row in rows]


async def get_acts(tx: Transaction, keyring: Keyring, realm_id: UUID, numbers: Sequence[int]) -> list[Recorded]:
    """Return acts by their numbers."""
    return await _find(tx, keyring, realm_id, _NUMBERED, (realm_id, list(numbers)))


async def walk_acts(
    tx: Transaction, keyring: Keyring, realm_id: UUID, sought: Sought, *, limit: int, page: int = _PAGE
) -> AsyncIterator[list[Recorded]]:
    """Yield acts, the newest first, at most ``limit`` in all, a page at a time."""
    behind, left = None, limit
    while left > 0:
        acts = await find_acts(tx, keyring, realm_id, sought, behind=behind, limit=min(page, left))
        if acts:
            yield acts
        if len(acts) < page:
            return
        behind, left = acts[-1].id, left - len(acts)


async def find_saying(tx: Transaction, keyring: Keyring, realm_id: UUID, sought: Sought, words: str) -> list[Recorded]:
    """Return the acts in whose sealed words ``words`` stand, or in the name that they give; of the newest :data:`SEARCHED` that say any."""
    found: list[Recorded] = []
    behind, left, wanted = None, SEARCHED, words.casefold()
    while left > 0:
        acts = await _find(tx, keyring, realm_id, _SAYING, _arguments(realm_id, sought, behind, min(_PAGE, left)))
        found += [act for act in acts if any(wanted in one.casefold() for one in _said(act))]
        if len(acts) < _PAGE:
            break
        behind, left = acts[-1].id, left - len(acts)
    return found


def _said(act: Recorded) -> Iterator[str]:
    """Yield what an act says in words. What somebody looked for says nothing of what was done."""
    yield from (one for one in (act.why, act.body.get("name")) if isinstance(one, str))
    for change in act.changes:
        if change.field != "q":
            for value in (change.before, change.after):
                yield from (one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str))


async def measure_acts(tx: Transaction, realm_id: UUID, sought: Sought, *, limit: int) -> tuple[int, int | None]:
    """Return how many acts there are, ``limit`` at most, and the number of the newest."""
    (row,) = await tx.fetch(_EXTENT, *_arguments(realm_id, sought, None, limit))
    return row["acts"], row["newest"]


async def count_acts(tx: Transaction, realm_id: UUID, sought: Sought, zone: str) -> list[Counted]:
    """Return how many acts of each kind were done on each day of a time zone; of the newest :data:`COUNTED` at most.

    Raises :class:`Invalid` for a zone that the database does not know.
    """
    try:
        rows = await tx.fetch(_COUNTS, *_arguments(realm_id, sought, None, COUNTED), zone)
    except asyncpg.InvalidParameterValueError:
        # The database has a list of its own, which knows fewer.
        raise Invalid(fields={"zone": "the name of a time zone"}) from None
    return [Counted(row["day"], row["kind"], row["acts"]) for row in rows]


def _opened(key: DataKey | None, realm_id: UUID, row: Any) -> Recorded:
    place = (realm_id, row["subject_id"], row["at"])
    # The oldest rows have the ground in clear.
    why: str | None = row["why"]
    if key is not None and row["why_sealed"] is not None:
        why = key.open_text(row["why_sealed"], why_place(*place))
    changes: list[Change] = []
    if key is not None and row["changes_sealed"] is not None:
        changes = msgspec.json.decode(key.open(row["changes_sealed"], changes_place(*place)), type=list[Change])
    fields = ("id", "at", "kind", "actor_id", "session_id", "subject_id", "body")
    return Recorded(**{name: row[name] for name in fields}, why=why, changes=changes)

"""The register of an organisation's groups: numbers about them, whoever is in them, and never what is said there.

A group belongs to the departments of its owner, the group of a department to that department: so a power over one
department shows its groups. Rows are read as the worker of the send path, which the policies keep to the actor's
organisations; what of them is the actor's to see is said here.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Final, Literal
from uuid import UUID

import msgspec

from tocsin.kernel import paging, text
from tocsin.kernel.beside import aside, each
from tocsin.kernel.clock import now
from tocsin.kernel.context import Context
from tocsin.kernel.db import FLUSH, Transaction
from tocsin.kernel.errors import Forbidden, NotFound
from tocsin.kernel.powers import Power
from tocsin.kernel.seal import DataKey
from tocsin.kernel.types import Actor, Page
from tocsin.messaging.powers import GROUPS_MANAGE
from tocsin.messaging.queries.facts import name_place
from tocsin.messaging.queries.people import find_faces
from tocsin.messaging.rules.groups import ADMIN_FROM, Role, role_of
from tocsin.organisations import door as organisations

Filter = Literal["all", "ownerless", "fell", "adminless", "idle", "warned", "ended"]
Order = Literal["recent", "idle", "size"]
MONTH: Final = timedelta(days=30)
LOOKED_THROUGH: Final = 10_000
"""Groups whose names one page of a search opens; where it stops, the next page goes on."""
READ_AT_ONCE: Final = 500
"""Groups that the whole register is read by."""
COUNTED: Final = 100_000
"""Messages of one group are counted up to here."""
_FILTERS: Final[dict[Filter, str]] = {
    "all": "true",
    "ownerless": "c.open AND (c.owner_id IS NULL OR c.owner_id = ANY (a.suspended))",
    "fell": "c.open AND c.fell_at IS NOT NULL",
    "adminless": f"c.open AND c.admins = 0 AND c.members >= {ADMIN_FROM}",
    "idle": "c.open AND c.kind = 'group' AND c.last_at < a.idle",
    "warned": "c.open AND c.ends_at IS NOT NULL",
    "ended": "NOT c.open",
}
_ORDERS: Final[dict[Order, tuple[str, str, str]]] = {
    "recent": ("last_at", "timestamptz", "DESC"),
    "idle": ("last_at", "timestamptz", "ASC"),
    "size": ("members", "bigint", "DESC"),
}
_ASKED = """
WITH RECURSIVE a AS (
    SELECT $1::uuid AS realm_id, $2::uuid[] AS people, $3::uuid[] AS departments, $4::uuid[] AS suspended,
           $5::timestamptz AS idle
)
"""
_WITHIN = (
    "c.realm_id = a.realm_id AND c.kind <> 'direct'"
    " AND (a.people IS NULL OR c.owner_id = ANY (a.people) OR c.department_id = ANY (a.departments))"
)
# Positions have no holes, and moments grow with them: the first one of the month is found by halving.
_RECENT = f"""
SELECT count(*) AS recent FROM (
    SELECT FROM message f WHERE f.conversation_id = c.id AND f.kind = 'text' AND f.seq > (
        WITH RECURSIVE s(low, high) AS (
            SELECT 0::bigint, c.last_seq
            UNION ALL
            SELECT CASE WHEN m.at < $6 THEN m.seq ELSE s.low END, CASE WHEN m.at < $6 THEN s.high ELSE m.seq - 1 END
            FROM s JOIN message m ON m.conversation_id = c.id AND m.seq = (s.low + s.high + 1) / 2
            WHERE s.low < s.high
        ) SELECT max(low) FROM s
    ) LIMIT {COUNTED}
) x
"""  # noqa: S608
_ROWS = f"""
{_ASKED}
SELECT c.*, n.recent FROM (
    SELECT c.id, c.kind, c.name_sealed, c.data_key_id, c.owner_id, c.department_id, c.admins, c.members, c.last_at,
           c.last_seq, c.created_at, c.open, c.ends_at, c.fell_at, c.posting, c.approval, c.listed
    FROM a, conversation c WHERE {_WITHIN} AND {{filter}}
      AND ($7::{{kind}} IS NULL OR (c.{{key}}, c.id) {{side}} ($7, $8::uuid))
      AND ($10::uuid[] IS NULL OR c.id = ANY ($10))
    ORDER BY c.{{key}} {{order}}, c.id {{order}} LIMIT $9
) c CROSS JOIN LATERAL ({_RECENT}) n
ORDER BY c.{{key}} {{order}}, c.id {{order}}
"""  # noqa: S608
_NAMES = f"""
{_ASKED}
SELECT c.id, c.name_sealed, c.data_key_id, c.{{key}} FROM a, conversation c WHERE {_WITHIN} AND {{filter}}
  AND ($6::{{kind}} IS NULL OR (c.{{key}}, c.id) {{side}} ($6, $7::uuid))
ORDER BY c.{{key}} {{order}}, c.id {{order}} LIMIT $8
"""  # noqa: S608
_COUNTS = f"""
{_ASKED}
SELECT count(*) FILTER (WHERE c.open) AS groups, count(*) FILTER (WHERE c.open AND c.kind = 'department') AS departments,
       {", ".join(f"count(*) FILTER (WHERE {test}) AS {name}" for name, test in _FILTERS.items() if name != "all")},
       count(*) FILTER (WHERE c.open AND c.last_at >= $6) AS week,
       count(*) FILTER (WHERE c.open AND c.last_at < $6 AND c.last_at >= $7) AS month,
       count(*) FILTER (WHERE c.open AND c.last_at < $7 AND c.last_at >= $8) AS quarter,
       count(*) FILTER (WHERE c.open AND c.last_at < $8) AS older
FROM a, conversation c WHERE {_WITHIN}
"""  # noqa: S608
_ONE = "SELECT id, kind, owner_id, department_id FROM conversation WHERE id = ANY ($2::uuid[]) AND realm_id = $1 AND kind <> 'direct'"
_MEMBERS = """
SELECT m.person_id, m.at, m.admin, c.owner_id, c.last_seq - m.read_seq AS behind,
       greatest(
         (SELECT f.at FROM message f WHERE f.sender_id = m.person_id AND f.conversation_id = m.conversation_id
          AND f.kind = 'text' ORDER BY f.seq DESC LIMIT 1),
         (SELECT f.at FROM message f WHERE f.sender_id = m.person_id AND f.conversation_id = m.conversation_id
          AND f.kind = 'announced' ORDER BY f.seq DESC LIMIT 1)) AS spoke_at
FROM conversation_member m JOIN conversation c ON c.id = m.conversation_id
WHERE m.conversation_id = $1 AND m.until_version IS NULL AND m.person_id > $2 ORDER BY m.person_id LIMIT $3
"""


class GroupRow(msgspec.Struct, frozen=True):
    """A group in numbers: ``recent`` counts the messages of the last 30 days.

    ``fell_at``: it fell to its owner then, whom nobody chose; ``owner_active``: the owner may act in the organisation.
    """

    id: UUID
    kind: Literal["group", "department"]
    name: str
    owner_id: UUID | None
    owner: str
    owner_active: bool
    department_id: UUID | None
    admins: int
    members: int
    recent: int
    last_at: datetime
    created_at: datetime
    open: bool
    ends_at: datetime | None
    fell_at: datetime | None
    posting: str
    approval: bool
    listed: bool


class GroupCounts(msgspec.Struct, frozen=True):
    """How many groups there are, of each state, and how many had their last activity when.

    ``week``: within seven days; ``month``: within thirty, not within seven; ``quarter``: within ninety; ``older``.
    """

    groups: int
    departments: int
    ownerless: int
    fell: int
    adminless: int
    idle: int
    warned: int
    ended: int
    week: int
    month: int
    quarter: int
    older: int


class SeatRow(msgspec.Struct, frozen=True):
    """A member to review: since when, when they last wrote or announced something there, and how many facts they have not looked at."""

    person_id: UUID
    name: str
    avatar: str | None
    post: str | None
    role: Role
    active: bool
    at: datetime
    spoke_at: datetime | None
    behind: int


class Asked(msgspec.Struct, frozen=True):
    """What of the register is asked for; ``idle_days`` is how long an idle group has been silent."""

    which: Filter = "all"
    order: Order = "recent"
    idle_days: int = 90
    department_id: UUID | None = None
    q: str = ""


class _Scope(msgspec.Struct, frozen=True):
    people: list[UUID] | None
    departments: list[UUID]
    suspended: list[UUID]


class _Look(msgspec.Struct, frozen=True):
    """What is looked for, as both statements of the register take it: which groups, from where on, in which order."""

    given: tuple[Any, ...]
    words: dict[str, str]
    scope: _Scope
    moment: datetime

    async def names(self, tx: Transaction, bounds: tuple[Any, Any], limit: int | None) -> Sequence[Any]:
        """Return sealed names."""
        async with tx.as_worker(FLUSH):
            return await tx.fetch(_NAMES.format(**self.words), *self.given, *bounds, limit)

    async def rows(
        self, tx: Transaction, bounds: tuple[Any, Any], limit: int | None, picked: list[UUID] | None
    ) -> Sequence[Any]:
        """Return what there is to tell, of those picked alone where some are."""
        async with tx.as_worker(FLUSH):
            return await tx.fetch(_ROWS.format(**self.words), *self.given, self.moment - MONTH, *bounds, limit, picked)


async def _look(tx: Transaction, actor: Actor, organisation_id: UUID, asked: Asked, power: Power) -> _Look:
    scope, moment = await _scope(tx, actor, organisation_id, asked.department_id, power), now()
    key, kind, order = _ORDERS[asked.order]
    side = "<" if order == "DESC" else ">"
    words = {"filter": _FILTERS[asked.which], "key": key, "kind": kind, "order": order, "side": side}
    given = _arguments(organisation_id, scope, moment - timedelta(days=asked.idle_days))
    return _Look(given, words, scope, moment)


async def _scope(
    tx: Transaction, actor: Actor, organisation_id: UUID, department_id: UUID | None, power: Power
) -> _Scope:
    """Return whose groups the actor sees by a power: everybody's (none), or those of departments."""
    roots = organisations.reach(actor.member_of(organisation_id), power)
    if department_id is not None:
        path = (await organisations.paths_of(tx, organisation_id, [department_id])).get(department_id)
        if path is None:
            raise NotFound
        if roots is not None and not path & set(roots):
            async with organisations.concealing(tx, actor.member_of(organisation_id), [path]):
                raise Forbidden(power=power.name)
        roots = [department_id]
    suspended = await organisations.find_suspended(tx, organisation_id)
    if roots is None:
        return _Scope(None, [], suspended)
    found = await organisations.department_members(tx, organisation_id, roots, deep=True)
    people = {person for of in found.values() for person in of}
    return _Scope(list(people), await organisations.departments_below(tx, organisation_id, roots), suspended)


async def find_register(
    tx: Transaction,
    context: Context,
    actor: Actor,
    organisation_id: UUID,
    asked: Asked,
    after: str | None,
    limit: int,
    power: Power = GROUPS_MANAGE,
) -> Page[GroupRow]:
    """Return a page of the register within the reach of a power; with ``q`` of those whose names hold it.

    Names are sealed: a search opens them first, and counts for what it found alone.
    """
    look = await _look(tx, actor, organisation_id, asked, power)
    key = _ORDERS[asked.order][0]
    bounds = paging.after(after, tuple[datetime, UUID] if key == "last_at" else tuple[int, UUID]) or (None, None)
    picked = further = None
    if sought := text.fold(asked.q):
        names = await look.names(tx, bounds, LOOKED_THROUGH + 1)
        keys = await context.keyring.data_keys(tx, {row["data_key_id"] for row in names})
        picked, further = await aside(lambda: _pick(names, keys, sought, key, limit))
    rows = await look.rows(tx, bounds, limit + 1, picked)
    if len(rows) > limit:
        further = paging.cursor(rows[limit - 1][key], rows[limit - 1]["id"])
    return Page(await _shown(tx, context, organisation_id, look.scope, rows[:limit]), further)


async def find_group(
    tx: Transaction, context: Context, actor: Actor, organisation_id: UUID, conversation_id: UUID
) -> GroupRow:
    """Return one group of the register. Raises :class:`NotFound` for one that is not within the actor's reach."""
    look = await _look(tx, actor, organisation_id, Asked(), GROUPS_MANAGE)
    rows = await look.rows(tx, (None, None), 1, [conversation_id])
    if not rows:
        raise NotFound
    return (await _shown(tx, context, organisation_id, look.scope, rows))[0]


async def read_register(
    tx: Transaction, context: Context, actor: Actor, organisation_id: UUID, asked: Asked
) -> AsyncIterator[GroupRow]:
    """Yield the whole register within the actor's reach, as it stands now; what moves meanwhile is told once."""
    look = await _look(tx, actor, organisation_id, asked, GROUPS_MANAGE)
    ids = [row["id"] for row in await look.names(tx, (None, None), None)]
    for at in range(0, len(ids), READ_AT_ONCE):
        rows = await look.rows(tx, (None, None), None, ids[at : at + READ_AT_ONCE])
        for row in await _shown(tx, context, organisation_id, look.scope, rows):
            yield row


def _pick(
    rows: Sequence[Any], keys: Mapping[UUID, DataKey], sought: str, key: str, limit: int
) -> tuple[list[UUID], str | None]:
    """Return which groups' names hold what is sought, one more than a page, and where to go on if it is not full."""
    looked = rows[:LOOKED_THROUGH]
    found = (row["id"] for row in looked if sought in text.fold(_name(row, keys)))
    last = looked[-1] if len(rows) > LOOKED_THROUGH else None
    return list(islice(found, limit + 1)), paging.cursor(last[key], last["id"]) if last else None


def _name(row: Any, keys: Mapping[UUID, DataKey]) -> str:
    key = keys.get(row["data_key_id"])
    return key.open_text(row["name_sealed"], name_place(row["id"])) if key and row["name_sealed"] else ""


async def count_register(
    tx: Transaction, actor: Actor, organisation_id: UUID, idle_days: int, department_id: UUID | None
) -> GroupCounts:
    """Return the numbers of the register."""
    scope = await _scope(tx, actor, organisation_id, department_id, GROUPS_MANAGE)
    moment = now()
    idle, *bounds = (moment - timedelta(days=days) for days in (idle_days, 7, 30, 90))
    async with tx.as_worker(FLUSH):
        rows = await tx.fetch(_COUNTS, *_arguments(organisation_id, scope, idle), *bounds)
    return GroupCounts(**dict(rows[0]))


def _arguments(organisation_id: UUID, scope: _Scope, idle: datetime) -> tuple[Any, ...]:
    return organisation_id, scope.people, scope.departments, scope.suspended, idle


async def _shown(
    tx: Transaction, context: Context, organisation_id: UUID, scope: _Scope, rows: Sequence[Any]
) -> list[GroupRow]:
    keys = await context.keyring.data_keys(tx, {row["data_key_id"] for row in rows})
    people = await find_faces(tx, {row["owner_id"] for row in rows if row["owner_id"]}, organisation_id)
    suspended = set(scope.suspended)

    def show(row: Any) -> GroupRow:
        owner = people.get(row["owner_id"])
        fields = {name: row[name] for name in GroupRow.__struct_fields__ if name in row.keys()}  # noqa: SIM118
        active = row["owner_id"] is not None and row["owner_id"] not in suspended
        return GroupRow(**fields, name=_name(row, keys), owner=owner.name if owner else "", owner_active=active)

    return await each(show, rows)


async def check_groups(
    tx: Transaction, actor: Actor, organisation_id: UUID, groups: Sequence[UUID], power: Power = GROUPS_MANAGE
) -> None:
    """Raise :class:`NotFound` unless all of these are groups of the organisation within the reach of the actor's power."""
    async with tx.as_worker(FLUSH):
        rows = await tx.fetch(_ONE, organisation_id, list(groups))
    if len(rows) < len(set(groups)):
        raise NotFound
    roots = organisations.reach(actor.member_of(organisation_id), power)
    if roots is None:
        return
    departments = {row["department_id"] for row in rows if row["department_id"]}
    paths = await organisations.paths_of(tx, organisation_id, departments)
    owners = await organisations.names(tx, organisation_id, {row["owner_id"] for row in rows if row["owner_id"]})
    above = await organisations.ancestry_of(tx, organisation_id, [one.member_id for one in owners.values()])
    for row in rows:
        owner = owners.get(row["owner_id"])
        ancestry = paths.get(row["department_id"], frozenset()) if row["kind"] == "department" else frozenset()
        if row["kind"] == "group" and owner is not None:
            ancestry = above[owner.member_id]
        if not ancestry & set(roots):
            raise NotFound


async def find_members(
    tx: Transaction, actor: Actor, organisation_id: UUID, conversation_id: UUID, after: UUID, limit: int
) -> Page[SeatRow]:
    """Return a page of a group's members to review, by id. Raises :class:`NotFound`."""
    await check_groups(tx, actor, organisation_id, [conversation_id])
    async with tx.as_worker(FLUSH):
        rows = await tx.fetch(_MEMBERS, conversation_id, after, limit + 1)
    page = rows[:limit]
    people = await find_faces(tx, [row["person_id"] for row in page], organisation_id)
    here = await organisations.names(tx, organisation_id, [row["person_id"] for row in page])
    items = []
    for row in page:
        face, seat = people.get(row["person_id"]), here.get(row["person_id"])
        shown = (face.name, face.avatar, face.post) if face else ("", None, None)
        role = role_of(row["owner_id"], row["person_id"], row["admin"])
        active = seat is not None and seat.status == "active"
        items.append(SeatRow(row["person_id"], *shown, role, active, row["at"], row["spoke_at"], row["behind"]))
    return Page(items, str(page[-1]["person_id"]) if len(rows) > limit else None)

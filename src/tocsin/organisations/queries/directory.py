"""The directory: the tree, and its members by department, by page and by question."""

from collections.abc import Callable, Sequence
from typing import Any, Literal
from uuid import UUID

import msgspec

from tocsin.accounts import door as accounts
from tocsin.kernel import text
from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import Forbidden, NotFound
from tocsin.kernel.paging import after, cursor, limit_of
from tocsin.kernel.powers import decide
from tocsin.kernel.seal import Keyring
from tocsin.kernel.types import Actor, Page
from tocsin.organisations.powers import JOIN_MANAGE, MEMBER_INVITE, MEMBER_MANAGE, MEMBER_REMOVE
from tocsin.organisations.queries.records import ancestry_of
from tocsin.organisations.queries.view import View, view_of
from tocsin.organisations.records import Card, Keys, Place, keys_of, terms_of
from tocsin.organisations.rules import ORGANISATION, MemberKind, heads_in, reach, totals

Standing = Literal["active", "invited", "suspended", "left", "present"]
"""``present`` is everybody who has not left."""
_STANDINGS: dict[Standing, list[str]] = {
    "active": ["active"],
    "invited": ["invited"],
    "suspended": ["suspended"],
    "left": ["left"],
    "present": ["active", "invited", "suspended"],
}

_TREE = """
WITH counted AS MATERIALIZED (
    SELECT department_id AS id, count(*) FILTER (WHERE status = 'active') AS members,
           count(*) FILTER (WHERE status = 'invited') AS invited
    FROM member_department WHERE organisation_id = $1 GROUP BY department_id
), led AS MATERIALIZED (
    SELECT o.department_id AS id, jsonb_agg(jsonb_build_object(
               'member_id', m.id, 'person_id', m.person_id, 'name', m.name) ORDER BY m.sort_key, m.id) AS heads
    FROM member_department o CROSS JOIN LATERAL (
        SELECT id, person_id, name, sort_key FROM member WHERE organisation_id = $1 AND id = o.member_id OFFSET 0) m
    WHERE o.organisation_id = $1 AND o.head AND o.status IN ('active', 'invited') GROUP BY o.department_id
)
SELECT d.id, d.parent_id, d.name, d.position, d.hidden, d.path, coalesce(l.heads, '[]'::jsonb) AS heads,
       coalesce(c.members, 0) AS members, coalesce(c.invited, 0) AS invited
FROM department d LEFT JOIN counted c ON c.id = d.id LEFT JOIN led l ON l.id = d.id
WHERE d.organisation_id = $1 AND NOT d.path && $2::uuid[]
ORDER BY d.position, d.name, d.id
"""
# Who is in several departments, by status; and who is no employee, as ``others``.
_SEVERAL = """
SELECT status, array_agg(department_id) AS places FROM member_department
WHERE organisation_id = $1 GROUP BY member_id, status HAVING count(*) > 1
UNION ALL
SELECT 'others', array_agg(o.department_id) FROM member m
JOIN member_department o ON o.organisation_id = $1 AND o.member_id = m.id
WHERE m.organisation_id = $1 AND m.kind <> 'employee' AND m.status = 'active' GROUP BY m.id
"""
_MEMBERS = """
SELECT m.id, m.person_id, m.name, m.status, m.kind, m.main_admin, m.post, m.work_no, m.sort_key, m.phone_sealed, {rank} AS rank,
       coalesce((SELECT jsonb_agg(jsonb_build_object('department_id', d.id, 'department', d.name, 'post', o.post,
                                                     'head', o.head) ORDER BY o.position, d.id)
                 FROM member_department o JOIN department d ON d.organisation_id = o.organisation_id AND d.id = o.department_id
                 WHERE o.organisation_id = m.organisation_id AND o.member_id = m.id AND NOT d.path && $2::uuid[]),
                '[]'::jsonb) AS posts
FROM {source}
WHERE m.organisation_id = $1 AND m.status = ANY ($3::text[])"""
_EVERYBODY = "member m"
# Filters name members first; each is then found by key. ``OFFSET 0`` keeps it so, whatever the planner believes.
_NAMED = """({filters}) AS named(id) CROSS JOIN LATERAL (
    SELECT * FROM member one WHERE one.organisation_id = $1 AND one.id = named.id OFFSET 0) m"""
_DIRECT = "SELECT o.member_id FROM member_department o WHERE o.organisation_id = $1 AND o.department_id = ${n}::uuid"
_DEEP = """SELECT DISTINCT o.member_id FROM member_department o WHERE o.organisation_id = $1 AND o.department_id = ANY (ARRAY(
    SELECT d.id FROM department d WHERE d.organisation_id = $1 AND d.path && ${n}::uuid[] AND NOT d.path && $2::uuid[]))"""
_ASKED = """SELECT t.member_id FROM member_term t WHERE t.organisation_id = $1 AND t.term = ANY (${n}::bigint[])
    GROUP BY t.member_id HAVING count(*) = cardinality(${n}::bigint[])"""
_VISIBLE = """
  AND (NOT EXISTS (SELECT 1 FROM member_department o WHERE o.organisation_id = $1 AND o.member_id = m.id)
       OR EXISTS (SELECT 1 FROM member_department o JOIN department d ON d.organisation_id = $1 AND d.id = o.department_id
                  WHERE o.organisation_id = $1 AND o.member_id = m.id AND NOT d.path && $2::uuid[]))"""
_ORDER = " ORDER BY {rank}m.sort_key, m.id LIMIT ${n}"
# Whose name it is stand before whose name begins so, and those before whose has it within; among equals whom one talks with.
_RANK = """2 * (CASE WHEN m.sort_key ~ (${n}::text[])[1] THEN 0 WHEN m.sort_key ~ (${n}::text[])[2] THEN 1
        WHEN m.sort_key ~ (${n}::text[])[3] THEN 2 ELSE 3 END)"""
_NEAR = " + (CASE WHEN m.person_id = ANY (${n}::uuid[]) THEN 0 ELSE 1 END)"


Behind = tuple[int, str, UUID]
"""Where a page ends: rank, key of the name, member."""


class Head(msgspec.Struct, frozen=True):
    """Somebody who heads a department; ``person_id`` is absent while invited."""

    member_id: UUID
    person_id: UUID | None
    name: str


class DepartmentRow(msgspec.Struct, frozen=True):
    """A department with its numbers of active members: directly in it, and in all of its subtree, each once.

    ``staff`` are the employees among ``total``. ``invited`` counts those who have not answered yet, for admins of the department; others see 0.
    """

    id: UUID
    parent_id: UUID | None
    name: str
    position: int
    hidden: bool
    heads: list[Head]
    head_ids: list[UUID]
    members: int
    total: int
    staff: int
    invited: int


class PostRow(msgspec.Struct, frozen=True):
    """A member's post in a department the actor may see; without a department, the post at large."""

    department_id: UUID | None
    department: str | None
    post: str | None
    head: bool = False


class MemberRow(msgspec.Struct, frozen=True):
    """A member in a list. ``shown`` is the name in the organisation's format; ``phone`` only where it is shown to all."""

    id: UUID
    person_id: UUID | None
    name: str
    shown: str
    posts: list[PostRow]
    status: str
    kind: MemberKind
    main_admin: bool
    work_no: str | None
    avatar: str | None
    phone: str | None
    phone_masked: str | None


class Filter(msgspec.Struct, frozen=True):
    """Which members to list; ``near`` are people who stand before others whom a question finds as well."""

    department_id: UUID | None = None
    deep: bool = False
    question: str | None = None
    standing: Standing = "active"
    kind: MemberKind | None = None
    near: tuple[UUID, ...] = ()


async def get_departments(tx: Transaction, actor: Actor, organisation_id: UUID) -> list[DepartmentRow]:
    """Return the tree the actor may see, as a flat list in the order of siblings."""
    view = await view_of(tx, actor, organisation_id)
    found = await tx.fetch(_TREE, organisation_id, view.closed)
    several = await tx.fetch(_SEVERAL, organisation_id)
    paths = {row["id"]: row["path"] for row in found}
    total, invited = (
        totals(
            paths,
            {row["id"]: row[column] for row in found},
            (row["places"] for row in several if row["status"] == status),
        )
        for column, status in (("members", "active"), ("invited", "invited"))
    )
    others = heads_in(paths, (row["places"] for row in several if row["status"] == "others"))
    rows = []
    for row in found:
        path = frozenset(row["path"])
        told = any(decide(view.membership, power, ancestry=path).allowed for power in (MEMBER_INVITE, MEMBER_MANAGE))
        heads = msgspec.convert(row["heads"], list[Head])
        rows.append(
            DepartmentRow(
                **{name: row[name] for name in ("id", "parent_id", "name", "position", "hidden", "members")},
                heads=heads,
                head_ids=[head.member_id for head in heads],
                total=total[row["id"]],
                staff=total[row["id"]] - others[row["id"]],
                invited=invited[row["id"]] if told else 0,
            )
        )
    return rows


async def get_members(
    tx: Transaction,
    keyring: Keyring,
    actor: Actor,
    organisation_id: UUID,
    wanted: Filter,
    *,
    page_after: str | None,
    limit: int,
) -> Page[MemberRow]:
    """Return one page of members by name; of a question, whose name answers it best first. Who is not active is listed only to those who invite, manage or remove."""
    view = await view_of(tx, actor, organisation_id)
    keys = await keys_of(tx, keyring, organisation_id)
    size = limit_of(limit)
    if wanted.department_id is not None:
        await check_open(tx, view, wanted.department_id)
    terms = set(text.query_terms(wanted.question or ""))
    if not terms and (wanted.question or "").strip():
        return Page([])
    found = await _find(tx, view, keys, wanted, terms, after(page_after, tuple[int, str, UUID]), size)
    rows = await _rows(tx, view, keys, found[:size])
    last = found[size - 1] if len(found) > size else None
    return Page(rows, None if last is None else cursor(last["rank"], last["sort_key"], last["id"]))


async def _find(
    tx: Transaction,
    view: View,
    keys: Keys,
    wanted: Filter,
    terms: set[str],
    behind: Behind | None,
    size: int,
) -> list[Any]:
    """Return the rows of a page, and one more where there is one.

    Where numbers are hidden, nobody is found by a number that the actor may not read: a page is then filled up from
    behind it, so that those passed over leave no gap to be seen.
    """
    hidden = view.settings.phones == "hidden" and bool(text.number_terms(terms)) and not view.contact_of_all()
    found: list[Any] = []
    while True:
        sql, arguments = _statement(view, wanted, keys.tokens(terms) if terms else None, behind, size)
        rows = await tx.fetch(sql, *arguments)
        found += [row for row in rows if row["id"] in await _found_openly(tx, view, rows, terms)] if hidden else rows
        if len(rows) <= size or len(found) > size:
            return found
        behind = rows[-1]["rank"], rows[-1]["sort_key"], rows[-1]["id"]


async def _found_openly(tx: Transaction, view: View, rows: Sequence[Any], terms: set[str]) -> set[UUID]:
    """Return whom the terms find without their number, and whose number the actor may read."""
    ids = [row["id"] for row in rows]
    ancestry = await ancestry_of(tx, view.membership.organisation_id, ids)
    return {
        row["id"]
        for row in rows
        if view.contact(ancestry=ancestry.get(row["id"], ORGANISATION), member_id=row["id"])
        or terms <= terms_of(_open_card(row))
    }


def _open_card(row: Any) -> Card:
    """Return what of a listed member's card every colleague sees."""
    places = tuple(Place(post["department_id"], post["post"]) for post in row["posts"])
    return Card(id=row["id"], name=row["name"], work_no=row["work_no"], post=row["post"], places=places)


async def check_open(tx: Transaction, view: View, department_id: UUID) -> None:
    """Raise :class:`NotFound` for a department that is not there, or closed to the actor."""
    rows = await tx.fetch(
        "SELECT 1 FROM department WHERE organisation_id = $1 AND id = $2 AND NOT path && $3::uuid[]",
        view.membership.organisation_id,
        department_id,
        view.closed,
    )
    if not rows:
        raise NotFound


def _statement(
    view: View, wanted: Filter, asked: list[int] | None, behind: Behind | None, size: int
) -> tuple[str, list[Any]]:
    """Compose the query of a page from the parts this question needs."""
    arguments: list[Any] = [view.membership.organisation_id, view.closed, _STANDINGS[wanted.standing]]

    def part(sql: str, value: Any) -> str:
        arguments.append(value)
        return sql.replace("{n}", str(len(arguments)))

    filters = []
    if wanted.department_id is not None:
        filters.append(part(_DEEP, [wanted.department_id]) if wanted.deep else part(_DIRECT, wanted.department_id))
    if wanted.standing != "active":
        within = _within(view)
        if within is not None:
            filters.append(part(_DEEP, within))
    if asked is not None:
        filters.append(part(_ASKED, asked))
    rank = _rank(wanted, part) if asked is not None else ""
    ranked = f"{rank}, " if rank else ""
    named = " INTERSECT ".join(f"({one})" for one in filters)
    sql = _MEMBERS.replace("{rank}", rank or "0").replace(
        "{source}", _NAMED.replace("{filters}", named) if filters else _EVERYBODY
    )
    if view.closed:
        sql += _VISIBLE
    if wanted.kind is not None:
        sql += part(" AND m.kind = ${n}::text", wanted.kind)
    if behind is not None:
        # Without a question the order is that of an index.
        first = part("${n}::int, ", behind[0]) if rank else ""
        key = first + part("${n}::text, ", behind[1]) + part("${n}::uuid", behind[2])
        sql += f" AND ({ranked}m.sort_key, m.id) > ({key})"
    return sql + part(_ORDER.replace("{rank}", ranked), size + 1), arguments


def _rank(wanted: Filter, part: Callable[[str, Any], str]) -> str:
    """Return the expression that the rows of a question are ordered by first; empty when no name can answer it."""
    patterns = text.likeness(wanted.question or "")
    if not patterns:
        return ""
    return part(_RANK, patterns) + (part(_NEAR, wanted.near) if wanted.near else "")


def _within(view: View) -> list[UUID] | None:
    """Return where the actor may see members who are not active; ``None`` is everywhere."""
    within = reach(view.membership, MEMBER_INVITE, MEMBER_MANAGE, MEMBER_REMOVE, JOIN_MANAGE)
    if within == []:
        raise Forbidden(power=MEMBER_MANAGE.name)
    return within


async def _rows(tx: Transaction, view: View, keys: Keys, found: Sequence[Any]) -> list[MemberRow]:
    people = [row["person_id"] for row in found if row["person_id"] is not None]
    shown = await accounts.names(tx, people) if people else {}
    return [_row(view, keys, row, shown.get(row["person_id"])) for row in found]


def _row(view: View, keys: Keys, row: Any, account: accounts.Name | None) -> MemberRow:
    posts = msgspec.convert(row["posts"], list[PostRow])
    if not posts and row["post"] is not None:
        posts = [PostRow(None, None, row["post"])]
    first = posts[0] if posts else PostRow(None, None, None)
    number = keys.open("member.phone", row["id"], row["phone_sealed"])
    phone, masked = view.phone(number)
    return MemberRow(
        id=row["id"],
        person_id=row["person_id"],
        name=row["name"],
        shown=view.shown(row["name"], first.department, first.post, number),
        posts=posts,
        status=row["status"],
        kind=row["kind"],
        main_admin=row["main_admin"],
        work_no=row["work_no"],
        avatar=None if account is None else account.avatar,
        phone=phone,
        phone_masked=masked,
    )

"""People and departments as search finds them: of the actor's organisations, by the directory's own rules.

Asked for a number, it is the same question as in the directory: limited and written down in the same place. Names of
departments are compared here, as those of groups are: an organisation has thousands at most, and what is compared is
what is so now.
"""

from functools import lru_cache
from typing import Final
from uuid import UUID

from tocsin.kernel import text
from tocsin.kernel.beside import aside
from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import Words
from tocsin.kernel.paging import after, cursor
from tocsin.kernel.search import Asked, Hit, Searchable, Section, name_parts
from tocsin.organisations.actions.viewing import view_members
from tocsin.organisations.queries.directory import Filter, MemberRow
from tocsin.organisations.queries.homes import find_in_homes
from tocsin.organisations.queries.view import view_of

_DEPARTMENTS: Final = """
SELECT d.id, d.name, p.name AS above FROM department d
LEFT JOIN department p ON p.organisation_id = d.organisation_id AND p.id = d.parent_id
WHERE d.organisation_id = $1 AND NOT d.path && $2::uuid[] ORDER BY length(d.name), d.name, d.id"""


async def find_people(context: Context, tx: Transaction, asked: Asked) -> Section:
    """Return members by name, pinyin, initials, post or number, one organisation after the other."""

    async def page_of(home: UUID, page_after: str | None, limit: int) -> tuple[list[Hit], str | None]:
        wanted = Filter(question=asked.q, near=asked.near)
        page = await view_members(tx, context, asked.actor, home, wanted, page_after=page_after, limit=limit)
        return [_hit(home, row, asked.q) for row in page.items if row.person_id is not None], page.next

    return await find_in_homes("people", asked, page_of)


def _hit(home: UUID, row: MemberRow, q: str) -> Hit:
    assert row.person_id is not None
    first = row.posts[0] if row.posts else None
    note = " ".join(part for part in (first.department, first.post) if part) if first else ""
    return Hit(
        id=row.person_id,
        home=home,
        title=name_parts(row.name, q),
        note=name_parts(note, q),
        face_id=row.person_id,
        avatar=row.avatar,
    )


async def find_departments(context: Context, tx: Transaction, asked: Asked) -> Section:
    """Return departments the actor may see by name, pinyin or initials, the shortest names first."""
    terms = set(text.query_terms(asked.q))

    async def page_of(home: UUID, page_after: str | None, limit: int) -> tuple[list[Hit], str | None]:
        view = await view_of(tx, asked.actor, home)
        rows = await tx.fetch(_DEPARTMENTS, home, view.closed)
        found = await aside(lambda: [row for row in rows if terms <= _name_terms(row["name"])])
        passed = max(0, (after(page_after, tuple[int]) or (0,))[0])
        page = [
            Hit(
                id=row["id"],
                home=home,
                form="department",
                title=name_parts(row["name"], asked.q),
                note=name_parts(row["above"] or "", asked.q),
            )
            for row in found[passed : passed + limit]
        ]
        return page, cursor(passed + limit) if len(found) > passed + limit else None

    return await find_in_homes("departments", asked, page_of) if terms else Section("departments", [])


@lru_cache(maxsize=8_192)
def _name_terms(name: str) -> frozenset[str]:
    return frozenset(text.index_terms(name))


SEARCHABLE = (
    Searchable("people", Words("联系人", "聯絡人", "People"), find_people, read=50),
    Searchable("departments", Words("部门", "部門", "Departments"), find_departments),
)

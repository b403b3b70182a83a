"""People as search finds them: active members of the actor's organisations, by the directory's own rules.

Asked for a number, it is the same question as in the directory: limited and written down in the same place.
"""

from uuid import UUID

from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import Words
from tocsin.kernel.search import Asked, Hit, Searchable, Section, name_parts
from tocsin.organisations.actions.viewing import view_members
from tocsin.organisations.queries.directory import Filter, MemberRow
from tocsin.organisations.queries.homes import find_in_homes


async def find_people(context: Context, tx: Transaction, asked: Asked) -> Section:
    """Return members by name, pinyin, initials, post or number, one organisation after the other."""

    async def page_of(home: UUID, page_after: str | None, limit: int) -> tuple[list[Hit], str | None]:
        wanted = Filter(question=asked.q)
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


SEARCHABLE = (Searchable("people", Words("联系人", "聯絡人", "People"), find_people, read=50),)

"""People as search finds them: active members of the actor's organisations, by the directory's own rules.

Asked for a number, it is the same question as in the directory: limited and written down in the same place.
"""

from uuid import UUID

from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import Invalid, Words
from tocsin.kernel.paging import after, cursor
from tocsin.kernel.powers import decide
from tocsin.kernel.search import Asked, Hit, Searchable, Section, name_parts
from tocsin.organisations.actions.viewing import view_members
from tocsin.organisations.powers import DIRECTORY_READ
from tocsin.organisations.queries.directory import Filter, MemberRow


async def find_people(context: Context, tx: Transaction, asked: Asked) -> Section:
    """Return members by name, pinyin, initials, post or number, one organisation after the other."""
    if not asked.q.strip():
        return Section("people", [])
    homes = sorted(
        one for one, membership in asked.actor.memberships.items() if decide(membership, DIRECTORY_READ).allowed
    )
    behind = after(asked.after, tuple[UUID, str | None])
    if behind is not None:
        if behind[0] not in homes:
            raise Invalid(fields={"after": "unknown cursor"})
        homes = homes[homes.index(behind[0]) :]
    items: list[Hit] = []
    for home in homes:
        page_after = behind[1] if behind is not None and behind[0] == home else None
        room = asked.limit - len(items)
        if room == 0:
            return Section("people", items, cursor(home, None))
        page = await view_members(
            tx, context, asked.actor, home, Filter(question=asked.q), page_after=page_after, limit=room
        )
        items += _by_name([_hit(home, row, asked.q) for row in page.items if row.person_id is not None])
        if page.next is not None:
            return Section("people", items, cursor(home, page.next))
    return Section("people", items)


def _by_name(hits: list[Hit]) -> list[Hit]:
    """Put those first whose name is what was asked for; others have a post or a number like it."""
    return sorted(hits, key=lambda hit: not any(part.hit for part in hit.title))


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

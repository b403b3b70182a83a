"""What acts speak of: the ids, what they stand for, and which of them a reader of a part does not look after."""

from collections.abc import Collection, Iterable, Mapping
from typing import Final, NamedTuple
from uuid import UUID

from tocsin.kernel.acts import Recorded
from tocsin.kernel.db import Transaction
from tocsin.organisations.audit.queries.parts import ids_in

NAMES_AN_ACT: Final = 20
"""Of how many things one act was about the names are told; the others are counted."""
_NAMES: Final = """
SELECT id, 'member' AS kind, name, NULL::uuid AS member_id FROM member
WHERE organisation_id = $1 AND id = ANY ($2::uuid[])
UNION ALL SELECT id, 'department', name, NULL FROM department WHERE organisation_id = $1 AND id = ANY ($2::uuid[])
UNION ALL SELECT id, 'role', name, NULL FROM role WHERE organisation_id = $1 AND id = ANY ($2::uuid[])
UNION ALL (SELECT DISTINCT ON (person_id) person_id, 'person', name, id FROM member
           WHERE organisation_id = $1 AND person_id = ANY ($2::uuid[])
           ORDER BY person_id, status = 'left', created_at DESC)
UNION ALL SELECT subject_id, 'gone', '', NULL FROM event
WHERE realm_id = $1 AND audited AND kind = 'organisations.department_removed' AND subject_id = ANY ($2::uuid[])
"""


class Named(NamedTuple):
    """What an id stands for in the organisation; ``member_id`` is that of a person's membership, ``gone`` a department that was."""

    kind: str
    name: str
    member_id: UUID | None


def mentioned(act: Recorded, *, whole: bool) -> Iterable[UUID]:
    """Yield the ids of which an act speaks; of long lists no more than are shown, unless all are asked for."""
    if act.subject_id is not None:
        yield act.subject_id
    for value in (*act.body.values(), *(one for each in act.changes for one in (each.before, each.after))):
        yield from ids_in(value if whole or not isinstance(value, list) else value[:NAMES_AN_ACT])


def foreign_in(ids: Iterable[UUID], names: Mapping[UUID, Named], near: Collection[UUID] | None) -> set[UUID]:
    """Return which of ``ids`` stand for somebody or something outside of what a reader looks after; none look after all."""
    if near is None:
        return set()
    return {one for one in ids if one not in near and one in names and names[one].kind != "role"}


async def names_of(tx: Transaction, organisation_id: UUID, asked: Collection[UUID]) -> dict[UUID, Named]:
    """Return what ids stand for in an organisation, those of it."""
    if not asked:
        return {}
    rows = await tx.fetch(_NAMES, organisation_id, list(asked))
    return {row["id"]: Named(row["kind"], row["name"], row["member_id"]) for row in rows}

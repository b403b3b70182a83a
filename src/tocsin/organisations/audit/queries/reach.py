"""Of which acts a reader of the desk hears: all, or those that name somebody or something in their part."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from tocsin.kernel.acts import Sought, find_saying, powers_of
from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import Forbidden
from tocsin.kernel.powers import decide
from tocsin.kernel.types import Actor
from tocsin.organisations.audit.queries.names import foreign_in, mentioned, names_of
from tocsin.organisations.audit.rules import Wanted
from tocsin.organisations.powers import AUDIT_READ

NAMED: int = 500
"""Of so many people and things that a part of a name fits the acts are looked for."""
# Who was in the part and has left is in no department any more: their acts name the department they left.
_PART = """
WITH part AS (SELECT id FROM department WHERE organisation_id = $1 AND path && $2::uuid[]),
     people AS (SELECT id, person_id FROM member m WHERE organisation_id = $1 AND (id = $3 OR EXISTS (
                    SELECT 1 FROM member_department p JOIN part ON part.id = p.department_id
                    WHERE p.organisation_id = $1 AND p.member_id = m.id)))
SELECT id FROM part UNION ALL SELECT id FROM people
UNION ALL SELECT person_id FROM people WHERE person_id IS NOT NULL
"""
_CALLED = """
SELECT id, person_id FROM member
WHERE organisation_id = $1 AND position(lower($2) IN lower(name)) > 0 AND ($4::uuid[] IS NULL OR id = ANY ($4))
UNION ALL SELECT id, NULL FROM department
WHERE organisation_id = $1 AND position(lower($2) IN lower(name)) > 0 AND ($4::uuid[] IS NULL OR id = ANY ($4))
UNION ALL SELECT id, NULL FROM role WHERE organisation_id = $1 AND position(lower($2) IN lower(name)) > 0
LIMIT $3
"""
_OURS = """
SELECT id FROM member WHERE organisation_id = $1 AND (id = $2 OR person_id = $2)
UNION ALL SELECT id FROM department WHERE organisation_id = $1 AND id = $2
UNION ALL SELECT subject_id FROM event
WHERE realm_id = $1 AND audited AND kind = 'organisations.department_removed' AND subject_id = $2
"""
_PERSON_OF = "SELECT person_id FROM member WHERE organisation_id = $1 AND id = $2 AND person_id IS NOT NULL"


async def reach_of(tx: Transaction, actor: Actor, organisation_id: UUID) -> list[UUID] | None:
    """Return the departments, members and people of whom the actor may hear what was done; none: the whole organisation.

    Raises :class:`Forbidden` for who may read nothing of it.
    """
    membership = actor.member_of(organisation_id)
    decision = decide(membership, AUDIT_READ)
    if not decision.allowed:
        raise Forbidden(power=AUDIT_READ.name)
    if any(reason.scope == "organisation" for reason in decision.because):
        return None
    roots = [reason.department_id for reason in decision.because if reason.department_id is not None]
    own = any(reason.scope == "self" for reason in decision.because)
    rows = await tx.fetch(_PART, organisation_id, roots, membership.member_id if own else None)
    return [row["id"] for row in rows]


async def sought_by(
    tx: Transaction, context: Context, organisation_id: UUID, wanted: Wanted, reach: Sequence[UUID] | None
) -> Sought:
    """Return a search as the acts are looked for: names as ids, a power as the kinds of acts that take it.

    Whom a reader does not look after no act is found by: that it was about them as well is what they are not told.
    """
    kinds = None if wanted.kind is None else [wanted.kind]
    if wanted.power is not None:
        taking = [kind for kind, power in powers_of(context.rooms).items() if power == wanted.power]
        kinds = taking if kinds is None else [kind for kind in kinds if kind in taking]
    by = None if wanted.by is None else await _person_of(tx, organisation_id, wanted.by) or wanted.by
    about = None
    if wanted.about is not None:
        person = await _person_of(tx, organisation_id, wanted.about)
        about = [wanted.about, *([person] if person else [])]
        if reach is not None and wanted.about not in reach and await tx.fetch(_OURS, organisation_id, wanted.about):
            about = []
    sought = Sought(kinds, by, wanted.since, wanted.until, about, None, reach, wanted.act)
    if wanted.q is None:
        return sought
    rows = await tx.fetch(_CALLED, organisation_id, wanted.q, NAMED, reach)
    named = [one for row in rows for one in (row["id"], row["person_id"]) if one is not None]
    saying = await _saying(tx, context, organisation_id, sought, wanted.q)
    return msgspec.structs.replace(sought, named=named, saying=saying)


async def _saying(tx: Transaction, context: Context, organisation_id: UUID, sought: Sought, words: str) -> list[int]:
    """Return the acts that say words, or what was done to by a name of then: those that the reader hears whole."""
    acts = await find_saying(tx, context.keyring, organisation_id, sought, words)
    if sought.within is None:
        return [act.id for act in acts]
    near = frozenset(sought.within)
    spoken_of = {act.id: set(mentioned(act, whole=True)) for act in acts}
    names = await names_of(tx, organisation_id, set().union(*spoken_of.values()))
    return [one for one, ids in spoken_of.items() if not foreign_in(ids, names, near)]


async def _person_of(tx: Transaction, organisation_id: UUID, member_id: UUID) -> UUID | None:
    rows = await tx.fetch(_PERSON_OF, organisation_id, member_id)
    return rows[0]["person_id"] if rows else None

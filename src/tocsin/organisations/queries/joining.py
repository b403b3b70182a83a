"""Join links and applications, as those who decide them see them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from tocsin.kernel import text
from tocsin.kernel.db import Transaction
from tocsin.kernel.paging import after, cursor, limit_of
from tocsin.kernel.powers import decide
from tocsin.kernel.seal import Keyring
from tocsin.kernel.types import Actor, Page
from tocsin.organisations.memberships import find_acting
from tocsin.organisations.powers import JOIN_MANAGE
from tocsin.organisations.queries.records import paths_of
from tocsin.organisations.records import keys_of
from tocsin.organisations.rules import ORGANISATION, reach

_IN_REACH = """
  AND ($2::uuid[] IS NULL OR d.path && $2::uuid[])"""
_LINKS = f"""
SELECT l.id, l.department_id, d.name AS department, l.approval, l.uses, l.uses_limit, l.created_at, l.expires_at,
       l.revoked_at, l.created_by AS maker_id, b.name AS created_by
FROM join_link l
LEFT JOIN department d ON d.organisation_id = l.organisation_id AND d.id = l.department_id
LEFT JOIN member b ON b.organisation_id = l.organisation_id AND b.id = l.created_by
WHERE l.organisation_id = $1{_IN_REACH}
  AND ($3::bool IS NULL OR (l.revoked_at IS NOT NULL) > $3 OR ((l.revoked_at IS NOT NULL) = $3 AND l.id < $4::uuid))
ORDER BY l.revoked_at IS NOT NULL, l.id DESC LIMIT $5
"""  # noqa: S608
_APPLICATIONS = f"""
SELECT a.id, a.person_id, a.name, a.department_id, d.name AS department, a.phone_sealed, a.note_sealed, a.state,
       a.created_at, a.decided_at, a.member_id, b.name AS decided_by
FROM application a
LEFT JOIN department d ON d.organisation_id = a.organisation_id AND d.id = a.department_id
LEFT JOIN member b ON b.organisation_id = a.organisation_id AND b.id = a.decided_by
WHERE a.organisation_id = $1{_IN_REACH} AND ($3::text IS NULL OR a.state = $3)
  AND ($4::uuid IS NULL OR a.id < $4)
ORDER BY a.id DESC LIMIT $5
"""  # noqa: S608


class LinkRow(msgspec.Struct, frozen=True):
    """A join link; its code was told once, when it was made. One that ``rests`` admits nobody as long as its maker may
    not invite there: who made it was suspended, or has lost the power."""

    id: UUID
    department_id: UUID | None
    department: str | None
    approval: bool
    uses: int
    uses_limit: int | None
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    created_by: str | None
    rests: bool


class ApplicationRow(msgspec.Struct, frozen=True):
    """Somebody who asks to join."""

    id: UUID
    person_id: UUID
    name: str
    department_id: UUID | None
    department: str | None
    phone_masked: str | None
    note: str | None
    state: str
    created_at: datetime
    decided_at: datetime | None
    decided_by: str | None
    member_id: UUID | None


async def find_resting(
    tx: Transaction, organisation_id: UUID, links: Mapping[UUID, tuple[UUID, UUID | None]]
) -> set[UUID]:
    """Return which links, given with maker and department, their makers could not make now."""
    if not links:
        return set()
    makers = await find_acting(tx, organisation_id, {maker for maker, _ in links.values()})
    departments = {department for _, department in links.values() if department is not None}
    paths = await paths_of(tx, organisation_id, departments) if departments else {}

    def may(maker: UUID, department: UUID | None) -> bool:
        ancestry = ORGANISATION if department is None else paths.get(department, ORGANISATION)
        return maker in makers and decide(makers[maker], JOIN_MANAGE, ancestry=ancestry).allowed

    return {link for link, given in links.items() if not may(*given)}


async def get_links(
    tx: Transaction, actor: Actor, organisation_id: UUID, *, page_after: str | None, limit: int
) -> Page[LinkRow]:
    """Return one page of join links within the actor's reach: those not revoked, then the others, the newest first."""
    within = reach(actor.member_of(organisation_id), JOIN_MANAGE)
    size = limit_of(limit)
    behind = after(page_after, tuple[bool, UUID]) or (None, None)
    rows = await tx.fetch(_LINKS, organisation_id, within, *behind, size + 1)
    open_links = {
        row["id"]: (row["maker_id"], row["department_id"]) for row in rows[:size] if row["revoked_at"] is None
    }
    resting = await find_resting(tx, organisation_id, open_links)
    items = [msgspec.convert({**row, "rests": row["id"] in resting}, LinkRow) for row in rows[:size]]
    last = items[-1] if len(rows) > size else None
    return Page(items, None if last is None else cursor(last.revoked_at is not None, last.id))


async def get_applications(
    tx: Transaction,
    keyring: Keyring,
    actor: Actor,
    organisation_id: UUID,
    state: str | None,
    *,
    page_after: str | None,
    limit: int,
) -> Page[ApplicationRow]:
    """Return one page of applications within the actor's reach, the newest first."""
    within = reach(actor.member_of(organisation_id), JOIN_MANAGE)
    size = limit_of(limit)
    behind = after(page_after, tuple[UUID])
    rows = await tx.fetch(_APPLICATIONS, organisation_id, within, state, behind and behind[0], size + 1)
    keys = await keys_of(tx, keyring, organisation_id)
    items = []
    for row in rows[:size]:
        values: dict[str, Any] = dict(row)
        phone = keys.open("application.phone", row["id"], values.pop("phone_sealed"))
        note = keys.open("application.note", row["id"], values.pop("note_sealed"))
        items.append(
            ApplicationRow(**values, phone_masked=None if phone is None else text.mask_phone(phone), note=note)
        )
    return Page(items, cursor(items[-1].id) if len(rows) > size else None)

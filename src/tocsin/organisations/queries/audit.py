"""The audit list: what admins did in the organisation, read from the events."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from tocsin.kernel.db import Transaction
from tocsin.kernel.events import RECORDS, why_place
from tocsin.kernel.paging import after, cursor, limit_of
from tocsin.kernel.seal import DataKey, Keyring
from tocsin.kernel.types import Actor, Page
from tocsin.organisations.powers import AUDIT_READ
from tocsin.organisations.rules import ORGANISATION, allow

_AUDIT = """
SELECT e.id, e.at, e.kind, e.actor_id, a.name AS actor_name, a.id AS actor_member_id, e.subject_id, e.why, e.why_sealed,
       e.body,
       m.name AS member, d.name AS department, r.name AS role
FROM event e
LEFT JOIN LATERAL (SELECT id, name FROM member WHERE organisation_id = $1 AND person_id = e.actor_id
                   ORDER BY status = 'left', created_at DESC LIMIT 1) a ON true
LEFT JOIN member m ON m.organisation_id = $1 AND m.id = e.subject_id
LEFT JOIN department d ON d.organisation_id = $1 AND d.id = e.subject_id
LEFT JOIN role r ON r.organisation_id = $1 AND r.id = e.subject_id
WHERE e.realm_id = $1 AND e.audited
  AND ($2::bigint IS NULL OR e.id < $2) AND ($3::text IS NULL OR e.kind = $3)
  AND ($4::uuid IS NULL OR e.actor_id = $4)
ORDER BY e.id DESC LIMIT $5
"""


class AuditActor(msgspec.Struct, frozen=True):
    """Who did it; the name is that of the membership, also of one that has ended."""

    person_id: UUID
    member_id: UUID | None
    name: str | None


class AuditSubject(msgspec.Struct, frozen=True):
    """What it was done to; ``kind`` is ``member``, ``department``, ``role`` or ``other``."""

    id: UUID
    kind: str
    name: str | None


class AuditRow(msgspec.Struct, frozen=True):
    """One act. ``details`` are the fields of the event: ids and codes. Without an actor, the server did it."""

    id: int
    at: datetime
    kind: str
    actor: AuditActor | None
    subject: AuditSubject | None
    why: str | None
    details: dict[str, Any]


async def get_audit(
    tx: Transaction,
    keyring: Keyring,
    actor: Actor,
    organisation_id: UUID,
    *,
    kind: str | None,
    by: UUID | None,
    page_after: str | None,
    limit: int,
) -> Page[AuditRow]:
    """Return one page of audited acts, the newest first; ``by`` is a person, ``kind`` that of the event."""
    allow(actor.member_of(organisation_id), AUDIT_READ, ancestry=ORGANISATION)
    size = limit_of(limit)
    behind = after(page_after, tuple[int])
    rows = await tx.fetch(_AUDIT, organisation_id, behind and behind[0], kind, by, size + 1)
    sealed = any(row["why_sealed"] is not None for row in rows)
    key = await keyring.record_key(tx, organisation_id, RECORDS) if sealed else None
    items = [_row(row, _why(key, organisation_id, row)) for row in rows[:size]]
    return Page(items, cursor(items[-1].id) if len(rows) > size else None)


def _why(key: DataKey | None, organisation_id: UUID, row: Any) -> str | None:
    """Return the ground of an act; the oldest rows have it in clear."""
    if key is None or row["why_sealed"] is None:
        found: str | None = row["why"]
        return found
    return key.open_text(row["why_sealed"], why_place(organisation_id, row["subject_id"], row["at"]))


def _row(row: Any, why: str | None) -> AuditRow:
    subject = None
    if row["subject_id"] is not None:
        kinds = [kind for kind in ("member", "department", "role") if row[kind] is not None]
        subject = AuditSubject(row["subject_id"], kinds[0] if kinds else "other", row[kinds[0]] if kinds else None)
    actor = None
    if row["actor_id"] is not None:
        actor = AuditActor(row["actor_id"], row["actor_member_id"], row["actor_name"])
    return AuditRow(row["id"], row["at"], row["kind"], actor, subject, why, row["body"])

"""The audit list: what admins did in the organisation, read from the events."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from tocsin.accounts import door as accounts
from tocsin.kernel.db import Transaction
from tocsin.kernel.events import RECORDS, Change, changes_place, why_place
from tocsin.kernel.paging import after, cursor, limit_of
from tocsin.kernel.seal import DataKey, Keyring
from tocsin.kernel.types import Actor, Page
from tocsin.organisations.powers import AUDIT_READ
from tocsin.organisations.rules import ORGANISATION, allow

NAMED = 20
"""Of how many things one act was about the names are told; the others are counted."""
_AUDIT = """
SELECT e.id, e.at, e.kind, e.actor_id, a.name AS actor_name, a.id AS actor_member_id, e.session_id, e.subject_id,
       e.why, e.why_sealed, e.changes_sealed, e.body,
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
  AND ($5::uuid IS NULL OR e.subject_id = $5 OR e.body->'members' @> to_jsonb($5::uuid))
  AND ($6::timestamptz IS NULL OR e.at >= $6)
ORDER BY e.id DESC LIMIT $7
"""
_NAMES = """
SELECT id, name FROM member WHERE organisation_id = $1 AND id = ANY ($2::uuid[])
UNION ALL SELECT id, name FROM department WHERE organisation_id = $1 AND id = ANY ($2::uuid[])
UNION ALL SELECT id, name FROM role WHERE organisation_id = $1 AND id = ANY ($2::uuid[])
UNION ALL (SELECT DISTINCT ON (person_id) person_id, name FROM member
           WHERE organisation_id = $1 AND person_id = ANY ($2::uuid[])
           ORDER BY person_id, status = 'left', created_at DESC)
"""


class Wanted(msgspec.Struct, frozen=True):
    """Which acts: of one kind of event, ``by`` a person, ``about`` a member, department or role, and ``since`` when."""

    kind: str | None = None
    by: UUID | None = None
    about: UUID | None = None
    since: datetime | None = None


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
    """One act. Without an actor, the server did it.

    ``details`` are the fields of the event, ids and codes; ``names`` what the first of these ids are called, as far as
    they are still there; ``changes`` what was before and after, where that was recorded; ``device`` where it was done,
    as long as that device is remembered.
    """

    id: int
    at: datetime
    kind: str
    actor: AuditActor | None
    subject: AuditSubject | None
    why: str | None
    details: dict[str, Any]
    changes: list[Change]
    names: dict[str, str]
    device: accounts.DeviceOf | None


async def get_audit(
    tx: Transaction,
    keyring: Keyring,
    actor: Actor,
    organisation_id: UUID,
    wanted: Wanted,
    *,
    page_after: str | None,
    limit: int,
) -> Page[AuditRow]:
    """Return one page of audited acts, the newest first."""
    allow(actor.member_of(organisation_id), AUDIT_READ, ancestry=ORGANISATION)
    size = limit_of(limit)
    behind = after(page_after, tuple[int])
    narrowed = (wanted.kind, wanted.by, wanted.about, wanted.since)
    rows = await tx.fetch(_AUDIT, organisation_id, behind and behind[0], *narrowed, size + 1)
    shown = rows[:size]
    sealed = any(row["why_sealed"] is not None or row["changes_sealed"] is not None for row in shown)
    key = await keyring.record_key(tx, organisation_id, RECORDS) if sealed else None
    changes = [_changes(key, organisation_id, row) for row in shown]
    mentioned = [list(_ids([*row["body"].values(), *each])) for row, each in zip(shown, changes, strict=True)]
    names = await _names(tx, organisation_id, mentioned)
    devices = await accounts.devices_of(tx, {row["session_id"] for row in shown if row["session_id"] is not None})
    items = [
        _row(
            row,
            _why(key, organisation_id, row),
            each,
            {one: names[one] for one in ids if one in names},
            devices.get(row["session_id"]),
        )
        for row, each, ids in zip(shown, changes, mentioned, strict=True)
    ]
    return Page(items, cursor(items[-1].id) if len(rows) > size else None)


def _why(key: DataKey | None, organisation_id: UUID, row: Any) -> str | None:
    """Return the ground of an act; the oldest rows have it in clear."""
    if key is None or row["why_sealed"] is None:
        found: str | None = row["why"]
        return found
    return key.open_text(row["why_sealed"], why_place(organisation_id, row["subject_id"], row["at"]))


def _changes(key: DataKey | None, organisation_id: UUID, row: Any) -> list[Change]:
    if key is None or row["changes_sealed"] is None:
        return []
    plain = key.open(row["changes_sealed"], changes_place(organisation_id, row["subject_id"], row["at"]))
    return msgspec.json.decode(plain, type=list[Change])


def _ids(values: Iterable[Any]) -> Iterator[str]:
    """Yield what may be an id, of lists no more than are shown."""
    for value in values:
        if isinstance(value, Change):
            yield from _ids((value.before, value.after))
        elif isinstance(value, list):
            yield from _ids(value[:NAMED])
        elif isinstance(value, str) and len(value) == 36:
            yield value


async def _names(tx: Transaction, organisation_id: UUID, mentioned: Iterable[list[str]]) -> dict[str, str]:
    asked = []
    for one in {each for ids in mentioned for each in ids}:
        try:
            asked.append(UUID(one))
        except ValueError:
            # As long as an id, and none: a name.
            continue
    if not asked:
        return {}
    return {str(row["id"]): row["name"] for row in await tx.fetch(_NAMES, organisation_id, asked)}


def _row(
    row: Any, why: str | None, changes: list[Change], names: dict[str, str], device: accounts.DeviceOf | None
) -> AuditRow:
    subject = None
    if row["subject_id"] is not None:
        kinds = [kind for kind in ("member", "department", "role") if row[kind] is not None]
        # What is gone is called as it was when it went, what other rooms keep as it was when it was done.
        called = next((one.before for one in changes if one.field == "name" and one.after in (None, one.before)), None)
        subject = AuditSubject(row["subject_id"], kinds[0] if kinds else "other", row[kinds[0]] if kinds else called)
    actor = None
    if row["actor_id"] is not None:
        actor = AuditActor(row["actor_id"], row["actor_member_id"], row["actor_name"])
    changed = [one for one in changes if one.before != one.after]
    return AuditRow(row["id"], row["at"], row["kind"], actor, subject, why, row["body"], changed, names, device)

"""What this room holds about a person, handed out and erased."""

from collections.abc import AsyncIterator, Sequence
from typing import Any
from uuid import UUID

import msgspec

from tocsin.kernel.context import Context
from tocsin.kernel.db import FOLLOW, Transaction
from tocsin.kernel.ids import PLATFORM
from tocsin.kernel.manifest import Portion
from tocsin.organisations.audit.actions.keeping import searches_of
from tocsin.organisations.records import Keys, keys_of

_MEMBERSHIPS = """
SELECT m.id, m.name, m.status, m.kind, m.post, m.work_no, m.phone_sealed, m.email_sealed, m.main_admin, m.created_at, m.joined_at, m.left_at,
       array(SELECT jsonb_build_object('department', d.name, 'post', p.post, 'head', p.head)
             FROM member_department p JOIN department d ON d.organisation_id = p.organisation_id AND d.id = p.department_id
             WHERE p.organisation_id = m.organisation_id AND p.member_id = m.id ORDER BY p.position) AS places,
       array(SELECT jsonb_build_object('role', r.name, 'scope', g.scope, 'granted_at', g.granted_at)
             FROM role_grant g JOIN role r ON r.organisation_id = g.organisation_id AND r.id = g.role_id
             WHERE g.organisation_id = m.organisation_id AND g.member_id = m.id) AS roles,
       i.basis, i.basis_note, i.basis_note_sealed, i.attested_at, i.answer, i.consent_at,
       (SELECT jsonb_build_object('reason', e.reason, 'at', e.at)
        FROM departure e WHERE e.organisation_id = m.organisation_id AND e.member_id = m.id) AS departure
FROM member m LEFT JOIN invitation i ON i.organisation_id = m.organisation_id AND i.member_id = m.id
WHERE m.organisation_id = $1 AND m.person_id = $2 ORDER BY m.created_at, m.id
"""
_APPLICATIONS = """
SELECT id, name, note_sealed, state, created_at, decided_at FROM application
WHERE organisation_id = $1 AND person_id = $2 ORDER BY created_at, id
"""
_OUTSIDE = """
SELECT id, name, company, post, phone_sealed, email_sealed, note_sealed, labels, created_at, changed_at
FROM external_contact WHERE organisation_id = $1 AND person_id = $2 ORDER BY created_at, id
"""
_MOVES = """
SELECT id, opened_as, opened_at, from_department_id, to_department_id, post, effective_at, state, reason, closed_at,
       note_sealed, words_sealed
FROM transfer WHERE organisation_id = $1
  AND member_id IN (SELECT id FROM member WHERE organisation_id = $1 AND person_id = $2) ORDER BY opened_at, id
"""
_GONE = "(SELECT id FROM member WHERE organisation_id = $1 AND person_id = $2 AND status = 'left')"
_ERASE = (
    f"UPDATE invitation SET basis_note = NULL, basis_note_sealed = NULL WHERE organisation_id = $1 AND member_id IN {_GONE}",  # noqa: S608
    f"UPDATE departure SET note_sealed = NULL WHERE organisation_id = $1 AND member_id IN {_GONE}",  # noqa: S608
    """UPDATE application SET name = '', phone_sealed = NULL, note_sealed = NULL, decision_note_sealed = NULL
    WHERE organisation_id = $1 AND person_id = $2 AND state <> 'pending'""",
    """UPDATE member SET name = '', sort_key = '', post = NULL, work_no = NULL, phone_sealed = NULL, phone_blind = NULL,
    email_sealed = NULL, terms = '{}' WHERE organisation_id = $1 AND person_id = $2 AND status = 'left'""",
    f"UPDATE transfer SET note_sealed = NULL, words_sealed = NULL WHERE organisation_id = $1 AND member_id IN {_GONE}",  # noqa: S608
    """DELETE FROM external_contact_term WHERE organisation_id = $1 AND contact_id IN (
        SELECT id FROM external_contact WHERE organisation_id = $1 AND person_id = $2)""",
    "DELETE FROM external_contact WHERE organisation_id = $1 AND person_id = $2",
    "DELETE FROM audit_search WHERE organisation_id = $1 AND person_id = $2",
)


async def exports(context: Context, tx: Transaction, realm_id: UUID, person_id: UUID) -> AsyncIterator[Portion]:
    """Yield a person's memberships, applications and transfers in an organisation, and the cards joined to the account."""
    if realm_id == PLATFORM:
        return
    async with tx.as_worker(FOLLOW):
        keys = await keys_of(tx, context.keyring, realm_id)
        members = [
            _invited(keys, _opened(keys, row, "member", "phone", "email"))
            for row in await tx.fetch(_MEMBERSHIPS, realm_id, person_id)
        ]
        asked = [
            _opened(keys, row, "application", "note") for row in await tx.fetch(_APPLICATIONS, realm_id, person_id)
        ]
        outside = [
            _opened(keys, row, "external_contact", "phone", "email", "note")
            for row in await tx.fetch(_OUTSIDE, realm_id, person_id)
        ]
        moves = [_opened(keys, row, "transfer", "note", "words") for row in await tx.fetch(_MOVES, realm_id, person_id)]
        searches = await searches_of(tx, context.keyring, realm_id, person_id)
    portions: Sequence[tuple[str, Sequence[Any]]] = (
        ("memberships", members),
        ("applications", asked),
        ("external_contacts", outside),
        ("transfers", moves),
        ("audit_searches", searches),
    )
    for name, rows in portions:
        yield f"organisations/{name}.json", msgspec.json.format(msgspec.json.encode(rows), indent=2)


def _opened(keys: Keys, row: Any, table: str, *fields: str) -> dict[str, Any]:
    values = dict(row)
    for field in fields:
        values[field] = keys.open(f"{table}.{field}", row["id"], values.pop(f"{field}_sealed"))
    return values


def _invited(keys: Keys, values: dict[str, Any]) -> dict[str, Any]:
    """Put what was written down of the invitation together."""
    note = keys.open_note(values["id"], values)
    del values["basis_note_sealed"]
    facts = {name: values.pop(name) for name in ("basis", "basis_note", "attested_at", "answer", "consent_at")}
    return {**values, "invitation": None if facts["basis"] is None else {**facts, "basis_note": note}}


async def erases(context: Context, tx: Transaction, realm_id: UUID, person_id: UUID) -> None:
    """Erase what an organisation holds of a person who has left it; a membership that stands is ended first.

    The record stays without name, number or note, so that what it did for the organisation keeps its place. Twice
    changes nothing.
    """
    if realm_id == PLATFORM:
        return
    async with tx.as_worker(FOLLOW):
        for statement in _ERASE:
            await tx.fetch(statement, realm_id, person_id)

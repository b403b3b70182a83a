"""External contacts: added, changed, handed over, deleted."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from tocsin.kernel import text
from tocsin.kernel.clock import now
from tocsin.kernel.db import Transaction
from tocsin.kernel.ids import uuid7
from tocsin.kernel.powers import decide
from tocsin.kernel.seal import Keyring
from tocsin.kernel.types import Actor
from tocsin.organisations.actions.authority import lead
from tocsin.organisations.contacts.actions.holding import hold_contact, opened, unlink
from tocsin.organisations.contacts.events import (
    ExternalAdded,
    ExternalChanged,
    ExternalDeleted,
    ExternalsHandedOver,
)
from tocsin.organisations.contacts.powers import EXTERNAL_KEEP, EXTERNAL_MANAGE
from tocsin.organisations.contacts.refusals import CannotKeep, ContactListed, TooManyContacts
from tocsin.organisations.contacts.rules import KEPT, ContactIn, check_contact, terms_of
from tocsin.organisations.events import DepartmentRemoved, MemberLeft
from tocsin.organisations.memberships import find_memberships_of
from tocsin.organisations.queries.directory import check_open
from tocsin.organisations.queries.records import ancestry_of, paths_of
from tocsin.organisations.queries.view import view_of
from tocsin.organisations.records import Keys, keys_of
from tocsin.organisations.rules import ORGANISATION, allow

_WRITE = """
INSERT INTO external_contact (organisation_id, id, name, sort_key, company, post, phone_sealed, phone_blind, email_sealed,
    note_sealed, labels, visibility, department_id, keeper_id, terms, created_by, created_at, changed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $14, $16, $16)
ON CONFLICT (organisation_id, id) DO UPDATE SET name = $3, sort_key = $4, company = $5, post = $6, phone_sealed = $7,
    phone_blind = $8, email_sealed = $9, note_sealed = $10, labels = $11, visibility = $12, department_id = $13,
    terms = $15, changed_at = $16
"""
_TERMS = """
INSERT INTO external_contact_term (organisation_id, term, contact_id)
SELECT $1, one.term, $2 FROM unnest($3::bigint[]) AS one(term) ORDER BY 2
"""
_DROP_TERMS = (
    "DELETE FROM external_contact_term WHERE organisation_id = $1 AND contact_id = $2 AND term = ANY ($3::bigint[])"
)
_KEPT = """
SELECT count(*) AS kept, count(*) FILTER (WHERE phone_blind = $3 AND id <> $4) AS alike
FROM external_contact WHERE organisation_id = $1 AND keeper_id = $2
"""
_WOULD_KEEP = """
SELECT count(*) FROM external_contact WHERE organisation_id = $1
  AND (keeper_id = $3 OR (keeper_id = $2 AND ($4::uuid[] IS NULL OR id = ANY ($4))))
"""
_HAND_OVER = """
UPDATE external_contact SET keeper_id = $3, changed_at = $4
WHERE organisation_id = $1 AND keeper_id = $2 AND ($5::uuid[] IS NULL OR id = ANY ($5)) RETURNING id
"""


class Handover(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whose contacts go to whom: all of them, or those named."""

    from_member_id: UUID
    to_member_id: UUID
    contact_ids: list[UUID] | None = None


async def add_contact(tx: Transaction, keyring: Keyring, actor: Actor, organisation_id: UUID, said: ContactIn) -> UUID:
    """Keep somebody outside. Raises ``ContactListed``, ``TooManyContacts``, ``NotFound`` for a department not seen."""
    contact = check_contact(said)
    membership = await lead(tx, actor, organisation_id)
    allow(membership, EXTERNAL_KEEP)
    await _check_department(tx, actor, organisation_id, contact)
    keys = await keys_of(tx, keyring, organisation_id)
    contact_id = uuid7()
    await _check_kept(tx, keys, membership.member_id, contact_id, contact.phone, new=1)
    await _write(tx, keys, contact_id, membership.member_id, contact, [])
    await tx.emit(ExternalAdded(realm_id=organisation_id, subject_id=contact_id, visibility=contact.visibility))
    return contact_id


async def _check_department(tx: Transaction, actor: Actor, organisation_id: UUID, contact: ContactIn) -> None:
    if contact.department_id is not None:
        await check_open(tx, await view_of(tx, actor, organisation_id), contact.department_id)


async def _check_kept(
    tx: Transaction, keys: Keys, keeper_id: UUID, contact_id: UUID, phone: str | None, *, new: int
) -> None:
    blind = None if phone is None else keys.phone_blind(phone)
    row = (await tx.fetch(_KEPT, keys.organisation_id, keeper_id, blind, contact_id))[0]
    if row["alike"]:
        raise ContactListed
    if new and row["kept"] + new > KEPT:
        raise TooManyContacts(limit=KEPT)


async def _write(
    tx: Transaction, keys: Keys, contact_id: UUID, keeper_id: UUID, contact: ContactIn, old_terms: Sequence[int]
) -> None:
    terms = keys.tokens(terms_of(contact))

    def sealed(field: str, plain: str | None) -> bytes | None:
        return keys.seal(f"external_contact.{field}", contact_id, plain)

    await tx.fetch(
        _WRITE,
        keys.organisation_id,
        contact_id,
        contact.name,
        text.sort_key(contact.name),
        contact.company,
        contact.post,
        sealed("phone", contact.phone),
        None if contact.phone is None else keys.phone_blind(contact.phone),
        sealed("email", contact.email),
        sealed("note", contact.note),
        contact.labels,
        contact.visibility,
        contact.department_id,
        keeper_id,
        terms,
        now(),
    )
    await tx.fetch(_DROP_TERMS, keys.organisation_id, contact_id, list(old_terms))
    await tx.fetch(_TERMS, keys.organisation_id, contact_id, terms)


async def change_contact(
    tx: Transaction, keyring: Keyring, actor: Actor, organisation_id: UUID, contact_id: UUID, said: ContactIn
) -> None:
    """Write a contact anew. Another number is another person's: the link to an account goes with the old one."""
    contact = check_contact(said)
    _, found = await hold_contact(tx, actor, organisation_id, contact_id)
    keys = await keys_of(tx, keyring, organisation_id)
    before = opened(keys, found.row)
    fields = tuple(name for name in ContactIn.__struct_fields__ if getattr(before, name) != getattr(contact, name))
    if not fields:
        return
    if "department_id" in fields:
        await _check_department(tx, actor, organisation_id, contact)
    keeper_id = found.row["keeper_id"]
    await _check_kept(tx, keys, keeper_id, contact_id, contact.phone if "phone" in fields else None, new=0)
    await _write(tx, keys, contact_id, keeper_id, contact, found.row["terms"])
    if "phone" in fields:
        await unlink(tx, organisation_id, contact_id, forget=True)
    await tx.emit(ExternalChanged(realm_id=organisation_id, subject_id=contact_id, fields=fields))


async def delete_contact(tx: Transaction, actor: Actor, organisation_id: UUID, contact_id: UUID) -> None:
    """Delete a contact for good."""
    _, found = await hold_contact(tx, actor, organisation_id, contact_id)
    await tx.fetch(_DROP_TERMS, organisation_id, contact_id, found.row["terms"])
    await tx.fetch("DELETE FROM external_contact WHERE organisation_id = $1 AND id = $2", organisation_id, contact_id)
    await tx.emit(ExternalDeleted(realm_id=organisation_id, subject_id=contact_id))


async def hand_over(tx: Transaction, actor: Actor, organisation_id: UUID, wanted: Handover) -> int:
    """Give one's own contacts, or with the power another's, to a member who may keep some; return how many.

    Raises ``CannotKeep``, ``TooManyContacts``.
    """
    membership = await lead(tx, actor, organisation_id)
    own = wanted.from_member_id == membership.member_id
    if not (own and decide(membership, EXTERNAL_KEEP).allowed):
        ancestry = (await ancestry_of(tx, organisation_id, [wanted.from_member_id]))[wanted.from_member_id]
        allow(membership, EXTERNAL_MANAGE, ancestry=ancestry or ORGANISATION)
    heirs = await find_memberships_of(tx, organisation_id, [wanted.to_member_id])
    heir = heirs.get(wanted.to_member_id)
    if heir is None or wanted.to_member_id == wanted.from_member_id or not decide(heir, EXTERNAL_KEEP).allowed:
        raise CannotKeep
    handed = (wanted.from_member_id, wanted.to_member_id, wanted.contact_ids)
    if not await _fits(tx, organisation_id, *handed):
        raise TooManyContacts(limit=KEPT)
    return await _give(tx, organisation_id, *handed)


async def _fits(tx: Transaction, organisation_id: UUID, source: UUID, to: UUID, which: list[UUID] | None) -> bool:
    """Return whether who takes over would keep no more than anybody may; the organisation is held."""
    return bool((await tx.fetch(_WOULD_KEEP, organisation_id, source, to, which))[0][0] <= KEPT)


async def _give(tx: Transaction, organisation_id: UUID, source: UUID, to: UUID, which: list[UUID] | None) -> int:
    rows = await tx.fetch(_HAND_OVER, organisation_id, source, to, now(), which)
    if rows:
        await tx.emit(
            ExternalsHandedOver(realm_id=organisation_id, subject_id=to, from_member_id=source, contacts=len(rows))
        )
    return len(rows)


async def follow_departure(tx: Transaction, event: MemberLeft) -> None:
    """Whoever takes over from somebody who leaves takes over their contacts, when they may keep some, and so many.

    Another's are given away by who manages them alone. Else the contacts wait for them: nobody is kept from leaving for it.
    """
    if event.subject_id is None or event.handover_member_id is None:
        return
    handed = (event.subject_id, event.handover_member_id, None)
    if event.reason != "own_wish" and not await _manages(tx, event):
        return
    heir = (await find_memberships_of(tx, event.realm_id, [event.handover_member_id])).get(event.handover_member_id)
    if heir is not None and decide(heir, EXTERNAL_KEEP).allowed and await _fits(tx, event.realm_id, *handed):
        await _give(tx, event.realm_id, *handed)


async def _manages(tx: Transaction, event: MemberLeft) -> bool:
    """Whether the actor looks after the contacts of somebody who was where they are no more."""
    membership = tx.actor.memberships.get(event.realm_id) if tx.actor else None
    paths = await paths_of(tx, event.realm_id, event.departments)
    ancestry = frozenset[UUID]().union(*paths.values())
    return membership is not None and decide(membership, EXTERNAL_MANAGE, ancestry=ancestry).allowed


async def follow_removal(tx: Transaction, event: DepartmentRemoved) -> None:
    """What a department saw that is gone, its keepers see alone."""
    await tx.fetch(
        "UPDATE external_contact SET visibility = 'keeper', department_id = NULL"
        " WHERE organisation_id = $1 AND department_id = $2",
        event.realm_id,
        event.subject_id,
    )

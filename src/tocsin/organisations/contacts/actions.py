"""Writes of external contacts: added, changed, handed over, deleted, taken out, and joined to an account by its owner."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import msgspec

from tocsin.accounts.door import find_by_phone_blinds
from tocsin.kernel import text
from tocsin.kernel.clock import now
from tocsin.kernel.context import Context
from tocsin.kernel.db import JOIN, Transaction
from tocsin.kernel.errors import Forbidden, Language, NotFound, Words
from tocsin.kernel.ids import uuid7
from tocsin.kernel.powers import decide
from tocsin.kernel.seal import Keyring
from tocsin.kernel.spreadsheets import as_csv
from tocsin.kernel.types import Actor, Membership
from tocsin.organisations.actions.authority import lead
from tocsin.organisations.contacts.events import (
    ExternalAdded,
    ExternalChanged,
    ExternalDeleted,
    ExternalLinkAsked,
    ExternalLinkChanged,
    ExternalsExported,
    ExternalsHandedOver,
    ExternalViewed,
)
from tocsin.organisations.contacts.powers import EXTERNAL_EXPORT, EXTERNAL_KEEP, EXTERNAL_MANAGE
from tocsin.organisations.contacts.queries import ContactCard, Found, find_contact, get_contact, open_contacts
from tocsin.organisations.contacts.refusals import CannotKeep, ContactListed, LinkAsked, NoNumber, TooManyContacts
from tocsin.organisations.contacts.rules import KEPT, ContactIn, check_contact, reachable, terms_of
from tocsin.organisations.events import DepartmentRemoved, MemberLeft
from tocsin.organisations.memberships import find_memberships_of
from tocsin.organisations.queries.directory import check_open
from tocsin.organisations.queries.mine import own_phone_blind
from tocsin.organisations.queries.records import ancestry_of
from tocsin.organisations.queries.view import view_of
from tocsin.organisations.records import Keys, keys_of
from tocsin.organisations.rules import ORGANISATION, allow

ASK_AGAIN: Final = timedelta(days=30)
ASKED_AN_HOUR: Final = 30
EXPORTED: Final = 50_000
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
_HAND_OVER = """
UPDATE external_contact SET keeper_id = $3, changed_at = $4
WHERE organisation_id = $1 AND keeper_id = $2 AND ($5::uuid[] IS NULL OR id = ANY ($5)) RETURNING id
"""
_HEADINGS: Final = (
    Words("姓名", "姓名", "Name"),
    Words("单位", "單位", "Company"),
    Words("职务", "職務", "Post"),
    Words("电话", "電話", "Phone"),
    Words("邮箱", "電子郵件", "E-mail"),
    Words("标签", "標籤", "Labels"),
    Words("备注", "備註", "Note"),
    Words("维护人", "維護人", "Keeper"),
)


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


async def _find(tx: Transaction, actor: Actor, organisation_id: UUID, contact_id: UUID) -> tuple[Membership, Found]:
    """Return the actor's membership as it is now, and a contact it may change, held."""
    membership = await lead(tx, actor, organisation_id)
    found = await find_contact(tx, membership, organisation_id, contact_id, lock=True)
    if not found.may_edit:
        raise Forbidden(power=EXTERNAL_KEEP.name if found.own else EXTERNAL_MANAGE.name)
    return membership, found


async def change_contact(
    tx: Transaction, keyring: Keyring, actor: Actor, organisation_id: UUID, contact_id: UUID, said: ContactIn
) -> None:
    """Write a contact anew. Another number is another person's: the link to an account goes with the old one."""
    contact = check_contact(said)
    _, found = await _find(tx, actor, organisation_id, contact_id)
    keys = await keys_of(tx, keyring, organisation_id)
    before = _opened(keys, found.row)
    fields = tuple(name for name in ContactIn.__struct_fields__ if getattr(before, name) != getattr(contact, name))
    if not fields:
        return
    if "department_id" in fields:
        await _check_department(tx, actor, organisation_id, contact)
    keeper_id = found.row["keeper_id"]
    await _check_kept(tx, keys, keeper_id, contact_id, contact.phone if "phone" in fields else None, new=0)
    await _write(tx, keys, contact_id, keeper_id, contact, found.row["terms"])
    if "phone" in fields:
        await _unlink(tx, organisation_id, contact_id, forget=True)
    await tx.emit(ExternalChanged(realm_id=organisation_id, subject_id=contact_id, fields=fields))


def _opened(keys: Keys, row: dict[str, Any]) -> ContactIn:
    def opened(field: str) -> str | None:
        return keys.open(f"external_contact.{field}", row["id"], row[f"{field}_sealed"])

    known = {name: row[name] for name in ("name", "company", "post", "labels", "visibility", "department_id")}
    return ContactIn(**known, phone=opened("phone"), email=opened("email"), note=opened("note"))


async def delete_contact(tx: Transaction, actor: Actor, organisation_id: UUID, contact_id: UUID) -> None:
    """Delete a contact for good."""
    _, found = await _find(tx, actor, organisation_id, contact_id)
    await tx.fetch(_DROP_TERMS, organisation_id, contact_id, found.row["terms"])
    await tx.fetch("DELETE FROM external_contact WHERE organisation_id = $1 AND id = $2", organisation_id, contact_id)
    await tx.emit(ExternalDeleted(realm_id=organisation_id, subject_id=contact_id))


async def hand_over(tx: Transaction, actor: Actor, organisation_id: UUID, wanted: Handover) -> int:
    """Give one's own contacts, or with the power another's, to a member who may keep some; return how many.

    Raises ``CannotKeep``.
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
    return await _give(tx, organisation_id, wanted.from_member_id, wanted.to_member_id, wanted.contact_ids)


async def _give(tx: Transaction, organisation_id: UUID, source: UUID, to: UUID, which: list[UUID] | None) -> int:
    rows = await tx.fetch(_HAND_OVER, organisation_id, source, to, now(), which)
    if rows:
        await tx.emit(
            ExternalsHandedOver(realm_id=organisation_id, subject_id=to, from_member_id=source, contacts=len(rows))
        )
    return len(rows)


async def follow_departure(tx: Transaction, event: MemberLeft) -> None:
    """Whoever takes over from somebody who leaves takes over their contacts; else they wait for who manages them."""
    if event.subject_id is not None and event.handover_member_id is not None:
        await _give(tx, event.realm_id, event.subject_id, event.handover_member_id, None)


async def follow_removal(tx: Transaction, event: DepartmentRemoved) -> None:
    """What a department saw that is gone, its keepers see alone."""
    await tx.fetch(
        "UPDATE external_contact SET visibility = 'keeper', department_id = NULL"
        " WHERE organisation_id = $1 AND department_id = $2",
        event.realm_id,
        event.subject_id,
    )


async def view_contact(
    tx: Transaction, keyring: Keyring, actor: Actor, organisation_id: UUID, contact_id: UUID, *, contact: bool
) -> ContactCard:
    """Return a contact's card; that another's whole number and address were read stands in the audit log."""
    card = await get_contact(tx, keyring, actor, organisation_id, contact_id, contact=contact)
    if contact and card.keeper.member_id != actor.member_of(organisation_id).member_id:
        await tx.emit(ExternalViewed(realm_id=organisation_id, subject_id=contact_id))
    return card


async def export_contacts(
    tx: Transaction, keyring: Keyring, actor: Actor, organisation_id: UUID, language: Language
) -> bytes:
    """Return the contacts the actor sees as CSV, no cell of which a spreadsheet would execute; recorded."""
    allow(actor.member_of(organisation_id), EXTERNAL_EXPORT)
    rows = await open_contacts(tx, keyring, actor, organisation_id, EXPORTED)
    await tx.emit(ExternalsExported(realm_id=organisation_id, contacts=len(rows)))
    return as_csv([heading.in_(language) for heading in _HEADINGS], rows)


# -- joined to an account, by the word of whose it is


async def ask_link(tx: Transaction, context: Context, actor: Actor, organisation_id: UUID, contact_id: UUID) -> None:
    """Ask whoever has the contact's number whether the card may be joined to their account.

    The answer is the same whether anybody has it, so that nobody learns who is registered: they see it when they sign
    in, now or later. Raises ``NoNumber``, ``LinkAsked``, ``TooMany``.
    """
    context.limiter.check(f"contact-link:{actor.person_id}", ASKED_AN_HOUR / 3600, ASKED_AN_HOUR)
    _, found = await _find(tx, actor, organisation_id, contact_id)
    keys = await keys_of(tx, context.keyring, organisation_id)
    phone = _opened(keys, found.row).phone
    if phone is None or not reachable(phone):
        raise NoNumber
    asked = found.row["link_asked_at"]
    if found.row["person_id"] is not None or (asked is not None and asked > now() - ASK_AGAIN):
        raise LinkAsked(days=ASK_AGAIN.days)
    blind = keys.invitation_blind(phone)
    await tx.fetch(
        "UPDATE external_contact SET link_blind = $3, link_asked_at = $4 WHERE organisation_id = $1 AND id = $2",
        organisation_id,
        contact_id,
        blind,
        now(),
    )
    async with tx.as_worker(JOIN):
        people = await find_by_phone_blinds(tx, [blind])
    await tx.emit(ExternalLinkAsked(realm_id=organisation_id, subject_id=contact_id, people=tuple(people.values())))


async def drop_link(tx: Transaction, actor: Actor, organisation_id: UUID, contact_id: UUID) -> None:
    """Take the question back, or the card apart from the account; without either it changes nothing."""
    _, found = await _find(tx, actor, organisation_id, contact_id)
    # Whether the question was answered makes no difference to what is told and written.
    if found.row["person_id"] is not None or found.row["link_asked_at"] is not None:
        await _unlink(tx, organisation_id, contact_id)
        people = () if found.row["person_id"] is None else (found.row["person_id"],)
        await tx.emit(ExternalLinkChanged(realm_id=organisation_id, subject_id=contact_id, linked=False, people=people))


async def _unlink(tx: Transaction, organisation_id: UUID, contact_id: UUID, *, forget: bool = False) -> None:
    """End a link or a question; that somebody was asked is forgotten only with the number."""
    await tx.fetch(
        "UPDATE external_contact SET person_id = NULL, link_blind = NULL,"
        " link_asked_at = CASE WHEN $3 THEN NULL ELSE link_asked_at END WHERE organisation_id = $1 AND id = $2",
        organisation_id,
        contact_id,
        forget,
    )


async def answer_link(tx: Transaction, keyring: Keyring, actor: Actor, contact_id: UUID, *, join: bool) -> None:
    """Join a card kept of the actor to the account, refuse that, or take it apart again."""
    blind = await own_phone_blind(tx, keyring, actor)
    async with tx.as_worker(JOIN):
        rows = await tx.fetch(
            "SELECT organisation_id, person_id FROM external_contact WHERE id = $1 AND (link_blind = $2 OR person_id = $3)",
            contact_id,
            blind,
            actor.person_id,
        )
    if not rows:
        raise NotFound
    organisation_id, linked = rows[0]["organisation_id"], rows[0]["person_id"] is not None
    await tx.enter(organisation_id)
    if join and not linked:
        joined = await tx.fetch(
            "UPDATE external_contact SET person_id = $3, link_blind = NULL WHERE organisation_id = $1 AND id = $2"
            " AND link_blind = $4 AND person_id IS NULL RETURNING id",
            organisation_id,
            contact_id,
            actor.person_id,
            blind,
        )
        # What was asked may have been taken back, or the card given another number, since it was looked at.
        if not joined:
            raise NotFound
    elif not join:
        await _unlink(tx, organisation_id, contact_id)
    if join != linked and (join or linked):
        await tx.emit(
            ExternalLinkChanged(realm_id=organisation_id, subject_id=contact_id, linked=join, people=(actor.person_id,))
        )

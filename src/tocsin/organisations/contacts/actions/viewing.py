"""Looking at contacts and taking them out, on the record."""

from typing import Final
from uuid import UUID

from tocsin.kernel import text
from tocsin.kernel.beside import aside
from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import Language, Words
from tocsin.kernel.seal import Keyring
from tocsin.kernel.spreadsheets import as_csv
from tocsin.kernel.types import Actor, Page
from tocsin.organisations.contacts.events import ExternalsExported, ExternalViewed
from tocsin.organisations.contacts.powers import EXTERNAL_EXPORT
from tocsin.organisations.contacts.queries import (
    ContactCard,
    ContactRow,
    Wanted,
    get_contact,
    get_contacts,
    open_contacts,
)
from tocsin.organisations.rules import allow

EXPORTED: Final = 50_000
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


async def view_contact(
    tx: Transaction, keyring: Keyring, actor: Actor, organisation_id: UUID, contact_id: UUID, *, contact: bool
) -> ContactCard:
    """Return a contact's card; that another's whole number and address were read stands in the audit log."""
    card = await get_contact(tx, keyring, actor, organisation_id, contact_id, contact=contact)
    if contact and card.keeper.member_id != actor.member_of(organisation_id).member_id:
        await tx.emit(ExternalViewed(realm_id=organisation_id, subject_id=contact_id))
    return card


async def view_contacts(
    tx: Transaction,
    keyring: Keyring,
    actor: Actor,
    organisation_id: UUID,
    wanted: Wanted,
    *,
    page_after: str | None,
    limit: int,
) -> Page[ContactRow]:
    """Return one page of contacts; see :func:`get_contacts`.

    A whole number that finds another's contact confirms what the mask hides: that stands in the audit log like a look at it.
    """
    page = await get_contacts(tx, keyring, actor, organisation_id, wanted, page_after=page_after, limit=limit)
    if text.whole_number(wanted.question):
        me = actor.member_of(organisation_id).member_id
        for row in page.items:
            if row.keeper.member_id != me:
                await tx.emit(ExternalViewed(realm_id=organisation_id, subject_id=row.id))
    return page


async def export_contacts(
    tx: Transaction, keyring: Keyring, actor: Actor, organisation_id: UUID, language: Language
) -> bytes:
    """Return the contacts the actor sees as CSV, no cell of which a spreadsheet would execute; recorded."""
    allow(actor.member_of(organisation_id), EXTERNAL_EXPORT)
    rows = await open_contacts(tx, keyring, actor, organisation_id, EXPORTED)
    await tx.emit(ExternalsExported(realm_id=organisation_id, contacts=len(rows)))
    return await aside(lambda: as_csv([heading.in_(language) for heading in _HEADINGS], rows))

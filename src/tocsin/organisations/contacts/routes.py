"""External contacts over HTTP."""

from typing import Annotated, Literal
from urllib.parse import quote
from uuid import UUID

import msgspec
from litestar import Response
from litestar.params import Parameter

from tocsin.kernel import text
from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import Invalid, TooMany
from tocsin.kernel.http import Visitor, route
from tocsin.kernel.powers import SIGNED_IN
from tocsin.kernel.types import Actor, Page
from tocsin.organisations.contacts import queries, refusals
from tocsin.organisations.contacts.actions import keeping, linking, viewing
from tocsin.organisations.contacts.powers import EXTERNAL_EXPORT, EXTERNAL_KEEP
from tocsin.organisations.contacts.rules import ContactIn
from tocsin.organisations.powers import DIRECTORY_READ
from tocsin.organisations.routes.departments import Made

CONTACTS = "/api/organisations/{organisation_id:uuid}/external-contacts"
ONE = CONTACTS + "/{contact_id:uuid}"
LINKS = "/api/me/contact-links"


class HandedOver(msgspec.Struct):
    """How many contacts have another keeper now."""

    contacts: int


@route("GET", CONTACTS, power=DIRECTORY_READ, refuses=(Invalid,), name="organisations.external_contacts")
async def list_contacts(
    tx: Transaction,
    context: Context,
    actor: Actor,
    organisation_id: UUID,
    q: Annotated[str, Parameter(max_length=200)] | None = None,
    whose: Literal["mine", "left"] | None = None,
    label: Annotated[str, Parameter(max_length=50)] | None = None,
    keeper_id: UUID | None = None,
    after: str | None = None,
    limit: Annotated[int, Parameter(ge=1, le=200)] = 50,
) -> Page[queries.ContactRow]:
    """External contacts the caller sees, by name; `mine`: kept by the caller, `left`: whose keeper has left.

    `q` finds by name, pinyin, initials, company, post, label, whole number or its last four digits; that a whole
    number found another's contact is recorded.
    """
    wanted = queries.Wanted(q, whose, label, keeper_id)
    return await viewing.view_contacts(
        tx, context.keyring, actor, organisation_id, wanted, page_after=after, limit=limit
    )


@route("GET", CONTACTS + "/labels", power=DIRECTORY_READ, name="organisations.external_labels")
async def list_labels(tx: Transaction, actor: Actor, organisation_id: UUID) -> list[queries.LabelCount]:
    """The labels of the contacts the caller sees, the most used first."""
    return await queries.get_labels(tx, actor, organisation_id)


@route(
    "POST",
    CONTACTS,
    power=EXTERNAL_KEEP,
    status=201,
    refuses=(text.Unfit, refusals.ContactListed, refusals.TooManyContacts),
    name="organisations.add_external_contact",
)
async def add(tx: Transaction, context: Context, actor: Actor, organisation_id: UUID, data: ContactIn) -> Made:
    """Keep somebody outside."""
    return Made(await keeping.add_contact(tx, context.keyring, actor, organisation_id, data))


@route("GET", ONE, power=DIRECTORY_READ, name="organisations.external_contact")
async def read(
    tx: Transaction, context: Context, actor: Actor, organisation_id: UUID, contact_id: UUID, contact: bool = False
) -> queries.ContactCard:
    """A contact's card. With `contact`, the whole number, address and note; the audit log says who looked."""
    return await viewing.view_contact(tx, context.keyring, actor, organisation_id, contact_id, contact=contact)


@route(
    "PUT",
    ONE,
    power=DIRECTORY_READ,
    refuses=(text.Unfit, refusals.ContactListed),
    name="organisations.change_external_contact",
)
async def edit(
    tx: Transaction, context: Context, actor: Actor, organisation_id: UUID, contact_id: UUID, data: ContactIn
) -> queries.ContactCard:
    """Write a contact anew: its keeper, or who manages everybody's."""
    await keeping.change_contact(tx, context.keyring, actor, organisation_id, contact_id, data)
    return await queries.get_contact(tx, context.keyring, actor, organisation_id, contact_id, contact=False)


@route("DELETE", ONE, power=DIRECTORY_READ, name="organisations.delete_external_contact")
async def delete(tx: Transaction, actor: Actor, organisation_id: UUID, contact_id: UUID) -> None:
    """Delete a contact for good."""
    await keeping.delete_contact(tx, actor, organisation_id, contact_id)


@route(
    "POST",
    CONTACTS + "/handover",
    power=DIRECTORY_READ,
    status=200,
    refuses=(refusals.CannotKeep, refusals.TooManyContacts),
    name="organisations.hand_external_contacts_over",
)
async def hand_over(tx: Transaction, actor: Actor, organisation_id: UUID, data: keeping.Handover) -> HandedOver:
    """Give contacts to another keeper: one's own, or those of whom one has charge, also of somebody who left."""
    return HandedOver(await keeping.hand_over(tx, actor, organisation_id, data))


@route(
    "GET",
    "/api/organisations/{organisation_id:uuid}/external-contacts.csv",
    power=EXTERNAL_EXPORT,
    media_type="text/csv",
    name="organisations.external_contacts_csv",
)
async def export(
    tx: Transaction, context: Context, actor: Actor, visitor: Visitor, organisation_id: UUID
) -> Response[bytes]:
    """The contacts the caller sees, as CSV. Recorded in the audit log."""
    context.limiter.check(f"contacts_export:{actor.person_id}", 1 / 6, 5)
    content = await viewing.export_contacts(tx, context.keyring, actor, organisation_id, visitor.language)
    name = quote({"zh-CN": "外部联系人", "zh-TW": "外部聯絡人", "en": "external-contacts"}[visitor.language])
    headers = {
        "Content-Disposition": f"attachment; filename=\"external-contacts.csv\"; filename*=UTF-8''{name}.csv",
        "Cache-Control": "no-store",
    }
    return Response(content, media_type="text/csv", headers=headers)


@route(
    "POST",
    ONE + "/link",
    power=DIRECTORY_READ,
    status=204,
    refuses=(refusals.NoNumber, refusals.LinkAsked, TooMany),
    name="organisations.ask_contact_link",
)
async def ask(tx: Transaction, context: Context, actor: Actor, organisation_id: UUID, contact_id: UUID) -> None:
    """Ask the person whether the card may be joined to their account. It is not told whether they have one."""
    await linking.ask_link(tx, context, actor, organisation_id, contact_id)


@route("DELETE", ONE + "/link", power=DIRECTORY_READ, name="organisations.drop_contact_link")
async def drop(tx: Transaction, actor: Actor, organisation_id: UUID, contact_id: UUID) -> None:
    """Take the question back, or the card apart from the account."""
    await linking.drop_link(tx, actor, organisation_id, contact_id)


@route("GET", LINKS, power=SIGNED_IN, name="organisations.contact_links")
async def list_links(tx: Transaction, context: Context, actor: Actor) -> list[queries.AskedLink]:
    """Cards organisations keep of the caller: those that wait for a word, and those joined to the account."""
    return await queries.get_asked_links(tx, context.keyring, actor)


@route("POST", LINKS + "/{contact_id:uuid}", power=SIGNED_IN, status=204, name="organisations.accept_contact_link")
async def accept(tx: Transaction, context: Context, actor: Actor, contact_id: UUID) -> None:
    """Join a card to one's account: whoever sees the card finds the account by it."""
    await linking.answer_link(tx, context.keyring, actor, contact_id, join=True)


@route("DELETE", LINKS + "/{contact_id:uuid}", power=SIGNED_IN, name="organisations.refuse_contact_link")
async def refuse(tx: Transaction, context: Context, actor: Actor, contact_id: UUID) -> None:
    """Refuse, or take a card apart from one's account again; the organisation is not told of a refusal."""
    await linking.answer_link(tx, context.keyring, actor, contact_id, join=False)


ROUTES = (
    list_contacts,
    list_labels,
    add,
    read,
    edit,
    delete,
    hand_over,
    export,
    ask,
    drop,
    list_links,
    accept,
    refuse,
)

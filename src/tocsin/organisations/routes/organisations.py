"""Organisations, and what of them is one's own."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar.params import Parameter

from tocsin.kernel import text
from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import Invalid
from tocsin.kernel.http import route
from tocsin.kernel.powers import SIGNED_IN
from tocsin.kernel.types import Actor, Page
from tocsin.organisations import refusals
from tocsin.organisations.actions.admins import appoint_main_admin, remove_main_admin
from tocsin.organisations.actions.admission import accept_invitation, refuse_invitation
from tocsin.organisations.actions.founding import Founded, OrganisationChange, change_organisation, found_own
from tocsin.organisations.actions.joining import withdraw
from tocsin.organisations.powers import DIRECTORY_READ, ORGANISATION_EDIT, catalogue_of
from tocsin.organisations.queries import mine, roles
from tocsin.organisations.rules import Kind

ORGANISATION = "/api/organisations/{organisation_id:uuid}"


class NewOrganisation(msgspec.Struct, forbid_unknown_fields=True):
    """An organisation to found. ``client_id`` is the client's own, so that asking twice founds one."""

    name: str
    kind: Kind
    client_id: UUID | None = None


class Acceptance(msgspec.Struct, forbid_unknown_fields=True):
    """The invited person's word."""

    consent: bool


class Joined(msgspec.Struct):
    """The organisation one has become a member of."""

    organisation_id: UUID
    member_id: UUID


class NewMainAdmin(msgspec.Struct, forbid_unknown_fields=True):
    """Who becomes main admin; with ``handover`` the caller ceases to be one."""

    member_id: UUID
    handover: bool = False


@route(
    "POST",
    "/api/organisations",
    power=SIGNED_IN,
    status=201,
    refuses=(text.Unfit, refusals.TooManyOrganisations),
    name="organisations.found",
)
async def found_organisation(tx: Transaction, context: Context, actor: Actor, data: NewOrganisation) -> Founded:
    """Found an organisation; the caller is its first member and main admin."""
    return await found_own(tx, context.keyring, actor, data.name, data.kind, data.client_id)


@route("GET", ORGANISATION, power=DIRECTORY_READ, name="organisations.organisation")
async def read_organisation(tx: Transaction, actor: Actor, organisation_id: UUID) -> mine.OrganisationView:
    """One of the caller's organisations."""
    return await mine.get_organisation(tx, actor, organisation_id)


@route("PATCH", ORGANISATION, power=ORGANISATION_EDIT, refuses=(text.Unfit,), name="organisations.change")
async def edit_organisation(
    tx: Transaction, actor: Actor, organisation_id: UUID, data: OrganisationChange
) -> mine.OrganisationView:
    """Change the name or the settings."""
    await change_organisation(tx, actor, organisation_id, data)
    return await mine.get_organisation(tx, actor, organisation_id)


@route("GET", ORGANISATION + "/main-admins", power=DIRECTORY_READ, name="organisations.main_admins")
async def list_main_admins(tx: Transaction, organisation_id: UUID) -> list[roles.MemberName]:
    """The main admins: whom to turn to."""
    return await roles.get_main_admins(tx, organisation_id)


@route(
    "POST",
    ORGANISATION + "/main-admins",
    power=DIRECTORY_READ,
    status=204,
    refuses=(refusals.MainAdminsOnly, refusals.OneAdminOnly, refusals.AlreadyGranted, refusals.BadState),
    name="organisations.appoint_main_admin",
)
async def add_main_admin(tx: Transaction, actor: Actor, organisation_id: UUID, data: NewMainAdmin) -> None:
    """Appoint a main admin, or hand over; main admins only."""
    await appoint_main_admin(tx, actor, organisation_id, data.member_id, handover=data.handover)


@route(
    "DELETE",
    ORGANISATION + "/main-admins/{member_id:uuid}",
    power=DIRECTORY_READ,
    refuses=(refusals.MainAdminsOnly, refusals.LastMainAdmin),
    name="organisations.remove_main_admin",
)
async def end_main_admin(tx: Transaction, actor: Actor, organisation_id: UUID, member_id: UUID) -> None:
    """End a main admin's office; main admins only, and never the last one's."""
    await remove_main_admin(tx, actor, organisation_id, member_id)


@route("GET", "/api/me/memberships", power=SIGNED_IN, name="organisations.my_memberships")
async def list_memberships(tx: Transaction, context: Context, actor: Actor) -> mine.OwnMemberships:
    """The caller's memberships, what each allows in any scope, and how many invitations wait."""
    return await mine.get_memberships(tx, context.keyring, actor, catalogue_of(context.rooms))


@route("GET", "/api/me/invitations", power=SIGNED_IN, name="organisations.my_invitations")
async def list_invitations(tx: Transaction, context: Context, actor: Actor) -> list[mine.OwnInvitation]:
    """Open invitations to the caller's phone: who entered which data, and on what ground."""
    return await mine.get_invitations(tx, context.keyring, actor)


@route(
    "POST",
    "/api/me/invitations/{member_id:uuid}/acceptance",
    power=SIGNED_IN,
    status=200,
    refuses=(refusals.ConsentNeeded, refusals.AlreadyMember),
    name="organisations.accept_invitation",
)
async def accept(tx: Transaction, context: Context, actor: Actor, member_id: UUID, data: Acceptance) -> Joined:
    """Join by an invitation."""
    organisation_id = await accept_invitation(tx, context.keyring, actor, member_id, consent=data.consent)
    return Joined(organisation_id, member_id)


@route(
    "POST",
    "/api/me/invitations/{member_id:uuid}/refusal",
    power=SIGNED_IN,
    status=204,
    name="organisations.refuse_invitation",
)
async def refuse(tx: Transaction, context: Context, actor: Actor, member_id: UUID) -> None:
    """Refuse an invitation; what was entered of the caller is taken out again."""
    await refuse_invitation(tx, context.keyring, actor, member_id)


@route("GET", "/api/me/applications", power=SIGNED_IN, refuses=(Invalid,), name="organisations.my_applications")
async def list_own_applications(
    tx: Transaction,
    context: Context,
    actor: Actor,
    organisation_id: UUID | None = None,
    after: str | None = None,
    limit: Annotated[int, Parameter(ge=1, le=200)] = 50,
) -> Page[mine.OwnApplication]:
    """The caller's applications, to one organisation or to all, the newest first."""
    return await mine.get_applications(tx, context.keyring, actor, organisation_id, page_after=after, limit=limit)


@route(
    "DELETE",
    "/api/me/applications/{application_id:uuid}",
    power=SIGNED_IN,
    refuses=(refusals.AlreadyDecided,),
    name="organisations.withdraw_application",
)
async def withdraw_application(tx: Transaction, actor: Actor, application_id: UUID) -> None:
    """Take back an application that waits."""
    await withdraw(tx, actor, application_id)


ROUTES = (
    found_organisation,
    read_organisation,
    edit_organisation,
    list_main_admins,
    add_main_admin,
    end_main_admin,
    list_memberships,
    list_invitations,
    accept,
    refuse,
    list_own_applications,
    withdraw_application,
)

"""Members over HTTP."""

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
from tocsin.organisations.actions.departures import DepartureIn, depart
from tocsin.organisations.actions.members import MemberChange, NewMember, change, invite, reinstate, suspend
from tocsin.organisations.actions.viewing import view_contact, view_members
from tocsin.organisations.powers import DIRECTORY_READ, MEMBER_INVITE, MEMBER_MANAGE
from tocsin.organisations.queries.cards import CardOf, MemberCard, get_card, get_cards_of
from tocsin.organisations.queries.directory import Filter, MemberRow, Standing
from tocsin.organisations.queries.landing import InvitationLink, get_invitation_link
from tocsin.organisations.records import check_note
from tocsin.organisations.routes.departments import Made
from tocsin.organisations.rules import MemberKind

MEMBERS = "/api/organisations/{organisation_id:uuid}/members"
ONE = MEMBERS + "/{member_id:uuid}"
_CARD = (
    text.Unfit,
    refusals.PhoneListed,
    refusals.WorkNoTaken,
    refusals.UnknownDepartment,
    refusals.UnknownMember,
    refusals.ManagerCircle,
)


class Ground(msgspec.Struct, forbid_unknown_fields=True):
    """Why somebody is suspended; kept in the audit log, so without personal data."""

    reason: str | None = None


@route("GET", MEMBERS, power=DIRECTORY_READ, refuses=(Invalid,), name="organisations.members")
async def list_members(
    tx: Transaction,
    context: Context,
    actor: Actor,
    organisation_id: UUID,
    department_id: UUID | None = None,
    deep: bool = False,
    q: Annotated[str, Parameter(max_length=200)] | None = None,
    status: Standing = "active",
    kind: MemberKind | None = None,
    after: str | None = None,
    limit: Annotated[int, Parameter(ge=1, le=200)] = 50,
) -> Page[MemberRow]:
    """Members by name, a page at a time: of all, of a department (`deep`: and below it), or those found by `q`.

    `q` finds by name or a part of it, pinyin, initials, post, work number, whole phone number or its last four digits.
    Where numbers are masked, whoever may not read them asks for few whole ones, and the audit log says which was found;
    where they are hidden, nobody is found by them.
    """
    wanted = Filter(department_id, deep, q, status, kind)
    return await view_members(tx, context, actor, organisation_id, wanted, page_after=after, limit=limit)


@route(
    "POST",
    MEMBERS,
    power=MEMBER_INVITE,
    status=201,
    refuses=(*_CARD, refusals.AttestationNeeded, refusals.BasisNoteNeeded),
    name="organisations.invite",
)
async def invite_member(
    tx: Transaction, context: Context, actor: Actor, organisation_id: UUID, data: NewMember
) -> Made:
    """Invite a person: told at the next sign-in, a member by their own consent."""
    return Made(await invite(tx, context.keyring, actor, organisation_id, data))


@route("GET", ONE + "/invitation-link", power=MEMBER_INVITE, name="organisations.invitation_link")
async def read_invitation_link(
    tx: Transaction, context: Context, actor: Actor, organisation_id: UUID, member_id: UUID
) -> InvitationLink:
    """The link to a member's open invitation, to be sent to them: it shows who invites, to where, as what."""
    return await get_invitation_link(tx, context.keyring, actor, organisation_id, member_id)


@route("GET", ONE, power=DIRECTORY_READ, refuses=(Invalid,), name="organisations.member")
async def read_member(
    tx: Transaction, context: Context, actor: Actor, organisation_id: UUID, member_id: UUID
) -> MemberCard:
    """A member's card."""
    return await get_card(tx, context.keyring, actor, organisation_id, member_id, contact=False)


class ContactWanted(msgspec.Struct, forbid_unknown_fields=True):
    """Why somebody's whole number is needed; without it the record says that no reason was given."""

    why: str | None = None


@route("POST", ONE + "/contact", power=DIRECTORY_READ, refuses=(text.Unfit,), status=200, name="organisations.contact")
async def read_contact(
    tx: Transaction, context: Context, actor: Actor, organisation_id: UUID, member_id: UUID, data: ContactWanted
) -> MemberCard:
    """A member's card with the whole phone and e-mail, for who may read them.

    The audit log keeps who did and why, and the person sees it in what is recorded about them.
    """
    return await view_contact(tx, context.keyring, actor, organisation_id, member_id, data.why)


@route("GET", "/api/people/{person_id:uuid}/cards", power=SIGNED_IN, name="organisations.cards_of")
async def read_cards_of(tx: Transaction, actor: Actor, person_id: UUID) -> list[CardOf]:
    """Where a person's cards are found: the organisations one shares, the longest joined first."""
    return await get_cards_of(tx, actor, person_id)


@route(
    "PATCH",
    ONE,
    power=DIRECTORY_READ,
    refuses=(
        *_CARD,
        refusals.PhoneIsTheirs,
        refusals.InvitationStands,
        refusals.MainAdminsOnly,
        refusals.OwnRights,
    ),
    name="organisations.change_member",
)
async def edit_member(
    tx: Transaction, context: Context, actor: Actor, organisation_id: UUID, member_id: UUID, data: MemberChange
) -> MemberCard:
    """Change a card. One's own: the e-mail. The rest takes the power over the member and the departments touched."""
    await change(tx, context.keyring, actor, organisation_id, member_id, data)
    return await get_card(tx, context.keyring, actor, organisation_id, member_id, contact=False)


@route(
    "POST",
    ONE + "/departure",
    power=DIRECTORY_READ,
    status=204,
    refuses=(refusals.BadState, refusals.LastMainAdmin, refusals.MainAdminsOnly, refusals.HandoverUnknown, text.Unfit),
    name="organisations.depart",
)
async def record_departure(
    tx: Transaction, context: Context, actor: Actor, organisation_id: UUID, member_id: UUID, data: DepartureIn
) -> None:
    """Leave (reason `own_wish`), remove a member with the reason, or withdraw an invitation."""
    await depart(tx, context.keyring, actor, organisation_id, member_id, data)


@route(
    "POST",
    ONE + "/suspension",
    power=MEMBER_MANAGE,
    status=204,
    refuses=(refusals.BadState, refusals.LastMainAdmin, refusals.MainAdminsOnly),
    name="organisations.suspend",
)
async def suspend_member(
    tx: Transaction, context: Context, actor: Actor, organisation_id: UUID, member_id: UUID, data: Ground
) -> None:
    """Suspend a membership."""
    why = check_note(data.reason, field="reason", limit=200)
    await suspend(tx, context.keyring, actor, organisation_id, member_id, why)


@route(
    "DELETE",
    ONE + "/suspension",
    power=MEMBER_MANAGE,
    refuses=(refusals.BadState, refusals.MainAdminsOnly),
    name="organisations.reinstate",
)
async def reinstate_member(
    tx: Transaction, context: Context, actor: Actor, organisation_id: UUID, member_id: UUID
) -> None:
    """End a suspension."""
    await reinstate(tx, context.keyring, actor, organisation_id, member_id)


ROUTES = (
    list_members,
    invite_member,
    read_invitation_link,
    read_member,
    read_contact,
    read_cards_of,
    edit_member,
    record_departure,
    suspend_member,
    reinstate_member,
)

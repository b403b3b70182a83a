"""Join links and applications over HTTP."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar import Request
from litestar.params import Parameter, QueryParameter

from tocsin.kernel import text
from tocsin.kernel.callers import network_of
from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import Invalid
from tocsin.kernel.http import Visitor, route
from tocsin.kernel.powers import PUBLIC, SIGNED_IN
from tocsin.kernel.types import Actor, Page
from tocsin.organisations import refusals
from tocsin.organisations.actions.joining import (
    Decision,
    MadeLink,
    NewLink,
    apply,
    decide,
    find_link,
    make_link,
    revoke_link,
)
from tocsin.organisations.powers import JOIN_MANAGE
from tocsin.organisations.queries.joining import ApplicationRow, LinkRow, get_applications, get_links
from tocsin.organisations.queries.landing import InvitationTarget, get_invitation
from tocsin.organisations.queries.mine import OrganisationName, get_application_state, own_phone_blind

AnyRequest = Request[Any, Any, Any]
ORGANISATION = "/api/organisations/{organisation_id:uuid}"
LINKS = ORGANISATION + "/join-links"
APPLICATIONS = ORGANISATION + "/applications"
JOIN = "/api/join/{code:str}"
NOBODY = Actor(UUID(int=0), UUID(int=0), "", datetime.max.replace(tzinfo=UTC), {})
"""Who looks at a link without being signed in: in no organisation, and nobody's rows are theirs."""


class JoinTarget(msgspec.Struct):
    """Where a link leads, and who made it; without ``approval`` one is a member at once.

    ``application`` tells how the caller's newest application there stands.
    """

    organisation: OrganisationName
    department: str | None
    invited_by: str | None
    approval: bool
    member: bool
    application: str | None


class JoinRequest(msgspec.Struct, forbid_unknown_fields=True):
    """Who asks to join, by real name, and a word to the admin."""

    name: str
    note: str | None = None


class JoinOutcome(msgspec.Struct):
    """``pending`` until an admin decides, or ``joined``."""

    outcome: str
    organisation_id: UUID


class Decided(msgspec.Struct):
    """The member an accepted applicant has become."""

    member_id: UUID | None


@route("GET", LINKS, power=JOIN_MANAGE, refuses=(Invalid,), name="organisations.join_links")
async def list_links(
    tx: Transaction,
    actor: Actor,
    organisation_id: UUID,
    after: str | None = None,
    limit: Annotated[int, Parameter(ge=1, le=200)] = 50,
) -> Page[LinkRow]:
    """Join links within the caller's reach: those not revoked, then the others, the newest first."""
    return await get_links(tx, actor, organisation_id, page_after=after, limit=limit)


@route(
    "POST",
    LINKS,
    power=JOIN_MANAGE,
    status=201,
    refuses=(refusals.UnknownDepartment,),
    name="organisations.make_join_link",
)
async def add_link(tx: Transaction, actor: Actor, organisation_id: UUID, data: NewLink) -> MadeLink:
    """Make a join link; its code is told this once."""
    return await make_link(tx, actor, organisation_id, data)


@route("DELETE", LINKS + "/{link_id:uuid}", power=JOIN_MANAGE, name="organisations.revoke_join_link")
async def end_link(tx: Transaction, actor: Actor, organisation_id: UUID, link_id: UUID) -> None:
    """Revoke a join link."""
    await revoke_link(tx, actor, organisation_id, link_id)


def _check_looks(request: AnyRequest, context: Context, visitor: Visitor) -> Actor | None:
    """Return who looks at a link, if it is known, and refuse who looks at too many; an office shares one address."""
    actor: Actor | None = request.state.actor
    if actor is not None:
        context.limiter.check(f"join:{actor.person_id}", 0.5, 30)
    else:
        context.limiter.check(f"join:{network_of(visitor.address)}", 5, 300)
    return actor


@route("GET", JOIN, power=PUBLIC, refuses=(refusals.LinkVoid,), name="organisations.join_target")
async def read_link(request: AnyRequest, context: Context, visitor: Visitor, code: str) -> JoinTarget:
    """Where a join link leads: shown to whoever has it, signed in or not."""
    actor = _check_looks(request, context, visitor)
    async with context.db.acting(actor or NOBODY) as tx:
        link = await find_link(tx, code)
        state = await get_application_state(tx, actor, link.organisation_id) if actor else None
    return JoinTarget(
        OrganisationName(link.organisation_id, link.organisation, link.kind),
        link.department,
        link.invited_by,
        link.approval,
        actor is not None and link.organisation_id in actor.memberships,
        state,
    )


@route(
    "GET",
    "/api/invitations/{code:str}",
    power=PUBLIC,
    refuses=(refusals.InvitationVoid,),
    name="organisations.invitation",
)
async def read_invitation(request: AnyRequest, context: Context, visitor: Visitor, code: str) -> InvitationTarget:
    """What an invitation's link leads to: shown to whoever has it, signed in or not."""
    actor = _check_looks(request, context, visitor)
    async with context.db.acting(actor or NOBODY) as tx:
        blind = await own_phone_blind(tx, context.keyring, actor) if actor else None
        return await get_invitation(tx, context.keyring, code, blind)


@route(
    "POST",
    JOIN,
    power=SIGNED_IN,
    status=201,
    refuses=(
        refusals.LinkVoid,
        refusals.AlreadyMember,
        refusals.AlreadyApplied,
        refusals.MembershipSuspended,
        refusals.PhoneListed,
        text.Unfit,
    ),
    name="organisations.join",
)
async def join(tx: Transaction, context: Context, actor: Actor, code: str, data: JoinRequest) -> JoinOutcome:
    """Ask to join through a link; the organisation sees the name, the caller's phone, and the note."""
    context.limiter.check(f"join:{actor.person_id}", 0.5, 30)
    link = await find_link(tx, code)
    outcome = await apply(tx, context.keyring, actor, link, data.name, data.note)
    return JoinOutcome(outcome, link.organisation_id)


@route("GET", APPLICATIONS, power=JOIN_MANAGE, refuses=(Invalid,), name="organisations.applications")
async def list_applications(
    tx: Transaction,
    context: Context,
    actor: Actor,
    organisation_id: UUID,
    wanted: Annotated[
        Literal["pending", "accepted", "refused", "withdrawn"] | None, QueryParameter(name="state")
    ] = None,
    after: str | None = None,
    limit: Annotated[int, Parameter(ge=1, le=200)] = 50,
) -> Page[ApplicationRow]:
    """Applications within the caller's reach, the newest first."""
    return await get_applications(tx, context.keyring, actor, organisation_id, wanted, page_after=after, limit=limit)


@route(
    "POST",
    APPLICATIONS + "/{application_id:uuid}/decision",
    power=JOIN_MANAGE,
    status=200,
    refuses=(
        refusals.AlreadyDecided,
        refusals.AlreadyMember,
        refusals.MembershipSuspended,
        refusals.PhoneListed,
        text.Unfit,
    ),
    name="organisations.decide_application",
)
async def decide_application(
    tx: Transaction, context: Context, actor: Actor, organisation_id: UUID, application_id: UUID, data: Decision
) -> Decided:
    """Accept an application, or refuse it."""
    return Decided(await decide(tx, context.keyring, actor, organisation_id, application_id, data))


ROUTES = (list_links, add_link, end_link, read_link, read_invitation, join, list_applications, decide_application)

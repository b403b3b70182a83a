"""Join links and applications over HTTP."""

from typing import Annotated, Literal
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
from tocsin.organisations.queries.mine import OrganisationName, get_application_state

ORGANISATION = "/api/organisations/{organisation_id:uuid}"
LINKS = ORGANISATION + "/join-links"
APPLICATIONS = ORGANISATION + "/applications"
JOIN = "/api/join/{code:str}"


class JoinTarget(msgspec.Struct):
    """Where a link leads; without ``approval`` one is a member at once.

    ``application`` tells how the caller's newest application there stands.
    """

    organisation: OrganisationName
    department: str | None
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


@route("GET", JOIN, power=SIGNED_IN, refuses=(refusals.LinkVoid,), name="organisations.join_target")
async def read_link(tx: Transaction, context: Context, actor: Actor, code: str) -> JoinTarget:
    """Where a join link leads."""
    context.limiter.check(f"join:{actor.person_id}", 0.5, 30)
    link = await find_link(tx, code)
    return JoinTarget(
        OrganisationName(link.organisation_id, link.organisation, link.kind),
        link.department,
        link.approval,
        link.organisation_id in actor.memberships,
        await get_application_state(tx, actor, link.organisation_id),
    )


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
    status: Literal["pending", "accepted", "refused", "withdrawn"] | None = None,
    after: str | None = None,
    limit: Annotated[int, Parameter(ge=1, le=200)] = 50,
) -> Page[ApplicationRow]:
    """Applications within the caller's reach, the newest first."""
    return await get_applications(tx, context.keyring, actor, organisation_id, status, page_after=after, limit=limit)


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


ROUTES = (list_links, add_link, end_link, read_link, join, list_applications, decide_application)

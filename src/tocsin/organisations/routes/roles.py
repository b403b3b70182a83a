"""Roles, grants, the two questions about powers, and the audit list, over HTTP."""

from typing import Annotated
from uuid import UUID

from litestar.params import Parameter

from tocsin.kernel import text
from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import Invalid
from tocsin.kernel.http import Visitor, route
from tocsin.kernel.types import Actor, Page
from tocsin.organisations import refusals
from tocsin.organisations.actions.roles import (
    GrantIn,
    RoleChange,
    RoleIn,
    change_role,
    grant,
    make_role,
    remove_role,
    revoke,
)
from tocsin.organisations.powers import DIRECTORY_READ, ROLE_MANAGE, catalogue_of
from tocsin.organisations.queries import roles
from tocsin.organisations.routes.departments import Made

ORGANISATION = "/api/organisations/{organisation_id:uuid}"
ROLES = ORGANISATION + "/roles"
GRANTS = ORGANISATION + "/grants"


@route("GET", ORGANISATION + "/powers", power=DIRECTORY_READ, name="organisations.powers")
async def list_powers(context: Context, visitor: Visitor, organisation_id: UUID) -> list[roles.PowerRow]:
    """Every power there is, in the caller's language."""
    return roles.get_catalogue(catalogue_of(context.rooms), visitor.language)


@route(
    "GET",
    ORGANISATION + "/powers/{power:str}/holders",
    power=ROLE_MANAGE,
    refuses=(Invalid,),
    name="organisations.holders",
)
async def list_holders(
    tx: Transaction,
    context: Context,
    actor: Actor,
    organisation_id: UUID,
    power: str,
    department_id: UUID | None = None,
) -> roles.Holders:
    """Who may do this, anywhere or in one department, and why."""
    return await roles.get_holders(tx, actor, organisation_id, catalogue_of(context.rooms), power, department_id)


@route("GET", ORGANISATION + "/members/{member_id:uuid}/powers", power=DIRECTORY_READ, name="organisations.powers_of")
async def list_powers_of(
    tx: Transaction, context: Context, visitor: Visitor, actor: Actor, organisation_id: UUID, member_id: UUID
) -> list[roles.HeldPower]:
    """What a member may do, and why: for oneself, and for those who manage roles."""
    return await roles.get_powers_of(
        tx, actor, organisation_id, member_id, catalogue_of(context.rooms), visitor.language
    )


@route("GET", ROLES, power=ROLE_MANAGE, refuses=(Invalid,), name="organisations.roles")
async def list_roles(
    tx: Transaction,
    context: Context,
    organisation_id: UUID,
    after: str | None = None,
    limit: Annotated[int, Parameter(ge=1, le=200)] = 50,
) -> Page[roles.RoleRow]:
    """The organisation's roles, by name."""
    return await roles.get_roles(tx, organisation_id, catalogue_of(context.rooms), page_after=after, limit=limit)


@route(
    "POST",
    ROLES,
    power=ROLE_MANAGE,
    status=201,
    refuses=(text.Unfit, refusals.NameTaken, refusals.UnknownPower, refusals.NotHeld),
    name="organisations.make_role",
)
async def add_role(tx: Transaction, context: Context, actor: Actor, organisation_id: UUID, data: RoleIn) -> Made:
    """Make a role of powers one holds over the whole organisation; it gives nobody anything until it is granted."""
    return Made(await make_role(tx, actor, organisation_id, catalogue_of(context.rooms), data))


@route(
    "PATCH",
    ROLES + "/{role_id:uuid}",
    power=ROLE_MANAGE,
    status=204,
    refuses=(text.Unfit, refusals.NameTaken, refusals.UnknownPower, refusals.NotHeld, refusals.OwnRights),
    name="organisations.change_role",
)
async def edit_role(
    tx: Transaction, context: Context, actor: Actor, organisation_id: UUID, role_id: UUID, data: RoleChange
) -> None:
    """Rename a role or change its powers; its holders feel it at once."""
    await change_role(tx, actor, organisation_id, catalogue_of(context.rooms), role_id, data)


@route(
    "DELETE",
    ROLES + "/{role_id:uuid}",
    power=ROLE_MANAGE,
    refuses=(refusals.RoleHeld,),
    name="organisations.remove_role",
)
async def delete_role(tx: Transaction, actor: Actor, organisation_id: UUID, role_id: UUID) -> None:
    """Remove a role that nobody holds."""
    await remove_role(tx, actor, organisation_id, role_id)


@route("GET", GRANTS, power=ROLE_MANAGE, refuses=(Invalid,), name="organisations.grants")
async def list_grants(
    tx: Transaction,
    actor: Actor,
    organisation_id: UUID,
    after: str | None = None,
    limit: Annotated[int, Parameter(ge=1, le=200)] = 50,
) -> Page[roles.GrantRow]:
    """Who holds which role over what, by name, as far as the caller manages roles."""
    return await roles.get_grants(tx, actor, organisation_id, page_after=after, limit=limit)


@route(
    "POST",
    GRANTS,
    power=ROLE_MANAGE,
    status=201,
    refuses=(
        refusals.NotHeld,
        refusals.OwnRights,
        refusals.UnknownMember,
        refusals.UnknownDepartment,
        refusals.AlreadyGranted,
    ),
    name="organisations.grant",
)
async def add_grant(tx: Transaction, context: Context, actor: Actor, organisation_id: UUID, data: GrantIn) -> Made:
    """Give a member a role within a scope: nothing the caller does not hold there, and nothing to oneself."""
    return Made(await grant(tx, actor, organisation_id, catalogue_of(context.rooms), data))


@route(
    "DELETE",
    GRANTS + "/{grant_id:uuid}",
    power=DIRECTORY_READ,
    refuses=(refusals.NotHeld,),
    name="organisations.revoke",
)
async def end_grant(tx: Transaction, context: Context, actor: Actor, organisation_id: UUID, grant_id: UUID) -> None:
    """End a grant: one's own, or another's by who holds all that it carries."""
    await revoke(tx, actor, organisation_id, catalogue_of(context.rooms), grant_id)


ROUTES = (
    list_powers,
    list_holders,
    list_powers_of,
    list_roles,
    add_role,
    edit_role,
    delete_role,
    list_grants,
    add_grant,
    end_grant,
)

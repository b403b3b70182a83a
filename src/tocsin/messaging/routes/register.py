"""The register of an organisation's groups, and what its admins do with them."""

from typing import Annotated
from urllib.parse import quote
from uuid import UUID

import msgspec
from litestar import Response
from litestar.params import Parameter, QueryParameter

from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import Invalid
from tocsin.kernel.http import Visitor, route
from tocsin.kernel.ids import PLATFORM
from tocsin.kernel.types import Actor, Page
from tocsin.messaging.actions import register
from tocsin.messaging.powers import GROUPS_MANAGE
from tocsin.messaging.queries.register import (
    Asked,
    Filter,
    GroupCounts,
    GroupRow,
    Order,
    SeatRow,
    count_register,
    find_group,
    find_members,
    find_register,
)
from tocsin.messaging.refusals import Closed, FollowsDepartment, GroupFull, HandOverFirst, NotMembers
from tocsin.messaging.refusals.groups import NotMergeable
from tocsin.messaging.routes.conversations import PersonId, limited

GROUPS = "/api/organisations/{organisation_id:uuid}/groups"
GROUP = GROUPS + "/{conversation_id:uuid}"
TAGS = ["groups"]
BY_HAND = (FollowsDepartment, Closed)
Days = Annotated[int, Parameter(ge=1, le=3650)]
Which = Annotated[Filter, QueryParameter(name="filter")]


class Into(msgspec.Struct, forbid_unknown_fields=True):
    """The group whose members those of another become."""

    into_id: UUID


class Warning(msgspec.Struct, forbid_unknown_fields=True):  # noqa: A001
    """Groups that end in some days, unless somebody speaks there."""

    group_ids: Annotated[list[UUID], msgspec.Meta(max_length=register.WARNED_MOST)]
    days: int = 14


@route("GET", GROUPS, power=GROUPS_MANAGE, tags=TAGS)
async def list_register(
    tx: Transaction,
    context: Context,
    actor: Actor,
    organisation_id: UUID,
    which: Which = "all",
    order: Order = "recent",
    idle_days: Days = 90,
    department_id: UUID | None = None,
    q: str = "",
    after: str | None = None,
    limit: int = 100,
) -> Page[GroupRow]:
    """The groups within the caller's reach, in numbers."""
    if q:
        context.limiter.check(f"groups_find:{actor.person_id}", 1, 10)
    asked = Asked(which, order, idle_days, department_id, q)
    return await find_register(tx, context, actor, organisation_id, asked, after, limited(limit))


@route("GET", "/api/organisations/{organisation_id:uuid}/group-counts", power=GROUPS_MANAGE, tags=TAGS)
async def show_counts(
    tx: Transaction, actor: Actor, organisation_id: UUID, idle_days: Days = 90, department_id: UUID | None = None
) -> GroupCounts:
    """How many groups there are, in which state, and when they were last used."""
    return await count_register(tx, actor, organisation_id, idle_days, department_id)


@route(
    "GET", "/api/organisations/{organisation_id:uuid}/groups.csv", power=GROUPS_MANAGE, tags=TAGS, media_type="text/csv"
)
async def export_register(
    tx: Transaction,
    context: Context,
    actor: Actor,
    visitor: Visitor,
    organisation_id: UUID,
    which: Which = "all",
    order: Order = "recent",
    idle_days: Days = 90,
    department_id: UUID | None = None,
) -> Response[bytes]:
    """The register as CSV. Recorded in the audit log."""
    asked = Asked(which, order, idle_days, department_id)
    content = await register.export(tx, context, actor, organisation_id, asked, visitor.language)
    name = quote({"zh-CN": "群登记", "zh-TW": "群組登記", "en": "groups"}[visitor.language])
    headers = {
        "Content-Disposition": f"attachment; filename=\"groups.csv\"; filename*=UTF-8''{name}.csv",
        "Cache-Control": "no-store",
    }
    return Response(content, media_type="text/csv", headers=headers)


@route("GET", GROUP, power=GROUPS_MANAGE, tags=TAGS)
async def show_group(
    tx: Transaction, context: Context, actor: Actor, organisation_id: UUID, conversation_id: UUID
) -> GroupRow:
    """A group in numbers."""
    return await find_group(tx, context, actor, organisation_id, conversation_id)


@route("GET", GROUP + "/members", power=GROUPS_MANAGE, tags=TAGS)
async def review_members(
    tx: Transaction,
    actor: Actor,
    organisation_id: UUID,
    conversation_id: UUID,
    after: str | None = None,
    limit: int = 100,
) -> Page[SeatRow]:
    """The members of a group to review."""
    try:
        behind = PLATFORM if after is None else UUID(after)
    except ValueError:
        raise Invalid(fields={"after": "not a cursor of this list"}) from None
    return await find_members(tx, actor, organisation_id, conversation_id, behind, limited(limit))


@route(
    "DELETE",
    GROUP + "/members/{person_id:uuid}",
    power=GROUPS_MANAGE,
    tags=TAGS,
    refuses=(*BY_HAND, HandOverFirst),
    status=204,
)
async def take_out(
    tx: Transaction, context: Context, actor: Actor, organisation_id: UUID, conversation_id: UUID, person_id: UUID
) -> None:
    """Take somebody out of a group. Recorded in the audit log."""
    await register.remove_member(tx, context, actor, organisation_id, conversation_id, person_id)


@route("PUT", GROUP + "/owner", power=GROUPS_MANAGE, tags=TAGS, refuses=(*BY_HAND, NotMembers), status=204)
async def give_to(
    tx: Transaction, context: Context, actor: Actor, organisation_id: UUID, conversation_id: UUID, data: PersonId
) -> None:
    """Give a group to one of its members. Recorded in the audit log."""
    await register.hand_over(tx, context, actor, organisation_id, conversation_id, data.person_id)


@route("POST", GROUP + "/merger", power=GROUPS_MANAGE, tags=TAGS, refuses=(NotMergeable, GroupFull), status=204)
async def merge(
    tx: Transaction, context: Context, actor: Actor, organisation_id: UUID, conversation_id: UUID, data: Into
) -> None:
    """Let the members of a group join another, and end it. Recorded in the audit log."""
    await register.merge(tx, context, actor, organisation_id, conversation_id, data.into_id)


@route(
    "POST",
    "/api/organisations/{organisation_id:uuid}/group-warnings",
    power=GROUPS_MANAGE,
    tags=TAGS,
    refuses=BY_HAND,
    status=204,
)
async def warn(tx: Transaction, context: Context, actor: Actor, organisation_id: UUID, data: Warning) -> None:
    """Let idle groups end in some days. Recorded in the audit log."""
    await register.warn(tx, context, actor, organisation_id, data.group_ids, data.days)


@route("DELETE", GROUP + "/warning", power=GROUPS_MANAGE, tags=TAGS, refuses=BY_HAND, status=204)
async def keep(tx: Transaction, context: Context, actor: Actor, organisation_id: UUID, conversation_id: UUID) -> None:
    """Take a warning back. Recorded in the audit log."""
    await register.keep(tx, context, actor, organisation_id, conversation_id)


REGISTER_ROUTES = (
    list_register,
    show_counts,
    export_register,
    show_group,
    review_members,
    take_out,
    give_to,
    merge,
    warn,
    keep,
)

"""Running groups over HTTP, and coming into them."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from tocsin.kernel import text
from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.http import route
from tocsin.kernel.powers import SIGNED_IN
from tocsin.kernel.types import Actor, Page
from tocsin.messaging.actions import requests, running
from tocsin.messaging.queries import joining
from tocsin.messaging.queries.conversations import get_conversation
from tocsin.messaging.refusals import Closed, GroupFull, NotAGroup, NotMembers, OwnerOnly
from tocsin.messaging.refusals.groups import (
    AdminsOnly,
    AlreadyAsked,
    AlreadyInGroup,
    GroupLinkVoid,
    InvitingClosed,
    NameDiffers,
    NotOverThem,
    RequestDecided,
    TooManyAdmins,
)
from tocsin.messaging.routes.conversations import BY_HAND, ONE, TAGS, limited
from tocsin.messaging.rules.groups import Taker, Who
from tocsin.messaging.rules.shapes import ConversationView
from tocsin.organisations.door import DIRECTORY_READ

LISTED = "/api/organisations/{organisation_id:uuid}/listed-groups"
LINK = "/api/group-links/{code:str}"
COMING = (AlreadyInGroup, AlreadyAsked, GroupFull, Closed, text.Unfit)


class NewSettings(msgspec.Struct, forbid_unknown_fields=True):
    """Who may post, mention all, invite and announce; whether people are let in, and find the group; who may forward what
    is said out of it, and export it. What is left out stays.
    """

    posting: Who | msgspec.UnsetType = msgspec.UNSET
    mentioning: Who | msgspec.UnsetType = msgspec.UNSET
    inviting: Who | msgspec.UnsetType = msgspec.UNSET
    pinning: Who | msgspec.UnsetType = msgspec.UNSET
    approval: bool | msgspec.UnsetType = msgspec.UNSET
    listed: bool | msgspec.UnsetType = msgspec.UNSET
    forwarding: Taker | msgspec.UnsetType = msgspec.UNSET
    exporting: Taker | msgspec.UnsetType = msgspec.UNSET


class Silence(msgspec.Struct, forbid_unknown_fields=True):
    """Until when somebody may not speak; null: they may."""

    until: datetime | None


class TypedName(msgspec.Struct, forbid_unknown_fields=True):
    """The name of the group, typed."""

    name: str


class Note(msgspec.Struct, forbid_unknown_fields=True):
    """A word to those who let people in."""

    note: str | None = None


class Came(msgspec.Struct):
    """``joined``, or ``pending`` until the owner or an admin decides."""

    outcome: Literal["joined", "pending"]
    conversation_id: UUID | None


class LetIn(msgspec.Struct, forbid_unknown_fields=True):
    """Whether somebody is let in."""

    accept: bool


@route("PATCH", ONE + "/settings", power=SIGNED_IN, tags=TAGS, refuses=(NotAGroup, AdminsOnly, Closed))
async def change_settings(
    tx: Transaction, context: Context, actor: Actor, conversation_id: UUID, data: NewSettings
) -> ConversationView:
    """Set who may do what in a group; owner and admins may."""
    changed = {name: value for name, value in msgspec.structs.asdict(data).items() if value is not msgspec.UNSET}
    await running.change_settings(tx, context, actor, conversation_id, changed)
    return await get_conversation(tx, context.keyring, actor.person_id, conversation_id)


@route(
    "PUT",
    ONE + "/admins/{person_id:uuid}",
    power=SIGNED_IN,
    tags=TAGS,
    refuses=(NotAGroup, OwnerOnly, TooManyAdmins, Closed),
    status=204,
)
async def make_admin(tx: Transaction, context: Context, actor: Actor, conversation_id: UUID, person_id: UUID) -> None:
    """Make a member an admin of the group; the owner may."""
    await running.set_admin(tx, context, actor, conversation_id, person_id, on=True)


@route(
    "DELETE",
    ONE + "/admins/{person_id:uuid}",
    power=SIGNED_IN,
    tags=TAGS,
    refuses=(NotAGroup, OwnerOnly, Closed),
    status=204,
)
async def end_admin(tx: Transaction, context: Context, actor: Actor, conversation_id: UUID, person_id: UUID) -> None:
    """Let somebody be an admin no more; the owner may, and admins themselves."""
    await running.set_admin(tx, context, actor, conversation_id, person_id, on=False)


@route(
    "PUT",
    ONE + "/members/{person_id:uuid}/silence",
    power=SIGNED_IN,
    tags=TAGS,
    refuses=(NotAGroup, AdminsOnly, NotOverThem, Closed),
    status=204,
)
async def silence(
    tx: Transaction, context: Context, actor: Actor, conversation_id: UUID, person_id: UUID, data: Silence
) -> None:
    """Let somebody not speak until a moment, or speak again."""
    await running.silence(tx, context, actor, conversation_id, person_id, data.until)


@route(
    "POST",
    ONE + "/dissolution",
    power=SIGNED_IN,
    tags=TAGS,
    refuses=(*BY_HAND, OwnerOnly, NameDiffers),
    status=204,
)
async def dissolve(tx: Transaction, context: Context, actor: Actor, conversation_id: UUID, data: TypedName) -> None:
    """End a group; the owner may, who types its name. Those in it can still read it."""
    await running.dissolve(tx, context, actor, conversation_id, data.name)


@route("POST", ONE + "/links", power=SIGNED_IN, tags=TAGS, refuses=(*BY_HAND, InvitingClosed), status=201)
async def make_link(tx: Transaction, context: Context, actor: Actor, conversation_id: UUID) -> requests.MadeGroupLink:
    """Make a link to a group, for a week; its code is told this once."""
    return await requests.make_link(tx, context, actor, conversation_id)


@route("DELETE", ONE + "/links", power=SIGNED_IN, tags=TAGS, refuses=(*BY_HAND, AdminsOnly), status=204)
async def revoke_links(tx: Transaction, context: Context, actor: Actor, conversation_id: UUID) -> None:
    """End every link to a group; owner and admins may."""
    await requests.revoke_links(tx, context, actor, conversation_id)


@route("GET", ONE + "/requests", power=SIGNED_IN, tags=TAGS, refuses=(AdminsOnly,))
async def list_requests(
    tx: Transaction, context: Context, actor: Actor, conversation_id: UUID, after: str | None = None, limit: int = 50
) -> Page[joining.GroupRequestRow]:
    """Those who wait to be let in, the longest first; told to owner and admins."""
    return await joining.find_requests(tx, context, actor.person_id, conversation_id, after, limited(limit))


@route(
    "POST",
    ONE + "/requests/{request_id:uuid}/decision",
    power=SIGNED_IN,
    tags=TAGS,
    refuses=(*BY_HAND, AdminsOnly, RequestDecided, GroupFull, NotMembers),
    status=204,
)
async def decide_request(
    tx: Transaction, context: Context, actor: Actor, conversation_id: UUID, request_id: UUID, data: LetIn
) -> None:
    """Let somebody in, or refuse them."""
    await requests.decide(tx, context, actor, conversation_id, request_id, accept=data.accept)


@route("GET", LINK, power=SIGNED_IN, tags=TAGS, refuses=(GroupLinkVoid,))
async def read_link(tx: Transaction, context: Context, actor: Actor, code: str) -> joining.GroupCard:
    """Where a link leads."""
    context.limiter.check(f"group_link:{actor.person_id}", 0.5, 30)
    return await joining.get_linked(tx, context, actor, code)


@route("POST", LINK, power=SIGNED_IN, tags=TAGS, refuses=(GroupLinkVoid, *COMING), status=201)
async def join_by_link(tx: Transaction, context: Context, actor: Actor, code: str, data: Note) -> Came:
    """Join the group a link leads to, or ask to."""
    context.limiter.check(f"group_link:{actor.person_id}", 0.5, 30)
    outcome, conversation_id = await requests.join_by_link(tx, context, actor, code, data.note)
    return Came(outcome, conversation_id if outcome == "joined" else None)


@route("GET", LISTED, power=DIRECTORY_READ, tags=TAGS)
async def list_groups(
    tx: Transaction,
    context: Context,
    actor: Actor,
    organisation_id: UUID,
    q: str = "",
    after: str | None = None,
    limit: int = 50,
) -> Page[joining.GroupCard]:
    """The groups that colleagues find and may join, the latest first."""
    if q:
        context.limiter.check(f"groups_find:{actor.person_id}", 1, 10)
    return await joining.find_listed(tx, context, actor, organisation_id, q, after, limited(limit))


@route("POST", LISTED + "/{conversation_id:uuid}", power=DIRECTORY_READ, tags=TAGS, refuses=COMING, status=201)
async def join_listed(
    tx: Transaction, context: Context, actor: Actor, organisation_id: UUID, conversation_id: UUID, data: Note
) -> Came:
    """Join a group of the list, or ask to."""
    context.limiter.check(f"group_link:{actor.person_id}", 0.5, 30)
    outcome = await requests.join_listed(tx, context, actor, organisation_id, conversation_id, data.note)
    return Came(outcome, conversation_id if outcome == "joined" else None)


@route("GET", "/api/me/group-requests", power=SIGNED_IN, tags=TAGS)
async def list_own_requests(tx: Transaction, context: Context, actor: Actor) -> list[joining.OwnRequest]:
    """One's own requests to be let in that wait."""
    return await joining.find_own_requests(tx, context, actor)


@route("DELETE", "/api/me/group-requests/{request_id:uuid}", power=SIGNED_IN, tags=TAGS, status=204)
async def give_up_request(tx: Transaction, context: Context, actor: Actor, request_id: UUID) -> None:
    """Wait no longer."""
    await requests.give_up(tx, context, actor, request_id)


GROUP_ROUTES = (
    change_settings,
    make_admin,
    end_admin,
    silence,
    dissolve,
    make_link,
    revoke_links,
    list_requests,
    decide_request,
    read_link,
    join_by_link,
    list_groups,
    join_listed,
    list_own_requests,
    give_up_request,
)

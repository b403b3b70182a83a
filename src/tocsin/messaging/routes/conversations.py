"""Conversations over HTTP. Whoever is not in one is told that there is none."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec

from tocsin.kernel import text
from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import Invalid
from tocsin.kernel.http import route
from tocsin.kernel.powers import SIGNED_IN
from tocsin.kernel.types import Actor, Page
from tocsin.messaging.actions import groups
from tocsin.messaging.actions.making import make_group, open_direct
from tocsin.messaging.queries.conversations import PAGE, find_conversations, get_conversation
from tocsin.messaging.queries.history import find_people
from tocsin.messaging.queries.removal import Removal, get_removal
from tocsin.messaging.queries.seats import find_seats
from tocsin.messaging.refusals import (
    Closed,
    FollowsDepartment,
    GroupFull,
    HandOverFirst,
    NotAGroup,
    NotMembers,
    NotWithYourself,
    OwnerOnly,
)
from tocsin.messaging.refusals.groups import AdminsOnly, InvitingClosed, NotOverThem
from tocsin.messaging.rules.shapes import ConversationPage, ConversationView, PeopleAnswer, Seat
from tocsin.messaging.rules.standing import ADD_LIMIT

PATH = "/api/conversations"
ONE = PATH + "/{conversation_id:uuid}"
TAGS = ["messaging"]
BY_HAND = (NotAGroup, FollowsDepartment, Closed)
People = Annotated[list[UUID], msgspec.Meta(max_length=ADD_LIMIT)]
PEOPLE_AT_ONCE = 100
FINDS_PER_SECOND, FINDS_BURST = 5, 40
"""How often one person looks for members by name: as often as they type."""


class NewConversation(msgspec.Struct, forbid_unknown_fields=True):
    """With one person (``direct``: ``person_id``), or a group of an organisation's members (``group``: the others).

    ``client_id`` is the client's own for a group, so that asking twice makes one.
    """

    kind: Literal["direct", "group"]
    person_id: UUID | None = None
    organisation_id: UUID | None = None
    name: str | None = None
    person_ids: People = []
    client_id: UUID | None = None


class NewName(msgspec.Struct, forbid_unknown_fields=True):
    """The new name of a group."""

    name: str


class Preferences(msgspec.Struct, forbid_unknown_fields=True):
    """How a person keeps a conversation."""

    pinned: bool
    muted: bool


class PersonIds(msgspec.Struct, forbid_unknown_fields=True):
    """People to add."""

    person_ids: People


class Departure(msgspec.Struct, forbid_unknown_fields=True):
    """How one leaves: ``quiet``, or told to everybody.

    An owner names an heir; null lets the group fall to the admin longest in it, else to the member longest in it.
    """

    quiet: bool = False
    heir_id: UUID | msgspec.UnsetType | None = msgspec.UNSET


class Added(msgspec.Struct):
    """How many of those added wait to be let in by the owner or an admin."""

    waiting: int


class PersonId(msgspec.Struct, forbid_unknown_fields=True):
    """The person meant."""

    person_id: UUID


def limited(limit: int, most: int = 200) -> int:
    """Return how many items a page holds; refuse a number that is out of bounds."""
    if not 1 <= limit <= most:
        raise Invalid(fields={"limit": f"1 to {most}"})
    return limit


@route("GET", PATH, power=SIGNED_IN, tags=TAGS)
async def list_conversations(
    tx: Transaction, context: Context, actor: Actor, after: str | None = None, limit: int = PAGE
) -> ConversationPage:
    """The conversations one is in: pinned ones first, then the most recently moved."""
    return await find_conversations(tx, context.keyring, actor.person_id, after, limited(limit))


@route("POST", PATH, power=SIGNED_IN, tags=TAGS, refuses=(NotWithYourself, NotMembers, text.Unfit), status=201)
async def make_conversation(tx: Transaction, context: Context, actor: Actor, data: NewConversation) -> ConversationView:
    """Open the conversation with a person (always the same one), or make a group."""
    if data.kind == "direct":
        if data.person_id is None:
            raise Invalid(fields={"person_id": "required"})
        conversation_id, _ = await open_direct(tx, context, actor, data.person_id)
    else:
        if data.organisation_id is None or data.name is None:
            raise Invalid(fields={"organisation_id": "required", "name": "required"})
        conversation_id = await make_group(
            tx, context, actor, data.organisation_id, data.name, data.person_ids, data.client_id
        )
    return await get_conversation(tx, context.keyring, actor.person_id, conversation_id)


@route("GET", ONE, power=SIGNED_IN, tags=TAGS)
async def show_conversation(tx: Transaction, context: Context, actor: Actor, conversation_id: UUID) -> ConversationView:
    """One conversation."""
    return await get_conversation(tx, context.keyring, actor.person_id, conversation_id)


@route("PATCH", ONE, power=SIGNED_IN, tags=TAGS, refuses=(*BY_HAND, AdminsOnly, text.Unfit))
async def rename_group(
    tx: Transaction, context: Context, actor: Actor, conversation_id: UUID, data: NewName
) -> ConversationView:
    """Rename a group."""
    await groups.rename(tx, context, actor, conversation_id, data.name)
    return await get_conversation(tx, context.keyring, actor.person_id, conversation_id)


@route("PUT", ONE + "/preferences", power=SIGNED_IN, tags=TAGS, status=204)
async def set_preferences(
    tx: Transaction, context: Context, actor: Actor, conversation_id: UUID, data: Preferences
) -> None:
    """Pin and mute, for oneself."""
    await groups.prefer(tx, context, actor, conversation_id, pinned=data.pinned, muted=data.muted)


@route("GET", ONE + "/members", power=SIGNED_IN, tags=TAGS)
async def list_members(
    tx: Transaction,
    context: Context,
    actor: Actor,
    conversation_id: UUID,
    q: str | None = None,
    ids: str | None = None,
    after: str | None = None,
    limit: int = 100,
) -> Page[Seat]:
    """Who is in a conversation: whoever runs it first. `q` finds by name, pinyin or initials, in the order of names;
    `ids` asks which of at most 100 people, divided by commas, are in it, and goes before `q`.
    """
    if ids is not None:
        return await find_seats(tx, actor.person_id, conversation_id, after, limited(limit), people=_people(ids))
    if q and q.strip():
        context.limiter.check(f"members_find:{actor.person_id}", FINDS_PER_SECOND, FINDS_BURST)
    return await find_seats(tx, actor.person_id, conversation_id, after, limited(limit), q)


@route(
    "POST",
    ONE + "/members",
    power=SIGNED_IN,
    tags=TAGS,
    refuses=(*BY_HAND, NotMembers, GroupFull, InvitingClosed),
    status=200,
)
async def add_members(tx: Transaction, context: Context, actor: Actor, conversation_id: UUID, data: PersonIds) -> Added:
    """Add members of the organisation to a group; where people are let in, those a plain member brings wait."""
    return Added(await groups.add_members(tx, context, actor, conversation_id, data.person_ids))


@route(
    "DELETE",
    ONE + "/members/{person_id:uuid}",
    power=SIGNED_IN,
    tags=TAGS,
    refuses=(*BY_HAND, AdminsOnly, NotOverThem, HandOverFirst),
    status=204,
)
async def remove_member(
    tx: Transaction, context: Context, actor: Actor, conversation_id: UUID, person_id: UUID
) -> None:
    """Remove somebody from a group."""
    await groups.remove_member(tx, context, actor, conversation_id, person_id)


@route("POST", ONE + "/departure", power=SIGNED_IN, tags=TAGS, refuses=(*BY_HAND, HandOverFirst), status=204)
async def leave_group(
    tx: Transaction, context: Context, actor: Actor, conversation_id: UUID, data: Departure | None = None
) -> None:
    """Leave a group, also one that has ended."""
    how = data or Departure()
    heir = None if how.heir_id is msgspec.UNSET else how.heir_id
    falls = how.heir_id is None
    await groups.leave(tx, context, actor, conversation_id, quiet=how.quiet, heir_id=heir, falls=falls)


@route("GET", ONE + "/removal", power=SIGNED_IN, tags=TAGS)
async def show_removal(tx: Transaction, context: Context, actor: Actor, conversation_id: UUID) -> Removal:
    """How one was removed from a group; for everybody else there is no such thing."""
    context.limiter.check(f"removal:{actor.person_id}", FINDS_PER_SECOND, FINDS_BURST)
    return await get_removal(tx, context, actor, conversation_id)


@route("PUT", ONE + "/owner", power=SIGNED_IN, tags=TAGS, refuses=(*BY_HAND, OwnerOnly), status=204)
async def hand_over(tx: Transaction, context: Context, actor: Actor, conversation_id: UUID, data: PersonId) -> None:
    """Make another member the owner."""
    await groups.hand_over(tx, context, actor, conversation_id, data.person_id)


@route("GET", ONE + "/people", power=SIGNED_IN, tags=TAGS)
async def name_people(tx: Transaction, actor: Actor, conversation_id: UUID, ids: str) -> PeopleAnswer:
    """How people are called who are or were in a conversation, or did something with it lately; ``ids`` are at most 100,
    divided by commas.
    """
    return PeopleAnswer(await find_people(tx, actor.person_id, conversation_id, _people(ids)))


def _people(ids: str) -> list[UUID]:
    parts = [part for part in ids.split(",") if part]
    if len(parts) > PEOPLE_AT_ONCE:
        raise Invalid(fields={"ids": f"at most {PEOPLE_AT_ONCE}"})
    try:
        return [UUID(part) for part in parts]
    except ValueError:
        raise Invalid(fields={"ids": "not ids"}) from None


CONVERSATION_ROUTES = (
    list_conversations,
    make_conversation,
    show_conversation,
    rename_group,
    set_preferences,
    list_members,
    add_members,
    remove_member,
    leave_group,
    show_removal,
    hand_over,
    name_people,
)

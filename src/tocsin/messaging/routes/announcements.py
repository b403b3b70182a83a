"""Announcements over HTTP."""

from uuid import UUID

import msgspec

from tocsin.kernel import text
from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.http import route
from tocsin.kernel.powers import SIGNED_IN
from tocsin.kernel.types import Actor, Page
from tocsin.messaging.actions import announcements
from tocsin.messaging.queries.announcements import (
    AnnouncementRow,
    find_announcements,
)
from tocsin.messaging.refusals import Closed, IdTaken, NotAGroup
from tocsin.messaging.refusals.groups import (
    AdminsOnly,
    AdminsPostOnly,
    NoConfirmation,
    PinningClosed,
    RemindedJustNow,
    Silenced,
)
from tocsin.messaging.routes.conversations import ONE, TAGS, limited
from tocsin.messaging.routes.messages import plain
from tocsin.messaging.rules.shapes import Fact

ANNOUNCEMENTS = ONE + "/announcements"
ANNOUNCEMENT = ANNOUNCEMENTS + "/{seq:int}"


class NewAnnouncement(msgspec.Struct, forbid_unknown_fields=True):
    """Words to stand above the chat; ``confirm``: people are asked to confirm them.

    ``client_id`` is a UUID of the client's own: asking twice makes one.
    """

    text: str
    confirm: bool = False
    client_id: UUID | None = None


class Reminded(msgspec.Struct):
    """How many were reminded."""

    people: int


@route("GET", ANNOUNCEMENTS, power=SIGNED_IN, tags=TAGS)
async def list_announcements(
    tx: Transaction, context: Context, actor: Actor, conversation_id: UUID, after: str | None = None, limit: int = 20
) -> Page[AnnouncementRow]:
    """The announcements of a group, the newest first, also of before one came."""
    return await find_announcements(tx, context, actor.person_id, conversation_id, after, limited(limit))


@route(
    "POST",
    ANNOUNCEMENTS,
    power=SIGNED_IN,
    tags=TAGS,
    refuses=(NotAGroup, PinningClosed, Silenced, AdminsPostOnly, Closed, IdTaken, text.Unfit),
    status=201,
)
async def announce(
    tx: Transaction, context: Context, actor: Actor, conversation_id: UUID, data: NewAnnouncement
) -> Fact:
    """Put words above the chat, in place of those before. Answers the fact of it."""
    return plain(
        await announcements.announce(
            tx, context, actor, conversation_id, data.text, confirm=data.confirm, client_id=data.client_id
        )
    )


@route("DELETE", ANNOUNCEMENT, power=SIGNED_IN, tags=TAGS, refuses=(NotAGroup, AdminsOnly, Closed), status=204)
async def withdraw(tx: Transaction, context: Context, actor: Actor, conversation_id: UUID, seq: int) -> None:
    """Take an announcement down; it stays in the history."""
    await announcements.withdraw(tx, context, actor, conversation_id, seq)


@route(
    "POST",
    ANNOUNCEMENT + "/confirmation",
    power=SIGNED_IN,
    tags=TAGS,
    refuses=(NotAGroup, NoConfirmation, Closed),
    status=204,
)
async def confirm(tx: Transaction, context: Context, actor: Actor, conversation_id: UUID, seq: int) -> None:
    """Confirm an announcement."""
    await announcements.confirm(tx, context, actor, conversation_id, seq)


@route(
    "POST",
    ANNOUNCEMENT + "/reminders",
    power=SIGNED_IN,
    tags=TAGS,
    refuses=(NotAGroup, AdminsOnly, NoConfirmation, RemindedJustNow, Closed),
    status=200,
)
async def remind(tx: Transaction, context: Context, actor: Actor, conversation_id: UUID, seq: int) -> Reminded:
    """Remind those who have not confirmed."""
    return Reminded(await announcements.remind(tx, context, actor, conversation_id, seq))


ANNOUNCEMENT_ROUTES = (list_announcements, announce, withdraw, confirm, remind)

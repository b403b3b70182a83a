"""Messages over HTTP. Sending and reading go through the same queues as over the socket."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response
from litestar.params import QueryParameter

from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import Invalid
from tocsin.kernel.http import Visitor, route
from tocsin.kernel.powers import SIGNED_IN
from tocsin.kernel.types import Actor
from tocsin.messaging.actions.composing import compose
from tocsin.messaging.actions.office import office
from tocsin.messaging.actions.reading import Position
from tocsin.messaging.actions.recall import recall
from tocsin.messaging.queries.effects import Which, find_effects
from tocsin.messaging.queries.history import find_facts
from tocsin.messaging.refusals import (
    AlreadyRecalled,
    Busy,
    NotYourMessage,
    RecallTooLate,
)
from tocsin.messaging.refusals.sending import SENDING
from tocsin.messaging.routes.conversations import ONE, TAGS, limited
from tocsin.messaging.rules.content import NewContent
from tocsin.messaging.rules.shapes import EffectsPage, Fact, FactPage, Seq

MESSAGES = ONE + "/messages"


class NewMessage(msgspec.Struct, forbid_unknown_fields=True):
    """A message to send. ``client_id`` is the sender's own: sent twice, it is stored once.

    With a ``content`` the text may be empty.
    """

    client_id: UUID
    text: str = ""
    mentions: list[str] = []
    reply_to: Seq | None = None
    sent_at: datetime | None = None
    content: NewContent | None = None


class ReadUpTo(msgspec.Struct, forbid_unknown_fields=True):
    """A read position."""

    seq: Seq


def plain(fact: Fact) -> Fact:
    """Return a fact without the tag of an event."""
    return Fact(**{name: getattr(fact, name) for name in fact.__struct_fields__})


@route("GET", MESSAGES, power=SIGNED_IN, tags=TAGS)
async def list_messages(
    tx: Transaction,
    context: Context,
    actor: Actor,
    conversation_id: UUID,
    before: int | None = None,
    after: int | None = None,
    limit: int = 50,
) -> FactPage:
    """A run of facts, ascending: the newest, those before a position, or those after one.

    Facts that only change an earlier one (recalls, edits, reactions, votes, cards) are listed after a position only.
    """
    if before is not None and after is not None:
        raise Invalid(fields={"before": "before or after, not both"})
    return await find_facts(
        tx, context.keyring, actor.person_id, conversation_id, before=before, after=after, limit=limited(limit)
    )


@route(
    "POST",
    MESSAGES,
    power=SIGNED_IN,
    tags=TAGS,
    refuses=SENDING,
    status=201,
    also={200: (Fact, "Stored before, under the same client_id")},
)
async def send_message(context: Context, actor: Actor, conversation_id: UUID, data: NewMessage) -> Response[Fact]:
    """Send a message; 200 with what is stored when the same ``client_id`` was sent before."""
    stored = await office(context).send(
        actor,
        conversation_id,
        data.client_id,
        data.text,
        mentions=data.mentions,
        reply_to=data.reply_to,
        sent_at=data.sent_at,
        carried=await compose(context, actor, conversation_id, data.content),
    )
    return Response(plain(stored.fact), status_code=201 if stored.fresh else 200)


@route(
    "POST",
    MESSAGES + "/{seq:int}/recall",
    power=SIGNED_IN,
    tags=TAGS,
    refuses=(NotYourMessage, RecallTooLate, AlreadyRecalled),
    status=204,
)
async def recall_message(tx: Transaction, context: Context, actor: Actor, conversation_id: UUID, seq: int) -> None:
    """Take a message back: its text is erased."""
    await recall(tx, context, actor, conversation_id, seq)


@route("PUT", ONE + "/read", power=SIGNED_IN, tags=TAGS, refuses=(Busy,))
async def read_up_to(context: Context, actor: Actor, conversation_id: UUID, data: ReadUpTo) -> Position:
    """Confirm everything up to a position. It never goes back: an earlier one answers where one stands."""
    return await office(context).read(actor, conversation_id, data.seq)


@route("GET", MESSAGES + "/{seq:int}/effects", power=SIGNED_IN, tags=TAGS, refuses=(NotYourMessage,))
async def show_effects(
    tx: Transaction,
    actor: Actor,
    visitor: Visitor,
    conversation_id: UUID,
    seq: int,
    which: Annotated[Which, QueryParameter(name="state")] = "confirmed",
    after: str | None = None,
    limit: int = 100,
) -> EffectsPage:
    """Who has confirmed one's message, when and on which device; who has not; or how it was handled, by whom and when."""
    return await find_effects(
        tx, actor.person_id, conversation_id, seq, which, visitor.language, after=after, limit=limited(limit)
    )


MESSAGE_ROUTES = (list_messages, send_message, recall_message, read_up_to, show_effects)

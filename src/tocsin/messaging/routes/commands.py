"""The room's socket commands: the same functions as the routes call."""

from collections.abc import Awaitable
from datetime import datetime
from uuid import UUID

import msgspec

from tocsin.kernel.errors import Refusal
from tocsin.kernel.powers import SIGNED_IN
from tocsin.kernel.socket import Call, Command
from tocsin.messaging.actions.composing import compose
from tocsin.messaging.actions.office import office
from tocsin.messaging.actions.reading import Position
from tocsin.messaging.actions.recall import recall
from tocsin.messaging.actions.sending import Outcome, Outgoing, Stored
from tocsin.messaging.refusals import (
    AlreadyRecalled,
    Busy,
    NotYourMessage,
    RecallTooLate,
)
from tocsin.messaging.refusals.sending import SENDING
from tocsin.messaging.rules.content import NewContent
from tocsin.messaging.rules.shapes import Sent, Seq


class Send(msgspec.Struct):
    """A message to send."""

    conversation_id: UUID
    client_id: UUID
    text: str = ""
    mentions: list[str] = []
    reply_to: Seq | None = None
    sent_at: datetime | None = None
    content: NewContent | None = None


class Read(msgspec.Struct):
    """A read position."""

    conversation_id: UUID
    seq: Seq


class Recall(msgspec.Struct):
    """A message to take back."""

    conversation_id: UUID
    seq: Seq


class Recalled(msgspec.Struct):
    """The position of the recall."""

    seq: int


def _send(call: Call[Send]) -> Awaitable[Sent] | None:
    """A plain text goes straight into the queue; what a message carries is looked at first."""
    if call.params.content is not None:
        return _send_composed(call)
    params = call.params

    def done(outcome: Outcome) -> None:
        if isinstance(outcome, Refusal):
            call.refuse(outcome)
        else:
            call.answer(_sent(outcome))

    office(call.context).sends.put(
        Outgoing(
            call.actor,
            params.conversation_id,
            params.client_id,
            params.text,
            params.mentions,
            params.reply_to,
            params.sent_at,
            done,
        )
    )
    return None


async def _send_composed(call: Call[Send]) -> Sent:
    params = call.params
    carried = await compose(call.context, call.actor, params.conversation_id, params.content)
    stored = await office(call.context).send(
        call.actor,
        params.conversation_id,
        params.client_id,
        params.text,
        mentions=params.mentions,
        reply_to=params.reply_to,
        sent_at=params.sent_at,
        carried=carried,
    )
    return _sent(stored)


def _sent(stored: Stored) -> Sent:
    return Sent(stored.fact.seq, stored.fact.at, stored.fact.delivered or 0)


def _read(call: Call[Read]) -> None:
    def done(outcome: Position | Refusal) -> None:
        if isinstance(outcome, Refusal):
            call.refuse(outcome)
        else:
            call.answer(outcome)

    office(call.context).reads.put(call.actor, call.params.conversation_id, call.params.seq, done)


async def _recall(call: Call[Recall]) -> Recalled:
    async with call.context.db.acting(call.actor) as tx:
        event = await recall(tx, call.context, call.actor, call.params.conversation_id, call.params.seq)
    return Recalled(event.seq)


COMMANDS = (
    Command(
        "send",
        SIGNED_IN,
        Send,
        _send,
        SENDING,
    ),
    Command("read", SIGNED_IN, Read, _read, (Busy,)),
    Command("recall", SIGNED_IN, Recall, _recall, (NotYourMessage, RecallTooLate, AlreadyRecalled)),
)

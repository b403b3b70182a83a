"""What the room keeps running beside its rows: the two queues, the receipts, and what sockets are fed with."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import TypeVar
from uuid import UUID
from weakref import WeakKeyDictionary

from tocsin.effects.door import Entry
from tocsin.kernel.context import Context
from tocsin.kernel.db import REALTIME, Database, Transaction
from tocsin.kernel.errors import Refusal
from tocsin.kernel.socket import encode_event
from tocsin.kernel.types import Actor
from tocsin.messaging.actions.reading import CONFIRMED, Position, ReadQueue
from tocsin.messaging.actions.receipts import Receipts
from tocsin.messaging.actions.sending import Outcome, Outgoing, SendQueue, Stored
from tocsin.messaging.queries.conversations import find_conversations, find_followed, find_views, get_conversation
from tocsin.messaging.rules.content import Carrying
from tocsin.messaging.rules.shapes import ConversationEvent, ConversationView, Snapshot

T = TypeVar("T")
_offices: "WeakKeyDictionary[Database, Office]" = WeakKeyDictionary()


class Office:
    """The room's part of one running server."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.sends = SendQueue(context)
        self.reads = ReadQueue(context)
        self.receipts = Receipts(context)

    async def send(
        self,
        actor: Actor,
        conversation_id: UUID,
        client_id: UUID,
        text: str,
        *,
        mentions: Sequence[str] = (),
        reply_to: int | None = None,
        sent_at: datetime | None = None,
        carried: Carrying | None = None,
        also: Sequence[Entry] = (),
    ) -> Stored:
        """Send a message and wait until it is stored; the same ``client_id`` again answers what was stored then."""
        answer: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self.sends.put(
            Outgoing(
                actor,
                conversation_id,
                client_id,
                text,
                mentions,
                reply_to,
                sent_at,
                _into(answer),
                carried=carried,
                also=also,
            )
        )
        outcome = await answer
        if isinstance(outcome, Refusal):
            raise outcome
        return outcome

    async def read(self, actor: Actor, conversation_id: UUID, seq: int) -> Position:
        """Confirm everything up to a position; it never goes back. Raises :class:`NotFound`."""
        answer: asyncio.Future[Position | Refusal] = asyncio.get_running_loop().create_future()
        self.reads.put(actor, conversation_id, seq, _into(answer))
        outcome = await answer
        if isinstance(outcome, Refusal):
            raise outcome
        return outcome


def _into(answer: "asyncio.Future[T]") -> Callable[[T], None]:
    """Return what sets a future, unless whoever waited has gone."""
    return lambda outcome: None if answer.done() else answer.set_result(outcome)


class _Feed:
    """What sockets begin with, read as the people they speak for."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def followed(self, actor: Actor) -> list[UUID]:
        async with self._context.db.acting(actor) as tx:
            return await find_followed(tx)

    async def snapshot(self, actor: Actor) -> bytes:
        async with self._context.db.acting(actor) as tx:
            page = await find_conversations(tx, self._context.keyring, actor.person_id)
        return encode_event(Snapshot(page.items, page.next, page.people))

    async def introduce(self, conversation_id: UUID, actors: list[Actor]) -> dict[UUID, bytes]:
        people = [actor.person_id for actor in actors]
        async with self._context.db.working(REALTIME) as tx:
            views = await find_views(tx, self._context.keyring, conversation_id, people)
        for actor in actors:
            view = views.get(actor.person_id)
            if view is not None and view.kind == "direct":
                # How the other is called depends on what the two share.
                async with self._context.db.acting(actor) as tx:
                    views[actor.person_id] = await get_conversation(
                        tx, self._context.keyring, actor.person_id, conversation_id
                    )
        return {person_id: encode_event(_as_event(view)) for person_id, view in views.items()}


def _as_event(view: ConversationView) -> ConversationEvent:
    return ConversationEvent(**{name: getattr(view, name) for name in view.__struct_fields__})


def office_of(tx: Transaction) -> Office:
    """Return the office of the server a unit of work belongs to: reactions reach it this way."""
    return _offices[tx.database]


def office(context: Context) -> Office:
    """Return the office of a server."""
    return _offices[context.db]


@asynccontextmanager
async def open_office(context: Context) -> AsyncIterator[None]:
    """Run the room's queues while the server runs; on the way out what waits is still stored."""
    one = _offices[context.db] = Office(context)
    context.hub.feed = _Feed(context)
    unsubscribe = context.bus.subscribe(CONFIRMED, one.receipts.confirmed)
    tasks = [
        asyncio.create_task(one.sends.run(), name="send queue"),
        asyncio.create_task(one.reads.run(), name="read queue"),
        asyncio.create_task(one.receipts.run(), name="receipts"),
    ]
    try:
        yield
    finally:
        await one.sends.drain()
        await one.reads.drain()
        unsubscribe()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        context.hub.feed = None
        # It holds the context, and with it what it is kept by.
        del _offices[context.db]

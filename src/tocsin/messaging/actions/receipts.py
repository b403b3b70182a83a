"""Telling senders how many have confirmed: computed when positions moved, coalesced, for those who are connected."""

import asyncio
from operator import itemgetter
from time import monotonic
from typing import Any, Final
from uuid import UUID

import msgspec
import structlog

from tocsin.effects.door import find_all_handled
from tocsin.kernel.context import Context
from tocsin.kernel.db import REALTIME, Transaction
from tocsin.kernel.socket import encode_event
from tocsin.kernel.socket.frames import Changed
from tocsin.messaging.queries.facts import find_all_confirmed
from tocsin.messaging.rules.shapes import ReceiptsEvent

log = structlog.get_logger()
INTERVAL: Final = 0.5
"""Seconds between two tellings of one conversation."""
DELAY: Final = 0.05
"""Seconds the first telling waits for readers who come together."""
MARKS: Final = 2_000
"""Messages told one by one; of more, whoever shows the conversation reads it again."""
AT_ONCE: Final = 100
"""Conversations told of at once."""

_MESSAGES = (
    "SELECT d.conversation_id, m.seq, m.sender_id, m.audience"
    " FROM unnest($1::uuid[], $2::bigint[], $3::bigint[]) AS d(conversation_id, first, last)"
    " CROSS JOIN LATERAL (SELECT seq, sender_id, audience FROM message WHERE conversation_id = d.conversation_id"
    " AND seq > d.first AND seq <= d.last"
    " AND (kind = 'text' OR kind = 'announced' AND NOT (detail->>'confirm')::bool) ORDER BY seq DESC LIMIT $4) m"
)


class Receipts:
    """Positions that moved, by conversation, until they are told."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._spans: dict[UUID, tuple[int, int]] = {}
        self._told: dict[UUID, float] = {}
        self._wake = asyncio.Event()

    def confirmed(self, payload: bytes) -> None:
        """Take note of positions that moved, from the bus."""
        for conversation_id, first, last in msgspec.json.decode(payload, type=list[tuple[UUID, int, int]]):
            if self._context.hub.listening("conversation", conversation_id):
                low, high = self._spans.get(conversation_id, (first, last))
                self._spans[conversation_id] = (min(low, first), max(high, last))
                self._wake.set()

    async def run(self) -> None:
        """Tell until cancelled."""
        while True:
            await self._wake.wait()
            await asyncio.sleep(DELAY)
            self._wake.clear()
            now = monotonic()
            self._told = {one: at for one, at in self._told.items() if now - at < INTERVAL}
            due = [one for one in self._spans if one not in self._told][:AT_ONCE]
            if due:
                await self._tell(due, now)
            if self._spans:
                self._wake.set()

    async def _tell(self, due: list[UUID], now: float) -> None:
        spans = {one: self._spans.pop(one) for one in due}
        self._told.update(dict.fromkeys(due, now))
        try:
            async with self._context.db.working(REALTIME) as tx:
                await self._count(tx, spans)
        except Exception:
            # The counts are read again with the page; nothing is lost but the moment.
            log.exception("receipts.failed", count=len(due))

    async def _count(self, tx: Transaction, spans: dict[UUID, tuple[int, int]]) -> None:
        """Tell the senders of the messages within the spans; four queries in all."""
        hub = self._context.hub
        bounds = [list(column) for column in zip(*spans.values(), strict=True)]
        found: dict[UUID, list[Any]] = {}
        for row in await tx.fetch(_MESSAGES, list(spans), *bounds, MARKS + 1):
            found.setdefault(row["conversation_id"], []).append(row)
        own: dict[UUID, list[Any]] = {}
        for conversation_id, rows in found.items():
            if len(rows) > MARKS:
                event = encode_event(Changed(("conversation", str(conversation_id), "receipts")))
                hub.tell("conversation", conversation_id, event)
            else:
                heard = [row for row in rows if hub.hears(row["sender_id"], conversation_id)]
                own[conversation_id] = sorted(heard, key=itemgetter("seq"))
        messages = {one: [(row["seq"], row["sender_id"]) for row in rows] for one, rows in own.items()}
        counts = await find_all_confirmed(tx, messages)
        handled = await find_all_handled(tx, messages)
        for conversation_id, rows in own.items():
            marks: dict[UUID, list[tuple[int, int, int, int]]] = {}
            for row, confirmed in zip(rows, counts[conversation_id], strict=True):
                mark = (row["seq"], confirmed, row["audience"], handled[conversation_id].get(row["seq"], 0))
                marks.setdefault(row["sender_id"], []).append(mark)
            for sender_id, of_sender in marks.items():
                hub.tell("person", sender_id, encode_event(ReceiptsEvent(conversation_id, of_sender)))

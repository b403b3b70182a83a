"""Read positions, coalesced like messages: one unit of work for all that came while the last was under way.

A position only grows. Each advance is one effect, however many messages it covers. What a reader confirmed is told to
the senders concerned at most twice a second and conversation. Who reads is looked up again once the rows are locked,
as who sends is: a position that waited must not be confirmed by somebody who may no longer.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, Final
from uuid import UUID

import asyncpg
import msgspec
import structlog

from tocsin.effects.door import Effect, Entry, record
from tocsin.kernel.context import Context
from tocsin.kernel.db import FLUSH
from tocsin.kernel.errors import Internal, NotFound, Refusal, SignedOut, Unavailable
from tocsin.kernel.ids import PLATFORM
from tocsin.kernel.socket import encode_event
from tocsin.kernel.types import Actor
from tocsin.messaging.actions.ledger import ITEM, moment
from tocsin.messaging.queries.conversations import COUNTS
from tocsin.messaging.refusals import Busy
from tocsin.messaging.rules.shapes import ReadEvent

log = structlog.get_logger()
CONFIRMED: Final = "messaging.confirmed"
"""Topic of spans in which counts changed, for the receipts of senders: conversation, from (not included), to."""
BATCH: Final = 500
WAITING: Final = 10_000
GATHER: Final = 0.03
"""Seconds that positions wait for each other: in a large group everybody confirms at once, and a commit is a commit."""

# What comes first, so that nothing is waited for between looking up who reads and writing what they confirm.
_LOCK = """
SELECT 1 FROM unnest($1::uuid[], $2::uuid[]) AS w(conversation_id, person_id) JOIN conversation_member m
     ON m.conversation_id = w.conversation_id AND m.person_id = w.person_id AND m.until_version IS NULL
ORDER BY m.conversation_id, m.person_id FOR NO KEY UPDATE OF m
"""
_ADVANCE = f"""
WITH w AS (
    SELECT * FROM unnest($1::int[], $2::uuid[], $3::uuid[], $4::bigint[], $5::text[])
    AS w(n, conversation_id, person_id, seq, realms)
), old AS MATERIALIZED (
    SELECT w.n, m.conversation_id, m.person_id, m.since_version, m.read_seq AS before, c.realm_id, c.last_seq,
           greatest(m.read_seq, least(w.seq, c.last_seq)) AS reached
    FROM w JOIN conversation_member m
         ON m.conversation_id = w.conversation_id AND m.person_id = w.person_id AND m.until_version IS NULL
    JOIN conversation c ON c.id = w.conversation_id
    WHERE c.realm_id = '{PLATFORM}' OR c.realm_id = ANY (w.realms::uuid[])
    ORDER BY m.conversation_id, m.person_id FOR NO KEY UPDATE OF m
), moved AS (
    UPDATE conversation_member m SET read_seq = old.reached FROM old
    WHERE m.conversation_id = old.conversation_id AND m.person_id = old.person_id
          AND m.since_version = old.since_version AND old.reached > m.read_seq
)
SELECT p.*, CASE WHEN p.read_seq < p.last_seq THEN {COUNTS[0]} ELSE 0 END AS unread,
       p.read_seq < p.last_seq AND {COUNTS[1]} AS mentioned
FROM (SELECT n, conversation_id AS id, person_id AS me, before, reached AS read_seq, realm_id, last_seq FROM old) p
"""  # noqa: S608


class Position(msgspec.Struct, frozen=True):
    """Where a person stands in a conversation, and what is unread after it."""

    seq: int
    unread: int
    mentioned: bool


Done = Callable[[Position | Refusal], None]


class _Asked(msgspec.Struct):
    """One asking for a position, of one session, and whom to tell. ``refused`` once its session is found to have ended."""

    actor: Actor
    seq: int
    done: Done
    refused: Refusal | None = None


class _Mark:
    """A person's position in a conversation on its way: every asking for it that came together."""

    __slots__ = ("asked", "conversation_id", "person_id")

    def __init__(self, person_id: UUID, conversation_id: UUID) -> None:
        self.person_id = person_id
        self.conversation_id = conversation_id
        self.asked: list[_Asked] = []

    @property
    def furthest(self) -> _Asked | None:
        """The asking that reaches furthest, of those whose session lives."""
        return max((one for one in self.asked if one.refused is None), key=lambda one: one.seq, default=None)


def handled(context: Context, conversation_id: UUID, seq: int) -> None:
    """Let the sender of a message hear that somebody handled it. Call it after the commit."""
    context.bus.publish(CONFIRMED, msgspec.json.encode([(conversation_id, seq - 1, seq)]))


class ReadQueue:
    """The positions waiting for the next flush: of one person in one conversation only the furthest."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._waiting: dict[tuple[UUID, UUID], _Mark] = {}
        self._wake = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()

    def put(self, actor: Actor, conversation_id: UUID, seq: int, done: Done) -> None:
        """Take on a position. Raises :class:`Busy` when too many are waiting."""
        place = (actor.person_id, conversation_id)
        mark = self._waiting.get(place)
        if mark is None:
            if len(self._waiting) >= WAITING:
                raise Busy(retry_after=1)
            mark = self._waiting[place] = _Mark(actor.person_id, conversation_id)
        mark.asked.append(_Asked(actor, seq, done))
        self._idle.clear()
        self._wake.set()

    async def run(self) -> None:
        """Flush until cancelled."""
        while True:
            await self._wake.wait()
            await asyncio.sleep(GATHER)
            self._wake.clear()
            while self._waiting:
                places = list(self._waiting)[:BATCH]
                await self._flush([self._waiting.pop(place) for place in places])
            self._idle.set()

    async def drain(self) -> None:
        """Wait until every position taken on is stored, or the database gave up on it."""
        await self._idle.wait()

    async def _flush(self, batch: list[_Mark], *, again: bool = True) -> None:
        try:
            await self._store(batch)
        except Unavailable as unavailable:
            _tell(batch, {}, unavailable)
        except Exception as error:
            lost = isinstance(error, asyncpg.TransactionRollbackError)
            if again and lost:
                log.warning("read.flush_again", error=repr(error), count=len(batch))
                await self._flush(batch, again=False)
                return
            log.exception("read.flush_failed", count=len(batch))
            if len(batch) == 1:
                _tell(batch, {}, Unavailable(retry_after=1) if lost else Internal(request_id=""))
            else:
                for mark in batch:
                    await self._flush([mark])

    async def _store(self, batch: list[_Mark]) -> None:
        organisations = {one for mark in batch for asked in mark.asked for one in asked.actor.memberships}
        async with self._context.db.working(FLUSH, organisations=organisations) as tx:
            await tx.fetch(_LOCK, [mark.conversation_id for mark in batch], [mark.person_id for mark in batch])
            for asked in (asked for mark in batch for asked in mark.asked):
                actor = await self._context.actors.again(asked.actor, tx)
                if actor is None:
                    asked.refused = SignedOut()
                else:
                    asked.actor = actor
            reach = [(n, mark.conversation_id, one) for n, mark in enumerate(batch) if (one := mark.furthest)]
            rows = await tx.fetch(
                _ADVANCE,
                [n for n, _, _ in reach],
                [conversation_id for _, conversation_id, _ in reach],
                [one.actor.person_id for _, _, one in reach],
                [one.seq for _, _, one in reach],
                [f"{{{','.join(map(str, one.actor.memberships))}}}" for _, _, one in reach],
            )
            devices = {n: one.actor.device for n, _, one in reach}
            at = moment()
            moved = [row for row in rows if row["read_seq"] > row["before"]]
            await record(
                tx,
                self._context.keyring,
                [
                    Entry(
                        realm_id=row["realm_id"],
                        effect=Effect.CONFIRMED,
                        act="read",
                        item_kind=ITEM,
                        item_id=row["id"],
                        actor_id=row["me"],
                        at=at,
                        device=devices[row["n"]],
                        from_seq=row["before"] + 1,
                        to_seq=row["read_seq"],
                    )
                    for row in moved
                ],
            )
            tx.after_commit(lambda: self._announce(batch, rows))

    def _announce(self, batch: list[_Mark], rows: Sequence[Any]) -> None:
        hub, bus = self._context.hub, self._context.bus
        moved: dict[UUID, tuple[int, int]] = {}
        for row in rows:
            conversation_id, before, reached = row["id"], row["before"], row["read_seq"]
            if reached == before:
                continue
            event = ReadEvent(conversation_id, reached, row["unread"], row["mentioned"])
            hub.publish("person", row["me"], encode_event(event))
            first, last = moved.get(conversation_id, (before, reached))
            moved[conversation_id] = (min(first, before), max(last, reached))
        if moved:
            spans = [(conversation_id, *span) for conversation_id, span in moved.items()]
            bus.publish(CONFIRMED, msgspec.json.encode(spans))
        found = {row["n"]: Position(row["read_seq"], row["unread"], row["mentioned"]) for row in rows}
        _tell(batch, found, NotFound())


def _tell(batch: list[_Mark], found: dict[int, Position], otherwise: Refusal) -> None:
    for n, mark in enumerate(batch):
        outcome: Position | Refusal = found.get(n, otherwise)
        for asked in mark.asked:
            try:
                asked.done(outcome if asked.refused is None else asked.refused)
            except Exception:
                log.exception("read.answer_failed")

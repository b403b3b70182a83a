"""Sending, as a group commit: what arrives while one flush is under way goes together into the next.

Each flush is one unit of work of set-based statements: lock the conversations, look at every sender's standing, write
messages and effects, commit. Nobody is answered, and nobody else told, before the commit. A send that may not be is
refused by itself; what a flush as a whole stumbles over is tried again one by one, so that it fails nobody else. One
that the database gave up so that others could go on is tried again as it is first.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from time import perf_counter
from typing import Any, Final
from uuid import UUID

import asyncpg
import msgspec
import structlog
from prometheus_client import Counter, Histogram

from tocsin.effects.door import Entry
from tocsin.kernel.context import Context
from tocsin.kernel.db import FLUSH, Transaction
from tocsin.kernel.errors import Internal, NotFound, Refusal, SignedOut, Unavailable
from tocsin.kernel.types import Actor
from tocsin.messaging.actions.calling import call_all, check_calling_all
from tocsin.messaging.actions.filing import Taking, hold, take_up
from tocsin.messaging.actions.ledger import Draft, Ledger, moment, write
from tocsin.messaging.actions.linking import want_cards
from tocsin.messaging.actions.locking import belongs
from tocsin.messaging.actions.senders import LOOK, STRANGERS, WIDTH
from tocsin.messaging.actions.telling import announce
from tocsin.messaging.queries.facts import COLUMNS, QUOTED, quoted, shown
from tocsin.messaging.refusals import Busy, Closed, IdTaken, NoSuchMention, NoSuchReply
from tocsin.messaging.rules.content import Carried, Carrying, encode_carried
from tocsin.messaging.rules.groups import Role, check_speaking, role_of
from tocsin.messaging.rules.sending import calls_all, check_mentions, check_text, written_at
from tocsin.messaging.rules.shapes import ALL, Fact, MessageEvent, Quote

log = structlog.get_logger()
MESSAGES = Counter("tocsin_messages_total", "Messages stored")
FLUSH_SECONDS = Histogram(
    "tocsin_send_flush_seconds",
    "Time of one flush of the send path",
    buckets=(0.001, 0.002, 0.005, 0.01, 0.05, 0.25, 1),
)

BATCH: Final = 500
WAITING: Final = 5_000
"""Messages that may wait for a flush."""
WAITING_CHARACTERS: Final = 20_000_000

_STORED = f"""
SELECT w.n, f.conversation_id, {COLUMNS} FROM unnest($1::int[], $2::uuid[], $3::bigint[]) AS w(n, conversation_id, seq)
JOIN message f ON f.conversation_id = w.conversation_id AND f.seq = w.seq{QUOTED}
"""  # noqa: S608


class Stored(msgspec.Struct):
    """A message that stands; ``fresh`` is false when it did already, under the same ``client_id``."""

    fact: Fact
    fresh: bool


Outcome = Stored | Refusal


class Outgoing:
    """A message on its way, and whom to tell what became of it."""

    __slots__ = (
        "actor",
        "also",
        "carried",
        "client_id",
        "conversation_id",
        "done",
        "mentions",
        "reply_to",
        "sent_at",
        "text",
    )

    def __init__(
        self,
        actor: Actor,
        conversation_id: UUID,
        client_id: UUID,
        text: str,
        mentions: Sequence[str],
        reply_to: int | None,
        sent_at: datetime | None,
        done: Callable[[Outcome], None],
        *,
        carried: Carrying | None = None,
        also: Sequence[Entry] = (),
    ) -> None:
        """Check what can be checked without the database; the refusals of :mod:`tocsin.messaging.rules.sending`.

        ``carried`` is checked by whoever put it together; with it the text may be empty. ``also`` are effects that
        arise with the message, as on the message that is forwarded.
        """
        self.actor = actor
        self.conversation_id = conversation_id
        self.client_id = client_id
        self.text = check_text(text, least=0 if carried else 1)
        self.carried = carried
        self.mentions = check_mentions(mentions)
        self.reply_to = reply_to
        self.sent_at = sent_at
        self.done = done
        self.also = also

    @property
    def size(self) -> int:
        """About how much is held in memory of it, in characters."""
        return len(self.text) + (len(encode_carried(self.carried)) if isinstance(self.carried, Carried) else 0)


class SendQueue:
    """The messages waiting for the next flush, and the task that flushes."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._waiting: deque[Outgoing] = deque()
        self._characters = 0
        self._wake = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()

    def put(self, outgoing: Outgoing) -> None:
        """Take on a message. Raises :class:`Busy` when too many are waiting."""
        if len(self._waiting) >= WAITING or self._characters > WAITING_CHARACTERS:
            raise Busy(retry_after=1)
        self._waiting.append(outgoing)
        self._characters += outgoing.size
        self._idle.clear()
        self._wake.set()

    async def run(self) -> None:
        """Flush until cancelled."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._waiting:
                batch = [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]
                self._characters -= sum(one.size for one in batch)
                await self._flush(batch)
            self._idle.set()

    async def drain(self) -> None:
        """Wait until everything taken on is stored, or the database gave up on it."""
        await self._idle.wait()

    async def _flush(self, batch: list[Outgoing], *, again: bool = True) -> None:
        started = perf_counter()
        try:
            await self._store(batch)
        except Unavailable as unavailable:
            _tell(batch, [unavailable] * len(batch))
        except Exception as error:
            if again and isinstance(error, asyncpg.TransactionRollbackError):
                log.warning("send.flush_again", error=repr(error), count=len(batch))
                await self._flush(batch, again=False)
                return
            log.exception("send.flush_failed", count=len(batch))
            if len(batch) > 1:
                for one in batch:
                    await self._flush([one])
            elif isinstance(error, asyncpg.TransactionRollbackError):
                _tell(batch, [Unavailable(retry_after=1)])
            else:
                _tell(batch, [Internal(request_id=str(batch[0].client_id))])
        else:
            FLUSH_SECONDS.observe(perf_counter() - started)
            # Who was answered has more to say: let the loop read it before the next flush. Beginning that first would
            # keep the database busier and double the messages sockets get.
            await asyncio.sleep(0)

    def _announce(
        self, batch: list[Outgoing], outcomes: list[Outcome], events: list[MessageEvent], begun: list[Ledger]
    ) -> None:
        MESSAGES.inc(len(events))
        announce(self._context, events)
        for ledger in begun:
            # Until somebody says something, a direct conversation is in nobody's list.
            self._context.hub.show(ledger.id, [one for one in (ledger.pair_low, ledger.pair_high) if one])
        _tell(batch, outcomes)

    async def _store(self, batch: list[Outgoing]) -> None:
        organisations = {one for outgoing in batch for one in outgoing.actor.memberships}
        async with self._context.db.working(FLUSH, organisations=organisations) as tx:
            flush = _Flush(tx, self._context, batch)
            await flush.decide()
            begun = [draft.ledger for draft in flush.drafts.values() if draft.ledger.last_seq == 0]
            drafts = list(flush.drafts.values())
            events = await write(tx, self._context.keyring, drafts, moment())
            await want_cards(tx, self._context, drafts)
            await hold(tx, drafts)
            outcomes = await flush.outcomes(events)
            direct = [ledger for ledger in begun if ledger.kind == "direct"]
            # At the commit itself, so that what others write next is seldom told of before (clients see such gaps).
            tx.after_commit(lambda: self._announce(batch, outcomes, events, direct))


class _Flush:
    """One flush under way: ``drafts`` by their place in the batch, ``refused`` and those ``stored`` before."""

    def __init__(self, tx: Transaction, context: Context, batch: list[Outgoing]) -> None:
        self._tx = tx
        self._context = context
        self._batch = batch
        self._ledgers: dict[UUID, Ledger] = {}
        self.drafts: dict[int, Draft] = {}
        self._refused: dict[int, Refusal] = {}
        self._stored: dict[int, tuple[UUID, int]] = {}
        self._since: dict[int, int] = {}
        self._twins: dict[int, int] = {}
        self._calling: dict[int, Role] = {}

    async def decide(self) -> None:
        """Decide about every message of the batch, with the conversations locked."""
        batch = self._batch
        seen = await self._look()
        strangers = await self._strangers()
        now = moment()
        first: dict[tuple[UUID, UUID, UUID], int] = {}
        taking: dict[int, Taking] = {}
        for n, (outgoing, row) in enumerate(zip(batch, seen, strict=True)):
            # Anew, and with the conversations locked: a suspension locks no group, and may have passed since.
            actor = await self._context.actors.again(outgoing.actor, self._tx)
            if actor is None:
                self._refused[n] = SignedOut()
                continue
            ledger = self._ledgers.get(outgoing.conversation_id)
            if ledger is None or not row["present"] or not belongs(actor, ledger.realm_id):
                self._refused[n] = NotFound()
                continue
            if row["stored"] is not None:
                if row["stored_kind"] == "text":
                    self._stored[n], self._since[n] = (ledger.id, row["stored"]), row["since_seq"]
                else:
                    self._refused[n] = IdTaken()
                continue
            twin = first.setdefault((ledger.id, outgoing.actor.person_id, outgoing.client_id), n)
            if twin != n:
                self._twins[n] = twin
                continue
            try:
                self.drafts[n] = await self._draft(n, outgoing, actor, ledger, row, now, n in strangers)
            except Refusal as refusal:
                self._refused[n] = refusal
                continue
            if outgoing.carried is not None:
                taking[n] = Taking(actor, ledger.realm_id, outgoing.carried)
        for n, taken in (await take_up(self._tx, self._context.keyring, taking)).items():
            if isinstance(taken, Refusal):
                self._refused[n] = taken
                del self.drafts[n]
            else:
                self.drafts[n].carried = taken
        self._call()

    def _call(self) -> None:
        """Count who mentions everybody; last of all, since a message that is refused has called nobody."""
        for n, role in self._calling.items():
            if n in self.drafts:
                try:
                    call_all(self._context, self.drafts[n].ledger, self._batch[n].actor.person_id, role)
                except Refusal as refusal:
                    self._refused[n] = refusal
                    del self.drafts[n]

    async def _look(self) -> list[Any]:
        """Lock the conversations; return, for each message, how its sender stands."""
        batch = self._batch
        met: set[UUID] = set()
        first: list[UUID | None] = []
        for one in batch:
            first.append(None if one.conversation_id in met else one.conversation_id)
            met.add(one.conversation_id)
        arguments = (
            list(range(len(batch))),
            [one.conversation_id for one in batch],
            [one.actor.person_id for one in batch],
            [one.client_id for one in batch],
            [one.reply_to for one in batch],
            first,
        )
        rows = await self._tx.fetch(LOOK, *arguments)
        found = [row for row in rows if row["id"] is not None]
        self._ledgers = {row["id"]: Ledger(*list(row.values())[:WIDTH]) for row in found}
        if any(row["seen"] != row["last_seq"] for row in found):
            rows = await self._tx.fetch(LOOK, *arguments)
        return rows

    async def _draft(
        self, n: int, outgoing: Outgoing, actor: Actor, ledger: Ledger, row: Any, now: datetime, stranger: bool
    ) -> Draft:
        if not ledger.open:
            raise Closed
        role = role_of(ledger.owner_id, outgoing.actor.person_id, row["admin"])
        if ledger.kind != "direct":
            check_speaking(ledger.posting, role, row["silenced_until"], now)
        if stranger:
            raise NoSuchMention
        quote: Quote | None = None
        if outgoing.reply_to is not None:
            if row["quoted_sealed"] is None:
                raise NoSuchReply
            key = await self._context.keyring.data_key(self._tx, ledger.data_key_id)
            quote = quoted(row, ledger.id, key)
        if ledger.kind != "direct" and calls_all(outgoing.mentions):
            await check_calling_all(self._tx, self._context, ledger, actor.person_id, role)
            self._calling[n] = role
        return Draft(
            ledger,
            "text",
            actor.person_id,
            actor.device,
            "send",
            client_id=outgoing.client_id,
            text=outgoing.text,
            mentions=outgoing.mentions,
            quote=quote,
            thread=row["thread"],
            sent_at=written_at(outgoing.sent_at, now),
            also=outgoing.also,
        )

    async def _strangers(self) -> set[int]:
        """Return the places in the batch of messages that mention somebody who is not in the conversation."""
        mentioned = [
            (n, one.conversation_id, person)
            for n, one in enumerate(self._batch)
            for person in one.mentions
            if person != ALL
        ]
        if not mentioned:
            return set()
        columns = [list(column) for column in zip(*mentioned, strict=True)]
        return {row["n"] for row in await self._tx.fetch(STRANGERS, *columns)}

    async def outcomes(self, events: Iterable[MessageEvent]) -> list[Outcome]:
        """Return what became of each message, in the order of the batch."""
        done: dict[int, Outcome] = dict(self._refused)
        for n, event in zip(self.drafts, events, strict=True):
            done[n] = Stored(event, fresh=True)
        for n, fact in (await self._facts()).items():
            done[n] = Stored(fact, fresh=False)
        for n, twin in self._twins.items():
            same = done[twin]
            done[n] = Stored(same.fact, fresh=False) if isinstance(same, Stored) else same
        return [done[n] for n in range(len(self._batch))]

    async def _facts(self) -> dict[int, Fact]:
        if not self._stored:
            return {}
        places = list(self._stored.values())
        rows = await self._tx.fetch(_STORED, list(self._stored), [one for one, _ in places], [seq for _, seq in places])
        keys = await self._context.keyring.data_keys(self._tx, {self._ledgers[one].data_key_id for one, _ in places})
        facts = {}
        for row in rows:
            conversation_id = row["conversation_id"]
            key = keys.get(self._ledgers[conversation_id].data_key_id)
            facts[row["n"]] = shown(row, conversation_id, key, self._since[row["n"]], me=row["sender_id"])
        return facts


def _tell(batch: list[Outgoing], outcomes: Sequence[Outcome]) -> None:
    for outgoing, outcome in zip(batch, outcomes, strict=True):
        try:
            outgoing.done(outcome)
        except Exception:
            log.exception("send.answer_failed")

"""An organisation that has talked a lot: conversations over the API, messages by the functions that the product's own
send path ends in, their terms by the product's own indexer.

A few conversations are very long and most are short. Messages come mixed, as people write them: those of one
conversation do not lie side by side in the table.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
import uvloop

from bench import bare
from bench.product import AT_ONCE, Product, direct, group, people
from bench.search_index import vocabulary
from tocsin.cli import composed
from tocsin.kernel.bus import LocalBus
from tocsin.kernel.context import Context
from tocsin.kernel.db import FLUSH, Database
from tocsin.kernel.events import Journal
from tocsin.kernel.ids import uuid7
from tocsin.kernel.postgres import running_dsn
from tocsin.kernel.seal import Keyring
from tocsin.messaging.actions.ledger import Draft, Ledger, lock, moment, write
from tocsin.messaging.actions.office import office
from tocsin.messaging.rules.shapes import ALL, Quote
from tocsin.search.actions.indexing import Indexer
from tocsin.settings import Settings

BUSY, FEW = 0, 1
"""The two who are measured, by their place among the people."""
BATCH = 500
"""Messages of one unit of work, as of a flush of the send path."""
INDEXED_AT_ONCE = 1_000
STEEP, HEAD = 1.3, 4
"""How unevenly long conversations are: the n-th has a share of (n + HEAD) ** -STEEP."""
UNREAD = 120
TERMS = "ix_search_entry_terms"


class Size(msgspec.Struct, frozen=True):
    """How much there is. ``busy`` and ``few`` are how many conversations those two are in."""

    messages: int
    conversations: int = 800
    people: int = 120
    busy: int = 500
    few: int = 12


class Talk(msgspec.Struct):
    """A conversation, who is in it, and its share of the messages."""

    id: UUID
    people: list[UUID]
    share: float


class Filled(msgspec.Struct):
    """What stands, for those who measure; of the two people first the busy one. The first conversation is the longest."""

    size: Size
    tokens: list[str]
    people: list[UUID]
    talks: list[Talk]
    last_seq: int
    messages: int
    seconds: float


class Job(msgspec.Struct):
    """Messages to write into conversations of one organisation, for a process of its own."""

    url: str
    data: Path
    organisation: UUID
    talks: list[Talk]
    messages: int


def seats(size: Size) -> Iterator[list[int]]:
    """Who is in each conversation, by place among the people; two of them: alone together."""
    chance = Random(5)
    alone = iter(range(2, size.people))
    apart = size.conversations // size.few
    for number in range(size.conversations):
        own = [BUSY] if number * size.busy % size.conversations < size.busy else []
        if number % apart == 0 and number < apart * size.few:
            own.append(FEW)
        elif own and number % 4 == 3 and (peer := next(alone, None)) is not None:
            yield [BUSY, peer]
            continue
        crowd = size.people if number == 0 else 40 if number < 10 else 3 + int(2 * chance.paretovariate(1.1))
        own += chance.sample(range(2, size.people), min(crowd, size.people - 2))
        chance.shuffle(own)
        yield own


async def settle(product: Product, size: Size, tokens: list[str], ids: list[str], organisation: str) -> list[Talk]:
    """Make the conversations, the longest first."""
    gate = asyncio.Semaphore(AT_ONCE)
    words, _ = vocabulary()

    async def one(number: int, places: list[int]) -> Talk:
        async with gate:
            own = [ids[place] for place in places]
            if len(places) == 2 and places[0] == BUSY:
                made = await direct(product.url, tokens[BUSY], own[1])
            else:
                name = f"{words[number]}{words[-number]}群"
                made = await group(product.url, tokens[places[0]], organisation, own, name)
            return Talk(UUID(made), [UUID(person) for person in own], (number + HEAD) ** -STEEP)

    return list(await asyncio.gather(*(one(number, places) for number, places in enumerate(seats(size)))))


class Writer:
    """Says things in conversations, as those who are in them."""

    def __init__(self, talks: list[Talk]) -> None:
        self._talks = {talk.id: talk for talk in talks}
        self._chance = Random(11)
        self._shares = list(accumulate(talk.share for talk in talks))
        self._quotable: dict[UUID, Quote] = {}

    def drafts(self, count: int) -> tuple[list[UUID], list[str]]:
        """Where the next messages are said, and what they say."""
        words, weights = vocabulary()
        places = self._chance.choices(list(self._talks), cum_weights=self._shares, k=count)
        lengths = [self._chance.randint(3, 18) for _ in range(count)]
        said = iter(self._chance.choices(words, cum_weights=weights, k=sum(lengths)))
        return places, ["".join(next(said) for _ in range(length)) for length in lengths]

    def draft(self, ledger: Ledger, text: str) -> Draft:
        """A message: some answer an earlier one, a few mention somebody or everybody."""
        people, dice = self._talks[ledger.id].people, self._chance.random()
        draft = Draft(ledger, "text", self._chance.choice(people), "bench", "send", client_id=uuid7(), text=text)
        if dice < 0.05:
            draft.quote = self._quotable.get(ledger.id)
            draft.thread = draft.quote.seq if draft.quote else None
        elif dice < 0.08:
            draft.mentions = (self._chance.choice(people),)
        elif dice < 0.082:
            draft.mentions = (ALL,)
        return draft

    def said(self, draft: Draft) -> tuple[Any, ...]:
        """What the bare table holds of a written message, which others may now answer."""
        if draft.quote is None:
            self._quotable[draft.ledger.id] = Quote(draft.seq, draft.sender_id, draft.text)
        text = draft.text or ""
        return (draft.ledger.id, draft.seq, draft.sender_id, moment(), text, bare.pairs(text))


def write_all(job: Job) -> None:
    """Write a job's messages, a batch a unit of work."""
    uvloop.run(_write_all(job))


async def _write_all(job: Job) -> None:
    settings = Settings(data_dir=job.data, database_url=job.url)
    writer, left = Writer(job.talks), job.messages
    beside = await asyncpg.connect(job.url)
    async with Database.open(job.url, lambda: Journal(LocalBus(), [], keyring), 2) as db:
        keyring = await Keyring.open(settings, db)
        while left > 0:
            places, texts = writer.drafts(min(BATCH, left))
            async with db.working(FLUSH, organisations=[job.organisation]) as tx:
                ledgers = await lock(tx, set(places))
                drafts = [writer.draft(ledgers[place], text) for place, text in zip(places, texts, strict=True)]
                await write(tx, keyring, drafts, moment())
            records = [writer.said(draft) for draft in drafts]
            await beside.copy_records_to_table("message", schema_name="bare", columns=bare.COLUMNS, records=records)
            left -= len(drafts)
    await beside.close()


async def fill(product: Product, size: Size) -> Filled:
    """Fill a fresh product; says on standard error how far it is."""
    began = time.monotonic()
    tokens, ids, organisation = await people(product.url, size.people)
    talks = await settle(product, size, tokens, ids, organisation)
    url = running_dsn(product.data / "postgres")
    assert url is not None
    owner = await asyncpg.connect(url)
    await owner.execute(bare.TABLES)
    # Built when all is there: the same index, in a tenth of the time.
    index = await owner.fetchval("SELECT indexdef FROM pg_indexes WHERE indexname = $1", TERMS)
    await owner.execute(f"DROP INDEX {TERMS}")
    job = Job(url, product.data, UUID(organisation), talks, size.messages)
    async with composed(Settings(data_dir=product.data, database_url=url)) as context:
        await _talk(owner, context, job)
        await _read(context, tokens, talks, await _last(owner))
        await _indexed(owner, context)
    await owner.execute("SET maintenance_work_mem = '1GB'")
    for what, sql in (("index of terms", index), ("bare tables", bare.REST), ("vacuum", "VACUUM ANALYZE")):
        print(f"{time.monotonic() - began:.0f} s: {what}", file=sys.stderr, flush=True)
        await owner.execute(sql, timeout=1_200)
    last = await _last(owner)
    messages = await owner.fetchval("SELECT count(*) FROM message WHERE kind = 'text'")
    await owner.close()
    both = [UUID(ids[BUSY]), UUID(ids[FEW])]
    return Filled(size, tokens[:2], both, talks, last[talks[0].id], messages, time.monotonic() - began)


async def _talk(owner: Any, context: Context, job: Job) -> None:
    """Write in a process of its own, and index here meanwhile; the server's own indexer rests as long as it works."""
    loop, told = asyncio.get_running_loop(), 0.0
    indexer = Indexer(context)
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as other:
        writing = loop.run_in_executor(other, write_all, job)
        while not writing.done():
            if not await indexer.step(INDEXED_AT_ONCE):
                await asyncio.wait([writing], timeout=0.2)
            if time.monotonic() - told > 10:
                told = time.monotonic()
                await _tell(owner)
        await writing


async def _indexed(owner: Any, context: Context) -> None:
    """Index until every message is found."""
    indexer, told = Indexer(context), 0.0
    missing = "SELECT (SELECT count(*) FROM message WHERE kind = 'text') - (SELECT count(*) FROM search_entry)"
    while True:
        more = await indexer.step(INDEXED_AT_ONCE)
        if not more and await owner.fetchval(missing) == 0:
            return
        if time.monotonic() - told > 10:
            told = time.monotonic()
            await _tell(owner)
        await asyncio.sleep(0 if more else 0.2)


async def _tell(owner: Any) -> None:
    rows = await owner.fetch(
        "SELECT relname, n_tup_ins FROM pg_stat_user_tables WHERE schemaname = 'public' AND relname = ANY ($1)",
        ["message", "search_entry"],
    )
    count = {row["relname"]: row["n_tup_ins"] for row in rows}
    print(f"{count['message']:,} written, {count['search_entry']:,} indexed", file=sys.stderr, flush=True)


async def _last(owner: Any) -> dict[UUID, int]:
    return {row["id"]: row["last_seq"] for row in await owner.fetch("SELECT id, last_seq FROM conversation")}


async def _read(context: Context, tokens: list[str], talks: list[Talk], last: dict[UUID, int]) -> None:
    """Everybody reads what they are in: most of it to its end, of every eighth conversation not the newest."""
    chance = Random(13)
    for token in tokens:
        actor = await context.actors.find(token)
        assert actor is not None
        own = [talk.id for talk in talks if actor.person_id in talk.people]
        ends = [last[one] - (chance.randint(1, UNREAD) if chance.random() < 0.125 else 0) for one in own]
        reads = (office(context).read(actor, one, max(1, end)) for one, end in zip(own, ends, strict=True))
        await asyncio.gather(*reads)

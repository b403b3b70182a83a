"""A log that grows to millions of leaves: what its rows take, what sealing takes, and what proofs take at each size.

Most of its effects are made by the database, of commitments to nothing: the log cannot tell. Every so often one is
recorded as rooms record them, to be proved later.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from uuid import UUID, uuid4

import asyncpg
import msgspec

from tocsin.effects.actions.sealing import Sealer
from tocsin.effects.door import Effect, Entry, Wanted, find_delivered, find_done, make_bundle, record
from tocsin.effects.rules.bundle import verify
from tocsin.kernel.bus import LocalBus
from tocsin.kernel.db import FLUSH, FOLLOW, SIGNIN, Database
from tocsin.kernel.events import Journal
from tocsin.kernel.migrations import migrate
from tocsin.kernel.postgres import EmbeddedPostgres
from tocsin.kernel.seal import Keyring
from tocsin.settings import Settings

PROVED = 100
"""Effects that are proved at each size."""
ROWS = 50_000
"""Effects of each kind whose size is measured; multiples of a batch."""
BATCH = 500
TALK = UUID(int=1)
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
_FILL = (
    "INSERT INTO effect (realm_id, effect, act, item_kind, item_id, from_seq, to_seq, audience_version, actor_id, device,"
    " at, digest, commitment, salt_sealed)"
    " SELECT $1, 1, 'send', 'conversation', $2, n, n, 1, $3, 'bench', $4::timestamptz + n * interval '1 millisecond',"
    " sha256(int8send(n)), sha256(int8send(-n)), substring(sha512(int8send(n)) for 44)"
    " FROM generate_series($5::bigint, $6::bigint) AS n"
)


class Size(msgspec.Struct):
    """Bytes of a row of one kind, with its share of the indexes, and of its leaf in the log."""

    delivered: float
    confirmed: float
    leaf: float


class Stage(msgspec.Struct):
    """What was measured of a log of so many leaves. Times in nanoseconds; ``path`` is how many hashes a proof has."""

    leaves: int
    sealed_per_second: float
    proving: list[int] = []
    verifying: list[int] = []
    path: int = 0
    bundle: int = 0


class Known(NamedTuple):
    """A message whose effect was recorded as the product does it."""

    seq: int
    at: datetime
    content: bytes


class Growth:
    """A realm whose log grows."""

    def __init__(self, db: Database, keyring: Keyring, owner: asyncpg.Connection[asyncpg.Record]) -> None:
        self._db = db
        self._keyring = keyring
        self._owner = owner
        self._sealer = Sealer(db, keyring)
        self._realm = uuid4()
        self._person = uuid4()
        self._known: list[Known] = []
        self._next = 1

    async def found(self) -> None:
        """Give the realm its keys."""
        async with self._db.working(SIGNIN) as tx:
            await self._keyring.found_realm(tx, self._realm)

    async def grow(self, leaves: int) -> Stage:
        """Let the log grow to so many leaves, and measure."""
        print(f"growing to {leaves:,} leaves", file=sys.stderr, flush=True)
        stretch = (leaves - self._next + 1) // PROVED
        while self._next <= leaves:
            until = min(leaves, self._next + stretch - 2)
            await self._owner.execute(_FILL, self._realm, TALK, self._person, BEGAN, self._next, until, timeout=1_200)
            self._next = until + 1
            if self._next <= leaves:
                await self._record(self._next)
                self._next += 1
        before, began = await self._size(), time.monotonic()
        await seal(self._sealer, self._size, leaves)
        stage = Stage(leaves, (leaves - before) / (time.monotonic() - began))
        await self._owner.execute("VACUUM ANALYZE effect", timeout=1_200)
        for known in self._known[-PROVED:]:
            await self._prove(known, stage)
        return stage

    async def _record(self, number: int) -> None:
        at, content = BEGAN + timedelta(milliseconds=number), f'{{"text":"{number}"}}'.encode()
        entry = Entry(
            realm_id=self._realm, effect=Effect.DELIVERED, act="send", item_kind="conversation", item_id=TALK,
            actor_id=self._person, at=at, device="bench", from_seq=number, to_seq=number, audience_version=1, content=content,
        )  # fmt: skip
        async with self._db.working(FLUSH) as tx:
            await record(tx, self._keyring, [entry])
        self._known.append(Known(number, at, content))

    async def _prove(self, known: Known, stage: Stage) -> None:
        began = time.monotonic_ns()
        async with self._db.working(FOLLOW) as tx:
            (delivered,) = await find_delivered(tx, TALK, known.seq, known.at)
            done = await find_done(tx, TALK, known.seq, [self._person], confirming=None, shown=(), hidden=())
            wanted = [Wanted(delivered, [known.content], device=True, asked=True), *map(Wanted, done)]
            bundle = await make_bundle(tx, self._keyring, self._realm, wanted, {})
        stage.proving.append(time.monotonic_ns() - began)
        raw = msgspec.json.encode(bundle)
        began = time.monotonic_ns()
        verify(raw)
        stage.verifying.append(time.monotonic_ns() - began)
        stage.path, stage.bundle = len(bundle.evidence[0].path), len(raw)

    async def _size(self) -> int:
        found = await self._owner.fetchval("SELECT size FROM log WHERE realm_id = $1", self._realm)
        return int(found or 0)


async def seal(sealer: Sealer, size: Callable[[], Awaitable[int]], leaves: int) -> None:
    """Seal until the log has so many leaves; whatever runs beside it (an ANALYZE) holds a stretch up for a moment."""
    while await size() < leaves:
        if not await sealer.step():
            await asyncio.sleep(0.01)


async def sizes(db: Database, keyring: Keyring, owner: asyncpg.Connection[asyncpg.Record], rows: int) -> Size:
    """Measure what effects take, recorded and sealed as they are in life: deliveries first, then advances of readers."""

    async def taken(tables: tuple[str, ...]) -> int:
        sql = "SELECT sum(pg_total_relation_size(name::regclass))::bigint FROM unnest($1::text[]) AS name"
        return int(await owner.fetchval(sql, list(tables)))

    async def growth(tables: tuple[str, ...], work: Callable[[], Awaitable[None]]) -> float:
        before = await taken(tables)
        await work()
        return (await taken(tables) - before) / rows

    realm, people = uuid4(), [uuid4() for _ in range(100)]
    async with db.working(SIGNIN) as tx:
        await keyring.found_realm(tx, realm)

    async def write(effect: Effect) -> None:
        delivered = effect is Effect.DELIVERED
        for begin in range(0, rows, BATCH):
            entries = [
                Entry(
                    realm_id=realm, effect=effect, act="send" if delivered else "read", item_kind="conversation",
                    item_id=TALK, actor_id=people[number % 100], at=BEGAN + timedelta(seconds=number),
                    device="Chrome · Windows", from_seq=number + 1, to_seq=number + 1,
                    audience_version=1 if delivered else None, content=b"{}" if delivered else None,
                )
                for number in range(begin, begin + BATCH)
            ]  # fmt: skip
            async with db.working(FLUSH) as tx:
                await record(tx, keyring, entries)

    async def sealed() -> int:
        return int(await owner.fetchval("SELECT coalesce(sum(size), 0) FROM log WHERE realm_id = $1", realm))

    delivered = await growth(("effect",), lambda: write(Effect.DELIVERED))
    confirmed = await growth(("effect",), lambda: write(Effect.CONFIRMED))
    leaf = (
        await growth(
            ("log", "log_tile", "log_head"),
            lambda: seal(Sealer(db, keyring), sealed, 2 * rows),
        )
        / 2
    )
    return Size(delivered, confirmed, leaf)


async def measure(folder: Path, leaves: list[int], rows: int = ROWS) -> tuple[Size, list[Stage]]:
    """Measure sizes, and a log at each of these numbers of leaves, on a database of its own in ``folder``."""
    folder.chmod(0o711)
    async with EmbeddedPostgres(folder / "postgres") as url:
        owner = await asyncpg.connect(url)
        try:
            await migrate(url)
            async with Database.open(url, lambda: Journal(LocalBus(), [], keyring), 2) as db:
                keyring = await Keyring.open(Settings(data_dir=folder, database_url=url), db)
                size = await sizes(db, keyring, owner, rows)
                growing = Growth(db, keyring, owner)
                await growing.found()
                return size, [await growing.grow(each) for each in leaves]
        finally:
            await owner.close()

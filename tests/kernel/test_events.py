"""Events: nothing leaves before commit, nothing is skipped after it, a failing event does not stop the rest."""

import asyncio
from contextlib import asynccontextmanager

import msgspec
import pytest

from tests.kernel.stage import Rang, actor
from tests.support.horizon import below_the_horizon
from tests.support.statements import sent
from tocsin.kernel.bus import LocalBus
from tocsin.kernel.cursors import GIVE_UP_AFTER, Stream
from tocsin.kernel.db import FOLLOW, Database
from tocsin.kernel.events import ACTORS, PUBLISHED, TOUCHED, Consumer, Event, Journal, Stored
from tocsin.kernel.ids import PLATFORM, uuid7
from tocsin.kernel.manifest import Within


async def test_two_slow_transactions_and_nothing_is_skipped(db: Database) -> None:
    """The first to write commits last: a cursor over ids alone would have passed its row by."""
    seen: list[int] = []

    async def note(event: Stored) -> None:
        seen.append(event.body["times"])

    consumer = Consumer(db, "slow", [Rang.kind], note)
    first_wrote, second_committed = asyncio.Event(), asyncio.Event()

    async def first() -> None:
        async with db.working(FOLLOW) as tx:
            await tx.fetch("INSERT INTO event (at, realm_id, kind, audited, body)"
                           " VALUES (now(), $1, 'kernel.rang', false, '{\"times\": 1}')", uuid7())  # fmt: skip
            first_wrote.set()
            await second_committed.wait()
            await consumer.step()
            assert seen == [], "a row above a running transaction must wait"

    async def second() -> None:
        await first_wrote.wait()
        async with db.working(FOLLOW) as tx:
            await tx.emit(Rang(realm_id=uuid7(), times=2))
        second_committed.set()

    await asyncio.gather(first(), second())
    await below_the_horizon(db)
    await consumer.step()
    await consumer.step()
    assert sorted(seen) == [1, 2]


async def test_many_concurrent_writers_each_event_once(db: Database) -> None:
    seen: list[int] = []

    async def note(event: Stored) -> None:
        seen.append(event.body["times"])

    consumer = Consumer(db, "many", [Rang.kind], note)
    done = asyncio.Event()

    async def write(number: int) -> None:
        async with db.working(FOLLOW) as tx:
            await tx.fetch("SELECT pg_sleep(($1 % 7) * 0.004)", number)
            await tx.emit(Rang(realm_id=uuid7(), times=number))
            await tx.fetch("SELECT pg_sleep(($1 % 5) * 0.004)", number)

    async def read() -> None:
        while not done.is_set():
            await consumer.step(limit=7)
            await asyncio.sleep(0.002)

    reader = asyncio.create_task(read())
    await asyncio.gather(*(write(number) for number in range(120)))
    done.set()
    await reader
    await below_the_horizon(db)
    while await consumer.step():
        pass
    assert sorted(seen) == list(range(120))


@asynccontextmanager
async def _database(url: str, bus: LocalBus, *within: Within):  # type: ignore[no-untyped-def]
    async with Database.open(url, lambda: Journal(bus, within, None)) as db:  # type: ignore[arg-type]
        yield db


async def test_nothing_leaves_before_commit_and_rights_come_first(database_url: str) -> None:
    bus, heard = LocalBus(), []
    for topic in (ACTORS, TOUCHED, PUBLISHED):
        bus.subscribe(topic, lambda _, topic=topic: heard.append(topic))
    person = uuid7()
    async with _database(database_url, bus) as db:
        async with db.acting(actor()) as tx:
            await tx.emit(Rang(realm_id=PLATFORM, heard_by=[person]))
            tx.after_commit(lambda: heard.append("called"))
            assert heard == []
        assert heard == [ACTORS, TOUCHED, PUBLISHED, "called"]
        heard.clear()
        with pytest.raises(RuntimeError):
            async with db.acting(actor()) as tx:
                await tx.emit(Rang(realm_id=PLATFORM, heard_by=[person]))
                tx.after_commit(lambda: heard.append("called"))
                raise RuntimeError
        assert heard == []


async def test_a_reaction_within_stands_and_falls_with_the_act(database_url: str) -> None:
    async def echo(tx, event) -> None:  # type: ignore[no-untyped-def]
        if event.times > 3:
            raise ValueError("too loud")
        if event.times < 3:
            await tx.emit(Rang(realm_id=event.realm_id, times=event.times + 1))

    async with _database(database_url, LocalBus(), Within(Rang, echo)) as db:
        async with db.acting(actor()) as tx:
            await tx.emit(Rang(realm_id=PLATFORM, times=1))
        with pytest.raises(ValueError, match="too loud"):
            async with db.acting(actor()) as tx:
                await tx.emit(Rang(realm_id=PLATFORM, times=4))
        async with db.working(FOLLOW) as tx:
            rows = await tx.fetch("SELECT body FROM event ORDER BY id")
    assert [row["body"]["times"] for row in rows] == [1, 2, 3]


async def test_an_event_that_keeps_failing_is_set_aside_and_the_rest_goes_on(db: Database) -> None:
    seen: list[int] = []

    async def note(event: Stored) -> None:
        if event.body["times"] == 2:
            raise RuntimeError("broken")
        seen.append(event.body["times"])

    for times in (1, 2, 3):
        async with db.working(FOLLOW) as tx:
            await tx.emit(Rang(realm_id=uuid7(), times=times))
    await below_the_horizon(db)
    consumer = Consumer(db, "holding", [Rang.kind], note)
    for _ in range(GIVE_UP_AFTER):
        await consumer.step()
    assert seen == [1, 3]
    async with db.working(FOLLOW) as tx:
        held = await tx.fetch("SELECT consumer, error FROM event_held")
    assert [(row["consumer"], row["error"]) for row in held] == [("holding", "RuntimeError('broken')")]


class Knocked(Event, frozen=True, kw_only=True):
    """Nobody listens to this."""

    kind = "kernel.knocked"


async def test_what_a_consumer_does_not_want_is_passed_in_one_go(db: Database) -> None:
    seen: list[int] = []

    async def note(event: Stored) -> None:
        seen.append(event.body["times"])

    async def passed(consumer: Consumer) -> int:
        """How many statements it takes to come to the end."""
        before = sent(db, FOLLOW)
        await consumer.step()
        return sent(db, FOLLOW) - before

    async with db.working(FOLLOW) as tx:
        for times in range(30):
            await tx.emit(Rang(realm_id=uuid7(), times=times) if times in (10, 20) else Knocked(realm_id=uuid7()))
    await below_the_horizon(db)
    assert await passed(Consumer(db, "others", ["kernel.other"], note)) == 2, "looks, and passes all"
    assert await passed(Consumer(db, "others", ["kernel.other"], note)) == 1, "nothing is left"
    wanting = Consumer(db, "some", [Rang.kind], note)
    assert await passed(wanting) == 4, "looks, passes what was before each and it, and the rest"
    assert seen == [10, 20]
    assert not await wanting.step()
    assert seen == [10, 20]


async def test_an_event_is_passed_before_the_next_is_handled(db: Database) -> None:
    """Whoever is cut short repeats one event and no more."""
    seen: list[int] = []

    async def note(event: Stored) -> None:
        seen.append(event.body["times"])
        if len(seen) == 3:
            raise asyncio.CancelledError

    async with db.working(FOLLOW) as tx:
        for times in range(4):
            await tx.emit(Rang(realm_id=uuid7(), times=times))
    await below_the_horizon(db)
    with pytest.raises(asyncio.CancelledError):
        await Consumer(db, "cut", [Rang.kind], note).step()
    await Consumer(db, "cut", [Rang.kind], note).step()
    assert seen == [0, 1, 2, 2, 3]


async def test_touches_travel_as_bytes(database_url: str) -> None:
    bus, payloads = LocalBus(), []
    bus.subscribe(TOUCHED, payloads.append)
    realm = PLATFORM
    async with _database(database_url, bus) as db, db.acting(actor()) as tx:
        await tx.emit(Rang(realm_id=realm))
        await tx.emit(Rang(realm_id=realm))
    assert [msgspec.json.decode(payload) for payload in payloads] == [[["organisation", str(realm), ["bell"]]]]


_TOUCHED = """
SELECT coalesce(idx_tup_fetch, 0) + seq_tup_read AS rows FROM pg_stat_xact_user_tables WHERE relname = 'event'
"""


async def test_what_was_read_is_not_read_again(db: Database) -> None:
    """A look enters the stream where the cursor stands: rows behind it, however many, cost nothing."""

    async def note(event: Stored) -> None: ...

    consumer = Consumer(db, "far", [Rang.kind], note)
    async with db.working(FOLLOW) as tx:
        for number in range(400):
            await tx.emit(Rang(realm_id=uuid7(), times=number))
    await below_the_horizon(db)
    while await consumer.step():
        pass
    stream = Stream("event", "r.kind")
    async with db.working(FOLLOW) as tx:
        before = (await tx.fetch(_TOUCHED))[0]["rows"]
        assert await stream.next(tx, "far", 200) == []
        assert (await tx.fetch(_TOUCHED))[0]["rows"] - before <= 10

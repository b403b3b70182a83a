"""Jobs: put into the queue by a unit of work, run after it, again after a failure, a crash or the end of the server."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID, uuid4

import asyncpg
import msgspec
import pytest
from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
from pgqueuer.adapters.persistence.qb import QueryBuilderEnvironment
from pgqueuer.adapters.persistence.queries import Queries

from tests.kernel.stage import actor
from tests.support.statements import sent
from tocsin.kernel import clock
from tocsin.kernel import jobs as module
from tocsin.kernel.context import Context
from tocsin.kernel.db import FOLLOW, JOBS, SIGNIN, Database
from tocsin.kernel.errors import Refusal
from tocsin.kernel.jobs import KEPT, NAMES, Job, Jobs, _prune

SOON = timedelta(milliseconds=20)


class Ring(msgspec.Struct):
    """What a job of these tests is told."""

    bell: UUID
    times: int = 1


class Bells:
    """Jobs that write down what they heard."""

    def __init__(self) -> None:
        self.heard: list[Any] = []
        self.fails = 0
        self.holding = asyncio.Event()
        self.free = asyncio.Event()

    async def ring(self, _: Context, ring: Ring) -> None:
        if self.fails:
            self.fails -= 1
            raise ConnectionError("张伟 did not answer")
        self.heard.append(ring)

    async def ask(self, context: Context, _: Any) -> None:
        async with context.db.working(SIGNIN) as tx:
            self.heard.append((await tx.fetch("SELECT 7"))[0][0])

    async def hold(self, _: Context, payload: dict[str, Any]) -> None:
        self.holding.set()
        await self.free.wait()
        self.heard.append(payload)

    @property
    def jobs(self) -> list[Job]:
        return [
            Job("test.ring", self.ring, takes=Ring, attempts=3, pause=SOON),
            Job("test.ask", self.ask),
            Job("test.hold", self.hold, pause=SOON, limit=1),
            # At a moment that no run meets: the tests move it.
            Job("test.tick", self.hold, cron="0 4 29 2 *"),
        ]


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """What became of the jobs is written at the end however slow the machine."""
    monkeypatch.setattr(module, "_RECORDING", 60.0)


@pytest.fixture
def bells() -> Bells:
    return Bells()


@pytest.fixture
def jobs(bells: Bells, db: Database, database_url: str) -> Jobs:
    return Jobs(database_url, db, bells.jobs)


@pytest.fixture
def context(db: Database) -> Context:
    return cast(Context, SimpleNamespace(db=db))


async def until(true: Callable[[], Awaitable[bool]] | Callable[[], bool], within: float = 60.0) -> None:
    for _ in range(int(within / 0.02)):
        found = true()
        if found if isinstance(found, bool) else await found:
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it did not come to be")


# The jobs of these tests: those of the clock come at their own time.
QUEUED = "SELECT * FROM pgqueuer WHERE entrypoint LIKE 'test.%' ORDER BY id"


async def rows(db: Database, sql: str = QUEUED) -> list[asyncpg.Record]:
    async with db.working(JOBS) as tx:
        return await tx.fetch(sql)


def _bare(sql: str) -> str:
    return " ".join(re.sub(r"--[^\n]*", "", sql).split())


async def test_the_tables_are_what_the_library_wants(database_url: str) -> None:
    connection = await asyncpg.connect(database_url)
    try:
        queries = Queries(AsyncpgDriver(connection), qbe=QueryBuilderEnvironment(NAMES))
        own = await connection.fetchval("SELECT prosrc FROM pg_proc WHERE proname = 'fn_pgqueuer_changed'")
        # the function is compared by text, of which the migration keeps neither comments nor layout
        missing = [s for s in (await queries.plan_upgrade()).statements if _bare(own) not in _bare(s)]
        assert missing == []
    finally:
        await connection.close()


async def test_a_job_runs_once_its_unit_is_committed(db: Database, jobs: Jobs, bells: Bells, context: Context) -> None:
    bell = uuid4()
    async with jobs.running(context):
        async with db.acting(actor()) as tx:
            assert await jobs.enqueue(tx, "test.ring", Ring(bell, 3))
            await asyncio.sleep(0.2)
            assert bells.heard == []
        await until(lambda: bells.heard == [Ring(bell, 3)])
    assert await rows(db) == []


async def test_what_a_job_asks_counts_to_no_request(db: Database, jobs: Jobs, bells: Bells, context: Context) -> None:
    before = sent(db)
    async with jobs.running(context):
        async with db.working(JOBS) as tx:
            await jobs.enqueue(tx, "test.ask")
        await until(lambda: bells.heard == [7])
    assert sent(db) == before


async def test_a_job_of_a_unit_that_rolled_back_never_was(db: Database, jobs: Jobs) -> None:
    with pytest.raises(Refusal):
        async with db.acting(actor()) as tx:
            await jobs.enqueue(tx, "test.ring", Ring(uuid4()))
            raise Refusal
    assert await rows(db) == []
    async with db.working(SIGNIN) as tx:
        with pytest.raises(LookupError):
            await jobs.enqueue(tx, "test.unknown")


async def test_after_putting_a_job_in_the_unit_is_its_actors_again(db: Database, jobs: Jobs) -> None:
    async with db.acting(actor()) as tx:
        await jobs.enqueue(tx, "test.ring", Ring(uuid4()))
        assert (await tx.fetch("SELECT current_user"))[0][0] == "tocsin_member"
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with db.acting(actor()) as tx:
            await tx.fetch("SELECT * FROM pgqueuer")


async def test_of_one_key_one_job_waits(db: Database, jobs: Jobs) -> None:
    async with db.working(FOLLOW) as tx:
        assert await jobs.enqueue(tx, "test.ring", Ring(uuid4()), key="a")
        assert not await jobs.enqueue(tx, "test.ring", Ring(uuid4()), key="a")
        assert await jobs.enqueue(tx, "test.ring", Ring(uuid4()), key="b")
        assert await jobs.waiting(tx) == 2
    assert len(await rows(db)) == 2


async def test_a_job_may_wait_for_its_time(db: Database, jobs: Jobs, bells: Bells, context: Context) -> None:
    async with db.acting(actor()) as tx:
        await jobs.enqueue(tx, "test.ring", Ring(uuid4(), 1), run_after=clock.now() + timedelta(hours=1))
        await jobs.enqueue(tx, "test.ring", Ring(uuid4(), 2), run_after=timedelta(seconds=0.3))
        assert await jobs.waiting(tx) == 0
    async with jobs.running(context):
        await until(lambda: [ring.times for ring in bells.heard] == [2])
    assert len(await rows(db)) == 1


async def test_a_failed_job_is_tried_again_with_pauses(
    db: Database, jobs: Jobs, bells: Bells, context: Context
) -> None:
    bells.fails = 2
    async with db.acting(actor()) as tx:
        await jobs.enqueue(tx, "test.ring", Ring(uuid4()))
    async with jobs.running(context):
        await until(lambda: len(bells.heard) == 1)
    assert await rows(db) == []
    logged = (
        "SELECT status::text, traceback::text FROM pgqueuer_log"
        " WHERE status <> 'picked' AND entrypoint = 'test.ring' ORDER BY id"
    )
    assert [row["status"] for row in await rows(db, logged)] == ["queued", "queued", "queued", "successful"]
    assert not any("张伟" in (row["traceback"] or "") for row in await rows(db, logged))


async def test_a_job_that_fails_while_the_queue_sleeps_is_tried_again_soon(
    db: Database, jobs: Jobs, bells: Bells, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    ring = bells.ring

    async def slowly(context: Context, told: Ring) -> None:
        await asyncio.sleep(0.5)
        await ring(context, told)

    monkeypatch.setattr(bells, "ring", slowly)
    bells.fails = 1
    slow = Jobs(jobs._url, db, bells.jobs)
    async with slow.running(context):
        async with db.acting(actor()) as tx:
            await slow.enqueue(tx, "test.ring", Ring(uuid4()))
        # The library by itself looks again after half a minute.
        await until(lambda: len(bells.heard) == 1, within=20)


async def test_a_job_that_keeps_failing_is_held_until_the_operator_retries_it(
    db: Database, jobs: Jobs, bells: Bells, context: Context
) -> None:
    bells.fails = 3
    async with db.acting(actor()) as tx:
        await jobs.enqueue(tx, "test.ring", Ring(uuid4()))

    async def is_held() -> bool:
        async with db.working(FOLLOW) as tx:
            return bool(await jobs.held(tx))

    async with jobs.running(context):
        await until(is_held)
        assert bells.heard == []
        async with db.working(FOLLOW) as tx:
            (held,) = await jobs.held(tx)
            assert (held.name, held.attempts) == ("test.ring", 2)
            await jobs.retry(tx, [held.id])
        await until(lambda: len(bells.heard) == 1)


async def test_a_job_cut_short_by_the_end_of_the_server_runs_at_the_next_start(
    db: Database, jobs: Jobs, bells: Bells, context: Context
) -> None:
    async with db.acting(actor()) as tx:
        await jobs.enqueue(tx, "test.hold", {"n": 1})
    async with jobs.running(context, grace=0.1):
        await bells.holding.wait()
    (row,) = await rows(db)
    assert (row["status"], row["queue_manager_id"]) == ("queued", None)
    bells.free.set()
    async with jobs.running(context):
        await until(lambda: bells.heard == [{"n": 1}])


async def test_a_job_is_let_finish_when_it_does_in_time(
    db: Database, jobs: Jobs, bells: Bells, context: Context
) -> None:
    async with db.acting(actor()) as tx:
        await jobs.enqueue(tx, "test.hold", {"n": 1})
    async with jobs.running(context, grace=60):
        await bells.holding.wait()
        asyncio.get_running_loop().call_later(0.2, bells.free.set)
    assert bells.heard == [{"n": 1}]
    assert await rows(db) == []


@asynccontextmanager
async def _claimed_by_a_dead_process(db: Database, alive: str, owner: UUID) -> AsyncIterator[None]:
    """Claims every job for another process, whose lock is held while the block runs."""
    process = await asyncpg.connect(alive)
    await process.execute("SELECT pg_advisory_lock(8420002, hashtext($1))", str(owner))
    async with db.working(JOBS) as tx:
        await tx.fetch("UPDATE pgqueuer SET status = 'picked', queue_manager_id = $1, heartbeat = now()", owner)
    try:
        yield
    finally:
        await process.close()


async def test_a_claim_of_a_process_that_died_is_taken_up_at_the_next_start_but_not_while_it_lives(
    db: Database, jobs: Jobs, bells: Bells, context: Context, database_url: str
) -> None:
    async with db.acting(actor()) as tx:
        await jobs.enqueue(tx, "test.ring", Ring(uuid4()))
    async with _claimed_by_a_dead_process(db, database_url, uuid4()):
        async with jobs.running(context):
            await asyncio.sleep(0.5)
        assert bells.heard == []
    async with jobs.running(context):
        await until(lambda: len(bells.heard) == 1)


async def test_a_job_that_kills_its_process_again_and_again_is_held(
    db: Database, jobs: Jobs, bells: Bells, context: Context, database_url: str
) -> None:
    async with db.acting(actor()) as tx:
        await jobs.enqueue(tx, "test.hold", {"n": 1}, run_after=timedelta(hours=1))
    for killed in range(1, 7):
        async with _claimed_by_a_dead_process(db, database_url, uuid4()):
            pass
        async with jobs.running(context):
            await until(lambda: _taken_back(db))
        (row,) = await rows(db)
        assert (row["attempts"], row["status"]) == (killed, "queued" if killed < 6 else "failed")
    async with db.working(FOLLOW) as tx:
        (held,) = await jobs.held(tx)
    assert held.name == "test.hold"
    assert bells.heard == []


async def _taken_back(db: Database) -> bool:
    return (await rows(db))[0]["queue_manager_id"] is None


async def test_the_queue_goes_on_after_the_database_dropped_its_connection(
    db: Database, jobs: Jobs, bells: Bells, context: Context, database_url: str
) -> None:
    admin = await asyncpg.connect(database_url)
    try:
        async with jobs.running(context):
            await until(lambda: _scheduled(db))
            dropped = await admin.fetch(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = 'tocsin-jobs' AND datname = current_database()"
            )
            assert len(dropped) == 1
            async with db.acting(actor()) as tx:
                await jobs.enqueue(tx, "test.ring", Ring(uuid4()))
            await until(lambda: len(bells.heard) == 1)
    finally:
        await admin.close()


async def test_a_clock_puts_jobs_into_the_queue(db: Database, jobs: Jobs, bells: Bells, context: Context) -> None:
    bells.free.set()
    async with jobs.running(context):
        await until(lambda: _scheduled(db))
    async with db.working(JOBS) as tx:
        await tx.fetch(
            "UPDATE pgqueuer_schedules SET next_run = now() - interval '1 hour' WHERE entrypoint = 'test.tick'"
        )
    async with jobs.running(context):
        await until(lambda: bells.heard == [{}])


async def _scheduled(db: Database) -> bool:
    return len(await rows(db, "SELECT FROM pgqueuer_schedules")) == 2


async def test_the_log_of_jobs_is_kept_for_a_month(db: Database, jobs: Jobs, context: Context) -> None:
    async with db.acting(actor()) as tx:
        await jobs.enqueue(tx, "test.ring", Ring(uuid4()))
    await _prune(context, {})
    assert len(await rows(db, "SELECT FROM pgqueuer_log")) == 1
    with clock.travel(KEPT + timedelta(hours=1)):
        await _prune(context, {})
    assert await rows(db, "SELECT FROM pgqueuer_log") == []


async def test_names_are_unique(db: Database, bells: Bells) -> None:
    with pytest.raises(ValueError, match=r"test\.ring"):
        Jobs("", db, [*bells.jobs, *bells.jobs])

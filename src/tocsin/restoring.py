"""A dump of the database, brought into an empty one of any cluster, with the roles its rights are given to."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
from pathlib import Path
from urllib.parse import unquote, urlsplit

import asyncpg

from tocsin.kernel.db import MEMBER, WORKERS
from tocsin.kernel.migrations import migrate
from tocsin.kernel.postgres import programs


class RestoreFailed(Exception):
    """The database is as empty as it was; the words are for the operator."""


async def restore(url: str, file: Path, *, embedded: bool) -> None:
    """Restore a dump (``pg_dump -Fc``) as a whole or not at all, and let the numbers of transactions go on.

    Raises :class:`RestoreFailed`.
    """
    await _prepare(url)
    reasons = []
    for program in _programs(embedded=embedded):
        reason = await _run(program, url, file)
        if reason is None:
            await migrate(url)
            return
        reasons.append(reason)
    raise RestoreFailed(f"{file} was not restored:\n" + "\n".join(reasons))


def _programs(*, embedded: bool) -> list[str]:
    """The machine's own first: ours may be newer, and say what an older server does not know. Yet it reads every dump."""
    own = None if embedded else shutil.which("pg_restore")
    return [*([own] if own else []), str(programs() / "pg_restore")]


async def _run(program: str, url: str, file: Path) -> str | None:
    # What stands in the command line everybody on the machine can read.
    parts = urlsplit(url)
    secret = {} if parts.password is None else {"PGPASSWORD": unquote(parts.password)}
    bare = parts._replace(netloc=parts.netloc.replace(f":{parts.password}@", "@")).geturl()
    words = [program, "--no-owner", "--exit-on-error", "--single-transaction", f"--dbname={bare}", str(file)]
    done = await asyncio.to_thread(
        subprocess.run, words, capture_output=True, text=True, check=False, env={**os.environ, **secret}
    )
    return None if done.returncode == 0 else done.stderr.strip() or f"{program} ended with {done.returncode}"


async def _prepare(url: str) -> None:
    """Make the roles, which no dump of a database holds; the same that migrations make."""
    connection = await asyncpg.connect(url)
    try:
        if await connection.fetchval("SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = 'public')"):
            raise RestoreFailed("the database is not empty: a dump is restored into an empty one")
        for role in (MEMBER, *WORKERS):
            await connection.execute(
                f"DO $$ BEGIN CREATE ROLE {role} NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
            )
            await connection.execute(
                f"DO $$ BEGIN IF NOT pg_has_role(session_user, '{role}', 'USAGE') THEN GRANT {role} TO session_user; END IF; END $$"
            )
    finally:
        await connection.close()

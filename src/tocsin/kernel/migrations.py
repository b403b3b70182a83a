"""Bringing a database to the schema of this version."""

import sys
from pathlib import Path
from typing import Any

import asyncpg
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from tocsin.kernel.db import MEMBER
from tocsin.kernel.errors import Refusal, Words
from tocsin.kernel.numbers import carry_on

FOLDER = Path(__file__).resolve().parents[3] / "migrations"
OLDEST = 150_000
_LOCK = 8_420_001


class TooOld(Refusal):
    """The database server is older than the product supports."""

    code = "kernel.database_too_old"
    status = 500
    words = Words(
        "数据库版本 {version} 过旧，需要 PostgreSQL 15 或更新。",
        "資料庫版本 {version} 過舊，需要 PostgreSQL 15 或更新。",
        "The database is version {version}; PostgreSQL 15 or later is needed.",
    )


class WithoutRoles(Refusal):
    """A dump was restored into a cluster that has not the roles its rights and policies are for: they are lost."""

    code = "kernel.restored_without_roles"
    status = 500
    words = Words(
        "数据库恢复到了没有相应角色的集群，权限已丢失。请清空数据库后用 tocsin restore 恢复。",
        "資料庫還原到了沒有相應角色的叢集，權限已遺失。請清空資料庫後用 tocsin restore 還原。",
        "The database was restored into a cluster without its roles, and its rights are lost. Empty it, and use `tocsin restore`.",
    )


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    # Migrations share the module of policy shapes that stands beside them, and nothing of the application.
    if str(FOLDER) not in sys.path:
        sys.path.append(str(FOLDER))
    return config


def head() -> str:
    """Return the newest revision this version of the product knows."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


async def migrate(url: str) -> None:
    """Run every migration that is missing; several servers starting at once wait for each other."""
    await _with_connection(url, _upgrade)


async def current(url: str) -> str | None:
    """Return the revision the database is at."""
    revision: str | None = await _with_connection(
        url, lambda connection: MigrationContext.configure(connection).get_current_revision()
    )
    return revision


async def drift(url: str, metadata: MetaData) -> list[Any]:
    """Return what differs between a migrated database and the tables the code declares."""
    found: list[Any] = await _with_connection(
        url,
        lambda connection: compare_metadata(
            MigrationContext.configure(connection, opts={"compare_type": True, "include_object": _ours(metadata)}),
            metadata,
        ),
    )
    return found


def _ours(metadata: MetaData) -> Any:
    """Leave out tables that a library keeps for itself: they are not declared by a room."""

    def include(thing: Any, name: str, kind: str, reflected: bool, _other: Any) -> bool:
        table = name if kind == "table" else thing.table.name
        return not reflected or table in metadata.tables or not table.startswith("pgqueuer")

    return include


def _upgrade(connection: Connection) -> None:
    version = int(connection.execute(text("SHOW server_version_num")).scalar_one())
    if version < OLDEST:
        raise TooOld(version=version // 10_000)
    _require_roles(connection)
    connection.execute(text(f"SELECT pg_advisory_lock({_LOCK})"))
    connection.commit()
    command.upgrade(_config(connection), "head")
    carry_on(connection)
    connection.execute(text(f"SELECT pg_advisory_unlock({_LOCK})"))
    connection.commit()


def _require_roles(connection: Connection) -> None:
    lost = text(
        "SELECT to_regclass('public.alembic_version') IS NOT NULL"
        " AND NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :role)"
    )
    if connection.execute(lost, {"role": MEMBER}).scalar_one():
        raise WithoutRoles


async def _with_connection(url: str, work: Any) -> Any:
    engine = create_async_engine(
        "postgresql+asyncpg://", async_creator=lambda: asyncpg.connect(url), poolclass=NullPool
    )
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(work)
    finally:
        await engine.dispose()

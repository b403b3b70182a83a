"""What Alembic does not compare between a migrated database and the declared tables: constraints, indexes, defaults.

The declared tables are made once more in a schema of their own, and the database tells of both in its own words.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import asyncpg
from sqlalchemy import Connection, MetaData, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

DECLARED = "declared_"
# Names are left out: constraints that nobody named have one by the order in which they were made.
TOLD = r"""
SELECT c.relname, pg_get_constraintdef(k.oid, true) FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
WHERE c.relnamespace = CAST(:schema AS regnamespace) AND k.contype <> 'n'
UNION ALL
SELECT c.relname, regexp_replace(pg_get_indexdef(i.indexrelid, 0, true), 'INDEX \S+ ON', 'INDEX ON')
FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
WHERE c.relnamespace = CAST(:schema AS regnamespace)
AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
UNION ALL
SELECT c.relname, a.attname || CASE a.attgenerated WHEN '' THEN ' DEFAULT ' ELSE ' GENERATED ' END
    || regexp_replace(pg_get_expr(d.adbin, d.adrelid, true), '^''(-?\d+)''::(bigint|integer|smallint)$', '\1')
FROM pg_attrdef d JOIN pg_class c ON c.oid = d.adrelid JOIN pg_attribute a ON (a.attrelid, a.attnum) = (c.oid, d.adnum)
WHERE c.relnamespace = CAST(:schema AS regnamespace)
"""


async def differences(url: str, metadata: MetaData) -> list[str]:
    """What one of the two has and the other has not, a line each; nothing is left in the database."""
    engine = create_async_engine(
        "postgresql+asyncpg://", async_creator=lambda: asyncpg.connect(url), poolclass=NullPool
    )
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(_compare, metadata)
    finally:
        await engine.dispose()


def _compare(connection: Connection, metadata: MetaData) -> list[str]:
    connection.execute(text(f"CREATE SCHEMA {DECLARED}"))
    connection.execute(text(f"SET LOCAL search_path = {DECLARED}, public"))
    metadata.create_all(connection, checkfirst=False)
    declared = _told(connection, DECLARED)
    connection.execute(text("SET LOCAL search_path = public"))
    migrated = Counter(
        {each: count for each, count in _told(connection, "public").items() if each[0] in metadata.tables}
    )
    connection.rollback()
    return [
        *(f"{table} lacks what is declared: {said}" for table, said in sorted((declared - migrated).elements())),
        *(f"{table} has what is not declared: {said}" for table, said in sorted((migrated - declared).elements())),
    ]


def _told(connection: Connection, schema: str) -> Counter[tuple[str, str]]:
    rows: Any = connection.execute(text(TOLD), {"schema": schema})
    return Counter((str(table), str(said)) for table, said in rows)

"""Of heads older than a day one an hour stays, and every one that a witness signed (EFF-4)."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from tests.effects.entries import REALM
from tests.effects.test_sealing import seal, write
from tocsin.effects.actions import thinning
from tocsin.effects.actions.thinning import thin
from tocsin.kernel.clock import now
from tocsin.kernel.db import SEAL, Database
from tocsin.kernel.seal import Keyring

pytestmark = pytest.mark.anyio
OTHER = "INSERT INTO witness (id, realm_id, name, token_digest, made_at) VALUES ($1, $2, 'w', sha256('x'), now())"


async def _spread(database_url: str, ages: list[timedelta], signed: set[int]) -> None:
    """Date the heads, of one leaf more each, so long ago; a witness signed some of these sizes."""
    connection: Any = await asyncpg.connect(database_url)
    for size, age in enumerate(ages, start=1):
        await connection.execute("UPDATE log_head SET at = $2 WHERE size = $1", size, now() - age)
    witness_id = uuid4()
    await connection.execute(OTHER, witness_id, REALM)
    for size in signed:
        await connection.execute(
            "INSERT INTO log_cosignature VALUES ($1, $2, $3, 1, $4)", REALM, size, witness_id, bytes(64)
        )
    await connection.close()


@pytest.mark.parametrize("batch", [1, 5_000])
async def test_one_an_hour_stays_after_a_day(
    db: Database, keyring: Keyring, database_url: str, batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(thinning, "BATCH", batch)
    for _ in range(10):
        await write(db, keyring)
        await seal(db, keyring)
    # Two days ago five within an hour, of which the third was signed, then one in the hour behind, then those of today.
    base = now().replace(minute=0, second=0, microsecond=0) - timedelta(days=2)
    old = [now() - base - timedelta(minutes=minute) for minute in (1, 2, 3, 4, 5, 61)]
    await _spread(database_url, [*old, *(timedelta(hours=hours) for hours in (23, 22.99, 22.98, 0))], {3})
    context: Any = SimpleNamespace(db=db)
    for _ in range(2):
        await thin(context)
        async with db.working(SEAL) as tx:
            rows = await tx.fetch("SELECT size FROM log_head ORDER BY size")
        assert [row["size"] for row in rows] == [3, 5, 6, 7, 8, 9, 10]


async def test_the_newest_stays_however_old_it_is(db: Database, keyring: Keyring, database_url: str) -> None:
    for _ in range(3):
        await write(db, keyring)
        await seal(db, keyring)
    base = now().replace(minute=0, second=0, microsecond=0) - timedelta(days=400)
    await _spread(database_url, [now() - base - timedelta(minutes=minute) for minute in (1, 2, 3)], set())
    context: Any = SimpleNamespace(db=db)
    await thin(context)
    async with db.working(SEAL) as tx:
        assert [row["size"] for row in await tx.fetch("SELECT size FROM log_head")] == [3]


async def test_the_database_keeps_what_is_signed_and_what_is_of_today(
    db: Database, keyring: Keyring, database_url: str
) -> None:
    for _ in range(2):
        await write(db, keyring)
        await seal(db, keyring)
    await _spread(database_url, [timedelta(days=9), timedelta(hours=1)], {1})
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        async with db.working(SEAL) as tx:
            await tx.fetch("DELETE FROM log_head WHERE size = 1")
    async with db.working(SEAL) as tx:
        assert await tx.fetch("DELETE FROM log_head WHERE size = 2 RETURNING size") == []

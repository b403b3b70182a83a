"""Numbers of transactions go on where rows come from another cluster, and stand still in their own."""

import asyncpg
import pytest

from tests.kernel.stage import Rang
from tests.support.horizon import below_the_horizon
from tocsin.kernel.db import FOLLOW, Database
from tocsin.kernel.events import Consumer, Stored
from tocsin.kernel.ids import uuid7
from tocsin.kernel.migrations import migrate

ELSEWHERE = 10_000_000_000
"""As if the rows had been written in a cluster that counts so far ahead."""


async def ask(url: str, sql: str) -> int:
    connection = await asyncpg.connect(url)
    try:
        return int(await connection.fetchval(sql) or 0)
    finally:
        await connection.close()


async def ring(db: Database, times: int) -> None:
    async with db.working(FOLLOW) as tx:
        await tx.emit(Rang(realm_id=uuid7(), times=times))


async def test_rows_of_another_cluster_are_passed_and_what_is_written_comes_behind_them(
    db: Database, database_url: str
) -> None:
    seen: list[int] = []

    async def note(event: Stored) -> None:
        seen.append(event.body["times"])

    consumer = Consumer(db, "restored", [Rang.kind], note)
    await ring(db, 1)
    await ask(database_url, f"UPDATE event SET xid = xid + {ELSEWHERE} RETURNING 1")
    await below_the_horizon(db)
    assert await consumer.step() is False, "this is how it stood still"
    await migrate(database_url)
    await ring(db, 2)
    await below_the_horizon(db)
    while await consumer.step():
        pass
    assert seen == [1, 2]
    numbers = "SELECT (max(xid) > min(xid) AND min(xid) >= 10000000000)::int FROM event WHERE kind = 'kernel.rang'"
    assert await ask(database_url, numbers) == 1


@pytest.mark.parametrize(
    "ahead",
    [
        f"UPDATE log_position SET below = {ELSEWHERE}",
        f"INSERT INTO event_cursor (consumer, xid, id) VALUES ('ahead', {ELSEWHERE}, 1)",
    ],
)
async def test_where_somebody_has_read_up_to_counts_too(database_url: str, ahead: str) -> None:
    await ask(database_url, f"{ahead} RETURNING 1")
    await migrate(database_url)
    assert await ask(database_url, "SELECT tocsin_xid()") >= ELSEWHERE


async def test_the_shift_stands_still_in_the_cluster_of_the_rows_and_never_shrinks(
    db: Database, database_url: str
) -> None:
    for times in range(3):
        await ring(db, times)
        await migrate(database_url)
    assert await ask(database_url, "SELECT tocsin_shift()") == 0
    await ask(database_url, f"UPDATE event SET xid = xid + {ELSEWHERE} WHERE id = (SELECT min(id) FROM event)")
    await migrate(database_url)
    shift = await ask(database_url, "SELECT tocsin_shift()")
    assert shift > 0
    await ask(database_url, f"DELETE FROM event WHERE xid > {ELSEWHERE}")
    await ring(db, 4)
    await migrate(database_url)
    assert await ask(database_url, "SELECT tocsin_shift()") == shift


async def test_every_table_that_keeps_such_numbers_is_asked(database_url: str) -> None:
    left_out = (
        "SELECT count(*) FROM information_schema.columns c WHERE table_schema = 'public' AND column_name IN ('xid', 'below')"
        " AND (SELECT prosrc FROM pg_proc WHERE proname = 'tocsin_reached') NOT LIKE '%public.' || table_name || ')%'"
    )
    assert await ask(database_url, left_out) == 0
    assert await ask(database_url, "SELECT count(*) FROM information_schema.columns WHERE column_name = 'xid'") >= 3


async def test_numbers_cost_no_call(database_url: str) -> None:
    """The planner puts the expressions in place of the functions: on the send path there is none to call."""
    connection = await asyncpg.connect(database_url)
    plan = await connection.fetchval("EXPLAIN (VERBOSE, FORMAT JSON) SELECT tocsin_xid(), tocsin_horizon()")
    await connection.close()
    assert "pg_current_xact_id" in plan
    assert "tocsin_" not in plan

"""The second wall by raw SQL: as a member of another organisation, table by table, whatever the first wall let by."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import Table

from tests.cast import CHENG_YUAN, HE_CHUAN, ZHOU_LAN, set_stage
from tests.hostile.victim import Victim, as_owner, columns_of_owners, set_victim
from tests.support.server import RunningServer
from tocsin.kernel.clock import now
from tocsin.kernel.db import MEMBER
from tocsin.kernel.ids import uuid7
from tocsin.kernel.tables import load_every_table
from tocsin.kernel.types import Actor

TABLES = load_every_table().tables
# Whose rows they are, where they are a person's and not an organisation's.
OF_PEOPLE = {
    name: column
    for name, table in TABLES.items()
    for column in ("id" if name == "person" else "person_id",)
    if name not in columns_of_owners() and column in table.c
}
OF_SHARED = {"conversation": "id", "conversation_member": "conversation_id", "message": "conversation_id"}
# Open to read by everybody, each for a reason its migration gives: wrapped keys, and how people are called.
READ_BY_ALL = {"realm_key", "data_key", "data_key_wrap", "profile"}
# A conversation shared between organisations has its key wrapped for each of them, by a member of one.
ADDED_BY_ALL = {"data_key_wrap"}


@pytest.fixture
async def victim(server: RunningServer) -> Victim:
    return await set_victim(await set_stage(server))


def _stranger(victim: Victim) -> Actor:
    stage = victim.stage
    person, company = stage.person(CHENG_YUAN), stage.company
    return Actor(person, uuid7(), "test", now() + timedelta(hours=1), {company: None})  # type: ignore[dict-item]


def _wanted(victim: Victim) -> list[tuple[Table, str, list[UUID]]]:
    """Every table with the column that tells whose a row is, and what stands in it for the school."""
    stage = victim.stage
    people = [stage.person(ZHOU_LAN), stage.person(HE_CHUAN)]
    found = [(TABLES[name], column, [stage.school]) for name, column in columns_of_owners().items()]
    found += [(TABLES[name], column, people) for name, column in OF_PEOPLE.items()]
    found += [(TABLES[name], column, [UUID(victim.ids["conversation_id"])]) for name, column in OF_SHARED.items()]
    return found


async def _writable(victim: Victim, table: Table) -> list[str]:
    """The columns of a table that members have the right to update."""
    sql = "SELECT name FROM unnest($1::text[]) name WHERE has_column_privilege($2, $3, name, 'UPDATE')"
    async with as_owner(victim.stage) as owner:
        rows = await owner.fetch(sql, [one.name for one in table.c], MEMBER, table.name)
    return [row["name"] for row in rows]


async def _try(victim: Victim, sql: str, *arguments: Any) -> int | str:
    """Run SQL as the stranger: how many rows it touched, or the name of the refusal."""
    try:
        async with victim.stage.server.context.db.acting(_stranger(victim)) as tx:
            return len(await tx.fetch(sql, *arguments))
    except asyncpg.PostgresError as error:
        return type(error).__name__


async def test_a_stranger_reads_changes_and_removes_nothing(victim: Victim) -> None:
    open_ = []
    for table, column, values in _wanted(victim):
        where = f'"{column}" = ANY ($1::uuid[])'
        # One that members may write at all, where there is one: else the missing right would hide a missing policy.
        first = next(iter(await _writable(victim, table)), column)
        attempts = {
            "read": f'SELECT 1 FROM "{table.name}" WHERE {where}',
            "update": f'UPDATE "{table.name}" SET "{first}" = "{first}" WHERE {where} RETURNING 1',
            "delete": f'DELETE FROM "{table.name}" WHERE {where} RETURNING 1',
        }
        for act, sql in attempts.items():
            done = await _try(victim, sql, values)
            if done not in (0, "InsufficientPrivilegeError") and not (act == "read" and table.name in READ_BY_ALL):
                open_.append(f"{act} {table.name}: {done}")
    assert open_ == []


async def test_a_stranger_adds_no_row_of_another(victim: Victim) -> None:
    person = victim.stage.person(CHENG_YUAN)
    open_, tried = [], 0
    for table, column, values in _wanted(victim):
        async with as_owner(victim.stage) as owner:
            row = await owner.fetchrow(f'SELECT * FROM "{table.name}" WHERE "{column}" = ANY ($1) LIMIT 1', values)
        if row is None:
            continue
        given = {name: value for name, value in row.items() if not (table.name in ("event", "effect") and name == "id")}
        # In one's own name, as the policies ask; into the school, as they should not allow.
        given |= {"actor_id": person} if "actor_id" in given else {}
        names, numbers = ", ".join(f'"{name}"' for name in given), ", ".join(f"${n}" for n in range(1, len(given) + 1))
        done = await _try(victim, f'INSERT INTO "{table.name}" ({names}) VALUES ({numbers})', *given.values())
        tried += 1
        if done != "InsufficientPrivilegeError" and table.name not in ADDED_BY_ALL:
            open_.append(f"insert {table.name}: {done}")
    assert open_ == []
    assert tried > 20


async def test_a_stranger_has_no_way_to_the_queue_of_jobs(victim: Victim) -> None:
    for sql in (
        "SELECT 1 FROM pgqueuer",
        "UPDATE pgqueuer SET priority = 1 RETURNING 1",
        "DELETE FROM pgqueuer RETURNING 1",
        "INSERT INTO pgqueuer (priority, entrypoint, status) VALUES (1, 'x', 'queued')",
    ):
        assert await _try(victim, sql) == "InsufficientPrivilegeError", sql

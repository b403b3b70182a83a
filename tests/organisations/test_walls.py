"""The second wall: what SQL itself shows and lets a member of one organisation do to another's rows."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import Table, func, insert, select, update

from tests.organisations.stage import Organisation, Stage
from tocsin.kernel.clock import now
from tocsin.kernel.db import FLUSH, FOLLOW, JOBS, JOIN, REALTIME, SAMPLE, SIGNIN
from tocsin.kernel.ids import uuid7
from tocsin.kernel.tables import Base
from tocsin.kernel.types import Actor
from tocsin.organisations import tables

OURS: list[Table] = [
    mapper.local_table
    for mapper in Base.registry.mappers
    if mapper.class_.__module__ == tables.__name__ and isinstance(mapper.local_table, Table)
]
NAMES = sorted(table.name for table in OURS)


@pytest.fixture
async def full(stage: Stage, school: Organisation) -> Organisation:
    """An organisation with rows in every table."""
    maths = await school.department("数学组")
    member = await school.member(maths)
    await school.grant(member, await school.role("人事", "member_invite"))
    gone = await school.member()
    await gone.json("POST", f"/members/{gone.id}/departure", json={"reason": "own_wish"})
    link = await school.admin.json("POST", "/join-links", json={"department_id": maths})
    await (await stage.person()).json("POST", f"/api/join/{link['code']}", json={"name": "闻一多"})
    return school


def actor_in(*organisations: Organisation) -> Actor:
    """Somebody who is a member of these organisations, as the unit of work knows it."""
    return Actor(uuid7(), uuid7(), "test", now() + timedelta(hours=1), {UUID(one.id): None for one in organisations})  # type: ignore[misc]


def key(table: Table) -> Any:
    return table.c.id if table.name == "organisation" else table.c.organisation_id


async def counts(stage: Stage, actor: Actor, of: Organisation) -> dict[str, int]:
    async with stage.server.context.db.acting(actor) as tx:
        return {
            table.name: await tx.value(select(func.count()).select_from(table).where(key(table) == UUID(of.id)))
            for table in OURS
        }


async def test_a_member_reads_their_own_organisation_and_no_other(stage: Stage, full: Organisation) -> None:
    other = await stage.found("远山公司")
    own = await counts(stage, actor_in(full), full)
    assert [name for name in NAMES if own[name] == 0] == []
    for stranger in (actor_in(other), actor_in()):
        assert set((await counts(stage, stranger, full)).values()) == {0}


async def test_nobody_writes_into_another_organisation(stage: Stage, full: Organisation) -> None:
    other = await stage.found("远山公司")
    stranger = actor_in(other)
    for table in OURS:
        async with stage.server.context.db.acting(stranger) as tx:
            column = "name" if "name" in table.c else next(iter(table.primary_key.columns)).name
            statement = update(table).where(key(table) == UUID(full.id)).values({column: table.c[column]})
            assert await tx.run(statement) == 0, table.name
    made = {"name": "潜入", "name_key": "潜入", "created_at": now(), "id": uuid7(), "organisation_id": UUID(full.id)}
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with stage.server.context.db.acting(stranger) as tx:
            await tx.run(insert(tables.Role).values(**made))
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with stage.server.context.db.acting(stranger) as tx:
            await tx.run(
                insert(tables.MemberTerm).values(organisation_id=UUID(full.id), term=1, member_id=UUID(full.admin.id))
            )


async def test_rows_cannot_point_across_organisations(stage: Stage, full: Organisation) -> None:
    other = await stage.found("远山公司")
    theirs = await other.department("销售部")
    both = actor_in(full, other)
    place = {"organisation_id": UUID(full.id), "member_id": UUID(full.admin.id), "department_id": UUID(theirs)}
    place = {**place, "status": "active"}
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        async with stage.server.context.db.acting(both) as tx:
            await tx.run(insert(tables.MemberDepartment).values(**place))
    manager = update(tables.Member).where(
        tables.Member.organisation_id == UUID(full.id), tables.Member.id == UUID(full.admin.id)
    )
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        async with stage.server.context.db.acting(both) as tx:
            await tx.run(manager.values(manager_id=UUID(other.admin.id)))


async def test_what_each_worker_may_do(stage: Stage, full: Organisation) -> None:
    expected = {
        SIGNIN: {
            "SELECT": {"organisation", "department", "member", "member_department", "role", "role_power", "role_grant"}
        },
        FLUSH: {},
        JOBS: {},
        JOIN: {},  # single columns, on the list of tests/house
        SAMPLE: {right: set(NAMES) for right in ("SELECT", "INSERT", "UPDATE", "DELETE")},
        FOLLOW: {
            "SELECT": set(NAMES) - {"member_term", "join_link"},
            "UPDATE": {"member", "invitation", "application", "departure"},
        },
    }
    expected[REALTIME] = expected[SIGNIN]
    async with stage.server.context.db.working(SIGNIN) as tx:
        for worker, rights in expected.items():
            for right in ("SELECT", "INSERT", "UPDATE", "DELETE"):
                rows = await tx.fetch(
                    "SELECT name FROM unnest($1::text[]) AS name WHERE has_table_privilege($2, name, $3)",
                    NAMES,
                    worker,
                    right,
                )
                assert {row["name"] for row in rows} == rights.get(right, set()), (worker, right)


async def test_contact_data_is_sealed_and_cannot_be_moved(stage: Stage, full: Organisation) -> None:
    member = await full.member(email="sealed@example.cn")
    async with stage.server.context.db.acting(actor_in(full)) as tx:
        rows = await tx.fetch("SELECT * FROM member")
        raw = b"".join(value for row in rows for value in row.values() if isinstance(value, bytes))
        assert member.phone.encode() not in raw
        assert b"sealed@example.cn" not in raw
        await tx.fetch(
            "UPDATE member SET phone_sealed = (SELECT phone_sealed FROM member WHERE id = $1) WHERE id = $2",
            UUID(full.admin.id),
            UUID(member.id),
        )
    await full.admin.refused("GET", f"/members/{member.id}", "seal.broken", status=500)

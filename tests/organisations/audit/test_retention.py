"""Acts are kept as long as they must be, changed by nobody, and then gone with what tied them to anybody (SEC-2)."""

from __future__ import annotations

from typing import Any

import asyncpg
import pytest

from tests.hostile.victim import as_owner_of
from tests.organisations.stage import Organisation
from tocsin.accounts import door as accounts
from tocsin.kernel.db import RETAIN, WORKERS
from tocsin.organisations.audit import jobs
from tocsin.organisations.audit.jobs import retain
from tocsin.settings import BadSetting, Settings

_LEFT = "SELECT kind FROM event WHERE audited AND realm_id = $1 ORDER BY id"
_EFFECTS = """
SELECT from_seq, salt_sealed IS NULL AND actor_id IS NULL AND device IS NULL AS anonymous, commitment
FROM effect WHERE item_kind = 'act' AND realm_id = $1 ORDER BY id
"""


async def _age(owner: Any, realm_id: Any, days: float) -> None:
    """Let every act of a realm be so many days old."""
    sql = "UPDATE event SET at = now() - make_interval(secs => $2) WHERE realm_id = $1 AND audited"
    await owner.execute(sql, realm_id, days * 86_400)


async def test_acts_go_when_their_time_is_over_and_never_earlier(school: Organisation, monkeypatch: Any) -> None:
    monkeypatch.setattr(jobs, "BATCH", 2)
    context = school.stage.server.context
    await school.department("数学组")
    await school.department("物理组")
    async with as_owner_of(school.stage.server.settings) as owner:
        before = await owner.fetch(_EFFECTS, school.id)
        unaudited = await owner.fetchval("SELECT count(*) FROM event WHERE NOT audited")
        await _age(owner, school.id, 189.5)
        await retain(context)
        assert len(await owner.fetch(_LEFT, school.id)) == len(before) == 4
        assert not any(row["anonymous"] for row in await owner.fetch(_EFFECTS, school.id))
        await _age(owner, school.id, 191)
        # Kept for longer where the main admin has said so.
        await school.admin.json("PUT", "/audit/keeping", json={"days": 200})
        await retain(context)
        assert len(await owner.fetch(_LEFT, school.id)) == 5
        await school.admin.json("PUT", "/audit/keeping", json={"days": 190})
        assert await retain(context) == 4
        left = [row["kind"] for row in await owner.fetch(_LEFT, school.id)]
        assert left == ["organisations.audit_keeping_set"] * 2
        after = await owner.fetch(_EFFECTS, school.id)
        # The leaves stay as they are; whose they were nobody can say.
        assert [row["commitment"] for row in after[:4]] == [row["commitment"] for row in before]
        assert [row["anonymous"] for row in after] == [True] * 4 + [False] * 2
        assert await owner.fetchval("SELECT count(*) FROM event WHERE NOT audited") == unaudited
    assert await retain(context) == 0


async def test_how_long_is_set_by_main_admins_upwards_of_six_months(school: Organisation) -> None:
    assert await school.admin.json("GET", "/audit/keeping") == {"days": 190, "least": 190, "most": 3660}
    reader = await school.empowered("audit_read")
    await reader.refused("PUT", "/audit/keeping", "organisations.main_admins_only", json={"days": 400})
    for days in (189, 0, -1, 3661):
        await school.admin.refused("PUT", "/audit/keeping", "organisations.kept_too_shortly", json={"days": days})
    await school.admin.json("PUT", "/audit/keeping", json={"days": 400})
    await school.admin.json("PUT", "/audit/keeping", json={"days": 400})
    assert (await reader.json("GET", "/audit/keeping"))["days"] == 400
    (row,) = (await reader.json("GET", "/audit", params={"kind": "organisations.audit_keeping_set"}))["items"]
    assert row["changes"] == [{"field": "audit_days", "before": 190, "after": 400}]


async def test_the_operators_acts_are_kept_as_the_setting_says(school: Organisation) -> None:
    context = school.stage.server.context
    member = await school.member()
    await accounts.move(context, member.phone, "suspend", "complaint 2026-3")
    realm = "00000000-0000-0000-0000-000000000000"
    async with as_owner_of(school.stage.server.settings) as owner:
        await _age(owner, realm, 189)
        await retain(context)
        assert [row["kind"] for row in await owner.fetch(_LEFT, realm)] == ["accounts.suspended"]
        await _age(owner, realm, 191)
        assert await retain(context) == 1
        assert await owner.fetch(_LEFT, realm) == []


def test_the_operators_setting_does_not_go_below_six_months() -> None:
    assert Settings.from_environment({}).audit_days == 190
    assert Settings.from_environment({"TOCSIN_AUDIT_DAYS": "365"}).audit_days == 365
    with pytest.raises(BadSetting):
        Settings.from_environment({"TOCSIN_AUDIT_DAYS": "180"})


async def test_nobody_edits_an_act_and_one_worker_deletes_old_ones_alone(school: Organisation) -> None:
    context = school.stage.server.context
    async with as_owner_of(school.stage.server.settings) as owner:
        roles = ["tocsin_member", *WORKERS]
        held = {
            (role, right)
            for role in roles
            for right in ("UPDATE", "DELETE", "TRUNCATE")
            if await owner.fetchval("SELECT has_table_privilege($1, 'event', $2)", role, right)
        }
        columns = {
            role
            for role in roles
            if await owner.fetchval("SELECT has_any_column_privilege($1, 'event', 'UPDATE')", role)
        }
    assert held == {(RETAIN, "DELETE")}
    assert columns == set()
    # Not even that one, before its time: whatever asks it to.
    async with context.db.working(RETAIN) as tx:
        assert await tx.fetch("DELETE FROM event WHERE audited RETURNING id") == []
    for statement in ("UPDATE event SET kind = 'x'", "DELETE FROM event WHERE NOT audited OR id > 0"):
        for worker in WORKERS:
            if worker != RETAIN:
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    async with context.db.working(worker) as tx:
                        await tx.fetch(statement)

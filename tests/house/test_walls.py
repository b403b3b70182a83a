"""The second wall, compared with what the tables declare: no table stands outside it."""

import os
from pathlib import Path
from typing import Any

import pytest

from tocsin.kernel.db import MEMBER, WORKERS, Database
from tocsin.kernel.tables import load_every_table

NEEDLES = {
    "organisation": "( SELECT tocsin_organisations() AS tocsin_organisations)",
    # Looked up, not compared with each: see ``shapes.looked_up``.
    "shared": " IN ( SELECT unnest(tocsin_conversations()) AS unnest)",
    "person": "( SELECT tocsin_person() AS tocsin_person)",
}
RIGHTS = Path(__file__).with_name("worker_rights.txt")
PLATFORM = Path(__file__).with_name("platform_rights.txt")
OUTSIDE = "alembic_version"
SCHEMA = load_every_table()
TABLES = sorted(SCHEMA.tables)


async def test_every_table_in_the_database_is_declared_by_a_room(db: Database) -> None:
    rows = await db.pool.fetch(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
    )
    found = {row["relname"] for row in rows} - {OUTSIDE}
    undeclared = {name for name in found - set(TABLES) if not name.startswith("pgqueuer")}
    assert undeclared == set()
    assert set(TABLES) - found == set()


async def test_every_table_has_row_level_security_on(db: Database) -> None:
    rows = await db.pool.fetch(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
        " AND NOT relrowsecurity AND relname <> $1",
        OUTSIDE,
    )
    assert [row["relname"] for row in rows] == []


@pytest.mark.parametrize("table", TABLES)
async def test_a_table_has_the_policies_of_its_shape_and_no_other(db: Database, table: str) -> None:
    shape = SCHEMA.tables[table].info.get("shape")
    assert shape in {"organisation", "shared", "person", "platform"}, f"{table} declares no shape"
    policies = await db.pool.fetch(
        # Restrictive policies only narrow what the others let through.
        "SELECT policyname, roles::text[] AS roles, cmd, qual, with_check FROM pg_policies"
        " WHERE tablename = $1 AND permissive = 'PERMISSIVE'",
        table,
    )
    for policy in policies:
        if MEMBER in policy["roles"]:
            _check_member_policy(table, shape, dict(policy))
        else:
            assert set(policy["roles"]) <= set(WORKERS), f"{policy['policyname']} is for nobody we know"
    if shape != "platform":
        assert any(NEEDLES[shape] in (policy["qual"] or "") for policy in policies), f"{table} lacks its {shape} policy"


def _check_member_policy(table: str, shape: str, policy: dict[str, str]) -> None:
    """People pass by one of the three settings of their unit; what a platform table shows members stands on a list.

    Each clause by itself: what ``USING`` lets through is read, changed and deleted, whatever ``WITH CHECK`` asks.
    """
    if shape == "platform":
        return
    name = f"{policy['policyname']} of {table}"
    clauses = [policy[clause] for clause in ("qual", "with_check") if policy[clause] is not None]
    assert clauses, f"{name} asks nothing"
    for clause in clauses:
        assert any(needle in clause for needle in NEEDLES.values()), f"{name} asks for nobody: {clause}"
        for function in ("tocsin_organisations()", "tocsin_conversations()", "tocsin_person()"):
            # Evaluated once a statement inside a sub-select; once a row outside of it, which halves bulk inserts.
            once = clause.count(f"( SELECT {function}") + clause.count(f"( SELECT unnest({function})")
            assert clause.count(function) == once, f"{name} calls {function} a row"


MINE = f"(person_id = {NEEDLES['person']})"


@pytest.mark.parametrize(
    ("qual", "with_check", "sound"),
    [
        (MINE, None, True),
        (None, MINE, True),
        (MINE, MINE, True),
        ("true", MINE, False),
        (MINE, "true", False),
        (None, None, False),
        ("(person_id = tocsin_person())", None, False),
        (f"({MINE} OR (person_id = tocsin_person()))", None, False),
    ],
)
def test_a_policy_whose_clauses_let_anybody_through_is_found(
    qual: str | None, with_check: str | None, sound: bool
) -> None:
    policy: Any = {"policyname": "a_person", "qual": qual, "with_check": with_check}
    if sound:
        _check_member_policy("a", "person", policy)
    else:
        with pytest.raises(AssertionError, match="a_person of a"):
            _check_member_policy("a", "person", policy)


GRANTED = """
SELECT c.relname, a.grantee, a.privilege_type AS right FROM pg_class c, aclexplode(c.relacl) a
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
UNION ALL SELECT c.relname, a.grantee, a.privilege_type || '(' || t.attname || ')'
FROM pg_class c JOIN pg_attribute t ON t.attrelid = c.oid, aclexplode(t.attacl) a
WHERE c.relnamespace = 'public'::regnamespace
"""


async def test_what_members_may_do_with_platform_tables_is_on_a_list(db: Database) -> None:
    """A platform table has no wall of its own: which columns of which rows members reach is looked at by a person."""
    platform = [name for name in TABLES if SCHEMA.tables[name].info["shape"] == "platform"]
    rows = await db.pool.fetch(
        "SELECT relname, 'may ' || string_agg(g.right, ' ' ORDER BY g.right) AS said"
        f" FROM ({GRANTED}) g WHERE grantee::regrole::text = $1 AND relname = ANY ($2) GROUP BY relname"
        " UNION ALL SELECT tablename, lower(cmd) || coalesce(' of ' || qual, '') || coalesce(' as ' || with_check, '')"
        " FROM pg_policies WHERE $1 = ANY (roles) AND tablename = ANY ($2)",
        MEMBER,
        platform,
    )
    _pinned(sorted(f"{row['relname']}: {' '.join(row['said'].split())}" for row in rows), PLATFORM)


async def test_what_each_worker_may_do_is_on_a_list(db: Database) -> None:
    rows = await db.pool.fetch(
        "SELECT grantee::regrole::text AS role, relname, string_agg(g.right, ' ' ORDER BY g.right) AS rights"
        f" FROM ({GRANTED}) g WHERE grantee::regrole::text = ANY ($1) GROUP BY grantee, relname",
        list(WORKERS),
    )
    _pinned(sorted(f"{row['role']} {row['relname']}: {row['rights']}" for row in rows), RIGHTS)


def _pinned(lines: list[str], file: Path) -> None:
    found = "\n".join(lines) + "\n"
    if os.environ.get("TOCSIN_REWRITE"):
        file.write_text(found)
    assert found == file.read_text(), f"{file.name} changed: look, then run again with TOCSIN_REWRITE=1"


async def test_functions_that_look_past_the_wall_are_few_and_pinned(db: Database) -> None:
    rows = await db.pool.fetch(
        "SELECT proname, array_to_string(proconfig, ',') AS config FROM pg_proc"
        " WHERE pronamespace = 'public'::regnamespace AND prosecdef ORDER BY proname"
    )
    assert {row["proname"] for row in rows if not row["proname"].startswith("pgqueuer")} <= {
        "tocsin_conversations",
        "tocsin_mentions",
    }
    for row in rows:
        assert "search_path=" in (row["config"] or ""), f"{row['proname']} can be led astray"


async def test_nobody_sees_anything_without_a_person(db: Database) -> None:
    shown = {}
    for table in TABLES:
        shape = SCHEMA.tables[table].info["shape"]
        if shape != "platform":
            allowed = await db.pool.fetchval("SELECT has_table_privilege($1, $2, 'SELECT')", MEMBER, table)
            if allowed:
                shown[table] = await db.pool.fetchval(f'SELECT count(*) FROM "{table}"')
    assert set(shown.values()) <= {0}

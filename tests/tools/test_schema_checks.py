"""The checks of migrations and of the schema find what they are for, and keep quiet about what is fine."""

from __future__ import annotations

import pytest
from sqlalchemy import CheckConstraint, Column, ForeignKeyConstraint, Index, Integer, MetaData, Table, text

from tests.support.trees import MakeTree
from tocsin.kernel.migrations import drift as schema_drift
from tocsin.kernel.tables import load_every_table
from tools.checks import migrations
from tools.checks.catalogue import differences


def test_migrations_are_one_chain(tree: MakeTree) -> None:
    files = {
        "migrations/env.py": "",
        "migrations/versions/0001_kernel.py": "revision = '0001'\ndown_revision = None\n",
        "migrations/versions/0002_accounts.py": "revision = '0002'\ndown_revision = '0001'\nimport tocsin.kernel\n",
        "migrations/versions/0003_effects.py": "revision = '0003'\ndown_revision = '0001'\n",
        "migrations/versions/0004_things.py": "revision = '0004'\ndown_revision = '0003'\n",
        "migrations/versions/0005_accounts_more.py": "revision = '5'\ndown_revision = '0004'\n",
    }
    found = "\n".join(migrations.check(tree(files)))
    for said in (
        "0002_accounts.py:3: a migration must not change",
        "0003_effects.py:1: migrations/versions/0002_accounts.py follows '0001' already",
        "0004_things.py:1: the name is",
        "0005_accounts_more.py:1: its revision is '5'",
        "env.py:1: runs no SET lock_timeout",
    ):
        assert said in found
    assert len(found.splitlines()) == 5


@pytest.mark.parametrize(
    ("environment", "sound"),
    [
        ("connection.execute(text(\"SET lock_timeout = '10s'\"))\n", True),
        ("connection.execute(text(\"SET lock_timeout = '0'\"))\n", False),
        ("# lock_timeout is set elsewhere\n", False),
        ("LOCKS = \"SET lock_timeout = '10s'\"\n", False),
    ],
)
def test_locks_time_out_by_a_statement_that_is_run(tree: MakeTree, environment: str, sound: bool) -> None:
    assert (migrations.check(tree({"migrations/env.py": environment})) == []) is sound


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("ALTER TABLE a ADD COLUMN b bigint", ""),
        ("ALTER TABLE a ADD COLUMN b bigint NOT NULL DEFAULT 0, ADD COLUMN c text", ""),
        ("UPDATE a SET b = 1 WHERE b IS NULL", ""),
        ("ALTER TABLE a ALTER COLUMN b SET NOT NULL", ""),
        ("CREATE TABLE a (b text); ALTER TABLE a ADD COLUMN c text NOT NULL; UPDATE a SET c = b", ""),
        ("GRANT SELECT, UPDATE ON a TO b", ""),
        ("INSERT INTO a SELECT 1 ON CONFLICT DO UPDATE SET b = 1", ""),
        ("ALTER TABLE a ADD COLUMN b bigint, ADD COLUMN c text NOT NULL", "empty or has a default"),
        ("ALTER TABLE a ADD COLUMN b bigint; UPDATE a AS x SET b = 1", "backfill and expand"),
        ("UPDATE a SET b = 1; ALTER TABLE a ALTER COLUMN b SET NOT NULL", "backfill and enforce"),
        ("SET lock_timeout = 0", "is the environment's"),
    ],
)
def test_what_grows_grows_in_steps(tree: MakeTree, body: str, said: str) -> None:
    statements = "".join(f"    op.execute({each!r})\n" for each in body.split("; "))
    text = f"revision = '0001'\ndown_revision = None\ndef upgrade() -> None:\n{statements}"
    found = migrations.check(tree({"migrations/versions/0001_kernel.py": text}))
    assert len(found) == (1 if said else 0)
    assert said in "".join(found)


def test_steps_by_alembics_operations(tree: MakeTree) -> None:
    text = (
        "revision = '0001'\ndown_revision = None\ndef upgrade():\n"
        "    op.create_table('new', sa.Column('a'))\n    op.add_column('new', sa.Column('b', nullable=False))\n"
        "    op.add_column('old', sa.Column('b', nullable=False))\n    op.add_column('older', sa.Column('b'))\n"
        "    op.execute(f'UPDATE {TABLE} SET b = 1')\n    op.alter_column('older', 'b', nullable=False)\n"
    )
    found = migrations.check(tree({"migrations/versions/0001_kernel.py": text}))
    assert [finding.split(": ", 1)[1] for finding in found] == [
        "old has rows: a new column is empty or has a default",
        "older: enforce and expand are migrations of their own",
    ]


async def test_a_database_that_is_not_what_the_tables_declare_is_found(database_url: str) -> None:
    declared = load_every_table()
    assert await schema_drift(database_url, declared) == []
    more = MetaData()
    for table in declared.tables.values():
        table.to_metadata(more)
    Table("forgotten", more, Column("id", Integer, primary_key=True))
    found = await schema_drift(database_url, more)
    assert [(kind, table.name) for kind, table in found] == [("add_table", "forgotten")]


async def test_constraints_predicates_and_defaults_that_differ_are_found(database_url: str) -> None:
    declared = load_every_table()
    assert await differences(database_url, declared) == []
    changed = MetaData()
    for table in declared.tables.values():
        table.to_metadata(changed)
    files = changed.tables["file"]
    for index in [each for each in files.indexes if each.name == "ix_file_unsent"]:
        files.indexes.remove(index)
    Index("ix_file_unsent", files.c.person_id, postgresql_where=text("state = 'sent'"))
    files.append_constraint(CheckConstraint("size < 7", name="seven"))
    files.append_constraint(ForeignKeyConstraint(["id"], ["person.id"], name="one"))
    changed.tables["conversation"].c.members.server_default.arg = text("7")  # type: ignore[union-attr]
    found = await differences(database_url, changed)
    assert [each for each in found if "lacks" in each] == [
        "conversation lacks what is declared: members DEFAULT 7",
        "file lacks what is declared: CHECK (size < 7)",
        "file lacks what is declared: CREATE INDEX ON file USING btree (person_id) WHERE state = 'sent'::text",
        "file lacks what is declared: FOREIGN KEY (id) REFERENCES person(id)",
    ]
    assert [each.split(":")[0] for each in found if "has" in each] == [
        "conversation has what is not declared",
        "file has what is not declared",
    ]
    assert await differences(database_url, declared) == []

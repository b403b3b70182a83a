"""The commands besides ``serve``: help, migrate, doctor, openapi."""

from __future__ import annotations

import json
from pathlib import Path

import asyncpg
import pytest

from tests.cast import SCHOOL, ZHOU_LAN
from tests.support.product import tocsin
from tocsin.kernel.migrations import head


def test_help_names_the_commands() -> None:
    said = tocsin("--help")
    assert said.returncode == 0
    for command in (
        "serve",
        "migrate",
        "restore",
        "demo",
        "import-roster",
        "reindex",
        "account",
        "organisation",
        "doctor",
        "openapi",
        "verify",
    ):
        assert f"\n  {command} " in said.stdout


def test_an_unusable_setting_is_named() -> None:
    refused = tocsin("migrate", TOCSIN_PORT="many")
    assert refused.returncode == 1
    assert "port" in refused.stderr.lower()
    assert "Traceback" not in refused.stderr


async def test_migrate_brings_the_schema_and_changes_nothing_twice(tmp_path: Path, empty_database_url: str) -> None:
    for _ in range(2):
        done = tocsin("migrate", TOCSIN_DATA_DIR=str(tmp_path), DATABASE_URL=empty_database_url)
        assert done.returncode == 0, done.stderr
        assert done.stdout.strip() == f"at {head()}"
    connection = await asyncpg.connect(empty_database_url)
    assert await connection.fetchval("SELECT version_num FROM alembic_version") == head()
    await connection.close()


def test_openapi_prints_a_document() -> None:
    said = tocsin("openapi")
    assert said.returncode == 0, said.stderr
    document = json.loads(said.stdout)
    assert document["openapi"].startswith("3.1")
    assert "/api/me" in document["paths"]


async def test_doctor_is_content_with_a_migrated_database(tmp_path: Path, database_url: str) -> None:
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "index.html").write_text("built")
    said = tocsin(
        "doctor",
        TOCSIN_DATA_DIR=str(tmp_path),
        TOCSIN_WEB_DIR=str(tmp_path / "web"),
        TOCSIN_PORT="0",
        DATABASE_URL=database_url,
    )
    assert said.returncode == 0, said.stdout + said.stderr
    assert "all is well" in said.stdout
    assert f"migrations: at {head()}" in said.stdout


def test_doctor_says_what_to_mend(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "kek").write_text("x")
    (tmp_path / "keys" / "kek").chmod(0o644)
    said = tocsin(
        "doctor",
        TOCSIN_DATA_DIR=str(tmp_path),
        TOCSIN_WEB_DIR=str(tmp_path / "none"),
        TOCSIN_PORT="0",
        DATABASE_URL="postgresql://nobody@127.0.0.1:1/none",
    )
    assert said.returncode == 1
    for mend in ("chmod 600", "make web", "mend DATABASE_URL"):
        assert mend in said.stdout
    assert "3 to mend" in said.stdout


# Three thousand people and their week, and seven starts of the command.
@pytest.mark.timeout(600)
async def test_demo_and_a_roster_from_the_command_line(tmp_path: Path, empty_database_url: str) -> None:
    settings = {"TOCSIN_DATA_DIR": str(tmp_path), "DATABASE_URL": empty_database_url}
    loaded = tocsin("demo", **settings)
    assert loaded.returncode == 0, loaded.stderr
    assert ZHOU_LAN.name in loaded.stdout
    again = tocsin("demo", **settings)
    assert again.returncode == 1
    assert "empty deployment" in again.stderr
    assert "Traceback" not in again.stderr

    file = tmp_path / "roster.csv"
    file.write_text("姓名,手机号,部门,职位\n王小明,13912340001,教务处,教师\n", "utf-8-sig")
    roster = ("import-roster", str(file), "--organisation", SCHOOL, "--as", ZHOU_LAN.phone)
    preview = tocsin(*roster, **settings)
    assert preview.returncode == 0, preview.stderr
    # On what ground is not decided for whoever imports.
    unnamed = tocsin(*roster, "--apply", **settings)
    assert unnamed.returncode == 2
    assert "--basis" in unnamed.stderr
    applied = tocsin(*roster, "--apply", "--basis", "contract", **settings)
    assert applied.returncode == 0, applied.stderr
    connection = await asyncpg.connect(empty_database_url)
    assert await connection.fetchval("SELECT count(*) FROM roster_import WHERE state = 'done'") == 1
    await connection.close()
    stranger = tocsin(*roster[:-1], "13800000009", **settings)
    assert stranger.returncode == 1
    assert "Traceback" not in stranger.stderr

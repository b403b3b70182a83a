"""The migrated database is what the tables declare, and the published API document is what the routes are."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

import msgspec

from tools.checks.catalogue import differences
from tools.checks.tree import Tree

DOCUMENT = Path("docs/protocol/openapi.json")


def check(tree: Tree) -> list[str]:
    return schema() + document(tree)


def schema() -> list[str]:
    """Migrate an empty database and compare it with the declared tables."""
    # Here and not above: the other checks run where the application cannot be imported.
    from tocsin.kernel.migrations import drift, migrate
    from tocsin.kernel.postgres import EmbeddedPostgres
    from tocsin.kernel.tables import load_every_table

    async def compare(url: str) -> list[str]:
        await migrate(url)
        declared = load_every_table()
        found = [*(str(each) for each in await drift(url, declared)), *await differences(url, declared)]
        return [f"migrations:1: differs from the declared tables: {each}" for each in found]

    with tempfile.TemporaryDirectory(prefix="tocsin-check-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)
        with EmbeddedPostgres(Path(folder) / "pg", durable=False) as url:
            return asyncio.run(compare(url))


def document(tree: Tree) -> list[str]:
    """Compare the committed OpenAPI document with the generated one."""
    from tocsin.app import openapi

    made = msgspec.json.format(msgspec.json.encode(openapi(), order="deterministic"), indent=2).decode() + "\n"
    file = tree.root / DOCUMENT
    if not file.exists():
        return [f"{DOCUMENT}:1: missing: run `make openapi`"]
    return [] if file.read_text() == made else [f"{DOCUMENT}:1: not what the routes are: run `make openapi`"]

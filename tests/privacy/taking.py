"""Records in tests: asked for, waited for, fetched and opened."""

from __future__ import annotations

import asyncio
import io
import json
import zipfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from tests.cast import Player, Stage
from tests.support.patience import PATIENCE
from tests.support.queue import jobs_done
from tocsin.kernel.context import Context
from tocsin.privacy.queries.exports import ARCHIVES

EXPORTS = "/api/me/record/exports"


@asynccontextmanager
async def unwritten(context: Context) -> AsyncIterator[None]:
    """Let the job find nothing to do, as if it had died with its claim; at the end it has had its turn."""

    async def nothing(*_: object) -> None:
        return None

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ARCHIVES, "find_work", nothing)
        yield
        await jobs_done(context)


async def settled(stage: Stage, who: Player, export_id: str) -> dict[str, Any]:
    """A record once nothing more happens to it."""
    client = await stage.as_(who)
    async with asyncio.timeout(PATIENCE):
        while True:
            found: dict[str, Any] = await client.json("GET", f"{EXPORTS}/{export_id}")
            if found["state"] not in ("waiting", "writing"):
                return found
            await asyncio.sleep(0.05)


async def record(stage: Stage, who: Player) -> dict[str, Any]:
    """Ask for a record and wait for it."""
    asked = await (await stage.as_(who)).json("POST", EXPORTS, status=202)
    return await settled(stage, who, asked["id"])


async def fetch(stage: Stage, who: Player, export_id: str, **headers: str) -> httpx.Response:
    """The archive, as somebody gets it."""
    return await (await stage.as_(who)).get(f"{EXPORTS}/{export_id}/archive.zip", headers=headers)


class Archive:
    """An archive somebody downloaded."""

    def __init__(self, data: bytes) -> None:
        self.zip = zipfile.ZipFile(io.BytesIO(data))
        assert self.zip.testzip() is None
        self.names = self.zip.namelist()

    def json(self, name: str) -> Any:
        """A file of it, decoded."""
        return json.loads(self.zip.read(name))


async def take(stage: Stage, who: Player) -> Archive:
    """Ask, wait, fetch and open."""
    found = await record(stage, who)
    assert found["state"] == "done", found
    return Archive((await fetch(stage, who, found["id"])).content)

"""Exports in tests: asked for, waited for, fetched and opened."""

from __future__ import annotations

import asyncio
import io
import json
import zipfile
from typing import Any

import httpx

from tests.cast import Player, Stage
from tests.messaging.talk import Talk


class Archive:
    """An archive somebody downloaded."""

    def __init__(self, data: bytes) -> None:
        self.zip = zipfile.ZipFile(io.BytesIO(data))
        assert self.zip.testzip() is None
        self.names = self.zip.namelist()
        self.record: dict[str, Any] = json.loads(self.zip.read("conversation.json"))
        self.page = self.zip.read("index.html").decode()

    @property
    def texts(self) -> list[str]:
        """The texts of the messages that have one."""
        return [one["text"] for one in self.record["messages"] if "text" in one]

    def message(self, seq: int) -> dict[str, Any]:
        """A message of the record."""
        found: dict[str, Any] = next(one for one in self.record["messages"] if one["seq"] == seq)
        return found


def by_power(stage: Stage, talk: Talk, company: bool = False) -> str:
    """Where a group is exported by the power over the organisation's."""
    return f"/api/organisations/{stage.company if company else stage.school}/groups/{talk.id}"


async def ask(stage: Stage, who: Player, path: str, **body: Any) -> str:
    """Ask for an export; its id."""
    client = await stage.as_(who)
    made = await client.json("POST", f"{path}/exports", json=body, status=202)
    return str(made["id"])


async def settled(stage: Stage, who: Player, export_id: str) -> dict[str, Any]:
    """An export once nothing more happens to it."""
    client = await stage.as_(who)
    async with asyncio.timeout(60):
        while True:
            found: dict[str, Any] = await client.json("GET", f"/api/me/exports/{export_id}")
            if found["state"] not in ("waiting", "writing"):
                return found
            await asyncio.sleep(0.05)


async def fetch(stage: Stage, who: Player, export_id: str, **headers: str) -> httpx.Response:
    """The archive, as somebody gets it."""
    return await (await stage.as_(who)).get(f"/api/me/exports/{export_id}/archive.zip", headers=headers)


async def take(stage: Stage, who: Player, path: str, **body: Any) -> Archive:
    """Export and open."""
    export_id = await ask(stage, who, path, **body)
    found = await settled(stage, who, export_id)
    assert found["state"] == "done", found
    return Archive((await fetch(stage, who, export_id)).content)

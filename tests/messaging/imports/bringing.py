"""Imports in tests: files of other products made here, uploaded, waited for, applied."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import zipfile
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from tests.cast import Player, Stage

HEADINGS = ("发送时间", "发送人", "消息内容", "群名称")


def sheet(*rows: Sequence[str], headings: Sequence[str] = HEADINGS, encoding: str = "utf-8-sig") -> bytes:
    """A sheet of records as separated text."""
    buffer = io.StringIO()
    csv.writer(buffer).writerows([headings, *rows])
    return buffer.getvalue().encode(encoding)


def workbook(*rows: Sequence[Any], headings: Sequence[str] = HEADINGS) -> bytes:
    """The same as a workbook."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    page = book.add_worksheet("聊天记录")
    for number, row in enumerate([headings, *rows]):
        for column, value in enumerate(row):
            page.write(number, column, value)
    book.close()
    return buffer.getvalue()


def lines(*rows: dict[str, Any]) -> bytes:
    """Mattermost's bulk format: the version, and these objects, each under its type."""
    whole = [{"type": "version", "version": 1}, *rows]
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in whole).encode()


def row(kind: str, **fields: Any) -> dict[str, Any]:
    """One object of Mattermost's."""
    return {"type": kind, kind: fields}


def archive(entries: dict[str, Any]) -> bytes:
    """A ZIP: bytes as they are, everything else as JSON."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in entries.items():
            packed.writestr(name, content if isinstance(content, bytes) else json.dumps(content, ensure_ascii=False))
    return buffer.getvalue()


def slack(days: dict[str, list[dict[str, Any]]], users: Sequence[dict[str, Any]] = ()) -> bytes:
    """Slack's export: days by their path, people, and the channels that the paths name."""
    channels = [{"id": f"C{n}", "name": name} for n, name in enumerate(sorted({one.split("/")[0] for one in days}))]
    return archive(
        {"users.json": list(users), "channels.json": channels, **{f"{one}.json": day for one, day in days.items()}}
    )


def path_of(stage: Stage) -> str:
    """Where imports of the school are."""
    return f"/api/organisations/{stage.school}/conversation-imports"


async def settled(stage: Stage, who: Player, import_id: str) -> dict[str, Any]:
    """An import once nothing more happens to it by itself."""
    client = await stage.as_(who)
    async with asyncio.timeout(60):
        while True:
            found: dict[str, Any] = await client.json("GET", f"{path_of(stage)}/{import_id}")
            if found["state"] not in ("reading", "applying"):
                return found
            await asyncio.sleep(0.05)


async def upload(stage: Stage, who: Player, data: bytes, name: str = "records.csv") -> str:
    """Upload a file; the import's id."""
    client = await stage.as_(who)
    made = await client.json("POST", path_of(stage), params={"name": name}, content=data, status=201)
    return str(made["id"])


async def brought(stage: Stage, who: Player, data: bytes) -> str:
    """Upload a file and wait until it is read; the import's id."""
    import_id = await upload(stage, who, data)
    await settled(stage, who, import_id)
    return import_id


async def apply(stage: Stage, who: Player, import_id: str, *targets: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Enter conversations, all of them when none is named, and wait; the import as it then is."""
    client = await stage.as_(who)
    if not targets:
        preview = (await client.json("GET", f"{path_of(stage)}/{import_id}"))["preview"]
        targets = tuple({"key": one["key"]} for one in preview["channels"])
    body = {"channels": list(targets), "basis": "hr_policy", "attested": True, **more}
    await client.json("POST", f"{path_of(stage)}/{import_id}/attestation", json=body, status=202)
    return await settled(stage, who, import_id)


async def groups_of(stage: Stage, who: Player) -> dict[str, dict[str, Any]]:
    """Somebody's conversations by name."""
    page = await (await stage.as_(who)).json("GET", "/api/conversations")
    return {one["name"]: one for one in page["items"]}


async def texts_in(stage: Stage, who: Player, conversation: str) -> list[dict[str, Any]]:
    """The messages somebody sees in a conversation."""
    page = await (await stage.as_(who)).json(
        "GET", f"/api/conversations/{conversation}/messages", params={"limit": 200}
    )
    return [one for one in page["items"] if one["kind"] == "text"]

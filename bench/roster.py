"""A roster of many people, uploaded, read and applied over the API, and the time it takes."""

from __future__ import annotations

import asyncio
import io
import time
from random import Random
from typing import Any

import httpx
import xlsxwriter

from bench.report import Roster
from tocsin.organisations.sample.rules import names

HEADINGS = ("姓名", "手机号", "部门", "职位", "工号", "直属主管", "邮箱")
PAUSE = 0.05


def crowd(size: int, seed: int = 7) -> list[tuple[Any, ...]]:
    """People in 200 departments five deep, each with a manager in the rows before."""
    random = Random(seed)
    rows: list[tuple[Any, ...]] = []
    for n in range(size):
        path = f"集团/分部{n % 5}/中心{n % 20}/处{n % 100}/组{n % 200}"
        manager = f"N{random.randrange(n):05d}" if n else ""
        rows.append((names.invent(random), 13_492_000_000 + n, path, "专员", f"N{n:05d}", manager, f"n{n}@example.org"))
    return rows


def workbook(rows: list[tuple[Any, ...]]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("花名册")
        for number, row in enumerate((HEADINGS, *rows)):
            sheet.write_row(number, 0, row)
    return buffer.getvalue()


async def import_roster(client: httpx.AsyncClient, organisation: str, rows: int, seed: int) -> Roster:
    """Import ``rows`` people into ``organisation``, for whom ``client`` is signed in as its admin."""
    data = workbook(crowd(rows, seed))
    path = f"/api/organisations/{organisation}/roster-imports"
    begin = time.monotonic()
    files = {"file": ("花名册.xlsx", data, "application/octet-stream")}
    begun = _body(await client.post(path, files=files))
    preview = await _settled(client, f"{path}/{begun['id']}", "reading")
    if preview["counts"] != {"make": rows, "change": 0, "same": 0, "refuse": 0}:
        raise SystemExit(f"the roster was not read whole: {preview}")
    read = time.monotonic()
    _body(await client.post(f"{path}/{begun['id']}/attestation", json={"basis": "contract", "attested": True}))
    done = await _settled(client, f"{path}/{begun['id']}", "applying")
    if (done["state"], done["done"]) != ("done", rows):
        raise SystemExit(f"the roster was not applied whole: {done}")
    return Roster(rows, read - begin, time.monotonic() - read)


async def _settled(client: httpx.AsyncClient, path: str, state: str) -> dict[str, Any]:
    while True:
        found = _body(await client.get(path))
        if found["state"] != state:
            return found
        await asyncio.sleep(PAUSE)


def _body(response: httpx.Response) -> dict[str, Any]:
    if not response.is_success:
        raise SystemExit(f"{response.url} -> {response.status_code} {response.text}")
    body: dict[str, Any] = response.json()
    return body

"""Two tabs of one browser that cannot agree who does it (no Web Locks): both take the same message with its file from the queue."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.cast import HE_CHUAN, ZHOU_LAN, Stage
from tests.files.conftest import small_parts
from tests.files.uploads import announced
from tests.messaging.files import path_of
from tests.messaging.talk import Talk, group, message
from tests.support.client import Client

__all__ = ["small_parts"]

DATA = bytes(range(256)) * 10


async def upload(tab: Client, body: dict[str, Any]) -> list[int]:
    """All that a tab does with a file, as it stands in the queue; what it was answered."""
    begun = await tab.post("/api/uploads", json=body)
    codes = [begun.status_code]
    if begun.status_code < 300:
        made = begun.json()
        path, size = f"/api/uploads/{made['id']}", made["part_size"]
        for number in range(made["count"]):
            part = DATA[number * size : (number + 1) * size]
            codes.append((await tab.request("PUT", f"{path}/parts/{number}", content=part)).status_code)
        codes.append((await tab.post(f"{path}/completion", json={})).status_code)
    return codes


@pytest.fixture
async def talk(stage: Stage) -> Talk:
    return await group(stage, ZHOU_LAN, HE_CHUAN)


@pytest.mark.usefixtures("small_parts")
async def test_a_file_and_its_message_are_there_once(talk: Talk, stage: Stage) -> None:
    tab = await stage.as_(HE_CHUAN)
    body = announced(DATA, "表.bin", realm=str(stage.school))
    both = await asyncio.gather(upload(tab, body), upload(tab, body))
    # Whoever comes later to a part finds it there, or the file complete; each tab hears in the end that it is.
    assert all(set(codes) <= {200, 201, 204, 409} and codes[-1] == 200 for codes in both), both
    (file,) = await tab.json("GET", "/api/uploads")
    assert file["file"]["size"] == len(DATA)
    said = message("", content={"kind": "files", "files": [file["id"]]})
    sent = await asyncio.gather(*(tab.post(f"{talk.path}/messages", json=said) for _ in range(2)))
    assert sorted(one.status_code for one in sent) == [200, 201]
    (fact,) = [one for one in await talk.seen_by(ZHOU_LAN) if one.get("content")]
    got = await (await stage.as_(ZHOU_LAN)).get(path_of(talk, fact, file["id"]))
    assert got.content == DATA
    # A tab that wakes up only now begins nothing anew, and changes nothing.
    assert await upload(tab, body) == [404]
    part = await tab.request("PUT", f"/api/uploads/{file['id']}/parts/0", content=bytes(1000))
    assert part.status_code == 404
    assert (await tab.post(f"{talk.path}/messages", json=said)).json()["seq"] == fact["seq"]
    assert await tab.json("GET", "/api/uploads") == []
    assert (await (await stage.as_(ZHOU_LAN)).get(path_of(talk, fact, file["id"]))).content == DATA

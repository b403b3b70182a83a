"""However large a file, it passes through in pieces: the memory of the server does not grow with it."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.files.uploads import announced, finish
from tocsin.accounts import passwords
from tocsin.files.rules.parts import PART

pytestmark = [pytest.mark.anyio, pytest.mark.slow]
PARTS = 40


def _resident() -> int:
    """Bytes this process, the server within it, has in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


async def test_a_large_file_goes_up_is_compared_and_comes_down_in_little_memory(as_: Any) -> None:
    person = await as_("13800000001")
    # A server that has just started makes a hash aside, which takes its own tens of megabytes.
    await passwords.warm()
    body = announced(b"") | {"size": PARTS * PART}
    made = await person.json("POST", "/api/uploads", json=body)
    block = bytes(range(256)) * 256

    async def part() -> AsyncIterator[bytes]:
        for _ in range(PART // len(block)):
            yield block

    headers = {"Content-Length": str(PART)}
    path = f"/api/uploads/{made['id']}"
    await person.put(f"{path}/parts/0", content=part(), headers=headers)
    before = most = _resident()
    whole = hashlib.sha256()
    for number in range(PARTS):
        answer = await person.put(f"{path}/parts/{number}", content=part(), headers=headers)
        assert answer.status_code == 204
        most = max(most, _resident())
        for _ in range(PART // len(block)):
            whole.update(block)
    await finish(person, made, sha256=whole.hexdigest())
    most = max(most, _resident())
    came = 0
    async with person.stream("GET", f"{path}/content") as answer:
        async for chunk in answer.aiter_bytes():
            came += len(chunk)
            most = max(most, _resident())
    assert came == PARTS * PART
    print(f"{came >> 20} MB went up and down in {(most - before) >> 20} MB")
    assert most - before < 96 << 20

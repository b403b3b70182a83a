"""As large a file as there may be, through a server of its own: broken off by kill -9, taken up again, compared, fetched.

Over the local store, and a quarter of it over a real S3, which takes its time. Its content is made while it is sent; as
much disk as it is large is taken, and given back. The server's memory does not grow with the file.
"""

from __future__ import annotations

import asyncio
import hashlib
import random
import shutil
import socket
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import pytest

from tests.support import objects
from tests.support.patience import PATIENCE
from tests.support.product import Product, wait_for
from tocsin.files.rules.parts import PART

pytestmark = [pytest.mark.anyio, pytest.mark.large, pytest.mark.timeout(900)]
LIMIT = 2 * 1024**3
BROKEN_AT = 24
AT_ONCE = 3
GROWTH = 256 << 20
"""Bytes the server may take beyond what it has when the first part comes: three parts, six pieces of them, and a hash."""
_BLOCK = random.Random(2).randbytes(PART - 8)


def part(number: int) -> bytes:
    """What stands in a part: the same each time, and in no two parts."""
    return number.to_bytes(8, "big") + _BLOCK


def memory(product: Product, field: str) -> int:
    """Bytes the server's process has in memory (VmRSS), or had at most (VmHWM)."""
    status = Path(f"/proc/{product.process.pid}/status").read_text()
    return int(status.partition(f"{field}:")[2].split()[0]) * 1024


def signed_in(product: Product) -> str:
    """The token of a person, registered now when the server does not know them."""
    phone = "13800000001"
    with httpx.Client(base_url=product.url, trust_env=False, timeout=PATIENCE) as client:
        sent = client.post("/api/codes", json={"phone": phone, "purpose": "sign_in"}).json()
        proof = {"phone": phone, "challenge": sent["challenge"], "code": sent["code"], "bearer": True}
        answer = client.post("/api/sessions/code", json=proof).json()
        if answer["outcome"] == "unregistered":
            agreed = [
                {"document": one["document"], "version": one["version"]} for one in client.get("/api/agreements").json()
            ]
            person = {"ticket": answer["ticket"], "name": "张三", "adult": True, "agreements": agreed, "bearer": True}
            answer = client.post("/api/accounts", json=person).json()
        return str(answer["token"])


def client_of(product: Product) -> httpx.AsyncClient:
    headers = {"Authorization": f"Bearer {signed_in(product)}"}
    return httpx.AsyncClient(base_url=product.url, headers=headers, trust_env=False, timeout=PATIENCE)


async def put(client: httpx.AsyncClient, path: str, numbers: list[int]) -> None:
    """Send parts, a few at once."""
    waiting = iter(numbers)

    async def sender() -> None:
        for number in waiting:
            answer = await client.put(f"{path}/parts/{number}", content=part(number))
            assert answer.status_code == 204, answer.text

    await asyncio.gather(*(sender() for _ in range(AT_ONCE)))


def break_off(product: Product, client: httpx.AsyncClient, path: str) -> None:
    """Kill the server in the middle of a part."""
    where = urlsplit(product.url)
    with socket.create_connection((where.hostname, where.port)) as line:
        head = (
            f"PUT {path}/parts/{BROKEN_AT} HTTP/1.1\r\nHost: {where.netloc}\r\n"
            f"Authorization: {client.headers['Authorization']}\r\nContent-Length: {PART}\r\n\r\n"
        )
        line.sendall(head.encode() + part(BROKEN_AT)[: PART // 2])
        product.kill()


def held(folder: Path) -> int:
    """Bytes of the files under a folder; one may go while they are counted."""
    total = 0
    for one in folder.rglob("*"):
        with suppress(FileNotFoundError):
            total += one.stat().st_size if one.is_file() else 0
    return total


async def fetched(client: httpx.AsyncClient, path: str, size: int) -> str:
    """The hash of the whole as it comes down, in ranges that begin and end within parts."""
    came, whole, stride = 0, hashlib.sha256(), 40 * PART - 777
    while came < size:
        span = f"bytes={came}-{min(came + stride, size) - 1}"
        async with client.stream("GET", f"{path}/content", headers={"Range": span}) as answer:
            assert answer.status_code == 206, span
            async for chunk in answer.aiter_bytes(1 << 20):
                came += len(chunk)
                whole.update(chunk)
    return whole.hexdigest()


@pytest.fixture(params=["local", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The settings of a server that keeps its files in a folder, or in a real S3. All of it goes with the test."""
    free = shutil.disk_usage(tmp_path).free
    if free < 2 * LIMIT:
        pytest.skip(reason=f"takes {LIMIT >> 30} GiB of disk for a while; {free >> 30} are free")
    with ExitStack() as stack:
        there = {}
        if request.param == "s3":
            (folder := tmp_path / "objects").mkdir()
            url = {"TOCSIN_BLOBS_URL": f"s3://{objects.BUCKET}"}
            there = stack.enter_context(objects.serving(folder, volumes=60)) | url
        yield there
    shutil.rmtree(tmp_path, ignore_errors=True)


async def test_two_gigabytes_go_up_over_a_break_and_come_down_as_they_were(
    store: dict[str, str], tmp_path: Path, database_url: str
) -> None:
    size = LIMIT // 4 if store else LIMIT
    count = size // PART
    settings = {"DATABASE_URL": database_url, **store}
    with Product(tmp_path / "var", **settings) as product:
        async with client_of(product) as client:
            too_large = {"client_id": str(uuid4()), "name": "film.bin", "size": LIMIT + 1, "mime": "", "realm": None}
            assert (await client.post("/api/uploads", json=too_large)).json()["code"] == "files.too_large"
            made: dict[str, Any] = (await client.post("/api/uploads", json=too_large | {"size": size})).json()
            path = f"/api/uploads/{made['id']}"
            before = memory(product, "VmRSS")
            await put(client, path, list(range(BROKEN_AT)))
            assert memory(product, "VmHWM") - before < GROWTH
            break_off(product, client, path)
    with Product(tmp_path / "var", **settings) as product:
        async with client_of(product) as client:
            # A session of its own, as of another device: it goes on with what is missing.
            (found,) = (await client.get("/api/uploads")).json()
            assert (found["id"], found["count"], found["parts"]) == (made["id"], count, list(range(BROKEN_AT)))
            before = memory(product, "VmRSS")
            await put(client, path, list(range(BROKEN_AT, count)))
            whole = hashlib.sha256()
            for number in range(count):
                whole.update(part(number))
            wanted = whole.hexdigest()
            answer = await client.post(f"{path}/completion", json={"sha256": wanted}, timeout=2 * PATIENCE)
            assert (answer.status_code, answer.json()["file"]["size"]) == (200, size)
            assert await fetched(client, path, size) == wanted
            last = await client.get(f"{path}/content", headers={"Range": "bytes=-9"})
            assert (last.status_code, last.content) == (206, part(count - 1)[-9:])
            grown = memory(product, "VmHWM") - before
            print(f"{size >> 20} MB went up and down while the server's memory grew by {grown >> 20} MB")
            assert grown < GROWTH
            assert (await client.delete(path)).status_code == 204
        blobs = tmp_path / "var" / "blobs"
        if not store:
            # The half part goes by the sweep, a day later; what was given up goes now.
            wait_for(lambda: held(blobs) < 2 * PART)

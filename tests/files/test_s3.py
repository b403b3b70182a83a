"""The whole of it over a real S3: uploads, downloads, deleting and sweeping."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta

import msgspec
import pytest

from tests.conftest import contract
from tests.files.uploads import finish, send, start, upload
from tests.support import objects, pictures
from tests.support.server import RunningServer, running
from tocsin.kernel import sweep
from tocsin.kernel.clock import now, travel
from tocsin.kernel.ids import PLATFORM
from tocsin.settings import Settings

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    with objects.serving(tmp_path_factory.mktemp("objects")) as environment:
        yield environment


@pytest.fixture
async def over_s3(
    store: dict[str, str], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[RunningServer]:
    from tocsin.app import create_app

    for name, value in store.items():
        monkeypatch.setenv(name, value)
    there = msgspec.structs.replace(settings, blobs_url=f"s3://{objects.BUCKET}")
    async with running(create_app(there), there, contract()) as server:
        yield server


async def _names(server: RunningServer) -> set[str]:
    found: set[str] = set()
    async for batch in server.context.blobs.find_older(now() + timedelta(hours=1)):
        found |= batch.keys()
    return found


async def _until(server: RunningServer, count: int) -> None:
    async with asyncio.timeout(60):
        while len(await _names(server)) != count:
            await asyncio.sleep(0.1)


async def test_the_whole_way_of_a_file(over_s3: RunningServer) -> None:
    person = await over_s3.sign_in("13800000001")
    data = bytes(range(251)) * (3_000_000 // 251)
    made = await start(person, data, "large.bin")
    part = made["part_size"]
    await send(person, made, data, 1, 2, 0)
    await send(person, made, data, 1)
    await finish(person, made, sha256=hashlib.sha256(data).hexdigest())
    path = f"/api/uploads/{made['id']}/content"
    assert (await person.get(path)).content == data
    middle = await person.get(path, headers={"Range": f"bytes={part - 10}-{part + 9}"})
    assert (middle.status_code, middle.content) == (206, data[part - 10 : part + 10])
    photo = await upload(person, pictures.photo(3000, 2000), "a.jpg", "image/jpeg")
    assert (await person.get(f"/api/uploads/{photo['id']}/content?variant=display")).status_code == 200
    # three parts and three pictures; the part sent twice and the photo as it came are gone
    await _until(over_s3, 6)

    context = over_s3.context
    async with context.db.acting(await context.actors.find(person.token)) as tx:
        realm = await context.keyring.realm(tx, PLATFORM)
        key = await context.keyring.record_key(tx, PLATFORM, "test")

    async def orphan() -> AsyncIterator[bytes]:
        yield b"nobody's"

    async def broken() -> AsyncIterator[bytes]:
        yield bytes(9_000_000)
        raise ConnectionResetError

    await context.blobs.put(realm, key, orphan(), 100)
    with pytest.raises(ConnectionResetError):
        await context.blobs.put(realm, key, broken(), 100_000_000)
    await _until(over_s3, 7)
    assert await sweep.sweep(context) == 0
    with travel(timedelta(hours=25)):
        assert await sweep.sweep(context) == 1
    assert (await person.get(path)).content == data
    for one in (made, photo):
        await person.json("DELETE", f"/api/uploads/{one['id']}", status=204)
    await _until(over_s3, 0)

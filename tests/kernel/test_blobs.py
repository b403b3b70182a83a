"""Blobs: round trips in pieces, ranges, limits, and everything that must not open."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import msgspec
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tocsin.kernel import blobs as module
from tocsin.kernel.blobs import PIECE, BlobRef, Blobs
from tocsin.kernel.errors import NotFound, TooLarge
from tocsin.kernel.seal import Broken, DataKey, Realm
from tocsin.settings import Settings

REALM = Realm(uuid4(), {1: b"k" * 32}, b"i" * 32)
KEY = DataKey(uuid4(), {1: b"d" * 32})
LIMIT = 100_000_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "var" / "blobs"


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs.open(Settings(data_dir=tmp_path / "var"))


async def chunks(data: bytes, size: int = 65536) -> AsyncIterator[bytes]:
    for at in range(0, len(data), size):
        yield data[at : at + size]


async def read(blobs: Blobs, ref: BlobRef, start: int = 0, stop: int | None = None, key: DataKey = KEY) -> bytes:
    return b"".join([piece async for piece in blobs.get(ref, key, start, stop)])


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 7])
async def test_what_is_stored_comes_back_and_is_not_there_in_clear(blobs: Blobs, folder: Path, size: int) -> None:
    data = (b"0123456789abcdef" * (size // 16 + 1))[:size]
    ref = await blobs.put(REALM, KEY, chunks(data), LIMIT)
    assert ref.size == size
    assert await read(blobs, ref) == data
    (path,) = files(folder)
    assert b"0123456789abcdef" not in path.read_bytes()
    assert msgspec.json.decode(msgspec.json.encode(ref), type=BlobRef) == ref


@hypothesis_settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=40, deadline=None
)
@given(data=st.binary(max_size=300), chunk=st.integers(1, 50), piece=st.integers(1, 40), ends=st.data())
async def test_any_range_of_any_file_in_any_chunks(
    blobs: Blobs, data: bytes, chunk: int, piece: int, ends: st.DataObject
) -> None:
    with pytest.MonkeyPatch.context() as small:
        small.setattr(module, "PIECE", piece)
        small.setattr(module, "_SEALED", piece + 16)
        ref = await blobs.put(REALM, KEY, chunks(data, chunk), LIMIT)
        start = ends.draw(st.integers(0, len(data) + 2))
        stop = ends.draw(st.one_of(st.none(), st.integers(0, len(data) + 2)))
        assert await read(blobs, ref, start, stop) == data[start:stop]


async def test_a_file_above_the_limit_is_refused_while_it_comes_and_leaves_nothing(blobs: Blobs, folder: Path) -> None:
    came = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal came
        while True:
            came += 1
            yield b"x" * PIECE

    with pytest.raises(TooLarge):
        await blobs.put(REALM, KEY, endless(), 7 * PIECE)
    assert came == 8
    assert files(folder) == []
    ref = await blobs.put(REALM, KEY, chunks(b"x" * 10), 10)
    with pytest.raises(TooLarge):
        await blobs.read(ref, KEY, 9)
    assert await blobs.read(ref, KEY, 10) == b"x" * 10


async def test_a_sender_who_breaks_off_leaves_nothing(blobs: Blobs, folder: Path) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield b"x" * (6 * PIECE)
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await blobs.put(REALM, KEY, broken(), LIMIT)
    assert files(folder) == []


@pytest.mark.parametrize("damage", ["flip", "cut", "cut piece", "swap", "append", "header"])
async def test_a_damaged_blob_does_not_open(blobs: Blobs, folder: Path, damage: str) -> None:
    ref = await blobs.put(REALM, KEY, chunks(bytes(PIECE) + b"1" * PIECE + b"2" * PIECE), LIMIT)
    (path,) = files(folder)
    raw = bytearray(path.read_bytes())
    sealed = PIECE + 16
    if damage == "flip":
        raw[2_000_000] ^= 1
    elif damage == "cut":
        del raw[-1:]
    elif damage == "cut piece":
        del raw[-sealed:]
        ref = msgspec.structs.replace(ref, size=2 * PIECE)  # even when the row was changed along with it
    elif damage == "swap":
        one, two = raw[19 : 19 + sealed], raw[19 + sealed : 19 + 2 * sealed]
        raw[19 : 19 + 2 * sealed] = two + one
    elif damage == "append":
        raw += b"x"
    else:
        raw[5] ^= 1
    path.write_bytes(raw)
    with pytest.raises(Broken):
        await read(blobs, ref)


async def test_a_blob_opens_under_its_own_name_realm_and_key_alone(blobs: Blobs, folder: Path) -> None:
    one = await blobs.put(REALM, KEY, chunks(b"one"), LIMIT)
    (path,) = files(folder)
    two = await blobs.put(REALM, KEY, chunks(b"two"), LIMIT)
    (other,) = [p for p in files(folder) if p != path]
    other.write_bytes(path.read_bytes())
    with pytest.raises(Broken):
        await read(blobs, two)
    with pytest.raises(Broken):
        await read(blobs, one, key=DataKey(KEY.id, {1: b"e" * 32}))
    with pytest.raises(Broken):
        await read(blobs, one, key=DataKey(uuid4(), KEY.generations))
    assert await read(blobs, one, key=DataKey(KEY.id, {**KEY.generations, 2: b"f" * 32})) == b"one"


async def test_equal_files_meet_within_a_realm_only(blobs: Blobs) -> None:
    other = Realm(uuid4(), {1: b"k" * 32}, b"i" * 32)
    one, again, elsewhere = [await blobs.put(realm, KEY, chunks(b"same"), LIMIT) for realm in (REALM, REALM, other)]
    assert one.digest == again.digest != elsewhere.digest
    assert one.name != again.name


async def test_deleting(blobs: Blobs, folder: Path) -> None:
    ref = await blobs.put(REALM, KEY, chunks(b"x"), LIMIT)
    await blobs.delete(ref)
    await blobs.delete(ref)
    assert files(folder) == []
    with pytest.raises(NotFound):
        await read(blobs, ref)
    other = Realm(uuid4(), {1: b"k" * 32}, b"i" * 32)
    for realm in (REALM, REALM, other):
        kept = await blobs.put(realm, KEY, chunks(b"x"), LIMIT)
    assert await blobs.delete_realm(REALM.id) == 2
    assert await blobs.delete_realm(REALM.id) == 0
    assert await read(blobs, kept) == b"x"


async def test_a_store_by_its_address(tmp_path: Path) -> None:
    for address in (f"file://{tmp_path}/elsewhere", "memory:///"):
        blobs = Blobs.open(Settings(data_dir=tmp_path, blobs_url=address))
        ref = await blobs.put(REALM, KEY, chunks(b"x" * 3_000_000), LIMIT)
        assert await read(blobs, ref, 1_000_000, 2_500_000) == b"x" * 1_500_000
    assert len(files(tmp_path / "elsewhere")) == 1

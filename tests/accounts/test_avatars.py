"""The picture people show: set, seen by those who meet them, changed, taken away, erased."""

from __future__ import annotations

import asyncio
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.cast import CHENG_YUAN, HE_CHUAN, SU_RUI, ZHENG_YU, ZHOU_LAN, set_stage
from tests.messaging.talk import group
from tests.support import pictures
from tests.support.client import Client
from tests.support.server import RunningServer
from tocsin.accounts.room import ROOM
from tocsin.kernel.db import SIGNIN
from tocsin.kernel.ids import PLATFORM
from tocsin.kernel.manifest import KeptFile

pytestmark = pytest.mark.anyio


async def _set(client: Client, data: bytes | None = None) -> str:
    me = await client.json("PUT", "/api/me/avatar", content=pictures.photo() if data is None else data, status=200)
    return str(me["avatar"])


def _kept(server: RunningServer) -> list[Path]:
    return [path for path in (server.settings.data_dir / "blobs").rglob("*") if path.is_file()]


async def _until_kept(server: RunningServer, count: int) -> None:
    async with asyncio.timeout(60):
        while len(_kept(server)) != count:
            await asyncio.sleep(0.05)


async def test_a_picture_is_set_shown_changed_and_removed(server: RunningServer, as_: Any) -> None:
    person = await as_("13800000001")
    first = await _set(person)
    assert (await person.json("GET", "/api/me"))["avatar"] == first
    answer = await person.get(first)
    assert answer.status_code == 200
    assert Image.open(BytesIO(answer.content)).size == (256, 256)
    assert answer.headers["content-type"] == "image/webp"
    assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    (file,) = _kept(server)
    assert b"WEBP" not in file.read_bytes()

    second = await _set(person, pictures.png())
    assert second != first
    await _until_kept(server, 1)
    await person.refused("GET", first, "not_found", status=404)
    assert (await person.get(second)).status_code == 200

    me = await person.json("DELETE", "/api/me/avatar", status=200)
    assert me["avatar"] is None
    assert (await person.json("DELETE", "/api/me/avatar", status=200))["avatar"] is None
    await _until_kept(server, 0)
    await person.refused("GET", second, "not_found", status=404)


async def test_what_is_no_picture_changes_nothing(server: RunningServer, as_: Any) -> None:
    person = await as_("13800000001")
    before = await _set(person)
    for content, code, status in (
        (b"", "kernel.not_a_picture", 422),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "kernel.not_a_picture", 422),
        (pictures.bomb(), "kernel.picture_too_large", 422),
        (pictures.text_bomb(), "kernel.not_a_picture", 422),
        (bytes(10 * 1024 * 1024 + 1), "too_large", 413),
    ):
        await person.refused("PUT", "/api/me/avatar", code, content=content, status=status)
    assert (await person.json("GET", "/api/me"))["avatar"] == before
    assert len(_kept(server)) == 1


async def test_changing_it_all_the_time_is_refused(as_: Any) -> None:
    person = await as_("13800000001")
    for _ in range(30):
        await _set(person, pictures.png(8, 8))
    await person.refused("PUT", "/api/me/avatar", "too_many", content=pictures.png(8, 8), status=429)


async def test_who_meets_the_person_sees_it_and_nobody_else(server: RunningServer) -> None:
    stage = await set_stage(server)
    he = await stage.as_(HE_CHUAN)
    address = await _set(he)
    colleague = await stage.as_(SU_RUI)
    card = await colleague.json("GET", f"/api/organisations/{stage.school}/members/{stage.member(HE_CHUAN)}")
    assert card["avatar"] == address
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)
    people = await (await stage.as_(ZHOU_LAN)).json("GET", f"/api/conversations/{talk.id}/people?ids={he.person_id}")
    assert address in str(people)
    assert (await colleague.get(address)).status_code == 200
    for stranger in (await stage.as_(CHENG_YUAN), await stage.as_(ZHENG_YU), await server.sign_in("13800000009")):
        await stranger.refused("GET", address, "not_found", status=404)
    await server.client().refused("GET", address, "signed_out", status=401)
    # whose picture it is, is part of the address
    other = address.replace(he.person_id, colleague.person_id)
    await colleague.refused("GET", other, "not_found", status=404)


async def test_it_is_handed_out_and_erased_with_the_account(server: RunningServer, as_: Any) -> None:
    from uuid import UUID

    context = server.context
    person = await as_("13800000001")
    address = await _set(person)
    assert ROOM.exports is not None
    assert ROOM.erases is not None
    async with context.db.working(SIGNIN) as tx:
        portions = {
            name: content async for name, content in ROOM.exports(context, tx, PLATFORM, UUID(person.person_id))
        }
    kept = portions["accounts/avatar.webp"]
    assert isinstance(kept, KeptFile)
    assert (await context.blobs.read(kept.parts[0], kept.key, 1_000_000)) == (await person.get(address)).content
    for _ in range(2):
        async with context.db.working(SIGNIN) as tx:
            await ROOM.erases(context, tx, PLATFORM, UUID(person.person_id))
    await _until_kept(server, 0)

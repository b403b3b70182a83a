"""Files held by items of rooms above: who may attach them, who opens them, and when they go."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.cast import BAI_LU, HE_CHUAN, ZHOU_LAN, Player, Stage, set_stage
from tests.files.conftest import Kept, UntilKept
from tests.files.uploads import start, upload
from tests.support import pictures
from tests.support.queue import jobs_done
from tests.support.server import RunningServer
from tests.support.statements import sent
from tocsin.files import door as files
from tocsin.files.jobs import sweep
from tocsin.files.refusals import NotReady
from tocsin.files.room import ROOM
from tocsin.kernel import sweep as kernel_sweep
from tocsin.kernel.clock import travel
from tocsin.kernel.db import FOLLOW, MEMBER, Transaction
from tocsin.kernel.errors import NotFound
from tocsin.kernel.ids import PLATFORM, uuid7
from tocsin.kernel.manifest import KeptFile
from tocsin.kernel.seal import Keyring
from tocsin.kernel.types import Actor, Membership

pytestmark = pytest.mark.anyio
DATA = b"minutes of the meeting " * 50


@pytest.fixture
async def stage(server: RunningServer) -> Stage:
    return await set_stage(server)


@asynccontextmanager
async def acting(stage: Stage, player: Player, *organisations: UUID) -> AsyncIterator[tuple[Transaction, Actor]]:
    """A unit of work of a person, as a member of these organisations."""
    from tocsin.kernel.clock import now

    seats = {one: Membership(one, uuid7(), frozenset(), ()) for one in organisations}
    actor = Actor(stage.person(player), uuid7(), "test", now() + timedelta(hours=1), seats)
    async with stage.server.context.db.acting(actor) as tx:
        yield tx, actor


async def content_of(stage: Stage, file_id: UUID, variant: Any = "whole") -> bytes:
    context = stage.server.context
    async with acting(stage, BAI_LU) as (tx, _):
        handle = await files.open_file(context, tx, file_id, variant)
    from tocsin.files.actions.completing import read

    return b"".join([piece async for piece in read(context, handle.parts, handle.key, 0, handle.size)])


async def attach(
    tx: Transaction, keyring: Keyring, actor: Actor, file_ids: list[UUID], realm_id: UUID
) -> list[files.FileCard]:
    async with files.locked(tx, keyring, file_ids) as held:
        return held.attach(actor, file_ids, realm_id)


async def share(tx: Transaction, keyring: Keyring, file_ids: list[UUID], realm_id: UUID) -> list[files.FileCard]:
    async with files.locked(tx, keyring, file_ids) as held:
        return held.share(file_ids, realm_id)


async def sent_file(
    stage: Stage, player: Player, item: str, data: bytes = DATA, name: str = "a.txt", mime: str = ""
) -> UUID:
    """A file of the school's, held by an item."""
    made = await upload(await stage.as_(player), data, name, mime, realm=str(stage.school))
    file_id = UUID(made["id"])
    async with acting(stage, player, stage.school) as (tx, actor):
        (card,) = await attach(tx, stage.server.context.keyring, actor, [file_id], stage.school)
        assert card.id == file_id
        await files.use(tx, "messaging", {item: [file_id]})
    return file_id


async def release(stage: Stage, *items: str) -> None:
    async with acting(stage, HE_CHUAN, stage.school) as (tx, _):
        await files.release(stage.server.context, tx, "messaging", items)


async def test_cards_in_the_order_asked_for(stage: Stage) -> None:
    he = await stage.as_(HE_CHUAN)
    text = await upload(he, DATA, "a.txt", realm=str(stage.school))
    photo = await upload(he, pictures.photo(), "b.jpg", "image/jpeg", realm=str(stage.school))
    ids = [UUID(photo["id"]), UUID(text["id"])]
    async with acting(stage, HE_CHUAN, stage.school) as (tx, actor):
        cards = await attach(tx, stage.server.context.keyring, actor, ids, stage.school)
    assert [(card.name, card.kind, card.preview) for card in cards] == [
        ("b.jpg", "picture", True),
        ("a.txt", "text", False),
    ]


async def test_only_ones_own_and_complete_files_are_attached(stage: Stage) -> None:
    keyring = stage.server.context.keyring
    he = await stage.as_(HE_CHUAN)
    ready = UUID((await upload(he, DATA, realm=str(stage.school)))["id"])
    begun = UUID((await start(he, DATA, realm=str(stage.school)))["id"])
    for player, organisations, wanted, refusal in (
        (ZHOU_LAN, [stage.school], [ready], NotFound),
        (BAI_LU, [stage.company], [ready], NotFound),
        (HE_CHUAN, [], [ready], NotFound),
        (HE_CHUAN, [stage.school], [ready, uuid4()], NotFound),
        (HE_CHUAN, [stage.school], [ready, begun], NotReady),
        # who asks for what is not theirs is not told that it is on its way
        (ZHOU_LAN, [stage.school], [begun], NotFound),
        (HE_CHUAN, [], [begun], NotFound),
    ):
        async with acting(stage, player, *organisations) as (tx, actor):
            with pytest.raises(refusal):
                await attach(tx, keyring, actor, wanted, stage.school)
    async with acting(stage, HE_CHUAN, stage.school) as (tx, actor):
        with pytest.raises(NotFound):
            await attach(tx, keyring, actor, [ready], PLATFORM)


async def test_a_file_is_sent_once(stage: Stage) -> None:
    file_id = await sent_file(stage, HE_CHUAN, "1")
    async with acting(stage, HE_CHUAN, stage.school) as (tx, actor):
        with pytest.raises(NotFound):
            await attach(tx, stage.server.context.keyring, actor, [file_id], stage.school)


async def test_what_was_sent_is_no_upload_any_more(stage: Stage) -> None:
    file_id = await sent_file(stage, HE_CHUAN, "1")
    he = await stage.as_(HE_CHUAN)
    assert await he.json("GET", "/api/uploads") == []
    for method, path in (("GET", ""), ("GET", "/content"), ("DELETE", "")):
        await he.refused(method, f"/api/uploads/{file_id}{path}", "not_found", status=404)
    assert await content_of(stage, file_id) == DATA
    with pytest.raises(NotFound):
        await content_of(stage, file_id, "thumb")


async def test_the_content_goes_with_the_last_use(stage: Stage, kept: Kept, until_kept: UntilKept) -> None:
    file_id = await sent_file(stage, HE_CHUAN, "1")
    async with acting(stage, ZHOU_LAN, stage.school) as (tx, _):
        # passed on by somebody else, whom the room above let through; twice is once
        for _ in range(2):
            await share(tx, stage.server.context.keyring, [file_id], stage.school)
            await files.use(tx, "messaging", {"2": [file_id]})
    await release(stage, "1")
    await release(stage, "1", "unknown")
    await asyncio.sleep(0.5)
    assert await content_of(stage, file_id) == DATA
    await release(stage, "2")
    await until_kept(0)
    async with acting(stage, HE_CHUAN, stage.school) as (tx, actor):
        with pytest.raises(NotFound):
            await attach(tx, stage.server.context.keyring, actor, [file_id], stage.school)


async def test_who_takes_hold_while_it_is_removed_finds_it_there_or_gone(stage: Stage, kept: Kept) -> None:
    """Never a use of a file whose content is deleted."""
    context = stage.server.context
    for _ in range(5):
        file_id = await sent_file(stage, HE_CHUAN, "1")

        async def take(file_id: UUID = file_id) -> bool:
            try:
                async with acting(stage, ZHOU_LAN, stage.school) as (tx, _):
                    await share(tx, context.keyring, [file_id], stage.school)
                    await asyncio.sleep(0.02)
                    await files.use(tx, "messaging", {"2": [file_id]})
            except NotFound:
                return False
            return True

        _, took = await asyncio.gather(release(stage, "1"), take())
        await asyncio.sleep(0.3)
        if took:
            assert await content_of(stage, file_id) == DATA
            await release(stage, "2")


async def test_another_realm_opens_what_is_shared_with_it(stage: Stage) -> None:
    file_id = await sent_file(stage, HE_CHUAN, "1")
    keyring = stage.server.context.keyring
    async with acting(stage, HE_CHUAN, stage.school) as (tx, _):
        await share(tx, keyring, [file_id], PLATFORM)
        await share(tx, keyring, [file_id], PLATFORM)
    async with stage.server.context.db.working(FOLLOW) as tx:
        rows = await tx.fetch(
            "SELECT w.realm_id FROM data_key_wrap w JOIN file f ON f.data_key_id = w.data_key_id WHERE f.id = $1",
            file_id,
        )
    assert {row["realm_id"] for row in rows} == {stage.school, PLATFORM}
    usage = await (await stage.as_(ZHOU_LAN)).json("GET", f"/api/organisations/{stage.school}/files")
    assert usage == {"files": 1, "size": len(DATA)}


async def test_what_is_not_sent_in_time_is_removed(stage: Stage, kept: Kept, until_kept: UntilKept) -> None:
    he = await stage.as_(HE_CHUAN)
    kept_id = await sent_file(stage, HE_CHUAN, "1")
    await upload(he, DATA)
    await start(he, DATA)
    assert await sweep(stage.server.context) == 0
    with travel(timedelta(hours=73)):
        assert await sweep(stage.server.context) == 2
        assert await sweep(stage.server.context) == 0
    await until_kept(1)
    assert await content_of(stage, kept_id) == DATA


async def test_blobs_of_units_that_failed_are_swept_and_no_others(stage: Stage, kept: Kept) -> None:
    context = stage.server.context
    he = await stage.as_(HE_CHUAN)
    await he.json("PUT", "/api/me/avatar", content=pictures.png())
    await upload(he, DATA)
    await sent_file(stage, HE_CHUAN, "1", pictures.photo(), "a.jpg", "image/jpeg")
    async with acting(stage, HE_CHUAN) as (tx, _):
        realm = await context.keyring.realm(tx, PLATFORM)
        key = await context.keyring.record_key(tx, PLATFORM, "accounts.avatar")

    async def chunks() -> AsyncIterator[bytes]:
        yield b"nobody's"

    # The picture as it came is deleted by a job.
    await jobs_done(context)
    before = set(kept())
    for _ in range(3):
        await context.blobs.put(realm, key, chunks(), 100)
    (fragment := next(iter(before)).with_name("abc#1")).write_bytes(b"cut short")
    assert await kernel_sweep.sweep(context) == 0
    assert len(kept()) == len(before) + 4
    with travel(timedelta(hours=25)):
        assert await kernel_sweep.sweep(context) == 3
    assert set(kept()) == before
    assert not fragment.exists()


async def test_everything_is_handed_out_and_what_was_not_sent_erased(stage: Stage, until_kept: UntilKept) -> None:
    context = stage.server.context
    he = await stage.as_(HE_CHUAN)
    kept_id = await sent_file(stage, HE_CHUAN, "1")
    waiting = await upload(he, b"waiting", "b.txt", realm=str(stage.school))
    elsewhere = await upload(he, b"elsewhere", "c.txt")
    assert ROOM.exports is not None
    assert ROOM.erases is not None
    async with context.db.working(FOLLOW) as tx:
        portions = [one async for one in ROOM.exports(context, tx, stage.school, stage.person(HE_CHUAN))]
    contents = {}
    for name, content in portions:
        if isinstance(content, KeptFile):
            contents[name] = b"".join([await context.blobs.read(part, content.key, 1 << 20) for part in content.parts])
        else:
            assert str(kept_id) in content.decode()
            assert elsewhere["id"] not in content.decode()
    assert contents == {f"files/{kept_id}/a.txt": DATA, f"files/{waiting['id']}/b.txt": b"waiting"}
    for _ in range(2):
        async with context.db.working(FOLLOW) as tx:
            await ROOM.erases(context, tx, stage.school, stage.person(HE_CHUAN))
    await until_kept(2)
    assert [one["id"] for one in await he.json("GET", "/api/uploads")] == [elsewhere["id"]]
    assert await content_of(stage, kept_id) == DATA


async def test_a_part_takes_the_same_few_statements_whatever_the_file(
    as_: Any, server: RunningServer, small_parts: int
) -> None:
    person = await as_("13800000001")
    counts = []
    for size in (3, 60):
        data = bytes(size * 1000)
        made = await start(person, data)
        await person.json("PUT", f"/api/uploads/{made['id']}/parts/0", content=data[:1000], status=204)
        before = sent(server.context.db, MEMBER)
        await person.json("PUT", f"/api/uploads/{made['id']}/parts/1", content=data[:1000], status=204)
        counts.append(sent(server.context.db, MEMBER) - before)
    assert counts[0] == counts[1] <= 5
    before = sent(server.context.db, MEMBER)
    await person.json("GET", "/api/uploads")
    assert sent(server.context.db, MEMBER) - before <= 3

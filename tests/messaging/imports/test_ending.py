"""How an import ends: whole, resumed, or said to have failed; never half entered and called done (ALL-4)."""

from __future__ import annotations

import asyncio
import io
import zipfile
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
from obstore.exceptions import GenericError

from tests.cast import HE_CHUAN, ZHOU_LAN, Stage
from tests.messaging.imports.bringing import (
    apply,
    brought,
    groups_of,
    lines,
    path_of,
    row,
    settled,
    sheet,
    texts_in,
    upload,
)
from tests.support.patience import PATIENCE
from tocsin.kernel.blobs import Blobs
from tocsin.kernel.db import FOLLOW, JOBS
from tocsin.kernel.errors import NotFound, Unavailable
from tocsin.kernel.jobs import PASSING
from tocsin.messaging.imports.actions import applying, uploading
from tocsin.messaging.imports.actions.uploading import Work
from tocsin.messaging.imports.rules import model

SAID = [f"第{n}句" for n in range(25)]
RECORDS = sheet(*((f"2024-05-01 09:{n:02}:00", "何川", said, "教研组") for n, said in enumerate(SAID)))


@pytest.fixture(autouse=True)
def chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(applying, "CHUNK", 10)


def ending(monkeypatch: pytest.MonkeyPatch, chunk: int, *errors: BaseException) -> None:
    """Let the units of work of an import end with these errors, one each time, from a chunk on."""
    write, left, count = applying._Run.write, list(errors), iter(range(1_000))

    async def failing(self: Any, *arguments: Any) -> None:
        await write(self, *arguments)
        if next(count) >= chunk and left:
            raise left.pop(0)

    monkeypatch.setattr(applying._Run, "write", failing)


async def attested(stage: Stage, import_id: str) -> None:
    body = {"channels": [{"key": "教研组"}], "basis": "hr_policy", "attested": True}
    await (await stage.as_(ZHOU_LAN)).json("POST", f"{path_of(stage)}/{import_id}/attestation", json=body, status=202)


async def entered(stage: Stage) -> list[str]:
    group = (await groups_of(stage, ZHOU_LAN)).get("教研组")
    return [one["text"] for one in await texts_in(stage, ZHOU_LAN, group["id"])] if group else []


async def until_held(stage: Stage) -> None:
    """Wait for the job of an import to fail, and let it be held, as after the last of its tries."""
    async with asyncio.timeout(PATIENCE):
        while True:
            async with stage.server.context.db.working(JOBS) as tx:
                sql = """UPDATE pgqueuer SET status = 'failed' WHERE entrypoint LIKE 'messaging.import_%' AND attempts > 0
                         AND status = 'queued' RETURNING id"""
                if await tx.fetch(sql):
                    return
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("error", [Unavailable(retry_after=1), ConnectionResetError()], ids=["database", "network"])
async def test_what_passes_by_itself_cuts_an_import_short_and_it_goes_on(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    import_id = await brought(stage, ZHOU_LAN, RECORDS)
    ending(monkeypatch, 1, error)
    done = await apply(stage, ZHOU_LAN, import_id)
    assert (done["state"], done["done"], done["total"]) == ("done", 25, 25)
    assert await entered(stage) == SAID


async def test_a_server_that_is_killed_between_two_chunks_goes_on_where_it_was(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_id = await brought(stage, ZHOU_LAN, RECORDS)
    work = Work(UUID(import_id))
    async with stage.server.context.db.working(FOLLOW) as tx:
        sql = """UPDATE conversation_import SET state = 'applying', total = 25, attested_at = now(), basis = 'hr_policy',
                 chosen = '{"targets": [{"key": "教研组"}], "members": "none"}' WHERE id = $1"""
        await tx.fetch(sql, work.import_id)
    ending(monkeypatch, 1, asyncio.CancelledError(), asyncio.CancelledError())
    for _ in range(2):
        with pytest.raises(asyncio.CancelledError):
            await applying.apply_import(stage.server.context, work)
        client = await stage.as_(ZHOU_LAN)
        found = await client.json("GET", f"{path_of(stage)}/{import_id}")
        assert (found["state"], found["done"]) == ("applying", 10), "what was not committed is not counted"
        assert await entered(stage) == SAID[:10]
    await applying.apply_import(stage.server.context, work)
    assert (await settled(stage, ZHOU_LAN, import_id))["done"] == 25
    assert await entered(stage) == SAID
    assert len([name for name in await groups_of(stage, ZHOU_LAN) if name == "教研组"]) == 1


async def test_two_runs_at_once_enter_each_message_once(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    import_id = await brought(stage, ZHOU_LAN, RECORDS)
    ending(monkeypatch, 0, Unavailable())
    await attested(stage, import_id)
    await until_held(stage)
    runs = [applying.apply_import(stage.server.context, Work(UUID(import_id))) for _ in range(3)]
    for ended in await asyncio.gather(*runs, return_exceptions=True):
        assert ended is None or isinstance(ended, PASSING)
    await applying.apply_import(stage.server.context, Work(UUID(import_id)))
    assert (await settled(stage, ZHOU_LAN, import_id))["state"] == "done"
    assert await entered(stage) == SAID


async def test_a_defect_in_the_middle_is_said_with_how_far_it_came_and_the_file_again_brings_the_rest(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_id = await brought(stage, ZHOU_LAN, RECORDS)
    ending(monkeypatch, 2, ValueError())
    found = await apply(stage, ZHOU_LAN, import_id)
    assert (found["state"], found["done"], found["total"]) == ("failed", 20, 25)
    assert found["error"]["code"] == "messaging.import_failed"
    assert await entered(stage) == SAID[:20]
    group = (await groups_of(stage, ZHOU_LAN))["教研组"]["id"]
    again = await brought(stage, ZHOU_LAN, RECORDS)
    assert (await settled(stage, ZHOU_LAN, again))["preview"]["channels"][0]["new"] == 5
    done = await apply(stage, ZHOU_LAN, again, {"key": "教研组", "into": group})
    assert (done["state"], done["done"]) == ("done", 5)
    assert await entered(stage) == SAID


async def test_an_import_stopped_in_the_middle_enters_no_more_and_is_not_called_done(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_id = await brought(stage, ZHOU_LAN, RECORDS)
    ending(monkeypatch, 1, Unavailable())
    await attested(stage, import_id)
    await until_held(stage)
    zhou = await stage.as_(ZHOU_LAN)
    await zhou.json("DELETE", f"{path_of(stage)}/{import_id}", status=204)
    await applying.apply_import(stage.server.context, Work(UUID(import_id)))
    assert await entered(stage) == SAID[:10]
    kinds = [one["kind"] for one in (await zhou.json("GET", f"/api/organisations/{stage.school}/audit"))["items"]]
    assert "messaging.import_dropped" in kinds
    assert "messaging.import_done" not in kinds
    assert (await settled(stage, ZHOU_LAN, await brought(stage, ZHOU_LAN, RECORDS)))["preview"]["channels"][0][
        "new"
    ] == 15


async def test_the_same_attestation_twice_at_once_counts_once(stage: Stage) -> None:
    import_id = await brought(stage, ZHOU_LAN, RECORDS)
    zhou = await stage.as_(ZHOU_LAN)
    body = {"channels": [{"key": "教研组"}], "basis": "hr_policy", "attested": True}
    answers = await asyncio.gather(
        *(zhou.post(f"{path_of(stage)}/{import_id}/attestation", json=body) for _ in range(4))
    )
    assert sorted(answer.status_code for answer in answers) == [202, 409, 409, 409]
    assert (await settled(stage, ZHOU_LAN, import_id))["done"] == 25
    assert await entered(stage) == SAID


async def test_a_store_that_is_away_is_waited_for_and_one_without_the_file_is_said(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    get, errors = Blobs.get, [GenericError("the store is away"), NotFound()]

    async def away(self: Blobs, *arguments: Any) -> AsyncIterator[bytes]:
        if errors:
            raise errors.pop(0)
        async for piece in get(self, *arguments):
            yield piece

    monkeypatch.setattr(Blobs, "get", away)
    found = await settled(stage, ZHOU_LAN, await upload(stage, ZHOU_LAN, RECORDS))
    assert (found["state"], found["error"]["code"]) == ("failed", "messaging.import_failed")
    assert not errors
    errors.append(GenericError("the store is away"))
    done = await apply(stage, ZHOU_LAN, await brought(stage, ZHOU_LAN, RECORDS))
    assert (done["state"], done["done"]) == ("done", 25)


@pytest.mark.parametrize("state", ["reading", "applying"])
async def test_one_whose_job_is_held_is_said_to_have_failed_and_lets_the_next_begin(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    zhou = await stage.as_(ZHOU_LAN)
    if state == "reading":
        monkeypatch.setattr(Blobs, "get", _away)
        import_id = await upload(stage, ZHOU_LAN, RECORDS)
    else:
        import_id = await brought(stage, ZHOU_LAN, RECORDS)
        ending(monkeypatch, 1, *(Unavailable() for _ in range(9)))
        await attested(stage, import_id)
    await uploading.expire(stage.server.context)
    assert (await zhou.json("GET", f"{path_of(stage)}/{import_id}"))["state"] == state, "its job is still to come"
    # One of an earlier version has no key.
    async with stage.server.context.db.working(JOBS) as tx:
        await tx.fetch("UPDATE pgqueuer SET dedupe_key = NULL WHERE entrypoint LIKE 'messaging.import%'")
    await uploading.expire(stage.server.context)
    assert (await zhou.json("GET", f"{path_of(stage)}/{import_id}"))["state"] == state
    await until_held(stage)
    await zhou.refused("POST", path_of(stage), "messaging.import_under_way", content=RECORDS)
    await uploading.expire(stage.server.context)
    found = await settled(stage, ZHOU_LAN, import_id)
    assert (found["state"], found["error"]["code"]) == ("failed", "messaging.import_failed")
    assert found["done"] == (0 if state == "reading" else 10)
    monkeypatch.undo()
    assert (await settled(stage, ZHOU_LAN, await brought(stage, ZHOU_LAN, RECORDS)))["state"] == "ready"


async def _away(*_: Any) -> AsyncIterator[bytes]:
    raise GenericError("the store is away")
    yield b""


async def test_a_bad_row_far_down_is_refused_alone_and_a_file_that_ends_in_the_middle_as_a_whole(stage: Stage) -> None:
    said = [
        row("post", team="t", channel="c", user="he", message=f"第{n}句", create_at=1_700_000_000_000 + n)
        for n in range(300)
    ]
    data = lines(*said).split(b"\n")
    data[200:200] = [
        b'{"type":"post","post":',
        b"\xff\xfe\x00",
        b'{"type":"post","post":7}',
    ]
    found = await settled(stage, ZHOU_LAN, await brought(stage, ZHOU_LAN, b"\n".join(data)))
    assert (found["state"], found["preview"]["channels"][0]["messages"]) == ("ready", 300)
    assert found["preview"]["refusals"] >= 2
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("channels.json", b"[]")
        archive.writestr("users.json", b"[]")
        archive.writestr("general/2024-05-01.json", b"[" + b"1," * 5_000)
    whole = packed.getvalue()
    for damaged in (whole[: len(whole) // 2], whole[:60] + b"\0" * 40 + whole[100:]):
        found = await settled(stage, ZHOU_LAN, await upload(stage, ZHOU_LAN, damaged))
        assert found["state"] == "failed"
        assert found["error"]["message"]


async def test_archives_that_are_weapons_are_refused_by_their_directory(stage: Stage) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for n in range(100_001):
            archive.writestr(f"{n}", b"")
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("users.json", b"[]")
        archive.writestr("channels.json", b"[" + b" " * (model.JSON_BYTES + 1))
        archive.writestr("../../etc/passwd", b"x")
    for data in (packed.getvalue(), bomb.getvalue()):
        found = await settled(stage, ZHOU_LAN, await upload(stage, ZHOU_LAN, data, "../../a.zip"))
        assert (found["state"], found["error"]["code"], found["name"]) == (
            "failed",
            "messaging.import_too_large",
            "a.zip",
        )
    assert (await groups_of(stage, HE_CHUAN)).keys().isdisjoint({"general", "教研组"})

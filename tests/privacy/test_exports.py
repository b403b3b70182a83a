"""What is recorded about me, taken out: what is in the archive, for whom, and what becomes of it (PRV-2)."""

from uuid import UUID

import pytest

from tests.cast import BAI_LU, HE_CHUAN, LIN_YUE, XU_JINGYI, ZHOU_LAN, Stage
from tests.hostile.victim import as_owner
from tests.messaging.files import MINUTES, given, send_files
from tests.messaging.talk import group
from tests.privacy.taking import EXPORTS, Archive, fetch, record, settled, take, unwritten
from tocsin.app import ROOMS
from tocsin.kernel.archiving import Work
from tocsin.kernel.db import FOLLOW
from tocsin.privacy.actions import writing
from tocsin.privacy.actions.asking import WRITE
from tocsin.privacy.actions.writing import write_record
from tocsin.privacy.queries.exports import ARCHIVES
from tocsin.privacy.refusals import MOST, RecordTooLarge
from tocsin.privacy.room import ROOM


async def test_the_archive_has_what_every_room_keeps_and_nothing_of_others(stage: Stage) -> None:
    talk = await group(stage, XU_JINGYI, HE_CHUAN)
    await talk.say(HE_CHUAN, "我说的话")
    await talk.say(XU_JINGYI, "别人的话")
    await send_files(talk, HE_CHUAN, await given(stage, HE_CHUAN, str(stage.school), name="会议纪要.txt"))
    found = await take(stage, HE_CHUAN)
    rooms = {name.split("/")[1] for name in found.names if "/" in name}
    assert rooms == {room.name for room in ROOMS if room.exports}
    assert found.json("platform/accounts/account.json")[0]["name"] == HE_CHUAN.name
    assert found.json("organisation-1/organisations/memberships.json")[0]["name"] == HE_CHUAN.name
    said = found.json("organisation-1/messaging/messages-1.json")
    assert "我说的话" in [one["text"] for one in said]
    every = b"".join(found.zip.read(name) for name in found.names).decode(errors="replace")
    assert "别人的话" not in every
    assert XU_JINGYI.name not in every
    (path,) = [name for name in found.names if name.endswith("会议纪要.txt")]
    assert found.zip.read(path) == MINUTES
    text = found.zip.read("README.txt").decode()
    assert "organisation-1/" in text
    assert "Account and profile" in text


async def test_it_is_in_the_language_of_who_asks(stage: Stage) -> None:
    he = await stage.as_(HE_CHUAN)
    asked = await he.json("POST", EXPORTS, status=202, headers={"Accept-Language": "zh-TW"})
    await settled(stage, HE_CHUAN, asked["id"])
    answer = await fetch(stage, HE_CHUAN, asked["id"])
    assert "關於我的紀錄" in Archive(answer.content).zip.read("README.txt").decode()
    assert answer.headers["Cache-Control"] == "no-store"


async def test_it_is_another_s_to_nobody(stage: Stage) -> None:
    found = await record(stage, HE_CHUAN)
    one = f"{EXPORTS}/{found['id']}"
    for player in (ZHOU_LAN, BAI_LU, XU_JINGYI):
        client = await stage.as_(player)
        await client.refused("GET", one, "not_found", status=404)
        await client.refused("DELETE", one, "not_found", status=404)
        assert (await fetch(stage, player, found["id"])).status_code == 404
        assert (await client.json("GET", EXPORTS))["items"] == []
    assert (await fetch(stage, HE_CHUAN, found["id"])).status_code == 200


async def test_who_is_suspended_meanwhile_gets_nothing(stage: Stage) -> None:
    context = stage.server.context
    he = await stage.as_(HE_CHUAN)
    async with unwritten(context):
        asked = await he.json("POST", EXPORTS, status=202)
    async with as_owner(stage) as owner:
        await owner.execute("UPDATE person SET status = 'suspended' WHERE id = $1", stage.person(HE_CHUAN))
    await write_record(context, Work(UUID(asked["id"])))
    async with context.db.working(FOLLOW) as tx:
        (row,) = await tx.fetch("SELECT state, error, blob_name FROM record_export WHERE id = $1", UUID(asked["id"]))
    assert (row["state"], row["error"], row["blob_name"]) == ("failed", "privacy.record_stopped", None)


async def test_one_that_was_killed_half_way_is_written_from_the_beginning(stage: Stage) -> None:
    """The job dies between claim and record: run again it begins anew, and what it wrote is whole."""
    context = stage.server.context
    he = await stage.as_(HE_CHUAN)
    async with unwritten(context):
        asked = await he.json("POST", EXPORTS, status=202)
    async with context.db.working(FOLLOW) as tx:
        await tx.fetch("UPDATE record_export SET state = 'writing', done = 3, started_at = now()")
    await write_record(context, Work(UUID(asked["id"])))
    found = await he.json("GET", f"{EXPORTS}/{asked['id']}")
    assert (found["state"], found["done"]) == ("done", found["total"])
    before = (await fetch(stage, HE_CHUAN, asked["id"])).content
    await write_record(context, Work(UUID(asked["id"])))
    assert (await fetch(stage, HE_CHUAN, asked["id"])).content == before, "what is written is not written again"


@pytest.mark.parametrize(
    ("raised", "code"),
    [(RecordTooLarge(**MOST), "privacy.record_too_large"), (ValueError("a defect"), "privacy.record_failed")],
)
async def test_what_came_to_nothing_says_why(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, raised: Exception, code: str
) -> None:
    async def broken(*_: object) -> None:
        raise raised

    monkeypatch.setattr(writing._Run, "put", broken)
    found = await record(stage, HE_CHUAN)
    assert (found["state"], found["error"]["code"], found["size"]) == ("failed", code, None)
    assert found["error"]["message"]
    assert (await fetch(stage, HE_CHUAN, found["id"])).json()["code"] == "privacy.record_not_ready"


async def test_one_is_written_at_a_time_and_few_are_kept(stage: Stage) -> None:
    he = await stage.as_(HE_CHUAN)
    async with unwritten(stage.server.context):
        asked = await he.json("POST", EXPORTS, status=202)
        await he.refused("POST", EXPORTS, "privacy.record_under_way", status=409)
        assert (await fetch(stage, HE_CHUAN, asked["id"])).json()["code"] == "privacy.record_not_ready"
        await he.json("DELETE", f"{EXPORTS}/{asked['id']}", status=204)
        await he.refused("GET", f"{EXPORTS}/{asked['id']}", "not_found")
    for _ in range(2):
        await record(stage, HE_CHUAN)
    await he.refused("POST", EXPORTS, "too_many", status=429)
    async with as_owner(stage) as owner:
        await owner.execute(
            "INSERT INTO record_export (id, person_id, realm_id, state, language, total, done, created_at, expires_at)"
            " SELECT gen_random_uuid(), person_id, realm_id, 'failed', language, total, done, created_at, expires_at"
            " FROM record_export LIMIT 1"
        )
    await he.refused("POST", EXPORTS, "privacy.records_full", status=409)


async def test_it_lies_sealed_and_goes_when_its_term_ends(stage: Stage) -> None:
    found = await record(stage, HE_CHUAN)
    folder = stage.server.settings.data_dir / "blobs"
    stored = [one for one in folder.rglob("*") if one.is_file()]
    assert stored
    assert all(b"PK\x03\x04" not in one.read_bytes() for one in stored)
    async with stage.server.context.db.working(FOLLOW) as tx:
        assert ROOM.keeps is not None
        (row,) = await tx.fetch("SELECT blob_name FROM record_export WHERE id = $1", UUID(found["id"]))
        assert await ROOM.keeps(tx, [row["blob_name"], "other"]) == {row["blob_name"]}
        await tx.fetch("UPDATE record_export SET expires_at = now() WHERE id = $1", UUID(found["id"]))
    assert (await fetch(stage, HE_CHUAN, found["id"])).status_code == 404
    assert await ARCHIVES.expire(stage.server.context) == 1
    assert (await (await stage.as_(HE_CHUAN)).json("GET", EXPORTS))["items"] == []


async def test_asking_and_taking_are_effects_of_one_s_own_and_on_the_record(stage: Stage) -> None:
    found = await record(stage, HE_CHUAN)
    for _ in range(2):
        await fetch(stage, HE_CHUAN, found["id"])
    he = await stage.as_(HE_CHUAN)
    mine = (await he.json("GET", "/api/me/record/effects"))["items"]
    told = sorted({(one["effect"], one["item_kind"], one["act"]) for one in mine})
    assert told == [(2, "file", "download"), (3, "act", "privacy.record_asked"), (3, "act", "privacy.record_taken")]
    async with as_owner(stage) as owner:
        rows = await owner.fetch(
            "SELECT kind FROM event WHERE audited AND subject_id = $1 AND kind LIKE 'privacy.%' ORDER BY id",
            stage.person(HE_CHUAN),
        )
    assert [row["kind"] for row in rows] == ["privacy.record_asked", "privacy.record_taken", "privacy.record_taken"]


async def test_progress_is_told_and_what_is_kept_goes_with_the_person(stage: Stage) -> None:
    socket = await stage.server.socket(await stage.as_(LIN_YUE))
    await socket.until("snapshot")
    found = await record(stage, LIN_YUE)
    await socket.until("changed", key=["person", str(stage.person(LIN_YUE)), "record"])
    assert ROOM.erases is not None
    for _ in range(2):
        async with stage.server.context.db.working(FOLLOW) as tx:
            await ROOM.erases(stage.server.context, tx, UUID(int=0), stage.person(LIN_YUE))
    assert (await fetch(stage, LIN_YUE, found["id"])).status_code == 404
    assert WRITE.startswith("privacy.")

"""Messages of another product brought in: looked at before, entered as what they are, and never as somebody's sending."""

import asyncio
import threading
from datetime import timedelta
from types import ModuleType
from uuid import UUID

import msgspec
import pytest

from tests.cast import HE_CHUAN, SHEN_SHUHANG, SU_RUI, XU_JINGYI, ZHOU_LAN, Stage
from tests.hostile.victim import as_owner
from tests.messaging.archive.taking import take
from tests.messaging.imports.bringing import (
    apply,
    brought,
    groups_of,
    lines,
    path_of,
    row,
    settled,
    sheet,
    slack,
    texts_in,
    upload,
)
from tests.messaging.talk import group
from tocsin.kernel.clock import now
from tocsin.kernel.context import Context
from tocsin.kernel.db import FOLLOW
from tocsin.kernel.errors import LANGUAGES
from tocsin.messaging.imports.actions import applying, reading, uploading
from tocsin.messaging.imports.actions.uploading import Work
from tocsin.messaging.imports.queries import Stored
from tocsin.messaging.imports.refusals import FILE
from tocsin.messaging.room import ROOM

RECORDS = sheet(
    ("2024-05-01 09:00:00", "何川", "三点开会", "教研组"),
    ("2024-05-01 09:01:00", "周岚", "收到", "教研组"),
    ("2024-05-01 09:02:00", "生人", "<b>我也去</b>", "教研组"),
    ("2024-05-02 09:00:00", "何川", "别的话", "另一组"),
    ("2099-05-02 09:00:00", "何川", "将来", "另一组"),
)


async def test_a_sheet_is_looked_at_before_anything_is_entered(stage: Stage) -> None:
    import_id = await brought(stage, ZHOU_LAN, RECORDS)
    found = await settled(stage, ZHOU_LAN, import_id)
    assert (found["state"], found["source"], found["name"]) == ("ready", "dingtalk", "records.csv")
    preview = found["preview"]
    assert [(one["name"], one["messages"], one["new"]) for one in preview["channels"]] == [
        ("教研组", 3, 3),
        ("另一组", 1, 1),
    ]
    authors = {one["name"]: one for one in preview["authors"]}
    assert authors["何川"]["match"] == {"person_id": str(stage.person(HE_CHUAN)), "name": "何川", "by": "name"}
    assert authors["生人"]["match"] is None
    assert preview["refusals"] == 1
    assert preview["refused"] == [{"where": "6", "code": "messaging.import_row_future"}]
    assert found["reasons"]["messaging.import_row_future"] == "a time in the future"
    assert "教研组" not in await groups_of(stage, ZHOU_LAN)


async def test_what_is_entered_says_whose_words_it_is_and_nobody_sent_it(stage: Stage) -> None:
    import_id = await brought(stage, ZHOU_LAN, RECORDS)
    done = await apply(stage, ZHOU_LAN, import_id, {"key": "教研组"}, members="names")
    assert (done["state"], done["done"], done["total"]) == ("done", 3, 3)
    made = (await groups_of(stage, ZHOU_LAN))["教研组"]
    assert made["members"] == 2
    assert done["groups"] == {"教研组": made["id"]}
    said = await texts_in(stage, HE_CHUAN, made["id"])
    assert [one["text"] for one in said] == ["三点开会", "收到", "<b>我也去</b>"]
    for one, name in zip(said, ("何川", "周岚", "生人"), strict=True):
        assert "sender_id" not in one
        assert (one["origin"]["name"], one["origin"]["source"]) == (name, "dingtalk")
    assert (
        said[0]["origin"]["at"].startswith("2024-05-01T09:00:00") or said[0]["origin"]["at"] == "2024-05-01T01:00:00Z"
    )
    async with as_owner(stage) as owner:
        rows = await owner.fetch(
            "SELECT effect, act, actor_id, from_seq, to_seq FROM effect WHERE item_id = $1 ORDER BY id",
            UUID(made["id"]),
        )
    acts = [
        (row["act"], row["effect"], row["actor_id"], row["to_seq"] and row["to_seq"] - row["from_seq"]) for row in rows
    ]
    assert ("import", 3, stage.person(ZHOU_LAN), 2) in acts
    assert "send" not in {act for act, *_ in acts}
    assert {actor for _, _, actor, _ in acts} == {stage.person(ZHOU_LAN)}
    # Nobody recalls or rewrites what nobody sent.
    he = await stage.as_(HE_CHUAN)
    path = f"/api/conversations/{made['id']}/messages/{said[0]['seq']}"
    assert (await he.request("PATCH", path, json={"text": "改写"})).status_code in (403, 404, 409)
    kinds = [
        one["kind"]
        for one in (await (await stage.as_(ZHOU_LAN)).json("GET", f"/api/organisations/{stage.school}/audit"))["items"]
    ]
    assert {"messaging.import_uploaded", "messaging.import_attested", "messaging.import_done"} <= set(kinds)


async def test_the_same_file_again_changes_nothing_and_a_longer_one_adds_what_is_new(stage: Stage) -> None:
    await apply(stage, ZHOU_LAN, await brought(stage, ZHOU_LAN, RECORDS), {"key": "教研组"})
    again = await brought(stage, ZHOU_LAN, RECORDS)
    preview = (await settled(stage, ZHOU_LAN, again))["preview"]
    assert [(one["name"], one["new"]) for one in preview["channels"]] == [("教研组", 0), ("另一组", 1)]
    zhou = await stage.as_(ZHOU_LAN)
    body = {"channels": [{"key": "教研组"}], "basis": "hr_policy", "attested": True}
    await zhou.refused("POST", f"{path_of(stage)}/{again}/attestation", "messaging.import_nothing_chosen", json=body)
    made = (await groups_of(stage, ZHOU_LAN))["教研组"]
    more = sheet(
        ("2024-05-01 09:00:00", "何川", "三点开会", "教研组"), ("2024-05-03 09:00:00", "何川", "新的话", "教研组")
    )
    await apply(stage, ZHOU_LAN, await brought(stage, ZHOU_LAN, more), {"key": "教研组", "into": made["id"]})
    assert [one["text"] for one in await texts_in(stage, ZHOU_LAN, made["id"])][-2:] == ["<b>我也去</b>", "新的话"]


async def test_a_job_that_runs_twice_enters_nothing_twice(stage: Stage) -> None:
    import_id = await brought(stage, ZHOU_LAN, RECORDS)
    await apply(stage, ZHOU_LAN, import_id)
    made = await groups_of(stage, ZHOU_LAN)
    before = len(await texts_in(stage, ZHOU_LAN, made["教研组"]["id"]))
    async with stage.server.context.db.working(FOLLOW) as tx:
        await tx.fetch("UPDATE conversation_import SET state = 'applying' WHERE id = $1", UUID(import_id))
    await applying.apply_import(stage.server.context, Work(UUID(import_id)))
    assert len(await texts_in(stage, ZHOU_LAN, made["教研组"]["id"])) == before
    assert len(await groups_of(stage, ZHOU_LAN)) == len(made)


async def test_slack_and_mattermost_come_in_with_their_threads(stage: Stage) -> None:
    users = [{"id": "U1", "profile": {"real_name": "何川"}}]
    day = [
        {"user": "U1", "text": "第一", "ts": "1714525200.1"},
        {"user": "U2", "text": "答", "ts": "1714525260.1", "thread_ts": "1714525200.1"},
        {"user": "U1", "text": "圈", "ts": "1714525270.1", "thread_ts": "1714525280.1"},
        {"user": "U1", "text": "圈二", "ts": "1714525280.1", "thread_ts": "1714525270.1"},
    ]
    await apply(stage, ZHOU_LAN, await brought(stage, ZHOU_LAN, slack({"general/2024-05-01": day}, users)))
    said = await texts_in(stage, ZHOU_LAN, (await groups_of(stage, ZHOU_LAN))["general"]["id"])
    assert [one["text"] for one in said] == ["第一", "答", "圈", "圈二"]
    assert said[1]["reply_to"]["seq"] == said[1]["thread"] == said[0]["seq"]
    assert said[1]["reply_to"]["text"] == "第一"
    # What answers something later answers nothing: the circle is open.
    assert "reply_to" not in said[2]
    assert said[3]["reply_to"]["seq"] == said[2]["seq"]
    post = {"team": "t", "channel": "town", "user": "hc", "message": "早", "create_at": 1714525200000}
    replies = [{"user": "zl", "message": "好", "create_at": 1714525260000}]
    data = lines(row("channel", team="t", name="town", display_name="大厅"), row("post", **post, replies=replies))
    await apply(stage, ZHOU_LAN, await brought(stage, ZHOU_LAN, data))
    said = await texts_in(stage, ZHOU_LAN, (await groups_of(stage, ZHOU_LAN))["大厅"]["id"])
    assert said[1]["reply_to"]["seq"] == said[0]["seq"]
    assert said[0]["origin"]["source"] == "mattermost"


async def test_what_came_in_is_exported_and_erased_as_the_words_of_whom_it_was_taken_for(stage: Stage) -> None:
    await apply(stage, ZHOU_LAN, await brought(stage, ZHOU_LAN, RECORDS), {"key": "教研组"})
    made = (await groups_of(stage, ZHOU_LAN))["教研组"]
    found = await take(stage, ZHOU_LAN, f"/api/conversations/{made['id']}")
    assert found.texts == ["三点开会", "收到", "<b>我也去</b>"]
    assert "何川, 2024-05-01 09:00, on DingTalk (imported, as the file states)" in found.page
    assert ROOM.exports is not None
    assert ROOM.erases is not None
    person = stage.person(HE_CHUAN)
    async with stage.server.context.db.working(FOLLOW) as tx:
        files = {name: data async for name, data in ROOM.exports(stage.server.context, tx, stage.school, person)}
    (own,) = msgspec.json.decode(bytes(files["messaging/imported.json"]))  # type: ignore[arg-type]
    assert own["text"] == "三点开会"
    for _ in range(2):
        async with stage.server.context.db.working(FOLLOW) as tx:
            await ROOM.erases(stage.server.context, tx, stage.school, person)
    said = await texts_in(stage, ZHOU_LAN, made["id"])
    assert [one.get("text") for one in said] == [None, "收到", "<b>我也去</b>"]


async def test_only_a_group_of_ones_own_takes_messages_in(stage: Stage) -> None:
    import_id = await brought(stage, ZHOU_LAN, RECORDS)
    zhou, path = await stage.as_(ZHOU_LAN), path_of(stage)
    others = await group(stage, XU_JINGYI, ZHOU_LAN)
    foreign = await group(stage, XU_JINGYI, HE_CHUAN)
    body = {"basis": "hr_policy", "attested": True}

    async def refused(into: str, code: str) -> None:
        channels = [{"key": "教研组", "into": into}]
        await zhou.refused("POST", f"{path}/{import_id}/attestation", code, json={**body, "channels": channels})

    await refused(others.id, "messaging.owner_only")
    await refused(foreign.id, "not_found")
    own = await group(stage, ZHOU_LAN, HE_CHUAN, SU_RUI, name="旧群")
    await apply(stage, ZHOU_LAN, import_id, {"key": "教研组", "into": own.id})
    assert next(one["text"] for one in await texts_in(stage, SU_RUI, own.id)) == "三点开会"
    # What is said after it takes the next place, as ever.
    fact = await own.say(HE_CHUAN, "现在说的")
    assert (await own.seen_by(SU_RUI))[-1]["seq"] == fact["seq"]


async def test_an_import_is_put_aside_and_its_file_goes(stage: Stage) -> None:
    zhou, path = await stage.as_(ZHOU_LAN), path_of(stage)
    import_id = await brought(stage, ZHOU_LAN, RECORDS)
    await zhou.json("DELETE", f"{path}/{import_id}", status=204)
    await zhou.refused("GET", f"{path}/{import_id}", "not_found")
    assert (await zhou.json("GET", path))["items"] == []
    other = await brought(stage, ZHOU_LAN, RECORDS)
    async with stage.server.context.db.working(FOLLOW) as tx:
        await tx.fetch(
            "UPDATE conversation_import SET created_at = now() - interval '8 days' WHERE id = $1", UUID(other)
        )
    assert await uploading.expire(stage.server.context) == 1


async def _files(stage: Stage) -> dict[str, str | None]:
    """The states of the imports there are, and the blobs they keep, by their ids."""
    async with stage.server.context.db.working(FOLLOW) as tx:
        rows = await tx.fetch("SELECT id, blob_name FROM conversation_import ORDER BY id")
    return {str(row["id"]): row["blob_name"] for row in rows}


async def _stored(stage: Stage) -> set[str]:
    """The names of all blobs in the store."""
    found = stage.server.context.blobs.find_older(now() + timedelta(days=1))
    return {name async for batch in found for name in batch}


async def _until_gone(stage: Stage, name: str | None) -> None:
    assert name is not None
    async with asyncio.timeout(60):
        while name in await _stored(stage):
            await asyncio.sleep(0.05)


async def _until_recorded(stage: Stage) -> None:
    """Wait until of the job that read a file it is recorded that it is over: until then it counts as under way."""
    async with asyncio.timeout(60):
        while True:
            async with stage.server.context.db.working(FOLLOW) as tx:
                if not await stage.server.context.jobs.pending(tx, uploading.READ):
                    return
            await asyncio.sleep(0.02)


async def test_of_those_that_wait_the_newest_three_stay(stage: Stage) -> None:
    made = [await brought(stage, ZHOU_LAN, RECORDS) for _ in range(3)]
    first = (await _files(stage))[made[0]]
    assert first in await _stored(stage)
    others = await brought(stage, SHEN_SHUHANG, RECORDS)
    made.append(await brought(stage, ZHOU_LAN, RECORDS))
    zhou = await stage.as_(ZHOU_LAN)
    assert [one["id"] for one in (await zhou.json("GET", path_of(stage)))["items"]] == made[:0:-1]
    await zhou.refused("GET", f"{path_of(stage)}/{made[0]}", "not_found")
    assert others in await _files(stage)
    await _until_gone(stage, first)


async def test_the_file_of_an_import_that_failed_goes(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    names: list[str | None] = []

    async def watched(context: Context, stored: Stored, error: Exception) -> None:
        names.append(stored.blob.name if stored.blob else None)
        await failing(context, stored, error)

    failing = reading.fail
    monkeypatch.setattr(reading, "fail", watched)
    import_id = await upload(stage, ZHOU_LAN, b"PK\x03\x04 no archive", "a.zip")
    assert (await settled(stage, ZHOU_LAN, import_id))["state"] == "failed"
    assert (await _files(stage))[import_id] is None
    await _until_gone(stage, *names)


async def test_the_file_of_an_import_that_was_given_up_goes(stage: Stage) -> None:
    import_id = await brought(stage, ZHOU_LAN, RECORDS)
    name = (await _files(stage))[import_id]
    await _until_recorded(stage)
    async with stage.server.context.db.working(FOLLOW) as tx:
        sql = "UPDATE conversation_import SET state = 'reading', created_at = now() - interval '1 day' WHERE id = $1"
        await tx.fetch(sql, UUID(import_id))
    await uploading.expire(stage.server.context)
    assert (await settled(stage, ZHOU_LAN, import_id))["state"] == "failed"
    assert (await _files(stage))[import_id] is None
    await _until_gone(stage, name)


async def test_what_takes_long_is_done_beside_the_event_loop(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    where: list[bool] = []
    many = sheet(*((f"2024-05-01 09:00:{n:02}", "何川", f"{n}", "教研组") for n in range(40)))

    def watch(module: ModuleType, name: str) -> None:
        done = getattr(module, name)

        def watched(*given: object) -> object:
            where.append(threading.current_thread() is threading.main_thread())
            return done(*given)

        monkeypatch.setattr(module, name, watched)

    watch(reading, "match")
    watch(reading, "key_of")
    watch(applying, "match")
    await apply(stage, ZHOU_LAN, await brought(stage, ZHOU_LAN, many))
    assert where == [False] * 42


async def test_a_file_that_is_none_of_these_says_so(stage: Stage) -> None:
    import_id = await upload(stage, ZHOU_LAN, b"PK\x03\x04 no archive", "a.zip")
    found = await settled(stage, ZHOU_LAN, import_id)
    assert (found["state"], found["error"]["code"]) == ("failed", "messaging.import_format")
    zhou = await stage.as_(ZHOU_LAN)
    await zhou.refused("POST", path_of(stage), "messaging.import_empty", content=b"")


async def test_why_an_import_came_to_nothing_is_said_with_what_fills_the_words(stage: Stage) -> None:
    import_id = await upload(stage, ZHOU_LAN, sheet(("早", "何川"), headings=("内容", "发送人")))
    await settled(stage, ZHOU_LAN, import_id)
    zhou = await stage.as_(ZHOU_LAN)
    found = await zhou.json("GET", f"{path_of(stage)}/{import_id}", headers={"Accept-Language": "zh-CN"})
    assert found["error"] == {"code": "messaging.import_columns", "message": "表格里没有找到这些列：发送时间。"}


async def test_no_reason_of_an_import_shows_a_placeholder_even_when_nothing_fills_it(stage: Stage) -> None:
    import_id = await brought(stage, ZHOU_LAN, RECORDS)
    for code in FILE:
        async with stage.server.context.db.working(FOLLOW) as tx:
            sql = "UPDATE conversation_import SET state = 'failed', error = $2, error_params = '{}' WHERE id = $1"
            await tx.fetch(sql, UUID(import_id), code)
        for language in LANGUAGES:
            zhou = await stage.as_(ZHOU_LAN)
            found = await zhou.json("GET", f"{path_of(stage)}/{import_id}", headers={"Accept-Language": language})
            assert found["error"]["code"] == code
            assert not set("{}") & set(found["error"]["message"])


async def test_a_defect_of_ours_is_said_and_nothing_is_entered(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ValueError

    monkeypatch.setattr(reading, "read", broken)
    found = await settled(stage, ZHOU_LAN, await upload(stage, ZHOU_LAN, RECORDS))
    assert (found["state"], found["error"]["code"]) == ("failed", "messaging.import_failed")


async def test_the_log_says_which_file_and_which_groups_and_is_found_by_them(stage: Stage) -> None:
    import_id = await brought(stage, ZHOU_LAN, RECORDS)
    await apply(stage, ZHOU_LAN, import_id, {"key": "教研组"})
    client = await stage.as_(ZHOU_LAN)
    audit = f"/api/organisations/{stage.school}/audit"
    done, attested, uploaded = await client.pages(audit, q="records.csv")
    assert [row["subject"]["name"] for row in (done, attested, uploaded)] == ["records.csv"] * 3
    groups = [{"field": "groups", "before": None, "after": ["教研组"]}]
    assert (done["changes"], attested["changes"], uploaded["changes"]) == (groups, groups, [])
    found = await client.pages(audit, q="教研组")
    assert [row["id"] for row in found] == [done["id"], attested["id"]]

"""A conversation taken out: what is in the archive, for whom, and what of it is written down (ALL-4, SEC-2)."""

import re
from datetime import timedelta
from uuid import UUID

import msgspec
import pytest

from tests.cast import HE_CHUAN, LIN_YUE, SU_RUI, XU_JINGYI, ZHOU_LAN, Stage
from tests.hostile.victim import as_owner
from tests.messaging.archive.taking import Archive, ask, by_power, fetch, settled, take
from tests.messaging.files import MINUTES, PHOTO, given, send_files, send_photo
from tests.messaging.talk import direct, group
from tocsin.kernel import clock
from tocsin.kernel.db import FOLLOW
from tocsin.messaging.archive.queries.exports import EXPORTS
from tocsin.messaging.room import ROOM


async def test_an_archive_holds_what_was_said_and_nothing_that_was_taken_back(stage: Stage) -> None:
    talk = await group(stage, XU_JINGYI, HE_CHUAN, name="备课 <b>组</b>")
    first = await talk.say(HE_CHUAN, "三点开会 <script>alert(1)</script>")
    gone = await talk.say(HE_CHUAN, "说错了")
    await talk.recall(HE_CHUAN, gone["seq"])
    edited = await talk.say(XU_JINGYI, "四点")
    he, xu = await stage.as_(HE_CHUAN), await stage.as_(XU_JINGYI)
    await xu.json("PATCH", f"{talk.path}/messages/{edited['seq']}", json={"text": "五点"})
    await he.json("PUT", f"{talk.path}/messages/{edited['seq']}/reactions/👍", status=204)
    await talk.say(HE_CHUAN, "好", reply_to=first["seq"], mentions=[str(stage.person(XU_JINGYI))])
    poll = {"kind": "poll", "question": "几点？", "options": ["三点", "四点"]}
    asked = await talk.say(XU_JINGYI, "", content=poll)
    await he.json("PUT", f"{talk.path}/messages/{asked['seq']}/vote", json={"options": [1]})
    await talk.read(HE_CHUAN, asked["seq"])
    found = await take(stage, XU_JINGYI, talk.path, language="zh-CN")
    assert found.record["format"], found.record["version"] == ("tocsin.conversation", 1)
    assert found.record["name"] == "备课 <b>组</b>"
    assert found.texts == ["三点开会 <script>alert(1)</script>", "五点", "好", ""]
    assert found.message(gone["seq"])["recalled"] is True
    changed = found.message(edited["seq"])
    assert [one["text"] for one in changed["revisions"]] == ["四点"]
    assert changed["reactions"] == [{"emoji": "👍", "count": 1, "mine": False}]
    assert (changed["delivered"], changed["confirmed"]) == (1, 1)
    # How far what others sent has come is theirs to know.
    assert "delivered" not in found.message(first["seq"])
    assert found.message(asked["seq"])["votes"]["counts"] == [0, 1]
    assert found.record["people"][str(stage.person(HE_CHUAN))]["name"] == HE_CHUAN.name
    for word in (
        "三点开会 &lt;script&gt;",
        "已撤回",
        "编辑之前",
        "👍 1",
        "几点？",
        "提到：许静怡",
        "许静怡创建了群聊，并邀请了何川",
    ):
        assert word in found.page, word
    assert "<script" not in found.page
    assert "说错了" not in found.page
    assert 'lang="zh-CN"' in found.page


async def test_a_page_reaches_for_nothing_outside_the_archive(stage: Stage) -> None:
    talk = await group(stage, XU_JINGYI, HE_CHUAN)
    await talk.say(HE_CHUAN, 'https://example.org/a.png" onerror="x" javascript:alert(1)')
    await send_photo(talk, HE_CHUAN, str(stage.school))
    found = await take(stage, XU_JINGYI, talk.path)
    addresses = re.findall(r'(?:href|src)="([^"]*)"', found.page)
    assert addresses
    assert all(one.startswith(("files/", "#m")) for one in addresses), addresses
    assert not re.search(
        r"<(script|iframe|object|embed|link|form|base)\b|\son\w+=", re.sub(r">[^<]*<", "><", found.page)
    )
    assert 'Content-Security-Policy" content="default-src ' in found.page


async def test_what_is_marked_as_code_looks_as_it_does_on_the_screen(stage: Stage) -> None:
    talk = await group(stage, XU_JINGYI, HE_CHUAN)
    await talk.say(HE_CHUAN, "先 `make <run>` 再说\n```sh\nls  `pwd`\n\n<b>\n```\n好了 ` 单个\n``` 不是围栏")
    await talk.say(HE_CHUAN, "```\n没有结尾")
    found = await take(stage, XU_JINGYI, talk.path)
    assert '<p dir="auto">先 <code>make &lt;run&gt;</code> 再说</p>' in found.page
    assert "<pre><code>ls  `pwd`\n\n&lt;b&gt;</code></pre>" in found.page
    assert '<p dir="auto">好了 ` 单个\n``` 不是围栏</p>' in found.page
    assert '<p dir="auto">```\n没有结尾</p>' in found.page


async def test_what_is_marked_as_a_table_is_one(stage: Stage) -> None:
    talk = await group(stage, XU_JINGYI, HE_CHUAN)
    await talk.say(HE_CHUAN, "安排：\n| 考场 | 人 |\n|---|:-:|\n| `A1` | <何> |\n| 二\\|三 |\n完")
    await talk.say(HE_CHUAN, "a | b\n没有横线 | c")
    found = await take(stage, XU_JINGYI, talk.path)
    assert '<p dir="auto">安排：</p><div class="table"><table dir="auto">' in found.page
    assert '<tr><th scope="col">考场</th><th scope="col">人</th></tr>' in found.page
    assert "<tr><td><code>A1</code></td><td>&lt;何&gt;</td></tr><tr><td>二|三</td><td></td></tr>" in found.page
    assert '</table></div><p dir="auto">完</p>' in found.page
    assert '<p dir="auto">a | b\n没有横线 | c</p>' in found.page


async def test_who_confirmed_is_said_of_how_many_and_calls_for_nothing(stage: Stage) -> None:
    talk = await group(stage, XU_JINGYI, HE_CHUAN)
    said = await talk.say(XU_JINGYI, "请看")
    await talk.read(HE_CHUAN, said["seq"])
    found = await take(stage, XU_JINGYI, talk.path)
    assert "delivered 1 · confirmed 1/1 · handled 0" in found.page
    assert "--seal" not in found.page


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("zh-CN", ["周岚修改了群设置：入群需同意", "周岚同意了林悦的入群申请", "周岚同意许静怡受邀入群",
                   "周岚修改了群设置：仅群主和管理员可邀请、不允许导出聊天记录"]),
        ("zh-TW", ["周岚修改了群組設定：入群需同意", "周岚同意了林悦的入群申請", "周岚同意许静怡受邀入群",
                   "周岚修改了群組設定：僅群主和管理員可邀請、不允許匯出聊天紀錄"]),
        ("en", ["周岚 changed the group settings: people are let in",
                "周岚 let 林悦 in, who had asked to join", "周岚 let 许静怡 in, who had been invited",
                "周岚 changed the group settings: only owner and admins may invite, nobody may export the messages"]),
    ],
)  # fmt: skip
async def test_what_a_group_set_and_whom_it_let_in_is_said(stage: Stage, language: str, sentences: list[str]) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, name="读书会")
    zhou, he, lin = await stage.as_(ZHOU_LAN), await stage.as_(HE_CHUAN), await stage.as_(LIN_YUE)
    link = await zhou.json("POST", f"{talk.path}/links", status=201)
    await zhou.json("PATCH", f"{talk.path}/settings", json={"approval": True})
    await lin.json("POST", f"/api/group-links/{link['code']}", json={})
    await he.json("POST", f"{talk.path}/members", json={"person_ids": [str(stage.person(XU_JINGYI))]})
    for request in sorted(await zhou.pages(f"{talk.path}/requests"), key=lambda one: one["at"]):
        await zhou.json("POST", f"{talk.path}/requests/{request['id']}/decision", status=204, json={"accept": True})
    await zhou.json("PATCH", f"{talk.path}/settings", json={"exporting": "nobody", "inviting": "admins"})
    found = await take(stage, ZHOU_LAN, by_power(stage, talk), language=language, why="归档")
    places = [found.page.find(one) for one in sentences]
    assert -1 not in places, [one for one in sentences if one not in found.page]
    assert places == sorted(places)


async def test_files_lie_in_the_archive_once_under_safe_names(stage: Stage) -> None:
    talk = await group(stage, XU_JINGYI, HE_CHUAN)
    school = str(stage.school)
    sent, photo = await send_photo(talk, HE_CHUAN, school)
    names = ("con.txt", "../../纪要\u202etxt.exe", "纪要.txt", "纪要.TXT")
    ids = [await given(stage, HE_CHUAN, school, name=name) for name in names]
    await send_files(talk, HE_CHUAN, *ids, text="都在这里")
    he = await stage.as_(HE_CHUAN)
    again = {"client_id": str(UUID(int=7)), "source_id": talk.id, "seqs": [sent["seq"]]}
    await he.json("POST", f"{talk.path}/forwards", json=again)
    found = await take(stage, XU_JINGYI, talk.path)
    paths = [one for one in found.names if one.startswith("files/")]
    assert len(paths) == len({one.lower() for one in paths}) == 5
    for path in paths:
        assert path.count("/") == 1
        assert not re.search(r'[\\:*?"<>|\x00-\x1f\u202a-\u202e\u2066-\u2069]|\.\.', path), path
    kept = found.record["files"]
    assert found.zip.read(kept[ids[0]]["path"]) == MINUTES
    picture = kept[photo]
    assert len(found.zip.read(picture["path"])) == picture["size"] > 0
    assert picture["mime"] == "image/jpeg"
    assert PHOTO[:3] == found.zip.read(picture["path"])[:3]
    assert f'<img src="{picture["path"].replace("现场", "%E7%8E%B0%E5%9C%BA")}"' in found.page
    without = await take(stage, XU_JINGYI, talk.path, files=False)
    assert [one for one in without.names if one.startswith("files/")] == []
    assert "not in this export" in without.page


async def test_the_size_is_told_before_and_a_period_is_kept_to(stage: Stage) -> None:
    talk = await group(stage, XU_JINGYI, HE_CHUAN)
    xu = await stage.as_(XU_JINGYI)
    await send_files(talk, HE_CHUAN, await given(stage, HE_CHUAN, str(stage.school)))
    await talk.say(HE_CHUAN, "上个月")
    async with stage.server.context.db.working(FOLLOW) as tx:
        await tx.fetch("UPDATE message SET at = at - interval '40 days' WHERE conversation_id = $1", UUID(talk.id))
    await talk.say(HE_CHUAN, "今天")
    size = await xu.json("GET", f"{talk.path}/export-size")
    assert size == {"messages": 4, "files": 1, "bytes": len(MINUTES)}
    since = (clock.now() - timedelta(days=30)).isoformat()
    assert (await xu.json("GET", f"{talk.path}/export-size", params={"since": since}))["messages"] == 1
    assert (await take(stage, XU_JINGYI, talk.path, since=since)).texts == ["今天"]
    assert (await take(stage, XU_JINGYI, talk.path, until=since)).texts == ["", "上个月"]
    early = "2020-01-01T00:00:00Z"
    await xu.refused("POST", f"{talk.path}/exports", "messaging.export_empty", json={"until": early})
    await xu.refused("POST", f"{talk.path}/exports", "invalid", json={"since": since, "until": early})
    await xu.refused("POST", f"{talk.path}/exports", "invalid", json={"since": "2020-01-01T00:00:00"})
    await xu.refused("POST", f"{talk.path}/exports", "invalid", json={"zone": "../etc/passwd"})


async def test_who_came_later_takes_out_what_they_see(stage: Stage) -> None:
    talk = await group(stage, XU_JINGYI, HE_CHUAN)
    await talk.say(HE_CHUAN, "从前的话")
    xu = await stage.as_(XU_JINGYI)
    await xu.json("POST", f"{talk.path}/members", json={"person_ids": [str(stage.person(LIN_YUE))]})
    await talk.say(HE_CHUAN, "现在的话")
    found = await take(stage, LIN_YUE, talk.path)
    assert found.texts == ["现在的话"]
    assert "从前的话" not in found.page


async def test_two_people_talking_are_nobody_elses_and_their_archive_is_theirs(stage: Stage) -> None:
    talk = await direct(stage, XU_JINGYI, HE_CHUAN)
    await talk.say(HE_CHUAN, "只对你说")
    found = await take(stage, XU_JINGYI, talk.path)
    assert found.record["name"] == HE_CHUAN.name
    assert found.texts == ["只对你说"]
    zhou = await stage.as_(ZHOU_LAN)
    await zhou.refused("POST", f"{by_power(stage, talk)}/exports", "not_found", json={"why": "调查"})


async def test_by_the_power_a_group_is_taken_out_with_a_reason_and_told(stage: Stage) -> None:
    talk = await group(stage, XU_JINGYI, HE_CHUAN, name="小组")
    sent = await talk.say(HE_CHUAN, "组里的话")
    await talk.read(XU_JINGYI, sent["seq"])
    zhou = await stage.as_(ZHOU_LAN)
    path = by_power(stage, talk)
    listed = await zhou.json("GET", f"/api/organisations/{stage.school}/exportable-groups", params={"q": "小组"})
    assert [one["id"] for one in listed["items"]] == [talk.id]
    assert (await zhou.json("GET", f"{path}/export-size"))["messages"] == 2
    await zhou.refused("POST", f"{path}/exports", "messaging.export_reason_needed", json={"why": "  "})
    found = await take(stage, ZHOU_LAN, path, why="学院纪检调查", language="zh-TW")
    assert "组里的话" in found.texts
    assert (found.message(sent["seq"])["delivered"], found.message(sent["seq"])["confirmed"]) == (1, 1)
    assert "依組織權限" in found.page
    told = (await talk.seen_by(HE_CHUAN))[-1]
    assert (told["kind"], told["sender_id"]) == ("exported", str(stage.person(ZHOU_LAN)))
    # Who hears of it live asks who that is, who is not in the group.
    he = await stage.as_(HE_CHUAN)
    zhou_id, other = str(stage.person(ZHOU_LAN)), str(stage.person(SU_RUI))
    shown = await he.json("GET", f"{talk.path}/people", params={"ids": f"{zhou_id},{other}"})
    assert {one: face["name"] for one, face in shown["people"].items()} == {zhou_id: ZHOU_LAN.name}
    rows = (await zhou.json("GET", f"/api/organisations/{stage.school}/audit"))["items"]
    by_kind = {row["kind"]: row for row in rows}
    asked = by_kind["messaging.export_asked"]
    assert (asked["subject"]["id"], asked["why"]) == (talk.id, "学院纪检调查")
    assert {row["subject"]["name"] for row in rows if row["kind"].startswith("messaging.export_")} == {"小组"}
    assert asked["changes"] == []
    assert (asked["details"]["way"], asked["details"]["files"]) == ("power", True)
    assert "messaging.export_taken" in by_kind


async def test_what_a_member_takes_out_is_audited_and_each_taking_with_one_effect(stage: Stage) -> None:
    talk = await group(stage, XU_JINGYI, HE_CHUAN)
    await talk.say(HE_CHUAN, "一句话")
    export_id = await ask(stage, XU_JINGYI, talk.path)
    found = await settled(stage, XU_JINGYI, export_id)
    assert (found["done"], found["total"]) == (2, 2)
    whole = await fetch(stage, XU_JINGYI, export_id)
    assert whole.headers["content-type"] == "application/zip"
    assert "attachment" in whole.headers["content-disposition"]
    assert whole.headers["cache-control"] == "no-store"
    part = await fetch(stage, XU_JINGYI, export_id, Range="bytes=10-19")
    assert (part.status_code, part.content) == (206, whole.content[10:20])
    again = await fetch(stage, XU_JINGYI, export_id)
    assert again.content == whole.content
    rows = (await (await stage.as_(ZHOU_LAN)).json("GET", f"/api/organisations/{stage.school}/audit"))["items"]
    kinds = [row["kind"] for row in rows]
    assert (kinds.count("messaging.export_asked"), kinds.count("messaging.export_taken")) == (1, 2)
    async with as_owner(stage) as owner:
        taken = await owner.fetch("SELECT act, actor_id FROM effect WHERE item_id = $1", UUID(export_id))
    assert [(row["act"], row["actor_id"]) for row in taken] == [("download", stage.person(XU_JINGYI))]


@pytest.mark.parametrize(
    "headers",
    [
        {"Range": "x"},
        {"Range": "bytes=00-"},
        {"Range": "bytes=-9999999999"},
        {"Range": "bytes=5-3"},
        {"Range": "bytes=5-", "If-Range": '"another"'},
    ],
)
async def test_no_header_takes_an_archive_unseen(stage: Stage, headers: dict[str, str]) -> None:
    talk = await group(stage, XU_JINGYI, HE_CHUAN)
    export_id = await ask(stage, XU_JINGYI, talk.path)
    await settled(stage, XU_JINGYI, export_id)

    async def audited() -> int:
        rows = (await (await stage.as_(ZHOU_LAN)).json("GET", f"/api/organisations/{stage.school}/audit"))["items"]
        return [row["kind"] for row in rows].count("messaging.export_taken")

    # All but one byte is a taking too; what goes on with it is none of its own.
    for _ in range(2):
        assert (await fetch(stage, XU_JINGYI, export_id, Range="bytes=1-")).status_code == 206
        assert await audited() == 1
    assert (await fetch(stage, XU_JINGYI, export_id, **headers)).status_code in (200, 206)
    assert await audited() == 2
    async with as_owner(stage) as owner:
        assert len(await owner.fetch("SELECT FROM effect WHERE item_id = $1", UUID(export_id))) == 1


async def test_what_is_kept_is_sealed_and_goes_when_its_term_ends(stage: Stage) -> None:
    talk = await group(stage, XU_JINGYI, HE_CHUAN)
    await talk.say(HE_CHUAN, "不该被读到的话")
    export_id = await ask(stage, XU_JINGYI, talk.path)
    await settled(stage, XU_JINGYI, export_id)
    folder = stage.server.settings.data_dir / "blobs"
    stored = [one for one in folder.rglob("*") if one.is_file()]
    assert stored
    assert all(b"PK\x03\x04" not in one.read_bytes() for one in stored)
    async with stage.server.context.db.working(FOLLOW) as tx:
        assert ROOM.keeps is not None
        rows = await tx.fetch("SELECT blob_name FROM conversation_export WHERE id = $1", UUID(export_id))
        assert await ROOM.keeps(tx, [rows[0]["blob_name"], "other"]) == {rows[0]["blob_name"]}
        await tx.fetch("UPDATE conversation_export SET expires_at = now() WHERE id = $1", UUID(export_id))
    assert (await fetch(stage, XU_JINGYI, export_id)).status_code == 404
    assert await EXPORTS.expire(stage.server.context) == 1
    xu = await stage.as_(XU_JINGYI)
    assert (await xu.json("GET", "/api/me/exports"))["items"] == []


async def test_an_export_is_stopped_and_its_archive_deleted(stage: Stage) -> None:
    talk = await group(stage, XU_JINGYI, HE_CHUAN)
    await talk.say(HE_CHUAN, "一句话")
    xu = await stage.as_(XU_JINGYI)
    stopped = await ask(stage, XU_JINGYI, talk.path)
    await xu.json("DELETE", f"/api/me/exports/{stopped}", status=204)
    await xu.refused("GET", f"/api/me/exports/{stopped}", "not_found")
    export_id = await ask(stage, XU_JINGYI, talk.path)
    await settled(stage, XU_JINGYI, export_id)
    await xu.json("DELETE", f"/api/me/exports/{export_id}", status=204)
    await xu.refused("DELETE", f"/api/me/exports/{export_id}", "not_found")
    assert (await fetch(stage, XU_JINGYI, export_id)).status_code == 404


async def test_one_is_written_at_a_time_and_few_are_kept(stage: Stage) -> None:
    talk = await group(stage, XU_JINGYI, HE_CHUAN)
    await talk.say(HE_CHUAN, "一句话")
    xu = await stage.as_(XU_JINGYI)
    export_id = await ask(stage, XU_JINGYI, talk.path)
    await settled(stage, XU_JINGYI, export_id)
    async with stage.server.context.db.working(FOLLOW) as tx:
        await tx.fetch("UPDATE conversation_export SET state = 'writing', blob_name = NULL")
    await xu.refused("POST", f"{talk.path}/exports", "messaging.export_under_way", status=409, json={})
    assert (await fetch(stage, XU_JINGYI, export_id)).json()["code"] == "messaging.export_not_ready"
    for _ in range(9):
        async with stage.server.context.db.working(FOLLOW) as tx:
            await tx.fetch("UPDATE conversation_export SET state = 'failed' WHERE state = 'writing'")
        export_id = await ask(stage, XU_JINGYI, talk.path)
        await settled(stage, XU_JINGYI, export_id)
    await xu.refused("POST", f"{talk.path}/exports", "messaging.exports_full", status=409, json={})
    await xu.json("DELETE", f"/api/me/exports/{export_id}", status=204)
    await xu.refused("POST", f"{talk.path}/exports", "too_many", status=429, json={})


async def test_a_long_conversation_is_laid_on_several_sheets(stage: Stage) -> None:
    talk = await group(stage, XU_JINGYI, HE_CHUAN)
    await talk.say(HE_CHUAN, "第一句")
    async with stage.server.context.db.working(FOLLOW) as tx:
        # As many as two sheets hold, written at once: what they say is not asked about.
        await tx.fetch(
            "INSERT INTO message (conversation_id, seq, realm_id, kind, sender_id, at, version, audience)"
            " SELECT conversation_id, seq + n, realm_id, kind, sender_id, at, version, audience"
            " FROM message, generate_series(1, 2500) n WHERE conversation_id = $1 AND seq = 2",
            UUID(talk.id),
        )
        await tx.fetch("UPDATE conversation SET last_seq = 2502 WHERE id = $1", UUID(talk.id))
    await talk.say(HE_CHUAN, "最后一句")
    found = await take(stage, XU_JINGYI, talk.path)
    assert [one for one in found.names if one.endswith(".html")] == ["index.html", "index-2.html"]
    last = found.zip.read("index-2.html").decode()
    assert 'href="index-2.html"' in found.page
    assert 'href="index.html"' in last
    assert "第一句" in found.page
    assert "最后一句" in last
    assert "最后一句" not in found.page
    assert len(found.record["messages"]) == 2503
    assert found.message(100)["erased"] is True


async def test_who_took_what_out_is_handed_out_and_goes_with_the_person(stage: Stage) -> None:
    talk = await group(stage, XU_JINGYI, HE_CHUAN)
    await talk.say(HE_CHUAN, "一句话")
    export_id = await ask(stage, XU_JINGYI, talk.path)
    await settled(stage, XU_JINGYI, export_id)
    assert ROOM.exports is not None
    assert ROOM.erases is not None
    person = stage.person(XU_JINGYI)
    async with stage.server.context.db.working(FOLLOW) as tx:
        files = {name: data async for name, data in ROOM.exports(stage.server.context, tx, stage.school, person)}
    (row,) = msgspec.json.decode(files["messaging/exports.json"])
    assert (row["conversation_id"], row["way"]) == (talk.id, "member")
    for _ in range(2):
        async with stage.server.context.db.working(FOLLOW) as tx:
            await ROOM.erases(stage.server.context, tx, stage.school, person)
    assert (await fetch(stage, XU_JINGYI, export_id)).status_code == 404


async def test_progress_is_told_to_open_clients(stage: Stage) -> None:
    talk = await group(stage, XU_JINGYI, SU_RUI)
    await talk.say(SU_RUI, "一句话")
    socket = await stage.server.socket(await stage.as_(XU_JINGYI))
    await socket.until("snapshot")
    export_id = await ask(stage, XU_JINGYI, talk.path)
    me = str(stage.person(XU_JINGYI))
    await socket.until("changed", key=["person", me, "exports"])
    await settled(stage, XU_JINGYI, export_id)
    assert Archive((await fetch(stage, XU_JINGYI, export_id)).content).texts == ["一句话"]

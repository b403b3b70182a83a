"""What is found, where and how it is shown."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from tests.cast import CHENG_YUAN, HE_CHUAN, LU_MING, XU_JINGYI, ZHOU_LAN, Stage
from tests.messaging.files import given, send_files
from tests.messaging.talk import direct, group
from tests.search.asking import ask, caught_up, found, said
from tests.support.statements import sent
from tocsin.kernel.search import index
from tocsin.messaging.queries import searching
from tocsin.search.actions import indexing


async def test_messages_are_found_by_conversation_with_what_matched(stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI)
    other = await direct(stage, HE_CHUAN, ZHOU_LAN)
    await talk.say(ZHOU_LAN, "大家好")
    first = await talk.say(ZHOU_LAN, "下周三在三楼会议室讨论教学计划")
    await talk.say(HE_CHUAN, "收到")
    last = await talk.say(HE_CHUAN, "會議室已經預訂好了")
    await other.say(HE_CHUAN, "会议室的钥匙在我这里")
    await caught_up(stage)
    section = (await ask(stage, HE_CHUAN, "会议室", kind="messages"))["messages"]
    assert [(item["id"], item.get("count", 1)) for item in section["items"]] == [(other.id, 1), (talk.id, 2)]
    assert [said(item) for item in section["items"]] == ["[会议室]的钥匙在我这里", "[會議室]已經預訂好了"]
    assert section["items"][1]["before"] == "收到"
    assert section["items"][1]["title"] == [{"text": "备课组"}]
    assert section["items"][0]["title"] == [{"text": ZHOU_LAN.name}]
    assert await found(stage, ZHOU_LAN, "會議室", talk) == [last["seq"], first["seq"]]
    assert await found(stage, ZHOU_LAN, "会议室 教学", talk) == [first["seq"]]


async def test_what_matched_is_shown_as_words(stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)
    table = "监考有变\n| 考场 | 现在 |\n| --- | ---: |\n| A101 | 何川 |\n| a\\|b | 唐嘉树 |\n谢谢"
    code = "先这样 `make 监考` 再看：\n```sh\n   ls | wc  # 监考\n```\n`a | b` 不是表格 | 监考"
    for text in (table, code, "读了"):
        await talk.say(ZHOU_LAN, text)
    await caught_up(stage)
    section = (await ask(stage, HE_CHUAN, "监考", kind="messages", conversation_id=talk.id))["messages"]
    assert [said(item) for item in section["items"]] == [
        "先这样 make [监考] 再看： ls | wc # [监考] a | b 不是表格 | [监考]",
        "[监考]有变 考场 现在 A101 何川 a |b 唐嘉树 谢谢",
    ]
    assert section["items"][0]["before"] == "监考有变 考场 现在 A101 何川 a |b 唐嘉树 谢谢"
    (hit,) = (await ask(stage, HE_CHUAN, "唐嘉树", kind="messages"))["messages"]["items"]
    assert said(hit) == "监考有变 考场 现在 A101 何川 a |b [唐嘉树] 谢谢"


async def test_a_file_or_a_link_is_shown_by_itself(stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)
    await talk.say(ZHOU_LAN, "前一句")
    file = await send_files(talk, ZHOU_LAN, await given(stage, ZHOU_LAN, str(stage.school)), text="这是`终稿`")
    bare = await send_files(talk, ZHOU_LAN, await given(stage, ZHOU_LAN, str(stage.school)))
    link = await talk.say(ZHOU_LAN, "https://example.cn/a")
    await talk.say(ZHOU_LAN, "后一句")
    await caught_up(stage)
    files, links = [
        (await ask(stage, HE_CHUAN, kind=kind, conversation_id=talk.id))[kind]["items"] for kind in ("files", "links")
    ]
    assert [hit["seq"] for hit in files] == [bare["seq"], file["seq"]]
    assert [said(hit) for hit in files] == [bare["content"]["files"][0]["name"], file["content"]["files"][0]["name"]]
    assert [hit.get("note") for hit in files] == [None, [{"text": "这是 终稿"}]]
    assert [(hit["seq"], said(hit)) for hit in links] == [(link["seq"], "https://example.cn/a")]
    assert not [hit for hit in (*files, *links) if "before" in hit or "after" in hit]


async def test_what_was_announced_is_found(stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)
    body = {"client_id": str(uuid4()), "text": "消防演习改到周四下午"}
    announced = await (await stage.as_(ZHOU_LAN)).json("POST", f"{talk.path}/announcements", status=201, json=body)
    await caught_up(stage)
    (hit,) = (await ask(stage, HE_CHUAN, "消防演习", kind="messages"))["messages"]["items"]
    assert (hit["id"], hit["seq"], said(hit)) == (talk.id, announced["seq"], "[消防演习]改到周四下午")


async def test_an_overview_has_a_few_of_each_kind(stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, name="何川的备课组")
    await talk.say(ZHOU_LAN, "请何川看看")
    await caught_up(stage)
    sections = await ask(stage, ZHOU_LAN, "hechuan")
    assert [hit["id"] for hit in sections["people"]["items"]] == [str(stage.person(HE_CHUAN))]
    assert sections["people"]["items"][0]["title"] == [{"text": HE_CHUAN.name, "hit": True}]
    assert sections["groups"]["items"][0]["title"] == [{"text": "何川", "hit": True}, {"text": "的备课组"}]
    assert sections["messages"]["items"] == [], "bodies are not found by pinyin"
    assert (await ask(stage, ZHOU_LAN, "何川"))["messages"]["items"][0]["id"] == talk.id
    assert "people" not in await ask(stage, ZHOU_LAN, "何川", sender_id=str(stage.person(ZHOU_LAN)))


async def test_departments_are_found_by_name_pinyin_and_initials(stage: Stage) -> None:
    zhou = await stage.as_(ZHOU_LAN)
    path = f"/api/organisations/{stage.school}/departments"
    above = (await zhou.json("POST", path, json={"name": "后勤总务"}, status=201))["id"]
    made = (await zhou.json("POST", path, json={"name": "膳食科", "parent_id": above}, status=201))["id"]
    for q in ("膳食", "shanshi", "ssk"):
        (hit,) = (await ask(stage, HE_CHUAN, q))["departments"]["items"]
        assert (hit["id"], hit["home"], hit["note"]) == (made, str(stage.school), [{"text": "后勤总务"}])
    assert hit["title"] == [{"text": "膳食科", "hit": True}]
    assert (await ask(stage, CHENG_YUAN, "膳食"))["departments"]["items"] == [], "of another organisation"
    for n in range(3):
        await zhou.json("POST", path, json={"name": f"食堂{n}", "parent_id": above}, status=201)
    first = (await ask(stage, HE_CHUAN, "食堂", kind="departments", limit=2))["departments"]
    rest = (await ask(stage, HE_CHUAN, "食堂", kind="departments", limit=2, after=first["next"]))["departments"]
    assert [len(first["items"]), len(rest["items"]), rest.get("next")] == [2, 1, None]
    counts = []
    for q in ("食堂", "膳食"):
        before = sent(stage.server.context.db)
        await ask(stage, HE_CHUAN, q, kind="departments")
        counts.append(sent(stage.server.context.db) - before)
    assert counts == [2, 2], "what the asker may see, and the names, however many"


async def test_a_hidden_department_is_found_by_those_alone_who_may_see_it(stage: Stage) -> None:
    zhou = await stage.as_(ZHOU_LAN)
    path = f"/api/organisations/{stage.school}/departments"
    above = (await zhou.json("POST", path, json={"name": "纪检办"}, status=201))["id"]
    await zhou.json("POST", path, json={"name": "核查组", "parent_id": above}, status=201)
    await zhou.json("PATCH", f"{path}/{above}", json={"hidden": True}, status=204)
    for q in ("纪检办", "jijian", "核查组"):
        assert len((await ask(stage, ZHOU_LAN, q))["departments"]["items"]) == 1
        for who in (HE_CHUAN, CHENG_YUAN):
            assert (await ask(stage, who, q))["departments"]["items"] == []


async def test_filters_say_who_where_when_and_to_whom(stage: Stage) -> None:
    talk, other = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI), await direct(stage, HE_CHUAN, ZHOU_LAN)
    await talk.say(ZHOU_LAN, "预算一")
    second = await talk.say(HE_CHUAN, "预算二", mentions=[str(stage.person(ZHOU_LAN))])
    third = await talk.say(HE_CHUAN, "预算三 https://example.org/plan", mentions=["all"])
    await other.say(ZHOU_LAN, "预算四")
    await caught_up(stage)
    he = str(stage.person(HE_CHUAN))
    assert await found(stage, ZHOU_LAN, "预算", talk, sender_id=he) == [third["seq"], second["seq"]]
    assert await found(stage, ZHOU_LAN, "", talk, sender_id=he) == [third["seq"], second["seq"]]
    assert await found(stage, ZHOU_LAN, "", talk, mentions_me=True) == [third["seq"], second["seq"]]
    assert await found(stage, XU_JINGYI, "", talk, mentions_me=True) == [third["seq"]]
    links = (await ask(stage, ZHOU_LAN, "", kind="links"))["links"]["items"]
    assert [(hit["id"], hit["seq"]) for hit in links] == [(talk.id, third["seq"])]
    now = datetime.now(UTC)
    day = timedelta(days=1)
    assert await found(stage, ZHOU_LAN, "预算", talk, until=(now - day).isoformat()) == []
    assert (
        len(await found(stage, ZHOU_LAN, "预算", talk, since=(now - day).isoformat(), until=(now + day).isoformat()))
        == 3
    )


async def test_a_conversation_is_paged_newest_first_and_the_list_by_conversation(stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)
    seqs = [(await talk.say(ZHOU_LAN, f"第 {number} 次盘点"))["seq"] for number in range(25)]
    groups = [await group(stage, ZHOU_LAN, LU_MING, name=f"仓库{number}") for number in range(7)]
    for one in groups:
        await one.say(ZHOU_LAN, "年终盘点")
    await caught_up(stage)
    client = await stage.as_(ZHOU_LAN)
    got: list[int] = []
    after = None
    while True:
        body = {"q": "盘点", "kind": "messages", "conversation_id": talk.id, "limit": 10, "after": after}
        section = (await client.json("POST", "/api/search", json=body))["sections"][0]
        got += [item["seq"] for item in section["items"]]
        after = section.get("next")
        if after is None:
            break
    assert got == seqs[::-1]
    places: list[str] = []
    while True:
        body = {"q": "盘点", "kind": "messages", "limit": 3, "after": after}
        section = (await client.json("POST", "/api/search", json=body))["sections"][0]
        places += [item["id"] for item in section["items"]]
        after = section.get("next")
        if after is None:
            break
    assert places == [*(one.id for one in reversed(groups)), talk.id]
    whole = (await ask(stage, ZHOU_LAN, "盘点", kind="messages"))["messages"]["items"][-1]
    assert (whole["count"], whole["more"]) == (20, True)


async def test_the_newest_are_found_and_the_oldest_however_many_stretches_lie_between(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (index, indexing, searching):
        monkeypatch.setattr(module, "STRETCH", 4)
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)
    first = await talk.say(ZHOU_LAN, "软件的钥匙")
    seqs = [(await talk.say(ZHOU_LAN, f"第 {number} 次盘点"))["seq"] for number in range(25)]
    await caught_up(stage)
    assert await found(stage, HE_CHUAN, "盘点", talk, limit=10) == seqs[::-1][:10]
    assert await found(stage, HE_CHUAN, "盘点", talk, limit=50) == seqs[::-1]
    assert await found(stage, HE_CHUAN, "软体的钥匙", talk) == [first["seq"]], "by what is said for it elsewhere"
    hit = (await ask(stage, HE_CHUAN, "盘点", kind="messages"))["messages"]["items"][0]
    assert (hit["seq"], hit["count"], hit["more"]) == (seqs[-1], 20, True)


async def test_words_that_stand_everywhere_are_said_to_be_common(stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)
    await talk.say(ZHOU_LAN, "我的")
    await caught_up(stage)
    section = (await ask(stage, ZHOU_LAN, "的", kind="messages"))["messages"]
    assert (section["items"], section["common"]) == ([], True)
    assert (await ask(stage, ZHOU_LAN, " ，。!?", kind="messages"))["messages"]["items"] == []
    assert await found(stage, ZHOU_LAN, "我的", talk) == [2]


async def test_what_only_looks_alike_to_the_index_does_not_hide_what_is_older(stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)
    (await stage.as_(ZHOU_LAN)).patient = True
    true = await talk.say(ZHOU_LAN, "会议室的钥匙")
    for number in range(50):
        await talk.say(ZHOU_LAN, f"会议改到{number}点，再议室内布置")
    await caught_up(stage)
    hits = (await ask(stage, ZHOU_LAN, "会议室", kind="messages"))["messages"]["items"]
    assert [(hit["seq"], hit.get("more", False)) for hit in hits] == [(true["seq"], False)]
    assert await found(stage, ZHOU_LAN, "会议室", talk) == [true["seq"]]


async def test_people_whose_name_it_is_stand_before_those_whose_post_it_is(stage: Stage) -> None:
    people = (await ask(stage, ZHOU_LAN, "zh"))["people"]
    named = [any(part.get("hit") for part in hit["title"]) for hit in people["items"]]
    assert named == sorted(named, reverse=True)
    assert named[0]
    assert people.get("next") is None


async def test_an_edited_message_is_found_by_what_it_says_now_and_a_poll_by_its_options(stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)
    edited = await talk.say(ZHOU_LAN, "周五交课表")
    client = await stage.as_(ZHOU_LAN)
    await client.json("PATCH", f"{talk.path}/messages/{edited['seq']}", json={"text": "周六交教案"})
    assert await found(stage, HE_CHUAN, "课表", talk) == [], "even before the index knows"
    poll = await talk.say(
        ZHOU_LAN, "", content={"kind": "poll", "question": "春游去哪里", "options": ["植物园", "科技馆"]}
    )
    await caught_up(stage)
    assert await found(stage, HE_CHUAN, "课表", talk) == []
    assert await found(stage, HE_CHUAN, "教案", talk) == [edited["seq"]]
    assert await found(stage, HE_CHUAN, "科技馆", talk) == [poll["seq"]]
    hit = (await ask(stage, HE_CHUAN, "春游", kind="messages"))["messages"]["items"][0]
    assert said(hit) == "[春游]去哪里 植物园 科技馆"

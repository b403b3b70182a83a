"""What is done with messages: edits, reactions, threads, polls, forwards, favourites (MSG-1, EFF-3)."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.cast import BAI_LU, HE_CHUAN, LIN_YUE, XU_JINGYI, ZHOU_LAN, Player, Stage
from tests.messaging.files import given, send_files
from tests.messaging.talk import Talk, direct, group
from tocsin.kernel import clock
from tocsin.messaging.actions import favourites
from tocsin.messaging.queries import revisions
from tocsin.messaging.rules.content import STICKERS

STICKER = {"kind": "sticker", "set": "tocsin", "name": "received"}
POLL = {"kind": "poll", "question": "几点？", "options": ["三点", "四点"]}
PLACE = {"kind": "location", "latitude": 39.9087, "longitude": 116.3975, "label": "天安门"}


@pytest.fixture
async def talk(stage: Stage) -> Talk:
    return await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI)


async def of(stage: Stage, talk: Talk, who: Player, seq: int) -> dict[str, Any]:
    """A message as somebody sees it."""
    found: dict[str, Any] = await (await stage.as_(who)).json("GET", f"{talk.path}/messages/{seq}")
    return found


async def allow(stage: Stage, **rules: Any) -> None:
    """Set rules of the school's conversations."""
    await (await stage.as_(ZHOU_LAN)).json("PATCH", f"/api/organisations/{stage.school}/messaging", json=rules)


# -- edits


async def test_an_edit_shows_the_new_text_and_keeps_the_old(talk: Talk, stage: Stage) -> None:
    fact = await talk.say(HE_CHUAN, "三点开会")
    await talk.say(ZHOU_LAN, "好", reply_to=fact["seq"])
    client, path = await stage.as_(HE_CHUAN), f"{talk.path}/messages/{fact['seq']}"
    for text in ("四点开会", "五点开会"):
        change = await client.json("PATCH", path, json={"text": text})
        assert (change["kind"], change["target"], change["text"]) == ("edit", fact["seq"], text)
    seen = await talk.seen_by(ZHOU_LAN)
    assert [(one["kind"], one["text"]) for one in seen[1:]] == [("text", "五点开会"), ("text", "好")]
    assert seen[1]["edited_at"]
    assert seen[2]["reply_to"]["text"] == "五点开会"
    revisions = await (await stage.as_(ZHOU_LAN)).json("GET", f"{path}/revisions")
    assert [one["text"] for one in revisions] == ["三点开会", "四点开会", "五点开会"]
    times = [datetime.fromisoformat(one["at"]) for one in revisions]
    assert times == sorted(times)
    missed = await talk.seen_by(ZHOU_LAN, after=fact["seq"] + 1)
    assert [(one["kind"], one["text"]) for one in missed] == [("edit", "五点开会")] * 2, "shown as the message is now"


async def test_what_cannot_be_edited(talk: Talk, stage: Stage) -> None:
    fact = await talk.say(HE_CHUAN, "三点开会")
    mine, path = await stage.as_(HE_CHUAN), f"{talk.path}/messages/{fact['seq']}"
    stranger = str(stage.person(LIN_YUE))
    await mine.refused("PATCH", path, "messaging.mention_unknown", json={"text": "x", "mentions": [stranger]})
    await mine.refused("PATCH", path, "text.empty", json={"text": " "})
    await (await stage.as_(ZHOU_LAN)).refused("PATCH", path, "messaging.not_your_message", json={"text": "x"})
    await (await stage.as_(LIN_YUE)).refused("PATCH", path, "not_found", json={"text": "x"})
    await mine.refused("PATCH", f"{talk.path}/messages/1", "not_found", json={"text": "x"})
    await allow(stage, edit_within=0)
    await mine.refused("PATCH", path, "messaging.edit_too_late", json={"text": "x"})
    await allow(stage, edit_within=3600)
    await talk.recall(HE_CHUAN, fact["seq"])
    await mine.refused("PATCH", path, "messaging.already_recalled", json={"text": "x"})
    await mine.refused("GET", f"{path}/revisions", "not_found")
    await mine.json("POST", f"{talk.path}/departure")
    await mine.refused("PATCH", path, "not_found", json={"text": "x"})


async def test_fifty_edits_are_enough(talk: Talk, stage: Stage) -> None:
    fact = await talk.say(HE_CHUAN, "0")
    client, path = await stage.as_(HE_CHUAN), f"{talk.path}/messages/{fact['seq']}"
    for number in range(50):
        await client.json("PATCH", path, json={"text": f"{number + 1}"})
    await client.refused("PATCH", path, "messaging.too_many_edits", json={"text": "x"})
    assert (await of(stage, talk, ZHOU_LAN, fact["seq"]))["text"] == "50"


async def test_a_recall_takes_everything_that_was_put_on_a_message(talk: Talk, stage: Stage) -> None:
    fact = await talk.say(HE_CHUAN, "三点", content=POLL)
    path = f"{talk.path}/messages/{fact['seq']}"
    client = await stage.as_(ZHOU_LAN)
    await (await stage.as_(HE_CHUAN)).json("PATCH", path, json={"text": "四点"})
    await client.json("PUT", f"{path}/reactions/👍")
    await client.json("PUT", f"{path}/vote", json={"options": [1]})
    await client.json("PUT", f"{path}/favourite")
    await talk.recall(HE_CHUAN, fact["seq"])
    seen = await of(stage, talk, ZHOU_LAN, fact["seq"])
    left = {name: seen.get(name) for name in ("text", "content", "votes", "edited_at")}
    assert left == dict.fromkeys(left)
    assert not seen.get("reactions")
    assert seen["recalled"]
    assert (await client.json("GET", "/api/me/favourites"))["items"] == []
    for table in ("message_revision", "message_reaction", "poll_vote"):
        async with stage.server.context.db.pool.acquire() as connection, connection.transaction():
            await connection.execute("SET LOCAL ROLE NONE")
            assert await connection.fetchval(f"SELECT count(*) FROM {table}") == 0, table


# -- reactions


async def test_reactions_are_counted_and_each_person_counts_once(talk: Talk, stage: Stage) -> None:
    fact = await talk.say(ZHOU_LAN, "放假了")
    path = f"{talk.path}/messages/{fact['seq']}/reactions"
    for who in (HE_CHUAN, XU_JINGYI, HE_CHUAN):
        await (await stage.as_(who)).json("PUT", f"{path}/🎉")
    await (await stage.as_(ZHOU_LAN)).json("PUT", f"{path}/🇨🇳")
    seen = (await of(stage, talk, HE_CHUAN, fact["seq"]))["reactions"]
    assert seen == [{"emoji": "🎉", "count": 2, "mine": True}, {"emoji": "🇨🇳", "count": 1, "mine": False}]
    who = await (await stage.as_(ZHOU_LAN)).json("GET", path, params={"limit": 2})
    rest = await (await stage.as_(ZHOU_LAN)).json("GET", path, params={"after": who["next"]})
    listed = [(one["emoji"], one["name"]) for one in who["items"] + rest["items"]]
    assert sorted(listed) == sorted([("🎉", HE_CHUAN.name), ("🎉", XU_JINGYI.name), ("🇨🇳", ZHOU_LAN.name)])
    await (await stage.as_(HE_CHUAN)).json("DELETE", f"{path}/🎉")
    await (await stage.as_(HE_CHUAN)).json("DELETE", f"{path}/🎉")
    assert (await of(stage, talk, HE_CHUAN, fact["seq"]))["reactions"][0] == {"emoji": "🎉", "count": 1, "mine": False}
    missed = await talk.seen_by(HE_CHUAN, after=fact["seq"])
    assert len(missed) == 4, "what changed nothing was not told"


async def test_what_is_no_reaction(talk: Talk, stage: Stage) -> None:
    fact = await talk.say(ZHOU_LAN, "放假了")
    client, path = await stage.as_(HE_CHUAN), f"{talk.path}/messages/{fact['seq']}/reactions"
    for text in ("x", "👍👍", "好", "👍 ", "<b>", "🇨"):
        await client.refused("PUT", f"{path}/{text}", "messaging.not_an_emoji")
    await (await stage.as_(LIN_YUE)).refused("PUT", f"{path}/👍", "not_found")
    await client.refused("PUT", f"{talk.path}/messages/1/reactions/👍", "not_found")
    stage.server.context.limiter.check = lambda *_, **__: None
    for number in range(20):
        await client.json("PUT", f"{path}/{chr(0x1F600 + number)}")
    await client.refused("PUT", f"{path}/👍", "messaging.too_many_reactions")
    await talk.recall(ZHOU_LAN, fact["seq"])
    await client.refused("PUT", f"{path}/👍", "messaging.already_recalled")


# -- threads


async def test_replies_to_replies_are_one_thread(talk: Talk, stage: Stage) -> None:
    root = await talk.say(ZHOU_LAN, "谁去？")
    first = await talk.say(HE_CHUAN, "我", reply_to=root["seq"])
    await talk.say(XU_JINGYI, "插一句别的")
    second = await talk.say(XU_JINGYI, "我也去", reply_to=first["seq"])
    client = await stage.as_(HE_CHUAN)
    for seq in (root["seq"], first["seq"]):
        seen = await of(stage, talk, HE_CHUAN, seq)
        assert seen.get("replies", 0) == (2 if seq == root["seq"] else 0)
    thread = await client.json("GET", f"{talk.path}/messages/{root['seq']}/thread", params={"limit": 2})
    assert [one["seq"] for one in thread["items"]] == [root["seq"], first["seq"]]
    rest = await client.json("GET", f"{talk.path}/messages/{root['seq']}/thread", params={"after": thread["last"]})
    assert [one["seq"] for one in rest["items"]] == [second["seq"]]
    assert second["thread"] == root["seq"]
    await client.refused("GET", f"{talk.path}/messages/99/thread", "not_found")


async def test_who_came_later_sees_of_a_thread_what_was_said_since(talk: Talk, stage: Stage) -> None:
    root = await talk.say(ZHOU_LAN, "谁去？")
    body = {"person_ids": [str(stage.person(LIN_YUE))]}
    await (await stage.as_(ZHOU_LAN)).json("POST", f"{talk.path}/members", json=body)
    reply = await talk.say(HE_CHUAN, "我", reply_to=root["seq"])
    thread = await (await stage.as_(LIN_YUE)).json("GET", f"{talk.path}/messages/{root['seq']}/thread")
    assert [one["seq"] for one in thread["items"]] == [reply["seq"]]


# -- polls


async def test_a_poll_counts_votes_and_says_who(talk: Talk, stage: Stage) -> None:
    fact = await talk.say(ZHOU_LAN, "", content=POLL)
    path = f"{talk.path}/messages/{fact['seq']}"
    assert fact["votes"] == {"counts": [0, 0], "voters": 0, "closed": False, "mine": []}
    for who, options in ((HE_CHUAN, [0]), (XU_JINGYI, [1]), (HE_CHUAN, [1]), (HE_CHUAN, [1])):
        await (await stage.as_(who)).json("PUT", f"{path}/vote", json={"options": options})
    seen = await of(stage, talk, HE_CHUAN, fact["seq"])
    assert seen["votes"] == {"counts": [0, 2], "voters": 2, "closed": False, "mine": [1]}
    voters = await (await stage.as_(ZHOU_LAN)).json("GET", f"{path}/votes")
    assert {(one["name"], *one["options"]) for one in voters["items"]} == {(HE_CHUAN.name, 1), (XU_JINGYI.name, 1)}
    await (await stage.as_(HE_CHUAN)).json("PUT", f"{path}/vote", json={"options": []})
    assert (await of(stage, talk, HE_CHUAN, fact["seq"]))["votes"]["voters"] == 1
    assert (await talk.effects(ZHOU_LAN, fact["seq"]))["handled"] == 2, "voting handles the poll"


async def test_an_anonymous_poll_tells_nobody_who_chose_what(talk: Talk, stage: Stage) -> None:
    fact = await talk.say(ZHOU_LAN, "", content={**POLL, "anonymous": True})
    path = f"{talk.path}/messages/{fact['seq']}"
    await (await stage.as_(HE_CHUAN)).json("PUT", f"{path}/vote", json={"options": [0]})
    assert (await (await stage.as_(ZHOU_LAN)).json("GET", f"{path}/votes"))["items"] == []
    changes = await talk.seen_by(ZHOU_LAN, after=fact["seq"])
    assert [(one["kind"], one.get("sender_id")) for one in changes] == [("vote", None)]
    assert (await of(stage, talk, HE_CHUAN, fact["seq"]))["votes"]["mine"] == [0]
    assert (await of(stage, talk, ZHOU_LAN, fact["seq"]))["votes"]["counts"] == [1, 0]
    actor = await stage.server.context.actors.find((await stage.as_(ZHOU_LAN)).token)
    async with stage.server.context.db.acting(actor) as tx:
        assert await tx.fetch("SELECT 1 FROM poll_vote") == [], "nor by the wall behind the API"


async def test_what_is_no_vote(talk: Talk, stage: Stage) -> None:
    fact = await talk.say(ZHOU_LAN, "", content={**POLL, "closes_at": (clock.now() + timedelta(hours=1)).isoformat()})
    client, path = await stage.as_(HE_CHUAN), f"{talk.path}/messages/{fact['seq']}"
    for options in ([2], [-1], [0, 1]):
        await client.refused("PUT", f"{path}/vote", "invalid", json={"options": options})
    await (await stage.as_(LIN_YUE)).refused("PUT", f"{path}/vote", "not_found", json={"options": [0]})
    plain = await talk.say(ZHOU_LAN, "不是投票")
    await client.refused(
        "PUT", f"{talk.path}/messages/{plain['seq']}/vote", "messaging.not_a_poll", json={"options": [0]}
    )
    await client.refused("GET", f"{talk.path}/messages/{plain['seq']}/votes", "messaging.not_a_poll")
    await client.refused("POST", f"{path}/closing", "messaging.not_your_message")
    await (await stage.as_(ZHOU_LAN)).json("POST", f"{path}/closing")
    await client.refused("PUT", f"{path}/vote", "messaging.poll_closed", json={"options": [0]})
    await (await stage.as_(ZHOU_LAN)).refused("POST", f"{path}/closing", "messaging.poll_closed")


async def test_a_poll_ends_by_itself_and_says_why_no_more_votes_count(talk: Talk, stage: Stage) -> None:
    closes = clock.now() + timedelta(hours=1)
    fact = await talk.say(ZHOU_LAN, "", content={**POLL, "closes_at": closes.isoformat()})
    client, path = await stage.as_(HE_CHUAN), f"{talk.path}/messages/{fact['seq']}"
    await client.json("PUT", f"{path}/vote", json={"options": [0]})
    with clock.travel(timedelta(hours=2)):
        await client.refused("PUT", f"{path}/vote", "messaging.poll_closed", status=409, json={"options": [1]})
        await client.refused("PUT", f"{path}/vote", "messaging.poll_closed", json={"options": []})
        await (await stage.as_(ZHOU_LAN)).refused("POST", f"{path}/closing", "messaging.poll_closed")
    assert (await of(stage, talk, ZHOU_LAN, fact["seq"]))["votes"]["counts"] == [1, 0]


# -- contents


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ({"kind": "sticker", "set": "tocsin", "name": "no such"}, "invalid"),
        ({"kind": "sticker", "set": "other", "name": "ok"}, "invalid"),
        ({**POLL, "options": ["一"]}, "invalid"),
        ({**POLL, "options": ["一", "一"]}, "invalid"),
        ({**POLL, "options": [f"{n}" for n in range(21)]}, "invalid"),
        ({**POLL, "question": " "}, "text.empty"),
        ({**POLL, "options": ["一", "二\u202e"]}, "text.bad_character"),
        ({**POLL, "closes_at": "2020-01-01T00:00:00Z"}, "messaging.poll_end_passed"),
        ({**POLL, "closes_at": "2999-01-01T00:00:00Z"}, "messaging.poll_end_passed"),
        ({"kind": "location", "latitude": 91, "longitude": 0}, "invalid"),
        ({"kind": "merged", "title": "伪造", "items": []}, "invalid"),
        ({"kind": "nothing"}, "invalid"),
    ],
)
async def test_contents_that_cannot_be_sent(talk: Talk, stage: Stage, content: dict[str, Any], code: str) -> None:
    body = {"client_id": str(uuid4()), "text": "", "content": content}
    await (await stage.as_(HE_CHUAN)).refused("POST", f"{talk.path}/messages", code, json=body)


async def test_stickers(talk: Talk, stage: Stage) -> None:
    for name in sorted(STICKERS):
        fact = await talk.say(HE_CHUAN, "", content={**STICKER, "name": name})
        assert (fact["content"]["name"], fact["text"]) == (name, "")
    view = await talk.view(ZHOU_LAN)
    assert (view["unread"], view["last"]["content"]["kind"]) == (len(STICKERS), "sticker")
    reply = await talk.say(ZHOU_LAN, "哈哈", reply_to=fact["seq"])
    assert reply["reply_to"]["carries"] == "sticker"


async def test_positions_are_off_until_an_admin_allows_them(talk: Talk, stage: Stage) -> None:
    body = {"client_id": str(uuid4()), "text": "", "content": PLACE}
    client, two = await stage.as_(HE_CHUAN), await direct(stage, HE_CHUAN, ZHOU_LAN)
    for path in (talk.path, two.path):
        await client.refused("POST", f"{path}/messages", "messaging.locations_off", json=body)
    await allow(stage, locations=True)
    for path in (talk.path, two.path):
        fact = await client.json("POST", f"{path}/messages", json=body)
        assert fact["content"]["label"] == "天安门"


# -- forwards


async def test_forwarding_one_by_one_says_whose_words_they_were(talk: Talk, stage: Stage) -> None:
    first = await talk.say(ZHOU_LAN, "请大家看")
    second = await talk.say(XU_JINGYI, "", content=STICKER)
    elsewhere = await direct(stage, HE_CHUAN, LIN_YUE)
    body = {"client_id": str(uuid4()), "source_id": talk.id, "seqs": [second["seq"], first["seq"]]}
    client = await stage.as_(HE_CHUAN)
    sent = (await client.json("POST", f"{elsewhere.path}/forwards", json=body, status=201))["items"]
    again = (await client.json("POST", f"{elsewhere.path}/forwards", json=body))["items"]
    assert [one["seq"] for one in sent] == [one["seq"] for one in again] == [1, 2], "stored once"
    seen = await elsewhere.seen_by(LIN_YUE)
    assert [(one["text"], one["origin"]["name"]) for one in seen] == [
        ("请大家看", ZHOU_LAN.name),
        ("", XU_JINGYI.name),
    ]
    assert seen[1]["content"]["name"] == "received"
    assert seen[0]["origin"]["at"] == first["at"]
    onward = await direct(stage, LIN_YUE, ZHOU_LAN)
    body = {"client_id": str(uuid4()), "source_id": elsewhere.id, "seqs": [1]}
    await (await stage.as_(LIN_YUE)).json("POST", f"{onward.path}/forwards", json=body)
    assert (await onward.seen_by(ZHOU_LAN))[0]["origin"]["name"] == ZHOU_LAN.name, "the first to say it"
    assert (await talk.effects(ZHOU_LAN, first["seq"]))["handled"] == 1


async def test_forwarding_together_keeps_names_times_and_order(talk: Talk, stage: Stage) -> None:
    facts = [await talk.say(who, f"第 {n} 句") for n, who in enumerate((ZHOU_LAN, XU_JINGYI, HE_CHUAN))]
    elsewhere = await direct(stage, HE_CHUAN, LIN_YUE)
    client = await stage.as_(HE_CHUAN)
    body = {"source_id": talk.id, "seqs": [one["seq"] for one in facts], "together": True}
    await client.json("POST", f"{elsewhere.path}/forwards", json={**body, "client_id": str(uuid4())})
    (seen,) = await elsewhere.seen_by(LIN_YUE)
    assert seen["content"]["title"] == "备课组"
    items = [(one["name"], one["text"], one["at"]) for one in seen["content"]["items"]]
    assert items == [
        (who.name, fact["text"], fact["at"]) for who, fact in zip((ZHOU_LAN, XU_JINGYI, HE_CHUAN), facts, strict=True)
    ]
    inner = {"source_id": elsewhere.id, "seqs": [1], "together": True}
    for seq in (1, 2):
        await client.json(
            "POST", f"{elsewhere.path}/forwards", json={**inner, "seqs": [seq], "client_id": str(uuid4())}
        )
    body = {**inner, "seqs": [3], "client_id": str(uuid4())}
    await client.refused("POST", f"{elsewhere.path}/forwards", "messaging.too_deep", json=body)


async def test_what_cannot_be_forwarded(talk: Talk, stage: Stage) -> None:
    fact = await talk.say(ZHOU_LAN, "内部")
    recalled = await talk.say(ZHOU_LAN, "说错了")
    await talk.recall(ZHOU_LAN, recalled["seq"])
    outside = await direct(stage, LIN_YUE, HE_CHUAN)
    body = {"client_id": str(uuid4()), "source_id": talk.id, "seqs": [fact["seq"]]}
    await (await stage.as_(LIN_YUE)).refused("POST", f"{outside.path}/forwards", "not_found", json=body)
    client = await stage.as_(HE_CHUAN)
    for seqs in ([recalled["seq"]], [1], [99], [fact["seq"], 99]):
        await client.refused("POST", f"{outside.path}/forwards", "not_found", json={**body, "seqs": seqs})
    await client.refused("POST", f"{outside.path}/forwards", "invalid", json={**body, "seqs": list(range(1, 40))})
    stranger = await stage.as_(BAI_LU)
    await stranger.refused("POST", f"{outside.path}/forwards", "not_found", json=body)
    assert await outside.seen_by(LIN_YUE) == []


# -- what is one's own


async def test_favourites_are_listed_last_kept_first(talk: Talk, stage: Stage) -> None:
    facts = [await talk.say(ZHOU_LAN, f"第 {n} 句") for n in range(5)]
    client = await stage.as_(HE_CHUAN)
    for fact in (facts[3], facts[0], facts[4]):
        await client.json("PUT", f"{talk.path}/messages/{fact['seq']}/favourite")
    kept = await client.pages("/api/me/favourites", limit=2)
    assert [one["fact"]["text"] for one in kept] == ["第 4 句", "第 0 句", "第 3 句"]
    assert {one["conversation"] for one in kept} == {"备课组"}
    assert (await of(stage, talk, HE_CHUAN, facts[0]["seq"]))["favourite"]
    assert not (await of(stage, talk, ZHOU_LAN, facts[0]["seq"])).get("favourite")
    await client.json("DELETE", f"{talk.path}/messages/{facts[4]['seq']}/favourite")
    assert len(await client.pages("/api/me/favourites")) == 2
    assert (await (await stage.as_(ZHOU_LAN)).json("GET", "/api/me/favourites"))["items"] == []
    await client.refused("PUT", f"{talk.path}/messages/1/favourite", "not_found")
    await client.json("POST", f"{talk.path}/departure")
    assert await client.pages("/api/me/favourites") == [], "who left looks no more"


async def test_favourites_are_found_whatever_the_script_and_by_their_files(
    talk: Talk, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(revisions, "SOUGHT", 2)
    client = await stage.as_(HE_CHUAN)
    video = await given(stage, ZHOU_LAN, str(stage.school), name="运动会.MP4")
    facts = [
        await talk.say(ZHOU_LAN, "课时表改了"),
        await send_files(talk, ZHOU_LAN, video, text="看看"),
        await talk.say(ZHOU_LAN, "別的"),
    ]
    for fact in facts:
        await client.json("PUT", f"{talk.path}/messages/{fact['seq']}/favourite")
    for asked, seqs in (
        ("課時", [0]),
        ("课时", [0]),
        ("别的", [2]),
        (".mp4", [1]),
        ("看 運動", [1]),
        ("周岚 课时", [0]),
    ):
        kept = await client.pages("/api/me/favourites", q=asked)
        assert [one["fact"]["seq"] for one in kept] == [facts[at]["seq"] for at in seqs], asked


async def test_favourites_have_a_number(talk: Talk, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(favourites, "MOST", 2)
    client = await stage.as_(HE_CHUAN)
    paths = [f"{talk.path}/messages/{(await talk.say(ZHOU_LAN, '记一下'))['seq']}/favourite" for _ in range(3)]
    for path in paths[:2]:
        await client.json("PUT", path)
    await client.refused("PUT", paths[2], "messaging.too_many_favourites")
    await client.json("DELETE", paths[0])
    await client.json("PUT", paths[2])
    assert len(await client.pages("/api/me/favourites")) == 2

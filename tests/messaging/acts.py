"""What people do in conversations, act by act, for tests that hold what devices know against a fresh read."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from tests.cast import EMMA_CLARKE, HE_CHUAN, LIN_YUE, XU_JINGYI, ZHOU_LAN, Player
from tests.messaging.archive.taking import ask, by_power
from tests.messaging.files import path_of, send_photo, spoken
from tests.messaging.talk import Talk, department, direct, group
from tocsin.kernel import clock
from tocsin.kernel.db import FLUSH
from tocsin.messaging.actions import ledger as ledgers
from tocsin.messaging.actions.telling import tell
from tocsin.messaging.queries.facts import content_place
from tocsin.messaging.rules.content import Card, Carried, encode_carried


async def a_text(talk: Talk) -> None:
    await talk.say(ZHOU_LAN, "明天的会改到三点")


async def a_reply(talk: Talk) -> None:
    await talk.say(HE_CHUAN, "收到", reply_to=talk.first)  # type: ignore[attr-defined]


async def a_mention(talk: Talk) -> None:
    await talk.say(ZHOU_LAN, "@何川 请看", mentions=[str(talk.stage.person(HE_CHUAN))])
    await talk.say(XU_JINGYI, "@所有人", mentions=["all"])


async def a_late_text(talk: Talk) -> None:
    written = (clock.now() - timedelta(hours=1)).isoformat()
    await talk.say(HE_CHUAN, "地铁里写的", sent_at=written)


async def a_recall(talk: Talk) -> None:
    fact = await talk.say(HE_CHUAN, "说错了", reply_to=talk.first)  # type: ignore[attr-defined]
    await talk.say(XU_JINGYI, "？", reply_to=fact["seq"])
    await talk.recall(HE_CHUAN, fact["seq"])


async def a_recall_of_what_was_read(talk: Talk) -> None:
    fact = await talk.say(HE_CHUAN, "说错了")
    await talk.read(ZHOU_LAN, fact["seq"])
    await talk.recall(HE_CHUAN, fact["seq"])


async def an_edit(talk: Talk) -> None:
    fact = await talk.say(HE_CHUAN, "三点开会", mentions=[str(talk.stage.person(ZHOU_LAN))])
    await talk.say(XU_JINGYI, "好", reply_to=fact["seq"])
    client = await talk.stage.as_(HE_CHUAN)
    await client.json("PATCH", f"{talk.path}/messages/{fact['seq']}", json={"text": "四点开会", "mentions": ["all"]})


async def reactions(talk: Talk) -> None:
    fact = await talk.say(HE_CHUAN, "三点开会")
    path = f"{talk.path}/messages/{fact['seq']}/reactions"
    for player, emoji in ((ZHOU_LAN, "👍"), (XU_JINGYI, "🎉"), (HE_CHUAN, "👍"), (XU_JINGYI, "👍")):
        await (await talk.stage.as_(player)).json("PUT", f"{path}/{emoji}")
    for player, emoji in ((XU_JINGYI, "🎉"), (HE_CHUAN, "👍")):
        await (await talk.stage.as_(player)).json("DELETE", f"{path}/{emoji}")


async def a_thread(talk: Talk) -> None:
    root = await talk.say(ZHOU_LAN, "谁去？")
    first = await talk.say(HE_CHUAN, "我", reply_to=root["seq"])
    second = await talk.say(XU_JINGYI, "我也去", reply_to=first["seq"])
    await talk.recall(XU_JINGYI, second["seq"])


async def a_poll(talk: Talk) -> None:
    for anonymous in (False, True):
        poll = {"kind": "poll", "question": "几点？", "options": ["三点", "四点"], "anonymous": anonymous}
        fact = await talk.say(ZHOU_LAN, "", content=poll)
        path = f"{talk.path}/messages/{fact['seq']}"
        for player, options in ((HE_CHUAN, [0]), (XU_JINGYI, [1]), (HE_CHUAN, [1]), (XU_JINGYI, [])):
            await (await talk.stage.as_(player)).json("PUT", f"{path}/vote", json={"options": options})
        await (await talk.stage.as_(ZHOU_LAN)).json("POST", f"{path}/closing")


async def what_is_ones_own(talk: Talk) -> None:
    client = await talk.stage.as_(HE_CHUAN)
    await client.json("PUT", f"{talk.path}/messages/{talk.first}/favourite")  # type: ignore[attr-defined]
    await client.json("PUT", f"{talk.path}/draft", json={"text": "我想说"})
    await (await talk.stage.as_(ZHOU_LAN)).json("PUT", f"{talk.path}/draft", json={"text": "嗯"})
    await (await talk.stage.as_(ZHOU_LAN)).json("PUT", f"{talk.path}/draft", json={"text": " "})


async def a_sticker_and_what_is_forwarded(talk: Talk) -> None:
    fact = await talk.say(HE_CHUAN, "", content={"kind": "sticker", "set": "tocsin", "name": "received"})
    client = await talk.stage.as_(ZHOU_LAN)
    for together in (True, False):
        body = {"client_id": str(uuid4()), "source_id": talk.id, "seqs": [fact["seq"]], "together": together}
        await client.json("POST", f"{talk.path}/forwards", json=body)


async def files_and_a_voice(talk: Talk) -> None:
    realm = str(talk.stage.school)
    fact, _ = await send_photo(talk, HE_CHUAN, realm)
    client = await talk.stage.as_(HE_CHUAN)
    await client.json("PATCH", f"{talk.path}/messages/{fact['seq']}", json={"text": "看这里"})
    await talk.say(XU_JINGYI, "收到", reply_to=fact["seq"])
    voice = {"kind": "voice", "file": await spoken(talk.stage, XU_JINGYI, realm)}
    last = await talk.say(XU_JINGYI, "", content=voice)
    await (await talk.stage.as_(ZHOU_LAN)).get(path_of(talk, last, str(voice["file"])))
    for together in (True, False):
        body = {"client_id": str(uuid4()), "source_id": talk.id, "seqs": [fact["seq"]], "together": together}
        await (await talk.stage.as_(ZHOU_LAN)).json("POST", f"{talk.path}/forwards", json=body)
    await talk.recall(HE_CHUAN, fact["seq"])


async def a_reading(talk: Talk) -> None:
    await talk.say(ZHOU_LAN, "一")
    await talk.say(HE_CHUAN, "二", mentions=["all"])
    fact = await talk.say(ZHOU_LAN, "三")
    await talk.read(HE_CHUAN, fact["seq"] - 1)
    await talk.read(XU_JINGYI, fact["seq"])


async def a_new_name(talk: Talk) -> None:
    await (await talk.stage.as_(ZHOU_LAN)).json("PATCH", talk.path, json={"name": "期末备课"})


async def somebody_comes(talk: Talk) -> None:
    body = {"person_ids": [str(talk.stage.person(LIN_YUE)), str(talk.stage.person(EMMA_CLARKE))]}
    await (await talk.stage.as_(HE_CHUAN)).json("POST", f"{talk.path}/members", json=body)
    await talk.say(LIN_YUE, "大家好")


async def somebody_goes(talk: Talk) -> None:
    await (await talk.stage.as_(XU_JINGYI)).json("POST", f"{talk.path}/departure")
    await (await talk.stage.as_(ZHOU_LAN)).json("DELETE", f"{talk.path}/members/{talk.stage.person(HE_CHUAN)}")


async def a_new_owner(talk: Talk) -> None:
    body = {"person_id": str(talk.stage.person(HE_CHUAN))}
    await (await talk.stage.as_(ZHOU_LAN)).json("PUT", f"{talk.path}/owner", json=body)


async def _act(talk: Talk, player: Player, method: str, path: str, body: object = None) -> object:
    return await (await talk.stage.as_(player)).json(method, talk.path + path, json=body)


async def admins_and_settings(talk: Talk) -> None:
    he, xu = talk.stage.person(HE_CHUAN), talk.stage.person(XU_JINGYI)
    await _act(talk, ZHOU_LAN, "PUT", f"/admins/{he}")
    await _act(talk, ZHOU_LAN, "PUT", f"/admins/{xu}")
    await _act(talk, HE_CHUAN, "PATCH", "/settings", {"posting": "admins", "approval": True})
    await _act(talk, ZHOU_LAN, "DELETE", f"/admins/{xu}")
    await _act(talk, ZHOU_LAN, "PUT", "/owner", {"person_id": str(he)})


async def a_silence(talk: Talk) -> None:
    path = f"/members/{talk.stage.person(HE_CHUAN)}/silence"
    await _act(talk, ZHOU_LAN, "PUT", path, {"until": (clock.now() + timedelta(hours=1)).isoformat()})


async def a_silence_lifted(talk: Talk) -> None:
    await a_silence(talk)
    await _act(talk, ZHOU_LAN, "PUT", f"/members/{talk.stage.person(HE_CHUAN)}/silence", {"until": None})


async def announcements(talk: Talk) -> None:
    await _act(talk, ZHOU_LAN, "POST", "/announcements", {"text": "旧的"})
    seq = (await talk.view(HE_CHUAN))["last_seq"] + 1
    await _act(talk, ZHOU_LAN, "POST", "/announcements", {"text": "新的", "confirm": True})
    await _act(talk, XU_JINGYI, "POST", f"/announcements/{seq}/confirmation")
    await _act(talk, ZHOU_LAN, "POST", f"/announcements/{seq}/reminders")


async def an_announcement_withdrawn(talk: Talk) -> None:
    await announcements(talk)
    seq = (await talk.view(HE_CHUAN))["announcement"]["seq"]
    await _act(talk, HE_CHUAN, "POST", f"/announcements/{seq}/confirmation")
    await _act(talk, ZHOU_LAN, "DELETE", f"/announcements/{seq}")


async def requests_to_join(talk: Talk) -> None:
    await _act(talk, ZHOU_LAN, "PATCH", "/settings", {"approval": True})
    people = [str(talk.stage.person(one)) for one in (LIN_YUE, EMMA_CLARKE)]
    await _act(talk, XU_JINGYI, "POST", "/members", {"person_ids": people})
    page: Any = await _act(talk, ZHOU_LAN, "GET", "/requests")
    waiting = next(one for one in page["items"] if one["person_id"] == people[0])
    await _act(talk, ZHOU_LAN, "POST", f"/requests/{waiting['id']}/decision", {"accept": True})


async def somebody_slips_away(talk: Talk) -> None:
    await _act(talk, ZHOU_LAN, "PUT", f"/admins/{talk.stage.person(XU_JINGYI)}")
    await _act(talk, XU_JINGYI, "POST", "/departure", {"quiet": True})
    await talk.say(HE_CHUAN, "她走了吗")


async def an_owner_goes(talk: Talk) -> None:
    await _act(talk, ZHOU_LAN, "PUT", f"/admins/{talk.stage.person(HE_CHUAN)}")
    await _act(talk, ZHOU_LAN, "POST", "/departure", {"heir_id": None})
    await _act(talk, HE_CHUAN, "POST", "/members", {"person_ids": [str(talk.stage.person(ZHOU_LAN))]})


async def an_end(talk: Talk) -> None:
    await _act(talk, ZHOU_LAN, "POST", "/dissolution", {"name": "备课组"})


async def a_warning_and_a_merger(talk: Talk) -> None:
    school = f"/api/organisations/{talk.stage.school}"
    client, another = await talk.stage.as_(ZHOU_LAN), await group(talk.stage, HE_CHUAN, LIN_YUE, name="另一个")
    await client.json("POST", f"{school}/group-warnings", json={"group_ids": [talk.id, another.id]})
    await another.say(LIN_YUE, "还在")
    await client.json("POST", f"{school}/groups/{talk.id}/merger", json={"into_id": another.id})


async def a_preference(talk: Talk) -> None:
    await (await talk.stage.as_(HE_CHUAN)).json("PUT", f"{talk.path}/preferences", json={"pinned": True, "muted": True})


async def a_direct_conversation(talk: Talk) -> None:
    two = await direct(talk.stage, LIN_YUE, HE_CHUAN)
    await two.say(LIN_YUE, "在吗")
    await two.say(HE_CHUAN, "在")


async def a_group(talk: Talk) -> None:
    another = await group(talk.stage, HE_CHUAN, LIN_YUE, XU_JINGYI, name="新群")
    await another.say(LIN_YUE, "好")


async def words_to_the_department(talk: Talk) -> None:
    here = await department(talk.stage, HE_CHUAN, "教务处")
    await here.say(HE_CHUAN, "各位老师")


async def a_card(talk: Talk) -> None:
    """What is found behind a link comes later, as a fact of the server's own."""
    await find_card(talk, (await talk.say(ZHOU_LAN, "见 https://example.com/a"))["seq"])


async def find_card(talk: Talk, seq: int) -> None:
    """Find something behind the link of a message."""
    context, cards = talk.stage.server.context, [Card("https://example.com/a", "期末安排")]
    conversation_id, carried = UUID(talk.id), Carried(cards=cards)
    async with context.db.working(FLUSH, organisations=[talk.stage.school]) as tx:
        ledger = (await ledgers.lock(tx, [conversation_id]))[conversation_id]
        key = await context.keyring.data_key(tx, ledger.data_key_id)
        sealed = key.seal(encode_carried(carried), content_place(conversation_id, seq))
        sql = "UPDATE message SET content_sealed = $3 WHERE conversation_id = $1 AND seq = $2"
        await tx.fetch(sql, conversation_id, seq, sealed)
        draft = ledgers.Draft(ledger, "card", None, "", "", target=seq, carried=carried)
        await tell(tx, context, [draft], ledgers.moment())


async def an_export_by_the_organisation(talk: Talk) -> None:
    await ask(talk.stage, ZHOU_LAN, by_power(talk.stage, talk), why="有人投诉")


ACTS = (
    a_text, a_reply, a_mention, a_late_text, a_recall, a_recall_of_what_was_read, an_edit, reactions,
    a_thread, a_poll, a_card, what_is_ones_own, a_sticker_and_what_is_forwarded, files_and_a_voice, a_reading, an_export_by_the_organisation,
    a_new_name, somebody_comes,
    somebody_goes, a_new_owner, a_preference, a_direct_conversation, a_group, words_to_the_department,
    admins_and_settings, a_silence, a_silence_lifted, announcements, an_announcement_withdrawn, requests_to_join,
    somebody_slips_away, an_owner_goes, an_end, a_warning_and_a_merger,
)  # fmt: skip

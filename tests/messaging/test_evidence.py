"""What proves a message: a bundle from the server, checked without it, and whose effects are in it (EFF-1 to EFF-4)."""

from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest

from tests.cast import EMMA_CLARKE, HE_CHUAN, LIN_YUE, LU_MING, XU_JINGYI, ZHOU_LAN, Player, Stage
from tests.messaging.proof import acts, bundle, said, text_of
from tests.messaging.talk import Talk, group
from tests.support.product import tocsin
from tocsin.effects.rules.bundle import verify
from tocsin.effects.rules.entries import Effect, microseconds
from tocsin.kernel.db import FOLLOW
from tocsin.messaging.queries.facts import body_place
from tocsin.messaging.rules.shapes import ALL


@pytest.fixture
async def talk(stage: Stage) -> Talk:
    return await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI, LIN_YUE)


async def test_its_sender_can_prove_who_got_read_and_handled_a_message(talk: Talk, stage: Stage) -> None:
    sent = await talk.say(ZHOU_LAN, "周五前交教案")
    await talk.read(HE_CHUAN, sent["seq"])
    await talk.say(XU_JINGYI, "收到")
    await talk.read(XU_JINGYI, sent["seq"] + 1)
    verdict = verify(await bundle(talk, ZHOU_LAN, sent["seq"]))
    zhou, he, xu = (stage.person(one) for one in (ZHOU_LAN, HE_CHUAN, XU_JINGYI))
    delivered, *confirmed = verdict.effects
    assert acts(verdict)[0] == (Effect.DELIVERED, "send", zhou)
    assert {(one.leaf.effect, one.leaf.act, one.leaf.actor) for one in confirmed} >= {
        (Effect.CONFIRMED, "read", he),
        (Effect.CONFIRMED, "read", xu),
    }
    assert text_of(delivered) == "周五前交教案"
    assert all("device" in one.opened for one in verdict.effects), "which device is told as beside the message"
    assert delivered.leaf.at == microseconds(datetime.fromisoformat(sent["at"]))
    assert (str(delivered.leaf.item), delivered.leaf.first) == (talk.id, sent["seq"])
    assert verdict.head.realm_id == stage.school
    assert verdict.names[str(he)] == "何川"


async def test_after_an_edit_both_texts_are_proved_with_whom_they_mention(talk: Talk, stage: Stage) -> None:
    he, xu = (str(stage.person(one)) for one in (HE_CHUAN, XU_JINGYI))
    asked = await talk.say(HE_CHUAN, "哪天交？")
    sent = await talk.say(ZHOU_LAN, "周五前交", mentions=[xu, he], reply_to=asked["seq"])
    client = await stage.as_(ZHOU_LAN)
    path = f"{talk.path}/messages/{sent['seq']}"
    await client.json("PATCH", path, json={"text": "周六前交", "mentions": ["all"]})
    await client.json("PATCH", path, json={"text": "周日前交"})
    for who in (ZHOU_LAN, LIN_YUE):
        verdict = verify(await bundle(talk, who, sent["seq"]))
        told = [(one.leaf.act, said(one)) for one in verdict.effects if "content" in one.opened]
        assert [(act, one["text"], one["mentions"]) for act, one in told] == [
            ("send", "周五前交", sorted([he, xu])),
            ("edit", "周六前交", [str(ALL)]),
            ("edit", "周日前交", []),
        ]
        assert {one["reply_to"] for _, one in told} == {asked["seq"]}
        assert verdict.names[xu] == "许静怡"


async def test_of_a_recalled_message_all_is_proved_but_its_words(talk: Talk, stage: Stage) -> None:
    sent = await talk.say(ZHOU_LAN, "说错了")
    await talk.read(HE_CHUAN, sent["seq"])
    await talk.recall(ZHOU_LAN, sent["seq"])
    for who, acts_of in (
        (ZHOU_LAN, ["send", "read", "recall"]),
        (HE_CHUAN, ["send", "read", "recall"]),
        (LIN_YUE, ["send", "recall"]),
    ):
        raw = await bundle(talk, who, sent["seq"])
        verdict = verify(raw)
        assert [one.leaf.act for one in verdict.effects] == acts_of
        assert not any("content" in one.opened for one in verdict.effects)
        assert verdict.effects[0].leaf.content is not None
        assert "说错了" not in raw.decode()


async def test_who_voted_is_not_told(talk: Talk, stage: Stage) -> None:
    poll = {"kind": "poll", "question": "去哪", "options": ["东", "西"], "anonymous": True}
    sent = await talk.say(ZHOU_LAN, "", content=poll)
    voter = await stage.as_(HE_CHUAN)
    await voter.json("PUT", f"{talk.path}/messages/{sent['seq']}/vote", json={"options": [0]})
    await talk.read(XU_JINGYI, sent["seq"])
    raw = await bundle(talk, ZHOU_LAN, sent["seq"])
    assert "vote" not in {one.leaf.act for one in verify(raw).effects}


async def test_what_a_message_carries_is_committed_to(talk: Talk) -> None:
    poll = {"kind": "poll", "question": "去哪", "options": ["东", "西"], "multiple": False, "anonymous": False}
    sent = await talk.say(ZHOU_LAN, "", content=poll)
    (delivered, *_) = verify(await bundle(talk, ZHOU_LAN, sent["seq"])).effects
    assert said(delivered)["content"]["question"] == "去哪"


async def test_what_was_erased_is_not_in_a_bundle(talk: Talk, stage: Stage) -> None:
    """A person's effects are anonymous once they are erased: everybody else's are proved as before."""
    sent = await talk.say(ZHOU_LAN, "周五前交教案")
    await talk.read(HE_CHUAN, sent["seq"])
    await talk.read(XU_JINGYI, sent["seq"])
    before = await bundle(talk, ZHOU_LAN, sent["seq"])
    context = stage.server.context
    room = next(room for room in context.rooms if room.name == "effects")
    assert room.erases is not None
    async with context.db.working(FOLLOW) as tx:
        await room.erases(context, tx, stage.school, stage.person(HE_CHUAN))
    after = verify(await bundle(talk, ZHOU_LAN, sent["seq"]))
    assert stage.person(HE_CHUAN) not in {one.leaf.actor for one in after.effects}
    assert len(after.effects) == len(verify(before).effects) - 1


async def test_who_got_a_message_proves_what_they_see_of_it(talk: Talk, stage: Stage) -> None:
    """That it was delivered, by whom and saying what, and their own effects: nobody else's, and no device but their own."""
    sent = await talk.say(ZHOU_LAN, "周五前交教案", mentions=[str(stage.person(XU_JINGYI))])
    await talk.read(HE_CHUAN, sent["seq"])
    await talk.read(XU_JINGYI, sent["seq"])
    zhou, he = stage.person(ZHOU_LAN), stage.person(HE_CHUAN)
    raw = await bundle(talk, HE_CHUAN, sent["seq"])
    verdict = verify(raw)
    assert acts(verdict) == [(Effect.DELIVERED, "send", zhou), (Effect.CONFIRMED, "read", he)]
    delivered, own = verdict.effects
    assert (text_of(delivered), set(delivered.opened), set(own.opened)) == ("周五前交教案", {"content"}, {"device"})
    assert set(verdict.names) == {str(stage.person(one)) for one in (ZHOU_LAN, HE_CHUAN, XU_JINGYI)}
    (alone,) = verify(await bundle(talk, LIN_YUE, sent["seq"])).effects
    assert (alone.leaf.act, set(alone.opened)) == ("send", {"content"})


async def test_an_admin_who_recalls_is_named_to_all(talk: Talk, stage: Stage) -> None:
    sent = await talk.say(HE_CHUAN, "说错了")
    await talk.recall(ZHOU_LAN, sent["seq"])
    verdict = verify(await bundle(talk, LIN_YUE, sent["seq"]))
    assert acts(verdict)[1] == (Effect.HANDLED, "recall", stage.person(ZHOU_LAN))
    assert "device" not in verdict.effects[1].opened


async def test_refused_to_everybody_who_does_not_see_it(talk: Talk, stage: Stage) -> None:
    sent = await talk.say(ZHOU_LAN, "周五前交教案")
    await bundle(talk, ZHOU_LAN, sent["seq"])
    path = f"{talk.path}/messages/{sent['seq']}/evidence"
    outsider, owner = await stage.as_(LU_MING), await stage.as_(ZHOU_LAN)
    assert (await outsider.get(path)).status_code == 404
    assert (await (await stage.as_(EMMA_CLARKE)).get(path)).status_code == 404, "another organisation"
    await owner.json("POST", f"{talk.path}/members", json={"person_ids": [str(stage.person(LU_MING))]})
    assert (await outsider.get(path)).status_code == 404, "said before they came"
    await owner.json("DELETE", f"{talk.path}/members/{stage.person(LIN_YUE)}")
    assert (await (await stage.as_(LIN_YUE)).get(path)).status_code == 404, "no longer here"
    await owner.json("POST", f"{talk.path}/members", json={"person_ids": [str(stage.person(LIN_YUE))]})
    assert (await (await stage.as_(LIN_YUE)).get(path)).status_code == 404, "came back after it was said"
    for nothing in (0, 1, 999):
        assert (await owner.get(f"{talk.path}/messages/{nothing}/evidence")).status_code == 404


@pytest.mark.parametrize("who", [ZHOU_LAN, HE_CHUAN])
async def test_words_that_were_rewritten_in_the_database_are_found_out(talk: Talk, stage: Stage, who: Player) -> None:
    """As whoever has the database and its keys can: sealed anew, in the place of what was said."""
    sent = await talk.say(ZHOU_LAN, "周五前交")
    await bundle(talk, who, sent["seq"])
    context, conversation = stage.server.context, UUID(talk.id)
    async with context.db.pool.acquire() as connection, connection.transaction():
        await connection.execute("SET LOCAL ROLE NONE")
        held = await connection.fetchval("SELECT data_key_id FROM conversation WHERE id = $1", conversation)
    async with context.db.working(FOLLOW) as tx:
        key = await context.keyring.data_key(tx, held)
    for body in (key.seal_text("周一前交", body_place(conversation, sent["seq"])), bytes(40)):
        async with context.db.pool.acquire() as connection, connection.transaction():
            await connection.execute("SET LOCAL ROLE NONE")
            rewrite = "UPDATE message SET body_sealed = $3 WHERE conversation_id = $1 AND seq = $2"
            await connection.execute(rewrite, conversation, sent["seq"], body)
        answer = await (await stage.as_(who)).get(f"{talk.path}/messages/{sent['seq']}/evidence")
        assert (answer.status_code, answer.json()["code"]) == (409, "evidence.not_as_recorded")


async def test_the_command_says_it_in_three_languages_and_without_a_server(talk: Talk, tmp_path: Path) -> None:
    sent = await talk.say(ZHOU_LAN, "周五前交教案")
    await talk.read(HE_CHUAN, sent["seq"])
    file = tmp_path / "bundle.json"
    file.write_bytes(await bundle(talk, ZHOU_LAN, sent["seq"]))
    verdict = verify(file.read_bytes())
    (key,) = verdict.keys
    for language, words in (
        ("zh-CN", ("证据有效", "送达：周岚", "确认：何川", "内容：周五前交教案")),
        ("zh-TW", ("證據有效", "送達：周岚", "確認：何川", "內容：周五前交教案")),
        ("en", ("The evidence holds", "delivered: 周岚", "confirmed: 何川", "Content: 周五前交教案")),
    ):
        done = tocsin("verify", str(file), "--key", key, "--language", language, DATABASE_URL="", TOCSIN_PORT="0")
        assert done.returncode == 0, done.stderr
        assert all(word in done.stdout for word in words), done.stdout
    file.write_bytes(file.read_bytes().replace("教案".encode(), "教具".encode()))
    refused = tocsin("verify", str(file), "--language", "en", DATABASE_URL="")
    assert (refused.returncode, refused.stdout) == (1, "")
    number = next(one.index + 1 for one in verdict.effects if "content" in one.opened)
    assert f"entry {number} of the log, its content" in refused.stderr


async def test_that_its_sender_read_a_message_is_no_effect_upon_it(talk: Talk, stage: Stage) -> None:
    sent = await talk.say(ZHOU_LAN, "周五前交教案")
    await talk.read(HE_CHUAN, sent["seq"])
    await talk.say(XU_JINGYI, "收到")
    await talk.read(ZHOU_LAN, sent["seq"] + 1)
    shown = await (await stage.as_(ZHOU_LAN)).json(
        "GET", f"{talk.path}/messages/{sent['seq']}/effects", params={"state": "confirmed"}
    )
    verdict = verify(await bundle(talk, ZHOU_LAN, sent["seq"]))
    proved = {one.leaf.actor for one in verdict.effects if one.leaf.effect == Effect.CONFIRMED}
    assert {str(one) for one in proved} == {one["person_id"] for one in shown["items"]}
    assert stage.person(ZHOU_LAN) not in proved

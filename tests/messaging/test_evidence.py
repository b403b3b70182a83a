"""What proves a message: a bundle from the server, checked without it, and whose effects are in it (EFF-1 to EFF-4)."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.cast import HE_CHUAN, LIN_YUE, LU_MING, XU_JINGYI, ZHOU_LAN, Player, Stage
from tests.messaging.talk import Talk, group
from tests.support.horizon import below_the_horizon
from tests.support.product import tocsin
from tocsin.effects.actions.sealing import Sealer
from tocsin.effects.rules.bundle import Verdict, verify
from tocsin.effects.rules.entries import Effect, microseconds
from tocsin.kernel.db import FOLLOW


@pytest.fixture
async def talk(stage: Stage) -> Talk:
    return await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI, LIN_YUE)


async def bundle(talk: Talk, who: Player, seq: int) -> bytes:
    """What somebody gets, after everything until now was sealed."""
    context = talk.stage.server.context
    await below_the_horizon(context.db)
    sealer = Sealer(context.db, context.keyring)
    while await sealer.step():
        pass
    answer = await (await talk.stage.as_(who)).get(f"{talk.path}/messages/{seq}/evidence")
    assert answer.status_code == 200, answer.text
    return answer.content


def text_of(content: str | None) -> str:
    """The words of a message that were committed to."""
    return str(json.loads(content or "{}")["text"])


def acts(verdict: Verdict) -> list[tuple[Effect, str, Any]]:
    """What is proved, and by whom it was done."""
    return [(one.leaf.effect, one.leaf.act, one.leaf.actor) for one in verdict.effects]


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
    assert text_of(delivered.content) == "周五前交教案"
    assert delivered.leaf.at == microseconds(datetime.fromisoformat(sent["at"]))
    assert (str(delivered.leaf.item), delivered.leaf.first) == (talk.id, sent["seq"])
    assert verdict.head.realm_id == stage.school
    assert verdict.names[str(he)] == "何川"


async def test_after_an_edit_both_texts_are_proved(talk: Talk, stage: Stage) -> None:
    sent = await talk.say(ZHOU_LAN, "周五前交")
    client = await stage.as_(ZHOU_LAN)
    await client.json("PATCH", f"{talk.path}/messages/{sent['seq']}", json={"text": "周六前交"})
    verdict = verify(await bundle(talk, ZHOU_LAN, sent["seq"]))
    assert [(one.leaf.act, text_of(one.content)) for one in verdict.effects if one.content] == [
        ("send", "周五前交"),
        ("edit", "周六前交"),
    ]


async def test_of_a_recalled_message_nothing_is_proved_any_more(talk: Talk, stage: Stage) -> None:
    """With its salt, words that are gone could be guessed and tried."""
    sent = await talk.say(ZHOU_LAN, "说错了")
    await bundle(talk, ZHOU_LAN, sent["seq"])
    await talk.recall(ZHOU_LAN, sent["seq"])
    answer = await (await stage.as_(ZHOU_LAN)).get(f"{talk.path}/messages/{sent['seq']}/evidence")
    assert answer.status_code == 404


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
    assert delivered.content is not None
    assert json.loads(delivered.content)["content"]["question"] == "去哪"


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


async def test_refused_to_everybody_but_the_sender(talk: Talk, stage: Stage) -> None:
    sent = await talk.say(ZHOU_LAN, "周五前交教案")
    await bundle(talk, ZHOU_LAN, sent["seq"])
    path = f"{talk.path}/messages/{sent['seq']}/evidence"
    answer = await (await stage.as_(HE_CHUAN)).get(path)
    assert (answer.status_code, answer.json()["code"]) == (403, "messaging.not_your_message")
    outsider, owner = await stage.as_(LU_MING), await stage.as_(ZHOU_LAN)
    assert (await outsider.get(path)).status_code == 404
    await owner.json("POST", f"{talk.path}/members", json={"person_ids": [str(stage.person(LU_MING))]})
    assert (await outsider.get(path)).status_code == 404, "said before they came"
    await owner.json("DELETE", f"{talk.path}/members/{stage.person(LIN_YUE)}")
    assert (await (await stage.as_(LIN_YUE)).get(path)).status_code == 404, "no longer here"
    for nothing in (0, 1, 999):
        assert (await owner.get(f"{talk.path}/messages/{nothing}/evidence")).status_code == 404


async def test_the_command_says_it_in_three_languages_and_without_a_server(talk: Talk, tmp_path: Path) -> None:
    sent = await talk.say(ZHOU_LAN, "周五前交教案")
    await talk.read(HE_CHUAN, sent["seq"])
    file = tmp_path / "bundle.json"
    file.write_bytes(await bundle(talk, ZHOU_LAN, sent["seq"]))
    key = verify(file.read_bytes()).key
    for language, words in (
        ("zh-CN", ("证据有效", "送达：周岚", "确认：何川", "内容：周五前交教案")),
        ("zh-TW", ("證據有效", "送達：周岚", "確認：何川", "內容：周五前交教案")),
        ("en", ("The evidence holds", "delivered: 周岚", "confirmed: 何川", "Content: 周五前交教案")),
    ):
        said = tocsin("verify", str(file), "--key", key, "--language", language, DATABASE_URL="", TOCSIN_PORT="0")
        assert said.returncode == 0, said.stderr
        assert all(word in said.stdout for word in words), said.stdout
    file.write_bytes(file.read_bytes().replace("教案".encode(), "教具".encode()))
    refused = tocsin("verify", str(file), "--language", "en", DATABASE_URL="")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "content of entry 1" in refused.stderr

"""Bundles of a period of a conversation, of files, and of what one did oneself (EFF-1 to EFF-4)."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any
from uuid import UUID, uuid5

import httpx
import pytest

from tests.cast import CHENG_YUAN, EMMA_CLARKE, HE_CHUAN, LIN_YUE, LU_MING, XU_JINGYI, ZHOU_LAN, Stage
from tests.hostile.victim import as_owner, suspended_account
from tests.messaging.files import fetch, given, send_files
from tests.messaging.proof import EVER, acts, asked, now, proved, sealed, texts_of
from tests.messaging.talk import Talk, direct, group
from tests.support.statements import sent
from tocsin.effects.rules.bundle import verify
from tocsin.effects.rules.entries import Effect
from tocsin.effects.rules.tree import Frontier, hash_leaf
from tocsin.kernel.db import FOLLOW
from tocsin.kernel.ids import PLATFORM


@pytest.fixture
async def talk(stage: Stage) -> Talk:
    return await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI, LIN_YUE)


def period(talk: Talk) -> str:
    return f"{talk.path}/evidence"


async def tick() -> str:
    """A bound between what was before and what comes: facts have the precision of milliseconds."""
    await asyncio.sleep(0.005)
    bound = now()
    await asyncio.sleep(0.005)
    return bound


async def test_a_period_holds_what_was_said_in_it_and_what_was_done_with_that(talk: Talk, stage: Stage) -> None:
    await talk.say(ZHOU_LAN, "周一")
    since = await tick()
    second = await talk.say(ZHOU_LAN, "周二")
    third = await talk.say(HE_CHUAN, "周三")
    owner = await stage.as_(ZHOU_LAN)
    await owner.json("PATCH", talk.path, json={"name": "新备课组"})
    until = await tick()
    last = await talk.say(HE_CHUAN, "周四")
    await talk.read(XU_JINGYI, last["seq"])
    await talk.read(HE_CHUAN, second["seq"])
    await owner.json("PATCH", f"{talk.path}/messages/{second['seq']}", json={"text": "周二上午"})
    verdict = await proved(stage, ZHOU_LAN, period(talk), since=since, until=until)
    assert texts_of(verdict) == ["周二", "周三", "新备课组", "周二上午"]
    he, xu = (stage.person(one) for one in (HE_CHUAN, XU_JINGYI))
    told = acts(verdict)
    assert {who for effect, _, who in told if effect == Effect.CONFIRMED} == {he, xu}, "who read what she said"
    assert (Effect.DELIVERED, "send", he) in told
    assert not [
        one for one in verdict.effects if one.leaf.actor == he and one.leaf.act == "send" and "device" in one.opened
    ]
    whole = await proved(stage, ZHOU_LAN, period(talk), **EVER)
    assert texts_of(whole) == ["周一", "周二", "周三", "新备课组", "周四", "周二上午"]
    lin = await proved(stage, LIN_YUE, period(talk), since=since, until=until)
    assert texts_of(lin) == texts_of(verdict)
    assert {effect for effect, _, _ in acts(lin)} == {Effect.DELIVERED, Effect.HANDLED}, "nobody's readings"
    assert not any("device" in one.opened for one in lin.effects)
    theirs = await proved(stage, HE_CHUAN, period(talk), since=since, until=until)
    assert (Effect.CONFIRMED, "read", he) in acts(theirs)
    assert (Effect.CONFIRMED, "read", xu) in acts(theirs), "she read what he said, to where she had read"
    assert third["seq"] in {one.leaf.first for one in theirs.effects}


async def test_who_came_later_gets_what_came_later_and_who_left_nothing(talk: Talk, stage: Stage) -> None:
    before = await talk.say(ZHOU_LAN, "从前")
    owner = await stage.as_(ZHOU_LAN)
    await owner.json("POST", f"{talk.path}/members", json={"person_ids": [str(stage.person(LU_MING))]})
    await talk.say(ZHOU_LAN, "如今")
    await owner.json("PATCH", f"{talk.path}/messages/{before['seq']}", json={"text": "从前的话"})
    assert texts_of(await proved(stage, LU_MING, period(talk), **EVER)) == ["如今"]
    assert (await asked(stage, EMMA_CLARKE, period(talk), **EVER)).status_code == 404
    await owner.json("DELETE", f"{talk.path}/members/{stage.person(LU_MING)}")
    refused = await asked(stage, LU_MING, period(talk), **EVER)
    assert (refused.status_code, refused.json()["code"]) == (404, "not_found")
    gone = await suspended_account(stage, LIN_YUE)
    assert (await gone.get(period(talk), params=EVER)).status_code in (401, 403)


async def test_a_group_that_lets_nobody_export_gives_no_period(talk: Talk, stage: Stage) -> None:
    fact = await talk.say(ZHOU_LAN, "只在这里说")
    owner = await stage.as_(ZHOU_LAN)
    await owner.json("PATCH", f"{talk.path}/settings", json={"exporting": "admins"})
    refused = await asked(stage, HE_CHUAN, period(talk), **EVER)
    assert (refused.status_code, refused.json()["code"]) == (403, "messaging.exporting_closed")
    assert texts_of(await proved(stage, ZHOU_LAN, period(talk), **EVER)) == ["只在这里说"]
    await proved(stage, HE_CHUAN, f"{talk.path}/messages/{fact['seq']}/evidence")


async def test_who_left_quietly_is_not_told_and_nobody_elses_votes_are(talk: Talk, stage: Stage) -> None:
    poll = {"kind": "poll", "question": "去哪", "options": ["东", "西"], "anonymous": True}
    sent_poll = await talk.say(ZHOU_LAN, "", content=poll)
    voter = await stage.as_(HE_CHUAN)
    await voter.json("PUT", f"{talk.path}/messages/{sent_poll['seq']}/vote", json={"options": [0]})
    await (await stage.as_(LIN_YUE)).json("POST", f"{talk.path}/departure", json={"quiet": True})
    lin, he = stage.person(LIN_YUE), stage.person(HE_CHUAN)
    for who in (ZHOU_LAN, XU_JINGYI):
        told = acts(await proved(stage, who, period(talk), **EVER))
        assert not any(actor == lin or (act, actor) == ("vote", he) for _, act, actor in told)


async def test_what_was_taken_back_is_proved_without_its_words(talk: Talk, stage: Stage) -> None:
    recalled = await talk.say(HE_CHUAN, "说错了")
    await talk.say(HE_CHUAN, "这样才对")
    await talk.recall(HE_CHUAN, recalled["seq"])
    verdict = await proved(stage, XU_JINGYI, period(talk), **EVER)
    assert texts_of(verdict) == ["这样才对"]
    assert Counter(act for _, act, _ in acts(verdict)) >= Counter({"send": 2, "recall": 1})


async def test_who_opened_and_saved_a_file_is_proved_to_its_sender_and_to_themselves(talk: Talk, stage: Stage) -> None:
    file_id = await given(stage, HE_CHUAN, str(stage.school))
    fact = await send_files(talk, HE_CHUAN, file_id, text="纪要")
    await fetch(talk, XU_JINGYI, fact, file_id)
    await fetch(talk, XU_JINGYI, fact, file_id, save=True)
    await fetch(talk, ZHOU_LAN, fact, file_id, save=True)
    xu, zhou = stage.person(XU_JINGYI), stage.person(ZHOU_LAN)
    item = uuid5(UUID(talk.id), f"{fact['seq']}/{file_id}")
    expected = {
        HE_CHUAN: {("open", xu), ("download", xu), ("download", zhou)},
        XU_JINGYI: {("open", xu), ("download", xu)},
        LIN_YUE: set(),
    }
    for path, query in ((f"{talk.path}/messages/{fact['seq']}/evidence", {}), (period(talk), EVER)):
        for who, taken in expected.items():
            verdict = await proved(stage, who, path, **query)
            of_file = [one for one in verdict.effects if one.leaf.kind == "file"]
            assert {(one.leaf.act, one.leaf.actor) for one in of_file} == taken
            assert all(one.leaf.item == item and "device" in one.opened for one in of_file)


async def test_a_period_without_anything_or_no_period_is_refused(talk: Talk, stage: Stage) -> None:
    await talk.say(ZHOU_LAN, "周一")
    for path, more in ((period(talk), {}), ("/api/me/evidence", {"realm": str(stage.school)})):
        empty = await asked(stage, ZHOU_LAN, path, since="2020-01-01T00:00:00Z", until="2020-02-01T00:00:00Z", **more)
        assert (empty.status_code, empty.json()["code"]) == (404, "evidence.nothing")
        client = await stage.as_(ZHOU_LAN)
        for bad in (
            {"since": EVER["until"], "until": EVER["since"]},
            {"since": "2020-01-01T00:00:00", "until": EVER["until"]},
            {},
        ):
            answer = await client.get(path, params={**bad, **more})
            assert answer.status_code in (400, 422), answer.text


@pytest.mark.parametrize("what", ["effects", "words"])
async def test_too_much_for_one_file_is_refused(
    talk: Talk, stage: Stage, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    if what == "effects":
        monkeypatch.setattr("tocsin.messaging.queries.evidence.EFFECTS_AT_MOST", 3)
    else:
        monkeypatch.setattr("tocsin.messaging.queries.said.BYTES_AT_MOST", 100)
    for n in range(4):
        await talk.say(ZHOU_LAN, f"第 {n} 条")
    for path, more in ((period(talk), {}), ("/api/me/evidence", {"realm": str(stage.school)})):
        answer = await asked(stage, ZHOU_LAN, path, **EVER, **more)
        assert (answer.status_code, answer.json()["code"]) == (422, "evidence.too_many")


async def test_a_period_takes_as_few_statements_however_much_it_holds(talk: Talk, stage: Stage) -> None:
    counts = []
    for said_now in (3, 12):
        for n in range(said_now):
            fact = await talk.say(HE_CHUAN, f"第 {n} 条")
            await talk.read(ZHOU_LAN, fact["seq"])
        await sealed(stage)
        for path, more in ((period(talk), {}), ("/api/me/evidence", {"realm": str(stage.school)})):
            await asked(stage, HE_CHUAN, path, **EVER, **more)
            before = sent(stage.server.context.db)
            answer = await (await stage.as_(HE_CHUAN)).get(path, params={**EVER, **more})
            assert answer.status_code == 200
            counts.append(sent(stage.server.context.db) - before)
    assert counts[:2] == counts[2:]


async def test_ones_own_record_is_proved(talk: Talk, stage: Stage) -> None:
    two = await direct(stage, ZHOU_LAN, HE_CHUAN)
    await two.say(HE_CHUAN, "私下的话")
    fact = await talk.say(HE_CHUAN, "周五前交")
    heard = await talk.say(ZHOU_LAN, "收到")
    await talk.read(HE_CHUAN, heard["seq"])
    he = stage.person(HE_CHUAN)
    verdict = await proved(stage, HE_CHUAN, "/api/me/evidence", realm=str(stage.school), **EVER)
    assert {actor for _, _, actor in acts(verdict)} == {he}
    assert verdict.head.realm_id == stage.school
    assert texts_of(verdict) == ["周五前交"]
    assert {"send", "read"} <= {act for _, act, _ in acts(verdict)}
    assert all("device" in one.opened for one in verdict.effects if one.leaf.device is not None)
    outside = await proved(stage, HE_CHUAN, "/api/me/evidence", realm=str(PLATFORM), **EVER)
    assert texts_of(outside) == ["私下的话"]
    owner = await stage.as_(ZHOU_LAN)
    await owner.json("DELETE", f"{talk.path}/members/{he}")
    after = await proved(stage, HE_CHUAN, "/api/me/evidence", realm=str(stage.school), **EVER)
    assert fact["seq"] in {one.leaf.first for one in after.effects}, "that one said something stays one's own"
    assert texts_of(after) == [], "not the words, where one may not read them any more"
    for who, realm in ((CHENG_YUAN, stage.school), (HE_CHUAN, stage.company), (HE_CHUAN, UUID(int=7))):
        refused = await asked(stage, who, "/api/me/evidence", realm=str(realm), **EVER)
        assert (refused.status_code, refused.json()["code"]) == (404, "not_found")


async def test_after_somebody_is_erased_the_tree_and_all_else_are_proved_as_before(talk: Talk, stage: Stage) -> None:
    """Recomputed from the rows, as whoever has the database can; and the person's own entries are proved no more."""
    own = await talk.say(HE_CHUAN, "我说的")
    other = await talk.say(ZHOU_LAN, "周五前交教案")
    await talk.read(HE_CHUAN, other["seq"])
    await talk.read(XU_JINGYI, other["seq"])
    kept = (await asked(stage, ZHOU_LAN, period(talk), **EVER)).content
    before = verify(kept)
    context, he = stage.server.context, stage.person(HE_CHUAN)
    room = next(room for room in context.rooms if room.name == "effects")
    assert room.erases is not None
    async with context.db.working(FOLLOW) as tx:
        await room.erases(context, tx, stage.school, he)
    assert verify(kept) == before, "what was given out stays proved"
    after = await proved(stage, ZHOU_LAN, period(talk), **EVER)
    gone = [one for one in before.effects if one.leaf.actor == he]
    assert gone
    assert {one.index for one in after.effects} >= {one.index for one in before.effects} - {one.index for one in gone}
    assert he not in {actor for _, _, actor in acts(after)}
    path = f"{talk.path}/messages/{own['seq']}/evidence"
    for who in (HE_CHUAN, ZHOU_LAN):
        assert (await asked(stage, who, path)).status_code == 404
    nothing = await asked(stage, HE_CHUAN, "/api/me/evidence", realm=str(stage.school), **EVER)
    assert nothing.json()["code"] == "evidence.nothing"
    async with as_owner(stage) as owner:
        rows = {row["id"]: row["commitment"] for row in await owner.fetch("SELECT id, commitment FROM effect")}
        tiles = await owner.fetch(
            "SELECT effects FROM log_tile WHERE realm_id = $1 AND level = 0 ORDER BY number", stage.school
        )
    order = b"".join(tile["effects"] for tile in tiles)
    frontier = Frontier()
    for at in range(0, len(order), 8):
        frontier.append(hash_leaf(rows[int.from_bytes(order[at : at + 8], "big")]))
        if frontier.size == after.head.size:
            assert frontier.root() == after.head.root
        if frontier.size == before.head.size:
            assert frontier.root() == before.head.root


async def test_however_many_ask_at_once_each_is_answered(talk: Talk, stage: Stage) -> None:
    """Two thousand times: some get it, all others hear that they ask too often or that too many do."""
    fact = await talk.say(ZHOU_LAN, "周五前交")
    await sealed(stage)
    path = f"{talk.path}/messages/{fact['seq']}/evidence"
    clients = [await stage.as_(one) for one in (ZHOU_LAN, HE_CHUAN, XU_JINGYI, LIN_YUE)]
    answers: Counter[tuple[int, str]] = Counter()
    proofs: list[bytes] = []

    async def ask(n: int) -> None:
        answer: httpx.Response = await clients[n % len(clients)].get(path)
        told: Any = {} if answer.status_code == 200 else answer.json()
        answers[answer.status_code, told.get("code", "")] += 1
        if answer.status_code == 200:
            proofs.append(answer.content)

    for begin in range(0, 2_000, 250):
        await asyncio.gather(*(ask(n) for n in range(begin, begin + 250)))
    assert answers.total() == 2_000
    assert set(answers) <= {(200, ""), (429, "too_many"), (503, "unavailable")}, answers
    assert len(proofs) >= len(clients)
    assert all(verify(one).effects[0].leaf.first == fact["seq"] for one in proofs)

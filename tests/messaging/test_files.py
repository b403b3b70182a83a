"""Files in messages: sent, seen, downloaded, passed on, taken back; and who is refused (MSG-2, FIL, EFF-2)."""

from __future__ import annotations

import asyncio
from uuid import UUID, uuid4

import pytest

from tests.cast import BAI_LU, HE_CHUAN, LIN_YUE, TANG_JIASHU, XU_JINGYI, ZHOU_LAN, Stage
from tests.files.conftest import Kept, UntilKept, kept, until_kept
from tests.files.uploads import start
from tests.hostile.victim import as_owner, suspended_account, suspended_member
from tests.messaging.files import (
    MINUTES,
    PHOTO,
    fetch,
    forward,
    given,
    path_of,
    send_files,
    send_photo,
    spoken,
    unsent,
)
from tests.messaging.talk import Talk, direct, group, message
from tests.search.asking import ask, caught_up, said
from tests.support.sockets import SocketRefusal
from tests.support.statements import sent
from tocsin.kernel.db import FOLLOW
from tocsin.messaging.room import ROOM
from tocsin.messaging.rules import files as rules

__all__ = ["kept", "until_kept"]


@pytest.fixture
async def talk(stage: Stage) -> Talk:
    return await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI)


@pytest.fixture
def school(stage: Stage) -> str:
    return str(stage.school)


# -- sent and seen


async def test_pictures_and_documents_go_with_a_text(talk: Talk, stage: Stage, school: str) -> None:
    ids = [
        await given(stage, HE_CHUAN, school, PHOTO, "现场.jpg"),
        await given(stage, HE_CHUAN, school),
    ]
    fact = await send_files(talk, HE_CHUAN, *ids, text="今天的会")
    seen = (await talk.seen_by(ZHOU_LAN))[-1]
    assert seen["text"] == "今天的会"
    assert seen["content"] == fact["content"]
    shown = [(one["id"], one["name"], one["kind"], one.get("width")) for one in seen["content"]["files"]]
    assert shown == [(ids[0], "现场.jpg", "picture", 640), (ids[1], "纪要.txt", "text", None)]
    assert (await talk.view(ZHOU_LAN))["last"]["content"]["kind"] == "files"
    answer = await fetch(talk, ZHOU_LAN, fact, ids[1], save=True)
    assert answer.content == MINUTES
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"
    part = await (await stage.as_(XU_JINGYI)).get(path_of(talk, fact, ids[1]), headers={"Range": "bytes=3-9"})
    assert (part.status_code, part.content) == (206, MINUTES[3:10])
    small = await fetch(talk, ZHOU_LAN, fact, ids[0], variant="thumb")
    assert small.headers["content-type"] == "image/webp"
    assert small.headers["cache-control"] == "private, no-cache"
    assert "Cookie" in small.headers["vary"], "kept by the browser, it is not shown to the next person there"
    assert len(small.content) < len((await fetch(talk, ZHOU_LAN, fact, ids[0])).content)
    assert (await fetch(talk, ZHOU_LAN, fact, ids[1], variant="thumb")).status_code == 404


async def test_a_voice(talk: Talk, stage: Stage, school: str) -> None:
    file_id = await spoken(stage, HE_CHUAN, school)
    fact = await talk.say(HE_CHUAN, "", content={"kind": "voice", "file": file_id})
    voice = (await talk.seen_by(ZHOU_LAN))[-1]["content"]["file"]
    assert (voice["duration_ms"], voice["waveform"], voice["kind"]) == (1000, [10, 60, 30], "audio")
    reply = await talk.say(ZHOU_LAN, "听到了", reply_to=fact["seq"])
    assert reply["reply_to"] == {
        "seq": fact["seq"],
        "sender_id": str(stage.person(HE_CHUAN)),
        "text": "",
        "carries": "voice",
    }
    await unsent(talk, HE_CHUAN, "invalid", {"kind": "voice", "file": await given(stage, HE_CHUAN, school)})


async def test_over_the_socket_as_over_http(talk: Talk, stage: Stage, school: str) -> None:
    socket = await stage.server.socket(await stage.as_(HE_CHUAN))
    await socket.until("snapshot")
    file_id = await given(stage, HE_CHUAN, school)
    body = message("", content={"kind": "files", "files": [file_id]})
    first = await socket.command("send", conversation_id=talk.id, **body)
    assert (await socket.command("send", conversation_id=talk.id, **body))["seq"] == first["seq"]
    again = await (await stage.as_(HE_CHUAN)).json("POST", f"{talk.path}/messages", json=body, status=200)
    assert (again["seq"], again["content"]["files"][0]["id"]) == (first["seq"], file_id)
    assert len(await talk.seen_by(ZHOU_LAN)) == 2


async def test_between_two_people(stage: Stage, school: str) -> None:
    talk = await direct(stage, HE_CHUAN, ZHOU_LAN)
    fact, file_id = await send_photo(talk, HE_CHUAN, None)
    assert (await fetch(talk, ZHOU_LAN, fact, file_id)).status_code == 200
    # uploaded for the school, it is not for the two of them
    elsewhere = await given(stage, HE_CHUAN, school)
    await unsent(talk, HE_CHUAN, "messaging.file_unknown", {"kind": "files", "files": [elsewhere]})


# -- what is not sent


async def test_files_that_cannot_be_sent(talk: Talk, stage: Stage, school: str) -> None:
    """Whatever is wrong with it, a file that is not the sender's to send here looks like one that is not there."""
    own = await given(stage, HE_CHUAN, school)
    gone = await given(stage, HE_CHUAN, school)
    await (await stage.as_(HE_CHUAN)).json("DELETE", f"/api/uploads/{gone}", status=204)
    before = (await talk.view(HE_CHUAN))["last_seq"]
    for wrong in (
        str(uuid4()),
        gone,
        await given(stage, ZHOU_LAN, school),
        (await start(await stage.as_(ZHOU_LAN), MINUTES, realm=school))["id"],
        await given(stage, HE_CHUAN, None),
        await given(stage, BAI_LU, str(stage.company)),
    ):
        for files in ([wrong], [own, wrong]):
            await unsent(talk, HE_CHUAN, "messaging.file_unknown", {"kind": "files", "files": files})
        await unsent(talk, HE_CHUAN, "messaging.file_unknown", {"kind": "voice", "file": wrong})
    begun = (await start(await stage.as_(HE_CHUAN), MINUTES, realm=school))["id"]
    await unsent(talk, HE_CHUAN, "files.not_ready", {"kind": "files", "files": [own, begun]})
    for files in ([], [own, own], [str(uuid4()) for _ in range(rules.FILES_MOST + 1)]):
        await unsent(talk, HE_CHUAN, "invalid", {"kind": "files", "files": files})
    await unsent(talk, LIN_YUE, "not_found", {"kind": "files", "files": [own]})
    assert (await talk.view(HE_CHUAN))["last_seq"] == before
    # nothing of all that took hold of it
    await send_files(talk, HE_CHUAN, own)


async def test_a_file_is_sent_once(talk: Talk, stage: Stage, school: str) -> None:
    file_id = await given(stage, HE_CHUAN, school)
    content = {"kind": "files", "files": [file_id]}
    client = await stage.as_(HE_CHUAN)
    answers = await asyncio.gather(
        *(client.post(f"{talk.path}/messages", json=message("", content=content)) for _ in range(4))
    )
    assert sorted(one.status_code for one in answers) == [201, 422, 422, 422]
    await unsent(talk, HE_CHUAN, "messaging.file_unknown", content)
    fact = next(one.json() for one in answers if one.status_code == 201)
    await talk.recall(HE_CHUAN, fact["seq"])
    await unsent(talk, HE_CHUAN, "messaging.file_unknown", content)


async def test_one_flush_sends_a_file_once(talk: Talk, stage: Stage, school: str) -> None:
    """Messages that are stored together look at their files together."""
    socket = await stage.server.socket(await stage.as_(HE_CHUAN))
    await socket.until("snapshot")
    file_id = await given(stage, HE_CHUAN, school)
    bodies = [message(f"{number}") for number in range(3)]
    bodies += [message("", content={"kind": "files", "files": [file_id]}) for _ in range(5)]
    answers = await asyncio.gather(
        *(socket.command("send", conversation_id=talk.id, **body) for body in bodies), return_exceptions=True
    )
    refused = [one for one in answers if isinstance(one, SocketRefusal)]
    assert [one.code for one in refused] == ["messaging.file_unknown"] * 4
    facts = await talk.seen_by(ZHOU_LAN)
    assert len([one for one in facts if one.get("content")]) == 1


async def test_who_left_or_was_suspended_sends_nothing(talk: Talk, stage: Stage, school: str) -> None:
    file_id = await given(stage, XU_JINGYI, school)
    await (await stage.as_(XU_JINGYI)).json("POST", f"{talk.path}/departure")
    await unsent(talk, XU_JINGYI, "not_found", {"kind": "files", "files": [file_id]})


# -- who gets it


async def test_who_gets_no_file(talk: Talk, stage: Stage, school: str) -> None:
    """Not the one who came later, who is not in it, who left, whose membership was suspended, or nobody at all."""
    people = {"person_ids": [str(stage.person(TANG_JIASHU))]}
    await (await stage.as_(ZHOU_LAN)).json("POST", f"{talk.path}/members", json=people)
    fact, file_id = await send_photo(talk, HE_CHUAN, school)
    other = await talk.say(HE_CHUAN, "没有文件")
    people = {"person_ids": [str(stage.person(LIN_YUE))]}
    path = path_of(talk, fact, file_id)
    outsider = await stage.as_(BAI_LU)
    for variant in ("whole", "thumb", "display"):
        await outsider.refused("GET", path, "not_found", params={"variant": variant})
        await (await stage.as_(LIN_YUE)).refused("GET", path, "not_found", params={"variant": variant})
    await (await stage.as_(ZHOU_LAN)).json("POST", f"{talk.path}/members", json=people)
    await (await stage.as_(LIN_YUE)).refused("GET", path, "not_found")
    for wrong in (
        path_of(talk, other, file_id),
        path_of(talk, fact, str(uuid4())),
        path_of(talk, {"seq": 99}, file_id),
    ):
        await (await stage.as_(ZHOU_LAN)).refused("GET", wrong, "not_found")
    assert (await fetch(talk, XU_JINGYI, fact, file_id)).status_code == 200
    await (await stage.as_(XU_JINGYI)).json("POST", f"{talk.path}/departure")
    await (await stage.as_(XU_JINGYI)).refused("GET", path, "not_found")
    assert (await fetch(talk, TANG_JIASHU, fact, file_id)).status_code == 200
    assert (await (await suspended_member(stage, TANG_JIASHU)).get(path)).status_code in (403, 404)
    assert (await (await suspended_account(stage, LIN_YUE)).get(path)).status_code == 401
    assert (await stage.server.client().get(path)).status_code == 401
    # what was sent is its uploader's no longer, but through the message
    await (await stage.as_(HE_CHUAN)).refused("GET", f"/api/uploads/{file_id}/content", "not_found")
    assert (await fetch(talk, HE_CHUAN, fact, file_id)).status_code == 200


# -- taken back


async def test_a_recall_lets_go_of_files(
    talk: Talk, stage: Stage, school: str, kept: Kept, until_kept: UntilKept
) -> None:
    fact, file_id = await send_photo(talk, HE_CHUAN, school)
    voice = await talk.say(HE_CHUAN, "", content={"kind": "voice", "file": await spoken(stage, HE_CHUAN, school)})
    assert kept()
    await talk.recall(HE_CHUAN, fact["seq"])
    for who in (ZHOU_LAN, HE_CHUAN):
        assert (await fetch(talk, who, fact, file_id)).status_code == 404
    seen = await talk.seen_by(ZHOU_LAN)
    assert "content" not in next(one for one in seen if one["seq"] == fact["seq"])
    await talk.recall(HE_CHUAN, voice["seq"])
    await until_kept(0)


async def test_an_edit_keeps_files(talk: Talk, stage: Stage, school: str) -> None:
    fact, file_id = await send_photo(talk, HE_CHUAN, school)
    path = f"{talk.path}/messages/{fact['seq']}"
    for text in ("看这里", ""):
        await (await stage.as_(HE_CHUAN)).json("PATCH", path, json={"text": text})
        seen = next(one for one in await talk.seen_by(ZHOU_LAN) if one["seq"] == fact["seq"])
        assert (seen["text"], seen["content"]["files"][0]["id"]) == (text, file_id)
        assert (await fetch(talk, ZHOU_LAN, fact, file_id)).status_code == 200


async def test_erasing_a_person_lets_go_of_what_they_sent(
    talk: Talk, stage: Stage, school: str, until_kept: UntilKept
) -> None:
    context = stage.server.context
    fact, file_id = await send_photo(talk, HE_CHUAN, school)
    assert ROOM.exports is not None
    assert ROOM.erases is not None
    async with context.db.working(FOLLOW) as tx:
        portions = [one async for one in ROOM.exports(context, tx, stage.school, stage.person(HE_CHUAN))]
    assert any(file_id.encode() in content for _, content in portions if isinstance(content, bytes))
    for _ in range(2):
        async with context.db.working(FOLLOW) as tx:
            await ROOM.erases(context, tx, stage.school, stage.person(HE_CHUAN))
    assert (await fetch(talk, ZHOU_LAN, fact, file_id)).status_code == 404
    await until_kept(0)


# -- passed on


@pytest.mark.parametrize("together", [False, True])
async def test_what_is_passed_on_brings_its_files(
    talk: Talk, stage: Stage, school: str, together: bool, until_kept: UntilKept
) -> None:
    """Into another realm too; each message holds them by itself, and each lets only its own people in."""
    two = await direct(stage, ZHOU_LAN, LIN_YUE)
    fact, file_id = await send_photo(talk, HE_CHUAN, school)
    (passed,) = await forward(two, ZHOU_LAN, talk, fact["seq"], together=together)
    if together:
        (passed,) = await forward(two, LIN_YUE, two, passed["seq"], together=True)
    assert (await fetch(two, LIN_YUE, passed, file_id)).status_code == 200
    for who, where, what in ((HE_CHUAN, two, passed), (LIN_YUE, talk, fact)):
        assert (await fetch(where, who, what, file_id)).status_code == 404
    await talk.recall(HE_CHUAN, fact["seq"])
    assert (await fetch(two, LIN_YUE, passed, file_id)).content
    for one in await two.seen_by(LIN_YUE):
        if one["kind"] == "text":
            who = LIN_YUE if one["sender_id"] == str(stage.person(LIN_YUE)) else ZHOU_LAN
            await two.recall(who, one["seq"])
    await until_kept(0)


async def test_only_what_one_sees_is_passed_on(talk: Talk, stage: Stage, school: str) -> None:
    fact, file_id = await send_photo(talk, HE_CHUAN, school)
    two = await direct(stage, LIN_YUE, ZHOU_LAN)
    body = {"client_id": str(uuid4()), "source_id": talk.id, "seqs": [fact["seq"]]}
    await (await stage.as_(LIN_YUE)).refused("POST", f"{two.path}/forwards", "not_found", json=body)
    # somebody else's file is not passed on by its id
    await unsent(two, LIN_YUE, "messaging.file_unknown", {"kind": "files", "files": [file_id]})
    # where one may not write, nothing is let open
    body["client_id"] = str(uuid4())
    await (await stage.as_(HE_CHUAN)).refused("POST", f"{two.path}/forwards", "not_found", json=body)
    async with as_owner(stage) as owner:
        wraps = await owner.fetch(
            "SELECT w.realm_id FROM data_key_wrap w JOIN file f ON f.data_key_id = w.data_key_id WHERE f.id = $1",
            UUID(file_id),
        )
    assert [row["realm_id"] for row in wraps] == [stage.school]


async def test_as_many_files_as_are_passed_on_together(
    talk: Talk, stage: Stage, school: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tocsin.messaging.actions.filing.PASSED_MOST", 1)
    seqs = [(await send_photo(talk, HE_CHUAN, school))[0]["seq"] for _ in range(2)]
    body = {"client_id": str(uuid4()), "source_id": talk.id, "seqs": seqs, "together": True}
    client = await stage.as_(HE_CHUAN)
    await client.refused("POST", f"{talk.path}/forwards", "messaging.too_many_files", json=body)


# -- found


async def test_files_are_found_by_name(talk: Talk, stage: Stage, school: str) -> None:
    named = ("2026年招生计划终稿.txt", "会议室.txt")
    fact = await send_files(talk, HE_CHUAN, *[await given(stage, HE_CHUAN, school, name=one) for one in named])
    await talk.say(HE_CHUAN, "", content={"kind": "voice", "file": await spoken(stage, HE_CHUAN, school)})
    await caught_up(stage)
    for query in ("招生计划", "zhaosheng", "招生計劃"):
        (hit,) = (await ask(stage, ZHOU_LAN, query))["files"]["items"]
        assert (hit["id"], hit["seq"], said(hit)) == (talk.id, fact["seq"], "2026年招生计划终稿.txt")
    listed = (await ask(stage, ZHOU_LAN, kind="files", conversation_id=talk.id))["files"]["items"]
    # all of them where none is asked for; what a recording is called says nothing
    assert [(hit["seq"], said(hit)) for hit in listed] == [(fact["seq"], " · ".join(named))]
    assert not (await ask(stage, LIN_YUE, "招生计划"))["files"]["items"]
    await talk.recall(HE_CHUAN, fact["seq"])
    await caught_up(stage)
    assert not (await ask(stage, ZHOU_LAN, "招生计划"))["files"]["items"]


# -- what it costs


async def test_a_download_takes_as_few_statements_however_many_files_there_are(
    talk: Talk, stage: Stage, school: str
) -> None:
    database = stage.server.context.db
    counts = []
    for number in (1, 6):
        ids = [await given(stage, HE_CHUAN, school) for _ in range(number)]
        fact = await send_files(talk, HE_CHUAN, *ids)
        await fetch(talk, ZHOU_LAN, fact, ids[0])
        before = sent(database)
        await fetch(talk, ZHOU_LAN, fact, ids[-1])
        counts.append(sent(database) - before)
    # the message; as another, the file and its pieces, its key, and back; the effect
    assert counts[0] == counts[1] <= 7
    counts = []
    for number in (1, 6):
        ids = [await given(stage, HE_CHUAN, school) for _ in range(number)]
        before = sent(database)
        await send_files(talk, HE_CHUAN, *ids)
        counts.append(sent(database) - before)
    # look and lock; the files, their keys; write with effects; taking hold
    assert counts[0] == counts[1] <= 12

"""A commit whose answer is lost: it happened, whoever asked was told ``unavailable``, and still nobody is left behind."""

from __future__ import annotations

import pytest

from tests.cast import HE_CHUAN, LU_MING, ZHOU_LAN, Stage
from tests.messaging.mirror import Mirror
from tests.messaging.talk import Talk, group, message
from tests.support.commits import LostAnswers
from tests.support.sockets import Socket, SocketRefusal
from tocsin.kernel.db import FLUSH, MEMBER


@pytest.fixture
def lost(monkeypatch: pytest.MonkeyPatch) -> LostAnswers:
    return LostAnswers(monkeypatch)


@pytest.fixture
async def talk(stage: Stage) -> Talk:
    return await group(stage, ZHOU_LAN, HE_CHUAN, LU_MING)


async def listener(stage: Stage) -> Socket:
    socket = await stage.server.socket(await stage.as_(ZHOU_LAN))
    await socket.until("snapshot")
    return socket


async def test_a_message_that_was_stored_all_the_same_reaches_the_others(
    stage: Stage, talk: Talk, lost: LostAnswers
) -> None:
    other = await listener(stage)
    mine = await stage.server.socket(await stage.as_(HE_CHUAN))
    await mine.until("snapshot")
    body = message("到底发出去没有")
    lost.next(FLUSH)
    with pytest.raises(SocketRefusal, match="unavailable"):
        await mine.command("send", conversation_id=talk.id, **body)
    assert lost.taken == 1
    assert (await other.until("resync"))["reason"] == "doubt"
    await mine.until("resync")
    again = await mine.command("send", conversation_id=talk.id, **body)
    assert again["seq"] == 2, "stored once, where it was"
    await other.command("snapshot")
    mirror = Mirror(str(stage.person(ZHOU_LAN)))
    mirror.follow(other)
    assert mirror.conversations[talk.id]["unread"] == 1
    await mirror.check(await stage.as_(ZHOU_LAN))


async def test_rights_that_were_taken_all_the_same_are_gone_at_once(
    stage: Stage, talk: Talk, lost: LostAnswers
) -> None:
    member, admin = await stage.as_(LU_MING), await stage.as_(ZHOU_LAN)
    socket = await stage.server.socket(member)
    await socket.until("snapshot")
    directory = f"/api/organisations/{stage.school}/departments"
    await member.json("GET", directory)
    lost.next(MEMBER)
    path = f"/api/organisations/{stage.school}/members/{stage.member(LU_MING)}/suspension"
    await admin.refused("POST", path, "unavailable", status=503, json={})
    assert lost.taken == 1
    await member.refused("GET", directory, "not_found")
    assert (await socket.until("resync"))["reason"] == "doubt"
    seen = len(socket.events)
    await talk.say(HE_CHUAN, "他听不到")
    await socket.command("snapshot")
    assert all(event["t"] != "message" for event in socket.events[seen:])


async def test_a_lost_answer_that_nobody_waits_to_hear_of_disturbs_nobody(
    stage: Stage, talk: Talk, lost: LostAnswers
) -> None:
    socket = await listener(stage)
    lost.next(MEMBER)
    await (await stage.as_(HE_CHUAN)).refused("GET", talk.path, "unavailable", status=503)
    assert lost.taken == 1
    assert await socket.quiet() == []

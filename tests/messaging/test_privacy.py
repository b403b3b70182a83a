"""What the room hands out about a person, and erases (the manifest's promise)."""

from uuid import UUID, uuid4

import msgspec

from tests.cast import HE_CHUAN, XU_JINGYI, ZHOU_LAN, Stage, set_stage
from tests.hostile.victim import as_owner
from tests.messaging.mirror import Mirror, whole
from tests.messaging.talk import group
from tests.support.server import RunningServer
from tocsin.kernel.clock import now
from tocsin.kernel.db import FOLLOW
from tocsin.messaging.actions import erasing, privacy
from tocsin.messaging.room import ROOM


async def _say(stage: Stage, text: str) -> tuple[str, int]:
    he_chuan = await stage.as_(HE_CHUAN)
    group = await he_chuan.json(
        "POST",
        "/api/conversations",
        json={
            "kind": "group",
            "organisation_id": str(stage.school),
            "name": "监考",
            "person_ids": [str(stage.person(ZHOU_LAN))],
        },
    )
    fact = await he_chuan.json(
        "POST",
        f"/api/conversations/{group['id']}/messages",
        json={"client_id": str(uuid4()), "text": text, "mentions": []},
    )
    return group["id"], fact["seq"]


async def _export(server: RunningServer, realm_id: UUID, person_id: UUID) -> dict[str, list[dict[str, object]]]:
    assert ROOM.exports is not None
    async with server.context.db.working(FOLLOW) as tx:
        return {
            name: msgspec.json.decode(content)
            async for name, content in ROOM.exports(server.context, tx, realm_id, person_id)
        }


async def test_a_person_is_handed_what_they_wrote_and_nobody_elses(server: RunningServer) -> None:
    stage = await set_stage(server)
    conversation_id, seq = await _say(stage, "三点汇总一次")
    files = await _export(server, stage.school, stage.person(HE_CHUAN))
    (message,) = files["messaging/messages-1.json"]
    assert (message["conversation_id"], message["seq"], message["text"]) == (conversation_id, seq, "三点汇总一次")
    others = await _export(server, stage.school, stage.person(ZHOU_LAN))
    assert "messaging/messages-1.json" not in others
    assert conversation_id in {stay["conversation_id"] for stay in others["messaging/conversations.json"]}


async def test_erased_twice_the_text_is_gone_and_the_facts_stand(server: RunningServer) -> None:
    stage = await set_stage(server)
    conversation_id, seq = await _say(stage, "三点汇总一次")
    assert ROOM.erases is not None
    for _ in range(2):
        async with server.context.db.working(FOLLOW) as tx:
            await ROOM.erases(server.context, tx, stage.school, stage.person(HE_CHUAN))
    zhou_lan = await stage.as_(ZHOU_LAN)
    facts = (await zhou_lan.json("GET", f"/api/conversations/{conversation_id}/messages"))["items"]
    erased = next(fact for fact in facts if fact["seq"] == seq)
    assert erased["recalled"] is True
    assert "text" not in erased
    assert [fact["seq"] for fact in facts] == list(range(1, seq + 1))


async def _erase(stage: Stage, person_id: UUID) -> None:
    assert ROOM.erases is not None
    async with stage.server.context.db.working(FOLLOW) as tx:
        await ROOM.erases(stage.server.context, tx, stage.school, person_id)


async def test_what_a_person_put_on_the_messages_of_others_goes_and_open_clients_hear_of_it(
    server: RunningServer,
) -> None:
    stage = await set_stage(server)
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI)
    socket = await server.socket(await stage.as_(ZHOU_LAN))
    await socket.until("snapshot")
    mirror = Mirror(str(stage.person(ZHOU_LAN)))
    mirror.follow(socket)
    told = await talk.say(ZHOU_LAN, "三点开会")
    poll = {"kind": "poll", "question": "几点？", "options": ["三点", "四点"]}
    polls = [await talk.say(ZHOU_LAN, "", content={**poll, "anonymous": anonymous}) for anonymous in (False, True)]
    for player in (HE_CHUAN, XU_JINGYI):
        client = await stage.as_(player)
        await client.json("PUT", f"{talk.path}/messages/{told['seq']}/reactions/👍")
        for one in polls:
            await client.json("PUT", f"{talk.path}/messages/{one['seq']}/vote", json={"options": [1]})
    said = await talk.say(HE_CHUAN, "我来汇总", reply_to=told["seq"])
    await talk.say(XU_JINGYI, "好", reply_to=said["seq"])
    last = (await talk.say(ZHOU_LAN, "谢谢"))["seq"]
    for _ in range(2):
        await _erase(stage, stage.person(HE_CHUAN))
        await mirror.settled(socket, (await talk.view(ZHOU_LAN))["last_seq"], talk.id)
        await mirror.catch_up(socket, await stage.as_(ZHOU_LAN))
        facts = {fact["seq"]: whole(fact) for fact in await talk.seen_by(ZHOU_LAN)}
        assert [(one["emoji"], one["count"]) for one in facts[told["seq"]]["reactions"]] == [("👍", 1)]
        assert [(facts[one["seq"]]["votes"]["counts"], facts[one["seq"]]["votes"]["voters"]) for one in polls] == [
            ([0, 1], 1)
        ] * 2
        assert facts[said["seq"]]["recalled"]
    kept = await talk.seen_by(XU_JINGYI, after=last)
    undone = sorted((fact["kind"], fact["target"]) for fact in kept)
    expected = [("reaction", told["seq"]), ("recall", said["seq"]), *(("vote", one["seq"]) for one in polls)]
    assert undone == sorted(expected), "a copy kept on a device learns it when it reads on"
    facts_of_all = await talk.seen_by(ZHOU_LAN, after=0)
    changing = [fact for fact in facts_of_all if fact["kind"] in ("reaction", "vote") and fact["seq"] <= last]
    named = {fact.get("sender_id") for fact in changing}
    assert named == {None, str(stage.person(XU_JINGYI))}
    files = await _export(server, stage.school, stage.person(HE_CHUAN))
    assert not {"messaging/reactions.json", "messaging/votes.json"} & files.keys()
    assert {message["text"] for message in files["messaging/messages-1.json"]} == {None}


async def test_what_a_person_announced_goes_from_open_clients_and_from_copies(server: RunningServer) -> None:
    stage = await set_stage(server)
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI)
    he, zhou = await stage.as_(HE_CHUAN), await stage.as_(ZHOU_LAN)
    await zhou.json("PUT", f"{talk.path}/admins/{he.person_id}", status=204)
    path = f"{talk.path}/announcements"
    first, second = [
        (await he.json("POST", path, status=201, json={"text": text, "confirm": True}))["seq"]
        for text in ("周五停电", "周六补课")
    ]
    await zhou.json("POST", f"{path}/{second}/confirmation", status=204)
    socket = await server.socket(zhou)
    await socket.until("snapshot")
    mirror = Mirror(str(stage.person(ZHOU_LAN)))
    mirror.follow(socket)
    last = (await talk.say(XU_JINGYI, "好"))["seq"]
    for _ in range(2):
        await _erase(stage, stage.person(HE_CHUAN))
        await mirror.settled(socket, (await talk.view(ZHOU_LAN))["last_seq"], talk.id)
        await mirror.catch_up(socket, zhou)
        assert mirror.conversations[talk.id]["announcement"] is None
        assert (await talk.view(ZHOU_LAN))["announcement"] is None
    facts = {fact["seq"]: whole(fact) for fact in await talk.seen_by(ZHOU_LAN)}
    assert [(facts[one]["text"], facts[one]["recalled"]) for one in (first, second)] == [(None, True)] * 2
    kept = [(fact["kind"], fact["target"]) for fact in await talk.seen_by(XU_JINGYI, after=last)]
    assert kept == [("recall", first), ("withdrawn", second), ("recall", second)]
    assert ("conversation", talk.id, "announcements") in mirror.changed, "whoever shows the list looks again"
    rows = await zhou.pages(path)
    assert [(row["text"], row["current"]) for row in rows] == [(None, False)] * 2
    # Nothing stands in the way of the next.
    again = (await zhou.json("POST", path, status=201, json={"text": "周六不补课"}))["seq"]
    await zhou.json("DELETE", f"{path}/{again}", status=204)
    assert (await talk.view(XU_JINGYI))["announcement"] is None


async def test_what_a_person_wrote_is_found_by_the_person(server: RunningServer) -> None:
    stage = await set_stage(server)
    await _say(stage, "三点汇总一次")
    person = stage.person(HE_CHUAN)
    async with as_owner(stage) as owner:
        # So small a table is read whole, else.
        await owner.execute("SET enable_seqscan = off")
        for sql, rest in ((privacy._WRITTEN, (UUID(int=0), 0, 10)), (erasing.ERASE_WRITTEN, (now(),))):
            plan = await owner.fetch(f"EXPLAIN {sql}", person, stage.school, *rest)
            assert "ix_message_sender_id" in "\n".join(row[0] for row in plan), sql

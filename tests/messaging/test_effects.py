"""Delivered, confirmed, handled: on every message, how many, who, when, on which device (MSG-2, EFF-1 to EFF-3)."""

from datetime import datetime, timedelta

import asyncpg
import pytest

from tests.cast import EMMA_CLARKE, HE_CHUAN, LIN_YUE, LU_MING, SHEN_SHUHANG, XU_JINGYI, ZHOU_LAN, Stage
from tests.messaging.talk import Talk, department, direct, group
from tests.support.sockets import SocketRefusal
from tocsin.effects.actions.recording import open_secret
from tocsin.effects.door import Effect, Entry, salt_keys
from tocsin.effects.rules.entries import commitment, digest_of, salt_of
from tocsin.kernel import clock
from tocsin.kernel.db import FLUSH
from tocsin.messaging.rules.content import committed, membership, settled


@pytest.fixture
async def talk(stage: Stage) -> Talk:
    return await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI, LIN_YUE)


async def rows(stage: Stage, talk: Talk, effect: Effect) -> list[asyncpg.Record]:
    """The rows of an effect on a conversation, past every wall."""
    async with stage.server.context.db.pool.acquire() as connection, connection.transaction():
        await connection.execute("SET LOCAL ROLE NONE")
        found: list[asyncpg.Record] = await connection.fetch(
            "SELECT * FROM effect WHERE item_id = $1::uuid AND effect = $2 ORDER BY xid, id", talk.id, int(effect)
        )
        return found


async def secret_of(stage: Stage, row: asyncpg.Record) -> bytes:
    """The secret of a row, opened as whoever makes a bundle opens it."""
    context = stage.server.context
    async with context.db.working(FLUSH) as tx:
        keys = await salt_keys(tx, context.keyring, [row["realm_id"]])
    return open_secret(row["salt_sealed"], row["commitment"], keys[row["realm_id"]])


async def test_one_row_a_message_whoever_many_it_reaches(talk: Talk, stage: Stage) -> None:
    for text in ("一", "二", "三"):
        fact = await talk.say(ZHOU_LAN, text)
        assert (fact["delivered"], fact["confirmed"]) == (3, 0)
    found = await rows(stage, talk, Effect.DELIVERED)
    assert [(row["from_seq"], row["to_seq"], row["act"], row["audience_version"]) for row in found] == [
        (2, 2, "send", 1), (3, 3, "send", 1), (4, 4, "send", 1),
    ]  # fmt: skip
    for row, text in zip(found, ("一", "二", "三"), strict=True):
        written = Entry(
            realm_id=stage.school, effect=Effect.DELIVERED, act="send", item_kind="conversation",
            item_id=row["item_id"], actor_id=stage.person(ZHOU_LAN), at=row["at"], device=row["device"],
            from_seq=row["from_seq"], to_seq=row["to_seq"], audience_version=1, content=committed(text, None),
        )  # fmt: skip
        assert commitment(written, await secret_of(stage, row)) == (row["digest"], row["commitment"])


async def test_it_can_be_proved_to_whom_a_message_was_delivered(talk: Talk, stage: Stage) -> None:
    """A text names the version of the membership; what made each version is committed to as well."""
    owner = await stage.as_(ZHOU_LAN)
    await owner.json("POST", f"{talk.path}/members", json={"person_ids": [str(stage.person(LU_MING))]})
    await owner.json("DELETE", f"{talk.path}/members/{stage.person(LIN_YUE)}")
    await owner.json("PUT", f"{talk.path}/owner", json={"person_id": str(stage.person(HE_CHUAN))})
    me, others = stage.person(ZHOU_LAN), [stage.person(one) for one in (HE_CHUAN, XU_JINGYI, LIN_YUE)]
    expected = [
        (1, membership(1, "created", [me, *others], me)),
        (2, membership(2, "joined", [stage.person(LU_MING)], me)),
        (3, membership(3, "removed", [stage.person(LIN_YUE)], me)),
        (3, membership(3, "owner", [stage.person(HE_CHUAN)], stage.person(HE_CHUAN))),
    ]
    found = await rows(stage, talk, Effect.HANDLED)
    assert [row["audience_version"] for row in found] == [version for version, _ in expected]
    for row, (_, content) in zip(found, expected, strict=True):
        assert digest_of(salt_of(await secret_of(stage, row), "content"), content) == row["digest"]


async def test_the_two_of_a_direct_conversation_are_committed_to(stage: Stage) -> None:
    two = await direct(stage, ZHOU_LAN, HE_CHUAN)
    await direct(stage, HE_CHUAN, ZHOU_LAN)
    (row,) = await rows(stage, two, Effect.HANDLED)
    content = membership(1, "created", [stage.person(ZHOU_LAN), stage.person(HE_CHUAN)], None)
    assert (row["act"], digest_of(salt_of(await secret_of(stage, row), "content"), content)) == ("open", row["digest"])


async def test_how_a_group_was_set_is_committed_to(talk: Talk, stage: Stage) -> None:
    """What was changed and to what, as the protocol writes it; what stayed as it was is not said again."""
    owner = await stage.as_(ZHOU_LAN)
    await owner.json("PATCH", f"{talk.path}/settings", json={"posting": "admins", "approval": True})
    await owner.json("PATCH", f"{talk.path}/settings", json={"posting": "admins", "exporting": "nobody"})
    _, both, one = await rows(stage, talk, Effect.HANDLED)
    for row, content, written in (
        (both, settled({"posting": "admins", "approval": True, "listed": False}, ["approval", "posting"]),
         b'{"settings":{"approval":true,"posting":"admins"}}'),
        (one, settled({"exporting": "nobody"}, ["exporting"]), b'{"settings":{"exporting":"nobody"}}'),
    ):  # fmt: skip
        assert content == written
        assert digest_of(salt_of(await secret_of(stage, row), "content"), content) == row["digest"]


async def test_what_the_organisation_does_by_itself_is_recorded_without_a_person(stage: Stage) -> None:
    here = await department(stage, HE_CHUAN, "教务处")
    found = await rows(stage, here, Effect.HANDLED)
    assert found
    assert {row["actor_id"] for row in found} == {None}


async def test_one_row_an_advance_whatever_many_messages(talk: Talk, stage: Stage) -> None:
    for number in range(10):
        await talk.say(ZHOU_LAN, f"第 {number} 条")
    assert (await talk.view(HE_CHUAN))["unread"] == 10
    assert await talk.read(HE_CHUAN, 6) == {"seq": 6, "unread": 5, "mentioned": False}
    assert await talk.read(HE_CHUAN, 3) == {"seq": 6, "unread": 5, "mentioned": False}, "never back"
    assert await talk.read(HE_CHUAN, 6) == {"seq": 6, "unread": 5, "mentioned": False}
    assert await talk.read(HE_CHUAN, 999) == {"seq": 11, "unread": 0, "mentioned": False}, "not ahead of what there is"
    found = await rows(stage, talk, Effect.CONFIRMED)
    assert [(row["from_seq"], row["to_seq"], row["act"]) for row in found] == [(1, 6, "read"), (7, 11, "read")]
    assert {row["actor_id"] for row in found} == {stage.person(HE_CHUAN)}


async def test_who_has_and_who_has_not(talk: Talk, stage: Stage) -> None:
    fact = await talk.say(ZHOU_LAN, "请确认")
    await talk.read(HE_CHUAN, fact["seq"])
    confirmed = await talk.effects(ZHOU_LAN, fact["seq"])
    assert (confirmed["total"], confirmed["delivered"], confirmed["confirmed"], confirmed["handled"]) == (3, 3, 1, 0)
    (row,) = confirmed["items"]
    assert (row["name"], row["post"], row["device"]) == ("何川", "科长", "python-httpx")
    assert datetime.fromisoformat(row["at"]) >= datetime.fromisoformat(confirmed["at"])
    waiting = await talk.effects(ZHOU_LAN, fact["seq"], "waiting")
    assert {row["name"] for row in waiting["items"]} == {"许静怡", "林悦"}
    assert all(row["at"] is None and row["device"] is None for row in waiting["items"])
    (own,) = await talk.seen_by(ZHOU_LAN, after=fact["seq"] - 1)
    assert (own["delivered"], own["confirmed"]) == (3, 1)
    (other,) = await talk.seen_by(HE_CHUAN, after=fact["seq"] - 1)
    assert "delivered" not in other
    assert "confirmed" not in other


async def test_only_the_sender_is_told_who(talk: Talk, stage: Stage) -> None:
    fact = await talk.say(HE_CHUAN, "谁看了")
    for player in (ZHOU_LAN, XU_JINGYI):
        client = await stage.as_(player)
        await client.refused(
            "GET", f"{talk.path}/messages/{fact['seq']}/effects", "messaging.not_your_message", status=403
        )
    client = await stage.as_(HE_CHUAN)
    await client.refused("GET", f"{talk.path}/messages/1/effects", "not_found")
    await client.refused("GET", f"{talk.path}/messages/99/effects", "not_found")


async def test_the_audience_is_those_who_were_there(talk: Talk, stage: Stage) -> None:
    """Who comes later is not in it; who leaves unread stays waiting, who leaves having read stays confirmed."""
    fact = await talk.say(ZHOU_LAN, "当时在的人")
    await talk.read(HE_CHUAN, fact["seq"])
    await (await stage.as_(ZHOU_LAN)).json(
        "POST",
        f"{talk.path}/members",
        json={"person_ids": [str(stage.person(EMMA_CLARKE)), str(stage.person(LU_MING))]},
    )
    later = await talk.say(ZHOU_LAN, "后来的人")
    await talk.read(EMMA_CLARKE, later["seq"])
    await (await stage.as_(HE_CHUAN)).json("POST", f"{talk.path}/departure")
    await (await stage.as_(XU_JINGYI)).json("POST", f"{talk.path}/departure")
    first = await talk.effects(ZHOU_LAN, fact["seq"])
    assert (first["total"], first["confirmed"]) == (3, 1)
    assert [row["name"] for row in first["items"]] == ["何川"]
    waiting = await talk.effects(ZHOU_LAN, fact["seq"], "waiting")
    assert {row["name"] for row in waiting["items"]} == {"许静怡", "林悦"}
    second = await talk.effects(ZHOU_LAN, later["seq"])
    assert (second["total"], [row["name"] for row in second["items"]]) == (5, ["Emma Clarke"])
    assert [fact["confirmed"] for fact in await talk.seen_by(ZHOU_LAN) if fact["kind"] == "text"] == [1, 1]


async def test_pages_of_recipients(stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI, LIN_YUE, EMMA_CLARKE, LU_MING, SHEN_SHUHANG)
    fact = await talk.say(ZHOU_LAN, "点名")
    for player in (HE_CHUAN, XU_JINGYI, LIN_YUE):
        await talk.read(player, fact["seq"])
    for state, names in (("confirmed", {"何川", "许静怡", "林悦"}), ("waiting", {"Emma Clarke", "陆鸣", "沈书航"})):
        found, after = [], None
        for _ in range(2):
            page = await talk.effects(ZHOU_LAN, fact["seq"], state, limit=2, **({"after": after} if after else {}))
            found += [row["name"] for row in page["items"]]
            after = page["next"]
        assert (set(found), len(found), after) == (names, 3, None)


async def test_senders_hear_of_it_together(talk: Talk, stage: Stage) -> None:
    sender = await stage.server.socket(await stage.as_(ZHOU_LAN))
    other = await stage.server.socket(await stage.as_(HE_CHUAN))
    await sender.until("snapshot")
    await other.until("snapshot")
    fact = await talk.say(ZHOU_LAN, "收到请回")
    for player in (HE_CHUAN, XU_JINGYI, LIN_YUE):
        await talk.read(player, fact["seq"])
    while (told := await sender.until("receipts"))["marks"][-1][1] < 3:
        assert told["conversation_id"] == talk.id
    assert told["marks"] == [[fact["seq"], 3, 3, 0]]
    assert sum(event["t"] == "receipts" for event in sender.events) <= 3
    assert all(event["t"] != "receipts" for event in other.events), "others' counts are not his"


async def test_a_recall_erases_the_text_and_keeps_the_proof(talk: Talk, stage: Stage) -> None:
    fact = await talk.say(HE_CHUAN, "发错群了", mentions=["all"])
    reply = await talk.say(XU_JINGYI, "？", reply_to=fact["seq"])
    assert reply["reply_to"] == {
        "seq": fact["seq"],
        "sender_id": str(stage.person(HE_CHUAN)),
        "text": "发错群了",
        "carries": None,
    }
    assert (await talk.view(ZHOU_LAN))["mentioned"] is True
    await talk.recall(HE_CHUAN, fact["seq"])
    facts = await talk.seen_by(LIN_YUE)
    assert [one["kind"] for one in facts] == ["created", "text", "text"], "it shows by what it changed"
    (change,) = await talk.seen_by(LIN_YUE, after=reply["seq"])
    assert (change["kind"], change["target"]) == ("recall", fact["seq"])
    erased = next(one for one in facts if one["seq"] == fact["seq"])
    assert erased["recalled"] is True
    assert "text" not in erased
    assert "mentions" not in erased
    quote = next(one for one in facts if one["seq"] == reply["seq"])["reply_to"]
    assert quote == {"seq": fact["seq"], "sender_id": str(stage.person(HE_CHUAN)), "text": None, "carries": None}
    view = await talk.view(ZHOU_LAN)
    assert (view["unread"], view["mentioned"], view["last"]["kind"]) == (1, False, "text")
    (handled,) = [row for row in await rows(stage, talk, Effect.HANDLED) if row["act"] == "recall"]
    assert (handled["from_seq"], handled["actor_id"]) == (fact["seq"], stage.person(HE_CHUAN))
    assert (await talk.effects(HE_CHUAN, fact["seq"]))["handled"] == 0, "counted are those it was sent to"
    async with stage.server.context.db.pool.acquire() as connection, connection.transaction():
        await connection.execute("SET LOCAL ROLE NONE")
        body = await connection.fetchval(
            "SELECT body_sealed FROM message WHERE conversation_id = $1::uuid AND seq = $2", talk.id, fact["seq"]
        )
    assert body is None


async def test_recalls_refused(talk: Talk, stage: Stage) -> None:
    fact = await talk.say(HE_CHUAN, "一句话")
    path = f"{talk.path}/messages/{fact['seq']}/recall"
    other, sender = await stage.as_(XU_JINGYI), await stage.as_(HE_CHUAN)
    socket = await stage.server.socket(sender)
    await socket.until("snapshot")
    await other.refused("POST", path, "messaging.not_your_message", status=403)
    await sender.refused("POST", f"{talk.path}/messages/1/recall", "not_found")
    await sender.refused("POST", f"{talk.path}/messages/99/recall", "not_found")
    with clock.travel(timedelta(seconds=601)):
        refused = await sender.refused("POST", path, "messaging.recall_too_late", status=409)
        assert refused["params"]["minutes"] == "10"
        with pytest.raises(SocketRefusal, match="recall_too_late"):
            await socket.command("recall", conversation_id=talk.id, seq=fact["seq"])
    assert (await socket.command("recall", conversation_id=talk.id, seq=fact["seq"]))["seq"] == fact["seq"] + 1
    await sender.refused("POST", path, "messaging.already_recalled", status=409)
    await sender.refused("POST", f"{talk.path}/messages/{fact['seq'] + 1}/recall", "not_found")


async def test_the_organisation_sets_the_time_to_recall(talk: Talk, stage: Stage) -> None:
    admin, sender = await stage.as_(ZHOU_LAN), await stage.as_(HE_CHUAN)
    path = f"/api/organisations/{stage.school}/messaging"
    untouched = {
        "edit_within": 86400, "locations": False, "link_cards": True, "mention_all_up_to": 100, "forwarding_out": True,
    }  # fmt: skip
    assert await sender.json("GET", path) == {"recall_within": 600, **untouched}
    await sender.refused("PATCH", path, "forbidden", status=403, json={"recall_within": 1})
    await admin.refused("PATCH", path, "invalid", json={"recall_within": -1})
    assert await admin.json("PATCH", path, json={"recall_within": 120}) == {"recall_within": 120, **untouched}
    assert (await talk.view(HE_CHUAN))["recall_within"] == 120
    fact = await talk.say(HE_CHUAN, "两分钟")
    with clock.travel(timedelta(seconds=121)):
        await sender.refused("POST", f"{talk.path}/messages/{fact['seq']}/recall", "messaging.recall_too_late")
    await admin.json("PATCH", path, json={"recall_within": 0})
    with clock.travel(timedelta(seconds=1)):
        await sender.refused("POST", f"{talk.path}/messages/{fact['seq']}/recall", "messaging.recall_too_late")
    audit = await admin.json("GET", f"/api/organisations/{stage.school}/audit")
    assert [row["kind"] for row in audit["items"]].count("messaging.rules_changed") == 2


async def test_how_it_was_handled_is_told_by_act_person_time_and_device(talk: Talk, stage: Stage) -> None:
    fact = await talk.say(ZHOU_LAN, "请转给各组")
    seq = fact["seq"]
    empty = await talk.effects(ZHOU_LAN, seq, "handled")
    assert (empty["handled"], empty["items"], empty["next"]) == (0, [], None)
    other = await group(stage, HE_CHUAN, LU_MING)
    he = await stage.as_(HE_CHUAN)
    for number in range(2):
        body = {"client_id": f"00000000-0000-4000-8000-00000000000{number}", "source_id": talk.id, "seqs": [seq]}
        await he.json("POST", f"{other.path}/forwards", json=body)
    zhou = await stage.as_(ZHOU_LAN)
    await zhou.json("PATCH", f"{talk.path}/messages/{seq}", json={"text": "请转给各科组"})
    await talk.recall(ZHOU_LAN, seq)
    page = await talk.effects(ZHOU_LAN, seq, "handled")
    assert page["handled"] == 1, "people other than the sender"
    assert [(row["name"], row["act"], row["words"]) for row in page["items"]] == [
        ("何川", "forward", "forwarded"),
        ("何川", "forward", "forwarded"),
        ("周岚", "edit", "edited"),
        ("周岚", "recall", "recalled"),
    ]
    assert {row["device"] for row in page["items"]} == {"python-httpx"}
    assert [row["at"] for row in page["items"]] == sorted(row["at"] for row in page["items"])
    first = await talk.effects(ZHOU_LAN, seq, "handled", limit=3)
    rest = await talk.effects(ZHOU_LAN, seq, "handled", limit=3, after=first["next"])
    assert first["items"] + rest["items"] == page["items"]
    assert rest["next"] is None
    await he.refused("GET", f"{talk.path}/messages/{seq}/effects?state=handled", "messaging.not_your_message")
    await zhou.refused("GET", f"{talk.path}/messages/{seq}/effects?state=handled&after=x", "invalid")


async def test_who_votes_is_not_told_by_the_list_of_what_was_done(talk: Talk, stage: Stage) -> None:
    poll = {"kind": "poll", "question": "几点？", "options": ["三点", "四点"], "anonymous": True}
    fact = await talk.say(ZHOU_LAN, "", content=poll)
    he = await stage.as_(HE_CHUAN)
    await he.json("PUT", f"{talk.path}/messages/{fact['seq']}/vote", json={"options": [1]})
    page = await talk.effects(ZHOU_LAN, fact["seq"], "handled")
    assert (page["handled"], page["items"]) == (1, [])

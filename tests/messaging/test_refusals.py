"""What cannot be said, by whom, and when: each refused in its own words, and everything else goes on."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from tests.cast import (
    BAI_LU,
    CHENG_YUAN,
    HAN_DONG,
    HE_CHUAN,
    LU_MING,
    WU_XIAOWEN,
    XU_JINGYI,
    ZHOU_LAN,
    Player,
    Stage,
)
from tests.messaging.talk import Talk, direct, group, message
from tests.support.sockets import SocketRefusal
from tocsin.kernel import clock
from tocsin.messaging.actions import sending

UNSAYABLE = {
    "nothing": ("", "text.empty"),
    "spaces": (" \u3000\t\n ", "text.empty"),
    "a hidden character": ("你\u200b好", "text.bad_character"),
    "a control character": ("你\x07好", "text.bad_character"),
    "an order reversed": ("发票\u202efdp.exe", "text.bad_character"),
    "an isolate": ("\u2066你好\u2069", "text.bad_character"),
    "a NUL": ("你\x00好", "text.bad_character"),
    "too much": ("长" * 20_001, "text.too_long"),
}


@pytest.fixture
async def talk(stage: Stage) -> Talk:
    return await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI)


async def test_what_cannot_be_said(talk: Talk, stage: Stage) -> None:
    client = await stage.as_(HE_CHUAN)
    socket = await stage.server.socket(client)
    await socket.until("snapshot")
    for name, (text, code) in UNSAYABLE.items():
        await client.refused("POST", f"{talk.path}/messages", code, status=422, json=message(text))
        if len(text) < 10_000:
            with pytest.raises(SocketRefusal) as refused:
                await socket.command("send", conversation_id=talk.id, **message(text))
            assert refused.value.code == code, name
    await client.refused("POST", f"{talk.path}/messages", "too_large", status=413, json=message("x" * 1_000_000))
    assert [fact["kind"] for fact in await talk.seen_by(ZHOU_LAN)] == ["created"]


async def test_what_can(talk: Talk) -> None:
    for text in (
        "👩‍👩‍👧 🇨🇳 ☺️",
        "第一行\n\n第二行",
        "https://例子.中国/路径?a=b&c=<d>",
        "𠮷野家",
        "长" * 20_000,
        "0",
        "<script>",
    ):
        fact = await talk.say(HE_CHUAN, text)
        assert fact["text"] == text
        assert (await talk.seen_by(ZHOU_LAN, limit=1))[0]["text"] == text
    assert (await talk.say(HE_CHUAN, "  两边\r\n空白 \n"))["text"] == "两边\n空白"


async def test_who_is_not_in_it_is_told_there_is_none(talk: Talk, stage: Stage) -> None:
    """A member of the school outside the group, another organisation's admin, somebody of none, somebody removed."""
    await (await stage.as_(ZHOU_LAN)).json("DELETE", f"{talk.path}/members/{stage.person(XU_JINGYI)}", status=204)
    fact = await talk.say(ZHOU_LAN, "自己人")
    for player in (LU_MING, CHENG_YUAN, HAN_DONG, XU_JINGYI):
        client = await stage.as_(player)
        for method, path, body in routes(talk, fact["seq"], stage.person(HE_CHUAN)):
            await client.refused(method, path, "not_found", status=404, **({"json": body} if body is not None else {}))
        socket = await stage.server.socket(client)
        await socket.until("snapshot")
        for command in ("send", "read", "recall"):
            fields = message("喂") if command == "send" else {"seq": fact["seq"]}
            with pytest.raises(SocketRefusal, match="not_found"):
                await socket.command(command, conversation_id=talk.id, **fields)
        assert all(event["t"] != "message" for event in socket.events)
    nobody = stage.server.client()
    for method, path, body in routes(talk, fact["seq"], stage.person(HE_CHUAN)):
        await nobody.refused(method, path, "signed_out", **({"json": body} if body is not None else {}))


def routes(talk: Talk, seq: int, person: object) -> list[tuple[str, str, object]]:
    """Every route of a conversation."""
    return [
        ("GET", talk.path, None),
        ("PATCH", talk.path, {"name": "改名"}),
        ("PUT", f"{talk.path}/preferences", {"pinned": True, "muted": False}),
        ("GET", f"{talk.path}/members", None),
        ("POST", f"{talk.path}/members", {"person_ids": [str(person)]}),
        ("DELETE", f"{talk.path}/members/{person}", None),
        ("POST", f"{talk.path}/departure", None),
        ("PUT", f"{talk.path}/owner", {"person_id": str(person)}),
        ("GET", f"{talk.path}/people?ids={person}", None),
        ("GET", f"{talk.path}/messages", None),
        ("POST", f"{talk.path}/messages", message("喂")),
        ("POST", f"{talk.path}/messages/{seq}/recall", None),
        ("PUT", f"{talk.path}/read", {"seq": seq}),
        ("GET", f"{talk.path}/messages/{seq}/effects", None),
    ]


async def test_a_group_one_has_left(talk: Talk, stage: Stage) -> None:
    client = await stage.as_(XU_JINGYI)
    socket = await stage.server.socket(client)
    await socket.until("snapshot")
    await client.json("POST", f"{talk.path}/departure", status=204)
    assert (await socket.until("gone"))["conversation_id"] == talk.id
    await client.refused("POST", f"{talk.path}/messages", "not_found", json=message("我还在吗"))
    with pytest.raises(SocketRefusal, match="not_found"):
        await socket.command("send", conversation_id=talk.id, **message("我还在吗"))
    await talk.say(ZHOU_LAN, "她走了")
    assert "她走了" not in {event.get("text") for event in await socket.quiet()}
    assert talk.id not in {one["id"] for one in (await client.json("GET", "/api/conversations"))["items"]}


async def test_twice_with_one_id_is_stored_once_even_at_once(talk: Talk, stage: Stage) -> None:
    client = await stage.as_(HE_CHUAN)
    stage.server.context.hub.commands_per_second = 10_000
    socket = await stage.server.socket(client)
    await socket.until("snapshot")
    body = message("只此一次")
    answers = await asyncio.gather(
        *(socket.command("send", conversation_id=talk.id, **body) for _ in range(20)),
        *(client.json("POST", f"{talk.path}/messages", json=body) for _ in range(5)),
    )
    assert {answer["seq"] for answer in answers} == {2}
    assert [fact["text"] for fact in await talk.seen_by(ZHOU_LAN) if "text" in fact] == ["只此一次"]
    other = await stage.as_(ZHOU_LAN)
    assert (await other.json("POST", f"{talk.path}/messages", json=body, status=201))["seq"] == 3, (
        "ids are the sender's own"
    )


async def test_an_hour_late_it_is_kept_in_order_and_says_so(talk: Talk) -> None:
    await talk.say(ZHOU_LAN, "现在")
    written = datetime.now(UTC) - timedelta(hours=1)
    late = await talk.say(HE_CHUAN, "一小时前写的", sent_at=written.isoformat())
    assert datetime.fromisoformat(late["sent_at"]) == written.replace(microsecond=written.microsecond // 1000 * 1000)
    assert datetime.fromisoformat(late["at"]) > written
    assert [fact.get("text") for fact in await talk.seen_by(XU_JINGYI)][-2:] == ["现在", "一小时前写的"]
    ahead = await talk.say(HE_CHUAN, "钟快的人", sent_at=(clock.now() + timedelta(days=1)).isoformat())
    assert "sent_at" not in ahead
    for days, kept in ((29, True), (31, False), (3650, False)):
        written = clock.now() - timedelta(days=days)
        old = await talk.say(HE_CHUAN, f"{days} 天前写的", sent_at=written.isoformat())
        assert ("sent_at" in old) == kept, days
    just = await talk.say(HE_CHUAN, "刚才", sent_at=(clock.now() - timedelta(seconds=5)).isoformat())
    assert "sent_at" not in just


async def test_mentions_and_replies_must_be_of_here(talk: Talk, stage: Stage) -> None:
    client = await stage.as_(HE_CHUAN)
    path = f"{talk.path}/messages"
    await client.refused(
        "POST", path, "messaging.mention_unknown", json=message("@", mentions=[str(stage.person(LU_MING))])
    )
    await client.refused("POST", path, "messaging.mention_unknown", json=message("@", mentions=[str(uuid4())]))
    await client.refused("POST", path, "invalid", json=message("@", mentions=["everybody"]))
    await client.refused("POST", path, "invalid", json=message("@", mentions=[str(uuid4()) for _ in range(101)]))
    await client.refused("POST", path, "messaging.reply_unknown", json=message("?", reply_to=99))
    await client.refused(
        "POST", path, "messaging.reply_unknown", json=message("?", reply_to=1)
    )  # no text: the group's making
    fact = await talk.say(ZHOU_LAN, "要撤回的")
    await talk.recall(ZHOU_LAN, fact["seq"])
    await client.refused("POST", path, "messaging.reply_unknown", json=message("?", reply_to=fact["seq"]))
    elsewhere = await direct(stage, HE_CHUAN, ZHOU_LAN)
    other = await elsewhere.say(ZHOU_LAN, "别处")
    assert other["seq"] == 1
    for bad in (-1, 2**60, "x"):
        await client.refused("POST", path, "invalid", json=message("?", reply_to=bad))


async def test_a_bad_message_does_not_fail_its_neighbours(talk: Talk, stage: Stage) -> None:
    """All of them go in one flush: the good are stored, each bad one is refused by itself."""
    stage.server.context.hub.commands_per_second = 10_000
    good = await stage.server.socket(await stage.as_(HE_CHUAN))
    bad = await stage.server.socket(await stage.as_(LU_MING))
    await good.until("snapshot")
    await bad.until("snapshot")
    answers = await asyncio.gather(
        *(good.command("send", conversation_id=talk.id, **message(f"好 {n}")) for n in range(10)),
        *(bad.command("send", conversation_id=talk.id, **message(f"坏 {n}")) for n in range(10)),
        *(good.command("send", conversation_id=talk.id, **message("坏", reply_to=999)) for _ in range(3)),
        return_exceptions=True,
    )
    assert [answer["seq"] for answer in answers[:10] if isinstance(answer, dict)] == list(range(2, 12))
    assert {answer.code for answer in answers[10:20] if isinstance(answer, SocketRefusal)} == {"not_found"}
    assert {answer.code for answer in answers[20:] if isinstance(answer, SocketRefusal)} == {"messaging.reply_unknown"}


async def test_when_too_much_waits_it_says_so(talk: Talk, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "WAITING", 0)
    client = await stage.as_(HE_CHUAN)
    refused = await client.refused("POST", f"{talk.path}/messages", "messaging.busy", status=503, json=message("挤"))
    assert refused["params"]["retry_after"] == "1"
    monkeypatch.setattr(sending, "WAITING", 10)
    await talk.say(HE_CHUAN, "挤进来了")


async def test_people_who_share_no_organisation_do_not_meet(stage: Stage) -> None:
    client = await stage.as_(ZHOU_LAN)

    async def refused(player: Player, code: str) -> None:
        body = {"kind": "direct", "person_id": str(stage.person(player))}
        await client.refused("POST", "/api/conversations", code, json=body)

    await refused(BAI_LU, "not_found")
    await refused(HAN_DONG, "not_found")
    await refused(ZHOU_LAN, "messaging.not_with_yourself")
    body = {"kind": "direct", "person_id": str(uuid4())}
    await client.refused("POST", "/api/conversations", "not_found", json=body)
    for broken in (
        {"kind": "direct"},
        {"kind": "group", "name": "缺"},
        {"kind": "x"},
        {"kind": "direct", "person_id": "x"},
    ):
        await client.refused("POST", "/api/conversations", "invalid", json=broken)


async def test_groups_are_of_one_organisations_members(stage: Stage) -> None:
    client = await stage.as_(ZHOU_LAN)
    path = "/api/conversations"

    def body(*players: Player, organisation: object = None, name: str = "群") -> dict[str, object]:
        people = [str(stage.person(one)) for one in players]
        return {
            "kind": "group",
            "organisation_id": str(organisation or stage.school),
            "name": name,
            "person_ids": people,
        }

    refused = await client.refused("POST", path, "messaging.not_members", json=body(HE_CHUAN, BAI_LU))
    assert refused["params"]["people"] == [str(stage.person(BAI_LU))]
    await client.refused("POST", path, "not_found", json=body(organisation=stage.company))
    await client.refused("POST", path, "not_found", json=body(organisation=uuid4()))
    await client.refused("POST", path, "text.too_long", json=body(name="长" * 61))
    await client.refused("POST", path, "text.empty", json=body(name="  "))
    await client.refused("POST", path, "text.bad_character", json=body(name="群\u202e"))
    talk = await group(stage, ZHOU_LAN, WU_XIAOWEN)
    add = {"person_ids": [str(stage.person(BAI_LU))]}
    await client.refused("POST", f"{talk.path}/members", "messaging.not_members", json=add)

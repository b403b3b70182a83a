"""What somebody has begun to write: the same on all their devices, nobody else's, and nothing of it lost (MSG-1, MSG-2)."""

from typing import Any
from uuid import uuid4

import pytest

from tests.cast import BAI_LU, HE_CHUAN, LIN_YUE, XU_JINGYI, ZHOU_LAN, Player, Stage
from tests.messaging.talk import Talk, group
from tocsin.kernel.db import FOLLOW


@pytest.fixture
async def talk(stage: Stage) -> Talk:
    return await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI)


async def put(talk: Talk, text: str = "", **more: Any) -> dict[str, Any]:
    """He Chuan writes."""
    client = await talk.stage.as_(HE_CHUAN)
    answer: dict[str, Any] = await client.json("PUT", f"{talk.path}/draft", json={"text": text, **more})
    return answer


async def kept(talk: Talk, who: Player = HE_CHUAN) -> Any:
    return (await talk.view(who))["draft"]


async def test_it_is_on_all_ones_devices_and_nobody_elses(talk: Talk, stage: Stage) -> None:
    client = await stage.as_(HE_CHUAN)
    xu, seq = str(stage.person(XU_JINGYI)), (await talk.say(ZHOU_LAN, "谁去？"))["seq"]
    socket = await stage.server.socket(client)
    other = await stage.server.socket(await stage.as_(ZHOU_LAN))
    for one in (socket, other):
        await one.until("snapshot")
    answer = await put(talk, "@许静怡 还没写完", mentions=[xu, "all"], reply_to=seq)
    told = (await socket.until("draft"))["draft"]
    assert answer == {"kept": True, "draft": told}
    assert (told["text"], told["mentions"], told["reply_to"]) == ("@许静怡 还没写完", [xu, "all"], seq)
    assert await kept(talk) == told
    assert await kept(talk, ZHOU_LAN) is None
    assert (await put(talk))["draft"] is None
    assert (await socket.until("draft"))["draft"] is None
    assert await kept(talk) is None
    await talk.say(ZHOU_LAN, "好")
    heard = await other.until("message")
    assert "draft" not in str(heard)


async def test_what_is_answered_alone_is_kept(talk: Talk) -> None:
    seq = (await talk.say(ZHOU_LAN, "谁去？"))["seq"]
    assert (await put(talk, mentions=["all"], reply_to=seq))["draft"]["mentions"] == []
    assert (await kept(talk))["reply_to"] == seq
    assert (await put(talk))["draft"] is None


async def test_whom_one_cannot_mention_and_what_is_gone_is_left_out_and_said(talk: Talk, stage: Stage) -> None:
    people = [str(stage.person(one)) for one in (XU_JINGYI, BAI_LU, LIN_YUE)]
    seq = (await talk.say(ZHOU_LAN, "写错了"))["seq"]
    draft = (await put(talk, "@许静怡 @白露", mentions=[*people, str(uuid4())], reply_to=seq))["draft"]
    assert (draft["mentions"], draft["reply_to"]) == (people[:1], seq)
    await (await stage.as_(ZHOU_LAN)).json("POST", f"{talk.path}/messages/{seq}/recall")
    assert (await put(talk, "那好", reply_to=seq))["draft"]["reply_to"] is None
    # Of another conversation's, of none, of what is no message.
    for gone in (1, 10_000):
        assert (await put(talk, "那好", reply_to=gone))["draft"]["reply_to"] is None
    await (await stage.as_(ZHOU_LAN)).json("DELETE", f"{talk.path}/members/{people[0]}", status=204)
    assert (await put(talk, "@许静怡", mentions=people[:1]))["draft"]["mentions"] == []


async def test_what_was_said_before_one_came_is_no_answer(talk: Talk, stage: Stage) -> None:
    seq = (await talk.say(ZHOU_LAN, "从前"))["seq"]
    body = {"person_ids": [str(stage.person(LIN_YUE))]}
    await (await stage.as_(ZHOU_LAN)).json("POST", f"{talk.path}/members", json=body)
    client = await stage.as_(LIN_YUE)
    answer = await client.json("PUT", f"{talk.path}/draft", json={"text": "好", "reply_to": seq})
    assert answer["draft"]["reply_to"] is None


async def test_two_devices_do_not_write_over_each_other(talk: Talk) -> None:
    one = await put(talk, "桌上写的", base=None)
    assert one["kept"]
    # The other device knows of none.
    assert await put(talk, "路上写的", base=None) == {"kept": False, "draft": one["draft"]}
    two = await put(talk, "桌上写的\n路上写的", base=one["draft"]["at"])
    assert two["kept"]
    assert two["draft"]["at"] > one["draft"]["at"]
    assert await put(talk, "", base=one["draft"]["at"]) == {"kept": False, "draft": two["draft"]}
    assert await put(talk, "", base=two["draft"]["at"]) == {"kept": True, "draft": None}
    # Sent and emptied there: what was changed here meanwhile is no change of that one.
    assert await put(talk, "桌上写的，还有", base=two["draft"]["at"]) == {"kept": False, "draft": None}
    assert (await put(talk, "桌上写的，还有", base=None))["kept"]
    # Who does not know of bases writes over it.
    assert (await put(talk, "别的"))["kept"]


async def test_each_writing_is_told_from_the_one_before(talk: Talk) -> None:
    seen = [(await put(talk, f"第 {n} 次"))["draft"]["at"] for n in range(20)]
    assert seen == sorted(set(seen))


async def test_what_does_not_fit_is_refused(talk: Talk, stage: Stage) -> None:
    client = await stage.as_(HE_CHUAN)
    path = f"{talk.path}/draft"
    await client.refused("PUT", path, "text.too_long", json={"text": "长" * 20_001})
    await client.refused("PUT", path, "invalid", json={"text": "x", "mentions": [str(uuid4()) for _ in range(101)]})
    await client.refused("PUT", path, "invalid", json={"text": "x", "mentions": ["何川"]})
    await client.refused("PUT", path, "invalid", json={"text": "x", "base": "2026-11-27T08:00:00"})
    for stranger in (LIN_YUE, BAI_LU):
        await (await stage.as_(stranger)).refused("PUT", path, "not_found", json={"text": "x"})
    await (await stage.as_(ZHOU_LAN)).json("DELETE", f"{talk.path}/members/{stage.person(XU_JINGYI)}", status=204)
    await (await stage.as_(XU_JINGYI)).refused("PUT", path, "not_found", json={"text": "x"})


async def test_nothing_of_it_is_readable_in_the_database(talk: Talk, stage: Stage) -> None:
    xu = stage.person(XU_JINGYI)
    await put(talk, "@许静怡 机密", mentions=[str(xu)])
    async with stage.server.context.db.working(FOLLOW) as tx:
        rows = await tx.fetch("SELECT body_sealed, mentions_sealed FROM draft WHERE conversation_id = $1", talk.id)
    lying = b"".join(value for row in rows for value in row.values())
    assert rows
    assert not [one for one in ("机密".encode(), str(xu).encode(), xu.bytes) if one in lying]

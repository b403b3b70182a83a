"""Where somebody is mentioned: all their conversations in one list, newest first, and nothing else (MSG-5)."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from tests.cast import BAI_LU, HAN_DONG, HE_CHUAN, LIN_YUE, XU_JINGYI, ZHENG_YU, ZHOU_LAN, Player, Stage
from tests.hostile.victim import suspended_account
from tests.messaging.talk import Talk, direct, group

PATH = "/api/me/mentions"


async def mentions(stage: Stage, who: Player, **query: Any) -> dict[str, Any]:
    page: dict[str, Any] = await (await stage.as_(who)).json("GET", PATH, params=query)
    return page


async def texts(stage: Stage, who: Player) -> list[str]:
    return [one["fact"]["text"] for one in (await mentions(stage, who))["items"]]


async def call(stage: Stage, talk: Talk, who: Player, text: str, *whom: Player) -> dict[str, Any]:
    return await talk.say(who, text, mentions=[str(stage.person(one)) for one in whom] or ["all"])


async def test_all_conversations_in_one_list_newest_first(stage: Stage) -> None:
    one = await group(stage, ZHOU_LAN, HE_CHUAN, LIN_YUE, name="备课组")
    two = await direct(stage, ZHOU_LAN, HE_CHUAN)
    await call(stage, one, ZHOU_LAN, "@何川 一", HE_CHUAN)
    await one.say(ZHOU_LAN, "不提谁")
    await call(stage, two, ZHOU_LAN, "@何川 二", HE_CHUAN)
    await call(stage, one, LIN_YUE, "@所有人 三")
    await call(stage, one, ZHOU_LAN, "@林悦 四", LIN_YUE)
    # Named and one of all: once.
    await one.say(ZHOU_LAN, "@何川 @所有人 五", mentions=["all", str(stage.person(HE_CHUAN))])
    assert await texts(stage, HE_CHUAN) == ["@何川 @所有人 五", "@所有人 三", "@何川 二", "@何川 一"]
    # One's own call to everybody is no news to oneself.
    assert await texts(stage, LIN_YUE) == ["@何川 @所有人 五", "@林悦 四"]
    page = await mentions(stage, HE_CHUAN)
    assert [(item["conversation"]["kind"], item["conversation"]["name"]) for item in page["items"]] == [
        ("group", "备课组"),
        ("group", "备课组"),
        ("direct", ZHOU_LAN.name),
        ("group", "备课组"),
    ]
    assert page["people"][str(stage.person(ZHOU_LAN))]["name"] == ZHOU_LAN.name


async def test_what_is_read_is_told_from_what_is_not(stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)
    first = await call(stage, talk, ZHOU_LAN, "@何川 一", HE_CHUAN)
    await call(stage, talk, ZHOU_LAN, "@何川 二", HE_CHUAN)
    await talk.read(HE_CHUAN, first["seq"])
    assert [item["unread"] for item in (await mentions(stage, HE_CHUAN))["items"]] == [True, False]


async def test_page_by_page_without_holes_or_repeats(stage: Stage) -> None:
    talks = [await group(stage, ZHOU_LAN, HE_CHUAN, name=f"群 {number}") for number in range(3)]
    for number in range(11):
        await call(stage, talks[number % 3], ZHOU_LAN, f"第 {number} 条", *([HE_CHUAN] if number % 2 else []))
    seen, after = [], None
    while True:
        page = await mentions(stage, HE_CHUAN, limit=4, **({"after": after} if after else {}))
        seen += [item["fact"]["text"] for item in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert seen == [f"第 {number} 条" for number in reversed(range(11))]


async def test_what_was_taken_back_left_or_never_seen_is_not_there(stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)
    taken = await call(stage, talk, ZHOU_LAN, "@所有人 收回的")
    await call(stage, talk, ZHOU_LAN, "@所有人 林悦来之前")
    await talk.recall(ZHOU_LAN, taken["seq"])
    assert await texts(stage, HE_CHUAN) == ["@所有人 林悦来之前"]
    await (await stage.as_(ZHOU_LAN)).json(
        "POST", f"{talk.path}/members", json={"person_ids": [str(stage.person(LIN_YUE))]}
    )
    assert await texts(stage, LIN_YUE) == []
    await call(stage, talk, ZHOU_LAN, "@所有人 之后")
    assert await texts(stage, LIN_YUE) == ["@所有人 之后"]
    path = f"{talk.path}/members/{stage.person(LIN_YUE)}"
    await (await stage.as_(ZHOU_LAN)).json("DELETE", path, status=204)
    assert await texts(stage, LIN_YUE) == []


async def test_nobody_else_is_told(stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)
    await call(stage, talk, ZHOU_LAN, "@所有人 机密")
    for stranger in (XU_JINGYI, BAI_LU, HAN_DONG, ZHENG_YU):
        assert await texts(stage, stranger) == []
    await stage.server.client().refused("GET", PATH, "signed_out", status=401)
    await (await suspended_account(stage, HE_CHUAN)).refused("GET", PATH, "signed_out", status=401)


async def test_a_suspended_member_sees_the_organisations_no_longer(stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)
    await call(stage, talk, ZHOU_LAN, "@何川 在吗", HE_CHUAN)
    assert await texts(stage, HE_CHUAN) == ["@何川 在吗"]
    path = f"/api/organisations/{stage.school}/members/{stage.member(HE_CHUAN)}/suspension"
    await (await stage.as_(ZHOU_LAN)).json("POST", path, json={})
    assert await texts(stage, HE_CHUAN) == []


async def test_cursors_of_other_kinds_are_refused(stage: Stage) -> None:
    client = await stage.as_(HE_CHUAN)
    for after in (
        "x",
        "W10=",
        "WzEsMiwzXQ==",
        str(uuid4()),
        "WyIyMDI2LTExLTIyVDA4OjAwOjAwIiwiMDAwMDAwMDAtMDAwMC0wMDAwLTAwMDAtMDAwMDAwMDAwMDAwIiwxXQ==",
    ):
        await client.refused("GET", PATH, "invalid", params={"after": after})
    for limit in (0, 201):
        await client.refused("GET", PATH, "invalid", params={"limit": limit})

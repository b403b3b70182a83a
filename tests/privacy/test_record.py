"""What is recorded about me: which kinds, for how long, who looked, and what I brought about (PRV-2)."""

from typing import Any
from uuid import UUID

from tests.cast import HAN_DONG, HE_CHUAN, LIN_YUE, LU_MING, SU_RUI, XU_JINGYI, ZHENG_YU, ZHOU_LAN, Player, Stage
from tests.hostile.victim import as_owner
from tests.messaging.archive.taking import ask, by_power
from tests.messaging.talk import Office, group
from tests.support.statements import sent
from tocsin.app import ROOMS
from tocsin.kernel.errors import LANGUAGES

RECORD = "/api/me/record"


async def looks(stage: Stage, who: Player) -> list[dict[str, Any]]:
    """Who looked at somebody, as they are told."""
    found: list[dict[str, Any]] = (await (await stage.as_(who)).json("GET", f"{RECORD}/looks"))["items"]
    return found


async def view(stage: Stage, by: Player, whom: Player, why: str | None = None) -> None:
    """Look at somebody's whole number."""
    path = f"/api/organisations/{stage.school}/members/{stage.member(whom)}/contact"
    await (await stage.as_(by)).json("POST", path, json={"why": why})


def test_a_room_that_hands_out_what_it_keeps_says_what_that_is() -> None:
    codes = [one.code for room in ROOMS for one in room.kept]
    assert len(codes) == len(set(codes))
    for room in ROOMS:
        assert bool(room.kept) == (room.exports is not None), (
            f"{room.name} keeps things about people and does not say which"
        )
        for one in room.kept:
            assert one.code.startswith(f"{room.name}."), one.code
            for words in (one.title, one.text, one.term):
                assert all(words.in_(language).strip() for language in LANGUAGES), one.code


def test_who_says_that_somebody_looked_says_it_of_an_audited_event_of_the_room() -> None:
    for room in ROOMS:
        for look in room.looks:
            assert look.event in room.events, look.event
            assert look.event.audited, look.event
            assert all(look.text.in_(language).strip() for language in LANGUAGES), look.event


async def test_one_is_told_what_is_kept_where_and_for_how_long(stage: Stage) -> None:
    talk = await group(stage, XU_JINGYI, HE_CHUAN)
    for text in ("一", "二"):
        await talk.say(HE_CHUAN, text)
    he = await stage.as_(HE_CHUAN)
    found = (await he.json("GET", RECORD, headers={"Accept-Language": "zh-CN"}))["realms"]
    assert [(one["id"], one["current"]) for one in found] == [(None, True), (str(stage.school), True)]
    platform, school = ({kind["code"]: kind for kind in one["kinds"]} for one in found)
    assert platform["accounts.account"]["title"] == "账号与资料"
    assert platform["accounts.sessions"]["term"] == "结束后 190 天"
    assert platform["accounts.account"]["count"] == 1
    assert platform["accounts.account"]["first"] is not None
    assert (school["messaging.messages"]["count"], school["messaging.messages"]["more"]) == (2, False)
    assert school["messaging.messages"]["first"] <= school["messaging.messages"]["last"]
    assert school["search.index"]["count"] is None
    assert "accounts.account" not in school
    assert "organisations.membership" not in platform
    assert "messaging.own" not in school, "what there is none of is left out"
    english = (await he.json("GET", RECORD, headers={"Accept-Language": "en"}))["realms"][0]["kinds"]
    assert "Account and profile" in [one["title"] for one in english]


async def test_who_has_left_is_told_what_the_organisation_still_keeps(stage: Stage) -> None:
    zheng = await stage.as_(ZHENG_YU)
    found = (await zheng.json("GET", RECORD))["realms"]
    assert [(one["id"], one["current"]) for one in found] == [(None, True), (str(stage.school), False)]
    han = await stage.as_(HAN_DONG)
    assert [one["id"] for one in (await han.json("GET", RECORD))["realms"]] == [None]


async def test_it_is_counted_by_few_statements_however_many_kinds(stage: Stage) -> None:
    he, database = await stage.as_(HE_CHUAN), stage.server.context.db
    await he.json("GET", RECORD)
    before = sent(database)
    await he.json("GET", RECORD)
    # Where one belongs, and one for each of the two roles that may read; each goes into its role and out of it.
    assert sent(database) - before == 9


async def test_more_than_is_counted_is_said_to_be_more(stage: Stage) -> None:
    talk = await group(stage, XU_JINGYI, HE_CHUAN)
    await talk.say(HE_CHUAN, "一句话")
    async with as_owner(stage) as owner:
        await owner.execute(
            "INSERT INTO message (conversation_id, seq, realm_id, kind, sender_id, at, version, audience)"
            " SELECT conversation_id, seq + n, realm_id, kind, sender_id, at, version, audience"
            " FROM message, generate_series(1, 1200) n WHERE conversation_id = $1 AND seq = 2",
            UUID(talk.id),
        )
    found = (await (await stage.as_(HE_CHUAN)).json("GET", RECORD))["realms"][1]["kinds"]
    messages = next(one for one in found if one["code"] == "messaging.messages")
    assert (messages["count"], messages["more"], messages["first"]) == (1000, True, None)


async def test_who_looked_when_why_and_by_which_power(stage: Stage) -> None:
    await view(stage, ZHOU_LAN, HE_CHUAN, "通知调课")
    await view(stage, ZHOU_LAN, HE_CHUAN)
    second, first = await looks(stage, HE_CHUAN)
    assert (first["by"], first["by_id"]) == (ZHOU_LAN.name, str(stage.person(ZHOU_LAN)))
    assert (first["why"], second["why"]) == ("通知调课", None)
    assert first["text"] == "saw your whole phone number and address"
    assert first["power"] == "See whole phone numbers and addresses"
    assert first["organisation_id"] == str(stage.school)
    assert await looks(stage, ZHOU_LAN) == [], "what one did oneself is no look"
    assert await looks(stage, XU_JINGYI) == [], "of another nothing is told"


async def test_a_look_is_told_at_once_to_whom_it_concerns(stage: Stage) -> None:
    he, xu = await stage.server.socket(await stage.as_(HE_CHUAN)), await stage.server.socket(await stage.as_(XU_JINGYI))
    for socket in (he, xu):
        await socket.until("snapshot")
    await view(stage, ZHOU_LAN, HE_CHUAN, "通知调课")
    await he.until("changed", key=["looks"])
    await view(stage, ZHOU_LAN, XU_JINGYI, "通知调课")
    await xu.until("changed", key=["looks"])
    assert len([one for one in xu.events if one.get("key") == ["looks"]]) == 1


async def test_what_is_taken_out_with_me_in_it_is_told(stage: Stage) -> None:
    zhou = await stage.as_(ZHOU_LAN)
    await zhou.get(f"/api/organisations/{stage.school}/roster.csv")
    talk = await group(stage, XU_JINGYI, HE_CHUAN)
    await talk.say(HE_CHUAN, "组里的话")
    await ask(stage, ZHOU_LAN, by_power(stage, talk), why="学院纪检调查")
    await ask(stage, XU_JINGYI, talk.path)
    told = await looks(stage, HE_CHUAN)
    assert [(one["kind"], one["why"]) for one in told] == [
        ("messaging.export_asked", "学院纪检调查"),
        ("organisations.roster_exported", None),
    ]
    assert [one["kind"] for one in await looks(stage, LIN_YUE)] == ["organisations.roster_exported"]
    assert await looks(stage, ZHENG_YU) == [], "who had left was in neither"


async def test_of_a_group_taken_out_those_hear_who_were_in_it_then(stage: Stage) -> None:
    talk = await group(stage, HE_CHUAN, XU_JINGYI, LIN_YUE, SU_RUI)
    owner = await stage.as_(HE_CHUAN)
    await owner.json("DELETE", f"{talk.path}/members/{stage.person(LIN_YUE)}")
    await Office(stage).depart(SU_RUI)
    await ask(stage, ZHOU_LAN, by_power(stage, talk), why="有人举报")
    await owner.json("POST", f"{talk.path}/members", json={"person_ids": [str(stage.person(LU_MING))]})
    await owner.json("DELETE", f"{talk.path}/members/{stage.person(XU_JINGYI)}")
    for one in (HE_CHUAN, XU_JINGYI):
        assert [(look["kind"], look["why"]) for look in await looks(stage, one)] == [
            ("messaging.export_asked", "有人举报")
        ]
    for one in (LIN_YUE, SU_RUI, LU_MING):
        assert await looks(stage, one) == [], "left before, or came after"


async def test_names_of_an_organisation_one_has_left_are_not_told(stage: Stage) -> None:
    await view(stage, ZHOU_LAN, SU_RUI, "通知调课")
    zhou = await stage.as_(ZHOU_LAN)
    path = f"/api/organisations/{stage.school}/members/{stage.member(SU_RUI)}/departure"
    await zhou.json("POST", path, json={"reason": "other"})
    (told,) = await looks(stage, SU_RUI)
    assert (told["by"], told["by_id"], told["why"]) == (None, None, "通知调课")
    assert ZHOU_LAN.name not in str(told)


async def test_looks_are_paged_and_each_is_told_once(stage: Stage) -> None:
    for number in range(5):
        await view(stage, ZHOU_LAN, HE_CHUAN, f"第 {number} 次")
    he = await stage.as_(HE_CHUAN)
    found = await he.pages(f"{RECORD}/looks", limit=2)
    assert [one["why"] for one in found] == [f"第 {number} 次" for number in reversed(range(5))]
    await he.refused("GET", f"{RECORD}/looks?after=x", "invalid")


async def test_what_one_brought_about_is_told_in_words(stage: Stage) -> None:
    talk = await group(stage, XU_JINGYI, HE_CHUAN, name="备课组")
    fact = await talk.say(XU_JINGYI, "请看")
    await talk.read(HE_CHUAN, fact["seq"])
    said = await talk.say(HE_CHUAN, "看了")
    await talk.recall(HE_CHUAN, said["seq"])
    he = await stage.as_(HE_CHUAN)
    page = await he.json("GET", f"{RECORD}/effects", headers={"Accept-Language": "zh-CN"})
    told = [(one["effect"], one["words"], one["name"], one["first"], one["last"]) for one in page["items"][:3]]
    seq = said["seq"]
    assert told == [(3, "撤回", "备课组", seq, seq), (1, "发送", "备课组", seq, seq), (2, "阅读", "备课组", 1, seq - 1)]
    assert {one["device"] for one in page["items"]} == {"python-httpx"}
    assert page["items"][0]["organisation"]
    every = await he.pages(f"{RECORD}/effects", limit=2)
    assert [one["id"] for one in every[:3]] == [one["id"] for one in page["items"][:3]]
    assert len({one["id"] for one in every}) == len(every)
    await he.json("POST", f"{talk.path}/departure", status=204)
    first = (await he.json("GET", f"{RECORD}/effects"))["items"][-1]
    assert first["name"] is None, "what one is no longer in is not called by its name"

"""Direct conversations and groups made by hand: who comes, who goes, who owns, what one keeps for oneself (MSG-1, MSG-3)."""

import asyncio

import pytest

from tests.cast import EMMA_CLARKE, HE_CHUAN, LIN_YUE, LU_MING, SU_RUI, XU_JINGYI, ZHOU_LAN, Player, Stage
from tests.messaging.talk import Office, Talk, department, direct, group
from tocsin.kernel.db import FOLLOW
from tocsin.messaging.rules import standing


async def test_two_people_have_one_conversation_however_often_it_is_opened(stage: Stage) -> None:
    zhou_lan, he_chuan = await stage.as_(ZHOU_LAN), await stage.as_(HE_CHUAN)
    to_him = {"kind": "direct", "person_id": str(stage.person(HE_CHUAN))}
    to_her = {"kind": "direct", "person_id": str(stage.person(ZHOU_LAN))}
    opened = await asyncio.gather(
        *(zhou_lan.json("POST", "/api/conversations", json=to_him) for _ in range(6)),
        *(he_chuan.json("POST", "/api/conversations", json=to_her) for _ in range(6)),
    )
    assert len({one["id"] for one in opened}) == 1
    hers, his = opened[0], opened[-1]
    assert (hers["name"], hers["peer"]["name"], hers["peer"]["post"]) == ("何川", "何川", "科长")
    assert (his["name"], his["realm_id"], his["organisation_id"]) == (
        "周岚",
        "00000000-0000-0000-0000-000000000000",
        None,
    )
    assert (his["members"], his["open"], his["owner_id"]) == (2, True, None)


async def test_a_direct_conversation_is_in_nobodys_list_until_somebody_speaks(stage: Stage) -> None:
    talk = await direct(stage, ZHOU_LAN, HE_CHUAN)
    for player in (ZHOU_LAN, HE_CHUAN):
        page = await (await stage.as_(player)).json("GET", "/api/conversations")
        assert talk.id not in {one["id"] for one in page["items"]}
    socket = await stage.server.socket(await stage.as_(HE_CHUAN))
    await socket.until("snapshot")
    await talk.say(ZHOU_LAN, "有空吗")
    told = await socket.until("conversation", id=talk.id)
    assert (told["unread"], told["last"]["text"]) == (1, "有空吗")


async def test_direct_conversations_cannot_be_changed_like_groups(stage: Stage) -> None:
    talk = await direct(stage, ZHOU_LAN, HE_CHUAN)
    client, someone = await stage.as_(ZHOU_LAN), str(stage.person(LU_MING))
    code = "messaging.not_a_group"
    await client.refused("PATCH", talk.path, code, json={"name": "名"})
    await client.refused("POST", f"{talk.path}/members", code, json={"person_ids": [someone]})
    await client.refused("POST", f"{talk.path}/departure", code)
    await client.refused("PUT", f"{talk.path}/owner", code, json={"person_id": str(stage.person(HE_CHUAN))})
    await client.refused("DELETE", f"{talk.path}/members/{stage.person(HE_CHUAN)}", code)


async def test_a_group_begins_with_its_making(stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI, HE_CHUAN, name=" 期末  备课组 ")
    view = await talk.view(HE_CHUAN)
    assert (view["kind"], view["name"], view["members"]) == ("group", "期末 备课组", 3)
    assert (view["owner_id"], view["organisation_id"]) == (str(stage.person(ZHOU_LAN)), str(stage.school))
    (fact,) = await talk.seen_by(XU_JINGYI)
    assert (fact["seq"], fact["kind"], fact["count"], fact["members"]) == (1, "created", 3, 3)
    assert fact["sender_id"] == str(stage.person(ZHOU_LAN))
    seats = await (await stage.as_(HE_CHUAN)).pages(f"{talk.path}/members", limit=2)
    assert {(seat["name"], seat["role"]) for seat in seats} == {
        ("周岚", "owner"),
        ("何川", "member"),
        ("许静怡", "member"),
    }


async def test_the_owner_renames_removes_and_hands_over_and_nobody_else(stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI)
    owner, member = await stage.as_(ZHOU_LAN), await stage.as_(HE_CHUAN)
    xu, he = str(stage.person(XU_JINGYI)), str(stage.person(HE_CHUAN))
    await member.refused("PATCH", talk.path, "messaging.admins_only", status=403, json={"name": "我的"})
    await member.refused("DELETE", f"{talk.path}/members/{xu}", "messaging.admins_only", status=403)
    await member.refused("PUT", f"{talk.path}/owner", "messaging.owner_only", status=403, json={"person_id": he})
    assert (await owner.json("PATCH", talk.path, json={"name": "新名字"}))["name"] == "新名字"
    await owner.json("DELETE", f"{talk.path}/members/{xu}", status=204)
    await owner.refused("DELETE", f"{talk.path}/members/{xu}", "not_found")
    await owner.refused("PUT", f"{talk.path}/owner", "not_found", json={"person_id": xu})
    await owner.refused("POST", f"{talk.path}/departure", "messaging.hand_over_first", status=409)
    await owner.refused("DELETE", f"{talk.path}/members/{stage.person(ZHOU_LAN)}", "messaging.hand_over_first")
    await owner.json("PUT", f"{talk.path}/owner", status=204, json={"person_id": he})
    await owner.refused("PATCH", talk.path, "messaging.admins_only", json={"name": "旧主"})
    await owner.json("POST", f"{talk.path}/departure", status=204)
    kinds = [fact["kind"] for fact in await talk.seen_by(HE_CHUAN)]
    assert kinds == ["created", "renamed", "removed", "owner", "left"]
    assert (await talk.view(HE_CHUAN))["members"] == 1
    await member.json("POST", f"{talk.path}/departure", status=204)
    await member.refused("GET", talk.path, "not_found")


async def test_who_comes_later_sees_from_then_on_and_who_comes_back_too(stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)
    await talk.say(ZHOU_LAN, "从前")
    add = {"person_ids": [str(stage.person(LIN_YUE)), str(stage.person(HE_CHUAN))]}
    await (await stage.as_(HE_CHUAN)).json("POST", f"{talk.path}/members", json=add)
    await talk.say(ZHOU_LAN, "欢迎")
    assert [fact.get("text") or fact["kind"] for fact in await talk.seen_by(LIN_YUE)] == ["joined", "欢迎"]
    assert (await talk.view(LIN_YUE))["unread"] == 1
    lin_yue = await stage.as_(LIN_YUE)
    await lin_yue.json("POST", f"{talk.path}/departure", status=204)
    await talk.say(ZHOU_LAN, "她不在时")
    await (await stage.as_(ZHOU_LAN)).json("POST", f"{talk.path}/members", json=add)
    await talk.say(ZHOU_LAN, "回来了")
    assert [fact.get("text") or fact["kind"] for fact in await talk.seen_by(LIN_YUE)] == ["joined", "回来了"]
    before = await lin_yue.json("GET", f"{talk.path}/messages", params={"before": 4})
    assert before["items"] == []
    await lin_yue.refused("GET", f"{talk.path}/messages/2/effects", "not_found")


async def test_pin_and_mute_are_ones_own_and_on_all_devices(stage: Stage) -> None:
    old, new = await group(stage, ZHOU_LAN, HE_CHUAN, name="旧"), await group(stage, ZHOU_LAN, HE_CHUAN, name="新")
    socket = await stage.server.socket(await stage.as_(HE_CHUAN))
    await socket.until("snapshot")
    he_chuan = await stage.as_(HE_CHUAN)
    await he_chuan.json("PUT", f"{old.path}/preferences", status=204, json={"pinned": True, "muted": True})
    told = await socket.until("conversation", id=old.id)
    assert (told["pinned"], told["muted"]) == (True, True)
    names = [one["name"] for one in (await he_chuan.json("GET", "/api/conversations"))["items"]]
    assert names.index("旧") < names.index("新"), "pinned first, though the other moved last"
    assert new.id
    hers = await old.view(ZHOU_LAN)
    assert (hers["pinned"], hers["muted"]) == (False, False)
    await he_chuan.json("PUT", f"{old.path}/preferences", status=204, json={"pinned": False, "muted": False})
    assert (await old.view(HE_CHUAN))["pinned"] is False


async def test_the_list_pages_by_what_moved_last(stage: Stage) -> None:
    talks = [await group(stage, ZHOU_LAN, HE_CHUAN, name=f"群 {number}") for number in range(7)]
    for talk in reversed(talks):
        await talk.say(ZHOU_LAN, "动")
    await (await stage.as_(HE_CHUAN)).json("PUT", f"{talks[4].path}/preferences", json={"pinned": True, "muted": False})
    found = await (await stage.as_(HE_CHUAN)).pages("/api/conversations", limit=3)
    names = [one["name"] for one in found if one["kind"] == "group"]
    assert names == ["群 4", "群 0", "群 1", "群 2", "群 3", "群 5", "群 6"]
    await (await stage.as_(HE_CHUAN)).refused("GET", "/api/conversations?after=broken", "invalid")
    await (await stage.as_(HE_CHUAN)).refused("GET", "/api/conversations?limit=0", "invalid")


async def test_a_department_group_is_not_changed_by_hand(stage: Stage) -> None:
    talk = await department(stage, ZHOU_LAN, "教务处")
    head, person = await stage.as_(ZHOU_LAN), str(stage.person(LU_MING))
    code = "messaging.follows_department"
    await head.refused("PATCH", talk.path, code, status=409, json={"name": "名"})
    await head.refused("POST", f"{talk.path}/members", code, json={"person_ids": [person]})
    await head.refused("DELETE", f"{talk.path}/members/{stage.person(HE_CHUAN)}", code)
    await head.refused("POST", f"{talk.path}/departure", code)
    await head.refused("PUT", f"{talk.path}/owner", code, json={"person_id": str(stage.person(HE_CHUAN))})


async def test_people_are_named_as_the_organisation_names_them(stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, EMMA_CLARKE)
    client = await stage.as_(HE_CHUAN)
    ids = ",".join(str(stage.person(one)) for one in (ZHOU_LAN, EMMA_CLARKE, LU_MING))
    people = (await client.json("GET", f"{talk.path}/people", params={"ids": ids}))["people"]
    assert {face["name"]: face["post"] for face in people.values()} == {"周岚": "处长", "Emma Clarke": "主任"}
    await client.refused("GET", f"{talk.path}/people?ids=x", "invalid")
    many = ",".join([str(stage.person(ZHOU_LAN))] * 101)
    await client.refused("GET", f"{talk.path}/people?ids={many}", "invalid")


async def test_a_hidden_department_is_not_named_to_those_outside(stage: Stage) -> None:
    """Who shares a group with somebody does not learn by it where they are (ORG-2)."""
    admin, talk, two = (
        Office(stage),
        await group(stage, HE_CHUAN, SU_RUI, LU_MING),
        await direct(stage, HE_CHUAN, SU_RUI),
    )
    await two.say(HE_CHUAN, "在吗")

    async def posts(who: Player) -> set[str | None]:
        """What somebody reads of 苏芮, wherever conversations show people."""
        client, person = await stage.as_(who), str(stage.person(SU_RUI))
        (seat,) = [one for one in await client.pages(f"{talk.path}/members") if one["person_id"] == person]
        faces = [
            (await client.json("GET", f"{talk.path}/messages"))["people"][person],
            (await client.json("GET", f"{talk.path}/people", params={"ids": person}))["people"][person],
            *[
                face
                for one, face in (await client.json("GET", "/api/conversations"))["people"].items()
                if one == person
            ],
        ]
        return {one.get("post") for one in (seat, *faces)}

    await admin.place(SU_RUI, "信息中心", "财务处")
    assert await posts(HE_CHUAN) == {"信息中心"}
    ids = await admin.departments()
    await admin.json("PATCH", f"/departments/{ids['信息中心']}", json={"hidden": True})
    assert await posts(HE_CHUAN) == {"财务处"}, "the first place that is open to the reader"
    assert await posts(LU_MING) == {"信息中心"}, "who is there himself"
    assert await posts(SU_RUI) == {"信息中心"}
    await admin.place(SU_RUI, "信息中心")
    assert await posts(HE_CHUAN) == {None}
    assert (await two.view(HE_CHUAN))["peer"]["post"] is None
    role = {"name": "看见一切", "powers": ["organisations.hidden_read"]}
    made = await admin.json("POST", "/roles", json=role)
    grant = {
        "member_id": str(stage.member(HE_CHUAN)),
        "role_id": made["id"],
        "scope": "organisation",
        "department_id": None,
    }
    await admin.json("POST", "/grants", json=grant)
    assert await posts(HE_CHUAN) == {"信息中心"}, "who may look in"


async def test_history_pages_both_ways_without_holes(stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)
    for number in range(2, 26):
        assert (await talk.say(ZHOU_LAN if number % 2 else HE_CHUAN, f"第 {number} 条"))["seq"] == number
    client = await stage.as_(HE_CHUAN)

    async def page(**query: int) -> tuple[list[int], bool]:
        found = await client.json("GET", f"{talk.path}/messages", params=query)
        return [fact["seq"] for fact in found["items"]], found["more"]

    assert await page(limit=10) == (list(range(16, 26)), True)
    assert await page(before=16, limit=10) == (list(range(6, 16)), True)
    assert await page(before=6, limit=10) == ([1, 2, 3, 4, 5], False)
    assert await page(after=0, limit=10) == (list(range(1, 11)), True)
    assert await page(after=20, limit=10) == ([21, 22, 23, 24, 25], False)
    assert await page(after=99, limit=10) == ([], False)
    await client.refused("GET", f"{talk.path}/messages?before=1&after=1", "invalid")
    await client.refused("GET", f"{talk.path}/messages?limit=201", "invalid")
    unread: Talk = talk
    assert (await unread.view(HE_CHUAN))["unread"] == 12


async def test_whoever_is_alone_and_removes_themselves_ends_the_group(stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN)
    client = await stage.as_(ZHOU_LAN)
    await client.json("DELETE", f"{talk.path}/members/{stage.person(ZHOU_LAN)}")
    await client.refused("GET", talk.path, "not_found")
    async with stage.server.context.db.working(FOLLOW) as tx:
        (row,) = await tx.fetch("SELECT open, members FROM conversation WHERE id = $1::uuid", talk.id)
    assert (row["open"], row["members"]) == (False, 0)


async def test_a_group_holds_so_many(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)
    monkeypatch.setattr(standing, "GROUP_LIMIT", 3)
    zhou = await stage.as_(ZHOU_LAN)
    xu, lin = (str(stage.person(one)) for one in (XU_JINGYI, LIN_YUE))
    await zhou.refused("POST", f"{talk.path}/members", "messaging.group_full", json={"person_ids": [xu, lin]})
    assert (await talk.view(ZHOU_LAN))["members"] == 2
    await zhou.json("POST", f"{talk.path}/members", json={"person_ids": [xu]}, status=200)
    await zhou.refused("POST", f"{talk.path}/members", "messaging.group_full", json={"person_ids": [lin]})

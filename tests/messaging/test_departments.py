"""Groups that follow the organisation: made with departments, owned by their heads, left with them (MSG-3, ORG-4)."""

from tests.cast import (
    EMMA_CLARKE,
    HE_CHUAN,
    LIN_YUE,
    LU_MING,
    SU_RUI,
    XU_JINGYI,
    ZHOU_LAN,
    Player,
    Stage,
)
from tests.messaging.talk import Office, Talk, department, direct, group


async def names(talk: Talk, who: Player) -> set[str]:
    return {seat["name"] for seat in await (await talk.stage.as_(who)).pages(f"{talk.path}/members")}


async def groups_of(stage: Stage, who: Player) -> dict[str, str]:
    """Department groups in somebody's list, with their owners."""
    page = await (await stage.as_(who)).json("GET", "/api/conversations")
    return {one["name"]: one["owner_id"] for one in page["items"] if one["kind"] == "department"}


async def test_a_department_of_two_has_a_group_owned_by_its_head(stage: Stage) -> None:
    found = await groups_of(stage, XU_JINGYI)
    assert found == {"教务处": str(stage.person(ZHOU_LAN)), "外语系": str(stage.person(EMMA_CLARKE))}
    assert "信息中心" not in await groups_of(stage, LU_MING), "alone there"
    languages = await department(stage, LIN_YUE, "外语系")
    assert await names(languages, LIN_YUE) == {"许静怡", "林悦", "Emma Clarke"}


async def test_who_is_moved_comes_and_goes_and_open_sockets_hear_it(stage: Stage) -> None:
    office, languages = Office(stage), await department(stage, LIN_YUE, "外语系")
    await languages.say(LIN_YUE, "从前的话")
    mover = await stage.server.socket(await stage.as_(LU_MING))
    stayer = await stage.server.socket(await stage.as_(LIN_YUE))
    await mover.until("snapshot")
    await stayer.until("snapshot")
    await office.place(LU_MING, "信息中心", "外语系")
    told = await mover.until("conversation", id=languages.id)
    assert (told["unread"], told["members"], told["last"]["kind"]) == (0, 4, "joined")
    fact = await stayer.until("message", members=4)
    assert (fact["subjects"], fact["members"], fact.get("sender_id")) == ([str(stage.person(LU_MING))], 4, None)
    await languages.say(LIN_YUE, "欢迎陆老师")
    await mover.until("message", text="欢迎陆老师")
    assert [fact.get("text") for fact in await languages.seen_by(LU_MING)] == [None, "欢迎陆老师"]
    await office.place(LU_MING, "信息中心")
    await mover.until("gone", conversation_id=languages.id)
    await (await stage.as_(LU_MING)).refused("GET", languages.path, "not_found")
    await languages.say(LIN_YUE, "他走了")
    assert "他走了" not in {event.get("text") for event in await mover.quiet()}


async def test_a_second_colleague_makes_the_group(stage: Stage) -> None:
    office = Office(stage)
    await office.place(SU_RUI, "信息中心")
    group_here = await department(stage, LU_MING, "信息中心")
    assert (await group_here.view(SU_RUI))["owner_id"] == str(stage.person(LU_MING))
    await office.place(SU_RUI, "财务处")
    assert await names(group_here, LU_MING) == {"陆鸣"}, "once made, it stays"


async def test_a_new_department_and_its_people(stage: Stage) -> None:
    office = Office(stage)
    made = await office.json("POST", "/departments", json={"name": "档案室", "parent_id": None})
    assert "档案室" not in await groups_of(stage, LIN_YUE)
    await office.place(LIN_YUE, "外语系", "档案室")
    await office.place(SU_RUI, "财务处", "档案室")
    archive = await department(stage, LIN_YUE, "档案室")
    assert (await archive.view(LIN_YUE))["owner_id"] is None
    await office.json("PUT", f"/departments/{made['id']}/heads", json={"member_ids": [str(stage.member(SU_RUI))]})
    assert (await archive.view(LIN_YUE))["owner_id"] == str(stage.person(SU_RUI))
    facts = await archive.seen_by(LIN_YUE)
    assert [fact["kind"] for fact in facts] == ["created", "owner"]
    await office.json("PATCH", f"/departments/{made['id']}", json={"name": "档案馆"})
    assert (await archive.view(LIN_YUE))["name"] == "档案馆"
    assert (await archive.seen_by(LIN_YUE))[-1]["name"] == "档案馆"
    await office.place(LIN_YUE, "外语系")
    await office.place(SU_RUI, "财务处")
    await office.json("DELETE", f"/departments/{made['id']}")
    assert "档案馆" not in await groups_of(stage, LIN_YUE)


async def test_who_leaves_the_organisation_leaves_its_groups_and_hands_them_over(stage: Stage) -> None:
    office = Office(stage)
    own = await group(stage, XU_JINGYI, HE_CHUAN, LIN_YUE, name="她的群")
    shared = await group(stage, ZHOU_LAN, XU_JINGYI, name="别人的群")
    alone = await direct(stage, XU_JINGYI, HE_CHUAN)
    await alone.say(XU_JINGYI, "保重")
    leaver = await stage.server.socket(await stage.as_(XU_JINGYI))
    await leaver.until("snapshot")
    await office.depart(XU_JINGYI, handover_member_id=str(stage.member(LIN_YUE)))
    # What was under way for a socket whose rights end is dropped with them: it reads anew.
    await leaver.until("resync", reason="rights")
    client = await stage.as_(XU_JINGYI)
    for talk in (own, shared):
        await client.refused("GET", talk.path, "not_found")
        assert "许静怡" not in await names(talk, HE_CHUAN if talk is own else ZHOU_LAN)
    assert (await own.view(HE_CHUAN))["owner_id"] == str(stage.person(LIN_YUE))
    assert [fact["kind"] for fact in await own.seen_by(HE_CHUAN)] == ["created", "left", "owner"]
    assert [one["kind"] for one in (await client.json("GET", "/api/conversations"))["items"]] == ["direct"]
    assert (await alone.view(HE_CHUAN))["open"] is False
    he_chuan = await stage.as_(HE_CHUAN)
    body = {"client_id": "6f0b3e0e-0000-4000-8000-000000000001", "text": "还在吗"}
    await he_chuan.refused("POST", f"{alone.path}/messages", "messaging.closed", status=409, json=body)
    assert [fact["text"] for fact in await alone.seen_by(HE_CHUAN)] == ["保重"], "what was said stays"
    assert "许静怡" in {
        face["name"] for face in (await he_chuan.json("GET", f"{own.path}/messages"))["people"].values()
    }


async def test_a_head_who_leaves_leaves_the_group_to_the_next(stage: Stage) -> None:
    office, languages = Office(stage), await department(stage, LIN_YUE, "外语系")
    await office.depart(EMMA_CLARKE)
    assert (await languages.view(LIN_YUE))["owner_id"] is None
    ids = await office.departments()
    await office.json("PUT", f"/departments/{ids['外语系']}/heads", json={"member_ids": [str(stage.member(LIN_YUE))]})
    assert (await languages.view(XU_JINGYI))["owner_id"] == str(stage.person(LIN_YUE))


async def test_who_is_suspended_sees_nothing_and_comes_back_to_all_of_it(stage: Stage) -> None:
    office, languages = Office(stage), await department(stage, LIN_YUE, "外语系")
    talk, two = await group(stage, HE_CHUAN, LIN_YUE), await direct(stage, LIN_YUE, HE_CHUAN)
    await two.say(LIN_YUE, "明天见")
    await languages.say(LIN_YUE, "从前的话")
    path = f"/members/{stage.member(LIN_YUE)}/suspension"
    await office.json("POST", path, json={})
    client = await stage.as_(LIN_YUE)
    for hidden in (languages, talk):
        await client.refused("GET", hidden.path, "not_found")
        body = {"client_id": "6f0b3e0e-0000-4000-8000-000000000002", "text": "？"}
        await client.refused("POST", f"{hidden.path}/messages", "not_found", json=body)
        await client.refused("PUT", f"{hidden.path}/read", "not_found", json={"seq": 1})
    assert (await two.view(HE_CHUAN))["open"] is False
    await languages.say(XU_JINGYI, "她不在时")
    await office.place(XU_JINGYI, "教务处")  # another change of the department leaves the suspended their seat
    await office.json("DELETE", path)
    assert (await two.view(HE_CHUAN))["open"] is True
    texts = [fact.get("text") for fact in await languages.seen_by(LIN_YUE)]
    assert texts[:3] == [None, "从前的话", "她不在时"]
    assert (await languages.view(LIN_YUE))["unread"] == 1

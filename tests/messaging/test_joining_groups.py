"""Coming into a group by oneself: links, the list, requests and who decides (MSG-3)."""

import asyncio
from datetime import timedelta
from uuid import UUID

from tests.cast import BAI_LU, EMMA_CLARKE, HE_CHUAN, LIN_YUE, LU_MING, SHEN_SHUHANG, XU_JINGYI, ZHOU_LAN, Player, Stage
from tests.hostile.victim import as_owner
from tests.messaging.talk import Office, Talk, group
from tocsin.kernel import clock


async def settings(talk: Talk, **changed: object) -> None:
    await (await talk.stage.as_(ZHOU_LAN)).json("PATCH", f"{talk.path}/settings", json=changed)


async def link(talk: Talk, by: Player = ZHOU_LAN) -> str:
    made = await (await talk.stage.as_(by)).json("POST", f"{talk.path}/links", status=201)
    return f"/api/group-links/{made['code']}"


async def test_a_link_leads_to_the_group_those_of_the_organisation_alone(stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, name="读书会")
    path = await link(talk, by=HE_CHUAN)
    lin, bai = await stage.as_(LIN_YUE), await stage.as_(BAI_LU)
    card = await lin.json("GET", path)
    assert (card["name"], card["owner"], card["members"], card["standing"]) == ("读书会", "周岚", 2, "none")
    for method, body in (("GET", None), ("POST", {})):
        await bai.refused(method, path, "messaging.group_link_void", status=404, json=body)
    assert await lin.json("POST", path, json={}) == {"outcome": "joined", "conversation_id": talk.id}
    await lin.refused("POST", path, "messaging.already_in_group", status=409, json={})
    assert (await talk.seen_by(LIN_YUE))[-1]["sender_id"] == lin.person_id
    lu = await stage.as_(LU_MING)
    with clock.travel(timedelta(days=8)):
        await lu.refused("GET", path, "messaging.group_link_void")
    # Whoever made it may bring nobody in any more: it leads nowhere.
    await settings(talk, inviting="admins")
    await lu.refused("POST", path, "messaging.group_link_void", json={})
    await settings(talk, inviting="all")
    await lin.refused("DELETE", f"{talk.path}/links", "messaging.admins_only", status=403)
    await (await stage.as_(ZHOU_LAN)).json("DELETE", f"{talk.path}/links", status=204)
    await lu.refused("POST", path, "messaging.group_link_void", json={})
    await lu.refused("GET", "/api/group-links/none-of-ours", "messaging.group_link_void")


async def test_who_was_removed_comes_back_by_a_decision(stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, LIN_YUE, XU_JINGYI, name="读书会")
    path = await link(talk)
    zhou, lin, xu = await stage.as_(ZHOU_LAN), await stage.as_(LIN_YUE), await stage.as_(XU_JINGYI)
    await zhou.json("DELETE", f"{talk.path}/members/{lin.person_id}", status=204)
    await xu.json("POST", f"{talk.path}/departure", status=204)
    assert (await xu.json("POST", path, json={}))["outcome"] == "joined", "who left comes back as anybody comes"
    assert (await lin.json("POST", path, json={}))["outcome"] == "pending"
    (request,) = await zhou.pages(f"{talk.path}/requests")
    await zhou.json("POST", f"{talk.path}/requests/{request['id']}/decision", status=204, json={"accept": True})
    assert (await lin.json("GET", path))["standing"] == "member"
    assert (await talk.seen_by(HE_CHUAN))[-1]["granted"] == "asked", "let in, not brought in"


async def test_who_was_removed_is_told_so_and_nobody_else_is_told_anything(stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, LIN_YUE, XU_JINGYI, name="读书会")
    zhou, lin, xu = await stage.as_(ZHOU_LAN), await stage.as_(LIN_YUE), await stage.as_(XU_JINGYI)
    path = f"{talk.path}/removal"
    await lin.refused("GET", path, "not_found", status=404)
    await zhou.json("DELETE", f"{talk.path}/members/{lin.person_id}", status=204)
    await xu.json("POST", f"{talk.path}/departure", status=204)
    told = await lin.json("GET", path)
    assert (told["name"], told["by"]) == ("读书会", "周岚")
    for other in (HE_CHUAN, XU_JINGYI, LU_MING, EMMA_CLARKE, BAI_LU):
        await (await stage.as_(other)).refused("GET", path, "not_found", status=404)
    await lin.refused("GET", talk.path, "not_found", status=404)
    # What it is called since is not theirs to know.
    await zhou.json("PATCH", talk.path, json={"name": "夜读"})
    assert (await lin.json("GET", path))["name"] is None
    await zhou.json("POST", f"{talk.path}/members", json={"person_ids": [lin.person_id]})
    await lin.refused("GET", path, "not_found", status=404)
    assert "granted" not in (await talk.seen_by(HE_CHUAN))[-1]
    await zhou.json("DELETE", f"{talk.path}/members/{lin.person_id}", status=204)
    await Office(stage).depart(LIN_YUE)
    await lin.refused("GET", path, "not_found", status=404)


async def test_where_people_are_let_in_they_ask_and_wait(stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI)
    await settings(talk, approval=True)
    await (await stage.as_(ZHOU_LAN)).json("PUT", f"{talk.path}/admins/{stage.person(HE_CHUAN)}")
    admin = await stage.server.socket(await stage.as_(HE_CHUAN))
    await admin.until("snapshot")
    path = await link(talk)
    lin, he, xu = await stage.as_(LIN_YUE), await stage.as_(HE_CHUAN), await stage.as_(XU_JINGYI)
    asker = await stage.server.socket(lin)
    await asker.until("snapshot")
    assert (await lin.json("POST", path, json={"note": "想一起备课"}))["outcome"] == "pending"
    await lin.refused("POST", path, "messaging.already_asked", status=409, json={})
    assert (await admin.until("conversation", id=talk.id, requests=1))["role"] == "admin"
    assert (await talk.view(XU_JINGYI))["requests"] == 0, "told to owner and admins"
    assert (await lin.json("GET", path))["standing"] == "pending"
    await xu.refused("GET", f"{talk.path}/requests", "messaging.admins_only", status=403)
    (request,) = await he.pages(f"{talk.path}/requests")
    assert (request["name"], request["note"], request["invited_by"]) == ("林悦", "想一起备课", None)
    decision = f"{talk.path}/requests/{request['id']}/decision"
    await xu.refused("POST", decision, "messaging.admins_only", json={"accept": True})
    await lin.refused("POST", decision, "not_found", json={"accept": True})
    await he.json("POST", decision, status=204, json={"accept": True})
    await asker.until("conversation", id=talk.id)
    await he.refused("POST", decision, "messaging.request_decided", status=409, json={"accept": False})
    assert (await talk.view(HE_CHUAN))["requests"] == 0


async def test_whom_a_plain_member_brings_waits_and_whom_an_admin_brings_does_not(stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)
    await settings(talk, approval=True)
    he, zhou = await stage.as_(HE_CHUAN), await stage.as_(ZHOU_LAN)
    people = {"person_ids": [str(stage.person(one)) for one in (LIN_YUE, LU_MING)]}
    assert await he.json("POST", f"{talk.path}/members", json=people) == {"waiting": 2}
    assert (await talk.view(ZHOU_LAN))["members"] == 2
    rows = await zhou.pages(f"{talk.path}/requests", limit=1)
    assert {(row["name"], row["invited_by"]) for row in rows} == {("林悦", "何川"), ("陆鸣", "何川")}
    # Brought in by the owner meanwhile: nothing is left to decide.
    one = {"person_ids": [str(stage.person(LIN_YUE))]}
    assert await zhou.json("POST", f"{talk.path}/members", json=one) == {"waiting": 0}
    assert [row["name"] for row in await zhou.pages(f"{talk.path}/requests")] == ["陆鸣"]
    await Office(stage).depart(LU_MING)
    assert await zhou.pages(f"{talk.path}/requests") == []


async def _waiting(stage: Stage, name: str) -> tuple[Talk, Talk]:
    """A group where two wait to be let in, each with a word, and another beside it."""
    talk, other = (
        await group(stage, ZHOU_LAN, HE_CHUAN, name=name),
        await group(stage, ZHOU_LAN, HE_CHUAN, name="另一组"),
    )
    await settings(talk, approval=True)
    path = await link(talk)
    for one in (LIN_YUE, LU_MING):
        await (await stage.as_(one)).json("POST", path, json={"note": "想一起备课"})
    return talk, other


async def _requests(stage: Stage, talk: Talk) -> list[tuple[str, bool]]:
    """How the requests of a group stand, and whether a word of them is kept."""
    async with as_owner(stage) as owner:
        rows = await owner.fetch(
            "SELECT state, note_sealed IS NOT NULL AS kept FROM group_request WHERE conversation_id = $1", UUID(talk.id)
        )
    return [(row["state"], row["kept"]) for row in rows]


async def test_who_waits_for_a_group_that_ends_waits_no_more(stage: Stage) -> None:
    lin = await stage.as_(LIN_YUE)
    asker, owner = await stage.server.socket(lin), await stage.server.socket(await stage.as_(ZHOU_LAN))
    zhou, register = await stage.as_(SHEN_SHUHANG), f"/api/organisations/{stage.school}/groups"
    for way in ("dissolved", "merged", "left"):
        talk, other = await _waiting(stage, f"读书会{way}")
        if way == "dissolved":
            await (await stage.as_(ZHOU_LAN)).json("POST", f"{talk.path}/dissolution", json={"name": f"读书会{way}"})
        elif way == "merged":
            await zhou.json("POST", f"{register}/{talk.id}/merger", json={"into_id": other.id})
        else:
            await (await stage.as_(HE_CHUAN)).json("POST", f"{talk.path}/departure", json={})
            await (await stage.as_(ZHOU_LAN)).json("POST", f"{talk.path}/departure", json={})
        assert await _requests(stage, talk) == [("refused", False)] * 2, way
        assert await lin.json("GET", "/api/me/group-requests") == []
        # Told as of a refusal, and no more of it is told: once for the asking, once for the end.
        for _ in range(2):
            await asker.until("changed", key=["person", lin.person_id, "group-requests"])
        if way != "left":
            await owner.until("conversation", id=talk.id, requests=0, open=False)
            assert (await talk.view(ZHOU_LAN))["requests"] == 0


async def test_who_is_brought_in_hears_that_they_wait_no_more(stage: Stage) -> None:
    talk, _ = await _waiting(stage, "读书会")
    lin, zhou = await stage.as_(LIN_YUE), await stage.as_(ZHOU_LAN)
    asker = await stage.server.socket(lin)
    await asker.until("snapshot")
    await zhou.json("POST", f"{talk.path}/members", json={"person_ids": [lin.person_id]})
    await asker.until("changed", key=["person", lin.person_id, "group-requests"])
    assert sorted(await _requests(stage, talk)) == [("accepted", False), ("pending", True)]


async def test_colleagues_find_listed_groups_and_ask(stage: Stage) -> None:
    talk, hidden = await group(stage, ZHOU_LAN, HE_CHUAN, name="合唱团"), await group(stage, ZHOU_LAN, name="密")
    school = f"/api/organisations/{stage.school}/listed-groups"
    lin, bai = await stage.as_(LIN_YUE), await stage.as_(BAI_LU)
    assert (await lin.json("GET", school))["items"] == []
    await lin.refused("POST", f"{school}/{talk.id}", "not_found", status=404, json={})
    await settings(talk, listed=True, approval=True)
    found = await lin.json("GET", school, params={"q": "合唱"})
    assert [(one["name"], one["standing"]) for one in found["items"]] == [("合唱团", "none")]
    assert (await lin.json("GET", school, params={"q": "没有"}))["items"] == []
    await lin.refused("POST", f"{school}/{hidden.id}", "not_found", json={})
    await bai.refused("GET", school, "not_found", status=404)
    company = f"/api/organisations/{stage.company}/listed-groups/{talk.id}"
    await bai.refused("POST", company, "not_found", json={})
    assert (await lin.json("POST", f"{school}/{talk.id}", json={}))["outcome"] == "pending"
    (own,) = await lin.json("GET", "/api/me/group-requests")
    assert own["name"] == "合唱团"
    emma = await stage.as_(EMMA_CLARKE)
    await emma.refused("DELETE", f"/api/me/group-requests/{own['id']}", "not_found")
    await lin.json("DELETE", f"/api/me/group-requests/{own['id']}", status=204)
    assert (await talk.view(ZHOU_LAN))["requests"] == 0


async def test_two_decide_at_once_and_one_does(stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)
    await settings(talk, approval=True)
    zhou, he = await stage.as_(ZHOU_LAN), await stage.as_(HE_CHUAN)
    await zhou.json("PUT", f"{talk.path}/admins/{stage.person(HE_CHUAN)}")
    path = await link(talk)
    await (await stage.as_(LIN_YUE)).json("POST", path, json={})
    (request,) = await he.pages(f"{talk.path}/requests")
    decision = f"{talk.path}/requests/{request['id']}/decision"
    answers = await asyncio.gather(
        *(
            client.request("POST", decision, json={"accept": accept})
            for client in (zhou, he)
            for accept in (True, False)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [204, 409, 409, 409]

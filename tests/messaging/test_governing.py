"""Who may do what in a group: roles, settings, silence, recalls, and its end (MSG-3)."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.cast import EMMA_CLARKE, HE_CHUAN, LIN_YUE, LU_MING, XU_JINGYI, ZHOU_LAN, Player, Stage
from tests.messaging.crowd import crowd, names
from tests.messaging.files import unsent
from tests.messaging.talk import Office, Talk, department, direct, group, message
from tests.support.sockets import SocketRefusal
from tests.support.still import stop_refilling
from tocsin.kernel import clock
from tocsin.messaging.actions import calling, running


async def put(talk: Talk, who: Player, path: str, status: int | None = 204, **body: object) -> None:
    await (await talk.stage.as_(who)).json("PUT", talk.path + path, status=status, json=body)


async def appoint(talk: Talk, who: Player, by: Player = ZHOU_LAN) -> None:
    await (await talk.stage.as_(by)).json("PUT", f"{talk.path}/admins/{talk.stage.person(who)}", status=204)


async def settings(talk: Talk, who: Player = ZHOU_LAN, **changed: object) -> dict[str, object]:
    view = await (await talk.stage.as_(who)).json("PATCH", f"{talk.path}/settings", json=changed)
    return dict(view["settings"])


async def roles(talk: Talk, who: Player) -> dict[str, str]:
    seats = await (await talk.stage.as_(who)).pages(f"{talk.path}/members")
    return {seat["name"]: seat["role"] for seat in seats}


async def test_the_owner_names_admins_who_may_what_members_may_not(stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI, LIN_YUE)
    he, xu, zhou = await stage.as_(HE_CHUAN), await stage.as_(XU_JINGYI), await stage.as_(ZHOU_LAN)
    admin = f"{talk.path}/admins/{stage.person(XU_JINGYI)}"
    await he.refused("PUT", admin, "messaging.owner_only", status=403)
    await appoint(talk, HE_CHUAN)
    assert (await talk.view(HE_CHUAN))["role"] == "admin"
    assert (await talk.view(LIN_YUE))["admins"] == 1
    assert await roles(talk, LIN_YUE) == {"周岚": "owner", "何川": "admin", "许静怡": "member", "林悦": "member"}
    await he.refused("PUT", admin, "messaging.owner_only")
    await he.json("PATCH", talk.path, json={"name": "改了名"})
    await he.refused("DELETE", f"{talk.path}/members/{stage.person(ZHOU_LAN)}", "messaging.not_over_them", status=403)
    await he.json("DELETE", f"{talk.path}/members/{stage.person(LIN_YUE)}", status=204)
    await xu.refused("PATCH", f"{talk.path}/settings", "messaging.admins_only", status=403, json={"posting": "admins"})
    await he.refused("POST", f"{talk.path}/dissolution", "messaging.owner_only", json={"name": "改了名"})
    # Admins give it up themselves; the owner is none besides.
    await he.json("DELETE", f"{talk.path}/admins/{stage.person(HE_CHUAN)}", status=204)
    assert (await talk.view(HE_CHUAN))["role"] == "member"
    await appoint(talk, HE_CHUAN)
    await zhou.json("PUT", f"{talk.path}/owner", status=204, json={"person_id": str(stage.person(HE_CHUAN))})
    assert await roles(talk, XU_JINGYI) == {"周岚": "member", "何川": "owner", "许静怡": "member"}
    assert (await talk.view(XU_JINGYI))["admins"] == 0


async def test_all_are_silenced_but_owner_and_admins_and_open_sockets_feel_it(stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI)
    await appoint(talk, HE_CHUAN)
    socket = await stage.server.socket(await stage.as_(XU_JINGYI))
    await socket.until("snapshot")
    assert (await settings(talk, posting="admins"))["posting"] == "admins"
    shown = (await talk.view(XU_JINGYI))["settings"]
    assert (await socket.until("message", settings=shown))["settings"]["posting"] == "admins"
    with pytest.raises(SocketRefusal, match="admins_post_only"):
        await socket.command("send", conversation_id=talk.id, **message("我想说"))
    xu = await stage.as_(XU_JINGYI)
    await xu.refused("POST", f"{talk.path}/messages", "messaging.admins_post_only", status=403, json=message("说"))
    poll = {"kind": "poll", "question": "？", "options": ["一", "二"]}
    body = message("", content=poll)
    await xu.refused("POST", f"{talk.path}/messages", "messaging.admins_post_only", json=body)
    fact = await talk.say(HE_CHUAN, "通知")
    forward = {"client_id": message("")["client_id"], "source_id": talk.id, "seqs": [fact["seq"]]}
    await xu.refused("POST", f"{talk.path}/forwards", "messaging.admins_post_only", json=forward)
    await talk.say(ZHOU_LAN, "也是")
    await settings(talk, posting="all", approval=True)
    assert (await talk.seen_by(XU_JINGYI))[-1]["changed"] == ["posting", "approval"]
    await socket.command("send", conversation_id=talk.id, **message("谢谢"))


async def test_one_is_silenced_until_a_time_and_leaving_does_not_help(stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI)
    await appoint(talk, HE_CHUAN)
    he, xu = await stage.as_(HE_CHUAN), await stage.as_(XU_JINGYI)
    said = await talk.say(XU_JINGYI, "先前说的")
    path = f"{talk.path}/members/{stage.person(XU_JINGYI)}/silence"
    until = (clock.now() + timedelta(hours=1)).isoformat()
    await xu.refused("PUT", path, "messaging.admins_only", json={"until": until})
    owner = f"{talk.path}/members/{stage.person(ZHOU_LAN)}/silence"
    await he.refused("PUT", owner, "messaging.not_over_them", status=403, json={"until": until})
    await he.refused("PUT", path, "invalid", json={"until": (clock.now() + timedelta(days=500)).isoformat()})
    await he.json("PUT", path, status=204, json={"until": until})
    refused = await xu.refused("POST", f"{talk.path}/messages", "messaging.silenced", status=403, json=message("说"))
    assert refused["params"]["until"].startswith(until[:16])
    edited = {"text": "换一种说法"}
    await xu.refused("PATCH", f"{talk.path}/messages/{said['seq']}", "messaging.silenced", json=edited)
    await xu.json("POST", f"{talk.path}/departure", status=204)
    await he.json("POST", f"{talk.path}/members", json={"person_ids": [xu.person_id]})
    await xu.refused("POST", f"{talk.path}/messages", "messaging.silenced", json=message("说"))
    with clock.travel(timedelta(hours=2)):
        await talk.say(XU_JINGYI, "到时间了")
    await he.json("PUT", path, status=204, json={"until": None})
    await talk.say(XU_JINGYI, "又能说了")
    # Lifted is lifted: an earlier silence does not come back with a new stay.
    await xu.json("POST", f"{talk.path}/departure", status=204, json={"quiet": True})
    await he.json("POST", f"{talk.path}/members", json={"person_ids": [xu.person_id]})
    await talk.say(XU_JINGYI, "还能说")


async def test_mentioning_all_is_a_right_of_the_group(stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI)
    await settings(talk, mentioning="admins")
    xu = await stage.as_(XU_JINGYI)
    body = message("@所有人", mentions=["all"])
    await xu.refused("POST", f"{talk.path}/messages", "messaging.mention_all_closed", status=403, json=body)
    said = await talk.say(XU_JINGYI, "那就不提")
    edit = {"text": "@所有人", "mentions": ["all"]}
    await xu.refused("PATCH", f"{talk.path}/messages/{said['seq']}", "messaging.mention_all_closed", json=edit)
    await talk.say(ZHOU_LAN, "@所有人", mentions=["all"])


async def test_in_a_large_group_only_its_owner_and_admins_mention_all(stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI)
    rules, admin = f"/api/organisations/{stage.school}/messaging", await stage.as_(ZHOU_LAN)
    assert (await admin.json("GET", rules))["mention_all_up_to"] == 100
    xu, body = await stage.as_(XU_JINGYI), message("@所有人", mentions=["all"])
    await xu.refused("PATCH", rules, "forbidden", status=403, json={"mention_all_up_to": 2})
    for wrong in (-1, 100_001, None):
        await admin.refused("PATCH", rules, "invalid", json={"mention_all_up_to": wrong})
    assert (await admin.json("PATCH", rules, json={"mention_all_up_to": 3}))["mention_all_up_to"] == 3
    said = await talk.say(XU_JINGYI, "@所有人", mentions=["all"])
    await admin.json("PATCH", rules, json={"mention_all_up_to": 2})
    await xu.refused("POST", f"{talk.path}/messages", "messaging.mention_all_closed", status=403, json=body)
    # What was called out before may be put in better words; a new call is refused as any is.
    await xu.json("PATCH", f"{talk.path}/messages/{said['seq']}", json={"text": "@所有人 好", "mentions": ["all"]})
    plain = await talk.say(XU_JINGYI, "那就不提")
    edit = {"text": "@所有人", "mentions": ["all"]}
    await xu.refused("PATCH", f"{talk.path}/messages/{plain['seq']}", "messaging.mention_all_closed", json=edit)
    await talk.say(ZHOU_LAN, "@所有人", mentions=["all"])
    await admin.json("PUT", f"{talk.path}/admins/{xu.person_id}", status=204)
    await talk.say(XU_JINGYI, "@所有人", mentions=["all"])
    await admin.json("DELETE", f"{talk.path}/admins/{xu.person_id}", status=204)
    await admin.json("PATCH", rules, json={"mention_all_up_to": 100_000})
    await talk.say(XU_JINGYI, "@所有人", mentions=["all"])
    other = await direct(stage, XU_JINGYI, HE_CHUAN)
    await admin.json("PATCH", rules, json={"mention_all_up_to": 0})
    await other.say(XU_JINGYI, "@所有人", mentions=["all"])


async def test_everybody_is_not_called_without_end(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stop_refilling(stage.server.context)
    monkeypatch.setattr(calling, "GROUP_BURST", 8)
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI)
    he, body = await stage.as_(HE_CHUAN), {"text": "@所有人", "mentions": ["all"]}
    plain = await talk.say(HE_CHUAN, "不提谁")
    for _ in range(calling.BURST):
        await talk.say(HE_CHUAN, "@所有人", mentions=["all"])
    path = f"{talk.path}/messages"
    refused = await he.refused(
        "POST", path, "messaging.mention_all_too_often", status=429, json={**body, "client_id": str(uuid4())}
    )
    assert int(refused["params"]["retry_after"]) >= 1
    await he.refused("PATCH", f"{path}/{plain['seq']}", "messaging.mention_all_too_often", status=429, json=body)
    await talk.say(HE_CHUAN, "说别的可以", mentions=[str(stage.person(ZHOU_LAN))])
    for _ in range(3):
        await talk.say(XU_JINGYI, "@所有人", mentions=["all"])
    xu = await stage.as_(XU_JINGYI)
    await xu.refused("POST", path, "messaging.mention_all_too_often", json={**body, "client_id": str(uuid4())})
    elsewhere = await group(stage, ZHOU_LAN, HE_CHUAN)
    await elsewhere.say(HE_CHUAN, "@所有人", mentions=["all"])
    # Who runs the group is bound by what they did themselves.
    for _ in range(calling.BURST):
        await talk.say(ZHOU_LAN, "@所有人", mentions=["all"])
    zhou = await stage.as_(ZHOU_LAN)
    await zhou.refused("POST", path, "messaging.mention_all_too_often", json={**body, "client_id": str(uuid4())})


async def test_who_names_many_calls_everybody(stage: Stage) -> None:
    stop_refilling(stage.server.context)
    people = [str(one.id) for one in await crowd(stage, *names(31))]
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)
    await (await stage.as_(ZHOU_LAN)).json("POST", f"{talk.path}/members", json={"person_ids": people})
    await settings(talk, mentioning="admins")
    he, code = await stage.as_(HE_CHUAN), "messaging.mention_all_closed"
    many = message("@大家", mentions=people)
    await he.refused("POST", f"{talk.path}/messages", code, status=403, json=many)
    said = await talk.say(HE_CHUAN, "@大家", mentions=people[1:])
    edit = {"text": "@大家", "mentions": people}
    await he.refused("PATCH", f"{talk.path}/messages/{said['seq']}", code, status=403, json=edit)
    await settings(talk, mentioning="all")
    for _ in range(calling.BURST):
        await talk.say(HE_CHUAN, "@大家", mentions=people)
    again = message("@大家", mentions=people)
    await he.refused("POST", f"{talk.path}/messages", "messaging.mention_all_too_often", status=429, json=again)


async def test_a_message_that_is_refused_has_called_nobody(stage: Stage) -> None:
    stop_refilling(stage.server.context)
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI)
    for _ in range(calling.BURST):
        gone = {"kind": "files", "files": [str(uuid4())]}
        await unsent(talk, HE_CHUAN, "messaging.file_unknown", gone, mentions=["all"])
    for _ in range(calling.BURST):
        await talk.say(HE_CHUAN, "@所有人", mentions=["all"])
    he = await stage.as_(HE_CHUAN)
    body = message("@所有人", mentions=["all"])
    await he.refused("POST", f"{talk.path}/messages", "messaging.mention_all_too_often", json=body)


async def test_who_may_invite_is_set_too(stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)
    await settings(talk, inviting="admins")
    he, body = await stage.as_(HE_CHUAN), {"person_ids": [str(stage.person(LIN_YUE))]}
    await he.refused("POST", f"{talk.path}/members", "messaging.inviting_closed", status=403, json=body)
    await he.refused("POST", f"{talk.path}/links", "messaging.inviting_closed")
    await (await stage.as_(ZHOU_LAN)).json("POST", f"{talk.path}/members", json=body)


async def test_owner_and_admins_recall_what_those_below_them_said_at_any_time(stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI, LIN_YUE)
    await appoint(talk, HE_CHUAN)
    await appoint(talk, LIN_YUE)
    hers, his, owners = [(await talk.say(one, "话"))["seq"] for one in (XU_JINGYI, HE_CHUAN, ZHOU_LAN)]
    lin = await stage.as_(LIN_YUE)
    with clock.travel(timedelta(days=2)):
        await talk.recall(HE_CHUAN, hers)
        for seq in (his, owners):
            await lin.refused("POST", f"{talk.path}/messages/{seq}/recall", "messaging.not_your_message", status=403)
        await talk.recall(ZHOU_LAN, his)
        await (await stage.as_(ZHOU_LAN)).refused(
            "POST", f"{talk.path}/messages/{owners}/recall", "messaging.recall_too_late"
        )
    recalled = [fact["seq"] for fact in await talk.seen_by(XU_JINGYI) if fact.get("recalled")]
    assert recalled == [hers, his]


async def test_an_owner_who_leaves_hands_over_or_lets_it_fall_to_the_admin_longest_in_it(stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI, LIN_YUE)
    zhou = await stage.as_(ZHOU_LAN)
    await zhou.refused("POST", f"{talk.path}/departure", "messaging.hand_over_first", status=409)
    outsider = {"heir_id": str(stage.person(LU_MING))}
    await zhou.refused("POST", f"{talk.path}/departure", "not_found", json=outsider)
    own = {"heir_id": str(stage.person(ZHOU_LAN))}
    await zhou.refused("POST", f"{talk.path}/departure", "not_found", json=own)
    heir = {"heir_id": str(stage.person(XU_JINGYI)), "quiet": True}
    await zhou.json("POST", f"{talk.path}/departure", status=204, json=heir)
    assert await roles(talk, HE_CHUAN) == {"何川": "member", "许静怡": "owner", "林悦": "member"}
    kinds = [fact["kind"] for fact in await talk.seen_by(HE_CHUAN)]
    assert kinds == ["created", "owner"], "who left quietly is not told of"
    assert (await talk.view(HE_CHUAN))["members"] == 3
    await appoint(talk, LIN_YUE, by=XU_JINGYI)
    xu = await stage.as_(XU_JINGYI)
    await xu.json("POST", f"{talk.path}/departure", status=204, json={"heir_id": None})
    assert await roles(talk, HE_CHUAN) == {"何川": "member", "林悦": "owner"}
    assert (await talk.view(HE_CHUAN))["admins"] == 0
    await (await stage.as_(LIN_YUE)).json("POST", f"{talk.path}/departure", json={"heir_id": None})
    assert await roles(talk, HE_CHUAN) == {"何川": "owner"}


async def test_an_owner_who_leaves_the_organisation_leaves_it_to_an_admin_in_the_same_unit(stage: Stage) -> None:
    office = Office(stage)
    talk = await group(stage, XU_JINGYI, HE_CHUAN, LIN_YUE, ZHOU_LAN)
    await appoint(talk, LIN_YUE, by=XU_JINGYI)
    watcher = await stage.server.socket(await stage.as_(LIN_YUE))
    await watcher.until("snapshot")
    await office.depart(XU_JINGYI)
    assert await roles(talk, HE_CHUAN) == {"何川": "member", "林悦": "owner", "周岚": "member"}
    told = await watcher.until("conversation", id=talk.id, role="owner")
    assert (told["admins"], told["members"]) == (0, 3)
    # Whoever is suspended is passed over.
    another = await group(stage, LIN_YUE, HE_CHUAN, EMMA_CLARKE)
    await appoint(another, HE_CHUAN, by=LIN_YUE)
    await office.json("POST", f"/members/{stage.member(HE_CHUAN)}/suspension", json={})
    await office.depart(LIN_YUE)
    assert (await another.view(EMMA_CLARKE))["owner_id"] == str(stage.person(EMMA_CLARKE))


async def test_a_group_is_dissolved_by_its_name_and_stays_to_be_read(stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, name="期末备课")
    await talk.say(HE_CHUAN, "留念")
    zhou, he = await stage.as_(ZHOU_LAN), await stage.as_(HE_CHUAN)
    socket = await stage.server.socket(he)
    await socket.until("snapshot")
    path = f"{talk.path}/dissolution"
    await zhou.refused("POST", path, "messaging.name_differs", status=422, json={"name": "期中备课"})
    await zhou.json("POST", path, status=204, json={"name": " 期末备课 "})
    await socket.until("message", sender_id=zhou.person_id)
    assert (await talk.view(HE_CHUAN))["open"] is False
    assert [fact["kind"] for fact in await talk.seen_by(HE_CHUAN)] == ["created", "text", "dissolved"]
    await he.refused("POST", f"{talk.path}/messages", "messaging.closed", json=message("还在？"))
    for method, where, body in (
        ("POST", "/dissolution", {"name": "期末备课"}),
        ("PATCH", "/settings", {"posting": "admins"}),
        ("POST", "/announcements", {"text": "通知"}),
        ("POST", "/links", None),
    ):
        await zhou.refused(method, talk.path + where, "messaging.closed", json=body)
    # Both may go from the archive, its owner without handing anything over.
    await zhou.json("POST", f"{talk.path}/departure", status=204)
    assert (await talk.view(HE_CHUAN))["owner_id"] == he.person_id
    await he.json("POST", f"{talk.path}/departure", status=204)


async def test_a_head_runs_the_group_of_the_department(stage: Stage) -> None:
    talk = await department(stage, ZHOU_LAN, "教务处")
    assert (await talk.view(ZHOU_LAN))["role"] == "owner"
    await appoint(talk, HE_CHUAN)
    await settings(talk, who=HE_CHUAN, posting="admins")
    xu = await stage.as_(XU_JINGYI)
    await xu.refused("POST", f"{talk.path}/messages", "messaging.admins_post_only", json=message("说"))
    zhou = await stage.as_(ZHOU_LAN)
    await zhou.refused("POST", f"{talk.path}/dissolution", "messaging.follows_department", json={"name": "教务处"})
    await zhou.refused("POST", f"{talk.path}/links", "messaging.follows_department")
    # Moved out and back in, one is a member like all.
    office = Office(stage)
    await office.place(HE_CHUAN, "财务处")
    assert (await talk.view(ZHOU_LAN))["admins"] == 0
    await office.place(HE_CHUAN, "教务处")
    assert (await talk.view(HE_CHUAN))["role"] == "member"


async def test_a_group_has_so_many_admins(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI)
    monkeypatch.setattr(running, "ADMINS_MOST", 1)
    await appoint(talk, HE_CHUAN)
    zhou = await stage.as_(ZHOU_LAN)
    await zhou.refused("PUT", f"{talk.path}/admins/{stage.person(XU_JINGYI)}", "messaging.too_many_admins")
    await zhou.json("DELETE", f"{talk.path}/admins/{stage.person(HE_CHUAN)}", status=204)
    await appoint(talk, XU_JINGYI)

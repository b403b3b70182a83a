"""The sample's conversations: loaded with the crowd, said and read as by people (EFF-1, EFF-2)."""

from tests.cast import HE_CHUAN, ZHOU_LAN, Stage
from tests.support.server import RunningServer
from tocsin.messaging.sample.rules import SCENES
from tocsin.organisations.sample import actions


async def test_the_cast_has_talked_and_read(server: RunningServer) -> None:
    stage = Stage(server, await actions.load(server.context))
    zhou_lan = await stage.as_(ZHOU_LAN)
    page = await zhou_lan.json("GET", "/api/conversations")
    said = {one["id"]: one for one in page["items"]}
    assert len(said) == len(SCENES)
    office = next(one for one in said.values() if one["name"] == "教务处")
    assert office["last"]["text"].startswith("收到")
    facts = (await zhou_lan.json("GET", f"/api/conversations/{office['id']}/messages"))["items"]
    assert [fact["seq"] for fact in facts] == list(range(1, len(facts) + 1))
    assert [fact["at"] for fact in facts] == sorted(fact["at"] for fact in facts)
    mine = [fact for fact in facts if fact.get("sender_id") == str(stage.person(ZHOU_LAN))]
    assert all(0 < fact["confirmed"] < fact["delivered"] for fact in mine[-1:])
    naming = next(fact for fact in facts if fact.get("mentions"))
    assert naming["mentions"] == [str(stage.person(ZHOU_LAN))]
    assert naming["sender_id"] == str(stage.person(HE_CHUAN))
    assert any(one["unread"] for one in said.values())


async def test_the_bare_cast_has_not(server: RunningServer) -> None:
    stage = Stage(server, await actions.load(server.context, crowd=False))
    zhou_lan = await stage.as_(ZHOU_LAN)
    page = await zhou_lan.json("GET", "/api/conversations")
    assert all(one["last"] is None or one["last"]["kind"] != "text" for one in page["items"])

"""The sample's week: lived by the cast through the rooms' own actions, and full enough to judge every screen by."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.cast import (
    EMMA_CLARKE,
    HAN_DONG,
    HE_CHUAN,
    LIN_YUE,
    LU_MING,
    SU_RUI,
    XU_JINGYI,
    ZHAO_QIMING,
    ZHOU_LAN,
    Stage,
)
from tests.support.client import Client
from tests.support.server import RunningServer
from tocsin.messaging.sample.rules.scenes import SCENES
from tocsin.messaging.sample.rules.week import WEEK
from tocsin.organisations.sample import actions
from tocsin.organisations.sample.rules import people
from tocsin.organisations.sample.week.rules import ZONE, present


class Read:
    """Everything one of the cast reads: conversations by name, their facts."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.talks: dict[str, Any] = {}
        self.facts: dict[str, list[Any]] = {}

    async def all(self) -> "Read":
        after = ""
        while True:
            page = await self.client.json("GET", "/api/conversations", params={"after": after} if after else {})
            self.talks |= {one["name"]: one for one in page["items"]}
            after = page["next"]
            if not after:
                break
        for name, talk in self.talks.items():
            path = f"/api/conversations/{talk['id']}/messages"
            self.facts[name] = (await self.client.json("GET", path, params={"after": 0, "limit": 100}))["items"]
        return self

    @property
    def every(self) -> list[Any]:
        return [fact for facts in self.facts.values() for fact in facts]


async def look_at_messages(zhou: Read, stage: Stage, end: datetime) -> None:
    """Every kind of thing a message may be, have or carry stands in what Zhou Lan reads."""
    every = zhou.every
    kinds = Counter(fact["kind"] for fact in every)
    assert kinds.keys() >= {
        "text",
        "recall",
        "edit",
        "reaction",
        "vote",
        "created",
        "renamed",
        "settings",
        "admin",
        "announced",
    }
    carried = Counter(fact["content"]["kind"] for fact in every if fact.get("content"))
    assert carried.keys() == {"files", "voice", "poll", "sticker", "merged"}
    files = [
        one for fact in every if (fact.get("content") or {}).get("kind") == "files" for one in fact["content"]["files"]
    ]
    stuck = [fact["content"] for fact in every if (fact.get("content") or {}).get("kind") == "sticker"]
    (own,) = (await zhou.client.json("GET", f"/api/organisations/{stage.school}/sticker-sets"))["items"]
    drawn = {one["id"]: one["label"] for one in own["stickers"]}
    assert len(drawn) == 5
    assert sum(one["set"] == own["id"] and drawn[one["name"]] == one["label"] for one in stuck) >= 2
    assert {one["kind"] for one in files} == {"picture", "video", "pdf", "text", "archive", "office"}
    assert all(one["preview"] for one in files if one["kind"] in ("picture", "video", "pdf"))
    assert any(fact.get("cards") for fact in every)
    assert any(fact.get("thread") for fact in every)
    assert any(fact.get("origin") for fact in every)
    assert any("```" in (fact.get("text") or "") for fact in every)
    assert any("| --- |" in (fact.get("text") or "") for fact in every)
    assert sum(bool(fact.get("recalled")) for fact in every) >= 3
    assert any("all" in fact.get("mentions", []) for fact in every)
    times = [datetime.fromisoformat(fact["at"]) for fact in every]
    assert end - WEEK - timedelta(days=1) - timedelta(minutes=1) < min(times) <= max(times) <= datetime.now(UTC)
    spoken = [datetime.fromisoformat(fact["at"]) for fact in every if fact["kind"] == "text"]
    assert end - WEEK - timedelta(minutes=1) < min(spoken)
    for facts in zhou.facts.values():
        times = [datetime.fromisoformat(fact["at"]) for fact in facts]
        assert times == sorted(times)


async def look_at_lists(zhou: Read, stage: Stage) -> None:
    """What stands beside the messages: pinned, muted, unread, drafts, mentions, favourites, requests, announcements."""
    talks = zhou.talks.values()
    assert len(zhou.talks) == 25
    for mark in ("pinned", "muted", "unread", "mentioned", "draft", "announcement"):
        assert any(one.get(mark) for one in talks), mark
    assert any(not one["unread"] for one in talks)
    assert len((await zhou.client.json("GET", "/api/me/mentions"))["items"]) >= 5
    assert len((await zhou.client.json("GET", "/api/me/favourites"))["items"]) >= 5
    reading = zhou.talks["读书会（周四晚）"]["id"]
    assert len((await zhou.client.json("GET", f"/api/conversations/{reading}/requests"))["items"]) == 3
    own = [
        fact
        for fact in zhou.every
        if fact["kind"] == "text" and fact.get("sender_id") == str(stage.person(ZHOU_LAN)) and not fact.get("recalled")
    ]
    assert any(fact["confirmed"] == fact["delivered"] for fact in own)
    assert any(0 < fact["confirmed"] < fact["delivered"] for fact in own)
    assert any(fact["handled"] for fact in own)
    assert any(not fact["open"] for fact in talks)


async def look_at_organisation(stage: Stage) -> None:
    """The organisation's part: rights, contacts, moves, applications, what was audited."""
    school = f"/api/organisations/{stage.school}"
    zhou, emma = await stage.as_(ZHOU_LAN), await stage.as_(EMMA_CLARKE)
    assert len((await zhou.json("GET", f"{school}/roles"))["items"]) >= 4
    assert len((await emma.json("GET", f"{school}/external-contacts"))["items"]) >= 8
    waiting = await zhou.json("GET", f"{school}/transfers", params={"which": "waiting"})
    assert len(waiting["items"]) == 2
    assert len((await zhou.json("GET", f"{school}/applications"))["items"]) == 2
    su = await stage.as_(SU_RUI)
    assert (await su.json("GET", f"{school}/audit"))["items"]
    audit = (await zhou.json("GET", f"{school}/audit", params={"limit": 100}))["items"]
    assert len({one["kind"] for one in audit}) >= 8
    times = [datetime.fromisoformat(one["at"]) for one in audit]
    assert times == sorted(times, reverse=True)
    # Those who are shown on the first page may do what is said there.
    for player, power in (
        (HE_CHUAN, "organisations.roster_import"),
        (SU_RUI, "organisations.audit_read"),
        (LU_MING, "messaging.groups_manage"),
    ):
        (membership,) = (await (await stage.as_(player)).json("GET", "/api/me/memberships"))["memberships"]
        assert power in membership["powers"], player.key
    own = await (await stage.as_(LU_MING)).json("GET", "/api/me")
    assert own["presence"]["state"] == "travel"


@pytest.mark.slow
@pytest.mark.timeout(240)
async def test_the_cast_has_lived_a_week(server: RunningServer) -> None:
    told: list[tuple[int, int]] = []
    end = present(datetime.now(ZONE))
    stage = Stage(server, await actions.load(server.context, lambda done, total: told.append((done, total))))
    assert told[-1] == (people.SIZE + len(actions.cast.CAST) + actions.WEEK,) * 2
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert sum(done > people.SIZE for done, _ in told) > 20
    zhou = await Read(await stage.as_(ZHOU_LAN)).all()
    await look_at_messages(zhou, stage, end)
    await look_at_lists(zhou, stage)
    await look_at_organisation(stage)
    office = zhou.talks["教务处"]
    assert office["last"]["text"].startswith("收到")
    naming = [fact for fact in zhou.facts["教务处"] if fact.get("mentions")][-1]
    assert naming["mentions"] == [str(stage.person(ZHOU_LAN))]
    assert naming["sender_id"] == str(stage.person(HE_CHUAN))
    shared = {scene.group for scene in SCENES if scene.group and "zhou_lan" in scene.people}
    assert len(shared & zhou.talks.keys()) >= len(shared) - 1  # one was renamed
    for player in (XU_JINGYI, ZHAO_QIMING, LU_MING, SU_RUI, LIN_YUE):
        other = await Read(await stage.as_(player)).all()
        assert len(other.talks) >= 9, player.key
        assert any(one["unread"] for one in other.talks.values()), player.key
    outside = await Read(await stage.as_(HAN_DONG)).all()
    assert outside.talks == {}


async def test_the_bare_cast_has_not(server: RunningServer) -> None:
    stage = Stage(server, await actions.load(server.context, crowd=False))
    zhou_lan = await stage.as_(ZHOU_LAN)
    page = await zhou_lan.json("GET", "/api/conversations")
    assert all(one["last"] is None or one["last"]["kind"] != "text" for one in page["items"])

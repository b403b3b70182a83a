"""Acts that wait for a conversation: whoever may no longer act when their turn comes has done nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.cast import HE_CHUAN, LIN_YUE, XU_JINGYI, Stage
from tests.hostile.victim import as_owner
from tests.messaging.talk import Office, Talk, group
from tests.support.client import Client
from tests.support.locks import stuck
from tocsin.kernel.db import FOLLOW
from tocsin.messaging.actions.ledger import lock

POLL = {"kind": "poll", "question": "哪天？", "options": ["周一", "周二"]}
TEXT, POLLED, PUT_UP = 2, 3, 4
"""Where the words, the poll and the announcement stand in the group of 何川."""
XU, LIN, TALK = "{xu}", "{lin}", "{talk}"
TABLES = (
    "conversation", "conversation_member", "message", "message_revision", "message_reaction", "poll_vote", "effect",
    "group_link", "group_request", "announcement_confirmation", "conversation_export", "event",
)  # fmt: skip

Act = tuple[str, str, dict[str, Any] | None]
ACTS: dict[str, Act] = {
    "edit": ("PATCH", f"/messages/{TEXT}", {"text": "另一句"}),
    "recall": ("POST", f"/messages/{TEXT}/recall", None),
    "react": ("PUT", f"/messages/{TEXT}/reactions/👍", None),
    "vote": ("PUT", f"/messages/{POLLED}/vote", {"options": [0]}),
    "end the poll": ("POST", f"/messages/{POLLED}/closing", None),
    "rename": ("PATCH", "", {"name": "新名"}),
    "set": ("PATCH", "/settings", {"posting": "admins"}),
    "add": ("POST", "/members", {"person_ids": [LIN]}),
    "remove": ("DELETE", f"/members/{XU}", None),
    "leave": ("POST", "/departure", {"heir_id": XU}),
    "hand over": ("PUT", "/owner", {"person_id": XU}),
    "appoint": ("PUT", f"/admins/{XU}", None),
    "silence": ("PUT", f"/members/{XU}/silence", {"until": "2099-01-01T00:00:00Z"}),
    "end": ("POST", "/dissolution", {"name": "备课组"}),
    "make a link": ("POST", "/links", None),
    "revoke links": ("DELETE", "/links", None),
    "announce": ("POST", "/announcements", {"text": "明天停课"}),
    "withdraw": ("DELETE", f"/announcements/{PUT_UP}", None),
    "forward": ("POST", "/forwards", {"client_id": str(uuid4()), "source_id": TALK, "seqs": [TEXT]}),
    "remind": ("POST", f"/announcements/{PUT_UP}/reminders", None),
}


@pytest.fixture
async def talk(stage: Stage) -> Talk:
    """A group of 何川, with words of his, a poll and an announcement."""
    talk = await group(stage, HE_CHUAN, XU_JINGYI)
    await talk.say(HE_CHUAN, "一句")
    await talk.say(HE_CHUAN, "", content=POLL)
    body = {"text": "周五交表", "confirm": True}
    await (await stage.as_(HE_CHUAN)).json("POST", f"{talk.path}/announcements", json=body)
    return talk


async def written(stage: Stage) -> list[Any]:
    """What stands in the tables that acts write."""
    async with as_owner(stage) as owner:
        return [await owner.fetchval(f"SELECT array_agg(t::text ORDER BY t::text) FROM {table} t") for table in TABLES]


@asynccontextmanager
async def waiting(stage: Stage, talk: Talk, client: Client, act: Act) -> AsyncIterator[asyncio.Task[Any]]:
    """An act that waits, because somebody else holds its conversation until the end of the block."""
    ids = {TALK: talk.id, XU: str(stage.person(XU_JINGYI)), LIN: str(stage.person(LIN_YUE))}

    def filled(value: Any) -> Any:
        if isinstance(value, list):
            return [filled(one) for one in value]
        for sign, one in ids.items():
            value = value.replace(sign, one) if isinstance(value, str) else value
        return value

    method, path, body = act
    path = filled(path) if path.startswith("/api/") else talk.path + filled(path)
    json = {key: filled(value) for key, value in body.items()} if body is not None else None
    db = stage.server.context.db
    async with db.working(FOLLOW) as tx:
        await lock(tx, [UUID(talk.id)])
        task = asyncio.create_task(client.request(method, path, json=json))
        assert await stuck(db, task)
        yield task


async def code_of(task: asyncio.Task[Any]) -> tuple[int, str | None]:
    response = await task
    return response.status_code, response.json().get("code") if response.content else None


@pytest.mark.parametrize("act", ACTS)
async def test_an_act_that_waits_is_refused_once_its_session_has_ended(stage: Stage, talk: Talk, act: str) -> None:
    elsewhere = await stage.server.sign_in(HE_CHUAN.phone, HE_CHUAN.name)
    async with waiting(stage, talk, await stage.as_(HE_CHUAN), ACTS[act]) as task:
        await elsewhere.json("DELETE", "/api/me/sessions")
        before = await written(stage)
    assert await code_of(task) == (401, "signed_out")
    assert await written(stage) == before


# Whoever adds people holds their own membership first: there the suspension waits for the act.
@pytest.mark.parametrize("act", [one for one in ACTS if one != "add"])
async def test_an_act_that_waits_is_refused_once_its_person_is_suspended(stage: Stage, talk: Talk, act: str) -> None:
    admin = Office(stage)
    async with waiting(stage, talk, await stage.as_(HE_CHUAN), ACTS[act]) as task:
        await admin.json("POST", f"/members/{stage.member(HE_CHUAN)}/suspension", json={})
        before = await written(stage)
    assert await code_of(task) == (404, "not_found")
    assert await written(stage) == before


@pytest.mark.parametrize("act", ["edit", "rename", "announce"])
async def test_an_act_that_waits_is_done_when_its_persons_rights_have_grown(stage: Stage, talk: Talk, act: str) -> None:
    admin = Office(stage)
    async with waiting(stage, talk, await stage.as_(HE_CHUAN), ACTS[act]) as task:
        await admin.place(HE_CHUAN, "信息中心")
    assert (await code_of(task))[0] in (200, 201)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "/owner", {"person_id": XU}),
        ("DELETE", f"/members/{XU}", None),
        ("DELETE", "/warning", None),
        ("POST", "/exports", {"why": "调查取证"}),
    ],
)
async def test_an_admins_act_that_waits_is_refused_once_the_power_is_taken(
    stage: Stage, talk: Talk, method: str, path: str, body: dict[str, Any] | None
) -> None:
    office = Office(stage)
    powers = ["messaging.groups_manage", "messaging.conversation_export"]
    role = await office.json("POST", "/roles", json={"name": "群管", "powers": powers})
    grant = {"member_id": str(stage.member(LIN_YUE)), "role_id": role["id"], "scope": "organisation"}
    granted = await office.json("POST", "/grants", json=grant)
    act = (method, f"{office.path}/groups/{talk.id}{path}", body)
    async with waiting(stage, talk, await stage.as_(LIN_YUE), act) as task:
        await office.json("DELETE", f"/grants/{granted['id']}")
        before = await written(stage)
    assert await code_of(task) == (404, "not_found"), "as groups out of reach are"
    assert await written(stage) == before


async def test_who_joins_a_listed_group_is_refused_once_their_session_has_ended(stage: Stage, talk: Talk) -> None:
    settings = {"listed": True}
    await (await stage.as_(HE_CHUAN)).json("PATCH", f"{talk.path}/settings", json=settings)
    elsewhere = await stage.server.sign_in(LIN_YUE.phone, LIN_YUE.name)
    act = ("POST", f"/api/organisations/{stage.school}/listed-groups/{talk.id}", dict[str, Any]())
    async with waiting(stage, talk, await stage.as_(LIN_YUE), act) as task:
        await elsewhere.json("DELETE", "/api/me/sessions")
        before = await written(stage)
    assert await code_of(task) == (401, "signed_out")
    assert await written(stage) == before

"""Heavy questions: a few at once, in turn for each person, with an end to each; others have their connections meanwhile."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from tests.cast import HE_CHUAN, XU_JINGYI, ZHOU_LAN, Stage
from tests.messaging.talk import Talk, group
from tests.search.asking import ask, caught_up
from tests.support.client import Client
from tests.support.lines import quick
from tests.support.patience import PATIENCE
from tocsin.kernel.db import SEARCH
from tocsin.kernel.turns import Turns
from tocsin.search import routes

WORD = "预算"


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits for the test is not late, however long the machine stands still."""
    monkeypatch.setattr(
        routes, "TURNS", Turns(4, routes.TURNS_EACH, waiting=200, waiting_each=routes.WAITING_EACH, patience=PATIENCE)
    )
    monkeypatch.setattr(routes, "STATEMENT_SECONDS", int(PATIENCE))
    monkeypatch.setattr(routes, "SECONDS", PATIENCE)


@pytest.fixture
async def talk(stage: Stage) -> Talk:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI)
    await talk.say(ZHOU_LAN, f"{WORD}在这里")
    await caught_up(stage)
    return talk


@asynccontextmanager
async def slow_index(stage: Stage) -> AsyncIterator[None]:
    """The index answers nobody until the block ends."""
    async with stage.server.context.db.working(SEARCH) as holding:
        await holding.fetch("LOCK TABLE search_entry IN ACCESS EXCLUSIVE MODE")
        yield


def asking(client: Client, times: int) -> list[asyncio.Task[httpx.Response]]:
    body = {"q": WORD, "kind": "messages"}
    return [asyncio.create_task(client.post("/api/search", json=body)) for _ in range(times)]


async def refused_of(tasks: list[asyncio.Task[httpx.Response]], most: int) -> list[httpx.Response]:
    """The answers of those that are refused, once ``most`` are left to wait."""
    async with asyncio.timeout(PATIENCE):
        while sum(not task.done() for task in tasks) > most:
            await asyncio.sleep(0.01)
    return [task.result() for task in tasks if task.done()]


async def test_one_persons_heavy_questions_leave_others_their_connections(stage: Stage, talk: Talk) -> None:
    he, zhou, xu = await stage.as_(HE_CHUAN), await stage.as_(ZHOU_LAN), await stage.as_(XU_JINGYI)
    async with slow_index(stage):
        tasks = asking(he, 30)
        refused = await refused_of(tasks, routes.TURNS_EACH + routes.WAITING_EACH)
        for answer in refused:
            assert (answer.status_code, answer.json()["code"]) == (429, "too_many")
            assert int(answer.headers["Retry-After"]) >= 1
        # As many connections as there are would be held by those that were let in.
        await quick(zhou.json("GET", "/api/conversations"))
        others = asking(zhou, 2) + asking(xu, 2)
    assert [(await task).status_code for task in others] == [200] * 4
    answers = [await task for task in tasks]
    assert sum(answer.status_code == 200 for answer in answers) == routes.TURNS_EACH + routes.WAITING_EACH
    assert (await ask(stage, HE_CHUAN, WORD, kind="messages"))["messages"]["items"][0]["id"] == talk.id


async def test_a_question_that_takes_too_long_is_ended(
    stage: Stage, talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "STATEMENT_SECONDS", 1)
    he = await stage.as_(HE_CHUAN)
    async with slow_index(stage):
        answer = await he.post("/api/search", json={"q": WORD, "kind": "messages"})
        assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
        assert int(answer.headers["Retry-After"]) >= 1
        monkeypatch.setattr(routes, "STATEMENT_SECONDS", int(PATIENCE))
        monkeypatch.setattr(routes, "SECONDS", 1)
        answer = await he.post("/api/search", json={"q": WORD, "kind": "messages"})
        assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
        assert int(answer.headers["Retry-After"]) >= 1
    monkeypatch.setattr(routes, "SECONDS", PATIENCE)
    assert (await ask(stage, HE_CHUAN, WORD, kind="messages"))["messages"]["items"][0]["id"] == talk.id


async def test_who_is_signed_out_while_waiting_is_not_answered(stage: Stage, talk: Talk) -> None:
    he = await stage.as_(HE_CHUAN)
    async with slow_index(stage):
        # Which of them are let in and which wait, the order decides in which they arrive.
        tasks = asking(he, routes.TURNS_EACH + 2)
        async with asyncio.timeout(PATIENCE):
            while routes.TURNS.waiting < 2:
                await asyncio.sleep(0.01)
        await he.json("DELETE", "/api/sessions/current")
    assert [(await task).status_code for task in tasks].count(401) == 2
    assert talk.id

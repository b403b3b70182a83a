"""Whatever is said, taken back and erased, and however the indexer is interrupted: the index is as if made anew."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import HE_CHUAN, XU_JINGYI, ZHOU_LAN, Stage
from tests.messaging.talk import group
from tests.search.asking import caught_up, entries, stop_indexing
from tests.support.horizon import below_the_horizon
from tocsin.kernel.db import FOLLOW, SEARCH
from tocsin.messaging.actions.privacy import erases
from tocsin.search.actions.indexing import Indexer
from tocsin.search.actions.reindexing import Renewer

PLAYERS = (ZHOU_LAN, HE_CHUAN, XU_JINGYI)
TEXTS = (
    "报销流程改了",
    "會議室預訂",
    "Meeting moved to 3楼",
    "电话 138-0013-8000",
    "👍",
    "see https://example.org/a?b=1",
)
who = st.integers(0, len(PLAYERS) - 1)
step = st.one_of(
    st.tuples(st.just("say"), who, st.integers(0, len(TEXTS) - 1)),
    st.tuples(st.just("say"), who, st.integers(0, len(TEXTS) - 1)),
    st.tuples(st.just("recall"), who, st.integers(2, 12)),
    st.tuples(st.just("edit"), who, st.integers(2, 12)),
    st.tuples(st.just("erase"), who, st.just(0)),
    st.tuples(st.just("index"), st.integers(1, 4), st.just(0)),
    st.tuples(st.just("renew"), st.integers(1, 4), st.just(0)),
)
STEP, STEP_RENEWER = Indexer.step, Renewer.step


async def play(stage: Stage, steps: list[tuple[str, int, int]]) -> None:
    talk = await group(stage, *PLAYERS)
    context = stage.server.context
    indexer, renewer = Indexer(context), Renewer(context)
    for act, one, other in steps:
        if act == "say":
            await talk.say(PLAYERS[one], TEXTS[other])
        elif act == "recall":
            client = await stage.as_(PLAYERS[one])
            await client.post(f"{talk.path}/messages/{other}/recall")
        elif act == "edit":
            client = await stage.as_(PLAYERS[one])
            await client.patch(f"{talk.path}/messages/{other}", json={"text": f"改成第 {other} 版"})
        elif act == "erase":
            async with context.db.working(FOLLOW) as tx:
                await erases(context, tx, stage.school, stage.person(PLAYERS[one]))
        elif act == "index":
            await STEP(indexer, one)
        else:
            await _again(stage)
            await STEP_RENEWER(renewer, one)
    await below_the_horizon(context.db)
    while await STEP(indexer, 50):
        pass
    while await STEP_RENEWER(renewer, 5):
        pass
    kept = await entries(stage)
    await _empty(stage)
    while await STEP_RENEWER(renewer, 5):
        pass
    assert kept == await entries(stage)
    await _check_against_what_is_seen(stage, talk.id, kept)


async def _check_against_what_is_seen(stage: Stage, conversation: str, kept: dict[Any, Any]) -> None:
    facts = (await (await stage.as_(ZHOU_LAN)).json("GET", f"/api/conversations/{conversation}/messages"))["items"]
    standing = {fact["seq"] for fact in facts if fact.get("text")}
    assert {seq for place, seq in kept if str(place) == conversation} == standing


async def _again(stage: Stage) -> None:
    async with stage.server.context.db.working(SEARCH) as tx:
        await tx.fetch("UPDATE search_progress SET place_id = NULL, seq = NULL, done = false")


async def _empty(stage: Stage) -> None:
    async with stage.server.context.db.working(SEARCH) as tx:
        await tx.fetch("DELETE FROM search_entry")
    await _again(stage)


@pytest.fixture
async def quiet(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """A server whose own indexer does nothing."""
    await caught_up(stage)
    await stop_indexing(stage, monkeypatch)
    for one in PLAYERS:
        (await stage.as_(one)).patient = True
    return stage


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(steps=st.lists(step, min_size=4, max_size=16))
async def test_the_index_with_what_followed_is_a_fresh_index(quiet: Stage, steps: list[tuple[str, int, int]]) -> None:
    await play(quiet, steps)
    assert steps

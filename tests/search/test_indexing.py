"""The index follows what is written: killed between any two statements, nothing is skipped and nothing doubled."""

import asyncio
from time import monotonic
from typing import Any

import pytest

from tests.cast import HE_CHUAN, XU_JINGYI, ZHOU_LAN, Stage
from tests.messaging.talk import Talk, group
from tests.search.asking import ask, caught_up, entries, found, stop_indexing
from tests.support.dying import Killed, killed_after
from tests.support.horizon import below_the_horizon
from tests.support.statements import sent
from tocsin.effects.door import STREAM
from tocsin.kernel import text
from tocsin.kernel.cursors import GIVE_UP_AFTER
from tocsin.kernel.db import SEARCH, Database
from tocsin.messaging.queries import indexing as source
from tocsin.search.actions import indexing, reindexing
from tocsin.search.actions.indexing import CURSOR, Indexer
from tocsin.search.actions.reindexing import Renewer, reindex


@pytest.fixture
async def talk(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Talk:
    """A conversation on a server whose own indexer does nothing: the tests take its steps."""
    one = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI)
    await caught_up(stage)
    await stop_indexing(stage, monkeypatch)
    return one


async def fresh(stage: Stage) -> dict[Any, Any]:
    """What an index made from nothing holds."""
    before = await entries(stage)
    async with stage.server.context.db.working(SEARCH) as tx:
        await tx.fetch("DELETE FROM search_entry")
    await _renew(stage)
    made = await entries(stage)
    assert before.keys() <= made.keys() or made.keys() <= before.keys()
    return made


async def _renew(stage: Stage) -> None:
    renewer = Renewer(stage.server.context)
    async with stage.server.context.db.working(SEARCH) as tx:
        await tx.fetch("UPDATE search_progress SET place_id = NULL, seq = NULL, done = false")
    while await STEP_RENEWER(renewer, 3):
        pass


STEP, STEP_RENEWER = Indexer.step, Renewer.step


async def test_killed_between_any_two_statements_it_goes_on(
    stage: Stage, talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        await talk.say(ZHOU_LAN, f"第 {number} 份报告")
    await talk.recall(ZHOU_LAN, 3)
    await below_the_horizon(stage.server.context.db)
    indexer, deaths = Indexer(stage.server.context), 0
    for statements in range(40):
        try:
            async with killed_after(monkeypatch, SEARCH, statements):
                await STEP(indexer, 3)
        except Killed:
            deaths += 1
    assert deaths > 3
    while await STEP(indexer, 3):
        pass
    assert [place[1] for place in await entries(stage)] == [2, 4, 5]
    assert await entries(stage) == await fresh(stage)


async def test_a_second_indexer_waits_and_does_nothing_twice(stage: Stage, talk: Talk) -> None:
    for number in range(30):
        await talk.say(ZHOU_LAN, f"第 {number} 份报告")
    before = indexing.INDEXED._value.get()
    await below_the_horizon(stage.server.context.db)
    one, other = Indexer(stage.server.context), Indexer(stage.server.context)

    async def run(indexer: Indexer) -> None:
        while await STEP(indexer, 4):
            pass

    await asyncio.gather(run(one), run(other))
    assert indexing.INDEXED._value.get() - before == 30
    assert len(await entries(stage)) == 30


async def test_what_fails_again_and_again_is_set_aside_and_the_rest_goes_on(
    stage: Stage, talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for said in ("一号报告", "毒", "三号报告"):
        await talk.say(ZHOU_LAN, said)
    searchable = source.searchable_text

    def poisoned(fact: Any) -> Any:
        if fact.text == "毒":
            raise ZeroDivisionError
        return searchable(fact)

    monkeypatch.setattr(source, "searchable_text", poisoned)
    await below_the_horizon(stage.server.context.db)
    indexer = Indexer(stage.server.context)
    for _ in range(GIVE_UP_AFTER + 6):
        await STEP(indexer, 50)
    assert [place[1] for place in await entries(stage)] == [2, 4]
    async with stage.server.context.db.working(SEARCH) as tx:
        held = await tx.fetch("SELECT consumer, error FROM event_held")
        assert [(row["consumer"], row["error"]) for row in held] == [("search", "ZeroDivisionError()")]
        assert await STREAM.next(tx, CURSOR, 1) == []


async def test_an_older_version_is_made_anew_and_found_meanwhile(
    stage: Stage, talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(8):
        await talk.say(ZHOU_LAN, f"第 {number} 份报告")
    await below_the_horizon(stage.server.context.db)
    indexer = Indexer(stage.server.context)
    while await STEP(indexer, 50):
        pass
    wanted = await entries(stage)
    async with stage.server.context.db.working(SEARCH) as tx:
        await tx.fetch("UPDATE search_entry SET terms = '{1}'")
        # One that belongs to nothing any more.
        await tx.fetch(
            "INSERT INTO search_entry SELECT place_id, 900, realm_id, author_id, at, version, terms FROM search_entry LIMIT 1"
        )
    monkeypatch.setattr(text, "TERMS_VERSION", text.TERMS_VERSION + 1)
    renewer = Renewer(stage.server.context)
    await renewer.begin()
    for statements in range(12):
        try:
            async with killed_after(monkeypatch, SEARCH, statements):
                await STEP_RENEWER(renewer, 3)
        except Killed:
            continue
    while await STEP_RENEWER(renewer, 3):
        pass
    assert await entries(stage) == wanted
    assert not await STEP_RENEWER(renewer, 3)
    assert len(await found(stage, HE_CHUAN, "报告", talk)) == 8


async def test_by_command_the_whole_index_is_made_anew(
    stage: Stage, talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        await talk.say(ZHOU_LAN, f"第 {number} 份报告")
    monkeypatch.setattr(Renewer, "step", STEP_RENEWER)
    told: list[int] = []
    assert await reindex(stage.server.context, told.append) >= 5
    assert told[-1] >= 5
    assert len(await found(stage, HE_CHUAN, "报告", talk)) == 5


async def test_sending_does_not_wait_for_the_index(stage: Stage, talk: Talk) -> None:
    """Somebody holds the index's cursor: messages go on."""
    async with stage.server.context.db.working(SEARCH) as tx:
        await indexing.hold(tx, CURSOR)
        # Well before the database ends what waits too long.
        async with asyncio.timeout(30):
            assert (await talk.say(ZHOU_LAN, "照发不误"))["seq"] == 2


async def test_two_seconds_behind_at_most(stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)
    await caught_up(stage)
    seqs, seconds = [], []
    # The best of some: a machine that stands still takes its seconds too.
    while not seconds or (min(seconds) > 2 and len(seconds) < 5):
        seqs.insert(0, (await talk.say(ZHOU_LAN, "马上就能搜到"))["seq"])
        # The promise is counted from where nothing older runs in the cluster, which tests beside this one share.
        await below_the_horizon(stage.server.context.db)
        began = monotonic()
        async with asyncio.timeout(30):
            while len(await entries(stage)) < len(seqs):
                await asyncio.sleep(0.05)
        assert await found(stage, HE_CHUAN, "搜到", talk) == seqs
        seconds.append(monotonic() - began)
    assert min(seconds) <= 2


async def test_nothing_of_what_was_said_stands_in_the_index(stage: Stage) -> None:
    talk, other = await group(stage, ZHOU_LAN, HE_CHUAN), await group(stage, ZHOU_LAN, HE_CHUAN)
    for one in (talk, other):
        await one.say(ZHOU_LAN, "绝密项目")
    await caught_up(stage)
    first, second = (await entries(stage)).values()
    assert len(first) > 5
    assert not set(first) & set(second), "equal words of two conversations look different"
    async with stage.server.context.db.pool.acquire() as connection, connection.transaction():
        await connection.execute("SET LOCAL ROLE NONE")
        rows = await connection.fetch("SELECT row_to_json(t)::text AS row FROM search_entry t")
    assert "绝密" not in str(rows)


async def test_members_cannot_read_the_index(db: Database) -> None:
    rows = await db.pool.fetch(
        "SELECT t FROM unnest(ARRAY['search_entry', 'search_progress']) t"
        " WHERE has_table_privilege('tocsin_member', t, 'SELECT, INSERT, UPDATE, DELETE')"
    )
    assert rows == []


async def test_a_page_of_answers_costs_a_fixed_number_of_queries(stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)
    await talk.say(ZHOU_LAN, "一份报告")
    database = stage.server.context.db

    async def cost(**more: Any) -> int:
        before = sent(database)
        await ask(stage, ZHOU_LAN, "报告", **more)
        return sent(database) - before

    await caught_up(stage)
    await cost()
    few = [await cost(), await cost(kind="messages"), await cost(kind="messages", conversation_id=talk.id)]
    for number in range(12):
        other = await group(stage, ZHOU_LAN, HE_CHUAN, name=f"报告{number}")
        for _ in range(3):
            await other.say(ZHOU_LAN, "又一份报告")
        await talk.say(HE_CHUAN, "报告收到")
    await caught_up(stage)
    await cost()
    many = [await cost(), await cost(kind="messages"), await cost(kind="messages", conversation_id=talk.id)]
    assert many == few
    # An overview asks once whom one talks with: they stand first among equals.
    assert few == [21, 9, 9]


def test_the_batch_is_bounded() -> None:
    assert indexing.BATCH <= 500
    assert reindexing.BATCH == indexing.BATCH

"""How the database goes about reading for somebody who is in hundreds of conversations: each row is found by key, and its
conversation looked up among theirs. Sorted into every entry of an index, hundreds cost more than all else."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.cast import HE_CHUAN, ZHOU_LAN, Stage
from tests.messaging.talk import group
from tests.search.asking import ask, caught_up
from tocsin.kernel.db import MEMBER, Database
from tocsin.messaging.queries import conversations, history, people, searching

READS = {
    "a list": (conversations._LIST, "uuid, bigint, bool, timestamptz, uuid"),
    "a page of history": (history._BEFORE, "uuid, bigint, bigint, bigint"),
    "where to search": (searching._MINE, "uuid, uuid, timestamptz, uuid"),
    "what was found": (searching._READ, "uuid, uuid[], bigint[]"),
    "whom one meets": (people._MET, "uuid"),
}


ALL_OF_THEM = re.compile(r"\b(conversation_id|item_id|id) = ANY")


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", []):
        yield from nodes(child)


@pytest.mark.parametrize("read", READS)
async def test_a_conversation_is_looked_up_and_no_index_entered_by_all_of_them(db: Database, read: str) -> None:
    sql, types = READS[read]
    async with db.pool.acquire() as connection, connection.transaction():
        await connection.execute(f"SET LOCAL ROLE {MEMBER}; SET LOCAL plan_cache_mode = force_generic_plan")
        await connection.execute(f"PREPARE read({types}) AS {sql}")
        nothing = ", ".join(["NULL"] * len(types.split(",")))
        found = await connection.fetchval(f"EXPLAIN (FORMAT JSON) EXECUTE read({nothing})")
        await connection.execute("DEALLOCATE read")
    plan = list(nodes(json.loads(found)[0]["Plan"]))
    entered = [node["Index Cond"] for node in plan if "Index Cond" in node]
    assert not [one for one in entered if ALL_OF_THEM.search(one)]
    walls = [node.get("Filter", "") for node in plan if node.get("Relation Name") in ("message", "conversation_member")]
    assert walls
    assert all("hashed SubPlan" in wall for wall in walls), walls


async def test_no_more_is_opened_than_a_page_of_answers_shows(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    talks = [await group(stage, ZHOU_LAN, HE_CHUAN, name=f"群{number}") for number in range(9)]
    for talk in talks:
        for _ in range(2):
            await talk.say(ZHOU_LAN, "报销")
    await caught_up(stage)
    read, opened = searching.find_facts_at, list[int]()

    async def counted(tx: Any, actor: Any, places: Any) -> Any:
        opened.append(len(places))
        return await read(tx, actor, places)

    monkeypatch.setattr(searching, "find_facts_at", counted)
    section = (await ask(stage, ZHOU_LAN, "报销", kind="messages", limit=2))["messages"]
    assert [item["id"] for item in section["items"]] == [talk.id for talk in reversed(talks)][:2]
    assert section["next"]
    # Of the two shown, and of the one that tells of further ones.
    assert opened == [6]
    opened.clear()
    section = (await ask(stage, ZHOU_LAN, "报销", kind="messages", limit=9))["messages"]
    assert (len(section["items"]), section.get("next"), opened) == (9, None, [18])


async def test_what_a_probe_leaves_out_is_looked_at_when_the_page_lacks_it(stage: Stage, monkeypatch: Any) -> None:
    """More look alike than are looked at together, in each of several groups; what is asked for stands behind them."""
    monkeypatch.setattr(searching, "DEEPER", 0)
    (await stage.as_(ZHOU_LAN)).patient = True
    true = await group(stage, ZHOU_LAN, HE_CHUAN, name="真的")
    said = await true.say(ZHOU_LAN, "会议室的钥匙")
    for number in range(4):
        talk = await group(stage, ZHOU_LAN, HE_CHUAN, name=f"像的{number}")
        for at in range(22):
            await talk.say(ZHOU_LAN, f"会议改到{at}点，再议室内布置")
    await caught_up(stage)
    section = (await ask(stage, ZHOU_LAN, "会议室", kind="messages", limit=1))["messages"]
    assert [(item["id"], item["seq"]) for item in section["items"]] == [(true.id, said["seq"])]
    everything = (await ask(stage, ZHOU_LAN, "会议", kind="messages", limit=3))["messages"]
    assert [(item["title"][0]["text"], item["count"], item["more"]) for item in everything["items"]] == [
        (f"像的{number}", 20, True) for number in (3, 2, 1)
    ]

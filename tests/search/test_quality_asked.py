"""The labelled set asked of a running server: real messages, the index, HTTP. What the document says of it was measured."""

import os

import pytest

from tests.cast import HE_CHUAN, XU_JINGYI, ZHOU_LAN, Stage
from tests.messaging.talk import group
from tests.search.asking import ask, caught_up
from tests.search.test_quality import FLOOR
from tocsin.search import routes
from tools.search_quality import Score, asked_report, labelled, parts, write


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody asks a hundred questions in a row but this test."""
    monkeypatch.setattr(routes, "BURST", 10_000)


async def test_the_server_answers_as_well_as_published(stage: Stage) -> None:
    messages, queries = labelled()
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI)
    authors = [ZHOU_LAN, HE_CHUAN, XU_JINGYI]
    for who in authors:
        (await stage.as_(who)).patient = True
    sent = {}
    for number, (name, said) in enumerate(messages.items()):
        sent[(await talk.say(authors[number % 3], said))["seq"]] = name
    await caught_up(stage)
    found: dict[str, set[str]] = {}
    for query in queries:
        answer = found.setdefault(query["q"], set())
        after = None
        while True:
            more = {"conversation_id": talk.id, "limit": 50, "after": after}
            section = (await ask(stage, XU_JINGYI, query["q"], kind="messages", **more))["messages"]
            answer |= {sent[hit["seq"]] for hit in section["items"]}
            after = section.get("next")
            if after is None:
                break
    for name, (recall, precision) in FLOOR.items():
        score = Score()
        for query in queries:
            if query["class"] == name:
                score = score.plus(set(query["relevant"]), found[query["q"]])
        assert score.recall >= recall, name
        assert score.precision >= precision, name
    measured = asked_report(found)
    rules, server, by_hand = parts()
    if os.environ.get("TOCSIN_REWRITE"):
        write(rules, measured, by_hand)
    else:
        assert server == measured, "run make search-quality"

"""``make search-quality``: how well search finds, on the labelled set; writes docs/search-quality.md.

That document has three parts, each kept by whoever writes another: what the rules find, which this module computes; what
a running server answers, which ``tests/search/test_quality_asked.py`` measures; and what is measured by hand.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

from tocsin.kernel import text

ROOT = Path(__file__).resolve().parents[1]
LABELLED = ROOT / "tests" / "search" / "labelled"
OUT = ROOT / "docs" / "search-quality.md"
ASKED = "<!-- below: asked of the server, by tests/search/test_quality_asked.py -->"
MARKER = "<!-- below: measured by hand -->"
HEAD = """# How well search finds

Written by `make search-quality` from `tests/search/labelled`: {messages} messages as offices write them, among
them {noise} that nothing asks for, and {queries} questions with the messages a colleague would want for each. The labels
were made from what people mean, not from what the product finds: *报销流程* wants "差旅报销的新流程" too, *车辆使用登记*
wants "用车请先登记", which no index of words gives. `tests/search/test_quality.py` holds these figures as a floor.

**Recall** is the share of the wanted messages that were found, **precision** the share of the found that were wanted.

| class | questions | wanted | recall | precision |
|---|---|---|---|---|
"""
WITHOUT = """
What each means gives, as recall and precision over all classes:

| | recall | precision |
|---|---|---|
"""
SERVER = """
## Asked of the server

The same set, sent as messages into a group over the public API, taken in by the index, and each question asked there by
`POST /api/search`, page after page: what a member of the group is answered. `make search-quality` measures it anew; the
test fails when it is not what stands here.

| class | questions | wanted | recall | precision |
|---|---|---|---|---|
"""
MISSED = """
## What is not found, and what is found too much

| asked | missed | too much |
|---|---|---|
"""


class Score(NamedTuple):
    """Of one class, or of all: questions, wanted, found, and found that were wanted."""

    questions: int = 0
    wanted: int = 0
    found: int = 0
    right: int = 0

    @property
    def recall(self) -> float:
        return self.right / self.wanted

    @property
    def precision(self) -> float:
        return self.right / self.found

    def plus(self, wanted: set[str], found: set[str]) -> Score:
        return Score(
            self.questions + 1, self.wanted + len(wanted), self.found + len(found), self.right + len(wanted & found)
        )


def labelled() -> tuple[dict[str, str], list[dict[str, Any]]]:
    """The messages by id, and the questions with their class and the ids of what is wanted."""
    messages = json.loads((LABELLED / "messages.json").read_text("utf-8"))
    return {one["id"]: one["text"] for one in messages}, json.loads((LABELLED / "queries.json").read_text("utf-8"))


def answers(messages: dict[str, str], asked: str) -> set[str]:
    """What the product finds: candidates by the terms, then what holds the question; no place, no reader."""
    question = text.question(asked)
    candidates = [one for one, said in messages.items() if any(set(terms) <= _terms(said) for terms in question.terms)]
    return {one for one in candidates if text.find(question, messages[one]) is not None}


_known: dict[str, set[str]] = {}


def _terms(said: str) -> set[str]:
    if said not in _known:
        _known[said] = text.text_terms(said)
    return _known[said]


def scores() -> dict[str, Score]:
    """The score of each class, and of all of them under ``all``."""
    messages, queries = labelled()
    found: dict[str, Score] = {}
    for query in queries:
        answer = answers(messages, query["q"])
        for name in (query["class"], "all"):
            found[name] = found.get(name, Score()).plus(set(query["relevant"]), answer)
    return found


def _row(name: str, score: Score) -> str:
    return f"| {name} | {score.questions} | {score.wanted} | {score.recall:.1%} | {score.precision:.1%} |\n"


def without() -> str:
    """What recall and precision are when one of the means is taken away."""
    means: dict[str, dict[str, Callable[..., Any]]] = {
        "as it is": {},
        "without stems of English words": {
            "tocsin.kernel.text.matching.stem": lambda word: word,
            "tocsin.kernel.text.questions.core": lambda word: word,
        },
        "without words of the other side of the strait": {"tocsin.kernel.text.questions.other_words": lambda _: ()},
        "long words in one piece only": {"tocsin.kernel.text.questions._parts": lambda _: ()},
        "questions not cut into words": {
            "tocsin.kernel.text.questions.rjieba.cut": lambda run, _: [run],
            "tocsin.kernel.text.questions._parts": lambda _: (),
        },
    }
    rows = ""
    for name, changes in means.items():
        patches = [patch(target, replacement) for target, replacement in changes.items()]
        for one in patches:
            one.start()
        score = scores()["all"]
        for one in patches:
            one.stop()
        rows += f"| {name} | {score.recall:.1%} | {score.precision:.1%} |\n"
    return rows


def report() -> str:
    messages, queries = labelled()
    wanted = {one for query in queries for one in query["relevant"]}
    made = HEAD.format(messages=len(messages), noise=len(messages) - len(wanted), queries=len(queries))
    found = scores()
    made += "".join(_row(name, score) for name, score in found.items() if name != "all") + _row("**all**", found["all"])
    made += WITHOUT + without() + MISSED
    for query in queries:
        answer, relevant = answers(messages, query["q"]), set(query["relevant"])
        if answer != relevant:
            missed, extra = (
                " · ".join(messages[one] for one in sorted(some)) for some in (relevant - answer, answer - relevant)
            )
            made += f"| {query['q']} | {missed} | {extra} |\n"
    return made


def asked_report(found: dict[str, set[str]]) -> str:
    """The part of what a server answered, by question."""
    messages, queries = labelled()
    by_class: dict[str, Score] = {}
    other = []
    for query in queries:
        answer = found[query["q"]]
        for name in (query["class"], "all"):
            by_class[name] = by_class.get(name, Score()).plus(set(query["relevant"]), answer)
        if answer != answers(messages, query["q"]):
            other.append(query["q"])
    made = SERVER + "".join(_row(name, score) for name, score in by_class.items() if name != "all")
    made += _row("**all**", by_class["all"])
    if other:
        return made + f"\nAnswered otherwise than the rules alone would: {' · '.join(other)}.\n"
    return made + "\nEvery question is answered with what the rules alone find.\n"


def parts() -> tuple[str, str, str]:
    """The three parts of the document: of the rules, of the server, by hand."""
    said = OUT.read_text("utf-8") if OUT.exists() else ""
    rest, _, by_hand = said.partition(MARKER)
    rules, _, server = rest.partition(ASKED)
    return rules.removesuffix("\n"), server.removesuffix("\n"), by_hand or "\n"


def write(rules: str, server: str, by_hand: str) -> None:
    """Write the document."""
    OUT.write_text(f"{rules}\n{ASKED}{server}\n{MARKER}{by_hand}", "utf-8")


def main() -> None:
    _, server, by_hand = parts()
    write(report(), server, by_hand)


if __name__ == "__main__":
    main()

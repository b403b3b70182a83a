"""The published quality is a floor: what docs/search-quality.md says of each class, the code reaches."""

import pytest

from tools.search_quality import labelled, parts, report, scores

# Recall and precision that no change may go below without saying why.
FLOOR = {
    "phrases": (0.88, 0.98),
    "names": (0.97, 1.0),
    "new words": (0.93, 1.0),
    "mixed": (0.97, 1.0),
    "traditional": (1.0, 0.98),
    "english": (0.98, 1.0),
    "numbers": (1.0, 0.93),
}


@pytest.mark.parametrize("name", FLOOR)
def test_a_class_is_found_as_well_as_published(name: str) -> None:
    recall, precision = FLOOR[name]
    score = scores()[name]
    assert score.recall >= recall
    assert score.precision >= precision


def test_the_set_is_large_enough_to_say_something() -> None:
    messages, queries = labelled()
    assert len(messages) >= 300
    assert len(queries) >= 120
    assert all(set(query["relevant"]) <= messages.keys() for query in queries)
    assert {query["class"] for query in queries} == FLOOR.keys()


def test_the_document_says_what_is_so() -> None:
    assert parts()[0] == report(), "run make search-quality"

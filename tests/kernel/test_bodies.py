"""Search in running text: what a question finds in a text, and that the index offers whatever the text holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.kernel import text
from tocsin.kernel.search import excerpt, name_parts
from tocsin.kernel.text.stems import stem


def marked(asked: str, said: str) -> list[str] | None:
    spans = text.find(text.question(asked), said)
    return None if spans is None else [said[start:end] for start, end in spans]


@pytest.mark.parametrize(
    ("asked", "said", "found"),
    [
        ("会议室", "下周會議室", ["會議室"]),
        ("会议室预定", "预定三楼的会议室", ["预定", "会议室"]),
        ("教学计划", "教学工作计划", ["教学", "计划"]),
        ("教学计划", "教学楼停电，计划恢复", None),
        ("“三楼会议室”", "三楼的会议室", None),
        ("软件", "更新軟體", ["軟體"]),
        ("3楼", "13楼", None),
        ("3楼", "在3楼", ["3楼"]),
        ("PDF版", "pdf 版本", ["pdf", "版"]),
        ("A栋", "a 栋门禁", ["a 栋"]),
        ("iphone15", "iPhone 15 到货", ["iPhone 15"]),
        ("iPhone 15", "iphone15", ["iphone15"]),
        ("username", "getUserName()", ["UserName"]),
        ("reports", "the Report", ["Report"]),
        ("cafe", "the Café", ["Café"]),
        ("8000", "138-0013-8000", ["138-0013-8000"]),
        ("12500", "12,500 元", ["12,500"]),
        ("v2.3.1", "v2.3.10", None),
        ("a@b.cn", "写信给 a@b.cn。", ["a@b.cn"]),
        ("ａｐｉ", "API", ["API"]),
    ],
)
def test_a_question_finds_what_people_mean(asked: str, said: str, found: list[str] | None) -> None:
    assert marked(asked, said) == found


pieces = st.sampled_from(
    ["会议室", "预定", "軟體", "的", "3楼", "iPhone15", "reports", "running", "138-0013-8000", "12,500", "v2.3.1", "getUserName",
     "Café", "，", " ", "\n", "张伟", "Ⅷ", "ﬁ", "ก", "ア", "👍", "a@b.cn", "０１２", "1"]
)  # fmt: skip


@given(said=st.lists(pieces, max_size=8).map("".join), asked=st.lists(pieces, min_size=1, max_size=3).map(" ".join))
def test_the_index_offers_whatever_holds_the_question(said: str, asked: str) -> None:
    """No text that holds a question is missed because its terms do not say so."""
    question = text.question(asked)
    if question.terms and text.find(question, said) is not None:
        assert any(set(terms) <= text.text_terms(said) for terms in question.terms)


@given(said=st.text(max_size=60), asked=st.text(max_size=30))
def test_any_text_can_be_asked_of_any_text(said: str, asked: str) -> None:
    spans = text.find(text.question(asked), said) or []
    assert all(0 <= start < end <= len(said) for start, end in spans)
    assert spans == sorted(spans)
    assert len({len(terms) for terms in text.question(asked).terms}) <= 1


@given(said=st.text(max_size=400), cuts=st.lists(st.integers(0, 400), max_size=6, unique=True))
def test_an_excerpt_shows_the_first_match(said: str, cuts: list[int]) -> None:
    bounds = [cut for cut in sorted(cuts) if cut <= len(said)]
    spans = list(zip(bounds[::2], bounds[1::2], strict=False))
    parts = excerpt(said, spans)
    assert sum(len(part.text) for part in parts) <= 122
    wanted = " ".join(said[slice(*spans[0])].split()) if spans else ""
    if wanted and len(wanted) < 60:
        assert wanted in " ".join("".join(part.text for part in parts if part.hit).split())


@pytest.mark.parametrize(
    ("name", "asked", "hit"),
    [
        ("何川的备课组", "hechuan", "何川"),
        ("期末监考协调", "jk", "监考"),
        ("期末监考协调", "jkao", "监考"),
        ("张伟", "zhangw", "张伟"),
        ("English corner", "corn", "corn"),
        ("许静怡", "靜怡", "静怡"),
        ("张伟", "李", ""),
    ],
)
def test_of_a_name_is_told_what_matched(name: str, asked: str, hit: str) -> None:
    parts = name_parts(name, asked)
    assert "".join(part.text for part in parts if part.hit) == hit
    assert "".join(part.text for part in parts) == name


def test_stems_join_what_is_one_word_and_no_more() -> None:
    for words in (
        "meeting meetings meet",
        "run running runs",
        "policy policies",
        "cancel cancelled cancelling",
        "make making",
    ):
        assert len({stem(word) for word in words.split()}) == 1
    assert len({stem(word) for word in ("report", "reporter", "deploy", "deployment")}) == 4

"""Two heads of one log against each other: what is proved by the file alone, and what proves nothing (EFF-4)."""

from base64 import b64encode
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.effects.forks import (
    FIRST,
    OTHER,
    REALM,
    SECOND,
    STRANGER,
    TEN,
    WHOLE,
    fork,
    keys,
    public,
    shown,
)
from tocsin.effects.refusals import Forged, NoBundle, NoContradiction, WrongKey, WrongSignature, WrongSuccession
from tocsin.effects.rules.forks import (
    LARGEST,
    WORDS,
    Against,
    Continuation,
    Shown,
    is_fork,
    read_fork,
    tell_fork,
)
from tocsin.effects.rules.heads import SignedKey, succession_text
from tocsin.kernel.errors import LANGUAGES


@pytest.mark.parametrize(
    ("raw", "against", "proved"),
    [
        (fork(TEN, shown(OTHER, 10, 200)), Against.FORKED, True),
        (fork(TEN, shown(OTHER, 10, 100)), Against.FORKED, True),
        (fork(TEN, shown(WHOLE, 9, 200)), Against.SHRUNK, True),
        (fork(TEN, shown(WHOLE, 9, 50)), Against.OLDER, False),
        (fork(TEN, shown(WHOLE, 10, 50)), Against.OLDER, False),
        (fork(TEN, shown(WHOLE, 11, 100)), Against.BACKDATED, True),
        (fork(TEN, shown(WHOLE, 11, 90)), Against.BACKDATED, True),
        (fork(TEN, shown(WHOLE, 11, 200, STRANGER)), Against.OTHER_KEYS, False),
        (fork(TEN, shown(WHOLE, 10, 200, STRANGER)), Against.OTHER_KEYS, False),
        (
            fork(shown(WHOLE, 10, 100, FIRST, SECOND), shown(WHOLE, 12, 200, FIRST, SECOND, signer=FIRST)),
            Against.FORMER_KEY,
            True,
        ),
        (fork(shown(WHOLE, 10, 100, FIRST, SECOND), shown(WHOLE, 10, 100)), Against.OLDER, False),
        (fork(TEN, shown(OTHER, 30, 200), proof=OTHER.continuation(10, 30)), Against.REWRITTEN, True),
        (fork(shown(WHOLE, 16, 100), shown(OTHER, 30, 200), proof=OTHER.continuation(16, 30)), Against.REWRITTEN, True),
        (fork(TEN, shown(OTHER, 30, 200), Against.NOT_CONTINUED), Against.NOT_CONTINUED, False),
        (fork(TEN, shown(OTHER, 30, 200), proof=WHOLE.continuation(10, 30)), Against.NOT_CONTINUED, False),
    ],
)  # fmt: skip
def test_what_two_heads_come_to(raw: bytes, against: Against, proved: bool) -> None:
    assert is_fork(raw)
    found = read_fork(raw)
    assert (found.against, found.proved) == (against, proved)
    for language in LANGUAGES:
        lines = list(tell_fork(found, language))
        assert lines[0] == WORDS[against].say(language, {"old": found.older.head.size})
        assert found.newer.head.root.hex() in lines[2]
        assert "1970-01-01 00:00:00.000 UTC" in lines[2]


@pytest.mark.parametrize(
    "raw",
    [
        fork(TEN, TEN),
        fork(TEN, shown(WHOLE, 10, 200)),
        fork(TEN, shown(WHOLE, 30, 200)),
        fork(TEN, shown(WHOLE, 30, 200), Against.REWRITTEN),
        fork(TEN, shown(WHOLE, 30, 200), Against.REWRITTEN, WHOLE.continuation(10, 30)),
        fork(TEN, shown(WHOLE, 30, 200), Against.NOT_CONTINUED, WHOLE.continuation(10, 30)),
        fork(TEN, shown(WHOLE, 30, 200, FIRST, SECOND)),
    ],
)
def test_what_is_called_a_contradiction_and_is_none_proves_nothing(raw: bytes) -> None:
    with pytest.raises(NoContradiction) as refused:
        read_fork(raw)
    assert all(refused.value.message(language) for language in LANGUAGES)
    assert refused.value.code == "evidence.no_contradiction"


@pytest.mark.parametrize(
    ("raw", "refusal"),
    [
        (b"", NoBundle),
        (b"[" * 10_000, NoBundle),
        (b"\xff", NoBundle),
        (b" " * (LARGEST + 1), NoBundle),
        (fork(TEN, TEN, format="tocsin-fork/2"), NoBundle),
        (fork(TEN, TEN, realm="x"), NoBundle),
        (fork(TEN, TEN, realm=str(UUID(int=8))), NoBundle),
        (fork(TEN, Shown([], TEN.head)), NoBundle),
        (fork(TEN, shown(OTHER, 10, 200, signer=STRANGER)), WrongSignature),
        (fork(TEN, Shown(keys(STRANGER), TEN.head)), WrongSignature),
        (fork(TEN, Shown([*keys(FIRST), *keys(STRANGER, SECOND)[1:]], TEN.head)), WrongSuccession),
        (fork(TEN, shown(OTHER, 30, 200), proof=Continuation("!", [])), NoBundle),
    ],
)
def test_a_file_of_what_nobody_signed_is_refused(raw: bytes, refusal: type[Forged]) -> None:
    with pytest.raises(refusal):
        read_fork(raw)


def test_a_key_one_knows_is_among_both() -> None:
    raw = fork(TEN, shown(OTHER, 10, 200))
    assert read_fork(raw, key=b64encode(public(FIRST)).decode()).proved
    with pytest.raises(WrongKey):
        read_fork(raw, key=b64encode(public(STRANGER)).decode())


@pytest.mark.parametrize(
    ("size", "time"), [(10, 200), (9, 200), (11, 100), (30, 200)], ids=["forked", "shrunk", "backdated", "former_key"]
)
def test_a_stranger_frames_no_log_by_a_key_before_its_own(size: int, time: int) -> None:
    """Whoever has a genuine head can sign with a key of their own that the log's comes after it, and not for the log's."""
    text = succession_text(REALM, public(STRANGER), public(FIRST))
    for signed in (STRANGER.sign(text) * 2, STRANGER.sign(text) + bytes(64), STRANGER.sign(text)):
        genuine = SignedKey(TEN.keys[0].key, b64encode(signed).decode())
        framed = Shown([*keys(STRANGER), genuine], TEN.head)
        forged = Shown(framed.keys, shown(OTHER, size, time, signer=STRANGER).head)
        for raw in (fork(framed, forged), fork(framed, shown(OTHER, size, time, STRANGER))):
            with pytest.raises((WrongSuccession, NoBundle)):
                read_fork(raw, key=genuine.key)
    # Without the log's own word there is no common key: nothing is proved against it.
    alone = read_fork(fork(TEN, shown(OTHER, size, time, STRANGER)))
    assert (alone.against, alone.proved) == (Against.OTHER_KEYS, False)


RAW = fork(TEN, shown(OTHER, 10, 200))


@given(st.integers(0, len(RAW) - 1), st.integers(0, 255))
def test_no_byte_makes_another_proof_of_it(at: int, byte: int) -> None:
    try:
        found = read_fork(RAW[:at] + bytes([byte]) + RAW[at + 1 :])
    except Forged:
        return
    assert found == read_fork(RAW)

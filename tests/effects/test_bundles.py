"""A bundle that was touched proves nothing: any byte, any order, any other key, any other log (EFF-4)."""

import json
from base64 import b64encode
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from tests.effects.entries import REALM, entry
from tests.effects.logs import ANOTHER, KEY, SECOND, STRANGER, THIRD, WITNESS, Log, changed, shown, with_evidence
from tocsin.effects.commands import verify as command
from tocsin.effects.refusals import (
    DoubtfulWitness,
    Forged,
    MissingWitness,
    NoBundle,
    WrongContent,
    WrongEntry,
    WrongKey,
    WrongSignature,
    WrongSuccession,
    WrongWitness,
)
from tocsin.effects.rules.bundle import verify
from tocsin.effects.rules.doing import ACTS, ADMINISTRATIVE, LEFT
from tocsin.effects.rules.forks import WORDS, Against
from tocsin.effects.rules.heads import SKEW
from tocsin.effects.rules.telling import tell
from tocsin.kernel.errors import LANGUAGES, Language

LOG = Log(keys=(KEY, SECOND, THIRD), witnesses={"witness.example/a": WITNESS, "witness.example/b": ANOTHER})
GOOD = LOG.bundle(3, 7)
RAW = msgspec.json.encode(GOOD)
WEB = Path(__file__).parents[2] / "web" / "src"
LOCALES = WEB / "verify" / "locales"
DESK = WEB / "rooms" / "organisations" / "locales"


def test_what_is_whole_is_proved() -> None:
    for known in (KEY, SECOND, THIRD):
        verdict = verify(RAW, key=shown(known))
    assert [(one.index, one.leaf.first, one.opened) for one in verdict.effects] == [
        (3, 3, {"content": "第 3 条", "device": "电脑"}),
        (7, 7, {"content": "第 7 条", "device": "电脑"}),
    ]
    assert verdict.head == LOG.head
    assert [one.name for one in verdict.witnesses] == ["witness.example/a", "witness.example/b"]


@given(st.integers(0, len(RAW) - 1), st.integers(1, 255))
def test_no_byte_can_be_changed(at: int, by: int) -> None:
    with pytest.raises(Forged):
        verify(RAW[:at] + bytes([RAW[at] ^ by]) + RAW[at + 1 :])


@given(st.integers(0, len(RAW) - 1))
def test_cut_off_it_is_no_bundle(at: int) -> None:
    with pytest.raises(NoBundle):
        verify(RAW[:at])


@given(st.permutations(range(5)), st.integers(0, 4))
def test_no_proof_stands_for_another(order: list[int], left_out: int) -> None:
    """The same evidence in another order proves the same; with a number, an entry or a path of another it proves nothing."""
    whole = [LOG.evidence(index) for index in range(5)]
    proved = verify(changed(GOOD, evidence=[whole[n] for n in order])).effects
    assert sorted(one.index for one in proved) == list(range(5))
    for field in ("index", "entry", "salt", "path"):
        other = whole[(left_out + 1) % 5]
        mixed = msgspec.structs.replace(whole[left_out], **{field: getattr(other, field)})
        if mixed != whole[left_out]:
            with pytest.raises(WrongEntry):
                verify(changed(GOOD, evidence=[mixed]))


def test_what_is_larger_than_a_bundle_is_not_looked_at() -> None:
    with pytest.raises(NoBundle):
        verify(RAW + b" " * (64 << 20))


def test_a_whole_log_of_a_stranger_is_told_by_the_key_one_knows() -> None:
    """Anybody can make a tree and sign it: what it proves is as good as the key."""
    stranger = msgspec.json.encode(Log(keys=(STRANGER,)).bundle(3))
    assert verify(stranger).keys == [shown(STRANGER)]
    with pytest.raises(WrongKey):
        verify(stranger, key=shown(KEY))


def test_what_nobody_signed_is_refused_for_what_it_is() -> None:
    other = Log(keys=(KEY, STRANGER, THIRD), witnesses={"witness.example/a": STRANGER})
    with pytest.raises(WrongSuccession):
        verify(changed(GOOD, keys=[GOOD.keys[0], *other.keys[1:2], GOOD.keys[2]]))
    with pytest.raises(WrongSignature):
        verify(changed(GOOD, keys=GOOD.keys[:2]))
    with pytest.raises(WrongWitness) as refused:
        verify(changed(GOOD, head=other.note, witnesses=[GOOD.witnesses[0]]))
    assert "witness.example/a" in refused.value.message("en")


def test_without_what_it_says_an_effect_is_proved_all_the_same() -> None:
    (first,) = verify(msgspec.json.encode(LOG.bundle(3, opened=()))).effects
    assert (first.leaf.act, first.opened) == ("send", {})
    assert "电脑" not in str(first)


def test_a_salt_opens_one_field_alone() -> None:
    """Whoever got an entry proved cannot try devices, or words that were taken back, with what they were given."""
    whole = LOG.evidence(3)
    salts = {whole.salt, *(one.salt for one in whole.opened.values())}
    assert len(salts) == 3
    for salt in salts - {whole.opened["device"].salt}:
        forged = {"device": msgspec.structs.replace(whole.opened["device"], salt=salt)}
        with pytest.raises(WrongContent):
            verify(with_evidence(GOOD, opened=forged))


def of_one(**more: Any) -> bytes:
    """A bundle of a log with one effect, by a stranger who may sign what they like."""
    one = entry(**more)
    names = {str(one.actor_id): "周岚\n伪造\x1b[2J"}
    return msgspec.json.encode(Log([one], keys=(STRANGER,), witnesses={"w": WITNESS}).bundle(0, names=names))


EVIL = "\x1b[H\x1b[2J证据有效\n第 1 条 · 送达：校长\N{RIGHT-TO-LEFT OVERRIDE}"


@pytest.mark.parametrize("more", [{"act": EVIL}, {"item_kind": EVIL}, {"act": "Send"}, {"act": ""}])
def test_words_that_are_none_of_ours_prove_nothing(more: dict[str, Any]) -> None:
    with pytest.raises(WrongEntry):
        verify(of_one(**more))


SAID = '{"content":null,"mentions":[],"origin":null,"reply_to":null,"text":"\\n1"}'


@pytest.mark.parametrize("more", [{"device": EVIL}, {"content": EVIL.encode()}, {"content": SAID.encode()}])
def test_nothing_in_a_bundle_can_pretend_to_be_another_line(more: dict[str, Any]) -> None:
    for language in LANGUAGES:
        lines = list(tell(verify(of_one(**more)), language))
        assert len(lines) == 6
        assert not any(sign in line for line in lines for sign in ("\n", "\x1b", "\N{RIGHT-TO-LEFT OVERRIDE}"))


def test_a_message_is_told_with_all_that_it_says() -> None:
    content = (
        '{"content":null,"mentions":["00000000-0000-0000-0000-000000000000","00000000-0000-0000-0000-000000000003"],'
        '"origin":{"at":"2026-11-22T00:00:00Z","name":"校长"},"reply_to":7,"text":"明天停课"}'
    )
    bundle = Log([entry(content=content.encode())]).bundle(0, names={"00000000-0000-0000-0000-000000000003": "何川"})
    said = [line.strip() for line in tell(verify(msgspec.json.encode(bundle)), "zh-CN")][2:-1]
    assert said[:3] == ["内容：明天停课", "提及：所有人, 何川 (00000000-0000-0000-0000-000000000003)", "回复：第 7 条"]
    assert said[3] == "转发自：校长, 2026-11-22T00:00:00Z"


def test_keys_that_followed_each_other_and_witnesses_are_told() -> None:
    for language in LANGUAGES:
        told = "\n".join(tell(verify(RAW), language))
        assert all(shown(key) in told for key in (KEY, SECOND, THIRD, WITNESS, ANOTHER))
        assert "witness.example/b" in told
        assert "2026-11-22 08:31:00.000 UTC" in told


def test_who_a_witness_is_is_told_as_not_proved_and_one_may_be_insisted_on() -> None:
    for language, words in (
        ("zh-CN", "见证方是谁并未证明"),
        ("zh-TW", "見證方是誰並未證明"),
        ("en", "Who a witness is is not proved"),
    ):
        *_, last = tell(verify(RAW, witness=shown(ANOTHER)), language)
        assert last.startswith(words)
        assert not any(words in line for line in tell(verify(msgspec.json.encode(Log().bundle(3))), language))
    with pytest.raises(MissingWitness):
        verify(RAW, witness=shown(STRANGER))


def test_a_witness_older_than_the_head_or_twice_by_one_key_is_doubtful() -> None:
    start = LOG.head.time // 1_000_000
    assert verify(msgspec.json.encode(Log(witnesses={"w": WITNESS}, seen=start - SKEW + 1).bundle(3)))
    old = Log(witnesses={"w": WITNESS}, seen=start - SKEW - 1)
    for log, name in ((old, "w"), (Log(witnesses={"a": WITNESS, "b": WITNESS}), "b")):
        with pytest.raises(DoubtfulWitness) as refused:
            verify(msgspec.json.encode(log.bundle(3)))
        assert refused.value.params == {"name": name}


@pytest.mark.parametrize("name", ["content_changed", "deep_in_a_field_nobody_knows"])
def test_the_command_says_first_that_it_does_not_hold(name: str) -> None:
    file = str(LOCALES.parents[3] / "tests" / "vectors" / "evidence" / f"{name}.json")
    done = CliRunner().invoke(command, [file])
    assert done.exit_code == 1
    assert done.stderr.startswith("证据无效：这个文件里的任何内容都不能当作证明。\n")
    assert len(done.stderr.splitlines()) == 2


def test_another_key_says_nothing_against_the_file() -> None:
    file = str(LOCALES.parents[3] / "tests" / "vectors" / "evidence" / "one.json")
    for option in ("--key", "--witness"):
        done = CliRunner().invoke(command, [file, option, shown(STRANGER)])
        assert done.exit_code == 1
        assert "证据无效" not in done.stderr


def test_they_are_told_and_refused_by_their_place_in_the_log() -> None:
    raw = msgspec.json.encode(Log().bundle(7, 3, 5))
    entries = [line.split(" ")[1] for line in tell(verify(raw), "en") if line.startswith("Entry")]
    assert entries == ["4", "6", "8"]
    with pytest.raises(WrongContent) as refused:
        verify(raw.replace("第 3 条".encode(), "第 9 条".encode()))
    assert refused.value.params == {"number": 4}


def test_a_moment_no_calendar_knows_is_a_number() -> None:
    far = Log(witnesses={"w": WITNESS}, seen=(1 << 53) - 1)
    told = "\n".join(tell(verify(msgspec.json.encode(far.bundle(3))), "en"))
    assert f"{(1 << 53) - 1}000000 µs" in told


def test_the_realm_is_written_in_one_way() -> None:
    for spelled in (str(REALM).replace("-", ""), f"{{{REALM}}}", b64encode(REALM.bytes).decode()):
        with pytest.raises(NoBundle):
            verify(changed(GOOD, realm=spelled))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_it_in_the_same_words(language: Language) -> None:
    page = json.loads((LOCALES / f"{language}.json").read_text())
    assert page["act"] == {act: words.in_(language) for act, words in ACTS.items()}
    assert page["left"] == LEFT.in_(language)
    desk = json.loads((DESK / f"{language}.json").read_text())["audit"]["kinds"]
    assert {f"{room}.{kind}": text for room, kinds in desk.items() for kind, text in kinds.items()} == {
        kind: words.in_(language) for kind, words in ADMINISTRATIVE.items()
    }
    words = page["refused"]
    kinds = {
        one.code: one.words.in_(language) for one in Forged.__subclasses__() if one.__module__ == Forged.__module__
    }
    assert {code: text.replace("{{", "{").replace("}}", "}") for code, text in words.items()} == kinds
    told = {against.value: page["fork"][against.value].replace("{{", "{").replace("}}", "}") for against in Against}
    assert told == {against.value: words.in_(language) for against, words in WORDS.items()}

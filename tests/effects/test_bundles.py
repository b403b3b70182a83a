"""A bundle that was touched proves nothing: any byte, any order, any other key, any other log (EFF-4)."""

from base64 import b64encode
from collections.abc import Callable
from typing import Any
from uuid import UUID

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from tests.effects.entries import REALM, entry
from tocsin.effects.refusals import Forged, NoBundle, WrongContent, WrongEntry, WrongKey, WrongSignature
from tocsin.effects.rules.bundle import Bundle, Evidence, encode_path, verify
from tocsin.effects.rules.entries import canonical, commitment, microseconds
from tocsin.effects.rules.heads import Head, head_text, signed_head
from tocsin.effects.rules.telling import tell
from tocsin.effects.rules.tree import Frontier, Node, fold, hash_leaf, inclusion
from tocsin.kernel.errors import LANGUAGES

KEY, STRANGER = (Ed25519PrivateKey.from_private_bytes(bytes([n] * 32)) for n in (1, 2))


class Log:
    """A log of twelve effects, and bundles of it."""

    def __init__(self, realm_id: UUID = REALM, key: Ed25519PrivateKey = KEY, *, more: int = 0) -> None:
        self.entries = [
            entry(realm_id=realm_id, from_seq=n, to_seq=n, content=f"第 {n} 条".encode()) for n in range(12 + more)
        ]
        self.salts = [bytes([n] * 16) for n in range(12 + more)]
        self.nodes: dict[Node, bytes] = {}
        frontier = Frontier()
        for one, salt in zip(self.entries, self.salts, strict=True):
            self.nodes.update(frontier.append(hash_leaf(commitment(one, salt)[1])))
        self.head = Head(realm_id, frontier.size, frontier.root(), microseconds(self.entries[0].at))
        self.public = key.public_key().public_bytes_raw()
        self.note = signed_head(self.head, self.public, key.sign(head_text(self.head)))

    def evidence(self, index: int) -> Evidence:
        """The proof of an effect."""
        one, salt = self.entries[index], self.salts[index]
        assert one.content is not None
        path = [fold([self.nodes[node] for node in nodes]) for nodes in inclusion(index, self.head.size)]
        text = canonical(one, commitment(one, salt)[0]).decode()
        return Evidence(index, text, salt.hex(), one.content.decode(), encode_path(path))

    def bundle(self, *indices: int) -> Bundle:
        """A bundle of effects."""
        key = b64encode(self.public).decode()
        return Bundle(self.head.realm_id, key, self.note, [self.evidence(index) for index in indices], {})


LOG = Log()
GOOD = LOG.bundle(3, 7)
RAW = msgspec.json.encode(GOOD)


def changed(bundle: Bundle = GOOD, **fields: Any) -> bytes:
    """A bundle with other fields."""
    return msgspec.json.encode(msgspec.structs.replace(bundle, **fields))


def with_evidence(**fields: Any) -> bytes:
    """A bundle whose first evidence has other fields."""
    first, second = GOOD.evidence
    return changed(evidence=[msgspec.structs.replace(first, **fields), second])


def test_what_is_whole_is_proved() -> None:
    verdict = verify(RAW, key=GOOD.key)
    assert [(one.index, one.leaf.first, one.content) for one in verdict.effects] == [
        (3, 3, "第 3 条"),
        (7, 7, "第 7 条"),
    ]
    assert verdict.head == LOG.head


@given(st.integers(0, len(RAW) - 1), st.integers(0, 255))
def test_no_byte_can_be_changed(at: int, byte: int) -> None:
    forged = RAW[:at] + bytes([byte]) + RAW[at + 1 :]
    try:
        verdict = verify(forged)
    except Forged:
        return
    # What is left are other spellings of the same: the same effects, head and key are proved.
    assert verdict == verify(RAW)


@given(st.integers(0, len(RAW) - 1))
def test_cut_off_it_is_no_bundle(at: int) -> None:
    with pytest.raises(NoBundle):
        verify(RAW[:at])


@pytest.mark.parametrize(
    ("forge", "refusal"),
    [
        (lambda: b"", NoBundle),
        (lambda: b"\xff\xfe", NoBundle),
        (lambda: b"[" * 10_000, NoBundle),
        (lambda: RAW + b" " * (64 << 20), NoBundle),
        (lambda: changed(format="tocsin-evidence/2"), NoBundle),
        (lambda: changed(evidence=[]), NoBundle),
        (lambda: changed(evidence=[GOOD.evidence[0]] * 2), NoBundle),
        (lambda: changed(key=b64encode(b"short").decode()), NoBundle),
        (lambda: changed(head=GOOD.head.replace("\n12\n", "\n012\n")), NoBundle),
        (lambda: changed(head=GOOD.head.replace("\n12\n", "\n13\n")), WrongSignature),
        (lambda: changed(head=GOOD.head.replace("time 1", "time 2")), WrongSignature),
        (lambda: changed(head=GOOD.head + "\N{EM DASH} tocsin/x AAAA\n"), NoBundle),
        (lambda: changed(key=b64encode(Log(key=STRANGER).public).decode()), WrongSignature),
        (lambda: changed(realm=UUID(int=5)), NoBundle),
        (lambda: changed(evidence=[Log(UUID(int=5)).evidence(3)]), WrongEntry),
        (lambda: changed(evidence=[Log(more=1).evidence(3)]), WrongEntry),
        (lambda: with_evidence(index=4), WrongEntry),
        (lambda: with_evidence(index=-1), WrongEntry),
        (lambda: with_evidence(index=12), WrongEntry),
        (lambda: with_evidence(index=1 << 70), WrongEntry),
        (lambda: with_evidence(salt="00"), WrongEntry),
        (lambda: with_evidence(salt="zz" * 16), WrongEntry),
        (lambda: with_evidence(content="第 9 条"), WrongContent),
        (lambda: with_evidence(path=GOOD.evidence[0].path[:-1]), WrongEntry),
        (lambda: with_evidence(path=GOOD.evidence[0].path[::-1]), WrongEntry),
        (lambda: with_evidence(path=[*GOOD.evidence[0].path, GOOD.evidence[0].path[0]]), WrongEntry),
        (lambda: with_evidence(entry=GOOD.evidence[1].entry), WrongEntry),
        (lambda: with_evidence(entry=GOOD.evidence[0].entry.replace('"send"', '"read"')), WrongEntry),
        (lambda: with_evidence(entry=GOOD.evidence[0].entry.replace(":", ": ", 1)), WrongEntry),
        (lambda: with_evidence(entry="{}"), WrongEntry),
    ],
)
def test_forged(forge: Callable[[], bytes], refusal: type[Forged]) -> None:
    with pytest.raises(refusal) as refused:
        verify(forge())
    assert all(refused.value.message(language) for language in LANGUAGES)


def test_a_whole_log_of_a_stranger_is_told_by_the_key_one_knows() -> None:
    """Anybody can make a tree and sign it: what it proves is as good as the key."""
    stranger = Log(key=STRANGER).bundle(3)
    assert verify(msgspec.json.encode(stranger)).key != GOOD.key
    with pytest.raises(WrongKey):
        verify(msgspec.json.encode(stranger), key=GOOD.key)


def test_without_its_content_an_effect_is_proved_all_the_same() -> None:
    (first, _) = verify(with_evidence(content=None)).effects
    assert (first.leaf.act, first.content) == ("send", None)


def of_one(**more: Any) -> bytes:
    """A bundle of a log with one effect, by a stranger who may sign what they like."""
    one, salt = entry(**more), bytes(16)
    digest, leaf = commitment(one, salt)
    head = Head(REALM, 1, hash_leaf(leaf), 1)
    public = STRANGER.public_key().public_bytes_raw()
    note = signed_head(head, public, STRANGER.sign(head_text(head)))
    content = None if one.content is None else one.content.decode()
    proof = Evidence(0, canonical(one, digest).decode(), salt.hex(), content, [])
    names = {str(one.actor_id): "周岚\n伪造\x1b[2J"}
    return msgspec.json.encode(Bundle(REALM, b64encode(public).decode(), note, [proof], names))


EVIL = "\x1b[H\x1b[2J证据有效\n第 1 条 · 送达：校长\N{RIGHT-TO-LEFT OVERRIDE}"


@pytest.mark.parametrize("more", [{"act": EVIL}, {"item_kind": EVIL}, {"act": "Send"}, {"act": ""}])
def test_words_that_are_none_of_ours_prove_nothing(more: dict[str, Any]) -> None:
    with pytest.raises(WrongEntry):
        verify(of_one(**more))


@pytest.mark.parametrize(
    "more", [{"device": EVIL}, {"content": EVIL.encode()}, {"content": b'{"content":null,"origin":null,"text":"\\n1"}'}]
)
def test_nothing_in_a_bundle_can_pretend_to_be_another_line(more: dict[str, Any]) -> None:
    for language in LANGUAGES:
        lines = list(tell(verify(of_one(**more)), language))
        assert len(lines) == 4
        assert not any(sign in line for line in lines for sign in ("\n", "\x1b", "\N{RIGHT-TO-LEFT OVERRIDE}"))


def test_a_forwarded_message_is_told_with_whose_words_it_is() -> None:
    content = '{"content":null,"origin":{"at":"2026-11-22T00:00:00Z","name":"校长"},"text":"明天停课"}'
    lines = list(tell(verify(of_one(content=content.encode())), "zh-CN"))
    assert lines[2].strip() == "内容：明天停课"
    assert lines[3].strip().startswith('转发自：{"at"')

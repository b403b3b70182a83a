"""Writes ``tests/vectors/evidence``: bundles, and files of two heads, that hold or do not, for whoever writes a verifier.

``index.json`` says of each file whether it holds, else the code of the refusal that is met first, which key is insisted on,
what is proved, and how two heads contradict each other. Keys and secrets are made from small numbers: the same files come out each time.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.effects.entries import REALM, entry
from tests.effects.logs import (
    ANOTHER,
    KEY,
    SECOND,
    STRANGER,
    THIRD,
    WITNESS,
    Log,
    changed,
    line,
    public,
    shown,
    with_evidence,
)
from tests.effects.logs import succession as follow
from tocsin.effects.refusals import (
    DoubtfulWitness,
    MissingWitness,
    NoBundle,
    WrongContent,
    WrongEntry,
    WrongKey,
    WrongSignature,
    WrongSuccession,
    WrongWitness,
)
from tocsin.effects.rules.bundle import Verdict, verify
from tocsin.effects.rules.entries import Effect, Entry
from tocsin.effects.rules.forks import Found, is_fork, read_fork
from tocsin.effects.rules.heads import SKEW, SignedKey, Witness, signed_head, succession_text
from tools.forked import forks
from tools.vector import Vector, enc

PLACE = Path("tests/vectors/evidence")
ELSEWHERE, PERSON = UUID(int=5), UUID(int=6)
NAMES = {str(UUID(int=3)): "周岚", str(PERSON): "Jürgen 😀"}
CONTENT = (
    '{"content":{"kind":"poll","options":["东","西"],"question":"去哪？"},"mentions":["00000000-0000-0000-0000-000000000000"],'
    '"origin":null,"reply_to":3,"text":"你好 \\"世界\\" 😀\\n"}'
)
DEEP = '{"content":' + "[" * 20_000 + "]" * 20_000 + ',"mentions":[],"origin":null,"reply_to":null,"text":"x"}'
ACT = '{"body":{"name":"二〇二六级"},"changes":{},"kind":"organisations.renamed","subject":null,"why":"学年更替"}'


def acts() -> list[Entry]:
    """One effect of each shape: a message, readings, a file, an act of an administrator, one of nobody's."""
    plain: dict[str, Any] = {"audience_version": None, "content": None}
    alone: dict[str, Any] = {**plain, "from_seq": None, "to_seq": None}
    return [
        entry(content=CONTENT.encode(), device="电脑 \\ \"1\" \x7f\u2028\U0001f600"),
        entry(effect=Effect.CONFIRMED, act="read", actor_id=PERSON, from_seq=1, to_seq=7, device="手机", **plain),
        entry(effect=Effect.CONFIRMED, act="download", item_kind="file", actor_id=PERSON, device="", **alone),
        entry(effect=Effect.HANDLED, act="organisations_renamed", item_kind="act", item_id=REALM, content=ACT.encode(),
              from_seq=42, to_seq=42, audience_version=None),
        entry(effect=Effect.HANDLED, act="remove", actor_id=None, device="", content=None),
        entry(effect=Effect.HANDLED, act="recall", device="", **plain),
        entry(from_seq=(1 << 53) - 1, to_seq=(1 << 53) - 1, content=b""),
    ]  # fmt: skip


def vectors() -> dict[str, Vector]:
    """All of them, by file name without its end."""
    return {**holding(), **forged(), **forged_heads(), **forged_evidence(), **spelt_otherwise(), **numbers(), **forks()}


def holding() -> dict[str, Vector]:
    """Those that hold."""
    every = Log(acts())
    whole = every.bundle(*range(7), names=NAMES)
    long = Log(witnesses={"witness.example/a": WITNESS, "b": ANOTHER}, keys=(KEY, SECOND, THIRD))
    without = msgspec.to_builtins(whole)
    del without["witnesses"]
    return {
        "one": Vector(enc(Log(acts()[:1]).bundle(0, names=NAMES))),
        "every_shape": Vector(enc(whole), key=shown(KEY)),
        "nothing_opened": Vector(enc(every.bundle(*range(7), opened=()))),
        "content_alone": Vector(enc(every.bundle(0, 3, opened=("content",)))),
        "other_order": Vector(enc(every.bundle(6, 1, 4))),
        "spaced_out": Vector(msgspec.json.format(enc(whole), indent=2)),
        "without_witnesses": Vector(enc(without)),
        "witness_insisted_on": Vector(enc(long.bundle(3)), key=shown(KEY), witness=shown(ANOTHER)),
        "succession_last": Vector(enc(long.bundle(11)), key=shown(THIRD)),
        "succession_first": Vector(enc(long.bundle(0, 5)), key=shown(KEY)),
        "three_hundred": Vector(enc(Log([one for _ in range(50) for one in acts()[:6]]).bundle(0, 255, 256, 299))),
        "of_another_log": Vector(enc(Log(realm_id=ELSEWHERE, keys=(STRANGER,)).bundle(2)), key=shown(STRANGER)),
    }


def framed(first: Ed25519PrivateKey, genuine: Ed25519PrivateKey) -> list[SignedKey]:
    """A stranger's key before a genuine one, as far as the stranger can sign it: twice by themselves."""
    signed = first.sign(succession_text(REALM, public(first), public(genuine)))
    return [SignedKey(shown(first), None), SignedKey(shown(genuine), b64encode(signed * 2).decode())]


GOOD = Log(keys=(KEY, SECOND), witnesses={"a": WITNESS, "b": ANOTHER}).bundle(3, 7, names=NAMES)
ONE = Log().bundle(3)


def forged() -> dict[str, Vector]:
    """Those that are no bundles, or are of other keys."""
    head, first = GOOD.keys[0], GOOD.keys[1]
    fields = msgspec.to_builtins(GOOD)
    missing = {name: {key: value for key, value in fields.items() if key != name} for name in ("format", "evidence")}
    strange, other = follow(REALM, STRANGER, SECOND)[1], follow(ELSEWHERE, KEY, SECOND)[1]
    half = b64encode(b64decode(first.signature or "")[:64]).decode()
    copied = framed(STRANGER, SECOND)
    copied[1] = SignedKey(
        first.key, b64encode(b64decode(copied[1].signature or "")[:64] + b64decode(first.signature or "")[64:]).decode()
    )
    raw = enc(GOOD)
    return {
        "empty": Vector(b"", NoBundle),
        "not_utf8": Vector(b"\xff\xfe", NoBundle),
        "cut_off": Vector(raw[:-1], NoBundle),
        "doubled": Vector(raw + raw, NoBundle),
        "other_format": Vector(changed(GOOD, format="tocsin-evidence/2"), NoBundle),
        "without_format": Vector(enc(missing["format"]), NoBundle),
        "without_evidence": Vector(enc(missing["evidence"]), NoBundle),
        "no_evidence": Vector(changed(GOOD, evidence=[]), NoBundle),
        "unknown_field": Vector(enc({**fields, "more": 1}), NoBundle),
        "one_twice": Vector(changed(GOOD, evidence=[GOOD.evidence[0]] * 2), NoBundle),
        "realm_with_a_line_feed": Vector(changed(GOOD, realm=f"{REALM}\n"), NoBundle),
        "realm_in_capitals": Vector(changed(Log(realm_id=UUID(int=171)).bundle(1), realm=f"{UUID(int=171)}".upper()), NoBundle),
        "no_keys": Vector(changed(GOOD, keys=[]), NoBundle),
        "short_key": Vector(changed(ONE, keys=[SignedKey("AAAA", None)]), NoBundle),
        "first_key_signed": Vector(changed(GOOD, keys=[SignedKey(head.key, first.signature), first]), NoBundle),
        "later_key_not_signed": Vector(changed(GOOD, keys=[head, SignedKey(first.key, None)]), NoBundle),
        "key_named_by_a_stranger": Vector(changed(GOOD, keys=[head, strange]), WrongSuccession),
        "key_of_a_stranger_put_before": Vector(changed(ONE, keys=framed(STRANGER, KEY)), WrongSuccession, shown(KEY)),
        "key_put_before_with_its_own_signature_copied": Vector(changed(GOOD, keys=copied), WrongSuccession, first.key),
        "key_named_by_the_former_alone": Vector(changed(GOOD, keys=[head, SignedKey(first.key, half)]), NoBundle),
        "key_named_in_another_realm": Vector(changed(GOOD, keys=[head, other]), WrongSuccession),
        "key_left_out": Vector(changed(GOOD, keys=[SignedKey(first.key, None)]), WrongKey, shown(KEY)),
        "keys_turned_round": Vector(changed(GOOD, keys=[SignedKey(first.key, None), strange]), WrongSuccession),
        "other_key_insisted_on": Vector(raw, WrongKey, shown(STRANGER)),
        "log_of_a_stranger": Vector(enc(Log(keys=(STRANGER,)).bundle(3)), WrongKey, shown(KEY)),
    }  # fmt: skip


def forged_heads() -> dict[str, Vector]:
    """Those whose head was changed, or is of another log, a later moment or a stranger."""
    stale, young = Log(keys=(KEY, SECOND)), Log([*Log().entries, entry()])
    text, _, lines = GOOD.head.partition("\n\n")
    signed, seen, also = lines.splitlines(keepends=True)
    bare = {"head": text + "\n\n" + signed, "witnesses": []}
    doubted = Log(keys=(KEY, SECOND)).head
    lied = line(doubted, "a", STRANGER)
    later = line(msgspec.structs.replace(doubted, size=13), "a", WITNESS)
    witness, start = GOOD.witnesses[0], -(-doubted.time // 1_000_000)
    return {
        "head_alone_holds": Vector(changed(GOOD, **bare)),
        "head_of_a_later_size": Vector(changed(ONE, head=ONE.head.replace("\n12\n", "\n13\n")), WrongSignature),
        "head_of_another_spelling": Vector(changed(ONE, head=ONE.head.replace("\n12\n", "\n012\n")), NoBundle),
        "head_of_another_time": Vector(changed(ONE, head=ONE.head.replace("time 1", "time 2")), WrongSignature),
        "head_of_another_realm": Vector(changed(ONE, head=Log(realm_id=ELSEWHERE).note), NoBundle),
        "head_of_an_older_key": Vector(changed(GOOD, head=Log().note, witnesses=[]), WrongSignature),
        "head_of_a_larger_log": Vector(changed(ONE, head=young.note), WrongEntry),
        "head_of_a_smaller_log": Vector(changed(Log([*Log().entries, entry()]).bundle(12), head=ONE.head), WrongEntry),
        "head_with_a_line_more": Vector(changed(ONE, head=ONE.head + "\N{EM DASH} x AAAA\n"), NoBundle),
        "head_without_its_end": Vector(changed(ONE, head=ONE.head[:-1]), NoBundle),
        "head_without_signature": Vector(changed(ONE, head=text + "\n\n"), NoBundle),
        "keys_changed_under_the_head": Vector(changed(ONE, keys=follow(REALM, STRANGER)), WrongSignature),
        "witness_left_out": Vector(changed(GOOD, head=text + "\n\n" + signed + seen), NoBundle),
        "witnesses_turned_round": Vector(changed(GOOD, head=text + "\n\n" + signed + also + seen), NoBundle),
        "witness_named_otherwise": Vector(changed(GOOD, witnesses=[Witness("c", witness.key), GOOD.witnesses[1]]), NoBundle),
        "witness_with_a_line_feed": Vector(changed(GOOD, witnesses=[Witness("a\n", witness.key), GOOD.witnesses[1]]), NoBundle),
        "witness_with_a_space": Vector(changed(GOOD, witnesses=[Witness("a b", witness.key), GOOD.witnesses[1]]), NoBundle),
        "witness_of_another_key": Vector(changed(GOOD, witnesses=[Witness("a", shown(STRANGER)), GOOD.witnesses[1]]), WrongWitness),
        "witness_forged": Vector(changed(GOOD, head=stale.note + lied, witnesses=[Witness("a", shown(WITNESS))]), WrongWitness),
        "witness_of_no_time": Vector(changed(GOOD, head=stale.note + line(doubted, "a", WITNESS, 1 << 53), witnesses=[witness]), WrongWitness),
        "witness_as_early_as_clocks_differ": Vector(changed(GOOD, head=stale.note + line(doubted, "a", WITNESS, start - SKEW), witnesses=[witness])),
        "witness_earlier_than_the_head": Vector(changed(GOOD, head=stale.note + line(doubted, "a", WITNESS, start - SKEW - 1), witnesses=[witness]), DoubtfulWitness),
        "witness_twice_by_one_key": Vector(changed(GOOD, head=stale.note + line(doubted, "a", WITNESS) + line(doubted, "b", WITNESS), witnesses=[witness, Witness("b", witness.key)]), DoubtfulWitness),
        "other_witness_insisted_on": Vector(enc(GOOD), MissingWitness, witness=shown(STRANGER)),
        "witness_insisted_on_and_none": Vector(enc(ONE), MissingWitness, witness=shown(WITNESS)),
        "witness_of_another_head": Vector(changed(GOOD, head=stale.note + later, witnesses=[witness]), WrongWitness),
    }  # fmt: skip


def forged_evidence() -> dict[str, Vector]:
    """Those whose effects are not in the log, or are not what is shown of them."""
    first, second = ONE.evidence[0], Log().evidence(4)
    content, device = first.opened["content"], first.opened["device"]
    entries = {
        "entry_changed": first.entry.replace('"send"', '"read"'),
        "entry_spaced_out": first.entry.replace(":", ": ", 1),
        "entry_in_another_order": '{"actor":' + first.entry.split('"actor":')[1][:-1] + ',"act":"send"}',
        "entry_of_another": second.entry,
        "entry_with_a_line_feed": first.entry.replace('"send"', '"send\\n"'),
        "entry_empty": "{}",
    }
    shownas: dict[str, Any] = {
        "content_changed": {"content": msgspec.structs.replace(content, value="第 9 条")},
        "content_with_the_entrys_salt": {"content": msgspec.structs.replace(content, salt=first.salt)},
        "device_changed": {"content": content, "device": msgspec.structs.replace(device, value="手机")},
        "device_as_content": {"content": device},
    }
    nothing = Log([entry(content=None, device="")]).bundle(0)
    unknown = msgspec.to_builtins(ONE)
    unknown["evidence"][0]["opened"]["actor"] = msgspec.to_builtins(content)
    return {
        **{name: Vector(with_evidence(ONE, entry=text), WrongEntry) for name, text in entries.items()},
        **{name: Vector(with_evidence(ONE, opened=opened), WrongContent) for name, opened in shownas.items()},
        "nothing_to_open": Vector(with_evidence(nothing, opened={"content": content}), WrongContent),
        "unknown_opened": Vector(enc(unknown), NoBundle),
        "second_of_two": Vector(changed(GOOD, evidence=[GOOD.evidence[0], with_content(GOOD.evidence[1], "x")]), WrongContent),
        "index_of_another": Vector(with_evidence(ONE, index=4), WrongEntry),
        "index_below": Vector(with_evidence(ONE, index=-1), NoBundle),
        "index_beyond": Vector(with_evidence(ONE, index=12), WrongEntry),
        "salt_short": Vector(with_evidence(ONE, salt="00"), NoBundle),
        "salt_with_a_line_feed": Vector(with_evidence(ONE, salt=first.salt + "\n"), NoBundle),
        "salt_in_capitals": Vector(with_evidence(ONE, salt="AB" * 16), NoBundle),
        "salt_of_another": Vector(with_evidence(ONE, salt=second.salt), WrongEntry),
        "path_shorter": Vector(with_evidence(ONE, path=first.path[:-1]), WrongEntry),
        "path_longer": Vector(with_evidence(ONE, path=[*first.path, first.path[0]]), WrongEntry),
        "path_turned_round": Vector(with_evidence(ONE, path=first.path[::-1]), WrongEntry),
        "path_not_base64": Vector(with_evidence(ONE, path=["*", *first.path[1:]]), WrongEntry),
        "path_of_short_hashes": Vector(with_evidence(ONE, path=["AAAA", *first.path[1:]]), WrongEntry),
        "of_another_realm": Vector(changed(ONE, evidence=[Log(realm_id=ELSEWHERE).evidence(3)]), WrongEntry),
        "of_a_log_that_went_otherwise": Vector(changed(ONE, evidence=[Log(acts() * 2).evidence(3)]), WrongEntry),
    }  # fmt: skip


def spelt_otherwise() -> dict[str, Vector]:
    """Those that two readers of JSON, of texts or of keys could take for two things: each has one verdict."""
    raw, first = enc(ONE), ONE.evidence[0]
    named = enc(Log().bundle(3, names=NAMES))
    index = b'"index":3'
    twice = raw.replace(b'"opened":{', b'"opened":{"device":' + enc(first.opened["device"]) + b",", 1)
    name = named.replace(b'"names":{', b'"names":{"00000000-0000-0000-0000-000000000003":"a",', 1)
    escaped = "".join(f"\\u{ord(one):04x}" for one in "周岚").encode()
    salt, lasts = first.salt[:-1] + "\n", [Witness("a\n", shown(WITNESS))]
    seen = Log(witnesses={"a": WITNESS})
    numbers = {"exponent": b"3e0", "point": b"3.0", "zero_before": b"03", "nan": b"NaN", "text": b'"3"', "plus": b"+3"}
    return {
        **{f"index_with_{kind}": Vector(raw.replace(index, b'"index":' + text), NoBundle) for kind, text in numbers.items()},
        "index_beyond_numbers": Vector(raw.replace(index, index + b"0" * 50), NoBundle),
        "index_of_minus_zero": Vector(enc(Log().bundle(0)).replace(b'"index":0', b'"index":-0')),
        "a_name_twice": Vector(b'{"realm":"' + str(REALM).encode() + b'",' + raw[1:], NoBundle),
        "an_opened_field_twice": Vector(twice, NoBundle),
        "a_persons_name_twice": Vector(name, NoBundle),
        "escaped": Vector(named.replace("周岚".encode(), escaped)),
        "half_of_a_pair": Vector(named.replace("周岚".encode(), b"\\ud83d"), NoBundle),
        "pair_turned_round": Vector(named.replace("周岚".encode(), b"\\ude00\\ud83d"), NoBundle),
        "surrogate_in_utf8": Vector(named.replace("周岚".encode(), b"\xed\xa0\xbd"), NoBundle),
        "control_in_a_text": Vector(named.replace("周岚".encode(), b"\t"), NoBundle),
        "unknown_escape": Vector(named.replace("周岚".encode(), b"\\x41"), NoBundle),
        "byte_order_mark": Vector(b"\xef\xbb\xbf" + raw, NoBundle),
        "zero_at_the_end": Vector(raw + b"\0", NoBundle),
        "space_at_the_end": Vector(raw + b" \r\n\t"),
        "space_of_another_kind": Vector("\u00a0".encode() + raw, NoBundle),
        "comma_at_the_end": Vector(raw[:-1] + b",}", NoBundle),
        "comment": Vector(raw + b"//", NoBundle),
        "deep": Vector(b"[" * 20_000, NoBundle),
        "deep_in_a_field_nobody_knows": Vector(b'{"x":' + b"[" * 20_000, NoBundle),
        "deep_content": Vector(of_stranger(content=DEEP.encode())),
        "deep_within": Vector(raw.replace(b'"names":', b'"names":' + b'{"a":' * 10_000), NoBundle),
        "name_of_everything": Vector(raw.replace(b'"names"', b'"__proto__"'), NoBundle),
        "salt_ending_in_a_line_feed": Vector(with_evidence(ONE, salt=salt), NoBundle),
        "realm_with_a_line_feed": Vector(changed(ONE, realm=f"{REALM}\n"), NoBundle),
        "witness_with_a_line_feed": Vector(changed(seen.bundle(3), witnesses=lasts, keys=follow(REALM, STRANGER)), NoBundle),
        "entry_with_a_line_feed": Vector(of_stranger(act="send\n"), WrongEntry),
        "key_of_small_order": Vector(under(1), WrongSignature),
        "key_spelt_otherwise": Vector(under((1 << 255) - 18), WrongSignature),
    }  # fmt: skip


def numbers() -> dict[str, Vector]:
    """Those with numbers that not every language reads as the same: none of 2^53 and more, none below zero."""
    most, beyond = (1 << 53) - 1, 1 << 53
    fields = {"audience": "audience_version", "first": "from_seq", "last": "to_seq"}
    log = {
        name: {value: of_stranger(**{field: value}) for value in (most, beyond, -1)} for name, field in fields.items()
    }
    long = of_stranger(from_seq=7, to_seq=7).replace(b'"index":0', b'"index":' + str(beyond).encode())
    return {
        **{f"{name}_largest": Vector(one[most]) for name, one in log.items()},
        **{f"{name}_beyond": Vector(one[beyond], WrongEntry) for name, one in log.items()},
        **{f"{name}_below_zero": Vector(one[-1], WrongEntry) for name, one in log.items()},
        "at_beyond": Vector(enc(Log([entry(), entry(at=datetime(2256, 1, 1, tzinfo=UTC))], keys=(STRANGER,)).bundle(1)), WrongEntry),
        "index_of_2_to_the_53": Vector(long, NoBundle),
        "index_below_2_to_the_53": Vector(long.replace(str(beyond).encode(), str(most).encode()), WrongEntry),
        "reply_beyond": Vector(of_stranger(content=CONTENT.replace('"reply_to":3', f'"reply_to":{beyond + 1}').encode())),
    }  # fmt: skip


def of_stranger(**more: Any) -> bytes:
    """A bundle of a log of one effect that is no effect of ours, signed all the same."""
    return enc(Log([entry(**more)], keys=(STRANGER,)).bundle(0))


def under(second: int) -> bytes:
    """A bundle under a key that is no secret: the point of order one, of which this is a spelling."""
    public, point = second.to_bytes(32, "little"), (1).to_bytes(32, "little")
    note = signed_head(Log().head, public, point + bytes(32))
    return changed(ONE, head=note, keys=[SignedKey(b64encode(public).decode(), None)])


def with_content(one: Any, value: str) -> Any:
    """An evidence that shows another content."""
    opening = msgspec.structs.replace(one.opened["content"], value=value)
    return msgspec.structs.replace(one, opened={"content": opening})


def told(name: str, vector: Vector, verdict: Verdict | Found | None) -> dict[str, Any]:
    """A vector as the index tells it."""
    effects = verdict.effects if isinstance(verdict, Verdict) else []
    return {
        "file": f"{name}.json",
        "holds": vector.refusal is None,
        "refusal": vector.refusal and vector.refusal.code,
        "key": vector.key,
        "witness": vector.witness,
        "fork": contradiction(verdict) if isinstance(verdict, Found) else None,
        "effects": [
            {
                "index": one.index,
                "act": one.leaf.act,
                "effect": int(one.leaf.effect),
                "actor": one.leaf.actor,
                "at": one.leaf.at,
                "opened": one.opened,
            }
            for one in effects
        ],
    }


def contradiction(found: Found) -> dict[str, Any]:
    """Two heads as the index tells them: by size, time and the place of the key that signed."""
    heads = {"older": found.older, "newer": found.newer}
    said = {name: {"size": one.head.size, "time": one.head.time, "signer": one.signer} for name, one in heads.items()}
    return {"against": found.against, "proved": found.proved, **said}


def files() -> dict[str, bytes]:
    """Every file of the directory."""
    made, index = {}, []
    for name, vector in vectors().items():
        check = read_fork if is_fork(vector.raw) else verify
        verdict = check(vector.raw, key=vector.key, witness=vector.witness) if vector.refusal is None else None
        made[f"{name}.json"] = vector.raw
        index.append(told(name, vector, verdict))
    return {**made, "index.json": msgspec.json.format(msgspec.json.encode(index), indent=1) + b"\n"}


def main() -> None:
    """Write them."""
    PLACE.mkdir(parents=True, exist_ok=True)
    wanted = files()
    for old in PLACE.iterdir():
        if old.name not in wanted:
            old.unlink()
    for name, raw in wanted.items():
        (PLACE / name).write_bytes(raw)


if __name__ == "__main__":
    main()

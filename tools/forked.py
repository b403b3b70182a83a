"""The files of two heads among ``tests/vectors/evidence``: see :mod:`tools.vectors`."""

from __future__ import annotations

from base64 import b64encode

import msgspec

from tests.effects.forks import FIRST, OTHER, REALM, SECOND, STRANGER, TEN, WHOLE, fork, keys, public, shown
from tocsin.effects.refusals import MissingWitness, NoBundle, NoContradiction, WrongKey, WrongSignature, WrongSuccession
from tocsin.effects.rules.forks import Against, Continuation, Shown
from tocsin.effects.rules.heads import SignedKey, succession_text
from tools.vector import Vector, enc

KEY = b64encode(public(FIRST)).decode()
FORKED = fork(TEN, shown(OTHER, 10, 200))
GROWN, REWRITTEN = shown(WHOLE, 30, 200), shown(OTHER, 30, 200)


def contradicting() -> dict[str, Vector]:
    """Those that contradict each other, by the signatures or by a witness's word."""
    two = shown(WHOLE, 10, 100, FIRST, SECOND)
    witnessed = Shown(TEN.keys, TEN.head + "\N{EM DASH} somebody AAAA\n")
    return {
        "forked": Vector(FORKED, key=KEY),
        "forked_spaced_out": Vector(msgspec.json.format(FORKED, indent=2)),
        "forked_called_otherwise": Vector(fork(TEN, shown(OTHER, 10, 200), Against.OLDER)),
        "forked_under_witnesses": Vector(fork(witnessed, shown(OTHER, 10, 200))),
        "forked_under_two_keys": Vector(fork(two, shown(OTHER, 10, 90, FIRST, SECOND, signer=FIRST)), key=KEY),
        "shrunk": Vector(fork(TEN, shown(WHOLE, 9, 200), Against.SHRUNK)),
        "shrunk_to_nothing_said": Vector(fork(TEN, shown(WHOLE, 1, 101))),
        "backdated": Vector(fork(TEN, shown(WHOLE, 11, 90), Against.BACKDATED)),
        "backdated_to_the_same_time": Vector(fork(TEN, shown(WHOLE, 11, 100))),
        "former_key": Vector(fork(two, shown(WHOLE, 12, 200, FIRST, SECOND, signer=FIRST), Against.FORMER_KEY)),
        "rewritten": Vector(fork(TEN, REWRITTEN, Against.REWRITTEN, OTHER.continuation(10, 30))),
        "rewritten_under_a_whole_tree": Vector(fork(shown(WHOLE, 16, 100), REWRITTEN, proof=OTHER.continuation(16, 30))),
        "older": Vector(fork(TEN, shown(WHOLE, 9, 50), Against.OLDER)),
        "older_of_the_same_size": Vector(fork(TEN, shown(WHOLE, 10, 50), Against.OLDER)),
        "older_keys": Vector(fork(two, TEN, Against.OLDER)),
        "other_keys": Vector(fork(TEN, shown(WHOLE, 11, 200, STRANGER), Against.OTHER_KEYS)),
        "not_continued": Vector(fork(TEN, REWRITTEN, Against.NOT_CONTINUED)),
        "not_continued_by_its_path": Vector(fork(TEN, REWRITTEN, proof=WHOLE.continuation(10, 30))),
    }  # fmt: skip


def without_force() -> dict[str, Vector]:
    """Those that prove nothing: no such files, what nobody signed, what does not contradict."""
    fields = msgspec.json.decode(FORKED)
    grown = WHOLE.continuation(10, 30)
    short, spelt = Continuation("AAAA", grown.path), Continuation(grown.root[:-2] + "B=", grown.path)
    cut = {name: value for name, value in fields.items() if name != "continuation"}
    signed = STRANGER.sign(succession_text(REALM, public(STRANGER), public(FIRST)))
    framed = Shown([*keys(STRANGER), SignedKey(KEY, b64encode(signed * 2).decode())], TEN.head)
    key = {**fields["older"]["keys"][0], "more": 1}
    return {
        "same": Vector(fork(TEN, TEN), NoContradiction),
        "later": Vector(fork(TEN, shown(WHOLE, 10, 200)), NoContradiction),
        "continued": Vector(fork(TEN, GROWN, Against.REWRITTEN, grown), NoContradiction),
        "continued_called_otherwise": Vector(fork(TEN, GROWN, Against.NOT_CONTINUED, grown), NoContradiction),
        "continued_under_a_new_key": Vector(fork(TEN, shown(WHOLE, 30, 200, FIRST, SECOND)), NoContradiction),
        "grown_without_a_word": Vector(fork(TEN, GROWN, Against.REWRITTEN), NoContradiction),
        "other_key_insisted_on": Vector(FORKED, WrongKey, b64encode(public(STRANGER)).decode()),
        "key_of_one_alone": Vector(fork(TEN, shown(OTHER, 10, 200, STRANGER)), WrongKey, KEY),
        "signed_by_a_stranger": Vector(fork(TEN, shown(OTHER, 10, 200, signer=STRANGER)), WrongSignature),
        "under_strange_keys": Vector(fork(TEN, Shown(keys(STRANGER), TEN.head)), WrongSignature),
        "key_named_by_a_stranger": Vector(fork(TEN, Shown([*TEN.keys, *keys(STRANGER, SECOND)[1:]], TEN.head)), WrongSuccession),
        "key_of_a_stranger_put_before": Vector(fork(framed, shown(OTHER, 10, 200, signer=STRANGER)), WrongSuccession, KEY),
        "witness_insisted_on": Vector(FORKED, MissingWitness, witness=KEY),
        "no_keys": Vector(fork(TEN, Shown([], TEN.head)), NoBundle),
        "no_head": Vector(fork(TEN, Shown(TEN.keys, "")), NoBundle),
        "of_another_realm": Vector(fork(TEN, TEN, realm="00000000-0000-0000-0000-000000000008"), NoBundle),
        "of_no_realm": Vector(fork(TEN, TEN, realm="x"), NoBundle),
        "other_format": Vector(fork(TEN, shown(OTHER, 10, 200), format="tocsin-fork/2"), NoBundle),
        "unknown_word": Vector(FORKED.replace(b'"forked"', b'"vanished"'), NoBundle),
        "unknown_field": Vector(enc({**fields, "more": 1}), NoBundle),
        "unknown_field_within": Vector(enc({**fields, "older": {**fields["older"], "keys": [key]}}), NoBundle),
        "field_missing": Vector(enc(cut), NoBundle),
        "a_name_twice": Vector(b'{"against":"older",' + FORKED[1:], NoBundle),
        "cut_off": Vector(FORKED[:-1], NoBundle),
        "path_of_short_hashes": Vector(fork(TEN, REWRITTEN, proof=short), NoBundle),
        "path_spelt_otherwise": Vector(fork(TEN, REWRITTEN, proof=spelt), NoBundle),
    }  # fmt: skip


def forks() -> dict[str, Vector]:
    """All of them, by file name without its end."""
    return {f"fork_{name}": one for name, one in {**contradicting(), **without_force()}.items()}

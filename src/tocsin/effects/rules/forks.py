"""What two heads of one log say against each other, and what of it anybody can check: pure, with words for people.

A witness judges every head by the last one it kept (:func:`judge`). Where they contradict each other it keeps both, as a
:class:`Fork`, and :func:`read_fork` says to whoever has the file alone what is proved by it: the heads are signed, so most
contradictions need nobody's word.
"""

from base64 import b64decode
from collections.abc import Iterator
from enum import Enum
from typing import Final

import msgspec

from tocsin.effects.refusals import MissingWitness, NoBundle, NoContradiction, WrongKey, WrongSignature
from tocsin.effects.rules.bundle import Id, check_named_once, read_hash
from tocsin.effects.rules.heads import Head, SignedKey, check_head, check_keys
from tocsin.effects.rules.telling import moment
from tocsin.effects.rules.tree import is_continued
from tocsin.kernel.errors import Language, Words

FORMAT: Final = "tocsin-fork/1"
LARGEST: Final = 1 << 20
"""Bytes of a file that is looked at."""


class Against(Enum):
    """How two heads contradict each other."""

    FORKED = "forked"
    REWRITTEN = "rewritten"
    SHRUNK = "shrunk"
    BACKDATED = "backdated"
    FORMER_KEY = "former_key"
    OTHER_KEYS = "other_keys"
    NOT_CONTINUED = "not_continued"
    OLDER = "older"


PROVED: Final = frozenset({Against.FORKED, Against.REWRITTEN, Against.SHRUNK, Against.BACKDATED, Against.FORMER_KEY})
"""What the file proves to everybody; the rest is what a witness saw, and its word."""
WORDS: Final = {
    Against.FORKED: Words(
        "日志分叉：同一条数之下有两个不同的树根，且都由该日志的密钥签署。",
        "日誌分叉：同一筆數之下有兩個不同的樹根，且都由該日誌的金鑰簽署。",
        "The log was forked: there are two trees of the same size, both signed by its keys.",
    ),
    Against.REWRITTEN: Words(
        "历史被改写：较新的树中，前 {old} 条并不是当时签署的那些。",
        "歷史遭到改寫：較新的樹中，前 {old} 筆並不是當時簽署的那些。",
        "The history was rewritten: in the newer tree the first {old} entries are not those that were signed before.",
    ),
    Against.SHRUNK: Words(
        "日志被截短：后来签署的树反而更小。",
        "日誌遭到截短：後來簽署的樹反而更小。",
        "The log was cut short: the tree that was signed later is the smaller one.",
    ),
    Against.BACKDATED: Words(
        "时间倒退：较大的树签署时间反而更早。",
        "時間倒退：較大的樹簽署時間反而更早。",
        "Time went back: the larger tree says that it was signed earlier.",
    ),
    Against.FORMER_KEY: Words(
        "密钥已更替，较大的树却由前一密钥签署。",
        "金鑰已更替，較大的樹卻由前一金鑰簽署。",
        "The larger tree is signed by a former key, after its successor had signed.",
    ),
    Against.OTHER_KEYS: Words(
        "密钥不符：两者的密钥互不承接，其中至少一个不是该日志的。",
        "金鑰不符：兩者的金鑰互不承接，其中至少一個不是該日誌的。",
        "The keys differ: neither follows from the other, so one of the two is not this log's.",
    ),
    Against.NOT_CONTINUED: Words(
        "服务器未能证明较新的树延续了较旧的树。",
        "伺服器未能證明較新的樹延續了較舊的樹。",
        "The server did not prove that the newer tree continues the older one.",
    ),
    Against.OLDER: Words(
        "服务器给出了比先前更旧的树，如同恢复了旧备份。",
        "伺服器給出了比先前更舊的樹，如同還原了舊備份。",
        "The server showed an older tree than before, as one does that was restored from a backup.",
    ),
}


class Shown(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A signed head as it was shown, with the keys it came with."""

    keys: list[SignedKey]
    head: str


class Held(msgspec.Struct, frozen=True):
    """A head whose signature holds; ``signer`` is the place of the key that made it among ``keys`` (base64)."""

    head: Head
    keys: list[str]
    signer: int


class Continuation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The root of the first leaves of a newer tree, and the hashes that show it to be that (base64)."""

    root: str
    path: list[str]


class Fork(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Two heads that contradict each other: what a witness hands on."""

    format: str
    realm: Id
    older: Shown
    newer: Shown
    against: Against
    continuation: Continuation | None


def read_shown(realm: str, shown: Shown) -> Held:
    """Return a head that one of the keys signed. Raises a :class:`Forged` that says what does not hold."""
    check_keys(realm, shown.keys)
    for signer in range(len(shown.keys) - 1, -1, -1):
        try:
            # Witnesses' lines under it are theirs to answer for.
            head, _ = check_head(realm, own_part(shown.head), b64decode(shown.keys[signer].key), [])
        except WrongSignature:
            continue
        return Held(head, [one.key for one in shown.keys], signer)
    raise WrongSignature


def own_part(note: str) -> str:
    """Return a note with the log's own signature alone."""
    text, _, lines = note.partition("\n\n")
    return f"{text}\n\n{lines.partition(chr(10))[0]}\n"


def judge(old: Held, new: Held) -> Against | None:
    """Return how a head contradicts one that was seen before it, as far as the two alone say."""
    common = min(len(old.keys), len(new.keys))
    if old.keys[:common] != new.keys[:common]:
        return Against.OTHER_KEYS
    if old.head.size == new.head.size and old.head.root != new.head.root:
        return Against.FORKED
    if new.head.size < old.head.size:
        return Against.SHRUNK if new.head.time > old.head.time else Against.OLDER
    if new.head.size > old.head.size and new.head.time <= old.head.time:
        return Against.BACKDATED
    if new.head.size > old.head.size and new.signer < old.signer:
        return Against.FORMER_KEY
    # The same tree, or one that may continue it; but a key that was there is there no more.
    return Against.OLDER if new.head.time < old.head.time or len(new.keys) < len(old.keys) else None


def judge_continuation(old: Head, new: Head, shown: Continuation) -> Against | None:
    """Return what the server's proof that a larger tree continues a smaller one comes to. ``ValueError``: no hashes."""
    root, path = read_hash(shown.root), [read_hash(one) for one in shown.path]
    if not is_continued(old.size, root, new.size, new.root, path):
        return Against.NOT_CONTINUED
    return None if root == old.root else Against.REWRITTEN


def encode_fork(realm: str, older: Shown, newer: Shown, against: Against, shown: Continuation | None) -> bytes:
    """Return the file of two heads that contradict each other."""
    return msgspec.json.format(msgspec.json.encode(Fork(FORMAT, realm, older, newer, against, shown)), indent=2) + b"\n"


def is_fork(raw: bytes) -> bool:
    """Tell whether a file says that it is one of two heads."""
    try:
        return msgspec.json.decode(raw[: LARGEST + 1], type=_Named).format == FORMAT
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        # Fields that it does not know it passes over, however deep they are.
        return False


class _Named(msgspec.Struct):
    format: str


class Found(msgspec.Struct, frozen=True):
    """What a file of two heads comes to: ``proved`` by itself, or a witness's word."""

    realm: str
    against: Against
    proved: bool
    older: Held
    newer: Held


def read_fork(raw: bytes, *, key: str | None = None, witness: str | None = None) -> Found:
    """Return what a file of two heads comes to; ``key`` (base64) must be among the keys of both, where it is named. What
    witnesses signed of them is not looked at: with a ``witness`` to insist on nothing is said.

    Raises a :class:`Forged` for what is no such file, a head that does not hold, and heads that contradict each other in no
    way: then the file says nothing against anybody.
    """
    if len(raw) > LARGEST:
        raise NoBundle
    try:
        fork = msgspec.json.decode(raw, type=Fork)
        check_named_once(raw)
    except (msgspec.DecodeError, ValueError):
        raise NoBundle from None
    if fork.format != FORMAT:
        raise NoBundle
    older, newer = read_shown(fork.realm, fork.older), read_shown(fork.realm, fork.newer)
    if key is not None and not (key in older.keys and key in newer.keys):
        raise WrongKey
    if witness is not None:
        raise MissingWitness
    against = _against(older, newer, fork)
    return Found(fork.realm, against, against in PROVED, older, newer)


def _against(older: Held, newer: Held, fork: Fork) -> Against:
    found = judge(older, newer)
    if found is None and fork.continuation is not None and older.head.size < newer.head.size:
        try:
            found = judge_continuation(older.head, newer.head, fork.continuation)
        except ValueError:
            raise NoBundle from None
    if found is None and fork.against is Against.NOT_CONTINUED and fork.continuation is None:
        found = Against.NOT_CONTINUED
    if found is None:
        raise NoContradiction
    return found


_HEAD: Final = Words(
    "日志 {log}，共 {size} 条，树根 {root}，由密钥 {key} 于 {time} 签署",
    "日誌 {log}，共 {size} 筆，樹根 {root}，由金鑰 {key} 於 {time} 簽署",
    "Log {log} of {size} entries, root {root}, signed by the key {key} at {time}",
)
_PROVED: Final = Words(
    "以上由签名本身证明，无需相信任何人。请核对密钥确为该日志所公布（用 --key 指定）。",
    "以上由簽章本身證明，無需相信任何人。請核對金鑰確為該日誌所公布（用 --key 指定）。",
    "The signatures prove it by themselves: nobody need be believed. Make sure that the keys are the log's (name one with --key).",
)
_WORD: Final = Words(
    "以上是见证方所见：两个签名都有效，但矛盾本身凭此文件无法证明。",
    "以上是見證方所見：兩個簽章都有效，但矛盾本身憑此檔案無法證明。",
    "That is what a witness saw: both signatures hold, but the file alone does not prove the contradiction.",
)


def tell_fork(found: Found, language: Language) -> Iterator[str]:
    """Yield what a file of two heads comes to, a line each."""
    yield WORDS[found.against].say(language, {"old": found.older.head.size})
    for held in (found.older, found.newer):
        head = held.head
        said = {"log": found.realm, "size": head.size, "root": head.root.hex(), "key": held.keys[held.signer]}
        yield "    " + _HEAD.say(language, {**said, "time": moment(head.time)})
    yield (_PROVED if found.proved else _WORD).in_(language)

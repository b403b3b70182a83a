"""What a verdict says in plain words, in three languages: line by line, and as what a certificate is set from."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec

from tocsin.effects.rules.bundle import Proved, Verdict
from tocsin.effects.rules.contents import leaves, lines_of
from tocsin.effects.rules.doing import LEFT, words_of
from tocsin.effects.rules.entries import Effect
from tocsin.effects.rules.heads import origin
from tocsin.kernel.errors import Language, Words

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_EFFECTS: Final = {
    Effect.DELIVERED: Words("送达", "送達", "delivered"),
    Effect.CONFIRMED: Words("确认", "確認", "confirmed"),
    Effect.HANDLED: Words("处理", "處理", "handled"),
}
_HEAD: Final = Words(
    "证据有效。日志 {log}，共 {size} 条，由密钥 {key} 于 {time} 签署。",
    "證據有效。日誌 {log}，共 {size} 筆，由金鑰 {key} 於 {time} 簽署。",
    "The evidence holds. Log {log} of {size} entries, signed by the key {key} at {time}.",
)
_SUCCEEDED: Final = Words(
    "该密钥由先前的密钥接续而来：{keys}。",
    "該金鑰由先前的金鑰接續而來：{keys}。",
    "That key follows earlier ones: {keys}.",
)
_WITNESSED: Final = Words(
    "见证：{name} 于 {time} 见过该日志（密钥 {key}）。",
    "見證：{name} 於 {time} 見過該日誌（金鑰 {key}）。",
    "Witnessed: {name} saw this log at {time} (key {key}).",
)
_KEY: Final = Words(
    "请核对：该密钥是否确为该组织所公布（用 --key 指定）。姓名只是本文件中的叫法，不在签名之内；文件可能只含部分记录。",
    "請核對：該金鑰是否確為該組織所公布（用 --key 指定）。姓名只是本檔案中的稱呼，不在簽章之內；檔案可能只含部分紀錄。",
    "Make sure that this key is the one the organisation made known (name it with --key)."
    " Names are what this file calls people; no signature covers them. It need not hold all there is.",
)
_WITNESSES: Final = Words(
    "见证方是谁并未证明，只证明持有所列密钥的人签过名：请与见证方自己公布的核对（用 --witness 指定）。",
    "見證方是誰並未證明，只證明持有所列金鑰的人簽過章：請與見證方自己公布的核對（用 --witness 指定）。",
    "Who a witness is is not proved, only that whoever holds the key signed: compare it with what the witness made known"
    " (name it with --witness).",
)
_ENTRY: Final = Words(
    "第 {index} 条 · {effect}：{who} {act}，{item}，{time}{device}",
    "第 {index} 筆 · {effect}：{who} {act}，{item}，{time}{device}",
    "Entry {index} · {effect}: {who} {act}, {item}, {time}{device}",
)
_RANGE: Final = Words(
    "会话 {item} 第 {first} 至 {last} 条",
    "對話 {item} 第 {first} 至 {last} 則",
    "conversation {item}, {first} to {last}",
)
_KINDS: Final = {
    "conversation": Words("会话", "對話", "conversation"),
    "file": Words("文件", "檔案", "file"),
}
_ACT: Final = Words("管理操作第 {first} 号", "管理操作第 {first} 號", "administrative act {first}")
_PLACE: Final = Words("会话 {item} 第 {first} 条", "對話 {item} 第 {first} 則", "conversation {item}, number {first}")
_DEVICE: Final = Words("，设备：{device}", "，裝置：{device}", ", on {device}")
_NOBODY: Final = Words("组织", "組織", "the organisation")


class Told(msgspec.Struct, frozen=True):
    """An effect in words. ``index`` is counted from one; ``person`` is who acted by id, empty where nobody did; ``said``
    is a content and what stands beside it, in lines of its own, none where it is not shown."""

    index: int
    effect: Effect
    name: str
    who: str
    person: str
    act: str
    item: str
    time: str
    device: str
    said: list[str]


def tell(verdict: Verdict, language: Language) -> Iterator[str]:
    """Yield what is proved, a line each: by which log and key, then who did what, with which effect, and when (UTC)."""
    head, (*earlier, key) = verdict.head, verdict.keys
    yield _HEAD.say(language, {"log": origin(head.realm_id), "size": head.size, "key": key, "time": moment(head.time)})
    if earlier:
        yield _SUCCEEDED.say(language, {"keys": ", ".join(earlier)})
    yield from witnessed(verdict, language)
    for one in in_order(verdict):
        line = told(one, verdict.names, language)
        who = line.who if line.who == line.person or not line.person else f"{line.who} ({line.person})"
        device = _DEVICE.say(language, {"device": line.device}) if line.device else ""
        yield _ENTRY.say(
            language,
            {
                "index": line.index,
                "effect": line.name,
                "who": who,
                "act": line.act,
                "item": line.item,
                "time": line.time,
                "device": device,
            },
        )
        for said in line.said:
            yield "    " + on_one_line(said)
    yield _KEY.in_(language)
    if verdict.witnesses:
        yield _WITNESSES.in_(language)


def in_order(verdict: Verdict) -> list[Proved]:
    """Return what is proved in the order of the log, however the file has it."""
    return sorted(verdict.effects, key=lambda one: one.index)


def witnessed(verdict: Verdict, language: Language) -> Iterator[str]:
    """Yield who witnessed the head, when, and under which key."""
    for witness in verdict.witnesses:
        seen = moment(witness.time * 1_000_000)
        yield _WITNESSED.say(language, {"name": witness.name, "time": seen, "key": witness.key})


def told(one: Proved, names: Mapping[str, str], language: Language) -> Told:
    """Return an effect in words, all on one line but what was said."""
    leaf = one.leaf
    person = "" if leaf.actor is None else str(leaf.actor)
    return Told(
        index=one.index + 1,
        effect=leaf.effect,
        name=_EFFECTS[leaf.effect].in_(language),
        who=on_one_line(names.get(person, person)) if person else _NOBODY.in_(language),
        person=person,
        act=_act(one).in_(language),
        item=_item(one, language),
        time=moment(leaf.at),
        device=on_one_line(one.opened.get("device", "")),
        said=lines_of(one.opened.get("content"), names, language),
    )


def _act(one: Proved) -> Words:
    leaf = one.leaf
    left = leaf.act == "remove" and leaves(one.opened.get("content"), leaf.actor)
    return LEFT if left else words_of(leaf.act)


def _item(one: Proved, language: Language) -> str:
    leaf = one.leaf
    if leaf.first is None:
        kind = _KINDS.get(leaf.kind)
        return f"{kind.in_(language) if kind else on_one_line(leaf.kind)} {leaf.item}"
    if leaf.kind == "act":
        return _ACT.say(language, {"first": leaf.first})
    words = _PLACE if leaf.first == leaf.last else _RANGE
    return words.say(language, {"item": leaf.item, "first": leaf.first, "last": leaf.last})


def moment(microseconds: int) -> str:
    """Return a moment, in microseconds since 1970-01-01 UTC, as one reads it."""
    try:
        at = _EPOCH + timedelta(microseconds=microseconds)
    except OverflowError:
        # No calendar goes so far; the number is what is signed.
        return f"{microseconds} µs"
    return at.strftime("%Y-%m-%d %H:%M:%S.%f")[:-3] + " UTC"


def on_one_line(text: str) -> str:
    """Return a text that cannot pretend to be another line, or turn the terminal round: what is not printed is escaped."""
    return "".join(_shown(one) for one in text)


def _shown(one: str) -> str:
    if one == "\\":
        return "\\\\"
    return one if one.isprintable() or one == "\N{IDEOGRAPHIC SPACE}" else one.encode("unicode_escape").decode()

"""What a verdict says in plain words, in three languages: line by line, and as what a certificate is set from."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec

from tocsin.effects.rules.bundle import Proved, Verdict
from tocsin.effects.rules.doing import words_of
from tocsin.effects.rules.entries import Effect, Number
from tocsin.effects.rules.heads import origin
from tocsin.kernel.errors import Language, Words

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_EVERYBODY: Final = UUID(int=0)
_UNREADABLE: Final = (msgspec.DecodeError, UnicodeError, RecursionError)
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
_ACT: Final = Words("管理操作第 {first} 号", "管理操作第 {first} 號", "administrative act {first}")
_PLACE: Final = Words("会话 {item} 第 {first} 条", "對話 {item} 第 {first} 則", "conversation {item}, number {first}")
_DEVICE: Final = Words("，设备：{device}", "，裝置：{device}", ", on {device}")
_CONTENT: Final = Words("内容：{content}", "內容：{content}", "Content: {content}")
_ORIGIN: Final = Words("转发自：{content}", "轉發自：{content}", "Forwarded from: {content}")
_CARRIES: Final = Words("附带：{content}", "附帶：{content}", "Carries: {content}")
_MENTIONS: Final = Words("提及：{content}", "提及：{content}", "Mentions: {content}")
_REPLY: Final = Words("回复：第 {content} 条", "回覆：第 {content} 則", "In reply to: number {content}")
_PEOPLE: Final = Words("成员：{content}", "成員：{content}", "Members: {content}")
_OWNER: Final = Words("群主：{content}", "群主：{content}", "Group owner: {content}")
_ALL: Final = Words("所有人", "所有人", "everybody")
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
        act=words_of(leaf.act).in_(language),
        item=_item(one, language),
        time=moment(leaf.at),
        device=on_one_line(one.opened.get("device", "")),
        said=[
            words.say(language, {"content": said}) for words, said in _said(one.opened.get("content"), names, language)
        ],
    )


class _Said(msgspec.Struct, forbid_unknown_fields=True):
    content: msgspec.Raw
    mentions: list[UUID]
    origin: msgspec.Raw
    reply_to: Number | None
    text: str


class _Change(msgspec.Struct, forbid_unknown_fields=True):
    change: str
    owner: UUID | None
    people: list[UUID]
    version: Number


def _change(content: str, names: Mapping[str, str]) -> Iterator[tuple[Words, str]]:
    """Yield who came or went, and whose the group is; of what is no change of membership all of it."""
    try:
        said = msgspec.json.decode(content, type=_Change)
    except _UNREADABLE:
        yield _CONTENT, content
        return
    yield _PEOPLE, ", ".join(_named(str(one), names) for one in said.people)
    if said.owner is not None:
        yield _OWNER, _named(str(said.owner), names)


def _said(content: str | None, names: Mapping[str, str], language: Language) -> Iterator[tuple[Words, str]]:
    """Yield what a content says: the text of a message and what stands beside it, or what else it is."""
    if content is None:
        return
    try:
        said = msgspec.json.decode(content, type=_Said)
    except _UNREADABLE:
        yield from _change(content, names)
        return
    yield _CONTENT, said.text
    if said.mentions:
        yield _MENTIONS, ", ".join(_mentioned(one, names, language) for one in said.mentions)
    if said.reply_to is not None:
        yield _REPLY, str(said.reply_to)
    for words, raw in ((_ORIGIN, bytes(said.origin)), (_CARRIES, bytes(said.content))):
        if raw != b"null":
            yield words, raw.decode()


def _mentioned(person_id: UUID, names: Mapping[str, str], language: Language) -> str:
    return _ALL.in_(language) if person_id == _EVERYBODY else _named(str(person_id), names)


def _named(person: str, names: Mapping[str, str]) -> str:
    return f"{names[person]} ({person})" if person in names else person


def _item(one: Proved, language: Language) -> str:
    leaf = one.leaf
    if leaf.first is None:
        return f"{on_one_line(leaf.kind)} {leaf.item}"
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

"""What a content says, in plain words and three languages: a message with what it carries, a change of who is in a group,
an act of an admin. What has none of these forms is shown as it is written: nothing of it is guessed.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import msgspec

from tocsin.effects.rules.entries import Number
from tocsin.kernel.errors import Language, Words

_EVERYBODY: Final = UUID(int=0)
_UNREADABLE: Final = (msgspec.DecodeError, UnicodeError, RecursionError)
_ID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_CONTENT: Final = Words("内容：{content}", "內容：{content}", "Content: {content}")
_ORIGIN: Final = Words("转发自：{content}", "轉發自：{content}", "Forwarded from: {content}")
_CARRIES: Final = Words("附带：{content}", "附帶：{content}", "Carries: {content}")
_MENTIONS: Final = Words("提及：{content}", "提及：{content}", "Mentions: {content}")
_REPLY: Final = Words("回复：第 {content} 条", "回覆：第 {content} 則", "In reply to: number {content}")
_PEOPLE: Final = Words("成员：{content}", "成員：{content}", "Members: {content}")
_OWNER: Final = Words("群主：{content}", "群主：{content}", "Group owner: {content}")
_WHY: Final = Words("理由：{content}", "理由：{content}", "Reason: {content}")
_SUBJECT: Final = Words("对象：{content}", "對象：{content}", "Object: {content}")
_CHANGED: Final = Words("改动：{content}", "改動：{content}", "Change: {content}")
_BODY: Final = Words("详情：{content}", "詳情：{content}", "Details: {content}")
_ALL: Final = Words("所有人", "所有人", "everybody")
_FILE: Final = Words("文件 {name}（{size} 字节）", "檔案 {name}（{size} 位元組）", "file {name} ({size} bytes)")
_VOICE: Final = Words("语音（{size} 字节）", "語音（{size} 位元組）", "voice ({size} bytes)")
_POLL: Final = Words("投票“{question}”：{options}", "投票「{question}」：{options}", "poll “{question}”: {options}")
_STICKER: Final = Words("贴纸 {name}", "貼圖 {name}", "sticker {name}")
_PLACE: Final = Words("位置 {label}", "位置 {label}", "place {label}")
_MERGED: Final = Words("聊天记录“{title}”：{items}", "聊天紀錄「{title}」：{items}", "messages of “{title}”: {items}")


class _Message(msgspec.Struct, forbid_unknown_fields=True):
    content: msgspec.Raw
    mentions: list[UUID]
    origin: msgspec.Raw
    reply_to: Number | None
    text: str


class _Membership(msgspec.Struct, forbid_unknown_fields=True):
    change: str
    owner: UUID | None
    people: list[UUID]
    version: Number


class _Act(msgspec.Struct, forbid_unknown_fields=True):
    body: dict[str, Any]
    changes: list[dict[str, Any]]
    kind: str
    subject: str | None
    why: str | None


class _Origin(msgspec.Struct):
    at: str
    name: str


class _File(msgspec.Struct):
    name: str
    size: Number


class _Files(msgspec.Struct, tag_field="kind", tag="files"):
    files: list[_File]


class _Voice(msgspec.Struct, tag_field="kind", tag="voice"):
    file: _File


class _Sticker(msgspec.Struct, tag_field="kind", tag="sticker"):
    name: str
    label: str = ""


class _Poll(msgspec.Struct, tag_field="kind", tag="poll"):
    question: str
    options: list[str]


class _Location(msgspec.Struct, tag_field="kind", tag="location"):
    latitude: float
    longitude: float
    label: str = ""


class _Item(msgspec.Struct):
    name: str
    text: str
    content: "_Carried | None" = None


class _Merged(msgspec.Struct, tag_field="kind", tag="merged"):
    title: str
    items: list[_Item]


_Carried = _Files | _Voice | _Sticker | _Poll | _Location | _Merged
_Form = _Message | _Membership | _Act
_FORMS: Final[tuple[type[_Form], ...]] = (_Message, _Membership, _Act)
_carried: Final[msgspec.json.Decoder[_Carried]] = msgspec.json.Decoder(_Carried)
_origin: Final = msgspec.json.Decoder(_Origin)


def lines_of(content: str | None, names: Mapping[str, str], language: Language) -> list[str]:
    """Return what a content says, what it says first in front; nothing where it is not shown. ``names``: people, by id."""
    if content is None:
        return []
    return [words.say(language, {"content": said}) for words, said in _lines(content, names, language)]


def leaves(content: str | None, person: UUID | None) -> bool:
    """Return whether a content says that the person, and nobody else, is no longer in a group."""
    said = None if content is None else _read(content)
    return isinstance(said, _Membership) and said.people == [person]


def _lines(content: str, names: Mapping[str, str], language: Language) -> Iterator[tuple[Words, str]]:
    said = _read(content)
    if isinstance(said, _Message):
        yield from _message(said, names, language)
    elif isinstance(said, _Membership):
        yield _PEOPLE, ", ".join(_called(str(one), names) for one in said.people)
        if said.owner is not None:
            yield _OWNER, _called(str(said.owner), names)
    elif isinstance(said, _Act):
        yield from _act(said, names)
    else:
        yield _CONTENT, content


def _read(content: str) -> _Form | None:
    for form in _FORMS:
        try:
            return msgspec.json.decode(content, type=form)
        except _UNREADABLE:
            continue
    return None


def _message(said: _Message, names: Mapping[str, str], language: Language) -> Iterator[tuple[Words, str]]:
    yield _CONTENT, said.text
    if said.mentions:
        yield _MENTIONS, ", ".join(_mentioned(one, names, language) for one in said.mentions)
    if said.reply_to is not None:
        yield _REPLY, str(said.reply_to)
    if (origin := bytes(said.origin)) != b"null":
        yield _ORIGIN, _whence(origin)
    if (carried := bytes(said.content)) != b"null":
        yield _CARRIES, _what(carried, language)


def _act(said: _Act, names: Mapping[str, str]) -> Iterator[tuple[Words, str]]:
    if said.why:
        yield _WHY, said.why
    if said.subject is not None:
        yield _SUBJECT, _called(said.subject, names)
    for one in said.changes:
        yield _CHANGED, f"{one.get('field')}: {_value(one.get('before'), names)} → {_value(one.get('after'), names)}"
    if said.body:
        yield _BODY, _value(said.body, names)


def _whence(raw: bytes) -> str:
    try:
        origin = _origin.decode(raw)
    except _UNREADABLE:
        return raw.decode()
    return f"{origin.name}, {origin.at}"


def _what(raw: bytes, language: Language) -> str:
    try:
        return _told(_carried.decode(raw), language)
    except _UNREADABLE:
        return raw.decode()


def _told(carried: _Carried, language: Language) -> str:
    match carried:
        case _Files(files):
            return ", ".join(_FILE.say(language, {"name": one.name, "size": one.size}) for one in files)
        case _Voice(file):
            return _VOICE.say(language, {"size": file.size})
        case _Sticker(name, label):
            return _STICKER.say(language, {"name": label or name})
        case _Poll(question, options):
            return _POLL.say(language, {"question": question, "options": " / ".join(options)})
        case _Location(latitude, longitude, label):
            return _PLACE.say(language, {"label": f"{label} ({latitude}, {longitude})".lstrip()})
        case _Merged(title, items):
            return _MERGED.say(language, {"title": title, "items": _items(items, language)})


def _items(items: Sequence[_Item], language: Language) -> str:
    said = []
    for one in items:
        carried = _told(one.content, language) if one.content else ""
        said.append(f"{one.name}: {' '.join(part for part in (one.text, carried) if part)}")
    return " / ".join(said)


def _value(value: Any, names: Mapping[str, str]) -> str:
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    return _ID.sub(lambda found: names.get(found[0], found[0]), text)


def _mentioned(person_id: UUID, names: Mapping[str, str], language: Language) -> str:
    return _ALL.in_(language) if person_id == _EVERYBODY else _called(str(person_id), names)


def _called(person: str, names: Mapping[str, str]) -> str:
    return f"{names[person]} ({person})" if person in names else person

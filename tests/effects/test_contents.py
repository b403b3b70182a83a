"""Contents in plain words: what a message carries, who left, what an admin changed."""

from typing import Any
from uuid import UUID

import msgspec
import pytest

from tests.effects.entries import entry
from tests.effects.logs import Log
from tocsin.effects.rules.bundle import verify
from tocsin.effects.rules.contents import lines_of
from tocsin.effects.rules.telling import tell

HE = "00000000-0000-0000-0000-000000000003"
NAMES = {HE: "何川"}
CARD = {
    "as_file": False,
    "height": None,
    "id": HE,
    "kind": "other",
    "mime": "application/pdf",
    "name": "通知.pdf",
    "size": 5731,
}


def message(content: Any, text: str = "请看") -> str:
    """A message that carries this."""
    said = {"content": content, "mentions": [], "origin": None, "reply_to": None, "text": text}
    return msgspec.json.encode(said).decode()


@pytest.mark.parametrize(
    ("carried", "told"),
    [
        ({"kind": "files", "files": [CARD, CARD | {"name": "二.docx"}]}, "文件 通知.pdf（5731 字节）, 文件 二.docx（5731 字节）"),
        ({"kind": "voice", "file": CARD | {"duration_ms": 1200}}, "语音（5731 字节）"),
        ({"kind": "sticker", "set": "tocsin", "name": "applause"}, "贴纸 applause"),
        ({"kind": "sticker", "set": HE, "name": HE, "label": "加油"}, "贴纸 加油"),
        ({"kind": "poll", "question": "几点", "options": ["三点", "四点"]}, "投票“几点”：三点 / 四点"),
        ({"kind": "location", "latitude": 31.2, "longitude": 121.5, "label": "操场"}, "位置 操场 (31.2, 121.5)"),
        (
            {
                "kind": "merged",
                "title": "备课组",
                "items": [
                    {"name": "周岚", "at": "2026-11-22T00:00:00Z", "text": "收到", "content": None},
                    {"name": "何川", "at": "2026-11-22T00:00:00Z", "text": "", "content": {"kind": "files", "files": [CARD]}},
                ],
            },
            "聊天记录“备课组”：周岚: 收到 / 何川: 文件 通知.pdf（5731 字节）",
        ),
        ({"kind": "tomorrow"}, '{"kind":"tomorrow"}'),
        ({"kind": "files", "files": [{"name": "x"}]}, '{"kind":"files","files":[{"name":"x"}]}'),
    ],
)  # fmt: skip
def test_what_a_message_carries_is_told_and_what_is_not_known_is_shown(carried: Any, told: str) -> None:
    assert lines_of(message(carried), {}, "zh-CN") == ["内容：请看", f"附带：{told}"]


def test_an_act_of_an_admin_is_told_with_its_reason_and_what_it_changed() -> None:
    act = {
        "body": {"members": [HE]},
        "changes": [
            {"field": "head", "before": None, "after": HE},
            {"field": "name", "before": "一部", "after": "二部"},
        ],
        "kind": "organisations.department_changed",
        "subject": HE,
        "why": "换届",
    }
    assert lines_of(msgspec.json.encode(act).decode(), NAMES, "zh-CN") == [
        "理由：换届",
        f"对象：何川 ({HE})",
        "改动：head: null → 何川",
        "改动：name: 一部 → 二部",
        '详情：{"members":["何川"]}',
    ]


@pytest.mark.parametrize(("people", "told"), [([HE], "退出"), ([HE, str(UUID(int=4))], "移出成员")])
def test_who_takes_themself_out_left(people: list[str], told: str) -> None:
    content = msgspec.json.encode({"change": "removed", "owner": None, "people": people, "version": 3})
    log = Log([entry(act="remove", actor_id=UUID(HE), content=content)])
    lines = list(tell(verify(msgspec.json.encode(log.bundle(0, names=NAMES))), "zh-CN"))
    assert f"何川 ({HE}) {told}，" in lines[1]


@pytest.mark.parametrize("content", ["[" * 5_000 + "]" * 5_000, "{", '{"text":1}', message({"a": 1})[:-1]])
def test_what_has_no_form_of_ours_is_shown_as_it_is_written(content: str) -> None:
    assert lines_of(content, {}, "en") == [f"Content: {content}"]

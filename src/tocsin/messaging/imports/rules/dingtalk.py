"""DingTalk's records as sheets (XLSX, CSV): a row a message, columns found by their headings, in whatever order.

Times are as the sheet's reader saw them: in the zone given with the file.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

from tocsin.kernel.text.normal import normal
from tocsin.messaging.imports.refusals import ImportColumns, RowKind
from tocsin.messaging.imports.rules.model import Author, Reading, clean_line

Field = Literal["at", "author", "text", "kind", "channel", "phone", "email", "work_no", "id"]
_HEADINGS: Final[dict[Field, str]] = {
    "at": "发送时间 發送時間 时间 時間 消息时间 訊息時間 发送日期 日期时间 日期 sendtime time datetime date createtime",
    "author": "发送人 發送人 发送者 發送者 发送人姓名 发送人昵称 昵称 暱稱 姓名 发言人 發言人 sender sendername from name nick nickname",
    "text": "消息内容 訊息內容 内容 內容 消息 訊息 聊天内容 消息正文 content message text body messagecontent",
    "kind": "消息类型 訊息類型 类型 類型 messagetype msgtype type",
    "channel": "群名 群名称 群組名稱 群聊名称 群聊 会话 會話 会话名称 會話名稱 所在群 conversation group groupname chat chatname",
    "phone": "手机号 手機號 手机 手機 发送人手机号 mobile phone",
    "email": "邮箱 郵箱 电子邮箱 email mail",
    "work_no": "工号 工號 员工工号 发送人工号 jobnumber workno employeeid",
    "id": "消息id 訊息id 消息编号 messageid msgid id",
}
_KNOWN: Final[dict[str, tuple[Field, int]]] = {
    heading: (field, rank) for field, words in _HEADINGS.items() for rank, heading in enumerate(words.split())
}
_REQUIRED: Final[tuple[Field, ...]] = ("at", "author", "text")
_NOISE: Final = re.compile(r"[\s_.:：*#'\"/\\-]+|[(（\[【].*?[)）\]】]")
_WITHIN: Final = 20
_NOTICES: Final = re.compile(r"系统|系統|system|通知|撤回|recall", re.IGNORECASE)
_FORMS: Final = (
    "%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M", "%Y.%m.%d %H:%M:%S",
    "%Y年%m月%d日 %H:%M:%S", "%Y年%m月%d日 %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d", "%Y/%m/%d",
)  # fmt: skip
_EPOCH: Final = datetime(1899, 12, 30, tzinfo=UTC)
"""Day nought of a spreadsheet, whose days are of no zone."""


def read(rows: list[list[str]], sheet: str, zone: ZoneInfo, reading: Reading) -> None:
    """Read a sheet. Raises :class:`ImportColumns`, ``ImportTooLarge``."""
    heading, places = _find(rows)
    for number, row in enumerate(rows[heading + 1 :], heading + 2):
        cells = {field: row[place].strip() if place < len(row) else "" for field, place in places.items()}
        if any(cells.values()):
            _row(f"{sheet}:{number}" if sheet else str(number), cells, sheet, zone, reading)


def _find(rows: list[list[str]]) -> tuple[int, dict[Field, int]]:
    best: dict[Field, int] = {}
    heading = 0
    for number, row in enumerate(rows[:_WITHIN]):
        found: dict[Field, tuple[int, int]] = {}
        for place, cell in enumerate(row[:200]):
            known = _KNOWN.get(_NOISE.sub("", normal("NFKC", cell[:100]).casefold()))
            if known and (known[0] not in found or known[1] < found[known[0]][0]):
                found[known[0]] = (known[1], place)
        if len(found) > len(best):
            heading, best = number, {field: place for field, (_, place) in found.items()}
    missing = [_HEADINGS[field].split()[0] for field in _REQUIRED if field not in best]
    if missing:
        raise ImportColumns(columns="、".join(missing))
    return heading, best


def _row(where: str, cells: dict[Field, str], sheet: str, zone: ZoneInfo, reading: Reading) -> None:
    if _NOTICES.search(cells.get("kind", "")):
        reading.refuse(where, RowKind())
        return
    name = clean_line(cells["author"].removeprefix("'"))
    named = [cells.get(field, "").removeprefix("'")[:254] for field in ("phone", "email", "work_no")]
    key = "/".join([name, *named])
    reading.author(Author(key, name or "—", *(one or None for one in named)))
    channel = clean_line(cells.get("channel", "").removeprefix("'")) or clean_line(sheet) or "钉钉"
    at, said = _moment(cells["at"], zone), cells["text"]
    # An apostrophe that a writer of sheets put before what a spreadsheet would calculate.
    said = said[1:] if said[:2] in ("'=", "'+", "'-", "'@") else said
    identity = cells.get("id") or f"{key}/{at.isoformat() if at else cells['at']}/{said[:200]}"
    reading.add(where, reading.channel(channel, channel), identity, key, at, said, None)


def _moment(cell: str, zone: ZoneInfo) -> datetime | None:
    cell = " ".join(normal("NFKC", cell[:60]).removeprefix("'").split())
    for form in _FORMS:
        try:
            return datetime.strptime(cell, form).replace(tzinfo=zone)
        except ValueError:
            continue
    try:
        number = float(cell)
    except ValueError:
        return _told(cell)
    try:
        if 20_000 < number < 80_000:
            return (_EPOCH + timedelta(days=number)).replace(tzinfo=zone)
        seconds = number / 1000 if number > 1e11 else number
        return datetime.fromtimestamp(seconds, zone) if seconds > 1e8 else None
    except (ValueError, OverflowError, OSError):
        return None


def _told(cell: str) -> datetime | None:
    """A moment that tells its own offset."""
    try:
        found = datetime.fromisoformat(cell)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None

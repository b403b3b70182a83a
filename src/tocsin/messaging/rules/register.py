"""The register of groups as a table of words and numbers."""

from datetime import datetime
from typing import Final, Protocol

from tocsin.kernel.errors import Language, Words

HEADINGS: Final = (
    Words("群名称", "群組名稱", "Group"),
    Words("类型", "類型", "Kind"),
    Words("群主", "群主", "Owner"),
    Words("管理员数", "管理員數", "Admins"),
    Words("人数", "人數", "Members"),
    Words("30 天消息数", "30 天訊息數", "Messages in 30 days"),
    Words("最近活动（UTC）", "最近活動（UTC）", "Last activity (UTC)"),
    Words("状态", "狀態", "State"),
)
_KINDS: Final = {
    "group": Words("普通群", "一般群組", "group"),
    "department": Words("部门群", "部門群組", "department group"),
}
_STATES: Final = {
    "open": Words("正常", "正常", "open"),
    "warned": Words("待清理", "待清理", "to be cleaned up"),
    "ended": Words("已解散", "已解散", "ended"),
}


class Row(Protocol):
    """What a line says of a group."""

    @property
    def kind(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def owner(self) -> str: ...
    @property
    def admins(self) -> int: ...
    @property
    def members(self) -> int: ...
    @property
    def recent(self) -> int: ...
    @property
    def last_at(self) -> datetime: ...
    @property
    def open(self) -> bool: ...
    @property
    def ends_at(self) -> datetime | None: ...


def cells(row: Row, language: Language) -> tuple[str, ...]:
    """Return a line under :data:`HEADINGS`."""
    state = "ended" if not row.open else "warned" if row.ends_at else "open"
    return (
        row.name,
        _KINDS[row.kind].in_(language),
        row.owner,
        str(row.admins),
        str(row.members),
        str(row.recent),
        f"{row.last_at:%Y-%m-%d %H:%M}",
        _STATES[state].in_(language),
    )

"""The powers of the room."""

from collections.abc import Iterable

from tocsin.kernel.errors import Words
from tocsin.kernel.manifest import Room
from tocsin.kernel.powers import Power


def _power(name: str, zh: str, tw: str, en: str, *, everyone: bool = False) -> Power:
    return Power(f"organisations.{name}", Words(zh, tw, en), "organisations", everyone)


DIRECTORY_READ = _power("directory_read", "查看通讯录", "檢視通訊錄", "See the directory", everyone=True)
ORGANISATION_EDIT = _power(
    "organisation_edit", "修改组织信息与设置", "修改組織資訊與設定", "Edit the organisation and its settings"
)
DEPARTMENT_MANAGE = _power("department_manage", "管理部门", "管理部門", "Manage departments")
MEMBER_INVITE = _power("member_invite", "邀请成员", "邀請成員", "Invite members")
MEMBER_MANAGE = _power(
    "member_manage", "管理成员资料、部门与状态", "管理成員資料、部門與狀態", "Manage members' cards, places and status"
)
MEMBER_REMOVE = _power("member_remove", "办理成员离职", "辦理成員離職", "Record members' departures")
JOIN_MANAGE = _power(
    "join_manage", "管理加入链接与审批申请", "管理加入連結與審核申請", "Manage join links and decide applications"
)
CONTACT_READ = _power(
    "contact_read", "查看完整手机号与邮箱", "檢視完整手機號碼與電子郵件", "See whole phone numbers and addresses"
)
HIDDEN_READ = _power("hidden_read", "查看隐藏部门", "檢視隱藏部門", "See hidden departments")
ROLE_MANAGE = _power("role_manage", "管理角色与授权", "管理角色與授權", "Manage roles and who holds them")
AUDIT_READ = _power("audit_read", "查看审计记录", "檢視稽核紀錄", "Read the audit log")

POWERS: tuple[Power, ...] = (
    DIRECTORY_READ,
    ORGANISATION_EDIT,
    DEPARTMENT_MANAGE,
    MEMBER_INVITE,
    MEMBER_MANAGE,
    MEMBER_REMOVE,
    JOIN_MANAGE,
    CONTACT_READ,
    HIDDEN_READ,
    ROLE_MANAGE,
    AUDIT_READ,
)


def catalogue_of(rooms: Iterable[Room]) -> dict[str, Power]:
    """Return every power the rooms declare, by name."""
    return {power.name: power for room in rooms for power in room.powers}

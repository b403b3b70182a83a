"""Why a file, a row or an act of an import is refused."""

from typing import Final

from tocsin.kernel import text
from tocsin.kernel.errors import Language, Refusal, Words


class ImportFormat(Refusal):
    """The file is damaged, or none of the formats there are, whatever its name says."""

    code = "messaging.import_format"
    status = 422
    words = Words(
        "这个文件打不开（ZIP 或表格已损坏），或者不是以下三种之一：钉钉聊天记录表格（XLSX/CSV）、Mattermost 批量导出"
        "（JSONL/ZIP）、Slack 导出（ZIP）。请重新导出后再上传。",
        "這個檔案打不開（ZIP 或表格已損壞），或者不是以下三種之一：釘釘聊天紀錄表格（XLSX/CSV）、Mattermost 批次匯出"
        "（JSONL/ZIP）、Slack 匯出（ZIP）。請重新匯出後再上傳。",
        "This file cannot be opened (a damaged ZIP or sheet), or is none of the three: DingTalk's sheets (XLSX, CSV),"
        " Mattermost's bulk export (JSONL, ZIP), Slack's export (ZIP). Export it again and upload that.",
    )


class ImportTooLarge(Refusal):
    """The file, or what it unpacks to, or what it holds, is more than one import takes."""

    code = "messaging.import_too_large"
    status = 413
    words = Words(
        "文件超出一次导入的上限（{limit}），请分开导入。",
        "檔案超出一次匯入的上限（{limit}），請分開匯入。",
        "The file is more than one import takes ({limit}). Split it.",
    )


class ImportEmpty(Refusal):
    """There is no message in the file."""

    code = "messaging.import_empty"
    status = 422
    words = Words("文件里没有可导入的消息。", "檔案裡沒有可匯入的訊息。", "There are no messages in the file.")


class ImportColumns(Refusal):
    """A sheet without the columns that say when, who and what."""

    code = "messaging.import_columns"
    status = 422
    words = Words(
        "表格里没有找到这些列：{columns}。",
        "表格裡沒有找到這些欄：{columns}。",
        "The sheet lacks these columns: {columns}.",
    )


class ImportUnderWay(Refusal):
    """One import of a person at a time."""

    code = "messaging.import_under_way"
    status = 409
    words = Words(
        "你有一个导入正在进行，请等它完成或先取消。",
        "你有一個匯入正在進行，請等它完成或先取消。",
        "One of your imports is still under way. Wait for it, or stop it first.",
    )


class ImportNotReady(Refusal):
    """The act does not fit where the import stands."""

    code = "messaging.import_not_ready"
    status = 409
    words = Words(
        "导入现在不能进行这一步。", "匯入現在不能進行這一步。", "The import is not at a point where this can be done."
    )


class ImportNothingChosen(Refusal):
    """No conversation was chosen that has anything new."""

    code = "messaging.import_nothing_chosen"
    status = 422
    words = Words(
        "请选择至少一个有新消息的会话。",
        "請選擇至少一個有新訊息的對話。",
        "Choose at least one conversation with new messages.",
    )


class ImportRightLost(Refusal):
    """While it went on the importer lost the power, or the group."""

    code = "messaging.import_right_lost"
    status = 403
    words = Words(
        "导入途中你失去了相应权限，其余未导入。",
        "匯入途中你失去了相應權限，其餘未匯入。",
        "You may no longer import here; the rest was not imported.",
    )


class ImportFailed(Refusal):
    """A defect of ours."""

    code = "messaging.import_failed"
    status = 500
    words = Words("导入没有成功，请重试。", "匯入沒有成功，請重試。", "The import did not succeed. Please try again.")


class RowNoDate(Refusal):
    """A row without a moment that can be."""

    code = "messaging.import_row_no_date"
    status = 422
    words = Words("没有可用的时间", "沒有可用的時間", "no usable time")


class RowFuture(Refusal):
    """A row from the future."""

    code = "messaging.import_row_future"
    status = 422
    words = Words("时间在将来", "時間在將來", "a time in the future")


class RowUnread(Refusal):
    """A row that is not what the format says."""

    code = "messaging.import_row_unread"
    status = 422
    words = Words("无法识别", "無法識別", "not readable")


class RowKind(Refusal):
    """A row that is no message: a notice of joining, a call, a type nobody documents."""

    code = "messaging.import_row_kind"
    status = 422
    words = Words("不是消息", "不是訊息", "not a message")


class RowLong(Refusal):
    """A row longer than anything a message could need."""

    code = "messaging.import_row_long"
    status = 422
    words = Words("内容过长", "內容過長", "too long")


FILE: Final[dict[str, type[Refusal]]] = {
    one.code: one for one in (ImportFormat, ImportTooLarge, ImportEmpty, ImportColumns, ImportRightLost, ImportFailed)
}
"""What an import that came to nothing tells of itself."""
_ROWS: Final[dict[str, type[Refusal]]] = {
    one.code: one
    for one in (RowNoDate, RowFuture, RowUnread, RowKind, RowLong, text.BadCharacter, text.Empty, text.TooLong)
}


def reason_of(code: str, language: Language) -> str:
    """Return why a row is not taken, in words."""
    return (_ROWS.get(code) or RowUnread)().message(language)

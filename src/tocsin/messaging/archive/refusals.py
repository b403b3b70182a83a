"""Why an export is refused, or came to nothing."""

from typing import Final

from tocsin.kernel.errors import Refusal, Words
from tocsin.messaging.archive.rules.limits import BYTES_MOST, FILES_MOST, MESSAGES_MOST
from tocsin.messaging.refusals.leaving import ExportingClosed


class ExportEmpty(Refusal):
    """Nothing was said in the period, or nothing the asker may see."""

    code = "messaging.export_empty"
    status = 409
    words = Words(
        "这段时间没有可导出的消息，请换一个时间范围。",
        "這段時間沒有可匯出的訊息，請換一個時間範圍。",
        "There is nothing to export in this period. Choose another.",
    )


class ExportTooLarge(Refusal):
    """More than one archive holds."""

    code = "messaging.export_too_large"
    status = 409
    words = Words(
        "一次最多导出 {messages} 条消息、{files} 个文件、{megabytes} MB。请缩短时间范围，或不带文件导出。",
        "一次最多匯出 {messages} 則訊息、{files} 個檔案、{megabytes} MB。請縮短時間範圍，或不帶檔案匯出。",
        "One export holds at most {messages} messages, {files} files and {megabytes} MB. Choose a shorter period, or leave"
        " the files out.",
    )


class ExportUnderWay(Refusal):
    """One person's exports are written one after the other."""

    code = "messaging.export_under_way"
    status = 409
    words = Words(
        "你有一个导出正在进行，请等它完成或先取消。",
        "你有一個匯出正在進行，請等它完成或先取消。",
        "One of your exports is still being written. Wait for it, or stop it first.",
    )


class ExportsFull(Refusal):
    """One person keeps only so many archives."""

    code = "messaging.exports_full"
    status = 409
    words = Words(
        "你已保留 {limit} 份导出，请先删除用不到的。",
        "你已保留 {limit} 份匯出，請先刪除用不到的。",
        "You keep {limit} exports already. Delete those you no longer need.",
    )


class ExportReasonNeeded(Refusal):
    """Whoever takes out what others said says why."""

    code = "messaging.export_reason_needed"
    status = 422
    words = Words(
        "请写明导出的原因，它会记入审计日志。",
        "請寫明匯出的原因，它會記入稽核日誌。",
        "Say why you export it; the reason is kept in the audit log.",
    )


class ExportNotReady(Refusal):
    """There is no archive to download (yet)."""

    code = "messaging.export_not_ready"
    status = 409
    words = Words("导出还没有完成，暂时不能下载。", "匯出還沒有完成，暫時不能下載。", "The export is not complete yet.")


class ExportRightLost(Refusal):
    """While it was written the asker left the conversation, or lost the power."""

    code = "messaging.export_right_lost"
    status = 403
    words = Words(
        "导出途中你失去了查看这个会话的权限，导出已停止。",
        "匯出途中你失去了檢視這個對話的權限，匯出已停止。",
        "You may no longer see this conversation; the export was stopped.",
    )


class ExportFailed(Refusal):
    """A defect of ours, or of the store."""

    code = "messaging.export_failed"
    status = 500
    words = Words(
        "导出没有成功，请重新导出。",
        "匯出沒有成功，請重新匯出。",
        "The export did not succeed. Please ask for it again.",
    )


MOST: Final = {"messages": MESSAGES_MOST, "files": FILES_MOST, "megabytes": BYTES_MOST >> 20}
"""What :class:`ExportTooLarge` says that one export holds."""
ENDINGS: Final = (ExportRightLost(), ExportingClosed(), ExportTooLarge(**MOST))
"""What an export that came to nothing tells of itself, beside a defect of ours."""

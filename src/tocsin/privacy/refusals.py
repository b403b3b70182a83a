"""Why a record is refused, or came to nothing."""

from typing import Final

from tocsin.kernel.errors import Refusal, Words
from tocsin.privacy.rules.limits import BYTES_MOST


class RecordUnderWay(Refusal):
    """One person's records are written one after the other."""

    code = "privacy.record_under_way"
    status = 409
    words = Words(
        "你的记录正在整理，请等它完成或先取消。",
        "你的紀錄正在整理，請等它完成或先取消。",
        "Your record is being put together. Wait for it, or stop it first.",
    )


class RecordsFull(Refusal):
    """One person keeps only so many."""

    code = "privacy.records_full"
    status = 409
    words = Words(
        "你已保留 {limit} 份记录，请先删除用不到的。",
        "你已保留 {limit} 份紀錄，請先刪除用不到的。",
        "You keep {limit} records already. Delete those you no longer need.",
    )


class RecordNotReady(Refusal):
    """There is no archive to download (yet)."""

    code = "privacy.record_not_ready"
    status = 409
    words = Words(
        "记录还没有整理完，暂时不能下载。", "紀錄還沒有整理完，暫時不能下載。", "The record is not complete yet."
    )


class RecordTooLarge(Refusal):
    """More than one archive holds."""

    code = "privacy.record_too_large"
    status = 409
    words = Words(
        "你的记录超过 {gigabytes} GB，无法放进一个文件。请联系运营者。",
        "你的紀錄超過 {gigabytes} GB，無法放進一個檔案。請聯絡營運者。",
        "Your record is more than {gigabytes} GB, too much for one file. Please turn to the operator.",
    )


class RecordStopped(Refusal):
    """The account may not act any more."""

    code = "privacy.record_stopped"
    status = 403
    words = Words(
        "账号已不能使用，整理已停止。",
        "帳號已無法使用，整理已停止。",
        "The account may not be used any more; the record was stopped.",
    )


class RecordFailed(Refusal):
    """A defect of ours, or of the store."""

    code = "privacy.record_failed"
    status = 500
    words = Words(
        "没有整理成功，请再试一次。", "沒有整理成功，請再試一次。", "It did not succeed. Please ask for it again."
    )


MOST: Final = {"gigabytes": BYTES_MOST >> 30}
ENDINGS: Final = (RecordStopped(), RecordTooLarge(**MOST))
"""What a record that came to nothing tells of itself, beside a defect of ours."""

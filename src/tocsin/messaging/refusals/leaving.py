"""What does not leave a conversation, or not like this."""

from tocsin.kernel.errors import Refusal, Words
from tocsin.messaging.refusals import LocationsOff, NoSuchFile, TooManyFiles


class ForwardingClosed(Refusal):
    """The rules of the group do not let the caller forward what is said in it."""

    code = "messaging.forwarding_closed"
    status = 403
    words = Words(
        "按本群的规则，你不能把这里的消息转发出去。",
        "依本群組的規則，你不能把這裡的訊息轉發出去。",
        "By the rules of this group you may not forward what is said in it.",
    )


class ForwardingOutClosed(Refusal):
    """The organisation where it was said does not let it be forwarded to people outside."""

    code = "messaging.forwarding_out_closed"
    status = 403
    words = Words(
        "按组织的规则，这些消息不能转发到有组织外人员的会话。",
        "依組織的規則，這些訊息不能轉發到有組織外人員的對話。",
        "By the rules of the organisation these messages may not be forwarded to people outside it.",
    )


class ExportingClosed(Refusal):
    """The rules of the group do not let the caller export it."""

    code = "messaging.exporting_closed"
    status = 403
    words = Words(
        "按本群的规则，你不能导出这里的聊天记录。",
        "依本群組的規則，你不能匯出這裡的聊天紀錄。",
        "By the rules of this group you may not export it.",
    )


class NotYourWords(Refusal):
    """A forwarded message repeats somebody's words: nobody edits it."""

    code = "messaging.not_your_words"
    status = 409
    words = Words("转发的消息不能编辑。", "轉發的訊息不能編輯。", "A forwarded message cannot be edited.")


class TooDeep(Refusal):
    """Messages forwarded together may hold others forwarded together, ``limit`` levels deep."""

    code = "messaging.too_deep"
    status = 409
    words = Words(
        "合并转发最多嵌套 {limit} 层。",
        "合併轉發最多巢狀 {limit} 層。",
        "Forwarded messages nest {limit} levels at most.",
    )


class MergedTooLarge(Refusal):
    """Messages forwarded together hold ``kilobytes`` in all."""

    code = "messaging.merged_too_large"
    status = 409
    words = Words(
        "合并转发的内容最多 {kilobytes} kB，请少选几条，或逐条转发。",
        "合併轉發的內容最多 {kilobytes} kB，請少選幾則，或逐則轉發。",
        "Messages forwarded together hold {kilobytes} kB at most. Choose fewer, or forward them one by one.",
    )


class ForwardTooLarge(Refusal):
    """Messages forwarded at once hold ``kilobytes`` in all."""

    code = "messaging.forward_too_large"
    status = 409
    words = Words(
        "一次转发的内容最多 {kilobytes} kB，请分几次转发。",
        "一次轉發的內容最多 {kilobytes} kB，請分幾次轉發。",
        "Messages forwarded at once hold {kilobytes} kB at most. Forward them in several steps.",
    )


LEAVING = (
    ForwardingClosed,
    ForwardingOutClosed,
    TooDeep,
    MergedTooLarge,
    ForwardTooLarge,
    NoSuchFile,
    TooManyFiles,
    LocationsOff,
)
"""What may stand against a forward, beside what may against any message."""

"""The powers over conversations as files."""

from tocsin.kernel.errors import Words
from tocsin.kernel.powers import Power

CONVERSATION_EXPORT = Power(
    "messaging.conversation_export",
    Words("导出本组织的群聊记录", "匯出本組織的群組紀錄", "Export the groups of the organisation"),
    "messaging",
)
POWERS = (CONVERSATION_EXPORT,)

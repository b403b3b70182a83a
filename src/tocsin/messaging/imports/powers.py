"""The power over imports."""

from tocsin.kernel.errors import Words
from tocsin.kernel.powers import Power

CONVERSATION_IMPORT = Power(
    "messaging.conversation_import",
    Words("导入其他产品的聊天记录", "匯入其他產品的聊天紀錄", "Import messages from other products"),
    "messaging",
)
POWERS = (CONVERSATION_IMPORT,)

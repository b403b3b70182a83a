"""The power over an organisation's stickers."""

from tocsin.kernel.errors import Words
from tocsin.kernel.powers import Power

STICKERS_MANAGE = Power(
    "messaging.stickers_manage",
    Words("管理本组织的贴纸", "管理本組織的貼圖", "Manage the organisation's stickers"),
    "messaging",
)
POWERS = (STICKERS_MANAGE,)

"""Who says who may follow the log."""

from tocsin.kernel.errors import Words
from tocsin.kernel.powers import Power

WITNESS_MANAGE = Power(
    "effects.witness_manage",
    Words("管理证据日志的见证方", "管理證據日誌的見證方", "Manage the witnesses of the evidence log"),
    "effects",
)
POWERS: tuple[Power, ...] = (WITNESS_MANAGE,)

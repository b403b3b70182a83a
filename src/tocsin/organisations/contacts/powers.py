"""Who keeps contacts, who looks after everybody's, who takes them out."""

from tocsin.kernel.errors import Words
from tocsin.kernel.powers import Power

EXTERNAL_KEEP = Power(
    "organisations.external_keep",
    Words("维护外部联系人", "維護外部聯絡人", "Keep external contacts"),
    "organisations",
)
EXTERNAL_MANAGE = Power(
    "organisations.external_manage",
    Words("管理全部外部联系人", "管理全部外部聯絡人", "Manage everybody's external contacts"),
    "organisations",
)
EXTERNAL_EXPORT = Power(
    "organisations.external_export",
    Words("导出外部联系人", "匯出外部聯絡人", "Export external contacts"),
    "organisations",
)
POWERS: tuple[Power, ...] = (EXTERNAL_KEEP, EXTERNAL_MANAGE, EXTERNAL_EXPORT)

"""The powers over rosters: the doors for files. What a row does takes the same powers as doing it by hand."""

from tocsin.kernel.errors import Words
from tocsin.kernel.powers import Power

ROSTER_IMPORT = Power(
    "organisations.roster_import",
    Words(
        "用文件导入花名册（各行另需邀请、管理成员的权限）",
        "以檔案匯入花名冊（各列另需邀請、管理成員的權限）",
        "Import rosters from files (each row takes the powers to invite or manage members)",
    ),
    "organisations",
)
ROSTER_EXPORT = Power(
    "organisations.roster_export", Words("导出花名册", "匯出花名冊", "Export the roster"), "organisations"
)
POWERS = (ROSTER_IMPORT, ROSTER_EXPORT)

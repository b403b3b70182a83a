"""The powers over rosters."""

from tocsin.kernel.errors import Words
from tocsin.kernel.powers import Power

ROSTER_IMPORT = Power(
    "organisations.roster_import", Words("导入花名册", "匯入花名冊", "Import a roster"), "organisations"
)
ROSTER_EXPORT = Power(
    "organisations.roster_export", Words("导出花名册", "匯出花名冊", "Export the roster"), "organisations"
)
POWERS = (ROSTER_IMPORT, ROSTER_EXPORT)

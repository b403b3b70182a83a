"""The powers of the room."""

from tocsin.kernel.errors import Words
from tocsin.kernel.powers import Power

USAGE_READ = Power(
    "files.usage_read",
    Words("查看文件占用空间", "檢視檔案占用空間", "See how much space files take"),
    "files",
)
POWERS = (USAGE_READ,)

"""Names that claim to be the platform: who is called so is believed, whatever they ask for.

An account calls itself as it likes, so those names are kept from it whole. Groups and organisations may have a support
group or an administration of their own: from them only what speaks for the platform is kept. Names are compared folded,
without marks between, and letters drawn alike count as one.
"""

import re
from typing import Final

from tocsin.kernel.text.folding import fold
from tocsin.kernel.text.refusals import ReservedName

_BRAND: Final = "(?:铎|tocsin)"
_OFFICE: Final = (
    "(?:系统|官方|客服|客户服务|平台|管理员|管理团队|团队|助手|小助手|安全中心|安全团队|通知|消息|公告|机器人"
    "|system|official|support|admin|administrator|administration|team|security|service|helpdesk|help|staff|bot|assistant)"
)
_PLATFORM: Final = re.compile(
    f"{_BRAND}{_OFFICE}+|{_OFFICE}*{_BRAND}|(?:系统|官方|平台)(?:系统|官方|平台|通知|消息|公告|客服|助手|小助手|安全中心)+"
    "|system(?:notice|notification|message|alert)s?|official(?:support|notice|account|team)|platform(?:support|notice|team)"
)
_ACCOUNT: Final = re.compile(
    f"(?:{_OFFICE}|超级管理员|系统管理员|平台管理员|网站管理员|版主|超级|root|superuser|sysadmin|moderator|operator|webmaster|platform"
    "|(?:system|super|platform|site)(?:admin|administrator)|null|none|nil|undefined|nobody|anonymous|匿名|匿名用户|未知|未知用户)"
)
_DRAWN: Final = str.maketrans("аеорсухіѕѵαοινт0135$@!|", "aeopcyxisvaoivtoiessaii")
_MARKS: Final = re.compile(r"[\W_]+")
_WORDS: Final = "admin administrator root system tocsin support help helpdesk service security official operator moderator staff platform postmaster webmaster sysadmin superuser"  # fmt: skip
_IMPERSONATING: Final = frozenset(_WORDS.split())


def _compared(name: str) -> str:
    return _MARKS.sub("", fold(name).translate(_DRAWN))


def check_no_platform(name: str, *, field: str = "name") -> str:
    """Return a name of a group or an organisation that does not speak for the platform. Raises ``ReservedName``."""
    if _PLATFORM.fullmatch(_compared(name)):
        raise ReservedName(field)
    return name


def check_no_office(name: str, *, field: str = "name") -> str:
    """Return a name of an account that claims no office of the platform, and is one. Raises ``ReservedName``."""
    if _ACCOUNT.fullmatch(_compared(name)):
        raise ReservedName(field)
    return check_no_platform(name, field=field)


def impersonates(login_name: str) -> bool:
    """Whether a login name is one of the platform's offices with digits and marks about it: ``support1``, ``adm1n``."""
    bare = re.sub(r"[._-]", "", login_name)
    return bool({bare, bare.rstrip("0123456789")} & _IMPERSONATING) or any(
        one.rstrip("0123456789").translate(str.maketrans("01345", drawn)) in _IMPERSONATING
        for one in (bare, bare.rstrip("0123456789"))
        for drawn in ("oieas", "oleas")
    )

"""Phone numbers and e-mail addresses: one stored form, and masks for showing."""

import re

import phonenumbers

from tocsin.kernel.text.normal import normal
from tocsin.kernel.text.refusals import BadEmail, BadPhone

_NOT_DIALLED = re.compile(r"[^0-9+]")
_DRESS = re.compile(r"[\s().\-‐-―−/·\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_EMAIL = re.compile(
    r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]"
)
_TAKES_MESSAGES = (
    phonenumbers.PhoneNumberType.MOBILE,
    phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE,  # the United States and others do not tell them apart
)


def phone(number: str, region: str = "CN", *, mobile: bool = True, field: str = "phone") -> str:
    """Return a number as E.164 (``+8613800138000``); ``region`` is where a number without ``+`` lives.

    Spaces, hyphens, brackets, full-width digits and the invisible marks that address books paste are dropped.
    Raises ``BadPhone`` when it is not a number, or (``mobile``) not one that takes calls and short messages.
    """
    bare = _DRESS.sub("", normal("NFKC", number[:64]))
    if len(number) > 64 or not bare or _NOT_DIALLED.search(bare):
        raise BadPhone(field)
    try:
        parsed = phonenumbers.parse(bare, region)
    except phonenumbers.NumberParseException:
        raise BadPhone(field) from None
    if not phonenumbers.is_valid_number(parsed):
        raise BadPhone(field)
    if mobile and phonenumbers.number_type(parsed) not in _TAKES_MESSAGES:
        raise BadPhone(field)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def email(address: str, *, field: str = "email") -> str:
    """Return an address in the one form it is stored and looked up in: lower case, ASCII, at most 254 characters.

    Raises ``BadEmail``.
    """
    bare = normal("NFKC", address).strip().lower() if len(address) <= 320 else ""
    if len(bare) > 254 or not _EMAIL.fullmatch(bare) or len(bare.partition("@")[0]) > 64:
        raise BadEmail(field)
    return bare


def mask_phone(number: str) -> str:
    """Return an E.164 number with its middle hidden: ``138****1234``, abroad ``+44****1234``."""
    if number.startswith("+86") and len(number) == 14:
        return f"{number[3:6]}****{number[-4:]}"
    try:
        country = f"+{phonenumbers.parse(number).country_code}"
    except phonenumbers.NumberParseException:
        country = ""
    shown = number[-4:] if len(number) - len(country) >= 8 else number[-2:]
    return f"{country}****{shown}"


def mask_email(address: str) -> str:
    """Return an address with all but the first letter of its name hidden: ``a***@x.cn``."""
    name, _, domain = address.partition("@")
    return f"{name[:1]}***@{domain}"

"""Pure decisions of this room: limits, codes, passwords, devices. Nothing here reads or writes."""

import ipaddress
import re
import secrets
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from math import prod
from typing import Annotated, Literal

import msgspec
from zxcvbn import zxcvbn

from tocsin.accounts.refusals import (
    NoQuietHours,
    PasswordBadCharacter,
    PasswordLong,
    PasswordShort,
    PasswordWeak,
    QuietTooLong,
)
from tocsin.kernel.text.normal import normal

Purpose = Literal["sign_in", "password"]
"""What a code is for; one asked for another purpose opens nothing."""
Status = Literal["active", "suspended", "frozen", "cancelled"]
Kind = Literal["desktop", "mobile", "tablet", "program"]
Ended = Literal["signed_out", "revoked", "replaced", "password_changed", "suspended", "frozen", "cancelled", "surplus"]


class Rate(msgspec.Struct, frozen=True):
    """At most ``count`` within ``span``."""

    count: int
    span: timedelta


# --- codes -----------------------------------------------------------------------------------------------------------

CODE_DIGITS = 6
CODE_LIFE = timedelta(minutes=5)
CODE_TRIES = 5
_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
CODES_A_PHONE_FROM_HERE = (Rate(1, _MINUTE), Rate(5, _HOUR), Rate(10, _DAY))
"""To one phone from one address: what somebody needs whose messages come late."""
# In every span more than one address may ask for: a stranger elsewhere does not use up what the owner needs. And few
# enough that several of them do not fill somebody's phone, or guess at its codes all day. Addresses from where a code of
# the phone was used have this many among themselves, whatever strangers ask for: twice this is the most that is sent.
CODES_A_PHONE = (Rate(8, 10 * _MINUTE), Rate(15, _HOUR), Rate(30, _DAY))
USED_REMEMBERED = timedelta(days=180)
"""How long an address is spared after a code was used from it."""
# An office of hundreds may share one address, so this stops machines, not Monday mornings.
CODES_AN_ADDRESS = (Rate(30, 10 * _MINUTE), Rate(100, _HOUR), Rate(300, _DAY))
TICKET_LIFE = timedelta(minutes=10)


def new_code() -> str:
    """Return the digits of a code."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"


def wait_for(rates: Sequence[Rate], times: Sequence[datetime], now: datetime) -> timedelta:
    """Return how long until one more is allowed; zero when now. ``times`` are the past ones, newest first."""
    wait = timedelta()
    for rate in rates:
        if len(times) >= rate.count:
            wait = max(wait, times[rate.count - 1] + rate.span - now)
    return wait


# --- wrong passwords -------------------------------------------------------------------------------------------------

FAILURES_REMEMBERED = timedelta(hours=24)
_LONGEST_DELAY = timedelta(minutes=15)


class Patience(msgspec.Struct, frozen=True):
    """``free`` failures cost nothing; after them one waits for ``first``, and twice as long every ``step`` further."""

    free: int
    first: timedelta
    step: int = 1

    def delay(self, failures: int) -> timedelta:
        """Return how long to wait after this many failures."""
        over = failures - self.free
        return min(self.first * 2 ** min(over // self.step, 12), _LONGEST_DELAY) if over >= 0 else timedelta()


FROM_HERE = Patience(5, timedelta(seconds=5))
"""One phone or login name from one address: somebody guessing, or forgetting."""
FROM_STRANGERS = Patience(30, timedelta(seconds=30), 10)
"""One phone or login name from addresses its owner never used: guessing from many places. The owner's own are spared."""
FROM_ADDRESS = Patience(200, timedelta(seconds=2), 50)
"""Any accounts from one address: trying one password on many. An office behind one address must still get in."""


class Failures(msgspec.Struct, frozen=True):
    """Wrong passwords of the last day: how many, and when the last was."""

    here: int
    here_last: datetime | None
    strangers: int
    strangers_last: datetime | None
    address: int
    address_last: datetime | None
    known_here: bool


def wait_after(failures: Failures, now: datetime) -> timedelta:
    """Return how long until the next try is heard; zero when now."""
    counts = [(FROM_HERE, failures.here, failures.here_last), (FROM_ADDRESS, failures.address, failures.address_last)]
    if not failures.known_here:
        counts.append((FROM_STRANGERS, failures.strangers, failures.strangers_last))
    waits = [last + patience.delay(count) - now for patience, count, last in counts if last is not None]
    return max([timedelta(), *waits])


# --- passwords -------------------------------------------------------------------------------------------------------

PASSWORD_LEAST = 8
PASSWORD_LIMIT = 128
PASSWORD_SCORE = 3
_JUDGED = 72
"""Characters that are looked at: a password good that far is good, and the judge's time grows with the length."""


class Cost(msgspec.Struct, frozen=True):
    """What one argon2id hash costs: passes, KiB of memory, lanes. Raised here; accounts follow as people sign in."""

    passes: int = 3
    memory: int = 65_536
    lanes: int = 1


PASSWORD_COST = Cost()


_STANDS_FOR = {
    "4": "a", "@": "a", "8": "b", "(": "c", "{": "c", "[": "c", "<": "c", "3": "e", "6": "g", "9": "g", "1": "il", "!": "i",
    "|": "il", "0": "o", "$": "s", "5": "s", "+": "t", "7": "lt", "%": "x", "2": "z",
}  # fmt: skip
"""Signs the judge reads as letters (p4$$w0rd), each way of reading them all by itself: twenty kinds took it 17 s."""
_WAYS = 32


def one_form(password: str) -> str:
    """Return a password in the form that is hashed, the same from every keyboard."""
    return normal("NFC", password)


def check_password(password: str, about: Iterable[str] = ()) -> str:
    """Return an acceptable new password in the form that is hashed.

    ``about`` are words a guesser tries first: name, login name, phone. Raises ``PasswordShort``, ``PasswordLong``,
    ``PasswordBadCharacter`` and ``PasswordWeak``.
    """
    if len(password) > PASSWORD_LIMIT:
        raise PasswordLong(limit=PASSWORD_LIMIT)
    password = one_form(password)
    if len(password) < PASSWORD_LEAST:
        raise PasswordShort(least=PASSWORD_LEAST)
    if any(unicodedata.category(character)[0] == "C" for character in password):
        raise PasswordBadCharacter
    words = [word for text in (*about, "tocsin", "铎") for word in (text, *re.split(r"[\s._·-]+", text)) if word]
    score = zxcvbn(judged(password), user_inputs=words)["score"]
    if score < PASSWORD_SCORE:
        raise PasswordWeak(score=score)
    return password


def judged(password: str) -> str:
    """Return what of a password is judged: its beginning, with as many signs that stand for letters as are soon tried.

    Those beyond them become signs that stand for nothing, each kind its own.
    """
    beginning = password[:_JUDGED]
    signs: dict[str, set[str]] = {}
    others: dict[str, str] = {}
    for sign in dict.fromkeys(beginning):
        grown = {letter: signs.get(letter, set()) | {sign} for letter in _STANDS_FOR.get(sign, "")}
        if prod(map(len, (signs | grown).values())) <= _WAYS:
            signs |= grown
        else:
            others[sign] = chr(ord("①") + len(others))
    return "".join(others.get(sign, sign) for sign in beginning)


# --- sessions --------------------------------------------------------------------------------------------------------

TOKEN_PREFIX = "tcs_"  # noqa: S105 - the public part of every token, by which leaked ones are found
SESSION_LIFE = timedelta(days=180)
SESSION_IDLE = timedelta(days=30)
SESSIONS_A_PERSON = 50
SEEN_EVERY = timedelta(minutes=1)


def new_token() -> str:
    """Return a session token: 256 random bits behind a prefix."""
    return TOKEN_PREFIX + secrets.token_urlsafe(32)


def new_ticket() -> str:
    """Return a registration ticket: 256 random bits."""
    return secrets.token_urlsafe(32)


def mask_address(address: str) -> str:
    """Return a network address with the part hidden that tells one household from another."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return "—"
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is None:
            return ":".join(ip.exploded.split(":")[:3]) + "::*"
        ip = ip.ipv4_mapped
    first, second, *_ = str(ip).split(".")
    return f"{first}.{second}.*.*"


class Device(msgspec.Struct, frozen=True):
    """A device as its owner recognises it in a list."""

    name: str
    kind: Kind


_BROWSERS = (
    ("MicroMessenger/", "WeChat"),
    ("Edg/", "Edge"),
    ("EdgA/", "Edge"),
    ("EdgiOS/", "Edge"),
    ("OPR/", "Opera"),
    ("HuaweiBrowser/", "Huawei Browser"),
    ("MiuiBrowser/", "Mi Browser"),
    ("QQBrowser/", "QQ Browser"),
    ("UCBrowser/", "UC Browser"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("HeadlessChrome/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS: tuple[tuple[str, str, Kind], ...] = (
    ("iPad", "iPad", "tablet"),
    ("iPhone", "iPhone", "mobile"),
    ("OpenHarmony", "HarmonyOS", "mobile"),
    ("HarmonyOS", "HarmonyOS", "mobile"),
    ("Android", "Android", "mobile"),
    ("Windows", "Windows", "desktop"),
    ("Macintosh", "macOS", "desktop"),
    ("CrOS", "ChromeOS", "desktop"),
    ("Linux", "Linux", "desktop"),
)


def device_of(agent: str) -> Device:
    """Return the device a user agent speaks of; what is no browser is a program, called by its first word."""
    system = next(((name, kind) for mark, name, kind in _SYSTEMS if mark in agent), None)
    browser = next((name for mark, name in _BROWSERS if mark in agent), None)
    if browser is None or system is None:
        word = re.match(r"[A-Za-z][A-Za-z0-9 ._-]{0,39}", agent)
        return Device(word.group().strip() if word else "API", "program")
    name, kind = system
    if name == "Android" and "Mobile" not in agent:
        kind = "tablet"
    return Device(f"{browser} · {name}", kind)


# --- how a person is told --------------------------------------------------------------------------------------------

QUIET_AT_MOST = timedelta(days=31)
Clock = Annotated[str, msgspec.Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
"""A time of day: 22:00."""
Zone = Annotated[str, msgspec.Meta(max_length=64, pattern=r"^[A-Za-z][A-Za-z0-9+_-]*(/[A-Za-z0-9+_-]+)*$")]
"""The name of a time zone: Asia/Shanghai. Nothing else reaches the files they are in."""
Day = Annotated[int, msgspec.Meta(ge=1, le=7)]
"""A day of the week; 1 is Monday."""


class QuietHours(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Hours in which nothing rings. They begin on ``days``; an ``end`` before the ``start`` is the next morning's.

    The times are those of the clock on the wall in ``zone``, in summer as in winter.
    """

    on: bool = False
    days: Annotated[list[Day], msgspec.Meta(max_length=7)] = msgspec.field(
        default_factory=lambda: [1, 2, 3, 4, 5, 6, 7]
    )
    start: Clock = "22:00"
    end: Clock = "07:00"
    zone: Zone = "Asia/Shanghai"


class Notifications(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a person is told of what is new, on every device.

    ``banners``: notifications of the system while the product is not in sight; ``content``: with what they are about;
    ``mentions_through``: what mentions the person rings in muted conversations too; ``quiet_until``: nothing rings
    before.
    """

    sound: Literal["bell", "chime", "wood", "none"] = "bell"
    banners: bool = True
    content: bool = True
    mentions_through: bool = True
    quiet: QuietHours = msgspec.field(default_factory=QuietHours)
    quiet_until: Annotated[datetime, msgspec.Meta(tz=True)] | None = None


def minutes_of(clock: str) -> int:
    """Return a time of day in minutes after midnight."""
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def clock_of(minutes: int) -> str:
    """Return minutes after midnight as a time of day."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def check_quiet(quiet: QuietHours, until: datetime | None, now: datetime) -> None:
    """Check that quiet begins and ends. Raises ``NoQuietHours`` and ``QuietTooLong``."""
    if not quiet.days or quiet.start == quiet.end:
        raise NoQuietHours
    if until is not None and until > now + QUIET_AT_MOST:
        raise QuietTooLong(days=QUIET_AT_MOST.days)


# --- the operator's desk ---------------------------------------------------------------------------------------------

_BAR, _BY_DAY = 40, 62
"""Characters of the longest bar, and days up to which each has a bar of its own."""


def chart(counted: Iterable[tuple[date, str, int]]) -> str:
    """Return how many acts there were, ``(day, kind, acts)``, as bars of text: by day, those without one too, and by kind.

    What is longer than two months is shown by month.
    """
    days, kinds = Counter[date](), Counter[str]()
    for day, kind, acts in counted:
        days[day] += acts
        kinds[kind] += acts
    if not days:
        return "-\n"
    first, last = min(days), max(days)
    span = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    form = "%Y-%m-%d" if len(span) <= _BY_DAY else "%Y-%m"
    times = dict.fromkeys((day.strftime(form) for day in span), 0)
    for day, acts in days.items():
        times[day.strftime(form)] += acts
    return f"{_bars(times.items())}\n{_bars(kinds.most_common())}"


def _bars(values: Iterable[tuple[str, int]]) -> str:
    rows = list(values)
    most, wide = max(count for _, count in rows), max(len(name) for name, _ in rows)
    return "".join(f"{name:<{wide}}  {'█' * -(-count * _BAR // most)} {count}\n" for name, count in rows)

"""The decisions of transfers (pure): who speaks for which side, who must still agree, what follows.

Three must agree: the member, the head of the receiving department, and HR, which is whoever may manage members over both
departments. Whoever opens has spoken for every side they are. A department without a head needs no head's word.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final, Literal

from tocsin.kernel.errors import Forbidden
from tocsin.organisations.powers import MEMBER_MANAGE
from tocsin.organisations.transfers.refusals import TransferAnswered, TransferClosed, TransferDay

State = Literal["open", "agreed", "done", "refused", "withdrawn", "expired", "void"]
Side = Literal["member", "head", "hr"]
OpenedAs = Literal["notice", "invitation", "application"]
SIDES: Final[tuple[Side, ...]] = ("member", "head", "hr")
RUNNING: Final = frozenset({"open", "agreed"})
LIFE: Final = timedelta(days=30)
"""How long it waits for everybody's word, from its opening or, where later, from its day."""
AHEAD: Final = timedelta(days=366)
LATE: Final = timedelta(days=1)
"""A day that has begun is still today where the client is."""


def opened_as(sides: Collection[Side]) -> OpenedAs:
    """Return as what somebody opens a transfer who is these sides; raise :class:`Forbidden` for who is none."""
    if "member" in sides:
        return "application"
    if "hr" in sides:
        return "notice"
    if "head" in sides:
        return "invitation"
    raise Forbidden(power=MEMBER_MANAGE.name)


def missing(given: Collection[Side], *, headed: bool) -> tuple[Side, ...]:
    """Return whose word is still needed; ``headed``: the receiving department has a head."""
    return tuple(side for side in SIDES if side not in given and (headed or side != "head"))


def check_answer(state: State, given: Collection[Side], sides: Collection[Side], *, headed: bool) -> tuple[Side, ...]:
    """Return for which sides an answer counts.

    Raises ``TransferClosed``, ``TransferAnswered``, :class:`Forbidden` for who is no side of it.
    """
    if not sides:
        raise Forbidden(power=MEMBER_MANAGE.name)
    if state != "open":
        raise TransferClosed(state=state)
    speaks = tuple(side for side in missing(given, headed=headed) if side in sides)
    if not speaks:
        raise TransferAnswered
    return speaks


def check_withdrawal(state: State, sides: Collection[Side], *, opener: bool) -> None:
    """Let the opener and HR take a running transfer back."""
    if not opener and "hr" not in sides:
        raise Forbidden(power=MEMBER_MANAGE.name)
    if state not in RUNNING:
        raise TransferClosed(state=state)


def check_day(effective_at: datetime, now: datetime) -> None:
    """Refuse a day that is past or too far ahead."""
    if not now - LATE <= effective_at <= now + AHEAD:
        raise TransferDay(days=AHEAD.days)


def expiry(effective_at: datetime, now: datetime) -> datetime:
    """Return until when everybody's word is waited for."""
    return max(now, effective_at) + LIFE

"""What may be sent."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from tocsin.kernel import text
from tocsin.kernel.errors import Invalid
from tocsin.messaging.rules.shapes import ALL

TEXT_LIMIT: Final = 20_000
"""Characters of a message."""
MENTIONS_LIMIT: Final = 100
NAMED_MOST: Final = 30
"""People mentioned in a group by name; who mentions more calls everybody."""
LATE: Final = timedelta(minutes=1)
"""A message written longer ago than this shows when it was written."""
LATEST: Final = timedelta(days=30)
"""No device keeps a message longer: what claims so has a clock that is not to be believed, or is made to look old."""


def check_text(body: str, *, least: int = 1) -> str:
    """Return a text as it is stored. Raises the refusals of ``text.Unfit``: empty, too long, characters nobody sees.

    ``least`` 0: there is something else to look at, and the text may be empty.
    """
    return "" if least == 0 and not body.strip() else text.clean_body(body, TEXT_LIMIT)


def check_draft(body: str) -> str:
    """Return what somebody has begun to write, as it is kept: blank is nothing. Raises the refusals of ``text.Unfit``."""
    return text.clean_body(body, TEXT_LIMIT) if body.strip() else ""


def check_mentions(mentions: Sequence[str]) -> tuple[UUID, ...]:
    """Return the people mentioned, each once, the nil UUID for all. Raises :class:`Invalid`: too many, or no ids."""
    if not mentions:
        return ()
    if len(mentions) > MENTIONS_LIMIT:
        raise Invalid(fields={"mentions": f"at most {MENTIONS_LIMIT}"})
    try:
        return tuple(dict.fromkeys(ALL if one == "all" else UUID(one) for one in mentions))
    except ValueError:
        raise Invalid(fields={"mentions": "ids of people, or all"}) from None


def calls_all(mentions: Collection[UUID]) -> bool:
    """Return whether these mentions call everybody: as such, or one by one."""
    return ALL in mentions or len(mentions) > NAMED_MOST


def calls_anew(mentions: Collection[UUID], before: Collection[UUID]) -> bool:
    """Return whether an edit calls everybody who was not called so before."""
    if ALL in before:
        return False
    return calls_all(set(mentions) - set(before)) or (calls_all(mentions) and not calls_all(before))


def written_at(sent_at: datetime | None, now: datetime) -> datetime | None:
    """Return when a late message was written; nothing for one that comes at once, or from a clock that cannot be right."""
    if sent_at is None or sent_at.tzinfo is None or not LATE <= now - sent_at <= LATEST:
        return None
    return sent_at.replace(microsecond=sent_at.microsecond // 1000 * 1000)

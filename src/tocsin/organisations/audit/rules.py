"""The decisions of the desk, pure: what may be asked."""

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from tocsin.kernel.errors import Invalid

LONGEST_NAME: Final = 60
LONGEST_TEXT: Final = 100
SEARCHES: Final = 50
"""Searches one person may keep in an organisation."""
KEPT_AT_MOST: Final = 3_660
"""Days: ten years."""


class Wanted(msgspec.Struct, frozen=True):
    """Which acts: of one ``kind`` of event, or those taking a ``power``; ``by`` a person or member, ``about`` a member, department,
    role or whatever an act names; from ``since`` to before ``until``; ``q`` is part of a name, or of what else its row says in words;
    ``act`` is one act alone."""

    kind: str | None = None
    power: str | None = None
    by: UUID | None = None
    about: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
    q: str | None = None
    act: int | None = None


def check_wanted(wanted: Wanted) -> Wanted:
    """Return a search as it is run. Raises :class:`Invalid`."""
    times = [one for one in (wanted.since, wanted.until) if one is not None]
    if any(one.tzinfo is None for one in times):
        raise Invalid(fields={"since": "a moment with its zone"})
    if len(times) == 2 and times[0] >= times[1]:
        raise Invalid(fields={"until": "after since"})
    words = (wanted.q or "").strip()
    if len(words) > LONGEST_TEXT:
        raise Invalid(fields={"q": f"at most {LONGEST_TEXT} characters"})
    return msgspec.structs.replace(wanted, q=words or None)

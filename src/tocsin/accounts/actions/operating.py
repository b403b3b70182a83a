"""What the operator does with accounts, from the command line: looked at, suspended, frozen for good, names taken back.

Each act has its ground and stands in the log of the platform's realm. A server that runs beside feels it within seconds:
:class:`Heard` looks for those events.
"""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

import msgspec

from tocsin.accounts.actions import standing
from tocsin.accounts.actions.reclaiming import What, free_name, reclaim
from tocsin.accounts.events import Frozen, OfficeGiven, Reinstated, Suspended
from tocsin.accounts.queries.people import RECORDS, phone_blind, phone_place
from tocsin.accounts.refusals import AccountUnknown, GroundNeeded
from tocsin.kernel import text
from tocsin.kernel.context import Context
from tocsin.kernel.db import FOLLOW, SIGNIN, Transaction
from tocsin.kernel.events import ACTORS, TOUCHED, Touch, why_place
from tocsin.kernel.events import RECORDS as EVENTS
from tocsin.kernel.ids import PLATFORM

Move = Literal["suspend", "reinstate", "freeze"]
_MOVES: Final[dict[Move, Callable[[Transaction, UUID, str], Awaitable[None]]]] = {
    "suspend": standing.suspend,
    "reinstate": standing.reinstate,
    "freeze": standing.freeze,
}
GROUND_LIMIT: Final = 500
_FIND = """
SELECT p.id, p.status, p.phone_sealed, p.created_at, f.name, f.handle, f.introduction, f.avatar, c.login_name
FROM person p JOIN profile f ON f.person_id = p.id JOIN credential c ON c.person_id = p.id
WHERE p.id = $1 OR p.phone_blind = $2 OR c.login_name = $3 OR f.handle = $3
"""
_PAST = """
SELECT kind, at, subject_id, why, why_sealed FROM event
WHERE realm_id = $1 AND subject_id = $2 AND audited ORDER BY id
"""


# Ids commit out of order, so a window of the last ones is looked at, not what is behind a number.
_LATEST = """
SELECT id, subject_id FROM (
    SELECT id, subject_id, kind FROM event WHERE realm_id = $1 AND audited ORDER BY id DESC LIMIT 200) latest
WHERE kind = ANY ($2::text[])
"""


class Act(msgspec.Struct, frozen=True):
    """What was done with an account, when and why."""

    kind: str
    at: datetime
    why: str | None


class Account(msgspec.Struct, frozen=True):
    """An account as the operator sees it."""

    id: UUID
    name: str
    status: str
    phone_masked: str | None
    handle: str | None
    login_name: str | None
    introduction: str
    avatar: bool
    created_at: datetime
    past: list[Act]


async def find_account(context: Context, which: str) -> Account:
    """Return an account by phone, login name, handle or id. Raises ``AccountUnknown``."""
    row = await _find(context, which)
    async with context.db.working(FOLLOW) as tx:
        past = []
        for one in await tx.fetch(_PAST, PLATFORM, row["id"]):
            why = one["why"]
            if one["why_sealed"] is not None:
                key = await context.keyring.record_key(tx, PLATFORM, EVENTS)
                why = key.open_text(one["why_sealed"], why_place(PLATFORM, one["subject_id"], one["at"]))
            past.append(Act(one["kind"], one["at"], why))
        phone = None
        if row["phone_sealed"] is not None:
            people = await context.keyring.record_key(tx, PLATFORM, RECORDS)
            phone = text.mask_phone(people.open_text(row["phone_sealed"], phone_place(row["id"])))
    known = {name: row[name] for name in ("id", "name", "status", "handle", "login_name", "introduction", "created_at")}
    return Account(**known, phone_masked=phone, avatar=row["avatar"] is not None, past=past)


async def _find(context: Context, which: str) -> Any:
    blind, name, person_id = b"", which.strip().lower(), None
    try:
        person_id = UUID(name)
    except ValueError:
        # What is no number is a login name or a handle.
        with suppress(text.BadPhone):
            blind = phone_blind(context.keyring, text.phone(name))
    async with context.db.working(SIGNIN) as tx:
        rows = await tx.fetch(_FIND, person_id, blind, name)
    if not rows:
        raise AccountUnknown
    # A handle and a login name of two people may be the same word: who has the login name is meant.
    return next((row for row in rows if row["login_name"] == name), rows[0])


async def move(context: Context, which: str, how: Move, why: str) -> Account:
    """Suspend, reinstate or freeze an account. Raises ``AccountUnknown``, ``BadStanding``, ``GroundNeeded``."""
    ground = check_ground(why)
    found = await find_account(context, which)
    async with context.db.working(SIGNIN) as tx:
        await _MOVES[how](tx, found.id, ground)
    return await find_account(context, str(found.id))


async def take_back(context: Context, which: str, what: list[What], why: str) -> list[What]:
    """Take names, picture or introduction from an account; return what it had. Raises ``NothingToReclaim``."""
    ground = check_ground(why)
    found = await find_account(context, which)
    async with context.db.working(SIGNIN) as tx:
        return await reclaim(tx, context, found.id, what, ground)


async def give_free(context: Context, name: str, why: str) -> None:
    """Let a reclaimed name be chosen again. Raises ``NothingToReclaim``."""
    ground = check_ground(why)
    async with context.db.working(SIGNIN) as tx:
        await free_name(tx, name.strip().lower(), f"{name.strip().lower()}: {ground}")


def check_ground(why: str) -> str:
    """Return the ground of an operator's act as it is kept. Raises ``GroundNeeded``."""
    if not why.strip():
        raise GroundNeeded
    return text.clean_body(why, GROUND_LIMIT, field="why")


class Heard:
    """What was done with accounts by whatever process, as this one hears of it.

    Not by a consumer of events: those share one cursor, and each process has sockets of its own to look at.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._known: set[int] | None = None

    async def listen(self) -> None:
        """Have what is remembered of people dropped, and their sockets looked at, who stand otherwise than the last time.

        Their clients read anew who they are: whoever holds an office now sees it without signing in again.
        """
        async with self._context.db.working(FOLLOW) as tx:
            rows = await tx.fetch(
                _LATEST, PLATFORM, [event.kind for event in (Suspended, Frozen, Reinstated, OfficeGiven)]
            )
        before, self._known = self._known, {row["id"] for row in rows}
        people = {row["subject_id"] for row in rows if before is not None and row["id"] not in before}
        if people:
            self._context.bus.publish(ACTORS, msgspec.json.encode(list(people)))
            touches = [Touch("person", one, ("person", str(one), "me")) for one in people]
            self._context.bus.publish(TOUCHED, msgspec.json.encode(touches))

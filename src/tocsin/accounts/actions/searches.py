"""Searches of acts that the operator keeps under names."""

from typing import Final
from uuid import UUID

import msgspec

from tocsin.accounts.actions.desk import Asked
from tocsin.kernel import text
from tocsin.kernel.clock import now
from tocsin.kernel.context import Context
from tocsin.kernel.db import FOLLOW, Transaction
from tocsin.kernel.errors import Invalid, NotFound
from tocsin.kernel.ids import PLATFORM, uuid7
from tocsin.kernel.seal import place

SEARCHES: Final = 50
LONGEST_NAME: Final = 60
_KEY: Final = "accounts.acts_search"
_ALL: Final = "SELECT id, search_sealed FROM acts_search ORDER BY created_at, id"
_HOLD: Final = "SELECT pg_advisory_xact_lock(hashtextextended('acts_search', 0))"
_ADD: Final = "INSERT INTO acts_search (id, search_sealed, created_at) VALUES ($1, $2, $3)"
_DROP: Final = "DELETE FROM acts_search WHERE id = $1"


class KeptAsked(msgspec.Struct, frozen=True):
    """A search under its name."""

    name: str
    asked: Asked


async def find_searches(context: Context) -> list[KeptAsked]:
    """Return the searches that are kept, the oldest first."""
    async with context.db.working(FOLLOW) as tx:
        return list((await _read(tx, context)).values())


async def get_search(context: Context, name: str) -> Asked:
    """Return what is asked for under a name. Raises :class:`NotFound`."""
    name = text.check_title(name, limit=LONGEST_NAME)
    for one in await find_searches(context):
        if one.name == name:
            return one.asked
    raise NotFound


async def keep_search(context: Context, name: str, asked: Asked) -> None:
    """Keep a search, in place of one of the same name. Raises :class:`Invalid` where there are too many."""
    name = text.check_title(name, limit=LONGEST_NAME)
    async with context.db.working(FOLLOW) as tx:
        # Two at once would both find room for one, or no other of the name.
        await tx.fetch(_HOLD)
        others = {
            one: kept for one, kept in (await _read(tx, context)).items() if not await _dropped(tx, one, kept, name)
        }
        if len(others) >= SEARCHES:
            raise Invalid(fields={"save": f"at most {SEARCHES} searches are kept"})
        search_id, key = uuid7(), await context.keyring.record_key(tx, PLATFORM, _KEY)
        sealed = key.seal(msgspec.json.encode(KeptAsked(name, asked)), _place(search_id))
        await tx.fetch(_ADD, search_id, sealed, now())


async def drop_search(context: Context, name: str) -> None:
    """Forget a search. Raises :class:`NotFound`."""
    name = text.check_title(name, limit=LONGEST_NAME)
    async with context.db.working(FOLLOW) as tx:
        dropped = [await _dropped(tx, one, kept, name) for one, kept in (await _read(tx, context)).items()]
        if not any(dropped):
            raise NotFound


async def _dropped(tx: Transaction, search_id: UUID, kept: KeptAsked, name: str) -> bool:
    """Delete a search if it has this name; whether it did."""
    if kept.name != name:
        return False
    await tx.fetch(_DROP, search_id)
    return True


async def _read(tx: Transaction, context: Context) -> dict[UUID, KeptAsked]:
    rows = await tx.fetch(_ALL)
    key = await context.keyring.record_key(tx, PLATFORM, _KEY)
    return {
        row["id"]: msgspec.json.decode(key.open(row["search_sealed"], _place(row["id"])), type=KeptAsked)
        for row in rows
    }


def _place(search_id: UUID) -> bytes:
    return place("acts_search.search", search_id)

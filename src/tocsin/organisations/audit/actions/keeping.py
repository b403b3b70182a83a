"""Searches that people keep, and how long acts are kept."""

from typing import Annotated
from uuid import UUID

import msgspec

from tocsin.kernel import text
from tocsin.kernel.clock import now
from tocsin.kernel.db import FOLLOW, Transaction
from tocsin.kernel.errors import NotFound
from tocsin.kernel.events import Change
from tocsin.kernel.ids import uuid7
from tocsin.kernel.retention import KEPT_DAYS
from tocsin.kernel.seal import DataKey, Keyring, place
from tocsin.kernel.types import Actor
from tocsin.organisations.actions.authority import lead
from tocsin.organisations.audit.events import AuditKeepingSet
from tocsin.organisations.audit.queries.reach import reach_of
from tocsin.organisations.audit.refusals import KeptTooShortly, TooManySearches
from tocsin.organisations.audit.rules import KEPT_AT_MOST, LONGEST_NAME, SEARCHES, Wanted, check_wanted
from tocsin.organisations.events import MemberLeft
from tocsin.organisations.refusals import MainAdminsOnly

_KEY = "organisations.audit_search"
_OWN = """
SELECT id, search_sealed FROM audit_search WHERE organisation_id = $1 AND person_id = $2 ORDER BY created_at, id
"""
_HOLD = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))"
_ADD = """
INSERT INTO audit_search (organisation_id, id, person_id, search_sealed, created_at) VALUES ($1, $2, $3, $4, $5)
"""
_DROP = "DELETE FROM audit_search WHERE organisation_id = $1 AND person_id = $2 AND id = $3 RETURNING id"
_FORGET = "DELETE FROM audit_search WHERE organisation_id = $1 AND person_id = $2"
_DAYS = "SELECT days FROM audit_keeping WHERE organisation_id = $1"
_SET = """
INSERT INTO audit_keeping (organisation_id, days) VALUES ($1, $2)
ON CONFLICT (organisation_id) DO UPDATE SET days = excluded.days
"""


class NewSearch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A search to keep, under a name; ``days``: of the last so many, instead of a fixed time."""

    name: str
    wanted: Wanted
    days: Annotated[int, msgspec.Meta(ge=1, le=KEPT_AT_MOST)] | None = None


class KeptSearch(msgspec.Struct, frozen=True):
    """A search somebody keeps."""

    id: UUID
    name: str
    wanted: Wanted
    days: int | None


class Keeping(msgspec.Struct, frozen=True):
    """For how many days acts are kept, and how many at least and at most."""

    days: int
    least: int = KEPT_DAYS
    most: int = KEPT_AT_MOST


async def get_searches(tx: Transaction, keyring: Keyring, actor: Actor, organisation_id: UUID) -> list[KeptSearch]:
    """Return the actor's searches, the oldest first."""
    return await searches_of(tx, keyring, organisation_id, actor.person_id)


async def searches_of(tx: Transaction, keyring: Keyring, organisation_id: UUID, person_id: UUID) -> list[KeptSearch]:
    """Return what a person looks for in an organisation's acts, as they keep it."""
    rows = await tx.fetch(_OWN, organisation_id, person_id)
    if not rows:
        return []
    key = await keyring.record_key(tx, organisation_id, _KEY)
    return [_opened(key, row["id"], row["search_sealed"]) for row in rows]


async def keep_search(
    tx: Transaction, keyring: Keyring, actor: Actor, organisation_id: UUID, search: NewSearch
) -> UUID:
    """Keep a search; its id. Raises :class:`TooManySearches`."""
    await reach_of(tx, actor, organisation_id)
    name, wanted = text.check_title(search.name, limit=LONGEST_NAME), check_wanted(search.wanted)
    # Two at once would both find room for one.
    await tx.fetch(_HOLD, f"audit_search:{actor.person_id}")
    if len(await tx.fetch(_OWN, organisation_id, actor.person_id)) >= SEARCHES:
        raise TooManySearches(limit=SEARCHES)
    search_id = uuid7()
    key = await keyring.record_key(tx, organisation_id, _KEY)
    sealed = key.seal(msgspec.json.encode(NewSearch(name, wanted, search.days)), _place(search_id))
    await tx.fetch(_ADD, organisation_id, search_id, actor.person_id, sealed, now())
    return search_id


async def drop_search(tx: Transaction, actor: Actor, organisation_id: UUID, search_id: UUID) -> None:
    """Forget one of the actor's searches."""
    if not await tx.fetch(_DROP, organisation_id, actor.person_id, search_id):
        raise NotFound


async def follow_departure(tx: Transaction, event: MemberLeft) -> None:
    """Forget the searches of who leaves."""
    if event.person_id is not None:
        async with tx.as_worker(FOLLOW):
            await tx.fetch(_FORGET, event.realm_id, event.person_id)


async def get_keeping(tx: Transaction, organisation_id: UUID) -> Keeping:
    """Return for how long acts are kept."""
    rows = await tx.fetch(_DAYS, organisation_id)
    return Keeping(rows[0]["days"] if rows else KEPT_DAYS)


async def set_keeping(tx: Transaction, actor: Actor, organisation_id: UUID, days: int) -> None:
    """Set for how many days acts are kept: a main admin's act. Raises :class:`KeptTooShortly`."""
    membership = await lead(tx, actor, organisation_id)
    if not membership.main_admin:
        raise MainAdminsOnly
    if not KEPT_DAYS <= days <= KEPT_AT_MOST:
        raise KeptTooShortly(least=KEPT_DAYS, most=KEPT_AT_MOST)
    before = (await get_keeping(tx, organisation_id)).days
    if before == days:
        return
    await tx.fetch(_SET, organisation_id, days)
    change = Change("audit_days", before, days)
    await tx.emit(AuditKeepingSet(realm_id=organisation_id, subject_id=organisation_id, changes=(change,)))


def _place(search_id: UUID) -> bytes:
    return place("audit_search.search", search_id)


def _opened(key: DataKey, search_id: UUID, sealed: bytes) -> KeptSearch:
    search = msgspec.json.decode(key.open(sealed, _place(search_id)), type=NewSearch)
    return KeptSearch(search_id, search.name, search.wanted, search.days)

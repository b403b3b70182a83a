"""A transfer carried out: the member's places, post and manager mended, what follows from them told, roles ended.

Whoever agreed for HR is asked for their power once more on that day; without it another one's word is needed.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import msgspec

from tocsin.accounts import door as accounts
from tocsin.kernel.clock import now
from tocsin.kernel.context import Context
from tocsin.kernel.db import FOLLOW, Transaction
from tocsin.kernel.errors import NotFound
from tocsin.kernel.seal import Keyring
from tocsin.kernel.types import Actor
from tocsin.organisations.actions.authority import lead
from tocsin.organisations.actions.batches import change_members
from tocsin.organisations.events import RoleRevoked
from tocsin.organisations.memberships import find_memberships, find_memberships_of
from tocsin.organisations.queries.records import Kept, open_members
from tocsin.organisations.records import Card, Place, keys_of
from tocsin.organisations.transfers.events import TransferAgreed, TransferDone, TransferEnded, TransferReopened
from tocsin.organisations.transfers.queries import find_ending, find_transfer, is_hr
from tocsin.organisations.transfers.rules import expiry

CARRY: Final = "organisations.carry_transfer"
_CONCERNED = """
SELECT DISTINCT m.person_id FROM member m
WHERE m.organisation_id = $1 AND m.person_id IS NOT NULL AND m.status = 'active'
  AND (m.id = ANY ($2::uuid[]) OR EXISTS (SELECT 1 FROM member_department o WHERE o.organisation_id = $1
       AND o.member_id = m.id AND o.head AND o.department_id = ANY ($3::uuid[])))
"""
_ABOVE = """
WITH RECURSIVE line (id, manager_id, n) AS (
    SELECT id, manager_id, 1 FROM member WHERE organisation_id = $1 AND id = $2 AND status = 'active'
    UNION ALL
    SELECT m.id, m.manager_id, n + 1 FROM line JOIN member m ON m.organisation_id = $1 AND m.id = line.manager_id
    WHERE n < 100
)
SELECT id FROM line
"""
_DONE = "UPDATE transfer SET state = 'done', closed_at = $3 WHERE organisation_id = $1 AND id = $2"
_VOID = "UPDATE transfer SET state = 'void', closed_at = $3, reason = $4 WHERE organisation_id = $1 AND id = $2"
_REOPEN = """
UPDATE transfer SET state = 'open', hr_at = NULL, hr_by = NULL, hr_session = NULL, expires_at = $3
WHERE organisation_id = $1 AND id = $2 AND state = 'agreed'
RETURNING id, organisation_id, member_id, opened_by, from_department_id, to_department_id
"""
_DUE = "SELECT organisation_id, id FROM transfer WHERE state = 'agreed' AND effective_at <= $1 ORDER BY effective_at LIMIT 500"
_EXPIRE = """
UPDATE transfer SET state = 'expired', closed_at = $1 WHERE state = 'open' AND expires_at <= $1
RETURNING id, organisation_id, member_id, opened_by, from_department_id, to_department_id
"""
# The head whose word was waited for leads no more, and nobody does.
_HEADLESS = """
UPDATE transfer t SET state = 'agreed'
WHERE t.state = 'open' AND t.member_at IS NOT NULL AND t.hr_at IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM member_department o WHERE o.organisation_id = t.organisation_id
    AND o.department_id = t.to_department_id AND o.head AND o.status = 'active')
RETURNING id, organisation_id, member_id, opened_by, from_department_id, to_department_id
"""
_DECIDER = """
SELECT m.person_id, t.hr_session FROM transfer t
JOIN member m ON m.organisation_id = t.organisation_id AND m.id = t.hr_by
WHERE t.organisation_id = $1 AND t.id = $2 AND t.state = 'agreed'
"""


class Due(msgspec.Struct, frozen=True):
    """Names a transfer whose day has come."""

    organisation_id: UUID
    transfer_id: UUID


async def tell(tx: Transaction, organisation_id: UUID, row: Mapping[str, Any]) -> tuple[UUID, ...]:
    """Return the people whom a transfer concerns: the member, who opened it, and the heads on both sides."""
    departments = [one for one in (row["from_department_id"], row["to_department_id"]) if one is not None]
    rows = await tx.fetch(_CONCERNED, organisation_id, [row["member_id"], row["opened_by"]], departments)
    return tuple(sorted(one["person_id"] for one in rows))


async def above(tx: Transaction, organisation_id: UUID, member_id: UUID) -> list[UUID]:
    """Return an active member and those they report to, the nearest first; nothing for who is not there."""
    return [row["id"] for row in await tx.fetch(_ABOVE, organisation_id, member_id)]


async def carry_out(tx: Transaction, keyring: Keyring, row: Any) -> None:
    """Carry out an agreed transfer, or say why it cannot be. The caller holds the organisation."""
    organisation_id, transfer_id = row["organisation_id"], row["id"]
    decider = (await find_memberships_of(tx, organisation_id, [row["hr_by"]])).get(row["hr_by"])
    if decider is None or not is_hr(decider, row):
        await reopen(tx, organisation_id, transfer_id)
        return
    keys = await keys_of(tx, keyring, organisation_id)
    kept = (await open_members(tx, keys, [row["member_id"]]))[row["member_id"]]
    people = await tell(tx, organisation_id, row)
    reason = await _obstacle(tx, row, kept)
    if reason is not None:
        await tx.fetch(_VOID, organisation_id, transfer_id, now(), reason)
        await tx.emit(_ended(row, "void", people, reason))
        return
    grants = await _end_grants(tx, row, kept)
    await change_members(tx, keyring, organisation_id, [_mended(kept.card, row)])
    await tx.fetch(_DONE, organisation_id, transfer_id, now())
    await tx.emit(
        TransferDone(
            realm_id=organisation_id,
            subject_id=transfer_id,
            member_id=row["member_id"],
            from_department_id=row["from_department_id"],
            to_department_id=row["to_department_id"],
            grants=grants,
            people=people,
        )
    )


async def _obstacle(tx: Transaction, row: Any, kept: Kept) -> str | None:
    """Return why a transfer cannot be carried out any more."""
    places = {place.department_id for place in kept.card.places}
    leaves = row["from_department_id"]
    if row["to_department_id"] in places or (leaves not in places if leaves is not None else bool(places)):
        return "moved_meanwhile"
    if row["manager_id"] is not None:
        line = await above(tx, row["organisation_id"], row["manager_id"])
        if not line or row["member_id"] in line:
            return "manager_unfit"
    return None


def _mended(card: Card, row: Any) -> Card:
    """Return the card with the new place where the old one stood; who led the old department does not lead the new one."""
    to, leaves = row["to_department_id"], row["from_department_id"]
    if leaves is None:
        places: tuple[Place, ...] = (Place(to, row["post"] or card.post),)
    else:
        places = tuple(
            Place(to, row["post"] or place.post) if place.department_id == leaves else place for place in card.places
        )
    return msgspec.structs.replace(card, places=places, manager_id=row["manager_id"] or card.manager_id)


async def _end_grants(tx: Transaction, row: Any, kept: Kept) -> int:
    if row["from_department_id"] is None:
        return 0
    ending = await find_ending(tx, row)
    if ending:
        await tx.fetch(
            "DELETE FROM role_grant WHERE organisation_id = $1 AND id = ANY ($2::uuid[])",
            row["organisation_id"],
            [one["id"] for one in ending],
        )
    for one in ending:
        await tx.emit(
            RoleRevoked(
                realm_id=row["organisation_id"],
                subject_id=row["member_id"],
                role_id=one["role_id"],
                scope="department",
                department_id=one["department_id"],
                people=() if kept.person_id is None else (kept.person_id,),
            )
        )
    return len(ending)


async def reopen(tx: Transaction, organisation_id: UUID, transfer_id: UUID) -> None:
    """Take HR's word back from a transfer: who gave it may not any more. Twice changes nothing."""
    for row in await tx.fetch(_REOPEN, organisation_id, transfer_id, expiry(now(), now())):
        await tx.emit(
            TransferReopened(
                realm_id=organisation_id,
                subject_id=transfer_id,
                member_id=row["member_id"],
                people=await tell(tx, organisation_id, row),
            )
        )


def _ended(row: Any, state: str, people: tuple[UUID, ...], reason: str | None = None) -> TransferEnded:
    return TransferEnded(
        realm_id=row["organisation_id"],
        subject_id=row["id"],
        member_id=row["member_id"],
        state=state,
        reason=reason,
        people=people,
    )


async def run_due(context: Context) -> None:
    """End what nobody answered, go on where nobody leads any more, and have carried out whose day has come."""
    async with context.db.working(FOLLOW) as tx:
        for row in await tx.fetch(_EXPIRE, now()):
            await tx.emit(_ended(row, "expired", await tell(tx, row["organisation_id"], row)))
        for row in await tx.fetch(_HEADLESS):
            people = await tell(tx, row["organisation_id"], row)
            await tx.emit(
                TransferAgreed(
                    realm_id=row["organisation_id"],
                    subject_id=row["id"],
                    member_id=row["member_id"],
                    sides=(),
                    all=True,
                    people=people,
                )
            )
        for row in await tx.fetch(_DUE, now()):
            await context.jobs.enqueue(tx, CARRY, Due(row["organisation_id"], row["id"]), key=f"transfer {row['id']}")


async def carry_due(context: Context, due: Due) -> None:
    """Carry out one transfer as who agreed to it for HR, with the rights they have now. Twice changes nothing."""
    organisation_id = due.organisation_id
    async with context.db.working(FOLLOW) as tx:
        rows = await tx.fetch(_DECIDER, organisation_id, due.transfer_id)
        if not rows:
            return
        person_id: UUID = rows[0]["person_id"]
        memberships = await find_memberships(tx, person_id) if await accounts.is_active(tx, person_id) else {}
    actor = Actor(person_id, rows[0]["hr_session"], "", now() + timedelta(hours=1), memberships)
    try:
        async with context.db.acting(actor) as tx:
            membership = await lead(tx, actor, organisation_id)
            row = await find_transfer(tx, membership, due.transfer_id, lock=True)
            if row["state"] == "agreed" and row["effective_at"] <= now():
                await carry_out(tx, context.keyring, row)
    except NotFound:
        # They have left, or see nothing of it any more.
        async with context.db.working(FOLLOW) as tx:
            await reopen(tx, organisation_id, due.transfer_id)

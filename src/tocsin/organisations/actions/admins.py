"""Main admins: appointed, handing over, removed, and never none."""

from uuid import UUID

from sqlalchemy import select, update

from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import NotFound
from tocsin.kernel.types import Actor
from tocsin.organisations.actions.authority import lead
from tocsin.organisations.events import MainAdminAppointed, MainAdminRemoved
from tocsin.organisations.memberships import find_acting
from tocsin.organisations.refusals import AlreadyGranted, BadState, MainAdminsOnly
from tocsin.organisations.rules import check_appoint, check_leaves_admin
from tocsin.organisations.tables import Member, Organisation


async def _main_admins(tx: Transaction, organisation_id: UUID) -> list[UUID]:
    return await tx.values(select(Member.id).where(Member.organisation_id == organisation_id, Member.main_admin))


async def appoint_main_admin(
    tx: Transaction, actor: Actor, organisation_id: UUID, member_id: UUID, *, handover: bool
) -> None:
    """Make an active member, of an active account, a main admin; with ``handover`` the actor ceases to be one in the same act."""
    membership = await lead(tx, actor, organisation_id)
    if not membership.main_admin:
        raise MainAdminsOnly
    present = await _main_admins(tx, organisation_id)
    if member_id in present:
        raise AlreadyGranted
    kind = await tx.value(select(Organisation.kind).where(Organisation.id == organisation_id))
    check_appoint(kind, present, membership.member_id if handover else None)
    rows = await tx.fetch(
        "SELECT person_id, status FROM member WHERE organisation_id = $1 AND id = $2", organisation_id, member_id
    )
    if not rows:
        raise NotFound
    if rows[0]["status"] != "active" or member_id not in await find_acting(tx, organisation_id, [member_id]):
        raise BadState
    await _set(tx, organisation_id, member_id, main_admin=True)
    await tx.emit(MainAdminAppointed(realm_id=organisation_id, subject_id=member_id, person_id=rows[0]["person_id"]))
    if handover:
        await end_main_admin(tx, organisation_id, membership.member_id, actor.person_id)


async def remove_main_admin(tx: Transaction, actor: Actor, organisation_id: UUID, member_id: UUID) -> None:
    """End a main admin's office; only main admins do this, to each other or themselves."""
    membership = await lead(tx, actor, organisation_id)
    if not membership.main_admin:
        raise MainAdminsOnly
    rows = await tx.fetch(
        "SELECT person_id FROM member WHERE organisation_id = $1 AND id = $2 AND main_admin", organisation_id, member_id
    )
    if not rows:
        raise NotFound
    await end_main_admin(tx, organisation_id, member_id, rows[0]["person_id"])


async def end_main_admin(tx: Transaction, organisation_id: UUID, member_id: UUID, person_id: UUID) -> None:
    """Take the office, unless nobody who can act would be left in it. The caller holds the organisation."""
    able = await find_acting(tx, organisation_id, await _main_admins(tx, organisation_id))
    check_leaves_admin(able.keys(), member_id)
    await _set(tx, organisation_id, member_id, main_admin=False)
    await tx.emit(MainAdminRemoved(realm_id=organisation_id, subject_id=member_id, person_id=person_id))


async def _set(tx: Transaction, organisation_id: UUID, member_id: UUID, *, main_admin: bool) -> None:
    await tx.run(
        update(Member)
        .where(Member.organisation_id == organisation_id, Member.id == member_id)
        .values(main_admin=main_admin)
    )

"""Leaving: out of the tree, grants ended, reports handed over, the record kept."""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from sqlalchemy import delete, insert, select, update

from tocsin.kernel.clock import now
from tocsin.kernel.db import Transaction
from tocsin.kernel.seal import Keyring
from tocsin.kernel.types import Actor
from tocsin.organisations.actions.admins import end_main_admin
from tocsin.organisations.actions.authority import allow_whole, lead
from tocsin.organisations.actions.members import get_present
from tocsin.organisations.actions.withdrawing import revoke_links_of, withdraw_invitations_of
from tocsin.organisations.actions.writing import drop_places, drop_terms, set_managers
from tocsin.organisations.events import InvitationRefused, MemberLeft
from tocsin.organisations.powers import MEMBER_INVITE, MEMBER_REMOVE
from tocsin.organisations.queries.records import Kept
from tocsin.organisations.records import Keys, check_note, keys_of
from tocsin.organisations.refusals import BadState, HandoverUnknown
from tocsin.organisations.rules import Reason, check_on_main_admin
from tocsin.organisations.tables import Departure, Invitation, Member, RoleGrant

_ABOVE = """
WITH RECURSIVE above (id, manager_id, n) AS (
    SELECT id, manager_id, 1 FROM member WHERE organisation_id = $1 AND id = $2
    UNION ALL
    SELECT m.id, m.manager_id, n + 1 FROM above JOIN member m ON m.organisation_id = $1 AND m.id = above.manager_id
    WHERE n < 100
)
SELECT id FROM above
"""


class DepartureIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why a member leaves, and who takes over their reports.

    With ``withdraw_invitations`` those the member sent and nobody has answered are withdrawn, within the actor's power.
    """

    reason: Reason
    note: str | None = None
    handover_member_id: UUID | None = None
    withdraw_invitations: bool = False


async def depart(
    tx: Transaction, keyring: Keyring, actor: Actor, organisation_id: UUID, member_id: UUID, departure: DepartureIn
) -> None:
    """End a membership, or withdraw an invitation that nobody has answered.

    Members leave of their own wish; others are removed with the power over the whole of their membership. The last
    main admin stays.
    """
    membership = await lead(tx, actor, organisation_id)
    kept = await get_present(tx, keyring, organisation_id, member_id)
    own = member_id == membership.member_id
    if own != (departure.reason == "own_wish"):
        raise BadState
    invited = kept.status == "invited"
    if not own:
        await allow_whole(tx, membership, MEMBER_INVITE if invited else MEMBER_REMOVE, kept.card.places)
        check_on_main_admin(membership, kept.main_admin)
    keys = await keys_of(tx, keyring, organisation_id)
    note = check_note(departure.note)
    if invited:
        await _answer(tx, organisation_id, member_id, "withdrawn")
        await _leave(tx, keys, kept, "invitation_withdrawn", actor.person_id, note, departure.handover_member_id)
        await _forget_contact(tx, organisation_id, member_id)
    else:
        if departure.withdraw_invitations:
            await withdraw_invitations_of(tx, membership, member_id, actor.person_id)
        await _leave(tx, keys, kept, departure.reason, actor.person_id, note, departure.handover_member_id)


async def refuse_invitation(
    tx: Transaction, keyring: Keyring, organisation_id: UUID, kept: Kept, person_id: UUID
) -> None:
    """Let an invited person say no: what was entered of them is taken out, but for the name and the fact."""
    keys = await keys_of(tx, keyring, organisation_id)
    await _answer(tx, organisation_id, kept.card.id, "refused")
    await _leave(tx, keys, kept, "invitation_refused", person_id, None, None)
    await _forget_contact(tx, organisation_id, kept.card.id)
    await tx.emit(InvitationRefused(realm_id=organisation_id, subject_id=kept.card.id))


async def _answer(tx: Transaction, organisation_id: UUID, member_id: UUID, answer: str) -> None:
    await tx.run(
        update(Invitation)
        .where(Invitation.organisation_id == organisation_id, Invitation.member_id == member_id)
        .values(answer=answer, answered_at=now())
    )


async def _forget_contact(tx: Transaction, organisation_id: UUID, member_id: UUID) -> None:
    await tx.run(
        update(Member)
        .where(Member.organisation_id == organisation_id, Member.id == member_id)
        .values(phone_sealed=None, phone_blind=None, email_sealed=None, work_no=None, post=None)
    )


async def _leave(
    tx: Transaction, keys: Keys, kept: Kept, reason: str, by: UUID, note: str | None, handover: UUID | None
) -> None:
    organisation_id, member_id, at = keys.organisation_id, kept.card.id, now()
    if kept.main_admin and kept.person_id is not None:
        await end_main_admin(tx, organisation_id, member_id, kept.person_id)
    reports = await _hand_over(tx, organisation_id, member_id, kept.card.manager_id, handover)
    await tx.run(
        delete(RoleGrant).where(RoleGrant.organisation_id == organisation_id, RoleGrant.member_id == member_id)
    )
    await revoke_links_of(tx, organisation_id, member_id)
    await drop_terms(tx, organisation_id, [member_id])
    await drop_places(tx, organisation_id, [member_id])
    await tx.run(
        update(Member)
        .where(Member.organisation_id == organisation_id, Member.id == member_id)
        .values(status="left", left_at=at, manager_id=None, invitation_blind=None, terms=[])
    )
    await tx.run(
        insert(Departure).values(
            organisation_id=organisation_id,
            member_id=member_id,
            at=at,
            reason=reason,
            note_sealed=keys.seal("departure.note", member_id, note),
            by_person_id=by,
            handover_member_id=handover,
        )
    )
    await tx.emit(
        MemberLeft(
            realm_id=organisation_id,
            subject_id=member_id,
            person_id=kept.person_id,
            departments=tuple(place.department_id for place in kept.card.places),
            headed=tuple(place.department_id for place in kept.card.places if place.head),
            reason=reason,
            reports=tuple(reports),
            handover_member_id=handover,
        )
    )


async def _hand_over(
    tx: Transaction, organisation_id: UUID, member_id: UUID, manager_id: UUID | None, handover: UUID | None
) -> Sequence[UUID]:
    """Give a member's reports a new manager, or none, which the directory shows as a gap; return them."""
    if handover is not None:
        active = select(Member.id).where(
            Member.organisation_id == organisation_id, Member.id == handover, Member.status == "active"
        )
        if handover == member_id or await tx.value(active) is None:
            raise HandoverUnknown
    reports: list[UUID] = await tx.values(
        select(Member.id).where(
            Member.organisation_id == organisation_id, Member.manager_id == member_id, Member.status != "left"
        )
    )
    if not reports:
        return reports
    managers: dict[UUID, UUID | None] = {report: handover for report in reports if report != handover}
    if handover is not None:
        above = {row["id"] for row in await tx.fetch(_ABOVE, organisation_id, handover)}
        if member_id in above:
            # Who takes over from above themselves steps up, else two would report to each other.
            managers[handover] = manager_id
    await set_managers(tx, organisation_id, managers)
    return reports

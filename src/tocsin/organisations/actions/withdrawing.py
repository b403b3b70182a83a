"""What somebody who leaves has handed out ends with them: join links, and, when asked for, invitations nobody answered."""

from uuid import UUID

from tocsin.kernel.clock import now
from tocsin.kernel.db import Transaction
from tocsin.kernel.events import Change
from tocsin.kernel.types import Membership
from tocsin.organisations.actions.writing import drop_places, drop_terms
from tocsin.organisations.events import HeadsChanged, InvitationsWithdrawn, JoinLinkRevoked
from tocsin.organisations.powers import MEMBER_INVITE
from tocsin.organisations.rules import reach

_REVOKE = """
UPDATE join_link SET revoked_at = $3 WHERE organisation_id = $1 AND created_by = $2 AND revoked_at IS NULL RETURNING id
"""
# Within reach as one invitation is: the power over every department of the invited, or over the organisation.
_WITHIN = """
SELECT m.id FROM member m JOIN invitation i ON i.organisation_id = m.organisation_id AND i.member_id = m.id
WHERE m.organisation_id = $1 AND m.status = 'invited' AND i.invited_by = $2
  AND ($3::uuid[] IS NULL OR (
    EXISTS (SELECT 1 FROM member_department o WHERE o.organisation_id = $1 AND o.member_id = m.id)
    AND NOT EXISTS (SELECT 1 FROM member_department o
                    JOIN department d ON d.organisation_id = $1 AND d.id = o.department_id
                    WHERE o.organisation_id = $1 AND o.member_id = m.id AND NOT d.path && $3)))
ORDER BY m.id FOR UPDATE OF m
"""
_HEADED = """
SELECT department_id, array_agg(member_id ORDER BY member_id) AS heads FROM member_department
WHERE organisation_id = $1 AND member_id = ANY ($2::uuid[]) AND head GROUP BY 1 ORDER BY 1
"""
_ANSWER = """
UPDATE invitation SET answer = 'withdrawn', answered_at = $3 WHERE organisation_id = $1 AND member_id = ANY ($2::uuid[])
"""
_NO_MANAGERS = "UPDATE member SET manager_id = NULL WHERE organisation_id = $1 AND manager_id = ANY ($2::uuid[])"
_LEFT = """
UPDATE member SET status = 'left', left_at = $3, manager_id = NULL, invitation_blind = NULL, terms = '{}', phone_sealed = NULL,
                  phone_blind = NULL, email_sealed = NULL, work_no = NULL, post = NULL
WHERE organisation_id = $1 AND id = ANY ($2::uuid[])
"""
_DEPARTURES = """
INSERT INTO departure (organisation_id, member_id, at, reason, by_person_id)
SELECT $1, one.id, $3, 'invitation_withdrawn', $4 FROM unnest($2::uuid[]) AS one(id)
"""


async def revoke_links_of(tx: Transaction, organisation_id: UUID, member_id: UUID) -> None:
    """End every link a member made. The caller holds the organisation."""
    for row in await tx.fetch(_REVOKE, organisation_id, member_id, now()):
        await tx.emit(JoinLinkRevoked(realm_id=organisation_id, subject_id=row["id"]))


async def withdraw_invitations_of(tx: Transaction, membership: Membership, member_id: UUID, by: UUID) -> None:
    """Withdraw the open invitations a member sent, as far as the actor's own power to invite reaches.

    ``by`` is the actor's person. The caller holds the organisation. Set by set: an import may have sent thousands.
    """
    organisation_id, at = membership.organisation_id, now()
    rows = await tx.fetch(_WITHIN, organisation_id, member_id, reach(membership, MEMBER_INVITE))
    members = [row["id"] for row in rows]
    if not members:
        return
    headed = await tx.fetch(_HEADED, organisation_id, members)
    await tx.fetch(_ANSWER, organisation_id, members, at)
    await drop_terms(tx, organisation_id, members)
    await drop_places(tx, organisation_id, members)
    await tx.fetch(_NO_MANAGERS, organisation_id, members)
    await tx.fetch(_LEFT, organisation_id, members, at)
    await tx.fetch(_DEPARTURES, organisation_id, members, at, by)
    await tx.emit(InvitationsWithdrawn(realm_id=organisation_id, subject_id=member_id, members=tuple(members)))
    for row in headed:
        department_id = row["department_id"]
        changes = (Change("heads", row["heads"], []),)
        await tx.emit(
            HeadsChanged(
                realm_id=organisation_id, subject_id=department_id, departments=(department_id,), changes=changes
            )
        )

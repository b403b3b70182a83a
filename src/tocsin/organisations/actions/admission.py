"""How a person becomes an active member: by an invitation accepted, or admitted through a join link."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import insert, update

from tocsin.kernel.clock import now
from tocsin.kernel.db import JOIN, Transaction
from tocsin.kernel.errors import NotFound
from tocsin.kernel.ids import uuid7
from tocsin.kernel.seal import Keyring
from tocsin.kernel.types import Actor
from tocsin.organisations.actions import departures
from tocsin.organisations.actions.writing import add_members, add_places, refusing
from tocsin.organisations.events import How, MemberJoined
from tocsin.organisations.queries.mine import own_phone_blind
from tocsin.organisations.queries.records import Kept, open_members
from tocsin.organisations.records import Card, Keys, Place, keys_of
from tocsin.organisations.refusals import AlreadyMember, ConsentNeeded, MembershipSuspended
from tocsin.organisations.tables import Invitation, Member

_INVITED = """
SELECT organisation_id FROM member WHERE id = $1 AND status = 'invited' AND invitation_blind = $2
"""
_STANDING = """
SELECT id, status, person_id FROM member
WHERE organisation_id = $1 AND status <> 'left' AND (person_id = $2 OR ($3::bytea IS NOT NULL AND phone_blind = $3))
FOR UPDATE
"""
# The last time counts: whom somebody let in again and who then left by themselves may come again by themselves.
_REMOVED = """
SELECT d.reason NOT IN ('own_wish', 'invitation_refused', 'invitation_withdrawn') AS removed
FROM departure d JOIN member m ON m.organisation_id = d.organisation_id AND m.id = d.member_id
WHERE d.organisation_id = $1 AND m.status = 'left'
  AND (m.person_id = $2 OR ($3::bytea IS NOT NULL AND m.phone_blind = $3))
ORDER BY d.at DESC LIMIT 1
"""


class Candidate(msgspec.Struct, frozen=True):
    """Who is to be admitted, as they gave their name; ``phone`` is E.164."""

    person_id: UUID
    name: str
    phone: str | None


async def _find_invitation(tx: Transaction, keyring: Keyring, actor: Actor, member_id: UUID) -> tuple[UUID, Kept]:
    """Return the organisation and record of an open invitation to the actor's phone, and enter the organisation."""
    blind = await own_phone_blind(tx, keyring, actor)
    async with tx.as_worker(JOIN):
        rows = await tx.fetch(_INVITED, member_id, blind)
    if not rows:
        raise NotFound
    organisation_id: UUID = rows[0]["organisation_id"]
    await tx.enter(organisation_id)
    # Against an admin who withdraws it at this moment: whoever locks the record first is heard.
    still = await tx.fetch(
        "SELECT 1 FROM member WHERE organisation_id = $1 AND id = $2 AND status = 'invited' FOR UPDATE",
        organisation_id,
        member_id,
    )
    if not still:
        raise NotFound
    keys = await keys_of(tx, keyring, organisation_id)
    return organisation_id, (await open_members(tx, keys, [member_id]))[member_id]


async def accept_invitation(tx: Transaction, keyring: Keyring, actor: Actor, member_id: UUID, *, consent: bool) -> UUID:
    """Join by an invitation to one's own phone; return the organisation."""
    if not consent:
        raise ConsentNeeded
    organisation_id, kept = await _find_invitation(tx, keyring, actor, member_id)
    await _activate(tx, organisation_id, kept, actor.person_id, "invitation")
    return organisation_id


async def refuse_invitation(tx: Transaction, keyring: Keyring, actor: Actor, member_id: UUID) -> None:
    """Say no to an invitation: what was entered of the person is taken out again."""
    organisation_id, kept = await _find_invitation(tx, keyring, actor, member_id)
    await departures.refuse_invitation(tx, keyring, organisation_id, kept, actor.person_id)


async def _activate(tx: Transaction, organisation_id: UUID, kept: Kept, person_id: UUID, how: How) -> None:
    at = now()
    async with refusing():
        await tx.run(
            update(Member)
            .where(Member.organisation_id == organisation_id, Member.id == kept.card.id)
            .values(status="active", person_id=person_id, joined_at=at, invitation_blind=None)
        )
    await tx.run(
        update(Invitation)
        .where(Invitation.organisation_id == organisation_id, Invitation.member_id == kept.card.id)
        .values(answer="accepted", answered_at=at, consent_at=at)
    )
    await _emit(tx, organisation_id, kept.card, person_id, how)


async def _emit(tx: Transaction, organisation_id: UUID, card: Card, person_id: UUID, how: How) -> None:
    await tx.emit(
        MemberJoined(
            realm_id=organisation_id,
            subject_id=card.id,
            person_id=person_id,
            departments=tuple(place.department_id for place in card.places),
            how=how,
        )
    )


async def check_standing(tx: Transaction, keys: Keys, candidate: Candidate) -> UUID | None:
    """Return the open invitation of a candidate's phone, if any; refuse who belongs already.

    Raises ``AlreadyMember``, ``MembershipSuspended``; an invitation is answered by applying.
    """
    blind = None if candidate.phone is None else keys.phone_blind(candidate.phone)
    for row in await tx.fetch(_STANDING, keys.organisation_id, candidate.person_id, blind):
        if row["status"] == "invited":
            return UUID(int=row["id"].int)
        if row["person_id"] == candidate.person_id:
            raise MembershipSuspended if row["status"] == "suspended" else AlreadyMember
    return None


async def was_removed(tx: Transaction, keys: Keys, candidate: Candidate) -> bool:
    """Return whether the organisation ended a candidate's last membership, by the person or their number."""
    blind = None if candidate.phone is None else keys.phone_blind(candidate.phone)
    rows = await tx.fetch(_REMOVED, keys.organisation_id, candidate.person_id, blind)
    return bool(rows and rows[0]["removed"])


async def admit(
    tx: Transaction, keys: Keys, candidate: Candidate, department_id: UUID | None, how: How, consent_at: datetime
) -> UUID:
    """Make a candidate an active member, in a department or at large; an open invitation becomes that membership."""
    organisation_id = keys.organisation_id
    invited = await check_standing(tx, keys, candidate)
    if invited is not None:
        kept = (await open_members(tx, keys, [invited]))[invited]
        places = kept.card.places
        if department_id is not None and department_id not in {place.department_id for place in places}:
            await add_places(tx, organisation_id, {invited: [Place(department_id)]})
            places = (*places, Place(department_id))
        kept = msgspec.structs.replace(kept, card=msgspec.structs.replace(kept.card, places=places))
        await _activate(tx, organisation_id, kept, candidate.person_id, how)
        return invited
    card = Card(
        id=uuid7(),
        name=candidate.name,
        phone=candidate.phone,
        places=() if department_id is None else (Place(department_id),),
    )
    at = now()
    await add_members(tx, keys, [card], at, people={card.id: candidate.person_id})
    await tx.run(
        insert(Invitation).values(
            organisation_id=organisation_id,
            member_id=card.id,
            invited_by=None,
            basis="own_application",
            attested_at=consent_at,
            answer="accepted",
            answered_at=at,
            consent_at=consent_at,
        )
    )
    await _emit(tx, organisation_id, card, candidate.person_id, how)
    return card.id

"""Looking at what is kept from most: allowed to some, and recorded."""

from uuid import UUID

from tocsin.kernel.db import Transaction
from tocsin.kernel.seal import Keyring
from tocsin.kernel.types import Actor
from tocsin.organisations.events import ContactViewed
from tocsin.organisations.queries.cards import MemberCard, get_card


async def view_card(
    tx: Transaction, keyring: Keyring, actor: Actor, organisation_id: UUID, member_id: UUID, *, contact: bool
) -> MemberCard:
    """Return a member's card; that another's whole phone and e-mail were read stands in the audit log."""
    card = await get_card(tx, keyring, actor, organisation_id, member_id, contact=contact)
    if contact and member_id != actor.member_of(organisation_id).member_id:
        await tx.emit(ContactViewed(realm_id=organisation_id, subject_id=member_id))
    return card

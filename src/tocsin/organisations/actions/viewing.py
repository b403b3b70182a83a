"""Looking at what is kept from most: allowed to some, and recorded."""

from typing import Final
from uuid import UUID

from tocsin.kernel import text
from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import TooMany
from tocsin.kernel.limits import Limiter
from tocsin.kernel.seal import Keyring
from tocsin.kernel.types import Actor, Page
from tocsin.organisations.events import ContactViewed, NumberConfirmed
from tocsin.organisations.queries.cards import MemberCard, get_card
from tocsin.organisations.queries.directory import Filter, MemberRow, get_members
from tocsin.organisations.queries.records import ancestry_of
from tocsin.organisations.queries.view import View, view_of
from tocsin.organisations.records import check_note
from tocsin.organisations.rules import ORGANISATION

REASON_MOST: Final = 200
NUMBERS_AN_HOUR: Final = 20
"""Whole numbers somebody may ask for who may not read them: who called is found, the four hidden digits are not."""


async def view_contact(
    tx: Transaction, keyring: Keyring, actor: Actor, organisation_id: UUID, member_id: UUID, why: str | None
) -> MemberCard:
    """Return a member's card with the whole phone and e-mail.

    That another's were read, and the reason where one was given, stands in the audit log and is told to the person.
    Raises :class:`NotFound`, :class:`Forbidden`, ``Unfit``.
    """
    reason = check_note(why, field="why", limit=REASON_MOST)
    card = await get_card(tx, keyring, actor, organisation_id, member_id, contact=True)
    if member_id != actor.member_of(organisation_id).member_id:
        people = () if card.person_id is None else (card.person_id,)
        await tx.emit(ContactViewed(realm_id=organisation_id, subject_id=member_id, why=reason, people=people))
    return card


async def view_members(
    tx: Transaction,
    context: Context,
    actor: Actor,
    organisation_id: UUID,
    wanted: Filter,
    *,
    page_after: str | None,
    limit: int,
) -> Page[MemberRow]:
    """Return one page of members; see :func:`get_members`.

    A whole number that finds somebody confirms what the mask hides. Whoever may not read numbers asks for few, and that
    one was confirmed stands in the audit log. Raises :class:`TooMany`.
    """
    view = None
    if whole := text.whole_number(wanted.question):
        view = await view_of(tx, actor, organisation_id)
        if view.contact_of_all() or not _is_news(context.limiter, actor, organisation_id, whole):
            view = None
    page = await get_members(tx, context.keyring, actor, organisation_id, wanted, page_after=page_after, limit=limit)
    if view is not None:
        await _record(tx, view, page.items)
    return page


def _is_news(limiter: Limiter, actor: Actor, organisation_id: UUID, number: str) -> bool:
    """Take one of the actor's questions for a number, unless they asked for it within the hour: clients ask again."""
    asked = f"number:{actor.person_id}:{organisation_id}:{number}"
    try:
        limiter.check(asked, 1 / 3600, 1)
    except TooMany:
        return False
    try:
        limiter.check(f"numbers:{actor.person_id}", NUMBERS_AN_HOUR / 3600, NUMBERS_AN_HOUR)
    except TooMany:
        limiter.forget(asked)
        raise
    return True


async def _record(tx: Transaction, view: View, found: list[MemberRow]) -> None:
    organisation_id = view.membership.organisation_id
    ancestry = await ancestry_of(tx, organisation_id, [row.id for row in found])
    for row in found:
        if not view.contact(ancestry=ancestry.get(row.id, ORGANISATION), member_id=row.id):
            people = () if row.person_id is None else (row.person_id,)
            await tx.emit(NumberConfirmed(realm_id=organisation_id, subject_id=row.id, people=people))

"""Who acts, as the database knows it now: what an act on others' rights and places is decided by."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import NotFound
from tocsin.kernel.powers import Power
from tocsin.kernel.types import Actor, Membership
from tocsin.organisations.actions.writing import hold
from tocsin.organisations.memberships import find_memberships_of
from tocsin.organisations.powers import MEMBER_MANAGE
from tocsin.organisations.queries.records import Kept, paths_of
from tocsin.organisations.queries.view import closed_to_member, concealing
from tocsin.organisations.records import Card, Place
from tocsin.organisations.refusals import UnknownDepartment
from tocsin.organisations.rules import ORGANISATION, Spot, allow, check_not_own, check_on_main_admin, check_placing


async def lead(tx: Transaction, actor: Actor, organisation_id: UUID) -> Membership:
    """Hold the organisation and return the actor's membership as it stands now.

    Two admins who take each other's rights at the same moment come one after the other, and the second is judged by
    what the first has left. Raises :class:`NotFound` for who is no active member any more.
    """
    known = actor.member_of(organisation_id)
    await hold(tx, organisation_id)
    found = await find_memberships_of(tx, organisation_id, [known.member_id])
    if known.member_id not in found:
        raise NotFound
    return found[known.member_id]


async def allow_whole(
    tx: Transaction, membership: Membership, power: Power, places: Iterable[Place], *, of: UUID | None = None
) -> None:
    """Ask for a power over a whole membership: over every department the member is in, or else the organisation."""
    departments = {place.department_id for place in places}
    if not departments:
        allow(membership, power, ancestry=ORGANISATION, member_id=of)
        return
    paths = await paths_of(tx, membership.organisation_id, departments)
    if departments - paths.keys():
        raise NotFound
    for path in paths.values():
        allow(membership, power, ancestry=path)


async def allow_cards(
    tx: Transaction, membership: Membership, cards: Sequence[Card], before: Mapping[UUID, Kept] | None = None
) -> None:
    """Ask for what it takes to enter people by their cards, or to bring members from what is kept to their cards.

    The one gate of every card that somebody writes for others, one at a time or by the thousand; both statements are for
    all of them. Raises :class:`Forbidden`, ``OwnRights``, ``UnknownDepartment``, ``MainAdminsOnly``.
    """
    known = before or {}
    old = {one.id: known[one.id].card.places if one.id in known else () for one in cards}
    departments = {place.department_id for card in cards for place in (*old[card.id], *card.places)}
    paths = await paths_of(tx, membership.organisation_id, departments) if departments else {}
    if departments - paths.keys():
        raise UnknownDepartment
    closed = await closed_to_member(tx, membership) if departments else []

    def spots(places: Iterable[Place]) -> dict[UUID, Spot]:
        return {one.department_id: Spot(paths[one.department_id], one.post, one.head) for one in places}

    entered = {
        paths[one.department_id]
        for card in cards
        for one in card.places
        if one.department_id not in {place.department_id for place in old[card.id]}
    }
    async with concealing(tx, membership, entered, UnknownDepartment):
        for card in cards:
            kept = known.get(card.id)
            was, will = spots(old[card.id]), spots(card.places)
            if kept is not None:
                ancestry = frozenset[UUID]().union(*(spot.path for spot in was.values()))
                allow(membership, MEMBER_MANAGE, ancestry=ancestry, member_id=card.id)
                if (card.post, card.manager_id) != (kept.card.post, kept.card.manager_id):
                    check_not_own(membership, card.id)
                if card.id != membership.member_id:
                    check_on_main_admin(membership, kept.main_admin)
            check_placing(membership, None if kept is None else card.id, was, will, closed)

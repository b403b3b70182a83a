"""Who acts, as the database knows it now: what an act on others' rights and places is decided by."""

from collections.abc import Iterable
from uuid import UUID

from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import NotFound
from tocsin.kernel.powers import Power
from tocsin.kernel.types import Actor, Membership
from tocsin.organisations.actions.writing import hold
from tocsin.organisations.memberships import find_memberships_of
from tocsin.organisations.queries.records import paths_of
from tocsin.organisations.records import Place
from tocsin.organisations.rules import ORGANISATION, allow


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


async def allow_in(
    tx: Transaction, membership: Membership, power: Power, departments: Iterable[UUID], *, missing: type[Exception]
) -> None:
    """Ask for a power over each department; ``missing`` is raised for one that is not there."""
    asked = set(departments)
    paths = await paths_of(tx, membership.organisation_id, asked) if asked else {}
    if asked - paths.keys():
        raise missing
    for path in paths.values():
        allow(membership, power, ancestry=path)


async def allow_whole(
    tx: Transaction, membership: Membership, power: Power, places: Iterable[Place], *, of: UUID | None = None
) -> None:
    """Ask for a power over a whole membership: over every department the member is in, or else the organisation."""
    departments = {place.department_id for place in places}
    if not departments:
        allow(membership, power, ancestry=ORGANISATION, member_id=of)
    await allow_in(tx, membership, power, departments, missing=NotFound)

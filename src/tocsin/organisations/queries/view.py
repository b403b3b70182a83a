"""What an actor may see of an organisation's directory: decided once a request, applied to every row."""

from collections.abc import AsyncIterator, Collection, Iterable
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import msgspec

from tocsin.kernel import text
from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import NotFound, Refusal
from tocsin.kernel.powers import decide
from tocsin.kernel.seal import Keyring
from tocsin.kernel.types import Actor, Membership
from tocsin.organisations.powers import CONTACT_READ, HIDDEN_READ
from tocsin.organisations.queries.records import Kept, open_members, paths_of
from tocsin.organisations.records import keys_of
from tocsin.organisations.rules import ORGANISATION, HiddenDepartment, OrganisationSettings, closed_to, shown_name

_VIEW = """
SELECT o.name, o.kind, o.settings,
       coalesce((SELECT jsonb_agg(jsonb_build_object('id', h.id, 'path', h.path, 'inside', EXISTS (
                     SELECT 1 FROM department d
                     WHERE d.organisation_id = $1 AND d.id = ANY ($2::uuid[]) AND h.id = ANY (d.path))))
                 FROM department h WHERE h.organisation_id = $1 AND h.hidden), '[]'::jsonb) AS hidden
FROM organisation o WHERE o.id = $1
"""

_HIDDEN = """
SELECT h.organisation_id, h.id, h.path, EXISTS (
           SELECT 1 FROM department d
           WHERE d.organisation_id = h.organisation_id AND d.id = ANY ($2::uuid[]) AND h.id = ANY (d.path)) AS inside
FROM department h WHERE h.organisation_id = ANY ($1::uuid[]) AND h.hidden
"""
STANDS_OPEN = """(
    NOT EXISTS (SELECT 1 FROM member_department o WHERE o.organisation_id = m.organisation_id AND o.member_id = m.id)
    OR EXISTS (SELECT 1 FROM member_department o
               JOIN department d ON d.organisation_id = o.organisation_id AND d.id = o.department_id
               WHERE o.organisation_id = m.organisation_id AND o.member_id = m.id AND NOT d.path && $3::uuid[]))"""
"""SQL: the member ``m`` is in no department, or in one that is not below those in ``$3``, which are closed."""


class View(msgspec.Struct, frozen=True):
    """The organisation as one member sees it; ``closed`` are the roots of subtrees hidden from this member."""

    membership: Membership
    name: str
    kind: str
    settings: OrganisationSettings
    closed: list[UUID]

    def contact(self, *, ancestry: frozenset[UUID], member_id: UUID) -> bool:
        """Return whether the actor may read a member's whole phone number and address."""
        own = member_id == self.membership.member_id
        return own or decide(self.membership, CONTACT_READ, ancestry=ancestry, member_id=member_id).allowed

    def contact_of_all(self) -> bool:
        """Return whether the actor may read every member's number and address, or everybody sees the numbers."""
        return self.settings.phones == "shown" or decide(self.membership, CONTACT_READ, ancestry=ORGANISATION).allowed

    def phone(self, number: str | None) -> tuple[str | None, str | None]:
        """Return what every colleague sees of a number: whole where the organisation shows numbers, and masked."""
        if number is None or self.settings.phones == "hidden":
            return None, None
        return number if self.settings.phones == "shown" else None, text.mask_phone(number)

    def shown(self, name: str, department: str | None, post: str | None, phone: str | None) -> str:
        """Return a member's name in the organisation's format."""
        return shown_name(self.settings, name, department, post, phone)


async def view_of(tx: Transaction, actor: Actor, organisation_id: UUID) -> View:
    """Return what the actor may see of an organisation, in one query."""
    membership = actor.member_of(organisation_id)
    rows = await tx.fetch(_VIEW, organisation_id, list(membership.departments))
    if not rows:
        raise NotFound
    row: dict[str, Any] = dict(rows[0])
    hidden = msgspec.convert(row["hidden"], list[HiddenDepartment])
    return View(
        membership,
        row["name"],
        row["kind"],
        msgspec.convert(row["settings"], OrganisationSettings),
        closed_to(membership, HIDDEN_READ, hidden),
    )


async def active_records(tx: Transaction, keyring: Keyring, actor: Actor, organisation_id: UUID) -> list[Kept]:
    """Return the records of the active members as the actor may read them.

    Phone and e-mail are there for who may read everybody's; who stands in closed departments alone is left out.
    """
    view = await view_of(tx, actor, organisation_id)
    kept = (await open_members(tx, await keys_of(tx, keyring, organisation_id))).values()
    paths = await paths_of(tx, organisation_id, {place.department_id for one in kept for place in one.card.places})
    closed = {department_id for department_id, path in paths.items() if not path.isdisjoint(view.closed)}

    whole = view.contact_of_all()

    def seen(one: Kept) -> Kept:
        if whole or one.card.id == view.membership.member_id:
            return one
        return msgspec.structs.replace(one, card=msgspec.structs.replace(one.card, phone=None, email=None))

    def stands_open(one: Kept) -> bool:
        return not one.card.places or any(place.department_id not in closed for place in one.card.places)

    return [seen(one) for one in kept if one.status == "active" and stands_open(one)]


async def closed_to_member(tx: Transaction, membership: Membership) -> list[UUID]:
    """Return the roots of the subtrees of one organisation that are hidden from a member."""
    rows = await tx.fetch(_HIDDEN, [membership.organisation_id], list(membership.departments))
    hidden = [HiddenDepartment(row["id"], tuple(row["path"]), row["inside"]) for row in rows]
    return closed_to(membership, HIDDEN_READ, hidden)


async def closed_to_actor(tx: Transaction, actor: Actor) -> list[UUID]:
    """Return the roots of all subtrees hidden from the actor, in all of the actor's organisations."""
    within = [one for membership in actor.memberships.values() for one in membership.departments]
    closed = []
    for row in await tx.fetch(_HIDDEN, list(actor.memberships), within):
        hidden = HiddenDepartment(row["id"], tuple(row["path"]), row["inside"])
        closed += closed_to(actor.memberships[row["organisation_id"]], HIDDEN_READ, [hidden])
    return closed


@asynccontextmanager
async def concealing(
    tx: Transaction, membership: Membership, paths: Iterable[Collection[UUID]], missing: type[Refusal] = NotFound
) -> AsyncIterator[None]:
    """Refuse what is asked of departments that are hidden from a member as if they were not there, with ``missing``.

    ``paths``: of each department it and all above it. Nothing is asked where nothing is refused.
    """
    try:
        yield
    except Refusal:
        closed = await closed_to_member(tx, membership)
        if any(not set(path).isdisjoint(closed) for path in paths):
            raise missing from None
        raise

"""Members one at a time: invited, their cards changed, suspended and reinstated."""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from sqlalchemy import update

from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import Invalid, NotFound
from tocsin.kernel.ids import uuid7
from tocsin.kernel.seal import Keyring
from tocsin.kernel.types import Actor, Membership
from tocsin.organisations.actions.admins import end_main_admin
from tocsin.organisations.actions.authority import allow_cards, allow_whole, lead
from tocsin.organisations.actions.batches import change_members, invite_members
from tocsin.organisations.events import MemberReinstated, MemberSuspended
from tocsin.organisations.powers import MEMBER_MANAGE
from tocsin.organisations.queries.records import Kept, open_members
from tocsin.organisations.records import Card, Place, check_basis, check_card, keys_of
from tocsin.organisations.refusals import BadState
from tocsin.organisations.rules import PLACES, Basis, MemberKind, check_on_main_admin
from tocsin.organisations.tables import Member


class PlaceIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A place in a department, as a request names it."""

    id: UUID
    post: str | None = None
    head: bool = False


class NewMember(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A person to invite, and the ground on which their data is entered."""

    name: str
    phone: str
    basis: Basis
    attested: bool
    basis_note: str | None = None
    departments: list[PlaceIn] = []
    post: str | None = None
    email: str | None = None
    work_no: str | None = None
    manager_id: UUID | None = None
    kind: MemberKind = "employee"


class MemberChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to change of a member's card; what is absent stays. ``departments`` are all the member is in afterwards."""

    name: str | msgspec.UnsetType = msgspec.UNSET
    phone: str | msgspec.UnsetType = msgspec.UNSET
    email: str | msgspec.UnsetType | None = msgspec.UNSET
    work_no: str | msgspec.UnsetType | None = msgspec.UNSET
    post: str | msgspec.UnsetType | None = msgspec.UNSET
    manager_id: UUID | msgspec.UnsetType | None = msgspec.UNSET
    kind: MemberKind | msgspec.UnsetType = msgspec.UNSET
    departments: list[PlaceIn] | msgspec.UnsetType = msgspec.UNSET


OWN = frozenset({"email"})
"""What members change of their own card: the rest is the organisation's word."""


def _places(places: Sequence[PlaceIn]) -> tuple[Place, ...]:
    if len(places) > PLACES or len({one.id for one in places}) < len(places):
        raise Invalid(fields={"departments": f"at most {PLACES}, each once"})
    return tuple(Place(one.id, one.post, one.head) for one in places)


async def invite(tx: Transaction, keyring: Keyring, actor: Actor, organisation_id: UUID, new: NewMember) -> UUID:
    """Invite a person into departments, or into the organisation at large; the power is asked for in each.

    Whoever says who leads a department needs the power over the department, too.
    """
    note = check_basis(new.basis, new.basis_note, attested=new.attested)
    card = check_card(
        Card(
            id=uuid7(),
            name=new.name,
            phone=new.phone,
            email=new.email,
            work_no=new.work_no,
            post=new.post,
            manager_id=new.manager_id,
            kind=new.kind,
            places=_places(new.departments),
        )
    )
    membership = await lead(tx, actor, organisation_id)
    await allow_cards(tx, membership, [card])
    await invite_members(
        tx, keyring, organisation_id, [card], invited_by=membership.member_id, basis=new.basis, basis_note=note
    )
    return card.id


async def change(
    tx: Transaction, keyring: Keyring, actor: Actor, organisation_id: UUID, member_id: UUID, wanted: MemberChange
) -> None:
    """Change a member's card. Members change their own e-mail; the rest is decided by :func:`allow_cards`."""
    membership = await lead(tx, actor, organisation_id)
    kept = await get_present(tx, keyring, organisation_id, member_id)
    fields = {name: value for name, value in msgspec.structs.asdict(wanted).items() if value is not msgspec.UNSET}
    departments = fields.pop("departments", None)
    places = kept.card.places if departments is None else _places(departments)
    card = check_card(msgspec.structs.replace(kept.card, **fields, places=places))
    if member_id != membership.member_id or not fields.keys() <= OWN or departments is not None:
        await allow_cards(tx, membership, [card], {member_id: kept})
    await change_members(tx, keyring, organisation_id, [card])


async def get_present(tx: Transaction, keyring: Keyring, organisation_id: UUID, member_id: UUID) -> Kept:
    """Return a member's record; raise :class:`NotFound` for one who is unknown or has left.

    The record is locked: an invited person who accepts at this moment is a member before the decision, or not at all.
    """
    await tx.fetch("SELECT 1 FROM member WHERE organisation_id = $1 AND id = $2 FOR UPDATE", organisation_id, member_id)
    keys = await keys_of(tx, keyring, organisation_id)
    kept = (await open_members(tx, keys, [member_id])).get(member_id)
    if kept is None or kept.status == "left":
        raise NotFound
    return kept


async def suspend(
    tx: Transaction, keyring: Keyring, actor: Actor, organisation_id: UUID, member_id: UUID, why: str | None
) -> None:
    """Suspend a membership: place and grants stay, nothing can be done with them. A main admin ceases to be one."""
    membership, kept = await _over(tx, keyring, actor, organisation_id, member_id)
    if kept.status != "active" or kept.person_id is None or member_id == membership.member_id:
        raise BadState
    if kept.main_admin:
        await end_main_admin(tx, organisation_id, member_id, kept.person_id)
    await _set_status(tx, organisation_id, member_id, "suspended")
    await tx.emit(
        MemberSuspended(
            realm_id=organisation_id,
            subject_id=member_id,
            why=why,
            person_id=kept.person_id,
            departments=tuple(place.department_id for place in kept.card.places),
        )
    )


async def reinstate(tx: Transaction, keyring: Keyring, actor: Actor, organisation_id: UUID, member_id: UUID) -> None:
    """End a suspension."""
    _, kept = await _over(tx, keyring, actor, organisation_id, member_id)
    if kept.status != "suspended" or kept.person_id is None:
        raise BadState
    await _set_status(tx, organisation_id, member_id, "active")
    await tx.emit(
        MemberReinstated(
            realm_id=organisation_id,
            subject_id=member_id,
            person_id=kept.person_id,
            departments=tuple(place.department_id for place in kept.card.places),
        )
    )


async def _over(
    tx: Transaction, keyring: Keyring, actor: Actor, organisation_id: UUID, member_id: UUID
) -> tuple[Membership, Kept]:
    """Return the actor's membership and a record over the whole of which it may decide."""
    membership = await lead(tx, actor, organisation_id)
    kept = await get_present(tx, keyring, organisation_id, member_id)
    await allow_whole(tx, membership, MEMBER_MANAGE, kept.card.places)
    check_on_main_admin(membership, kept.main_admin)
    return membership, kept


async def _set_status(tx: Transaction, organisation_id: UUID, member_id: UUID, status: str) -> None:
    await tx.run(
        update(Member).where(Member.organisation_id == organisation_id, Member.id == member_id).values(status=status)
    )

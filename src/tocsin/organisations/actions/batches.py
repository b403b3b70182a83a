"""Departments and members by the list: one set of statements and one event for a batch, however long.

Single acts use these too, with a list of one. The callers have authorised what they ask for.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from tocsin.accounts.door import find_by_phone_blinds
from tocsin.kernel import text
from tocsin.kernel.clock import now
from tocsin.kernel.db import JOIN, Transaction
from tocsin.kernel.events import Change
from tocsin.kernel.seal import Keyring
from tocsin.organisations.actions.writing import (
    add_members,
    add_places,
    drop_places,
    hold,
    refusing,
    rewrite_members,
    set_managers,
)
from tocsin.organisations.events import DepartmentsMade, HeadsChanged, MembersChanged, MembersInvited, MembersMoved
from tocsin.organisations.queries.records import Kept, open_members
from tocsin.organisations.records import Card, Keys, keys_of
from tocsin.organisations.refusals import (
    InvitationStands,
    PhoneIsTheirs,
    TooDeep,
    TooManyDepartments,
    UnknownDepartment,
    UnknownMember,
)
from tocsin.organisations.rules import DEPARTMENTS, LEVELS, Basis

_TREE = "SELECT id, path, position FROM department WHERE organisation_id = $1"
_MAKE = """
INSERT INTO department (organisation_id, id, parent_id, name, name_key, position, path, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""
_INVITE = """
INSERT INTO invitation (organisation_id, member_id, invited_by, basis, basis_note_sealed, attested_at)
SELECT $1, one.id, $4, $5, one.note, $6 FROM unnest($2::uuid[], $3::bytea[]) AS one(id, note)
"""


class NewDepartment(NamedTuple):
    """A department to be made; its parent exists or stands in the same list."""

    id: UUID
    parent_id: UUID | None
    name: str


async def make_departments(tx: Transaction, organisation_id: UUID, departments: Sequence[NewDepartment]) -> None:
    """Make departments, below existing ones and each other, after their siblings.

    Raises ``TooDeep``, ``TooManyDepartments``, ``UnknownDepartment`` and ``NameTaken``.
    """
    if not departments:
        return
    await hold(tx, organisation_id)
    tree = await tx.fetch(_TREE, organisation_id)
    if len(tree) + len(departments) > DEPARTMENTS:
        raise TooManyDepartments(limit=DEPARTMENTS)
    paths: dict[UUID | None, list[UUID]] = {None: [], **{row["id"]: row["path"] for row in tree}}
    position = max((row["position"] for row in tree), default=0)
    rows = []
    at = now()
    for one in _parents_first(departments, paths):
        path = [*paths[one.parent_id], one.id]
        if len(path) > LEVELS:
            raise TooDeep(limit=LEVELS)
        paths[one.id] = path
        position += 1
        name = text.check_title(one.name)
        rows.append((organisation_id, one.id, one.parent_id, name, text.fold(name), position, path, at))
    async with refusing(name=departments[0].name if len(departments) == 1 else None):
        await tx.connection.executemany(_MAKE, rows)
    made = tuple(row[1] for row in rows)
    await tx.emit(
        DepartmentsMade(realm_id=organisation_id, subject_id=made[0] if len(made) == 1 else None, departments=made)
    )


def _parents_first(
    departments: Sequence[NewDepartment], known: Mapping[UUID | None, list[UUID]]
) -> Sequence[NewDepartment]:
    """Order departments so that each comes after its parent, else as given."""
    ordered: dict[UUID, NewDepartment] = {}
    left = list(departments)
    while left:
        later = []
        for one in left:
            if one.parent_id in known or one.parent_id in ordered:
                ordered[one.id] = one
            else:
                later.append(one)
        if len(later) == len(left):
            raise UnknownDepartment
        left = later
    return list(ordered.values())


async def invite_members(
    tx: Transaction,
    keyring: Keyring,
    organisation_id: UUID,
    cards: Sequence[Card],
    *,
    invited_by: UUID | None,
    basis: Basis,
    basis_note: str | None = None,
) -> None:
    """Enter people as invited members: they are told when they next sign in, and join by their own consent.

    Cards are in their stored form (:func:`check_card`). ``invited_by`` is the member who attests to the basis.
    Raises ``PhoneListed``, ``WorkNoTaken``, ``UnknownDepartment``, ``UnknownMember`` and ``ManagerCircle``.
    """
    if not cards:
        return
    await hold(tx, organisation_id)
    keys = await keys_of(tx, keyring, organisation_id)
    at = now()
    await add_members(tx, keys, cards, at)
    ids = tuple(card.id for card in cards)
    notes = [keys.seal("invitation.basis_note", one, basis_note) for one in ids]
    await tx.fetch(_INVITE, organisation_id, list(ids), notes, invited_by, basis, at)
    async with tx.as_worker(JOIN):
        people = await find_by_phone_blinds(tx, [keys.invitation_blind(card.phone) for card in cards if card.phone])
    await tx.emit(
        MembersInvited(
            realm_id=organisation_id,
            subject_id=ids[0] if len(ids) == 1 else None,
            members=ids,
            basis=basis,
            people=tuple(people.values()),
        )
    )
    await _emit_heads(tx, organisation_id, {}, {card.id: card for card in cards})


async def change_members(tx: Transaction, keyring: Keyring, organisation_id: UUID, cards: Sequence[Card]) -> int:
    """Bring members' records to what the cards say; return how many changed.

    Cards are whole and in their stored form. The phone of somebody who has joined is theirs: ``PhoneIsTheirs``; that of
    an invitation is whom its sender attested for: ``InvitationStands``.
    Raises ``UnknownMember`` for who is not there, and what :func:`invite_members` raises.
    """
    await hold(tx, organisation_id)
    keys = await keys_of(tx, keyring, organisation_id)
    before = await open_members(tx, keys, [card.id for card in cards])
    if any(card.id not in before or before[card.id].status == "left" for card in cards):
        raise UnknownMember
    after = {card.id: card for card in cards if card != before[card.id].card}
    renumbered = [before[one] for one, card in after.items() if before[one].card.phone != card.phone]
    if any(one.person_id is not None for one in renumbered):
        raise PhoneIsTheirs
    if renumbered:
        raise InvitationStands
    if after:
        kept = {one: before[one] for one in after}
        await _write_changes(tx, keys, kept, after)
        await _emit_changes(tx, organisation_id, kept, after)
    return len(after)


async def _write_changes(tx: Transaction, keys: Keys, before: Mapping[UUID, Kept], after: Mapping[UUID, Card]) -> None:
    organisation_id = keys.organisation_id
    rewritten = [card for one, card in after.items() if _written(card) != _written(before[one].card)]
    if rewritten:
        await rewrite_members(tx, keys, rewritten)
    moved = {one: card.places for one, card in after.items() if card.places != before[one].card.places}
    if moved:
        await drop_places(tx, organisation_id, list(moved))
        await add_places(tx, organisation_id, moved)
    managed = {one: card.manager_id for one, card in after.items() if card.manager_id != before[one].card.manager_id}
    await set_managers(tx, organisation_id, managed)


def _written(card: Card) -> tuple[object, ...]:
    """What of a card stands in the member's row and search terms."""
    return (
        card.name,
        card.phone,
        card.email,
        card.work_no,
        card.post,
        card.kind,
        frozenset(place.post for place in card.places),
    )


FIELDS = ("name", "phone", "email", "work_no", "post", "manager_id", "kind")


async def _emit_changes(
    tx: Transaction, organisation_id: UUID, before: Mapping[UUID, Kept], after: Mapping[UUID, Card]
) -> None:
    changed, fields = [], set()
    moved, departments = [], set()
    for one, card in after.items():
        old = before[one].card
        own = {field for field in FIELDS if getattr(old, field) != getattr(card, field)}
        was = {place.department_id for place in old.places}
        will = {place.department_id for place in card.places}
        if was != will:
            moved.append(one)
            departments |= was ^ will
        elif old.places != card.places:
            own.add("places")
        if old.kind != card.kind and one not in moved and will:
            # Who stays where they are but becomes staff, or ceases to be, enters or leaves the departments' groups.
            moved.append(one)
            departments |= will
        if own:
            changed.append(one)
            fields |= own
    subject = next(iter(after)) if len(after) == 1 else None
    if changed:
        await tx.emit(
            MembersChanged(
                realm_id=organisation_id,
                subject_id=subject,
                members=tuple(changed),
                fields=tuple(sorted(fields)),
                people=_people(before, changed),
                changes=_card_changes(before, after),
            )
        )
    if moved:
        await tx.emit(
            MembersMoved(
                realm_id=organisation_id,
                subject_id=subject,
                members=tuple(moved),
                people=_people(before, moved),
                departments=tuple(sorted(departments)),
                changes=_place_changes(before, after),
            )
        )
    await _emit_heads(tx, organisation_id, {one: before[one].card for one in after}, after)


TOLD = ("work_no", "post", "manager_id")
"""What of a card the audit list shows before and after: nothing by which somebody is called or reached."""


def _card_changes(before: Mapping[UUID, Kept], after: Mapping[UUID, Card]) -> tuple[Change, ...]:
    """Compare one card; of many at once the fields are told."""
    if len(after) != 1:
        return ()
    ((one, card),) = after.items()
    old = before[one].card
    return tuple(
        Change(field, getattr(old, field), getattr(card, field))
        for field in TOLD
        if getattr(old, field) != getattr(card, field)
    )


def _place_changes(before: Mapping[UUID, Kept], after: Mapping[UUID, Card]) -> tuple[Change, ...]:
    if len(after) != 1:
        return ()
    ((one, card),) = after.items()
    was, will = ([place.department_id for place in each.places] for each in (before[one].card, card))
    return (Change("departments", was, will),)


def _people(kept: Mapping[UUID, Kept], members: Sequence[UUID]) -> tuple[UUID, ...]:
    return tuple(person for one in members if (person := kept[one].person_id) is not None)


async def _emit_heads(
    tx: Transaction, organisation_id: UUID, before: Mapping[UUID, Card], after: Mapping[UUID, Card]
) -> None:
    """Tell of each department who led it before, and who after, of those that were changed."""
    was, will = _led(before), _led(after)
    for department in sorted(was.keys() | will.keys()):
        led = sorted(was.get(department, ())), sorted(will.get(department, ()))
        if led[0] != led[1]:
            await tx.emit(
                HeadsChanged(
                    realm_id=organisation_id,
                    subject_id=department,
                    departments=(department,),
                    changes=(Change("heads", *led),),
                )
            )


def _led(cards: Mapping[UUID, Card]) -> dict[UUID, set[UUID]]:
    """Return who leads each department, by the cards."""
    led: dict[UUID, set[UUID]] = defaultdict(set)
    for one, card in cards.items():
        for place in card.places:
            if place.head:
                led[place.department_id].add(one)
    return led

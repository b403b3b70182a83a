"""Groups that follow the organisation, in the same transaction as what they follow.

The rows of the organisation already stand as after its act, so everything here compares what should be with what is,
for any number of departments in the same few statements. Changes of one organisation wait for each other: two people
who join a department at once must not each find the other missing.
"""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from tocsin.kernel.db import FOLLOW, Transaction
from tocsin.messaging.actions.groups import HEIRS
from tocsin.messaging.actions.ledger import Draft, Ledger, lock, moment, write
from tocsin.messaging.actions.making import Plan, make
from tocsin.messaging.actions.membership import Change, apply
from tocsin.messaging.actions.office import office_of
from tocsin.messaging.actions.seats import find_managers, show_again
from tocsin.messaging.actions.telling import announce
from tocsin.messaging.rules.standing import GROUP_LIMIT
from tocsin.organisations import door as organisations

LEAST = 2
"""People a department has before it has a group."""
_QUEUE = "SELECT pg_advisory_xact_lock(hashtextextended('messaging.follow ' || $1::uuid::text, 0))"
_SEATS = (
    "SELECT conversation_id FROM conversation_member WHERE realm_id = $1 AND person_id = $2 AND until_version IS NULL"
)
_CONCERNED = (
    "SELECT id FROM conversation WHERE realm_id = $1 AND department_id = ANY ($2::uuid[])"
    " UNION SELECT id FROM conversation WHERE kind = 'direct' AND (pair_low = $3 OR pair_high = $3)"
    " UNION SELECT conversation_id FROM conversation_member"
    " WHERE realm_id = $1 AND person_id = $4 AND until_version IS NULL"
)
_SEATED = (
    "SELECT conversation_id, person_id FROM conversation_member WHERE conversation_id = ANY ($1::uuid[])"
    " AND until_version IS NULL"
)
_ASK_NO_MORE = (
    "UPDATE group_request SET state = 'withdrawn', decided_at = $3, note_sealed = NULL WHERE realm_id = $1 AND person_id = $2"
    " AND state = 'pending' RETURNING conversation_id"
)
_OPEN = "UPDATE conversation c SET open = n.open FROM unnest($1::uuid[], $2::bool[]) AS n(id, open) WHERE c.id = n.id"


async def joined(tx: Transaction, event: organisations.MemberJoined) -> None:
    """A new colleague: into the department groups, and direct conversations open again."""
    async with tx.as_worker(FOLLOW):
        held = await _hold(tx, event.realm_id, event.departments, directs_of=event.person_id)
        await _follow(tx, event.realm_id, event.departments, held)
        await _reopen(tx, event.person_id, held)


async def moved(tx: Transaction, event: organisations.MembersMoved) -> None:
    """Members entered or left departments."""
    async with tx.as_worker(FOLLOW):
        held = await _hold(tx, event.realm_id, event.departments)
        await _follow(tx, event.realm_id, event.departments, held)


async def heads_changed(tx: Transaction, event: organisations.HeadsChanged) -> None:
    """A department's head owns its group."""
    async with tx.as_worker(FOLLOW):
        held = await _hold(tx, event.realm_id, event.departments)
        await _follow(tx, event.realm_id, event.departments, held)


async def reinstated(tx: Transaction, event: organisations.MemberReinstated) -> None:
    """Somebody is active again: their conversations are visible again by themselves, their departments may differ."""
    person_id = event.person_id
    async with tx.as_worker(FOLLOW):
        held = await _hold(tx, event.realm_id, event.departments, directs_of=person_id, seats_of=person_id)
        groups = {ledger.department_id for ledger in held.values() if ledger.department_id is not None}
        await _follow(tx, event.realm_id, groups | set(event.departments), held)
        await _reopen(tx, person_id, held)


async def suspended(tx: Transaction, event: organisations.MemberSuspended) -> None:
    """Somebody may do nothing in the organisation: the policies hide its conversations; direct ones close."""
    async with tx.as_worker(FOLLOW):
        await _reopen(tx, event.person_id, await _hold(tx, event.realm_id, directs_of=event.person_id))


async def left(tx: Transaction, event: organisations.MemberLeft) -> None:
    """Somebody left: out of every conversation of the organisation; groups they owned are handed over."""
    person_id = event.person_id
    if person_id is None:
        return
    async with tx.as_worker(FOLLOW):
        held = await _hold(tx, event.realm_id, event.departments, directs_of=person_id, seats_of=person_id)
        # Looked at again: before the locks were had, the person may have gone from a group, or been removed.
        ledgers = [held[row["conversation_id"]] for row in await tx.fetch(_SEATS, event.realm_id, person_id)]
        handover = event.handover_member_id
        heir = None if handover is None else await organisations.person_of(tx, event.realm_id, handover)
        owned = [ledger.id for ledger in ledgers if ledger.owner_id == person_id and ledger.kind == "group"]
        suspended = await organisations.find_suspended(tx, event.realm_id)
        rows = await tx.fetch(HEIRS, owned, person_id, heir, suspended)
        heirs = {row["conversation_id"]: row["person_id"] for row in rows}
        changes = []
        for ledger in ledgers:
            # Who did not leave by themselves comes back into the groups by a decision, not by an old link.
            by = person_id if event.reason == "own_wish" else None
            change = Change(ledger, remove=[person_id], by=by, went="left")
            if ledger.owner_id == person_id:
                change.owner_id, change.new_owner = heirs.get(ledger.id), True
                change.fell = change.owner_id != heir
            ledger.open = ledger.open and (ledger.kind == "department" or ledger.members > 1)
            changes.append(change)
        await apply(tx, office_of(tx).context, changes, moment())
        await _ask_no_more(tx, event.realm_id, person_id)
        await _follow(tx, event.realm_id, event.departments, held)
        await _reopen(tx, person_id, held)


async def _ask_no_more(tx: Transaction, organisation_id: UUID, person_id: UUID) -> None:
    """Whoever leaves waits no more to be let into groups; owners and admins see that fewer do."""
    context = office_of(tx).context
    for row in await tx.fetch(_ASK_NO_MORE, organisation_id, person_id, moment()):
        show_again(tx, context, row["conversation_id"], await find_managers(tx, row["conversation_id"]))


async def department_changed(tx: Transaction, event: organisations.DepartmentChanged) -> None:
    """A group is called what its department is called."""
    if "name" not in event.fields or event.subject_id is None:
        return
    async with tx.as_worker(FOLLOW):
        names = await organisations.department_names(tx, event.realm_id, [event.subject_id])
        groups = _by_department(await _hold(tx, event.realm_id, [event.subject_id]), [event.subject_id])
        drafts = [
            Draft(ledger, "renamed", None, "", "rename", text=names[department_id].name)
            for department_id, ledger in groups.items()
            if department_id in names
        ]
        context = office_of(tx).context
        events = await write(tx, context.keyring, drafts, moment())
    tx.after_commit(lambda: announce(context, events))


async def department_removed(tx: Transaction, event: organisations.DepartmentRemoved) -> None:
    """The department is gone, and was empty: its group has ended."""
    if event.subject_id is None:
        return
    async with tx.as_worker(FOLLOW):
        groups = _by_department(await _hold(tx, event.realm_id, [event.subject_id]), [event.subject_id])
        if not groups:
            return
        ids = [ledger.id for ledger in groups.values()]
        # Whoever is suspended still has a seat.
        seated = await _seated(tx, ids)
        changes = []
        for ledger in groups.values():
            ledger.open = False
            changes.append(Change(ledger, remove=seated.get(ledger.id, [])))
        await apply(tx, office_of(tx).context, changes, moment())
        await tx.fetch("UPDATE conversation SET open = false WHERE id = ANY ($1::uuid[])", ids)


async def _hold(
    tx: Transaction,
    organisation_id: UUID,
    departments: Iterable[UUID] = (),
    *,
    directs_of: UUID | None = None,
    seats_of: UUID | None = None,
) -> dict[UUID, Ledger]:
    """Wait for other changes of the organisation, then lock everything that one may touch, all at once and in order.

    That is the groups of departments, the conversations of somebody with one other, and those of the organisation
    that somebody sits in. Nobody is seated meanwhile who leaves: being seated holds the membership, or waits here.
    """
    await tx.fetch(_QUEUE, organisation_id)
    rows = await tx.fetch(_CONCERNED, organisation_id, list(departments), directs_of, seats_of)
    return await lock(tx, [row["id"] for row in rows])


def _by_department(held: Mapping[UUID, Ledger], departments: Iterable[UUID]) -> dict[UUID, Ledger]:
    groups = {ledger.department_id: ledger for ledger in held.values()}
    return {one: groups[one] for one in departments if one in groups}


async def _follow(
    tx: Transaction, organisation_id: UUID, departments: Iterable[UUID], held: Mapping[UUID, Ledger]
) -> None:
    """Bring the groups of departments, held, in line with who is in them and who leads them."""
    asked = list(dict.fromkeys(departments))
    if not asked:
        return
    wanted = await organisations.department_members(tx, organisation_id, asked, staff=True)
    heads = await organisations.department_heads(tx, organisation_id, asked)
    groups = _by_department(held, asked)
    missing = [one for one in asked if one not in groups and len(wanted[one]) >= LEAST]
    if missing:
        groups |= await _make(tx, organisation_id, missing)
    seated = await _seated(tx, [ledger.id for ledger in groups.values()])
    spared = await _suspended(tx, organisation_id, groups, wanted, seated)
    changes = []
    for department_id, ledger in groups.items():
        people = wanted[department_id][:GROUP_LIMIT]
        now = seated.get(ledger.id, [])
        add, remove = _without(people, now), _without(now, [*people, *spared])
        owner = next(iter(heads[department_id]), None)
        change = Change(ledger, add=add, remove=remove, owner_id=owner, new_owner=owner != ledger.owner_id)
        if ledger.last_seq == 0:
            # A group is made with its owner; there is nothing to tell of before.
            ledger.owner_id, change.new_owner, change.came = owner, False, "created"
        if add or remove or change.new_owner:
            changes.append(change)
    await apply(tx, office_of(tx).context, changes, moment())


def _without(people: Sequence[UUID], others: Iterable[UUID]) -> list[UUID]:
    left_out = set(others)
    return [one for one in people if one not in left_out]


async def _make(tx: Transaction, organisation_id: UUID, departments: Sequence[UUID]) -> dict[UUID, Ledger]:
    names = await organisations.department_names(tx, organisation_id, departments)
    named = [one for one in departments if one in names]
    if not named:
        return {}
    keys = await office_of(tx).context.keyring.new_data_keys(tx, [organisation_id], len(named))
    plans = [
        Plan("department", organisation_id, key, names[one].name, department_id=one)
        for one, key in zip(named, keys, strict=True)
    ]
    made = await make(tx, plans, moment())
    return {ledger.department_id: ledger for ledger in made if ledger.department_id is not None}


async def _seated(tx: Transaction, conversations: Sequence[UUID]) -> dict[UUID, list[UUID]]:
    seated: dict[UUID, list[UUID]] = {}
    for row in await tx.fetch(_SEATED, list(conversations)):
        seated.setdefault(row["conversation_id"], []).append(row["person_id"])
    return seated


async def _suspended(
    tx: Transaction,
    organisation_id: UUID,
    groups: Mapping[UUID, Ledger],
    wanted: Mapping[UUID, Sequence[UUID]],
    seated: Mapping[UUID, Sequence[UUID]],
) -> set[UUID]:
    """Return those who seem to have gone but are only suspended: they keep their seats, which they cannot use."""
    gone = {
        person
        for department_id, ledger in groups.items()
        for person in _without(seated.get(ledger.id, []), wanted[department_id])
    }
    if not gone:
        return set()
    here = await organisations.names(tx, organisation_id, gone)
    return {person for person, shown in here.items() if shown.status == "suspended"}


async def _reopen(tx: Transaction, person_id: UUID, held: Mapping[UUID, Ledger]) -> None:
    """Open a person's direct conversations with those they share an organisation with, and close the others.

    All of them are held, whatever they are now: what two people share is looked at after everybody else has finished
    who changes it, be it on the other's side.
    """
    others = {
        ledger.id: ledger.pair_high if ledger.pair_low == person_id else ledger.pair_low
        for ledger in held.values()
        if ledger.kind == "direct"
    }
    shared = await organisations.find_colleagues(tx, person_id, [one for one in others.values() if one is not None])
    changed = {one: other in shared for one, other in others.items() if held[one].open != (other in shared)}
    if not changed:
        return
    await tx.fetch(_OPEN, list(changed), list(changed.values()))
    hub = office_of(tx).context.hub

    def show() -> None:
        for conversation_id in changed:
            hub.show(conversation_id, [one for one in (person_id, others[conversation_id]) if one is not None])

    tx.after_commit(show)

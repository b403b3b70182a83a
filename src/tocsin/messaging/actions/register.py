"""What admins of an organisation do with its groups, whoever's they are: each act is audited, and told in the groups."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from tocsin.kernel.beside import aside
from tocsin.kernel.context import Context
from tocsin.kernel.db import FLUSH, Transaction
from tocsin.kernel.errors import Invalid, Language, NotFound
from tocsin.kernel.events import Change as Named
from tocsin.kernel.spreadsheets import as_csv
from tocsin.kernel.types import Actor
from tocsin.messaging.actions.ledger import Draft, Ledger, moment
from tocsin.messaging.actions.locking import lock_for
from tocsin.messaging.actions.making import check_members
from tocsin.messaging.actions.membership import Change, apply
from tocsin.messaging.actions.running import name_of
from tocsin.messaging.actions.seats import find_stays
from tocsin.messaging.actions.telling import tell
from tocsin.messaging.actions.waiting import turn_away
from tocsin.messaging.events import (
    GroupHandedOver,
    GroupKept,
    GroupMemberRemoved,
    GroupsExported,
    GroupsMerged,
    GroupsWarned,
    called,
)
from tocsin.messaging.queries.register import Asked, check_groups, read_register
from tocsin.messaging.refusals.groups import NotMergeable
from tocsin.messaging.rules.groups import WARNING_DAYS
from tocsin.messaging.rules.register import HEADINGS, cells
from tocsin.messaging.rules.standing import check_by_hand, check_leaving, check_open, check_size
from tocsin.organisations import door as organisations

_SEATED = "SELECT person_id FROM conversation_member WHERE conversation_id = $1 AND until_version IS NULL"
_EXPORTS_A_MINUTE = 10
WARNED_MOST = 100
"""Groups warned at once."""


async def _lock(
    tx: Transaction, context: Context, actor: Actor, organisation_id: UUID, groups: Sequence[UUID]
) -> dict[UUID, Ledger]:
    """Lock groups that :func:`check_groups` let pass; who acts is checked again where their rights have changed since."""
    ledgers, still = await lock_for(tx, context, actor, groups)
    if still is not actor:
        async with tx.as_worker(None):
            await check_groups(tx, still, organisation_id, groups)
    return ledgers


async def _lock_open(
    tx: Transaction, context: Context, actor: Actor, organisation_id: UUID, conversation_id: UUID
) -> Ledger:
    """Lock a group that people made and that has not ended."""
    ledger = (await _lock(tx, context, actor, organisation_id, [conversation_id]))[conversation_id]
    check_by_hand(ledger.kind)
    check_open(ledger.open)
    return ledger


async def hand_over(
    tx: Transaction, context: Context, actor: Actor, organisation_id: UUID, conversation_id: UUID, person_id: UUID
) -> None:
    """Give a group to one of its members, whoever owns it. Raises :class:`NotFound` for who is not in it."""
    await check_groups(tx, actor, organisation_id, [conversation_id])
    active = await organisations.hold_active(tx, organisation_id, [person_id])
    async with tx.as_worker(FLUSH):
        ledger = await _lock_open(tx, context, actor, organisation_id, conversation_id)
        if person_id not in await find_stays(tx, ledger, [person_id]):
            raise NotFound
        check_members([person_id], active)
        if ledger.owner_id == person_id:
            return
        change = Change(ledger, owner_id=person_id, new_owner=True, by=actor.person_id, device=actor.device)
        await apply(tx, context, [change], moment())
        changes = called(organisation_id, await name_of(tx, context, ledger))
    await tx.emit(
        GroupHandedOver(realm_id=organisation_id, subject_id=conversation_id, person_id=person_id, changes=changes)
    )


async def remove_member(
    tx: Transaction, context: Context, actor: Actor, organisation_id: UUID, conversation_id: UUID, person_id: UUID
) -> None:
    """Take somebody out of a group; its owner only after it was handed over."""
    await check_groups(tx, actor, organisation_id, [conversation_id])
    async with tx.as_worker(FLUSH):
        ledger = await _lock_open(tx, context, actor, organisation_id, conversation_id)
        if person_id not in await find_stays(tx, ledger, [person_id]):
            raise NotFound
        check_leaving(ledger.owner_id, person_id, ledger.members)
        ledger.open = ledger.members > 1
        change = Change(ledger, remove=[person_id], by=actor.person_id, device=actor.device)
        await apply(tx, context, [change], moment())
        changes = called(organisation_id, await name_of(tx, context, ledger))
    await tx.emit(
        GroupMemberRemoved(realm_id=organisation_id, subject_id=conversation_id, person_id=person_id, changes=changes)
    )


async def merge(
    tx: Transaction, context: Context, actor: Actor, organisation_id: UUID, conversation_id: UUID, into_id: UUID
) -> None:
    """Let the members of one group join another, and end it; both are told. What was said stays where it was.

    Whoever waits to be let into the one that ends is refused: who runs the other decides who comes there.

    Members who are suspended stay behind. Raises ``NotMergeable``, ``GroupFull``, :class:`NotFound`.
    """
    if conversation_id == into_id:
        raise NotMergeable
    await check_groups(tx, actor, organisation_id, [conversation_id, into_id])
    async with tx.as_worker(FLUSH):
        seated = [row["person_id"] for row in await tx.fetch(_SEATED, conversation_id)]
    # Held before the groups are locked, as whoever leaves the organisation does.
    active = await organisations.hold_active(tx, organisation_id, seated)
    async with tx.as_worker(FLUSH):
        ledgers = await _lock(tx, context, actor, organisation_id, [conversation_id, into_id])
        source, target = ledgers[conversation_id], ledgers[into_id]
        if not all(one.kind == "group" and one.open for one in (source, target)):
            raise NotMergeable
        there = {row["person_id"] for row in await tx.fetch(_SEATED, into_id)}
        came = [
            row["person_id"]
            for row in await tx.fetch(_SEATED, conversation_id)
            if row["person_id"] in active and row["person_id"] not in there
        ]
        check_size(target.members, len(came))
        at, by, device = moment(), actor.person_id, actor.device
        if came:
            await apply(tx, context, [Change(target, add=came, by=by, device=device)], at)
        source.open, source.ends_at = False, None
        await turn_away(tx, context, [source.id], at, by)
        names = [await name_of(tx, context, one) for one in (source, target)]
        drafts = [
            Draft(target, "merged", by, device, "merge", text=names[0], detail={"on": True, "other": str(source.id)}),
            Draft(source, "merged", by, device, "merge", text=names[1], detail={"on": False, "other": str(target.id)}),
        ]
        await tell(tx, context, drafts, at)
    changes = (*called(organisation_id, names[1]), Named("merged", None, names[0]))
    await tx.emit(
        GroupsMerged(
            realm_id=organisation_id, subject_id=into_id, merged_id=conversation_id, came=len(came), changes=changes
        )
    )


async def warn(
    tx: Transaction, context: Context, actor: Actor, organisation_id: UUID, groups: Sequence[UUID], days: int
) -> None:
    """Let groups end in some days, unless somebody speaks there; they are told. Those warned before stay as they are."""
    wanted = sorted(set(groups))
    if not 0 < len(wanted) <= WARNED_MOST or not WARNING_DAYS[0] <= days <= WARNING_DAYS[1]:
        raise Invalid(fields={"group_ids": f"1 to {WARNED_MOST}", "days": f"{WARNING_DAYS[0]} to {WARNING_DAYS[1]}"})
    await check_groups(tx, actor, organisation_id, wanted)
    async with tx.as_worker(FLUSH):
        ledgers = await _lock(tx, context, actor, organisation_id, wanted)
        at, drafts = moment(), []
        for ledger in ledgers.values():
            check_by_hand(ledger.kind)
            check_open(ledger.open)
            if ledger.ends_at is None:
                ledger.ends_at = at + timedelta(days=days)
                drafts.append(_warning(ledger, actor))
        await tell(tx, context, drafts, at)
        names = tuple([await name_of(tx, context, draft.ledger) for draft in drafts])
    if drafts:
        warned = tuple(draft.ledger.id for draft in drafts)
        subject = warned[0] if len(warned) == 1 else None
        changes = called(organisation_id, names[0]) if subject else (Named("groups", None, names),)
        await tx.emit(
            GroupsWarned(realm_id=organisation_id, subject_id=subject, groups=warned, days=days, changes=changes)
        )


async def keep(tx: Transaction, context: Context, actor: Actor, organisation_id: UUID, conversation_id: UUID) -> None:
    """Take a warning back."""
    await check_groups(tx, actor, organisation_id, [conversation_id])
    async with tx.as_worker(FLUSH):
        ledger = await _lock_open(tx, context, actor, organisation_id, conversation_id)
        if ledger.ends_at is None:
            return
        ledger.ends_at = None
        await tell(tx, context, [_warning(ledger, actor)], moment())
        changes = called(organisation_id, await name_of(tx, context, ledger))
    await tx.emit(GroupKept(realm_id=organisation_id, subject_id=conversation_id, changes=changes))


def _warning(ledger: Ledger, actor: Actor) -> Draft:
    until = ledger.ends_at.isoformat() if ledger.ends_at else None
    return Draft(ledger, "warned", actor.person_id, actor.device, "warn", detail={"until": until})


async def export(
    tx: Transaction, context: Context, actor: Actor, organisation_id: UUID, asked: Asked, language: Language
) -> bytes:
    """Return the register within the actor's reach as CSV; taking it is audited."""
    context.limiter.check(f"groups_export:{actor.person_id}", _EXPORTS_A_MINUTE / 60, _EXPORTS_A_MINUTE)
    rows = [cells(one, language) async for one in read_register(tx, context, actor, organisation_id, asked)]
    await tx.emit(GroupsExported(realm_id=organisation_id, groups=len(rows)))
    return await aside(lambda: as_csv([heading.in_(language) for heading in HEADINGS], rows))

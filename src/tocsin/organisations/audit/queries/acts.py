"""The acts of an organisation with names, as a reader of the desk hears of them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from tocsin.accounts import door as accounts
from tocsin.kernel.acts import COUNTED, Recorded, Sought, count_acts, find_acts, powers_of
from tocsin.kernel.clock import zone_of
from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import Forbidden
from tocsin.kernel.events import Change
from tocsin.kernel.paging import after, cursor, limit_of
from tocsin.kernel.types import Actor, Page
from tocsin.organisations.audit.queries.names import NAMES_AN_ACT, Named, foreign_in, mentioned, names_of
from tocsin.organisations.audit.queries.parts import told_in_part
from tocsin.organisations.audit.queries.reach import reach_of, sought_by
from tocsin.organisations.audit.rules import Wanted
from tocsin.organisations.powers import AUDIT_READ


class AuditActor(msgspec.Struct, frozen=True):
    """Who did it; the name is that of the membership, also of one that has ended. All is absent for who never was a member."""

    person_id: UUID | None
    member_id: UUID | None
    name: str | None


class AuditSubject(msgspec.Struct, frozen=True):
    """What it was done to; ``kind`` is ``member``, ``department``, ``role`` or ``other``."""

    id: UUID
    kind: str
    name: str | None


class AuditRow(msgspec.Struct, frozen=True):
    """One act. Without an actor, the server did it.

    ``details`` are the fields of the event, ids and codes; ``names`` what the first of these ids are called, as far as
    they are still there; ``changes`` what was before and after, where that was recorded; ``device`` where it was done,
    as long as that device is remembered. ``power`` is what the act takes, absent where it takes none. An act that is
    not ``whole`` names others than those the reader looks after: what it says of them is left out.
    """

    id: int
    at: datetime
    kind: str
    actor: AuditActor | None
    subject: AuditSubject | None
    why: str | None
    details: dict[str, Any]
    changes: list[Change]
    names: dict[str, str]
    device: accounts.DeviceOf | None
    power: str | None
    whole: bool


class DayOfActs(msgspec.Struct, frozen=True):
    """How many acts were done on a day (of the zone that was asked for), by their kind."""

    day: date
    acts: dict[str, int]


class ActsCounted(msgspec.Struct, frozen=True):
    """Acts over time, days without any left out. ``all`` is false where there are too many to count: the oldest are missing."""

    days: list[DayOfActs]
    all: bool


class Told(NamedTuple):
    """An act as the reader hears of it, and as it was written."""

    row: AuditRow
    written: Recorded


async def get_audit(
    tx: Transaction,
    context: Context,
    actor: Actor,
    organisation_id: UUID,
    wanted: Wanted,
    *,
    page_after: str | None,
    limit: int,
) -> Page[AuditRow]:
    """Return one page of the acts of a search, the newest first."""
    reach = await reach_of(tx, actor, organisation_id)
    size = limit_of(limit)
    behind = after(page_after, tuple[int])
    sought = await sought_by(tx, context, organisation_id, wanted, reach)
    acts = await find_acts(
        tx, context.keyring, organisation_id, sought, behind=behind[0] if behind else None, limit=size + 1
    )
    shown = await _told(tx, context, organisation_id, acts[:size], reach)
    return Page([one.row for one in shown], cursor(shown[-1].row.id) if len(acts) > size else None)


async def seek_audit(tx: Transaction, context: Context, actor: Actor, organisation_id: UUID, wanted: Wanted) -> Sought:
    """Return a search as the actor's acts are looked for, to be told a part at a time."""
    return await sought_by(tx, context, organisation_id, wanted, await reach_of(tx, actor, organisation_id))


async def find_sought(
    tx: Transaction,
    context: Context,
    actor: Actor,
    organisation_id: UUID,
    sought: Sought,
    *,
    behind: int | None = None,
    limit: int,
) -> list[Told]:
    """Return acts of a search, the newest first, ``behind`` one of them.

    Raises :class:`Forbidden` where the actor hears of another part than when the search was made.
    """
    reach = await reach_of(tx, actor, organisation_id)
    if (reach and set(reach)) != (sought.within and set(sought.within)):
        raise Forbidden(power=AUDIT_READ.name)
    acts = await find_acts(tx, context.keyring, organisation_id, sought, behind=behind, limit=limit)
    return await _told(tx, context, organisation_id, acts, reach)


async def count_audit(
    tx: Transaction, context: Context, actor: Actor, organisation_id: UUID, wanted: Wanted, zone: str
) -> ActsCounted:
    """Return how many acts of a search were done on each day, by kind."""
    zone_of(zone)
    reach = await reach_of(tx, actor, organisation_id)
    sought = await sought_by(tx, context, organisation_id, wanted, reach)
    days: dict[date, Counter[str]] = {}
    for one in await count_acts(tx, organisation_id, sought, zone):
        days.setdefault(one.day, Counter())[one.kind] += one.acts
    whole = sum(sum(acts.values()) for acts in days.values()) < COUNTED
    return ActsCounted([DayOfActs(day, dict(acts)) for day, acts in days.items()], whole)


async def _told(
    tx: Transaction, context: Context, organisation_id: UUID, acts: Sequence[Recorded], reach: Sequence[UUID] | None
) -> list[Told]:
    asked_of = [list(dict.fromkeys(mentioned(act, whole=reach is not None))) for act in acts]
    asked = {one for ids in asked_of for one in ids} | {act.actor_id for act in acts if act.actor_id is not None}
    names = await names_of(tx, organisation_id, asked)
    near = None if reach is None else frozenset(reach)
    devices = await accounts.devices_of(tx, {act.session_id for act in acts if act.session_id is not None})
    powers = powers_of(context.rooms)
    told = []
    for act, ids in zip(acts, asked_of, strict=True):
        foreign = foreign_in(ids, names, near)
        part = told_in_part(act, foreign) if foreign else None
        known = (one for one in ids[:NAMES_AN_ACT] if one in names and one not in foreign)
        said = {str(one): names[one].name for one in known if names[one].kind != "gone"}
        device = None if act.session_id is None or act.actor_id not in names else devices.get(act.session_id)
        row = _row(part or act, names, said, device, powers.get(act.kind), whole=part is None)
        told.append(Told(row, act))
    return told


def _row(
    act: Recorded,
    names: Mapping[UUID, Named],
    said: dict[str, str],
    device: accounts.DeviceOf | None,
    power: str | None,
    *,
    whole: bool,
) -> AuditRow:
    subject = actor = None
    if act.subject_id is not None:
        found = names.get(act.subject_id)
        kind = found.kind if found and found.kind in ("member", "department", "role") else "other"
        # What is gone is called as it was when it went, what other rooms keep as it was when it was done.
        called = next(
            (one.before for one in act.changes if one.field == "name" and one.after in (None, one.before)),
            act.body.get("name"),
        )
        subject = AuditSubject(act.subject_id, kind, found.name if found and kind != "other" else called)
    if act.actor_id is not None:
        who = names.get(act.actor_id)
        actor = AuditActor(act.actor_id, who.member_id, who.name) if who else AuditActor(None, None, None)
    changed = [one for one in act.changes if one.before != one.after]
    return AuditRow(act.id, act.at, act.kind, actor, subject, act.why, act.body, changed, said, device, power, whole)

"""Applying an import, whole: attested by a person, done by a job in batches, complete even if the server is killed.

Every batch is one unit of work, for which the importer's rights are asked for anew: without them the import stops, what
was entered stays, and the rest is a preview again for somebody else to attest. The plan is made anew whenever the job starts, from the rows as they were read and the
organisation as it then is; people already entered are found by their phone and come out as "same". So a job that was
cut short goes on where it stopped, and one that runs twice does nothing the second time.
"""

import asyncio
from typing import Final
from uuid import UUID

import asyncpg
import msgspec
import structlog

from tocsin.accounts import door as accounts
from tocsin.kernel.clock import now
from tocsin.kernel.context import Context
from tocsin.kernel.db import FOLLOW, Transaction
from tocsin.kernel.errors import Forbidden, Refusal
from tocsin.kernel.ids import uuid7
from tocsin.kernel.jobs import PASSING
from tocsin.kernel.types import Actor, Membership
from tocsin.organisations.actions.authority import allow_cards, lead
from tocsin.organisations.actions.batches import NewDepartment, change_members, invite_members, make_departments
from tocsin.organisations.queries.records import open_members
from tocsin.organisations.records import Card, Place, check_basis, keys_of
from tocsin.organisations.roster import events
from tocsin.organisations.roster.actions.previewing import (
    blind_of,
    fail,
    importer_of,
    importing,
    keys_of_import,
    prepare,
    replace_rows,
    seal_rows,
    store_preview,
    tell,
)
from tocsin.organisations.roster.actions.uploading import APPLY, Work, check_rate
from tocsin.organisations.roster.events import RosterApplied, RosterAttested
from tocsin.organisations.roster.powers import ROSTER_IMPORT
from tocsin.organisations.roster.queries import (
    RECORDS,
    Standing,
    Stored,
    find_import,
    note_of,
    place_of,
    read_again,
    read_import,
    read_sealed,
    read_standing,
)
from tocsin.organisations.roster.refusals import (
    FILE_REFUSALS,
    RosterBusy,
    RosterChangedMeanwhile,
    RosterFailed,
    RosterNothingToDo,
    RosterNotReady,
    RosterStopped,
)
from tocsin.organisations.roster.rules import compare, ordering
from tocsin.organisations.roster.rules.paths import Path, place
from tocsin.organisations.roster.rules.plan import Plan, Planned, key_of
from tocsin.organisations.rules import Basis

log = structlog.get_logger()
BATCH: Final = 500
"""People a unit of work. Their records are made beside the event loop, which is kept for some 20 ms a batch."""
_PLAN_ANEW: Final = (
    "DISCARD PLANS",
    "SELECT set_config('enable_seqscan', 'off', true), set_config('plan_cache_mode', 'force_generic_plan', true)",
)
"""The checks of foreign keys keep plans of when the tables were all but empty: sequential scans, thousands of them. Planned
once for a batch, and by key whatever the planner knows; planning each check anew takes a third of all the time."""
ATTESTATION: Final = "2026-01"
"""The version of the text the importer attests to, which the client shows."""
_PLANS: Final = 8
"""How often one run plans anew because others changed the same people, or the importer's rights, meanwhile."""
_ATTEST = """
UPDATE roster_import SET state = 'applying', basis = $3, basis_note_sealed = $4, attested_by = $5, session_id = $6, attested_at = $7,
       basis_note = NULL, attestation = $8, done = 0, started_at = NULL, error_code = NULL, error_sealed = NULL
WHERE organisation_id = $1 AND id = $2"""
_START = """
UPDATE roster_import SET started_at = coalesce(started_at, $3), done = total - $4::bigint
WHERE organisation_id = $1 AND id = $2"""
_ADVANCE = "UPDATE roster_import SET done = done + $3 WHERE organisation_id = $1 AND id = $2 AND state = 'applying'"
_DONE = """
UPDATE roster_import SET state = 'done', done = total, finished_at = $3, counts = $4
WHERE organisation_id = $1 AND id = $2 AND state = 'applying'"""


async def attest(
    tx: Transaction,
    context: Context,
    actor: Actor,
    work: Work,
    *,
    basis: Basis,
    basis_note: str | None,
    attested: bool,
) -> None:
    """Have an import applied, on the importer's word that there is a legal basis for it.

    Raises ``AttestationNeeded``, ``BasisNoteNeeded``, ``Unfit``, :class:`RosterNotReady`, :class:`RosterNothingToDo`,
    :class:`RosterBusy`, ``TooMany``.
    """
    note = check_basis(basis, basis_note, attested=attested)
    # Of two who attest or discard at this moment, the second finds what the first has made of it.
    stored = await find_import(tx, work.organisation_id, work.import_id, lock=True)
    if stored.state != "ready":
        raise RosterNotReady(state=stored.state)
    if not stored.total:
        raise RosterNothingToDo
    check_rate(context, actor, work.organisation_id, people=stored.total)
    key = await context.keyring.record_key(tx, work.organisation_id, RECORDS)
    place = place_of("basis_note", work.organisation_id, work.import_id)
    try:
        await tx.fetch(
            _ATTEST,
            work.organisation_id,
            work.import_id,
            basis,
            None if note is None else key.seal_text(note, place),
            actor.person_id,
            actor.session_id,
            now(),
            ATTESTATION,
        )
    except asyncpg.UniqueViolationError:
        raise RosterBusy from None
    await tx.emit(
        RosterAttested(
            realm_id=work.organisation_id, subject_id=work.import_id, basis=basis, attestation=ATTESTATION, why=note
        )
    )
    await context.jobs.enqueue(tx, APPLY, work)


async def _lead(tx: Transaction, actor: Actor, organisation_id: UUID) -> Membership:
    """Hold the organisation and return the importer's membership, which must still be the one the plan was made for.

    Raises :class:`NotFound`, :class:`Forbidden`.
    """
    membership = await lead(tx, actor, organisation_id)
    if membership != actor.member_of(organisation_id) or not await accounts.is_active(tx, actor.person_id):
        raise Forbidden(power=ROSTER_IMPORT.name)
    return membership


async def apply_import(context: Context, work: Work) -> None:
    """The job that applies an attested import."""
    last: Refusal = RosterFailed()
    for _ in range(_PLANS):
        actor = await importer_of(context, work, stop)
        if actor is None:
            return
        try:
            run = await _Run.begin(context, work, actor)
            if run is not None:
                await run.apply()
        except PASSING:
            raise
        except Refusal as refusal:
            # Between planning and writing somebody changed the same people, or what the importer may: plan anew.
            log.info("roster.planned_anew", import_id=str(work.import_id), code=refusal.code)
            last = refusal
            continue
        except Exception:
            log.exception("roster.applying_failed", import_id=str(work.import_id))
            await fail(context, work, RosterFailed())
        return
    await fail(context, work, last if last.code in FILE_REFUSALS else RosterFailed())


async def stop(context: Context, work: Work, _: Refusal) -> None:
    """Make what is left of an import a preview again: its importer may not go on, somebody else may attest to the rest."""
    organisation_id = work.organisation_id
    async with context.db.working(FOLLOW, organisations=[organisation_id]) as tx:
        stored = await read_import(tx, organisation_id, work.import_id, lock=False)
        if stored.state != "applying":
            return
        standing = await read_standing(tx, context.keyring, organisation_id)
        sealed = await read_sealed(tx, organisation_id, work.import_id)
        keys = await keys_of_import(tx, context, work)
    found = await read_again(keys.key, organisation_id, stored, sealed)
    plan = await asyncio.to_thread(compare.compare, found, standing.organisation)
    preview = await prepare(keys, work, found, plan)
    async with context.db.working(FOLLOW, organisations=[organisation_id]) as tx:
        if (await read_import(tx, organisation_id, work.import_id, lock=True)).state != "applying":
            return
        await store_preview(tx, context, work, preview, RosterStopped.code)
        left = sum(row.outcome in ("make", "change") for row in plan.rows)
        await tx.emit(events.RosterStopped(realm_id=organisation_id, subject_id=work.import_id, left=left))


class _Run:
    """One run of the job over one plan."""

    def __init__(self, context: Context, work: Work, actor: Actor, stored: Stored, plan: Plan, standing: Standing):
        self.context = context
        self.work = work
        self.actor = actor
        self.stored = stored
        self.plan = plan
        self.standing = standing
        self.members: dict[str, UUID] = {
            key_of(known.phone, known.member_id): known.member_id for known in standing.organisation.members
        }
        self.departments: dict[Path, UUID] = {}

    @classmethod
    async def begin(cls, context: Context, work: Work, actor: Actor) -> "_Run | None":
        """Plan and make the departments; nothing when there is nothing to do (any more), or the plan has changed."""
        async with context.db.acting(actor) as tx:
            stored = await find_import(tx, work.organisation_id, work.import_id)
            if stored.state != "applying":
                return None
            standing = await read_standing(tx, context.keyring, work.organisation_id)
            sealed = await read_sealed(tx, work.organisation_id, work.import_id)
            keys = await keys_of_import(tx, context, work)
            importer = await importing(tx, actor, work.organisation_id)
        found = await read_again(keys.key, work.organisation_id, stored, sealed)
        plan = await asyncio.to_thread(compare.compare, found, standing.organisation, importer)
        changed = stored.started_at is None and await blind_of(keys.realm, plan) != stored.plan_blind
        preview = await prepare(keys, work, found, plan) if changed else None
        async with context.db.acting(actor) as tx:
            await _lead(tx, actor, work.organisation_id)
            if (await find_import(tx, work.organisation_id, work.import_id, lock=True)).state != "applying":
                return None
            if preview is not None:
                await store_preview(tx, context, work, preview, RosterChangedMeanwhile.code)
                return None
            run = cls(context, work, actor, stored, plan, standing)
            left = sum(row.outcome in ("make", "change") for row in plan.rows)
            await tx.fetch(_START, work.organisation_id, work.import_id, now(), left)
            await run.make_departments(tx)
            tell(context, tx, work)
        return run

    async def make_departments(self, tx: Transaction) -> None:
        """Make what the plan lacks, and remember the id of every path it uses."""
        tree = self.standing.organisation.tree
        new = []
        for path in self.plan.departments:
            department_id = uuid7()
            self.departments[path] = department_id
            above, missing = place(path[:-1], tree)
            parent = self.departments[path[:-1]] if missing else (above[-1] if above else None)
            new.append(NewDepartment(department_id, parent, path[-1]))
        await make_departments(tx, self.work.organisation_id, new)

    def department_of(self, path: Path) -> UUID:
        """Return the id of a department that is there or was just made."""
        found = self.departments.get(path)
        return found if found is not None else place(path, self.standing.organisation.tree)[0][-1]

    async def apply(self) -> None:
        """Write all batches and close the import."""
        rows, members = self.plan.rows, self.standing.organisation.members
        ordered = await asyncio.to_thread(ordering.managers_first, rows, members)
        made = [row for row in ordered if row.outcome == "make"]
        changed = [row for row in ordered if row.outcome == "change"]
        self.members |= {row.line.phone or "": uuid7() for row in made}
        for start in range(0, len(made), BATCH):
            await self.make(made[start : start + BATCH])
        for start in range(0, len(changed), BATCH):
            await self.change(changed[start : start + BATCH])
        await self.finish(len(made), len(changed))

    async def make(self, rows: list[Planned]) -> None:
        """Enter one batch of people."""
        cards = [self.new_card(row) for row in rows]
        async with self.context.db.acting(self.actor) as tx:
            await self.plan_anew(tx)
            membership = await _lead(tx, self.actor, self.work.organisation_id)
            await allow_cards(tx, membership, cards)
            await invite_members(
                tx,
                self.context.keyring,
                self.work.organisation_id,
                cards,
                invited_by=membership.member_id,
                basis=self.stored.basis,  # type: ignore[arg-type]
                basis_note=await self.note(tx),
            )
            await self.advance(tx, len(rows))

    async def change(self, rows: list[Planned]) -> None:
        """Change one batch of people, from what they are at this moment."""
        async with self.context.db.acting(self.actor) as tx:
            await self.plan_anew(tx)
            membership = await _lead(tx, self.actor, self.work.organisation_id)
            keys = await keys_of(tx, self.context.keyring, self.work.organisation_id)
            kept = await open_members(tx, keys, [row.member_id for row in rows if row.member_id])
            cards = [
                self.changed_card(kept[row.member_id].card, row)
                for row in rows
                if row.member_id and row.member_id in kept
            ]
            await allow_cards(tx, membership, cards, kept)
            await change_members(tx, self.context.keyring, self.work.organisation_id, cards)
            await self.advance(tx, len(rows))

    async def plan_anew(self, tx: Transaction) -> None:
        """Have the checks of this unit of work planned by key."""
        for statement in _PLAN_ANEW:
            await tx.fetch(statement)

    async def note(self, tx: Transaction) -> str | None:
        """Return the note to the basis that was attested."""
        key = await self.context.keyring.record_key(tx, self.work.organisation_id, RECORDS)
        return note_of(key, self.work.organisation_id, self.stored)

    async def advance(self, tx: Transaction, people: int) -> None:
        """Count what this unit of work does, in it."""
        await tx.fetch(_ADVANCE, self.work.organisation_id, self.work.import_id, people)
        tell(self.context, tx, self.work)

    def new_card(self, row: Planned) -> Card:
        """Return the record of a person to be entered."""
        line = row.line
        return Card(
            id=self.members[line.phone or ""],
            name=line.name or "",
            phone=line.phone,
            email=line.email,
            work_no=line.work_no,
            manager_id=self.members[row.manager] if row.manager else None,
            kind=line.kind or "employee",
            post=dict(row.placements or ()).get(()) or None,
            places=self.places(row, {}),
        )

    def changed_card(self, card: Card, row: Planned) -> Card:
        """Return a record with what the row states, and nothing else, changed."""
        line = row.line
        card = msgspec.structs.replace(
            card,
            name=line.name or card.name,
            email=line.email or card.email,
            work_no=line.work_no or card.work_no,
            manager_id=self.members[row.manager] if row.manager else card.manager_id,
            kind=line.kind or card.kind,
        )
        if row.placements is None:
            return card
        heads = {place.department_id: place.head for place in card.places}
        return msgspec.structs.replace(card, post=dict(row.placements).get(()) or None, places=self.places(row, heads))

    def places(self, row: Planned, heads: dict[UUID, bool]) -> tuple[Place, ...]:
        """Return the places a row asks for; who leads a department goes on leading it."""
        found = []
        for path, post in row.placements or ():
            if path:
                department_id = self.department_of(path)
                found.append(Place(department_id, post or None, heads.get(department_id, False)))
        return tuple(found)

    async def finish(self, made: int, changed: int) -> None:
        """Close the import: only the rows that were refused stay, for a few days, to be mended."""
        work = self.work
        refused = [row for row in self.plan.rows if row.outcome == "refuse"]
        counts = {**self.stored.counts, "refuse": len(refused)}
        async with self.context.db.acting(self.actor) as tx:
            key = await self.context.keyring.record_key(tx, work.organisation_id, RECORDS)
        sealed = await seal_rows(key, work, refused)
        async with self.context.db.acting(self.actor) as tx:
            if (await find_import(tx, work.organisation_id, work.import_id, lock=True)).state != "applying":
                return
            await replace_rows(tx, work, sealed)
            await tx.fetch(_DONE, work.organisation_id, work.import_id, now(), counts)
            await tx.emit(
                RosterApplied(
                    realm_id=work.organisation_id,
                    subject_id=work.import_id,
                    made=made,
                    changed=changed,
                    departments=len(self.departments),
                )
            )

"""Reading an upload and comparing it: the preview."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

import msgspec
import structlog

from tocsin.kernel.beside import each
from tocsin.kernel.clock import now
from tocsin.kernel.context import Context
from tocsin.kernel.db import FOLLOW, Transaction
from tocsin.kernel.errors import Forbidden, Refusal
from tocsin.kernel.events import TOUCHED
from tocsin.kernel.powers import authorise, decide
from tocsin.kernel.types import Actor
from tocsin.organisations.roster.actions.uploading import Work
from tocsin.organisations.roster.events import touch
from tocsin.organisations.roster.powers import ROSTER_IMPORT
from tocsin.organisations.roster.queries import (
    RECORDS,
    Body,
    Preview,
    find_import,
    find_importer,
    place_of,
    read_standing,
    shown_paths,
)
from tocsin.organisations.roster.refusals import FILE_REFUSALS, RosterFailed
from tocsin.organisations.roster.rules import compare, reading
from tocsin.organisations.roster.rules.compare import Plan, Planned, Reaches

log = structlog.get_logger()
_AT_ONCE = 5_000
_ADD_ROWS = """
INSERT INTO roster_import_row (organisation_id, import_id, row, outcome, body_sealed)
SELECT $1, $2, * FROM unnest($3::bigint[], $4::text[], $5::bytea[])"""
_READY = """
UPDATE roster_import SET state = 'ready', file_sealed = NULL, preview_sealed = $3, separator = $4, total = $5, done = 0,
       counts = $6, plan_blind = $7, error_code = $8, error_sealed = NULL
WHERE organisation_id = $1 AND id = $2 AND state IN ('reading', 'applying')"""
_FAILED = """
UPDATE roster_import SET state = 'failed', file_sealed = NULL, error_code = $3, finished_at = $4
WHERE organisation_id = $1 AND id = $2 AND state IN ('reading', 'applying')"""


async def read_import(context: Context, work: Work) -> None:
    """The job that reads an upload and compares it. Run again, it does the same again, or nothing."""
    actor = await importer_of(context, work)
    if actor is None:
        return
    async with context.db.acting(actor) as tx:
        stored = await find_import(tx, work.organisation_id, work.import_id)
        if stored.state != "reading" or stored.file_sealed is None:
            return
        key = await context.keyring.record_key(tx, work.organisation_id, RECORDS)
    data = key.open(stored.file_sealed, place_of("file", work.organisation_id, work.import_id))
    try:
        found = await asyncio.to_thread(reading.read, data)
    except Refusal as refusal:
        await fail(context, work, refusal)
        return
    except Exception:
        log.exception("roster.reading_failed", import_id=str(work.import_id))
        await fail(context, work, RosterFailed())
        return
    async with context.db.acting(actor) as tx:
        if (await find_import(tx, work.organisation_id, work.import_id, lock=True)).state != "reading":
            return
        standing = await read_standing(tx, context.keyring, work.organisation_id)
        reaches = reaches_of(actor, work.organisation_id)
        plan = await asyncio.to_thread(compare.compare, found, standing.organisation, reaches)
        await store_plan(tx, context, work, found, plan)


async def fail(context: Context, work: Work, refusal: Refusal) -> None:
    """Record why an import came to nothing, and delete its file."""
    async with context.db.working(FOLLOW, organisations=[work.organisation_id]) as tx:
        await tx.fetch(_FAILED, work.organisation_id, work.import_id, refusal.code, now())
        if refusal.params and refusal.code in FILE_REFUSALS:
            key = await context.keyring.record_key(tx, work.organisation_id, RECORDS)
            sealed = key.seal(
                msgspec.json.encode(refusal.params), place_of("error", work.organisation_id, work.import_id)
            )
            await tx.fetch(
                "UPDATE roster_import SET error_sealed = $3 WHERE organisation_id = $1 AND id = $2",
                work.organisation_id,
                work.import_id,
                sealed,
            )
        tell(context, tx, work)


async def importer_of(
    context: Context, work: Work, otherwise: Callable[[Context, Work, Refusal], Awaitable[None]] = fail
) -> Actor | None:
    """Return who the job works for, with the power they must still hold; else that is the end of the import."""
    actor = await find_importer(context.db, work.organisation_id, work.import_id, now() + timedelta(hours=1))
    if actor is None:
        return None
    try:
        authorise(actor, ROSTER_IMPORT, work.organisation_id)
    except Refusal:
        await otherwise(context, work, Forbidden())
        return None
    return actor


def reaches_of(actor: Actor, organisation_id: UUID) -> Reaches | None:
    """Return what tells whether the importer reaches a department, or nothing for who reaches them all."""
    membership = actor.member_of(organisation_id)
    if decide(membership, ROSTER_IMPORT, ancestry=frozenset()).allowed:
        return None
    return lambda ancestry: decide(membership, ROSTER_IMPORT, ancestry=ancestry).allowed


def tell(context: Context, tx: Transaction, work: Work) -> None:
    """Have open clients fetch the import again once this unit of work is committed."""
    payload = msgspec.json.encode([touch(work.organisation_id, work.import_id)])
    tx.after_commit(lambda: context.bus.publish(TOUCHED, payload))


async def store_plan(
    tx: Transaction,
    context: Context,
    work: Work,
    found: reading.Reading,
    plan: Plan,
    changed_meanwhile: str | None = None,
) -> None:
    """Store a preview in place of the one before."""
    keyring, organisation_id = context.keyring, work.organisation_id
    key = await keyring.record_key(tx, organisation_id, RECORDS)
    await replace_rows(tx, context, work, plan.rows)
    counts = plan.counts()
    preview = Preview(found.columns, shown_paths(plan.departments))
    await tx.fetch(
        _READY,
        organisation_id,
        work.import_id,
        key.seal(msgspec.json.encode(preview), place_of("preview", organisation_id, work.import_id)),
        found.separator,
        counts["make"] + counts["change"],
        counts,
        await blind_of(tx, context, organisation_id, plan),
        changed_meanwhile,
    )
    tell(context, tx, work)


async def replace_rows(tx: Transaction, context: Context, work: Work, rows: list[Planned]) -> None:
    """Write the rows of a plan in place of those that are stored."""
    key = await context.keyring.record_key(tx, work.organisation_id, RECORDS)
    await tx.fetch(
        "DELETE FROM roster_import_row WHERE organisation_id = $1 AND import_id = $2",
        work.organisation_id,
        work.import_id,
    )

    def sealed(row: Planned) -> bytes:
        body = Body(row.line, row.member_id, row.changes, row.reasons)
        place = place_of("row", work.organisation_id, work.import_id, row.line.row)
        return key.seal(msgspec.json.encode(body), place)

    for start in range(0, len(rows), _AT_ONCE):
        some = rows[start : start + _AT_ONCE]
        await tx.fetch(
            _ADD_ROWS,
            work.organisation_id,
            work.import_id,
            [row.line.row for row in some],
            [row.outcome for row in some],
            await each(sealed, some),
        )


async def blind_of(tx: Transaction, context: Context, organisation_id: UUID, plan: Plan) -> bytes:
    """Return what stands for a plan: equal for plans that would do the same."""
    realm = await context.keyring.realm(tx, organisation_id)
    encoded = await asyncio.to_thread(lambda: msgspec.json.encode(plan.essence()))
    return realm.blind("organisations.roster.plan", hashlib.sha256(encoded).hexdigest())

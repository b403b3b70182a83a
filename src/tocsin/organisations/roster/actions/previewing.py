"""Reading an upload and comparing it: the preview."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final, NamedTuple
from uuid import UUID

import msgspec
import structlog

from tocsin.kernel.beside import each
from tocsin.kernel.clock import now
from tocsin.kernel.context import Context
from tocsin.kernel.db import FOLLOW, Transaction
from tocsin.kernel.errors import Forbidden, Refusal, TooMany
from tocsin.kernel.events import touch_later
from tocsin.kernel.powers import authorise
from tocsin.kernel.seal import DataKey, Realm
from tocsin.kernel.types import Actor
from tocsin.organisations.events import NumberConfirmed
from tocsin.organisations.queries.view import view_of
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
from tocsin.organisations.roster.refusals import FILE_REFUSALS, RosterFailed, RosterTooManyNumbers
from tocsin.organisations.roster.rules import compare, reading
from tocsin.organisations.roster.rules.plan import Plan, Planned
from tocsin.organisations.roster.rules.rights import Importer

log = structlog.get_logger()
NUMBERS_A_DAY: Final = 1_000
"""Numbers in files of somebody who may not read everybody's: new people, not the ten thousand that a mask leaves open."""
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
        standing = await read_standing(tx, context.keyring, work.organisation_id)
        keys = await keys_of_import(tx, context, work)
        importer = await importing(tx, actor, work.organisation_id)
    plan = await asyncio.to_thread(compare.compare, found, standing.organisation, importer)
    try:
        if plan.asked:
            context.limiter.check(
                f"roster_numbers:{actor.person_id}", NUMBERS_A_DAY / 86_400, NUMBERS_A_DAY, plan.asked
            )
    except TooMany:
        await fail(context, work, RosterTooManyNumbers(limit=NUMBERS_A_DAY))
        return
    preview = await prepare(keys, work, found, plan)
    async with context.db.acting(actor) as tx:
        if (await find_import(tx, work.organisation_id, work.import_id, lock=True)).state == "reading":
            await store_preview(tx, context, work, preview)
            for member_id in plan.confirmed:
                await tx.emit(NumberConfirmed(realm_id=work.organisation_id, subject_id=member_id))


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


async def importing(tx: Transaction, actor: Actor, organisation_id: UUID) -> Importer | None:
    """Return the importer as the comparison needs them, or nothing for who may do everything."""
    view = await view_of(tx, actor, organisation_id)
    if view.membership.main_admin:
        return None
    return Importer(view.membership, frozenset(view.closed), view.contact_of_all())


def tell(context: Context, tx: Transaction, work: Work) -> None:
    """Have open clients fetch the import again once this unit of work is committed."""
    touch_later(tx, context.bus, touch(work.organisation_id, work.import_id))


class ImportKeys(NamedTuple):
    """What seals an import, and what names its plan."""

    key: DataKey
    realm: Realm


async def keys_of_import(tx: Transaction, context: Context, work: Work) -> ImportKeys:
    """Return the keys of an import's organisation."""
    keyring = context.keyring
    return ImportKeys(
        await keyring.record_key(tx, work.organisation_id, RECORDS), await keyring.realm(tx, work.organisation_id)
    )


class SealedRow(NamedTuple):
    """A row as it is stored."""

    row: int
    outcome: str
    body: bytes


class Prepared(NamedTuple):
    """A preview ready to be stored.

    Planning and sealing take seconds for a large import, and a unit of work open so long would keep everybody's events
    waiting, and everybody's acts where it holds the organisation.
    """

    rows: list[SealedRow]
    preview: bytes
    separator: str
    counts: dict[str, int]
    blind: bytes


async def prepare(keys: ImportKeys, work: Work, found: reading.Reading, plan: Plan) -> Prepared:
    """Seal a plan, outside any unit of work."""
    shown = Preview(found.columns, shown_paths(plan.departments))
    return Prepared(
        rows=await seal_rows(keys.key, work, plan.rows),
        preview=keys.key.seal(msgspec.json.encode(shown), place_of("preview", work.organisation_id, work.import_id)),
        separator=found.separator,
        counts=plan.counts(),
        blind=await blind_of(keys.realm, plan),
    )


async def store_preview(
    tx: Transaction, context: Context, work: Work, prepared: Prepared, changed_meanwhile: str | None = None
) -> None:
    """Store a preview in place of the one before."""
    await replace_rows(tx, work, prepared.rows)
    await tx.fetch(
        _READY,
        work.organisation_id,
        work.import_id,
        prepared.preview,
        prepared.separator,
        prepared.counts["make"] + prepared.counts["change"],
        prepared.counts,
        prepared.blind,
        changed_meanwhile,
    )
    tell(context, tx, work)


async def seal_rows(key: DataKey, work: Work, rows: list[Planned]) -> list[SealedRow]:
    """Seal the rows of a plan."""

    def sealed(row: Planned) -> SealedRow:
        body = Body(row.line, row.member_id, row.changes, row.reasons)
        place = place_of("row", work.organisation_id, work.import_id, row.line.row)
        return SealedRow(row.line.row, row.outcome, key.seal(msgspec.json.encode(body), place))

    return await each(sealed, rows)


async def replace_rows(tx: Transaction, work: Work, rows: list[SealedRow]) -> None:
    """Write rows in place of those that are stored."""
    await tx.fetch(
        "DELETE FROM roster_import_row WHERE organisation_id = $1 AND import_id = $2",
        work.organisation_id,
        work.import_id,
    )
    for start in range(0, len(rows), _AT_ONCE):
        some = rows[start : start + _AT_ONCE]
        await tx.fetch(
            _ADD_ROWS,
            work.organisation_id,
            work.import_id,
            [row.row for row in some],
            [row.outcome for row in some],
            [row.body for row in some],
        )


async def blind_of(realm: Realm, plan: Plan) -> bytes:
    """Return what stands for a plan: equal for plans that would do the same."""
    digest = await asyncio.to_thread(lambda: hashlib.sha256(msgspec.json.encode(plan.essence())).hexdigest())
    return realm.blind("organisations.roster.plan", digest)

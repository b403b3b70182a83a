"""An upload becomes an import to be read; an import that nobody applies is put aside."""

from datetime import timedelta
from typing import Final
from uuid import UUID

import msgspec

from tocsin.kernel import text
from tocsin.kernel.clock import now
from tocsin.kernel.context import Context
from tocsin.kernel.db import FOLLOW, Transaction
from tocsin.kernel.ids import uuid7
from tocsin.kernel.types import Actor
from tocsin.organisations.roster.events import RosterDiscarded, RosterUploaded
from tocsin.organisations.roster.queries import RECORDS, find_import, place_of
from tocsin.organisations.roster.refusals import RosterEmpty, RosterNotReady, RosterTooLarge
from tocsin.organisations.roster.rules import limits

READ: Final = "organisations.roster_read"
APPLY: Final = "organisations.roster_apply"
KEPT: Final = timedelta(days=7)
_UPLOADS_AN_HOUR: Final = 60

_INSERT = """
INSERT INTO roster_import (organisation_id, id, state, created_by, session_id, created_at, file_name_sealed, file_sealed)
VALUES ($1, $2, 'reading', $3, $4, $5, $6, $7)"""
# The attestation stays: who entered others' data, on what ground. What was entered goes. Rows are there only where there
# is a preview: those of an import that somebody attests at this moment are not named here, and stay.
_CLEAR = """
UPDATE roster_import SET file_sealed = NULL, preview_sealed = NULL, error_sealed = NULL, error_code = NULL,
       state = CASE WHEN state IN ('done', 'failed') THEN state ELSE 'discarded' END, finished_at = coalesce(finished_at, $2)
WHERE created_at < $1 AND state <> 'applying'
  AND (preview_sealed IS NOT NULL OR file_sealed IS NOT NULL OR error_code IS NOT NULL OR state IN ('reading', 'ready'))
RETURNING organisation_id, id"""
_CLEAR_ROWS = """
DELETE FROM roster_import_row r USING unnest($1::uuid[], $2::uuid[]) AS one(organisation_id, id)
WHERE r.organisation_id = one.organisation_id AND r.import_id = one.id"""
_LEFT_BEHIND = """
SELECT organisation_id, id AS import_id, state FROM roster_import
WHERE state IN ('reading', 'applying') AND coalesce(attested_at, created_at) < $1 LIMIT 100"""


class Work(msgspec.Struct):
    """What a job is told: which import."""

    organisation_id: UUID
    import_id: UUID


async def upload(
    tx: Transaction, context: Context, actor: Actor, organisation_id: UUID, file_name: str, data: bytes
) -> UUID:
    """Take a file in, sealed, to be read by a job. Raises :class:`RosterTooLarge`, :class:`RosterEmpty`, ``TooMany``.

    The file waits in the row and not among the blobs: it lives for seconds, and goes with the row's own transaction.
    """
    if len(data) > limits.UPLOAD_BYTES:
        raise RosterTooLarge(limit=limits.UPLOAD_BYTES >> 20)
    if not data:
        raise RosterEmpty
    context.limiter.check(f"roster:{organisation_id}", _UPLOADS_AN_HOUR / 3600, _UPLOADS_AN_HOUR)
    import_id = uuid7()
    key = await context.keyring.record_key(tx, organisation_id, RECORDS)
    await tx.fetch(
        _INSERT,
        organisation_id,
        import_id,
        actor.person_id,
        actor.session_id,
        now(),
        key.seal_text(_file_name(file_name), place_of("file_name", organisation_id, import_id)),
        key.seal(data, place_of("file", organisation_id, import_id)),
    )
    await tx.emit(RosterUploaded(realm_id=organisation_id, subject_id=import_id))
    await context.jobs.enqueue(tx, READ, Work(organisation_id, import_id))
    return import_id


def _file_name(given: str) -> str:
    name = given.replace("\\", "/").rpartition("/")[2]
    try:
        return text.clean_line(name[-200:], 200)
    except text.Unfit:
        return "roster"


async def discard(tx: Transaction, organisation_id: UUID, import_id: UUID) -> None:
    """Put an import aside and delete what it holds. Raises :class:`RosterNotReady` while it is applied."""
    stored = await find_import(tx, organisation_id, import_id, lock=True)
    if stored.state == "applying":
        raise RosterNotReady(state=stored.state)
    await tx.fetch(
        "DELETE FROM roster_import_row WHERE organisation_id = $1 AND import_id = $2", organisation_id, import_id
    )
    await tx.fetch(
        "UPDATE roster_import SET state = CASE WHEN state = 'done' THEN state ELSE 'discarded' END, file_sealed = NULL,"
        " preview_sealed = NULL, finished_at = coalesce(finished_at, $3)"
        " WHERE organisation_id = $1 AND id = $2",
        organisation_id,
        import_id,
        now(),
    )
    await tx.emit(RosterDiscarded(realm_id=organisation_id, subject_id=import_id))


async def sweep(context: Context, _: object) -> None:
    """Delete what is past its term, and put work that was left behind into the queue again."""
    async with context.db.working(FOLLOW) as tx:
        cleared = await tx.fetch(_CLEAR, now() - KEPT, now())
        await tx.fetch(_CLEAR_ROWS, [row["organisation_id"] for row in cleared], [row["id"] for row in cleared])
        for row in await tx.fetch(_LEFT_BEHIND, now() - timedelta(minutes=10)):
            name = READ if row["state"] == "reading" else APPLY
            work = Work(row["organisation_id"], row["import_id"])
            await context.jobs.enqueue(tx, name, work, key=f"{name}:{work.import_id}")

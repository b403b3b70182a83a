"""An upload becomes an import to be read; an import that nobody applies is put aside."""

from datetime import timedelta
from typing import Final
from uuid import UUID

import msgspec

from tocsin.kernel import text
from tocsin.kernel.beside import aside
from tocsin.kernel.clock import now
from tocsin.kernel.context import Context
from tocsin.kernel.db import FOLLOW, Transaction
from tocsin.kernel.ids import uuid7
from tocsin.kernel.types import Actor
from tocsin.organisations.actions.writing import hold
from tocsin.organisations.roster.events import RosterDiscarded, RosterUploaded
from tocsin.organisations.roster.queries import RECORDS, find_import, place_of
from tocsin.organisations.roster.refusals import (
    RosterEmpty,
    RosterNotReady,
    RosterReading,
    RosterTooLarge,
    RosterTooManyWaiting,
)
from tocsin.organisations.roster.rules import limits

READ: Final = "organisations.roster_read"
APPLY: Final = "organisations.roster_apply"
KEPT: Final = timedelta(days=7)
FORGOTTEN: Final = timedelta(days=30)
"""After it nothing is left of an import that nobody attested to."""
AN_HOUR: Final = 60
"""Uploads of an organisation, and likewise applications: each costs seconds of a core."""
OF_ONE_AN_HOUR: Final = 30
"""Those of one person, in whatever organisation."""
PEOPLE_A_DAY: Final = 200_000
"""Whom an organisation, or a person, may have entered or changed by imports; as many at once."""
OWN: Final = 3
"""Imports one person has waiting with their rows; older ones are put aside."""
WAITING: Final = 10
"""Those that an organisation has waiting."""
ENDED: Final = 10
"""Imports an organisation is done with and that still show the rows that were refused."""
_STUCK: Final = timedelta(minutes=10)

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


_READING = """
SELECT 1 FROM roster_import
WHERE state = 'reading' AND created_at > $3 AND (organisation_id = $1 OR created_by = $2) LIMIT 1"""
_OWN_OLD = """
SELECT id FROM roster_import WHERE organisation_id = $1 AND created_by = $2 AND state = 'ready'
ORDER BY id DESC OFFSET $3 FOR UPDATE SKIP LOCKED"""
_ENDED_OLD = """
SELECT id FROM roster_import WHERE organisation_id = $1 AND state = 'done' AND preview_sealed IS NOT NULL
ORDER BY id DESC OFFSET $2"""
_DROP_ROWS = "DELETE FROM roster_import_row WHERE organisation_id = $1 AND import_id = ANY ($2::uuid[])"
_PUT_ASIDE = """
UPDATE roster_import SET state = CASE WHEN state = 'done' THEN state ELSE 'discarded' END, file_sealed = NULL,
       preview_sealed = NULL, finished_at = coalesce(finished_at, $3)
WHERE organisation_id = $1 AND id = ANY ($2::uuid[])"""
_FORGET = """
DELETE FROM roster_import WHERE created_at < $1 AND attested_by IS NULL AND state IN ('failed', 'discarded')"""


class Work(msgspec.Struct):
    """What a job is told: which import."""

    organisation_id: UUID
    import_id: UUID


async def upload(
    tx: Transaction, context: Context, actor: Actor, organisation_id: UUID, file_name: str, data: bytes
) -> UUID:
    """Take a file in, sealed, to be read by a job.

    Raises :class:`RosterTooLarge`, :class:`RosterEmpty`, ``TooMany``, :class:`RosterReading` while another of the
    organisation or the person is read, :class:`RosterTooManyWaiting`. What the same person uploaded before, but for the
    newest, is put aside: whoever mends a file uploads it again.

    The file waits in the row and not among the blobs: it lives for seconds, and goes with the row's own transaction.
    """
    if len(data) > limits.UPLOAD_BYTES:
        raise RosterTooLarge(limit=limits.UPLOAD_BYTES >> 20)
    if not data:
        raise RosterEmpty
    check_rate(context, actor, organisation_id)
    import_id = uuid7()
    key = await context.keyring.record_key(tx, organisation_id, RECORDS)
    # Before the organisation is held: its other writes do not wait for this.
    sealed = await aside(lambda: key.seal(data, place_of("file", organisation_id, import_id)))
    await _make_room(tx, organisation_id, actor.person_id)
    await tx.fetch(
        _INSERT,
        organisation_id,
        import_id,
        actor.person_id,
        actor.session_id,
        now(),
        key.seal_text(_file_name(file_name), place_of("file_name", organisation_id, import_id)),
        sealed,
    )
    await tx.emit(RosterUploaded(realm_id=organisation_id, subject_id=import_id))
    await context.jobs.enqueue(tx, READ, Work(organisation_id, import_id))
    return import_id


def check_rate(context: Context, actor: Actor, organisation_id: UUID, *, people: int | None = None) -> None:
    """Refuse what is asked too often, of an organisation and of a person: a file read, or with ``people`` so many applied.

    Raises ``TooMany``.
    """
    # The person first: whoever asks too often takes nothing from the others of the organisation.
    for who, most in ((actor.person_id, OF_ONE_AN_HOUR), (organisation_id, AN_HOUR)):
        act = "roster" if people is None else "roster_apply"
        context.limiter.check(f"{act}:{who}", most / 3600, most)
        if people is not None:
            context.limiter.check(f"roster_people:{who}", PEOPLE_A_DAY / 86_400, PEOPLE_A_DAY, people)


async def _make_room(tx: Transaction, organisation_id: UUID, person_id: UUID) -> None:
    """Let one file at a time be read, and few be kept; uploads of an organisation come one after the other here."""
    await hold(tx, organisation_id)
    if await tx.fetch(_READING, organisation_id, person_id, now() - _STUCK):
        raise RosterReading
    old = [row["id"] for row in await tx.fetch(_OWN_OLD, organisation_id, person_id, OWN - 1)]
    ended = [row["id"] for row in await tx.fetch(_ENDED_OLD, organisation_id, ENDED)]
    if old or ended:
        await _put_aside(tx, organisation_id, [*old, *ended])
    for one in old:
        await tx.emit(RosterDiscarded(realm_id=organisation_id, subject_id=one))
    waiting = "SELECT count(*) FROM roster_import WHERE organisation_id = $1 AND state = 'ready'"
    if (await tx.fetch(waiting, organisation_id))[0][0] >= WAITING:
        raise RosterTooManyWaiting(limit=WAITING)


async def _put_aside(tx: Transaction, organisation_id: UUID, imports: list[UUID]) -> None:
    await tx.fetch(_DROP_ROWS, organisation_id, imports)
    await tx.fetch(_PUT_ASIDE, organisation_id, imports, now())


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
    await _put_aside(tx, organisation_id, [import_id])
    await tx.emit(RosterDiscarded(realm_id=organisation_id, subject_id=import_id))


async def sweep(context: Context, _: object) -> None:
    """Delete what is past its term, and put work that was left behind into the queue again."""
    async with context.db.working(FOLLOW) as tx:
        cleared = await tx.fetch(_CLEAR, now() - KEPT, now())
        await tx.fetch(_CLEAR_ROWS, [row["organisation_id"] for row in cleared], [row["id"] for row in cleared])
        await tx.fetch(_FORGET, now() - FORGOTTEN)
        for row in await tx.fetch(_LEFT_BEHIND, now() - _STUCK):
            name = READ if row["state"] == "reading" else APPLY
            work = Work(row["organisation_id"], row["import_id"])
            await context.jobs.enqueue(tx, name, work, key=f"{name}:{work.import_id}")

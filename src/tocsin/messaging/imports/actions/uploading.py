"""Files taken in, put aside, and forgotten."""

from collections.abc import AsyncIterable
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

import msgspec

from tocsin.kernel.clock import now, zone_of
from tocsin.kernel.context import Context
from tocsin.kernel.db import FOLLOW, Transaction
from tocsin.kernel.errors import TooLarge
from tocsin.kernel.events import touch_later
from tocsin.kernel.ids import uuid7
from tocsin.kernel.powers import authorise
from tocsin.kernel.sweep import drop_blobs_later
from tocsin.kernel.types import Actor
from tocsin.messaging.events import called
from tocsin.messaging.imports.events import ConversationImportDropped, ConversationImportUploaded, touch
from tocsin.messaging.imports.powers import CONVERSATION_IMPORT
from tocsin.messaging.imports.queries import COLUMNS, RECORDS, Stored, file_name_of, get_import, import_place, stored_of
from tocsin.messaging.imports.refusals import ImportEmpty, ImportFailed, ImportTooLarge, ImportUnderWay
from tocsin.messaging.imports.rules.model import UPLOAD_BYTES, clean_line

READ: Final = "messaging.import_read"
APPLY: Final = "messaging.import_apply"
KEPT: Final = timedelta(days=7)
AN_HOUR: Final = 10
OWN: Final = 3
"""Imports of a person that wait in an organisation with their files; older ones are put aside."""
_JOBS: Final = {"reading": READ, "applying": APPLY}
_UNDER_WAY: Final = (
    "SELECT 1 FROM conversation_import WHERE person_id = $1 AND state IN ('reading', 'applying') LIMIT 1"
)
_INSERT: Final = """
INSERT INTO conversation_import (id, person_id, realm_id, state, zone, name_sealed, created_at, data_key_id, blob_name,
                                 blob_size, blob_digest)
VALUES ($1, $2, $3, 'reading', $4, $5, $6, $7, $8, $9, $10)"""
_EXPIRE: Final = f"DELETE FROM conversation_import WHERE created_at < $1 AND state <> 'applying' RETURNING {COLUMNS}"  # noqa: S608
_FORGET: Final = f"DELETE FROM conversation_import WHERE person_id = $1 AND realm_id = $2 RETURNING {COLUMNS}"  # noqa: S608
_GOING: Final = "SELECT id, state FROM conversation_import WHERE state IN ('reading', 'applying')"
# As they were: what they name is deleted.
_GIVE_UP: Final = f"""
WITH stuck AS (
    SELECT {COLUMNS} FROM conversation_import i
    WHERE EXISTS (SELECT FROM unnest($1::uuid[], $4::text[]) n(id, state) WHERE n.id = i.id AND n.state = i.state) FOR UPDATE
), given_up AS (
    UPDATE conversation_import i SET state = 'failed', error = $2, finished_at = $3, data_key_id = NULL, blob_name = NULL
    FROM stuck WHERE i.id = stuck.id
)
SELECT * FROM stuck"""  # noqa: S608
_OWN_OLD: Final = f"""
DELETE FROM conversation_import WHERE id IN (
    SELECT id FROM conversation_import WHERE person_id = $1 AND realm_id = $2 AND state = 'ready'
    ORDER BY id DESC OFFSET $3 FOR UPDATE SKIP LOCKED)
RETURNING {COLUMNS}"""  # noqa: S608


class Work(msgspec.Struct):
    """What a job is told: which import."""

    import_id: UUID


async def upload(
    context: Context, actor: Actor, organisation_id: UUID, name: str, zone: str, chunks: AsyncIterable[bytes]
) -> UUID:
    """Take a file in, sealed as it comes, to be read by a job; of those that wait the newest stay.

    Raises ``Invalid``, ``Forbidden``, ``TooMany``, :class:`ImportTooLarge`, :class:`ImportEmpty`,
    :class:`ImportUnderWay`.
    """
    zone = zone_of(zone).key
    async with context.db.acting(actor) as tx:
        await _check(tx, context, actor, organisation_id)
        realm = await context.keyring.realm(tx, organisation_id)
        key = await context.keyring.record_key(tx, organisation_id, RECORDS)
    try:
        ref = await context.blobs.put(realm, key, chunks, UPLOAD_BYTES)
    except TooLarge:
        raise ImportTooLarge(limit=f"{UPLOAD_BYTES >> 20} MB") from None
    if not ref.size:
        await context.blobs.delete(ref)
        raise ImportEmpty
    import_id = uuid7()
    async with context.db.acting(actor) as tx:
        await _check(tx, context, actor, organisation_id)
        shown = clean_line(name.replace("\\", "/").rpartition("/")[2]) or "import"
        sealed = key.seal_text(shown, import_place("name", import_id))
        stored = (ref.data_key_id, ref.name, ref.size, ref.digest)
        await tx.fetch(_INSERT, import_id, actor.person_id, organisation_id, zone, sealed, now(), *stored)
        context.limiter.check(f"import:{actor.person_id}", AN_HOUR / 3600, AN_HOUR)
        await _put_aside_old(tx, context, actor, organisation_id)
        await tx.emit(
            ConversationImportUploaded(
                realm_id=organisation_id,
                subject_id=import_id,
                person_id=actor.person_id,
                changes=called(organisation_id, shown),
            )
        )
        await go_on(tx, context, import_id, "reading")
    return import_id


async def go_on(tx: Transaction, context: Context, import_id: UUID, state: Literal["reading", "applying"]) -> None:
    """Have a job do what an import in a state is for."""
    await context.jobs.enqueue(tx, _JOBS[state], Work(import_id), key=f"{_JOBS[state]}:{import_id}")


async def _check(tx: Transaction, context: Context, actor: Actor, organisation_id: UUID) -> None:
    authorise(actor, CONVERSATION_IMPORT, organisation_id, ancestry=frozenset())
    await tx.fetch("SELECT pg_advisory_xact_lock(hashtextextended('import:' || $1::uuid::text, 0))", actor.person_id)
    if await tx.fetch(_UNDER_WAY, actor.person_id):
        raise ImportUnderWay


async def _put_aside_old(tx: Transaction, context: Context, actor: Actor, organisation_id: UUID) -> None:
    # With the one that is being read they are as many as may wait.
    old = [stored_of(row) for row in await tx.fetch(_OWN_OLD, actor.person_id, organisation_id, OWN - 1)]
    await drop_blobs_later(context, tx, old)
    for one in old:
        await _tell_dropped(tx, context, actor, organisation_id, one)


async def drop(tx: Transaction, context: Context, actor: Actor, organisation_id: UUID, import_id: UUID) -> None:
    """Stop an import, or put it aside; what was entered stays. Raises :class:`NotFound`."""
    stored = await get_import(tx, actor, organisation_id, import_id, lock=True)
    await tx.fetch("DELETE FROM conversation_import WHERE id = $1", import_id)
    await drop_blobs_later(context, tx, [stored])
    await _tell_dropped(tx, context, actor, organisation_id, stored)


async def _tell_dropped(tx: Transaction, context: Context, actor: Actor, organisation_id: UUID, one: Stored) -> None:
    key = await context.keyring.record_key(tx, organisation_id, RECORDS)
    name = called(organisation_id, file_name_of(one, key))
    await tx.emit(
        ConversationImportDropped(realm_id=organisation_id, subject_id=one.id, person_id=actor.person_id, changes=name)
    )


async def expire(context: Context) -> int:
    """Delete the imports whose term has ended, and their files; give up those left behind. Return how many."""
    moment = now()
    async with context.db.working(FOLLOW) as tx:
        rows = [stored_of(row) for row in await tx.fetch(_EXPIRE, moment - KEPT)]
        await drop_blobs_later(context, tx, rows)
        stuck = await _give_up(tx, context, moment)
        await drop_blobs_later(context, tx, stuck)
        for one in stuck:
            show_progress(context, tx, one.person_id)
    return len(rows)


async def _give_up(tx: Transaction, context: Context, moment: datetime) -> list[Stored]:
    """Fail the imports that are under way and of which no job is: one held after it had been tried as often as it may."""
    going = [(row["id"], row["state"]) for row in await tx.fetch(_GOING)]
    # By what they were given: a job of an earlier version has no key.
    pending = {(one.import_id, state) for state, name in _JOBS.items() for one in await context.jobs.pending(tx, name)}
    left = [one for one in going if one not in pending]
    ids, states = [one for one, _ in left], [state for _, state in left]
    return [stored_of(row) for row in await tx.fetch(_GIVE_UP, ids, ImportFailed.code, moment, states)]


async def forget(tx: Transaction, context: Context, realm_id: UUID, person_id: UUID) -> None:
    """Delete the imports of a person in a realm, as FOLLOW, when the person is erased."""
    rows = [stored_of(row) for row in await tx.fetch(_FORGET, person_id, realm_id)]
    await drop_blobs_later(context, tx, rows)


def show_progress(context: Context, tx: Transaction, person_id: UUID) -> None:
    """Have the importer's open clients fetch their imports again once this unit of work is committed."""
    touch_later(tx, context.bus, touch(person_id))

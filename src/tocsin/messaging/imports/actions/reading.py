"""The job that reads a file and says what an import of it would do."""

import asyncio
from collections import Counter
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
import structlog

from tocsin.accounts import door as accounts
from tocsin.kernel.beside import each
from tocsin.kernel.clock import now
from tocsin.kernel.context import Context
from tocsin.kernel.db import FOLLOW, Transaction
from tocsin.kernel.errors import Forbidden, NotFound, Refusal
from tocsin.kernel.ids import PLATFORM
from tocsin.kernel.jobs import PASSING
from tocsin.kernel.powers import authorise
from tocsin.kernel.seal import Realm
from tocsin.kernel.sweep import drop_blobs_later
from tocsin.kernel.types import Actor
from tocsin.messaging.imports.actions.uploading import KEPT, Work, show_progress
from tocsin.messaging.imports.powers import CONVERSATION_IMPORT
from tocsin.messaging.imports.queries import (
    RECORDS,
    ChannelView,
    Preview,
    Stored,
    author_counts,
    find_candidates,
    find_known,
    find_work,
    import_place,
)
from tocsin.messaging.imports.refusals import FILE, ImportFailed, ImportRightLost
from tocsin.messaging.imports.rules.joining import Joining, joining_of
from tocsin.messaging.imports.rules.matching import Match, match
from tocsin.messaging.imports.rules.model import UPLOAD_BYTES, Channel, Reading, Said, named
from tocsin.messaging.imports.rules.opening import read
from tocsin.organisations import door as organisations

log = structlog.get_logger()
_READY: Final = """
UPDATE conversation_import SET state = 'ready', source = $2, preview_sealed = $3, total = $4
WHERE id = $1 AND state = 'reading'"""
_FAILED: Final = """
UPDATE conversation_import SET state = 'failed', error = $2, error_params = $4, finished_at = $3, data_key_id = NULL, blob_name = NULL
WHERE id = $1 AND state IN ('reading', 'applying') RETURNING id"""


async def importer_of(context: Context, stored: Stored) -> Actor:
    """Return whom a job works for, who must still hold the power. Raises :class:`NotFound`, :class:`Forbidden`."""
    async with context.db.working(FOLLOW) as tx:
        return await get_importer(tx, stored)


async def get_importer(tx: Transaction, stored: Stored) -> Actor:
    """The same in a unit of work that is under way, as the worker that follows."""
    active = await accounts.is_active(tx, stored.person_id)
    memberships = await organisations.find_memberships(tx, stored.person_id) if active else {}
    actor = Actor(stored.person_id, PLATFORM, "", now() + KEPT, memberships)
    authorise(actor, CONVERSATION_IMPORT, stored.realm_id, ancestry=frozenset())
    return actor


async def read_file(context: Context, stored: Stored) -> Reading:
    """Return what a file holds; the same each time. Raises what :func:`opening.read` does."""
    if stored.blob is None:
        raise ImportFailed
    async with context.db.working(FOLLOW) as tx:
        key = await context.keyring.data_key(tx, stored.blob.data_key_id)
    try:
        data = await context.blobs.read(stored.blob, key, UPLOAD_BYTES)
    except NotFound as error:
        raise ImportFailed from error
    return await asyncio.to_thread(read, data, ZoneInfo(stored.zone), stored.created_at)


def key_of(realm: Realm, reading: Reading, channel: Channel, said: Said) -> bytes:
    """Return what stands for a message of a product: it is entered once in an organisation, from whichever file."""
    return realm.blind("messaging.import", "\0".join((reading.source, channel.key, said.key)))


async def read_import(context: Context, work: Work) -> None:
    """Read the file of an import and store the preview. Run again, it does the same, or nothing."""
    async with context.db.working(FOLLOW) as tx:
        stored = await find_work(tx, work.import_id)
    if stored is None or stored.state != "reading":
        return
    try:
        await _preview(context, stored)
    except PASSING:
        raise
    except Exception as error:
        await fail(context, stored, error)
        if not isinstance(error, Refusal):
            log.exception("messaging.import_failed", import_id=str(stored.id))


async def _preview(context: Context, stored: Stored) -> None:
    actor = await importer_of(context, stored)
    reading = await read_file(context, stored)
    async with context.db.acting(actor) as tx:
        candidates = await find_candidates(tx, context.keyring, actor, stored.realm_id)
        realm = await context.keyring.realm(tx, stored.realm_id)
        key = await context.keyring.record_key(tx, stored.realm_id, RECORDS)
    authors = list(named(reading))
    matches = await asyncio.to_thread(match, authors, candidates)
    views = [await view_of(context, stored.realm_id, realm, reading, one) for one in reading.channels.values()]
    joining = {key: joining_in(one, matches, stored.person_id) for key, one in reading.channels.items()}
    preview = Preview(views, _authors(reading, matches), reading.refused, reading.refusals, joining)
    sealed = key.seal(msgspec.json.encode(preview), import_place("preview", stored.id))
    async with context.db.working(FOLLOW) as tx:
        await tx.fetch(_READY, stored.id, reading.source, sealed, sum(one.new for one in views))
        show_progress(context, tx, stored.person_id)


def _authors(reading: Reading, matches: dict[str, Match]) -> list:  # type: ignore[type-arg]
    said = Counter(one.author for channel in reading.channels.values() for one in channel.said)
    return author_counts(dict(said), list(named(reading)), matches)


def joining_in(channel: Channel, matches: dict[str, Match], importer: UUID) -> Joining:
    """Return who could join the group of a conversation: those its authors are taken for."""
    written = sorted({one.author for one in channel.said})
    return joining_of((matches[one] for one in written if one in matches), importer)


async def view_of(
    context: Context, organisation_id: UUID, realm: Realm, reading: Reading, channel: Channel
) -> ChannelView:
    """Return a conversation of the file as it would be entered now."""
    keys = await each(lambda one: key_of(realm, reading, channel, one), channel.said)
    async with context.db.working(FOLLOW) as tx:
        known = await find_known(tx, organisation_id, keys)
    said = channel.said
    return ChannelView(channel.key, channel.name, len(said), len(said) - len(known), said[0].at, said[-1].at)


async def fail(context: Context, stored: Stored, error: Exception) -> None:
    """Write down why an import came to nothing; its file goes."""
    why = error if isinstance(error, Refusal) and error.code in FILE else ImportFailed()
    if isinstance(error, NotFound | Forbidden):
        why = ImportRightLost()
    async with context.db.working(FOLLOW) as tx:
        if await tx.fetch(_FAILED, stored.id, why.code, now(), why.params):
            await drop_blobs_later(context, tx, [stored])
        show_progress(context, tx, stored.person_id)

"""What is recorded about the caller, over HTTP: told, and handed out."""

from functools import partial
from typing import Any, Final
from uuid import UUID

import msgspec
from litestar import Request, Response

from tocsin.files import door as files
from tocsin.kernel.archives import ArchiveView, download_of
from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.download import BadRange, begins
from tocsin.kernel.download import respond as send
from tocsin.kernel.http import ANY_TYPE, Visitor, route
from tocsin.kernel.paging import limit_of
from tocsin.kernel.powers import SIGNED_IN
from tocsin.kernel.types import Actor, Page
from tocsin.privacy.actions.asking import ask, remove
from tocsin.privacy.actions.taking import take
from tocsin.privacy.queries.effects import EffectView, find_effects
from tocsin.privacy.queries.exports import ARCHIVES
from tocsin.privacy.queries.looks import LookView, find_looks
from tocsin.privacy.queries.record import Record, find_record
from tocsin.privacy.refusals import RecordNotReady, RecordsFull, RecordUnderWay
from tocsin.privacy.rules.limits import LOOKS_A_MINUTE, OWN_MOST

TAGS: Final = ["record"]
_ME: Final = "/api/me/record"
_EXPORTS: Final = _ME + "/exports"
_ONE: Final = _EXPORTS + "/{export_id:uuid}"
AnyRequest = Request[Any, Any, Any]


class RecordAsked(msgspec.Struct, frozen=True):
    """A record that was asked for."""

    id: UUID


def _check(context: Context, actor: Actor) -> None:
    context.limiter.check(f"record_read:{actor.person_id}", LOOKS_A_MINUTE / 60, LOOKS_A_MINUTE)


@route("GET", _ME, power=SIGNED_IN, tags=TAGS)
async def read_record(tx: Transaction, context: Context, actor: Actor, visitor: Visitor) -> Record:
    """What is recorded about the caller, by realm: which kinds of things, how many, and for how long."""
    _check(context, actor)
    return await find_record(tx, context.rooms, actor.person_id, visitor.language)


@route("GET", _ME + "/looks", power=SIGNED_IN, tags=TAGS)
async def list_looks(
    tx: Transaction, context: Context, actor: Actor, visitor: Visitor, after: str | None = None, limit: int = 20
) -> Page[LookView]:
    """Who looked at the caller or took their data out, the newest first: when, why, and by which power.

    Names are told of organisations the caller belongs to.
    """
    _check(context, actor)
    return await find_looks(
        tx, context.keyring, context.rooms, actor, visitor.language, page_after=after, limit=limit_of(limit)
    )


@route("GET", _ME + "/effects", power=SIGNED_IN, tags=TAGS)
async def list_effects(
    tx: Transaction, context: Context, actor: Actor, visitor: Visitor, after: str | None = None, limit: int = 20
) -> Page[EffectView]:
    """What the caller delivered, confirmed and handled, the newest first."""
    _check(context, actor)
    return await find_effects(
        tx, context.keyring, context.rooms, actor, visitor.language, page_after=after, limit=limit_of(limit)
    )


@route("POST", _EXPORTS, power=SIGNED_IN, tags=TAGS, status=202, refuses=(RecordUnderWay, RecordsFull))
async def export_record(tx: Transaction, context: Context, actor: Actor, visitor: Visitor) -> RecordAsked:
    """Have everything recorded about the caller put together as a ZIP, by a job. An effect of the caller's."""
    return RecordAsked(await ask(tx, context, actor, visitor.language))


@route("GET", _EXPORTS, power=SIGNED_IN, tags=TAGS)
async def list_records(tx: Transaction, actor: Actor, visitor: Visitor) -> Page[ArchiveView]:
    """The caller's records that are kept, the newest first."""
    return Page([ARCHIVES.show(one, visitor.language) for one in await ARCHIVES.find_own(tx, actor, OWN_MOST)])


@route("GET", _ONE, power=SIGNED_IN, tags=TAGS)
async def show_record(tx: Transaction, actor: Actor, visitor: Visitor, export_id: UUID) -> ArchiveView:
    """How far a record of the caller's is."""
    return ARCHIVES.show(await ARCHIVES.get_own(tx, actor, export_id), visitor.language)


@route("DELETE", _ONE, power=SIGNED_IN, tags=TAGS, status=204)
async def delete_record(tx: Transaction, context: Context, actor: Actor, export_id: UUID) -> None:
    """Stop a record, or delete its archive at once."""
    await remove(tx, context, actor, export_id)


@route(
    "GET",
    _ONE + "/archive.zip",
    power=SIGNED_IN,
    tags=TAGS,
    refuses=(RecordNotReady, BadRange),
    also=files.RANGES,
    media_type=ANY_TYPE,
)
async def download_record(request: AnyRequest, context: Context, actor: Actor, export_id: UUID) -> Response[bytes]:
    """The archive, for whoever asked for it; each taking is on the record."""
    async with context.db.acting(actor) as tx:
        taken = await take(tx, context, actor, export_id, begins=partial(begins, request))
    return await send(request, download_of(context, taken), save=True)


ROUTES = (
    read_record,
    list_looks,
    list_effects,
    export_record,
    list_records,
    show_record,
    delete_record,
    download_record,
)

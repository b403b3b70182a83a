"""Exports over HTTP: asked for in a conversation or by the power over an organisation's groups, and one's own."""

from datetime import datetime
from functools import partial
from typing import Annotated, Any, Final, Literal
from uuid import UUID

import msgspec
from litestar import Request, Response

from tocsin.files import door as files
from tocsin.kernel import text
from tocsin.kernel.archives import download_of
from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.download import BadRange, begins
from tocsin.kernel.download import respond as send
from tocsin.kernel.http import ANY_TYPE, Visitor, route
from tocsin.kernel.paging import limit_of
from tocsin.kernel.powers import SIGNED_IN
from tocsin.kernel.types import Actor, Page
from tocsin.messaging.archive.actions.asking import Wanted, ask, measure, remove
from tocsin.messaging.archive.actions.taking import take
from tocsin.messaging.archive.powers import CONVERSATION_EXPORT
from tocsin.messaging.archive.queries.exports import EXPORTS, ExportView, show
from tocsin.messaging.archive.queries.reading import ExportSize, GroupChoice, find_groups
from tocsin.messaging.archive.refusals import (
    ExportEmpty,
    ExportNotReady,
    ExportReasonNeeded,
    ExportsFull,
    ExportTooLarge,
    ExportUnderWay,
)
from tocsin.messaging.archive.rules.limits import OWN_MOST
from tocsin.messaging.refusals.leaving import ExportingClosed

TAGS: Final = ["exports"]
_TALK: Final = "/api/conversations/{conversation_id:uuid}"
_SCHOOL: Final = "/api/organisations/{organisation_id:uuid}"
_GROUP: Final = _SCHOOL + "/groups/{conversation_id:uuid}"
_OWN: Final = "/api/me/exports"
_REFUSED: Final = (ExportEmpty, ExportTooLarge, ExportUnderWay, ExportsFull)
AnyRequest = Request[Any, Any, Any]


class NewExport(msgspec.Struct, forbid_unknown_fields=True):
    """What is to be taken out: a period (``since`` included, ``until`` not; without: from the beginning, to now), with or
    without files. ``zone`` names the time zone days are written in, ``language`` what stands between people's words.
    """

    since: datetime | None = None
    until: datetime | None = None
    files: bool = True
    zone: Annotated[str, msgspec.Meta(max_length=64)] = "Asia/Shanghai"
    language: Literal["zh-CN", "zh-TW", "en"] | None = None


class NewPowerExport(NewExport, forbid_unknown_fields=True):
    """As :class:`NewExport`, with the reason, which the audit log keeps."""

    why: Annotated[str, msgspec.Meta(max_length=2000)] = ""


class Asked(msgspec.Struct, frozen=True):
    """An export that was asked for."""

    id: UUID


@route("GET", _TALK + "/export-size", power=SIGNED_IN, tags=TAGS, refuses=(ExportingClosed,))
async def measure_conversation(
    tx: Transaction,
    context: Context,
    actor: Actor,
    conversation_id: UUID,
    since: datetime | None = None,
    until: datetime | None = None,
) -> ExportSize:
    """How much an export of a conversation of the caller's would hold."""
    return await measure(tx, context, actor, conversation_id, None, since, until)


@route("POST", _TALK + "/exports", power=SIGNED_IN, tags=TAGS, status=202, refuses=(ExportingClosed, *_REFUSED))
async def export_conversation(
    tx: Transaction, context: Context, actor: Actor, visitor: Visitor, conversation_id: UUID, data: NewExport
) -> Asked:
    """Take out a conversation of the caller's: what they see of it. A job writes it. Recorded in the audit log."""
    language = data.language or visitor.language
    return Asked(await ask(tx, context, actor, conversation_id, None, _wanted(data), language))


@route("GET", _SCHOOL + "/exportable-groups", power=CONVERSATION_EXPORT, tags=TAGS)
async def list_exportable(
    tx: Transaction,
    context: Context,
    actor: Actor,
    organisation_id: UUID,
    q: str = "",
    after: str | None = None,
    limit: int = 50,
) -> Page[GroupChoice]:
    """The groups within the reach of the caller's power; with `q` those whose names hold it."""
    if q:
        context.limiter.check(f"groups_find:{actor.person_id}", 1, 10)
    return await find_groups(tx, context, actor, organisation_id, q, after, limit_of(limit))


@route("GET", _GROUP + "/export-size", power=CONVERSATION_EXPORT, tags=TAGS)
async def measure_group(
    tx: Transaction,
    context: Context,
    actor: Actor,
    organisation_id: UUID,
    conversation_id: UUID,
    since: datetime | None = None,
    until: datetime | None = None,
) -> ExportSize:
    """How much an export of a group of the organisation would hold."""
    return await measure(tx, context, actor, conversation_id, organisation_id, since, until)


@route(
    "POST",
    _GROUP + "/exports",
    power=CONVERSATION_EXPORT,
    tags=TAGS,
    status=202,
    refuses=(*_REFUSED, ExportReasonNeeded, text.Unfit),
)
async def export_group(
    tx: Transaction,
    context: Context,
    actor: Actor,
    visitor: Visitor,
    organisation_id: UUID,
    conversation_id: UUID,
    data: NewPowerExport,
) -> Asked:
    """Take out a group of the organisation, whoever is in it. The group is told; recorded in the audit log with the reason."""
    language = data.language or visitor.language
    return Asked(await ask(tx, context, actor, conversation_id, organisation_id, _wanted(data), language, data.why))


@route("GET", _OWN, power=SIGNED_IN, tags=TAGS)
async def list_own_exports(tx: Transaction, context: Context, actor: Actor, visitor: Visitor) -> Page[ExportView]:
    """What the caller has taken out and what of it is still kept, the newest first."""
    rows = await EXPORTS.find_own(tx, actor, OWN_MOST)
    return Page(await show(tx, context.keyring, rows, visitor.language))


@route("GET", _OWN + "/{export_id:uuid}", power=SIGNED_IN, tags=TAGS)
async def show_export(tx: Transaction, context: Context, actor: Actor, visitor: Visitor, export_id: UUID) -> ExportView:
    """How far an export of the caller's is."""
    stored = await EXPORTS.get_own(tx, actor, export_id)
    return (await show(tx, context.keyring, [stored], visitor.language))[0]


@route("DELETE", _OWN + "/{export_id:uuid}", power=SIGNED_IN, tags=TAGS, status=204)
async def delete_export(tx: Transaction, context: Context, actor: Actor, export_id: UUID) -> None:
    """Stop an export, or delete its archive at once. Recorded in the audit log."""
    await remove(tx, context, actor, export_id)


@route(
    "GET",
    _OWN + "/{export_id:uuid}/archive.zip",
    power=SIGNED_IN,
    tags=TAGS,
    refuses=(ExportNotReady, ExportingClosed, BadRange),
    also=files.RANGES,
    media_type=ANY_TYPE,
)
async def download_export(request: AnyRequest, context: Context, actor: Actor, export_id: UUID) -> Response[bytes]:
    """The archive, for whoever asked for it and may still see the conversation. Recorded in the audit log."""
    async with context.db.acting(actor) as tx:
        taken = await take(tx, context, actor, export_id, begins=partial(begins, request))
    return await send(request, download_of(context, taken), save=True)


def _wanted(data: NewExport) -> Wanted:
    return Wanted(since=data.since, until=data.until, files=data.files, zone=data.zone)


ROUTES = (
    measure_conversation,
    export_conversation,
    list_exportable,
    measure_group,
    export_group,
    list_own_exports,
    show_export,
    delete_export,
    download_export,
)

"""The audit desk over HTTP."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Annotated, Any, Final
from urllib.parse import quote
from uuid import UUID

import msgspec
from litestar import Request, Response
from litestar.params import Parameter
from litestar.response import Stream

from tocsin.effects.door import NotAsRecorded, NotSealedYet
from tocsin.kernel import errors, text
from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import Invalid, NotFound, TooMany, Unavailable
from tocsin.kernel.http import Visitor, find_actor_still, route
from tocsin.kernel.turns import Turns
from tocsin.kernel.types import Actor, Page
from tocsin.organisations.audit import refusals
from tocsin.organisations.audit.actions import exporting, keeping, reading
from tocsin.organisations.audit.actions.exporting import Form
from tocsin.organisations.audit.queries.acts import ActsCounted, AuditRow
from tocsin.organisations.audit.rules import LONGEST_TEXT, Wanted
from tocsin.organisations.powers import AUDIT_READ
from tocsin.organisations.refusals import MainAdminsOnly
from tocsin.organisations.routes.departments import Made

_FILE: Final = "application/octet-stream"
_FILES: Final = {
    "table": ("audit", errors.Words("审计记录", "稽核紀錄", "audit")),
    "bundle": ("audit-evidence", errors.Words("审计记录-证据文件", "稽核紀錄-證據檔案", "audit-evidence")),
}
"""What files are called, in ASCII and in three languages."""
AUDIT: Final = "/api/organisations/{organisation_id:uuid}/audit"
Words = Annotated[str, Parameter(max_length=LONGEST_TEXT)] | None
AnyRequest = Request[Any, Any, Any]
PER_SECOND, BURST = 2, 60
"""Searches of one person, of which each asks for a list and for the picture of it."""
TURNS: Final = Turns(2, 1, waiting=60, waiting_each=10)
"""A search may go through all the acts of an organisation, and holds a connection for as long."""
STATEMENT_SECONDS = 5


class NewKeeping(msgspec.Struct, forbid_unknown_fields=True):
    """For how many days acts are kept."""

    days: int


def _wanted(
    kind: str | None = None,
    power: str | None = None,
    by: UUID | None = None,
    about: UUID | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    q: Words = None,
) -> Wanted:
    return Wanted(kind, power, by, about, since, until, q)


ASKED: Final = {"wanted": _wanted}


@asynccontextmanager
async def _searching(request: AnyRequest, context: Context, actor: Actor) -> AsyncIterator[tuple[Transaction, Actor]]:
    """A unit of work for one search, begun in its turn, and the actor as of then.

    Raises :class:`TooMany`, :class:`Unavailable`.
    """
    person = str(actor.person_id)
    context.limiter.check(f"audit:{person}", PER_SECOND, BURST)
    async with TURNS.take(person):
        # A right may have gone while the turn was waited for.
        actor = await find_actor_still(request)
        async with context.db.acting(actor, seconds=STATEMENT_SECONDS) as tx:
            yield tx, actor


@route("GET", AUDIT, power=AUDIT_READ, refuses=(Invalid, TooMany, Unavailable), asked=ASKED, name="organisations.audit")
async def list_audit(
    request: AnyRequest,
    context: Context,
    actor: Actor,
    organisation_id: UUID,
    wanted: Wanted,
    after: str | None = None,
    limit: Annotated[int, Parameter(ge=1, le=200)] = 50,
) -> Page[AuditRow]:
    """What admins did, the newest first; whoever reads for a department gets the acts that name something of it.

    `kind` is that of the event, `power` what an act takes, `by` a person or member, `about` a member, department, role or other
    thing, `since` and `until` moments, `q` part of a name, or of the words that rows show. That it was asked for is recorded, the same search once an hour.
    """
    async with _searching(request, context, actor) as (tx, still):
        return await reading.read_audit(tx, context, still, organisation_id, wanted, page_after=after, limit=limit)


@route(
    "GET",
    AUDIT + "/days",
    power=AUDIT_READ,
    refuses=(Invalid, TooMany, Unavailable),
    asked=ASKED,
    name="organisations.audit_days",
)
async def count_acts(
    request: AnyRequest,
    context: Context,
    actor: Actor,
    organisation_id: UUID,
    wanted: Wanted,
    zone: str = "Asia/Shanghai",
    drawn: datetime | None = None,
) -> ActsCounted:
    """How many acts of a search were done on each day of a time zone. Asked for as the list is, and recorded with it; without
    `since` they are counted from `drawn` on."""
    async with _searching(request, context, actor) as (tx, still):
        return await reading.read_counts(tx, context, still, organisation_id, wanted, zone, drawn)


@route(
    "GET",
    AUDIT + "/file",
    power=AUDIT_READ,
    refuses=(Invalid, NotFound, TooMany, NotSealedYet, NotAsRecorded),
    asked=ASKED,
    media_type=_FILE,
    name="organisations.audit_file",
)
async def export(
    request: AnyRequest,
    context: Context,
    actor: Actor,
    visitor: Visitor,
    organisation_id: UUID,
    wanted: Wanted,
    form: Form = "csv",
    act: int | None = None,
) -> Response[Any]:
    """The acts of a search as a file: the newest 20,000 as CSV or JSON, or the newest 1,000 as a bundle that proves them
    (`tocsin verify`). `act` is one alone. Recorded in the audit log."""
    wanted = msgspec.structs.replace(wanted, act=act)
    plain, words = _FILES["bundle" if form == "bundle" else "table"]
    ending, name = "json" if form == "bundle" else form, quote(words.in_(visitor.language))
    headers = {
        "Content-Disposition": f"attachment; filename=\"{plain}.{ending}\"; filename*=UTF-8''{name}.{ending}",
        "Cache-Control": "no-store",
    }
    if form == "bundle":
        proof = await exporting.export_proof(context, actor, organisation_id, wanted)
        return Response(proof, media_type=_FILE, headers=headers)
    pieces = await exporting.export_acts(
        context, actor, organisation_id, wanted, form, visitor.language, lambda: find_actor_still(request)
    )
    return Stream(pieces, media_type=_FILE, headers=headers)


@route("GET", AUDIT + "/searches", power=AUDIT_READ, name="organisations.audit_searches")
async def list_searches(
    tx: Transaction, context: Context, actor: Actor, organisation_id: UUID
) -> list[keeping.KeptSearch]:
    """The caller's own searches, the oldest first."""
    return await keeping.get_searches(tx, context.keyring, actor, organisation_id)


@route(
    "POST",
    AUDIT + "/searches",
    power=AUDIT_READ,
    status=201,
    refuses=(Invalid, text.Unfit, refusals.TooManySearches),
    name="organisations.keep_audit_search",
)
async def add_search(
    tx: Transaction, context: Context, actor: Actor, organisation_id: UUID, data: keeping.NewSearch
) -> Made:
    """Keep a search under a name; nobody else sees it."""
    return Made(await keeping.keep_search(tx, context.keyring, actor, organisation_id, data))


@route("DELETE", AUDIT + "/searches/{search_id:uuid}", power=AUDIT_READ, name="organisations.drop_audit_search")
async def delete_search(tx: Transaction, actor: Actor, organisation_id: UUID, search_id: UUID) -> None:
    """Forget a search."""
    await keeping.drop_search(tx, actor, organisation_id, search_id)


@route("GET", AUDIT + "/keeping", power=AUDIT_READ, name="organisations.audit_keeping")
async def read_keeping(tx: Transaction, organisation_id: UUID) -> keeping.Keeping:
    """For how long acts are kept."""
    return await keeping.get_keeping(tx, organisation_id)


@route(
    "PUT",
    AUDIT + "/keeping",
    power=AUDIT_READ,
    status=204,
    refuses=(MainAdminsOnly, refusals.KeptTooShortly),
    name="organisations.set_audit_keeping",
)
async def set_keeping(tx: Transaction, actor: Actor, organisation_id: UUID, data: NewKeeping) -> None:
    """Set for how long acts are kept: six calendar months at least. Recorded in the audit log."""
    await keeping.set_keeping(tx, actor, organisation_id, data.days)


ROUTES = (
    list_audit,
    count_acts,
    export,
    list_searches,
    add_search,
    delete_search,
    read_keeping,
    set_keeping,
)

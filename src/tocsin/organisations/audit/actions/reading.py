"""Reading the desk, on the record: who looked for what stands in the log it is read from."""

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec

from tocsin.kernel.clock import now
from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.events import Change
from tocsin.kernel.types import Actor, Page
from tocsin.organisations.audit.events import AuditRead
from tocsin.organisations.audit.queries.acts import ActsCounted, AuditRow, count_audit, get_audit
from tocsin.organisations.audit.rules import Wanted, check_wanted

ONCE: Final = timedelta(hours=1)
"""Within which the same search of the same person is told once: open desks look again by themselves."""
_HOLD = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))"
_SAID = """
SELECT 1 FROM event WHERE realm_id = $1 AND audited AND at > $2 AND actor_id = $3 AND kind = $4
AND body->>'search' = $5 LIMIT 1
"""


async def read_audit(
    tx: Transaction,
    context: Context,
    actor: Actor,
    organisation_id: UUID,
    wanted: Wanted,
    *,
    page_after: str | None,
    limit: int,
) -> Page[AuditRow]:
    """Return one page of acts; see :func:`get_audit`. That they were looked for is recorded."""
    wanted = check_wanted(wanted)
    page = await get_audit(tx, context, actor, organisation_id, wanted, page_after=page_after, limit=limit)
    await _record(tx, context, actor, organisation_id, wanted)
    return page


async def read_counts(
    tx: Transaction,
    context: Context,
    actor: Actor,
    organisation_id: UUID,
    wanted: Wanted,
    zone: str,
    drawn: datetime | None,
) -> ActsCounted:
    """Return acts over time; see :func:`count_audit`. That they were looked for is recorded, once with the list of them.

    Of a search from no moment on they are counted from ``drawn`` on; where it ends before that, for as long before its end.
    """
    wanted = check_wanted(wanted)
    if drawn is not None and wanted.until is not None and drawn >= wanted.until:
        drawn = wanted.until - max(now() - drawn, timedelta(days=1))
    span = check_wanted(msgspec.structs.replace(wanted, since=wanted.since or drawn))
    counted = await count_audit(tx, context, actor, organisation_id, span, zone)
    await _record(tx, context, actor, organisation_id, wanted)
    return counted


async def _record(tx: Transaction, context: Context, actor: Actor, organisation_id: UUID, wanted: Wanted) -> None:
    said = await asked_for(tx, context, organisation_id, wanted)
    # A list and the picture of it are asked for at once.
    await tx.fetch(_HOLD, f"audit_read:{actor.person_id}:{said['search']}")
    before = now() - ONCE
    if not await tx.fetch(_SAID, organisation_id, before, actor.person_id, AuditRead.kind, said["search"]):
        await tx.emit(AuditRead(**said))


async def asked_for(tx: Transaction, context: Context, organisation_id: UUID, wanted: Wanted) -> dict[str, Any]:
    """Return what an event says of a search. A part of a name is sealed, and stands in nothing that could be tried out."""
    realm = await context.keyring.realm(tx, organisation_id)
    return {
        "realm_id": organisation_id,
        "number": wanted.act,
        "act": wanted.kind,
        "needs": wanted.power,
        "by": wanted.by,
        "about": wanted.about,
        "since": wanted.since,
        "until": wanted.until,
        "search": realm.blind("organisations.audit.search", msgspec.json.encode(wanted).decode())[:12].hex(),
        "changes": () if wanted.q is None else (Change("q", None, wanted.q),),
    }

"""Taking acts out: as a table, as data, or as proof. Each time stands in the log."""

from collections.abc import Sequence
from typing import Final, Literal
from uuid import UUID

import msgspec

from tocsin.effects.door import content_of, prove_acts
from tocsin.kernel.acts import Recorded
from tocsin.kernel.beside import aside
from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import Language, NotFound, Words
from tocsin.kernel.spreadsheets import as_csv
from tocsin.kernel.types import Actor
from tocsin.organisations.audit.actions.reading import asked_for
from tocsin.organisations.audit.events import AuditExported
from tocsin.organisations.audit.queries.acts import AuditRow, Told, walk_audit
from tocsin.organisations.audit.rules import Wanted, check_wanted

Form = Literal["csv", "json", "bundle"]
EXPORTED: Final = 20_000
"""Acts in one file: the newest of a search. Whoever wants the others asks for an earlier time."""
PROVED: Final = 1_000
"""Acts in one bundle."""
_EXPORTS_A_MINUTE: Final = 10
_HEADINGS: Final = (
    Words("编号", "編號", "Number"),
    Words("时间", "時間", "Time"),
    Words("操作", "操作", "Act"),
    Words("所需权限", "所需權限", "Power it takes"),
    Words("操作人", "操作人", "Done by"),
    Words("操作人编号", "操作人編號", "Id of who did it"),
    Words("对象", "對象", "Done to"),
    Words("对象编号", "對象編號", "Id of what it was done to"),
    Words("事由", "事由", "Reason"),
    Words("变更", "變更", "Changes"),
    Words("详情", "詳情", "Details"),
    Words("设备", "裝置", "Device"),
    Words("地址", "位址", "Address"),
)


async def export_acts(
    context: Context,
    actor: Actor,
    organisation_id: UUID,
    wanted: Wanted,
    form: Form,
    language: Language,
) -> bytes:
    """Return the acts of a search as a file, the newest first: :data:`EXPORTED` at most, or :data:`PROVED` with their proofs."""
    async with context.db.acting(actor) as tx:
        told = await _take(tx, context, actor, organisation_id, wanted, form)
    if form == "bundle":
        # In a unit of its own: a proof that is refused answers the search all the same, and that stays on the record.
        async with context.db.acting(actor) as tx:
            return await _prove(tx, context, organisation_id, told)
    rows = [one.row for one in told]
    if form == "json":
        return await aside(lambda: msgspec.json.format(msgspec.json.encode(rows), indent=2))
    headings = [heading.in_(language) for heading in _HEADINGS]
    return await aside(lambda: as_csv(headings, [_cells(row) for row in rows]))


async def _prove(tx: Transaction, context: Context, organisation_id: UUID, told: Sequence[Told]) -> bytes:
    """What of an act its reader may not see whole is proved without being opened, and one whose actor they are not told is not.

    Raises :class:`NotFound` where none is left.
    """
    told = [one for one in told if one.row.actor is None or one.row.actor.person_id is not None]
    if not told:
        raise NotFound
    contents = {one.row.id: _content(one.written) if one.row.whole else None for one in told}
    actors = [one.row.actor for one in told]
    names = {one.person_id: one.name for one in actors if one and one.person_id and one.name is not None}
    return msgspec.json.encode(await prove_acts(tx, context.keyring, organisation_id, contents, names))


def _content(act: Recorded) -> bytes:
    return content_of(act.kind, act.subject_id, act.why, act.changes, act.body)


async def _take(
    tx: Transaction, context: Context, actor: Actor, organisation_id: UUID, wanted: Wanted, form: Form
) -> list[Told]:
    """Return the acts of a search for a file, and record that it was made."""
    context.limiter.check(f"audit_export:{actor.person_id}", _EXPORTS_A_MINUTE / 60, _EXPORTS_A_MINUTE)
    wanted = check_wanted(wanted)
    limit = PROVED if form == "bundle" else EXPORTED
    found = [one async for one in walk_audit(tx, context, actor, organisation_id, wanted, limit=limit)]
    said = await asked_for(tx, context, organisation_id, wanted)
    await tx.emit(AuditExported(**said, form=form, acts=len(found)))
    return found


def _cells(row: AuditRow) -> list[str]:
    actor, subject, device = row.actor, row.subject, row.device
    return [
        str(row.id),
        row.at.isoformat(),
        row.kind,
        row.power or "",
        (actor and actor.name) or "",
        str(actor.person_id) if actor and actor.person_id else "",
        (subject and subject.name) or "",
        str(subject.id) if subject else "",
        row.why or "",
        "" if not row.changes else msgspec.json.encode(row.changes).decode(),
        "" if not row.details else msgspec.json.encode(row.details).decode(),
        device.device if device else "",
        (device.address or "") if device else "",
    ]

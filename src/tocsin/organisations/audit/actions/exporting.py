"""Taking acts out: as a table, as data, or as proof. Each time stands in the log."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from functools import partial
from typing import Final, Literal
from uuid import UUID

import msgspec

from tocsin.effects.door import act_of, content_of, prove_acts, words_of
from tocsin.kernel.acts import Recorded, Sought, measure_acts
from tocsin.kernel.beside import aside
from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import Language, NotFound, Words
from tocsin.kernel.spreadsheets import as_csv, csv_lines
from tocsin.kernel.types import Actor
from tocsin.organisations.audit.actions.reading import asked_for
from tocsin.organisations.audit.events import AuditExported
from tocsin.organisations.audit.queries.acts import AuditRow, Told, find_sought, seek_audit
from tocsin.organisations.audit.rules import Wanted, check_wanted

Table = Literal["csv", "json"]
Form = Literal["csv", "json", "bundle"]
EXPORTED: Final = 20_000
"""Acts in one file: the newest of a search. Whoever wants the others asks for an earlier time."""
PROVED: Final = 1_000
"""Acts in one bundle."""
PAGE: Final = 500
"""Acts of a file that are held at once."""
_EXPORTS_A_MINUTE: Final = 10
_HEADINGS: Final = (
    Words("编号", "編號", "Number"),
    Words("时间（UTC）", "時間（UTC）", "Time (UTC)"),
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
    Words("操作代码", "操作代碼", "Code of the act"),
    Words("权限代码", "權限代碼", "Code of the power"),
)


Still = Callable[[], Awaitable[Actor]]
"""Gives the actor as of now, or refuses: rights may go while a file is on its way."""


class Speaker:
    """Calls acts and powers as people do."""

    def __init__(self, context: Context, language: Language) -> None:
        powers = (event.power for room in context.rooms for event in room.events)
        self.language = language
        self._powers = {power.name: power.words.in_(language) for power in powers if power}

    def act(self, kind: str) -> str:
        """Return what was done."""
        return words_of(act_of(kind)).in_(self.language)

    def power(self, name: str | None) -> str:
        """Return what it takes; nothing where it takes none."""
        return "" if name is None else self._powers.get(name, name)


async def export_acts(
    context: Context, actor: Actor, organisation_id: UUID, wanted: Wanted, form: Table, language: Language, still: Still
) -> AsyncIterator[bytes]:
    """Record that the acts of a search are taken out, and return them as a file in parts, the newest first: :data:`EXPORTED` at most.

    Each part is read in a unit of work of its own and handed on after it: neither memory nor a connection waits for whoever
    takes it. What was done since it was recorded is not in it. Where a right goes meanwhile the file breaks off.
    """
    wanted = _check(context, actor, wanted)
    async with context.db.acting(actor) as tx:
        sought = await seek_audit(tx, context, actor, organisation_id, wanted)
        acts, newest = await measure_acts(tx, organisation_id, sought, limit=EXPORTED)
        await _record(tx, context, organisation_id, wanted, form, acts)
    rows = _pages(context, organisation_id, sought, acts, newest, still)
    return _as_json(rows) if form == "json" else _as_csv(rows, Speaker(context, language))


async def export_proof(context: Context, actor: Actor, organisation_id: UUID, wanted: Wanted) -> bytes:
    """Return the newest :data:`PROVED` acts of a search with their proofs, on record."""
    wanted = _check(context, actor, wanted)
    async with context.db.acting(actor) as tx:
        sought = await seek_audit(tx, context, actor, organisation_id, wanted)
        told = await find_sought(tx, context, actor, organisation_id, sought, limit=PROVED)
        await _record(tx, context, organisation_id, wanted, "bundle", len(told))
    # In a unit of its own: a proof that is refused answers the search all the same, and that stays on the record.
    async with context.db.acting(actor) as tx:
        return await _prove(tx, context, organisation_id, told)


async def _pages(
    context: Context, organisation_id: UUID, sought: Sought, acts: int, newest: int | None, still: Still
) -> AsyncIterator[list[AuditRow]]:
    behind, left = (newest or 0) + 1, acts
    while left > 0:
        actor = await still()
        async with context.db.acting(actor) as tx:
            told = await find_sought(tx, context, actor, organisation_id, sought, behind=behind, limit=min(PAGE, left))
        if not told:
            return
        yield [one.row for one in told]
        behind, left = told[-1].row.id, left - len(told)


async def _as_json(pages: AsyncIterator[list[AuditRow]]) -> AsyncIterator[bytes]:
    """Yield an array, an act a line."""
    before = b"[\n"
    async for rows in pages:
        yield before + await aside(partial(_lines, rows))
        before = b",\n"
    yield b"[]\n" if before == b"[\n" else b"\n]\n"


async def _as_csv(pages: AsyncIterator[list[AuditRow]], speaker: Speaker) -> AsyncIterator[bytes]:
    yield as_csv([heading.in_(speaker.language) for heading in _HEADINGS], ())
    async for rows in pages:
        yield await aside(partial(_table, rows, speaker))


def _lines(rows: Sequence[AuditRow]) -> bytes:
    return b",\n".join(msgspec.json.encode(row) for row in rows)


def _table(rows: Sequence[AuditRow], speaker: Speaker) -> bytes:
    return csv_lines(_cells(row, speaker) for row in rows)


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


def _check(context: Context, actor: Actor, wanted: Wanted) -> Wanted:
    context.limiter.check(f"audit_export:{actor.person_id}", _EXPORTS_A_MINUTE / 60, _EXPORTS_A_MINUTE)
    return check_wanted(wanted)


async def _record(
    tx: Transaction, context: Context, organisation_id: UUID, wanted: Wanted, form: Form, acts: int
) -> None:
    said = await asked_for(tx, context, organisation_id, wanted)
    await tx.emit(AuditExported(**said, form=form, acts=acts))


def _cells(row: AuditRow, speaker: Speaker) -> list[str]:
    actor, subject, device = row.actor, row.subject, row.device
    return [
        str(row.id),
        row.at.isoformat(),
        speaker.act(row.kind),
        speaker.power(row.power),
        (actor and actor.name) or "",
        str(actor.person_id) if actor and actor.person_id else "",
        (subject and subject.name) or "",
        str(subject.id) if subject else "",
        row.why or "",
        "" if not row.changes else msgspec.json.encode(row.changes).decode(),
        "" if not row.details else msgspec.json.encode(row.details).decode(),
        device.device if device else "",
        (device.address or "") if device else "",
        row.kind,
        row.power or "",
    ]

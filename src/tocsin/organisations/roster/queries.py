"""Imports as their importers see them, and the organisation as an import is compared with it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from tocsin.accounts import door as accounts
from tocsin.kernel.beside import each
from tocsin.kernel.db import FOLLOW, Database, Transaction
from tocsin.kernel.errors import Language, NotFound, Refusal
from tocsin.kernel.paging import cursor
from tocsin.kernel.powers import decide
from tocsin.kernel.seal import DataKey, Keyring, place
from tocsin.kernel.types import Actor, Page
from tocsin.organisations.memberships import find_memberships
from tocsin.organisations.powers import CONTACT_READ, HIDDEN_READ
from tocsin.organisations.queries.records import Kept, open_members
from tocsin.organisations.records import keys_of
from tocsin.organisations.roster.powers import ROSTER_IMPORT
from tocsin.organisations.roster.refusals import FILE_REFUSALS, Reason, RosterFailed, RosterStopped
from tocsin.organisations.roster.rules import paths
from tocsin.organisations.roster.rules.headings import Column
from tocsin.organisations.roster.rules.plan import Change, Known, Organisation, Outcome
from tocsin.organisations.roster.rules.reading import Line, Reading
from tocsin.organisations.rules import ORGANISATION, allow

RECORDS: Final = "organisations.roster"
PAGE: Final = 100
_IMPORT = """
SELECT id, state, created_by, session_id, created_at, finished_at, file_name_sealed, file_sealed, preview_sealed, separator,
       total, done, counts, plan_blind, error_code, error_sealed, basis, basis_note,
       basis_note_sealed, attested_by, attested_at, started_at
FROM roster_import WHERE organisation_id = $1 AND id = $2"""
_IMPORTS = """
SELECT id, state, created_by, session_id, created_at, finished_at, file_name_sealed, NULL::bytea AS file_sealed,
       NULL::bytea AS preview_sealed, separator, total, done, counts, plan_blind, error_code, error_sealed, basis,
       basis_note, basis_note_sealed, attested_by, attested_at, started_at
FROM roster_import WHERE organisation_id = $1 AND ($2::uuid IS NULL OR created_by = $2) AND ($3::uuid IS NULL OR id < $3)
ORDER BY id DESC LIMIT $4"""
_ROWS = """
SELECT row, outcome, body_sealed FROM roster_import_row
WHERE organisation_id = $1 AND import_id = $2 AND row > $3 AND ($4::text IS NULL OR outcome = $4)
ORDER BY row LIMIT $5"""


class Stored(msgspec.Struct):
    """The row of an import."""

    id: UUID
    state: str
    created_by: UUID
    session_id: UUID
    created_at: datetime
    finished_at: datetime | None
    file_name_sealed: bytes
    file_sealed: bytes | None
    preview_sealed: bytes | None
    separator: paths.Separator | None
    total: int
    done: int
    counts: dict[str, int]
    plan_blind: bytes | None
    error_code: str | None
    error_sealed: bytes | None
    basis: str | None
    basis_note: str | None
    basis_note_sealed: bytes | None
    attested_by: UUID | None
    attested_at: datetime | None
    started_at: datetime | None


class Preview(msgspec.Struct):
    """What is kept of a reading beside its rows; ``departments`` are the first of those to be made."""

    columns: tuple[Column, ...]
    departments: list[str]


class Body(msgspec.Struct, omit_defaults=True):
    """What is sealed of a row: the line as read, and what the comparison made of it."""

    line: Line
    member_id: UUID | None = None
    changes: tuple[Change, ...] = ()
    reasons: tuple[Reason, ...] = ()


class Why(msgspec.Struct):
    """A refusal in words."""

    code: str
    message: str
    params: dict[str, Any]


class Import(msgspec.Struct, kw_only=True):
    """An import as the API tells it. ``counts`` are rows by outcome; ``done`` of ``total`` counts people applied."""

    id: UUID
    state: str
    file_name: str
    created_at: datetime
    finished_at: datetime | None
    done: int
    total: int
    counts: dict[str, int]
    columns: list[Column]
    departments: list[str]
    error: Why | None
    basis: str | None
    basis_note: str | None
    attested_at: datetime | None


class Row(msgspec.Struct):
    """A row as the API tells it: what its cells say, what becomes of it, from what to what, or why not."""

    row: int
    outcome: Outcome
    member_id: UUID | None
    cells: dict[str, str]
    changes: tuple[Change, ...]
    reasons: list[Why]


def place_of(column: str, organisation_id: UUID, import_id: UUID, row: int = 0) -> bytes:
    """Return the place a sealed value of an import stands in."""
    return place(f"roster.{column}", organisation_id, import_id, row)


async def find_import(tx: Transaction, organisation_id: UUID, import_id: UUID, *, lock: bool = False) -> Stored:
    """Return an import that is the actor's own, or anybody's for who may import everywhere; else :class:`NotFound`."""
    actor = tx.actor
    stored = await read_import(tx, organisation_id, import_id, lock=lock)
    if actor is None or (stored.created_by != actor.person_id and not _everywhere(actor, organisation_id)):
        raise NotFound
    return stored


async def read_import(tx: Transaction, organisation_id: UUID, import_id: UUID, *, lock: bool) -> Stored:
    """Return an import, whoever asks; with ``lock``, in the state it keeps until the unit of work ends."""
    rows = await tx.fetch(_IMPORT + (" FOR UPDATE" if lock else ""), organisation_id, import_id)
    if not rows:
        raise NotFound
    return _stored(rows[0])


def _stored(row: Any) -> Stored:
    return msgspec.convert(dict(row), Stored)


def _everywhere(actor: Actor, organisation_id: UUID) -> bool:
    return decide(actor.member_of(organisation_id), ROSTER_IMPORT, ancestry=ORGANISATION).allowed


async def get_import(
    tx: Transaction, keyring: Keyring, organisation_id: UUID, import_id: UUID, language: Language
) -> Import:
    """Return one import, worded in a language."""
    key = await keyring.record_key(tx, organisation_id, RECORDS)
    return _told(await find_import(tx, organisation_id, import_id), key, organisation_id, language)


async def find_imports(
    tx: Transaction, keyring: Keyring, organisation_id: UUID, after: UUID | None, language: Language
) -> Page[Import]:
    """Return the imports the actor may see, newest first."""
    actor = tx.actor
    if actor is None:
        raise NotFound
    own = None if _everywhere(actor, organisation_id) else actor.person_id
    key = await keyring.record_key(tx, organisation_id, RECORDS)
    rows = await tx.fetch(_IMPORTS, organisation_id, own, after, 21)
    items = [_told(_stored(row), key, organisation_id, language) for row in rows[:20]]
    return Page(items, cursor(items[-1].id) if len(rows) > 20 else None)


def _told(stored: Stored, key: DataKey, organisation_id: UUID, language: Language) -> Import:
    def opened(column: str, sealed: bytes) -> bytes:
        return key.open(sealed, place_of(column, organisation_id, stored.id))

    preview = _preview(key, organisation_id, stored)
    error = None
    if stored.error_code:
        params = msgspec.json.decode(opened("error", stored.error_sealed)) if stored.error_sealed else {}
        refusal: Refusal = FILE_REFUSALS.get(stored.error_code, RosterFailed)(**params)
        error = Why(refusal.code, refusal.message(language), params)
    return Import(
        id=stored.id,
        state=stored.state,
        file_name=opened("file_name", stored.file_name_sealed).decode(),
        created_at=stored.created_at,
        finished_at=stored.finished_at,
        done=stored.done,
        total=stored.total,
        counts=stored.counts,
        columns=list(preview.columns),
        departments=preview.departments,
        error=error,
        basis=stored.basis,
        basis_note=note_of(key, organisation_id, stored),
        attested_at=stored.attested_at,
    )


def note_of(key: DataKey, organisation_id: UUID, stored: Stored) -> str | None:
    """Return the note to the basis of an import; the oldest rows have it in clear."""
    if stored.basis_note_sealed is None:
        return stored.basis_note
    return key.open_text(stored.basis_note_sealed, place_of("basis_note", organisation_id, stored.id))


async def find_rows(
    tx: Transaction,
    keyring: Keyring,
    organisation_id: UUID,
    import_id: UUID,
    *,
    outcome: Outcome | None,
    after: int,
    limit: int,
    language: Language,
) -> Page[Row]:
    """Return rows of an import the actor may see, in the order of the file; ``after`` is the last row seen.

    They say what the plan's maker may read. Others read them who may read every number and hidden department.
    """
    _check_rows_seen(tx, organisation_id, await find_import(tx, organisation_id, import_id))
    key = await keyring.record_key(tx, organisation_id, RECORDS)
    rows = await tx.fetch(_ROWS, organisation_id, import_id, after, outcome, limit + 1)
    items = []
    for row in rows[:limit]:
        body = open_body(key, organisation_id, import_id, row["row"], row["body_sealed"])
        reasons = [_reason(reason, language) for reason in body.reasons]
        items.append(
            Row(row["row"], row["outcome"], body.member_id, dict(body.line.shown), body.changes, reasons)  # type: ignore[arg-type]
        )
    return Page(items, cursor(items[-1].row) if len(rows) > limit else None)


def _check_rows_seen(tx: Transaction, organisation_id: UUID, stored: Stored) -> None:
    planned_for = stored.attested_by or stored.created_by
    # What was stopped is planned for whoever will go on with it.
    own = tx.actor is not None and planned_for == tx.actor.person_id and stored.error_code != RosterStopped.code
    if tx.actor is not None and not own:
        for power in (CONTACT_READ, HIDDEN_READ):
            allow(tx.actor.member_of(organisation_id), power, ancestry=ORGANISATION)


def _reason(reason: Reason, language: Language) -> Why:
    return Why(reason.code, reason.words().say(language, reason.params), reason.params)


def open_body(key: DataKey, organisation_id: UUID, import_id: UUID, row: int, sealed: bytes) -> Body:
    """Open a row."""
    return msgspec.json.decode(key.open(sealed, place_of("row", organisation_id, import_id, row)), type=Body)


async def read_sealed(tx: Transaction, organisation_id: UUID, import_id: UUID) -> Sequence[Mapping[str, Any]]:
    """Return the rows of an import as they are stored, for :func:`read_again` to open outside the unit of work."""
    return await tx.fetch(
        "SELECT row, body_sealed FROM roster_import_row WHERE organisation_id = $1 AND import_id = $2 ORDER BY row",
        organisation_id,
        import_id,
    )


async def read_again(key: DataKey, organisation_id: UUID, stored: Stored, rows: Sequence[Mapping[str, Any]]) -> Reading:
    """Return an import as it was read: its columns and every line."""
    lines = await each(
        lambda row: open_body(key, organisation_id, stored.id, row["row"], row["body_sealed"]).line, rows
    )
    return Reading(_preview(key, organisation_id, stored).columns, stored.separator or "-", lines)


def _preview(key: DataKey, organisation_id: UUID, stored: Stored) -> Preview:
    if stored.preview_sealed is None:
        return Preview((), [])
    plain = key.open(stored.preview_sealed, place_of("preview", organisation_id, stored.id))
    return msgspec.json.decode(plain, type=Preview)


class Standing(msgspec.Struct):
    """An organisation as it is: for comparing, and as it is kept."""

    organisation: Organisation
    kept: dict[UUID, Kept]


async def read_standing(tx: Transaction, keyring: Keyring, organisation_id: UUID) -> Standing:
    """Return departments and present members. The actor's standing decides which members are protected."""
    name = (await tx.fetch("SELECT name FROM organisation WHERE id = $1", organisation_id))[0]["name"]
    rows = await tx.fetch(
        "SELECT id, parent_id, name, name_key, path FROM department WHERE organisation_id = $1", organisation_id
    )
    names: dict[UUID, str] = {row["id"]: row["name"] for row in rows}
    children: dict[UUID | None, dict[str, UUID]] = {None: {}}
    for row in rows:
        children.setdefault(row["parent_id"], {})[row["name_key"]] = row["id"]
    department_paths = {row["id"]: tuple(names[one] for one in row["path"]) for row in rows}
    kept = await open_members(tx, await keys_of(tx, keyring, organisation_id))
    by_main_admin = tx.actor is None or tx.actor.member_of(organisation_id).main_admin
    members = [_known(one, protected=one.main_admin and not by_main_admin) for one in kept.values()]
    return Standing(Organisation(paths.Tree(name, children, names), department_paths, members), kept)


def _known(kept: Kept, *, protected: bool) -> Known:
    card = kept.card
    return Known(
        member_id=card.id,
        name=card.name,
        phone=card.phone,
        placements={one.department_id: one.post or "" for one in card.places},
        post=card.post or "",
        work_no=card.work_no,
        email=card.email,
        manager_id=card.manager_id,
        kind=card.kind,
        heads=frozenset(one.department_id for one in card.places if one.head),
        protected=protected,
    )


async def find_importer(db: Database, organisation_id: UUID, import_id: UUID, until: datetime) -> Actor | None:
    """Return who a job works for: whoever attested the import, else who uploaded it, with the rights they have now.

    Whose account is not active has none. Nothing when the import is gone.
    """
    async with db.working(FOLLOW) as tx:
        rows = await tx.fetch(
            "SELECT coalesce(attested_by, created_by) AS person_id, session_id FROM roster_import"
            " WHERE organisation_id = $1 AND id = $2",
            organisation_id,
            import_id,
        )
        if not rows:
            return None
        person_id: UUID = rows[0]["person_id"]
        memberships = await find_memberships(tx, person_id) if await accounts.is_active(tx, person_id) else {}
        return Actor(person_id, rows[0]["session_id"], "", until, memberships)


def shown_paths(departments: Sequence[paths.Path]) -> list[str]:
    """Return paths as one line each, the first few hundred."""
    return [" / ".join(path) for path in departments[:300]]

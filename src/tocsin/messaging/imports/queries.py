"""Imports as their importer sees them, and as the jobs find them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID, uuid5

import msgspec

from tocsin.kernel.blobs import BlobColumns
from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import Language, NotFound
from tocsin.kernel.seal import DataKey, Keyring, place
from tocsin.kernel.types import Actor
from tocsin.messaging.imports.refusals import FILE, reason_of
from tocsin.messaging.imports.rules.joining import Joining, Members, joining_of
from tocsin.messaging.imports.rules.matching import Candidate, Match
from tocsin.messaging.imports.rules.model import Author, Refused, Source
from tocsin.organisations import door as organisations

RECORDS: Final = "messaging.import"
State = Literal["reading", "ready", "applying", "done", "failed"]
KEPT_MOST: Final = 20
_KNOWN: Final = "SELECT key, conversation_id, seq FROM imported_message WHERE realm_id = $1 AND key = ANY ($2::bytea[])"
_GROUPS: Final = """
SELECT c.id, c.client_id FROM conversation c
JOIN conversation_member m ON m.conversation_id = c.id AND m.person_id = $1 AND m.until_version IS NULL
WHERE c.id = ANY ($2::uuid[]) OR (c.made_by = $1 AND c.client_id = ANY ($3::uuid[]))"""
_MAKING: Final = UUID("6f0c1c2e-5a4e-5d5a-9b7e-3d8a4f1b2c90")
_KEPT: Final = "SELECT blob_name FROM conversation_import WHERE blob_name = ANY ($1::text[])"


class Target(msgspec.Struct, frozen=True):
    """A conversation of the file that is entered: by its key, into a group of the importer's or a new one."""

    key: str
    into: UUID | None = None


class Chosen(msgspec.Struct, frozen=True):
    """What of the file is entered, and who joins the new groups."""

    targets: list[Target] = []
    members: Members = "marks"


class ChannelView(msgspec.Struct, frozen=True):
    """A conversation of the file: how many messages, how many of them new, and from when to when."""

    key: str
    name: str
    messages: int
    new: int
    first: datetime
    last: datetime


class AuthorView(msgspec.Struct, frozen=True):
    """Who wrote in the file, and whom they are taken for."""

    name: str
    messages: int
    match: Match | None


class Preview(msgspec.Struct, frozen=True):
    """What was read of the file; ``refused`` are the first of ``refusals`` rows that are not taken.

    ``joining`` says by the keys of conversations who could join the group of each.
    """

    channels: list[ChannelView]
    authors: list[AuthorView]
    refused: list[Refused]
    refusals: int
    joining: dict[str, Joining]


class _Kept(Preview, frozen=True):
    """As it is kept: what was read before ``joining`` was told lacks it."""

    joining: dict[str, Joining] = {}


class Stored(BlobColumns, frozen=True, kw_only=True):
    """The row of an import; its blob is the file, until the import has ended."""

    id: UUID
    person_id: UUID
    state: State
    zone: str
    source: Source | None
    name_sealed: bytes
    preview_sealed: bytes | None
    chosen: Chosen
    total: int
    done: int
    created_at: datetime
    finished_at: datetime | None
    error: str | None
    error_params: dict[str, Any]
    basis: str | None
    attested_at: datetime | None


COLUMNS: Final = ", ".join(Stored.__struct_fields__)
_OWN: Final = f"SELECT {COLUMNS} FROM conversation_import WHERE person_id = $1 AND realm_id = $2 ORDER BY id DESC LIMIT {KEPT_MOST}"  # noqa: S608
_ONE: Final = f"SELECT {COLUMNS} FROM conversation_import WHERE id = $1"  # noqa: S608


class Why(msgspec.Struct, frozen=True):
    """A reason in words."""

    code: str
    message: str


class ImportView(msgspec.Struct, frozen=True, kw_only=True):
    """An import as its importer sees it: ``done`` of ``total`` counts messages; ``preview`` once it was read.

    ``groups`` says by the keys of conversations into which group each went, of those the importer is in.
    """

    id: UUID
    name: str
    state: State
    source: Source | None
    created_at: datetime
    finished_at: datetime | None
    done: int
    total: int
    preview: Preview | None
    reasons: dict[str, str]
    groups: dict[str, UUID]
    error: Why | None


def import_place(column: str, import_id: UUID) -> bytes:
    """Return the place something of an import is sealed for."""
    return place(f"conversation_import.{column}", import_id)


def stored_of(row: Any) -> Stored:
    """Return a row with all the fields of :class:`Stored`."""
    fields = dict(row)
    matched = fields["chosen"].get("matched")
    if matched is not None:
        # Attested when there was nothing to choose between: whoever was matched, by a name too, or nobody.
        fields["chosen"] = {**fields["chosen"], "members": "names" if matched else "none"}
    return msgspec.convert(fields, Stored)


def file_name_of(row: Stored, key: DataKey) -> str:
    """Return what the file was called."""
    return key.open_text(row.name_sealed, import_place("name", row.id))


def preview_of(row: Stored, key: DataKey) -> Preview | None:
    """Return what was read of a file, once it was."""
    if row.preview_sealed is None:
        return None
    preview = msgspec.json.decode(key.open(row.preview_sealed, import_place("preview", row.id)), type=_Kept)
    if preview.joining:
        return preview
    # Who wrote in which conversation is not known then: it may be any of them.
    everybody = joining_of((one.match for one in preview.authors if one.match), row.person_id)
    return msgspec.structs.replace(preview, joining={one.key: everybody for one in preview.channels})


async def get_import(
    tx: Transaction, actor: Actor, organisation_id: UUID, import_id: UUID, *, lock: bool = False
) -> Stored:
    """Return an import of the actor's. Raises :class:`NotFound`."""
    rows = await tx.fetch(_ONE + (" FOR UPDATE" if lock else ""), import_id)
    if not rows or rows[0]["person_id"] != actor.person_id or rows[0]["realm_id"] != organisation_id:
        raise NotFound
    return stored_of(rows[0])


async def find_imports(
    tx: Transaction, keyring: Keyring, actor: Actor, organisation_id: UUID, language: Language
) -> list[ImportView]:
    """Return the actor's imports, the newest first, without what was read of them."""
    rows = [stored_of(row) for row in await tx.fetch(_OWN, actor.person_id, organisation_id)]
    key = await keyring.record_key(tx, organisation_id, RECORDS)
    return [show(row, key, language, whole=False) for row in rows]


def making_of(import_id: UUID, channel: str) -> UUID:
    """Return by which key the group of a conversation is made: once for an import, however often it is asked for."""
    return uuid5(_MAKING, f"{import_id}/{channel}")


async def find_groups(tx: Transaction, actor: Actor, row: Stored) -> dict[str, UUID]:
    """Return into which groups, by the keys of its conversations, an import went: those the actor is in now."""
    targets = row.chosen.targets
    into = [one.into for one in targets if one.into]
    rows = await tx.fetch(_GROUPS, actor.person_id, into, [making_of(row.id, one.key) for one in targets])
    there, made = {one["id"] for one in rows}, {one["client_id"]: one["id"] for one in rows}
    found = {one.key: one.into if one.into in there else made.get(making_of(row.id, one.key)) for one in targets}
    return {key: group for key, group in found.items() if group}


def show(
    row: Stored, key: DataKey, language: Language, *, whole: bool = True, groups: Mapping[str, UUID] | None = None
) -> ImportView:
    """Return an import as its importer sees it."""
    preview = preview_of(row, key) if whole else None
    codes = {one.code for one in preview.refused} if preview else set()
    return ImportView(
        id=row.id,
        name=file_name_of(row, key),
        state=row.state,
        source=row.source,
        created_at=row.created_at,
        finished_at=row.finished_at,
        done=row.done,
        total=row.total,
        preview=preview,
        reasons={code: reason_of(code, language) for code in sorted(codes)},
        groups=dict(groups or {}),
        error=Why(row.error, FILE[row.error](**row.error_params).message(language)) if row.error in FILE else None,
    )


async def find_work(tx: Transaction, import_id: UUID) -> Stored | None:
    """Return an import by its id, as FOLLOW."""
    rows = await tx.fetch(_ONE, import_id)
    return stored_of(rows[0]) if rows else None


async def find_known(tx: Transaction, organisation_id: UUID, keys: list[bytes]) -> dict[bytes, tuple[UUID, int]]:
    """Return which of these messages were entered before, and where."""
    return {row["key"]: (row["conversation_id"], row["seq"]) for row in await tx.fetch(_KNOWN, organisation_id, keys)}


async def find_candidates(tx: Transaction, keyring: Keyring, actor: Actor, organisation_id: UUID) -> list[Candidate]:
    """Return the active members, as far as a file of the actor's could name them: who is taken for whom tells of both."""
    return [
        Candidate(one.person_id, one.card.name, one.card.phone, one.card.email, one.card.work_no)
        for one in await organisations.active_records(tx, keyring, actor, organisation_id)
        if one.person_id is not None
    ]


async def find_kept(tx: Transaction, names: list[str]) -> set[str]:
    """Return which of these blobs are files to be imported; run as FOLLOW."""
    return {row["blob_name"] for row in await tx.fetch(_KEPT, names)}


def author_counts(said: dict[str, int], authors: list[Author], matches: dict[str, Match]) -> list[AuthorView]:
    """Return the authors: first those whom only a name names, who are to be looked at, then those who wrote most."""
    views = [AuthorView(one.name, said.get(one.key, 0), matches.get(one.key)) for one in authors]
    return sorted(views, key=lambda one: (one.match is None or one.match.by != "name", -one.messages))

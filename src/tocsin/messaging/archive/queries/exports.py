"""Exports as their asker sees them, and as the job finds them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

import msgspec

from tocsin.accounts import door as accounts
from tocsin.kernel.archives import KEPT, Archives
from tocsin.kernel.blobs import BlobRef
from tocsin.kernel.clock import now
from tocsin.kernel.db import FOLLOW, Database, Transaction
from tocsin.kernel.errors import Language, NotFound
from tocsin.kernel.ids import PLATFORM
from tocsin.kernel.seal import Keyring, place
from tocsin.kernel.types import Actor
from tocsin.messaging.archive.refusals import ENDINGS
from tocsin.messaging.archive.rules.limits import OWN_MOST
from tocsin.messaging.archive.rules.record import Way
from tocsin.organisations import door as organisations

RECORDS: Final = "messaging.export"
State = Literal["waiting", "writing", "done", "failed", "cancelled"]
COLUMNS: Final = (
    "id, person_id, realm_id, conversation_id, way, state, language, zone, since, until, files, name_sealed, first_seq,"
    " last_seq, total, done, created_at, finished_at, expires_at, error, data_key_id, blob_name, blob_size, blob_digest"
)
"""Of an export, as a :class:`Stored` has them."""
_OWN: Final = f"SELECT {COLUMNS} FROM conversation_export WHERE person_id = $1 ORDER BY id DESC LIMIT {OWN_MOST}"  # noqa: S608
_ONE: Final = f"SELECT {COLUMNS} FROM conversation_export WHERE id = $1"  # noqa: S608
EXPORTS: Final = Archives("conversation_export")


class Stored(msgspec.Struct, frozen=True):
    """The row of an export."""

    id: UUID
    person_id: UUID
    realm_id: UUID
    conversation_id: UUID
    way: Way
    state: State
    language: Language
    zone: str
    since: datetime | None
    until: datetime | None
    files: bool
    name_sealed: bytes
    first_seq: int
    last_seq: int
    total: int
    done: int
    created_at: datetime
    finished_at: datetime | None
    expires_at: datetime
    error: str | None
    data_key_id: UUID | None
    blob_name: str | None
    blob_size: int | None
    blob_digest: str | None

    @property
    def blob(self) -> BlobRef | None:
        """The archive, once there is one."""
        if self.blob_name is None or self.data_key_id is None:
            return None
        return BlobRef(self.realm_id, self.data_key_id, self.blob_name, self.blob_size or 0, self.blob_digest or "")


class Ending(msgspec.Struct, frozen=True):
    """Why an export came to nothing."""

    code: str
    message: str


class ExportView(msgspec.Struct, frozen=True, kw_only=True):
    """An export as its asker sees it: ``done`` of ``total`` counts facts, ``size`` is the archive's in bytes."""

    id: UUID
    conversation_id: UUID
    organisation_id: UUID | None
    name: str
    way: Way
    state: State
    since: datetime | None
    until: datetime | None
    files: bool
    done: int
    total: int
    size: int | None
    created_at: datetime
    finished_at: datetime | None
    expires_at: datetime
    error: Ending | None


def export_name_place(export_id: UUID) -> bytes:
    """Return the place the name of an exported conversation is sealed for."""
    return place("conversation_export.name", export_id)


def stored_of(row: Any) -> Stored:
    """Return a row of :data:`COLUMNS`."""
    return msgspec.convert(dict(row), Stored)


async def get_export(tx: Transaction, actor: Actor, export_id: UUID, *, lock: bool = False) -> Stored:
    """Return an export of the actor's whose term has not ended. Raises :class:`NotFound`."""
    rows = await tx.fetch(_ONE + (" FOR UPDATE" if lock else ""), export_id)
    if not rows or rows[0]["person_id"] != actor.person_id or rows[0]["expires_at"] <= now():
        raise NotFound
    return stored_of(rows[0])


async def find_exports(tx: Transaction, keyring: Keyring, actor: Actor, language: Language) -> list[ExportView]:
    """Return the actor's exports, the newest first."""
    moment = now()
    rows = [stored_of(row) for row in await tx.fetch(_OWN, actor.person_id)]
    return await show(tx, keyring, [row for row in rows if row.expires_at > moment], language)


async def show(tx: Transaction, keyring: Keyring, rows: Sequence[Stored], language: Language) -> list[ExportView]:
    """Return exports as their asker sees them."""
    views = []
    for row in rows:
        key = await keyring.record_key(tx, row.realm_id, RECORDS)
        ending = ENDINGS.get(row.error or "")
        views.append(
            ExportView(
                id=row.id,
                conversation_id=row.conversation_id,
                organisation_id=None if row.realm_id == PLATFORM else row.realm_id,
                name=key.open_text(row.name_sealed, export_name_place(row.id)),
                way=row.way,
                state=row.state,
                since=row.since,
                until=row.until,
                files=row.files,
                done=row.done,
                total=row.total,
                size=row.blob_size,
                created_at=row.created_at,
                finished_at=row.finished_at,
                expires_at=row.expires_at,
                error=Ending(ending.code, ending.message(language)) if ending else None,
            )
        )
    return views


async def find_work(tx: Transaction, export_id: UUID) -> Stored | None:
    """Return the export a job is to write, as FOLLOW; nothing when it is written, stopped or gone."""
    rows = await tx.fetch(_ONE, export_id)
    if not rows or rows[0]["state"] not in ("waiting", "writing"):
        return None
    return stored_of(rows[0])


async def find_asker(db: Database, person_id: UUID) -> Actor:
    """Return whom a job works for, with the memberships of this moment; whose account is not active has none left."""
    async with db.working(FOLLOW) as tx:
        active = await accounts.is_active(tx, person_id)
        memberships = await organisations.find_memberships(tx, person_id) if active else {}
    if not active:
        raise NotFound
    return Actor(person_id, PLATFORM, "", now() + KEPT, memberships)

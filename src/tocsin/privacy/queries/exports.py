"""Records taken out, as their asker sees them and as the job finds them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

import msgspec

from tocsin.kernel.archives import Archives, blob_of
from tocsin.kernel.blobs import BlobRef
from tocsin.kernel.clock import now
from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import Language, NotFound
from tocsin.kernel.types import Actor
from tocsin.privacy.refusals import ENDINGS
from tocsin.privacy.rules.limits import OWN_MOST

RECORDS: Final = "privacy.record"
"""The kind of record whose key seals the archives."""
ARCHIVES: Final = Archives("record_export")
State = Literal["waiting", "writing", "done", "failed"]
_OWN: Final = "SELECT * FROM record_export WHERE person_id = $1 AND expires_at > $2 ORDER BY id DESC LIMIT $3"
_ONE: Final = "SELECT * FROM record_export WHERE id = $1"


class Stored(msgspec.Struct, frozen=True):
    """The row of a record; ``blob`` is its archive, once there is one."""

    id: UUID
    person_id: UUID
    realm_id: UUID
    state: State
    language: Language
    total: int
    done: int
    created_at: datetime
    finished_at: datetime | None
    expires_at: datetime
    error: str | None
    blob: BlobRef | None


class RecordEnding(msgspec.Struct, frozen=True):
    """Why a record came to nothing."""

    code: str
    message: str


class RecordExportView(msgspec.Struct, frozen=True):
    """A record as its asker sees it: ``done`` of ``total`` tells how far it is, ``size`` is the archive's in bytes."""

    id: UUID
    state: State
    done: int
    total: int
    size: int | None
    created_at: datetime
    finished_at: datetime | None
    expires_at: datetime
    error: RecordEnding | None


def stored_of(row: Any) -> Stored:
    """Return a row of the table."""
    return msgspec.convert({**dict(row), "blob": blob_of(row)}, Stored)


async def get_export(tx: Transaction, actor: Actor, export_id: UUID, *, lock: bool = False) -> Stored:
    """Return a record of the actor's whose term has not ended. Raises :class:`NotFound`, alike for what is another's."""
    rows = await tx.fetch(_ONE + (" FOR UPDATE" if lock else ""), export_id)
    if not rows or rows[0]["person_id"] != actor.person_id or rows[0]["expires_at"] <= now():
        raise NotFound
    return stored_of(rows[0])


async def find_exports(tx: Transaction, actor: Actor) -> list[Stored]:
    """Return the actor's records, the newest first."""
    return [stored_of(row) for row in await tx.fetch(_OWN, actor.person_id, now(), OWN_MOST)]


def show(rows: Sequence[Stored], language: Language) -> list[RecordExportView]:
    """Return records as their asker sees them."""
    views = []
    for row in rows:
        ending = ENDINGS.get(row.error or "")
        told = {name: getattr(row, name) for name in ("id", "state", "done", "total", "created_at", "finished_at")}
        views.append(
            RecordExportView(
                **told,
                size=row.blob.size if row.blob else None,
                expires_at=row.expires_at,
                error=RecordEnding(ending.code, ending.message(language)) if ending else None,
            )
        )
    return views


async def find_work(tx: Transaction, export_id: UUID) -> Stored | None:
    """Return the record a job is to write, as FOLLOW; nothing when it is written, stopped or gone."""
    rows = await tx.fetch(_ONE, export_id)
    if not rows or rows[0]["state"] not in ("waiting", "writing"):
        return None
    return stored_of(rows[0])

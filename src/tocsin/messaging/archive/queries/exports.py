"""Exports as their asker sees them, and as the job finds them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from tocsin.accounts import door as accounts
from tocsin.kernel.archives import KEPT, Archive, Archives, ArchiveView
from tocsin.kernel.clock import now
from tocsin.kernel.db import FOLLOW, Database, Transaction
from tocsin.kernel.errors import Language, NotFound
from tocsin.kernel.ids import PLATFORM
from tocsin.kernel.seal import Keyring, place
from tocsin.kernel.types import Actor
from tocsin.messaging.archive.events import touch
from tocsin.messaging.archive.refusals import ENDINGS, ExportFailed
from tocsin.messaging.archive.rules.record import Way
from tocsin.organisations import door as organisations

RECORDS: Final = "messaging.export"


class Stored(Archive, frozen=True, kw_only=True):
    """The row of an export."""

    conversation_id: UUID
    way: Way
    zone: str
    since: datetime | None
    until: datetime | None
    files: bool
    name_sealed: bytes
    first_seq: int
    last_seq: int


class ExportView(ArchiveView, frozen=True, kw_only=True):
    """An export as its asker sees it: ``done`` of ``total`` counts facts, ``size`` is the archive's in bytes."""

    conversation_id: UUID
    organisation_id: UUID | None
    name: str
    way: Way
    since: datetime | None
    until: datetime | None
    files: bool


EXPORTS: Final = Archives(
    "conversation_export", Stored, records=RECORDS, touch=touch, failed=ExportFailed, endings=ENDINGS
)


def export_name_place(export_id: UUID) -> bytes:
    """Return the place the name of an exported conversation is sealed for."""
    return place("conversation_export.name", export_id)


async def show(tx: Transaction, keyring: Keyring, rows: Sequence[Stored], language: Language) -> list[ExportView]:
    """Return exports as their asker sees them."""
    views = []
    for row in rows:
        key = await keyring.record_key(tx, row.realm_id, RECORDS)
        views.append(
            ExportView(
                **msgspec.structs.asdict(EXPORTS.show(row, language)),
                conversation_id=row.conversation_id,
                organisation_id=None if row.realm_id == PLATFORM else row.realm_id,
                name=key.open_text(row.name_sealed, export_name_place(row.id)),
                way=row.way,
                since=row.since,
                until=row.until,
                files=row.files,
            )
        )
    return views


async def find_asker(db: Database, person_id: UUID) -> Actor:
    """Return whom a job works for, with the memberships of this moment. Raises :class:`NotFound` for whose account is not active."""
    async with db.working(FOLLOW) as tx:
        active = await accounts.is_active(tx, person_id)
        memberships = await organisations.find_memberships(tx, person_id) if active else {}
    if not active:
        raise NotFound
    return Actor(person_id, PLATFORM, "", now() + KEPT, memberships)

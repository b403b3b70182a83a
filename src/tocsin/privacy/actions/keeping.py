"""What this room itself keeps about a person: which records they asked for. Told, handed out, and erased."""

from collections.abc import AsyncIterator
from typing import Final
from uuid import UUID

import msgspec

from tocsin.kernel.context import Context
from tocsin.kernel.db import FOLLOW, Transaction
from tocsin.kernel.errors import Words
from tocsin.kernel.ids import PLATFORM
from tocsin.kernel.kept import Kept
from tocsin.kernel.manifest import Portion
from tocsin.privacy.queries.exports import ARCHIVES

KEPT: Final = (
    Kept(
        "privacy.records",
        "platform",
        Words("整理给你的记录", "整理給你的紀錄", "Records put together for you"),
        Words(
            "你何时要过这份记录，和还能下载的文件。",
            "你何時要過這份紀錄，和還能下載的檔案。",
            "When you asked, and the files while they are kept.",
        ),
        Words("7 天", "7 天", "7 days"),
        "SELECT created_at AS at FROM record_export WHERE person_id = $1",
    ),
)
_ASKED: Final = "SELECT state, created_at, finished_at, expires_at FROM record_export WHERE person_id = $1 ORDER BY id"


async def exports(context: Context, tx: Transaction, realm_id: UUID, person_id: UUID) -> AsyncIterator[Portion]:
    """Yield which records the person asked for."""
    if realm_id == PLATFORM:
        async with tx.as_worker(FOLLOW):
            rows = [dict(row) for row in await tx.fetch(_ASKED, person_id)]
        yield "privacy/records.json", msgspec.json.format(msgspec.json.encode(rows), indent=2)


async def erases(context: Context, tx: Transaction, realm_id: UUID, person_id: UUID) -> None:
    """Delete the records, with their archives. Twice changes nothing."""
    if realm_id == PLATFORM:
        async with tx.as_worker(FOLLOW):
            await ARCHIVES.forget(tx, context, realm_id, person_id)

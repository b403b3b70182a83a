"""What this room holds about a person: what they uploaded, handed out, and erased where nothing holds it."""

from collections.abc import AsyncIterator
from uuid import UUID

import msgspec

from tocsin.files.actions.holding import remove
from tocsin.files.queries import FileRow, find_handle, shown_of
from tocsin.kernel.context import Context
from tocsin.kernel.db import FOLLOW, Transaction
from tocsin.kernel.errors import Words
from tocsin.kernel.kept import Kept
from tocsin.kernel.manifest import KeptFile, Portion

_PAGE = 200
_UPLOADED = """
SELECT id, person_id, realm_id, data_key_id, state, size, part_size, as_file, kind, card_sealed, seen_at, used_at
FROM file WHERE person_id = $1 AND realm_id = $2 AND id > $3 ORDER BY id LIMIT $4
"""
KEPT = (
    Kept(
        "files.files",
        "anywhere",
        Words("你上传的文件", "你上傳的檔案", "Files you uploaded"),
        Words(
            "文件和它的名称，加密保存；未发出的只有你看得到。",
            "檔案和它的名稱，加密保存；未送出的只有你看得到。",
            "The files and their names, kept encrypted; what you have not sent only you see.",
        ),
        Words(
            "随所在的消息保存；未发出的过期删除",
            "隨所在的訊息保存；未送出的到期刪除",
            "As long as the message that holds them; what is not sent goes by itself",
        ),
        "SELECT created_at AS at FROM file WHERE person_id = $1 AND realm_id = r.id",
    ),
)
_UNSENT = "SELECT id FROM file WHERE person_id = $1 AND realm_id = $2 AND used_at IS NULL ORDER BY id LIMIT $3"


async def exports(context: Context, tx: Transaction, realm_id: UUID, person_id: UUID) -> AsyncIterator[Portion]:
    """Yield the files the person uploaded in the realm, each with its content, and a list of them all."""
    listed, after = [], UUID(int=0)
    while True:
        async with tx.as_worker(FOLLOW):
            rows = [FileRow(**dict(row)) for row in await tx.fetch(_UPLOADED, person_id, realm_id, after, _PAGE)]
            keys = await context.keyring.data_keys(tx, {row.data_key_id for row in rows})
            opened = {row.id: await find_handle(context, tx, row, "whole") for row in rows if row.state == "complete"}
        for row in rows:
            shown = shown_of(row, keys[row.data_key_id])
            listed.append({"id": row.id, "name": shown.name, "size": row.size, "state": row.state, "sent": row.used_at})
            if row.id in opened:
                yield f"files/{row.id}/{shown.name}", KeptFile(opened[row.id].parts, opened[row.id].key)
        if len(rows) < _PAGE:
            break
        after = rows[-1].id
    yield "files/files.json", msgspec.json.format(msgspec.json.encode(listed), indent=2)


async def erases(context: Context, tx: Transaction, realm_id: UUID, person_id: UUID) -> None:
    """Erase what was not sent. What was sent is part of what holds it, and goes when that lets go of it."""
    async with tx.as_worker(FOLLOW):
        while rows := await tx.fetch(_UNSENT, person_id, realm_id, _PAGE):
            await remove(context, tx, [row["id"] for row in rows])

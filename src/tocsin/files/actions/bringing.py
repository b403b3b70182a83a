"""A file brought whole, by what has all of it in hand: the same steps as a client's, one after the other."""

from collections.abc import AsyncIterator
from uuid import UUID

import msgspec

from tocsin.files.actions.completing import Completion, complete, put_preview
from tocsin.files.actions.uploading import NewUpload, keep_piece, start, store_part
from tocsin.kernel.context import Context
from tocsin.kernel.types import Actor


class Whole(msgspec.Struct, frozen=True):
    """A file with its content. ``preview`` is a picture of a film's beginning or a document's first page.

    Sides in pixels; ``waveform`` as heights of 0 to 100.
    """

    name: str
    mime: str
    data: bytes
    preview: bytes | None = None
    width: int | None = None
    height: int | None = None
    duration_ms: int | None = None
    waveform: list[int] | None = None


async def bring(context: Context, actor: Actor, client_id: UUID, realm: UUID | None, file: Whole) -> UUID:
    """Upload a file for a realm (none: person to person) and return its id. Raises what the steps of it raise."""
    new = NewUpload(client_id=client_id, name=file.name, size=len(file.data), mime=file.mime, realm=realm)
    async with context.db.acting(actor) as tx:
        made = await start(tx, context, actor, new)
    file_id, part = made.id, made.part_size
    for number, begin in enumerate(range(0, len(file.data), part)):
        ref = await store_part(context, actor, file_id, number, _once(file.data[begin : begin + part]))
        await keep_piece(context, actor, file_id, "whole", number, ref)
    if file.preview is not None:
        await put_preview(context, actor, file_id, file.preview)
    facts = Completion(width=file.width, height=file.height, duration_ms=file.duration_ms, waveform=file.waveform)
    await complete(context, actor, file_id, facts)
    return file_id


async def _once(data: bytes) -> AsyncIterator[bytes]:
    yield data

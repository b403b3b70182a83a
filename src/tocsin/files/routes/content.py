"""A file as an answer."""

from collections.abc import AsyncIterator
from typing import Any, Final
from uuid import UUID

from litestar import Request, Response

from tocsin.files.actions.completing import read
from tocsin.files.queries import Handle, Variant, find_handle, get_own
from tocsin.kernel.context import Context
from tocsin.kernel.download import BadRange, Download
from tocsin.kernel.download import respond as send
from tocsin.kernel.http import ANY_TYPE, route
from tocsin.kernel.powers import SIGNED_IN
from tocsin.kernel.types import Actor

AnyRequest = Request[Any, Any, Any]
RANGES: Final = {206: (bytes, "The range asked for."), 304: (None, "The caller has it already.")}
"""The further statuses of a route that answers with :func:`respond`."""


async def respond(context: Context, handle: Handle, request: AnyRequest, *, save: bool = False) -> Response[Any]:
    """Answer with a file that was opened: whole, a range of it, or that the caller has it already.

    With ``save`` the browser keeps it instead of showing it; kinds that could run are always saved. What a browser has it
    shows again only when it is allowed anew: a recall, a right that ended and a sign-out hold at once, for small pictures too.
    """

    def content(start: int, stop: int) -> AsyncIterator[bytes]:
        return read(context, handle.parts, handle.key, start, stop)

    file = Download(
        name=handle.card.name,
        mime=handle.mime,
        size=handle.size,
        etag=f"{handle.card.id.hex}-{handle.variant}",
        read=content,
    )
    return await send(request, file, save=save)


@route(
    "GET",
    "/api/uploads/{upload_id:uuid}/content",
    power=SIGNED_IN,
    refuses=(BadRange,),
    also=RANGES,
    media_type=ANY_TYPE,
    name="files.content",
)
async def get_content(
    request: AnyRequest,
    context: Context,
    actor: Actor,
    upload_id: UUID,
    variant: Variant = "whole",
    save: bool = False,
) -> Response[bytes]:
    """One's own file, complete and not sent yet; `variant` is a smaller picture of it."""
    async with context.db.acting(actor) as tx:
        handle = await find_handle(context, tx, await get_own(tx, actor, upload_id), variant)
    return await respond(context, handle, request, save=save)


CONTENT = (get_content,)

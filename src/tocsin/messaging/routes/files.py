"""What messages carry, given out."""

from typing import Any
from uuid import UUID

from litestar import Request, Response

from tocsin.files import door as files
from tocsin.kernel.context import Context
from tocsin.kernel.download import BadRange
from tocsin.kernel.http import ANY_TYPE, route
from tocsin.kernel.powers import SIGNED_IN
from tocsin.kernel.types import Actor
from tocsin.messaging.actions.downloading import open_held
from tocsin.messaging.routes.around import MESSAGE
from tocsin.messaging.routes.conversations import TAGS

AnyRequest = Request[Any, Any, Any]


@route(
    "GET",
    MESSAGE + "/files/{file_id:uuid}",
    power=SIGNED_IN,
    tags=TAGS,
    refuses=(BadRange,),
    also=files.RANGES,
    media_type=ANY_TYPE,
)
async def download_file(
    request: AnyRequest,
    context: Context,
    actor: Actor,
    conversation_id: UUID,
    seq: int,
    file_id: UUID,
    variant: files.Variant = "whole",
    save: bool = False,
) -> Response[bytes]:
    """A file of a message, also of one forwarded together with others; `variant` is a smaller picture of it.

    Whoever takes the whole of what somebody else sent confirms it; that is recorded once for a person and a file.
    """
    async with context.db.acting(actor) as tx:
        handle = await open_held(tx, context, actor, conversation_id, seq, file_id, variant)
    return await files.respond(context, handle, request, save=save)


FILE_ROUTES = (download_file,)

"""What messages carry, given out."""

from typing import Any
from uuid import UUID

from litestar import Request, Response

from tocsin.files import door as files
from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.download import BadRange
from tocsin.kernel.http import ANY_TYPE, route
from tocsin.kernel.powers import SIGNED_IN
from tocsin.kernel.types import Actor
from tocsin.messaging.actions.downloading import is_taking, open_held, take
from tocsin.messaging.queries.files import Taken, find_downloads
from tocsin.messaging.refusals import NotYourMessage
from tocsin.messaging.routes.around import MESSAGE
from tocsin.messaging.routes.conversations import TAGS, limited
from tocsin.messaging.rules.shapes import DownloadsPage

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

    Whoever opens the whole of what somebody else uploaded, or saves it (`save`), confirms it; each is recorded once for a
    person and a file. Smaller pictures leave no record.
    """
    async with context.db.acting(actor) as tx:
        opened = await open_held(tx, context, actor, conversation_id, seq, file_id, variant)
    answer = await files.respond(context, opened.handle, request, save=save)
    if (answer.status_code or 200) < 400 and is_taking(actor, opened, variant, save=save):
        async with context.db.acting(actor) as tx:
            await take(tx, context, actor, opened, save=save)
    return answer


@route("GET", MESSAGE + "/files/{file_id:uuid}/downloads", power=SIGNED_IN, tags=TAGS, refuses=(NotYourMessage,))
async def show_downloads(
    tx: Transaction,
    context: Context,
    actor: Actor,
    conversation_id: UUID,
    seq: int,
    file_id: UUID,
    taken: Taken = "saved",
    after: str | None = None,
    limit: int = 100,
) -> DownloadsPage:
    """Who saved a file of one's own message, or opened it, when and on which device."""
    return await find_downloads(
        tx,
        context.keyring,
        actor.person_id,
        conversation_id,
        seq,
        file_id,
        taken=taken,
        after=after,
        limit=limited(limit),
    )


FILE_ROUTES = (download_file, show_downloads)

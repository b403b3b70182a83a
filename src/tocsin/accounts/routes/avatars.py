"""Routes about people's pictures."""

from typing import Any, Final
from uuid import UUID

from litestar import Request, Response

from tocsin.accounts.actions import avatar
from tocsin.accounts.queries.people import Me, get_me
from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.describing import RawBody
from tocsin.kernel.errors import TooLarge
from tocsin.kernel.http import STORED_HEADERS, UNCHANGING, find_actor_still, route
from tocsin.kernel.pictures import NotAPicture, PictureTooLarge
from tocsin.kernel.powers import SIGNED_IN
from tocsin.kernel.types import Actor

_WEBP: Final = "image/webp"


@route(
    "PUT",
    "/api/me/avatar",
    power=SIGNED_IN,
    refuses=(NotAPicture, PictureTooLarge, TooLarge),
    body_limit=avatar.UPLOAD_LIMIT,
    operation_class=RawBody,
    name="accounts.set_avatar",
)
async def set_avatar(request: Request[Any, Any, Any], context: Context) -> Me:
    """Show this picture (JPEG, PNG, WebP or GIF, at most 10 MB); its middle square is kept, and nothing else of it."""
    data = await request.body()
    actor = await find_actor_still(request)
    await avatar.set_avatar(context, actor, data)
    async with context.db.acting(actor) as tx:
        return await get_me(tx, context.keyring, actor)


@route("DELETE", "/api/me/avatar", power=SIGNED_IN, status=200, name="accounts.remove_avatar")
async def remove_avatar(tx: Transaction, context: Context, actor: Actor) -> Me:
    """Show initials again."""
    await avatar.remove_avatar(tx, context, actor)
    return await get_me(tx, context.keyring, actor)


@route(
    "GET",
    "/api/people/{person_id:uuid}/avatar/{picture:str}",
    power=SIGNED_IN,
    media_type=_WEBP,
    name="accounts.avatar",
)
async def get_avatar(context: Context, actor: Actor, person_id: UUID, picture: str) -> Response[bytes]:
    """A person's picture, for whoever meets the person. The address changes with the picture."""
    data = await avatar.read_avatar(context, actor, person_id, picture)
    return Response(data, media_type=_WEBP, headers={**STORED_HEADERS, "Cache-Control": UNCHANGING})


AVATARS = (set_avatar, remove_avatar, get_avatar)

"""Organisations' stickers over HTTP: every member sees them, those with the power make them."""

from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from litestar import Request, Response

from tocsin.files import door as files
from tocsin.kernel import text
from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.describing import RawBody
from tocsin.kernel.download import BadRange
from tocsin.kernel.errors import TooLarge
from tocsin.kernel.http import ANY_TYPE, find_actor_still, route
from tocsin.kernel.pictures import NotAPicture, PictureTooLarge
from tocsin.kernel.types import Actor, Page
from tocsin.messaging.refusals import IdTaken
from tocsin.messaging.stickers import actions
from tocsin.messaging.stickers.powers import STICKERS_MANAGE
from tocsin.messaging.stickers.queries import StickerSetView, find_sets, get_sticker
from tocsin.messaging.stickers.refusals import TooManySets, TooManyStickers
from tocsin.messaging.stickers.rules import UPLOAD_LIMIT
from tocsin.organisations.door import DIRECTORY_READ

TAGS: Final = ["stickers"]
_SETS: Final = "/api/organisations/{organisation_id:uuid}/sticker-sets"
_SET: Final = _SETS + "/{set_id:uuid}"
_STICKER: Final = _SET + "/stickers/{sticker_id:uuid}"
AnyRequest = Request[Any, Any, Any]


class NewStickerSet(msgspec.Struct, forbid_unknown_fields=True):
    """A set to make. ``client_id`` is the client's own, so that asking twice makes one."""

    client_id: UUID
    name: str


class StickerSetChange(msgspec.Struct, forbid_unknown_fields=True):
    """What a set is to be called."""

    name: str


class StickerOrder(msgspec.Struct, forbid_unknown_fields=True):
    """An order: what is not named follows as it was."""

    ids: Annotated[list[UUID], msgspec.Meta(max_length=200)]


class MadeSticker(msgspec.Struct, frozen=True):
    """The id of the set or sticker that was made."""

    id: UUID


@route("GET", _SETS, power=DIRECTORY_READ, tags=TAGS)
async def list_sticker_sets(tx: Transaction, organisation_id: UUID) -> Page[StickerSetView]:
    """The organisation's sets with all their stickers, in the order they are shown: 20 sets of 60 at most."""
    return Page(await find_sets(tx, organisation_id))


@route("POST", _SETS, power=STICKERS_MANAGE, tags=TAGS, status=201, refuses=(TooManySets, text.Unfit))
async def make_sticker_set(tx: Transaction, actor: Actor, organisation_id: UUID, data: NewStickerSet) -> MadeSticker:
    """Make a set. Recorded in the audit log, as all that is done to sets."""
    return MadeSticker(await actions.make_set(tx, actor, organisation_id, data.client_id, data.name))


@route("PUT", _SETS + "/order", power=STICKERS_MANAGE, tags=TAGS, status=204)
async def order_sticker_sets(tx: Transaction, actor: Actor, organisation_id: UUID, data: StickerOrder) -> None:
    """Put the sets in another order."""
    await actions.order_sets(tx, actor, organisation_id, data.ids)


@route("PATCH", _SET, power=STICKERS_MANAGE, tags=TAGS, status=204, refuses=(text.Unfit,))
async def change_sticker_set(
    tx: Transaction, actor: Actor, organisation_id: UUID, set_id: UUID, data: StickerSetChange
) -> None:
    """Rename a set."""
    await actions.rename_set(tx, actor, organisation_id, set_id, data.name)


@route("DELETE", _SET, power=STICKERS_MANAGE, tags=TAGS, status=204)
async def remove_sticker_set(
    tx: Transaction, context: Context, actor: Actor, organisation_id: UUID, set_id: UUID
) -> None:
    """Remove a set and its stickers. What was sent stays as it is."""
    await actions.remove_set(tx, context, actor, organisation_id, set_id)


@route("PUT", _SET + "/order", power=STICKERS_MANAGE, tags=TAGS, status=204)
async def order_stickers(
    tx: Transaction, actor: Actor, organisation_id: UUID, set_id: UUID, data: StickerOrder
) -> None:
    """Put the stickers of a set in another order."""
    await actions.order_stickers(tx, actor, organisation_id, set_id, data.ids)


@route(
    "POST",
    _SET + "/stickers",
    power=STICKERS_MANAGE,
    tags=TAGS,
    status=201,
    refuses=(
        NotAPicture,
        PictureTooLarge,
        TooLarge,
        TooManyStickers,
        IdTaken,
        files.TooManyOpen,
        files.TooMuchOpen,
        text.Unfit,
    ),
    body_limit=UPLOAD_LIMIT,
    operation_class=RawBody,
)
async def add_sticker(
    request: AnyRequest, context: Context, organisation_id: UUID, set_id: UUID, client_id: UUID, label: str
) -> MadeSticker:
    """Add a picture (JPEG, PNG, WebP or GIF, at most 10 MB) as the body; kept is its first frame, within 256 pixels.

    `label` is what it says, to screen readers too.
    """
    data = await request.body()
    actor = await find_actor_still(request)
    return MadeSticker(await actions.add_sticker(context, actor, organisation_id, set_id, client_id, label, data))


@route("PATCH", _STICKER, power=STICKERS_MANAGE, tags=TAGS, status=204, refuses=(text.Unfit,))
async def change_sticker(
    tx: Transaction,
    actor: Actor,
    organisation_id: UUID,
    set_id: UUID,
    sticker_id: UUID,
    data: actions.StickerChange,
) -> None:
    """Change what a sticker says and is found by."""
    await actions.change_sticker(tx, actor, organisation_id, set_id, sticker_id, data)


@route("DELETE", _STICKER, power=STICKERS_MANAGE, tags=TAGS, status=204)
async def remove_sticker(
    tx: Transaction, context: Context, actor: Actor, organisation_id: UUID, set_id: UUID, sticker_id: UUID
) -> None:
    """Remove a sticker. What was sent stays as it is."""
    await actions.remove_sticker(tx, context, actor, organisation_id, set_id, sticker_id)


@route(
    "GET",
    _STICKER + "/picture",
    power=DIRECTORY_READ,
    tags=TAGS,
    refuses=(BadRange,),
    also=files.RANGES,
    media_type=ANY_TYPE,
)
async def show_sticker(
    request: AnyRequest, context: Context, actor: Actor, organisation_id: UUID, set_id: UUID, sticker_id: UUID
) -> Response[bytes]:
    """A sticker's picture (WebP), for members. In a message it is a file of the message."""
    async with context.db.acting(actor) as tx:
        found = await get_sticker(tx, organisation_id, set_id, sticker_id)
        handle = await files.open_file(context, tx, found.file_id, "thumb")
    return await files.respond(context, handle, request)


ROUTES = (
    list_sticker_sets,
    make_sticker_set,
    order_sticker_sets,
    change_sticker_set,
    remove_sticker_set,
    order_stickers,
    add_sticker,
    change_sticker,
    remove_sticker,
    show_sticker,
)

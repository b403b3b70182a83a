"""Uploads over HTTP: announced, sent in parts in any order, taken up again, completed."""

from typing import Any, Final
from uuid import UUID

from litestar import Request

from tocsin.files import refusals
from tocsin.files.actions import completing, uploading
from tocsin.files.powers import USAGE_READ
from tocsin.files.queries import UploadView, Usage, find_usage, get_upload, get_uploads
from tocsin.files.rules.parts import PART
from tocsin.kernel import pictures
from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.describing import RawBody
from tocsin.kernel.errors import TooLarge, Unavailable
from tocsin.kernel.http import find_actor_still, route
from tocsin.kernel.powers import SIGNED_IN
from tocsin.kernel.types import Actor

AnyRequest = Request[Any, Any, Any]
_UPLOADS: Final = "/api/uploads"
_UPLOAD: Final = _UPLOADS + "/{upload_id:uuid}"
_PICTURE: Final = (pictures.NotAPicture, pictures.PictureTooLarge)


@route(
    "POST",
    _UPLOADS,
    power=SIGNED_IN,
    status=201,
    refuses=(refusals.FileTooLarge, refusals.FileEmpty, refusals.TooManyOpen, refusals.TooMuchOpen),
    name="files.start",
)
async def start(tx: Transaction, context: Context, actor: Actor, data: uploading.NewUpload) -> UploadView:
    """Announce a file. Its name is cleaned; what it is, is decided by its content. Asked twice, it is one upload."""
    return await uploading.start(tx, context, actor, data)


@route("GET", _UPLOADS, power=SIGNED_IN, name="files.uploads")
async def list_uploads(tx: Transaction, context: Context, actor: Actor) -> list[UploadView]:
    """What one uploaded, or is uploading, and has not sent, on whichever device. At most 1,000."""
    return await get_uploads(tx, context.keyring, actor)


@route("GET", _UPLOAD, power=SIGNED_IN, name="files.upload")
async def read_upload(tx: Transaction, context: Context, actor: Actor, upload_id: UUID) -> UploadView:
    """Which parts are there: the others are still to be sent."""
    return await get_upload(tx, context.keyring, actor, upload_id)


@route(
    "PUT",
    _UPLOAD + "/parts/{number:int}",
    power=SIGNED_IN,
    status=204,
    refuses=(refusals.PartWrong, refusals.UploadClosed, TooLarge),
    body_limit=PART,
    operation_class=RawBody,
    name="files.put_part",
)
async def put_part(request: AnyRequest, context: Context, actor: Actor, upload_id: UUID, number: int) -> None:
    """Send one part, numbered from 0: `part_size` bytes, the last one what remains. It may be sent again."""
    ref = await uploading.store_part(context, actor, upload_id, number, request.stream())
    await uploading.keep_piece(context, await find_actor_still(request), upload_id, "whole", number, ref)


@route(
    "PUT",
    _UPLOAD + "/preview",
    power=SIGNED_IN,
    status=204,
    refuses=(*_PICTURE, refusals.UploadClosed, TooLarge),
    body_limit=completing.PREVIEW_LIMIT,
    operation_class=RawBody,
    name="files.put_preview",
)
async def put_preview(request: AnyRequest, context: Context, upload_id: UUID) -> None:
    """Send a picture of a film's beginning or a document's first page; it is made anew. Pictures need none."""
    data = await request.body()
    await completing.put_preview(context, await find_actor_still(request), upload_id, data)


@route(
    "POST",
    _UPLOAD + "/completion",
    power=SIGNED_IN,
    status=200,
    refuses=(
        *_PICTURE,
        pictures.AnimationTooLong,
        refusals.PartsMissing,
        refusals.NotThatFile,
        refusals.PictureTooHeavy,
        Unavailable,
    ),
    name="files.complete",
)
async def complete(context: Context, actor: Actor, upload_id: UUID, data: completing.Completion) -> UploadView:
    """Say that all parts were sent. The content decides what the file is; pictures are made anew, without what the
    camera noted. Asked twice, also at once, it is one file. Where many are looked at it waits for its turn.
    """
    return await completing.complete(context, actor, upload_id, data)


@route("DELETE", _UPLOAD, power=SIGNED_IN, status=204, name="files.drop")
async def drop(tx: Transaction, context: Context, actor: Actor, upload_id: UUID) -> None:
    """Give an upload up, complete or not; what was sent is no longer an upload."""
    await uploading.drop(tx, context, actor, upload_id)


@route("GET", "/api/organisations/{organisation_id:uuid}/files", power=USAGE_READ, name="files.usage")
async def get_usage(tx: Transaction, organisation_id: UUID) -> Usage:
    """How many files the organisation keeps, and how many bytes they take."""
    return await find_usage(tx, organisation_id)


UPLOADS = (start, list_uploads, read_upload, put_part, put_preview, complete, drop, get_usage)

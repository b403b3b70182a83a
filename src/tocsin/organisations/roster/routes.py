"""Rosters over HTTP."""

from dataclasses import dataclass
from typing import Annotated, Any, Final
from urllib.parse import quote
from uuid import UUID

import msgspec
import multipart
from litestar import Request, Response
from litestar.openapi.spec import OpenAPIFormat, OpenAPIMediaType, OpenAPIType, RequestBody, Schema
from litestar.params import Parameter

from tocsin.kernel import text
from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.describing import Described
from tocsin.kernel.errors import Invalid
from tocsin.kernel.http import Visitor, find_actor_still, route
from tocsin.kernel.limits import Slots
from tocsin.kernel.paging import after as after_cursor
from tocsin.kernel.paging import limit_of
from tocsin.kernel.types import Actor, Page
from tocsin.organisations.refusals import AttestationNeeded, BasisNoteNeeded
from tocsin.organisations.roster import queries
from tocsin.organisations.roster.actions.applying import attest
from tocsin.organisations.roster.actions.exporting import Form, export_roster
from tocsin.organisations.roster.actions.uploading import Work, discard, upload
from tocsin.organisations.roster.powers import ROSTER_EXPORT, ROSTER_IMPORT
from tocsin.organisations.roster.refusals import (
    RosterBusy,
    RosterEmpty,
    RosterNothingToDo,
    RosterNotReady,
    RosterReading,
    RosterTooLarge,
    RosterTooManyWaiting,
)
from tocsin.organisations.roster.rules import limits
from tocsin.organisations.roster.rules.plan import Outcome
from tocsin.organisations.rules import Basis

_IMPORTS: Final = "/api/organisations/{organisation_id:uuid}/roster-imports"
_ENVELOPE: Final = 64 * 1024
_TYPES: Final = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv"}
_ARRIVING: Final = Slots(16, 1)
_EXPORTING: Final = Slots(2, 1)
"""Rosters that come in, of each person one, and exports being written, of each organisation one, in this process."""
AnyRequest = Request[Any, Any, Any]


@dataclass
class _Upload(Described):
    """Documents the form that the handler reads from the stream itself."""

    def __post_init__(self) -> None:
        super().__post_init__()
        file = Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY)
        form = Schema(type=OpenAPIType.OBJECT, properties={"file": file}, required=["file"])
        self.request_body = RequestBody(content={"multipart/form-data": OpenAPIMediaType(schema=form)}, required=True)


class Uploaded(msgspec.Struct):
    """An import that is being read."""

    id: UUID
    state: str


class Attestation(msgspec.Struct, forbid_unknown_fields=True):
    """The importer's word: on what legal basis, and that it holds."""

    basis: Basis
    attested: bool
    basis_note: Annotated[str, msgspec.Meta(max_length=500)] | None = None


@route(
    "POST",
    _IMPORTS,
    power=ROSTER_IMPORT,
    status=201,
    refuses=(RosterTooLarge, RosterEmpty, RosterReading, RosterTooManyWaiting),
    body_limit=limits.UPLOAD_BYTES + _ENVELOPE,
    operation_class=_Upload,
    name="organisations.roster_upload",
)
async def upload_roster(request: AnyRequest, context: Context, organisation_id: UUID) -> Uploaded:
    """Upload a roster (XLSX or CSV, at most 20 MB) as the form's `file`. It is read by a job; see its state."""
    # The slot of large bodies is for many small ones; of these each takes some 60 MB until it is stored.
    with _ARRIVING.taken(str((await find_actor_still(request)).person_id), retry_after=5):
        return await _upload(request, context, organisation_id)


async def _upload(request: AnyRequest, context: Context, organisation_id: UUID) -> Uploaded:
    file_name, data = await _file_of(request)
    actor = await find_actor_still(request)
    async with context.db.acting(actor) as tx:
        import_id = await upload(tx, context, actor, organisation_id, file_name, data)
    return Uploaded(import_id, "reading")


async def _file_of(request: AnyRequest) -> tuple[str, bytes]:
    """Read the form from the stream: nothing in clear reaches the disk, and what is too large ends at once."""
    if int(request.headers.get("content-length") or 0) > limits.UPLOAD_BYTES + _ENVELOPE:
        raise RosterTooLarge(limit=limits.UPLOAD_BYTES >> 20)
    kind, options = multipart.parse_options_header(request.headers.get("content-type", ""))
    if kind != "multipart/form-data" or not options.get("boundary"):
        raise Invalid(fields={"file": "multipart/form-data with a part called file"})
    name: str | None = None
    current = ""
    content = bytearray()
    try:
        with multipart.PushMultipartParser(options["boundary"], max_segment_count=8) as parser:
            async for chunk in request.stream():
                for event in parser.parse(chunk):
                    if isinstance(event, multipart.MultipartSegment):
                        current = event.name
                        name = (event.filename or "roster") if current == "file" else name
                    elif event and current == "file":
                        content += event
                if len(content) > limits.UPLOAD_BYTES:
                    raise RosterTooLarge(limit=limits.UPLOAD_BYTES >> 20)
    except multipart.MultipartError:
        raise Invalid(fields={"file": "the form is broken"}) from None
    if name is None:
        raise Invalid(fields={"file": "missing"})
    return name, bytes(content)


@route("GET", _IMPORTS, power=ROSTER_IMPORT, refuses=(Invalid,), name="organisations.roster_imports")
async def list_imports(
    tx: Transaction, context: Context, visitor: Visitor, organisation_id: UUID, after: str | None = None
) -> Page[queries.Import]:
    """The imports of this organisation that are the caller's to see, newest first."""
    found = after_cursor(after, tuple[UUID])
    return await queries.find_imports(
        tx, context.keyring, organisation_id, found[0] if found else None, visitor.language
    )


@route("GET", _IMPORTS + "/{import_id:uuid}", power=ROSTER_IMPORT, name="organisations.roster_import")
async def get_import(
    tx: Transaction, context: Context, visitor: Visitor, organisation_id: UUID, import_id: UUID
) -> queries.Import:
    """How far an import is, and what it would do or did."""
    return await queries.get_import(tx, context.keyring, organisation_id, import_id, visitor.language)


@route(
    "GET",
    _IMPORTS + "/{import_id:uuid}/rows",
    power=ROSTER_IMPORT,
    refuses=(Invalid,),
    name="organisations.roster_rows",
)
async def list_rows(
    tx: Transaction,
    context: Context,
    visitor: Visitor,
    organisation_id: UUID,
    import_id: UUID,
    outcome: Outcome | None = None,
    after: str | None = None,
    limit: Annotated[int, Parameter(ge=1, le=200)] = queries.PAGE,
) -> Page[queries.Row]:
    """The rows of an import: what will be made, changed, left as it is, refused and why."""
    found = after_cursor(after, tuple[int])
    return await queries.find_rows(
        tx,
        context.keyring,
        organisation_id,
        import_id,
        outcome=outcome,
        after=found[0] if found else 0,
        limit=limit_of(limit),
        language=visitor.language,
    )


@route(
    "POST",
    _IMPORTS + "/{import_id:uuid}/attestation",
    power=ROSTER_IMPORT,
    status=202,
    refuses=(AttestationNeeded, BasisNoteNeeded, text.Unfit, RosterNotReady, RosterNothingToDo, RosterBusy),
    name="organisations.roster_apply",
)
async def apply_roster(
    tx: Transaction, context: Context, actor: Actor, organisation_id: UUID, import_id: UUID, data: Attestation
) -> Uploaded:
    """Apply an import whole. The caller attests the legal basis; the state tells how far it is."""
    await attest(
        tx,
        context,
        actor,
        Work(organisation_id, import_id),
        basis=data.basis,
        basis_note=data.basis_note,
        attested=data.attested,
    )
    return Uploaded(import_id, "applying")


@route(
    "DELETE",
    _IMPORTS + "/{import_id:uuid}",
    power=ROSTER_IMPORT,
    refuses=(RosterNotReady,),
    name="organisations.roster_discard",
)
async def discard_import(tx: Transaction, organisation_id: UUID, import_id: UUID) -> None:
    """Put an import aside: its rows are deleted at once."""
    await discard(tx, organisation_id, import_id)


async def _exported(
    tx: Transaction, context: Context, actor: Actor, visitor: Visitor, organisation_id: UUID, form: Form
) -> Response[bytes]:
    with _EXPORTING.taken(str(organisation_id), retry_after=5):
        content = await export_roster(tx, context, actor, organisation_id, form, visitor.language)
    name = quote({"zh-CN": "花名册", "zh-TW": "花名冊", "en": "roster"}[visitor.language])
    headers = {
        "Content-Disposition": f"attachment; filename=\"roster.{form}\"; filename*=UTF-8''{name}.{form}",
        "Cache-Control": "no-store",
    }
    return Response(content, media_type=_TYPES[form], headers=headers)


@route(
    "GET",
    "/api/organisations/{organisation_id:uuid}/roster.xlsx",
    power=ROSTER_EXPORT,
    media_type=_TYPES["xlsx"],
    name="organisations.roster_xlsx",
)
async def export_xlsx(
    tx: Transaction, context: Context, actor: Actor, visitor: Visitor, organisation_id: UUID
) -> Response[bytes]:
    """The roster as a workbook. Recorded in the audit log."""
    return await _exported(tx, context, actor, visitor, organisation_id, "xlsx")


@route(
    "GET",
    "/api/organisations/{organisation_id:uuid}/roster.csv",
    power=ROSTER_EXPORT,
    media_type=_TYPES["csv"],
    name="organisations.roster_csv",
)
async def export_csv(
    tx: Transaction, context: Context, actor: Actor, visitor: Visitor, organisation_id: UUID
) -> Response[bytes]:
    """The roster as CSV. Recorded in the audit log."""
    return await _exported(tx, context, actor, visitor, organisation_id, "csv")


ROUTES = (
    upload_roster,
    list_imports,
    get_import,
    list_rows,
    apply_roster,
    discard_import,
    export_xlsx,
    export_csv,
)

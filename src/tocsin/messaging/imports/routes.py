"""Imports over HTTP."""

from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from litestar import Request

from tocsin.kernel import text
from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.describing import RawBody
from tocsin.kernel.http import Visitor, find_actor_still, route
from tocsin.kernel.limits import Slots
from tocsin.kernel.types import Actor, Page
from tocsin.messaging.imports.actions.applying import attest
from tocsin.messaging.imports.actions.uploading import drop, upload
from tocsin.messaging.imports.powers import CONVERSATION_IMPORT
from tocsin.messaging.imports.queries import (
    RECORDS,
    Chosen,
    ImportView,
    Target,
    find_groups,
    find_imports,
    get_import,
    show,
)
from tocsin.messaging.imports.refusals import (
    ImportEmpty,
    ImportNothingChosen,
    ImportNotReady,
    ImportTooLarge,
    ImportUnderWay,
)
from tocsin.messaging.imports.rules.joining import Members
from tocsin.messaging.imports.rules.model import UPLOAD_BYTES
from tocsin.messaging.refusals import Closed, FollowsDepartment, NotAGroup, OwnerOnly
from tocsin.organisations import door as organisations

TAGS: Final = ["imports"]
_IMPORTS: Final = "/api/organisations/{organisation_id:uuid}/conversation-imports"
_IMPORT: Final = _IMPORTS + "/{import_id:uuid}"
_ARRIVING: Final = Slots(4, 1)
"""Files that come in, in this process, of each person one."""
AnyRequest = Request[Any, Any, Any]


class NewImport(msgspec.Struct, frozen=True):
    """An import that is being read."""

    id: UUID


class ImportAttestation(msgspec.Struct, forbid_unknown_fields=True):
    """The importer's word: what is entered, where, on what legal basis, and that it holds.

    ``members`` says who joins the new groups, beside the caller, of those their authors are taken for: nobody, those whom a
    phone, a work number, or an e-mail with the name names (``marks``), or those too whom only their name names.
    """

    channels: Annotated[list[Target], msgspec.Meta(max_length=2000)]
    basis: organisations.Basis
    attested: bool
    basis_note: Annotated[str, msgspec.Meta(max_length=500)] | None = None
    members: Members = "marks"


@route(
    "POST",
    _IMPORTS,
    power=CONVERSATION_IMPORT,
    tags=TAGS,
    status=201,
    refuses=(ImportTooLarge, ImportEmpty, ImportUnderWay),
    body_limit=UPLOAD_BYTES,
    operation_class=RawBody,
)
async def upload_conversations(
    request: AnyRequest, context: Context, organisation_id: UUID, name: str = "", zone: str = "Asia/Shanghai"
) -> NewImport:
    """Upload a file of another product as the body (at most 100 MB): DingTalk's sheets, Mattermost's bulk format, Slack's ZIP.

    `zone` is where the times of sheets were read. A job reads it; see its state.
    """
    actor = await find_actor_still(request)
    with _ARRIVING.taken(str(actor.person_id), retry_after=5):
        return NewImport(await upload(context, actor, organisation_id, name[:1000], zone, request.stream()))


@route("GET", _IMPORTS, power=CONVERSATION_IMPORT, tags=TAGS)
async def list_conversation_imports(
    tx: Transaction, context: Context, actor: Actor, visitor: Visitor, organisation_id: UUID
) -> Page[ImportView]:
    """The caller's imports of the last days, the newest first, without their previews."""
    return Page(await find_imports(tx, context.keyring, actor, organisation_id, visitor.language))


@route("GET", _IMPORT, power=CONVERSATION_IMPORT, tags=TAGS)
async def show_conversation_import(
    tx: Transaction, context: Context, actor: Actor, visitor: Visitor, organisation_id: UUID, import_id: UUID
) -> ImportView:
    """How far an import of the caller's is, and what it would do or did."""
    stored = await get_import(tx, actor, organisation_id, import_id)
    key = await context.keyring.record_key(tx, organisation_id, RECORDS)
    groups = await find_groups(tx, actor, stored) if stored.chosen.targets else {}
    return show(stored, key, visitor.language, groups=groups)


@route(
    "POST",
    _IMPORT + "/attestation",
    power=CONVERSATION_IMPORT,
    tags=TAGS,
    status=202,
    refuses=(
        organisations.AttestationNeeded,
        organisations.BasisNoteNeeded,
        text.Unfit,
        ImportNotReady,
        ImportNothingChosen,
        Closed,
        FollowsDepartment,
        NotAGroup,
        OwnerOnly,
    ),
)
async def apply_conversations(
    tx: Transaction,
    context: Context,
    actor: Actor,
    organisation_id: UUID,
    import_id: UUID,
    data: ImportAttestation,
) -> NewImport:
    """Enter conversations of a file. The caller attests the legal basis; recorded in the audit log."""
    chosen = Chosen(data.channels, data.members)
    note = data.basis_note
    await attest(tx, context, actor, organisation_id, import_id, chosen, data.basis, note, attested=data.attested)
    return NewImport(import_id)


@route("DELETE", _IMPORT, power=CONVERSATION_IMPORT, tags=TAGS, status=204)
async def drop_conversations(
    tx: Transaction, context: Context, actor: Actor, organisation_id: UUID, import_id: UUID
) -> None:
    """Stop an import, or put it aside; what was entered stays. Recorded in the audit log."""
    await drop(tx, context, actor, organisation_id, import_id)


ROUTES = (
    upload_conversations,
    list_conversation_imports,
    show_conversation_import,
    apply_conversations,
    drop_conversations,
)

"""Transfers over HTTP."""

from typing import Annotated
from uuid import UUID

from litestar.params import Parameter

from tocsin.kernel import text
from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import Invalid
from tocsin.kernel.http import route
from tocsin.kernel.types import Actor, Page
from tocsin.organisations.powers import DIRECTORY_READ
from tocsin.organisations.refusals import MainAdminsOnly, ManagerCircle, UnknownDepartment, UnknownMember
from tocsin.organisations.transfers import queries, refusals
from tocsin.organisations.transfers.actions import deciding

TRANSFERS = "/api/organisations/{organisation_id:uuid}/transfers"
ONE = TRANSFERS + "/{transfer_id:uuid}"


@route("GET", TRANSFERS, power=DIRECTORY_READ, refuses=(Invalid,), name="organisations.transfers")
async def list_transfers(
    tx: Transaction,
    context: Context,
    actor: Actor,
    organisation_id: UUID,
    which: queries.Which = "all",
    running: bool | None = None,
    after: str | None = None,
    limit: Annotated[int, Parameter(ge=1, le=200)] = 50,
) -> Page[queries.TransferRow]:
    """Transfers the caller sees, the newest first; `waiting`: for the caller's word, `mine`: about or by the caller."""
    return await queries.get_transfers(
        tx, context.keyring, actor, organisation_id, which, running, page_after=after, limit=limit
    )


@route(
    "POST",
    TRANSFERS,
    power=DIRECTORY_READ,
    status=201,
    refuses=(
        text.Unfit,
        refusals.TransferRunning,
        refusals.TransferPointless,
        refusals.TransferDay,
        UnknownDepartment,
        UnknownMember,
        ManagerCircle,
        MainAdminsOnly,
    ),
    name="organisations.open_transfer",
)
async def open_transfer(
    tx: Transaction, context: Context, actor: Actor, organisation_id: UUID, data: deciding.NewTransfer
) -> queries.TransferView:
    """Open a transfer: HR's notice, the receiving head's invitation, or one's own application."""
    made = await deciding.open_transfer(tx, context.keyring, actor, organisation_id, data)
    return await queries.get_transfer(tx, context.keyring, actor, organisation_id, made)


@route("GET", ONE, power=DIRECTORY_READ, name="organisations.transfer")
async def read_transfer(
    tx: Transaction, context: Context, actor: Actor, organisation_id: UUID, transfer_id: UUID
) -> queries.TransferView:
    """One transfer, with the roles that end with it."""
    return await queries.get_transfer(tx, context.keyring, actor, organisation_id, transfer_id)


@route(
    "POST",
    ONE + "/answer",
    power=DIRECTORY_READ,
    status=200,
    refuses=(text.Unfit, refusals.TransferClosed, refusals.TransferAnswered, MainAdminsOnly, UnknownDepartment),
    name="organisations.answer_transfer",
)
async def answer_transfer(
    tx: Transaction,
    context: Context,
    actor: Actor,
    organisation_id: UUID,
    transfer_id: UUID,
    data: deciding.TransferAnswer,
) -> queries.TransferView:
    """Agree for every side one is, or refuse. With the last word it is agreed, and carried out on its day."""
    await deciding.answer(tx, context.keyring, actor, organisation_id, transfer_id, data)
    return await queries.get_transfer(tx, context.keyring, actor, organisation_id, transfer_id)


@route("DELETE", ONE, power=DIRECTORY_READ, refuses=(refusals.TransferClosed,), name="organisations.withdraw_transfer")
async def withdraw_transfer(tx: Transaction, actor: Actor, organisation_id: UUID, transfer_id: UUID) -> None:
    """Take a running transfer back: who opened it, and HR."""
    await deciding.withdraw(tx, actor, organisation_id, transfer_id)


ROUTES = (list_transfers, open_transfer, read_transfer, answer_transfer, withdraw_transfer)

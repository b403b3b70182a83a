"""Witnesses over HTTP: an organisation's own, for its admins; and what a witness's program asks, with its token."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Request
from litestar.enums import MediaType

from tocsin.effects.refusals import NoBundle, WrongWitness
from tocsin.effects.rules.heads import SignedKey
from tocsin.effects.witnesses import actions, refusals
from tocsin.effects.witnesses.actions import Continued, Cosigning, MadeWitness, NewWitness
from tocsin.effects.witnesses.powers import WITNESS_MANAGE
from tocsin.effects.witnesses.queries import LogKeyView, WitnessView, get_log_keys, get_witnesses
from tocsin.kernel.callers import token_of
from tocsin.kernel.context import Context
from tocsin.kernel.db import FOLLOW, SEAL, Transaction
from tocsin.kernel.errors import Invalid, NotFound
from tocsin.kernel.http import route
from tocsin.kernel.powers import PUBLIC, SIGNED_IN
from tocsin.kernel.types import Actor

AnyRequest = Request[Any, Any, Any]
WITNESSES = "/api/organisations/{organisation_id:uuid}/witnesses"
LOG_KEYS = "/api/organisations/{organisation_id:uuid}/log-keys"
LOG = "/api/logs/{realm_id:uuid}"
BODY = 4_096
"""Bytes of a cosignature with what goes with it."""


class Keys(msgspec.Struct, frozen=True):
    """The keys of a realm's log from the first, each signed by the one before and by itself, and how the log calls the witness."""

    witness: str
    keys: list[SignedKey]


@route("GET", WITNESSES, power=WITNESS_MANAGE, name="effects.witnesses")
async def list_witnesses(tx: Transaction, actor: Actor, organisation_id: UUID) -> list[WitnessView]:
    """Who follows the organisation's evidence log, and what they last saw."""
    return await get_witnesses(tx, actor, organisation_id)


@route(
    "POST",
    WITNESSES,
    power=WITNESS_MANAGE,
    status=201,
    refuses=(
        refusals.BadWitnessName,
        refusals.BadWitnessKey,
        refusals.WitnessNameTaken,
        refusals.TooManyWitnesses,
    ),
    name="effects.make_witness",
)
async def add_witness(tx: Transaction, actor: Actor, organisation_id: UUID, data: NewWitness) -> MadeWitness:
    """Let somebody follow the organisation's evidence log; the token is told this once."""
    return await actions.make(tx, actor, organisation_id, data)


@route("DELETE", WITNESSES + "/{witness_id:uuid}", power=WITNESS_MANAGE, name="effects.end_witness")
async def end_witness(tx: Transaction, actor: Actor, organisation_id: UUID, witness_id: UUID) -> None:
    """End a witness: its token opens nothing more, what it signed holds."""
    await actions.end(tx, actor, organisation_id, witness_id)


@route("GET", LOG_KEYS, power=SIGNED_IN, refuses=(NotFound,), name="effects.organisation_keys")
async def list_log_keys(tx: Transaction, actor: Actor, organisation_id: UUID) -> list[LogKeyView]:
    """The public keys of the organisation's evidence log, the newest first, for its members: what bundles are compared with."""
    return await get_log_keys(tx, actor, organisation_id)


@route(
    "GET",
    LOG + "/checkpoint",
    power=PUBLIC,
    refuses=(NotFound, refusals.LogUnknown),
    name="effects.checkpoint",
    media_type=MediaType.TEXT,
)
async def read_checkpoint(request: AnyRequest, context: Context, realm_id: UUID) -> str:
    """The newest head of a log, a signed note, for a witness's token of this realm."""
    async with context.db.working(SEAL) as tx:
        follower = await actions.follow(context, tx, realm_id, token_of(request)[0])
        return await actions.look(tx, follower)


@route(
    "GET",
    LOG + "/consistency",
    power=PUBLIC,
    refuses=(NotFound, refusals.LogUnknown, Invalid),
    name="effects.consistency",
)
async def read_consistency(request: AnyRequest, context: Context, realm_id: UUID, old: int, new: int) -> Continued:
    """That the log of `new` leaves continues that of `old` (RFC 9162, 2.1.4), for a witness's token of this realm."""
    async with context.db.working(SEAL) as tx:
        follower = await actions.follow(context, tx, realm_id, token_of(request)[0])
        return await actions.get_consistency(tx, follower, old, new)


@route("GET", LOG + "/keys", power=PUBLIC, refuses=(NotFound, refusals.LogUnknown), name="effects.log_keys")
async def read_keys(request: AnyRequest, context: Context, realm_id: UUID) -> Keys:
    """The keys of a log, from the first to the one that signs, for a witness's token of this realm."""
    async with context.db.working(SEAL) as tx:
        follower = await actions.follow(context, tx, realm_id, token_of(request)[0])
        found = await actions.get_keys(tx, follower)
    return Keys(found.witness, [one.named() for one in found.keys])


@route(
    "POST",
    LOG + "/cosignatures",
    power=PUBLIC,
    status=204,
    body_limit=BODY,
    refuses=(
        NotFound,
        NoBundle,
        WrongWitness,
        refusals.WrongTime,
        refusals.BadWitnessKey,
        refusals.OtherWitnessKey,
    ),
    name="effects.cosign",
)
async def add_cosignature(request: AnyRequest, context: Context, realm_id: UUID, data: Cosigning) -> None:
    """Keep a witness's signature (C2SP tlog-cosignature) of a head it has checked; bundles carry it from then on."""
    # Not the sealer's own unit: the event that names the key is not the sealer's to write.
    async with context.db.working(FOLLOW) as tx:
        follower = await actions.follow(context, tx, realm_id, token_of(request)[0])
        await actions.cosign(context, tx, follower, data)


ROUTES = (
    list_witnesses,
    add_witness,
    end_witness,
    list_log_keys,
    read_checkpoint,
    read_consistency,
    read_keys,
    add_cosignature,
)

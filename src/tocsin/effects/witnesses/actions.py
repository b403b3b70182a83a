"""Making and ending witnesses, and what they do: follow the log of their realm, and sign its heads."""

import secrets
from base64 import b64encode
from datetime import timedelta
from typing import Annotated, Final
from uuid import UUID

import msgspec

from tocsin.effects.queries.log import KeyRow, SignedHead, find_consistency, find_head, find_keys
from tocsin.effects.rules.bundle import encode_path
from tocsin.effects.witnesses.events import WitnessEnded, WitnessKeyed, WitnessMade
from tocsin.effects.witnesses.powers import WITNESS_MANAGE
from tocsin.effects.witnesses.queries import Follower, WitnessView, find_follower, find_witnesses
from tocsin.effects.witnesses.refusals import (
    LogUnknown,
    OtherWitnessKey,
    TooManyWitnesses,
    WitnessNameTaken,
)
from tocsin.effects.witnesses.rules import LIMIT, check_cosignature, check_name, read_key
from tocsin.kernel import clock, text
from tocsin.kernel.actors import digest
from tocsin.kernel.context import Context
from tocsin.kernel.db import FOLLOW, SEAL, Transaction
from tocsin.kernel.errors import Invalid, NotFound
from tocsin.kernel.ids import uuid7
from tocsin.kernel.powers import authorise
from tocsin.kernel.types import Actor

MARK: Final = "tocsin_witness_"
"""What the token of a witness begins with: it is no session's."""
GROUND_LIMIT: Final = 500
RATE, BURST = 4.0, 60.0
SIGNING_RATE, SIGNING_BURST = 0.5, 30.0
"""A second: what a witness may ask, and heads it may sign."""
LOOKED: Final = timedelta(minutes=1)
"""A witness that asks again for a head it has seen is noted this often."""
_COUNT: Final = "SELECT count(*) AS live FROM witness WHERE realm_id = $1 AND ended_at IS NULL"
_MAKE: Final = (
    "INSERT INTO witness (id, realm_id, name, token_digest, public_key, made_at) VALUES ($1, $2, $3, $4, $5, $6)"
    " ON CONFLICT (realm_id, name) WHERE ended_at IS NULL DO NOTHING RETURNING id"
)
_END: Final = "UPDATE witness SET ended_at = $3 WHERE realm_id = $1 AND id = $2 AND ended_at IS NULL RETURNING name"
_SEEN: Final = (
    "UPDATE witness SET seen_at = $2, seen_size = $3 WHERE id = $1 AND (seen_size IS DISTINCT FROM $3 OR seen_at < $4)"
)
_KEY: Final = "UPDATE witness SET public_key = $2 WHERE id = $1 AND public_key IS NULL RETURNING id"
_SIGN: Final = (
    "INSERT INTO log_cosignature (realm_id, size, witness_id, at, signature) VALUES ($1, $2, $3, $4, $5)"
    " ON CONFLICT DO NOTHING"
)


class NewWitness(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A witness to be: what it signs as, and its public key in base64, where that is known already."""

    name: str
    key: str | None = None


class MadeWitness(msgspec.Struct, frozen=True):
    """A witness, and the token it follows with, told this once."""

    id: UUID
    name: str
    token: str


class Cosigning(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A witness's ``line`` under the head of ``size`` leaves; its public ``key`` in base64 with the first."""

    size: Annotated[int, msgspec.Meta(gt=0, lt=1 << 53)]
    line: str
    key: str | None = None


class Continued(msgspec.Struct, frozen=True):
    """That the log of ``new`` leaves continues that of ``old``: the hashes of RFC 9162, 2.1.4, in base64.

    ``root`` is that of its first ``old`` leaves, so that it can be shown of which it is not the continuation.
    """

    old: int
    new: int
    root: str
    path: list[str]


class Following(msgspec.Struct, frozen=True):
    """How the log calls the witness who asks, and the keys of the realm."""

    witness: str
    keys: list[KeyRow]


# --- who may be a witness --------------------------------------------------------------------------------------------


async def make(tx: Transaction, actor: Actor, organisation_id: UUID, new: NewWitness) -> MadeWitness:
    """Make a witness of an organisation's log."""
    authorise(actor, WITNESS_MANAGE, organisation_id, ancestry=frozenset())
    return await _make(tx, organisation_id, new, None)


async def end(tx: Transaction, actor: Actor, organisation_id: UUID, witness_id: UUID) -> None:
    """End a witness of an organisation's log: its token opens nothing more. What it signed holds."""
    authorise(actor, WITNESS_MANAGE, organisation_id, ancestry=frozenset())
    await _end(tx, organisation_id, witness_id, None)


async def make_as_operator(context: Context, realm_id: UUID, new: NewWitness, why: str) -> MadeWitness:
    """Make a witness of any realm's log. Raises ``RealmUnknown`` for what is none."""
    ground = text.clean_line(why, GROUND_LIMIT, field="why")
    async with context.db.working(FOLLOW) as tx:
        await context.keyring.realm(tx, realm_id)
        return await _make(tx, realm_id, new, ground)


async def end_as_operator(context: Context, realm_id: UUID, witness_id: UUID, why: str) -> None:
    """End a witness of any realm's log."""
    ground = text.clean_line(why, GROUND_LIMIT, field="why")
    async with context.db.working(FOLLOW) as tx:
        await _end(tx, realm_id, witness_id, ground)


async def list_as_operator(context: Context, realm_id: UUID) -> list[WitnessView]:
    """Return the witnesses of any realm's log."""
    async with context.db.working(FOLLOW) as tx:
        return await find_witnesses(tx, realm_id)


async def _make(tx: Transaction, realm_id: UUID, new: NewWitness, why: str | None) -> MadeWitness:
    check_name(new.name)
    key = None if new.key is None else read_key(new.key)
    if (await tx.fetch(_COUNT, realm_id))[0]["live"] >= LIMIT:
        raise TooManyWitnesses(limit=LIMIT)
    made = MadeWitness(uuid7(), new.name, MARK + secrets.token_urlsafe(32))
    if not await tx.fetch(_MAKE, made.id, realm_id, made.name, digest(made.token), key, clock.now()):
        raise WitnessNameTaken
    await tx.emit(WitnessMade(realm_id=realm_id, subject_id=made.id, name=made.name, why=why))
    if new.key is not None:
        await tx.emit(WitnessKeyed(realm_id=realm_id, subject_id=made.id, name=made.name, key=new.key))
    return made


async def _end(tx: Transaction, realm_id: UUID, witness_id: UUID, why: str | None) -> None:
    rows = await tx.fetch(_END, realm_id, witness_id, clock.now())
    if not rows:
        raise NotFound
    await tx.emit(WitnessEnded(realm_id=realm_id, subject_id=witness_id, name=rows[0]["name"], why=why))


# --- what a witness does ---------------------------------------------------------------------------------------------


async def follow(context: Context, tx: Transaction, realm_id: UUID, token: str) -> Follower:
    """Return who shows the token. Raises :class:`NotFound` for every token that is none of a witness of this realm."""
    found = await find_follower(tx, realm_id, digest(token)) if token.startswith(MARK) else None
    if found is None:
        raise NotFound
    context.limiter.check(f"witness:{found.id}", RATE, BURST)
    return found


async def look(tx: Transaction, follower: Follower) -> str:
    """Return the newest head, and note that it was fetched."""
    head = await _head(tx, follower.realm_id)
    now = clock.now()
    async with tx.as_worker(SEAL):
        await tx.fetch(_SEEN, follower.id, now, head.head.size, now - LOOKED)
    return head.note


async def get_keys(tx: Transaction, follower: Follower) -> Following:
    """Return the keys of the realm's log."""
    keys = await find_keys(tx, follower.realm_id)
    if not keys:
        raise LogUnknown
    return Following(follower.name, keys)


async def get_consistency(tx: Transaction, follower: Follower, old: int, new: int) -> Continued:
    """Return what proves that the log of ``new`` leaves continues that of ``old``."""
    size = (await _head(tx, follower.realm_id)).head.size
    if not 0 < old <= new <= size:
        raise Invalid(fields={"new": f"old from 1 to new, new up to {size}"})
    root, path = await find_consistency(tx, follower.realm_id, old, new)
    return Continued(old, new, b64encode(root).decode(), encode_path(path))


async def cosign(context: Context, tx: Transaction, follower: Follower, signed: Cosigning) -> None:
    """Keep a witness's signature of a head, once it holds."""
    context.limiter.check(f"cosignature:{follower.id}", SIGNING_RATE, SIGNING_BURST)
    head = await find_head(tx, follower.realm_id, signed.size)
    if head is None:
        raise NotFound
    key = follower.public_key
    if key is None:
        key = read_key(signed.key or "")
    elif signed.key not in (None, b64encode(key).decode()):
        raise OtherWitnessKey
    at, signature = check_cosignature(
        head.note, head.public_key, head.head, follower.signing_as(key), signed.line, clock.now()
    )
    async with tx.as_worker(SEAL):
        if follower.public_key is None and not await tx.fetch(_KEY, follower.id, key):
            # Somebody with the same token was faster.
            raise OtherWitnessKey
        await tx.fetch(_SIGN, follower.realm_id, signed.size, follower.id, at, signature)
    if follower.public_key is None:
        event = WitnessKeyed(
            realm_id=follower.realm_id, subject_id=follower.id, name=follower.name, key=b64encode(key).decode()
        )
        await tx.emit(event)


async def _head(tx: Transaction, realm_id: UUID) -> SignedHead:
    head = await find_head(tx, realm_id)
    if head is None:
        raise LogUnknown
    return head

"""Who the witnesses of a realm are, whose token somebody shows, and who signed which head."""

from base64 import b64encode
from datetime import datetime
from hashlib import sha256
from typing import Final
from uuid import UUID

import msgspec

from tocsin.effects.rules.heads import Witness
from tocsin.effects.witnesses.powers import WITNESS_MANAGE
from tocsin.kernel.db import SEAL, Transaction
from tocsin.kernel.powers import authorise
from tocsin.kernel.types import Actor

_LIST: Final = (
    "SELECT id, name, public_key, made_at, seen_at, seen_size, ended_at FROM witness"
    " WHERE realm_id = $1 AND (ended_at IS NULL OR $2) ORDER BY ended_at IS NOT NULL, made_at, id LIMIT $3"
)
SHOWN_MOST: Final = 200
"""Witnesses in a list, those that have ended last."""
_KEYS: Final = "SELECT number, public_key, made_at FROM log_key WHERE realm_id = $1 ORDER BY number DESC"
_SHOWN: Final = (
    "SELECT id, realm_id, name, public_key FROM witness WHERE token_digest = $1 AND realm_id = $2 AND ended_at IS NULL"
)


class WitnessView(msgspec.Struct, frozen=True):
    """A witness: ``key`` is its public key in base64, ``seen_at`` when it last fetched the head of ``seen_size`` leaves.

    One that has ended says when: what it signed until then holds.
    """

    id: UUID
    name: str
    key: str | None
    made_at: datetime
    seen_at: datetime | None
    seen_size: int | None
    ended_at: datetime | None


class LogKeyView(msgspec.Struct, frozen=True):
    """A key of the organisation's log in base64, and the SHA-256 of it in hexadecimal; it signs heads from ``since`` on."""

    number: int
    key: str
    fingerprint: str
    since: datetime


class Follower(msgspec.Struct, frozen=True):
    """A witness who shows a token of the realm's."""

    id: UUID
    realm_id: UUID
    name: str
    public_key: bytes | None

    def signing_as(self, key: bytes) -> Witness:
        """Return how its lines are signed."""
        return Witness(self.name, b64encode(key).decode())


async def find_witnesses(tx: Transaction, realm_id: UUID, *, ended: bool = False) -> list[WitnessView]:
    """Return the witnesses of a realm, with those that have ended where they are asked for, too."""
    return [
        WitnessView(
            row["id"],
            row["name"],
            row["public_key"] and b64encode(row["public_key"]).decode(),
            row["made_at"],
            row["seen_at"],
            row["seen_size"],
            row["ended_at"],
        )
        for row in await tx.fetch(_LIST, realm_id, ended, SHOWN_MOST)
    ]


async def get_witnesses(tx: Transaction, actor: Actor, organisation_id: UUID) -> list[WitnessView]:
    """Return the witnesses of an organisation's log, those that have ended last, for those who say who they are."""
    authorise(actor, WITNESS_MANAGE, organisation_id, ancestry=frozenset())
    return await find_witnesses(tx, organisation_id, ended=True)


async def get_log_keys(tx: Transaction, actor: Actor, organisation_id: UUID) -> list[LogKeyView]:
    """Return the keys of an organisation's log, the newest first, to its members; none where nothing was sealed."""
    actor.member_of(organisation_id)
    async with tx.as_worker(SEAL):
        rows = await tx.fetch(_KEYS, organisation_id)
    return [
        LogKeyView(
            row["number"],
            b64encode(row["public_key"]).decode(),
            sha256(row["public_key"]).hexdigest(),
            row["made_at"],
        )
        for row in rows
    ]


async def find_follower(tx: Transaction, realm_id: UUID, token_digest: bytes) -> Follower | None:
    """Return the witness of the realm with this token, unless it has ended."""
    async with tx.as_worker(SEAL):
        rows = await tx.fetch(_SHOWN, token_digest, realm_id)
    return msgspec.convert(dict(rows[0]), Follower) if rows else None

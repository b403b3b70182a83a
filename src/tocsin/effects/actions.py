"""Recording effects."""

import os
from collections.abc import Sequence

from tocsin.effects.rules import SALT_BYTES, Entry, commitment
from tocsin.kernel.db import Transaction

_INSERT = (
    "INSERT INTO effect (realm_id, effect, act, item_kind, item_id, from_seq, to_seq, audience_version, actor_id,"
    " device, at, digest, salt, commitment)"
    " SELECT realm_id, effect, act, item_kind, item_id, from_seq, to_seq, audience_version, actor_id,"
    " device, at, digest, salt, commitment"
    " FROM unnest($1::uuid[], $2::smallint[], $3::text[], $4::text[], $5::uuid[], $6::bigint[], $7::bigint[],"
    " $8::bigint[], $9::uuid[], $10::text[], $11::timestamptz[], $12::bytea[], $13::bytea[], $14::bytea[])"
    " AS e(realm_id, effect, act, item_kind, item_id, from_seq, to_seq, audience_version, actor_id,"
    " device, at, digest, salt, commitment)"
)


async def record(tx: Transaction, entries: Sequence[Entry]) -> None:
    """Record effects in the unit of work that brings them about, in one statement however many they are."""
    if not entries:
        return
    random = os.urandom(SALT_BYTES * len(entries))
    salts = [random[at : at + SALT_BYTES] for at in range(0, len(random), SALT_BYTES)]
    proofs = [commitment(entry, salt) for entry, salt in zip(entries, salts, strict=True)]
    await tx.fetch(
        _INSERT,
        [entry.realm_id for entry in entries],
        [entry.effect for entry in entries],
        [entry.act for entry in entries],
        [entry.item_kind for entry in entries],
        [entry.item_id for entry in entries],
        [entry.from_seq for entry in entries],
        [entry.to_seq for entry in entries],
        [entry.audience_version for entry in entries],
        [entry.actor_id for entry in entries],
        [entry.device for entry in entries],
        [entry.at for entry in entries],
        [digest for digest, _ in proofs],
        salts,
        [leaf for _, leaf in proofs],
    )

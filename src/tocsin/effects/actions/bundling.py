"""Making bundles: effects as they were recorded, their salts opened, each with the proof that it is in the log."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from tocsin.effects.actions.recording import open_salt, salt_keys
from tocsin.effects.queries.log import Paths, find_head, find_leaves, find_paths
from tocsin.effects.refusals import NotSealedYet
from tocsin.effects.rules.bundle import Bundle, Evidence, encode_path
from tocsin.effects.rules.entries import Effect, Entry, canonical, digest_of
from tocsin.kernel.beside import aside
from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import NotFound
from tocsin.kernel.seal import DataKey, Keyring

_COLUMNS: Final = (
    "e.id, e.realm_id, e.effect, e.act, e.item_kind, e.item_id, e.from_seq, e.to_seq, e.audience_version, e.actor_id,"
    " e.device, e.at, e.digest, e.salt_sealed, e.commitment"
)
# By the time: the rows of an effect lie in the order of their times, and a message's effect has the message's time.
_DELIVERED: Final = (
    f"SELECT {_COLUMNS} FROM effect e WHERE e.at = $3 AND e.item_id = $1 AND e.effect = 1 AND e.from_seq = $2"  # noqa: S608
)
_CONFIRMED: Final = (
    f"SELECT {_COLUMNS} FROM unnest($3::uuid[]) AS p(id) CROSS JOIN LATERAL ("  # noqa: S608
    "SELECT * FROM effect WHERE item_id = $1 AND actor_id = p.id AND effect > 1 AND to_seq >= $2 AND from_seq <= $2"
    " AND effect = 2 ORDER BY to_seq LIMIT 1) AS e"
)
_HANDLED: Final = (
    f"SELECT {_COLUMNS} FROM effect e WHERE e.item_id = $1 AND e.effect = 3 AND e.from_seq = $2"  # noqa: S608
    " AND e.actor_id = ANY ($3::uuid[]) AND e.act <> ALL ($4::text[]) ORDER BY e.id LIMIT $5"
)
HANDLED_AT_MOST: Final = 10_000


class Asked(msgspec.Struct, frozen=True):
    """A message to be proved: its place, when it was delivered, and whose effects on it the asker may see.

    ``contents`` are what it says or said, for those that an entry commits to; ``hidden`` the acts that nobody is told of.
    """

    realm_id: UUID
    item_id: UUID
    seq: int
    at: datetime
    people: Sequence[UUID]
    contents: Sequence[bytes]
    hidden: Sequence[str] = ()


async def make_bundle(tx: Transaction, keyring: Keyring, asked: Asked, names: Mapping[UUID, str]) -> Bundle:
    """Return what proves that a message was delivered, and who confirmed and handled it.

    Effects that were erased, and those of the last seconds, are left out. Raises :class:`NotFound` where no effect says
    that it was delivered (it came with an import), :class:`NotSealedYet` where that is too young.
    """
    place, people = (asked.item_id, asked.seq), list(asked.people)
    delivered = await tx.fetch(_DELIVERED, *place, asked.at)
    if not delivered:
        raise NotFound
    rows = [*delivered, *await tx.fetch(_CONFIRMED, *place, people)]
    rows += await tx.fetch(_HANDLED, *place, people, list(asked.hidden), HANDLED_AT_MOST)
    head = await find_head(tx, asked.realm_id)
    size = 0 if head is None else head.head.size
    leaves = await find_leaves(tx, asked.realm_id, [row["id"] for row in rows])
    sealed = {leaves[row["id"]]: row for row in rows if leaves.get(row["id"], size) < size and row["salt_sealed"]}
    if head is None or not any(row["effect"] == Effect.DELIVERED for row in sealed.values()):
        raise NotSealedYet(retry_after=2)
    paths = await find_paths(tx, asked.realm_id, sealed, size)
    key = (await salt_keys(tx, keyring, [asked.realm_id]))[asked.realm_id]
    evidence = await aside(lambda: [_evidence(asked, paths, key, index, row) for index, row in sealed.items()])
    return Bundle(
        realm=asked.realm_id,
        key=b64encode(head.public_key).decode(),
        head=head.note,
        evidence=evidence,
        names={str(person_id): name for person_id, name in names.items()},
    )


def _evidence(asked: Asked, paths: Paths, key: DataKey, index: int, row: Mapping[str, Any]) -> Evidence:
    salt = open_salt(row["salt_sealed"], row["commitment"], key)
    content = None
    if row["digest"] is not None:
        content = next((one for one in asked.contents if digest_of(salt, one) == row["digest"]), None)
    text = canonical(_entry(row), row["digest"]).decode()
    return Evidence(
        index, text, salt.hex(), None if content is None else content.decode(), encode_path(paths.to(index))
    )


def _entry(row: Mapping[str, Any]) -> Entry:
    names = ("realm_id", "act", "item_kind", "item_id", "from_seq", "to_seq", "audience_version", "actor_id", "at")
    return Entry(effect=Effect(row["effect"]), device=row["device"] or "", **{name: row[name] for name in names})

"""Making bundles: effects as they were recorded, their salts opened, each with the proof that it is in the log."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from tocsin.effects.actions.recording import open_salt, salt_keys
from tocsin.effects.queries.log import SignedHead, find_head, find_inclusions, find_leaves
from tocsin.effects.refusals import NotSealedYet
from tocsin.effects.rules.bundle import Bundle, Evidence, encode_path
from tocsin.effects.rules.entries import Effect, Entry, canonical, digest_of
from tocsin.kernel.db import Transaction
from tocsin.kernel.seal import Keyring

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
    " AND e.actor_id = ANY ($3::uuid[]) ORDER BY e.id LIMIT $4"
)
HANDLED_AT_MOST: Final = 200


class Asked(msgspec.Struct, frozen=True):
    """A message to be proved: its place, when it was delivered, and whose effects on it the asker may see.

    ``contents`` are the texts it has or had, for those that an entry commits to.
    """

    realm_id: UUID
    item_id: UUID
    seq: int
    at: datetime
    people: Sequence[UUID]
    contents: Sequence[bytes]


async def make_bundle(tx: Transaction, keyring: Keyring, asked: Asked, names: Mapping[UUID, str]) -> Bundle:
    """Return what proves that a message was delivered, and who confirmed and handled it.

    Effects that were erased, and those of the last seconds, are left out; raises :class:`NotSealedYet` where the delivery
    itself is so young.
    """
    place, people = (asked.item_id, asked.seq), list(asked.people)
    rows = await tx.fetch(_DELIVERED, *place, asked.at)
    rows += await tx.fetch(_CONFIRMED, *place, people)
    rows += await tx.fetch(_HANDLED, *place, people, HANDLED_AT_MOST)
    head = await find_head(tx, asked.realm_id)
    evidence = [] if head is None else await _prove(tx, keyring, asked, head, rows)
    if head is None or not any(entry.effect == Effect.DELIVERED for entry, _ in evidence):
        raise NotSealedYet(retry_after=2)
    return Bundle(
        realm=asked.realm_id,
        key=b64encode(head.public_key).decode(),
        head=head.note,
        evidence=[one for _, one in evidence],
        names={str(person_id): name for person_id, name in names.items()},
    )


async def _prove(
    tx: Transaction, keyring: Keyring, asked: Asked, head: SignedHead, rows: Sequence[Any]
) -> list[tuple[Entry, Evidence]]:
    size = head.head.size
    leaves = await find_leaves(tx, asked.realm_id, [row["id"] for row in rows])
    sealed = {leaves[row["id"]]: row for row in rows if leaves.get(row["id"], size) < size and row["salt_sealed"]}
    paths = await find_inclusions(tx, asked.realm_id, sealed, size)
    keys = await salt_keys(tx, keyring, [asked.realm_id])
    made = []
    for index, row in sealed.items():
        salt = open_salt(row["salt_sealed"], row["commitment"], keys[asked.realm_id])
        content = next((one for one in asked.contents if digest_of(salt, one) == row["digest"]), None)
        entry = _entry(row)
        text = canonical(entry, row["digest"]).decode()
        shown = None if content is None else content.decode()
        made.append((entry, Evidence(index, text, salt.hex(), shown, encode_path(paths[index]))))
    return made


def _entry(row: Mapping[str, Any]) -> Entry:
    names = ("realm_id", "act", "item_kind", "item_id", "from_seq", "to_seq", "audience_version", "actor_id", "at")
    return Entry(effect=Effect(row["effect"]), device=row["device"] or "", **{name: row[name] for name in names})

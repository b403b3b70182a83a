"""Every log of the database computed anew from the rows of the effects, and held against what is stored of it.

Read as it is checked, so that a log of millions takes no more memory than one of hundreds. What it cannot find is a history
that was rewritten with everything above it, and signed anew with the keys: nothing in the database says what was there
before. That is what witnesses, and the bundles people hold, are for.
"""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tocsin.effects.actions.recording import open_secret, salt_keys
from tocsin.effects.queries.log import KeyRow
from tocsin.effects.queries.records import entry_of
from tocsin.effects.refusals import Forged
from tocsin.effects.rules.differences import Difference, Differs
from tocsin.effects.rules.entries import canonical, digest_of, microseconds, salt_of
from tocsin.effects.rules.heads import Head, check_keys, head_text
from tocsin.effects.rules.tiles import LEVELS, Tile, tile_of
from tocsin.effects.rules.tree import Frontier, hash_leaf
from tocsin.kernel.context import Context
from tocsin.kernel.db import FOLLOW, Transaction
from tocsin.kernel.seal import DataKey, KeyProblem

BATCH: Final = 2_000
"""Rows that are read and checked at once."""
_REALMS: Final = "SELECT realm_id FROM log UNION SELECT DISTINCT realm_id FROM effect ORDER BY realm_id"
_LEAVES: Final = """
SELECT l.number, l.place, l.hash, l.effect_id, e.* FROM (
    SELECT t.number, p.place, substr(t.hashes, p.place * 32 + 1, 32) AS hash,
           ('x' || encode(substr(t.effects, p.place * 8 + 1, 8), 'hex'))::bit(64)::bigint AS effect_id
    FROM log_tile t CROSS JOIN LATERAL generate_series(0, length(t.hashes) / 32 - 1) AS p(place)
    WHERE t.realm_id = $1 AND t.level = 0) l
LEFT JOIN effect e ON e.id = l.effect_id AND e.realm_id = $1
ORDER BY l.number, l.place
"""
_LEFT_OUT: Final = """
SELECT e.id FROM effect e WHERE e.realm_id = $1 AND e.xid < (SELECT below FROM log_position) AND NOT EXISTS (
    SELECT FROM log_tile t CROSS JOIN LATERAL generate_series(0, length(t.hashes) / 32 - 1) AS p(place)
    WHERE t.realm_id = $1 AND t.level = 0 AND e.id BETWEEN t.first_id AND t.last_id
      AND ('x' || encode(substr(t.effects, p.place * 8 + 1, 8), 'hex'))::bit(64)::bigint = e.id)
ORDER BY e.id
"""
_TWICE: Final = """
SELECT l.effect_id FROM (
    SELECT ('x' || encode(substr(t.effects, p.place * 8 + 1, 8), 'hex'))::bit(64)::bigint AS effect_id
    FROM log_tile t CROSS JOIN LATERAL generate_series(0, length(t.hashes) / 32 - 1) AS p(place)
    WHERE t.realm_id = $1 AND t.level = 0) l
GROUP BY l.effect_id HAVING count(*) > 1 ORDER BY l.effect_id
"""
_UNDONE: Final = (
    "SELECT item_id, from_seq FROM effect WHERE item_id = ANY ($1::uuid[]) AND effect = 3 AND act = ANY ($2::text[])"
)
_KEYS: Final = "SELECT number, public_key, signature FROM log_key WHERE realm_id = $1 ORDER BY number"
_HEADS: Final = "SELECT size, root, at, key_number, signature FROM log_head WHERE realm_id = $1 ORDER BY size"
_UPPER: Final = "SELECT level, number, hashes FROM log_tile WHERE realm_id = $1 AND level > 0"
_LOG: Final = "SELECT size, edge FROM log WHERE realm_id = $1"


class Checked(NamedTuple):
    """How much was looked at."""

    realms: int
    leaves: int
    heads: int
    erased: int


class Check:
    """One pass over the logs; ``checked`` says afterwards how much it was."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self.checked = Checked(0, 0, 0, 0)

    async def run(self) -> AsyncIterator[Difference]:
        """Yield each difference with its place."""
        async with self._context.db.working(FOLLOW) as tx:
            # One picture of all tables: the sealer goes on meanwhile.
            await tx.fetch("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            for row in await tx.fetch(_REALMS):
                async for one in self._realm(tx, row["realm_id"]):
                    yield one
                self._count(realms=1)

    def _count(self, **more: int) -> None:
        self.checked = self.checked._replace(**{name: getattr(self.checked, name) + n for name, n in more.items()})

    async def _realm(self, tx: Transaction, realm_id: UUID) -> AsyncIterator[Difference]:
        keys = [KeyRow(row["number"], row["public_key"], row["signature"]) for row in await tx.fetch(_KEYS, realm_id)]
        heads = list(await tx.fetch(_HEADS, realm_id))
        for one in (*_keys(realm_id, keys), *_heads(realm_id, heads, keys)):
            yield one
        self._count(heads=len(heads))
        roots = {row["size"]: row["root"] for row in heads}
        frontier, upper = Frontier(), dict[Tile, bytearray]()
        async for one in self._leaves(tx, realm_id, frontier, upper, roots):
            yield one
        for row in await tx.fetch(_LEFT_OUT, realm_id):
            yield Difference(realm_id, Differs.LEFT_OUT, effect=row["id"])
        for row in await tx.fetch(_TWICE, realm_id):
            yield Difference(realm_id, Differs.TWICE, effect=row["effect_id"])
        for size in (size for size in roots if size > frontier.size):
            yield Difference(realm_id, Differs.LEAVES_MISSING, size=size)
        for one in await _rest(tx, realm_id, frontier, upper):
            yield one

    async def _leaves(
        self,
        tx: Transaction,
        realm_id: UUID,
        frontier: Frontier,
        upper: dict[Tile, bytearray],
        roots: Mapping[int, bytes],
    ) -> AsyncIterator[Difference]:
        """Append every leaf, as its effect says it is, and yield what differs from it."""
        key = await self._salts(tx, realm_id)
        async for rows in tx.pieces(_LEAVES, BATCH, realm_id):
            for row in rows:
                found = self._leaf(row, key)
                if found is not None:
                    yield Difference(realm_id, found, index=frontier.size, effect=row["effect_id"])
                value = row["hash"] if row["commitment"] is None else hash_leaf(row["commitment"])
                for node, made in frontier.append(value):
                    if node.level and node.level % LEVELS == 0:
                        upper.setdefault(tile_of(node), bytearray()).extend(made)
                if roots.get(frontier.size, root := frontier.root()) != root:
                    yield Difference(realm_id, Differs.ROOT, size=frontier.size)
            if key is not None:
                async for one in self._contents(tx, realm_id, rows, frontier.size - len(rows), key):
                    yield one
            self._count(leaves=len(rows), erased=sum(row["salt_sealed"] is None for row in rows))

    async def _contents(
        self, tx: Transaction, realm_id: UUID, rows: Sequence[Mapping[str, Any]], first: int, key: DataKey
    ) -> AsyncIterator[Difference]:
        """Yield what is not, or no more, what these effects committed to; ``first`` is the number of the first leaf."""
        for told in (one for room in self._context.rooms for one in room.committed):
            kept = {
                row["effect_id"]: (first + n, row)
                for n, row in enumerate(rows)
                if row["item_kind"] == told.item_kind and row["digest"] is not None and row["salt_sealed"] is not None
            }
            found = await told.find(self._context.keyring, tx, [row for _, row in kept.values()])
            wrong = {one: contents for one, contents in found.items() if not _commits(kept[one][1], contents, key)}
            gone = {kept[one][1]["item_id"] for one, contents in wrong.items() if not contents}
            undone = {tuple(row) for row in await tx.fetch(_UNDONE, list(gone), told.undone)} if gone else set()
            for one, contents in wrong.items():
                index, row = kept[one]
                item, seq = row["item_id"], row["from_seq"]
                if contents or (item, seq) not in undone:
                    differs = Differs.CONTENT if contents else Differs.CONTENT_GONE
                    yield Difference(realm_id, differs, index=index, effect=one, item=item, seq=seq)

    async def _salts(self, tx: Transaction, realm_id: UUID) -> DataKey | None:
        try:
            return (await salt_keys(tx, self._context.keyring, [realm_id]))[realm_id]
        except KeyProblem:
            # Of a realm that was dissolved the secrets are gone: the tree is checked, and nothing below it.
            return None

    def _leaf(self, row: Mapping[str, Any], key: DataKey | None) -> Differs | None:
        if row["commitment"] is None:
            return Differs.EFFECT_MISSING
        if hash_leaf(row["commitment"]) != row["hash"]:
            return Differs.LEAF
        if row["salt_sealed"] is None:
            # Erasing takes all three.
            return Differs.HALF_ERASED if row["actor_id"] is not None or row["device"] is not None else None
        return None if key is None else _entry(row, key)


def _entry(row: Mapping[str, Any], key: DataKey) -> Differs | None:
    try:
        secret = open_secret(row["salt_sealed"], row["commitment"], key)
    except KeyProblem:
        return Differs.SECRET
    committed = digest_of(salt_of(secret, "entry"), canonical(entry_of(row), secret, row["digest"]))
    return None if committed == row["commitment"] else Differs.ENTRY


def _commits(row: Mapping[str, Any], contents: Sequence[bytes], key: DataKey) -> bool:
    """Whether one of these is what the effect committed to. Where its secret does not open, that is what differs."""
    try:
        salt = salt_of(open_secret(row["salt_sealed"], row["commitment"], key), "content")
    except KeyProblem:
        return True
    return any(digest_of(salt, one) == row["digest"] for one in contents)


def _keys(realm_id: UUID, keys: Sequence[KeyRow]) -> Iterator[Difference]:
    start = max((place for place, key in enumerate(keys) if key.signature is None), default=0)
    try:
        if keys:
            check_keys(str(realm_id), [key.named() for key in keys[start:]])
    except Forged:
        yield Difference(realm_id, Differs.KEYS)


def _heads(realm_id: UUID, heads: Sequence[Mapping[str, Any]], keys: Sequence[KeyRow]) -> Iterator[Difference]:
    """Yield the heads that are not signed by a key of the realm, and those that go back in time or to a former key."""
    by_number = {key.number: key.public_key for key in keys}
    before = (0, 0)
    for row in heads:
        head = Head(realm_id, row["size"], row["root"], microseconds(row["at"]))
        try:
            Ed25519PublicKey.from_public_bytes(by_number[row["key_number"]]).verify(row["signature"], head_text(head))
        except (InvalidSignature, KeyError, ValueError):
            yield Difference(realm_id, Differs.SIGNATURE, size=head.size)
        if head.time <= before[0] or row["key_number"] < before[1]:
            yield Difference(realm_id, Differs.ORDER, size=head.size)
        before = (head.time, row["key_number"])


async def _rest(
    tx: Transaction, realm_id: UUID, frontier: Frontier, upper: Mapping[Tile, bytearray]
) -> list[Difference]:
    """Return what differs of the tiles above the leaves, and of the edge that the sealer goes on from."""
    found = []
    stored = {Tile(row["level"], row["number"]): row["hashes"] for row in await tx.fetch(_UPPER, realm_id)}
    found += [
        Difference(realm_id, Differs.TILE, tile=tuple(tile))
        for tile in sorted({*stored, *upper})
        if stored.get(tile) != upper.get(tile)
    ]
    logs = await tx.fetch(_LOG, realm_id)
    edge = (logs[0]["size"], logs[0]["edge"]) if logs else (0, b"")
    if edge != (frontier.size, b"".join(frontier.hashes)):
        found.append(Difference(realm_id, Differs.EDGE, size=edge[0]))
    return found

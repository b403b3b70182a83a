"""The sealer: makes leaves of effects, in the order of their commits, and signs the heads of the logs they belong to.

The order. An effect gets its id when it is written, which within a conversation is behind the conversation's lock: there
ids follow commits. Their transactions' numbers do not (one that waited for the lock may be older than the one it waited
for), and a cursor over ids alone skips what commits late. So the sealer goes by stretches: all effects of transactions
older than the oldest one running, and none of later ones, by their ids; then the next stretch.

Leaves, heads and the position behind them are one unit of work: killed between any two statements, nothing is lost and
nothing doubled. Of several servers one seals at a time, whoever holds the position's lock.
"""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from prometheus_client import Counter

from tocsin.effects.actions.signing import Signers
from tocsin.effects.rules.entries import microseconds
from tocsin.effects.rules.heads import Head
from tocsin.effects.rules.tiles import LEVELS, Tile, tile_of
from tocsin.effects.rules.tree import HASH_BYTES, Frontier, hash_leaf
from tocsin.kernel import clock
from tocsin.kernel.cursors import Follower
from tocsin.kernel.db import SEAL, Database, Transaction
from tocsin.kernel.seal import Keyring

SEALED = Counter("tocsin_log_leaves_total", "Effects sealed into the logs")
BATCH: Final = 5_000
"""Effects in one unit of work."""
SLICE: Final = 500
"""Leaves hashed before others have their turn: about two milliseconds."""

_ANYTHING = (
    "SELECT 1 FROM effect WHERE xid >= (SELECT below FROM log_position)"
    " AND xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
    " AND id > (SELECT CASE WHEN until IS NULL THEN 0 ELSE after_id END FROM log_position) LIMIT 1"
)
_HOLD = (
    "SELECT below, coalesce(until, pg_snapshot_xmin(pg_current_snapshot())::text::bigint) AS until, after_id"
    " FROM log_position FOR UPDATE"
)
_NEXT = "SELECT id, realm_id, commitment FROM effect WHERE xid >= $1 AND xid < $2 AND id > $3 ORDER BY id LIMIT $4"
_MOVE = "UPDATE log_position SET below = $1, until = $2, after_id = $3"
_LOGS = "SELECT realm_id, size, edge FROM log WHERE realm_id = ANY ($1::uuid[])"
_GROW = (
    "INSERT INTO log (realm_id, size, edge) SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::bytea[])"
    " ON CONFLICT (realm_id) DO UPDATE SET size = excluded.size, edge = excluded.edge"
)
_TILES = (
    "INSERT INTO log_tile AS t (realm_id, level, number, hashes, effects, first_id, last_id)"
    " SELECT * FROM unnest($1::uuid[], $2::smallint[], $3::bigint[], $4::bytea[], $5::bytea[], $6::bigint[], $7::bigint[])"
    " ON CONFLICT (realm_id, level, number) DO UPDATE SET hashes = t.hashes || excluded.hashes,"
    " effects = t.effects || excluded.effects,"
    " first_id = least(t.first_id, excluded.first_id), last_id = greatest(t.last_id, excluded.last_id)"
)
_HEADS = (
    "INSERT INTO log_head (realm_id, size, root, at, key_number, signature)"
    " SELECT r, s, o, $4, k, g FROM unnest($1::uuid[], $2::bigint[], $3::bytea[], $5::smallint[], $6::bytea[]) u(r, s, o, k, g)"
)


class Leaf(NamedTuple):
    """An effect to be sealed: its id, and what it commits to."""

    effect_id: int
    commitment: bytes


class Piece:
    """What is added to a tile."""

    def __init__(self) -> None:
        self.hashes = bytearray()
        self.effects: list[int] = []


class Growth:
    """A log while leaves are added to it: its edge, and what its tiles gain."""

    def __init__(self, size: int, edge: bytes) -> None:
        self.frontier = Frontier(size, [edge[at : at + HASH_BYTES] for at in range(0, len(edge), HASH_BYTES)])
        self.pieces: dict[Tile, Piece] = {}

    def add(self, leaf: Leaf) -> None:
        """Append a leaf."""
        for node, value in self.frontier.append(hash_leaf(leaf.commitment)):
            if node.level % LEVELS == 0:
                piece = self.pieces.setdefault(tile_of(node), Piece())
                piece.hashes += value
                if node.level == 0:
                    piece.effects.append(leaf.effect_id)


class Sealer(Follower):
    """Keeps the logs behind what is recorded."""

    def __init__(self, db: Database, keyring: Keyring) -> None:
        super().__init__("effects.log")
        self._db = db
        self._signers = Signers(keyring)

    async def step(self, limit: int = BATCH) -> bool:
        """Seal the next effects; return whether there may be more."""
        async with self._db.working(SEAL) as tx:
            # Holding the position writes to its row: not at every beat of a quiet night.
            if not await tx.fetch(_ANYTHING):
                return False
            (at,) = await tx.fetch(_HOLD)
            rows = await tx.fetch(_NEXT, at["below"], at["until"], at["after_id"], limit)
            if rows:
                await self._seal(tx, rows)
            if len(rows) == limit:
                await tx.fetch(_MOVE, at["below"], at["until"], rows[-1]["id"])
            else:
                await tx.fetch(_MOVE, at["until"], None, 0)
        SEALED.inc(len(rows))
        return len(rows) == limit

    async def _seal(self, tx: Transaction, rows: Sequence[Any]) -> None:
        realm_ids = list({row["realm_id"]: None for row in rows})
        kept = {row["realm_id"]: row for row in await tx.fetch(_LOGS, realm_ids)}
        logs = {
            realm_id: Growth(kept[realm_id]["size"], kept[realm_id]["edge"]) if realm_id in kept else Growth(0, b"")
            for realm_id in realm_ids
        }
        for n, row in enumerate(rows, start=1):
            logs[row["realm_id"]].add(Leaf(row["id"], row["commitment"]))
            if n % SLICE == 0:
                await asyncio.sleep(0)
        await _keep(tx, logs)
        await self._sign(tx, logs)

    async def _sign(self, tx: Transaction, logs: Mapping[UUID, Growth]) -> None:
        at = clock.now()
        signers = await self._signers.get(tx, logs)
        heads = []
        for realm_id, signer in signers.items():
            frontier = logs[realm_id].frontier
            head = Head(realm_id, frontier.size, frontier.root(), microseconds(at))
            heads.append((realm_id, head.size, head.root, signer.number, signer.sign(head)))
        if heads:
            realm_ids, sizes, roots, numbers, signatures = (list(column) for column in zip(*heads, strict=True))
            await tx.fetch(_HEADS, realm_ids, sizes, roots, at, numbers, signatures)


async def _keep(tx: Transaction, logs: Mapping[UUID, Growth]) -> None:
    frontiers = {realm_id: growth.frontier for realm_id, growth in logs.items()}
    sizes = [frontier.size for frontier in frontiers.values()]
    edges = [b"".join(frontier.hashes) for frontier in frontiers.values()]
    await tx.fetch(_GROW, list(logs), sizes, edges)
    tiles = [
        (realm_id, tile.level, tile.number, bytes(piece.hashes), *_effects(piece.effects))
        for realm_id, growth in logs.items()
        for tile, piece in growth.pieces.items()
    ]
    await tx.fetch(_TILES, *(list(column) for column in zip(*tiles, strict=True)))


def _effects(ids: Sequence[int]) -> tuple[bytes, int, int]:
    packed = b"".join(number.to_bytes(8, "big") for number in ids)
    return packed, min(ids, default=0), max(ids, default=0)

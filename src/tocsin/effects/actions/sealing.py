"""The sealer: makes leaves of effects, in the order of their commits, and signs the heads of the logs they belong to.

The order. An effect gets its id when it is written, which within a conversation is behind the conversation's lock: there
ids follow commits. Their transactions' numbers do not (one that waited for the lock may be older than the one it waited
for), and a cursor over ids alone skips what commits late. So the sealer goes by stretches: all effects of transactions
older than the oldest one running, and none of later ones, by their ids; then the next stretch.

A stretch with its leaves, its heads and the position behind it is one unit of work: killed between any two statements,
nothing is lost and nothing doubled. It is read as it is sealed, so that one of millions, as after an upgrade, takes no
more memory than one of a second. Of several servers one seals at a time, whoever holds the position's lock.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

from prometheus_client import Counter

from tocsin.effects.actions.signing import HOLD, Signers
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
"""Effects that are read, and written as leaves, at once."""
SLICE: Final = 500
"""Leaves hashed before others have their turn: about two milliseconds."""
_MICROSECOND: Final = timedelta(microseconds=1)

_ANYTHING = "SELECT 1 FROM effect WHERE xid >= (SELECT below FROM log_position) AND xid < tocsin_horizon() LIMIT 1"
# Behind the lock, in a statement of its own: whoever waited for it would end the stretch where it was before waiting.
_UNTIL = "SELECT tocsin_horizon() AS until"
_STRETCH = "SELECT id, realm_id, commitment FROM effect WHERE xid >= $1 AND xid < $2 ORDER BY id"
_MOVE = "UPDATE log_position SET below = $1 WHERE below <= $1"
_LOGS = (
    "SELECT l.realm_id, l.size, l.edge, h.at FROM log l LEFT JOIN LATERAL (SELECT at FROM log_head"
    " WHERE realm_id = l.realm_id ORDER BY size DESC LIMIT 1) h ON true WHERE l.realm_id = ANY ($1::uuid[])"
)
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
    "INSERT INTO log_head (realm_id, size, root, at, key_number, signature) SELECT * FROM"
    " unnest($1::uuid[], $2::bigint[], $3::bytea[], $4::timestamptz[], $5::smallint[], $6::bytea[])"
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
    """A log while leaves are added to it: its edge, what its tiles gain, and when its last head was signed."""

    def __init__(self, size: int, edge: bytes, at: datetime | None) -> None:
        self.at = at
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
        """Seal the effects that came to rest since, ``limit`` at a time; return whether there were any."""
        count = 0
        async with self._db.working(SEAL) as tx:
            # Holding the position writes to its row: not at every beat of a quiet night.
            if not await tx.fetch(_ANYTHING):
                return False
            below = (await tx.fetch(HOLD))[0]["below"]
            until = (await tx.fetch(_UNTIL))[0]["until"]
            logs: dict[UUID, Growth] = {}
            async for rows in tx.pieces(_STRETCH, limit, below, until):
                await _grow(tx, logs, rows)
                count += len(rows)
            await self._sign(tx, logs)
            await tx.fetch(_MOVE, until)
        SEALED.inc(count)
        return count > 0

    async def _sign(self, tx: Transaction, logs: Mapping[UUID, Growth]) -> None:
        now = clock.now()
        signers = await self._signers.get(tx, logs)
        heads = []
        for realm_id, signer in signers.items():
            frontier, before = logs[realm_id].frontier, logs[realm_id].at
            # Heads do not go back in time where a clock was set back: witnesses would cry.
            at = now if before is None or now > before else before + _MICROSECOND
            head = Head(realm_id, frontier.size, frontier.root(), microseconds(at))
            heads.append((realm_id, head.size, head.root, at, signer.number, signer.sign(head)))
        if heads:
            await tx.fetch(_HEADS, *(list(column) for column in zip(*heads, strict=True)))


async def _grow(tx: Transaction, logs: dict[UUID, Growth], rows: Sequence[Any]) -> None:
    """Append the effects to the logs they belong to, of which those not at hand are looked up."""
    touched = dict.fromkeys(row["realm_id"] for row in rows)
    if missing := [realm_id for realm_id in touched if realm_id not in logs]:
        logs.update({realm_id: Growth(0, b"", None) for realm_id in missing})
        for row in await tx.fetch(_LOGS, missing):
            logs[row["realm_id"]] = Growth(row["size"], row["edge"], row["at"])
    for n, row in enumerate(rows, start=1):
        logs[row["realm_id"]].add(Leaf(row["id"], row["commitment"]))
        if n % SLICE == 0:
            await asyncio.sleep(0)
    await _keep(tx, {realm_id: logs[realm_id] for realm_id in touched})


async def _keep(tx: Transaction, logs: Mapping[UUID, Growth]) -> None:
    """Write what the logs gained, and forget it."""
    frontiers = [growth.frontier for growth in logs.values()]
    edges = [b"".join(frontier.hashes) for frontier in frontiers]
    await tx.fetch(_GROW, list(logs), [frontier.size for frontier in frontiers], edges)
    tiles = [
        (realm_id, tile.level, tile.number, bytes(piece.hashes), *_effects(piece.effects))
        for realm_id, growth in logs.items()
        for tile, piece in growth.pieces.items()
    ]
    await tx.fetch(_TILES, *(list(column) for column in zip(*tiles, strict=True)))
    for growth in logs.values():
        growth.pieces.clear()


def _effects(ids: Sequence[int]) -> tuple[bytes, int, int]:
    packed = b"".join(number.to_bytes(8, "big") for number in ids)
    return packed, min(ids, default=0), max(ids, default=0)

"""The log: a leaf for every effect in the order of commits, whatever is killed or runs at once, and heads that prove it (EFF-4)."""

import asyncio
from collections.abc import Sequence
from itertools import combinations
from uuid import UUID, uuid4

import asyncpg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tests.effects.entries import ITEM, REALM, entry
from tests.support.dying import Killed, killed_after
from tests.support.horizon import below_the_horizon
from tests.support.locks import stuck
from tests.support.statements import sent
from tocsin.effects.actions.sealing import Sealer
from tocsin.effects.door import record
from tocsin.effects.queries.log import SignedHead, find_consistency, find_head, find_leaves, find_paths
from tocsin.effects.rules.heads import head_text
from tocsin.effects.rules.tree import Frontier, hash_leaf, is_continued, root_by_inclusion
from tocsin.kernel.db import FLUSH, FOLLOW, SEAL, SIGNIN, Database
from tocsin.kernel.seal import Keyring

OTHER = UUID(int=11)


@pytest.fixture
async def other(db: Database, keyring: Keyring) -> UUID:
    """A second realm."""
    async with db.working(SIGNIN) as tx:
        await keyring.found_realm(tx, OTHER)
    return OTHER


async def write(db: Database, keyring: Keyring, count: int = 1, **more: object) -> None:
    """Record effects, a unit of work."""
    async with db.working(FLUSH) as tx:
        await record(tx, keyring, [entry(**more) for _ in range(count)])


async def seal(db: Database, keyring: Keyring, limit: int = 5_000) -> None:
    """Seal whatever was committed until now."""
    await below_the_horizon(db)
    sealer = Sealer(db, keyring)
    while await sealer.step(limit):
        pass


async def rows_of(db: Database, realm_id: UUID) -> dict[int, bytes]:
    """Return the commitments of a realm's effects, by their ids in this order."""
    async with db.working(FOLLOW) as tx:
        rows = await tx.fetch("SELECT id, commitment FROM effect WHERE realm_id = $1 ORDER BY id", realm_id)
    return {row["id"]: row["commitment"] for row in rows}


async def head_of(db: Database, realm_id: UUID, size: int | None = None) -> SignedHead:
    """Return a head, its signature checked."""
    async with db.working(SEAL) as tx:
        found = await find_head(tx, realm_id, size)
    assert found is not None
    text, _, line = found.note.partition("\n\n")
    assert text.encode() + b"\n" == head_text(found.head)
    async with db.working(SEAL) as tx:
        (row,) = await tx.fetch(
            "SELECT signature FROM log_head WHERE realm_id = $1 AND size = $2", realm_id, found.head.size
        )
    Ed25519PublicKey.from_public_bytes(found.public_key).verify(row["signature"], head_text(found.head))
    assert line.startswith(f"\N{EM DASH} tocsin/{realm_id} ")
    return found


async def order_of(db: Database, realm_id: UUID, ids: Sequence[int]) -> list[int]:
    """Return effects by the numbers of their leaves; each has one, and all numbers up to the log's size are taken."""
    async with db.working(SEAL) as tx:
        leaves = await find_leaves(tx, realm_id, ids)
    assert sorted(leaves.values()) == list(range(len(ids)))
    return sorted(ids, key=lambda effect_id: leaves[effect_id])


async def assert_whole(db: Database, realm_id: UUID) -> None:
    """Every effect of the realm has one leaf, the newest head is the root over them, and each is proved by it."""
    rows = await rows_of(db, realm_id)
    head = (await head_of(db, realm_id)).head
    frontier = Frontier()
    order = await order_of(db, realm_id, list(rows))
    for effect_id in order:
        frontier.append(hash_leaf(rows[effect_id]))
    assert (head.size, head.root) == (len(rows), frontier.root())
    async with db.working(SEAL) as tx:
        paths = await find_paths(tx, realm_id, range(len(order)), head.size)
    for index, effect_id in enumerate(order):
        assert root_by_inclusion(hash_leaf(rows[effect_id]), index, head.size, paths.to(index)) == head.root


async def test_every_effect_of_every_realm_gets_a_leaf_in_its_own_log(
    db: Database, keyring: Keyring, other: UUID
) -> None:
    for number in range(5):
        await write(db, keyring, number + 1)
        await write(db, keyring, 2, realm_id=other)
    await seal(db, keyring)
    await assert_whole(db, REALM)
    await assert_whole(db, other)
    assert (await head_of(db, REALM)).head.size == 15


async def test_a_log_that_fills_tiles_proves_each_leaf_under_every_head(db: Database, keyring: Keyring) -> None:
    sizes = []
    for count in (1, 255, 1, 300, 700):
        await write(db, keyring, count)
        await seal(db, keyring)
        sizes.append((await head_of(db, REALM)).head.size)
    assert sizes == [1, 256, 257, 557, 1257]
    await assert_whole(db, REALM)
    rows = list((await rows_of(db, REALM)).values())
    for size in sizes:
        head = (await head_of(db, REALM, size)).head
        async with db.working(SEAL) as tx:
            path = (await find_paths(tx, REALM, [0], size)).to(0)
        assert root_by_inclusion(hash_leaf(rows[0]), 0, size, path) == head.root
    roots = [(await head_of(db, REALM, size)).head.root for size in sizes]
    for (old, old_root), (new, new_root) in combinations(zip(sizes, roots, strict=True), 2):
        async with db.working(SEAL) as tx:
            root, proof = await find_consistency(tx, REALM, old, new)
        assert root == old_root
        assert is_continued(old, old_root, new, new_root, proof)


async def test_leaves_follow_commits_where_an_older_transaction_waited(db: Database, keyring: Keyring) -> None:
    """What waited for the lock of a conversation commits later, though its transaction is the older one."""
    async with db.working(FLUSH) as waiting:
        await waiting.fetch("SELECT pg_current_xact_id()")
        await write(db, keyring, from_seq=1, to_seq=1)
        await seal_now(db, keyring)
        await record(waiting, keyring, [entry(from_seq=2, to_seq=2)])
    await seal(db, keyring)
    async with db.working(FOLLOW) as tx:
        rows = await tx.fetch("SELECT id, xid, from_seq FROM effect WHERE item_id = $1 ORDER BY from_seq", ITEM)
    first, second = rows
    assert first["xid"] > second["xid"]
    assert await order_of(db, REALM, [first["id"], second["id"]]) == [first["id"], second["id"]]


async def seal_now(db: Database, keyring: Keyring) -> None:
    """Take one step, without waiting for anybody."""
    await Sealer(db, keyring).step()


async def test_what_is_not_committed_yet_holds_back_what_is_younger_and_is_not_skipped(
    db: Database, keyring: Keyring
) -> None:
    await write(db, keyring)
    await seal(db, keyring)
    async with db.working(FLUSH) as late:
        await record(late, keyring, [entry()])
        await write(db, keyring, 3)
        await seal_now(db, keyring)
        assert (await head_of(db, REALM)).head.size == 1
    await seal(db, keyring)
    await assert_whole(db, REALM)
    assert (await head_of(db, REALM)).head.size == 5


async def test_a_stretch_is_sealed_in_pieces_and_whatever_commits_meanwhile_in_the_next(
    db: Database, keyring: Keyring
) -> None:
    """Even where its id lies before the last one sealed."""
    sealer = Sealer(db, keyring)
    await write(db, keyring, 4)
    await below_the_horizon(db)
    async with db.working(FLUSH) as late:
        await record(late, keyring, [entry()])
        await write(db, keyring, 4)
        assert await sealer.step(2)
        assert (await head_of(db, REALM)).head.size == 4
    await seal(db, keyring, 2)
    await assert_whole(db, REALM)
    assert (await head_of(db, REALM)).head.size == 9


async def test_a_sealer_that_waited_for_another_begins_where_that_one_ended(db: Database, keyring: Keyring) -> None:
    await write(db, keyring, 3)
    await below_the_horizon(db)
    async with db.working(SEAL) as other:
        await other.fetch("SELECT below FROM log_position FOR UPDATE")
        waiting = asyncio.create_task(Sealer(db, keyring).step())
        assert await stuck(db, waiting)
        await write(db, keyring, 2)
        # The other has sealed all there is until now.
        (row,) = await other.fetch("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS until")
        await other.fetch("UPDATE log_position SET below = $1", row["until"])
    await waiting
    async with db.working(SEAL) as tx:
        (after,) = await tx.fetch("SELECT below FROM log_position")
        assert after["below"] >= row["until"], "never back"
        assert await tx.fetch("SELECT 1 FROM log_tile") == [], "nothing is sealed twice"


async def test_killed_between_any_two_statements_nothing_is_lost_and_nothing_doubled(
    db: Database, keyring: Keyring, other: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    await write(db, keyring, 7)
    await write(db, keyring, 4, realm_id=other)
    await below_the_horizon(db)
    deaths = 0
    for statements in range(40):
        try:
            async with killed_after(monkeypatch, SEAL, statements):
                await Sealer(db, keyring).step(3)
        except Killed:
            deaths += 1
    assert deaths > 8
    await seal(db, keyring, 3)
    await assert_whole(db, REALM)
    await assert_whole(db, other)


async def test_two_servers_seal_one_after_the_other(db: Database, keyring: Keyring, other: UUID) -> None:
    for _ in range(6):
        await write(db, keyring, 5)
        await write(db, keyring, 3, realm_id=other)
    await below_the_horizon(db)

    async def run() -> None:
        sealer = Sealer(db, keyring)
        while await sealer.step(4):
            pass

    await asyncio.gather(run(), run())
    await seal(db, keyring)
    await assert_whole(db, REALM)
    await assert_whole(db, other)


async def test_a_realm_that_was_dissolved_keeps_its_leaves_and_nobody_signs_for_it(
    db: Database, keyring: Keyring, other: UUID
) -> None:
    sealer = Sealer(db, keyring)
    await write(db, keyring, 2, realm_id=other)
    await below_the_horizon(db)
    await sealer.step()
    await write(db, keyring, 2, realm_id=other)
    async with db.working(FOLLOW) as tx:
        await keyring.destroy_realm(tx, other)
    await write(db, keyring, 1)
    await below_the_horizon(db)
    await sealer.step()
    assert (await head_of(db, other)).head.size == 2, "the key it held signs no more"
    assert len(await order_of(db, other, list(await rows_of(db, other)))) == 4
    await assert_whole(db, REALM)


async def test_a_realm_whose_key_is_damaged_does_not_stop_the_others(
    db: Database, keyring: Keyring, other: UUID, database_url: str
) -> None:
    await write(db, keyring, 1, realm_id=other)
    await seal(db, keyring)
    connection = await asyncpg.connect(database_url)
    await connection.execute("UPDATE log_key SET private_sealed = $1 WHERE realm_id = $2", b"\0", other)
    await connection.close()
    await write(db, keyring, 1, realm_id=other)
    await write(db, keyring, 1)
    await seal(db, keyring)
    await assert_whole(db, REALM)
    assert (await head_of(db, other)).head.size == 1
    assert len(await order_of(db, other, list(await rows_of(db, other)))) == 2


async def test_the_same_key_signs_after_a_restart(db: Database, keyring: Keyring) -> None:
    keys = set()
    for _ in range(3):
        await write(db, keyring)
        await seal(db, keyring)
        keys.add((await head_of(db, REALM)).public_key)
    assert len(keys) == 1


async def test_a_step_costs_the_same_statements_however_many_it_seals(db: Database, keyring: Keyring) -> None:
    sealer = Sealer(db, keyring)
    await write(db, keyring)
    await below_the_horizon(db)
    await sealer.step()
    costs = []
    for count in (1, 600):
        await write(db, keyring, count)
        await below_the_horizon(db)
        before = sent(db, SEAL)
        await sealer.step()
        costs.append(sent(db, SEAL) - before)
    assert costs[0] == costs[1] == 10
    before = sent(db, SEAL)
    await sealer.step()
    assert sent(db, SEAL) - before == 1, "a quiet night"


async def test_an_idle_log_gets_no_heads_and_another_realms_activity_gives_it_none(
    db: Database, keyring: Keyring, other: UUID
) -> None:
    """Heads are bounded by what happened: at most one a step that found something, of the logs it found it in."""
    await write(db, keyring)
    await write(db, keyring, realm_id=other)
    await seal(db, keyring)
    sealer = Sealer(db, keyring)
    for n in range(20):
        if n % 4 == 0:
            await write(db, keyring, 3, realm_id=other)
            await below_the_horizon(db)
        await sealer.step()
    async with db.working(SEAL) as tx:
        rows = await tx.fetch("SELECT realm_id, count(*) AS heads FROM log_head GROUP BY realm_id")
    assert {row["realm_id"]: row["heads"] for row in rows} == {REALM: 1, other: 1 + 5}


async def test_nobody_may_change_or_remove_what_is_in_a_log(db: Database, keyring: Keyring) -> None:
    await write(db, keyring)
    await seal(db, keyring)
    for statement in (
        "UPDATE log_head SET root = root",
        "UPDATE log_key SET public_key = public_key",
        "DELETE FROM log_key",
        "DELETE FROM log_tile",
        "DELETE FROM log",
    ):
        with pytest.raises(Exception, match="permission denied"):
            async with db.working(SEAL) as tx:
                await tx.fetch(statement)
    async with db.working(SEAL) as tx:
        assert await tx.fetch("DELETE FROM log_head RETURNING size") == [], "of today"


async def test_a_leaf_of_what_is_not_there_is_not_found(db: Database, keyring: Keyring) -> None:
    await write(db, keyring)
    await seal(db, keyring)
    (effect_id,) = await rows_of(db, REALM)
    async with db.working(SEAL) as tx:
        assert await find_leaves(tx, REALM, [effect_id, effect_id + 1]) == {effect_id: 0}
        assert await find_leaves(tx, uuid4(), [effect_id]) == {}
        assert await find_leaves(tx, REALM, []) == {}
        assert await find_head(tx, uuid4()) is None

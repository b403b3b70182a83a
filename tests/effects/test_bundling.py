"""Bundles are made of what was recorded, and of nothing that was changed, erased or is too young since (EFF-4)."""

from collections.abc import Sequence
from typing import Any

import msgspec
import pytest

from tests.effects.entries import ACTOR, AT, ITEM, REALM, entry
from tests.support.horizon import below_the_horizon
from tocsin.effects.actions.recording import erases
from tocsin.effects.actions.sealing import Sealer
from tocsin.effects.door import NotAsRecorded, NotSealedYet, Record, Wanted, find_delivered, make_bundle, record
from tocsin.effects.rules.bundle import Proved, verify
from tocsin.kernel.db import FLUSH, FOLLOW, Database
from tocsin.kernel.errors import NotFound
from tocsin.kernel.ids import uuid7
from tocsin.kernel.seal import Keyring

WORDS = "你好".encode()


async def write(db: Database, keyring: Keyring, *seqs: int, **more: Any) -> None:
    """Deliver words at these positions."""
    async with db.working(FLUSH) as tx:
        await record(tx, keyring, [entry(from_seq=seq, to_seq=seq, **more) for seq in seqs])


async def seal(db: Database, keyring: Keyring) -> None:
    """Seal whatever was committed until now."""
    await below_the_horizon(db)
    while await Sealer(db, keyring).step():
        pass


async def row_of(db: Database, seq: int) -> Record:
    """The effect that a position was delivered."""
    async with db.working(FOLLOW) as tx:
        (row,) = await find_delivered(tx, ITEM, seq, AT)
    return row


async def proved(db: Database, keyring: Keyring, *wanted: Wanted) -> Sequence[Proved]:
    """What a bundle of these effects proves."""
    async with db.working(FOLLOW) as tx:
        bundle = await make_bundle(tx, keyring, REALM, wanted, {ACTOR: "周岚"})
    return verify(msgspec.json.encode(bundle)).effects


async def rewrite(db: Database, change: str, *arguments: Any) -> None:
    """Change a row of the database, as its owner can."""
    async with db.pool.acquire() as connection, connection.transaction():
        await connection.execute("SET LOCAL ROLE NONE")
        done = await connection.execute(f"UPDATE effect SET {change} WHERE from_seq = 7", *arguments)
    assert done == "UPDATE 1"


async def test_so_much_is_opened_as_may_be_seen(db: Database, keyring: Keyring) -> None:
    await write(db, keyring, 7)
    await seal(db, keyring)
    row = await row_of(db, 7)
    for wanted, opened in (
        (Wanted(row), {}),
        (Wanted(row, [WORDS]), {"content": "你好"}),
        (Wanted(row, device=True), {"device": "电脑"}),
        (Wanted(row, [b"", WORDS], device=True, asked=True), {"content": "你好", "device": "电脑"}),
    ):
        (one,) = await proved(db, keyring, wanted)
        assert (one.leaf.actor, one.opened) == (ACTOR, opened)


async def test_what_is_not_sealed_yet_is_not_proved_yet(db: Database, keyring: Keyring) -> None:
    """Neither the first effect of a realm, nor one behind a head that is there."""
    await write(db, keyring, 7)
    first = Wanted(await row_of(db, 7), [WORDS], asked=True)
    with pytest.raises(NotSealedYet):
        await proved(db, keyring, first)
    await seal(db, keyring)
    await write(db, keyring, 8)
    second = Wanted(await row_of(db, 8))
    with pytest.raises(NotSealedYet):
        await proved(db, keyring, first, msgspec.structs.replace(second, asked=True))
    (one,) = await proved(db, keyring, first, second)
    assert one.leaf.first == 7
    with pytest.raises(NotFound):
        await proved(db, keyring)


@pytest.mark.parametrize(
    ("change", "argument"),
    [
        ("at = $1", AT.replace(second=1)),
        ("actor_id = $1", uuid7()),
        ("device = $1", "手机"),
        ("act = $1", "recall"),
        ("effect = $1", 3),
        ("audience_version = $1", 9),
        ("digest = $1", bytes(32)),
        ("commitment = $1", bytes(32)),
        ("salt_sealed = $1", bytes(44)),
        ("item_kind = $1", "file"),
    ],
    ids=lambda value: value if isinstance(value, str) and "=" in value else "",
)
async def test_a_row_that_was_rewritten_is_found_out(
    db: Database, keyring: Keyring, change: str, argument: Any
) -> None:
    await write(db, keyring, 7, 8)
    await seal(db, keyring)
    await rewrite(db, change, argument)
    async with db.working(FOLLOW) as tx:
        rows = await tx.fetch("SELECT * FROM effect ORDER BY id")
    changed, whole = (Wanted(row) for row in rows)
    (one,) = await proved(db, keyring, changed, whole)
    assert one.leaf.first == 8
    for asked in ([changed], [msgspec.structs.replace(changed, asked=True), whole]):
        with pytest.raises(NotAsRecorded):
            await proved(db, keyring, *asked)


async def test_words_that_were_rewritten_are_found_out(db: Database, keyring: Keyring) -> None:
    await write(db, keyring, 7, 8)
    await seal(db, keyring)
    changed, whole = Wanted(await row_of(db, 7), ["再见".encode()]), Wanted(await row_of(db, 8), [WORDS])
    assert [one.leaf.first for one in await proved(db, keyring, changed, whole)] == [8]
    with pytest.raises(NotAsRecorded):
        await proved(db, keyring, msgspec.structs.replace(changed, asked=True), whole)


async def test_an_effect_that_was_added_with_its_secret_but_not_sealed_so_is_found_out(
    db: Database, keyring: Keyring
) -> None:
    """Whoever has the database and the keys can make a row anew; not the leaf that was sealed."""
    await write(db, keyring, 7)
    await seal(db, keyring)
    await write(db, keyring, 8, actor_id=uuid7())
    other = await row_of(db, 8)
    await rewrite(
        db, "actor_id = $1, salt_sealed = $2, commitment = $3, digest = $4, from_seq = 8, to_seq = 8",
        other["actor_id"], other["salt_sealed"], other["commitment"], other["digest"],
    )  # fmt: skip
    async with db.working(FOLLOW) as tx:
        (row, _) = await tx.fetch("SELECT * FROM effect ORDER BY id")
    with pytest.raises(NotAsRecorded):
        await proved(db, keyring, Wanted(row, asked=True))


async def test_what_was_erased_is_proved_no_more(db: Database, keyring: Keyring) -> None:
    await write(db, keyring, 7)
    await write(db, keyring, 8, actor_id=uuid7())
    await seal(db, keyring)
    async with db.working(FOLLOW) as tx:
        await erases(None, tx, REALM, ACTOR)  # type: ignore[arg-type]
    erased, other = Wanted(await row_of(db, 7)), Wanted(await row_of(db, 8))
    assert [one.leaf.first for one in await proved(db, keyring, erased, other)] == [8]
    for asked in ([erased], [msgspec.structs.replace(erased, asked=True), other]):
        with pytest.raises(NotFound):
            await proved(db, keyring, *asked)

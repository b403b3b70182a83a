"""A log's key is followed by another, whole or not at all, and nobody signs with the former any more (EFF-4)."""

import asyncio
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import asyncpg
import pytest

from tests.effects.entries import REALM
from tests.effects.test_sealing import assert_whole, head_of, seal, write
from tests.support.dying import Killed, killed_after
from tests.support.horizon import below_the_horizon
from tests.support.locks import stuck
from tocsin.effects.actions.rotating import rotate
from tocsin.effects.actions.sealing import Sealer
from tocsin.effects.queries.log import KeyRow, find_head, find_keys
from tocsin.effects.refusals import WrongSuccession
from tocsin.effects.rules.heads import check_head, check_keys
from tocsin.effects.witnesses.refusals import LogUnknown
from tocsin.kernel.bus import LocalBus
from tocsin.kernel.db import FOLLOW, SEAL, Database
from tocsin.kernel.events import Journal
from tocsin.kernel.ids import uuid7
from tocsin.kernel.seal import KeyProblem, Keyring
from tocsin.kernel.text import Empty

pytestmark = pytest.mark.anyio


@pytest.fixture
async def db(database_url: str, held: dict[str, Keyring]) -> AsyncIterator[Database]:
    """As the room's, with a journal that can seal grounds."""
    bus = LocalBus()
    async with Database.open(database_url, lambda: Journal(bus, [], held["keyring"]), size=4) as database:
        yield database


@pytest.fixture
def held() -> dict[str, Keyring]:
    """The keyring, once there is one."""
    return {}


@pytest.fixture
def context(db: Database, keyring: Keyring, held: dict[str, Keyring]) -> Any:
    """What rotating needs of a server."""
    held["keyring"] = keyring
    return SimpleNamespace(db=db, keyring=keyring)


async def keys_of(db: Database) -> list[KeyRow]:
    """The keys of the log, whose succession holds."""
    async with db.working(SEAL) as tx:
        keys = await find_keys(tx, REALM)
        privates = await tx.fetch("SELECT private_sealed IS NOT NULL AS there FROM log_key ORDER BY number")
    assert [key.number for key in keys] == list(range(1, len(keys) + 1))
    assert check_keys(str(REALM), [key.named() for key in keys]) == keys[-1].public_key
    assert [row["there"] for row in privates] == [False] * (len(keys) - 1) + [True]
    return keys


async def test_the_next_head_is_signed_by_the_new_key_and_older_ones_hold(context: Any) -> None:
    db, keyring = context.db, context.keyring
    sealer = Sealer(db, keyring)  # of a server that runs beside, and has the first key at hand
    await write(db, keyring)
    await below_the_horizon(db)
    await sealer.step()
    made = await rotate(context, REALM, "the machine was stolen")
    first, second = await keys_of(db)
    assert (second.number, second.public_key, second.signature) == (made.number, made.public_key, made.signature)
    assert (await head_of(db, REALM)).public_key == first.public_key
    await write(db, keyring)
    await below_the_horizon(db)
    await sealer.step()
    assert (await head_of(db, REALM)).public_key == second.public_key
    await assert_whole(db, REALM)
    for size, key in ((1, first), (2, second)):
        async with db.working(SEAL) as tx:
            head = await find_head(tx, REALM, size)
        assert head is not None
        check_head(str(REALM), head.note, key.public_key, [])
    await rotate(context, REALM, "again")
    assert len(await keys_of(db)) == 3


async def test_it_is_an_act_that_is_audited_with_its_ground(context: Any) -> None:
    await write(context.db, context.keyring)
    await seal(context.db, context.keyring)
    made = await rotate(context, REALM, "served for a year")
    async with context.db.working(FOLLOW) as tx:
        (event,) = await tx.fetch("SELECT kind, audited, body, why_sealed FROM event")
    assert (event["kind"], event["audited"]) == ("effects.log_key_rotated", True)
    assert event["body"] == {"number": 2, "key": b64encode(made.public_key).decode()}
    assert event["why_sealed"] is not None
    with pytest.raises(Empty):
        await rotate(context, REALM, "  ")
    with pytest.raises(LogUnknown):
        await rotate(context, uuid7(), "nobody's")
    assert len(await keys_of(context.db)) == 2


async def test_killed_between_any_two_statements_there_is_the_old_key_or_the_new_one(
    context: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    db, keyring = context.db, context.keyring
    await write(db, keyring)
    await seal(db, keyring)
    deaths = 0
    for worker in (SEAL, FOLLOW):
        for statements in range(12):
            before = len(await keys_of(db))
            try:
                async with killed_after(monkeypatch, worker, statements):
                    await rotate(context, REALM, "killed")
            except Killed:
                deaths += 1
                assert len(await keys_of(db)) == before
            else:
                assert len(await keys_of(db)) == before + 1
                break
    assert deaths >= 6
    await write(db, keyring)
    await seal(db, keyring)
    assert (await head_of(db, REALM)).public_key == (await keys_of(db))[-1].public_key


async def test_it_waits_for_the_sealer_and_for_another_rotation(context: Any) -> None:
    db, keyring = context.db, context.keyring
    await write(db, keyring)
    await seal(db, keyring)
    async with db.working(SEAL) as sealing:
        await sealing.fetch("SELECT below FROM log_position FOR UPDATE")
        waiting = [asyncio.create_task(rotate(context, REALM, str(n))) for n in range(2)]
        assert await stuck(db, waiting[0])
        assert len(await keys_of(db)) == 1
    assert {one.number for one in await asyncio.gather(*waiting)} == {2, 3}
    assert len(await keys_of(db)) == 3


async def test_a_key_that_cannot_be_opened_names_no_successor(context: Any, database_url: str) -> None:
    await write(context.db, context.keyring)
    await seal(context.db, context.keyring)
    connection = await asyncpg.connect(database_url)
    await connection.execute("UPDATE log_key SET private_sealed = $1", b"\0")
    await connection.close()
    with pytest.raises(KeyProblem):
        await rotate(context, REALM, "lost")
    assert len(await keys_of(context.db)) == 1


async def test_a_key_that_was_not_named_by_the_one_before_it_is_told(context: Any, database_url: str) -> None:
    await write(context.db, context.keyring)
    await seal(context.db, context.keyring)
    await rotate(context, REALM, "why")
    first, second = await keys_of(context.db)
    for at in (0, 64):
        signature = bytearray(b64decode(second.named().signature or ""))
        signature[at] ^= 1
        with pytest.raises(WrongSuccession):
            check_keys(str(REALM), [first.named(), KeyRow(2, second.public_key, bytes(signature)).named()])


async def test_a_key_that_was_named_by_the_former_alone_begins_the_list_anew(context: Any, database_url: str) -> None:
    db, keyring = context.db, context.keyring
    await write(db, keyring)
    await seal(db, keyring)
    await rotate(context, REALM, "before keys signed for themselves")
    await rotate(context, REALM, "so too")
    connection = await asyncpg.connect(database_url)
    await connection.execute("UPDATE log_key SET signature = NULL WHERE number = 2")
    await connection.close()
    await write(db, keyring)
    await seal(db, keyring)
    async with db.working(SEAL) as tx:
        by_number = {number: await find_keys(tx, REALM, number) for number in (1, 2, 3)}
        newest = await find_keys(tx, REALM)
    assert {number: [key.number for key in keys] for number, keys in by_number.items()} == {1: [1], 2: [2], 3: [2, 3]}
    assert newest == by_number[3]
    for keys in by_number.values():
        assert check_keys(str(REALM), [key.named() for key in keys]) == keys[-1].public_key

"""The evidence log: what a row commits to, that many go in at once, and who reads them (EFF-1, EFF-2, EFF-3)."""

import hashlib
import json
from uuid import uuid4

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.effects.entries import ACTOR, AT, REALM, entry
from tests.support.horizon import below_the_horizon
from tests.support.statements import sent
from tocsin.effects.actions.recording import erases, exports, open_secret
from tocsin.effects.door import (
    Effect,
    find_handled,
    find_marks,
    record,
    salt_keys,
)
from tocsin.effects.rules.entries import canonical, commitment, digest_of, salt_of
from tocsin.kernel.db import FLUSH, FOLLOW, Database
from tocsin.kernel.ids import PLATFORM, uuid7
from tocsin.kernel.seal import Keyring
from tocsin.kernel.types import Actor


async def secret_of(db: Database, keyring: Keyring, row: asyncpg.Record) -> bytes:
    async with db.working(FLUSH) as tx:
        keys = await salt_keys(tx, keyring, [row["realm_id"]])
    return open_secret(row["salt_sealed"], row["commitment"], keys[row["realm_id"]])


SECRET = bytes(range(16))


def test_the_canonical_form_is_pinned() -> None:
    """Bundles of years ago must verify: this text never changes."""
    assert canonical(entry(), SECRET, b"\x01" * 32).decode() == (
        '{"act":"send","actor":"00000000-0000-0000-0000-000000000003","at":1795336200123000,"audience":2,'
        '"content":"0101010101010101010101010101010101010101010101010101010101010101",'
        '"device":"f2c030bdb47714aa0f77e65230ed265f3ce3272516a89036c0d756dce6d63e49","effect":1,'
        '"first":7,"item":"00000000-0000-0000-0000-000000000002","kind":"conversation","last":7,'
        '"realm":"00000000-0000-0000-0000-000000000001"}'
    )
    assert b'"content":null,"device":null' in canonical(entry(device=""), SECRET, None)


@given(st.text(alphabet=st.characters(exclude_categories=("Cs",))), st.one_of(st.none(), st.integers(0, 2**53 - 1)))
def test_the_canonical_form_is_what_rfc_8785_makes_of_it(act: str, seq: int | None) -> None:
    text = canonical(entry(act=act, from_seq=seq, to_seq=seq), SECRET, None)
    value = json.loads(text)
    again = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert text.decode() == again


def test_a_commitment_is_hashes_anybody_can_compute() -> None:
    salts = {field: hashlib.sha256(SECRET + field.encode()).digest()[:16] for field in ("entry", "content", "device")}
    assert salts == {field: salt_of(SECRET, field) for field in salts}
    content, leaf = commitment(entry(), SECRET)
    assert content == hashlib.sha256(salts["content"] + "你好".encode()).digest()
    text = canonical(entry(), SECRET, content)
    assert leaf == hashlib.sha256(salts["entry"] + text).digest()
    assert json.loads(text)["device"] == hashlib.sha256(salts["device"] + "电脑".encode()).hexdigest()
    assert commitment(entry(content=None), SECRET)[0] is None


async def test_many_effects_are_one_statement_and_each_row_commits_to_itself(db: Database, keyring: Keyring) -> None:
    entries = [
        entry(from_seq=n, to_seq=n + 1, content=None if n % 3 else b"%d" % n, device=f"d{n % 2}") for n in range(50)
    ]
    entries += [
        entry(effect=Effect.HANDLED, act="approve", item_kind="form", item_id=uuid7(), from_seq=None, to_seq=None)
    ]
    async with db.working(FLUSH) as tx:
        await salt_keys(tx, keyring, [REALM])
        before = sent(db)
        await record(tx, keyring, entries)
        assert sent(db) - before == 1
        await record(tx, keyring, [])
        assert sent(db) - before == 1
    rows = await _rows(db)
    assert len(rows) == len(entries)
    for row, written in zip(rows, entries, strict=True):
        digest, leaf = commitment(written, await secret_of(db, keyring, row))
        assert (row["digest"], row["commitment"]) == (digest, leaf)
        assert (row["act"], row["from_seq"], row["to_seq"], row["device"]) == (
            written.act, written.from_seq, written.to_seq, written.device,
        )  # fmt: skip
    assert len({await secret_of(db, keyring, row) for row in rows}) == len(rows), "a salt each"
    assert [row["id"] for row in rows] == sorted(row["id"] for row in rows)
    assert len({row["xid"] for row in rows}) == 1


async def test_one_effect_alone_and_one_that_nobody_brought_about(db: Database, keyring: Keyring) -> None:
    for written in (entry(), entry(actor_id=None, device="")):
        async with db.working(FLUSH) as tx:
            await record(tx, keyring, [written])
        row = (await _rows(db))[-1]
        assert commitment(written, await secret_of(db, keyring, row)) == (row["digest"], row["commitment"])


async def test_a_copy_of_the_database_does_not_tell_whether_a_short_text_was_said(
    db: Database, keyring: Keyring
) -> None:
    said = "同意".encode()
    async with db.working(FLUSH) as tx:
        await record(tx, keyring, [entry(content=said)])
    (row,) = await _rows(db)
    secret = await secret_of(db, keyring, row)
    assert digest_of(salt_of(secret, "content"), said) == row["digest"], "with the key it can be shown"
    held = b"".join(value for value in row.values() if isinstance(value, bytes))
    assert not any(
        one in held for one in (secret, *(salt_of(secret, field) for field in ("entry", "content", "device")))
    )


async def test_erasing_a_person_leaves_commitments_that_say_nothing(db: Database, keyring: Keyring) -> None:
    async with db.working(FLUSH) as tx:
        await record(tx, keyring, [entry(), entry(actor_id=uuid4())])
    before = await _rows(db)
    for _ in range(2):
        async with db.working(FOLLOW) as tx:
            await erases(None, tx, REALM, ACTOR)  # type: ignore[arg-type]
    erased, other = await _rows(db)
    assert (erased["salt_sealed"], erased["actor_id"], erased["device"]) == (None, None, None)
    assert (erased["commitment"], erased["digest"]) == (before[0]["commitment"], before[0]["digest"])
    assert dict(other) == dict(before[1])


async def test_what_a_person_did_is_handed_out(db: Database, keyring: Keyring) -> None:
    async with db.working(FLUSH) as tx:
        await record(tx, keyring, [entry(from_seq=n, to_seq=n) for n in range(7)] + [entry(actor_id=uuid4())])
    async with db.working(FOLLOW) as tx:
        files = [json.loads(data) async for _, data in exports(None, tx, REALM, ACTOR)]  # type: ignore[arg-type]
    assert [[row["from_seq"] for row in rows] for rows in files] == [list(range(7))]


async def test_a_sealer_sees_rows_in_the_order_of_their_transactions(db: Database, keyring: Keyring) -> None:
    """Ids are given before commits happen: a reader below the oldest running transaction skips nothing."""
    async with db.working(FLUSH) as first:
        await salt_keys(first, keyring, [REALM])
    async with db.working(FLUSH) as slow:
        await record(slow, keyring, [entry(act="slow")])
        async with db.working(FLUSH) as quick:
            await record(quick, keyring, [entry(act="quick")])
        below = (
            "SELECT act FROM effect WHERE xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint ORDER BY xid, id"
        )
        assert [row["act"] for row in await _owner(db, below)] == []
    await below_the_horizon(db)
    assert [row["act"] for row in await _owner(db, below)] == ["slow", "quick"]


async def test_who_confirmed_and_how_many_handled(db: Database, keyring: Keyring) -> None:
    people = [uuid4() for _ in range(4)]
    item, form = uuid4(), uuid4()
    async with db.working(FLUSH) as tx:
        await record(
            tx,
            keyring,
            [
                entry(effect=Effect.CONFIRMED, act="read", item_id=item, actor_id=people[0], from_seq=1, to_seq=5),
                entry(effect=Effect.CONFIRMED, act="read", item_id=item, actor_id=people[0], from_seq=6, to_seq=9),
                entry(
                    effect=Effect.CONFIRMED,
                    act="read",
                    item_id=item,
                    actor_id=people[1],
                    from_seq=1,
                    to_seq=9,
                    device="手机",
                ),
                entry(effect=Effect.HANDLED, act="recall", item_id=item, actor_id=people[2], from_seq=7, to_seq=7),
                entry(
                    effect=Effect.CONFIRMED,
                    act="open",
                    item_kind="form",
                    item_id=form,
                    actor_id=people[3],
                    from_seq=None,
                    to_seq=None,
                ),
            ],
        )
    async with db.pool.acquire() as connection:
        await connection.execute("RESET ROLE; SET row_security = off")
        tx = _Plain(connection)
        assert await find_handled(tx, item, [(6, people[0]), (7, people[0])]) == {7: 1}  # type: ignore[arg-type]
        assert await find_handled(tx, item, [(7, people[2])]) == {}, "what one does oneself"  # type: ignore[arg-type]
        marks = await find_marks(tx, item, Effect.CONFIRMED, people, seq=6)  # type: ignore[arg-type]
        assert set(marks) == {people[0], people[1]}
        assert marks[people[1]].device == "手机"
        assert set(await find_marks(tx, form, Effect.CONFIRMED, people)) == {people[3]}  # type: ignore[arg-type]
        await connection.execute("SET ROLE tocsin_member")


async def test_nobody_records_in_anothers_name_or_changes_a_row(db: Database, keyring: Keyring) -> None:
    me = Actor(uuid7(), uuid7(), "test", AT, {})
    async with db.acting(me) as tx:
        await record(tx, keyring, [entry(actor_id=me.person_id, realm_id=PLATFORM)])
    for forged in (entry(realm_id=PLATFORM), entry(actor_id=me.person_id)):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with db.acting(me) as tx:
                await record(tx, keyring, [forged])
    for role in ("tocsin_member", "tocsin_flush", "tocsin_follow"):
        for statement in ("UPDATE effect SET act = 'x'", "DELETE FROM effect"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                async with db.pool.acquire() as connection, connection.transaction():
                    await connection.execute(f"SET LOCAL ROLE {role}; {statement}")


class _Plain:
    """A connection as a unit of work of the owner, to look at all there is."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self.fetch = connection.fetch


async def _owner(db: Database, sql: str) -> list[asyncpg.Record]:
    async with db.pool.acquire() as connection, connection.transaction():
        await connection.execute("SET LOCAL ROLE NONE")
        rows: list[asyncpg.Record] = await connection.fetch(sql)
        return rows


async def _rows(db: Database) -> list[asyncpg.Record]:
    return await _owner(db, "SELECT * FROM effect ORDER BY xid, id")

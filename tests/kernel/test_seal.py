"""Sealing: what opens, what does not, and where keys live and end."""

from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.kernel.stage import actor
from tests.support.statements import sent
from tocsin.kernel import seal
from tocsin.kernel.db import FLUSH, FOLLOW, REALTIME, SIGNIN, Database
from tocsin.kernel.errors import Refusal
from tocsin.kernel.seal import DataKey, Keyring, Realm, place
from tocsin.settings import Settings

unhurried = hypothesis_settings(deadline=None)
KEY = DataKey(uuid4(), {1: bytes(range(32))})
ROW = place("message.body", uuid4(), 7)
parts = st.lists(
    st.one_of(st.uuids(), st.integers(-(2**63), 2**63 - 1), st.text(st.characters(exclude_categories=["Cs"]))),
    max_size=4,
)


@pytest.fixture
async def keyring(settings: Settings, db: Database) -> Keyring:
    return await Keyring.open(settings, db)


@unhurried
@given(st.binary(max_size=500), st.binary(max_size=40))
def test_what_is_sealed_opens_in_its_place_only(plain: bytes, where: bytes) -> None:
    sealed = KEY.seal(plain, where)
    assert KEY.open(sealed, where) == plain
    assert len(sealed) == len(plain) + seal.OVERHEAD
    assert KEY.seal(plain, where) != sealed
    with pytest.raises(seal.Broken):
        KEY.open(sealed, where + b"x")


@unhurried
@given(st.binary(max_size=60), st.data())
def test_a_changed_bit_or_a_cut_does_not_open(plain: bytes, data: st.DataObject) -> None:
    sealed = bytearray(KEY.seal(plain, ROW))
    at = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[at // 8] ^= 1 << (at % 8)
    with pytest.raises(seal.Broken):
        KEY.open(bytes(sealed), ROW)
    with pytest.raises(seal.Broken):
        KEY.open(KEY.seal(plain, ROW)[: data.draw(st.integers(0, len(plain) + seal.OVERHEAD - 1))], ROW)


@unhurried
@given(parts, parts)
def test_places_never_collide(one: list[UUID | int | str], other: list[UUID | int | str]) -> None:
    assert (place("a", *one) == place("a", *other)) == ([(type(p), p) for p in one] == [(type(p), p) for p in other])
    assert place("a", *one) != place("b", *one)


def test_another_key_does_not_open_and_keys_do_not_print() -> None:
    other = DataKey(uuid4(), KEY.generations)  # the same bytes under another row
    with pytest.raises(seal.Broken):
        other.open(KEY.seal(b"x", ROW), ROW)
    assert KEY.generations[1].hex() not in repr(KEY)
    assert KEY.open_text(KEY.seal_text("你好", ROW), ROW) == "你好"


def test_blind_indexes_and_tokens_meet_within_their_realm_and_kind_alone() -> None:
    one, other = Realm(uuid4(), {1: b"k" * 32}, b"i" * 32), Realm(uuid4(), {1: b"k" * 32}, b"i" * 32)
    assert one.blind("phone", "+8613800138000") == one.blind("phone", "+8613800138000")
    assert len({r.blind(k, "+8613800138000") for r in (one, other) for k in ("phone", "email")}) == 4
    tokens = one.tokens("directory", ["zw", "张伟", "zw"])
    assert tokens == sorted(set(tokens))
    assert len(tokens) == 2
    assert all(-(2**63) <= token < 2**63 for token in tokens)
    assert not set(tokens) & set(other.tokens("directory", ["zw", "张伟"]))
    assert not set(tokens) & set(one.tokens("messages", ["zw", "张伟"]))


async def test_the_first_start_makes_the_key_for_its_owner_alone(settings: Settings, db: Database) -> None:
    keyring = await Keyring.open(settings, db)
    path = settings.data_dir / "keys" / "kek"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o077 == 0
    again = await Keyring.open(settings, db)
    assert again.blind("phone", "1") == keyring.blind("phone", "1")


async def test_a_start_without_the_key_is_refused_and_makes_none(
    settings: Settings, db: Database, keyring: Keyring
) -> None:
    path = settings.data_dir / "keys" / "kek"
    kept = path.read_bytes()
    path.unlink()
    with pytest.raises(seal.KekMissing):
        await Keyring.open(settings, db)
    assert not path.exists()
    path.write_text("not a key")
    with pytest.raises(seal.KekUnreadable):
        await Keyring.open(settings, db)
    path.write_bytes(b"QUFB" * 10 + b"QUE=")
    with pytest.raises(seal.KekWrong):
        await Keyring.open(settings, db)
    path.write_bytes(kept)
    await Keyring.open(settings, db)


async def test_the_key_may_stand_where_nothing_can_be_written(settings: Settings, db: Database, tmp_path: Path) -> None:
    secret = tmp_path / "secret" / "kek"
    secret.parent.mkdir()
    secret.write_bytes(b"QUFB" * 10 + b"QUE=\n")
    secret.parent.chmod(0o500)
    await Keyring.open(replace(settings, kek_file=secret), db)
    assert [path.name for path in secret.parent.iterdir()] == ["kek"]
    assert (settings.data_dir / "keys" / "realms" / str(seal.PLATFORM)).exists()


async def test_a_start_without_a_share_is_refused(settings: Settings, db: Database, keyring: Keyring) -> None:
    realm_id = uuid4()
    async with db.acting(actor()) as tx:
        await tx.enter(realm_id)
        await keyring.found_realm(tx, realm_id)
    share = settings.data_dir / "keys" / "realms" / str(realm_id)
    share.rename(share.with_suffix(".away"))
    with pytest.raises(seal.ShareMissing) as refused:
        await Keyring.open(settings, db)
    assert str(realm_id) in refused.value.message("en")


async def test_a_data_key_opens_after_a_restart_for_every_role_that_reads(
    settings: Settings, db: Database, keyring: Keyring
) -> None:
    realm_id = uuid4()
    async with db.acting(actor()) as tx:
        await tx.enter(realm_id)
        await keyring.found_realm(tx, realm_id)
        key = await keyring.new_data_key(tx, [realm_id, seal.PLATFORM])
        sealed = key.seal(b"secret", ROW)
        assert await keyring.data_key(tx, key.id) is key
    keyring = await Keyring.open(settings, db)
    async with db.acting(actor()) as tx:
        assert (await keyring.data_key(tx, key.id)).open(sealed, ROW) == b"secret"
    for worker in (SIGNIN, FLUSH, REALTIME, FOLLOW):
        keyring.forget()
        async with db.working(worker) as tx:
            assert (await keyring.data_key(tx, key.id)).open(sealed, ROW) == b"secret"
    before = sent(db)
    async with db.working(FLUSH) as tx:
        assert len(await keyring.data_keys(tx, [key.id] * 5)) == 1
    assert sent(db) == before


async def test_nothing_secret_is_stored_in_clear(db: Database, keyring: Keyring) -> None:
    async with db.acting(actor()) as tx:
        key = await keyring.new_data_key(tx, [seal.PLATFORM])
        rows = await tx.fetch("SELECT wrapped FROM data_key_wrap UNION ALL SELECT wrapped FROM realm_key")
    assert rows
    assert all(key.generations[1] not in row["wrapped"] for row in rows)


async def test_keys_of_a_unit_that_rolled_back_are_forgotten(db: Database, keyring: Keyring) -> None:
    realm_id = uuid4()
    with pytest.raises(Refusal):
        async with db.acting(actor()) as tx:
            await tx.enter(realm_id)
            await keyring.found_realm(tx, realm_id)
            key = await keyring.new_data_key(tx, [realm_id])
            record = await keyring.record_key(tx, realm_id, "test.record")
            raise Refusal
    async with db.acting(actor()) as tx:
        with pytest.raises(seal.RealmUnknown):
            await keyring.realm(tx, realm_id)
        with pytest.raises(seal.RealmDestroyed):
            await keyring.data_key(tx, key.id)
        await tx.enter(realm_id)
        await keyring.found_realm(tx, realm_id)
        assert (await keyring.record_key(tx, realm_id, "test.record")).id != record.id


async def test_a_kind_of_record_has_one_key_in_a_realm(settings: Settings, db: Database, keyring: Keyring) -> None:
    async with db.acting(actor()) as tx:
        one = await keyring.record_key(tx, seal.PLATFORM, "test.record")
        assert await keyring.record_key(tx, seal.PLATFORM, "test.record") is one
        assert (await keyring.record_key(tx, seal.PLATFORM, "test.other")).id != one.id
    other_server = await Keyring.open(settings, db)
    async with db.acting(actor()) as tx:
        assert (await other_server.record_key(tx, seal.PLATFORM, "test.record")).generations == one.generations


async def test_many_keys_take_few_statements(db: Database, keyring: Keyring) -> None:
    async with db.acting(actor()) as tx:
        before = sent(db)
        keys = await keyring.new_data_keys(tx, [seal.PLATFORM], 500)
        assert sent(db) - before == 2
    keyring.forget()
    async with db.acting(actor()) as tx:
        before = sent(db)
        found = await keyring.data_keys(tx, [key.id for key in keys])
        assert sent(db) - before == 2
    assert len(found) == 500


async def test_a_realm_takes_a_new_key_and_a_data_key_a_new_generation(
    settings: Settings, db: Database, keyring: Keyring
) -> None:
    realm_id = uuid4()
    async with db.acting(actor()) as tx:
        await tx.enter(realm_id)
        realm = await keyring.found_realm(tx, realm_id)
        blind = realm.blind("phone", "1")
        key = await keyring.new_data_key(tx, [realm_id])
        first = key.seal(b"first", ROW)
    async with db.acting(actor()) as tx:
        renewed = await keyring.renew_data_key(tx, key.id)
        second = renewed.seal(b"second", ROW)
        with pytest.raises(seal.Broken):
            key.open(second, ROW)
        await keyring.rotate_realm(tx, realm_id)
    for ring in (keyring, await Keyring.open(settings, db)):
        async with db.acting(actor()) as tx:
            found = await ring.data_key(tx, key.id)
            assert (found.open(first, ROW), found.open(second, ROW)) == (b"first", b"second")
            realm = await ring.realm(tx, realm_id)
            assert realm.version == 2
            assert realm.blind("phone", "1") == blind


async def test_a_destroyed_realm_is_unreadable_but_what_it_shared_is_not(
    settings: Settings, db: Database, keyring: Keyring
) -> None:
    gone, stays = uuid4(), uuid4()
    async with db.acting(actor()) as tx:
        await tx.enter(gone)
        await keyring.found_realm(tx, gone)
        await tx.enter(stays)
        await keyring.found_realm(tx, stays)
        own = await keyring.new_data_key(tx, [gone])
        shared = await keyring.new_data_key(tx, [gone])
        sealed = shared.seal(b"to both", ROW)
        await keyring.share_data_keys(tx, [(shared, stays)])
    async with db.acting(actor()) as tx:
        backup = await tx.fetch("SELECT * FROM realm_key WHERE realm_id = $1", gone)
        wraps = await tx.fetch("SELECT * FROM data_key_wrap WHERE realm_id = $1", gone)
        await keyring.destroy_realm(tx, gone)
    for ring in (keyring, await Keyring.open(settings, db)):
        async with db.acting(actor()) as tx:
            assert (await ring.data_key(tx, shared.id)).open(sealed, ROW) == b"to both"
            for call in (ring.data_key(tx, own.id), ring.realm(tx, gone), ring.found_realm(tx, gone)):
                with pytest.raises(seal.RealmDestroyed):
                    await call
    # an old backup of the database comes back: the wrapped keys are there again, and still open nothing
    async with db.working(FOLLOW) as tx:
        await tx.fetch("DELETE FROM realm_key WHERE realm_id = $1", gone)
        await tx.connection.executemany("INSERT INTO realm_key VALUES ($1, $2, $3, $4, $5, $6, $7)", backup)
        await tx.connection.executemany("INSERT INTO data_key_wrap VALUES ($1, $2, $3, $4, $5)", wraps)
    restored = await Keyring.open(settings, db)
    async with db.acting(actor()) as tx:
        with pytest.raises(seal.RealmDestroyed):
            await restored.data_key(tx, own.id)


async def test_a_destruction_that_rolled_back_destroys_nothing_and_one_cut_short_is_finished(
    settings: Settings, db: Database, keyring: Keyring
) -> None:
    realm_id = uuid4()
    share: Path = settings.data_dir / "keys" / "realms" / str(realm_id)
    async with db.acting(actor()) as tx:
        await tx.enter(realm_id)
        await keyring.found_realm(tx, realm_id)
    with pytest.raises(Refusal):
        async with db.acting(actor()) as tx:
            await keyring.destroy_realm(tx, realm_id)
            raise Refusal
    kept = share.read_bytes()
    async with db.acting(actor()) as tx:
        await keyring.realm(tx, realm_id)
        await keyring.destroy_realm(tx, realm_id)
    assert not share.exists()
    share.write_bytes(kept)  # as if the process had died between commit and file
    share.with_name(f"{realm_id}.destroyed").unlink()
    await Keyring.open(settings, db)
    assert not share.exists()


async def test_the_process_holds_few_keys(settings: Settings, db: Database) -> None:
    opened = await Keyring.open(settings, db)
    keyring = Keyring(opened._vault, realms=2, data_keys=5)
    async with db.acting(actor()) as tx:
        keys = await keyring.new_data_keys(tx, [seal.PLATFORM], 20)
    assert len(keyring._data) == 5
    async with db.acting(actor()) as tx:
        assert len(await keyring.data_keys(tx, [key.id for key in keys])) == 20


async def test_members_cannot_replace_or_remove_keys(db: Database, keyring: Keyring) -> None:
    for statement in ("DELETE FROM data_key_wrap", "UPDATE realm_key SET wrapped = ''", "DELETE FROM realm_key"):
        with pytest.raises(Exception, match="permission denied"):
            async with db.acting(actor()) as tx:
                await tx.fetch(statement)

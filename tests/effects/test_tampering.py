"""History rewritten straight in the database, in more than twelve ways: each is caught, and by whom is said (EFF-4).

``rows``: only rows were changed, as somebody with a connection does: ``tocsin check-log`` finds it. ``sealed``: everything
above was made anew and signed with the server's own keys, as its owner can: then nothing in the database differs, and it is
caught by a witness, who kept a head, and by a bundle that somebody holds. What is promised is detection. What people said is
rewritten in ``test_rewritten.py``.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest

from tests.cast import HE_CHUAN, ZHOU_LAN, Stage, set_stage
from tests.effects.following import Witnessing, talking, witness
from tests.effects.tampering import Adversary
from tests.messaging.talk import Talk
from tests.support.server import RunningServer
from tocsin.effects.actions.checking import Check
from tocsin.effects.actions.recording import record
from tocsin.effects.rules.bundle import Bundle
from tocsin.effects.rules.differences import Differs
from tocsin.effects.rules.entries import Effect, Entry
from tocsin.effects.rules.forks import Against, Shown, read_shown
from tocsin.effects.witnesses.following import Contradicted, LogOf, check, look
from tocsin.effects.witnesses.state import Seen, open_state
from tocsin.kernel.clock import now
from tocsin.kernel.db import FLUSH

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(600)]
MESSAGES = 6


class Scene(NamedTuple):
    """A school where something was said, a witness that saw it, and a bundle that its sender holds."""

    stage: Stage
    talk: Talk
    one: Witnessing
    it: Adversary
    held: Seen
    folder: Path

    @property
    def place(self) -> str:
        """Where the messages' effects are."""
        return f"realm_id = '{self.stage.school}' AND act = 'send' AND item_id = '{self.talk.id}'"

    async def seq(self, n: int) -> int:
        """The position of the ``n``-th message."""
        rows = await self.it.run(f"SELECT from_seq FROM effect WHERE {self.place} ORDER BY id")
        return int(rows[n]["from_seq"])

    async def on_message(self, n: int, change: str) -> None:
        await self.it.run(f"UPDATE effect SET {change} WHERE {self.place} AND from_seq = {await self.seq(n)}")

    async def differences(self) -> set[Differs]:
        """What ``tocsin check-log`` finds."""
        return {one.differs async for one in Check(self.stage.server.context).run()}

    async def seen_by_witness(self) -> Against | None:
        """What the witness cries, the next time it looks."""
        return await asyncio.to_thread(self._look)

    def _look(self) -> Against | None:
        with self._log() as log, open_state(self.folder / "state", self.one.realm) as state:
            try:
                look(log, state, self.folder)
            except Contradicted as found:
                return found.against
        return None

    async def seen_by_bundle(self) -> Against | None:
        """What the head of a bundle that was handed out says against the log of now."""
        return await asyncio.to_thread(self._hold)

    def _hold(self) -> Against | None:
        with self._log() as log:
            shown = log.shown()
            try:
                check(log, self.one.realm, self.held, Seen(shown, read_shown(self.one.realm, shown)), self.folder)
            except Contradicted as found:
                return found.against
        return None

    def _log(self) -> closing[LogOf]:
        return closing(LogOf(self.stage.server.url, self.one.realm, str(self.one.client.token)))


@pytest.fixture
async def scene(server: RunningServer, tmp_path: Path) -> Any:
    stage = await set_stage(server)
    talk = await talking(stage, MESSAGES)
    one = await witness(stage)
    async with Adversary(server.settings, stage.school) as it:
        await it.sealed()
        zhou = await stage.as_(ZHOU_LAN)
        made = await zhou.get(f"{talk.path}/messages/{(await zhou.json('GET', talk.path))['last_seq']}/evidence")
        bundle = msgspec.json.decode(made.content, type=Bundle)
        shown = Shown(bundle.keys, bundle.head)
        found = Scene(stage, talk, one, it, Seen(shown, read_shown(one.realm, shown)), tmp_path)
        assert await found.seen_by_witness() is None
        assert await found.differences() == set()
        yield found


Tamper = Callable[[Scene], Awaitable[None]]


async def change(scene: Scene) -> None:
    await scene.on_message(2, "device = 'another'")


async def delete(scene: Scene) -> None:
    await scene.it.run(f"DELETE FROM effect WHERE {scene.place} AND from_seq = {await scene.seq(2)}")


async def insert(scene: Scene) -> None:
    """One that is given a place between the others."""
    await scene.it.run(
        "INSERT INTO effect (id, xid, realm_id, effect, act, item_kind, item_id, from_seq, to_seq, audience_version,"
        " actor_id, device, at, digest, salt_sealed, commitment) OVERRIDING SYSTEM VALUE"
        " SELECT 0, xid, realm_id, effect, act, item_kind, item_id, from_seq + 1000, to_seq + 1000, audience_version,"
        f" actor_id, device, at, digest, salt_sealed, commitment FROM effect WHERE {scene.place} ORDER BY id LIMIT 1"
    )


async def reorder(scene: Scene) -> None:
    """Two change their places: what is the id of one becomes the other's."""
    first, second = await scene.it.run(f"SELECT id, xid FROM effect WHERE {scene.place} ORDER BY id LIMIT 2")
    for of, to in ((first["id"], 0), (second["id"], first["id"]), (0, second["id"])):
        await scene.it.run(
            "WITH moved AS (DELETE FROM effect WHERE id = $1 RETURNING *)"
            " INSERT INTO effect (id, xid, realm_id, effect, act, item_kind, item_id, from_seq, to_seq, audience_version,"
            " actor_id, device, at, digest, salt_sealed, commitment) OVERRIDING SYSTEM VALUE"
            " SELECT $2, xid, realm_id, effect, act, item_kind, item_id, from_seq, to_seq, audience_version,"
            " actor_id, device, at, digest, salt_sealed, commitment FROM moved",
            of,
            to,
        )


async def truncate(scene: Scene) -> None:
    await scene.it.run(f"DELETE FROM effect WHERE {scene.place} AND from_seq >= {await scene.seq(3)}")


async def back_date(scene: Scene) -> None:
    await scene.on_message(2, "at = at - interval '3 days'")


async def swap_actor(scene: Scene) -> None:
    await scene.on_message(2, f"actor_id = '{scene.stage.person(HE_CHUAN)}'")


async def swap_content(scene: Scene) -> None:
    await scene.on_message(2, "digest = sha256(digest)")


async def swap_item(scene: Scene) -> None:
    await scene.on_message(2, "from_seq = from_seq + 1000, to_seq = to_seq + 1000")


async def swap_audience(scene: Scene) -> None:
    await scene.on_message(2, "audience_version = audience_version + 1")


async def erase(scene: Scene) -> None:
    """As if the person had been forgotten, but for the name: a change that wants to look like an erasure."""
    await scene.on_message(2, "salt_sealed = NULL, device = 'another'")


async def replay(scene: Scene) -> None:
    """The same effect a second time."""
    await scene.it.run(
        "INSERT INTO effect (xid, realm_id, effect, act, item_kind, item_id, from_seq, to_seq, audience_version, actor_id,"
        " device, at, digest, salt_sealed, commitment) SELECT 3, realm_id, effect, act, item_kind, item_id, from_seq,"
        " to_seq, audience_version, actor_id, device, at, digest, salt_sealed, commitment"
        f" FROM effect WHERE {scene.place} ORDER BY id LIMIT 1"
    )


ROWS: dict[Tamper, Differs] = {
    change: Differs.ENTRY,
    delete: Differs.EFFECT_MISSING,
    insert: Differs.LEFT_OUT,
    reorder: Differs.LEAF,
    truncate: Differs.EFFECT_MISSING,
    back_date: Differs.ENTRY,
    swap_actor: Differs.ENTRY,
    swap_content: Differs.ENTRY,
    swap_item: Differs.ENTRY,
    swap_audience: Differs.ENTRY,
    erase: Differs.HALF_ERASED,
    replay: Differs.LEFT_OUT,
}


@pytest.mark.parametrize("tamper", ROWS, ids=lambda tamper: tamper.__name__)
async def test_rows_changed_below_the_log_are_found_by_check_log(scene: Scene, tamper: Tamper) -> None:
    await tamper(scene)
    assert ROWS[tamper] in await scene.differences()


async def forge(scene: Scene) -> None:
    """A message that was never sent, recorded as if it had been, and put at the beginning."""
    entry = Entry(
        realm_id=scene.stage.school, effect=Effect.DELIVERED, act="send", item_kind="conversation",
        item_id=scene.stage.school, actor_id=scene.stage.person(HE_CHUAN), at=now(), from_seq=1, to_seq=1,
        content=b"never said",
    )  # fmt: skip
    context = scene.stage.server.context
    async with context.db.working(FLUSH) as tx:
        await record(tx, context.keyring, [entry])
    (row,) = await scene.it.run("SELECT max(id) AS id FROM effect")
    await scene.it.run(
        "WITH moved AS (DELETE FROM effect WHERE id = $1 RETURNING *)"
        " INSERT INTO effect (id, xid, realm_id, effect, act, item_kind, item_id, from_seq, to_seq, audience_version,"
        " actor_id, device, at, digest, salt_sealed, commitment) OVERRIDING SYSTEM VALUE"
        " SELECT 0, 3, realm_id, effect, act, item_kind, item_id, from_seq, to_seq, audience_version,"
        " actor_id, device, at, digest, salt_sealed, commitment FROM moved",
        row["id"],
    )


async def recommit(scene: Scene) -> None:
    """Another commitment, to whatever its owner likes."""
    await scene.on_message(2, "commitment = sha256(commitment), salt_sealed = NULL, actor_id = NULL, device = NULL")


SEALED: tuple[Tamper, ...] = (delete, insert, reorder, truncate, forge, recommit)


@pytest.mark.parametrize("tamper", SEALED, ids=lambda tamper: tamper.__name__)
async def test_a_history_that_was_sealed_anew_is_caught_by_a_witness_and_by_a_bundle(
    scene: Scene, tamper: Tamper
) -> None:
    await tamper(scene)
    await scene.it.seal_anew()
    assert await scene.seen_by_witness() in (Against.FORKED, Against.REWRITTEN, Against.SHRUNK)
    assert await scene.seen_by_bundle() in (Against.FORKED, Against.REWRITTEN, Against.SHRUNK)
    # And where it does not end there, but goes on being written:
    await scene.talk.say(ZHOU_LAN, "后来")
    for number in range(MESSAGES):
        await scene.talk.say(ZHOU_LAN, f"后来 {number}")
    await scene.it.sealed()
    assert await scene.seen_by_witness() is Against.REWRITTEN
    assert await scene.seen_by_bundle() is Against.REWRITTEN


async def test_the_log_itself_changed_is_found_by_check_log(scene: Scene) -> None:
    """A tile, a head, an edge, a key: each by itself, in a transaction that goes back."""
    cases = (
        (
            "UPDATE log_tile SET hashes = overlay(hashes PLACING '\\x00'::bytea FROM 40 FOR 1) WHERE length(hashes) > 64",
            Differs.LEAF,
        ),
        ("UPDATE log_head SET root = sha256(root)", Differs.SIGNATURE),
        ("UPDATE log_head SET at = at - interval '1 day'", Differs.SIGNATURE),
        ("UPDATE log_head SET signature = sha256(signature) || sha256(root)", Differs.SIGNATURE),
        ("UPDATE log_head SET size = size + 100000", Differs.LEAVES_MISSING),
        ("UPDATE log SET edge = sha256(edge)", Differs.EDGE),
        ("UPDATE log SET size = size - 1", Differs.EDGE),
        ("UPDATE log_key SET public_key = sha256(public_key)", Differs.SIGNATURE),
        (
            "UPDATE log_tile SET effects = overlay(effects PLACING substr(effects, 1, 8) FROM 9 FOR 8) WHERE length(effects) > 16",
            Differs.TWICE,
        ),
    )
    tables = ("log_head", "log_key", "log_tile", "log")
    for table in tables:
        await scene.it.run(f"CREATE TABLE kept_{table} AS SELECT * FROM {table}")
    for statement, found in cases:
        await scene.it.run(statement)
        assert found in await scene.differences(), statement
        for table in tables:
            await scene.it.run(f"DELETE FROM {table}")
        for table in reversed(tables):
            await scene.it.run(f"INSERT INTO {table} SELECT * FROM kept_{table}")
    assert await scene.differences() == set()


async def test_fork_new_key_and_yesterdays_backup_are_caught_by_the_witness(scene: Scene) -> None:
    for table in ("log_tile", "log_head", "log", "log_position"):
        await scene.it.run(f"CREATE TABLE kept_{table} AS SELECT * FROM {table}")
    await scene.it.run("CREATE TABLE kept_effect AS SELECT id FROM effect")
    await scene.talk.say(ZHOU_LAN, "今天的")
    await scene.it.sealed()
    assert await scene.seen_by_witness() is None
    # Yesterday's backup: all of today is gone, and then it goes on otherwise.
    await scene.it.run("DELETE FROM effect WHERE id NOT IN (SELECT id FROM kept_effect)")
    for table in ("log_tile", "log_head", "log"):
        await scene.it.run(f"DELETE FROM {table}")
        await scene.it.run(f"INSERT INTO {table} SELECT * FROM kept_{table}")
    assert await scene.seen_by_witness() is Against.OLDER
    await scene.talk.say(ZHOU_LAN, "另一个今天")
    await scene.it.sealed()
    assert await scene.seen_by_witness() in (Against.FORKED, Against.REWRITTEN, Against.SHRUNK)
    assert await scene.differences() == set(), "nothing in the database tells: that is what witnesses are for"
    # A new key that the former never named.
    for table in ("log_cosignature", "log_head", "log_key"):
        await scene.it.run(f"DELETE FROM {table}")
    await scene.it.seal_anew()
    assert await scene.seen_by_witness() is Against.OTHER_KEYS
    assert await scene.seen_by_bundle() is Against.OTHER_KEYS

"""A dump is restored into a cluster that counts its transactions from the beginning, and everything goes on (EFF-4)."""

import asyncio
import copy
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import asyncpg
import msgspec
import pytest

from tests.cast import HE_CHUAN, ZHOU_LAN, Stage, set_stage
from tests.conftest import contract, routed
from tests.effects.following import Witnessing, talking, witness
from tests.effects.tampering import Adversary
from tests.messaging.talk import Talk
from tests.search.asking import found
from tests.support.databases import QUICK, quick_folder
from tests.support.patience import PATIENCE
from tests.support.product import tocsin
from tests.support.server import RunningServer, running
from tocsin.app import create_app
from tocsin.effects.actions.checking import Check
from tocsin.effects.rules.bundle import verify
from tocsin.effects.rules.forks import Against
from tocsin.effects.witnesses.following import Contradicted, LogOf, look
from tocsin.effects.witnesses.state import open_state
from tocsin.kernel.migrations import WithoutRoles, migrate
from tocsin.kernel.postgres import EmbeddedPostgres, programs
from tocsin.settings import Settings

pytestmark = [pytest.mark.anyio, pytest.mark.embedded, pytest.mark.slow, pytest.mark.timeout(600)]
AHEAD = 20_000
"""Transactions that the old cluster has behind it; the new one gets far fewer in these tests."""


class Scene:
    """A school at a server, where something is said, and who witnesses its log."""

    def __init__(self, stage: Stage, talk: Talk, one: Witnessing, folder: Path) -> None:
        self.stage, self.talk, self.one, self._folder = stage, talk, one, folder

    def at(self, server: RunningServer) -> "Scene":
        """The same people, the same conversation and the same witness at a server of the restored database."""
        stage = copy.copy(self.stage)
        stage.server, stage._clients = server, {}
        made = {"id": self.one.id, "name": self.one.name, "token": self.one.client.token}
        return Scene(stage, Talk(stage, {"id": self.talk.id}), Witnessing(stage, made), self._folder)

    async def say(self, text: str) -> int:
        """Say something, and wait until it has its leaf; its position."""
        seq = int((await self.talk.say(ZHOU_LAN, text))["seq"])
        async with Adversary(self.stage.server.settings, self.stage.school) as it:
            await it.sealed()
        return seq

    async def cried(self) -> Against | None:
        """What the witness cries, the next time it looks."""

        def looked() -> Against | None:
            log = LogOf(self.stage.server.url, self.one.realm, str(self.one.client.token))
            with closing(log), open_state(self._folder / "state", self.one.realm) as state:
                try:
                    look(log, state, self._folder)
                except Contradicted as contradicted:
                    return contradicted.against
            return None

        return await asyncio.to_thread(looked)


def dump(settings: Settings, file: Path) -> Path:
    """What ``docs/operate`` says to do."""
    subprocess.run([programs() / "pg_dump", "-Fc", f"--file={file}", settings.database_url], check=True)
    return file


@pytest.fixture
def new_cluster() -> Iterator[str]:
    """The URL of an empty database in a cluster that was made just now, which knows none of our roles."""
    with TemporaryDirectory(prefix="tocsin-test-", dir=quick_folder(), ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)
        with EmbeddedPostgres(Path(folder) / "pg", durable=False, settings=QUICK) as dsn:
            yield dsn


async def restore(settings: Settings, file: Path, url: str) -> Settings:
    done = await asyncio.to_thread(
        tocsin, "restore", str(file), TOCSIN_DATA_DIR=str(settings.data_dir), DATABASE_URL=url
    )
    assert done.returncode == 0, done.stderr
    return msgspec.structs.replace(settings, database_url=url)


async def dumped_yesterday_and_now(settings: Settings, folder: Path) -> tuple[Scene, Path, Path]:
    async with running(create_app(settings, routed()), settings, contract()) as server:
        stage = await set_stage(server)
        scene = Scene(stage, await talking(stage), await witness(stage), folder)
        connection = await asyncpg.connect(settings.database_url)
        await connection.execute(
            f"DO $$ BEGIN FOR n IN 1..{AHEAD} LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$"
        )
        await connection.close()
        await scene.say("昨天说的")
        yesterday = await asyncio.to_thread(dump, settings, folder / "yesterday.dump")
        await scene.say("备份之前说的")
        assert await scene.cried() is None
        return scene, yesterday, await asyncio.to_thread(dump, settings, folder / "now.dump")


async def test_restored_from_now_everything_goes_on_and_the_witness_is_content(
    settings: Settings, new_cluster: str, tmp_path: Path
) -> None:
    before, _, now = await dumped_yesterday_and_now(settings, tmp_path)
    restored = await restore(settings, now, new_cluster)
    async with running(create_app(restored, routed()), restored, contract()) as server:
        scene = before.at(server)
        he = await scene.stage.as_(HE_CHUAN)
        async with await server.socket(he) as socket:
            await socket.until("snapshot")
            seq = await scene.say("恢复之后说的")
            await socket.until("message", text="恢复之后说的")
        texts = [fact.get("text") for fact in await scene.talk.seen_by(HE_CHUAN)]
        assert texts[-2:] == ["备份之前说的", "恢复之后说的"]
        # What follows events and effects, the index among them, comes to what is new.
        async with asyncio.timeout(PATIENCE):
            while await found(scene.stage, HE_CHUAN, "恢复之后", scene.talk) != [seq]:
                await asyncio.sleep(0.1)
        bundle = await he.get(f"{scene.talk.path}/messages/{seq}/evidence")
        assert verify(bundle.content).effects[0].leaf.first == seq
        assert await scene.cried() is None
        assert [one async for one in Check(server.context).run()] == []


async def test_restored_from_yesterday_it_goes_on_and_the_witness_cries(
    settings: Settings, new_cluster: str, tmp_path: Path
) -> None:
    before, yesterday, _ = await dumped_yesterday_and_now(settings, tmp_path)
    restored = await restore(settings, yesterday, new_cluster)
    async with running(create_app(restored, routed()), restored, contract()) as server:
        scene = before.at(server)
        assert await scene.cried() is Against.OLDER
        for number in range(3):
            await scene.say(f"另一个今天 {number}")
        assert await scene.cried() is Against.REWRITTEN
        assert [one async for one in Check(server.context).run()] == []


async def test_a_database_that_is_not_empty_stays_as_it_is(settings: Settings, tmp_path: Path) -> None:
    file = dump(settings, tmp_path / "dump")
    environment = {"TOCSIN_DATA_DIR": str(settings.data_dir), "DATABASE_URL": settings.database_url}
    refused = tocsin("restore", str(file), **environment)
    assert (refused.returncode, "not empty" in refused.stderr) == (1, True)


async def test_a_damaged_dump_leaves_the_database_empty(settings: Settings, new_cluster: str, tmp_path: Path) -> None:
    file = dump(settings, tmp_path / "dump")
    file.write_bytes(file.read_bytes()[:-20_000])
    environment = {"TOCSIN_DATA_DIR": str(settings.data_dir), "DATABASE_URL": new_cluster}
    refused = tocsin("restore", str(file), **environment)
    assert (refused.returncode, "was not restored" in refused.stderr) == (1, True)
    # As empty as it was: the same again finds nothing in its way.
    assert "was not restored" in tocsin("restore", str(file), **environment).stderr


async def test_restored_past_the_command_into_a_cluster_without_the_roles_it_does_not_start(
    settings: Settings, new_cluster: str, tmp_path: Path
) -> None:
    file = dump(settings, tmp_path / "dump")
    words = [str(programs() / "pg_restore"), "--no-owner", f"--dbname={new_cluster}", str(file)]
    assert subprocess.run(words, capture_output=True, check=False).returncode != 0
    with pytest.raises(WithoutRoles) as refused:
        await migrate(new_cluster)
    assert refused.value.code == "kernel.restored_without_roles"

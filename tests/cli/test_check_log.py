"""``tocsin check-log``: says where a log differs from the rows it is over, and ends with 1 (EFF-4)."""

import asyncio

from tests.cast import set_stage
from tests.effects.following import talking
from tests.effects.tampering import Adversary
from tests.support.product import tocsin
from tests.support.server import RunningServer


async def test_it_names_each_difference_with_its_place(server: RunningServer) -> None:
    stage = await set_stage(server)
    await talking(stage)
    settings = server.settings
    environment = {"TOCSIN_DATA_DIR": str(settings.data_dir), "DATABASE_URL": settings.database_url}
    async with Adversary(settings, stage.school) as it:
        await it.sealed()
        whole = await asyncio.to_thread(tocsin, "check-log", "--language", "en", **environment)
        assert (whole.returncode, "differences: 0" in whole.stdout) == (0, True), whole.stdout + whole.stderr
        (row,) = await it.run(
            "UPDATE effect SET device = 'x' WHERE id = (SELECT max(id) FROM effect WHERE act = 'send') RETURNING id"
        )
    found = await asyncio.to_thread(tocsin, "check-log", "--language", "en", **environment)
    assert found.returncode == 1
    assert f"{stage.school}: leaf " in found.stdout
    assert f"the effect {row['id']} was changed" in found.stdout

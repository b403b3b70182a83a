"""Ten thousand rows: complete, with as many statements for five hundred people as for a hundred.

How long they take is measured by ``make bench`` (`bench/roster.py`), which fails above its target.
"""

from uuid import UUID

import pytest

from bench.roster import crowd
from tests.cast import ZHOU_LAN, Stage, set_stage
from tests.organisations.roster import books
from tests.organisations.roster.books import HEADINGS
from tests.organisations.roster.test_imports import applied, uploaded
from tests.support.server import RunningServer
from tests.support.statements import sent
from tocsin.organisations.roster.actions import applying
from tocsin.organisations.roster.actions.uploading import Work


@pytest.fixture
async def stage(server: RunningServer) -> Stage:
    return await set_stage(server)


@pytest.mark.slow
async def test_ten_thousand_rows(stage: Stage) -> None:
    zhou = await stage.as_(ZHOU_LAN)
    data = books.workbook(HEADINGS, *crowd(10_000))
    preview = await uploaded(zhou, stage.school, data)
    assert preview["counts"] == {"make": 10_000, "change": 0, "same": 0, "refuse": 0}
    done = await applied(zhou, stage.school, preview["id"])
    assert (done["state"], done["done"]) == ("done", 10_000)
    again = await uploaded(zhou, stage.school, data)
    assert again["counts"] == {"make": 0, "change": 0, "same": 10_000, "refuse": 0}


async def statements(server: RunningServer, stage: Stage, size: int, seed: int, start: int) -> int:
    """Apply an import of so many people outside the queue and return how many statements it took."""
    zhou = await stage.as_(ZHOU_LAN)
    rows = [(*row[:1], row[1] + start, *row[2:4], f"{seed}-{row[4]}", "", "") for row in crowd(size, seed)]
    preview = await uploaded(zhou, stage.school, books.workbook(HEADINGS, *rows))
    work = Work(stage.school, UUID(preview["id"]))
    async with server.context.db.acting(await server.context.actors.find(zhou.token)) as tx:
        await tx.fetch(
            "UPDATE roster_import SET state = 'applying', basis = 'contract', attested_by = created_by WHERE id = $1",
            preview["id"],
        )
    before = sent(server.context.db)
    await applying.apply_import(server.context, work)
    taken: int = sent(server.context.db) - before
    found = await zhou.json("GET", f"/api/organisations/{stage.school}/roster-imports/{preview['id']}")
    assert (found["state"], found["done"]) == ("done", size)
    return taken


async def test_a_batch_takes_as_many_statements_whatever_its_size(server: RunningServer, stage: Stage) -> None:
    few = await statements(server, stage, 100, 1, 0)
    many = await statements(server, stage, 480, 2, 5_000)
    # the first run also makes the departments
    assert many <= few

"""Imports under two hands at once, and under hands that lose their right half-way."""

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.cast import HE_CHUAN, ZHOU_LAN, Player, Stage, set_stage
from tests.organisations.roster import books
from tests.organisations.roster.books import HEADINGS, person
from tests.organisations.roster.test_imports import GIVEN, imports, rows, settled, uploaded
from tests.support.client import Client
from tests.support.locks import stuck
from tests.support.server import RunningServer
from tocsin.accounts.actions import standing
from tocsin.kernel.clock import now, travel
from tocsin.kernel.db import JOBS, SIGNIN
from tocsin.kernel.errors import Refusal
from tocsin.organisations.roster.actions import applying
from tocsin.organisations.roster.actions.applying import attest
from tocsin.organisations.roster.actions.uploading import READ, Work, sweep
from tocsin.organisations.roster.queries import find_importer
from tocsin.organisations.roster.rules import reading


@pytest.fixture
async def stage(server: RunningServer) -> Stage:
    return await set_stage(server)


@pytest.fixture
async def zhou(stage: Stage) -> Client:
    return await stage.as_(ZHOU_LAN)


@pytest.fixture
async def ready(stage: Stage, zhou: Client) -> str:
    """An import of three people that waits to be applied."""
    data = books.workbook(HEADINGS, *(person(number) for number in (101, 102, 103)))
    return str((await uploaded(zhou, stage.school, data))["id"])


@asynccontextmanager
async def attesting(stage: Stage, client: Client, import_id: str) -> AsyncIterator[None]:
    """An attestation that is written and not yet committed: it is when the block ends."""
    context = stage.server.context
    actor = await context.actors.find(client.token)
    async with context.db.acting(actor) as tx:
        await attest(
            tx, context, actor, Work(stage.school, UUID(import_id)), basis="contract", attested=True, basis_note=None
        )
        yield


async def attested(stage: Stage, client: Client) -> int:
    """How many attestations the audit list knows."""
    path = f"/api/organisations/{stage.school}/audit"
    return len(await client.pages(path, kind="organisations.roster_attested"))


async def test_two_attest_at_once_and_one_is_refused(stage: Stage, zhou: Client, ready: str) -> None:
    path = f"{imports(stage.school)}/{ready}"
    async with attesting(stage, zhou, ready):
        second = asyncio.create_task(
            zhou.refused("POST", f"{path}/attestation", "organisations.roster_not_ready", json=GIVEN)
        )
        assert await stuck(stage.server.context.db, second)
    refusal = await second
    assert refusal["params"] == {"state": "applying"}
    assert (await settled(zhou, stage.school, ready, "applying"))["state"] == "done"
    assert await attested(stage, zhou) == 1


async def test_an_attested_import_is_not_discarded_under_its_hands(stage: Stage, zhou: Client, ready: str) -> None:
    path = f"{imports(stage.school)}/{ready}"
    async with attesting(stage, zhou, ready):
        second = asyncio.create_task(zhou.refused("DELETE", path, "organisations.roster_not_ready"))
        assert await stuck(stage.server.context.db, second)
    await second
    done = await settled(zhou, stage.school, ready, "applying")
    assert (done["state"], done["done"]) == ("done", 3)


async def test_an_attested_import_is_not_swept_under_its_hands(stage: Stage, zhou: Client, ready: str) -> None:
    async with attesting(stage, zhou, ready):
        with travel(timedelta(days=8)):
            second = asyncio.create_task(sweep(stage.server.context, None))
            assert await stuck(stage.server.context.db, second)
    await second
    done = await settled(zhou, stage.school, ready, "applying")
    assert (done["state"], done["done"]) == ("done", 3)


async def test_what_is_discarded_while_it_is_read_leaves_no_rows(
    stage: Stage, zhou: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, go = threading.Event(), threading.Event()
    read = reading.read

    def slowly(data: bytes) -> Any:
        began.set()
        go.wait(60)
        return read(data)

    monkeypatch.setattr(reading, "read", slowly)
    files = {"file": ("a.csv", books.text(HEADINGS, person(101)).encode(), "text/csv")}
    begun = await zhou.json("POST", imports(stage.school), files=files, status=201)
    assert await asyncio.to_thread(began.wait, 60)
    await zhou.json("DELETE", f"{imports(stage.school)}/{begun['id']}")
    go.set()
    context = stage.server.context
    async with asyncio.timeout(60), context.db.working(JOBS) as tx:
        while await tx.fetch("SELECT 1 FROM pgqueuer WHERE entrypoint = $1", READ):
            await asyncio.sleep(0.05)
    assert (await zhou.json("GET", f"{imports(stage.school)}/{begun['id']}"))["state"] == "discarded"
    assert await rows(zhou, stage.school, begun["id"]) == []


@pytest.fixture
def interrupted(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], Awaitable[object]]], None]:
    """Have something done between the first batch of one person and the second."""
    monkeypatch.setattr(applying, "BATCH", 1)

    def between(act: Callable[[], Awaitable[object]]) -> None:
        make, made = applying._Run.make, []

        async def counted(run: Any, some: Any) -> None:
            await make(run, some)
            made.append(some)
            if len(made) == 1:
                await act()

        monkeypatch.setattr(applying._Run, "make", counted)

    return between


async def importer(stage: Stage, zhou: Client, player: Player, department: str | None = None) -> str:
    """Give somebody the power to import; the path of the grant."""
    school = f"/api/organisations/{stage.school}"
    powers = [
        f"organisations.{one}" for one in ("roster_import", "member_invite", "member_manage", "department_manage")
    ]
    role = await zhou.json("POST", f"{school}/roles", json={"name": "导入", "powers": powers})
    scope = {"scope": "department", "department_id": department} if department else {"scope": "organisation"}
    given = {"member_id": str(stage.member(player)), "role_id": role["id"], **scope}
    return f"{school}/grants/{(await zhou.json('POST', f'{school}/grants', json=given))['id']}"


async def check_given_back(stage: Stage, zhou: Client, import_id: str, people: int = 3) -> None:
    """One person was entered and stays; the rest waits, with the reason, for somebody who may."""
    path = f"{imports(stage.school)}/{import_id}"
    found = await settled(zhou, stage.school, import_id, "applying")
    assert (found["state"], found["error"]["code"]) == ("ready", "organisations.roster_stopped")
    assert found["counts"] == {"make": people - 1, "change": 0, "same": 1, "refuse": 0}
    assert [row["outcome"] for row in await rows(zhou, stage.school, import_id)].count("same") == 1
    audit = f"/api/organisations/{stage.school}/audit"
    (row,) = await zhou.pages(audit, kind="organisations.roster_stopped")
    assert (row["actor"], row["subject"]["id"], row["details"]) == (None, import_id, {"left": people - 1})
    await zhou.json("POST", f"{path}/attestation", json=GIVEN, status=202)
    done = await settled(zhou, stage.school, import_id, "applying")
    assert (done["state"], done["done"], done["total"], done["error"]) == ("done", people - 1, people - 1, None)


async def test_a_power_revoked_half_way_stops_the_import(
    stage: Stage, zhou: Client, interrupted: Callable[[Callable[[], Awaitable[object]]], None]
) -> None:
    grant = await importer(stage, zhou, HE_CHUAN)
    he = await stage.as_(HE_CHUAN)
    data = books.workbook(HEADINGS, *(person(number) for number in (101, 102, 103)))
    import_id = (await uploaded(he, stage.school, data))["id"]
    interrupted(lambda: zhou.json("DELETE", grant))
    await he.json("POST", f"{imports(stage.school)}/{import_id}/attestation", json=GIVEN, status=202)
    await check_given_back(stage, zhou, import_id)


@pytest.mark.parametrize("how", ["suspend", "freeze"])
async def test_an_account_suspended_half_way_stops_the_import(
    stage: Stage, zhou: Client, interrupted: Callable[[Callable[[], Awaitable[object]]], None], how: str
) -> None:
    await importer(stage, zhou, HE_CHUAN)
    he = await stage.as_(HE_CHUAN)
    data = books.workbook(HEADINGS, *(person(number) for number in (101, 102, 103)))
    import_id = (await uploaded(he, stage.school, data))["id"]

    async def away() -> None:
        async with stage.server.context.db.working(SIGNIN) as tx:
            await getattr(standing, how)(tx, stage.person(HE_CHUAN), "test")

    interrupted(away)
    await he.json("POST", f"{imports(stage.school)}/{import_id}/attestation", json=GIVEN, status=202)
    await check_given_back(stage, zhou, import_id)


async def test_a_power_narrowed_half_way_is_asked_for_anew(
    stage: Stage, zhou: Client, interrupted: Callable[[Callable[[], Awaitable[object]]], None]
) -> None:
    grant = await importer(stage, zhou, HE_CHUAN)
    he = await stage.as_(HE_CHUAN)
    departments = await zhou.json("GET", f"/api/organisations/{stage.school}/departments")
    kept = next(one["id"] for one in departments if one["name"] == "信息中心")
    data = books.workbook(
        HEADINGS, *(person(number, departments=f"信息中心/{number}") for number in (101, 102)), person(103)
    )
    import_id = (await uploaded(he, stage.school, data))["id"]

    async def narrow() -> None:
        roles = await zhou.pages(f"/api/organisations/{stage.school}/roles")
        given = {"member_id": str(stage.member(HE_CHUAN)), "scope": "department", "department_id": kept}
        role_id = next(one["id"] for one in roles if one["name"] == "导入")
        await zhou.json("POST", f"/api/organisations/{stage.school}/grants", json=given | {"role_id": role_id})
        await zhou.json("DELETE", grant)

    interrupted(narrow)
    await he.json("POST", f"{imports(stage.school)}/{import_id}/attestation", json=GIVEN, status=202)
    done = await settled(he, stage.school, import_id, "applying")
    assert done["state"] == "done"
    (refused,) = await rows(he, stage.school, import_id, outcome="refuse")
    assert (refused["row"], [one["code"] for one in refused["reasons"]]) == (4, ["outside_scope"])


async def test_a_suspended_account_uploads_nothing_that_is_read(
    stage: Stage, zhou: Client, server: RunningServer
) -> None:
    """The job asks for itself: the session it was uploaded by says nothing of what its person may do by then."""
    await importer(stage, zhou, HE_CHUAN)
    he = await stage.as_(HE_CHUAN)
    found = await uploaded(he, stage.school, books.workbook(HEADINGS, person(101)))
    async with server.context.db.working(SIGNIN) as tx:
        await standing.suspend(tx, stage.person(HE_CHUAN), "test")
    actor = await find_importer(server.context.db, stage.school, UUID(found["id"]), now())
    assert actor is not None
    with pytest.raises(Refusal):
        actor.member_of(stage.school)

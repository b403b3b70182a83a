"""Callers who take their time: they hold up nobody but themselves."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import msgspec
import pytest
import structlog

from tests.conftest import AsPerson, contract, routed
from tests.support.client import Client
from tests.support.lines import Line, quick
from tests.support.server import RunningServer, running
from tocsin.kernel import db as units
from tocsin.kernel.edge import HUNG_UP
from tocsin.kernel.http import UPLOADS_A_PERSON
from tocsin.organisations.roster import routes as roster
from tocsin.settings import Settings

FORM = "Content-Type: multipart/form-data; boundary=x"
START = '--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
REST = "姓名,手机号\r\n王一,13811110000\r\n--x--\r\n"


@pytest.fixture
async def server(settings: Settings) -> AsyncIterator[RunningServer]:
    """A server with as few connections to its database as it can do with."""
    from tocsin.app import create_app

    settings = msgspec.structs.replace(settings, pool_size=2)
    app = create_app(settings, routed())
    async with running(app, settings, contract()) as one:
        yield one


async def school(as_: AsPerson) -> tuple[Client, str]:
    admin = await as_("13800000001", name="周岚")
    made = await admin.json("POST", "/api/organisations", json={"name": "清源中学", "kind": "company"})
    return admin, f"/api/organisations/{made['organisation_id']}"


async def upload(server: RunningServer, admin: Client, path: str) -> Line:
    """The beginning of a roster whose rest does not come."""
    line = await Line.open(server)
    line.ask(
        "POST",
        path + "/roster-imports",
        f"Authorization: Bearer {admin.token}",
        FORM,
        body=START,
        length=len((START + REST).encode()),
    )
    return line


async def test_uploads_that_do_not_come_stop_nobody(server: RunningServer, as_: AsPerson) -> None:
    admin, path = await school(as_)
    # The first has the roster's slot before the others ask for it.
    held = [await upload(server, admin, path)]
    async with asyncio.timeout(60):
        while not roster._ARRIVING._taken:
            await asyncio.sleep(0.01)
    held += [await upload(server, admin, path) for _ in range(UPLOADS_A_PERSON - 1)]
    await quick(admin.json("GET", "/api/me"))
    await quick(server.client().json("GET", "/health/ready"))
    further = await upload(server, admin, path)
    assert await further.status() == 429, "one person's uploads leave room for others'"
    for line in (further, *held[1:]):
        line.close()
    held[0].write(REST)
    assert await held[0].status() == 201
    held[0].close()
    # One file at a time is read, by a job.
    async with asyncio.timeout(60):
        while (await admin.json("GET", path + "/roster-imports"))["items"][0]["state"] == "reading":
            await asyncio.sleep(0.05)
    again = await upload(server, admin, path)
    again.write(REST)
    assert await again.status() == 201, "those that ended make room"
    again.close()


async def test_bodies_that_do_not_come_stop_nobody(server: RunningServer, as_: AsPerson) -> None:
    admin, path = await school(as_)
    bearer = f"Authorization: Bearer {admin.token}"
    held = []
    for method, where in (("PATCH", path), ("POST", path + "/members"), ("PATCH", "/api/me"), ("POST", "/api/codes")):
        line = await Line.open(server)
        line.ask(method, where, bearer, "Content-Type: application/json", body='{"name":', length=500)
        held.append(line)
    await asyncio.sleep(0.2)
    await quick(admin.json("GET", "/api/me"))
    for line in held:
        line.close()


async def test_a_right_that_ends_while_an_upload_comes_is_gone(server: RunningServer, as_: AsPerson) -> None:
    admin, path = await school(as_)
    line = await upload(server, admin, path)
    await asyncio.sleep(0.2)
    await admin.json("DELETE", "/api/sessions/current")
    line.write(REST)
    assert await line.status() == 401
    line.close()


async def test_whoever_hangs_up_is_no_error_of_ours(server: RunningServer, as_: AsPerson) -> None:
    admin, path = await school(as_)
    before = HUNG_UP._value.get()
    with structlog.testing.capture_logs() as logs:
        line = await Line.open(server)
        bearer = f"Authorization: Bearer {admin.token}"
        line.ask("PATCH", "/api/me", bearer, "Content-Type: application/json", body='{"name":', length=500)
        roster = await upload(server, admin, path)
        await asyncio.sleep(0.2)
        line.close()
        roster.close()
        async with asyncio.timeout(60):
            while HUNG_UP._value.get() < before + 2:
                await asyncio.sleep(0.02)
        await admin.json("GET", "/api/me")
    assert [one for one in logs if one["log_level"] in ("warning", "error")] == []


async def test_a_database_that_is_busy_is_waited_for_so_long(
    server: RunningServer, as_: AsPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = await as_("13800000001")
    pool = server.context.db.pool
    held: list[Any] = [await pool.acquire() for _ in range(2)]
    with monkeypatch.context() as patch:
        patch.setattr(units, "WAIT_SECONDS", 0.2)
        refused = await person.get("/api/me")
    assert (refused.status_code, refused.json()["code"]) == (503, "unavailable")
    for one in held:
        await pool.release(one)
    await person.json("GET", "/api/me")


async def test_what_hangs_in_a_unit_of_work_is_ended_by_the_database(server: RunningServer) -> None:
    async def limits(**of: Any) -> list[str]:
        async with server.context.db.working(**of) as tx:
            names = ("statement_timeout", "idle_in_transaction_session_timeout")
            return [(await tx.fetch("SELECT current_setting($1)", name))[0][0] for name in names]

    assert await limits(worker=units.SIGNIN) == ["1min", "1min"]
    assert await limits(worker=units.FOLLOW) == ["15min", "15min"]
    assert await limits(worker=units.SIGNIN) == ["1min", "1min"]

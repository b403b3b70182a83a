"""What goes on beside requests: a reaction `after` an event, run once the act is committed, again when it failed, and in
order; and what runs on a clock."""

import asyncio
from uuid import UUID

import pytest

from tests.conftest import contract
from tests.support.server import RunningServer, running
from tests.support.statements import sent
from tocsin import app
from tocsin.accounts.events import Registered
from tocsin.accounts.presence import jobs as presence
from tocsin.kernel.context import Context
from tocsin.kernel.db import FOLLOW
from tocsin.kernel.events import APPEARED, Stored
from tocsin.kernel.manifest import After, Room
from tocsin.settings import Settings


async def test_a_room_that_reacts_after_an_event_is_told_of_it(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[UUID | None] = []
    tries = 0

    async def greet(_: Context, event: Stored) -> None:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise OSError("the gateway is away")
        heard.append(event.subject_id)

    greeting = Room("greeting", after=[After(Registered, greet)])
    monkeypatch.setattr(app, "ROOMS", (*app.ROOMS, greeting))
    async with running(app.create_app(settings), settings, contract()) as server:
        people = [await server.sign_in(f"1380000000{n}", "张三") for n in range(2)]
        async with asyncio.timeout(60):
            while len(heard) < len(people):
                await asyncio.sleep(0.02)
    assert heard == [UUID(str(person.person_id)) for person in people]
    assert tries == len(people) + 1


async def test_what_runs_on_a_clock_counts_to_no_request(
    server: RunningServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presence, "BEAT", 0.01)
    database = server.context.db
    before, beside = sent(database), sent(database, FOLLOW)
    server.context.bus.publish(APPEARED, b"[]")
    async with asyncio.timeout(60):
        while sent(database, FOLLOW) < beside + 10:
            assert sent(database) == before
            await asyncio.sleep(0.01)
    assert sent(database) == before

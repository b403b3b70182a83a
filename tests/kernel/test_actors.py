"""Who acts: remembered between requests, forgotten at once when something about the person changes."""

import asyncio
from datetime import timedelta
from typing import cast

import msgspec

from tests.kernel.stage import actor
from tocsin.kernel.actors import Actors, digest
from tocsin.kernel.bus import LocalBus
from tocsin.kernel.clock import travel
from tocsin.kernel.db import Transaction
from tocsin.kernel.events import ACTORS
from tocsin.kernel.types import Actor


class Sessions:
    """A store of sessions that counts how often it is asked."""

    def __init__(self, **by_token: Actor) -> None:
        self.by_digest = {digest(token): found for token, found in by_token.items()}
        self.asked = 0
        self.within: object = None
        self.gate: asyncio.Event | None = None

    async def load(self, key: bytes, tx: object) -> Actor | None:
        self.asked += 1
        self.within = tx
        found = self.by_digest.get(key)
        if self.gate is not None:
            await self.gate.wait()
        return found


async def never(_: bytes) -> str | None:
    """Nobody asks why a session ended."""
    return None


async def test_a_second_request_asks_nothing_of_the_database() -> None:
    sessions = Sessions(a=actor())
    actors = Actors(sessions.load, LocalBus(), never)
    assert await actors.find("a") is await actors.find("a") is not None
    assert sessions.asked == 1


async def test_a_change_is_felt_at_once_and_only_by_whom_it_concerns() -> None:
    first, second, bus = actor(), actor(), LocalBus()
    sessions = Sessions(a=first, b=second)
    actors, told = Actors(sessions.load, bus, never), []
    actors.listen(told.append)
    await actors.find("a")
    await actors.find("b")
    sessions.by_digest.clear()
    bus.publish(ACTORS, msgspec.json.encode([first.person_id]))
    assert await actors.find("a") is None
    assert await actors.find("b") is second
    assert told == [{first.person_id}]


async def test_an_actor_is_read_again_only_after_a_change_and_in_the_unit_of_work_at_hand() -> None:
    who, bus, tx = msgspec.structs.replace(actor(), digest=digest("a")), LocalBus(), cast(Transaction, object())
    sessions = Sessions(a=who)
    actors = Actors(sessions.load, bus, never)
    assert await actors.find("a") is who
    assert await actors.again(who, tx) is who
    assert (sessions.asked, sessions.within) == (1, None)
    changed = sessions.by_digest[digest("a")] = msgspec.structs.replace(who, device="another")
    bus.publish(ACTORS, msgspec.json.encode([who.person_id]))
    assert await actors.again(who, tx) is changed
    assert (sessions.asked, sessions.within) == (2, tx)
    assert await actors.again(who, tx) is changed, "whoever holds the old one gets what is known"
    assert sessions.asked == 2
    sessions.by_digest.clear()
    bus.publish(ACTORS, msgspec.json.encode([who.person_id]))
    assert await actors.again(changed, tx) is None
    with travel(timedelta(hours=2)):
        assert await actors.again(who, tx) is None


async def test_what_was_read_before_a_change_is_not_kept_after_it() -> None:
    who, bus = actor(), LocalBus()
    sessions = Sessions(a=who)
    sessions.gate = asyncio.Event()
    actors = Actors(sessions.load, bus, never)
    reading = asyncio.create_task(actors.find("a"))
    await asyncio.sleep(0)
    bus.publish(ACTORS, msgspec.json.encode([who.person_id]))
    sessions.by_digest.clear()
    sessions.gate.set()
    await reading
    assert await actors.find("a") is None


async def test_an_expired_session_is_nobody() -> None:
    sessions = Sessions(a=actor())
    actors = Actors(sessions.load, LocalBus(), never)
    assert await actors.find("a") is not None
    with travel(timedelta(hours=2)):
        assert await actors.find("a") is None

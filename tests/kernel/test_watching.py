"""Watching against a small model: whatever happens in whatever order, a watcher knows in the end what a read would say,
and never hears of anybody whom, at that moment, it may not see."""

import asyncio
import json
from collections.abc import Collection, Coroutine
from typing import Any
from unittest.mock import patch
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.kernel.socket import watching
from tocsin.kernel.socket.watching import Watching

PEOPLE = [UUID(int=n) for n in range(1, 5)]


class World:
    """The room's side: who may be seen, and how people appear. ``slow`` reads take a turn of the loop."""

    def __init__(self) -> None:
        self.hidden: set[UUID] = set()
        self.blind: set[int] = set()
        self.looks = dict.fromkeys(PEOPLE, 0)

    async def visible(self, actor: Any, people: Collection[UUID]) -> set[UUID]:
        found = set() if actor in self.blind else set(people) - self.hidden
        await asyncio.sleep(0)
        return found

    async def appearances(self, people: Collection[UUID]) -> dict[UUID, bytes]:
        found = {one: json.dumps(self.looks[one]).encode() for one in people}
        await asyncio.sleep(0)
        return found


class Device:
    """A socket that keeps what it was told, in the order a real one lets it go; ``actor`` is a number the world knows."""

    def __init__(self, number: int, world: World) -> None:
        self.actor = number
        self.world = world
        self.known: dict[str, int] = {}
        self.commands = asyncio.Lock()
        self._holds = 0
        self._firsts = 0
        self._pending: list[bytes] = []

    def hold(self) -> None:
        self._holds += 1

    def release(self, first: bytes | None = None) -> None:
        self._holds -= 1
        if first is not None:
            self._check(first)
            self._pending.insert(self._firsts, first)
            self._firsts += 1
        if not self._holds:
            self._firsts = 0
            self._leave()

    def push(self, event: bytes) -> None:
        self._check(event)
        self._pending.append(event)
        if not self._holds:
            self._leave()

    def lose(self) -> None:
        raise AssertionError("nothing fails here")

    def _check(self, event: bytes) -> None:
        """What is queued may be known at that moment."""
        for person, how in json.loads(event)["people"].items():
            assert how is None or self.actor not in self.world.blind, "told of somebody it may not see"
            assert how is None or UUID(person) not in self.world.hidden, "told of somebody hidden"

    def _leave(self) -> None:
        pending, self._pending = self._pending, []
        for event in pending:
            for person, how in json.loads(event)["people"].items():
                self.known[person] = how


class Hub:
    """What watching needs of a hub."""

    def __init__(self) -> None:
        self.lookups = asyncio.Semaphore(2)
        self.tasks: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)


ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("watch"), st.integers(0, 1), st.sets(st.sampled_from(PEOPLE))),
        st.tuples(st.just("look"), st.sampled_from(PEOPLE), st.integers(0, 2)),
        st.tuples(st.just("hide"), st.sampled_from(PEOPLE), st.booleans()),
        st.tuples(st.just("blind"), st.integers(0, 1), st.booleans()),
        st.tuples(st.just("turn"), st.integers(1, 4), st.none()),
    ),
    max_size=25,
)


async def _play(acts: list[tuple[Any, Any, Any]]) -> list[tuple[dict[UUID, int], dict[UUID, int]]]:
    """Play it; what each device knows in the end, and what a read would say."""
    hub, world = Hub(), World()
    here = Watching(hub)  # type: ignore[arg-type]
    here.sight = world
    devices: list[Any] = [Device(0, world), Device(1, world)]
    for act, what, how in acts:
        if act == "watch":
            hub.start(_watch(here, devices[what], frozenset(how)))
            await asyncio.sleep(0)
        elif act == "look":
            world.looks[what] = how
            here.changed([what])
        elif act == "hide":
            (world.hidden.add if how else world.hidden.discard)(what)
            here.doubt([what])
        elif act == "blind":
            (world.blind.add if how else world.blind.discard)(devices[what].actor)
            hub.start(_refresh(here, devices[what]))
            here.blind(devices[what])
        else:
            for _ in range(what):
                await asyncio.sleep(0)
    while hub.tasks:
        await asyncio.gather(*hub.tasks)
    ends = []
    for device in devices:
        wanted = here.watches(device)
        seen = set() if device.actor in world.blind else wanted - world.hidden
        known = {UUID(one): how for one, how in device.known.items() if UUID(one) in wanted and how is not None}
        ends.append((known, {one: world.looks[one] for one in seen}))
        here.forget(device)
    assert here._watchers == {}
    assert here._told == {}
    return ends


async def _watch(here: Watching, device: Any, people: frozenset[UUID]) -> None:
    """Commands of one socket run one after the other."""
    async with device.commands:
        await here.watch(device, people)


async def _refresh(here: Watching, device: Any) -> None:
    """As the hub looks rights up again: nothing leaves the socket meanwhile."""
    device.hold()
    await asyncio.sleep(0)
    here.sighted(device)
    device.release(await here.look(device, here.watches(device)))


@settings(max_examples=200, deadline=None)
@given(ACTS)
def test_a_watcher_knows_in_the_end_what_a_read_would_say(acts: list[tuple[Any, Any, Any]]) -> None:
    with patch.object(watching, "GATHER", 0):
        ends = asyncio.run(_play(acts))
    for known, read in ends:
        assert known == read

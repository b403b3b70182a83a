"""Who is here, and who watches whom: sockets name the people they show, and hear how these people appear.

How a person appears, and to whom, a room decides through its :class:`Sight`. Being connected is known here: a person is
from the first open socket until a moment after the last has gone, so that a page loaded anew is no departure. Changes
gather for a moment and leave together; a watcher hears only of those their person may see now, and of nobody whose
visibility is in doubt.
"""

import asyncio
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

import msgspec
import structlog

from tocsin.kernel.errors import Invalid
from tocsin.kernel.socket.commands import Call
from tocsin.kernel.socket.frames import encode_event
from tocsin.kernel.types import Actor

if TYPE_CHECKING:
    from tocsin.kernel.socket.device import Device
    from tocsin.kernel.socket.hub import Hub

log = structlog.get_logger()
WATCH_LIMIT = 300
"""People one socket may watch."""
WATCHES_PER_SECOND, WATCH_BURST = 5, 20
LINGER = 0.7
"""Seconds a person stays connected after the last socket has gone."""
GATHER = 0.1
"""Seconds in which changes gather before they leave."""
NOBODY: frozenset[UUID] = frozenset()


class Sight(Protocol):
    """What a room supplies about people: who may be shown to whom, and as what."""

    async def visible(self, actor: Actor, people: Collection[UUID]) -> set[UUID]:
        """Return those of the people whom the actor may see."""

    async def appearances(self, people: Collection[UUID]) -> dict[UUID, bytes]:
        """Return how people appear, encoded; whoever asked has the right to know."""


class _Appearing(msgspec.Struct, tag_field="t", tag="presence"):
    people: dict[str, msgspec.Raw | None]


@dataclass(eq=False)
class _Watch:
    """What one socket watches.

    ``turn`` moves on whenever the right to see somebody comes into doubt; ``blind`` is a socket whose own actor is
    being looked up again: until then it sees nobody.
    """

    wanted: frozenset[UUID] = NOBODY
    visible: set[UUID] = field(default_factory=set)
    unsure: set[UUID] = field(default_factory=set)
    turn: int = 0
    blind: bool = False


class Watching:
    """The part of the hub that knows who is here, and tells it to those who show them."""

    def __init__(self, hub: "Hub") -> None:
        self.sight: Sight | None = None
        self._hub = hub
        self._present: set[UUID] = set()
        self._leaving: dict[UUID, asyncio.TimerHandle] = {}
        self._watches: dict[Device, _Watch] = {}
        self._watchers: dict[UUID, set[Device]] = defaultdict(set)
        self._told: dict[UUID, bytes] = {}
        self._differing: set[UUID] = set()
        self._changed: set[UUID] = set()
        self._doubtful: set[Device] = set()
        self._telling = False

    # Who is here

    def connected(self, person_id: UUID) -> bool:
        """Tell whether a person is connected to this process."""
        return person_id in self._present

    def came(self, person_id: UUID) -> None:
        """Note that a person opened a socket."""
        leaving = self._leaving.pop(person_id, None)
        if leaving is not None:
            leaving.cancel()
        elif person_id not in self._present:
            self._present.add(person_id)
            self.changed((person_id,))

    def went(self, person_id: UUID) -> None:
        """Note that a person's last socket has gone."""
        if person_id in self._present and person_id not in self._leaving:
            loop = asyncio.get_running_loop()
            self._leaving[person_id] = loop.call_later(LINGER, self._gone, person_id)

    def _gone(self, person_id: UUID) -> None:
        del self._leaving[person_id]
        self._present.discard(person_id)
        self.changed((person_id,))

    # Who watches

    def watches(self, device: "Device") -> frozenset[UUID]:
        """Return the people a socket watches, visible or not."""
        watch = self._watches.get(device)
        return NOBODY if watch is None else watch.wanted

    async def watch(self, device: "Device", people: frozenset[UUID]) -> None:
        """Let a socket watch these people and no others; how they appear goes to it first, then what changes."""
        device.hold()
        first: bytes | None = None
        try:
            self._want(device, people)
            first = await self.look(device, people)
        finally:
            device.release(first)

    def forget(self, device: "Device") -> None:
        """Forget what a socket watched."""
        self._want(device, NOBODY)
        self._watches.pop(device, None)
        self._doubtful.discard(device)

    def _want(self, device: "Device", people: frozenset[UUID]) -> None:
        watch = self._watches.setdefault(device, _Watch())
        for gone in watch.wanted - people:
            watchers = self._watchers[gone]
            watchers.discard(device)
            if not watchers:
                del self._watchers[gone]
                self._told.pop(gone, None)
                self._differing.discard(gone)
        for new in people - watch.wanted:
            self._watchers[new].add(device)
        watch.wanted = people
        watch.visible &= people
        watch.unsure &= people

    async def look(self, device: "Device", people: Collection[UUID]) -> bytes | None:
        """Decide anew whom of these a socket may see; return the event that says how they appear, or nothing."""
        sight, watch = self.sight, self._watches.get(device)
        if sight is None or watch is None or not people:
            return None
        turn = -1
        appearances: dict[UUID, bytes] = {}
        while turn != watch.turn:
            if watch.blind:
                return None
            turn = watch.turn
            async with self._hub.lookups:
                visible = await sight.visible(device.actor, people) & watch.wanted
                if turn == watch.turn:
                    # From now on changes reach the socket, so that none falls between reading and telling.
                    watch.visible = (watch.visible - set(people)) | visible
                    watch.unsure.difference_update(people)
                    appearances = await sight.appearances(visible)
        self._compare(appearances)
        return _event({one: appearances.get(one) for one in people if one in watch.wanted})

    def _compare(self, appearances: dict[UUID, bytes]) -> None:
        """What was read now and differs from what others were told last, they are told too."""
        for person_id, appearance in appearances.items():
            if person_id in self._watchers and self._told.setdefault(person_id, appearance) != appearance:
                # Not all know the same now: they are told even if it comes to be again what was told before.
                self._differing.add(person_id)
                self.changed((person_id,))

    # What changes

    def changed(self, people: Iterable[UUID]) -> None:
        """Tell those who watch these people, soon, how they appear now."""
        self._changed.update(one for one in people if one in self._watchers)
        self._tell_soon()

    def doubt(self, people: Iterable[UUID]) -> None:
        """Who sees these people may have changed: nobody hears of them until that is looked up again."""
        for person_id in people:
            for device in self._watchers.get(person_id, ()):
                self._doubt(device, {person_id})
        self._tell_soon()

    def doubt_all(self, devices: Iterable["Device"]) -> None:
        """Whom these sockets see may have changed."""
        for device in devices:
            self._doubt(device, self.watches(device))
        self._tell_soon()

    def blind(self, device: "Device") -> None:
        """What a socket's own person may see is being looked up again: :meth:`look` follows :meth:`sighted`."""
        watch = self._watches.get(device)
        if watch is not None:
            self._doubt(device, watch.wanted)
            watch.blind = True

    def sighted(self, device: "Device") -> None:
        """The socket's actor is the present one again."""
        watch = self._watches.get(device)
        if watch is not None:
            watch.blind = False

    def _doubt(self, device: "Device", people: Collection[UUID]) -> None:
        watch = self._watches.get(device)
        if watch is not None and people:
            watch.visible.difference_update(people)
            watch.unsure.update(people)
            watch.turn += 1
            self._doubtful.add(device)

    def _tell_soon(self) -> None:
        if not self._telling and (self._changed or self._doubtful):
            self._telling = True
            self._hub.start(self._tell())

    async def _tell(self) -> None:
        """Let changes gather, then look doubts up and tell what changed, until nothing is left."""
        try:
            while self._changed or self._doubtful:
                await asyncio.sleep(GATHER)
                doubtful, self._doubtful = self._doubtful, set()
                for device in doubtful:
                    await self._settle(device)
                changed, self._changed = self._changed, set()
                await self._tell_changed(changed)
        finally:
            self._telling = False

    async def _settle(self, device: "Device") -> None:
        watch = self._watches.get(device)
        if watch is None:
            return
        try:
            event = await self.look(device, frozenset(watch.unsure))
        except Exception:
            log.exception("socket.watch_failed")
            device.lose()
            return
        if event is not None:
            device.push(event)

    async def _tell_changed(self, people: set[UUID]) -> None:
        watched = [one for one in people if one in self._watchers]
        if not watched or self.sight is None:
            return
        try:
            async with self._hub.lookups:
                appearances = await self.sight.appearances(watched)
        except Exception:
            log.exception("socket.watch_failed")
            for device in {device for one in watched for device in self._watchers.get(one, ())}:
                device.lose()
            return
        news = {
            one: shown for one, shown in appearances.items() if one in self._differing or self._told.get(one) != shown
        }
        self._differing.difference_update(news)
        # A change that others cannot see says nothing, not even that there was one.
        for_device: dict[Device, list[UUID]] = defaultdict(list)
        for person_id, shown in news.items():
            if person_id in self._watchers:
                self._told[person_id] = shown
            for device in self._watchers.get(person_id, ()):
                if person_id in self._watches[device].visible:
                    for_device[device].append(person_id)
        events: dict[tuple[UUID, ...], bytes] = {}
        for device, about in for_device.items():
            key = tuple(about)
            if key not in events:
                events[key] = _event({one: news[one] for one in key})
            device.push(events[key])


class People(msgspec.Struct):
    """The people a socket shows, all of them."""

    people: list[UUID]


async def watch(call: Call[People]) -> None:
    """Run the command of this name: the people of the last one are those watched."""
    people = frozenset(call.params.people)
    if len(people) > WATCH_LIMIT:
        raise Invalid(fields={"people": f"at most {WATCH_LIMIT}"})
    call.context.limiter.check(f"watch:{call.actor.session_id}", WATCHES_PER_SECOND, WATCH_BURST)
    await call.context.hub.watching.watch(call.device, people)


def _event(people: dict[UUID, bytes | None]) -> bytes:
    return encode_event(
        _Appearing({str(one): None if shown is None else msgspec.Raw(shown) for one, shown in people.items()})
    )

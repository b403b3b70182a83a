"""Who hears what: sockets by audience, filled from the bus, re-authorised when rights change.

An audience is a person, an organisation or a conversation. Those of a person and of organisations follow from the
actor; those of conversations a room supplies through its :class:`Feed`. What is published goes over the bus as bytes,
so that several processes could share it.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, Literal
from uuid import UUID

import msgspec
import structlog
from prometheus_client import Counter, Gauge

from tocsin.kernel.clock import now
from tocsin.kernel.events import APPEARED, DOUBTED, SIGHTS, TOUCHED, Touch
from tocsin.kernel.powers import SIGNED_IN
from tocsin.kernel.socket.commands import Call, Catalogue, Command
from tocsin.kernel.socket.device import Device, Frames
from tocsin.kernel.socket.feed import Feed
from tocsin.kernel.socket.frames import (
    FRAME_LIMIT,
    HEARTBEAT,
    PROTOCOL,
    SILENCE,
    Changed,
    Close,
    Hello,
    Pong,
    Resync,
    encode_event,
)
from tocsin.kernel.socket.watching import People, Watching, watch
from tocsin.kernel.types import Actor

if TYPE_CHECKING:
    from tocsin.kernel.context import Context

log = structlog.get_logger()
SOCKETS = Gauge("tocsin_sockets", "Open sockets")
RESYNCS = Counter("tocsin_socket_resyncs_total", "Readers who did not keep up and were told to fetch a snapshot")

PUSHED: Final = "socket.pushed"
CHANGED: Final = "socket.changed"
KINDS: Final = {"person": b"p", "organisation": b"o", "conversation": b"c"}
_KIND_OF = {letter: kind for kind, letter in KINDS.items()}
APART: Final = b"a"
_Apart = tuple[bytes, frozenset[UUID], bytes]
"""What is sent to a conversation, to whom of it not, and what instead."""
SOCKETS_PER_PERSON = 40
SLOW_SECONDS = 20.0
SWEEP_SECONDS = 5.0
LOOKUPS_AT_ONCE = 4
"""Snapshots and rights read at once, so that everybody coming back together leaves the pool to others."""


class _Change(msgspec.Struct, array_like=True):
    conversation_id: UUID
    people: list[UUID]
    act: Literal["follow", "show", "drop"]


class Nothing(msgspec.Struct):
    """A command without fields."""


async def _snapshot(call: "Call[Nothing]") -> None:
    await call.context.hub.open(call.device)


def _ping(call: "Call[Nothing]") -> None:
    call.device.push(encode_event(Pong(call.id)))


COMMANDS = (
    Command("ping", SIGNED_IN, Nothing, _ping),
    Command("snapshot", SIGNED_IN, type("Snapshot", (Nothing,), {}), _snapshot),
    Command("watch", SIGNED_IN, People, watch),
)


class Hub:
    """The open sockets of this process."""

    context: "Context"
    catalogue: Catalogue

    def __init__(self) -> None:
        self.feed: Feed | None = None
        self.commands_per_second = 20
        self.limits: dict[str, int] = {}
        self._devices: set[Device] = set()
        self._audiences: dict[tuple[str, UUID], set[Device]] = defaultdict(set)
        self._epochs: dict[UUID, int] = defaultdict(int)
        self._ready: list[Device] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self.lookups = asyncio.Semaphore(LOOKUPS_AT_ONCE)
        self.watching = Watching(self)
        self._stopping = False

    @asynccontextmanager
    async def running(self, context: "Context") -> AsyncIterator[None]:
        """Compose the commands of the rooms and listen to the bus while the block runs."""
        self.context = context
        self.commands_per_second = context.settings.socket_commands_per_second
        self.limits = {"frame": FRAME_LIMIT, "commands_per_second": self.commands_per_second}
        for room in context.rooms:
            self.limits |= room.limits
        self.catalogue = Catalogue([*COMMANDS, *(command for room in context.rooms for command in room.commands)])
        context.actors.listen(self._rights_changed)
        unsubscribe = [
            context.bus.subscribe(PUSHED, self._pushed),
            context.bus.subscribe(CHANGED, self._changed),
            context.bus.subscribe(TOUCHED, self._touched),
            context.bus.subscribe(APPEARED, self._appeared),
            context.bus.subscribe(SIGHTS, self._sights_changed),
            context.bus.subscribe(DOUBTED, self._doubted),
        ]
        sweep = asyncio.create_task(self._sweep(), name="socket sweep")
        try:
            yield
        finally:
            self.stop()
            sweep.cancel()
            for call in unsubscribe:
                call()
            await asyncio.gather(sweep, *self._tasks, return_exceptions=True)

    # Sockets come and go

    @property
    def devices(self) -> int:
        """How many sockets are open."""
        return len(self._devices)

    def room_for(self, actor: Actor) -> bool:
        """Tell whether a person may open one more socket."""
        return not self._stopping and len(self._audiences.get(("person", actor.person_id), ())) < SOCKETS_PER_PERSON

    def add(self, device: Device) -> None:
        """Greet a new socket, and begin its snapshot."""
        actor = device.actor
        self._devices.add(device)
        SOCKETS.set(len(self._devices))
        self._hear(device, {("person", actor.person_id), *(("organisation", one) for one in actor.memberships)})
        self.watching.came(actor.person_id)
        moment = now().isoformat(timespec="milliseconds").replace("+00:00", "Z")
        device.push(encode_event(Hello(PROTOCOL, actor.session_id, actor.person_id, moment, HEARTBEAT, self.limits)))
        self.start(self.open(device))

    def remove(self, device: Device) -> None:
        """Forget a socket."""
        self._devices.discard(device)
        SOCKETS.set(len(self._devices))
        self._hear(device, set())
        self.watching.forget(device)
        if not self._stopping and not self.listening("person", device.actor.person_id):
            self.watching.went(device.actor.person_id)

    def stop(self) -> None:
        """Close every socket: the server is going away."""
        self._stopping = True
        for device in tuple(self._devices):
            device.close(Close.RESTART, "the server restarts")

    def count_resync(self) -> None:
        """Count a reader who was dropped to resync."""
        RESYNCS.inc()

    def _hear(self, device: Device, audiences: set[tuple[str, UUID]]) -> None:
        for gone in device.audiences - audiences:
            heard = self._audiences[gone]
            heard.discard(device)
            if not heard:
                del self._audiences[gone]
        for new in audiences - device.audiences:
            self._audiences[new].add(device)
        device.audiences = audiences

    def start(self, work: Any) -> None:
        """Run work beside everything else; it ends with the hub."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # What is published

    def publish(self, kind: str, audience_id: UUID, event: bytes) -> None:
        """Send encoded events, joined by commas, to an audience of every process. Call it after the commit."""
        self.context.bus.publish(PUSHED, KINDS[kind] + audience_id.bytes + event)

    def publish_apart(self, conversation_id: UUID, event: bytes, people: frozenset[UUID], instead: bytes) -> None:
        """Send to whoever hears a conversation, but to these people ``instead``. Call it after the commit."""
        payload = msgspec.msgpack.encode((event, people, instead))
        self.context.bus.publish(PUSHED, APART + conversation_id.bytes + payload)

    def follow(self, conversation_id: UUID, people: Iterable[UUID]) -> None:
        """Let people's sockets hear a conversation, and show it to them first. Call it after the commit."""
        self._change(conversation_id, people, "follow")

    def show(self, conversation_id: UUID, people: Iterable[UUID]) -> None:
        """Send people a conversation anew, in order with what they hear of it. Call it after the commit."""
        self._change(conversation_id, people, "show")

    def drop(self, conversation_id: UUID, people: Iterable[UUID]) -> None:
        """End people's hearing of a conversation. Call it after the commit."""
        self._change(conversation_id, people, "drop")

    def _change(self, conversation_id: UUID, people: Iterable[UUID], act: Literal["follow", "show", "drop"]) -> None:
        self.context.bus.publish(CHANGED, msgspec.json.encode(_Change(conversation_id, list(people), act)))

    def tell(self, kind: str, audience_id: UUID, event: bytes) -> None:
        """Send an encoded event to those of an audience who are connected to this process."""
        for device in self._audiences.get((kind, audience_id), ()):
            device.push(event)

    def listening(self, kind: str, audience_id: UUID) -> bool:
        """Tell whether anybody of an audience is connected to this process."""
        return (kind, audience_id) in self._audiences

    def hears(self, person_id: UUID, conversation_id: UUID) -> bool:
        """Tell whether a person, connected to this process, hears a conversation."""
        devices = self._audiences.get(("person", person_id), ())
        return any(("conversation", conversation_id) in device.audiences for device in devices)

    def leave_soon(self, device: Device) -> None:
        """Write a socket's queue once everything that is ready has run, so that its events share a message."""
        if not self._ready:
            asyncio.get_running_loop().call_soon(self._leave)
        self._ready.append(device)

    def _leave(self) -> None:
        ready, self._ready = self._ready, []
        frames: Frames = {}
        for device in ready:
            device.leave(frames)

    def _pushed(self, payload: bytes) -> None:
        kind, audience_id, event = payload[:1], UUID(bytes=payload[1:17]), payload[17:]
        if kind == APART:
            said, people, instead = msgspec.msgpack.decode(event, type=_Apart)
            for device in self._audiences.get(("conversation", audience_id), ()):
                device.push(instead if device.actor.person_id in people else said)
        else:
            self.tell(_KIND_OF[kind], audience_id, event)

    def _changed(self, payload: bytes) -> None:
        change = msgspec.json.decode(payload, type=_Change)
        audience = {("conversation", change.conversation_id)}
        shown: list[Device] = []
        for person_id in change.people:
            devices = tuple(self._audiences.get(("person", person_id), ()))
            if devices:
                # Whoever is reading this person's conversations reads them again.
                self._epochs[person_id] += 1
            for device in devices:
                if change.act == "follow":
                    self._hear(device, device.audiences | audience)
                elif change.act == "drop":
                    self._hear(device, device.audiences - audience)
                if change.act != "drop":
                    device.hold()
                    shown.append(device)
        if shown:
            self.start(self._introduce(change.conversation_id, shown))

    async def _introduce(self, conversation_id: UUID, devices: list[Device]) -> None:
        """Show a conversation to sockets that are held: what happens in it meanwhile follows after."""
        events: dict[UUID, bytes] = {}
        try:
            async with self.lookups:
                actors = {device.actor.person_id: device.actor for device in devices}
                if self.feed is not None:
                    events = await self.feed.introduce(conversation_id, list(actors.values()))
        except Exception:
            log.exception("socket.introduce_failed")
            for device in devices:
                device.lose()
        finally:
            for device in devices:
                device.release(events.get(device.actor.person_id))

    def _touched(self, payload: bytes) -> None:
        for touch in msgspec.json.decode(payload, type=list[Touch]):
            if self.listening(touch.audience, touch.audience_id):
                self.tell(touch.audience, touch.audience_id, encode_event(Changed(touch.key)))

    def _appeared(self, payload: bytes) -> None:
        self.watching.changed(msgspec.json.decode(payload, type=list[UUID]))

    def _sights_changed(self, payload: bytes) -> None:
        for organisation_id in msgspec.json.decode(payload, type=list[UUID]):
            self.watching.doubt_all(self._audiences.get(("organisation", organisation_id), ()))

    # Rights

    async def open(self, device: Device) -> None:
        """Send a snapshot: hear first, then read, then let go what came meanwhile."""
        device.hold()
        await self._refresh(device, opening=True)

    def _rights_changed(self, people: set[UUID]) -> None:
        # Who sees somebody depends on where that somebody stands, too.
        self.watching.doubt(people)
        for person_id in people:
            self._epochs[person_id] += 1
            for device in tuple(self._audiences.get(("person", person_id), ())):
                self._doubt(device)

    def _doubted(self, _payload: bytes) -> None:
        """Nobody knows what has changed, rights perhaps: every socket is looked up again and told to resync."""
        for device in tuple(self._devices):
            self._epochs[device.actor.person_id] += 1
            self._doubt(device, why="doubt")

    def _doubt(self, device: Device, why: str | None = None) -> None:
        """Hold a socket from this moment on, before anything else of the same change is told, and look it up again."""
        self.watching.blind(device)
        device.hold()
        self.start(self._refresh(device, opening=False, why=why))

    async def _refresh(self, device: Device, *, opening: bool, why: str | None = None) -> None:
        """Look up again who a socket, held by the caller, speaks for and what it may hear; then let it go.

        ``why``: it is told to resync for that reason, whatever was found.
        """
        first = seen = None
        before, heard = device.conversations, device.audiences
        try:
            async with self.lookups:
                epoch = -1
                while not device.closing and self._epochs[device.actor.person_id] != epoch:
                    epoch = self._epochs[device.actor.person_id]
                    if not await self._authorise(device, epoch):
                        epoch = -1
                    elif opening and self.feed is not None:
                        first = await self.feed.snapshot(device.actor)
            seen = await self.watching.look(device, self.watching.watches(device))
            if not opening:
                first = encode_event(Changed(("person", str(device.actor.person_id), "me")))
                if heard - device.audiences:
                    # What was kept back for it meanwhile may be of where it no longer belongs.
                    device.forget()
                    why = why or "rights"
                if why or device.conversations != before:
                    first += b"," + encode_event(Resync(why or "rights"))
            first = b",".join(event for event in (first, seen) if event is not None) or None
        except Exception:
            # Not knowing what a socket may hear, it hears nothing: the client comes back by itself.
            log.exception("socket.refresh_failed")
            device.close(Close.RESTART, "try again")
        finally:
            device.release(first)

    async def _authorise(self, device: Device, epoch: int) -> bool:
        """Set a socket's actor and audiences; False when they changed again while being read."""
        actor = await self.context.actors.find_by_digest(device.digest)
        if actor is None:
            device.revoke(await self.context.actors.ending(device.digest) or "revoked")
            return False
        followed = [] if self.feed is None else await self.feed.followed(actor)
        if self._epochs[actor.person_id] != epoch or device.closing:
            return False
        device.actor = actor
        self.watching.sighted(device)
        audiences = {("person", actor.person_id)}
        audiences.update(("organisation", one) for one in actor.memberships)
        audiences.update(("conversation", one) for one in followed)
        self._hear(device, audiences)
        return True

    async def _sweep(self) -> None:
        """Close what has gone silent, is stuck, or has outlived its session."""
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            try:
                self.sweep()
            except Exception:
                log.exception("socket.sweep_failed")

    def sweep(self) -> None:
        """Look once at every socket."""
        for device in tuple(self._devices):
            if device.actor.expires_at <= now():
                # As far as is known: its use may have prolonged it. The looking closes what is over.
                self._doubt(device)
            elif device.paused_since is not None and monotonic() - device.paused_since > SLOW_SECONDS:
                device.close(Close.HEARTBEAT, "too slow")
            elif monotonic() - device.heard > SILENCE:
                device.close(Close.HEARTBEAT, "silent")
        for gone in self._epochs.keys() - {device.actor.person_id for device in self._devices}:
            del self._epochs[gone]

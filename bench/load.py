"""The load client, a process of its own: ``python -m bench.load`` reads a plan from standard input, prints the figures.

The plan names who connects and what they do; the client neither knows nor cares which server it talks to.
"""

from __future__ import annotations

import asyncio
import itertools
import re
import sys
import time
from typing import Any
from uuid import uuid4

import msgspec
import uvloop
from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

OK = re.compile(rb'"t":"ok","id":(\d+)')
STAMP = re.compile(rb"@(\d{10,})@")
MESSAGE = b'"t":"message"'
SEQ = re.compile(rb'"seq":(\d+)')
ERROR = b'"t":"error"'
CONNECT_AT_ONCE = 20
READ_EVERY = 0.3
"""Seconds between two receipts of one reader, as the web client gathers them."""
OBSERVERS = 20
"""Sockets that time every delivery; the rest only count, which costs the client less."""


class Plan(msgspec.Struct, kw_only=True):
    """``senders`` of the ``tokens`` send to ``conversation_id``.

    ``rate`` messages a second for all of them together, or, with 0, each the next as soon as the one before is
    acknowledged, with ``window`` of them under way. Everybody else reads: says again and again how far.
    """

    url: str
    tokens: list[str]
    conversation_id: str
    senders: int
    rate: float = 0
    window: int = 1
    warm_up: float = 2
    seconds: float = 8
    length: int = 100


class Figures(msgspec.Struct, kw_only=True):
    """Latencies in milliseconds, rates a second, CPU as a share of one core."""

    sent: float
    ack_p50: float
    ack_p99: float
    deliveries: float
    delivery_p50: float
    delivery_p99: float
    read: float
    read_p99: float
    client_cpu: float
    begin: float
    end: float


class Person(WSListener):
    """One connection: counts, and times, what arrives."""

    def __init__(self, load: Load, number: int) -> None:
        self.load = load
        self.observes = number < OBSERVERS or number % max(1, len(load.plan.tokens) // OBSERVERS) == 0
        self.ready = asyncio.Event()
        self.waiting: dict[int, tuple[int, list[int], asyncio.Future[None] | None]] = {}
        self.unread: bytes | None = None
        self.numbers = itertools.count(1)

    def on_ws_connected(self, transport: WSTransport) -> None:
        self.transport = transport

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type != WSMsgType.TEXT:
            if frame.msg_type == WSMsgType.CLOSE:
                self.load.failed = self.load.failed or f"closed with {frame.get_close_code()}"
            return
        payload = frame.get_payload_as_bytes()
        if not self.ready.is_set():
            if b'"t":"snapshot"' in payload:
                self.ready.set()
            return
        if self.waiting:
            for match in OK.finditer(payload):
                self.acknowledged(int(match[1]))
        if ERROR in payload:
            self.load.failed = payload.decode()
        if MESSAGE in payload:
            self.unread = payload
        if self.load.measuring:
            if self.observes:
                now = time.monotonic_ns()
                stamps = STAMP.findall(payload)
                self.load.delivered += len(stamps)
                self.load.delays += [now - int(stamp) for stamp in stamps]
            else:
                self.load.delivered += payload.count(MESSAGE)

    def acknowledged(self, number: int) -> None:
        begin, times, future = self.waiting.pop(number, (0, [], None))
        if self.load.measuring and begin:
            times.append(time.monotonic_ns() - begin)
        if future is not None and not future.done():
            future.set_result(None)

    def send(self, future: asyncio.Future[None] | None = None) -> None:
        text = f"@{time.monotonic_ns()}@ ".ljust(self.load.plan.length, "铎")
        self.command("send", self.load.acks, future, client_id=str(uuid4()), text=text)

    def read(self) -> None:
        """Confirm the newest message that came, if any came since the last time."""
        if self.unread is not None:
            seq = SEQ.search(self.unread, self.unread.rindex(MESSAGE))
            assert seq is not None
            self.unread = None
            self.command("read", self.load.reads, None, seq=int(seq[1]))

    def command(self, name: str, times: list[int], future: asyncio.Future[None] | None, **more: Any) -> None:
        number = next(self.numbers)
        self.waiting[number] = (time.monotonic_ns(), times, future)
        body = {"c": name, "id": number, "conversation_id": self.load.plan.conversation_id, **more}
        self.transport.send(WSMsgType.TEXT, msgspec.json.encode(body))


class Load:
    """Runs one plan."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.measuring = False
        self.stopping = False
        self.failed = ""
        self.acks: list[int] = []
        self.reads: list[int] = []
        self.delays: list[int] = []
        self.delivered = 0

    async def connect(self) -> list[Person]:
        gate = asyncio.Semaphore(CONNECT_AT_ONCE)

        async def one(number: int, token: str) -> Person:
            async with gate:
                # Each from an address of its own, as people come: servers limit how fast one address may connect.
                source = (f"127.0.{1 + number // 250}.{1 + number % 250}", 0)
                headers = {"Authorization": f"Bearer {token}"}
                _, person = await ws_connect(
                    lambda: Person(self, number), self.plan.url, extra_headers=headers, local_addr=source
                )
                assert isinstance(person, Person)
                async with asyncio.timeout(30):
                    await person.ready.wait()
                return person

        return list(await asyncio.gather(*(one(number, token) for number, token in enumerate(self.plan.tokens))))

    async def one_after_the_other(self, person: Person) -> None:
        loop = asyncio.get_running_loop()
        while not self.stopping:
            future: asyncio.Future[None] = loop.create_future()
            person.send(future)
            await future

    async def at_a_rate(self, people: list[Person]) -> None:
        begin = time.monotonic()
        for count, person in enumerate(itertools.cycle(people)):
            if self.stopping:
                return
            pause = begin + count / self.plan.rate - time.monotonic()
            if pause > 0:
                await asyncio.sleep(pause)
            person.send()

    async def reading(self, people: list[Person]) -> None:
        """The readers one after the other, each as often as ``READ_EVERY`` says."""
        begin = time.monotonic()
        for count, person in enumerate(itertools.cycle(people)):
            if self.stopping:
                return
            pause = begin + count * READ_EVERY / len(people) - time.monotonic()
            if pause > 0:
                await asyncio.sleep(pause)
            elif count % 10 == 0:
                await asyncio.sleep(0)
            person.read()

    async def run(self) -> Figures:
        people = await self.connect()
        senders = people[: self.plan.senders]
        work: list[Any] = [self.at_a_rate(senders)] if self.plan.rate else []
        if not work:
            work = [self.one_after_the_other(person) for person in senders for _ in range(self.plan.window)]
        if people[self.plan.senders :]:
            work.append(self.reading(people[self.plan.senders :]))
        tasks = [asyncio.create_task(each) for each in work]
        await asyncio.sleep(self.plan.warm_up)
        self.measuring = True
        begin, cpu = time.time(), time.process_time()
        await asyncio.sleep(self.plan.seconds)
        self.measuring = False
        end, used = time.time(), time.process_time() - cpu
        self.stopping = True
        await asyncio.wait(tasks, timeout=5)
        for task in tasks:
            task.cancel()
        for person in people:
            person.transport.disconnect()
        if self.failed:
            raise SystemExit(f"the server refused: {self.failed}")
        return self.figures(begin, end, used)

    def figures(self, begin: float, end: float, used: float) -> Figures:
        elapsed = end - begin
        return Figures(
            sent=len(self.acks) / elapsed,
            ack_p50=percentile(self.acks, 50),
            ack_p99=percentile(self.acks, 99),
            deliveries=self.delivered / elapsed,
            delivery_p50=percentile(self.delays, 50),
            delivery_p99=percentile(self.delays, 99),
            read=len(self.reads) / elapsed,
            read_p99=percentile(self.reads, 99),
            client_cpu=used / elapsed,
            begin=begin,
            end=end,
        )


def percentile(nanoseconds: list[int], share: int) -> float:
    """In milliseconds; 0 where nothing was measured."""
    if not nanoseconds:
        return 0.0
    ordered = sorted(nanoseconds)
    return ordered[min(len(ordered) - 1, len(ordered) * share // 100)] / 1e6


if __name__ == "__main__":
    plan = msgspec.json.decode(sys.stdin.buffer.read(), type=Plan)
    sys.stdout.buffer.write(msgspec.json.encode(uvloop.run(Load(plan).run())))

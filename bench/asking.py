"""What a client asks when somebody reads: each line an act over the public API, and the bare SQL of the same page beside it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import UUID

import httpx
import msgspec
from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

from bench.bare import LIST, PAGE, Bare
from bench.filling import BUSY, FEW, Filled
from bench.search_index import COMMON, RARE, USUAL, vocabulary

SEARCHES_APART = 0.21
"""Seconds between two questions of one person: the server takes five a second."""
OPENINGS_APART = 0.21
SNAPSHOT = b'"t":"snapshot"'
Act = Callable[[], Awaitable[int]]


@dataclass
class Line:
    """An act and its bare page. Both return how much they find, kept as ``found`` and ``there``.

    At least ``apart`` seconds lie between two acts by ``who``. ``times`` and ``bare`` are nanoseconds. ``pages``: how many
    one after the other the act consists of, each shown as it comes; one for what somebody waits for as a whole.
    """

    name: str
    act: Act
    beside: Act
    who: str = ""
    apart: float = 0.0
    pages: int = 1
    found: int = 0
    there: int = 0
    times: list[int] = field(default_factory=list)
    bare: list[int] = field(default_factory=list)


class Opening(WSListener):
    """A socket that waits for its snapshot."""

    def __init__(self) -> None:
        self.snapshot: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type == WSMsgType.TEXT and not self.snapshot.done():
            payload = frame.get_payload_as_bytes()
            if SNAPSHOT in payload:
                self.snapshot.set_result(payload)

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        if not self.snapshot.done():
            self.snapshot.set_exception(ConnectionError("closed before the snapshot"))


class Client:
    """One person's client: one connection for requests, a socket for each opening."""

    def __init__(self, http: httpx.AsyncClient, token: str) -> None:
        self._http = http
        self._token = token

    async def get(self, path: str, **params: Any) -> Any:
        return self._body(await self._http.get(path, params=params))

    async def search(self, **asked: Any) -> int:
        answer = self._body(await self._http.post("/api/search", json=asked))
        return sum(len(section["items"]) for section in answer["sections"] if section["kind"] == "messages")

    async def page(self, conversation_id: UUID, **bounds: int) -> int:
        return len((await self.get(f"/api/conversations/{conversation_id}/messages", limit=PAGE, **bounds))["items"])

    async def around(self, conversation_id: UUID, seq: int) -> int:
        """As the web client goes to a message: what is before it, then what is after."""
        path, half = f"/api/conversations/{conversation_id}/messages", PAGE // 2
        older = await self.get(path, before=seq + 1, limit=half)
        return len(older["items"]) + len((await self.get(path, after=seq, limit=half))["items"])

    async def conversations(self, *, rest: bool) -> int:
        page = await self.get("/api/conversations")
        return len(page["items"]) + (await self._following(page["next"]) if rest else 0)

    async def opening(self, *, rest: bool) -> int:
        """Connect, be greeted, have the snapshot; with ``rest`` the conversations that it leaves to further pages."""
        url = str(self._http.base_url.join("/api/socket")).replace("http", "ws", 1)
        transport, opening = await ws_connect(Opening, url, extra_headers={"Authorization": f"Bearer {self._token}"})
        assert isinstance(opening, Opening)
        try:
            async with asyncio.timeout(30):
                payload = await opening.snapshot
        finally:
            transport.disconnect()
        (snapshot,) = (one for one in msgspec.json.decode(payload)["e"] if one["t"] == "snapshot")
        return len(snapshot["conversations"]) + (await self._following(snapshot["next"]) if rest else 0)

    async def _following(self, after: str | None) -> int:
        count = 0
        while after is not None:
            page = await self.get("/api/conversations", after=after)
            count, after = count + len(page["items"]), page["next"]
        return count

    def _body(self, response: httpx.Response) -> Any:
        if not response.is_success:
            raise SystemExit(f"{response.url} -> {response.status_code} {response.text}")
        return msgspec.json.decode(response.content)


def lines(filled: Filled, clients: list[Client], bare: Bare) -> list[Line]:
    """Every act that is measured."""
    busy, few = clients[BUSY], clients[FEW]
    return [*_histories(filled, busy, bare), *_lists(filled, busy, bare), *_searches(filled, busy, few, bare)]


def _histories(filled: Filled, client: Client, bare: Bare) -> list[Line]:
    longest, last = filled.talks[0].id, filled.last_seq
    # Act and bare page go to the same places, each time to others.
    places = [Random(17), Random(17)]

    def somewhere(whose: int) -> int:
        return places[whose].randint(last // 10, last * 9 // 10)

    return [
        Line("history: the newest page", lambda: client.page(longest), lambda: bare.page(longest, last + 1)),
        Line(
            "history: a page further back",
            lambda: client.page(longest, before=somewhere(0)),
            lambda: bare.page(longest, somewhere(1)),
        ),
        Line(
            "history: around a message, two pages",
            lambda: client.around(longest, somewhere(0)),
            lambda: bare.around(longest, somewhere(1)),
        ),
    ]


def _lists(filled: Filled, client: Client, bare: Bare) -> list[Line]:
    me, every = filled.people[BUSY], filled.size.busy
    pages = -(-every // LIST)

    async def some() -> int:
        return await bare.conversations(me, LIST)

    async def all_of_them() -> int:
        return await bare.conversations(me, every)

    return [
        Line("conversations: the first page", lambda: client.conversations(rest=False), some),
        Line(
            f"conversations: all {every}, page after page",
            lambda: client.conversations(rest=True),
            all_of_them,
            pages=pages,
        ),
        Line("socket: connect, hello, snapshot", lambda: client.opening(rest=False), some, "opening", OPENINGS_APART),
        Line(
            f"socket: snapshot, then pages until all {every}",
            lambda: client.opening(rest=True),
            all_of_them,
            "opening",
            OPENINGS_APART,
            pages,
        ),
    ]


def _searches(filled: Filled, busy: Client, few: Client, bare: Bare) -> list[Line]:
    words, _ = vocabulary()
    questions = {
        "a rare word": [words[RARE]],
        "a usual word": [words[USUAL]],
        "a common word": [words[COMMON]],
        "two words": [words[40], words[60]],
    }
    longest = filled.talks[0].id
    mine, its = ([talk.id for talk in filled.talks if person in talk.people] for person in filled.people)
    texts = {"kind": "messages"}
    scopes: list[tuple[str, Client, dict[str, str], list[UUID]]] = [
        (f"search in {len(mine)}", busy, texts, mine),
        (f"search in {len(mine)}, all kinds", busy, {}, mine),
        ("search in the longest one", busy, {**texts, "conversation_id": str(longest)}, [longest]),
        (f"search by somebody in {len(its)}", few, texts, its),
    ]
    return [
        _search(f"{scope}: {named}", client, narrowed, asked, bare, own)
        for scope, client, narrowed, own in scopes
        for named, asked in questions.items()
    ]


def _search(name: str, client: Client, narrowed: dict[str, str], asked: list[str], bare: Bare, own: list[UUID]) -> Line:
    return Line(
        name,
        lambda: client.search(q=" ".join(asked), **narrowed),
        lambda: bare.search(own, asked),
        who=f"search {id(client)}",
        apart=SEARCHES_APART,
    )


async def measure(every: list[Line], rounds: int, warm: int) -> None:
    """Ask everything in turn, round after round; the first ``warm`` rounds do not count."""
    asked: dict[str, float] = {}
    for number in range(warm + rounds):
        for line in every:
            await asyncio.sleep(max(0.0, asked.get(line.who, 0.0) + line.apart - time.monotonic()))
            asked[line.who] = time.monotonic()
            begin = time.perf_counter_ns()
            line.found = await line.act()
            between = time.perf_counter_ns()
            line.there = await line.beside()
            end = time.perf_counter_ns()
            if number >= warm:
                line.times.append(between - begin)
                line.bare.append(end - between)

"""The bare core: picows, asyncpg and a group commit of messages and read positions; no accounts, permissions, sealing
or effects, and nobody is told how far others have read.

What the parts can do when there is no product in them; the product is measured against it. It speaks as much of the
realtime protocol as the load client needs, so that both are driven by the same program.

    python -m bench.core <database url>        prints the port it listens on
"""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime
from uuid import UUID, uuid4

import asyncpg
import msgspec
import uvloop
from picows import WSFrame, WSListener, WSMsgType, WSTransport, WSUpgradeRequest, ws_create_server

CONVERSATION = uuid4()
BATCH = 500
TABLE = """
CREATE TABLE message (
    conversation_id uuid NOT NULL, seq bigint NOT NULL, sender_id integer NOT NULL, client_id uuid NOT NULL,
    at timestamptz NOT NULL, body text NOT NULL,
    PRIMARY KEY (conversation_id, seq), UNIQUE (conversation_id, sender_id, client_id)
);
CREATE TABLE position (person_id integer PRIMARY KEY, seq bigint NOT NULL)
"""
FLUSH = """
WITH positions AS (
    INSERT INTO position (person_id, seq) SELECT * FROM unnest($7::integer[], $8::bigint[])
    ON CONFLICT (person_id) DO UPDATE SET seq = greatest(position.seq, excluded.seq)
)
INSERT INTO message (conversation_id, seq, sender_id, client_id, at, body)
SELECT $1, * FROM unnest($2::bigint[], $3::integer[], $4::uuid[], $5::timestamptz[], $6::text[])
"""


class Send(msgspec.Struct, tag_field="c", tag="send"):
    id: int
    client_id: UUID
    text: str


class Read(msgspec.Struct, tag_field="c", tag="read"):
    id: int
    seq: int


class Message(msgspec.Struct, tag_field="t", tag="message"):
    conversation_id: UUID
    seq: int
    kind: str
    sender_id: int
    at: datetime
    client_id: UUID
    text: str


class Ok(msgspec.Struct, tag_field="t", tag="ok"):
    id: int
    seq: int


class Core:
    """One conversation that everybody connected is in."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self.connection = connection
        self.people: list[Person] = []
        self.waiting: list[tuple[Person, Send]] = []
        self.reads: dict[Person, Read] = {}
        self.wake = asyncio.Event()
        self.seq = 0

    async def flush_for_ever(self) -> None:
        """One transaction for whatever came while the one before was under way."""
        flush = await self.connection.prepare(FLUSH)
        while True:
            await self.wake.wait()
            batch, self.waiting = self.waiting[:BATCH], self.waiting[BATCH:]
            reads, self.reads = self.reads, {}
            if not self.waiting:
                self.wake.clear()
            now = datetime.now(UTC)
            messages = [
                Message(CONVERSATION, self.seq + place, "text", person.number, now, send.client_id, send.text)
                for place, (person, send) in enumerate(batch, 1)
            ]
            self.seq += len(batch)
            await flush.fetch(
                CONVERSATION,
                [message.seq for message in messages],
                [message.sender_id for message in messages],
                [message.client_id for message in messages],
                [now] * len(messages),
                [message.text for message in messages],
                [person.number for person in reads],
                [read.seq for read in reads.values()],
            )
            for person, read in reads.items():
                person.transport.send(WSMsgType.TEXT, b'{"e":[' + msgspec.json.encode(Ok(read.id, read.seq)) + b"]}")
            if messages:
                self.tell(batch, messages)

    def tell(self, batch: list[tuple[Person, Send]], messages: list[Message]) -> None:
        """After the commit: everybody gets one frame with all of it, the senders their acknowledgements first."""
        encode = msgspec.json.encode
        shared = b'{"e":[' + b",".join(map(encode, messages)) + b"]}"
        for (person, send), message in zip(batch, messages, strict=True):
            person.transport.send(WSMsgType.TEXT, b'{"e":[' + encode(Ok(send.id, message.seq)) + b"]}")
        for person in self.people:
            person.transport.send(WSMsgType.TEXT, shared)


class Person(WSListener):
    """A connection."""

    decoder = msgspec.json.Decoder(Send | Read)

    def __init__(self, core: Core) -> None:
        self.core = core
        self.number = len(core.people) + 1

    def on_ws_connected(self, transport: WSTransport) -> None:
        self.transport = transport
        self.core.people.append(self)
        transport.send(WSMsgType.TEXT, b'{"e":[{"t":"hello"},{"t":"snapshot"}]}')

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        self.core.people.remove(self)

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type == WSMsgType.TEXT:
            command = self.decoder.decode(frame.get_payload_as_bytes())
            if isinstance(command, Read):
                self.core.reads[self] = command
            else:
                self.core.waiting.append((self, command))
            self.core.wake.set()
        elif frame.msg_type == WSMsgType.CLOSE:
            transport.disconnect()


async def main(url: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(TABLE)
    core = Core(connection)

    def listener(_request: WSUpgradeRequest) -> WSListener:
        return Person(core)

    server = await ws_create_server(listener, "127.0.0.1", 0, read_buffer_init_size=4096, enable_auto_pong=True)
    print(server.sockets[0].getsockname()[1], flush=True)
    await core.flush_for_ever()


if __name__ == "__main__":
    uvloop.run(main(sys.argv[1]))

"""The same messages in bare tables of the same cluster, and the same pages by bare SQL.

No rights, no sealing, no effects, no names: what asyncpg and PostgreSQL alone take for a page of the same size. To search,
the texts stand there in clear with their pairs of characters under GIN, one index over all conversations.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any
from uuid import UUID

import asyncpg

PAGE, LIST, FOUND = 50, 200, 20
TABLES = """
CREATE SCHEMA bare;
CREATE TABLE bare.conversation (id uuid PRIMARY KEY, name text NOT NULL, last_seq bigint NOT NULL, last_at timestamptz NOT NULL);
CREATE TABLE bare.member (
    person_id uuid NOT NULL, conversation_id uuid NOT NULL, read_seq bigint NOT NULL, PRIMARY KEY (person_id, conversation_id)
);
CREATE TABLE bare.message (
    conversation_id uuid NOT NULL, seq bigint NOT NULL, sender_id uuid NOT NULL, at timestamptz NOT NULL, body text NOT NULL,
    pairs bigint[] NOT NULL, PRIMARY KEY (conversation_id, seq)
)
"""
REST = """
INSERT INTO bare.conversation SELECT id, 'conversation', last_seq, last_at FROM conversation;
INSERT INTO bare.member SELECT person_id, conversation_id, read_seq FROM conversation_member WHERE until_version IS NULL;
CREATE INDEX ON bare.message USING gin (pairs)
"""
_PAGE = "SELECT seq, sender_id, at, body FROM bare.message WHERE conversation_id = $1 AND seq {} $2 ORDER BY seq {} LIMIT $3"
_BEFORE, _AFTER = _PAGE.format("<", "DESC"), _PAGE.format(">", "ASC")
_LIST = """
SELECT c.id, c.name, c.last_seq, c.last_at, m.read_seq, l.sender_id, l.at, l.body,
       (SELECT count(*) FROM (SELECT 1 FROM bare.message u WHERE u.conversation_id = c.id AND u.seq > m.read_seq LIMIT 100) x)
FROM bare.member m JOIN bare.conversation c ON c.id = m.conversation_id
LEFT JOIN LATERAL (SELECT sender_id, at, body FROM bare.message WHERE conversation_id = c.id ORDER BY seq DESC LIMIT 1) l ON true
WHERE m.person_id = $1 ORDER BY c.last_at DESC, c.id DESC LIMIT $2
"""
_SEARCH = """
SELECT conversation_id, seq, sender_id, at, body FROM bare.message
WHERE pairs @> $1 AND conversation_id = ANY ($2::uuid[]) AND body LIKE ALL ($3::text[]) ORDER BY at DESC LIMIT $4
"""
COLUMNS = ("conversation_id", "seq", "sender_id", "at", "body", "pairs")
"""Of ``bare.message``, for COPY."""


def pairs(text: str) -> list[int]:
    """The pairs of characters that stand side by side, each once, as numbers."""
    return list({ord(one) << 21 | ord(other) for one, other in pairwise(text)})


class Bare:
    """The pages, each in as many statements as it needs requests; they return how many rows there were."""

    def __init__(self, connection: asyncpg.Connection[Any]) -> None:
        self._connection = connection

    async def page(self, conversation_id: UUID, before: int) -> int:
        return len(await self._connection.fetch(_BEFORE, conversation_id, before, PAGE))

    async def around(self, conversation_id: UUID, seq: int) -> int:
        older = await self._connection.fetch(_BEFORE, conversation_id, seq + 1, PAGE // 2)
        return len(older) + len(await self._connection.fetch(_AFTER, conversation_id, seq, PAGE // 2))

    async def conversations(self, person_id: UUID, most: int) -> int:
        return len(await self._connection.fetch(_LIST, person_id, most))

    async def search(self, conversations: list[UUID], words: list[str]) -> int:
        asked = [pair for word in words for pair in pairs(word)]
        likes = [f"%{word}%" for word in words]
        return len(await self._connection.fetch(_SEARCH, asked, conversations, likes, FOUND))

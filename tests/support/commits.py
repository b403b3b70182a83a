"""Commits whose answer is lost: the database has committed, and the connection breaks before it says so."""

from __future__ import annotations

from typing import Any

import pytest
from asyncpg import Connection, ConnectionDoesNotExistError


class LostAnswers:
    """``lost.next(FLUSH)`` loses the answer to the next commit of a unit of that role; ``taken`` counts them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._roles: set[str] = set()
        self._doomed: set[int] = set()
        self.taken = 0
        execute = Connection.execute

        async def losing(connection: Any, query: str, *arguments: Any, **options: Any) -> Any:
            answer = await execute(connection, query, *arguments, **options)
            if query.startswith("BEGIN"):
                self._begun(connection, query)
            elif query == "COMMIT" and id(connection) in self._doomed:
                self._doomed.discard(id(connection))
                self.taken += 1
                connection.terminate()
                raise ConnectionDoesNotExistError("connection was closed in the middle of operation")
            return answer

        monkeypatch.setattr(Connection, "execute", losing)

    def next(self, role: str) -> None:
        self._roles.add(role)

    def _begun(self, connection: Any, query: str) -> None:
        self._doomed.discard(id(connection))
        for role in tuple(self._roles):
            if f"SET LOCAL ROLE {role};" in query:
                self._roles.discard(role)
                self._doomed.add(id(connection))

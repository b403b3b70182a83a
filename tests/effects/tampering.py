"""An adversary who owns the database, and the server with its keys: history is rewritten straight in the tables."""

import asyncio
from typing import Any, Self
from uuid import UUID

import asyncpg

from tests.support.patience import PATIENCE
from tocsin.settings import Settings

_LOGS = ("log_cosignature", "log_head", "log_tile", "log")


class Adversary:
    """Has a connection past every wall. ``async with Adversary(settings) as it``."""

    def __init__(self, settings: Settings, realm: UUID) -> None:
        self._settings = settings
        self.realm = realm
        self._connection: Any = None

    async def __aenter__(self) -> Self:
        self._connection = await asyncpg.connect(self._settings.database_url)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._connection.close()

    async def run(self, sql: str, *arguments: Any) -> Any:
        """Run a statement."""
        return await self._connection.fetch(sql, *arguments)

    async def seal_anew(self) -> None:
        """Throw the logs away and have the server seal, and sign, whatever the rows say now."""
        async with self._connection.transaction():
            await self.run("SELECT below FROM log_position FOR UPDATE")
            for table in _LOGS:
                await self.run(f"DELETE FROM {table}")
            await self.run("UPDATE log_position SET below = 0")
        await self.sealed()

    async def sealed(self) -> None:
        """Wait until every effect of the realm has its leaf."""
        async with asyncio.timeout(PATIENCE):
            while True:
                (row,) = await self.run(
                    "SELECT (SELECT count(*) FROM effect WHERE realm_id = $1)"
                    " = coalesce((SELECT max(size) FROM log_head WHERE realm_id = $1), 0) AS done",
                    self.realm,
                )
                if row["done"]:
                    return
                await asyncio.sleep(0.1)

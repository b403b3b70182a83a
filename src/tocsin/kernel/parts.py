"""Units of work that are parts of one: many acts of many people that stand or fall together.

The sample organisation is loaded in one unit, so that a server killed half-way leaves nothing behind. Its acts are the
rooms' own, which open units for whoever acts: to them :class:`Parts` is the database. Each part has the role, the person
and the organisations of its actor, behind the same walls as ever, and its own events with its own actor. Nothing is
committed before the whole is; what follows a commit runs at the end of the part, so give these acts a context whose bus
and hub are heard by nobody. There is one connection, so parts follow each other. One that fails fails the whole.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import replace
from uuid import UUID

from tocsin.kernel.actors import Actors
from tocsin.kernel.bus import LocalBus
from tocsin.kernel.clock import now
from tocsin.kernel.context import Context
from tocsin.kernel.db import Database, Transaction
from tocsin.kernel.egress import Egress
from tocsin.kernel.limits import Limiter
from tocsin.kernel.socket import Hub
from tocsin.kernel.types import Actor

_STAND = (
    "SELECT set_config('role', $1, true), set_config('tocsin.person', $2, true),"
    " set_config('tocsin.organisations', $3, true)"
)
_STANDING = "SELECT current_setting('role'), current_setting('tocsin.person'), current_setting('tocsin.organisations')"


class Part(Transaction):
    """A unit of work that ends without a commit of its own."""

    def __init__(self, parts: "Parts", whole: Transaction, role: str, actor: Actor | None) -> None:
        super().__init__(parts, whole.connection, role, actor)
        self._whole = whole

    async def _end(self) -> None:
        if self.journal is not None:
            await self.journal.write(self)
            self._whole.after_commit(self.journal.release)
        for call in self._after_commit:
            call()


class Parts(Database):
    """What stands in for the database while a unit of work is under way: the units opened of it are parts of that one."""

    def __init__(self, whole: Transaction) -> None:
        super().__init__(whole.database.pool, whole.database.new_journal)
        self._whole = whole
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def _unit(
        self,
        role: str,
        person: UUID | None,
        organisations: Iterable[UUID],
        actor: Actor | None,
        seconds: int | None = None,
    ) -> AsyncIterator[Transaction]:
        among = f"{{{','.join(map(str, organisations))}}}"
        async with self._turn:
            before = (await self._whole.fetch(_STANDING))[0]
            await self._whole.fetch(_STAND, role, str(person or ""), among)
            part = Part(self, self._whole, role, actor)
            yield part
            await part._end()
            await self._whole.fetch(_STAND, *before)


async def _nobody(_key: bytes, _tx: Transaction | None = None) -> None:
    return None


def within(context: Context, whole: Transaction) -> Context:
    """Return a context whose units of work are parts of one, where nothing is told to anybody and nothing fetched.

    How often somebody may do a thing is measured by the clock as it is held.
    """
    bus, hub = LocalBus(), Hub()
    inner = replace(
        context,
        db=Parts(whole),
        bus=bus,
        hub=hub,
        actors=Actors(_nobody, bus, _nobody),
        limiter=Limiter(clock=lambda: now().timestamp()),
        egress=Egress(enabled=False),
    )
    hub.context = inner
    return inner

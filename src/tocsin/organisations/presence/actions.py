"""What sockets that watch people are supplied with."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from uuid import UUID

from tocsin.kernel.context import Context
from tocsin.kernel.db import REALTIME
from tocsin.kernel.socket import encode_event
from tocsin.kernel.types import Actor
from tocsin.organisations.presence.queries import find_visible, get_appearances


class _Sight:
    """Colleagues as the hub watches them: the same decisions as of a read."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def visible(self, actor: Actor, people: Collection[UUID]) -> set[UUID]:
        async with self._context.db.acting(actor) as tx:
            return await find_visible(tx, actor, people)

    async def appearances(self, people: Collection[UUID]) -> dict[UUID, bytes]:
        if not people:
            return {}
        async with self._context.db.working(REALTIME) as tx:
            shown = await get_appearances(tx, self._context, people)
        return {one: encode_event(presence) for one, presence in shown.items()}


@asynccontextmanager
async def open_sight(context: Context) -> AsyncIterator[None]:
    """Let sockets watch colleagues while the server runs."""
    context.hub.watching.sight = _Sight(context)
    yield
    context.hub.watching.sight = None

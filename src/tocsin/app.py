"""The top floor: lists the rooms and composes them. It holds no rule."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from litestar import Litestar
from litestar.openapi import OpenAPIConfig

from tocsin import __version__
from tocsin.accounts.door import find_ending, find_session
from tocsin.accounts.room import ROOM as ACCOUNTS
from tocsin.effects.room import ROOM as EFFECTS
from tocsin.files.room import ROOM as FILES
from tocsin.kernel import logs, text
from tocsin.kernel.actors import Actors, Ending, Load
from tocsin.kernel.blobs import Blobs
from tocsin.kernel.bus import LocalBus
from tocsin.kernel.context import Context
from tocsin.kernel.db import SIGNIN, Database, Transaction
from tocsin.kernel.edge import Edge
from tocsin.kernel.egress import Egress
from tocsin.kernel.events import DOUBTED, PUBLISHED, Consumer, Journal, Stored
from tocsin.kernel.health import HEALTH_ROUTES
from tocsin.kernel.http import (
    BODY_LIMIT,
    DEPENDENCIES,
    EXCEPTION_HANDLERS,
    SCHEMA_PATH,
    UPLOADS_A_PERSON,
    UPLOADS_AT_ONCE,
    check_closed,
    guard,
)
from tocsin.kernel.jobs import Jobs
from tocsin.kernel.limits import Limiter, Slots
from tocsin.kernel.manifest import Room
from tocsin.kernel.seal import Keyring
from tocsin.kernel.socket import Hub
from tocsin.kernel.static import WEB_ROUTES, WebClient
from tocsin.kernel.sweep import JOBS as SWEEPING
from tocsin.kernel.types import Actor
from tocsin.messaging.room import ROOM as MESSAGING
from tocsin.organisations.door import find_memberships
from tocsin.organisations.room import ROOM as ORGANISATIONS
from tocsin.privacy.room import ROOM as PRIVACY
from tocsin.search.room import ROOM as SEARCH
from tocsin.settings import Settings

ROOMS: tuple[Room, ...] = (EFFECTS, ACCOUNTS, ORGANISATIONS, FILES, MESSAGING, SEARCH, PRIVACY)


def create_app(settings: Settings, routed: Litestar | None = None) -> Edge:
    """Compose the application over a migrated database; it opens what it needs when the server starts it.

    ``routed`` is what :func:`compose` made before and no server uses at the moment.
    """
    logs.configure()
    app = routed or compose()
    app.state.settings = settings
    return Edge(app, secure=settings.secure)


def openapi() -> dict[str, Any]:
    """Return the OpenAPI document; needs no database."""
    document: dict[str, Any] = compose().openapi_schema.to_schema()
    return document


def compose() -> Litestar:
    """Compose the routes of every room behind the one guard; what is to be served by is in the state when it starts."""

    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncIterator[None]:
        async with open_context(app.state.settings) as context:
            app.state.context = context
            yield

    app = Litestar(
        [*(route for room in ROOMS for route in room.routes), *HEALTH_ROUTES, *WEB_ROUTES],
        guards=[guard],
        dependencies=DEPENDENCIES,
        exception_handlers=EXCEPTION_HANDLERS,
        lifespan=[lifespan],
        request_max_body_size=BODY_LIMIT,
        openapi_config=OpenAPIConfig(title="Tocsin", version=__version__, path=SCHEMA_PATH, render_plugins=[]),
        logging_config=None,
        debug=False,
    )
    check_closed(app)
    return app


@asynccontextmanager
async def open_context(settings: Settings) -> AsyncIterator[Context]:
    """Open the composed parts of one server, and close them in the other order."""
    # The dictionaries are read now, so that no request pays for them.
    text.warm()
    bus = LocalBus()
    within = [reaction for room in ROOMS for reaction in room.within]
    recorders = [room.recorder for room in ROOMS if room.recorder]
    async with AsyncExitStack() as stack:
        db = await stack.enter_async_context(
            Database.open(settings.database_url, lambda: Journal(bus, within, keyring, recorders), settings.pool_size)
        )
        keyring = await Keyring.open(settings, db)
        bus.subscribe(DOUBTED, lambda _: keyring.forget())
        actors = Actors(_load_actor(db), bus, _find_ending(db))
        context = Context(
            settings=settings,
            db=db,
            bus=bus,
            actors=actors,
            limiter=Limiter(),
            uploads=Slots(UPLOADS_AT_ONCE, UPLOADS_A_PERSON),
            keyring=keyring,
            blobs=Blobs.open(settings),
            jobs=Jobs(settings.database_url, db, [*SWEEPING, *(job for room in ROOMS for job in room.jobs)]),
            hub=Hub(),
            egress=Egress(enabled=settings.egress, admitted=settings.own_networks),
            rooms=ROOMS,
            web=WebClient.read(settings.web_dir),
        )
        await stack.enter_async_context(context.jobs.running(context))
        await stack.enter_async_context(context.hub.running(context))
        for room in ROOMS:
            for part in room.lifespan:
                await stack.enter_async_context(part(context))
        await stack.enter_async_context(_consumers(context))
        yield context


def _load_actor(db: Database) -> Load:
    async def load(key: bytes, tx: Transaction | None) -> Actor | None:
        if tx is None:
            async with db.working(SIGNIN) as own:
                return await _read_actor(own, key)
        async with tx.as_worker(SIGNIN):
            return await _read_actor(tx, key)

    return load


async def _read_actor(tx: Transaction, key: bytes) -> Actor | None:
    session = await find_session(tx, key)
    if session is None:
        return None
    memberships = await find_memberships(tx, session.person_id)
    return Actor(session.person_id, session.session_id, session.device, session.expires_at, memberships, key)


def _find_ending(db: Database) -> Ending:
    async def find(key: bytes) -> str | None:
        async with db.working(SIGNIN) as tx:
            return await find_ending(tx, key)

    return find


@asynccontextmanager
async def _consumers(context: Context) -> AsyncIterator[None]:
    """Run one consumer a room that declares reactions ``after`` an event."""
    consumers = [_consumer(context, room) for room in ROOMS if room.after]
    unsubscribe = [context.bus.subscribe(PUBLISHED, consumer.wake) for consumer in consumers]
    tasks = [asyncio.create_task(consumer.run(), name=f"consumer {consumer.name}") for consumer in consumers]
    try:
        yield
    finally:
        for call in unsubscribe:
            call()
        await _cancel(tasks)


def _consumer(context: Context, room: Room) -> Consumer:
    reactions = {reaction.event.kind: reaction for reaction in room.after}

    async def handle(event: Stored) -> None:
        await reactions[event.kind].run(context, event)

    return Consumer(context.db, room.name, reactions, handle)


async def _cancel(tasks: Sequence["asyncio.Task[None]"]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)

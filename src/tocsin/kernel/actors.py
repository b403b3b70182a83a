"""From a session token to the actor, kept in memory until something about that person changes.

A request asks nothing of the database to know who acts and with which powers; a change is felt at once because the
unit of work that makes it names the people concerned (:meth:`tocsin.kernel.events.Event.actors`).
"""

import hashlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from datetime import datetime
from uuid import UUID

import msgspec

from tocsin.kernel.bus import Bus
from tocsin.kernel.clock import now
from tocsin.kernel.db import Transaction
from tocsin.kernel.events import ACTORS, DOUBTED
from tocsin.kernel.types import Actor

Load = Callable[[bytes, Transaction | None], Awaitable[Actor | None]]
"""Reads an actor, within a unit of work that is under way or in one of its own."""
Ending = Callable[[bytes], Awaitable[str | None]]
CAPACITY = 50_000


def digest(token: str) -> bytes:
    """Return what is stored of a session token: tokens carry 256 random bits, so a plain hash does."""
    return hashlib.sha256(token.encode()).digest()


class Actors:
    """The actors of live sessions.

    ``load`` reads one by the digest of its token, ``ending`` why one that was is no more.
    """

    def __init__(self, load: Load, bus: Bus, ending: Ending) -> None:
        self._load = load
        self.ending = ending
        self._by_digest: OrderedDict[bytes, Actor] = OrderedDict()
        self._used: dict[UUID, datetime] = {}
        self._epoch = 0
        self._listeners: list[Callable[[set[UUID]], None]] = []
        bus.subscribe(ACTORS, self._changed)
        bus.subscribe(DOUBTED, self._doubted)

    async def find(self, token: str) -> Actor | None:
        """Return the actor of a token, or nothing when the session is unknown, ended or expired."""
        return await self.find_by_digest(digest(token))

    async def find_by_digest(self, key: bytes, tx: Transaction | None = None) -> Actor | None:
        """Return the actor of a token's digest; an open socket keeps the digest, not the token."""
        moment = now()
        actor = self._by_digest.get(key)
        if actor is None or actor.expires_at <= moment:
            # One that expired in memory may have been prolonged by its use.
            self._by_digest.pop(key, None)
            epoch = self._epoch
            actor = await self._load(key, tx)
            if actor is None or actor.expires_at <= moment:
                return None
            # A change that came while loading may not be in what was loaded: do not keep it.
            if epoch == self._epoch:
                self._keep(key, actor)
        self._used[actor.session_id] = moment
        return actor

    async def again(self, actor: Actor, tx: Transaction) -> Actor | None:
        """Return an actor as it is now, or nothing when the session has ended.

        Nothing is asked where nothing has changed; else it is read in the caller's unit of work: one that holds locks
        must not wait for a second connection. Whoever made an actor without a session answers for it.
        """
        if not actor.digest:
            return actor
        moment = now()
        if self._by_digest.get(actor.digest) is actor and actor.expires_at > moment:
            self._used[actor.session_id] = moment
            return actor
        return await self.find_by_digest(actor.digest, tx)

    def take_used(self) -> dict[UUID, datetime]:
        """Return when each session was last used since the last call, for a batch that writes it down."""
        used, self._used = self._used, {}
        return used

    def listen(self, call: Callable[[set[UUID]], None]) -> None:
        """Be told of people whose rights or sessions changed, after the memory of them is dropped."""
        self._listeners.append(call)

    def _keep(self, key: bytes, actor: Actor) -> None:
        self._by_digest[key] = actor
        if len(self._by_digest) > CAPACITY:
            self._by_digest.popitem(last=False)

    def _changed(self, payload: bytes) -> None:
        people = set(msgspec.json.decode(payload, type=list[UUID]))
        self._epoch += 1
        for key in [key for key, actor in self._by_digest.items() if actor.person_id in people]:
            del self._by_digest[key]
        for call in self._listeners:
            call(people)

    def _doubted(self, _payload: bytes) -> None:
        self._epoch += 1
        self._by_digest.clear()

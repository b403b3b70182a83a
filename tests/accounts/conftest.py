"""People who come to the door of a server: what they send, and what reaches their phones."""

from __future__ import annotations

import asyncio
import itertools
import json
import stat
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest
from argon2 import PasswordHasher

from tests.conftest import contract, routed
from tests.support.client import Client
from tests.support.cookies import COOKIE
from tests.support.server import RunningServer, running
from tests.support.statements import BESIDE
from tests.support.still import clock_stopped
from tocsin.accounts import passwords
from tocsin.accounts.actions.standing import freeze, reinstate, suspend
from tocsin.kernel.db import SIGNIN, Transaction
from tocsin.settings import Settings

PASSWORD = "qing-yuan-42-duo-sheng"
_numbers = itertools.count(13_800_100_000)


def new_phone() -> str:
    """A phone nobody in this run has used."""
    return str(next(_numbers))


def wrong(proof: dict[str, Any]) -> dict[str, Any]:
    """The same with a code that is not this one."""
    return {**proof, "code": f"{(int(proof['code']) + 1) % 1_000_000:06d}"}


class Door:
    """The acts before and around signing in, on one server."""

    def __init__(self, server: RunningServer, outbox: Path) -> None:
        self.server = server
        self.outbox = outbox

    @property
    def context(self) -> Any:
        return self.server.context

    def visitor(self, **headers: str) -> Client:
        visitor = self.server.client()
        visitor.headers.update(headers)
        return visitor

    async def code(self, phone: str, purpose: str = "sign_in") -> dict[str, str]:
        """Ask for a code and read it, from the answer or from the outbox: ``challenge`` and ``code``."""
        sent = await self.visitor().json("POST", "/api/codes", json={"phone": phone, "purpose": purpose})
        return {"challenge": sent["challenge"], "code": sent["code"] or (await self.messages(phone))[-1]["code"]}

    async def proof(self, phone: str) -> dict[str, str]:
        """What signs in by a code."""
        return {"phone": phone, **await self.code(phone)}

    async def messages(self, phone: str, count: int = 1) -> list[dict[str, Any]]:
        """What reached a phone; waits until there are ``count`` messages, and a moment more when none is expected."""
        for _ in range(1200 if count else 10):
            lines = self.outbox.read_text().splitlines() if self.outbox.exists() else []
            found = [one for one in map(json.loads, lines) if one["to"].endswith(phone)]
            if count and len(found) >= count:
                return found
            await asyncio.sleep(0.05)
        return found

    async def ticket(self, phone: str) -> str:
        answer = await self.visitor().json("POST", "/api/sessions/code", json=await self.proof(phone))
        assert answer["outcome"] == "unregistered"
        return str(answer["ticket"])

    async def agreements(self) -> list[dict[str, str]]:
        found = await self.visitor().json("GET", "/api/agreements")
        return [{"document": one["document"], "version": one["version"]} for one in found]

    async def registration(self, phone: str | None = None, **changed: Any) -> dict[str, Any]:
        """The body of a registration that succeeds, with some of it changed."""
        return {
            "ticket": await self.ticket(phone or new_phone()),
            "name": "王小明",
            "adult": True,
            "agreements": await self.agreements(),
            "bearer": True,
            **changed,
        }

    async def register(self, phone: str | None = None, **changed: Any) -> Client:
        """A person with an account, signed in by token."""
        answer = await self.visitor().json(
            "POST", "/api/accounts", json=await self.registration(phone, **changed), status=201
        )
        return self.server.client(token=answer["token"], person=answer["person"])

    async def browser(self, phone: str, **headers: str) -> Client:
        """The same person in a browser: signed in by code, with a cookie and an Origin."""
        visitor = self.visitor(Origin=self.server.url, **headers)
        body = await self.proof(phone)
        answer = await visitor.json("POST", "/api/sessions/code", json=body, status=201)
        assert answer["outcome"] == "signed_in"
        assert COOKIE in visitor.cookies
        visitor.person = answer["person"]
        return visitor

    async def suspend(self, client: Client, why: str = "reported") -> None:
        async with self.context.db.working(SIGNIN) as tx:
            await suspend(tx, UUID(client.person_id), why)

    async def reinstate(self, client: Client, why: str = "cleared") -> None:
        async with self.context.db.working(SIGNIN) as tx:
            await reinstate(tx, UUID(client.person_id), why)

    async def freeze(self, client: Client, why: str = "a minor") -> None:
        async with self.context.db.working(SIGNIN) as tx:
            await freeze(tx, UUID(client.person_id), why)

    async def rows(self, sql: str, *arguments: Any) -> list[Any]:
        """Rows as the sign-in worker sees them."""
        async with self.context.db.working(SIGNIN) as tx:
            return await tx.fetch(sql, *arguments)

    async def events(self, client: Client) -> list[str]:
        """The kinds of events about a person, in order."""
        connection = await _as_owner(self.server.settings)
        try:
            rows = await connection.fetch(
                "SELECT kind FROM event WHERE subject_id = $1 ORDER BY id", UUID(client.person_id)
            )
        finally:
            await connection.close()
        return [row["kind"].removeprefix("accounts.") for row in rows]


async def _as_owner(settings: Settings) -> Any:
    import asyncpg

    return await asyncpg.connect(settings.database_url)


@pytest.fixture
def here(server: RunningServer, settings: Settings) -> Door:
    """The door of a server that shows codes and does not limit them."""
    return Door(server, settings.data_dir / "outbox.jsonl")


@pytest.fixture
async def strict(settings: Settings) -> AsyncIterator[Door]:
    """The door of a server as others reach it: codes are sent, not shown, and limited."""
    from tocsin.app import create_app

    settings = msgspec.structs.replace(settings, dev=False)
    app = create_app(settings, routed("strict"))
    async with running(app, settings, contract()) as server:
        yield Door(server, settings.data_dir / "outbox.jsonl")


class Work:
    """What a request cost: its statements, and how often a password was hashed or verified."""

    def __init__(self) -> None:
        self.statements: list[str] = []
        self.hashing: list[str] = []

    def clear(self) -> None:
        self.statements.clear()
        self.hashing.clear()


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Iterator[Work]:
    """Record what is sent to the database and what is hashed."""
    seen = Work()
    fetch, verify = Transaction.fetch, passwords._verify

    async def fetching(tx: Transaction, sql: str, *arguments: Any) -> Any:
        # What the server does by itself meanwhile runs in tasks it gave a name, or as the queue's own role.
        task = asyncio.current_task()
        if tx._opened_as not in BESIDE and (task is None or task.get_name().startswith("Task-")):
            seen.statements.append(sql)
        return await fetch(tx, sql, *arguments)

    def verifying(password_hash: str, password: str) -> bool:
        # the parameters, which decide the time, without salt and hash
        seen.hashing.append(password_hash.rsplit("$", 2)[0])
        return verify(password_hash, password)

    monkeypatch.setattr(Transaction, "fetch", fetching)
    monkeypatch.setattr(passwords, "_verify", verifying)
    return seen


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Hashes that cost little, for tests that make many. Asked for before the server, which makes one at its start."""
    _forget_nobody()
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(1, 64, 1))
    yield
    _forget_nobody()


def _forget_nobody() -> None:
    """Forget nobody's hash when no thread makes one any more: what a server begins at its start outlives a short test."""
    meeting = threading.Barrier(2)
    for thread in [passwords.VERIFYING._threads.submit(meeting.wait, 60) for _ in range(2)]:
        thread.result()
    passwords._nobodys.cache_clear()


@pytest.fixture
def still() -> Iterator[None]:
    """The clock stands: what must be waited for has not passed, and what is left of it is what the rules say."""
    with clock_stopped():
        yield


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)

"""Searching in tests, through the public API, once the index has caught up."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.cast import Player, Stage
from tests.messaging.talk import Talk
from tests.support.client import Client
from tests.support.horizon import below_the_horizon
from tocsin.effects.door import STREAM
from tocsin.kernel.db import SEARCH
from tocsin.search.actions.indexing import CURSOR, Indexer
from tocsin.search.actions.reindexing import Renewer


async def caught_up(stage: Stage) -> None:
    """Wait until everything that was written is in the index; two seconds are promised."""
    await below_the_horizon(stage.server.context.db)
    async with asyncio.timeout(60):
        while True:
            async with stage.server.context.db.working(SEARCH) as tx:
                if not await STREAM.next(tx, CURSOR, 1):
                    return
            await asyncio.sleep(0.02)


async def stop_indexing(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the server's own indexer do nothing from now on: a test takes its steps."""
    idling = asyncio.Event()

    async def idle(self: Any, limit: int = 0) -> bool:
        idling.set()
        return False

    monkeypatch.setattr(Indexer, "step", idle)
    monkeypatch.setattr(Renewer, "step", idle)
    # It is woken, so that a step it took just before is over.
    stage.server.context.hub.publish("person", uuid4(), b"")
    async with asyncio.timeout(60):
        await idling.wait()


async def ask(stage: Stage, who: Player | Client, q: str = "", **more: Any) -> dict[str, Any]:
    """The sections of an answer by their kind."""
    client = await stage.as_(who) if isinstance(who, Player) else who
    answer = await client.json("POST", "/api/search", json={"q": q, **more})
    return {section["kind"]: section for section in answer["sections"]}


async def found(stage: Stage, who: Player | Client, q: str, talk: Talk, **more: Any) -> list[int]:
    """The positions found in a conversation, newest first."""
    section = (await ask(stage, who, q, kind="messages", conversation_id=talk.id, **more))["messages"]
    return [item["seq"] for item in section["items"]]


def said(item: dict[str, Any]) -> str:
    """What a hit shows, with what matched in brackets."""
    return "".join(f"[{part['text']}]" if part.get("hit") else part["text"] for part in item["text"])


async def entries(stage: Stage) -> dict[tuple[UUID, int], tuple[int, ...]]:
    """What the index holds."""
    async with stage.server.context.db.working(SEARCH) as tx:
        rows = await tx.fetch("SELECT place_id, seq, terms FROM search_entry ORDER BY 1, 2")
    return {(row["place_id"], row["seq"]): tuple(row["terms"]) for row in rows}

"""Uploads as a client makes them."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from tests.support.client import Client


def announced(data: bytes, name: str = "a.bin", mime: str = "", **more: Any) -> dict[str, Any]:
    return {"client_id": str(uuid4()), "name": name, "size": len(data), "mime": mime, **more}


async def start(client: Client, data: bytes, name: str = "a.bin", mime: str = "", **more: Any) -> dict[str, Any]:
    made: dict[str, Any] = await client.json(
        "POST", "/api/uploads", json=announced(data, name, mime, **more), status=201
    )
    return made


async def send(client: Client, made: dict[str, Any], data: bytes, *numbers: int) -> None:
    """Send these parts, all of them when none is named."""
    size = made["part_size"]
    for number in numbers or range(made["count"]):
        part = data[number * size : (number + 1) * size]
        await client.json("PUT", f"/api/uploads/{made['id']}/parts/{number}", content=part, status=204)


async def finish(client: Client, made: dict[str, Any], **known: Any) -> dict[str, Any]:
    done: dict[str, Any] = await client.json("POST", f"/api/uploads/{made['id']}/completion", json=known, status=200)
    return done


async def upload(client: Client, data: bytes, name: str = "a.bin", mime: str = "", **more: Any) -> dict[str, Any]:
    made = await start(client, data, name, mime, **more)
    await send(client, made, data)
    return await finish(client, made)

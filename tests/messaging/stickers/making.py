"""Sets of stickers, for tests: made by the school's admin, filled, and sent."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import httpx

from tests.cast import ZHOU_LAN, Player, Stage
from tests.messaging.talk import Talk
from tests.support import pictures


def sets_of(stage: Stage) -> str:
    """Where the school's sets are."""
    return f"/api/organisations/{stage.school}/sticker-sets"


async def made(stage: Stage, name: str = "校园日常", who: Player = ZHOU_LAN) -> str:
    """A set somebody made; its id."""
    body = {"client_id": str(uuid4()), "name": name}
    return str((await (await stage.as_(who)).json("POST", sets_of(stage), json=body, status=201))["id"])


def asked(label: str = "收到啦", client_id: str | None = None) -> dict[str, str]:
    """What is said beside the picture of a new sticker."""
    return {"label": label, "client_id": client_id or str(uuid4())}


async def added(stage: Stage, set_id: str, label: str = "收到啦", data: bytes | None = None) -> str:
    """A sticker the admin added to a set; its id."""
    content = pictures.png() if data is None else data
    path = f"{sets_of(stage)}/{set_id}/stickers"
    zhou = await stage.as_(ZHOU_LAN)
    return str((await zhou.json("POST", path, params=asked(label), content=content, status=201))["id"])


def sticker(set_id: str, sticker_id: str) -> dict[str, Any]:
    """What a message with it carries, as it is sent."""
    return {"kind": "sticker", "set": set_id, "name": sticker_id}


async def shown(stage: Stage, who: Player) -> list[dict[str, Any]]:
    """The sets somebody sees."""
    items: list[dict[str, Any]] = (await (await stage.as_(who)).json("GET", sets_of(stage)))["items"]
    return items


async def picture(talk: Talk, who: Player, fact: dict[str, Any]) -> httpx.Response:
    """The picture of a sticker in a message, as somebody gets it."""
    path = f"{talk.path}/messages/{fact['seq']}/files/{fact['content']['file']['id']}"
    return await (await talk.stage.as_(who)).get(path, params={"variant": "thumb"})

"""Files in messages, for tests: uploaded, sent, and asked for."""

from __future__ import annotations

import io
import math
import struct
import wave
from typing import Any
from uuid import uuid4

import httpx

from tests.cast import Player, Stage
from tests.files.uploads import finish, send, start, upload
from tests.messaging.talk import Talk, message
from tests.support import pictures

PHOTO = pictures.photo()
MINUTES = "三点开会，四点散会。".encode() * 20


def sound(seconds: float = 1.0, rate: int = 8000) -> bytes:
    """A hum, as WAV."""
    out = io.BytesIO()
    with wave.open(out, "wb") as into:
        into.setnchannels(1)
        into.setsampwidth(2)
        into.setframerate(rate)
        heard = (int(9000 * math.sin(at / 8)) for at in range(int(seconds * rate)))
        into.writeframes(b"".join(struct.pack("<h", level) for level in heard))
    return out.getvalue()


async def given(stage: Stage, who: Player, realm: str | None, data: bytes = MINUTES, name: str = "纪要.txt") -> str:
    """A file somebody uploaded, to be sent."""
    mime = "image/jpeg" if data is PHOTO else ""
    return str((await upload(await stage.as_(who), data, name, mime, realm=realm))["id"])


async def spoken(stage: Stage, who: Player, realm: str | None) -> str:
    """A voice somebody recorded."""
    data, client = sound(), await stage.as_(who)
    made = await start(client, data, "voice.wav", "audio/wav", realm=realm)
    await send(client, made, data)
    return str((await finish(client, made, duration_ms=1000, waveform=[10, 60, 30]))["id"])


async def send_files(talk: Talk, who: Player, *files: str, text: str = "", **more: Any) -> dict[str, Any]:
    """A message with files; the fact of it."""
    return await talk.say(who, text, content={"kind": "files", "files": list(files)}, **more)


async def send_photo(talk: Talk, who: Player, realm: str | None) -> tuple[dict[str, Any], str]:
    """A message with a picture; the fact of it, and the picture's id."""
    file_id = await given(talk.stage, who, realm, PHOTO, "现场.jpg")
    return await send_files(talk, who, file_id), file_id


def path_of(talk: Talk, fact: dict[str, Any], file_id: str) -> str:
    """Where a file of a message is fetched."""
    return f"{talk.path}/messages/{fact['seq']}/files/{file_id}"


async def fetch(talk: Talk, who: Player, fact: dict[str, Any], file_id: str, **query: Any) -> httpx.Response:
    """A file of a message, as somebody gets it."""
    return await (await talk.stage.as_(who)).get(path_of(talk, fact, file_id), params=query)


async def unsent(talk: Talk, who: Player, code: str, content: dict[str, Any], **more: Any) -> None:
    """Somebody's message is refused."""
    client = await talk.stage.as_(who)
    await client.refused("POST", f"{talk.path}/messages", code, json=message("", content=content, **more))


async def forward(talk: Talk, who: Any, source: Talk, *seqs: int, together: bool = False) -> list[dict[str, Any]]:
    body = {"client_id": str(uuid4()), "source_id": source.id, "seqs": list(seqs), "together": together}
    items: list[dict[str, Any]] = (
        await (await talk.stage.as_(who)).json("POST", f"{talk.path}/forwards", json=body, status=201)
    )["items"]
    return items

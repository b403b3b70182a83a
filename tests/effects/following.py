"""A witness of the school's log, as a program that is none of ours would be one."""

import asyncio
from base64 import b64encode
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.cast import HE_CHUAN, ZHOU_LAN, Stage
from tests.messaging.talk import Talk, group
from tests.support.client import Client
from tests.support.patience import PATIENCE
from tocsin.effects.rules.heads import (
    Head,
    SignedKey,
    check_head,
    check_keys,
    cosignature_line,
    cosignature_text,
)
from tocsin.kernel.clock import now


class Witnessing:
    """A token of a log, and a key of the witness's own."""

    def __init__(self, stage: Stage, made: dict[str, Any], realm_id: UUID | None = None) -> None:
        self.realm = str(realm_id or stage.school)
        self.id, self.name = made["id"], made["name"]
        self.client: Client = stage.server.client(token=made["token"])
        self.key = Ed25519PrivateKey.generate()
        self.path = f"/api/logs/{self.realm}"

    @property
    def public(self) -> str:
        return b64encode(self.key.public_key().public_bytes_raw()).decode()

    async def note(self) -> str:
        """The newest head."""
        answer = await self.client.get(f"{self.path}/checkpoint")
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"].startswith("text/plain")
        return answer.text

    async def head(self) -> Head:
        """The newest head, its signature checked."""
        found = await self.client.json("GET", f"{self.path}/keys")
        keys = [SignedKey(**key) for key in found["keys"]]
        note = (await self.note()).partition("\n\n")
        line = note[2].split("\n")[0]
        return check_head(self.realm, f"{note[0]}\n\n{line}\n", check_keys(self.realm, keys), [])[0]

    async def until(self, size: int) -> Head:
        """The newest head, once it has so many leaves."""
        async with asyncio.timeout(PATIENCE):
            while True:
                answer = await self.client.get(f"{self.path}/checkpoint")
                if answer.status_code == 200 and int(answer.text.split("\n")[1]) >= size:
                    return await self.head()
                await asyncio.sleep(0.1)

    def line(self, head: Head, seconds: int | None = None, key: Ed25519PrivateKey | None = None, name: str = "") -> str:
        """This witness's line under a head."""
        signing, at = key or self.key, int(now().timestamp()) if seconds is None else seconds
        public = signing.public_key().public_bytes_raw()
        return cosignature_line(name or self.name, public, at, signing.sign(cosignature_text(head, at)))

    async def cosign(self, head: Head, **more: Any) -> None:
        """Hand a signature in, with the key."""
        body = {"size": head.size, "line": self.line(head), "key": self.public, **more}
        await self.client.json("POST", f"{self.path}/cosignatures", json=body, status=204)


async def witness(stage: Stage, name: str = "witness.example.com", **more: Any) -> Witnessing:
    """A witness of the school's log, made by its main admin."""
    zhou = await stage.as_(ZHOU_LAN)
    made = await zhou.json(
        "POST", f"/api/organisations/{stage.school}/witnesses", json={"name": name, **more}, status=201
    )
    return Witnessing(stage, made)


async def talking(stage: Stage, messages: int = 3) -> Talk:
    """A group of the school's in which something was said."""
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)
    for number in range(messages):
        await talk.say(ZHOU_LAN, f"第 {number} 条")
    return talk

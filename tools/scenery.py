"""What stands behind the pictures: who is signed in, and the ids that the addresses of the pictures name."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.async_api import APIRequest, APIRequestContext

from tools.album import NEWCOMER, READING, Shot

HEAD, CONTACT = "何川", "陳美玲"
"""Whose powers and card are shown, and whose card from outside."""
INVITED = ("叶知秋", "13490000012")
COMPUTER = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
)
DEVICES = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Linux; Android 15; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36",
)
"""What browsers call themselves: where the pictures are taken, and where else their person is signed in."""


@dataclass
class Scenery:
    """A server to take pictures of."""

    url: str
    passwords: dict[str, str]
    outbox: Path
    asking: APIRequest = field(init=False)
    _clients: dict[str, APIRequestContext] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)
    _talks: dict[str, dict[str, str]] = field(default_factory=dict)

    async def state(self, person: str | None) -> Any:
        """The cookies of somebody, from one session for all of their pictures."""
        return await (await self._client(person)).storage_state() if person else None

    async def address(self, shot: Shot) -> str:
        """Where the picture is taken."""
        if shot.empty or "{" not in shot.path:
            return shot.path
        names = dict(await self._known())
        if "{talk}" in shot.path:
            names["talk"] = await self._talk(shot.person or "", shot.talk)
        if shot.about:
            names["seq"] = str(await self._position(shot.person or "", names["talk"], shot.about))
        return shot.path.format(**names)

    async def code(self, number: str) -> str:
        """The code that was sent to a number, when it comes."""
        while True:
            lines = self.outbox.read_text().splitlines() if self.outbox.exists() else []
            for sent in map(json.loads, reversed(lines)):
                if sent["to"].endswith(number):
                    return str(sent["code"])
            await asyncio.sleep(0.1)

    async def _client(self, person: str) -> APIRequestContext:
        if person not in self._clients:
            self._clients[person] = await self._new_client()
            if person == NEWCOMER:
                await self._register(person)
            else:
                await self._enter(self._clients[person], person)
        return self._clients[person]

    async def _new_client(self, browser: str = COMPUTER) -> APIRequestContext:
        headers = {"Origin": self.url}
        return await self.asking.new_context(base_url=self.url, user_agent=browser, extra_http_headers=headers)

    async def _enter(self, client: APIRequestContext, login: str) -> None:
        body = {"identifier": login, "password": self.passwords[login]}
        await said(client, "POST", "/api/sessions/password", body)

    async def _register(self, person: str) -> None:
        name, number = INVITED
        sent = await self._say(person, "POST", "/api/codes", {"phone": number, "purpose": "sign_in"})
        known = {"phone": number, "challenge": sent["challenge"], "code": await self.code(number)}
        answer = await self._say(person, "POST", "/api/sessions/code", known)
        agreed = [
            {"document": one["document"], "version": one["version"]}
            for one in await self._say(person, "GET", "/api/agreements")
        ]
        body = {"ticket": answer["ticket"], "name": name, "adult": True, "agreements": agreed}
        await self._say(person, "POST", "/api/accounts", body)

    async def _say(self, person: str, method: str, path: str, body: Any = None) -> Any:
        return await said(await self._client(person), method, path, body)

    async def _known(self) -> dict[str, str]:
        """What addresses name beside conversations, made where the sample has none."""
        if not self._names:
            self._names = {name: value async for name, value in self._look_around("zhou.lan")}
        return self._names

    async def _look_around(self, admin: str) -> AsyncIterator[tuple[str, str]]:
        for device in DEVICES:
            await self._enter(await self._new_client(device), admin)
        memberships = await self._say(admin, "GET", "/api/me/memberships")
        organisation = memberships["memberships"][0]["organisation"]["id"]
        school = f"/api/organisations/{organisation}"
        yield "organisation", organisation
        found = await self._say(admin, "GET", f"{school}/members?q={HEAD}")
        yield "head", found["items"][0]["id"]
        found = await self._say(admin, "GET", f"{school}/external-contacts")
        yield "contact", next(one["id"] for one in found["items"] if one["name"] == CONTACT)
        found = await self._say(admin, "GET", f"{school}/members?q={INVITED[0]}&status=invited")
        path = f"{school}/members/{found['items'][0]['id']}/invitation-link"
        yield "invitation", (await self._say(admin, "GET", path))["code"]
        yield "join", (await self._say(admin, "POST", f"{school}/join-links", {}))["code"]
        reading = await self._talk("xu.jingyi", READING)
        yield "group", (await self._say("xu.jingyi", "POST", f"/api/conversations/{reading}/links"))["code"]

    async def _talk(self, person: str, name: str) -> str:
        if person not in self._talks:
            listed = (await self._say(person, "GET", "/api/conversations"))["items"]
            self._talks[person] = {one["name"]: one["id"] for one in listed}
        return self._talks[person][name]

    async def _position(self, person: str, talk: str, words: str) -> int:
        before = ""
        while facts := (await self._say(person, "GET", f"/api/conversations/{talk}/messages{before}"))["items"]:
            for fact in facts:
                if words in fact.get("text", "") or words in (fact.get("content") or {}).get("question", ""):
                    return int(fact["seq"])
            before = f"?before={facts[0]['seq']}"
        raise SystemExit(f"nobody says {words}")


async def said(client: APIRequestContext, method: str, path: str, body: Any = None) -> Any:
    """Ask the server; returns its answer. Raises ``SystemExit`` when it refuses."""
    answer = await client.fetch(path, method=method, data=body)
    if not answer.ok:
        raise SystemExit(f"{path}: {await answer.text()}")
    return await answer.json() if answer.status != 204 else None

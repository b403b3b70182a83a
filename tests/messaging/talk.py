"""Talking in tests: conversations made and messages sent through the public API."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from tests.cast import CHENG_YUAN, COMPANY, SHEN_SHUHANG, Player, Stage
from tests.support.client import Client


def message(text: str, **more: Any) -> dict[str, Any]:
    """The body of a message."""
    return {"client_id": str(uuid4()), "text": text, **more}


class Office:
    """An organisation's admin at work: the school's, or the company's."""

    def __init__(self, stage: Stage, *, company: bool = False) -> None:
        self.stage = stage
        self.admin = CHENG_YUAN if company else SHEN_SHUHANG
        self.organisation = stage.company if company else stage.school
        self.path = f"/api/organisations/{self.organisation}"

    async def json(self, method: str, path: str, **options: Any) -> Any:
        """The body of a successful answer; ``path`` is below the organisation."""
        return await (await self.stage.as_(self.admin)).json(method, self.path + path, **options)

    async def departments(self) -> dict[str, str]:
        """Departments by name."""
        return {one["name"]: one["id"] for one in await self.json("GET", "/departments")}

    async def place(self, player: Player, *departments: str) -> None:
        """Put somebody into departments, and out of all others."""
        ids = await self.departments()
        body = {"departments": [{"id": ids[name]} for name in departments]}
        await self.json("PATCH", f"/members/{self.stage.member(player)}", json=body)

    async def depart(self, player: Player, member: str | None = None, **more: Any) -> None:
        """Remove somebody; ``member`` is the record, where it is not the one of the cast."""
        path = f"/members/{member or self.stage.member(player)}/departure"
        await self.json("POST", path, json={"reason": "retired", **more})

    async def invite(self, player: Player) -> str:
        """Invite somebody again, or who belongs elsewhere; the member's record."""
        body = {"name": player.name, "phone": player.phone, "basis": "contract", "attested": True}
        return str((await self.json("POST", "/members", json=body))["id"])

    async def admit(self, player: Player) -> str:
        """Invite somebody, who accepts; the member's record."""
        member = await self.invite(player)
        client = await self.stage.as_(player)
        await client.json("POST", f"/api/me/invitations/{member}/acceptance", json={"consent": True})
        return member


class Talk:
    """A conversation under test."""

    def __init__(self, stage: Stage, conversation: dict[str, Any]) -> None:
        self.stage = stage
        self.id = str(conversation["id"])
        self.path = f"/api/conversations/{self.id}"

    async def say(self, who: Client | Player, text: str, **more: Any) -> dict[str, Any]:
        """Send a message; the fact of it."""
        client = await self.stage.as_(who) if isinstance(who, Player) else who
        fact: dict[str, Any] = await client.json("POST", f"{self.path}/messages", json=message(text, **more))
        return fact

    async def read(self, who: Player, seq: int) -> dict[str, Any]:
        """Confirm up to a position."""
        position: dict[str, Any] = await (await self.stage.as_(who)).json("PUT", f"{self.path}/read", json={"seq": seq})
        return position

    async def recall(self, who: Player, seq: int) -> None:
        """Take a message back."""
        await (await self.stage.as_(who)).json("POST", f"{self.path}/messages/{seq}/recall", status=204)

    async def seen_by(self, who: Player, **query: Any) -> list[dict[str, Any]]:
        """The facts somebody sees."""
        page = await (await self.stage.as_(who)).json("GET", f"{self.path}/messages", params=query)
        items: list[dict[str, Any]] = page["items"]
        return items

    async def view(self, who: Player) -> dict[str, Any]:
        """The conversation as somebody sees it."""
        found: dict[str, Any] = await (await self.stage.as_(who)).json("GET", self.path)
        return found

    async def effects(self, who: Player, seq: int, state: str = "confirmed", **query: Any) -> dict[str, Any]:
        """The effects of a message."""
        client = await self.stage.as_(who)
        page: dict[str, Any] = await client.json(
            "GET", f"{self.path}/messages/{seq}/effects", params={"state": state, **query}
        )
        return page


async def direct(stage: Stage, one: Player, other: Player) -> Talk:
    """The conversation of two people."""
    client = await stage.as_(one)
    body = {"kind": "direct", "person_id": str(stage.person(other))}
    return Talk(stage, await client.json("POST", "/api/conversations", json=body))


async def group(stage: Stage, owner: Player, *others: Player, name: str = "备课组") -> Talk:
    """A group of the owner's organisation."""
    client = await stage.as_(owner)
    organisation = stage.company if owner.organisation == COMPANY else stage.school
    body = {
        "kind": "group",
        "organisation_id": str(organisation),
        "name": name,
        "person_ids": [str(stage.person(one)) for one in others],
    }
    return Talk(stage, await client.json("POST", "/api/conversations", json=body))


async def department(stage: Stage, who: Player, name: str) -> Talk:
    """The group of a department, as found in somebody's list."""
    page = await (await stage.as_(who)).json("GET", "/api/conversations")
    return Talk(stage, next(one for one in page["items"] if one["kind"] == "department" and one["name"] == name))

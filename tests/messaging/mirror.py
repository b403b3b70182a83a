"""A small client that does what the protocol says, and is then held against a fresh read."""

from __future__ import annotations

import copy
from typing import Any

from tests.support.client import Client
from tests.support.sockets import Socket

FACT: dict[str, Any] = {
    "sender_id": None, "client_id": None, "sent_at": None, "text": None, "mentions": [], "reply_to": None,
    "recalled": False, "subjects": [], "count": None, "members": None, "target": None, "name": None,
    "delivered": None, "confirmed": None,
}  # fmt: skip


def whole(fact: dict[str, Any]) -> dict[str, Any]:
    """A fact with its defaults filled in."""
    return {**copy.deepcopy(FACT), **fact}


class Mirror:
    """What a device knows after the events of its socket."""

    def __init__(self, me: str) -> None:
        self.me = me
        self.conversations: dict[str, dict[str, Any]] = {}
        self.facts: dict[str, dict[int, dict[str, Any]]] = {}
        self.doubtful: set[str] = set()
        self.applied = 0

    def follow(self, socket: Socket) -> None:
        """Apply what came over a socket since the last time."""
        for event in socket.events[self.applied :]:
            self.apply(event)
        self.applied = len(socket.events)

    def apply(self, event: dict[str, Any]) -> None:
        """Apply one event."""
        event = copy.deepcopy(event)
        handle = getattr(self, f"_{event.pop('t')}", None)
        if handle is not None:
            handle(event)

    def _snapshot(self, event: dict[str, Any]) -> None:
        self.conversations = {one["id"]: self._filled(one) for one in event["conversations"]}
        self.facts = {one: facts for one, facts in self.facts.items() if one in self.conversations}
        for one in self.conversations.values():
            self._forget_what_lags(one)

    def _conversation(self, event: dict[str, Any]) -> None:
        self.conversations[event["id"]] = self._filled(event)
        self._forget_what_lags(event)

    def _forget_what_lags(self, conversation: dict[str, Any]) -> None:
        """Facts that end before the conversation does would be read on; this client forgets them instead."""
        facts = self.facts.get(conversation["id"])
        if facts and max(facts) < conversation["last_seq"]:
            del self.facts[conversation["id"]]

    def _gone(self, event: dict[str, Any]) -> None:
        self.conversations.pop(event["conversation_id"], None)
        self.facts.pop(event["conversation_id"], None)

    def _filled(self, conversation: dict[str, Any]) -> dict[str, Any]:
        last = conversation["last"]
        return {**conversation, "last": last and whole(last)}

    def _message(self, event: dict[str, Any]) -> None:
        fact = whole(event)
        if fact["sender_id"] != self.me or fact["kind"] != "text":
            fact["delivered"] = fact["confirmed"] = None
        conversation = self.conversations.get(fact["conversation_id"])
        if conversation is None or fact["seq"] <= conversation["last_seq"]:
            return
        assert fact["seq"] == conversation["last_seq"] + 1, "the test's client does not fill gaps: there are none"
        self.facts.setdefault(conversation["id"], {})[fact["seq"]] = fact
        conversation["last_seq"] = fact["seq"]
        conversation["updated_at"] = fact["at"]
        if fact["kind"] == "recall":
            self._recall(conversation, fact)
            return
        conversation["last"] = {**fact, "delivered": None, "confirmed": None}
        if fact["kind"] == "text" and fact["sender_id"] != self.me:
            conversation["unread"] = min(100, conversation["unread"] + 1)
            conversation["mentioned"] |= self.me in fact["mentions"] or "all" in fact["mentions"]
        if fact["members"] is not None:
            conversation["members"] = fact["members"]
        if fact["kind"] == "renamed":
            conversation["name"] = fact["name"]
        if fact["kind"] == "owner":
            conversation["owner_id"] = next(iter(fact["subjects"]), None)

    def _recall(self, conversation: dict[str, Any], recall: dict[str, Any]) -> None:
        shown = [*self.facts[conversation["id"]].values(), conversation["last"]]
        for fact in shown:
            if fact["seq"] == recall["target"]:
                fact.update(text=None, mentions=[], recalled=True)
            if fact["reply_to"] and fact["reply_to"]["seq"] == recall["target"]:
                fact["reply_to"]["text"] = None
        if recall["target"] > conversation["read_seq"] and recall["sender_id"] != self.me:
            self.doubtful.add(conversation["id"])

    def _read(self, event: dict[str, Any]) -> None:
        conversation = self.conversations.get(event["conversation_id"])
        if conversation is not None:
            conversation.update(read_seq=event["seq"], unread=event["unread"], mentioned=event["mentioned"])

    def _receipts(self, event: dict[str, Any]) -> None:
        for seq, confirmed, delivered in event["marks"]:
            fact = self.facts.get(event["conversation_id"], {}).get(seq)
            if fact is not None:
                fact.update(confirmed=confirmed, delivered=delivered)

    async def check(self, client: Client) -> None:
        """Assert that a fresh read says the same."""
        for conversation_id in self.doubtful:
            if conversation_id in self.conversations:
                fresh = await client.json("GET", f"/api/conversations/{conversation_id}")
                self.conversations[conversation_id].update(unread=fresh["unread"], mentioned=fresh["mentioned"])
        self.doubtful.clear()
        fresh = {one["id"]: self._filled(one) for one in await client.pages("/api/conversations", limit=50)}
        same(
            "conversations",
            list(fresh.values()),
            [self.conversations[one] for one in fresh if one in self.conversations],
        )
        assert fresh.keys() == self.conversations.keys()
        for conversation_id, facts in self.facts.items():
            if facts:
                fresh_facts = await history(client, conversation_id, min(facts) - 1)
                same("facts", fresh_facts, [facts[seq] for seq in sorted(facts)])


def same(what: str, fresh: list[dict[str, Any]], known: list[dict[str, Any]]) -> None:
    """Assert that two lists are the same, and say where they part."""
    for one, other in zip(fresh, known, strict=False):
        parted = {field: (one[field], other.get(field)) for field in one if one[field] != other.get(field)}
        assert not parted, f"{what}: a fresh read and the device differ in {parted}"
    assert len(fresh) == len(known), f"{what}: {len(fresh)} read, {len(known)} known"


async def history(client: Client, conversation_id: str, after: int = 0) -> list[dict[str, Any]]:
    """Every fact after a position, read page by page."""
    facts: list[dict[str, Any]] = []
    more = True
    while more:
        path = f"/api/conversations/{conversation_id}/messages"
        page = await client.json("GET", path, params={"after": facts[-1]["seq"] if facts else after, "limit": 200})
        facts += [whole(fact) for fact in page["items"]]
        more = page["more"]
    return facts

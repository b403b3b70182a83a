"""A small client that does what the protocol says, and is then held against a fresh read."""

from __future__ import annotations

import asyncio
import copy
from typing import Any

from tests.support.client import Client
from tests.support.sockets import Socket

FACT: dict[str, Any] = {
    "sender_id": None, "client_id": None, "sent_at": None, "text": None, "mentions": [], "reply_to": None,
    "recalled": False, "subjects": [], "count": None, "members": None, "target": None, "name": None,
    "content": None, "origin": None, "cards": [], "edited_at": None, "thread": None, "replies": 0, "reactions": [],
    "votes": None, "emoji": None, "on": None, "favourite": False, "delivered": None, "confirmed": None, "handled": None,
    "admins": None, "settings": None, "until": None, "confirm": None, "other": None,
}  # fmt: skip
CHANGING = {"recall", "edit", "reaction", "vote", "card", "withdrawn"}
UNSHOWN = CHANGING | {"slipped"}
SAID = {"text", "announced"}
TALLIED = {"reaction", "vote"}


def whole(fact: dict[str, Any]) -> dict[str, Any]:
    """A fact with its defaults filled in."""
    return {**copy.deepcopy(FACT), **fact}


class Mirror:
    """What a device knows after the events of its socket."""

    def __init__(self, me: str) -> None:
        self.me = me
        self.conversations: dict[str, dict[str, Any]] = {}
        self.facts: dict[str, dict[int, dict[str, Any]]] = {}
        self.reach: dict[str, int] = {}
        self.doubtful: set[str] = set()
        self.next: str | None = None
        self.unlisted: set[str] = set()
        self.presence: dict[str, dict[str, Any] | None] = {}
        self.own: dict[str, Any] | None = None
        self.changed: set[tuple[str, ...]] = set()
        self.lost = False
        self.ended: str | None = None
        self.tags: set[str] = set()
        self.kinds: set[str] = set()
        self.applied = 0

    def follow(self, socket: Socket) -> None:
        """Apply what came over a socket since the last time."""
        for event in socket.events[self.applied :]:
            self.apply(event)
        self.applied = len(socket.events)

    async def catch_up(self, socket: Socket, client: Client) -> None:
        """Wait until a fresh read says the same: what is told together comes up to twice a second."""
        for attempt in range(101):
            try:
                self.follow(socket)
                if self.lost:
                    await socket.command("snapshot")
                    self.follow(socket)
                await self.check(client)
            except AssertionError:
                if attempt == 100:
                    raise
                await asyncio.sleep(0.05)
            else:
                break

    async def read_on(self, socket: Socket, client: Client) -> None:
        """Read the list to its end; what is heard while a page is on its way is applied after it."""
        while self.next is not None:
            self.follow(socket)
            page = await client.json("GET", "/api/conversations", params={"after": self.next})
            self.conversations |= {one["id"]: self._filled(one) for one in page["items"]}
            self.next = page["next"]

    async def _meet(self, client: Client) -> None:
        """Read conversations that were not listed when a fact of them came."""
        for conversation_id in self.unlisted - self.conversations.keys():
            answer = await client.get(f"/api/conversations/{conversation_id}")
            if answer.is_success:
                self.conversations[conversation_id] = self._filled(answer.json())
        self.unlisted.clear()

    async def settled(self, socket: Socket, seq: int, conversation_id: str) -> None:
        """Apply what comes until the conversation has reached a position."""
        async with asyncio.timeout(60):
            while not self._reached(socket, conversation_id, seq):
                await asyncio.sleep(0.01)

    def _reached(self, socket: Socket, conversation_id: str, seq: int) -> bool:
        self.follow(socket)
        return bool(self.conversations[conversation_id]["last_seq"] >= seq)

    def apply(self, event: dict[str, Any]) -> None:
        """Apply one event."""
        event = copy.deepcopy(event)
        tag = event.pop("t")
        self.tags.add(tag)
        handle = getattr(self, f"_{tag}", None)
        assert handle is not None, f"the protocol's events, and this client, know no {tag}"
        handle(event)

    def _hello(self, event: dict[str, Any]) -> None:
        assert event["person_id"] == self.me

    def _nothing(self, event: dict[str, Any]) -> None:
        """Answers change nothing of what is known."""

    _ok = _error = _pong = _nothing

    def _changed(self, event: dict[str, Any]) -> None:
        key = tuple(event["key"])
        self.changed.add(key)
        if key[0] == "conversation" and key[2] == "receipts":
            # Of this conversation it would read its own messages again.
            self.facts.pop(key[1], None)

    def _resync(self, event: dict[str, Any]) -> None:
        self.lost = True

    def _revoked(self, event: dict[str, Any]) -> None:
        self.ended = event["reason"]

    def _presence(self, event: dict[str, Any]) -> None:
        self.presence.update(event["people"])

    def _snapshot(self, event: dict[str, Any]) -> None:
        if self.lost:
            # It does not know what it missed of what it had loaded.
            self.facts, self.lost = {}, False
        self.conversations = {one["id"]: self._filled(one) for one in event["conversations"]}
        self.next = event["next"]
        self.facts = {one: facts for one, facts in self.facts.items() if one in self.conversations}
        for one in self.conversations.values():
            self._forget_what_lags(one)

    def _conversation(self, event: dict[str, Any]) -> None:
        self.conversations[event["id"]] = self._filled(event)
        self._forget_what_lags(event)

    def _forget_what_lags(self, conversation: dict[str, Any]) -> None:
        """Facts that end before the conversation does would be read on; this client forgets them instead."""
        if self.reach.get(conversation["id"], 0) < conversation["last_seq"]:
            self.facts.pop(conversation["id"], None)

    def _gone(self, event: dict[str, Any]) -> None:
        self.conversations.pop(event["conversation_id"], None)
        self.facts.pop(event["conversation_id"], None)

    def _filled(self, conversation: dict[str, Any]) -> dict[str, Any]:
        last = conversation["last"]
        return {**conversation, "last": last and whole(last)}

    def _message(self, event: dict[str, Any]) -> None:
        fact = whole(event)
        self.kinds.add(fact["kind"])
        if fact["sender_id"] != self.me or fact["kind"] not in SAID:
            fact["delivered"] = fact["confirmed"] = fact["handled"] = None
        conversation = self.conversations.get(fact["conversation_id"])
        if conversation is None:
            self.unlisted.add(fact["conversation_id"])
            return
        if fact["seq"] <= conversation["last_seq"]:
            return
        assert fact["seq"] == conversation["last_seq"] + 1, "the test's client does not fill gaps: there are none"
        facts = self.facts.setdefault(conversation["id"], {})
        conversation["last_seq"] = self.reach[conversation["id"]] = fact["seq"]
        if fact["kind"] in CHANGING:
            self._change(conversation, fact)
            return
        self._govern(conversation, fact)
        if fact["kind"] in UNSHOWN:
            return
        conversation["updated_at"] = fact["at"]
        facts[fact["seq"]] = fact
        if fact["thread"] in facts:
            facts[fact["thread"]]["replies"] += 1
        bare = {"delivered": None, "confirmed": None, "handled": None, "reactions": [], "votes": None}
        conversation["last"] = copy.deepcopy({**fact, **bare})
        if fact["kind"] in SAID and fact["sender_id"] != self.me:
            conversation["unread"] = min(100, conversation["unread"] + 1)
            conversation["mentioned"] |= self.me in fact["mentions"] or "all" in fact["mentions"]
        if fact["kind"] == "renamed":
            conversation["name"] = fact["name"]

    def _govern(self, conversation: dict[str, Any], fact: dict[str, Any]) -> None:
        """What a fact says of a group: who is in it and runs it, what it set, what stands above it, when it ends."""
        kind, mine = fact["kind"], self.me in fact["subjects"]
        for name in ("members", "admins"):
            if fact[name] is not None:
                conversation[name] = fact[name]
        if kind == "owner":
            conversation["owner_id"] = next(iter(fact["subjects"]), None)
            if mine or conversation["role"] == "owner":
                conversation["role"] = "owner" if mine else "member"
        if kind == "admin" and mine:
            conversation["role"] = "admin" if fact["on"] else "member"
        if kind == "settings":
            conversation["settings"] = fact["settings"]
        if kind == "silenced" and mine:
            conversation["silenced_until"] = fact["until"]
        if kind in SAID:
            conversation["ends_at"] = None
        if kind == "announced":
            shown = {name: fact[name] for name in ("seq", "text", "sender_id", "at", "confirm")}
            conversation["announcement"] = {**shown, "confirmed": False, "reminded_at": None}
        if kind == "warned":
            conversation["ends_at"] = fact["until"]
        if kind == "dissolved" or (kind == "merged" and not fact["on"]):
            conversation.update(open=False, ends_at=None)

    def _change(self, conversation: dict[str, Any], change: dict[str, Any]) -> None:
        """What a changing fact does to its target, and to what quotes it, in the list and in the loaded facts."""
        facts = self.facts[conversation["id"]]
        for fact in (*facts.values(), conversation["last"]):
            if fact["seq"] == change["target"] and (fact is not conversation["last"] or change["kind"] not in TALLIED):
                getattr(self, f"_{change['kind']}")(fact, change)
            quote = fact["reply_to"]
            if quote and quote["seq"] == change["target"] and change["kind"] in ("recall", "edit"):
                quote.update(text=change["text"] and change["text"][:200])
                if change["text"] is None:
                    quote.update(carries=None)
        target = facts.get(change["target"])
        if change["kind"] == "recall" and target and target["thread"] in facts:
            facts[target["thread"]]["replies"] -= 1
        announcement = conversation["announcement"]
        if change["kind"] == "withdrawn" and announcement and announcement["seq"] == change["target"]:
            conversation["announcement"] = None
        counted = change["kind"] == "recall" or change["kind"] == "edit"
        if counted and change["target"] > conversation["read_seq"] and change["sender_id"] != self.me:
            self.doubtful.add(conversation["id"])

    def _recall(self, fact: dict[str, Any], change: dict[str, Any]) -> None:
        gone = ("content", "origin", "edited_at", "votes")
        fact.update(text=None, mentions=[], cards=[], reactions=[], recalled=True, **dict.fromkeys(gone))

    def _edit(self, fact: dict[str, Any], change: dict[str, Any]) -> None:
        fact.update(text=change["text"], mentions=change["mentions"], edited_at=change["at"])

    def _reaction(self, fact: dict[str, Any], change: dict[str, Any]) -> None:
        step = 1 if change["on"] else -1
        own = change["sender_id"] == self.me
        for one in fact["reactions"]:
            if one["emoji"] == change["emoji"]:
                one["count"] += step
                one["mine"] = change["on"] if own else one["mine"]
                break
        else:
            fact["reactions"].append({"emoji": change["emoji"], "count": 1, "mine": own})
        fact["reactions"] = [one for one in fact["reactions"] if one["count"] > 0]

    def _vote(self, fact: dict[str, Any], change: dict[str, Any]) -> None:
        fact["votes"] = {**change["votes"], "mine": fact["votes"]["mine"]}

    def _withdrawn(self, fact: dict[str, Any], change: dict[str, Any]) -> None:
        """What was announced stays as it was said."""

    def _card(self, fact: dict[str, Any], change: dict[str, Any]) -> None:
        fact["cards"] = change["cards"]

    def _own(self, event: dict[str, Any]) -> None:
        fact = self.facts.get(event["conversation_id"], {}).get(event["seq"])
        if fact is not None and event["favourite"] is not None:
            fact["favourite"] = event["favourite"]
        if fact is not None and event["votes"] is not None:
            fact["votes"]["mine"] = event["votes"]

    def _draft(self, event: dict[str, Any]) -> None:
        conversation = self.conversations.get(event["conversation_id"])
        if conversation is not None:
            conversation["draft"] = event["draft"]

    def _read(self, event: dict[str, Any]) -> None:
        conversation = self.conversations.get(event["conversation_id"])
        if conversation is not None:
            conversation.update(read_seq=event["seq"], unread=event["unread"], mentioned=event["mentioned"])

    def _receipts(self, event: dict[str, Any]) -> None:
        for seq, confirmed, delivered, handled in event["marks"]:
            fact = self.facts.get(event["conversation_id"], {}).get(seq)
            if fact is not None:
                fact.update(confirmed=confirmed, delivered=delivered, handled=handled)

    async def load(self, client: Client) -> None:
        """Read what one knows of oneself, to keep it by the ``changed`` events."""
        self.own = await client.json("GET", "/api/me")
        self.changed.clear()

    async def _check_people(self, client: Client) -> None:
        """How people are, and what one knows of oneself, where it has been loaded."""
        if self.presence:
            fresh = await client.json("GET", f"/api/presence?ids={','.join(self.presence)}")
            assert fresh == {one: how for one, how in self.presence.items() if how is not None}
        if self.own is not None:
            if ("person", self.me, "me") in self.changed:
                self.own = await client.json("GET", "/api/me")
            assert await client.json("GET", "/api/me") == self.own

    async def check(self, client: Client) -> None:
        """Assert that a fresh read says the same."""
        await self._check_people(client)
        await self._meet(client)
        for conversation_id in self.doubtful:
            if conversation_id in self.conversations:
                fresh = await client.json("GET", f"/api/conversations/{conversation_id}")
                known = self.conversations[conversation_id]
                # A count that holds what is still on its way would be added to when that comes.
                assert fresh["last_seq"] == known["last_seq"], "not all has come yet"
                known.update(unread=fresh["unread"], mentioned=fresh["mentioned"])
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
                shown = [fact for fact in fresh_facts if fact["kind"] not in UNSHOWN]
                same("facts", shown, [facts[seq] for seq in sorted(facts)])


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

"""Whatever people do in a group, in whatever order: the server agrees with a model, and devices with the server."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import EMMA_CLARKE, HE_CHUAN, LIN_YUE, XU_JINGYI, ZHOU_LAN, Stage
from tests.messaging.mirror import history
from tests.messaging.talk import Talk, group, message
from tests.messaging.test_sync import all_catch_up, watching
from tocsin.messaging.actions import calling, reactions

PLAYERS = (ZHOU_LAN, HE_CHUAN, XU_JINGYI, LIN_YUE, EMMA_CLARKE)
who = st.integers(0, len(PLAYERS) - 1)
where = st.integers(0, 30)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("say"), who, st.booleans()),
        st.tuples(st.just("say"), who, st.booleans()),
        st.tuples(st.just("read"), who, where),
        st.tuples(st.just("recall"), who, where),
        st.tuples(st.just("edit"), who, where),
        st.tuples(st.just("react"), who, where),
        st.tuples(st.just("reply"), who, where),
        st.tuples(st.just("add"), who, who),
        st.tuples(st.just("leave"), who, st.none()),
        st.tuples(st.just("remove"), who, who),
        st.tuples(st.just("hand_over"), who, who),
    ),
    min_size=8,
    max_size=30,
)


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """No limit stands in the way of what the examples do."""
    for module, name in ((calling, "BURST"), (calling, "GROUP_BURST"), (reactions, "TOGGLE_BURST")):
        monkeypatch.setattr(module, name, 10_000)


class Stay:
    """A person's time in the group."""

    def __init__(self, since: int) -> None:
        self.since = self.read = since
        self.until: int | None = None


class Model:
    """A group as it should be. Every step returns the code of its refusal, or nothing."""

    def __init__(self) -> None:
        self.facts: list[dict[str, Any]] = []
        self.stays: dict[int, list[Stay]] = {one: [] for one in range(len(PLAYERS))}
        self.owner = 0
        self.tell("created", 0)
        for one in (0, 1, 2):
            self.stays[one].append(Stay(0))

    def tell(self, kind: str, sender: int, **more: Any) -> None:
        self.facts.append({"seq": len(self.facts) + 1, "kind": kind, "sender": sender, "recalled": False, **more})

    def now(self, one: int) -> Stay | None:
        return next((stay for stay in self.stays[one] if stay.until is None), None)

    def present(self) -> list[int]:
        return [one for one in self.stays if self.now(one)]

    def say(self, one: int, everybody: bool) -> str | None:
        if not self.now(one):
            return "not_found"
        self.tell("text", one, all=everybody, said="句", edits=[])
        return None

    def message(self, one: int, seq: int) -> dict[str, Any] | None:
        """A message that somebody sees."""
        stay = self.now(one)
        found = next((fact for fact in self.facts if fact["seq"] == seq and fact["kind"] == "text"), None)
        return found if stay is not None and seq > stay.since else None

    def reply(self, one: int, seq: int) -> str | None:
        if not self.now(one):
            return "not_found"
        quoted = self.message(one, seq)
        if quoted is None or quoted["recalled"]:
            return "messaging.reply_unknown"
        self.tell("text", one, all=False, said="答", edits=[], quotes=quoted)
        return None

    def edit(self, one: int, seq: int) -> str | None:
        fact = self.message(one, seq)
        if fact is None:
            return "not_found"
        if fact["recalled"]:
            return "messaging.already_recalled"
        if fact["sender"] != one:
            return "messaging.not_your_message"
        self.tell("edit", one, target=seq, of=fact)
        fact.update(said=f"改 {len(self.facts)}", all=False)
        fact["edits"].append(len(self.facts))
        return None

    def react(self, one: int, seq: int) -> str | None:
        fact = self.message(one, seq)
        if fact is None:
            return "not_found"
        if fact["recalled"]:
            return "messaging.already_recalled"
        if one not in fact.setdefault("reacted", set()):
            fact["reacted"].add(one)
            self.tell("reaction", one, target=seq)
        return None

    def read(self, one: int, seq: int) -> str | None:
        stay = self.now(one)
        if stay is None:
            return "not_found"
        stay.read = max(stay.read, min(seq, len(self.facts)))
        return None

    def recall(self, one: int, seq: int) -> str | None:
        fact = self.message(one, seq)
        if fact is None:
            return "not_found"
        if one not in (fact["sender"], self.owner):
            return "messaging.not_your_message"
        if fact["recalled"]:
            return "messaging.already_recalled"
        fact["recalled"] = True
        self.tell("recall", one, target=seq)
        return None

    def add(self, one: int, other: int) -> str | None:
        if not self.now(one):
            return "not_found"
        if not self.now(other):
            self.stays[other].append(Stay(len(self.facts)))
            self.tell("joined", one)
        return None

    def _end(self, one: int, kind: str, by: int) -> None:
        stay = self.now(one)
        assert stay is not None
        self.tell(kind, by)
        stay.until = len(self.facts)

    def leave(self, one: int, _: None) -> str | None:
        if not self.now(one):
            return "not_found"
        if self.owner == one and len(self.present()) > 1:
            return "messaging.hand_over_first"
        self._end(one, "left", one)
        return None

    def remove(self, one: int, other: int) -> str | None:
        if not self.now(one):
            return "not_found"
        if self.owner != one:
            return "messaging.admins_only"
        if one == other and len(self.present()) > 1:
            return "messaging.hand_over_first"
        if not self.now(other):
            return "not_found"
        self._end(other, "removed", one)
        return None

    def hand_over(self, one: int, other: int) -> str | None:
        if not self.now(one):
            return "not_found"
        if self.owner != one:
            return "messaging.owner_only"
        if not self.now(other):
            return "not_found"
        if other != one:
            self.owner = other
            self.tell("owner", one)
        return None

    def unread(self, one: int, stay: Stay) -> tuple[int, bool]:
        new = [
            fact
            for fact in self.facts
            if fact["seq"] > stay.read and fact["kind"] == "text" and fact["sender"] != one and not fact["recalled"]
        ]
        return len(new), any(fact["all"] for fact in new)

    def shows(self, fact: dict[str, Any], stay: Stay) -> tuple[Any, ...]:
        """What somebody is shown of a fact: by whom it is, its words, those it quotes, and what it did."""
        if fact.get("target", stay.since + 1) <= stay.since:
            return None, None, None, None
        said = fact["of"]["said"] if fact["kind"] == "edit" and not fact["of"]["recalled"] else fact.get("said")
        quoted, excerpt = fact.get("quotes"), None
        if quoted is not None and not quoted["recalled"]:
            unshown = quoted["seq"] <= stay.since and any(one > fact["seq"] for one in quoted["edits"])
            excerpt = None if unshown else quoted["said"]
        by = fact["sender"]
        return by, None if fact["recalled"] else said, excerpt, True if fact["kind"] == "reaction" else None

    def confirmed(self, seq: int, sender: int) -> int:
        return sum(
            any(stay.since < seq <= min(stay.read, stay.until or seq) for stay in stays)
            for one, stays in self.stays.items()
            if one != sender
        )


async def perform(talk: Talk, step: str, one: int, argument: Any, position: int) -> str | None:
    """Do a step over the API, after which the group may be a position further; the code of its refusal, or nothing."""
    stage = talk.stage
    client = await stage.as_(PLAYERS[one])
    person = str(stage.person(PLAYERS[argument])) if step in ("add", "remove", "hand_over") else ""
    requests: dict[str, tuple[str, str, Any]] = {
        "say": ("POST", "/messages", message("句", mentions=["all"] if argument else [])),
        "read": ("PUT", "/read", {"seq": argument}),
        "recall": ("POST", f"/messages/{argument}/recall", None),
        "edit": ("PATCH", f"/messages/{argument}", {"text": f"改 {position + 1}"}),
        "react": ("PUT", f"/messages/{argument}/reactions/👍", None),
        "reply": ("POST", "/messages", message("答", reply_to=argument)),
        "add": ("POST", "/members", {"person_ids": [person]}),
        "leave": ("POST", "/departure", None),
        "remove": ("DELETE", f"/members/{person}", None),
        "hand_over": ("PUT", "/owner", {"person_id": person}),
    }
    method, path, body = requests[step]
    response = await client.request(method, talk.path + path, **({"json": body} if body is not None else {}))
    return None if response.is_success else str(response.json()["code"])


async def compare(model: Model, talk: Talk) -> None:
    """What everybody sees is what the model says they do."""
    stage = talk.stage
    for one, player in enumerate(PLAYERS):
        client, stay = await stage.as_(player), model.now(one)
        if stay is None:
            await client.refused("GET", talk.path, "not_found")
            continue
        view = await client.json("GET", talk.path)
        assert (view["unread"], view["mentioned"]) == model.unread(one, stay), player.name
        assert view["read_seq"] == stay.read
        assert (view["last_seq"], view["members"]) == (len(model.facts), len(model.present()))
        assert view["owner_id"] == str(stage.person(PLAYERS[model.owner]))
        visible = [fact for fact in model.facts if fact["seq"] > stay.since]
        shown = await history(client, talk.id)
        assert [(fact["seq"], fact["kind"], fact["recalled"], fact["target"]) for fact in shown] == [
            (fact["seq"], fact["kind"], fact["recalled"], fact.get("target")) for fact in visible
        ]
        people = {str(stage.person(player)): number for number, player in enumerate(PLAYERS)}
        assert [
            (people.get(fact["sender_id"]), fact["text"], (fact["reply_to"] or {}).get("text"), fact["on"])
            for fact in shown
            if fact["kind"] in ("text", "recall", "edit", "reaction")
        ] == [model.shows(fact, stay) for fact in visible if fact["kind"] in ("text", "recall", "edit", "reaction")]
        own = {fact["seq"]: fact["confirmed"] for fact in shown if fact["confirmed"] is not None}
        assert own == {
            fact["seq"]: model.confirmed(fact["seq"], one)
            for fact in visible
            if fact["kind"] == "text" and fact["sender"] == one
        }


@pytest.mark.timeout(600)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
async def test_a_group_behaves_like_its_model(stage: Stage, steps: list[tuple[str, int, Any]]) -> None:
    talk, model = await group(stage, *PLAYERS[:3]), Model()
    async with watching(stage, *PLAYERS) as watches:
        for step, one, argument in steps:
            if not model.present():
                break
            position = len(model.facts)
            # How often one reacts is not the subject here.
            stage.server.context.limiter.forget(f"react:{stage.person(PLAYERS[one])}")
            expected = getattr(model, step)(one, argument)
            assert await perform(talk, step, one, argument, position) == expected, (step, PLAYERS[one].name, argument)
        await compare(model, talk)
        await all_catch_up(watches)

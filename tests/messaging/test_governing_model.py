"""Roles, silence, joining, leaving and handing over, in whatever order: never without an owner, never with two."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import EMMA_CLARKE, HE_CHUAN, LIN_YUE, XU_JINGYI, ZHOU_LAN, Stage
from tests.messaging.talk import Talk, group, message
from tocsin.kernel import clock

PLAYERS = (ZHOU_LAN, HE_CHUAN, XU_JINGYI, LIN_YUE, EMMA_CLARKE)
who = st.integers(0, len(PLAYERS) - 1)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("appoint"), who, who),
        st.tuples(st.just("appoint"), st.just(0), who),
        st.tuples(st.just("demote"), who, who),
        st.tuples(st.just("silence"), who, who),
        st.tuples(st.just("lift"), who, who),
        st.tuples(st.just("close"), who, st.booleans()),
        st.tuples(st.just("say"), who, st.booleans()),
        st.tuples(st.just("come"), who, st.none()),
        st.tuples(st.just("remove"), who, who),
        st.tuples(st.just("hand_over"), who, who),
        st.tuples(st.just("leave_to"), who, who),
        st.tuples(st.just("leave"), who, st.sampled_from(["", "falls", "quiet"])),
    ),
    min_size=10,
    max_size=40,
)


class Model:
    """A group as it should be: ``seats`` in the order people came. Every step returns the code of its refusal."""

    def __init__(self) -> None:
        self.seats = [0, 1, 2]
        self.owner = 0
        self.admins: set[int] = set()
        self.silent: set[int] = set()
        self.removed: set[int] = set()
        self.asked: set[int] = set()
        self.closed = False
        self.ended = False

    def rank(self, one: int) -> int:
        return 2 if one == self.owner else 1 if one in self.admins else 0

    def _over(self, one: int, other: int) -> str | None:
        if one not in self.seats:
            return "not_found"
        if other not in self.seats:
            return "not_found"
        if self.rank(one) == 0:
            return "messaging.admins_only"
        return None if self.rank(one) > self.rank(other) else "messaging.not_over_them"

    def _own(self, one: int, other: int) -> str | None:
        if one not in self.seats:
            return "not_found"
        if one != self.owner:
            return "messaging.owner_only"
        return None if other in self.seats else "not_found"

    def appoint(self, one: int, other: int) -> str | None:
        refusal = self._own(one, other)
        if refusal is None and other != self.owner:
            self.admins.add(other)
            self.silent.discard(other)
        return refusal

    def demote(self, one: int, other: int) -> str | None:
        refusal = None if one == other and one in self.admins else self._own(one, other)
        if refusal is None:
            self.admins.discard(other)
        return refusal

    def silence(self, one: int, other: int) -> str | None:
        refusal = self._over(one, other)
        if refusal is None:
            self.silent.add(other)
        return refusal

    def lift(self, one: int, other: int) -> str | None:
        refusal = self._over(one, other)
        if refusal is None:
            self.silent.discard(other)
        return refusal

    def close(self, one: int, closed: bool) -> str | None:
        if one not in self.seats:
            return "not_found"
        if self.rank(one) == 0:
            return "messaging.admins_only"
        self.closed = closed
        return None

    def say(self, one: int, everybody: bool) -> str | None:
        if one not in self.seats:
            return "not_found"
        if self.rank(one) == 0 and one in self.silent:
            return "messaging.silenced"
        return "messaging.admins_post_only" if self.rank(one) == 0 and self.closed else None

    def come(self, one: int, _: None) -> str | None:
        if one in self.seats:
            return "messaging.already_in_group"
        if one in self.removed:
            # Whom somebody removed comes back by a decision, which nobody takes here.
            refusal = "messaging.already_asked" if one in self.asked else None
            self.asked.add(one)
            return refusal
        self.seats.append(one)
        return None

    def _go(self, one: int) -> None:
        self.seats.remove(one)
        self.admins.discard(one)

    def _give(self, other: int) -> None:
        self.owner = other
        self.admins.discard(other)

    def remove(self, one: int, other: int) -> str | None:
        if one not in self.seats:
            return "not_found"
        if self.rank(one) == 0:
            return "messaging.admins_only"
        if one == other:
            if one == self.owner and len(self.seats) > 1:
                return "messaging.hand_over_first"
        elif refusal := self._over(one, other):
            return refusal
        else:
            self.removed.add(other)
        self._go(other)
        return None

    def hand_over(self, one: int, other: int) -> str | None:
        refusal = self._own(one, other)
        if refusal is None and other != one:
            self._give(other)
        return refusal

    def leave_to(self, one: int, other: int) -> str | None:
        if one not in self.seats:
            return "not_found"
        if one == self.owner and len(self.seats) > 1:
            if other == one or other not in self.seats:
                return "not_found"
            self._go(one)
            self._give(other)
        else:
            self._go(one)
        return None

    def leave(self, one: int, how: str) -> str | None:
        if one not in self.seats:
            return "not_found"
        if one != self.owner or len(self.seats) == 1:
            self._go(one)
            return None
        if how != "falls":
            return "messaging.hand_over_first"
        self._go(one)
        self._give(next((heir for heir in self.seats if heir in self.admins), self.seats[0]))
        return None


async def perform(talk: Talk, step: str, one: int, argument: Any) -> str | None:
    """Do a step over the API; the code of its refusal, or nothing."""
    stage = talk.stage
    client = await stage.as_(PLAYERS[one])
    other = str(stage.person(PLAYERS[argument])) if isinstance(argument, int) else ""
    until = (clock.now() + timedelta(days=1)).isoformat()
    leaving: dict[str, dict[str, Any]] = {"": {}, "falls": {"heir_id": None}, "quiet": {"quiet": True}}
    requests: dict[str, tuple[str, str, Any]] = {
        "appoint": ("PUT", f"{talk.path}/admins/{other}", None),
        "demote": ("DELETE", f"{talk.path}/admins/{other}", None),
        "silence": ("PUT", f"{talk.path}/members/{other}/silence", {"until": until}),
        "lift": ("PUT", f"{talk.path}/members/{other}/silence", {"until": None}),
        "close": ("PATCH", f"{talk.path}/settings", {"posting": "admins" if argument else "all"}),
        "say": ("POST", f"{talk.path}/messages", message("话")),
        "come": ("POST", f"/api/organisations/{stage.school}/listed-groups/{talk.id}", {}),
        "remove": ("DELETE", f"{talk.path}/members/{other}", None),
        "hand_over": ("PUT", f"{talk.path}/owner", {"person_id": other}),
        "leave_to": ("POST", f"{talk.path}/departure", {"heir_id": other}),
        "leave": ("POST", f"{talk.path}/departure", leaving.get(argument, {})),
    }
    method, path, body = requests[step]
    response = await client.request(method, path, **({"json": body} if body is not None else {}))
    return None if response.is_success else str(response.json()["code"])


async def compare(model: Model, talk: Talk) -> None:
    """Roles and silences are those of the model: one owner, as long as somebody is in it."""
    stage = talk.stage
    for one in model.seats:
        client = await stage.as_(PLAYERS[one])
        view = await client.json("GET", talk.path)
        assert view["role"] == ("member", "admin", "owner")[model.rank(one)], PLAYERS[one].name
        assert (view["silenced_until"] is not None) == (one in model.silent), PLAYERS[one].name
        assert (view["admins"], view["members"]) == (len(model.admins), len(model.seats))
    seats = await (await stage.as_(PLAYERS[model.owner])).pages(f"{talk.path}/members")
    owners = [seat["person_id"] for seat in seats if seat["role"] == "owner"]
    assert owners == [str(stage.person(PLAYERS[model.owner]))]
    assert sum(seat["role"] == "admin" for seat in seats) == len(model.admins)


@pytest.mark.timeout(600)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
async def test_a_group_is_never_without_an_owner(stage: Stage, steps: list[tuple[str, int, Any]]) -> None:
    talk, model = await group(stage, *PLAYERS[:3]), Model()
    # Those who came at the same moment follow each other by their ids.
    model.seats.sort(key=lambda one: stage.person(PLAYERS[one]))
    await (await stage.as_(PLAYERS[0])).json("PATCH", f"{talk.path}/settings", json={"listed": True})
    for step, one, argument in steps:
        # How often one comes by oneself is not the subject here.
        stage.server.context.limiter.forget(f"group_link:{stage.person(PLAYERS[one])}")
        expected = getattr(model, step)(one, argument)
        assert await perform(talk, step, one, argument) == expected, (step, PLAYERS[one].name, argument)
        if not model.seats:
            return
    await compare(model, talk)

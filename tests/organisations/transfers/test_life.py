"""Transfers against a small model: in whatever order people act, the server and the model agree (ORG-2)."""

from __future__ import annotations

from collections.abc import Coroutine
from datetime import timedelta
from typing import Any
from uuid import UUID

import anyio
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from tests.organisations.stage import Member, Stage
from tocsin.kernel.clock import now
from tocsin.kernel.db import FOLLOW
from tocsin.organisations.transfers import rules
from tocsin.organisations.transfers.actions.carrying import Due, carry_due

WHO = st.sampled_from(["hr", "head", "member", "stranger"])
SIDES = st.sets(st.sampled_from(rules.SIDES))


@given(SIDES, SIDES, st.booleans())
def test_an_answer_counts_for_what_is_missing_and_nothing_else(said: set[Any], sides: set[Any], headed: bool) -> None:
    left = rules.missing(said, headed=headed)
    assert set(left).isdisjoint(said)
    assert headed or "head" not in left
    try:
        speaks = rules.check_answer("open", said, sides, headed=headed)
    except (rules.TransferAnswered, rules.Forbidden):
        assert not set(left) & sides
    else:
        assert set(speaks) == set(left) & sides
        assert set(rules.missing({*said, *speaks}, headed=headed)) == set(left) - sides


class Life(RuleBasedStateMachine):
    """Rules run in a thread; ``ask`` carries their requests to the server's loop. One transfer after the other."""

    people: dict[str, Member]
    departments: list[str]
    stage: Stage
    finished = 0

    def __init__(self) -> None:
        super().__init__()
        self.id: str | None = None
        self.state = "none"
        self.said: set[str] = set()
        self.opener = ""
        self.later = False
        self.here = 0
        self.ask(self._clear())

    def ask(self, work: Coroutine[Any, Any, Any]) -> Any:
        async def call() -> Any:
            return await work

        return anyio.from_thread.run(call)

    @property
    def path(self) -> str:
        return f"{self.people['hr'].organisation.path}/transfers"

    async def _clear(self) -> None:
        """Begin where the last example began: in the first department, nothing under way."""
        hr = self.people["hr"]
        for one in (await hr.json("GET", "/transfers", params={"running": True}))["items"]:
            await hr.json("DELETE", f"/transfers/{one['id']}", status=204)
        places = {"departments": [{"id": self.departments[0]}]}
        await hr.json("PATCH", f"/members/{self.people['member'].id}", json=places)

    def _call(self, who: str, method: str, tail: str = "", body: Any = None) -> tuple[int, Any]:
        answer = self.ask(self.people[who].client.request(method, self.path + tail, json=body))
        return answer.status_code, answer.json() if answer.content else None

    @rule(who=WHO, later=st.booleans())
    def open(self, who: str, later: bool) -> None:
        body = {
            "member_id": self.people["member"].id,
            "from_department_id": self.departments[self.here],
            "to_department_id": self.departments[1 - self.here],
            "effective_at": (now() + timedelta(days=2 if later else 0)).isoformat(),
        }
        status, answer = self._call(who, "POST", body=body)
        # Somebody leads the second department; towards the first there is no head whose word is needed.
        sides = self._sides(who)
        if not sides:
            assert status == 403
        elif self.state in rules.RUNNING:
            assert (status, answer["code"]) == (409, "organisations.transfer_running")
        else:
            assert status == 201
            self.id, self.state, self.said, self.opener, self.later = answer["id"], "open", set(sides), who, later
            self._settle()

    def _sides(self, who: str) -> set[str]:
        return {"hr": {"hr"}, "member": {"member"}, "head": {"head"} if self.here == 0 else set()}.get(who, set())

    def _missing(self) -> set[str]:
        return {"member", "hr", *(["head"] if self.here == 0 else [])} - self.said

    def _settle(self) -> None:
        if self.state == "open" and not self._missing():
            self.state = "agreed"
            if not self.later:
                self._done()

    def _done(self) -> None:
        self.state, self.here = "done", 1 - self.here
        Life.finished += 1

    @rule(who=WHO, accept=st.sampled_from([True, True, True, False]))
    def answers(self, who: str, accept: bool) -> None:
        self._answer(who, accept)

    def _answer(self, who: str, accept: bool) -> None:
        if self.id is None:
            return
        towards = 1 if self.state == "done" else 0
        sides, state = self._sides_then(who, towards), self.state
        status, answer = self._call(who, "POST", f"/{self.id}/answer", {"accept": accept})
        if not sides and who != self.opener:
            assert status in (403, 404)
        elif not sides:
            assert status == 403
        elif state != "open":
            assert (status, answer["code"]) == (409, "organisations.transfer_closed")
        elif not sides & self._missing():
            assert (status, answer["code"]) == (409, "organisations.transfer_answered")
        else:
            assert status == 200
            if accept:
                self.said |= sides
                self._settle()
            else:
                self.state = "refused"
            assert answer["state"] == self.state

    @rule()
    def everybody_agrees(self) -> None:
        for who in ("member", "head", "hr"):
            if self.id is not None and self.state == "open" and who in self._missing():
                self._answer(who, accept=True)

    def _sides_then(self, who: str, back: int) -> set[str]:
        """The sides somebody was of the transfer at hand; one that is done has turned the departments round."""
        here, self.here = self.here, (self.here + back) % 2
        sides = self._sides(who)
        self.here = here
        return sides

    @rule(who=WHO)
    def withdraw(self, who: str) -> None:
        if self.id is None:
            return
        status, answer = self._call(who, "DELETE", f"/{self.id}")
        if who not in ("hr", self.opener):
            assert status in (403, 404)
        elif self.state in rules.RUNNING:
            assert status == 204
            self.state = "withdrawn"
        else:
            assert (status, answer["code"]) == (409, "organisations.transfer_closed")

    @rule()
    def its_day_comes(self) -> None:
        """The job runs, early or late, once or again."""
        if self.id is None:
            return
        due = Due(UUID(self.people["hr"].organisation.id), UUID(self.id))
        if self.state == "agreed":
            self.ask(self._begin_day())
        for _ in range(2):
            self.ask(carry_due(self.stage.server.context, due))
        if self.state == "agreed":
            self._done()

    async def _begin_day(self) -> None:
        async with self.stage.server.context.db.working(FOLLOW) as tx:
            await tx.fetch("UPDATE transfer SET effective_at = $2 WHERE id = $1", UUID(self.id), now())

    @invariant()
    def server_and_model_agree(self) -> None:
        self.stage.server.context.limiter.forget("http:127.0.0.1")
        _, card = self._member()
        assert [one["department_id"] for one in card["posts"]] == [self.departments[self.here]]
        if self.id is not None:
            status, seen = self._call("hr", "GET", f"/{self.id}")
            assert (status, seen["state"]) == (200, self.state)
            if self.state == "open":
                assert set(seen["missing"]) == self._missing()

    def _member(self) -> tuple[int, Any]:
        member = self.people["member"]
        answer = self.ask(self.people["hr"].client.get(f"{member.organisation.path}/members/{member.id}"))
        return answer.status_code, answer.json()


async def test_the_life_of_transfers(stage: Stage) -> None:
    school = await stage.found()
    Life.departments = [await school.department("教学部"), await school.department("科研部")]
    member, head, stranger = (
        await school.member(Life.departments[0]),
        await school.member(Life.departments[1]),
        await school.member(),
    )
    await school.admin.json("PUT", f"/departments/{Life.departments[1]}/heads", json={"member_ids": [head.id]})
    hr = await school.empowered("member_manage")
    Life.stage, Life.finished = stage, 0
    Life.people = {"hr": hr, "head": head, "member": member, "stranger": stranger}
    # No shrinking: each step is real requests, and a failure says its steps anyway.
    limited = settings(
        max_examples=6,
        stateful_step_count=25,
        phases=[Phase.generate],
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    await anyio.to_thread.run_sync(lambda: run_state_machine_as_test(Life, settings=limited))
    assert Life.finished > 0

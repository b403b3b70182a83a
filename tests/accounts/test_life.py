"""The life of accounts against a small model: whatever order things come in, the server and the model agree."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import anyio
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from tests.accounts.conftest import PASSWORD, Door, new_phone, wrong
from tests.support.client import Client

pytestmark = pytest.mark.anyio
PASSWORDS = (PASSWORD, "shan-gao-yue-xiao-77", "ping-sha-luo-yan-38")


@dataclass
class Account:
    """What the model knows of an account. ``live`` are its sessions, oldest first."""

    phone: str
    client: Client
    password: str | None = None
    status: str = "active"
    live: list[Client] = field(default_factory=list)
    ended: list[Client] = field(default_factory=list)

    def end(self, *clients: Client) -> None:
        for client in clients:
            self.live.remove(client)
            self.ended.append(client)


class Life(RuleBasedStateMachine):
    """Rules run in a thread; ``ask`` carries their requests to the server's loop."""

    door: Door
    made = 0
    accounts = Bundle("accounts")

    def __init__(self) -> None:
        super().__init__()
        self.known: list[Account] = []

    def ask(self, work: Any, *arguments: Any, **named: Any) -> Any:
        async def call() -> Any:
            return await work(*arguments, **named)

        return anyio.from_thread.run(call)

    def post(self, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        response = self.ask(self.door.visitor().post, path, json=body)
        return response.status_code, response.json()

    @initialize(target=accounts)
    def begin(self) -> Any:
        """Two people, each on two devices, so that there is something to end from the start."""
        first, second = self._register(None), self._register(PASSWORDS[0])
        for account in (first, second):
            self._by_code(account)
        return multiple(first, second)

    @rule(target=accounts, password=st.sampled_from([None, *PASSWORDS]))
    def register(self, password: str | None) -> Account:
        return self._register(password)

    def _register(self, password: str | None) -> Account:
        phone = new_phone()
        client = self.ask(self.door.register, phone, **({"password": password} if password else {}))
        account = Account(phone, client, password, live=[client])
        self.known.append(account)
        Life.made += 1
        return account

    @rule(account=accounts)
    def by_code(self, account: Account) -> None:
        self._by_code(account)

    def _by_code(self, account: Account) -> None:
        proof = {**self.ask(self.door.proof, account.phone), "bearer": True}
        assert self.post("/api/sessions/code", wrong(proof))[1]["code"] == "accounts.code_wrong"
        # an account's phone never gets a ticket for another one
        self._signed_in(account, *self.post("/api/sessions/code", proof))

    @rule(account=accounts, password=st.sampled_from(PASSWORDS))
    def by_password(self, account: Account, password: str) -> None:
        # what limits guessing has tests of its own
        self.ask(self.door.rows, "DELETE FROM sign_in_failure")
        body = {"identifier": account.phone, "password": password, "bearer": True}
        status, answer = self.post("/api/sessions/password", body)
        if password == account.password:
            self._signed_in(account, status, answer)
        else:
            assert (status, answer["code"]) == (403, "accounts.sign_in_wrong")

    def _signed_in(self, account: Account, status: int, body: dict[str, Any]) -> None:
        if account.status != "active":
            assert (status, body["code"]) == (403, f"accounts.{account.status}")
            return
        assert status == 201
        assert body["outcome"] == "signed_in"
        assert body["person"]["id"] == account.client.person_id
        account.live.append(self.door.server.client(token=body["token"], person=body["person"]))

    @rule(account=accounts, password=st.sampled_from(PASSWORDS), data=st.data())
    def change_password(self, account: Account, password: str, data: st.DataObject) -> None:
        if not account.live:
            return
        self.ask(self.door.rows, "DELETE FROM sign_in_failure")
        client = data.draw(st.sampled_from(account.live))
        if account.password is None:
            proof = self.ask(self.door.code, account.phone, "password")
        else:
            proof = {"current": account.password}
        self.ask(client.json, "PUT", "/api/me/password", json={**proof, "new": password}, status=204)
        account.password = password
        account.end(*[one for one in account.live if one is not client])

    @rule(account=accounts, data=st.data())
    def end_one(self, account: Account, data: st.DataObject) -> None:
        if not account.live:
            return
        asking, ending = data.draw(st.sampled_from(account.live)), data.draw(st.sampled_from(account.live))
        listed = self.ask(ending.json, "GET", "/api/me/sessions")
        session = next(one["id"] for one in listed if one["current"])
        self.ask(asking.json, "DELETE", f"/api/me/sessions/{session}", status=204)
        account.end(ending)

    @rule(account=accounts, data=st.data())
    def end_others(self, account: Account, data: st.DataObject) -> None:
        if not account.live:
            return
        client = data.draw(st.sampled_from(account.live))
        others = [one for one in account.live if one is not client]
        assert self.ask(client.json, "DELETE", "/api/me/sessions") == {"ended": len(others)}
        account.end(*others)

    @rule(account=accounts)
    def suspend(self, account: Account) -> None:
        if account.status == "active":
            self.ask(self.door.suspend, account.client)
            account.status = "suspended"
            account.end(*account.live[:])

    @rule(account=accounts)
    def reinstate(self, account: Account) -> None:
        if account.status == "suspended":
            self.ask(self.door.reinstate, account.client)
            account.status = "active"

    @rule(account=consumes(accounts))
    def freeze(self, account: Account) -> None:
        if account.status in ("active", "suspended"):
            self.ask(self.door.freeze, account.client)
            account.status = "frozen"
            account.end(*account.live[:])

    @invariant()
    def nobody_is_too_quick(self) -> None:
        """The limit on requests is not the subject here."""
        self.door.context.limiter.forget("http:127.0.0.1")

    @invariant()
    def sessions_are_as_the_model_says(self) -> None:
        """Of each account one live session lists all of them; those that ended last are nobody's."""
        for account in self.known:
            for client in account.live[-1:]:
                listed = self.ask(client.json, "GET", "/api/me/sessions")
                assert len(listed) == len(account.live)
            for client in account.ended[-1:]:
                self.ask(client.refused, "GET", "/api/me", "signed_out", status=401)

    def teardown(self) -> None:
        for account in self.known:
            for client in account.live:
                self.ask(client.json, "GET", "/api/me", status=200)
            for client in account.ended:
                self.ask(client.refused, "GET", "/api/me", "signed_out", status=401)


@pytest.mark.timeout(600)
async def test_the_life_of_accounts(cheap: None, here: Door) -> None:
    Life.door, Life.made = here, 0
    # No shrinking: each step is real requests, and a failure says its steps anyway.
    limited = settings(
        max_examples=5,
        stateful_step_count=25,
        phases=[Phase.generate],
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    await anyio.to_thread.run_sync(lambda: run_state_machine_as_test(Life, settings=limited))
    assert len(await here.rows("SELECT FROM person")) == Life.made >= 10

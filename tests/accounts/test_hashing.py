"""Hashing passwords costs a core and memory: nobody makes the server hash who proves nothing, or keeps others waiting."""

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from argon2 import PasswordHasher

from tests.accounts.conftest import PASSWORD, Door, new_phone
from tests.support.client import Client
from tests.support.still import stop_refilling
from tocsin.accounts import passwords

pytestmark = pytest.mark.anyio
NEW = "shan-gao-yue-xiao-77"
WRONG = "quite-another-horse-91"


class Hashes(PasswordHasher):
    """Cheap ones. Counts those that are new; while ``gate`` is closed they take for ever."""

    def __init__(self) -> None:
        super().__init__(1, 64, 1)
        self.made = 0
        self.gate = threading.Event()
        self.gate.set()

    def hash(self, *arguments: Any, **options: Any) -> str:
        self.made += 1
        assert self.gate.wait(90)
        return super().hash(*arguments, **options)


@pytest.fixture
def hashes(cheap: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hashes]:
    """New hashes under watch."""
    watched = Hashes()
    monkeypatch.setattr(passwords, "_hasher", watched)
    passwords._nobodys()
    yield watched
    watched.gate.set()


async def sign_in(here: Door, identifier: str) -> int:
    body = {"identifier": identifier, "password": PASSWORD, "bearer": True}
    return (await here.visitor().post("/api/sessions/password", json=body)).status_code


async def test_nothing_is_hashed_for_a_registration_that_fails_anyway(here: Door, hashes: Hashes) -> None:
    await here.register(login_name="taken", password=PASSWORD)
    phone = new_phone()
    body = await here.registration(phone, password=NEW)
    late = await here.registration(phone, password=NEW)
    hashes.made = 0
    visitor = here.visitor()
    for changed, code in (
        ({"ticket": "garbage"}, "accounts.ticket_void"),
        ({"agreements": []}, "accounts.agreements_needed"),
        ({"adult": False}, "accounts.adult_needed"),
        ({"login_name": "taken"}, "accounts.login_name_taken"),
        ({"password": "password1"}, "accounts.password_weak"),
    ):
        await visitor.refused("POST", "/api/accounts", code, json={**body, **changed})
    assert hashes.made == 0
    await visitor.json("POST", "/api/accounts", json=body, status=201)
    assert hashes.made == 1
    await visitor.refused("POST", "/api/accounts", "accounts.ticket_void", json=body)
    await visitor.refused("POST", "/api/accounts", "accounts.phone_taken", json=late)
    assert hashes.made == 1


async def test_a_ticket_is_no_way_to_keep_the_server_busy(here: Door, hashes: Hashes) -> None:
    body = await here.registration(password="password1")
    stop_refilling(here.context)
    codes = [(await here.visitor().post("/api/accounts", json=body)).json()["code"] for _ in range(22)]
    assert codes[:20] == ["accounts.password_weak"] * 20
    assert "too_many" in codes[20:]


async def test_nothing_is_hashed_for_a_change_without_proof(here: Door, hashes: Hashes) -> None:
    person = await here.register(password=PASSWORD)
    code = await here.code(new_phone(), "password")
    hashes.made = 0
    for proof, refusal in (
        ({"current": WRONG}, "accounts.password_wrong"),
        (code, "accounts.code_void"),
        ({}, "accounts.password_proof_needed"),
    ):
        await person.refused("PUT", "/api/me/password", refusal, json={**proof, "new": NEW})
    assert hashes.made == 0
    await person.json("PUT", "/api/me/password", json={"current": PASSWORD, "new": NEW}, status=204)
    assert hashes.made == 1


async def test_who_makes_passwords_keeps_nobody_from_signing_in(here: Door, hashes: Hashes) -> None:
    phone = new_phone()
    await here.register(phone, password=PASSWORD)
    bodies = [await here.registration(password=NEW) for _ in range(6)]
    hashes.gate.clear()
    making = [asyncio.create_task(here.visitor().post("/api/accounts", json=body)) for body in bodies]
    while not hashes.made > 1:
        await asyncio.sleep(0.01)
    assert await sign_in(here, phone) == 201
    hashes.gate.set()
    assert [answer.status_code for answer in await asyncio.gather(*making)] == [201] * 6


async def test_one_person_has_a_few_places_among_those_who_wait(here: Door, hashes: Hashes) -> None:
    phone = new_phone()
    await here.register(phone, password=PASSWORD)
    body = await here.registration(password=NEW)
    hashes.gate.clear()
    making = [asyncio.create_task(here.visitor().post("/api/accounts", json=body)) for _ in range(8)]
    done, _ = await asyncio.wait(making, timeout=60, return_when=asyncio.FIRST_COMPLETED)
    assert {one.result().status_code for one in done} == {429}
    hashes.gate.set()
    statuses = sorted([answer.status_code for answer in await asyncio.gather(*making)])
    assert statuses[0] == 201
    assert set(statuses[1:]) <= {422, 429}


async def test_tries_nobody_looked_at_are_not_counted(cheap: None, here: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    phone = new_phone()
    person = await here.register(phone, password=PASSWORD)
    with monkeypatch.context() as patch:
        patch.setattr(passwords.VERIFYING.slots, "most_each", 0)
        assert [await sign_in(here, phone) for _ in range(8)] == [429] * 8
        change = {"current": PASSWORD, "new": NEW}
        for _ in range(8):
            await person.refused("PUT", "/api/me/password", "too_many", json=change, status=429)
    assert await here.rows("SELECT FROM sign_in_failure") == []
    assert await sign_in(here, phone) == 201
    await person.json("PUT", "/api/me/password", json=change, status=204)


async def test_signing_in_does_not_fail_for_a_hash_that_can_wait(
    here: Door, hashes: Hashes, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = new_phone()
    await here.register(phone, password=PASSWORD)
    monkeypatch.setattr(passwords, "is_outdated", lambda _: True)
    monkeypatch.setattr(passwords.MAKING.slots, "most", 0)
    assert await sign_in(here, phone) == 201


async def failures(visitor: Client, identifier: str, count: int) -> list[int]:
    body = {"identifier": identifier, "password": WRONG}
    return [(await visitor.post("/api/sessions/password", json=body)).status_code for _ in range(count)]


@pytest.mark.parametrize("first", ["phone", "login name"])
async def test_tries_at_one_name_tell_nothing_of_another(cheap: None, still: None, here: Door, first: str) -> None:
    """Whether a phone and a login name are one person's is nobody's to find out."""
    phone = new_phone()
    await here.register(phone, login_name="wang.xm", password=PASSWORD)
    tried, other = (phone, "wang.xm") if first == "phone" else ("wang.xm", phone)
    visitor = here.visitor()
    assert await failures(visitor, tried, 6) == [403] * 5 + [429]
    assert await failures(visitor, other, 1) == [403]
    assert await failures(visitor, new_phone(), 1) == [403]


async def test_tries_from_everywhere_at_one_name_tell_nothing_of_another(
    cheap: None, still: None, here: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = "127.0.0.1"
    monkeypatch.setattr("tocsin.kernel.http.address_of", lambda _: address)
    phone = new_phone()
    await here.register(phone, login_name="wang.xm", password=PASSWORD)
    for number in range(30):
        address = f"203.0.113.{number}"
        assert await failures(here.visitor(), phone, 1) == [403]
    address = "203.0.113.200"
    assert await failures(here.visitor(), phone, 1) == [429]
    assert await failures(here.visitor(), "wang.xm", 1) == [403]

"""Codes: asked for, limited, sent after commit, tried, used once; and what none of it tells."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.accounts.conftest import PASSWORD, Door, Work, mode_of, new_phone, wrong
from tocsin.accounts import provider
from tocsin.accounts.actions import codes
from tocsin.kernel import clock
from tocsin.kernel.db import SIGNIN

pytestmark = pytest.mark.anyio
SECOND = timedelta(seconds=1)


async def test_a_code_opens_the_door_once(here: Door) -> None:
    phone = new_phone()
    await here.register(phone)
    visitor, body = here.visitor(), {**await here.proof(phone), "bearer": True}
    answer = await visitor.json("POST", "/api/sessions/code", json=body, status=201)
    assert answer["outcome"] == "signed_in"
    assert answer["token"].startswith("tcs_")
    assert "set-cookie" not in visitor.headers
    await visitor.refused("POST", "/api/sessions/code", "accounts.code_void", json=body, status=422)


async def test_a_server_without_a_gateway_says_so_alike_for_every_phone(here: Door) -> None:
    known = new_phone()
    await here.register(known)
    for phone in (known, new_phone()):
        sent = await here.visitor().json("POST", "/api/codes", json={"purpose": "sign_in", "phone": phone}, status=202)
        assert sent["sent"] is False


async def test_codes_wrong_late_never_asked_for_or_for_another_purpose(here: Door) -> None:
    phone, visitor = new_phone(), here.visitor()

    async def refused(proof: dict[str, str], why: str) -> dict[str, Any]:
        found: dict[str, Any] = await visitor.refused("POST", "/api/sessions/code", why, json=proof, status=422)
        return found

    await refused({"phone": phone, "challenge": str(uuid4()), "code": "123456"}, "accounts.code_void")
    proof = await here.proof(phone)
    body = await refused(wrong(proof), "accounts.code_wrong")
    assert body["params"]["left"] == "4"
    for nonsense in (" ", "１２３４５６", "x" * 900):
        await refused({**proof, "code": nonsense}, "accounts.code_wrong")
    await refused({**proof, "code": ""}, "accounts.code_void")
    proof = await here.proof(phone)
    with clock.travel(timedelta(minutes=5, seconds=1)):
        await refused(proof, "accounts.code_void")
    proof = await here.proof(phone)
    await refused({**proof, "phone": new_phone()}, "accounts.code_void")
    await refused({"phone": phone, **await here.code(phone, "password")}, "accounts.code_void")
    await refused({"phone": phone, "code": proof["code"]}, "invalid")
    answer = await visitor.json("POST", "/api/sessions/code", json={**proof, "code": f" {proof['code']} "})
    assert answer["outcome"] == "unregistered"


async def test_a_stranger_cannot_spoil_somebodys_code(here: Door) -> None:
    """Whoever asked for a code tries that one, and no other of the same phone."""
    phone, stranger = new_phone(), here.visitor()
    await here.register(phone)
    own = await here.proof(phone)
    asked = {**wrong(await here.proof(phone)), "bearer": True}
    for _ in range(6):
        await stranger.post("/api/sessions/code", json=asked)
        guess = {**wrong(own), "challenge": str(uuid4())}
        await stranger.refused("POST", "/api/sessions/code", "accounts.code_void", json=guess)
    answer = await here.visitor().json("POST", "/api/sessions/code", json={**own, "bearer": True})
    assert answer["outcome"] == "signed_in"


async def test_a_thousand_guesses_get_five_tries(here: Door) -> None:
    phone = new_phone()
    await here.register(phone)
    proof = await here.proof(phone)
    guesses = [f"{number:06d}" for number in range(1000) if f"{number:06d}" != proof["code"]]
    visitors = [here.visitor() for _ in range(8)]

    async def guess(visitor: Any, some: list[str]) -> list[str]:
        answers = []
        for one in some:
            response = await visitor.post("/api/sessions/code", json={**proof, "code": one})
            answers.append(response.json()["code"])
        return answers

    parts = await asyncio.gather(*(guess(v, guesses[i::8]) for i, v in enumerate(visitors)))
    answers = [answer for part in parts for answer in part]
    assert answers.count("accounts.code_wrong") == 4
    assert set(answers) <= {"accounts.code_wrong", "accounts.code_void", "too_many"}
    # even the right one, now
    with clock.travel(2 * SECOND):
        here.context.limiter.forget("http:127.0.0.1")
        await here.visitor().refused("POST", "/api/sessions/code", "accounts.code_void", json=proof)


async def test_two_who_send_the_right_code_at_once_are_one(here: Door) -> None:
    phone = new_phone()
    await here.register(phone)
    body = {**await here.proof(phone), "bearer": True}
    responses = await asyncio.gather(*(here.visitor().post("/api/sessions/code", json=body) for _ in range(6)))
    assert sorted(response.status_code for response in responses) == [201, 422, 422, 422, 422, 422]


async def test_limits_for_a_phone(still: None, strict: Door) -> None:
    phone, visitor = new_phone(), strict.visitor()
    body = {"phone": phone, "purpose": "sign_in"}
    sent = await visitor.json("POST", "/api/codes", json=body, status=202)
    assert sent == {"challenge": sent["challenge"], "expires_in": 300, "retry_after": 60, "sent": False, "code": None}
    refused = await visitor.request("POST", "/api/codes", json={**body, "purpose": "password"})
    assert refused.status_code == 429
    assert refused.json()["code"] == "accounts.codes_too_often"
    assert refused.headers["retry-after"] == "60"
    at = timedelta()
    for number in range(2, 6):
        at += timedelta(seconds=61)
        with clock.travel(at):
            sent = await visitor.json("POST", "/api/codes", json=body)
            assert (sent["retry_after"] > 60) == (number == 5)
    with clock.travel(at + timedelta(minutes=2)):
        await visitor.refused("POST", "/api/codes", "accounts.codes_too_often", json=body, status=429)
    for hour in (1, 2):
        for number in range(5 if hour == 1 else 1):
            with clock.travel(at + timedelta(hours=hour, seconds=61 * number)):
                if hour == 1:
                    await visitor.json("POST", "/api/codes", json=body)
                else:
                    await visitor.refused("POST", "/api/codes", "accounts.codes_too_often", json=body)
    # the next day it begins anew, and another phone was never concerned
    with clock.travel(at + timedelta(hours=26)):
        await visitor.json("POST", "/api/codes", json=body, status=202)
    await visitor.json("POST", "/api/codes", json={**body, "phone": new_phone()}, status=202)


async def test_one_address_does_not_use_up_what_the_owner_needs(strict: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    address = "203.0.113.9"
    monkeypatch.setattr("tocsin.kernel.http.address_of", lambda _: address)
    phone = new_phone()

    async def ask() -> int:
        response = await strict.visitor().post("/api/codes", json={"phone": phone, "purpose": "sign_in"})
        return response.status_code

    async def all_day() -> int:
        """Ask every minute of a day for as long as codes come, then the owner."""
        nonlocal address
        sent, at = 0, timedelta()
        for _ in range(12):
            with clock.travel(at):
                sent += await ask() == 202
            at += timedelta(minutes=61) if sent % 5 == 0 else timedelta(seconds=61)
        with clock.travel(at):
            address = "198.51.100.7"
            assert await ask() == 202
        return sent

    assert await all_day() == 10
    # several of them are stopped all the same: the phone is somebody's, and so is the bill
    with clock.travel(timedelta(hours=9)):
        statuses = []
        for number in range(12):
            address = f"203.0.113.{20 + number}"
            statuses.append(await ask())
    assert statuses == [202] * 8 + [429] * 4


async def test_strangers_do_not_lock_the_owner_out_and_the_phone_is_not_flooded(
    strict: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, phone = "198.51.100.7", new_phone()
    address = home
    monkeypatch.setattr("tocsin.kernel.http.address_of", lambda _: address)

    async def ask(place: str, which: str = phone) -> int:
        nonlocal address
        address = place
        response = await strict.visitor().post("/api/codes", json={"phone": which, "purpose": "sign_in"})
        return response.status_code

    await strict.ticket(phone)
    with clock.travel(timedelta(days=60)):
        context = strict.context
        async with context.db.working(SIGNIN) as tx:
            await codes.tidy_codes(tx)
        assert [await ask(f"203.0.113.{n}") for n in range(9)] == [202] * 8 + [429]
        assert await ask(home) == 202, "whatever strangers asked for"
        assert await ask(home) == 429, "once a minute, as everybody"
    most = 0
    for minute in range(0, 24 * 60, 7):
        with clock.travel(timedelta(days=90, minutes=minute)):
            most += (await ask(home) == 202) + (await ask(f"203.0.113.{minute % 250}") == 202)
    assert most <= 2 * 30
    with clock.travel(timedelta(days=200)):
        assert [await ask(f"203.0.113.{n}") for n in range(8)] == [202] * 8
        assert await ask(home) == 429, "half a year is forgotten"


async def test_limits_for_an_address_survive_a_restart(strict: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    few = (codes.rules.Rate(3, timedelta(minutes=10)),)
    monkeypatch.setattr(codes.rules, "CODES_AN_ADDRESS", few)
    for _ in range(3):
        await strict.visitor().json("POST", "/api/codes", json={"phone": new_phone(), "purpose": "sign_in"})
    strict.context.limiter.__init__()
    await strict.visitor().refused(
        "POST", "/api/codes", "accounts.codes_too_often", json={"phone": new_phone(), "purpose": "sign_in"}
    )


async def test_a_storm_for_one_phone_sends_one_code(strict: Door) -> None:
    phone = new_phone()
    body = {"phone": phone, "purpose": "sign_in"}
    responses = await asyncio.gather(*(strict.visitor().post("/api/codes", json=body) for _ in range(12)))
    assert sorted(response.status_code for response in responses) == [202, *[429] * 11]
    assert len(await strict.messages(phone)) == 1


@pytest.mark.parametrize(
    "phone",
    ["", "123", "010-88886666", "13800000000000", "+1 000", "a" * 50, "１３８", "13800000001; DROP TABLE person"],
)
async def test_what_is_no_phone(here: Door, phone: str) -> None:
    await here.visitor().refused(
        "POST", "/api/codes", "text.bad_phone", json={"phone": phone, "purpose": "sign_in"}, status=422
    )


async def test_requests_out_of_form(here: Door) -> None:
    visitor, phone = here.visitor(), new_phone()
    for body in (
        {"phone": phone, "purpose": "anything"},
        {"phone": phone},
        {"phone": 13800000001, "purpose": "sign_in"},
        {"phone": phone, "purpose": "sign_in", "admin": True},
        {"phone": "1" * 2000, "purpose": "sign_in"},
        [],
    ):
        await visitor.refused("POST", "/api/codes", "invalid", json=body, status=422)
    await visitor.refused("POST", "/api/codes", "accounts.phone_needed", json={"purpose": "password"}, status=422)


async def test_messages_are_for_the_owner_of_the_server_alone(strict: Door) -> None:
    phone = new_phone()
    visitor = strict.visitor(**{"Accept-Language": "zh-TW"})
    sent = await visitor.json("POST", "/api/codes", json={"phone": phone, "purpose": "sign_in"}, status=202)
    assert sent["code"] is None
    (message,) = await strict.messages(phone)
    assert message["to"] == f"+86{phone}"
    assert message["code"] in message["text"]
    assert "驗證碼" in message["text"]
    assert mode_of(strict.outbox) == 0o600


async def test_neither_code_nor_phone_is_at_rest_in_clear(strict: Door) -> None:
    phone = new_phone()
    code = (await strict.code(phone))["code"]
    # the message is emptied when it is sent, a moment after it is in the file
    async with asyncio.timeout(60):
        while await strict.rows("SELECT FROM outgoing WHERE content_sealed IS NOT NULL"):
            await asyncio.sleep(0.02)
    rows = await strict.rows("SELECT row_to_json(c)::text AS whole FROM sign_in_code c")
    rows += await strict.rows("SELECT row_to_json(o)::text AS whole FROM outgoing o")
    assert len(rows) == 2
    assert all(phone not in row["whole"] and f'"{code}"' not in row["whole"] for row in rows)


async def test_what_is_rolled_back_is_not_sent(here: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    phone = new_phone()

    async def fail(*_: Any, **__: Any) -> bool:
        raise RuntimeError("the queue is gone")

    # A defect, which no route documents.
    async with httpx.AsyncClient(base_url=here.server.url, trust_env=False, verify=False) as plain:
        with monkeypatch.context() as patch:
            patch.setattr(type(here.context.jobs), "enqueue", fail)
            response = await plain.post("/api/codes", json={"phone": phone, "purpose": "sign_in"})
    assert response.status_code == 500
    assert await here.messages(phone, 0) == []
    assert await here.rows("SELECT FROM sign_in_code") == []


async def test_a_gateway_that_fails_is_tried_again(strict: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    tries = []
    append = provider.ConsoleProvider._append

    def once(self: provider.ConsoleProvider, line: bytes) -> None:
        tries.append(line)
        if len(tries) == 1:
            raise OSError("no gateway")
        append(self, line)

    monkeypatch.setattr(provider.ConsoleProvider, "_append", once)
    phone = new_phone()
    await strict.visitor().json("POST", "/api/codes", json={"phone": phone, "purpose": "sign_in"})
    assert len(await strict.messages(phone)) == 1
    assert len(tries) == 2


async def test_a_message_is_delivered_once_and_never_late(here: Door, tmp_path: Path) -> None:
    phone = new_phone()
    await here.code(phone)
    (message,) = await here.messages(phone)
    async with asyncio.timeout(60):
        while not (await here.rows("SELECT sent_at FROM outgoing"))[0]["sent_at"]:
            await asyncio.sleep(0.02)
    (row,) = await here.rows("SELECT id FROM outgoing")
    await codes.deliver(here.context, row["id"])
    assert await here.messages(phone) == [message]


async def nothing(*_: Any) -> None:
    """In place of delivering, whose statements come when they come."""


async def test_asking_tells_nothing_of_the_phone(here: Door, work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tocsin.accounts.jobs.deliver", nothing)
    known, unknown = new_phone(), new_phone()
    await here.register(known)
    await here.code(new_phone())  # everything is warm
    seen = []
    for phone in (known, unknown):
        work.clear()
        response = await here.visitor().post("/api/codes", json={"phone": phone, "purpose": "sign_in"})
        seen.append((response.status_code, sorted(response.json()), list(work.statements), list(work.hashing)))
        assert not any(" person" in statement for statement in work.statements)
    assert seen[0] == seen[1]


async def test_a_wrong_code_tells_nothing_of_the_phone(here: Door, work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tocsin.accounts.jobs.deliver", nothing)
    known, unknown = new_phone(), new_phone()
    await here.register(known)
    seen = []
    for phone in (known, unknown):
        body = wrong(await here.proof(phone))
        work.clear()
        answer = await here.visitor().refused("POST", "/api/sessions/code", "accounts.code_wrong", json=body)
        seen.append((answer["params"], list(work.statements)))
    assert seen[0] == seen[1]


async def test_old_codes_are_removed(here: Door) -> None:
    await here.register(password=PASSWORD)
    with clock.travel(timedelta(hours=35)):
        async with here.context.db.working(SIGNIN) as tx:
            await codes.tidy_codes(tx)
        assert len(await here.rows("SELECT FROM sign_in_code")) == 1
    with clock.travel(timedelta(hours=37)):
        async with here.context.db.working(SIGNIN) as tx:
            await codes.tidy_codes(tx)
    assert len(await here.rows("SELECT FROM sign_in_code WHERE used_at IS NOT NULL")) == 1, "tells where its owner is"
    with clock.travel(timedelta(days=181)):
        async with here.context.db.working(SIGNIN) as tx:
            await codes.tidy_codes(tx)
    assert await here.rows("SELECT FROM sign_in_code") == []
    assert await here.rows("SELECT FROM outgoing") == []

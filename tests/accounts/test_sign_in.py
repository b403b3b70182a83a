"""Signing in by password and code: refusals, growing delays, cookies, and what none of it tells."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from argon2 import PasswordHasher

from tests.accounts.conftest import PASSWORD, Door, Work, new_phone
from tests.support.client import Client
from tests.support.cookies import COOKIE
from tocsin.accounts import passwords
from tocsin.kernel import clock

pytestmark = pytest.mark.anyio
WRONG = "quite-another-horse-91"


async def attempt(visitor: Client, identifier: str, password: str = PASSWORD, **more: Any) -> Any:
    return await visitor.post(
        "/api/sessions/password", json={"identifier": identifier, "password": password, "bearer": True, **more}
    )


async def test_by_phone_or_login_name_however_they_are_typed(cheap: None, here: Door) -> None:
    phone = new_phone()
    person = await here.register(phone, login_name="wang.xm", password=PASSWORD)
    for identifier in (phone, f"+86 {phone[:3]}-{phone[3:7]}-{phone[7:]}", "wang.xm", " Wang.XM "):
        response = await attempt(here.visitor(), identifier)
        assert response.status_code == 201
        assert response.json()["person"]["id"] == person.person_id
    for password in (WRONG, PASSWORD.upper(), PASSWORD + " ", "", "x" * 1000):
        response = await attempt(here.visitor(), "wang.xm", password)
        assert (response.status_code, response.json()["code"]) == (403, "accounts.sign_in_wrong")
    for identifier in ("nobody.here", new_phone(), "", "'; --", "王小明", "0"):
        response = await attempt(here.visitor(), identifier)
        assert (response.status_code, response.json()["code"]) == (403, "accounts.sign_in_wrong")


async def test_an_account_without_a_password_cannot_be_guessed_at(cheap: None, here: Door) -> None:
    phone = new_phone()
    await here.register(phone)
    for password in ("", PASSWORD, "nobody"):
        assert (await attempt(here.visitor(), phone, password)).status_code == 403


async def test_a_wrong_password_tells_nothing_of_the_account(cheap: None, here: Door, work: Work) -> None:
    known, bare, suspended = new_phone(), new_phone(), new_phone()
    await here.register(known, login_name="wang.xm", password=PASSWORD)
    await here.register(bare)
    await here.suspend(await here.register(suspended, password=PASSWORD))
    await passwords.warm()
    seen = []
    for identifier in (known, "wang.xm", bare, suspended, new_phone(), "nobody.here"):
        work.clear()
        response = await attempt(here.visitor(), identifier, WRONG)
        body = response.json()
        body.pop("request_id")
        seen.append((response.status_code, body, list(work.statements), list(work.hashing)))
    assert len(seen[0][3]) == 1
    for one in seen:
        assert one == seen[0]


async def test_wrong_passwords_wait_longer_and_longer(cheap: None, still: None, here: Door) -> None:
    await here.register(login_name="wang.xm", password=PASSWORD)
    visitor, at, waits = here.visitor(), timedelta(), []
    for _ in range(5):
        assert (await attempt(visitor, "wang.xm", WRONG)).status_code == 403
    for _ in range(9):
        with clock.travel(at):
            response = await attempt(visitor, "wang.xm")  # even the right one
            assert (response.status_code, response.json()["code"]) == (429, "accounts.sign_in_too_often")
            waits.append(int(response.headers["retry-after"]))
        at += timedelta(seconds=waits[-1] + 1)
        with clock.travel(at):
            assert (await attempt(visitor, "wang.xm", WRONG)).status_code == 403
    assert waits == sorted(waits)
    assert waits[0] <= 5
    assert waits[-1] == 900
    # the phone and its code are open all the while, and the right password forgives
    with clock.travel(at + timedelta(seconds=901)):
        assert (await attempt(visitor, "wang.xm")).status_code == 201
        assert (await attempt(visitor, "wang.xm", WRONG)).status_code == 403
        assert (await attempt(visitor, "wang.xm")).status_code == 201


async def test_the_code_stays_open_while_passwords_wait(cheap: None, still: None, here: Door) -> None:
    phone = new_phone()
    await here.register(phone, password=PASSWORD)
    for _ in range(6):
        response = await attempt(here.visitor(), phone, WRONG)
    assert response.status_code == 429
    answer = await here.visitor().json("POST", "/api/sessions/code", json={**await here.proof(phone), "bearer": True})
    assert answer["outcome"] == "signed_in"


async def test_the_owner_elsewhere_is_not_locked_out(
    cheap: None, still: None, here: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The guesser sits at other addresses than the one the owner signs in from."""
    address = "127.0.0.1"
    monkeypatch.setattr("tocsin.kernel.http.address_of", lambda _: address)
    await here.register(login_name="wang.xm", password=PASSWORD)
    for number in range(30):
        address = f"203.0.113.{number}"
        assert (await attempt(here.visitor(), "wang.xm", WRONG)).status_code == 403
    address = "203.0.113.200"
    assert (await attempt(here.visitor(), "wang.xm")).status_code == 429
    address = "127.0.0.1"
    assert (await attempt(here.visitor(), "wang.xm")).status_code == 201


async def test_hundreds_of_guesses_at_once_are_few_tries(cheap: None, here: Door, work: Work) -> None:
    await here.register(login_name="wang.xm", password=PASSWORD)
    work.clear()
    visitors = [here.visitor() for _ in range(8)]

    async def guess(visitor: Client, number: int) -> list[int]:
        return [(await attempt(visitor, "wang.xm", f"guess {number} {i}")).status_code for i in range(40)]

    parts = await asyncio.gather(*(guess(visitor, n) for n, visitor in enumerate(visitors)))
    statuses = [status for part in parts for status in part]
    assert set(statuses) == {403, 429}
    # five at once, and one more for each wait that was over meanwhile
    assert statuses.count(403) == len(work.hashing) <= 9


async def test_a_flood_is_told_to_come_again(cheap: None, here: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    phone = new_phone()
    await here.register(phone, password=PASSWORD)
    with monkeypatch.context() as patch:
        patch.setattr(passwords.VERIFYING.slots, "most", 0)
        for _ in range(10):
            response = await attempt(here.visitor(), phone)
    assert (response.status_code, response.json()["code"]) == (503, "unavailable")
    assert response.headers["retry-after"] == "10"
    # none of the ten was looked at, so none is counted
    assert (await attempt(here.visitor(), phone)).status_code == 201


async def test_a_hash_of_another_cost_is_made_anew(here: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(passwords, "_hasher", PasswordHasher(1, 1024, 1))
        await here.register(login_name="wang.xm", password=PASSWORD)
    (before,) = await here.rows("SELECT password_hash FROM credential")
    assert "m=1024" in before["password_hash"]
    assert (await attempt(here.visitor(), "wang.xm")).status_code == 201
    (after,) = await here.rows("SELECT password_hash FROM credential")
    assert "m=65536,t=3,p=1" in after["password_hash"]
    assert (await attempt(here.visitor(), "wang.xm")).status_code == 201


async def test_a_suspended_account_is_told_only_to_its_owner(here: Door) -> None:
    phone = new_phone()
    person = await here.register(phone, password=PASSWORD)
    await here.suspend(person)
    proof = await here.proof(phone)
    visitor = here.visitor()
    await visitor.refused("POST", "/api/sessions/code", "accounts.suspended", json=proof)
    body = {"identifier": phone, "password": PASSWORD}
    await visitor.refused("POST", "/api/sessions/password", "accounts.suspended", json=body, status=403)
    await visitor.refused(
        "POST", "/api/sessions/password", "accounts.sign_in_wrong", json={**body, "password": WRONG}, status=403
    )
    await person.refused("GET", "/api/me", "signed_out", status=401)
    await here.reinstate(person)
    await person.refused("GET", "/api/me", "signed_out", status=401)
    assert (await attempt(here.visitor(), phone)).status_code == 201
    await here.freeze(person)
    await visitor.refused("POST", "/api/sessions/password", "accounts.frozen", json=body, status=403)


async def test_the_cookie_and_who_may_use_it(here: Door) -> None:
    phone = new_phone()
    await here.register(phone, login_name="wang.xm", password=PASSWORD)
    browser = here.visitor(Origin=here.server.url)
    response = await browser.post("/api/sessions/password", json={"identifier": "wang.xm", "password": PASSWORD})
    assert response.json()["token"] is None
    (cookie,) = response.headers.get_list("set-cookie")
    name, *attributes = cookie.split("; ")
    assert name.startswith(f"{COOKIE}=tcs_")
    assert {one.lower() for one in attributes} == {"path=/", "httponly", "samesite=lax", "max-age=15552000"}
    await browser.json("GET", "/api/me")
    await browser.json("PATCH", "/api/me", json={"introduction": "你好"})
    for origin in ("http://evil.example", "null", "http://127.0.0.1:1", None):
        stranger = here.visitor(**({"Origin": origin} if origin else {}))
        stranger.cookies = browser.cookies
        await stranger.refused("PATCH", "/api/me", "cross_site", json={"introduction": "evil"}, status=403)
        await stranger.refused("DELETE", "/api/sessions/current", "cross_site", status=403)
    # a page of another site cannot sign a visitor in either: that would be its account, not theirs
    body = {"identifier": "wang.xm", "password": PASSWORD}
    evil = here.visitor(Origin="http://evil.example")
    await evil.refused("POST", "/api/sessions/password", "cross_site", json=body, status=403)
    assert (await browser.json("GET", "/api/me"))["introduction"] == "你好"


async def test_the_cookie_is_secure_where_people_come_by_tls(here: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    await here.register(login_name="wang.xm", password=PASSWORD)
    monkeypatch.setattr(type(here.context.settings), "secure", property(lambda _: True))
    response = await here.visitor().post("/api/sessions/password", json={"identifier": "wang.xm", "password": PASSWORD})
    assert "; Secure" in response.headers["set-cookie"]


async def test_no_session_is_fixed_from_outside(here: Door) -> None:
    """A token somebody planted is not adopted, and the one a browser had before ends."""
    phone, other = new_phone(), new_phone()
    await here.register(phone)
    await here.register(other)
    planted = here.visitor(Origin=here.server.url)
    planted.cookies.set(COOKIE, "tcs_planted", domain="127.0.0.1")
    body = await here.proof(phone)
    first = (await planted.post("/api/sessions/code", json=body)).cookies[COOKIE]
    assert first != "tcs_planted"
    browser = here.visitor(Origin=here.server.url)
    browser.cookies.set(COOKIE, first, domain="127.0.0.1")
    body = await here.proof(other)
    second = (await browser.post("/api/sessions/code", json=body)).cookies[COOKIE]
    assert second not in ("tcs_planted", first)
    for token, status in (("tcs_planted", 401), (first, 401), (second, 200)):
        response = await here.visitor(Authorization=f"Bearer {token}").get("/api/me")
        assert response.status_code == status
    (row,) = await here.rows("SELECT reason FROM session WHERE ended_at IS NOT NULL")
    assert row["reason"] == "replaced"


async def test_a_program_signs_in_beside_its_own_token(here: Door) -> None:
    phone = new_phone()
    person = await here.register(phone)
    body = {**await here.proof(phone), "bearer": True, "device": {"name": "夜间备份"}}
    answer = await person.json("POST", "/api/sessions/code", json=body)
    second = here.server.client(token=answer["token"])
    names = [(one["device"], one["kind"]) for one in await second.json("GET", "/api/me/sessions")]
    assert names == [("夜间备份", "program"), ("python-httpx", "program")]
    body = {**await here.proof(phone), "device": {"name": "a\u202eb"}}
    await person.refused("POST", "/api/sessions/code", "text.bad_character", json=body, status=422)


async def test_tokens_are_not_at_rest(here: Door) -> None:
    person = await here.register()
    (row,) = await here.rows("SELECT row_to_json(s)::text AS whole, digest FROM session s")
    assert str(person.token) not in row["whole"]
    assert str(person.token).removeprefix("tcs_") not in row["whole"]
    assert len(row["digest"]) == 32


async def test_a_suspension_meanwhile_wins(here: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """The account is suspended while the password is being verified."""
    person = await here.register(login_name="wang.xm", password=PASSWORD)
    verify = passwords.verify

    async def slow(password_hash: str | None, password: str, who: str) -> bool:
        right = await verify(password_hash, password, who)
        await here.suspend(person)
        return right

    monkeypatch.setattr(passwords, "verify", slow)
    response = await attempt(here.visitor(), "wang.xm")
    assert response.json()["code"] == "accounts.suspended"
    assert (
        await here.rows("SELECT FROM session WHERE ended_at IS NULL AND person_id = $1", UUID(person.person_id)) == []
    )

"""Registering: one account a phone, real names, strong passwords, and what is agreed to."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from tests.accounts.conftest import PASSWORD, Door, new_phone
from tocsin.kernel import clock

pytestmark = pytest.mark.anyio


async def test_an_account_is_made(here: Door) -> None:
    person = await here.register(name="欧阳·娜", login_name="Ouyang.Na", password=PASSWORD)
    me = await person.json("GET", "/api/me")
    assert me["name"] == "欧阳·娜"
    assert me["login_name"] == "ouyang.na"
    assert me["has_password"]
    assert me["agreements_due"] == []
    assert "****" in me["phone_masked"]
    accepted = await here.rows("SELECT document, version, session_id FROM agreement_acceptance ORDER BY document")
    assert [(row["document"], row["version"]) for row in accepted] == [("privacy", "1.1"), ("service", "1.1")]
    (session,) = await here.rows("SELECT id FROM session")
    assert {row["session_id"] for row in accepted} == {session["id"]}
    (row,) = await here.rows("SELECT adult_declared_at IS NOT NULL AS adult FROM person")
    assert row["adult"]
    assert (await here.events(person))[-3:] == ["agreement_accepted", "agreement_accepted", "registered"]


async def test_ones_own_phone_number_is_no_password(here: Door) -> None:
    phone = new_phone()
    body, visitor = await here.registration(phone), here.visitor()
    for password in (phone, phone[-11:], f"+86{phone[-11:]}", f"{phone[-11:]}!"):
        await visitor.refused("POST", "/api/accounts", "accounts.password_weak", json={**body, "password": password})
    await visitor.json("POST", "/api/accounts", json={**body, "password": PASSWORD}, status=201)


async def test_no_phone_or_password_is_at_rest_in_clear(here: Door) -> None:
    phone = new_phone()
    await here.register(phone, password=PASSWORD)
    for table in ("person", "profile", "credential", "registration_ticket", "session"):
        rows = await here.rows(f"SELECT row_to_json(t)::text AS whole FROM {table} t")
        assert rows
        assert all(phone not in row["whole"] and PASSWORD not in row["whole"] for row in rows)
    (row,) = await here.rows("SELECT password_hash FROM credential")
    assert row["password_hash"].startswith("$argon2id$v=19$m=65536,t=3,p=1$")


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"name": ""}, "text.empty"),
    ({"name": "王"}, "text.too_short"),
    ({"name": "王小明★"}, "text.bad_symbol"),
    ({"name": "Wang123"}, "text.bad_symbol"),
    ({"name": "王小明😀"}, "text.bad_symbol"),
    ({"name": "Аdmin"}, "text.look_alike"),  # a Cyrillic A
    ({"name": "王二口カ"}, "text.look_alike"),  # katakana drawn as Han
    ({"name": "王\u202e明小"}, "text.bad_character"),
    ({"name": "王\u200b小明"}, "text.bad_character"),
    ({"name": "王小明" * 20}, "text.too_long"),
    ({"login_name": "admin"}, "text.reserved_name"),
    ({"login_name": "1abc"}, "text.bad_login_name"),
    ({"login_name": "王小明"}, "text.bad_login_name"),
    ({"login_name": "a b c d"}, "text.bad_login_name"),
    ({"password": "short"}, "accounts.password_short"),
    ({"password": "password1"}, "accounts.password_weak"),
    ({"password": "xiaoming8888", "login_name": "xiaoming"}, "accounts.password_weak"),
    ({"password": "x" * 129}, "accounts.password_long"),
    ({"password": "fine words\x07 and bells"}, "accounts.password_bad_character"),
    ({"adult": False}, "accounts.adult_needed"),
    ({"agreements": []}, "accounts.agreements_needed"),
    ({"agreements": [{"document": "service", "version": "1.1"}]}, "accounts.agreements_needed"),
    (
        {"agreements": [{"document": "service", "version": "1.0"}, {"document": "privacy", "version": "1.1"}]},
        "accounts.agreements_needed",
    ),
    ({"ticket": "no-such-ticket"}, "accounts.ticket_void"),
    ({"ticket": ""}, "accounts.ticket_void"),
    ({"name": None}, "invalid"),
    ({"role": "operator"}, "invalid"),
]


async def test_what_is_refused_makes_nothing(here: Door) -> None:
    body = await here.registration()
    visitor = here.visitor()
    for changed, code in REFUSED:
        await visitor.refused("POST", "/api/accounts", code, json={**body, **changed})
    assert await here.rows("SELECT FROM person") == []
    # beside it, on the same ticket: what succeeds
    await visitor.json("POST", "/api/accounts", json=body, status=201)


async def test_refusals_are_in_three_languages(here: Door) -> None:
    body = {**await here.registration(), "adult": False}
    for language, word in (("zh-CN", "周岁"), ("zh-HK", "歲"), ("en-GB", "legal capacity")):
        visitor = here.visitor(**{"Accept-Language": language})
        refusal = await visitor.refused("POST", "/api/accounts", "accounts.adult_needed", json=body)
        assert word in refusal["message"]


async def test_a_ticket_is_good_once_and_for_ten_minutes(here: Door) -> None:
    first, second = await here.registration(), await here.registration()
    visitor = here.visitor()
    await visitor.json("POST", "/api/accounts", json=first, status=201)
    await visitor.refused("POST", "/api/accounts", "accounts.ticket_void", json=first, status=422)
    with clock.travel(timedelta(minutes=10, seconds=1)):
        await visitor.refused("POST", "/api/accounts", "accounts.ticket_void", json=second, status=422)


async def test_one_account_a_phone_even_at_once(here: Door) -> None:
    phone = new_phone()
    bodies = [await here.registration(phone, name=name) for name in ("王小明", "李小红", "赵小刚")]
    responses = await asyncio.gather(*(here.visitor().post("/api/accounts", json=body) for body in bodies))
    assert sorted(response.status_code for response in responses) == [201, 409, 409]
    refused = next(response for response in responses if response.status_code == 409)
    assert refused.json()["code"] == "accounts.phone_taken"
    assert len(await here.rows("SELECT FROM person")) == 1


async def test_one_login_name_a_person_even_at_once(here: Door) -> None:
    bodies = [await here.registration(login_name=name) for name in ("wang.xm", "WANG.XM")]
    responses = await asyncio.gather(*(here.visitor().post("/api/accounts", json=body) for body in bodies))
    assert sorted(response.status_code for response in responses) == [201, 409]
    refused = next(i for i, response in enumerate(responses) if response.status_code == 409)
    assert responses[refused].json()["code"] == "accounts.login_name_taken"
    # the refused one keeps the ticket
    await here.visitor().json("POST", "/api/accounts", json={**bodies[refused], "login_name": "wang.xm2"}, status=201)


async def test_documents_in_three_languages(here: Door) -> None:
    texts = set()
    for language, title in (("zh-CN", "服务协议"), ("zh-TW", "服務條款"), ("en", "Service agreement")):
        found = await here.visitor(**{"Accept-Language": language}).json("GET", "/api/agreements", status=200)
        assert [(one["document"], one["kind"]) for one in found] == [("service", "agreement"), ("privacy", "policy")]
        assert found[0]["title"] == title
        assert all(len(one["text"].split("\n\n")) >= 10 for one in found)
        texts |= {one["text"] for one in found}
    assert len(texts) == 6


async def test_the_texts_demand_what_is_declared_and_promise_nothing_the_sign_in_page_lacks(here: Door) -> None:
    visitor = here.visitor()
    for language, age, absent in (
        ("zh-CN", "已满 16 周岁", ("登录页", "注销账号")),
        ("zh-TW", "已滿 16 歲", ("登入頁", "註銷帳號")),
        ("en", "16 or older", ("sign-in page", "cancel")),
    ):
        texts = await visitor.json("GET", "/api/agreements", headers={"Accept-Language": language})
        assert {one["version"] for one in texts} == {"1.1"}
        assert age in next(one["text"] for one in texts if one["document"] == "service")
        for one in texts:
            assert not [word for word in absent if word in one["text"]]


async def test_the_least_length_told_is_the_one_enforced(here: Door) -> None:
    least = (await here.visitor().json("GET", "/api/deployment"))["password_least"]
    person = await here.register(password=PASSWORD)
    short, enough = "Kx7#qPz2vW9!"[: least - 1], "Kx7#qPz2vW9!"[:least]
    body = {"current": PASSWORD, "new": short}
    found = await person.refused("PUT", "/api/me/password", "accounts.password_short", json=body, status=422)
    assert found["params"]["least"] == str(least)
    body = {"current": PASSWORD, "new": enough}
    # Long enough; how easily it is guessed is another question.
    await person.refused("PUT", "/api/me/password", "accounts.password_weak", json=body, status=422)


async def test_a_new_version_waits_until_it_is_in_force(here: Door, database_url: str) -> None:
    import asyncpg

    person = await here.register()
    owner = await asyncpg.connect(database_url)
    await owner.execute(
        "INSERT INTO agreement SELECT document, '2.0', kind, titles, texts, in_force_from + interval '7 days'"
        " FROM agreement WHERE document = 'privacy' AND version = '1.1'"
    )
    await owner.close()
    new = {"document": "privacy", "version": "2.0"}
    assert (await person.json("GET", "/api/me"))["agreements_due"] == []
    await person.refused("POST", "/api/me/agreements", "accounts.agreements_needed", json=new, status=422)
    with clock.travel(timedelta(days=8)):
        me = await person.json("GET", "/api/me")
        assert me["agreements_due"] == [{**new, "kind": "policy"}]
        await here.visitor().refused("POST", "/api/me/agreements", "signed_out", json=new, status=401)
        old = {"document": "privacy", "version": "1.1"}
        await person.refused("POST", "/api/me/agreements", "accounts.agreements_needed", json=old, status=422)
        for _ in range(2):
            await person.json("POST", "/api/me/agreements", json=new, status=204)
        assert (await person.json("GET", "/api/me"))["agreements_due"] == []
    assert (await here.events(person)).count("agreement_accepted") == 3

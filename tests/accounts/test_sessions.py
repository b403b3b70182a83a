"""Sessions: listed by device, ended one or all, at once and for good; when they were last used."""

import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

import asyncpg
import pytest

from tests.accounts.conftest import Door, new_phone
from tests.support.cookies import COOKIE
from tests.support.statements import sent
from tocsin.accounts import rules
from tocsin.accounts.actions.sessions import tidy_sessions
from tocsin.accounts.jobs import write_seen
from tocsin.kernel import clock
from tocsin.kernel.db import SIGNIN

pytestmark = pytest.mark.anyio
PHONE = "Mozilla/5.0 (Linux; Android 16; PLK) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36"
DESK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"


async def test_devices_are_listed_and_ended_one_by_one(here: Door) -> None:
    phone = new_phone()
    person = await here.register(phone)
    mobile = await here.browser(phone, **{"User-Agent": PHONE})
    desk = await here.browser(phone, **{"User-Agent": DESK})
    listed = await mobile.json("GET", "/api/me/sessions", status=200)
    assert [(one["device"], one["kind"], one["current"]) for one in listed] == [
        ("Chrome · Android", "mobile", True),
        ("Chrome · Windows", "desktop", False),
        ("python-httpx", "program", False),
    ]
    assert {one["address"] for one in listed} == {"127.0.*.*"}
    await mobile.json("DELETE", f"/api/me/sessions/{listed[1]['id']}", status=204)
    # the request after it is nobody's, and the listing has forgotten the device
    await desk.refused("GET", "/api/me", "signed_out", status=401)
    assert [one["device"] for one in await mobile.json("GET", "/api/me/sessions")] == [
        "Chrome · Android",
        "python-httpx",
    ]
    # what has ended cannot be ended or used again
    await mobile.refused("DELETE", f"/api/me/sessions/{listed[1]['id']}", "not_found", status=404)
    await mobile.refused("DELETE", f"/api/me/sessions/{uuid4()}", "not_found", status=404)
    await person.json("GET", "/api/me")
    assert await mobile.json("DELETE", "/api/me/sessions", status=200) == {"ended": 1}
    assert await mobile.json("DELETE", "/api/me/sessions", status=200) == {"ended": 0}
    await person.refused("GET", "/api/me", "signed_out", status=401)
    await mobile.json("GET", "/api/me")


async def test_nobody_ends_anothers_session(here: Door) -> None:
    person, other = await here.register(), await here.register()
    (session,) = await other.json("GET", "/api/me/sessions")
    await person.refused("DELETE", f"/api/me/sessions/{session['id']}", "not_found", status=404)
    assert (await person.json("DELETE", "/api/me/sessions"))["ended"] == 0
    assert [one["id"] for one in await other.json("GET", "/api/me/sessions")] == [session["id"]]
    visitor = here.visitor()
    for method, path in (
        ("GET", "/api/me"),
        ("PATCH", "/api/me"),
        ("GET", "/api/me/sessions"),
        ("DELETE", "/api/me/sessions"),
        ("DELETE", f"/api/me/sessions/{session['id']}"),
        ("DELETE", "/api/sessions/current"),
        ("PUT", "/api/me/password"),
    ):
        await visitor.refused(method, path, "signed_out", status=401)


async def test_signing_out_takes_the_cookie_away(here: Door) -> None:
    phone = new_phone()
    await here.register(phone)
    browser = await here.browser(phone)
    token = browser.cookies[COOKIE]
    response = await browser.delete("/api/sessions/current")
    assert response.status_code == 204
    assert COOKIE not in browser.cookies
    again = here.visitor(Authorization=f"Bearer {token}")
    await again.refused("GET", "/api/me", "signed_out", status=401)
    await again.refused("DELETE", "/api/sessions/current", "signed_out", status=401)
    (row,) = await here.rows("SELECT reason FROM session WHERE ended_at IS NOT NULL")
    assert row["reason"] == "signed_out"


async def test_made_up_tokens(here: Door) -> None:
    for token in ("tcs_", "tcs_" + "A" * 43, "x", "é", "tcs_" + "A" * 5000):
        header = ("Authorization", f"Bearer {token}".encode())
        response = await here.visitor().get("/api/me", headers=[header])  # type: ignore[arg-type]
        assert (response.status_code, response.json()["code"]) == (401, "signed_out")


async def test_what_has_ended_stays_ended_whoever_asks(here: Door, database_url: str) -> None:
    person = await here.register()
    await person.json("DELETE", "/api/sessions/current", status=204)
    connection = await asyncpg.connect(database_url)
    for role in ("tocsin_signin", "tocsin_member"):
        async with connection.transaction():
            await connection.execute(f"SET LOCAL ROLE {role}")
            await connection.execute("SELECT set_config('tocsin.person', $1, true)", person.person_id)
            assert await connection.execute("UPDATE session SET ended_at = NULL, reason = NULL") == "UPDATE 0"
    await connection.close()
    await write_seen(here.context)
    await person.refused("GET", "/api/me", "signed_out", status=401)


async def test_a_session_sleeps_thirty_days_and_lives_half_a_year(here: Door) -> None:
    person = await here.register()
    day = timedelta(days=1)
    with clock.travel(30 * day - timedelta(minutes=1)):
        await person.json("GET", "/api/me")
    with clock.travel(30 * day + timedelta(minutes=1)):
        # used, but not written down: a server that died within the minute forgets no more than that
        await person.refused("GET", "/api/me", "signed_out", status=401)
    awake = await here.register()
    for days in range(0, 180, 20):
        with clock.travel(days * day):
            await awake.json("GET", "/api/me")
            await write_seen(here.context)
    with clock.travel(180 * day + timedelta(minutes=1)):
        await awake.refused("GET", "/api/me", "signed_out", status=401)


async def test_last_use_is_written_in_one_statement_for_all(here: Door) -> None:
    people = [await here.register() for _ in range(3)]
    with clock.travel(timedelta(hours=1)):
        for person in people:
            for _ in range(3):
                await person.json("GET", "/api/me/sessions")
        (before,) = await people[0].json("GET", "/api/me/sessions")
        assert before["seen_at"] == before["created_at"]
        counted = sent(here.context.db)
        await write_seen(here.context)
        assert sent(here.context.db) == counted + 1
        await write_seen(here.context)
        assert sent(here.context.db) == counted + 1
        (after,) = await people[0].json("GET", "/api/me/sessions")
        assert after["seen_at"] > before["seen_at"]


async def test_the_device_used_longest_ago_makes_room(here: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "SESSIONS_A_PERSON", 3)
    phone = new_phone()
    first = await here.register(phone)
    others = [await here.browser(phone) for _ in range(3)]
    await first.refused("GET", "/api/me", "signed_out", status=401)
    assert len(await others[0].json("GET", "/api/me/sessions")) == 3


async def test_a_new_device_is_noticed(here: Door) -> None:
    phone = new_phone()
    person = await here.register(phone)
    assert "new_device" not in await here.events(person)
    body = {**await here.proof(phone), "bearer": True}
    await here.visitor().json("POST", "/api/sessions/code", json=body)
    assert "new_device" not in await here.events(person)
    await here.browser(phone, **{"User-Agent": PHONE})
    assert (await here.events(person))[-2:] == ["signed_in", "new_device"]
    await here.browser(phone, **{"User-Agent": PHONE})
    assert (await here.events(person))[-1] == "signed_in"


async def test_events_name_who_acted_and_hold_no_secrets(here: Door, database_url: str) -> None:
    phone = new_phone()
    person = await here.register(phone, name="王小明")
    connection = await asyncpg.connect(database_url)
    rows = await connection.fetch("SELECT row_to_json(e)::text AS whole, actor_id, session_id FROM event e")
    await connection.close()
    assert {row["actor_id"] for row in rows} == {UUID(person.person_id)}
    assert all(row["session_id"] for row in rows)
    for secret in (phone, "王小明", str(person.token)):
        assert all(secret not in row["whole"] for row in rows)


async def test_two_who_end_one_session_end_it_once(here: Door) -> None:
    phone = new_phone()
    person = await here.register(phone)
    other = await here.browser(phone)
    session = next(one for one in await person.json("GET", "/api/me/sessions") if not one["current"])
    responses = await asyncio.gather(*(person.delete(f"/api/me/sessions/{session['id']}") for _ in range(4)))
    assert sorted(response.status_code for response in responses) == [204, 404, 404, 404]
    await other.refused("GET", "/api/me", "signed_out")
    assert (await here.events(person)).count("session_ended") == 1


async def test_old_sessions_are_removed(here: Door) -> None:
    person = await here.register()
    await here.register()
    await person.json("DELETE", "/api/sessions/current")
    for days, left in ((189, 2), (191, 1), (371, 0)):
        with clock.travel(timedelta(days=days)):
            async with here.context.db.working(SIGNIN) as tx:
                await tidy_sessions(tx)
        assert len(await here.rows("SELECT FROM session")) == left

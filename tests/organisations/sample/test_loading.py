"""The sample organisation is loaded over the API, once, into an empty deployment, and then stands like any other."""

import asyncio
from typing import Any

import pytest

from tests.cast import HE_CHUAN, LUO_MIN, ZHENG_YU, ZHOU_LAN, set_stage
from tests.support.client import Client
from tests.support.server import RunningServer
from tocsin.kernel.db import SAMPLE, SIGNIN
from tocsin.organisations.sample.rules import people


async def loaded(client: Client) -> dict[str, Any]:
    async with asyncio.timeout(240):
        while (sample := (await client.json("GET", "/api/deployment"))["sample"])["state"] in ("none", "loading"):
            await asyncio.sleep(0.1)
    return dict(sample)


@pytest.mark.slow
async def test_a_visitor_loads_the_sample_and_signs_in_with_what_is_shown(
    server: RunningServer, client: Client
) -> None:
    await client.refused("GET", "/api/deployment/sample", "not_found")
    where = {"zone": "Europe/Berlin"}
    await client.refused("POST", "/api/deployment/sample", "invalid", params={"zone": "../nowhere"}, status=422)
    await client.json("POST", "/api/deployment/sample", params=where, status=202)
    await client.json("POST", "/api/deployment/sample", params=where, status=202)
    sample = await loaded(client)
    assert sample == {"state": "ready", "done": sample["total"], "total": sample["total"]}
    assert sample["total"] > people.SIZE
    await client.refused("POST", "/api/deployment/sample", "organisations.already_founded")
    accounts = (await client.json("GET", "/api/deployment/sample"))["accounts"]
    assert accounts[0]["name"] == "周岚"
    assert [account["part"] for account in accounts] == ["main_admin", "clerk", "head", "security", "auditor", "member"]
    assert len({account["password"] for account in accounts}) == 1
    answer = await client.json(
        "POST",
        "/api/sessions/password",
        json={"identifier": accounts[0]["login_name"], "password": accounts[0]["password"], "bearer": True},
    )
    await client.refused("GET", "/api/deployment/sample", "not_found")
    zhou = server.client(token=answer["token"], person=answer["person"])
    memberships = (await zhou.json("GET", "/api/me/memberships"))["memberships"]
    school = memberships[0]["organisation"]["id"]
    departments = await zhou.json("GET", f"/api/organisations/{school}/departments")
    by_name = {department["name"]: department for department in departments}
    assert by_name["教务处"]["members"] == 32
    assert sum(department["total"] for department in departments if department["parent_id"] is None) > people.SIZE * 0.9
    found = await zhou.json("GET", f"/api/organisations/{school}/members", params={"q": "hechuan"})
    assert "何川" in [row["name"] for row in found["items"]]


@pytest.mark.slow
async def test_who_was_here_before_is_shown_the_accounts_until_somebody_signs_in(
    server: RunningServer, client: Client
) -> None:
    early = await server.sign_in("13911112222", "早来的")
    await early.json("POST", "/api/deployment/sample", status=202)
    assert (await loaded(early))["state"] == "ready"
    accounts = (await early.json("GET", "/api/deployment/sample"))["accounts"]
    assert accounts[0]["name"] == "周岚"
    body = {"identifier": accounts[0]["login_name"], "password": accounts[0]["password"], "bearer": True}
    await early.json("POST", "/api/sessions/password", json=body)
    await early.refused("GET", "/api/deployment/sample", "not_found")
    # Not even once the sessions of that time are tidied away.
    async with server.context.db.working(SIGNIN) as tx:
        await tx.fetch("DELETE FROM session")
    await client.refused("GET", "/api/deployment/sample", "not_found")


async def test_the_cast_is_on_stage(server: RunningServer) -> None:
    stage = await set_stage(server)
    zhou = await stage.as_(ZHOU_LAN)
    card = await zhou.json("GET", f"/api/organisations/{stage.school}/members/{stage.member(HE_CHUAN)}")
    assert card["name"] == "何川"
    zheng = await stage.as_(ZHENG_YU)
    assert (await zheng.json("GET", "/api/me/memberships"))["memberships"] == []
    await zheng.refused("GET", f"/api/organisations/{stage.school}/departments", "not_found")
    visitor = server.client()
    await visitor.refused(
        "POST",
        "/api/sessions/password",
        "accounts.suspended",
        json={"identifier": LUO_MIN.login_name, "password": stage.password},
    )


async def test_where_something_is_founded_no_sample_is_loaded(server: RunningServer, client: Client) -> None:
    await set_stage(server)
    await client.refused("POST", "/api/deployment/sample", "organisations.already_founded")


async def test_a_load_that_fails_leaves_nothing_and_says_so(server: RunningServer, client: Client) -> None:
    await server.sign_in(HE_CHUAN.phone, "何川")  # a number of the cast is taken
    await client.json("POST", "/api/deployment/sample", status=202)
    assert (await loaded(client))["state"] == "failed"
    assert (await client.json("GET", "/api/deployment"))["founded"] is False
    async with server.context.db.working(SAMPLE) as tx:
        assert await tx.fetch("SELECT 1 FROM organisation") == []

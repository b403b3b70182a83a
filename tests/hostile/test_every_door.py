"""Every route and command, knocked at by everybody who has no business there: refused, untold, and nothing changed.

A new route fails here until it has an entry in ``doors``.
"""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
from websockets.exceptions import InvalidStatus

from tests.cast import BAI_LU, CHENG_YUAN, SU_RUI, ZHENG_YU, ZHOU_LAN, set_stage
from tests.hostile.doors import COMMANDS, DOORS, OWN, PUBLIC, SILENT, Door
from tests.hostile.victim import Victim, set_victim, state_of, suspended_account, suspended_member
from tests.messaging.proof import sealed
from tests.search.asking import caught_up
from tests.support.client import Client
from tests.support.queue import jobs_done
from tests.support.server import RunningServer
from tests.support.sockets import SocketRefusal
from tocsin.app import ROOMS, compose
from tocsin.kernel.http import SCHEMA_PATH
from tocsin.kernel.socket import hub

REFUSED = {401, 403, 404}


def _shape(path: str) -> str:
    """A path whatever its parameters are called."""
    return re.sub(r"\{[^}]*\}", "{}", path.partition("?")[0])


def test_every_route_has_an_entry() -> None:
    declared = {
        (method, _shape(route.path_format))
        for route in compose().routes
        for handler in getattr(route, "route_handlers", ())
        for method in handler.http_methods - {"OPTIONS", "HEAD"}
        if not route.path.startswith(SCHEMA_PATH)
    }
    # These stand in the table with their parameter filled in.
    literal = {
        "/api/organisations/{}/powers/organisations.member_invite/holders": "/api/organisations/{}/powers/{}/holders",
        "/api/conversations/{}/messages/{}/reactions/👍": "/api/conversations/{}/messages/{}/reactions/{}",
        "/api/uploads/{}/parts/0": "/api/uploads/{}/parts/{}",
    }
    entered = {(door.method, literal.get(_shape(door.path), _shape(door.path))) for door in DOORS}
    entered |= {(method, _shape(path)) for method, path in (*OWN, *PUBLIC)}
    assert declared - entered == set(), "a route without an entry in tests/hostile/doors.py"
    assert entered - declared == set(), "an entry in tests/hostile/doors.py without a route"


def test_every_command_has_an_entry() -> None:
    declared = {command.name for command in (*hub.COMMANDS, *(one for room in ROOMS for one in room.commands))}
    assert declared == {*COMMANDS, *SILENT}, "a command without an entry in tests/hostile/doors.py"


async def _knock(client: Client, door: Door, path: str, body: Any) -> httpx.Response:
    if door.path.endswith("/roster-imports") and door.method == "POST":
        return await client.request(door.method, path, files={"file": ("a.csv", b"a,b\n")})
    return await client.request(door.method, path, json=body)


def _leaks(answer: str, asked: str, secrets: set[str]) -> list[str]:
    """What an answer tells beyond what the caller said themselves."""
    return sorted(secret for secret in secrets if secret in answer and secret not in asked)


class _Round:
    """One round of knocking; ``problems`` says in words what was open."""

    def __init__(self, victim: Victim) -> None:
        self.victim = victim
        self.problems: list[str] = []

    async def knock(self, who: str, client: Client, door: Door, ids: dict[str, str], allowed: set[int]) -> None:
        path = door.path.format(**ids)
        body = door.body(ids) if door.body else None
        answer = await _knock(client, door, path, body)
        where = f"{who}: {door.method} {door.path} -> {answer.status_code}"
        if answer.status_code not in allowed:
            self.problems.append(f"{where} {answer.text[:200]}")
        if leaks := _leaks(answer.text, f"{path}{body}", self.victim.secrets):
            self.problems.append(f"{where} tells {leaks}")


@pytest.fixture
async def victim(server: RunningServer) -> Victim:
    """The school with one of everything."""
    return await set_victim(await set_stage(server))


@pytest.mark.timeout(600)
async def test_strangers_are_refused_untold_and_change_nothing(server: RunningServer, victim: Victim) -> None:
    stage = victim.stage
    strangers = {
        "nobody": server.client(),
        "former member": await stage.as_(ZHENG_YU),
        "suspended account": await suspended_account(stage),
        "suspended member": await suspended_member(stage),
        "another's main admin": await stage.as_(CHENG_YUAN),
        "another's member": await stage.as_(BAI_LU),
    }
    knocks = _Round(victim)
    # What is not in the log yet cannot be proved; whoever may read the log leaves in it that they did.
    await sealed(stage)
    await _control(knocks)
    # What was made goes on to be read, written and indexed by the server itself.
    await jobs_done(server.context)
    await caught_up(stage)
    await sealed(stage)
    before = await state_of(stage)
    await _every_door(knocks, strangers)
    await _own_doors(knocks, strangers)
    await _mixed_ids(knocks, strangers["another's main admin"])
    assert knocks.problems == []
    assert await _over_sockets(victim, strangers) == {}
    assert await state_of(stage) == before


async def _control(knocks: _Round) -> None:
    """Whoever may look sees something through every door for looking: the ids of the table lead somewhere."""
    zhou = await knocks.victim.stage.as_(ZHOU_LAN)
    for door in DOORS:
        # Looking at a whole number is written down, a link's id is not its code, and who is in a group was not removed.
        if (
            door.method == "GET"
            and "contact=true" not in door.path
            and not door.path.endswith(("{link_id}", "/removal", "x", "csv", "zip"))
        ):
            answer = await zhou.get(door.path.format(**knocks.victim.ids))
            if answer.status_code != 200:
                knocks.problems.append(f"the table is wrong: {door.path} -> {answer.status_code} {answer.text[:200]}")


async def _every_door(knocks: _Round, strangers: dict[str, Client]) -> None:
    plain = await knocks.victim.stage.as_(SU_RUI)
    for door in DOORS:
        for who, client in strangers.items():
            expected = {401} if who in ("nobody", "suspended account") else REFUSED
            await knocks.knock(who, client, door, knocks.victim.ids, expected)
        if door.plain == "refused":
            await knocks.knock("plain member", plain, door, knocks.victim.ids, {403, 404})


async def _own_doors(knocks: _Round, strangers: dict[str, Client]) -> None:
    for method, path in OWN:
        for who in ("nobody", "suspended account"):
            await knocks.knock(who, strangers[who], Door(method, path, lambda _: {}), knocks.victim.ids, {401})
        if method == "GET":
            for who in ("another's main admin", "another's member"):
                await knocks.knock(who, strangers[who], Door(method, path), knocks.victim.ids, {200})


async def _mixed_ids(knocks: _Round, cheng: Client) -> None:
    """Ids of the school open nothing under another organisation, not even for its main admin."""
    victim = knocks.victim
    mixed = {**victim.ids, "organisation_id": str(victim.stage.company)}
    for door in DOORS:
        body = str(door.body(victim.ids)) if door.body else ""
        foreign = "_id}" in door.path.replace("{organisation_id}", "")
        if "{organisation_id}" in door.path and (foreign or _leaks(body, "", victim.secrets)):
            # What a body names may be refused as unknown in its own words.
            await knocks.knock("mixed ids", cheng, door, mixed, {404} if foreign and not body else {403, 404, 409, 422})


async def _over_sockets(victim: Victim, strangers: dict[str, Client]) -> dict[str, list[str]]:
    """What is wrong with what strangers' sockets are told, by stranger."""
    server = victim.stage.server
    wrong: dict[str, list[str]] = {}
    for who, client in strangers.items():
        if who in ("nobody", "suspended account"):
            with pytest.raises(InvalidStatus):
                await server.socket(client)
        else:
            wrong[who] = await _commands(server, client, victim)
    # A member who is not in the conversation knows the school: only what the commands answer counts.
    wrong["plain member"] = await _commands(server, await victim.stage.as_(SU_RUI), victim, secrets=set())
    return {who: found for who, found in wrong.items() if found}


async def _commands(
    server: RunningServer, client: Client, victim: Victim, secrets: set[str] | None = None
) -> list[str]:
    wrong = []
    socket = await server.socket(client)
    await socket.until("snapshot")
    for name, fields in COMMANDS.items():
        if fields is None:
            continue
        try:
            wrong.append(f"{name} was answered: {await socket.command(name, **fields(victim.ids))}")
        except SocketRefusal as refusal:
            if refusal.code != "not_found":
                wrong.append(f"{name}: {refusal}")
    asked = victim.ids["conversation_id"]
    told = victim.secrets if secrets is None else secrets
    leaks = _leaks(str(socket.events), asked, told)
    for name, ask in SILENT.items():
        before = len(socket.events)
        await socket.command(name, **ask(victim.ids))
        answer = [event for event in socket.events[before:] if event["t"] not in ("ok", "changed")]
        if told and answer != [{"t": "presence", "people": {victim.ids["person_id"]: None}}]:
            wrong.append(f"{name} told {answer}")
    await socket.close()
    return wrong + [f"tells {leak}" for leak in leaks]

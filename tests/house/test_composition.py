"""The house as composed: what the manifests say together."""

from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar

import tocsin
from tocsin.app import ROOMS, compose
from tocsin.kernel.errors import LANGUAGES, Refusal
from tocsin.kernel.powers import PUBLIC, SIGNED_IN, Power

REACTIONS = {
    "organisations within organisations.member_left",
    "organisations within organisations.department_removed",
    "search within messaging.texts_erased",
    "messaging within organisations.department_changed",
    "messaging within organisations.department_removed",
    "messaging within organisations.heads_changed",
    "messaging within organisations.member_joined",
    "messaging within organisations.member_left",
    "messaging within organisations.member_reinstated",
    "messaging within organisations.member_suspended",
    "messaging within organisations.members_moved",
    "messaging within organisations.sample_loaded",
    "organisations within accounts.signed_in",
}
POWERS = {power.name: power for room in ROOMS for power in room.powers}


@pytest.fixture(scope="module")
def app() -> Litestar:
    return compose()


def _routes(app: Litestar) -> list[tuple[str, Any]]:
    return [
        (route.path, handler)
        for route in app.routes
        for handler in getattr(route, "route_handlers", ())
        if "power" in handler.opt
    ]


def test_every_route_names_a_power_that_a_room_declares(app: Litestar) -> None:
    for path, handler in _routes(app):
        power: Power = handler.opt["power"]
        assert power in (PUBLIC, SIGNED_IN) or POWERS.get(power.name) == power, path
        if power not in (PUBLIC, SIGNED_IN):
            assert "{organisation_id:uuid}" in path, f"{path} names a power but no organisation to hold it in"


def test_every_socket_command_names_a_power() -> None:
    commands = [command for room in ROOMS for command in room.commands]
    assert commands
    for command in commands:
        assert command.power in (PUBLIC, SIGNED_IN) or command.power.name in POWERS, command.name
        assert command.power is not PUBLIC


def test_the_public_routes_are_these(app: Litestar) -> None:
    """A new door to the street is a decision: it is added here on purpose."""
    public = {f"{method} {path}" for path, handler in _routes(app) if handler.opt["power"] is PUBLIC
              for method in handler.http_methods}  # fmt: skip
    assert public == {
        "GET /", "GET /{path:path}", "GET /docs", "GET /openapi.json", "GET /metrics",
        "GET /health/live", "GET /health/ready",
        "GET /api/agreements", "GET /api/deployment",
        # By the token of a witness, which is nobody's session.
        "GET /api/logs/{realm_id:uuid}/checkpoint", "GET /api/logs/{realm_id:uuid}/consistency",
        "GET /api/logs/{realm_id:uuid}/keys", "POST /api/logs/{realm_id:uuid}/cosignatures",
        "GET /api/deployment/sample", "POST /api/deployment/sample",
            "GET /api/join/{code:str}", "GET /api/invitations/{code:str}",
        "POST /api/codes", "POST /api/sessions/code", "POST /api/sessions/password", "POST /api/accounts",
    }  # fmt: skip


def test_the_reactions_between_rooms_are_these() -> None:
    """Whoever changes an event sees here what follows from it; a new reaction is added on purpose."""
    declared = {
        f"{room.name} {when} {reaction.event.kind}"
        for room in ROOMS
        for when, reactions in (("within", room.within), ("after", room.after))
        for reaction in reactions
    }
    assert declared == REACTIONS
    floors = {room.name: floor for floor, room in enumerate(ROOMS)}
    for line in declared:
        reacting, _, kind = line.split(" ")
        declaring = kind.split(".")[0]
        assert floors.get(declaring, -1) <= floors[reacting], f"{line}: a room reacts to one above it"


def test_refusals_have_codes_of_their_own_and_words_in_three_languages() -> None:
    seen: dict[str, type[Refusal]] = {}
    todo = list(Refusal.__subclasses__())
    while todo:
        refusal = todo.pop()
        todo.extend(refusal.__subclasses__())
        if "code" not in vars(refusal) or not refusal.__module__.startswith("tocsin."):
            continue
        assert seen.setdefault(refusal.code, refusal) is refusal, f"{refusal.code} stands for two refusals"
        for language in LANGUAGES:
            assert refusal.words.in_(language).strip(), f"{refusal.code} has no words in {language}"
    assert len(seen) > 20


def test_every_event_of_a_room_carries_its_name() -> None:
    for room in ROOMS:
        for event in room.events:
            assert event.kind.startswith(f"{room.name}."), event


def test_rooms_that_keep_personal_data_export_and_erase_it() -> None:
    for room in ROOMS:
        assert (room.exports is None) == (room.erases is None), room.name
    assert {room.name for room in ROOMS if room.exports} >= {"accounts", "organisations", "messaging"}


def test_a_room_that_puts_blobs_into_the_store_says_which_it_keeps() -> None:
    """What no room keeps is swept."""
    source = Path(tocsin.__file__).parent
    for room in ROOMS:
        puts = any("blobs.put(" in path.read_text() for path in (source / room.name).rglob("*.py"))
        assert not puts or room.keeps is not None, f"{room.name} puts blobs into the store and keeps none"
    assert {room.name for room in ROOMS if room.keeps} >= {"accounts", "files"}

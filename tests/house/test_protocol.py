"""The document of the protocol tells of what there is, and of nothing else."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import get_args

from tests.support.protocol import EVENTS
from tocsin.app import ROOMS
from tocsin.kernel.socket import Close
from tocsin.kernel.socket.frames import FRAME_LIMIT
from tocsin.kernel.socket.hub import COMMANDS
from tocsin.messaging.rules.shapes import FactKind
from tocsin.settings import Settings

DOCUMENT = (Path(__file__).resolve().parents[2] / "docs/protocol/realtime.md").read_text()


def table(head: str) -> list[str]:
    """The first cells of the table whose first heading is this."""
    rows = DOCUMENT.split(f"\n| {head} |", 1)[1].split("\n\n", 1)[0].splitlines()[2:]
    return [row.split("|")[1].strip() for row in rows]


def named(cells: list[str]) -> list[str]:
    return [name for cell in cells for name in re.findall(r"`([a-z_]+)`", cell)]


def test_its_commands_are_those_of_the_server() -> None:
    commands = {command.name for command in (*COMMANDS, *(one for room in ROOMS for one in room.commands))}
    assert sorted(named(table("command"))) == sorted(commands)


def test_its_events_are_those_of_the_server() -> None:
    assert sorted(named(table("event"))) == sorted(EVENTS)


def test_its_limits_are_those_of_the_server() -> None:
    limits = {"frame": FRAME_LIMIT, "commands_per_second": Settings().socket_commands_per_second}
    for room in ROOMS:
        limits |= room.limits
    assert named(table("limit")) == list(limits)
    shown = re.search(r'"limits":({[^}]*})', DOCUMENT)
    assert shown is not None
    assert json.loads(shown[1]) == limits


def test_its_codes_are_those_of_the_server() -> None:
    assert [int(code) for code in table("code")] == sorted(Close)


def test_its_facts_are_those_of_the_server() -> None:
    kinds = re.findall(
        r"`([a-z]+)`", DOCUMENT.split("numbered by `seq` without holes:", 1)[1].split("One sees those", 1)[0]
    )
    assert sorted(set(kinds) - {"target"}) == sorted(get_args(FactKind))

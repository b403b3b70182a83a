"""How a person is told of what is new: chosen once, the same on all their devices (MSG-5)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.accounts.conftest import Door
from tocsin.kernel.clock import now

pytestmark = pytest.mark.anyio
PATH = "/api/me/notifications"
QUIET = {"on": True, "days": [1, 2, 3, 4, 5], "start": "21:30", "end": "06:45", "zone": "Europe/Berlin"}


def wanted(**changed: Any) -> dict[str, Any]:
    return {
        "sound": "wood",
        "banners": False,
        "content": False,
        "mentions_through": False,
        "quiet": QUIET,
        "quiet_until": None,
        **changed,
    }


async def test_what_one_begins_with_and_what_one_chose(here: Door) -> None:
    person = await here.register()
    began = await person.json("GET", PATH)
    assert (began["sound"], began["banners"], began["quiet"]["on"], began["quiet_until"]) == ("bell", True, False, None)
    answer = await person.json("PUT", PATH, json=wanted())
    assert answer == wanted() == await person.json("GET", PATH)
    # Once more, and only what is said: the rest is as it was in the beginning.
    assert await person.json("PUT", PATH, json={"sound": "none"}) == {**began, "sound": "none"}
    assert (await here.events(person)).count("notifications_changed") == 2


async def test_every_device_hears_of_the_choice(here: Door) -> None:
    person = await here.register()
    socket = await here.server.socket(person)
    await socket.until("snapshot")
    await person.json("PUT", PATH, json=wanted())
    changed = await socket.until("changed")
    assert changed["key"] == ["person", person.person_id, "notifications"]


async def test_quiet_for_a_while_and_no_longer(here: Door) -> None:
    person = await here.register()
    soon = (now() + timedelta(hours=1)).isoformat()
    answer = await person.json("PUT", PATH, json=wanted(quiet_until=soon))
    assert datetime.fromisoformat(answer["quiet_until"]) == datetime.fromisoformat(soon)
    past = (now() - timedelta(minutes=1)).isoformat()
    assert (await person.json("PUT", PATH, json=wanted(quiet_until=past)))["quiet_until"] is None


async def test_days_are_told_once_and_in_order(here: Door) -> None:
    person = await here.register()
    answer = await person.json("PUT", PATH, json=wanted(quiet={**QUIET, "days": [7, 1, 7]}))
    assert answer["quiet"]["days"] == [1, 7]


async def test_what_is_not_taken(here: Door) -> None:
    person = await here.register()
    await person.json("PUT", PATH, json=wanted())
    for change, code in (
        ({"sound": "siren"}, "invalid"),
        ({"banners": "yes"}, "invalid"),
        ({"volume": 3}, "invalid"),
        ({"quiet": {**QUIET, "start": "24:00"}}, "invalid"),
        ({"quiet": {**QUIET, "start": "9:00"}}, "invalid"),
        ({"quiet": {**QUIET, "days": [0]}}, "invalid"),
        ({"quiet": {**QUIET, "days": [8]}}, "invalid"),
        ({"quiet": {**QUIET, "days": [1] * 8}}, "invalid"),
        ({"quiet": {**QUIET, "days": []}}, "accounts.no_quiet_hours"),
        ({"quiet": {**QUIET, "end": "21:30"}}, "accounts.no_quiet_hours"),
        ({"quiet": {**QUIET, "zone": "Mars/Olympus"}}, "accounts.unknown_time_zone"),
        ({"quiet": {**QUIET, "zone": "../../etc/passwd"}}, "invalid"),
        ({"quiet": {**QUIET, "zone": "/etc/passwd"}}, "invalid"),
        ({"quiet": {**QUIET, "zone": "Europe"}}, "accounts.unknown_time_zone"),
        ({"quiet": {**QUIET, "zone": ""}}, "invalid"),
        ({"quiet": {**QUIET, "zone": "Asia/Sh\u0000anghai"}}, "invalid"),
        ({"quiet": {**QUIET, "zone": "x" * 65}}, "invalid"),
        ({"quiet_until": (now() + timedelta(days=32)).isoformat()}, "accounts.quiet_too_long"),
        ({"quiet_until": "tomorrow"}, "invalid"),
        ({"quiet_until": "2026-11-22T08:00:00"}, "invalid"),
    ):
        await person.refused("PUT", PATH, code, json=wanted(**change))
    assert await person.json("GET", PATH) == wanted()


async def test_it_is_each_persons_own(here: Door) -> None:
    one, other = await here.register(), await here.register()
    await one.json("PUT", PATH, json=wanted())
    assert (await other.json("GET", PATH))["sound"] == "bell"
    await here.visitor().refused("GET", PATH, "signed_out", status=401)
    await here.visitor().refused("PUT", PATH, "signed_out", status=401, json=wanted())
    await here.suspend(one)
    await one.refused("PUT", PATH, "signed_out", status=401, json=wanted())


async def test_it_is_handed_out_and_erased_with_the_account(here: Door) -> None:
    from uuid import UUID

    from tocsin.accounts.actions.privacy import erases, exports
    from tocsin.kernel.db import FOLLOW
    from tocsin.kernel.ids import PLATFORM

    person = await here.register()
    await person.json("PUT", PATH, json=wanted())
    me = UUID(person.person_id)
    async with here.context.db.working(FOLLOW) as tx:
        files = {name: body async for name, body in exports(here.context, tx, PLATFORM, me)}
    assert b"Europe/Berlin" in files["accounts/notifications.json"]
    async with here.context.db.working(FOLLOW) as tx:
        await erases(here.context, tx, PLATFORM, me)
    assert await here.rows("SELECT 1 FROM notification_settings WHERE person_id = $1", me) == []

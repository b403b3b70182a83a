"""Two admins who set different rules at once: both have set theirs."""

from __future__ import annotations

import asyncio

from tests.cast import CHENG_YUAN, SHEN_SHUHANG, ZHOU_LAN, Stage
from tests.hostile.victim import as_owner
from tests.support.locks import stuck


async def test_what_two_admins_set_at_once_is_both_set(stage: Stage) -> None:
    path = f"/api/organisations/{stage.school}/messaging"
    one, other = await stage.as_(ZHOU_LAN), await stage.as_(SHEN_SHUHANG)
    await one.json("PATCH", path, json={"edit_within": 60})
    async with as_owner(stage) as owner:
        await owner.execute("BEGIN")
        await owner.execute("SELECT 1 FROM messaging_rules FOR UPDATE")
        changes = [
            asyncio.create_task(one.json("PATCH", path, json={"recall_within": 120})),
            asyncio.create_task(other.json("PATCH", path, json={"locations": True, "forwarding_out": False})),
        ]
        assert await stuck(stage.server.context.db, *changes)
        await owner.execute("COMMIT")
    await asyncio.gather(*changes)
    expected = {
        "recall_within": 120,
        "edit_within": 60,
        "locations": True,
        "link_cards": True,
        "mention_all_up_to": 100,
        "forwarding_out": False,
    }
    assert await one.json("GET", path) == expected


async def test_the_first_to_set_any_rule_leaves_the_others_as_they_are(stage: Stage) -> None:
    path = f"/api/organisations/{stage.company}/messaging"
    admin = await stage.as_(CHENG_YUAN)
    before = await admin.json("GET", path)
    assert await admin.json("PATCH", path, json={"locations": True}) == {**before, "locations": True}
    assert await admin.json("GET", path) == {**before, "locations": True}

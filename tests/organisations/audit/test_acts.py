"""Every act of an admin is an effect in the log of its realm, written with it (EFF-3, SEC-2)."""

from __future__ import annotations

from typing import Any

import msgspec

from tests.hostile.victim import as_owner_of
from tests.organisations.stage import Organisation
from tocsin.accounts import door as accounts
from tocsin.app import ROOMS
from tocsin.effects.actions.recording import open_secret
from tocsin.effects.rules.acts import act_of, content_of
from tocsin.effects.rules.entries import digest_of, salt_of
from tocsin.kernel.db import FOLLOW
from tocsin.kernel.events import RECORDS, changes_place, why_place

_UNRECORDED = """
SELECT e.kind FROM event e LEFT JOIN effect f
ON f.item_kind = 'act' AND f.item_id = e.realm_id AND f.realm_id = e.realm_id AND f.effect = 3 AND f.from_seq = e.id
AND f.to_seq = e.id AND f.actor_id IS NOT DISTINCT FROM e.actor_id AND f.at = e.at
WHERE e.audited AND f.id IS NULL
"""


async def test_each_audited_event_has_its_effect(school: Organisation) -> None:
    maths = await school.department("数学组")
    member = await school.member(maths, name="吴宓")
    await school.admin.json("POST", f"/members/{member.id}/suspension", json={"reason": "调查期间"})
    await accounts.move(school.stage.server.context, member.phone, "suspend", "complaint 2026-3")
    async with as_owner_of(school.stage.server.settings) as owner:
        assert await owner.fetch(_UNRECORDED) == []
        acts = [row["act"] for row in await owner.fetch("SELECT act FROM effect WHERE item_kind = 'act' ORDER BY id")]
        audited = await owner.fetchval("SELECT count(*) FROM event WHERE audited")
    assert len(acts) == audited
    assert acts[-2:] == ["organisations_member_suspended", "accounts_suspended"]


async def test_what_an_act_commits_to_follows_from_its_row(school: Organisation) -> None:
    member = await school.member(name="吴宓")
    await school.admin.json("POST", f"/members/{member.id}/suspension", json={"reason": "调查期间"})
    await school.admin.json("PATCH", "", json={"name": "清源第一中学"})
    context = school.stage.server.context
    async with context.db.working(FOLLOW) as tx:
        for realm_id in {row["realm_id"] for row in await tx.fetch("SELECT realm_id FROM event WHERE audited")}:
            salts = await context.keyring.record_key(tx, realm_id, "effects.salt")
            key = await context.keyring.record_key(tx, realm_id, RECORDS)
            rows = await tx.fetch(
                "SELECT e.*, f.digest, f.salt_sealed, f.commitment, f.device FROM event e JOIN effect f"
                " ON f.item_kind = 'act' AND f.item_id = e.realm_id AND f.from_seq = e.id WHERE e.realm_id = $1",
                realm_id,
            )
            assert rows
            for row in rows:
                secret = open_secret(row["salt_sealed"], row["commitment"], salts)
                assert digest_of(salt_of(secret, "content"), _content(row, key)) == row["digest"]
                assert row["device"] or row["actor_id"] is None


def _content(row: Any, key: Any) -> bytes:
    place = (row["realm_id"], row["subject_id"], row["at"])
    why = row["why_sealed"] and key.open_text(row["why_sealed"], why_place(*place))
    changes = row["changes_sealed"] and msgspec.json.decode(key.open(row["changes_sealed"], changes_place(*place)))
    return content_of(row["kind"], row["subject_id"], why, changes or (), row["body"])


async def test_an_act_that_did_not_happen_leaves_no_effect(school: Organisation) -> None:
    member = await school.member()
    async with as_owner_of(school.stage.server.settings) as owner:
        before = await owner.fetchval("SELECT count(*) FROM effect WHERE item_kind = 'act'")
        await member.refused("POST", "/departments", "forbidden", json={"name": "数学组"})
        await school.admin.refused("POST", "/departments", "text.empty", json={"name": ""})
        assert await owner.fetchval("SELECT count(*) FROM effect WHERE item_kind = 'act'") == before


def test_each_kind_of_act_has_a_name_of_its_own_in_the_log() -> None:
    kinds = [event.kind for room in ROOMS for event in room.events if event.audited]
    assert len({act_of(kind) for kind in kinds}) == len(kinds)


def test_each_kind_of_act_says_which_power_it_takes_and_the_others_are_these() -> None:
    free = {event.kind for room in ROOMS for event in room.events if event.audited and event.power is None}
    assert {kind for kind in free if not kind.startswith(("accounts.", "privacy."))} == {
        "organisations.founded",
        "organisations.invitation_refused",
        "organisations.member_joined",
        "organisations.main_admin_appointed",
        "organisations.main_admin_removed",
        "organisations.audit_keeping_set",
        "effects.log_key_rotated",
        "messaging.group_leaving_set",
    }
    powers = {power for room in ROOMS for power in room.powers}
    taken = {event.power for room in ROOMS for event in room.events if event.power is not None}
    assert taken <= powers

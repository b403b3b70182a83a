"""Who may bring messages in, and who not, also while they are entered."""

import asyncio
from uuid import UUID

import pytest

from tests.cast import (
    BAI_LU,
    CHENG_YUAN,
    HE_CHUAN,
    LU_MING,
    SHEN_SHUHANG,
    XU_JINGYI,
    ZHENG_YU,
    ZHOU_LAN,
    Player,
    Stage,
)
from tests.hostile.victim import suspended_account, suspended_member
from tests.messaging.imports.bringing import (
    HEADINGS,
    apply,
    brought,
    groups_of,
    path_of,
    settled,
    sheet,
    texts_in,
    upload,
)
from tests.messaging.talk import Office, group
from tests.support.locks import stuck
from tocsin.kernel.context import Context
from tocsin.kernel.db import FOLLOW
from tocsin.messaging.actions.ledger import lock
from tocsin.messaging.imports.actions import applying, uploading
from tocsin.messaging.imports.actions.uploading import Work
from tocsin.messaging.imports.queries import Stored
from tocsin.messaging.imports.rules.model import Reading

RECORDS = sheet(("2024-05-01 09:00:00", "何川", "三点开会", "教研组"))
BODY = {"channels": [{"key": "教研组"}], "basis": "hr_policy", "attested": True}


async def test_messages_are_brought_in_by_those_with_the_power(stage: Stage) -> None:
    path = path_of(stage)
    import_id = await brought(stage, ZHOU_LAN, RECORDS)
    for who, code in (
        (HE_CHUAN, "forbidden"),
        (CHENG_YUAN, "not_found"),
        (BAI_LU, "not_found"),
        (ZHENG_YU, "not_found"),
    ):
        client = await stage.as_(who)
        await client.refused("POST", path, code, content=RECORDS)
        await client.refused("GET", f"{path}/{import_id}", code)
        await client.refused("POST", f"{path}/{import_id}/attestation", code, json=BODY)
        await client.refused("DELETE", f"{path}/{import_id}", code)
    await (await suspended_member(stage)).refused("POST", path, "not_found", content=RECORDS)
    for nobody in (stage.server.client(), await suspended_account(stage)):
        await nobody.refused("POST", path, "signed_out", status=401, content=RECORDS)


async def test_an_import_is_its_importers_alone(stage: Stage) -> None:
    import_id, path = await brought(stage, ZHOU_LAN, RECORDS), path_of(stage)
    shen = await stage.as_(SHEN_SHUHANG)
    assert (await shen.json("GET", path))["items"] == []
    await shen.refused("GET", f"{path}/{import_id}", "not_found")
    await shen.refused("POST", f"{path}/{import_id}/attestation", "not_found", json=BODY)
    await shen.refused("DELETE", f"{path}/{import_id}", "not_found")


async def test_a_power_over_a_department_brings_nothing_in(stage: Stage) -> None:
    office = Office(stage)
    role = await office.json("POST", "/roles", json={"name": "导入", "powers": ["messaging.conversation_import"]})
    ids = await office.departments()
    grant = {"member_id": str(stage.member(HE_CHUAN)), "role_id": role["id"]}
    await office.json("POST", "/grants", json={**grant, "scope": "department", "department_id": ids["教务处"]})
    await (await stage.as_(HE_CHUAN)).refused("POST", path_of(stage), "forbidden", content=RECORDS)
    given = await office.json("POST", "/grants", json={**grant, "scope": "organisation"})
    import_id = await brought(stage, HE_CHUAN, RECORDS)
    # Who loses the power between looking and entering enters nothing.
    async with stage.server.context.db.working(FOLLOW) as tx:
        await tx.fetch(
            "UPDATE conversation_import SET state = 'applying', attested_at = now(), total = 1,"
            """ chosen = '{"targets": [{"key": "教研组"}]}' WHERE id = $1""",
            UUID(import_id),
        )
    await office.json("DELETE", f"/grants/{given['id']}", status=204)
    await applying.apply_import(stage.server.context, Work(UUID(import_id)))
    async with stage.server.context.db.working(FOLLOW) as tx:
        (row,) = await tx.fetch("SELECT state, error FROM conversation_import WHERE id = $1", UUID(import_id))
    assert (row["state"], row["error"]) == ("failed", "messaging.import_right_lost")
    assert "教研组" not in await groups_of(stage, HE_CHUAN)


async def test_an_import_confirms_no_number_and_names_nobody_hidden(stage: Stage) -> None:
    office = Office(stage)
    role = await office.json("POST", "/roles", json={"name": "导入", "powers": ["messaging.conversation_import"]})
    grant = {"member_id": str(stage.member(HE_CHUAN)), "role_id": role["id"], "scope": "organisation"}
    await office.json("POST", "/grants", json=grant)
    guess = ("2024-05-01 09:00:00", "某某", "在吗", "教研组", XU_JINGYI.phone)
    named = ("2024-05-01 09:01:00", LU_MING.name, "在", "教研组", "")
    records = sheet(guess, named, headings=(*HEADINGS, "手机号"))

    async def matched(who: Player) -> dict[str, str | None]:
        """By whose mark the authors are taken for members."""
        found = await settled(stage, who, await brought(stage, who, records))
        return {one["name"]: one["match"] and one["match"]["by"] for one in found["preview"]["authors"]}

    assert await matched(ZHOU_LAN) == {"某某": "phone", LU_MING.name: "name"}
    assert await matched(HE_CHUAN) == {"某某": None, LU_MING.name: "name"}
    ids = await office.departments()
    await office.place(LU_MING, "信息中心")
    await office.json("PATCH", f"/departments/{ids['信息中心']}", json={"hidden": True})
    assert await matched(HE_CHUAN) == {"某某": None, LU_MING.name: None}
    assert await matched(ZHOU_LAN) == {"某某": "phone", LU_MING.name: "name"}
    reader = await office.json("POST", "/roles", json={"name": "看号码", "powers": ["organisations.contact_read"]})
    await office.json("POST", "/grants", json={**grant, "role_id": reader["id"]})
    assert await matched(HE_CHUAN) == {"某某": "phone", LU_MING.name: None}


async def test_nothing_is_entered_without_the_importers_word(stage: Stage) -> None:
    import_id, path = await brought(stage, ZHOU_LAN, RECORDS), path_of(stage)
    zhou = await stage.as_(ZHOU_LAN)

    async def refused(code: str, **body: object) -> None:
        await zhou.refused("POST", f"{path}/{import_id}/attestation", code, json={**BODY, **body})

    await refused("organisations.attestation_needed", attested=False)
    await refused("organisations.basis_note_needed", basis="other")
    await refused("invalid", channels=[{"key": "没有"}])
    await refused("messaging.import_nothing_chosen", channels=[])
    await apply(stage, ZHOU_LAN, import_id)
    await refused("messaging.import_not_ready")


async def test_one_import_of_a_person_goes_on_at_a_time(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    import_id = await brought(stage, ZHOU_LAN, RECORDS)
    zhou = await stage.as_(ZHOU_LAN)
    async with stage.server.context.db.working(FOLLOW) as tx:
        await tx.fetch("UPDATE conversation_import SET state = 'reading' WHERE id = $1", UUID(import_id))
    await zhou.refused("POST", path_of(stage), "messaging.import_under_way", status=409, content=RECORDS)
    await zhou.json("DELETE", f"{path_of(stage)}/{import_id}", status=204)
    monkeypatch.setattr(uploading, "UPLOAD_BYTES", 10)
    await zhou.refused("POST", path_of(stage), "messaging.import_too_large", status=413, content=RECORDS)
    monkeypatch.undo()
    assert (await settled(stage, ZHOU_LAN, await upload(stage, ZHOU_LAN, RECORDS)))["state"] == "ready"


async def test_a_job_that_waits_for_its_group_enters_nothing_once_the_power_is_taken(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, db = Office(stage), stage.server.context.db
    role = await office.json("POST", "/roles", json={"name": "导入", "powers": ["messaging.conversation_import"]})
    grant = {"member_id": str(stage.member(HE_CHUAN)), "role_id": role["id"], "scope": "organisation"}
    granted = await office.json("POST", "/grants", json=grant)
    own = await group(stage, HE_CHUAN, XU_JINGYI)
    import_id = await brought(stage, HE_CHUAN, RECORDS)
    locked, read_file = asyncio.Event(), applying.read_file

    async def once_locked(context: Context, stored: Stored) -> Reading:
        await locked.wait()
        return await read_file(context, stored)

    async def outcome() -> str:
        while (state := await _state(stage, import_id)) == "applying":
            await asyncio.sleep(0.05)
        return state

    monkeypatch.setattr(applying, "read_file", once_locked)
    body = {**BODY, "channels": [{"key": "教研组", "into": own.id}]}
    await (await stage.as_(HE_CHUAN)).json("POST", f"{path_of(stage)}/{import_id}/attestation", json=body, status=202)
    async with db.working(FOLLOW) as tx:
        await lock(tx, [UUID(own.id)])
        locked.set()
        done = asyncio.create_task(outcome())
        assert await stuck(db, done)
        await office.json("DELETE", f"/grants/{granted['id']}")
    assert await asyncio.wait_for(done, 60) == "failed"
    assert await texts_in(stage, XU_JINGYI, own.id) == []


async def _state(stage: Stage, import_id: str) -> str:
    async with stage.server.context.db.working(FOLLOW) as tx:
        rows = await tx.fetch("SELECT state FROM conversation_import WHERE id = $1", UUID(import_id))
    return str(rows[0]["state"])

"""Who joins a group that a file becomes: nobody, those a mark of theirs names, or those too whom only a name names."""

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

import msgspec
import pytest

from tests.cast import HE_CHUAN, LU_MING, SU_RUI, XU_JINGYI, ZHOU_LAN, Player, Stage
from tests.messaging.imports.bringing import HEADINGS, apply, brought, groups_of, path_of, settled, sheet
from tests.messaging.talk import Office
from tocsin.kernel.db import FOLLOW
from tocsin.messaging.imports.actions import applying
from tocsin.messaging.imports.actions.uploading import Work
from tocsin.messaging.imports.queries import RECORDS, import_place

MARKED = (*HEADINGS, "手机号")
FILE = sheet(
    ("2024-05-01 09:00:00", "老何", "三点开会", "教研组", HE_CHUAN.phone),
    ("2024-05-01 09:01:00", LU_MING.name, "收到", "教研组", ""),
    ("2024-05-01 09:02:00", "生人", "我也去", "教研组", ""),
    ("2024-05-01 09:03:00", ZHOU_LAN.name, "好", "教研组", ""),
    ("2024-05-02 09:00:00", LU_MING.name, "别的话", "另一组", ""),
    ("2024-05-02 09:01:00", SU_RUI.name, "别的话", "另一组", ""),
    headings=MARKED,
)


async def seated(stage: Stage, group: str) -> set[UUID]:
    """Who is in a group of the importer's, besides the importer."""
    async with stage.server.context.db.working(FOLLOW) as tx:
        rows = await tx.fetch(
            "SELECT person_id FROM conversation_member WHERE conversation_id = $1 AND until_version IS NULL",
            UUID((await groups_of(stage, ZHOU_LAN))[group]["id"]),
        )
    return {row["person_id"] for row in rows} - {stage.person(ZHOU_LAN)}


def people(stage: Stage, *players: Player) -> set[UUID]:
    """Their ids."""
    return {stage.person(one) for one in players}


def names(preview: dict[str, Any], ids: Iterable[str]) -> list[str]:
    """What the people of a preview are called there."""
    called = {one["match"]["person_id"]: one["match"]["name"] for one in preview["authors"] if one["match"]}
    return [called[one] for one in ids]


async def test_a_preview_says_who_would_join_each_group_and_whom_only_a_name_names(stage: Stage) -> None:
    preview = (await settled(stage, ZHOU_LAN, await brought(stage, ZHOU_LAN, FILE)))["preview"]
    joining = {
        group: (names(preview, one["marks"]), names(preview, one["names"])) for group, one in preview["joining"].items()
    }
    # Whose import it is owns the groups anyway.
    assert joining == {"教研组": ([HE_CHUAN.name], [LU_MING.name]), "另一组": ([], [SU_RUI.name, LU_MING.name])}
    known = [one["match"] and one["match"]["by"] for one in preview["authors"]]
    assert (known[:3], set(known[3:])) == (["name"] * 3, {"phone", None})


async def test_one_author_with_a_mark_is_enough_for_a_person_of_two_authors(stage: Stage) -> None:
    data = sheet(
        ("2024-05-01 09:00:00", HE_CHUAN.name, "三点开会", "教研组", ""),
        ("2024-05-01 09:01:00", "老何", "收到", "教研组", HE_CHUAN.phone),
        ("2024-05-01 09:02:00", HE_CHUAN.name, "别的话", "另一组", ""),
        headings=MARKED,
    )
    import_id = await brought(stage, ZHOU_LAN, data)
    preview = (await settled(stage, ZHOU_LAN, import_id))["preview"]
    he = str(stage.person(HE_CHUAN))
    assert preview["joining"] == {"教研组": {"marks": [he], "names": []}, "另一组": {"marks": [], "names": [he]}}
    await apply(stage, ZHOU_LAN, import_id)
    assert await seated(stage, "教研组") == people(stage, HE_CHUAN)
    assert await seated(stage, "另一组") == set()


@pytest.mark.parametrize(
    ("chosen", "meeting", "other"),
    [
        ({}, [HE_CHUAN], []),
        ({"members": "marks"}, [HE_CHUAN], []),
        ({"members": "names"}, [HE_CHUAN, LU_MING], [LU_MING, SU_RUI]),
        ({"members": "none"}, [], []),
    ],
)
async def test_the_importer_says_who_joins_and_a_name_alone_opens_nothing_unsaid(
    stage: Stage, chosen: dict[str, str], meeting: list[Player], other: list[Player]
) -> None:
    import_id = await brought(stage, ZHOU_LAN, FILE)
    await apply(stage, ZHOU_LAN, import_id, **chosen)
    assert await seated(stage, "教研组") == people(stage, *meeting)
    assert await seated(stage, "另一组") == people(stage, *other)
    lu = await stage.as_(LU_MING)
    path = f"/api/conversations/{(await groups_of(stage, ZHOU_LAN))['另一组']['id']}/messages"
    if LU_MING in other:
        assert [one["text"] for one in (await lu.json("GET", path))["items"] if one["kind"] == "text"] == ["别的话"] * 2
    else:
        await lu.refused("GET", path, "not_found")
    # Whose words they are taken for is on the record whoever joins.
    async with stage.server.context.db.working(FOLLOW) as tx:
        rows = await tx.fetch("SELECT person_id FROM imported_message WHERE import_id = $1", UUID(import_id))
    assert {row["person_id"] for row in rows} == {*people(stage, HE_CHUAN, LU_MING, SU_RUI, ZHOU_LAN), None}
    audit = (await (await stage.as_(ZHOU_LAN)).json("GET", f"/api/organisations/{stage.school}/audit"))["items"]
    (fact,) = [one["details"] for one in audit if one["kind"] == "messaging.import_attested"]
    assert fact["joining"] == chosen.get("members", "marks")


async def test_a_choice_nobody_knows_is_refused(stage: Stage) -> None:
    import_id = await brought(stage, ZHOU_LAN, FILE)
    zhou, path = await stage.as_(ZHOU_LAN), f"{path_of(stage)}/{import_id}/attestation"
    body = {"channels": [{"key": "教研组"}], "basis": "hr_policy", "attested": True}
    for wrong in ({"members": "everybody"}, {"members": None}, {"members": True}, {"matched": True}):
        await zhou.refused("POST", path, "invalid", json={**body, **wrong})
    assert (await settled(stage, ZHOU_LAN, import_id))["state"] == "ready"


async def test_nobody_joins_whom_the_importer_was_not_shown(stage: Stage) -> None:
    office = Office(stage)
    import_id = await brought(stage, ZHOU_LAN, FILE)
    # Since then somebody is called like an author, and somebody has left.
    await office.json("PATCH", f"/members/{stage.member(XU_JINGYI)}", json={"name": "生人"})
    await office.depart(SU_RUI)
    await apply(stage, ZHOU_LAN, import_id, members="names")
    assert await seated(stage, "教研组") == people(stage, HE_CHUAN, LU_MING)
    assert await seated(stage, "另一组") == people(stage, LU_MING)


async def test_whom_a_mark_named_and_now_only_a_name_names_does_not_join_by_marks(stage: Stage) -> None:
    data = sheet(("2024-05-01 09:00:00", XU_JINGYI.name, "三点开会", "教研组", "X1"), headings=(*HEADINGS, "工号"))
    office, record = Office(stage), f"/members/{stage.member(XU_JINGYI)}"
    await office.json("PATCH", record, json={"work_no": "X1"})
    import_id = await brought(stage, ZHOU_LAN, data)
    preview = (await settled(stage, ZHOU_LAN, import_id))["preview"]
    assert preview["joining"]["教研组"]["marks"] == [str(stage.person(XU_JINGYI))]
    await office.json("PATCH", record, json={"work_no": "X2"})
    await apply(stage, ZHOU_LAN, import_id)
    assert await seated(stage, "教研组") == set()


async def _as_before(stage: Stage, import_id: str) -> None:
    """Make of an import that was read one of before there was a choice: its preview tells nothing of who joins."""
    context = stage.server.context
    async with context.db.working(FOLLOW) as tx:
        key = await context.keyring.record_key(tx, stage.school, RECORDS)
        (row,) = await tx.fetch("SELECT preview_sealed FROM conversation_import WHERE id = $1", UUID(import_id))
        where = import_place("preview", UUID(import_id))
        preview = msgspec.json.decode(key.open(row["preview_sealed"], where))
        del preview["joining"]
        sealed = key.seal(msgspec.json.encode(preview), where)
        await tx.fetch("UPDATE conversation_import SET preview_sealed = $2 WHERE id = $1", UUID(import_id), sealed)


async def test_a_file_read_before_there_was_a_choice_is_entered_by_it(stage: Stage) -> None:
    import_id = await brought(stage, ZHOU_LAN, FILE)
    await _as_before(stage, import_id)
    # What was read did not say who wrote where: all it could be are shown.
    preview = (await settled(stage, ZHOU_LAN, import_id))["preview"]
    for one in preview["joining"].values():
        assert names(preview, one["marks"]) == [HE_CHUAN.name]
        assert sorted(names(preview, one["names"])) == sorted([LU_MING.name, SU_RUI.name])
    await apply(stage, ZHOU_LAN, import_id)
    assert await seated(stage, "教研组") == people(stage, HE_CHUAN)
    assert await seated(stage, "另一组") == set()


@pytest.mark.parametrize(("matched", "meeting"), [(True, [HE_CHUAN, LU_MING]), (False, [])])
async def test_an_import_attested_before_there_was_a_choice_ends_as_it_was_attested(
    stage: Stage, matched: bool, meeting: list[Player]
) -> None:
    import_id = await brought(stage, ZHOU_LAN, FILE)
    await _as_before(stage, import_id)
    chosen = {"targets": [{"key": "教研组", "into": None}], "matched": matched}
    async with stage.server.context.db.working(FOLLOW) as tx:
        await tx.fetch(
            "UPDATE conversation_import SET state = 'applying', attested_at = now(), total = 4, chosen = $2::text::jsonb"
            " WHERE id = $1",
            UUID(import_id),
            json.dumps(chosen),
        )
    zhou = await stage.as_(ZHOU_LAN)
    assert (await zhou.json("GET", path_of(stage)))["items"][0]["state"] == "applying"
    await applying.apply_import(stage.server.context, Work(UUID(import_id)))
    assert (await settled(stage, ZHOU_LAN, import_id))["state"] == "done"
    assert await seated(stage, "教研组") == people(stage, *meeting)

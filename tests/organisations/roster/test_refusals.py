"""Who may not: another member, another organisation, a former member, a suspended account, nobody, a sub-admin beyond
the scope."""

from typing import Any
from uuid import UUID

import pytest

from tests.cast import (
    BAI_LU,
    CHENG_YUAN,
    HAN_DONG,
    HE_CHUAN,
    LUO_MIN,
    SHEN_SHUHANG,
    XU_JINGYI,
    ZHENG_YU,
    ZHOU_LAN,
    Stage,
    set_stage,
)
from tests.organisations.roster import books
from tests.organisations.roster.books import HEADINGS, person
from tests.organisations.roster.test_imports import GIVEN, applied, imports, rows, uploaded
from tests.support.client import Client
from tests.support.server import RunningServer


@pytest.fixture
async def stage(server: RunningServer) -> Stage:
    return await set_stage(server)


def requests(organisation: UUID, import_id: str) -> list[tuple[str, str, dict[str, Any]]]:
    """Every request of the rosters' API."""
    one = f"{imports(organisation)}/{import_id}"
    whole = f"/api/organisations/{organisation}"
    file = {"file": ("a.xlsx", books.workbook(HEADINGS, person(101)), "application/octet-stream")}
    return [
        ("POST", imports(organisation), {"files": file}),
        ("GET", imports(organisation), {}),
        ("GET", one, {}),
        ("GET", f"{one}/rows", {}),
        ("POST", f"{one}/attestation", {"json": GIVEN}),
        ("DELETE", one, {}),
        ("GET", f"{whole}/roster.xlsx", {}),
        ("GET", f"{whole}/roster.csv", {}),
    ]


async def test_nobody_but_who_holds_the_power(server: RunningServer, stage: Stage) -> None:
    zhou = await stage.as_(ZHOU_LAN)
    preview = await uploaded(zhou, stage.school, books.workbook(HEADINGS, person(101)))
    he, cheng, zheng = await stage.as_(HE_CHUAN), await stage.as_(CHENG_YUAN), await stage.as_(ZHENG_YU)
    han, visitor = await stage.as_(HAN_DONG), server.client()
    for method, path, options in requests(stage.school, preview["id"]):
        await he.refused(method, path, "forbidden", **options)
        for stranger in (cheng, zheng, han):
            await stranger.refused(method, path, "not_found", **options)
        await visitor.refused(method, path, "signed_out", **options)
    await visitor.refused(
        "POST",
        "/api/sessions/password",
        "accounts.suspended",
        json={"identifier": LUO_MIN.login_name, "password": stage.password},
    )
    assert (await zhou.json("GET", f"{imports(stage.school)}/{preview['id']}"))["state"] == "ready"


async def test_an_import_of_one_organisation_is_unknown_in_another(stage: Stage) -> None:
    zhou, cheng = await stage.as_(ZHOU_LAN), await stage.as_(CHENG_YUAN)
    preview = await uploaded(zhou, stage.school, books.workbook(HEADINGS, person(101)))
    for method, path, options in requests(stage.company, preview["id"])[2:6]:
        await cheng.refused(method, path, "not_found", **options)


async def sub_admin(stage: Stage, admin: Client, player: Any, powers: list[str], department: str) -> str:
    """Give a player a role with powers over a department's subtree; return the department's id."""
    whole = f"/api/organisations/{stage.school}"
    role = await admin.json("POST", f"{whole}/roles", json={"name": f"分管{player.key}", "powers": powers})
    departments = {one["name"]: one["id"] for one in await admin.json("GET", f"{whole}/departments")}
    grant = {
        "member_id": str(stage.member(player)),
        "role_id": role["id"],
        "scope": "department",
        "department_id": departments[department],
    }
    await admin.json("POST", f"{whole}/grants", json=grant)
    return str(departments[department])


IMPORT, EXPORT = "organisations.roster_import", "organisations.roster_export"
ROWS = [f"organisations.{one}" for one in ("member_invite", "member_manage", "department_manage")]


async def test_a_sub_admin_imports_within_the_subtree_only(stage: Stage) -> None:
    zhou = await stage.as_(ZHOU_LAN)
    of_zhou = await uploaded(zhou, stage.school, books.workbook(HEADINGS, person(101)))
    await sub_admin(stage, zhou, HE_CHUAN, [IMPORT, *ROWS], "教务处")
    he = await stage.as_(HE_CHUAN)
    await he.refused("GET", f"{imports(stage.school)}/{of_zhou['id']}", "not_found")
    assert (await he.json("GET", imports(stage.school)))["items"] == []
    data = books.workbook(
        HEADINGS,
        person(101, departments="教务处/考务科"),
        person(102, departments="财务处"),
        person(103, departments=""),
        ("许静怡", XU_JINGYI.phone, "教务处", "教师", "", "", ""),
        ("周岚", ZHOU_LAN.phone, "教务处", "科员", "", "", ""),
    )
    preview = await uploaded(he, stage.school, data)
    shown = await rows(he, stage.school, preview["id"])
    assert [row["outcome"] for row in shown] == ["make", "refuse", "refuse", "refuse", "refuse"]
    assert [row["reasons"][0]["code"] for row in shown[1:]] == [
        "outside_scope",
        "outside_scope",
        "person_elsewhere",
        "main_admin",
    ]
    assert shown[3]["member_id"] is None
    assert (await applied(he, stage.school, preview["id"]))["state"] == "done"
    assert len((await zhou.json("GET", imports(stage.school)))["items"]) == 2


async def test_a_power_taken_away_before_the_job_runs_stops_the_import(server: RunningServer, stage: Stage) -> None:
    zhou = await stage.as_(ZHOU_LAN)
    await sub_admin(stage, zhou, HE_CHUAN, [IMPORT, *ROWS], "教务处")
    he = await stage.as_(HE_CHUAN)
    preview = await uploaded(he, stage.school, books.workbook(HEADINGS, person(101)))
    whole = f"/api/organisations/{stage.school}"
    items = await zhou.pages(f"{whole}/grants")
    await zhou.json("DELETE", f"{whole}/grants/{items[0]['id']}")
    await he.refused("POST", f"{imports(stage.school)}/{preview['id']}/attestation", "forbidden", json=GIVEN)


async def test_two_imports_are_not_applied_at_once(server: RunningServer, stage: Stage) -> None:
    zhou, shen = await stage.as_(ZHOU_LAN), await stage.as_(SHEN_SHUHANG)
    one = await uploaded(zhou, stage.school, books.workbook(HEADINGS, person(101)))
    two = await uploaded(shen, stage.school, books.workbook(HEADINGS, person(102)))
    async with server.context.db.acting(await server.context.actors.find(zhou.token)) as tx:
        # as while its job works: the organisation's row is held, so that the import stays in this state
        await tx.fetch("SELECT 1 FROM organisation WHERE id = $1 FOR NO KEY UPDATE", stage.school)
        path = f"{imports(stage.school)}/{{}}/attestation"
        await zhou.json("POST", path.format(one["id"]), json=GIVEN, status=202)
        await shen.refused("POST", path.format(two["id"]), "organisations.roster_busy", status=409, json=GIVEN)
        await zhou.refused("POST", path.format(one["id"]), "organisations.roster_not_ready", status=409, json=GIVEN)
        await zhou.refused("DELETE", f"{imports(stage.school)}/{one['id']}", "organisations.roster_not_ready")
    await applied_after(zhou, stage, one["id"])
    assert (await applied(shen, stage.school, two["id"]))["state"] in ("done", "ready")


async def applied_after(client: Client, stage: Stage, import_id: str) -> None:
    from tests.organisations.roster.test_imports import settled

    assert (await settled(client, stage.school, import_id, "applying"))["state"] == "done"


async def test_another_organisations_people_are_not_seen_by_an_import(stage: Stage) -> None:
    zhou = await stage.as_(ZHOU_LAN)
    preview = await uploaded(
        zhou, stage.school, books.workbook(HEADINGS, ("白露", BAI_LU.phone, "", "", "QH002", "", ""))
    )
    assert preview["counts"] == {"make": 1, "change": 0, "same": 0, "refuse": 0}

"""What an importer of one organisation could make the server spend: time for one cell, one file, one plan, and many."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from tests.cast import CHENG_YUAN, HE_CHUAN, LIN_YUE, SHEN_SHUHANG, SU_RUI, XU_JINGYI, ZHOU_LAN, Stage, set_stage
from tests.hostile.victim import as_owner
from tests.organisations.roster import books
from tests.organisations.roster.books import HEADINGS, person
from tests.organisations.roster.test_comparing import Model
from tests.organisations.roster.test_imports import GIVEN, imports, rows, settled, uploaded
from tests.support.client import Client
from tests.support.costs import check_cost
from tests.support.server import RunningServer
from tocsin.kernel.clock import travel
from tocsin.organisations.refusals import TooManyDepartments
from tocsin.organisations.roster.actions import uploading
from tocsin.organisations.roster.refusals import RosterTooManyPlaces, RosterUnpacksTooLarge
from tocsin.organisations.roster.rules import cells, compare, headings, limits, managers, paths, reading
from tocsin.organisations.roster.rules.plan import Known, Plan

SPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


# -- one cell


@pytest.mark.parametrize(
    "cell",
    [
        "a" + " " * 400 + "(" + "b" + " " * 400 + "x",
        "a(" + "b " * 490 + "x",
        "(" * 999 + ")",
        "a" + "（ " * 490 + "）",
        "1" * 999,
    ],
)
def test_a_managers_cell_is_read_at_once(cell: str) -> None:
    people = managers.People()
    people.add(managers.Person("+8613400000000", "周岚", "+8613400000000", "7"))

    def find() -> None:
        with pytest.raises(cells.Wrong):
            people.find(cell)

    check_cost(find, 0.1)
    line = reading.read(books.text(HEADINGS, person(1, manager=cell)).encode()).lines[0]
    assert [reason.code for reason in line.reasons] == ["cell_too_long"]


def test_a_manager_is_still_found_by_name_and_number() -> None:
    people = managers.People()
    zhou = managers.Person("+8613400000000", "周岚", "+8613400000000", "7")
    people.add(zhou)
    for said in ("周岚(7)", "周岚（7）", "周岚 ( 13400000000 )", "周岚", "7", "13400000000"):
        assert people.find(said) == zhou
    for said in ("何川(7)", "周岚(8)", "周岚()", "(7)", "周岚(7)x", "周岚(7))", "周岚(周岚(9)"):
        with pytest.raises(cells.Wrong):
            people.find(said)


@pytest.mark.parametrize(
    "heading", ["部门" + "(-" * 450 + "]", "部门" + "(" * 900, "(" * 999, "部门(" + "-" * 900 + "]"]
)
def test_a_heading_is_read_at_once(heading: str) -> None:
    check_cost(lambda: headings.field_of(heading), 0.05)
    check_cost(lambda: paths.separator_of(heading, []), 0.05)


# -- one file


def _sheet(body: str) -> bytes:
    return books.with_sheet(f"<worksheet {SPACE}><sheetData>{body}</sheetData></worksheet>")


def _sheets(many: int, inner: str) -> bytes:
    """A workbook that lists one and the same part as so many sheets."""
    listed = "".join(f'<sheet name="s{n}" sheetId="{n}" r:id="rId1"/>' for n in range(1, many + 1))
    workbook = (
        f'<workbook {SPACE} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        f"<sheets>{listed}</sheets></workbook>"
    )
    part = f"<worksheet {SPACE}><sheetData>{inner}</sheetData></worksheet>"
    return books.with_parts({"xl/workbook.xml": workbook.encode(), "xl/worksheets/sheet1.xml": part.encode()})


COSTLY: dict[str, Callable[[], bytes]] = {
    "millions of empty cells": lambda: _sheet(("<row>" + "<c/>" * 200 + "</row>") * 40_000),
    "millions of cells without an address": lambda: _sheet(("<row>" + "<c><v>1</v></c>" * 100 + "</row>") * 20_000),
    "a tag of a million attributes": lambda: _sheet(
        "<row " + " ".join(f'a{n}="" ' for n in range(1_000_000)) + '/><row r="1"/>'
    ),
    "one part as twenty thousand sheets": lambda: _sheets(
        20_000, "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 20_000))
    ),
    "a hundred thousand sheets": lambda: _sheets(100_000, '<row r="1"><c r="A1"><v>1</v></c></row>'),
    "twenty large sheets": lambda: _sheets(
        20, "".join(f'<row r="{n}"><c r="T{n}"><v>1</v></c></row>' for n in range(1, 20_000))
    ),
}


@pytest.mark.parametrize("name", COSTLY)
def test_a_small_file_that_would_cost_much_is_refused_soon(name: str) -> None:
    data = COSTLY[name]()
    assert len(data) < limits.UPLOAD_BYTES

    def read() -> None:
        with pytest.raises((RosterUnpacksTooLarge, reading.RosterColumnMissing)):
            reading.read(data)

    check_cost(read, 5)


def test_departments_of_a_file_are_few() -> None:
    named = [person(n, departments=";".join(f"a/b/c{20 * n + m}" for m in range(20))) for n in range(600)]
    with pytest.raises(TooManyDepartments):
        reading.read(books.text(HEADINGS, *named).encode())
    everywhere = ";".join(f"部{n}" for n in range(20))
    with pytest.raises(RosterTooManyPlaces):
        reading.read(
            books.text(("姓名", "手机号", "部门"), *((f"何{n}", n, everywhere) for n in range(10_001))).encode()
        )


# -- one plan


def test_circles_that_open_one_after_the_other_are_refused_in_a_few_rounds() -> None:
    """Each refused change gives back the manager one had, which closes the next circle: once a round for each person."""
    size = 2_000
    model = Model("教务处")
    phones = {n: f"1349{n:07d}" for n in range(size)}
    for n in range(size):
        known = Known(
            UUID(int=n + 1),
            f"何{chr(0x4E00 + n)}",
            f"+86{phones[n]}",
            {},
            manager_id=UUID(int=n + 2) if n < size - 1 else None,
        )
        model.members[known.member_id] = known
    # The first two report to each other; everybody else asks for the first.
    asked = [(f"何{chr(0x4E00 + n)}", phones[n], phones[0] if n else phones[size - 1]) for n in range(size)]
    plans: list[Plan] = []
    check_cost(lambda: plans.append(model.plan(*asked, headings=("姓名", "手机号", "直属主管"))), 5)
    plan = plans[-1]
    will = {row.line.phone: row.manager for row in plan.rows if row.outcome == "change" and row.manager}
    before = {f"+86{phones[n]}": f"+86{phones[n + 1]}" for n in range(size - 1)}
    assert managers.circles({**before, **{key: value for key, value in will.items() if key and value}}) == []
    assert plan.counts()["refuse"] > limits.CIRCLES
    codes = {reason.code for row in plan.rows for reason in row.reasons}
    assert codes == {"manager_circle"}


# -- many


POWERS = [f"organisations.{one}" for one in ("roster_import", "member_invite", "member_manage", "department_manage")]


@pytest.fixture
async def stage(server: RunningServer) -> Stage:
    return await set_stage(server)


async def _may_import(stage: Stage, *players: Any) -> list[Client]:
    """Give people the power to import."""
    zhou = await stage.as_(ZHOU_LAN)
    school = f"/api/organisations/{stage.school}"
    role = await zhou.json("POST", f"{school}/roles", json={"name": "导入", "powers": POWERS})
    for player in players:
        body = {"member_id": str(stage.member(player)), "role_id": role["id"], "scope": "organisation"}
        await zhou.json("POST", f"{school}/grants", json=body)
    return [await stage.as_(player) for player in players]


def _file(number: int) -> bytes:
    return books.text(HEADINGS, person(number)).encode()


async def _upload(client: Client, organisation: UUID, number: int) -> Any:
    return await client.post(imports(organisation), files={"file": ("a.csv", _file(number))})


async def test_one_file_at_a_time_is_read_of_an_organisation_and_of_a_person(stage: Stage) -> None:
    zhou, shen, cheng = [await stage.as_(one) for one in (ZHOU_LAN, SHEN_SHUHANG, CHENG_YUAN)]
    mine = await zhou.json("POST", "/api/organisations", json={"name": "另一所学校", "kind": "company"})
    other = UUID(mine["organisation_id"])
    first = await uploaded(zhou, stage.school, _file(101))
    async with as_owner(stage) as owner:
        await owner.execute("UPDATE roster_import SET state = 'reading' WHERE id = $1", UUID(first["id"]))
        for client, organisation in ((zhou, stage.school), (shen, stage.school), (zhou, other)):
            answer = await _upload(client, organisation, 102)
            assert (answer.status_code, answer.json()["code"]) == (409, "organisations.roster_reading")
        await uploaded(cheng, stage.company, _file(103))
        # One that was left lying stops nobody; nor one that was put aside.
        await owner.execute(
            "UPDATE roster_import SET created_at = created_at - interval '11 minutes' WHERE id = $1", UUID(first["id"])
        )
        await uploaded(shen, stage.school, _file(104))
        await owner.execute("UPDATE roster_import SET created_at = now() WHERE id = $1", UUID(first["id"]))
        assert (await _upload(zhou, stage.school, 105)).status_code == 409
    await zhou.json("DELETE", f"{imports(stage.school)}/{first['id']}", status=204)
    await uploaded(zhou, stage.school, _file(106))


async def test_many_files_at_the_same_moment_become_one_that_is_read(stage: Stage) -> None:
    zhou, shen = await stage.as_(ZHOU_LAN), await stage.as_(SHEN_SHUHANG)
    answers = await asyncio.gather(
        *(_upload(client, stage.school, 110 + n) for n in range(6) for client in (zhou, shen))
    )
    codes = [answer.status_code if answer.status_code == 201 else answer.json()["code"] for answer in answers]
    assert set(codes) <= {201, "organisations.roster_reading", "too_many"}
    # A file of one row is read within milliseconds, so more than one may come through, each after the other.
    assert 1 <= codes.count(201) < len(codes)


async def test_what_one_uploads_again_replaces_what_waited(stage: Stage) -> None:
    zhou, shen = await stage.as_(ZHOU_LAN), await stage.as_(SHEN_SHUHANG)
    others = (await uploaded(shen, stage.school, _file(120)))["id"]
    own = [(await uploaded(zhou, stage.school, _file(121 + n)))["id"] for n in range(uploading.OWN + 1)]
    states = {one["id"]: one["state"] for one in await zhou.pages(imports(stage.school))}
    assert [states[one] for one in own] == ["discarded", *["ready"] * uploading.OWN]
    assert states[others] == "ready"
    assert await rows(zhou, stage.school, own[0]) == []
    path = f"{imports(stage.school)}/{own[0]}/attestation"
    await zhou.refused("POST", path, "organisations.roster_not_ready", json=GIVEN)


async def test_an_organisation_has_so_many_imports_waiting(stage: Stage) -> None:
    clients = await _may_import(stage, HE_CHUAN, XU_JINGYI, SU_RUI, LIN_YUE)
    made = [await uploaded(client, stage.school, _file(130)) for client in clients[:3] for _ in range(uploading.OWN)]
    made.append(await uploaded(clients[3], stage.school, _file(130)))
    assert len(made) == uploading.WAITING
    body = (await _upload(clients[3], stage.school, 131)).json()
    assert (body["code"], body["params"]) == (
        "organisations.roster_too_many_waiting",
        {"limit": str(uploading.WAITING)},
    )
    # Who may import everywhere makes room; whoever uploads anew makes it by their own.
    zhou = await stage.as_(ZHOU_LAN)
    await zhou.json("DELETE", f"{imports(stage.school)}/{made[0]['id']}", status=204)
    await uploaded(clients[3], stage.school, _file(131))
    await uploaded(clients[1], stage.school, _file(132))


async def test_uploads_and_applications_are_counted_for_a_person_and_an_organisation(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    zhou, shen, cheng = [await stage.as_(one) for one in (ZHOU_LAN, SHEN_SHUHANG, CHENG_YUAN)]
    monkeypatch.setattr(uploading, "OF_ONE_AN_HOUR", 2)
    monkeypatch.setattr(uploading, "AN_HOUR", 3)
    made = [(await uploaded(zhou, stage.school, _file(140 + n)))["id"] for n in range(2)]
    await zhou.refused("POST", imports(stage.school), "too_many", files={"file": ("a.csv", _file(142))})
    made.append((await uploaded(shen, stage.school, _file(143)))["id"])
    await shen.refused("POST", imports(stage.school), "too_many", files={"file": ("a.csv", _file(144))})
    await uploaded(cheng, stage.company, _file(145))
    monkeypatch.setattr(uploading, "PEOPLE_A_DAY", 2)
    for one, client in ((made[0], zhou), (made[2], shen)):
        await client.json("POST", f"{imports(stage.school)}/{one}/attestation", json=GIVEN, status=202)
        await settled(client, stage.school, one, "applying")
    path = f"{imports(stage.school)}/{made[1]}/attestation"
    body = await zhou.refused("POST", path, "too_many", json=GIVEN)
    assert int(float(body["params"]["retry_after"])) > 3600
    assert (await zhou.json("GET", f"{imports(stage.school)}/{made[1]}"))["state"] == "ready"


async def test_planning_holds_no_unit_of_work(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """An open one keeps everybody's events back, and what it holds: a plan of 50,000 people takes seconds."""
    zhou = await stage.as_(ZHOU_LAN)
    loop = asyncio.get_running_loop()
    looks: list[bool] = []
    sound = compare.compare

    async def units(owner: asyncpg.Connection[asyncpg.Record]) -> set[tuple[Any, ...]]:
        return {
            tuple(row)
            for row in await owner.fetch(
                "SELECT pid, xact_start FROM pg_stat_activity WHERE datname = current_database()"
                " AND state = 'idle in transaction' AND application_name = 'tocsin'"
            )
        }

    async def look() -> None:
        """Wait until none is left of the units that were open: one that is held is, for as long as this looks."""
        async with as_owner(stage) as owner:
            before = await units(owner)
            try:
                async with asyncio.timeout(30):
                    while before & await units(owner):
                        await asyncio.sleep(0.05)
            except TimeoutError:
                looks.append(False)
            else:
                looks.append(True)

    def watched(*given: Any) -> Any:
        asyncio.run_coroutine_threadsafe(look(), loop).result(60)
        return sound(*given)

    monkeypatch.setattr(compare, "compare", watched)
    preview = await uploaded(zhou, stage.school, _file(150))
    await zhou.json("POST", f"{imports(stage.school)}/{preview['id']}/attestation", json=GIVEN, status=202)
    assert (await settled(zhou, stage.school, preview["id"], "applying"))["state"] == "done"
    assert looks == [True, True]


async def test_nothing_is_left_of_an_import_nobody_attested_to(server: RunningServer, stage: Stage) -> None:
    zhou = await stage.as_(ZHOU_LAN)
    unread = await uploaded(zhou, stage.school, b"\xff\xfe\x00")
    waiting = await uploaded(zhou, stage.school, _file(160))
    done = await uploaded(zhou, stage.school, _file(161))
    await zhou.json("POST", f"{imports(stage.school)}/{done['id']}/attestation", json=GIVEN, status=202)
    await settled(zhou, stage.school, done["id"], "applying")
    assert {unread["state"], waiting["state"]} == {"failed", "ready"}
    with travel(uploading.FORGOTTEN + timedelta(hours=1)):
        await uploading.sweep(server.context, None)
    async with as_owner(stage) as owner:
        left = await owner.fetch("SELECT id, attested_by FROM roster_import WHERE organisation_id = $1", stage.school)
    assert [str(row["id"]) for row in left] == [done["id"]]

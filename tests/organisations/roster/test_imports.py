"""Imports over the API: upload, preview, attest, apply; the same file again changes nothing."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from tests.cast import HE_CHUAN, XU_JINGYI, YE_ZHIQIU, ZHAO_QIMING, ZHOU_LAN, Stage, set_stage
from tests.hostile.victim import as_owner
from tests.organisations.roster import books
from tests.organisations.roster.books import HEADINGS, person
from tests.support.client import Client
from tests.support.server import RunningServer
from tests.support.statements import sent
from tocsin.kernel.db import FOLLOW
from tocsin.kernel.errors import LANGUAGES
from tocsin.organisations.roster.refusals import FILE_REFUSALS, REASONS, Reason

GIVEN = {"basis": "contract", "attested": True}


@pytest.fixture
async def stage(server: RunningServer) -> Stage:
    return await set_stage(server)


@pytest.fixture
async def zhou(stage: Stage) -> Client:
    return await stage.as_(ZHOU_LAN)


def imports(organisation: UUID) -> str:
    return f"/api/organisations/{organisation}/roster-imports"


async def uploaded(client: Client, organisation: UUID, data: bytes, name: str = "花名册.xlsx") -> dict[str, Any]:
    """Upload a roster and wait until it is read."""
    files = {"file": (name, data, "application/octet-stream")}
    begun = await client.json("POST", imports(organisation), files=files, status=201)
    assert begun["state"] == "reading"
    return await settled(client, organisation, begun["id"], "reading")


async def settled(client: Client, organisation: UUID, import_id: str, state: str) -> dict[str, Any]:
    pause = 0.05
    for _ in range(300):
        found = await client.json("GET", f"{imports(organisation)}/{import_id}")
        if found["state"] != state:
            return dict(found)
        await asyncio.sleep(pause)
        pause = min(0.5, pause * 1.2)
    raise AssertionError(f"still {state}")


async def applied(client: Client, organisation: UUID, import_id: str, **given: Any) -> dict[str, Any]:
    path = f"{imports(organisation)}/{import_id}/attestation"
    await client.json("POST", path, json=GIVEN | given, status=202)
    return await settled(client, organisation, import_id, "applying")


async def rows(client: Client, organisation: UUID, import_id: str, **params: Any) -> list[Any]:
    return await client.pages(f"{imports(organisation)}/{import_id}/rows", **params)


async def card(client: Client, organisation: UUID, question: str) -> dict[str, Any]:
    found = await client.json(
        "GET", f"/api/organisations/{organisation}/members", params={"q": question, "status": "present"}
    )
    assert len(found["items"]) == 1, found
    member = found["items"][0]["id"]
    return dict(await client.json("POST", f"/api/organisations/{organisation}/members/{member}/contact", json={}))


async def test_a_roster_is_previewed_attested_applied_and_the_second_time_changes_nothing(
    stage: Stage, zhou: Client
) -> None:
    data = books.workbook(
        (*HEADINGS, "备注"),
        (*person(101, name="柳依依", departments="教务处/考务科; 信息中心", post="科员;顾问", manager="周岚"), "x"),
        (*person(102, name="崔浩然", departments="教务处/考务科", manager="柳依依", email="Cui@Example.org"), ""),
        ("何川", HE_CHUAN.phone, "教务处/教务科; 教务处", "副科长; 教务联络员", "", "柳依依", "", ""),
        ("许静怡", XU_JINGYI.phone, "", "", "", "", "", ""),
        (*person(103, name="=x"), ""),
    )
    preview = await uploaded(zhou, stage.school, data)
    assert preview["state"] == "ready"
    assert preview["counts"] == {"make": 2, "change": 1, "same": 1, "refuse": 1}
    assert preview["departments"] == ["教务处 / 考务科"]
    assert preview["columns"][-1] == {"heading": "备注", "field": None}
    assert (preview["file_name"], preview["error"], preview["total"]) == ("花名册.xlsx", None, 3)
    shown = await rows(zhou, stage.school, preview["id"], limit=2)
    assert [row["outcome"] for row in shown] == ["make", "make", "change", "same", "refuse"]
    assert shown[0]["cells"]["name"] == "柳依依"
    assert {c["field"]: (c["before"], c["after"]) for c in shown[2]["changes"]} == {
        "post": ("科长; 教务联络员", "副科长; 教务联络员"),
        "manager": ("周岚", "柳依依"),
    }
    assert shown[4]["reasons"][0]["code"] == "formula"
    assert "formula" in shown[4]["reasons"][0]["message"]

    done = await applied(zhou, stage.school, preview["id"])
    assert (done["state"], done["done"], done["total"]) == ("done", 3, 3)
    assert [row["outcome"] for row in await rows(zhou, stage.school, preview["id"])] == ["refuse"]
    liu = await card(zhou, stage.school, "柳依依")
    assert liu["status"] == "invited"
    assert [(post["department"], post["post"]) for post in liu["posts"]] == [("考务科", "科员"), ("信息中心", "顾问")]
    cui = await card(zhou, stage.school, "cuihaoran")
    assert cui["email"] == "cui@example.org"
    he = await card(zhou, stage.school, "何川")
    assert he["posts"][0]["head"] is True
    assert he["posts"][0]["post"] == "副科长"

    again = await uploaded(zhou, stage.school, data)
    assert again["counts"] == {"make": 0, "change": 0, "same": 4, "refuse": 1}
    assert again["departments"] == []
    path = f"{imports(stage.school)}/{again['id']}/attestation"
    await zhou.refused("POST", path, "organisations.roster_nothing_to_do", json=GIVEN)


async def test_who_was_imported_is_told_at_sign_in_consents_and_belongs(
    server: RunningServer, stage: Stage, zhou: Client
) -> None:
    preview = await uploaded(zhou, stage.school, books.workbook(HEADINGS, person(101, name="柳依依")))
    await applied(zhou, stage.school, preview["id"])
    liu = await server.sign_in("+8613490000101", "柳依依")
    invitations = await liu.json("GET", "/api/me/invitations")
    items = invitations["items"] if isinstance(invitations, dict) else invitations
    assert [one["organisation"]["name"] for one in items] == ["铎声中学"]
    member = items[0]["member_id"]
    await liu.refused("GET", f"/api/organisations/{stage.school}/departments", "not_found")
    await liu.json("POST", f"/api/me/invitations/{member}/acceptance", json={"consent": True})
    assert (await card(zhou, stage.school, "柳依依"))["status"] == "active"
    await liu.json("GET", f"/api/organisations/{stage.school}/departments")


async def test_who_is_invited_already_is_changed_and_who_has_left_is_invited_anew(stage: Stage, zhou: Client) -> None:
    preview = await uploaded(
        zhou,
        stage.school,
        books.text(
            HEADINGS,
            ("叶知秋", YE_ZHIQIU.phone, "物理系", "教师", "", "", ""),
            ("郑宇", "13490000013", "物理系", "教师", "DS00013", "", ""),
        ).encode("gb18030"),
        "a.csv",
    )
    assert preview["counts"] == {"make": 1, "change": 1, "same": 0, "refuse": 0}
    assert (await applied(zhou, stage.school, preview["id"]))["state"] == "done"
    assert (await card(zhou, stage.school, "郑宇"))["status"] == "invited"


async def test_no_reason_of_a_roster_shows_a_placeholder_even_when_nothing_fills_it(stage: Stage, zhou: Client) -> None:
    broken = await uploaded(zhou, stage.school, b"PK\x03\x04nonsense")
    for code in FILE_REFUSALS:
        async with stage.server.context.db.working(FOLLOW, organisations=[stage.school]) as tx:
            sql = "UPDATE roster_import SET error_code = $2, error_sealed = NULL WHERE id = $1"
            await tx.fetch(sql, UUID(broken["id"]), code)
        for language in LANGUAGES:
            headers = {"Accept-Language": language}
            found = await zhou.json("GET", f"{imports(stage.school)}/{broken['id']}", headers=headers)
            assert found["error"]["code"] == code
            assert not set("{}") & set(found["error"]["message"])
    for code in REASONS:
        for language in LANGUAGES:
            assert not set("{}") & set(Reason(code).words().say(language, {}))


async def test_an_unreadable_roster_fails_with_its_reason_in_the_readers_language(stage: Stage, zhou: Client) -> None:
    broken = books.text(HEADINGS, person(1), person(2)).encode().replace("教师".encode(), b"\xe6\x95", 1)
    for data, code in (
        (broken, "organisations.roster_encoding"),
        (books.workbook(("姓名", "部门"), ("a", "b")), "organisations.roster_column_missing"),
        (b"PK\x03\x04nonsense", "organisations.roster_format"),
        (books.workbook(HEADINGS), "organisations.roster_empty"),
    ):
        failed = await uploaded(zhou, stage.school, data)
        assert failed["state"] == "failed"
        assert failed["error"]["code"] == code
        await zhou.refused(
            "POST", f"{imports(stage.school)}/{failed['id']}/attestation", "organisations.roster_not_ready", json=GIVEN
        )
    listed = await zhou.json("GET", imports(stage.school), headers={"Accept-Language": "zh-TW"})
    assert [one["state"] for one in listed["items"]] == ["failed"] * 4
    encoding = listed["items"][3]["error"]
    assert encoding["params"]["line"] == 2
    assert "第 2 行" in encoding["message"]


async def test_uploads_that_are_refused_at_once(stage: Stage, zhou: Client) -> None:
    path = imports(stage.school)
    large = {"file": ("a.xlsx", bytes(100 * 1024 * 1024), "application/octet-stream")}
    await zhou.refused("POST", path, "organisations.roster_too_large", status=413, files=large)

    async def endless() -> Any:
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
        for _ in range(40):
            yield bytes(1024 * 1024)

    form = {"Content-Type": "multipart/form-data; boundary=x"}
    await zhou.refused("POST", path, "organisations.roster_too_large", status=413, content=endless(), headers=form)
    await zhou.refused("POST", path, "organisations.roster_empty", files={"file": ("a.csv", b"", "text/csv")})
    await zhou.refused("POST", path, "invalid", files={"other": ("a.csv", b"x", "text/csv")})
    await zhou.refused("POST", path, "invalid", content=b"x", headers={"Content-Type": "text/csv"})
    await zhou.refused("POST", path, "invalid", content=b"garbage", headers=form)


async def test_what_applying_needs(stage: Stage, zhou: Client) -> None:
    preview = await uploaded(zhou, stage.school, books.workbook(HEADINGS, person(101)))
    path = f"{imports(stage.school)}/{preview['id']}/attestation"
    await zhou.refused("POST", path, "organisations.attestation_needed", json={"basis": "contract", "attested": False})
    await zhou.refused("POST", path, "organisations.basis_note_needed", json={"basis": "other", "attested": True})
    for note in ("依据\x00", "依据\u202e"):
        given = {"basis": "other", "basis_note": note, "attested": True}
        answer = await zhou.request("POST", path, json=given)
        assert answer.status_code == 422
    await zhou.refused("POST", path, "invalid", json={"basis": "whim", "attested": True})
    await zhou.refused("POST", path, "invalid", json={"attested": True})
    await zhou.refused("GET", f"{imports(stage.school)}/{preview['id']}/rows", "invalid", params={"after": "x"})
    done = await applied(zhou, stage.school, preview["id"], basis="other", basis_note="区教育局调配文件")
    assert (done["state"], done["basis"], done["basis_note"]) == ("done", "other", "区教育局调配文件")
    async with as_owner(stage) as owner:
        for table in ("roster_import", "invitation", "event"):
            assert not await owner.fetchval(f"SELECT count(*) FROM {table} t WHERE t::text LIKE '%调配%'")
    await zhou.refused("POST", path, "organisations.roster_not_ready", json=GIVEN)


async def test_an_import_put_aside_is_gone(stage: Stage, zhou: Client) -> None:
    preview = await uploaded(zhou, stage.school, books.workbook(HEADINGS, person(101)))
    path = f"{imports(stage.school)}/{preview['id']}"
    await zhou.json("DELETE", path)
    assert (await zhou.json("GET", path))["state"] == "discarded"
    assert await rows(zhou, stage.school, preview["id"]) == []
    await zhou.refused("POST", f"{path}/attestation", "organisations.roster_not_ready", json=GIVEN)


async def test_what_changed_after_the_preview_is_compared_anew_before_anything_is_applied(
    stage: Stage, zhou: Client
) -> None:
    first = await uploaded(zhou, stage.school, books.workbook(HEADINGS, person(101), person(102)))
    second = await uploaded(zhou, stage.school, books.workbook(HEADINGS, person(101)))
    await applied(zhou, stage.school, second["id"])
    anew = await applied(zhou, stage.school, first["id"])
    assert anew["state"] == "ready"
    assert anew["error"]["code"] == "organisations.roster_changed_meanwhile"
    assert anew["counts"] == {"make": 1, "change": 0, "same": 1, "refuse": 0}
    assert [column["field"] for column in anew["columns"]][:2] == ["name", "phone"]
    assert (await applied(zhou, stage.school, first["id"]))["state"] == "done"


async def test_every_step_is_in_the_audit_log(stage: Stage, zhou: Client) -> None:
    preview = await uploaded(zhou, stage.school, books.workbook(HEADINGS, person(101)))
    await applied(zhou, stage.school, preview["id"], basis="legal_duty", basis_note="《教师法》")
    await zhou.get(f"/api/organisations/{stage.school}/roster.csv")
    audit = await zhou.pages(f"/api/organisations/{stage.school}/audit")
    kinds = [one["kind"] for one in audit if "roster" in one["kind"]]
    assert kinds == [
        "organisations.roster_exported",
        "organisations.roster_applied",
        "organisations.roster_attested",
        "organisations.roster_uploaded",
    ]
    assert "organisations.members_invited" in [one["kind"] for one in audit]


async def test_managers_change_in_an_order_that_never_makes_a_circle(stage: Stage, zhou: Client) -> None:
    swap = books.workbook(
        HEADINGS,
        ("赵启明", ZHAO_QIMING.phone, "", "", "", "何川", ""),
        ("何川", HE_CHUAN.phone, "", "", "", "许静怡", ""),
        ("许静怡", XU_JINGYI.phone, "", "", "", "周岚", ""),
    )
    preview = await uploaded(zhou, stage.school, swap)
    await applied(zhou, stage.school, preview["id"])
    turned = books.workbook(
        HEADINGS,
        ("许静怡", XU_JINGYI.phone, "", "", "", "何川", ""),
        ("何川", HE_CHUAN.phone, "", "", "", "赵启明", ""),
        ("赵启明", ZHAO_QIMING.phone, "", "", "", "周岚", ""),
    )
    preview = await uploaded(zhou, stage.school, turned)
    assert preview["counts"]["change"] == 3
    assert (await applied(zhou, stage.school, preview["id"]))["state"] == "done"


async def test_open_clients_are_told_while_it_goes_on(server: RunningServer, stage: Stage, zhou: Client) -> None:
    socket = await server.socket(zhou)
    preview = await uploaded(zhou, stage.school, books.workbook(HEADINGS, person(101)))
    key = ["organisation", str(stage.school), "imports", preview["id"]]
    await socket.until("changed", key=key)
    await applied(zhou, stage.school, preview["id"])
    await socket.until("changed", key=key)


async def test_the_rows_cost_as_many_queries_however_many_are_shown(
    server: RunningServer, stage: Stage, zhou: Client
) -> None:
    preview = await uploaded(zhou, stage.school, books.workbook(HEADINGS, *(person(n) for n in range(101, 181))))
    taken = []
    for limit in (1, 80):
        before = sent(server.context.db)
        page = await zhou.json("GET", f"{imports(stage.school)}/{preview['id']}/rows", params={"limit": limit})
        assert len(page["items"]) == limit
        taken.append(sent(server.context.db) - before)
    assert taken[0] == taken[1] <= 4

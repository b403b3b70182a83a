"""Members who are not employees: said on the card, filtered, imported, not counted as staff (ORG-2, MSG-3)."""

import asyncio
from typing import Any

from tests.organisations.stage import Member, Organisation, check_refused_to_others, new_phone


async def group_of(by: Member, department: str) -> set[str]:
    """Who is in a department's group, by name."""
    talks = (await by.client.json("GET", "/api/conversations"))["items"]
    talk = next((one for one in talks if one["department_id"] == department), None)
    if talk is None:
        return set()
    return {one["name"] for one in await by.client.pages(f"/api/conversations/{talk['id']}/members")}


async def figures(by: Member) -> dict[str, tuple[int, int]]:
    """Everybody and the staff of each department's subtree."""
    return {one["name"]: (one["total"], one["staff"]) for one in await by.json("GET", "/departments")}


async def test_a_kind_is_shown_filtered_and_not_counted_as_staff(school: Organisation) -> None:
    teaching = await school.department("教学部")
    maths = await school.department("数学组", teaching)
    await school.member(maths, name="华罗庚")
    adviser = await school.member(maths, teaching, name="苏步青", kind="consultant")
    card = await school.admin.json("GET", f"/members/{adviser.id}")
    assert card["kind"] == "consultant"
    assert await figures(school.admin) == {"教学部": (2, 1), "数学组": (2, 1)}
    path = f"{school.path}/members"
    rows = await school.admin.client.pages(path, kind="consultant")
    assert [(row["name"], row["kind"]) for row in rows] == [("苏步青", "consultant")]
    assert [row["name"] for row in await school.admin.client.pages(path, kind="employee", department_id=maths)] == [
        "华罗庚"
    ]
    await school.admin.json("PATCH", f"/members/{adviser.id}", json={"kind": "seconded"})
    assert (await figures(school.admin))["教学部"] == (2, 1)
    await school.admin.json("PATCH", f"/members/{adviser.id}", json={"kind": "employee"})
    assert await figures(school.admin) == {"教学部": (2, 2), "数学组": (2, 2)}
    await school.admin.refused("PATCH", f"/members/{adviser.id}", "invalid", json={"kind": "friend"})
    await school.admin.refused("GET", "/members", "invalid", params={"kind": "friend"})


async def test_department_groups_take_staff_and_whoever_leads(school: Organisation) -> None:
    maths = await school.department("数学组")
    one, _two = await school.member(maths, name="华罗庚"), await school.member(maths, name="陈省身")
    adviser = await school.member(maths, name="苏步青", kind="consultant")
    assert await group_of(one, maths) == {"华罗庚", "陈省身"}
    await school.admin.json("PATCH", f"/members/{adviser.id}", json={"kind": "employee"})
    assert await group_of(one, maths) == {"华罗庚", "陈省身", "苏步青"}
    await school.admin.json("PATCH", f"/members/{adviser.id}", json={"kind": "subsidiary_head"})
    assert await group_of(one, maths) == {"华罗庚", "陈省身"}
    await school.admin.json("PUT", f"/departments/{maths}/heads", json={"member_ids": [adviser.id]})
    assert await group_of(one, maths) == {"华罗庚", "陈省身", "苏步青"}


async def test_nobody_says_their_own_kind(school: Organisation) -> None:
    plain = await school.member()
    await plain.refused("PATCH", f"/members/{plain.id}", "forbidden", json={"kind": "consultant"})
    other = await school.member()
    await check_refused_to_others(school, "PATCH", f"/members/{other.id}", json={"kind": "consultant"})


async def _import(school: Organisation, text: str) -> dict[str, Any]:
    uploaded = await school.admin.json("POST", "/roster-imports", files={"file": ("a.csv", text.encode())})
    path = f"/roster-imports/{uploaded['id']}"

    async def until(*states: str) -> dict[str, Any]:
        async with asyncio.timeout(60):
            while (found := await school.admin.json("GET", path))["state"] not in states:
                await asyncio.sleep(0.05)
        return dict(found)

    await until("ready", "failed")
    rows = (await school.admin.json("GET", f"{path}/rows"))["items"]
    await school.admin.json("POST", f"{path}/attestation", json={"basis": "contract", "attested": True})
    await until("done")
    return {row["cells"]["name"]: row for row in rows}


async def test_a_school_writes_its_own_words_for_kinds(school: Organisation) -> None:
    phones = [new_phone() for _ in range(3)]
    lines = [f"{name},{phone},{kind}" for name, phone, kind in zip(
        ("华罗庚", "苏步青", "陈省身"), phones, ("教师", "教职工", "学生"), strict=True)]  # fmt: skip
    rows = await _import(school, "\n".join(["姓名,手机号,人员类别", *lines]))
    (why,) = rows["陈省身"]["reasons"]
    assert (why["code"], "Leave this row out" in why["message"]) == ("kind_pupil", True)
    found = {
        row["name"]: row["kind"] for row in await school.admin.client.pages(f"{school.path}/members", status="invited")
    }
    assert found == {"华罗庚": "employee", "苏步青": "employee"}


async def test_a_roster_has_a_column_of_kinds(school: Organisation) -> None:
    phones = [new_phone() for _ in range(4)]
    lines = [f"{name},{phone},{kind}" for name, phone, kind in zip(
        ("华罗庚", "苏步青", "陈省身", "丘成桐"), phones, ("全职", "外聘顾问", "", "神仙"), strict=True)]  # fmt: skip
    rows = await _import(school, "\n".join(["姓名,手机号,人员类别", *lines]))
    assert [reason["code"] for reason in rows["丘成桐"]["reasons"]] == ["kind_unknown"]
    found = {
        row["name"]: row["kind"] for row in await school.admin.client.pages(f"{school.path}/members", status="invited")
    }
    assert found == {"华罗庚": "employee", "苏步青": "consultant", "陈省身": "employee"}
    rows = await _import(
        school, f"Name,Mobile,Member kind\n华罗庚,{phones[0]},Seconded\n苏步青,{phones[1]},\n陈省身,{phones[2]},staff\n"
    )
    assert {name: row["outcome"] for name, row in rows.items()} == {
        "华罗庚": "change",
        "苏步青": "same",
        "陈省身": "same",
    }
    changes = rows["华罗庚"]["changes"]
    assert [(one["field"], one["before"], one["after"]) for one in changes] == [("kind", "employee", "seconded")]
    csv = (await school.admin.client.get(f"{school.path}/roster.csv")).content.decode("utf-8-sig")
    assert csv.splitlines()[0].split(",")[-2] in ("人员类别", "Member kind")
    assert sum("顾问" in line or "consultant" in line for line in csv.splitlines()) == 1

"""The form of names an organisation forces: in lists, on cards, and where people are named in conversations (ACC-1)."""

from typing import Any

from tests.organisations.stage import Member, Organisation, Stage, check_refused_to_others


async def force(school: Organisation, *parts: str, phones: str = "masked") -> None:
    """Have members named by these parts."""
    settings = {"phones": phones, "name_format": list(parts)}
    await school.admin.json("PATCH", "", json={"settings": settings})


async def faces(by: Member, other: Member) -> dict[str, Any]:
    """The other as a direct conversation shows them: beside messages, and in the list."""
    body = {"kind": "direct", "person_id": other.client.person_id}
    talk = await by.client.json("POST", "/api/conversations", json=body)
    path = f"/api/conversations/{talk['id']}"
    people = await by.client.json("GET", f"{path}/people", params={"ids": other.client.person_id})
    face = people["people"][other.client.person_id]
    return {"face": face, "peer": talk["peer"]["name"], "title": talk["name"]}


async def test_department_name_and_the_end_of_the_phone(school: Organisation) -> None:
    maths = await school.department("数学组")
    teacher = await school.member(maths, name="华罗庚")
    await force(school, "department", "name", "phone")
    shown = f"数学组-华罗庚-{teacher.phone[-4:]}"
    rows = await school.admin.client.pages(f"{school.path}/members", department_id=maths)
    assert [row["shown"] for row in rows] == [shown]
    assert (await school.admin.json("GET", f"/members/{teacher.id}"))["shown"] == shown
    seen = await faces(school.admin, teacher)
    assert (seen["face"]["name"], seen["face"]["plain"]) == (shown, "华罗庚")
    assert seen["peer"] == seen["title"] == shown
    # Who is in no department goes without; who changes department is called anew at once.
    plain = await school.member(name="苏步青")
    assert (await faces(school.admin, plain))["peer"] == f"苏步青-{plain.phone[-4:]}"
    physics = await school.department("物理组")
    await school.admin.json("PATCH", f"/members/{teacher.id}", json={"departments": [{"id": physics}]})
    assert (await faces(school.admin, teacher))["peer"].startswith("物理组-")


async def test_where_numbers_are_hidden_their_end_is_too(school: Organisation) -> None:
    teacher = await school.member(name="华罗庚")
    await force(school, "name", "phone", phones="hidden")
    assert (await faces(school.admin, teacher))["peer"] == "华罗庚"
    assert (await school.admin.json("GET", f"/members/{teacher.id}"))["shown"] == "华罗庚"


async def test_a_hidden_department_is_not_told_by_a_name(school: Organisation) -> None:
    audit = await school.department("审计组")
    inside, outside = await school.member(audit, name="华罗庚"), await school.member(name="苏步青")
    await school.admin.json("PATCH", f"/departments/{audit}", json={"hidden": True})
    await force(school, "department", "name")
    assert (await faces(inside, outside))["peer"] == "苏步青"
    assert (await faces(outside, inside))["peer"] == "华罗庚"


async def test_each_organisation_calls_people_its_own_way(stage: Stage, school: Organisation) -> None:
    teacher = await school.member(name="华罗庚")
    await force(school, "name", "phone")
    elsewhere = await stage.found("远山公司", founder=teacher.client)
    rows = await teacher.client.pages(f"{elsewhere.path}/members")
    assert [row["shown"] for row in rows] == [row["name"] for row in rows]


async def test_a_form_is_of_known_parts_each_once(school: Organisation) -> None:
    for parts in (["phone", "phone"], ["name", "work_no"]):
        await school.admin.refused("PATCH", "", "invalid", json={"settings": {"name_format": parts}})
    body = {"settings": {"name_format": ["department", "name", "phone"]}}
    await check_refused_to_others(school, "PATCH", "", json=body)

"""Organisations founded and changed (ORG-1)."""

import pytest

from tests.organisations.stage import Organisation, Stage, check_refused_to_others

KINDS = (
    "company",
    "government",
    "other",
    "partnership",
    "sole_trader",
    "foundation",
    "social_association",
    "social_service",
)


async def test_the_founder_is_main_admin_and_first_member(stage: Stage) -> None:
    founder = await stage.person(name="周岚")
    made = await founder.json("POST", "/api/organisations", json={"name": "  清源  中学 ", "kind": "other"})
    path = f"/api/organisations/{made['organisation_id']}"
    read = await founder.json("GET", path)
    assert (read["name"], read["kind"]) == ("清源 中学", "other")
    (member,) = await founder.pages(f"{path}/members")
    assert (member["name"], member["main_admin"], member["person_id"]) == ("周岚", True, founder.person_id)
    mine = await founder.json("GET", "/api/me/memberships")
    (own,) = mine["memberships"]
    assert own["organisation"]["name"] == "清源 中学"
    assert own["main_admin"]
    assert "organisations.role_manage" in own["powers"]
    assert (await founder.json("GET", "/api/deployment"))["founded"]


async def test_every_kind_can_be_founded_and_five_a_day(stage: Stage) -> None:
    for at, kind in enumerate(KINDS):
        if at % 5 == 0:
            founder = await stage.person()
        await founder.json("POST", "/api/organisations", json={"name": f"组织 {at}", "kind": kind}, status=201)
    await founder.json("POST", "/api/organisations", json={"name": "又一个", "kind": "other"})
    await founder.json("POST", "/api/organisations", json={"name": "又一个", "kind": "other"})
    await founder.refused(
        "POST",
        "/api/organisations",
        "organisations.too_many_founded",
        status=429,
        json={"name": "第六个", "kind": "other"},
    )


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "text.empty"),
        ("   ", "text.empty"),
        ("清源\u202e学中", "text.bad_character"),
        ("清\u200b源", "text.bad_character"),
        ("清源\n中学", "text.bad_character"),
        ("清源🎉", "text.bad_symbol"),
        ("Теncent", "text.look_alike"),
        ("长" * 61, "text.too_long"),
    ],
)
async def test_names_nobody_should_carry(stage: Stage, name: str, code: str) -> None:
    founder = await stage.person()
    await founder.refused("POST", "/api/organisations", code, status=422, json={"name": name, "kind": "company"})


async def test_a_kind_there_is_not(stage: Stage) -> None:
    founder = await stage.person()
    await founder.refused("POST", "/api/organisations", "invalid", json={"name": "甲", "kind": "empire"})
    await stage.server.client().refused(
        "POST", "/api/organisations", "signed_out", json={"name": "甲", "kind": "company"}
    )


async def test_name_and_settings_are_changed_by_who_may(school: Organisation) -> None:
    changed = await school.admin.json(
        "PATCH",
        "",
        json={"name": "清源实验中学", "settings": {"phones": "hidden", "name_format": ["department", "name"]}},
    )
    assert changed["name"] == "清源实验中学"
    assert changed["settings"]["phones"] == "hidden"
    sub = await school.empowered("organisation_edit")
    assert (await sub.json("PATCH", "", json={"name": "清源中学"}))["settings"]["phones"] == "hidden"
    await school.admin.refused("PATCH", "", "invalid", json={"settings": {"phones": "loud"}})
    for parts in (["name"] * 55_000, ["name", "post", "name"], ["mail"]):
        await school.admin.refused("PATCH", "", "invalid", json={"settings": {"name_format": parts}}, status=422)
    await school.admin.refused("PATCH", "", "text.bad_symbol", json={"name": "🎉🎉"})
    department = await school.department("教务处")
    elsewhere = await school.empowered("organisation_edit", over=department)
    await check_refused_to_others(school, "PATCH", "", elsewhere=elsewhere, json={"name": "别名"})


async def test_a_stranger_sees_no_organisation(stage: Stage, school: Organisation) -> None:
    stranger = await stage.person()
    for path in ("", "/departments", "/members", "/roles", "/audit", f"/members/{school.admin.id}", "/main-admins"):
        await stranger.refused("GET", school.path + path, "not_found", status=404)

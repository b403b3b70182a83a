"""Who says where others stand: one gate for cards one at a time, invitations and files (ORG-2, ORG-6)."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from tests.organisations.roster import books
from tests.organisations.roster.books import HEADINGS
from tests.organisations.roster.test_imports import applied, imports, rows, uploaded
from tests.organisations.stage import Member, Organisation, Stage, full, new_phone
from tocsin.kernel.clock import now
from tocsin.organisations.actions.viewing import NUMBERS_AN_HOUR
from tocsin.organisations.roster.actions import previewing

IMPORT = "roster_import"


async def audit(school: Organisation, kind: str) -> list[dict[str, Any]]:
    return list(await school.admin.client.pages(f"{school.path}/audit", kind=f"organisations.{kind}"))


def invitation(phone: str, *places: dict[str, Any]) -> dict[str, Any]:
    return {"name": "萧红", "phone": phone, "departments": list(places), "basis": "contract", "attested": True}


async def imported(by: Member, *lines: tuple[str, ...]) -> tuple[dict[str, Any], list[Any]]:
    """Upload rows as somebody; the preview and its rows."""
    organisation = UUID(by.organisation.id)
    preview = await uploaded(by.client, organisation, books.workbook(HEADINGS, *lines))
    return preview, await rows(by.client, organisation, preview["id"])


def codes(shown: list[Any]) -> list[list[str]]:
    return [[reason["code"] for reason in row["reasons"]] for row in shown]


async def test_who_leads_a_department_takes_the_power_over_it(school: Organisation) -> None:
    maths = await school.department("数学组")
    target = await school.member(maths)
    hr = await school.empowered("member_manage", "member_invite")
    lead = {"departments": [{"id": maths, "head": True}]}
    body = await hr.refused("PATCH", f"/members/{target.id}", "forbidden", json=lead)
    assert body["params"]["power"] == full("department_manage")
    await hr.refused("POST", "/members", "forbidden", json=invitation(new_phone(), {"id": maths, "head": True}))
    both = await school.empowered("member_manage", "member_invite", "department_manage", in_=maths)
    await both.refused("PATCH", f"/members/{both.id}", "organisations.own_rights", json=lead)
    await both.json("PATCH", f"/members/{target.id}", json=lead)
    (row,) = await audit(school, "heads_changed")
    assert row["subject"]["id"] == maths
    assert row["changes"] == [{"field": "heads", "before": [], "after": [target.id]}]
    plain = {"departments": [{"id": maths}]}
    await hr.refused("PATCH", f"/members/{target.id}", "forbidden", json=plain)
    await both.json("PATCH", f"/members/{target.id}", json=plain)
    assert (await audit(school, "heads_changed"))[0]["changes"][0]["before"] == [target.id]


async def test_nobody_gains_rights_over_a_person_by_moving_them(school: Organisation) -> None:
    mine, other = await school.department("研发一组"), await school.department("办公室")
    target, hr = await school.member(other), await school.empowered("member_manage")
    await school.grant(hr, await school.role("看号码", "contact_read"), mine)
    for places in ([{"id": mine}], [{"id": other}, {"id": mine}]):
        await hr.refused(
            "PATCH", f"/members/{target.id}", "organisations.own_rights", status=403, json={"departments": places}
        )
    await hr.refused("POST", f"/members/{target.id}/contact", "forbidden", json={})
    inside = await school.member(mine)
    await hr.json("PATCH", f"/members/{inside.id}", json={"departments": [{"id": other}]})
    for change in ({"departments": [{"id": mine}]}, {"post": "处长"}, {"manager_id": target.id}):
        await hr.refused("PATCH", f"/members/{hr.id}", "organisations.own_rights", json=change)
    importer = await school.role("导入", IMPORT)
    await school.grant(hr, importer)
    _, shown = await imported(hr, (target.name, target.phone, "研发一组", "", "", "", ""))
    assert codes(shown) == [["own_rights"]]


async def test_hr_that_would_gain_by_a_transfer_is_no_side_of_it(school: Organisation) -> None:
    mine, other = await school.department("研发一组"), await school.department("办公室")
    target, hr = await school.member(other), await school.empowered("member_manage")
    await school.grant(hr, await school.role("看号码", "contact_read"), mine)
    body = {
        "member_id": target.id,
        "from_department_id": other,
        "to_department_id": mine,
        "effective_at": now().isoformat(),
    }
    await hr.refused("POST", "/transfers", "forbidden", json=body)
    opened = await target.json("POST", "/transfers", json=body, status=201)
    await hr.refused("POST", f"/transfers/{opened['id']}/answer", "forbidden", json={"accept": True})
    other_hr = await school.empowered("member_manage")
    await other_hr.json("POST", f"/transfers/{opened['id']}/answer", json={"accept": True})


async def test_nobody_is_placed_where_one_may_not_look(school: Organisation) -> None:
    secret, open_ = await school.department("密室"), await school.department("办公室")
    await school.admin.json("PATCH", f"/departments/{secret}", json={"hidden": True})
    hr = await school.empowered("member_manage", "member_invite", IMPORT)
    target, hidden = await school.member(open_), await school.member(open_, secret)
    unknown = "organisations.department_unknown"
    await hr.refused("PATCH", f"/members/{target.id}", unknown, json={"departments": [{"id": secret}]})
    await hr.refused("PATCH", f"/members/{hidden.id}", "forbidden", json={"departments": [{"id": open_}]})
    await hr.refused("POST", "/members", unknown, json=invitation(new_phone(), {"id": secret}))
    _, shown = await imported(
        hr,
        ("萧红", new_phone(), "密室", "", "", "", ""),
        (hidden.name, hidden.phone, "办公室", "", "", "", ""),
    )
    assert codes(shown) == [["outside_scope"], ["person_elsewhere"]]
    assert shown[1]["member_id"] is None
    both = await school.empowered("member_manage", "hidden_read")
    await both.json("PATCH", f"/members/{target.id}", json={"departments": [{"id": secret}]})


async def test_a_file_does_what_its_importer_might_do_to_each(school: Organisation) -> None:
    maths = await school.department("数学组")
    target = await school.member(maths, email="secret@example.cn")
    only = await school.empowered(IMPORT, in_=maths)
    _, shown = await imported(
        only,
        (only.name, only.phone, "数学组", "校长", "", "", ""),
        (target.name, target.phone, "数学组", "教师", "", "", ""),
        ("萧红", new_phone(), "数学组", "", "", "", ""),
    )
    assert codes(shown) == [["person_elsewhere"], ["person_elsewhere"], ["invite_missing"]]
    assert [row["changes"] for row in shown] == [[], [], []]
    assert shown[1]["member_id"] is None
    invites = await school.empowered(IMPORT, "member_invite")
    preview, shown = await imported(
        invites,
        ("萧红", new_phone(), "数学组", "", "", "", ""),
        ("萧军", new_phone(), "新部门", "", "", "", ""),
        (target.name, target.phone, "数学组", "教师", "", "", ""),
    )
    assert codes(shown) == [[], ["department_missing"], ["manage_missing"]]
    assert (await applied(invites.client, UUID(school.id), preview["id"]))["state"] == "done"
    manages = await school.empowered(IMPORT, "member_manage", in_=maths)
    _, shown = await imported(
        manages,
        (manages.name, manages.phone, "数学组", "校长", "", "", ""),
        (target.name, target.phone, "数学组", "教师", "", "", "new@example.cn"),
    )
    assert codes(shown) == [["own_rights"], []]
    before = {one["field"]: one["before"] for one in shown[1]["changes"]}
    assert before["email"] == "s***@example.cn"
    whole = await school.empowered(IMPORT, "member_manage", "contact_read")
    _, shown = await imported(whole, (target.name, target.phone, "数学组", "教师", "", "", "new@example.cn"))
    assert {one["field"]: one["before"] for one in shown[0]["changes"]}["email"] == "secret@example.cn"


async def test_numbers_in_files_are_counted_and_what_they_find_is_on_the_record(
    school: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    maths = await school.department("数学组")
    target, only = await school.member(maths), await school.empowered(IMPORT)
    monkeypatch.setattr(previewing, "NUMBERS_A_DAY", 5)
    guesses = [("萧红", new_phone(), "数学组", "", "", "", "") for _ in range(3)]
    await imported(only, *guesses, (target.name, target.phone, "数学组", "", "", "", ""))
    (row,) = await audit(school, "number_confirmed")
    assert (row["actor"]["member_id"], row["subject"]["id"]) == (only.id, target.id)
    data = books.workbook(HEADINGS, *(("萧红", new_phone(), "数学组", "", "", target.phone, "") for _ in range(1)))
    failed = await uploaded(only.client, UUID(school.id), data)
    assert (failed["state"], failed["error"]["code"]) == ("failed", "organisations.roster_too_many_numbers")
    reader = await school.empowered(IMPORT, "contact_read")
    await imported(reader, *guesses, *[("萧军", new_phone(), "数学组", "", "", "", "") for _ in range(4)])
    assert len(await audit(school, "number_confirmed")) == 1


async def test_rows_of_anothers_import_are_read_by_who_may_read_all_of_it(school: Organisation) -> None:
    maths = await school.department("数学组")
    target = await school.member(maths, email="secret@example.cn")
    preview, _ = await imported(school.admin, (target.name, target.phone, "数学组", "教师", "", "", "new@example.cn"))
    path = f"{imports(UUID(school.id))}/{preview['id']}/rows"
    only = await school.empowered(IMPORT)
    await only.client.refused("GET", path, "forbidden")
    reader = await school.empowered(IMPORT, "contact_read", "hidden_read")
    assert len(await reader.client.pages(path)) == 1


async def test_search_asks_for_numbers_as_the_directory_does(school: Organisation) -> None:
    target, plain = await school.member(name="叶圣陶"), await school.member()

    async def found(q: str) -> list[Any]:
        body = await plain.client.json("POST", "/api/search", json={"kind": "people", "q": q})
        return list(body["sections"][0]["items"])

    assert len(await found(target.phone)) == len(await found(target.phone)) == 1
    (row,) = await audit(school, "number_confirmed")
    assert (row["actor"]["member_id"], row["subject"]["id"]) == (plain.id, target.id)
    for middle in range(NUMBERS_AN_HOUR - 1):
        await found(f"{target.phone[:3]}{1000 + middle}{target.phone[-4:]}")
    body = {"kind": "people", "q": f"{target.phone[:3]}5000{target.phone[-4:]}"}
    await plain.client.refused("POST", "/api/search", "too_many", json=body)
    await plain.refused("GET", "/members", "too_many", params={"q": body["q"]})
    await school.admin.json("PATCH", "", json={"settings": {"phones": "hidden"}})
    assert await found(target.phone[-4:]) == []


async def test_anothers_invitation_keeps_its_number(stage: Stage, school: Organisation) -> None:
    phone = new_phone()
    invited = await school.invite("萧红", phone)
    for by in (school.admin, await school.empowered("member_manage")):
        await by.refused(
            "PATCH", f"/members/{invited}", "organisations.invitation_stands", status=409, json={"phone": new_phone()}
        )
    assert len(await (await stage.person(phone)).json("GET", "/api/me/invitations")) == 1


async def join(member: Member, code: str) -> str:
    return str((await member.client.json("POST", f"/api/join/{code}", json={"name": "闻一多"}))["outcome"])


async def test_whom_the_organisation_removed_it_lets_in_again(school: Organisation) -> None:
    made = await school.admin.json("POST", "/join-links", json={"approval": False})
    removed, gone = await school.member(), await school.member()
    await school.admin.json("POST", f"/members/{removed.id}/departure", json={"reason": "contract_ended"})
    await gone.json("POST", f"/members/{gone.id}/departure", json={"reason": "own_wish"})
    assert await join(removed, made["code"]) == "pending"
    assert await join(gone, made["code"]) == "joined"


async def test_an_application_taken_back_or_refused_gives_the_use_back(stage: Stage, school: Organisation) -> None:
    made = await school.admin.json("POST", "/join-links", json={"uses_limit": 1})
    person = await stage.person()
    for _ in range(3):
        await person.json("POST", f"/api/join/{made['code']}", json={"name": "闻一多"})
        (mine,) = [one for one in await person.pages("/api/me/applications") if one["state"] == "pending"]
        answers = await asyncio.gather(*(person.delete(f"/api/me/applications/{mine['id']}") for _ in range(3)))
        assert sum(one.status_code < 300 for one in answers) == 1
    await person.json("POST", f"/api/join/{made['code']}", json={"name": "闻一多"})
    other = await stage.person()
    await other.refused("POST", f"/api/join/{made['code']}", "organisations.link_void", json={"name": "闻一多"})
    (asked,) = [
        one for one in await school.admin.client.pages(f"{school.path}/applications") if one["state"] == "pending"
    ]
    await school.admin.json("POST", f"/applications/{asked['id']}/decision", json={"accept": False})
    await other.json("POST", f"/api/join/{made['code']}", json={"name": "闻一多"})


async def test_nobody_puts_into_a_role_what_they_do_not_hold(school: Organisation) -> None:
    maths = await school.department("数学组")
    wide = await school.empowered("role_manage", "member_invite")
    await school.grant(wide, await school.role("看", "contact_read"), maths)
    for power in ("member_remove", "contact_read"):
        body = {"name": f"角色{power}", "powers": [full(power)]}
        refusal = await wide.refused("POST", "/roles", "organisations.powers_not_held", json=body)
        assert refusal["params"]["powers"] == [full(power)]
    made = await wide.json("POST", "/roles", json={"name": "邀请", "powers": [full("member_invite")]})
    body = {"powers": [full("member_invite"), full("member_remove")]}
    await wide.refused("PATCH", f"/roles/{made['id']}", "organisations.powers_not_held", json=body)
    sub = await school.empowered("role_manage", "member_invite", over=maths)
    await sub.refused(
        "POST", "/roles", "organisations.powers_not_held", json={"name": "别的", "powers": [full("member_invite")]}
    )

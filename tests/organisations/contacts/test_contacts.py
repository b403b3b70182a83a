"""External contacts: kept, seen by their rule, found, handed over, taken out, joined to an account (ORG-2)."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from tests.hostile.victim import as_owner_of
from tests.organisations.stage import Member, Organisation, Stage, check_refused_to_others, new_phone
from tocsin.kernel import beside
from tocsin.kernel.clock import travel
from tocsin.organisations.contacts.actions import keeping, linking, viewing
from tocsin.organisations.contacts.actions.linking import ASKED_AN_HOUR
from tocsin.organisations.records import Keys

PATH = "/external-contacts"
LI: dict[str, Any] = {
    "name": "李建国",
    "company": "远山贸易公司",
    "post": "采购经理",
    "email": "Li@Example.org",
    "note": "喜欢喝茶",
    "labels": ["客户", "重点", "客户"],
    "visibility": "all",
}


async def keeper(school: Organisation, *departments: str) -> Member:
    """A member who may keep contacts."""
    member = await school.member(*departments)
    await school.grant(member, await school.role(f"r{new_phone()}", "external_keep"))
    return member


async def add(by: Member, **more: Any) -> str:
    """A contact kept by somebody; its id."""
    return str((await by.json("POST", PATH, json={**LI, "phone": new_phone(), **more}, status=201))["id"])


async def found(by: Member, **params: Any) -> list[str]:
    """The names a question finds."""
    return [one["name"] for one in await by.client.pages(by.organisation.path + PATH, **params)]


async def kinds(school: Organisation) -> list[str]:
    """What the audit list says of contacts, the oldest first."""
    rows = await school.admin.client.pages(f"{school.path}/audit")
    return [row["kind"].removeprefix("organisations.external") for row in reversed(rows) if ".external" in row["kind"]]


async def test_a_contact_is_kept_changed_and_deleted(school: Organisation) -> None:
    sales = await keeper(school)
    phone = new_phone()
    one = await add(sales, phone=phone)
    card = await sales.json("GET", f"{PATH}/{one}")
    assert (card["phone"], card["email"], card["note"]) == (f"+86{phone}", "li@example.org", "喜欢喝茶")
    assert (card["labels"], card["may_edit"], card["link"], card["person_id"]) == (["客户", "重点"], True, "none", None)
    changed = await sales.json("PUT", f"{PATH}/{one}", json={**LI, "name": "李建军", "phone": phone, "labels": []})
    assert (changed["name"], changed["labels"]) == ("李建军", [])
    assert await found(sales, q="lijianguo") == []
    assert await found(sales, q="ljj") == ["李建军"]
    await sales.json("DELETE", f"{PATH}/{one}")
    await sales.refused("GET", f"{PATH}/{one}", "not_found")
    assert await found(sales) == []
    assert await kinds(school) == ["_added", "_changed", "_deleted"]


async def test_it_is_found_as_members_are(school: Organisation) -> None:
    sales, plain = await keeper(school), await school.member()
    phone = new_phone()
    await add(sales, phone=phone)
    await add(sales, name="王小二", company=None, post=None, labels=["家长"], phone=None)
    for question in ("李建", "lijianguo", "ljg", "远山", "ysmy", "yuanshan", "采购", "重点", phone, phone[-4:]):
        assert await found(plain, q=question) == ["李建国"], question
    assert await found(plain, label="家长") == ["王小二"]
    assert await found(plain, q="!!!") == []
    assert await found(plain, limit=1) == ["李建国", "王小二"]
    labels = await plain.json("GET", f"{PATH}/labels")
    assert labels[0] in (
        {"label": "客户", "contacts": 1},
        {"label": "家长", "contacts": 1},
        {"label": "重点", "contacts": 1},
    )
    # What is shown to all is read whole only by asking, and that is written down.
    card = (await plain.client.pages(plain.organisation.path + PATH))[0]
    shown = await plain.json("GET", f"{PATH}/{card['id']}")
    assert (shown["phone"], shown["note"], shown["phone_masked"]) == (None, None, f"{phone[:3]}****{phone[-4:]}")
    whole = await plain.json("GET", f"{PATH}/{card['id']}", params={"contact": True})
    assert (whole["phone"], whole["note"]) == (f"+86{phone}", "喜欢喝茶")
    assert (await kinds(school))[-1] == "_viewed"


async def searched(by: Member, q: str, **more: Any) -> list[tuple[str, str]]:
    """What the search of everything finds of contacts: names, with what matched in brackets, and what stands beside."""
    answer = await by.client.json("POST", "/api/search", json={"q": q, **more})
    (section,) = [one for one in answer["sections"] if one["kind"] == "contacts"]

    def marked(parts: list[dict[str, Any]]) -> str:
        return "".join(f"[{part['text']}]" if part.get("hit") else part["text"] for part in parts)

    assert all(hit["home"] == by.organisation.id for hit in section["items"])
    return [(marked(hit["title"]), marked(hit.get("note", []))) for hit in section["items"]]


async def test_the_search_of_everything_finds_whom_the_list_shows(stage: Stage, school: Organisation) -> None:
    sales, plain = await keeper(school), await school.member()
    phone = new_phone()
    await add(sales, phone=phone)
    await add(sales, name="王小二", company="李氏粮油", post=None, visibility="keeper")
    assert await searched(plain, "李建") == [("[李建]国", "远山贸易公司 采购经理")]
    assert await searched(plain, "ljg") == [("[李建国]", "远山贸易公司 采购经理")]
    assert await searched(plain, phone) == await searched(plain, "重点") == [("李建国", "远山贸易公司 采购经理")]
    # Whose name it is stands before whose company it is; what only its keeper sees is found by nobody else.
    assert await searched(sales, "李") == [("[李]建国", "远山贸易公司 采购经理"), ("王小二", "[李]氏粮油")]
    assert await searched(plain, "李") == [("[李]建国", "远山贸易公司 采购经理")]
    assert await searched(plain, " ") == []
    assert await searched(plain, "李", kind="contacts", limit=1) == [("[李]建国", "远山贸易公司 采购经理")]
    # Conditions of texts leave them out; another organisation's member finds none.
    narrowed = {"q": "李", "sender_id": sales.client.person_id}
    sections = (await plain.client.json("POST", "/api/search", json=narrowed))["sections"]
    assert "contacts" not in [one["kind"] for one in sections]
    stranger = (await stage.found("远山公司")).admin
    assert await searched(stranger, "李") == []


async def test_who_sees_a_contact_is_said_on_it(school: Organisation) -> None:
    teaching = await school.department("教学部")
    maths = await school.department("数学组", teaching)
    other = await school.department("物理组")
    sales, inside, outside = await keeper(school, other), await school.member(maths), await school.member(other)
    chief = await school.empowered("external_manage", over=other)
    everywhere = await school.empowered("external_manage")
    one = await add(sales, visibility="department", department_id=teaching)
    two = await add(sales, name="王小二", visibility="keeper")
    assert await found(sales) == ["李建国", "王小二"]
    assert await found(inside) == ["李建国"]
    assert await found(outside) == []
    assert await found(outside, q="lijianguo") == []
    await outside.refused("GET", f"{PATH}/{one}", "not_found")
    await inside.refused("GET", f"{PATH}/{two}", "not_found")
    # Whoever has charge of the keeper sees all that they keep.
    assert await found(chief) == await found(everywhere) == ["李建国", "王小二"]
    await inside.refused("PUT", f"{PATH}/{one}", "forbidden", json=LI)
    await inside.refused("DELETE", f"{PATH}/{one}", "forbidden")
    await chief.json("PUT", f"{PATH}/{two}", json={**LI, "name": "王小三", "visibility": "keeper"})
    # A department that goes shows nothing any more.
    await school.admin.json("PATCH", f"/members/{inside.id}", json={"departments": []})
    await school.admin.json("DELETE", f"/departments/{maths}")
    await school.admin.json("DELETE", f"/departments/{teaching}")
    assert (await sales.json("GET", f"{PATH}/{one}"))["visibility"] == "keeper"


async def test_what_is_refused(school: Organisation) -> None:
    sales, other = await keeper(school), await keeper(school)
    phone = new_phone()
    await add(sales, phone=phone)
    await sales.refused("POST", PATH, "organisations.contact_listed", json={**LI, "phone": f"+86 {phone}"})
    # Of others' contacts nothing is told: the same number may be kept by each.
    await add(other, phone=phone, visibility="keeper")
    for wrong, code in (
        ({"name": "李👍"}, "text.bad_symbol"),
        ({"phone": "12"}, "text.bad_phone"),
        ({"email": "x"}, "text.bad_email"),
        ({"labels": [str(n) for n in range(11)]}, "invalid"),
        ({"visibility": "department"}, "invalid"),
        ({"visibility": "friends"}, "invalid"),
        ({"visibility": "department", "department_id": "01890000-0000-7000-8000-000000000000"}, "not_found"),
        ({"note": "x" * 1001}, "text.too_long"),
    ):
        body = {**LI, "phone": new_phone(), **wrong}
        assert (await sales.client.post(school.path + PATH, json=body)).json()["code"] == code, wrong
    hidden = await school.department("审计组")
    await school.admin.json("PATCH", f"/departments/{hidden}", json={"hidden": True})
    await sales.refused("POST", PATH, "not_found", json={**LI, "visibility": "department", "department_id": hidden})
    await check_refused_to_others(school, "POST", PATH, json=LI)
    await check_refused_to_others(school, "GET", PATH + ".csv")


async def test_handing_over(school: Organisation) -> None:
    sales, heir, plain = await keeper(school), await keeper(school), await school.member()
    chief = await school.empowered("external_manage", "external_keep")
    one, two = await add(sales, visibility="keeper"), await add(sales, name="王小二", visibility="keeper")
    body = {"from_member_id": sales.id, "to_member_id": heir.id, "contact_ids": [one]}
    await plain.refused("POST", f"{PATH}/handover", "forbidden", json=body)
    await heir.refused("POST", f"{PATH}/handover", "forbidden", json=body)
    for to in (plain.id, sales.id):
        await sales.refused("POST", f"{PATH}/handover", "organisations.cannot_keep", json={**body, "to_member_id": to})
    assert await sales.json("POST", f"{PATH}/handover", json=body) == {"contacts": 1}
    assert await sales.json("POST", f"{PATH}/handover", json=body) == {"contacts": 0}
    assert (await found(sales), await found(heir)) == (["王小二"], ["李建国"])
    # Whoever leaves without naming an heir: what they kept waits for who manages it.
    await school.admin.json("POST", f"/members/{sales.id}/departure", json={"reason": "retired"})
    assert await found(chief, whose="left") == ["王小二"]
    card = await chief.json("GET", f"{PATH}/{two}")
    assert card["keeper"]["left"]
    await chief.json("POST", f"{PATH}/handover", json={"from_member_id": sales.id, "to_member_id": chief.id})
    assert await found(chief, whose="mine") == ["王小二"]
    # With an heir they go along.
    await school.admin.json(
        "POST", f"/members/{heir.id}/departure", json={"reason": "retired", "handover_member_id": chief.id}
    )
    assert await found(chief, whose="mine") == ["李建国", "王小二"]
    assert (await kinds(school))[-1] == "s_handed_over"


async def test_who_removes_somebody_gets_at_no_contacts_by_it(school: Organisation) -> None:
    sales = await school.department("销售部")
    remover = await school.empowered("member_remove", "external_keep")
    chief = await school.empowered("external_manage")

    # Somebody who keeps a contact leaves; whom the heir keeps then.
    async def goes(heir: Member, by: Member | None = None, reason: str = "retired") -> list[str]:
        await add(leaver := await keeper(school, sales), visibility="keeper")
        body = {"reason": reason, "handover_member_id": heir.id}
        await (by or leaver).json("POST", f"/members/{leaver.id}/departure", json=body)
        return await found(heir, whose="mine")

    plain = await school.member()
    assert await goes(remover, remover) == []
    assert await goes(plain, school.admin) == [], "who may keep none is given none"
    assert await goes(plain, reason="own_wish") == []
    assert await found(chief, whose="left") == ["李建国"] * 3
    assert await goes(remover, reason="own_wish") == ["李建国"]
    clerk = await school.empowered("member_remove", "external_keep")
    await school.grant(clerk, await school.role("销售助理", "external_manage"), sales)
    assert await goes(clerk, clerk) == ["李建国"]


async def test_an_export_holds_what_one_sees_and_runs_nothing(school: Organisation) -> None:
    sales, clerk = await keeper(school), await school.empowered("external_export")
    await add(sales, note="=1+1", phone="13912345678")
    await add(sales, name="王小二", visibility="keeper")
    answer = await clerk.client.get(f"{school.path}{PATH}.csv")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert "'+8613912345678" in lines[1]
    assert "'=1+1" in lines[1]
    assert (await kinds(school))[-1] == "s_exported"


async def test_an_export_is_made_beside_the_event_loop(school: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    """Opening and writing fifty thousand contacts takes seconds: nobody waits for that."""
    sales, clerk = await keeper(school), await school.empowered("external_export")
    for at in range(beside.FEW + 1):
        await add(sales, phone=f"1391111{at:04}")
    loop, answered, write, keys_open = asyncio.get_running_loop(), [], viewing.as_csv, Keys.open

    def loop_goes_on() -> None:
        asyncio.run_coroutine_threadsafe(asyncio.sleep(0), loop).result(60)
        answered.append(True)

    def written(*given: Any) -> bytes:
        loop_goes_on()
        return write(*given)

    def opened(*given: Any) -> str | None:
        loop_goes_on()
        return keys_open(*given)

    monkeypatch.setattr(viewing, "as_csv", written)
    monkeypatch.setattr(Keys, "open", opened)
    answer = await clerk.client.get(f"{school.path}{PATH}.csv")
    assert (answer.status_code, len(answer.content.decode("utf-8-sig").splitlines())) == (200, beside.FEW + 2)
    assert len(answered) == 3 * (beside.FEW + 1) + 1


async def test_a_card_is_joined_to_an_account_by_its_owners_word_alone(stage: Stage, school: Organisation) -> None:
    sales, phone = await keeper(school), new_phone()
    with_account, without = await add(sales, phone=phone), await add(sales, name="王小二")
    owner = await stage.person(phone, "李建国")
    answers = [await sales.client.post(f"{school.path}{PATH}/{one}/link") for one in (with_account, without)]
    assert [(one.status_code, one.content) for one in answers] == [(204, b"")] * 2
    cards = [await sales.json("GET", f"{PATH}/{one}") for one in (with_account, without)]
    assert [(one["link"], one["person_id"], one["avatar"]) for one in cards] == [("asked", None, None)] * 2
    await sales.refused("POST", f"{PATH}/{without}/link", "organisations.link_asked")
    audit = await school.admin.json("GET", "/audit", params={"kind": "organisations.external_link_asked"})
    assert [one["details"] for one in audit["items"]] == [{}, {}]
    (asked,) = await owner.json("GET", "/api/me/contact-links")
    assert (asked["organisation"]["name"], asked["name"], asked["linked"]) == (school.name, "李建国", False)
    stranger = await stage.person()
    await stranger.refused("POST", f"/api/me/contact-links/{with_account}", "not_found")
    await owner.json("POST", f"/api/me/contact-links/{with_account}", status=204)
    await owner.json("POST", f"/api/me/contact-links/{with_account}", status=204)
    card = await sales.json("GET", f"{PATH}/{with_account}")
    assert (card["link"], card["person_id"]) == ("linked", owner.person_id)
    await owner.json("DELETE", f"/api/me/contact-links/{with_account}", status=204)
    assert await owner.json("GET", "/api/me/contact-links") == []
    # A refusal looks like no answer.
    assert (await sales.json("GET", f"{PATH}/{with_account}"))["link"] == "asked"
    for one in (with_account, without):
        await sales.json("DELETE", f"{PATH}/{one}/link")
    dropped = await school.admin.json("GET", "/audit", params={"kind": "organisations.external_link_changed"})
    assert len({str(one["details"]) for one in dropped["items"][:2]}) == 1


async def test_whoever_registers_later_finds_the_question_then(stage: Stage, school: Organisation) -> None:
    sales, phone = await keeper(school), new_phone()
    one = await add(sales, phone=phone)
    await sales.json("POST", f"{PATH}/{one}/link", status=204)
    owner = await stage.person(phone, "李建国")
    assert [asked["id"] for asked in await owner.json("GET", "/api/me/contact-links")] == [one]
    # Another number is another's: the question goes with it.
    await sales.json("PUT", f"{PATH}/{one}", json={**LI, "phone": new_phone()})
    assert await owner.json("GET", "/api/me/contact-links") == []
    without = await add(sales, name="王小二", phone="+86 10 6554 1234")
    await sales.refused("POST", f"{PATH}/{without}/link", "organisations.contact_without_number")


async def test_a_number_is_asked_once_in_thirty_days_whatever_becomes_of_the_card(
    stage: Stage, school: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    month = timedelta(days=3)  # A session unused for thirty days ends.
    monkeypatch.setattr(linking, "ASK_AGAIN", month)
    sales, phone = await keeper(school), new_phone()
    owner = await stage.person(phone, "李建国")

    async def put() -> list[str]:
        return [one["id"] for one in await owner.json("GET", "/api/me/contact-links")]

    one = await add(sales, phone=phone)
    await sales.json("POST", f"{PATH}/{one}/link", status=204)
    await owner.json("DELETE", f"/api/me/contact-links/{one}", status=204)
    # Another number and back, and the card made anew.
    for number in (new_phone(), phone):
        await sales.json("PUT", f"{PATH}/{one}", json={**LI, "phone": number})
    await sales.refused("POST", f"{PATH}/{one}/link", "organisations.link_asked", status=409)
    await sales.json("DELETE", f"{PATH}/{one}")
    one = await add(sales, phone=phone)
    await sales.refused("POST", f"{PATH}/{one}/link", "organisations.link_asked")
    assert await put() == []
    # What a second keeper asks is answered as any first question is, and waits for its time.
    other = await keeper(school)
    two = await add(other, phone=phone, visibility="keeper")
    assert (await other.client.post(f"{school.path}{PATH}/{two}/link")).status_code == 204
    assert (await other.json("GET", f"{PATH}/{two}"))["link"] == "asked"
    assert await put() == []
    await owner.refused("POST", f"/api/me/contact-links/{two}", "not_found")
    with travel(month + timedelta(minutes=1)):
        assert await put() == [two]
        await owner.json("POST", f"/api/me/contact-links/{two}", status=204)
        await sales.json("POST", f"{PATH}/{one}/link", status=204)
        assert await put() == [two], "a month after the last"
    with travel(2 * month + timedelta(minutes=2)):
        assert await put() == [one, two]


async def test_another_organisation_asks_for_itself(stage: Stage, school: Organisation) -> None:
    other, phone = await stage.found("北岸书店"), new_phone()
    owner = await stage.person(phone, "李建国")
    for house in (school, other):
        sales = await keeper(house)
        one = await add(sales, phone=phone)
        await sales.json("POST", f"{PATH}/{one}/link", status=204)
    assert len(await owner.json("GET", "/api/me/contact-links")) == 2


async def test_questions_are_few(school: Organisation, stage: Stage) -> None:
    sales = await keeper(school)
    for at in range(ASKED_AN_HOUR):
        one = await add(sales, phone=f"1390000{at:04}")
        await sales.json("POST", f"{PATH}/{one}/link", status=204)
    one = await add(sales)
    await sales.refused("POST", f"{PATH}/{one}/link", "too_many", status=429)


@pytest.mark.parametrize("column", ["phone_sealed", "email_sealed", "note_sealed"])
async def test_what_reaches_a_person_is_sealed(stage: Stage, school: Organisation, column: str) -> None:
    await add(await keeper(school), phone="13912345678")
    async with as_owner_of(stage.server.settings) as owner:
        rows = await owner.fetch(f"SELECT {column} AS sealed FROM external_contact")
    for plain in (b"13912345678", b"li@example.org", "喜欢喝茶".encode()):
        assert all(plain not in row["sealed"] for row in rows)


async def test_one_person_keeps_so_many(school: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "KEPT", 1)
    sales, other = await keeper(school), await keeper(school)
    one = await add(sales)
    refused = {**LI, "phone": new_phone()}
    await sales.refused("POST", PATH, "organisations.too_many_contacts", json=refused)
    await add(other)
    await sales.json("DELETE", f"{PATH}/{one}")
    await add(sales)


async def test_nobody_is_handed_more_than_one_keeps(school: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "KEPT", 2)
    sales, heir, chief = await keeper(school), await keeper(school), await school.empowered("external_manage")
    one, _ = await add(sales), await add(sales, name="王小二", visibility="keeper")
    await add(heir, name="赵小四")
    body = {"from_member_id": sales.id, "to_member_id": heir.id}
    await sales.refused("POST", f"{PATH}/handover", "organisations.too_many_contacts", status=422, json=body)
    assert await sales.json("POST", f"{PATH}/handover", json={**body, "contact_ids": [one]}) == {"contacts": 1}
    await chief.refused("POST", f"{PATH}/handover", "organisations.too_many_contacts", json=body)
    # Nobody is kept from leaving by it: what the heir cannot keep waits for who manages it.
    departure = {"reason": "retired", "handover_member_id": heir.id}
    await school.admin.json("POST", f"/members/{sales.id}/departure", json=departure)
    assert await found(chief, whose="left") == ["王小二"]
    assert await found(heir, whose="mine") == ["李建国", "赵小四"]

"""The directory: pages, search, cards, what is hidden (ORG-2, ORG-7)."""

from typing import Any

import pytest

from tests.messaging.talk import message
from tests.organisations.stage import Member, Organisation, Stage, new_phone
from tests.support.statements import sent
from tocsin.organisations.actions.viewing import NUMBERS_AN_HOUR


async def found(by: Member, **params: Any) -> list[str]:
    """The names of members a question finds."""
    return [one["name"] for one in await by.client.pages(f"{by.organisation.path}/members", **params)]


@pytest.fixture
async def staff(school: Organisation) -> dict[str, str]:
    """Colleagues of many kinds, none of whom has joined; their ids by name."""
    maths = await school.department("数学组")
    made = {}
    for name, phone, post, work_no in (
        ("张伟", "13812345678", "高级教师", "T-1001"),
        ("曾国藩", "13812340001", "教务主任", "T-1002"),
        ("单田芳", "13812340002", "Sales Manager", "A7"),
        ("張偉民", "13812340003", "教师", None),
        ("欧阳娜娜", "13812340004", None, None),
        ("John O'Neill", "+1 415 555 2671", "Engineer", None),
    ):
        body = {"departments": [{"id": maths, "post": post}], "work_no": work_no}
        made[name] = await school.invite(name, phone, **body)
    return made


QUESTIONS: list[tuple[str, set[str]]] = [
    ("张伟", {"张伟", "張偉民"}),
    ("張偉", {"张伟", "張偉民"}),
    ("偉民", {"張偉民"}),
    ("zhangwei", {"张伟", "張偉民"}),
    ("ZhangW", {"张伟", "張偉民"}),
    ("zw", {"张伟", "張偉民"}),
    ("zwm", {"張偉民"}),
    ("weimin", {"張偉民"}),
    ("zeng", {"曾国藩"}),
    ("zgf", {"曾国藩"}),
    ("shan", {"单田芳"}),
    ("oynn", {"欧阳娜娜"}),
    ("娜", {"欧阳娜娜"}),
    ("john", {"John O'Neill"}),
    ("neill john", {"John O'Neill"}),
    ("教师", {"张伟", "張偉民"}),
    ("高级", {"张伟"}),
    ("manager", {"单田芳"}),
    ("张伟 高级", {"张伟"}),
    ("张 主任", set()),
    ("13812345678", {"张伟"}),
    ("+86 138-1234-5678", {"张伟"}),
    ("１３８１２３４５６７８", {"张伟"}),
    ("5678", {"张伟"}),
    ("1234", set()),
    ("T-1002", {"曾国藩"}),
    ("t1002", {"曾国藩"}),
    ("!!!", set()),
    ("%", set()),
    ("'; drop table member; --", set()),
]


async def test_search(school: Organisation, staff: dict[str, str]) -> None:
    for question, names in QUESTIONS:
        assert set(await found(school.admin, q=question, status="invited")) == names, question


async def test_whose_name_it_is_stands_first(school: Organisation) -> None:
    names = ("段子亮", "李泽磊", "蔡芝燕", "周岚", "周岚清", "吕鸣", "罗明宇", "陆鸣", "何川", "韩城", "Zoe Lam", "Zoe")
    for at, name in enumerate(names):
        body = (
            {"departments": [{"id": await school.department(f"部门{at}"), "post": "助理"}]} if name == "蔡芝燕" else {}
        )
        await school.invite(name, f"1391001{at:04}", **body)
    for question, first in (
        ("zl", ["周岚", "Zoe Lam", "周岚清", "段子亮", "李泽磊", "蔡芝燕"]),
        ("lm", ["陆鸣", "吕鸣", "罗明宇"]),
        ("lvming", ["吕鸣"]),
        ("luming", ["陆鸣", "吕鸣"]),
        ("hc", ["韩城", "何川"]),
        ("zhoul", ["周岚", "周岚清"]),
        ("zhou lan", ["周岚", "周岚清"]),
        ("周岚", ["周岚", "周岚清"]),
        ("zoe lam", ["Zoe Lam"]),
        ("zoe", ["Zoe", "Zoe Lam"]),
    ):
        told = await found(school.admin, q=question, status="invited")
        assert told[: len(first)] == first, (question, told)
        assert await found(school.admin, q=question, status="invited", limit=2) == told, question


async def test_among_equals_those_one_talks_with_stand_first(school: Organisation) -> None:
    members = [await school.member(name=name) for name in ("何彻", "何川", "何畅")]

    async def names() -> list[str]:
        answer = await school.admin.client.json("POST", "/api/search", json={"q": "hc"})
        (people,) = (section["items"] for section in answer["sections"] if section["kind"] == "people")
        return ["".join(part["text"] for part in hit["title"]) for hit in people]

    assert await names() == ["何畅", "何彻", "何川"]
    body = {"kind": "direct", "person_id": str(members[1].client.person_id)}
    talk = await school.admin.client.json("POST", "/api/conversations", json=body)
    await school.admin.client.json("POST", f"/api/conversations/{talk['id']}/messages", json=message("在吗"))
    assert await names() == ["何川", "何畅", "何彻"]


async def test_search_follows_what_changes(school: Organisation, staff: dict[str, str]) -> None:
    await school.admin.json("PATCH", f"/members/{staff['张伟']}", json={"name": "赵敏", "departments": []})
    ask = school.admin
    assert set(await found(ask, q="张伟", status="invited")) == {"張偉民"}
    assert await found(ask, q="高级", status="invited") == []
    assert await found(ask, q="zhaomin", status="invited") == ["赵敏"]
    assert await found(ask, q="5678", status="invited") == ["赵敏"]
    await ask.json("POST", f"/members/{staff['张伟']}/departure", json={"reason": "other"})
    assert await found(ask, q="zhaomin", status="present") == []


async def test_pages_run_through_everybody_once_in_the_order_of_names(school: Organisation) -> None:
    names = ["阿紫", "白居易", "曹操", "貂蝉", "Erika Lin", "范蠡", "高力士", "Zed Ng"]
    for at, name in enumerate(reversed(names)):
        await school.invite(name, f"1391000{at:04}")
    pages = await found(school.admin, status="invited", limit=3)
    assert pages == names
    page = await school.admin.json("GET", "/members", params={"status": "invited", "limit": 3})
    assert len(page["items"]) == 3
    await school.admin.refused("GET", "/members", "invalid", params={"after": "nonsense"})
    await school.admin.refused("GET", "/members", "invalid", params={"limit": 0})
    await school.admin.refused("GET", "/members", "invalid", params={"limit": 9999})


async def test_departments_direct_and_deep(school: Organisation) -> None:
    teaching = await school.department("教学部")
    maths = await school.department("数学组", teaching)
    both, direct, deep = await school.member(teaching, maths), await school.member(teaching), await school.member(maths)
    rows = await school.admin.client.pages(f"{school.path}/members", department_id=teaching)
    assert {row["id"] for row in rows} == {both.id, direct.id}
    rows = await school.admin.client.pages(f"{school.path}/members", department_id=teaching, deep=True)
    assert sorted(row["id"] for row in rows) == sorted([both.id, direct.id, deep.id])
    assert [post["department"] for row in rows if row["id"] == both.id for post in row["posts"]] == ["教学部", "数学组"]
    await school.admin.refused(
        "GET", "/members", "not_found", params={"department_id": "01890000-0000-7000-8000-000000000000"}
    )


async def test_who_is_not_active_is_for_admins(school: Organisation) -> None:
    maths, physics = await school.department("数学组"), await school.department("物理组")
    plain = await school.member(maths)
    invited = await school.invite("还没来", new_phone(), maths)
    assert "还没来" not in await found(plain)
    await plain.refused("GET", "/members", "forbidden", params={"status": "invited"})
    await plain.refused("GET", f"/members/{invited}", "not_found")
    inside, outside = (
        await school.empowered("member_invite", over=maths),
        await school.empowered("member_invite", over=physics),
    )
    assert await found(inside, status="invited") == ["还没来"]
    assert await found(outside, status="invited") == []
    await outside.refused("GET", f"/members/{invited}", "not_found")
    assert (await inside.json("GET", f"/members/{invited}"))["invitation"]["basis"] == "contract"


async def test_phones_are_masked_and_looking_is_logged(school: Organisation) -> None:
    maths, physics = await school.department("数学组"), await school.department("物理组")
    target, plain = await school.member(maths, email="hidden@example.cn"), await school.member(maths)
    masked = f"{target.phone[:3]}****{target.phone[-4:]}"
    rows = {row["id"]: row for row in await plain.client.pages(f"{school.path}/members")}
    assert (rows[target.id]["phone"], rows[target.id]["phone_masked"]) == (None, masked)
    card = await plain.json("GET", f"/members/{target.id}")
    assert (card["phone"], card["phone_masked"], card["email"], card["email_masked"]) == (
        None,
        masked,
        None,
        "h***@example.cn",
    )
    assert not card["may_read_contact"]
    reader, elsewhere = (
        await school.empowered("contact_read", over=maths),
        await school.empowered("contact_read", over=physics),
    )
    path = f"/members/{target.id}"
    for other in (plain, elsewhere):
        await other.refused("POST", f"{path}/contact", "forbidden", json={})
    card = await reader.json("GET", path)
    assert (card["phone"], card["may_read_contact"]) == (None, True)
    card = await reader.json("POST", f"{path}/contact", json={"why": "打电话通知"})
    assert (card["phone"], card["email"]) == (f"+86{target.phone}", "hidden@example.cn")
    seen = (await school.admin.json("GET", "/audit", params={"kind": "organisations.contact_viewed"}))["items"]
    assert [(row["actor"]["member_id"], row["subject"]["id"], row["why"]) for row in seen] == [
        (reader.id, target.id, "打电话通知")
    ]
    own = await target.json("GET", path)
    assert own["phone"] == f"+86{target.phone}"


async def test_an_organisation_sets_how_phones_and_names_are_shown(school: Organisation) -> None:
    maths = await school.department("数学组")
    target, plain = await school.member(maths, name="叶圣陶"), await school.member()

    async def row() -> dict[str, Any]:
        rows = await plain.client.pages(f"{school.path}/members", q="叶圣陶")
        return dict(rows[0])

    await school.admin.json("PATCH", "", json={"settings": {"phones": "shown", "name_format": ["department", "name"]}})
    assert ((await row())["phone"], (await row())["shown"]) == (f"+86{target.phone}", "数学组-叶圣陶")
    await school.admin.json("PATCH", "", json={"settings": {"phones": "hidden"}})
    assert ((await row())["phone"], (await row())["phone_masked"], (await row())["shown"]) == (None, None, "叶圣陶")
    card = await plain.json("GET", f"/members/{target.id}")
    assert (card["phone"], card["phone_masked"]) == (None, None)


async def test_whole_numbers_are_few_for_who_may_not_read_them_and_what_they_find_is_logged(
    school: Organisation,
) -> None:
    maths = await school.department("数学组")
    target, plain = await school.member(maths, name="叶圣陶"), await school.member(maths)
    reader = await school.empowered("contact_read", over=maths)
    for _ in range(3):  # a client asks again when the directory changes
        assert await found(plain, q=target.phone) == ["叶圣陶"]
    assert await found(plain, q=target.phone[-4:]) == ["叶圣陶"]
    assert await found(plain, q=plain.phone)
    assert await found(reader, q=target.phone) == ["叶圣陶"]
    seen = await school.admin.client.pages(f"{school.path}/audit", kind="organisations.number_confirmed")
    assert [(row["actor"]["member_id"], row["subject"]["id"], row["details"]) for row in seen] == [
        (plain.id, target.id, {})
    ]
    head = target.phone[:3]
    for middle in range(NUMBERS_AN_HOUR - 2):
        assert await found(plain, q=f"{head}{1000 + middle}{target.phone[-4:]}") == []
    refusal = await plain.refused("GET", "/members", "too_many", params={"q": f"{head}5000{target.phone[-4:]}"})
    assert float(refusal["params"]["retry_after"]) > 60
    await plain.refused("GET", "/members", "too_many", params={"q": f"{head}5000{target.phone[-4:]}"})
    assert await found(plain, q=target.phone) == ["叶圣陶"], "what was told already is told again"
    assert await found(plain, q=target.phone[-4:]) == ["叶圣陶"]
    assert await found(plain, q="叶圣陶") == ["叶圣陶"]
    for middle in range(NUMBERS_AN_HOUR + 5):
        await found(school.admin, q=f"{head}{1000 + middle}{target.phone[-4:]}")


async def test_where_numbers_are_hidden_nobody_is_found_by_one(school: Organisation) -> None:
    maths, physics = await school.department("数学组"), await school.department("物理组")
    target = await school.member(maths, name="叶圣陶")
    last = target.phone[-4:]
    by_code = await school.member(physics, name="丰子恺", work_no=f"A-{last}")
    plain, reader = await school.member(maths), await school.empowered("contact_read", over=maths)
    await school.admin.json("PATCH", "", json={"settings": {"phones": "hidden"}})
    for question in (target.phone, f"+86 {target.phone}"):
        assert await found(plain, q=question) == []
        assert await found(target, q=question) == ["叶圣陶"]
        for who in (reader, school.admin):
            assert await found(who, q=question) == ["叶圣陶"]
    for limit in (1, 50):
        assert await found(plain, q=last, limit=limit) == ["丰子恺"]
        assert await found(plain, q=f"叶 {last}", limit=limit) == []
        assert await found(reader, q=last, limit=limit) == ["丰子恺", "叶圣陶"]
        assert await found(by_code, q=last, limit=limit) == ["丰子恺"]
    page = await plain.json("GET", "/members", params={"q": last, "limit": 1})
    assert page["next"] is None
    seen = await school.admin.client.pages(f"{school.path}/audit", kind="organisations.number_confirmed")
    assert seen == []


async def test_where_numbers_are_shown_they_are_searched_freely(school: Organisation) -> None:
    target, plain = await school.member(name="叶圣陶"), await school.member()
    await school.admin.json("PATCH", "", json={"settings": {"phones": "shown"}})
    for middle in range(NUMBERS_AN_HOUR + 5):
        await found(plain, q=f"138{middle:04}{target.phone[-4:]}")
    assert await found(plain, q=target.phone) == ["叶圣陶"]
    assert await school.admin.client.pages(f"{school.path}/audit", kind="organisations.number_confirmed") == []


async def test_hidden_departments_are_closed_to_those_outside(school: Organisation) -> None:
    secret, maths = await school.department("保密办"), await school.department("数学组")
    below = await school.department("档案室", secret)
    inside, only, both, plain = (
        await school.member(below, name="王内部"),
        await school.member(secret, name="李只在"),
        await school.member(secret, maths, name="赵兼职"),
        await school.member(maths, name="钱外面"),
    )
    await school.admin.json("PATCH", f"/departments/{secret}", json={"hidden": True})

    def names(rows: list[dict[str, Any]]) -> set[str]:
        return {row["name"] for row in rows}

    for who in (inside, only, both, school.admin):
        assert names(await who.json("GET", "/departments")) == {"保密办", "档案室", "数学组"}
    assert names(await plain.json("GET", "/departments")) == {"数学组"}
    assert {"王内部", "李只在"}.isdisjoint(await found(plain))
    assert await found(plain, q="王内部") == []
    assert await found(plain, q=inside.phone) == []
    await plain.refused("GET", "/members", "not_found", params={"department_id": secret})
    await plain.refused("GET", "/members", "not_found", params={"department_id": below, "deep": True})
    await plain.refused("GET", f"/members/{inside.id}", "not_found")
    card = await plain.json("GET", f"/members/{both.id}")
    assert [post["department"] for post in card["posts"]] == ["数学组"]
    (row,) = await plain.client.pages(f"{school.path}/members", q="赵兼职")
    assert [post["department"] for post in row["posts"]] == ["数学组"]
    reader = await school.empowered("hidden_read", over=secret)
    assert "王内部" in await found(reader)


async def test_the_number_of_queries_does_not_grow_with_the_rows(stage: Stage, school: Organisation) -> None:
    teaching = await school.department("教学部")
    for at in range(3):
        await school.member(await school.department(f"第{at}组", teaching))
    member = await school.member(teaching, name="叶圣陶")

    async def statements(path: str) -> int:
        before = sent(stage.server.context.db)
        await member.json("GET", path)
        return int(sent(stage.server.context.db) - before)

    paths = ("/members", f"/members?department_id={teaching}&deep=true", "/members?q=yeshengtao", "/departments", "")
    await statements("/members")
    few = [await statements(path) for path in paths]
    for at in range(4):
        await school.member(teaching, await school.department(f"第{at + 10}组", teaching))
    assert [await statements(path) for path in paths] == few
    assert few == [3, 4, 3, 3, 1]
    assert await statements(f"/members/{school.admin.id}") == 4


async def test_a_card_says_whom_one_reports_to_and_leads(school: Organisation) -> None:
    closed = await school.department("纪检组")
    head = await school.member(name="赵元任")
    secret = await school.member(closed, name="吴宓", manager_id=head.id)
    middle = await school.member(name="陈寅恪", manager_id=head.id)
    one = await school.member(name="金岳霖", manager_id=middle.id)
    hidden = await school.member(closed, name="朱自清", manager_id=middle.id)
    below = await school.member(name="闻一多", manager_id=secret.id)
    await school.invite("沈从文", new_phone(), manager_id=middle.id)
    await school.admin.json("PATCH", f"/departments/{closed}", json={"hidden": True}, status=204)

    async def line(reader: Member, member: Member) -> tuple[list[str], list[str], int]:
        card = await reader.json("GET", f"/members/{member.id}")
        assert (card["manager"] or {}).get("name") == next((up["name"] for up in card["managers"]), None)
        names = [[person["name"] for person in card[part]] for part in ("managers", "reports")]
        return names[0], names[1], card["reports_total"]

    assert await line(one, one) == (["陈寅恪", "赵元任"], [], 0)
    assert await line(one, middle) == (["赵元任"], ["金岳霖"], 1)
    assert await line(hidden, middle) == (["赵元任"], ["金岳霖", "朱自清"], 2)
    # Nobody is named who is hidden, nor who stands above them.
    assert await line(one, below) == ([], [], 0)
    assert await line(school.admin, below) == (["吴宓", "赵元任"], [], 0)


async def test_a_persons_cards_are_found_where_one_meets_them(school: Organisation, stage: Stage) -> None:
    closed = await school.department("纪检组")
    secret, plain = await school.member(closed), await school.member()
    await school.admin.json("PATCH", f"/departments/{closed}", json={"hidden": True}, status=204)
    path = f"/api/people/{plain.client.person_id}/cards"
    found = await secret.client.json("GET", path)
    assert [(one["organisation"]["id"], one["member_id"]) for one in found] == [(school.id, plain.id)]
    await plain.client.refused("GET", f"/api/people/{secret.client.person_id}/cards", "not_found")
    await (await stage.person()).refused("GET", path, "not_found")
    await stage.server.client().refused("GET", path, "signed_out")
    await plain.json("POST", f"/members/{plain.id}/departure", json={"reason": "own_wish"})
    await secret.client.refused("GET", path, "not_found")

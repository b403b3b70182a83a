"""The audit list: every act of an admin is in it, with names (SEC-2)."""

from tests.hostile.victim import as_owner_of
from tests.organisations.stage import Organisation, check_refused_to_others
from tocsin.organisations.events import EVENTS, ApplicationMade


async def test_every_act_of_an_admin_is_audited_with_names(school: Organisation) -> None:
    admin = school.admin
    maths = await school.department("数学组")
    await admin.json("PATCH", f"/departments/{maths}", json={"name": "数学教研组"})
    member = await school.member(maths, name="吴宓")
    role = await school.role("人事", "member_invite")
    grant = await school.grant(member, role, maths)
    await admin.json("DELETE", f"/grants/{grant}")
    await admin.json("POST", f"/members/{member.id}/suspension", json={"reason": "调查期间"})
    await admin.json("DELETE", f"/members/{member.id}/suspension")
    await admin.json("POST", f"/members/{member.id}/departure", json={"reason": "retired"})
    rows = await admin.client.pages(f"{school.path}/audit", limit=3)
    kinds = [row["kind"].removeprefix("organisations.") for row in reversed(rows)]
    assert kinds == [
        "founded",
        "member_joined",
        "departments_made",
        "department_changed",
        "members_invited",
        "member_joined",
        "role_made",
        "role_granted",
        "role_revoked",
        "member_suspended",
        "member_reinstated",
        "member_left",
    ]
    by_kind = {row["kind"].removeprefix("organisations."): row for row in rows}
    left = by_kind["member_left"]
    assert (left["subject"]["kind"], left["subject"]["name"], left["details"]["reason"]) == (
        "member",
        "吴宓",
        "retired",
    )
    assert left["actor"]["member_id"] == admin.id
    assert left["actor"]["name"]
    assert by_kind["member_suspended"]["why"] == "调查期间"
    assert by_kind["department_changed"]["subject"]["name"] == "数学教研组"
    assert by_kind["role_made"]["subject"] == {"id": role, "kind": "role", "name": "人事"}
    one = await admin.json("GET", "/audit", params={"kind": "organisations.role_made"})
    assert [row["id"] for row in one["items"]] == [by_kind["role_made"]["id"]]
    own = await admin.client.pages(f"{school.path}/audit", by=member.client.person_id)
    assert [row["kind"] for row in own] == ["organisations.member_joined"]


async def test_an_act_says_what_was_before_and_after_and_where_it_was_done(school: Organisation) -> None:
    admin = school.admin
    maths, physics = await school.department("数学组"), await school.department("物理组")
    member = await school.member(maths, name="吴宓")
    await admin.json("PATCH", "", json={"name": "清源第一中学"})
    await admin.json("PATCH", f"/departments/{maths}", json={"name": "数学教研组", "hidden": True})
    await admin.json("PUT", f"/departments/{maths}/heads", json={"member_ids": [member.id]})
    await admin.json("PATCH", f"/members/{member.id}", json={"work_no": "A1", "departments": [{"id": physics}]})
    role = await school.role("人事", "member_invite")
    await admin.json("PATCH", f"/roles/{role}", json={"name": "人事专员"})
    await admin.json("DELETE", f"/roles/{role}")
    await admin.json("DELETE", f"/departments/{maths}")
    rows = {row["kind"].removeprefix("organisations."): row for row in await admin.client.pages(f"{school.path}/audit")}

    def said(kind: str) -> list[tuple[str, object, object]]:
        return [(one["field"], one["before"], one["after"]) for one in rows[kind]["changes"]]

    assert said("changed") == [("name", school.name, "清源第一中学")]
    assert said("department_changed") == [("name", "数学组", "数学教研组"), ("hidden", False, True)]
    assert said("heads_changed") == [("heads", [], [member.id])]
    assert said("members_changed") == [("work_no", None, "A1")]
    assert said("members_moved") == [("departments", [maths], [physics])]
    assert said("role_changed") == [("name", "人事", "人事专员")]
    # What is gone keeps its name in the list; ids that are still there are told by theirs.
    assert rows["role_removed"]["subject"]["name"] == "人事专员"
    assert rows["department_removed"]["subject"]["name"] == "数学教研组"
    assert rows["members_moved"]["names"] == {
        member.id: "吴宓",
        physics: "物理组",
        str(member.client.person_id): "吴宓",
    }
    assert rows["changed"]["device"]["device"]
    about = await admin.client.pages(f"{school.path}/audit", about=member.id)
    assert {row["kind"].removeprefix("organisations.") for row in about} == {
        "members_invited",
        "member_joined",
        "members_changed",
        "members_moved",
    }
    assert not await admin.client.pages(f"{school.path}/audit", since="2999-01-01T00:00:00Z")
    async with as_owner_of(school.stage.server.settings) as owner:
        stored = "".join(row[0] for row in await owner.fetch("SELECT event::text FROM event"))
        assert "清源第一中学" not in stored
        assert "数学教研组" not in stored


async def test_events_name_nobody_in_clear(school: Organisation) -> None:
    member = await school.member(name="吴宓", email="wu@example.cn")
    rows = await school.admin.client.pages(f"{school.path}/audit")
    for row in rows:
        for secret in ("吴宓", member.phone, "wu@example.cn"):
            assert secret not in str(row["details"])


async def test_grounds_and_notes_stand_nowhere_in_clear(school: Organisation) -> None:
    member = await school.member(name="吴宓", basis="other", basis_note="校务会纪要第七条")
    await school.admin.json("POST", f"/members/{member.id}/suspension", json={"reason": "考勤存疑"})
    rows = await school.admin.client.pages(f"{school.path}/audit", kind="organisations.member_suspended")
    assert [row["why"] for row in rows] == ["考勤存疑"]
    card = await school.admin.json("GET", f"/members/{member.id}")
    assert card["invitation"]["basis_note"] == "校务会纪要第七条"
    async with as_owner_of(school.stage.server.settings) as owner:
        said = [
            row[0]
            for table in ("event", "invitation")
            for row in await owner.fetch(f"SELECT {table}::text FROM {table}")
        ]
        assert not [one for one in said if "考勤" in one or "纪要" in one]
        # What was written before notes were sealed can still be read.
        await owner.execute("UPDATE event SET why = '旧事由', why_sealed = NULL WHERE why_sealed IS NOT NULL")
        await owner.execute("UPDATE invitation SET basis_note = '旧依据', basis_note_sealed = NULL")
    rows = await school.admin.client.pages(f"{school.path}/audit", kind="organisations.member_suspended")
    assert [row["why"] for row in rows] == ["旧事由"]
    card = await school.admin.json("GET", f"/members/{member.id}")
    assert card["invitation"]["basis_note"] == "旧依据"


def test_acts_of_admins_are_audited_by_declaration() -> None:
    assert [event for event in EVENTS if not event.audited] == [ApplicationMade]


async def test_the_audit_list_is_for_who_may_read_it(school: Organisation) -> None:
    await check_refused_to_others(school, "GET", "/audit")
    reader = await school.empowered("audit_read")
    assert (await reader.json("GET", "/audit"))["items"]

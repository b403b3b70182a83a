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
    maths = await school.department("数学组")
    elsewhere = await school.empowered("audit_read", over=maths)
    await check_refused_to_others(school, "GET", "/audit", elsewhere=elsewhere)
    reader = await school.empowered("audit_read")
    assert (await reader.json("GET", "/audit"))["items"]

"""The audit desk: searched, counted, taken out; each reader as far as they look after; reading it is on the record (SEC-2)."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.hostile.victim import as_owner_of
from tests.organisations.stage import Member, Organisation, check_refused_to_others, new_phone
from tests.support.horizon import below_the_horizon
from tocsin.effects.actions.sealing import Sealer
from tocsin.effects.rules.bundle import Verdict, verify
from tocsin.effects.rules.telling import tell
from tocsin.kernel.clock import now, travel
from tocsin.organisations.audit import routes


def _kinds(rows: list[dict[str, Any]]) -> list[str]:
    return [row["kind"].removeprefix("organisations.") for row in rows]


async def _pages(member: Member, **asked: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = await member.client.pages(f"{member.organisation.path}/audit", **asked)
    return rows


async def test_acts_are_found_by_person_power_object_time_and_name(school: Organisation) -> None:
    auditor = await school.empowered("audit_read")
    maths = await school.department("数学组")
    wu = await school.member(maths, name="吴宓")
    clerk = await school.empowered("member_manage")
    began = now()
    await clerk.json("POST", f"/members/{wu.id}/suspension", json={"reason": "调查期间"})
    by_power = await _pages(auditor, power="organisations.department_manage")
    assert _kinds(by_power) == ["departments_made"]
    assert by_power[0]["power"] == "organisations.department_manage"
    # Who did it is found by the membership or the person.
    for by in (clerk.id, clerk.client.person_id):
        assert "member_suspended" in _kinds(await _pages(auditor, by=by))
        assert "departments_made" not in _kinds(await _pages(auditor, by=by))
    # What a member is in the middle of as a person counts too: joining is said of the person.
    assert _kinds(await _pages(auditor, about=wu.id)) == ["member_suspended", "member_joined", "members_invited"]
    assert _kinds(await _pages(auditor, about=maths, kind="organisations.departments_made")) == ["departments_made"]
    assert _kinds(await _pages(auditor, since=began.isoformat(), kind="organisations.member_suspended")) == [
        "member_suspended"
    ]
    assert "member_suspended" not in _kinds(await _pages(auditor, until=began.isoformat()))
    named = _kinds(await _pages(auditor, q="吴"))
    # That somebody looked for acts about them is an act that names them too.
    assert set(named) == {"member_suspended", "member_joined", "members_invited", "audit_read"}
    assert _kinds(await _pages(auditor, q="没有这个人")) == []
    await auditor.refused(
        "GET", "/audit", "invalid", params={"since": "2026-02-01T00:00:00Z", "until": "2026-01-01T00:00:00Z"}
    )


async def test_reading_is_recorded_once_an_hour_for_each_search(school: Organisation) -> None:
    auditor = await school.empowered("audit_read")

    async def reads() -> list[dict[str, Any]]:
        return await _pages(school.admin, kind="organisations.audit_read", by=auditor.id)

    for _ in range(3):
        await auditor.json("GET", "/audit", params={"q": "吴宓"})
        # The picture beside the list goes back less far, and is one look with it.
        drawn = (now() - timedelta(days=30)).isoformat()
        await auditor.json("GET", "/audit/days", params={"q": "吴宓", "drawn": drawn})
    assert len(await reads()) == 1
    await auditor.json("GET", "/audit", params={"power": "organisations.role_manage"})
    found = await reads()
    assert [row["details"]["needs"] for row in found] == ["organisations.role_manage", None]
    # What was looked for can be read by whoever may read the log, and stands nowhere in clear.
    assert found[1]["changes"] == [{"field": "q", "before": None, "after": "吴宓"}]
    async with as_owner_of(school.stage.server.settings) as owner:
        said = await owner.fetchval("SELECT string_agg(event::text, '') FROM event WHERE kind LIKE '%audit%'")
    assert "吴宓" not in said
    with travel(timedelta(minutes=61)):
        await auditor.json("GET", "/audit", params={"q": "吴宓"})
    assert len(await reads()) == 3


async def test_acts_are_counted_by_day(school: Organisation) -> None:
    auditor = await school.empowered("audit_read")
    counted = await auditor.json("GET", "/audit/days", params={"zone": "Asia/Shanghai"})
    rows = await _pages(auditor, until=now().isoformat())
    day = (datetime.fromisoformat(rows[-1]["at"]).astimezone(UTC) + timedelta(hours=8)).date().isoformat()
    assert counted["all"] is True
    assert counted["days"][0]["day"] == day
    assert counted["days"][0]["acts"]["organisations.founded"] == 1
    none = await auditor.json("GET", "/audit/days", params={"kind": "organisations.audit_exported"})
    assert none["days"] == []
    # A search that ends before the picture usually begins is drawn for as long before its end.
    ended = {"until": (now() - timedelta(days=60)).isoformat(), "drawn": (now() - timedelta(days=30)).isoformat()}
    assert (await auditor.json("GET", "/audit/days", params=ended))["days"] == []
    await auditor.refused("GET", "/audit/days", "invalid", params={"zone": "../etc/passwd"})


async def test_acts_are_taken_out_as_table_and_as_data_and_that_is_recorded(school: Organisation) -> None:
    auditor = await school.empowered("audit_read")
    wu = await school.member(name="吴宓")
    await school.admin.json("POST", f"/members/{wu.id}/suspension", json={"reason": "=HYPERLINK(1)"})
    asked = {"kind": "organisations.member_suspended"}
    answer = await auditor.client.get(
        f"{school.path}/audit/file", params={**asked, "form": "csv"}, headers={"Accept-Language": "zh-CN"}
    )
    assert answer.status_code == 200
    assert "audit.csv" in answer.headers["Content-Disposition"]
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert "吴宓" in lines[1]
    headings, cells = csv.reader(lines)
    told = dict(zip(headings, cells, strict=True))
    assert (told["操作"], told["操作代码"]) == ("停用成员", asked["kind"])
    assert (told["所需权限"], told["权限代码"]) == ("管理成员资料、部门与状态", "organisations.member_manage")
    assert "'=HYPERLINK(1)" in lines[1]
    answer = await auditor.client.get(f"{school.path}/audit/file", params={**asked, "form": "json"})
    (row,) = answer.json()
    assert (row["kind"], row["subject"]["name"], row["why"]) == (asked["kind"], "吴宓", "=HYPERLINK(1)")
    one = await auditor.client.get(f"{school.path}/audit/file", params={"form": "json", "act": row["id"]})
    assert [each["id"] for each in one.json()] == [row["id"]]
    taken = await _pages(school.admin, kind="organisations.audit_exported")
    assert [(one["details"]["form"], one["details"]["acts"]) for one in taken] == [("json", 1), ("json", 1), ("csv", 1)]


async def test_who_reads_for_a_department_hears_of_acts_on_it_alone(school: Organisation) -> None:
    maths, physics = await school.department("数学组"), await school.department("物理组")
    below = await school.department("初中数学", maths)
    mine, other = await school.member(below, name="吴宓"), await school.member(physics, name="杨绛")
    reader = await school.empowered("audit_read", over=maths, in_=physics)
    for one in (mine, other):
        await school.admin.json("POST", f"/members/{one.id}/suspension", json={"reason": f"调查 {one.name}"})
        await school.admin.json("DELETE", f"/members/{one.id}/suspension")
    await school.admin.json("PATCH", "", json={"name": "清源第一中学"})
    # An act on both sides: what it says of the other side is left out.
    await school.admin.json("PATCH", f"/members/{mine.id}", json={"departments": [{"id": maths}, {"id": physics}]})
    rows = await _pages(reader)
    kinds = _kinds(rows)
    assert kinds.count("member_suspended") == 1
    assert "changed" not in kinds
    assert "founded" not in kinds
    for row in rows:
        assert other.id not in str(row), row
        assert "杨绛" not in str(row), row
        assert physics not in str(row), row
        assert "物理组" not in str(row), row
    moved = next(row for row in rows if row["kind"] == "organisations.members_moved")
    assert (moved["whole"], moved["changes"]) == (False, [])
    assert moved["details"]["members"] == [mine.id]
    suspended = next(row for row in rows if row["kind"] == "organisations.member_suspended")
    assert (suspended["whole"], suspended["subject"]["name"], suspended["why"]) == (True, "吴宓", "调查 吴宓")
    # As is counted, taken out, and asked for by name.
    counted = await reader.json("GET", "/audit/days")
    assert "organisations.changed" not in str(counted)
    taken = await reader.client.get(f"{school.path}/audit/file", params={"form": "json"})
    assert "杨绛" not in taken.text
    assert "物理组" not in taken.text
    assert await _pages(reader, q="杨绛") == []
    for about in (other.id, other.client.person_id, physics):
        assert await _pages(reader, about=about) == []
    assert await _pages(reader, q="物理") == []
    assert "members_moved" in _kinds(await _pages(reader, about=maths))
    unknown = await reader.client.get(f"{school.path}/audit/file", params={"form": "json", "act": 1})
    assert unknown.json() == []
    # The whole organisation is somebody else's to set.
    await reader.refused("PUT", "/audit/keeping", "organisations.main_admins_only", json={"days": 400})


async def test_searches_are_kept_for_oneself(school: Organisation) -> None:
    auditor, second = await school.empowered("audit_read"), await school.empowered("audit_read")
    wanted = {"power": "organisations.role_manage", "q": "吴宓"}
    made = await auditor.json("POST", "/audit/searches", json={"name": "吴宓的角色", "wanted": wanted, "days": 30})
    (kept,) = await auditor.json("GET", "/audit/searches")
    assert (kept["id"], kept["name"], kept["days"]) == (made["id"], "吴宓的角色", 30)
    assert kept["wanted"]["q"] == "吴宓"
    assert await second.json("GET", "/audit/searches") == []
    await second.refused("DELETE", f"/audit/searches/{made['id']}", "not_found")
    async with as_owner_of(school.stage.server.settings) as owner:
        assert "吴宓" not in await owner.fetchval("SELECT string_agg(audit_search::text, '') FROM audit_search")
    await auditor.refused("POST", "/audit/searches", "text.empty", json={"name": " ", "wanted": {}})
    for number in range(49):
        await auditor.json("POST", "/audit/searches", json={"name": f"第 {number} 个", "wanted": {}})
    await auditor.refused(
        "POST", "/audit/searches", "organisations.too_many_searches", json={"name": "多", "wanted": {}}
    )
    await auditor.json("DELETE", f"/audit/searches/{made['id']}")
    assert len(await auditor.json("GET", "/audit/searches")) == 49
    # Who leaves takes nothing along, and leaves nothing behind.
    await school.admin.json("POST", f"/members/{auditor.id}/departure", json={"reason": "retired"})
    async with as_owner_of(school.stage.server.settings) as owner:
        assert await owner.fetchval("SELECT count(*) FROM audit_search") == 0


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/audit/days", None),
        ("GET", "/audit/file", None),
        ("GET", "/audit/searches", None),
        ("POST", "/audit/searches", {"name": "全部", "wanted": {}}),
        ("GET", "/audit/keeping", None),
        ("PUT", "/audit/keeping", {"days": 400}),
    ],
)
async def test_the_desk_is_for_who_may_read_it(school: Organisation, method: str, path: str, body: Any) -> None:
    await check_refused_to_others(school, method, path, **({} if body is None else {"json": body}))


async def _sealed(school: Organisation) -> None:
    context = school.stage.server.context
    await below_the_horizon(context.db)
    while await Sealer(context.db, context.keyring).step():
        pass


async def _bundle(member: Member, **asked: Any) -> Verdict:
    params = {"form": "bundle", **asked}
    answer = await member.client.get(f"{member.organisation.path}/audit/file", params=params)
    assert answer.status_code == 200, answer.text
    return verify(answer.content)


async def test_acts_prove_themselves_and_one_that_was_altered_does_not(school: Organisation) -> None:
    auditor = await school.empowered("audit_read")
    wu = await school.member(name="吴宓")
    await school.admin.json("POST", f"/members/{wu.id}/suspension", json={"reason": "调查期间"})
    await school.admin.json("PATCH", "", json={"name": "清源第一中学"})
    await _sealed(school)
    verdict = await _bundle(auditor)
    proved = {one.leaf.act: one for one in verdict.effects}
    suspended = proved["organisations_member_suspended"]
    assert (str(suspended.leaf.actor), suspended.leaf.kind) == (school.admin.client.person_id, "act")
    said = json.loads(suspended.opened["content"])
    assert (said["kind"], said["subject"], said["why"]) == ("organisations.member_suspended", wu.id, "调查期间")
    assert suspended.opened["device"]
    changed = json.loads(proved["organisations_changed"].opened["content"])
    assert changed["changes"] == [{"after": "清源第一中学", "before": school.name, "field": "name"}]
    told = "\n".join(tell(verdict, "en"))
    assert "administrative act" in told
    # One alone, whatever else was done.
    (one,) = (await _bundle(auditor, act=suspended.leaf.first)).effects
    assert one.leaf == suspended.leaf
    await auditor.refused("GET", "/audit/file", "not_found", params={"form": "bundle", "act": 1})
    # Somebody with the whole database rewrites what was done: no longer what was recorded.
    async with as_owner_of(school.stage.server.settings) as owner:
        await owner.execute(
            "UPDATE event SET kind = 'organisations.member_reinstated' WHERE id = $1", suspended.leaf.first
        )
    params = {"form": "bundle", "act": suspended.leaf.first}
    await auditor.refused("GET", "/audit/file", "evidence.not_as_recorded", params=params)
    assert "organisations_member_suspended" not in {one.leaf.act for one in (await _bundle(auditor)).effects}


async def test_what_one_hears_in_part_is_proved_without_being_opened(school: Organisation) -> None:
    maths, physics = await school.department("数学组"), await school.department("物理组")
    mine = await school.member(maths, name="吴宓")
    reader = await school.empowered("audit_read", over=maths)
    await school.admin.json("PATCH", f"/members/{mine.id}", json={"departments": [{"id": maths}, {"id": physics}]})
    await _sealed(school)
    verdict = await _bundle(reader)
    proved = {one.leaf.act: one for one in verdict.effects}
    assert proved["organisations_members_moved"].opened == {}
    assert proved["organisations_departments_made"].opened["content"]
    assert physics not in str(verdict)


async def test_what_was_done_a_moment_ago_is_not_proved_yet(school: Organisation) -> None:
    await _sealed(school)
    await school.department("数学组")
    (row,) = await _pages(school.admin, kind="organisations.departments_made")
    answer = await school.admin.client.get(f"{school.path}/audit/file", params={"form": "bundle", "act": row["id"]})
    # The sealer beside may have been quicker.
    assert answer.status_code == 200 or answer.json()["code"] == "evidence.not_sealed_yet"


async def test_acts_are_found_by_the_words_that_their_rows_show(school: Organisation) -> None:
    auditor = await school.empowered("audit_read")
    maths, physics = await school.department("数学组"), await school.department("物理组")
    mine, other = await school.member(maths, name="吴宓"), await school.member(physics, name="杨绛")
    for one in (mine, other):
        await school.admin.json("POST", f"/members/{one.id}/suspension", json={"reason": "调查期间"})
    await school.admin.json("POST", "/witnesses", json={"name": "witness.example.com"}, status=201)
    assert _kinds(await _pages(auditor, q="查期")) == ["member_suspended"] * 2
    (made,) = await _pages(auditor, q="Witness.Example")
    assert (made["kind"], made["subject"]["name"]) == ("effects.witness_made", "witness.example.com")
    # What is gone is found by what it was called; as many are counted as listed; that it was looked for finds nothing.
    await school.admin.json("PATCH", f"/departments/{maths}", json={"name": "算学组"})
    for _ in range(2):
        found = await _pages(auditor, q="数学组")
        assert _kinds(found) == ["department_changed"]
        counted = await auditor.json("GET", "/audit/days", params={"q": "数学组"})
        assert [one["acts"] for one in counted["days"]] == [{"organisations.department_changed": 1}]
    # A reader of a part finds nothing by what they are not told.
    reader = await school.empowered("audit_read", over=maths, in_=physics)
    assert [row["subject"]["name"] for row in await _pages(reader, q="调查期间")] == ["吴宓"]


async def test_a_removed_department_opens_nothing_that_was_told_in_part(school: Organisation) -> None:
    maths, secret = await school.department("数学组"), await school.department("并购筹备组")
    mine = await school.member(maths, name="吴宓")
    reader = await school.empowered("audit_read", over=maths)
    await school.admin.json("PATCH", f"/members/{mine.id}", json={"departments": [{"id": maths}, {"id": secret}]})
    await school.admin.json("PATCH", f"/departments/{secret}", json={"parent_id": maths})
    await school.admin.json("PATCH", f"/departments/{secret}", json={"parent_id": None, "name": "裁员名单工作组"})
    await school.admin.json("PATCH", f"/members/{mine.id}", json={"departments": [{"id": maths}]})
    await school.admin.json("DELETE", f"/departments/{secret}")
    rows = await _pages(reader)
    assert "members_moved" in _kinds(rows)
    assert secret not in str(rows)
    assert "裁员" not in str(rows)
    assert await _pages(reader, about=secret) == []
    await _sealed(school)
    taken = await reader.client.get(f"{school.path}/audit/file", params={"form": "bundle"})
    assert secret not in taken.text
    assert "裁员" not in taken.text
    (removed,) = await _pages(school.admin, kind="organisations.department_removed")
    assert removed["subject"] == {"id": secret, "kind": "other", "name": "裁员名单工作组"}


async def test_who_refuses_an_invitation_is_told_and_proved_to_nobody(school: Organisation) -> None:
    phone = new_phone()
    stranger = await school.stage.person(phone, "陌生人")
    member_id = await school.invite("目标", phone)
    await stranger.json("POST", f"/api/me/invitations/{member_id}/refusal")
    kind = "organisations.invitation_refused"
    (row,) = await _pages(school.admin, kind=kind)
    assert (row["device"], row["subject"]["name"]) == (None, "目标")
    assert row["actor"] == {"person_id": None, "member_id": None, "name": None}
    taken = await school.admin.client.get(f"{school.path}/audit/file", params={"form": "csv", "kind": kind})
    assert stranger.person_id not in taken.text
    await _sealed(school)
    await school.admin.refused("GET", "/audit/file", "not_found", params={"form": "bundle", "kind": kind})


async def test_searches_are_bounded_for_each_person(school: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    reader, other = await school.empowered("audit_read"), await school.empowered("audit_read")
    monkeypatch.setattr(routes, "PER_SECOND", 1 / 3600)
    monkeypatch.setattr(routes, "BURST", 3)
    for path in ("/audit", "/audit/days", "/audit"):
        await reader.json("GET", path)
    for path in ("/audit", "/audit/days"):
        await reader.refused("GET", path, "too_many", status=429)
    await other.json("GET", "/audit")
    assert len(await _pages(school.admin, kind="organisations.audit_read", by=reader.id)) == 1


async def test_a_proof_that_is_refused_was_asked_for_on_the_record(school: Organisation) -> None:
    auditor = await school.empowered("audit_read")
    params = {"form": "bundle", "q": "没有这个人"}
    await auditor.refused("GET", "/audit/file", "not_found", params=params)
    (row,) = await _pages(school.admin, kind="organisations.audit_exported")
    assert (row["actor"]["person_id"], row["details"]["form"], row["details"]["acts"]) == (
        auditor.client.person_id,
        "bundle",
        0,
    )

"""Who may take a conversation out, and who not, also while it is written and when it is fetched."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID

import pytest

from tests.cast import BAI_LU, CHENG_YUAN, HE_CHUAN, LIN_YUE, LU_MING, SU_RUI, XU_JINGYI, ZHENG_YU, ZHOU_LAN, Stage
from tests.hostile.victim import suspended_account, suspended_member
from tests.messaging.archive.taking import ask, by_power, fetch, settled
from tests.messaging.files import send_photo
from tests.messaging.talk import Office, Talk, department, direct, group
from tocsin.kernel.archiving import Work
from tocsin.kernel.db import FOLLOW
from tocsin.kernel.errors import LANGUAGES
from tocsin.messaging.archive.actions import asking, writing
from tocsin.messaging.archive.queries.exports import EXPORTS
from tocsin.messaging.archive.queries.reading import PageRead


@pytest.fixture
async def talk(stage: Stage) -> Talk:
    talk = await group(stage, XU_JINGYI, HE_CHUAN, name="小组")
    await talk.say(HE_CHUAN, "组里的话")
    return talk


async def test_only_who_is_in_a_conversation_takes_it_out(stage: Stage, talk: Talk) -> None:
    strangers = [await stage.as_(one) for one in (SU_RUI, ZHOU_LAN, CHENG_YUAN, BAI_LU, ZHENG_YU)]
    for client in (*strangers, await suspended_member(stage)):
        await client.refused("GET", f"{talk.path}/export-size", "not_found", status=404)
        await client.refused("POST", f"{talk.path}/exports", "not_found", status=404, json={})
    for client in (stage.server.client(), await suspended_account(stage)):
        await client.refused("POST", f"{talk.path}/exports", "signed_out", status=401, json={})


async def test_a_group_of_others_is_for_those_with_the_power(stage: Stage, talk: Talk) -> None:
    path, body = by_power(stage, talk), {"why": "调查"}
    for one in (XU_JINGYI, SU_RUI):
        client = await stage.as_(one)
        await client.refused("POST", f"{path}/exports", "forbidden", status=403, json=body)
        await client.refused("GET", f"{path}/export-size", "forbidden", status=403)
        await client.refused("GET", f"/api/organisations/{stage.school}/exportable-groups", "forbidden", status=403)
    cheng = await stage.as_(CHENG_YUAN)
    await cheng.refused("POST", f"{path}/exports", "not_found", status=404, json=body)
    await cheng.refused("POST", f"{by_power(stage, talk, company=True)}/exports", "not_found", status=404, json=body)


async def test_a_power_over_a_department_reaches_its_groups_alone(stage: Stage) -> None:
    office = Office(stage)
    ids = await office.departments()
    mine = await group(stage, XU_JINGYI, HE_CHUAN, name="外语组")
    other = await group(stage, SU_RUI, HE_CHUAN, name="财务组")
    role = await office.json("POST", "/roles", json={"name": "档案", "powers": ["messaging.conversation_export"]})
    grant = {"member_id": str(stage.member(LU_MING)), "role_id": role["id"]}
    given = await office.json("POST", "/grants", json={**grant, "scope": "department", "department_id": ids["外语系"]})
    lu = await stage.as_(LU_MING)
    await office.json("POST", "/departments", json={"name": "任课教师组", "parent_id": ids["外语系"]})
    for one in (HE_CHUAN, LIN_YUE):
        await office.place(one, "任课教师组")
    await department(stage, HE_CHUAN, "任课教师组")
    listed = await lu.pages(f"/api/organisations/{stage.school}/exportable-groups")
    # Many are called alike: each says what it stands under.
    above = {one["name"]: one["above"] for one in listed}
    assert above == {"外语组": [], "外语系": [], "任课教师组": ["外语系"]}
    await lu.refused("POST", f"{by_power(stage, other)}/exports", "not_found", status=404, json={"why": "归档"})
    export_id = await ask(stage, LU_MING, by_power(stage, mine), why="归档")
    assert (await settled(stage, LU_MING, export_id))["state"] == "done"
    assert (await fetch(stage, LU_MING, export_id)).status_code == 200
    # Whoever has the power no more does not get what it brought.
    await office.json("DELETE", f"/grants/{given['id']}", status=204)
    assert (await fetch(stage, LU_MING, export_id)).status_code == 404


async def test_an_archive_is_its_askers_alone(stage: Stage, talk: Talk) -> None:
    export_id = await ask(stage, XU_JINGYI, talk.path)
    await settled(stage, XU_JINGYI, export_id)
    for one in (HE_CHUAN, ZHOU_LAN, CHENG_YUAN):
        client = await stage.as_(one)
        assert (await fetch(stage, one, export_id)).status_code == 404
        await client.refused("GET", f"/api/me/exports/{export_id}", "not_found")
        await client.refused("DELETE", f"/api/me/exports/{export_id}", "not_found")
        assert (await client.json("GET", "/api/me/exports"))["items"] == []
    nobody = await stage.server.client().get(f"/api/me/exports/{export_id}/archive.zip")
    assert nobody.status_code == 401


async def test_who_left_since_fetches_nothing(stage: Stage, talk: Talk) -> None:
    export_id = await ask(stage, HE_CHUAN, talk.path)
    await settled(stage, HE_CHUAN, export_id)
    assert (await fetch(stage, HE_CHUAN, export_id)).status_code == 200
    await (await stage.as_(HE_CHUAN)).json("POST", f"{talk.path}/departure", json={}, status=204)
    assert (await fetch(stage, HE_CHUAN, export_id)).status_code == 404


async def test_who_left_the_organisation_fetches_nothing(stage: Stage, talk: Talk) -> None:
    export_id = await ask(stage, HE_CHUAN, talk.path)
    await settled(stage, HE_CHUAN, export_id)
    await Office(stage).depart(HE_CHUAN)
    assert (await fetch(stage, HE_CHUAN, export_id)).status_code == 404
    assert (await (await stage.as_(HE_CHUAN)).json("GET", "/api/me/exports"))["items"] == []


async def _begun_again(stage: Stage, export_id: str) -> None:
    async with stage.server.context.db.working(FOLLOW) as tx:
        await tx.fetch(
            "UPDATE conversation_export SET state = 'writing', blob_name = NULL, finished_at = NULL WHERE id = $1",
            UUID(export_id),
        )


async def test_a_defect_of_ours_ends_an_export_and_says_so(
    stage: Stage, talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(_: object) -> None:
        raise ValueError

    monkeypatch.setattr(writing._Run, "prepare", broken)
    found = await settled(stage, HE_CHUAN, await ask(stage, HE_CHUAN, talk.path))
    assert (found["state"], found["error"]["code"]) == ("failed", "messaging.export_failed")


async def test_no_reason_of_an_export_shows_a_placeholder_or_a_gap(stage: Stage, talk: Talk) -> None:
    export_id = await ask(stage, HE_CHUAN, talk.path)
    await settled(stage, HE_CHUAN, export_id)
    he = await stage.as_(HE_CHUAN)
    for code in EXPORTS.endings:
        async with stage.server.context.db.working(FOLLOW) as tx:
            sql = "UPDATE conversation_export SET state = 'failed', error = $2, blob_name = NULL WHERE id = $1"
            await tx.fetch(sql, UUID(export_id), code)
        for language in LANGUAGES:
            found = await he.json("GET", f"/api/me/exports/{export_id}", headers={"Accept-Language": language})
            assert found["error"]["code"] == code
            assert not set("{}…") & set(found["error"]["message"])


async def test_who_leaves_while_it_is_written_gets_no_further(stage: Stage, talk: Talk) -> None:
    export_id = await ask(stage, HE_CHUAN, talk.path)
    await settled(stage, HE_CHUAN, export_id)
    await _begun_again(stage, export_id)
    xu = await stage.as_(XU_JINGYI)
    await xu.json("DELETE", f"{talk.path}/members/{stage.person(HE_CHUAN)}", status=204)
    await writing.write_export(stage.server.context, Work(UUID(export_id)))
    found = await settled(stage, HE_CHUAN, export_id)
    assert (found["state"], found["error"]["code"]) == ("failed", "messaging.export_right_lost")


async def _set(stage: Stage, talk: Talk, who: str) -> None:
    await (await stage.as_(XU_JINGYI)).json("PATCH", f"{talk.path}/settings", json={"exporting": who})


async def test_a_group_says_who_of_it_takes_it_out(stage: Stage, talk: Talk) -> None:
    he, xu, code = await stage.as_(HE_CHUAN), await stage.as_(XU_JINGYI), "messaging.exporting_closed"
    before = await ask(stage, HE_CHUAN, talk.path)
    await settled(stage, HE_CHUAN, before)
    for who, refused in (("admins", [he]), ("nobody", [he, xu])):
        await _set(stage, talk, who)
        for client in refused:
            await client.refused("GET", f"{talk.path}/export-size", code, status=403)
            await client.refused("POST", f"{talk.path}/exports", code, status=403, json={})
        assert (await fetch(stage, HE_CHUAN, before)).status_code == 403, "what was taken out before too"
        if xu not in refused:
            await settled(stage, XU_JINGYI, await ask(stage, XU_JINGYI, talk.path))
    # Against the power of the organisation a group sets nothing.
    export_id = await ask(stage, ZHOU_LAN, by_power(stage, talk), why="归档")
    assert (await settled(stage, ZHOU_LAN, export_id))["state"] == "done"
    assert (await fetch(stage, ZHOU_LAN, export_id)).status_code == 200
    await (await stage.as_(HE_CHUAN)).json("DELETE", f"/api/me/exports/{before}", status=204)
    await _set(stage, talk, "all")
    await settled(stage, HE_CHUAN, await ask(stage, HE_CHUAN, talk.path))
    two = await direct(stage, HE_CHUAN, LU_MING)
    await two.say(HE_CHUAN, "两个人的话")
    await ask(stage, HE_CHUAN, two.path)


async def test_a_group_that_closes_while_it_is_written_ends_it_and_says_so(stage: Stage, talk: Talk) -> None:
    export_id = await ask(stage, HE_CHUAN, talk.path)
    await settled(stage, HE_CHUAN, export_id)
    await _begun_again(stage, export_id)
    await _set(stage, talk, "nobody")
    await writing.write_export(stage.server.context, Work(UUID(export_id)))
    found = await settled(stage, HE_CHUAN, export_id)
    assert (found["state"], found["error"]["code"]) == ("failed", "messaging.exporting_closed")


async def test_an_export_stopped_while_it_is_written_leaves_no_archive(
    stage: Stage, talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await send_photo(talk, HE_CHUAN, str(stage.school))
    going, reached = asyncio.Event(), asyncio.Event()
    plain = writing._Run.held

    async def slow(run: writing._Run, page: PageRead) -> AsyncIterator[bytes]:
        reached.set()
        await going.wait()
        async for piece in plain(run, page):
            yield piece

    monkeypatch.setattr(writing._Run, "held", slow)
    export_id = await ask(stage, XU_JINGYI, talk.path)
    await asyncio.wait_for(reached.wait(), 60)
    before = _blobs(stage)
    xu = await stage.as_(XU_JINGYI)
    assert (await xu.json("GET", f"/api/me/exports/{export_id}"))["state"] == "writing"
    await xu.json("DELETE", f"/api/me/exports/{export_id}", status=204)
    going.set()
    await writing.write_export(stage.server.context, Work(UUID(export_id)))
    async with asyncio.timeout(60):
        while _blobs(stage) - before:
            await asyncio.sleep(0.05)


def _blobs(stage: Stage) -> set[str]:
    folder = stage.server.settings.data_dir / "blobs"
    return {one.name for one in folder.rglob("*") if one.is_file() and "#" not in one.name}


async def test_of_two_jobs_that_write_the_same_one_archive_stays(stage: Stage, talk: Talk) -> None:
    export_id = await ask(stage, XU_JINGYI, talk.path)
    await settled(stage, XU_JINGYI, export_id)
    kept = _blobs(stage)
    await writing.write_export(stage.server.context, Work(UUID(export_id)))
    assert _blobs(stage) == kept
    assert (await fetch(stage, XU_JINGYI, export_id)).status_code == 200


async def test_the_department_group_is_taken_out_like_any_other(stage: Stage) -> None:
    talk = await department(stage, HE_CHUAN, "教务处")
    await talk.say(HE_CHUAN, "系里的话")
    export_id = await ask(stage, ZHOU_LAN, by_power(stage, talk), why="归档")
    assert (await settled(stage, ZHOU_LAN, export_id))["state"] == "done"


async def test_more_than_an_archive_holds_is_refused_before_it_is_written(
    stage: Stage, talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await send_photo(talk, HE_CHUAN, str(stage.school))
    monkeypatch.setattr(asking, "BYTES_MOST", 10)
    xu = await stage.as_(XU_JINGYI)
    await xu.refused("POST", f"{talk.path}/exports", "messaging.export_too_large", status=409, json={})
    await ask(stage, XU_JINGYI, talk.path, files=False)

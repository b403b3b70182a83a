"""What changes of a group, and one's acts as an admin, said: opened to who saw it, in bundles of a period and of oneself (EFF-4)."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest

from tests.cast import EMMA_CLARKE, HE_CHUAN, LIN_YUE, LU_MING, XU_JINGYI, ZHOU_LAN, Stage
from tests.hostile.victim import as_owner
from tests.messaging.proof import EVER, acts, asked, proved, said
from tests.messaging.talk import Talk, group
from tests.messaging.test_periods_proved import period, tick
from tocsin.effects.rules.bundle import Verdict, verify
from tocsin.effects.rules.telling import tell
from tocsin.organisations.powers import DEPARTMENT_MANAGE


@pytest.fixture
async def talk(stage: Stage) -> Talk:
    return await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI, LIN_YUE)


def changes(verdict: Verdict) -> list[tuple[str, Any]]:
    """What is proved of changes: the acts, and what they say."""
    told = [one for one in sorted(verdict.effects, key=lambda one: one.index) if "content" in one.opened]
    return [(one.leaf.act, said(one)) for one in told if "text" not in said(one)]


async def test_who_came_and_went_and_whose_the_group_is_is_proved_to_who_saw_it(talk: Talk, stage: Stage) -> None:
    zhou, he, xu, lin, lu = (stage.person(one) for one in (ZHOU_LAN, HE_CHUAN, XU_JINGYI, LIN_YUE, LU_MING))
    owner = await stage.as_(ZHOU_LAN)
    since = await tick()
    await owner.json("POST", f"{talk.path}/members", json={"person_ids": [str(lu)]})
    await owner.json("DELETE", f"{talk.path}/members/{xu}")
    await owner.json("PATCH", f"{talk.path}/settings", json={"posting": "admins"})
    await owner.json("PUT", f"{talk.path}/owner", json={"person_id": str(he)})
    until = await tick()
    await (await stage.as_(HE_CHUAN)).json("PUT", f"{talk.path}/owner", json={"person_id": str(lin)})
    raw = (await asked(stage, LIN_YUE, period(talk), since=since, until=until)).content
    verdict = verify(raw)
    told = changes(verdict)
    assert [act for act, _ in told] == ["add", "remove", "set", "owner"]
    added, removed, was_set, owned = (content for _, content in told)
    assert (added["people"], added["owner"], added["change"]) == ([str(lu)], str(zhou), "joined")
    assert (removed["people"], removed["owner"], removed["change"]) == ([str(xu)], str(zhou), "removed")
    assert was_set["settings"] == {"posting": "admins"}
    assert (owned["people"], owned["owner"]) == ([str(he)], str(he))
    assert removed["version"] == added["version"] + 1
    words = "\n".join(tell(verdict, "zh-CN"))
    assert f"成员：{LU_MING.name} ({lu})" in words
    assert f"群主：何川 ({he})" in words
    late = changes(await proved(stage, LU_MING, period(talk), **EVER))
    assert "created" not in {content.get("change") for _, content in late}, "what was before is not theirs to see"
    assert {"remove", "set", "owner"} <= {act for act, _ in late}
    assert (await asked(stage, XU_JINGYI, period(talk), **EVER)).status_code == 404
    whole = changes(await proved(stage, ZHOU_LAN, period(talk), **EVER))
    assert whole[0][1]["change"] == "created"
    assert set(whole[0][1]["people"]) == {str(one) for one in (zhou, he, xu, lin)}


async def test_whoever_had_the_group_before_one_came_is_named_nowhere(stage: Stage) -> None:
    talk = await group(stage, XU_JINGYI, ZHOU_LAN, HE_CHUAN)
    xu = stage.person(XU_JINGYI)
    await (await stage.as_(XU_JINGYI)).json(
        "PUT", f"{talk.path}/owner", json={"person_id": str(stage.person(ZHOU_LAN))}
    )
    owner = await stage.as_(ZHOU_LAN)
    await owner.json("DELETE", f"{talk.path}/members/{xu}")
    await owner.json("POST", f"{talk.path}/members", json={"person_ids": [str(stage.person(LU_MING))]})
    raw = (await asked(stage, LU_MING, period(talk), **EVER)).content
    (told,) = changes(verify(raw))
    assert told[1]["owner"] == str(stage.person(ZHOU_LAN))
    assert str(xu) not in raw.decode()
    assert XU_JINGYI.name not in json.loads(raw)["names"].values()


async def test_who_came_is_closed_where_the_fact_was_altered(talk: Talk, stage: Stage) -> None:
    owner = await stage.as_(ZHOU_LAN)
    await owner.json("POST", f"{talk.path}/members", json={"person_ids": [str(stage.person(LU_MING))]})
    async with as_owner(stage) as database:
        await database.execute(
            "UPDATE message SET detail = jsonb_set(detail, '{subjects}', $2) WHERE conversation_id = $1 AND kind = 'joined'",
            UUID(talk.id),
            json.dumps([str(stage.person(EMMA_CLARKE))]),
        )
    verdict = await proved(stage, ZHOU_LAN, period(talk), **EVER)
    assert "add" in {act for _, act, _ in acts(verdict)}
    assert "joined" not in {content.get("change") for _, content in changes(verdict)}


async def test_what_one_did_as_an_admin_is_opened_as_long_as_one_may_do_it(stage: Stage) -> None:
    zhou, he = await stage.as_(ZHOU_LAN), await stage.as_(HE_CHUAN)
    school = f"/api/organisations/{stage.school}"
    role = await zhou.json("POST", f"{school}/roles", json={"name": "部门", "powers": [DEPARTMENT_MANAGE.name]})
    given = {"member_id": str(stage.member(HE_CHUAN)), "role_id": role["id"], "scope": "organisation"}
    grant = await zhou.json("POST", f"{school}/grants", json=given)
    await he.json("POST", f"{school}/departments", json={"name": "新部门", "parent_id": None})

    async def told() -> list[Any]:
        verdict = await proved(stage, HE_CHUAN, "/api/me/evidence", realm=str(stage.school), **EVER)
        return [one for one in verdict.effects if one.leaf.act == "organisations_departments_made"]

    (one,) = await told()
    assert said(one)["kind"] == "organisations.departments_made"
    await zhou.json("DELETE", f"{school}/grants/{grant['id']}")
    (one,) = await told()
    assert "content" not in one.opened, "it may name others, and what was theirs"

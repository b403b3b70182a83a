"""Two people: one looks at the other's number and says why, and the other sees it on their page (PRV-2)."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from playwright.async_api import Route, expect

from tests.browser.chat import TOUCH, sit
from tests.cast import HE_CHUAN, ZHOU_LAN, Stage
from tests.messaging.proof import sealed
from tests.messaging.talk import group
from tests.support.browser import DESKTOP, until
from tocsin.effects.rules.bundle import verify


@pytest.mark.parametrize("screen", [{"size": DESKTOP}, TOUCH], ids=["desktop", "phone"])
async def test_who_is_looked_at_sees_who_did_and_why_at_once(
    screens: Any, stage: Stage, screen: dict[str, Any]
) -> None:
    he = await sit(screens, stage, HE_CHUAN, "/settings/record", **screen)
    await expect(he.page.get_by_text("还没有人看过")).to_be_visible()
    zhou = await sit(screens, stage, ZHOU_LAN, f"/directory/{stage.school}?member={stage.member(HE_CHUAN)}")
    await zhou.page.get_by_label("原因（可不填，对方会看到）").fill("通知调课")
    await zhou.page.get_by_role("button", name="查看完整号码").click()
    await expect(zhou.page.get_by_text("+86 134").or_(zhou.page.get_by_text("134 ")).first).to_be_visible()
    looks = he.page.get_by_role("list", name="谁看过我的信息")
    await expect(looks.get_by_role("listitem")).to_contain_text(["周岚 查看了你的完整手机号和邮箱"])
    await expect(looks).to_contain_text("原因：通知调课")
    await expect(looks).to_contain_text("凭“查看完整手机号与邮箱”")


async def test_what_is_kept_is_told_in_words_and_taken_along(screens: Any, stage: Stage, tmp_path: Path) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, name="备课组")
    await talk.say(HE_CHUAN, "三点开会")
    he = await sit(screens, stage, HE_CHUAN, "/settings")
    await he.page.get_by_role("navigation", name="设置").get_by_role("link", name="关于我的记录").click()
    await expect(he.page.get_by_role("list", name="平台").get_by_text("账号与资料")).to_be_visible()
    did = he.page.get_by_role("list", name="我做过的")
    await expect(did.get_by_role("listitem").filter(has_text="发送")).to_contain_text("在“备课组”")
    await he.page.get_by_role("button", name="整理我的记录").click()
    link = he.page.get_by_role("link", name="下载")
    await expect(link).to_be_visible()
    async with he.page.expect_download() as coming:
        await link.click()
    saved = tmp_path / "record.zip"
    await (await coming.value).save_as(saved)
    with zipfile.ZipFile(saved) as archive:
        assert "关于我的记录" in archive.read("README.txt").decode()
        assert "三点开会" in archive.read("organisation-1/messaging/messages-1.json").decode()
    await he.page.get_by_role("button", name="删除").click()
    await expect(link).to_have_count(0)


@pytest.mark.parametrize("screen", [{"size": DESKTOP}, TOUCH], ids=["desktop", "phone"])
async def test_what_one_did_is_proved_to_anybody(
    screens: Any, stage: Stage, tmp_path: Path, screen: dict[str, Any]
) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, name="备课组")
    await talk.say(HE_CHUAN, "三点开会")
    await talk.say(ZHOU_LAN, "收到")
    await sealed(stage)
    he = await sit(screens, stage, HE_CHUAN, "/settings/record", **screen)
    take = he.page.get_by_role("button", name="下载证据文件")
    async with he.page.expect_download() as coming:
        await take.click()
    saved = tmp_path / "own.json"
    await (await coming.value).save_as(saved)
    verdict = verify(saved.read_bytes())
    assert {one.leaf.actor for one in verdict.effects} == {UUID(str(stage.person(HE_CHUAN)))}
    assert any("三点开会" in one.opened.get("content", "") for one in verdict.effects)
    for name in ("从", "到"):
        await he.page.get_by_label(name, exact=True).fill("2020-01-01")
    await take.click()
    await expect(he.page.get_by_role("alert")).to_contain_text("该时段内没有可出具证据的事项")


async def test_what_one_writes_on_a_card_outlasts_a_broken_line(screens: Any, stage: Stage) -> None:
    screens.tolerate += ["ERR_FAILED"]
    member = stage.member(HE_CHUAN)
    zhou = await sit(screens, stage, ZHOU_LAN, f"/directory/{stage.school}?member={member}")
    reason = zhou.page.get_by_label("原因（可不填，对方会看到）")
    await reason.fill("通知调课")
    tried: list[str] = []

    async def lost(route: Route) -> None:
        tried.append(route.request.url)
        await route.abort()

    await zhou.page.route(f"**/members/{member}", lost)
    admin = await stage.as_(ZHOU_LAN)
    await admin.json("PATCH", f"/api/organisations/{stage.school}/members/{member}", json={"work_no": "A1"})

    async def given_up() -> bool:
        return len(tried) >= 3

    # It is read again, and again, and then no more.
    await until(given_up)
    await zhou.page.evaluate("() => new Promise((done) => requestIdleCallback(() => requestIdleCallback(done)))")
    await expect(reason).to_have_value("通知调课")
    await zhou.page.unroute(f"**/members/{member}")
    await zhou.page.get_by_role("button", name="查看完整号码").click()
    await expect(zhou.page.get_by_text("+86 134").or_(zhou.page.get_by_text("134 ")).first).to_be_visible()

"""The audit desk with two people: an admin acts, the auditor sees it, takes it out, and it proves itself (SEC-2, EFF-3)."""

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.cast import HE_CHUAN, LIN_YUE, YE_ZHIQIU, ZHOU_LAN, Player, Stage
from tests.support.browser import DESKTOP, PHONE
from tests.support.horizon import below_the_horizon
from tests.support.product import tocsin
from tocsin.effects.actions.sealing import Sealer


async def _auditor(stage: Stage, who: Player, department: str | None = None) -> str:
    """Let somebody read the audit log, of a department or of everything; where it is."""
    zhou = await stage.as_(ZHOU_LAN)
    school = f"/api/organisations/{stage.school}"
    role = await zhou.json("POST", f"{school}/roles", json={"name": "审计", "powers": ["organisations.audit_read"]})
    grant = {"member_id": str(stage.member(who)), "role_id": role["id"], "scope": "organisation"}
    if department is not None:
        grant |= {"scope": "department", "department_id": department}
    await zhou.json("POST", f"{school}/grants", json=grant)
    return f"/admin/{stage.school}/audit"


async def _sealed(stage: Stage) -> None:
    context = stage.server.context
    await below_the_horizon(context.db)
    while await Sealer(context.db, context.keyring).step():
        pass


def _acts(page: Page) -> Any:
    return page.get_by_role("list", name="审计记录").get_by_role("listitem")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_an_act_is_seen_as_it_happens_and_proved(screens: Any, stage: Stage, tmp_path: Path, size: Any) -> None:
    desk = await _auditor(stage, HE_CHUAN)
    page: Page = await screens.visit(await stage.as_(HE_CHUAN), desk, size=size)
    await expect(_acts(page).filter(has_text="授予角色").first).to_be_visible()
    await expect(page.get_by_role("img", name="次操作")).to_be_visible()

    zhou = await stage.as_(ZHOU_LAN)
    member = f"/api/organisations/{stage.school}/members/{stage.member(LIN_YUE)}"
    await zhou.json("POST", f"{member}/suspension", json={"reason": "考勤存疑"})
    row = _acts(page).filter(has_text="停用成员")
    await expect(row).to_contain_text("周岚")
    await expect(row).to_contain_text("考勤存疑")

    # Narrowed by name, kept under one, left and found again.
    field = page.get_by_role("textbox", name="名称或理由")
    await field.fill("林")
    await field.press("Enter")
    await expect(_acts(page).filter(has_text="授予角色")).to_have_count(0)
    await page.get_by_role("button", name="保存此搜索").click()
    await page.get_by_label("名称", exact=True).fill("林老师")
    await page.get_by_role("dialog").get_by_role("button", name="保存").click()
    saved = page.get_by_role("button", name="林老师", exact=True)
    await expect(saved).to_have_attribute("aria-pressed", "true")
    await field.fill("")
    await expect(_acts(page).filter(has_text="授予角色").first).to_be_visible()
    await saved.click()
    await expect(_acts(page).filter(has_text="授予角色")).to_have_count(0)

    await _sealed(stage)
    await row.get_by_role("button").first.click()
    async with page.expect_download() as coming:
        await row.get_by_role("button", name="下载证据").click()
    said = await _verified(tmp_path, await coming.value)
    assert "周岚" in said
    assert "考勤存疑" in said
    async with page.expect_download() as coming:
        await page.get_by_role("button", name="导出").click()
        await page.get_by_role("menuitem", name="证据文件").click()
    assert "停用成员" in await _verified(tmp_path, await coming.value)


async def _verified(folder: Path, download: Any) -> str:
    file = folder / "bundle.json"
    await download.save_as(file)
    said = tocsin("verify", str(file), DATABASE_URL="")
    assert said.returncode == 0, said.stderr
    return said.stdout


async def test_the_numbers_behind_the_picture_narrow_to_a_day(screens: Any, stage: Stage) -> None:
    desk = await _auditor(stage, HE_CHUAN)
    page: Page = await screens.visit(await stage.as_(HE_CHUAN), desk)
    await page.get_by_role("button", name="以表格显示").click()
    await page.get_by_role("table").get_by_role("button").first.click()
    await expect(page.get_by_label("起始日")).not_to_have_value("")
    await expect(page.get_by_label("截止日")).not_to_have_value("")
    await expect(_acts(page).first).to_be_visible()


async def test_how_long_acts_are_kept_is_a_main_admins_to_set(screens: Any, stage: Stage) -> None:
    desk = await _auditor(stage, HE_CHUAN)
    reader: Page = await screens.visit(await stage.as_(HE_CHUAN), desk)
    await expect(reader.get_by_text("操作记录保存 190 天。")).to_be_visible()
    await expect(reader.get_by_role("button", name="修改", exact=True)).to_have_count(0)
    admin: Page = await screens.visit(await stage.as_(ZHOU_LAN), desk)
    await admin.get_by_role("button", name="修改", exact=True).click()
    await admin.get_by_label("天数").fill("400")
    await admin.get_by_role("dialog").get_by_role("button", name="保存").click()
    # Whoever has the desk open is told.
    await expect(reader.get_by_text("操作记录保存 400 天。")).to_be_visible()
    await expect(_acts(reader).filter(has_text="设置审计记录保存时间")).to_be_visible()


async def test_who_reads_for_a_department_sees_its_acts_alone(screens: Any, stage: Stage) -> None:
    zhou = await stage.as_(ZHOU_LAN)
    school = f"/api/organisations/{stage.school}"
    made = await zhou.json("POST", f"{school}/departments", json={"name": "档案室"})
    desk = await _auditor(stage, HE_CHUAN, made["id"])
    page: Page = await screens.visit(await stage.as_(HE_CHUAN), desk)
    await expect(_acts(page).filter(has_text="档案室").first).to_be_visible()
    await zhou.json("POST", f"{school}/members/{stage.member(LIN_YUE)}/suspension", json={"reason": "考勤存疑"})
    await zhou.json("PATCH", f"{school}/departments/{made['id']}", json={"name": "校史档案室"})
    await expect(_acts(page).filter(has_text="校史档案室").first).to_be_visible()
    await expect(page.get_by_text("考勤存疑")).to_have_count(0)
    await expect(page.get_by_text(YE_ZHIQIU.name)).to_have_count(0)


async def test_a_term_that_is_too_short_is_refused_at_the_field(screens: Any, stage: Stage) -> None:
    page: Page = await screens.visit(await stage.as_(ZHOU_LAN), f"/admin/{stage.school}/audit")
    await page.get_by_role("button", name="修改").click()
    dialog = page.get_by_role("dialog")
    days = dialog.get_by_label("天数")
    await days.fill("100")
    await dialog.get_by_role("button", name="保存").click()
    await expect(dialog.get_by_text("请填写 190 至 3660 天。")).to_be_visible()
    await expect(days).to_have_value("100")
    await days.fill("400")
    await dialog.get_by_role("button", name="保存").click()
    await expect(page.get_by_text("操作记录保存 400 天。")).to_be_visible()
    # What one looks for one asks for, with a button too.
    await page.get_by_role("textbox", name="名称或理由").fill("没有这个词")
    await page.get_by_role("button", name="查找").click()
    await expect(page.get_by_text("没有符合条件的记录")).to_be_visible()
    if folder := os.environ.get("TOCSIN_LOOK"):
        await page.screenshot(path=f"{folder}/audit-find.png")

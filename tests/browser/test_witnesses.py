"""Who follows the log: made with a token shown once, seen by another admin, ended (EFF-4)."""

import os
from typing import Any

import pytest
from playwright.async_api import expect

from tests import cast
from tests.effects.following import Witnessing, talking
from tests.support.browser import PHONE
from tests.support.server import RunningServer

pytestmark = [pytest.mark.browser, pytest.mark.anyio]


async def test_a_witness_is_made_on_one_screen_and_ended_on_another(screens: Any, server: RunningServer) -> None:
    stage = await cast.set_stage(server)
    await talking(stage)
    path = f"/admin/{stage.school}/witnesses"
    zhou = await screens.visit(await stage.as_(cast.ZHOU_LAN), path)
    shen = await screens.visit(await stage.as_(cast.SHEN_SHUHANG), path, size=PHONE)
    for page in (zhou, shen):
        await expect(page.get_by_text("还没有人见证这份日志")).to_be_visible()
    await zhou.get_by_role("button", name="新建见证方").click()
    dialog = zhou.get_by_role("dialog")
    await dialog.get_by_label("名称").fill("two words")
    await dialog.get_by_role("button", name="新建见证方").click()
    await expect(dialog.get_by_text("名称须为 1 至 64 个英文字母")).to_be_visible()
    await dialog.get_by_label("名称").fill("witness.example.com")
    await dialog.get_by_role("button", name="新建见证方").click()
    token = await zhou.get_by_role("textbox", name="令牌").input_value()
    await expect(zhou.get_by_role("status").get_by_text(f"--realm {stage.school}")).to_be_visible()
    row = shen.get_by_role("listitem").filter(has_text="witness.example.com")
    await expect(row).to_contain_text("尚未来取")
    await expect(row).to_contain_text("尚未会签")

    (made,) = await (await stage.as_(cast.ZHOU_LAN)).json("GET", f"/api/organisations/{stage.school}/witnesses")
    one = Witnessing(stage, {**made, "token": token})
    await one.cosign(await one.until(3))
    await expect(row).to_contain_text("最近所见")
    await expect(row).to_contain_text("会签")
    key = zhou.get_by_role("listitem").filter(has_text="指纹 SHA-256")
    await expect(key).to_contain_text("现用")
    await key.get_by_role("button", name="复制公钥").click()
    if folder := os.environ.get("TOCSIN_LOOK"):
        await zhou.screenshot(path=f"{folder}/witnesses-desktop.png", full_page=True)
        await shen.screenshot(path=f"{folder}/witnesses-phone.png", full_page=True)

    await row.get_by_role("button", name="停用").click()
    await shen.get_by_role("dialog").get_by_role("button", name="停用").click()
    for page in (zhou, shen):
        gone = page.get_by_role("listitem").filter(has_text="witness.example.com")
        await expect(gone).to_contain_text("已停用")
        await expect(gone).to_contain_text(" 至 ")
        await expect(gone.get_by_role("button", name="停用")).to_have_count(0)
        await expect(page.get_by_text("还没有人见证这份日志")).to_have_count(0)
    if folder := os.environ.get("TOCSIN_LOOK"):
        await zhou.screenshot(path=f"{folder}/witnesses-ended.png")
        await shen.screenshot(path=f"{folder}/witnesses-ended-phone.png")
    await one.client.refused("GET", f"{one.path}/keys", "not_found")


async def test_what_cannot_be_read_is_said_and_asked_for_again(screens: Any, server: RunningServer) -> None:
    stage = await cast.set_stage(server)
    page = await screens.visit(await stage.as_(cast.ZHOU_LAN), f"/admin/{stage.school}")
    await page.route("**/api/organisations/*/witnesses", lambda route: route.fulfill(status=503, body="{}"))
    await page.get_by_role("link", name="见证方").click()
    again = page.get_by_role("button", name="重试")
    await expect(again).to_be_visible()
    await page.unroute("**/api/organisations/*/witnesses")
    await again.click()
    await expect(page.get_by_text("还没有人见证这份日志")).to_be_visible()


async def test_who_lacks_the_power_finds_no_such_page(screens: Any, server: RunningServer) -> None:
    stage = await cast.set_stage(server)
    page = await screens.visit(await stage.as_(cast.SU_RUI), f"/admin/{stage.school}/witnesses")
    await expect(page.get_by_text("这里没有你可以管理的内容")).to_be_visible()

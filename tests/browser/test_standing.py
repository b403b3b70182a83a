"""Somebody who belongs nowhere, is suspended, or is removed while the page is open is told, and can go on (ORG-4)."""

import re
from typing import Any

from playwright.async_api import Page, expect

from tests import cast
from tests.support.browser import PHONE
from tests.support.server import RunningServer


async def test_who_is_suspended_and_removed_while_looking_is_told_at_once(screens: Any, server: RunningServer) -> None:
    stage = await cast.set_stage(server)
    zhou = await stage.as_(cast.ZHOU_LAN)
    member = f"/api/organisations/{stage.school}/members/{stage.member(cast.HE_CHUAN)}"
    page: Page = await screens.visit(await stage.as_(cast.HE_CHUAN), f"/directory/{stage.school}", size=PHONE)
    await expect(page.get_by_role("tree")).to_be_visible()
    await zhou.json("POST", f"{member}/suspension", json={})
    await expect(page.get_by_role("alert").filter(has_text="铎声中学 的成员身份已停用")).to_be_visible()
    await expect(page.get_by_text("请联系这个组织的管理员")).to_be_visible()
    await expect(page.get_by_role("navigation", name="主导航")).to_be_visible()
    await zhou.json("DELETE", f"{member}/suspension")
    await expect(page.get_by_text("你在 铎声中学 的成员身份已恢复。")).to_be_visible()
    await expect(page.get_by_role("tree")).to_be_visible()
    await zhou.json("POST", f"{member}/departure", json={"reason": "moved"})
    await expect(page.get_by_role("alert").filter(has_text="你已不在 铎声中学")).to_be_visible()
    # It is so after a reload too, and on the other pages there is a way on.
    await page.reload()
    await expect(page.get_by_text("你已不在 铎声中学")).to_be_visible()
    await page.get_by_role("link", name="消息").click()
    await page.get_by_role("button", name="看看怎么加入").click()
    await expect(page).to_have_url(re.compile("/directory"))


async def test_an_admin_removed_while_administering_finds_a_way_on(screens: Any, server: RunningServer) -> None:
    stage = await cast.set_stage(server)
    zhou = await stage.as_(cast.ZHOU_LAN)
    school = f"/api/organisations/{stage.school}"
    await zhou.json("POST", f"{school}/main-admins", json={"member_id": str(stage.member(cast.HE_CHUAN))})
    page: Page = await screens.visit(await stage.as_(cast.HE_CHUAN), f"/admin/{stage.school}/roles", size=PHONE)
    await expect(page.get_by_text("主管理员").first).to_be_visible()
    await zhou.json("POST", f"{school}/members/{stage.member(cast.HE_CHUAN)}/departure", json={"reason": "moved"})
    await expect(page.get_by_text("你不在这个组织")).to_be_visible()
    await page.get_by_role("button", name="打开通讯录").click()
    await expect(page.get_by_text("你现在不在任何组织")).to_be_visible()


async def test_who_waits_for_a_decision_sees_it_and_can_take_it_back(screens: Any, server: RunningServer) -> None:
    stage = await cast.set_stage(server)
    zhou = await stage.as_(cast.ZHOU_LAN)
    link = await zhou.json("POST", f"/api/organisations/{stage.school}/join-links", json={})
    han = await server.sign_in(cast.HAN_DONG.phone)
    await han.json("POST", f"/api/join/{link['code']}", json={"name": "韩冬"})
    page: Page = await screens.visit(han, "/directory", size=PHONE)
    await expect(page.get_by_text("加入 铎声中学 的申请在等审批")).to_be_visible()
    await page.get_by_role("button", name="撤回").click()
    await page.get_by_role("dialog").get_by_role("button", name="撤回").click()
    await expect(page.get_by_text("加入 铎声中学 的申请在等审批")).to_have_count(0)


async def test_back_closes_what_lies_over_the_page_then_the_pane(screens: Any, server: RunningServer) -> None:
    stage = await cast.set_stage(server)
    page: Page = await screens.visit(await stage.as_(cast.ZHOU_LAN), f"/admin/{stage.school}", size=PHONE)
    await page.get_by_role("link", name="成员").click()
    await page.get_by_role("listitem").filter(has_text="何川").get_by_role("button").click()
    suspend = page.get_by_role("button", name="停用")
    await suspend.click()
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_be_visible()
    await page.go_back()
    await expect(dialog).to_have_count(0)
    await expect(suspend).to_be_focused()
    # Esc does the same, and gives the focus back too.
    await suspend.click()
    await expect(dialog).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    await expect(suspend).to_be_focused()
    await page.go_back()
    await expect(page.get_by_role("listitem").filter(has_text="何川")).to_be_visible()
    await expect(suspend).to_have_count(0)
    await page.go_back()
    await expect(page.get_by_role("link", name="审计记录")).to_be_visible()


async def test_admin_in_the_rail_is_that_of_the_organisation_one_is_in(screens: Any, server: RunningServer) -> None:
    stage = await cast.set_stage(server)
    he = await stage.as_(cast.HE_CHUAN)
    made = await he.json("POST", "/api/organisations", json={"name": "何川的读书会", "kind": "other"})
    page: Page = await screens.visit(he, f"/directory/{stage.school}")
    rail = page.get_by_role("navigation", name="主导航")
    await expect(page.get_by_role("tree")).to_be_visible()
    # An ordinary member here, the founder there.
    await expect(rail.get_by_role("link", name="管理")).to_have_count(0)
    await page.get_by_role("combobox", name="组织").click()
    await page.get_by_title("何川的读书会").click()
    await rail.get_by_role("link", name="管理").click()
    await expect(page).to_have_url(re.compile(f"/admin/{made['organisation_id']}"))

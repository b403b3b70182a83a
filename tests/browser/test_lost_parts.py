"""Rooms whose files do not come: the line is down, or the server has been upgraded meanwhile."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.async_api import Route, expect

from tests.browser.chat import Chat, sit
from tests.cast import HE_CHUAN, ZHOU_LAN, Stage
from tests.messaging.talk import direct
from tests.support.browser import PHONE, until

SETTINGS = re.compile(r"/assets/(\w+)?Settings-[\w-]+\.js$")
SETTINGS_PAGE = re.compile(r"/assets/Settings-[\w-]+\.js$")
FOREIGN = ("Unable to preload", "dynamically imported", "Failed to fetch", "TypeError")


async def without_settings(screens: Any, stage: Stage, answer: Any) -> Chat:
    """Somebody in the chat whose device has not got the room of the settings, and will not get it now."""
    screens.tolerate += ["ERR_", "WebSocket", "part_missing", "Problem", "连不上", "没有成功"]
    # The service worker would have them all.
    zhou = await sit(screens, stage, ZHOU_LAN, "/health/live", service_workers="block")
    await zhou.page.route(SETTINGS, answer)
    await zhou.page.goto("/messages")
    return zhou


async def test_a_room_opened_offline_says_so_and_comes_by_itself(screens: Any, stage: Stage) -> None:
    talk = await direct(stage, ZHOU_LAN, HE_CHUAN)
    await talk.say(HE_CHUAN, "在路上")
    zhou = await without_settings(screens, stage, lambda route: route.abort())
    await expect(zhou.row(talk)).to_be_visible()
    await zhou.page.context.set_offline(True)
    await zhou.page.get_by_role("link", name="设置").click()
    # In the room, and above it: wherever one is, one learns why nothing moves.
    await expect(zhou.page.get_by_role("main").get_by_role("alert")).to_contain_text("连不上服务器")
    await expect(zhou.page.get_by_role("status").filter(has_text="连不上服务器：")).to_be_visible()
    await expect(zhou.page.get_by_role("button", name="重试")).to_be_visible()
    said = await zhou.page.locator("body").inner_text()
    assert not any(word in said for word in FOREIGN), said

    await zhou.page.unroute(SETTINGS)
    await zhou.page.context.set_offline(False)
    await expect(zhou.page.get_by_role("heading", name="设置")).to_be_visible()
    await expect(zhou.page.get_by_role("status").filter(has_text="连不上服务器")).to_have_count(0)
    looks = "one => getComputedStyle(one.closest('nav')).paddingTop"
    assert await zhou.page.get_by_role("heading", name="设置").evaluate(looks) == "16px"


async def test_files_of_an_older_build_are_fetched_anew_and_what_one_wrote_stays(screens: Any, stage: Stage) -> None:
    async def gone(route: Route) -> None:
        await route.fulfill(status=404, body="")

    talk = await direct(stage, ZHOU_LAN, HE_CHUAN)
    await talk.say(HE_CHUAN, "写到哪了")
    zhou = await without_settings(screens, stage, gone)
    await zhou.open(talk)
    await zhou.field.fill("写到一半")
    loads: list[str] = []
    zhou.page.on("load", lambda page: loads.append(page.url))
    await zhou.page.get_by_role("link", name="设置").click()
    # The page anew, where one wanted to go; that did not help either, and it is not tried for ever.
    await expect(zhou.page.get_by_role("alert").filter(has_text="没有成功")).to_be_visible()

    async def loaded() -> int:
        return len(loads)

    await until(loaded, 1)
    await zhou.page.wait_for_timeout(1500)
    assert len(loads) == 1
    assert "/settings" in loads[0]

    await zhou.page.unroute(SETTINGS)
    await zhou.page.get_by_role("button", name="重试").click()
    await expect(zhou.page.get_by_role("heading", name="设置")).to_be_visible()
    await zhou.page.get_by_role("navigation").get_by_role("link", name="消息").click()
    await zhou.open(talk)
    await expect(zhou.field).to_have_value("写到一半")


async def test_rooms_are_here_before_the_line_breaks(screens: Any, stage: Stage) -> None:
    talk = await direct(stage, ZHOU_LAN, HE_CHUAN)
    await talk.say(HE_CHUAN, "提前看看")
    screens.tolerate += ["ERR_", "WebSocket"]
    zhou = await sit(screens, stage, ZHOU_LAN, "/health/live", service_workers="block")
    async with (
        zhou.page.expect_response(SETTINGS_PAGE, timeout=90_000) as settings,
        zhou.page.expect_response("**/assets/AppearanceSettings*.js", timeout=90_000) as appearance,
    ):
        await zhou.page.goto("/messages")
    # With everything they need themselves.
    for part in (settings, appearance):
        await zhou.page.evaluate("(address) => import(address).then(() => true)", (await part.value).url)
    await zhou.page.context.set_offline(True)
    await zhou.page.get_by_role("link", name="设置").click()
    await zhou.page.get_by_role("link", name="语言和外观").click()
    await expect(zhou.page.get_by_text("English")).to_be_visible()


async def test_an_address_that_leads_nowhere_keeps_the_ways_on(screens: Any, stage: Stage) -> None:
    for options in ({}, {"size": PHONE}):
        zhou = await sit(screens, stage, ZHOU_LAN, "/no/such/page", **options)
        await expect(zhou.page.get_by_text("这里没有内容")).to_be_visible()
        await expect(zhou.page.get_by_role("navigation", name="主导航")).to_be_visible()
        await zhou.page.get_by_role("link", name="回到消息").click()
        await zhou.page.wait_for_url("**/messages")


@pytest.mark.parametrize("socket", [True, False])
async def test_the_other_tab_is_told_who_signed_out(screens: Any, stage: Stage, socket: bool) -> None:
    zhou = await sit(screens, stage, ZHOU_LAN, "/settings/profile")
    other = await zhou.page.context.new_page()
    if not socket:  # then the tabs tell one another
        await other.route_web_socket("**/*", lambda _: None)
    await other.goto("/messages")
    await expect(other.get_by_role("navigation", name="主导航")).to_be_visible()
    await other.wait_for_timeout(500)
    await zhou.page.get_by_role("button", name="退出登录").click()
    await zhou.page.wait_for_url("**/sign-in")
    await other.wait_for_url("**/sign-in?ended=signed_out*")
    await expect(other.get_by_text("你已在这个浏览器退出登录")).to_be_visible()

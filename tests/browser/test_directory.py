"""The directory: finding people, their cards, writing to them (ORG-2)."""

import re
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from tests import cast
from tests.support.browser import PHONE
from tests.support.server import RunningServer

pytestmark = pytest.mark.browser


def results(page: Page, words: str) -> Locator:
    """Who is found by these words, once it has been answered."""
    return page.get_by_role("list", name=f"搜索“{words}”", exact=True).get_by_role("listitem")


async def test_people_are_found_by_what_one_knows_of_them(screens: Any, server: RunningServer) -> None:
    stage = await cast.set_stage(server)
    page = await screens.visit(await stage.as_(cast.XU_JINGYI), "/directory")
    await expect(page.get_by_role("listitem").filter(has_text="沈书航")).to_be_visible()
    for words in ("何川", "heChuan", "科长", "0003"):
        await page.get_by_role("searchbox").fill(words)
        await expect(results(page, words)).to_have_count(1)
        await expect(results(page, words)).to_contain_text("何川")
    await page.get_by_role("searchbox").fill("hc")
    await expect(results(page, "hc").filter(has_text="何川")).to_have_count(1)
    await page.get_by_role("searchbox").fill("白露")
    await expect(page.get_by_text("没有找到成员“白露”")).to_be_visible()


async def test_a_card_leads_to_a_conversation(screens: Any, server: RunningServer) -> None:
    stage = await cast.set_stage(server)
    page = await screens.visit(await stage.as_(cast.XU_JINGYI), "/directory")
    await page.get_by_role("treeitem", name=re.compile("教务处")).click()
    await expect(page).to_have_url(re.compile(r"/directory/[0-9a-f-]{36}/[0-9a-f-]{36}$"))
    await page.get_by_role("listitem").filter(has_text="何川").get_by_role("button").click()
    card = page.get_by_role("complementary", name="名片")
    await expect(card).to_contain_text("教务处 / 教务科")
    await expect(card).to_contain_text("134****0003")
    await expect(card.get_by_role("button", name="编辑")).to_have_count(0)
    await card.get_by_role("link", name="周岚").click()
    await expect(card).to_contain_text("处长")
    await page.keyboard.press("Escape")
    await expect(card).to_have_count(0)
    await page.get_by_role("listitem").filter(has_text="何川").get_by_role("button").click()
    await card.get_by_role("button", name="发消息").click()
    await expect(page).to_have_url(re.compile(r"/messages/[0-9a-f-]{36}"))
    await expect(page.get_by_role("heading", name="何川")).to_be_visible()


async def test_the_tree_is_walked_by_keys(screens: Any, server: RunningServer) -> None:
    stage = await cast.set_stage(server)
    page = await screens.visit(await stage.as_(cast.XU_JINGYI), "/directory")
    first = page.get_by_role("treeitem", name=re.compile("校长办公室"))
    await first.focus()
    await page.keyboard.press("ArrowDown")
    office = page.get_by_role("treeitem", name=re.compile("教务处"))
    await expect(office).to_be_focused()
    await page.keyboard.press("ArrowRight")
    await expect(office).to_have_attribute("aria-expanded", "true")
    await page.keyboard.press("ArrowRight")
    below = page.get_by_role("treeitem", name=re.compile("教务科"))
    await expect(below).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="教务科")).to_be_visible()
    await below.focus()
    await page.keyboard.press("ArrowLeft")
    await page.keyboard.press("ArrowLeft")
    await expect(office).to_have_attribute("aria-expanded", "false")


async def test_on_a_phone_one_pane_leads_to_the_next_and_back(screens: Any, server: RunningServer) -> None:
    stage = await cast.set_stage(server)
    page = await screens.visit(await stage.as_(cast.XU_JINGYI), "/directory", size=PHONE, has_touch=True)
    await page.get_by_role("treeitem", name=re.compile("教务处")).click()
    await expect(page.get_by_role("tree")).to_have_count(0)
    await page.get_by_role("button", name=re.compile("^教务科")).click()
    await page.get_by_role("listitem").filter(has_text="何川").get_by_role("button").click()
    await expect(page.get_by_role("button", name="发消息")).to_be_visible()
    for _ in range(2):
        await page.get_by_role("button", name="返回").click()
    await expect(page.get_by_role("tree")).to_be_visible()
    await page.get_by_role("searchbox").fill("hechuan")
    await expect(page.get_by_role("listitem").filter(has_text="何川")).to_be_visible()
    await expect(page.get_by_role("tree")).to_have_count(0)


async def test_a_new_name_is_seen_by_a_colleague_at_once(screens: Any, server: RunningServer) -> None:
    stage = await cast.set_stage(server)
    zhou = await stage.as_(cast.ZHOU_LAN)
    page = await screens.visit(await stage.as_(cast.XU_JINGYI), "/directory")
    await expect(page.get_by_role("treeitem", name=re.compile("体育部"))).to_be_visible()
    departments = await zhou.json("GET", f"/api/organisations/{stage.school}/departments")
    sports = next(one["id"] for one in departments if one["name"] == "体育部")
    await zhou.json("PATCH", f"/api/organisations/{stage.school}/departments/{sports}", json={"name": "体育与健康部"})
    await expect(page.get_by_role("treeitem", name=re.compile("体育与健康部"))).to_be_visible()

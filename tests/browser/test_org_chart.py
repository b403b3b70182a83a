"""The organisation as a chart: looked at, walked about in, found in, printed, taken along."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

from playwright.async_api import Locator, Page, expect

from tests import cast
from tests.support.browser import PHONE, until
from tests.support.server import RunningServer


def node(page: Page, name: str) -> Locator:
    """A box of the drawing."""
    return page.locator("[data-node]").filter(has=page.locator("text", has_text=name)).first


def item(page: Page, name: str) -> Locator:
    """The same as it is read out."""
    return page.get_by_role("tree", name="组织架构").get_by_role("treeitem", name=re.compile(f"^{name}"))


async def names(page: Page) -> set[str]:
    """What is in the tree that is read out."""
    texts = await page.get_by_role("tree", name="组织架构").get_by_role("treeitem").all_text_contents()
    return {one.split("，")[0] for one in texts}


async def opened(screens: Any, server: RunningServer, who: cast.Player, **options: Any) -> tuple[cast.Stage, Page]:
    stage = await cast.set_stage(server)
    page = await screens.visit(await stage.as_(who), "/directory", **options)
    await page.get_by_role("link", name="组织架构图").click()
    await expect(page.get_by_role("heading", name="组织架构图")).to_be_visible()
    await expect(node(page, cast.SCHOOL)).to_be_visible()
    return stage, page


async def test_it_is_looked_at_and_leads_to_people(screens: Any, server: RunningServer) -> None:
    _, page = await opened(screens, server, cast.XU_JINGYI)
    await expect(node(page, "教务处")).to_contain_text("周岚")
    await node(page, "教务处").click()
    pane = page.get_by_role("complementary")
    await expect(pane.get_by_role("heading", name="教务处")).to_be_visible()
    await pane.get_by_role("listitem").filter(has_text="周岚").get_by_role("button").click()
    await expect(pane).to_contain_text("处长")
    await page.keyboard.press("Escape")
    await expect(pane.get_by_role("heading", name="教务处")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(pane).to_have_count(0)


async def test_folding_zooming_and_turning(screens: Any, server: RunningServer) -> None:
    _, page = await opened(screens, server, cast.XU_JINGYI)
    scale = page.get_by_role("toolbar", name="查看").get_by_label("比例")
    await page.get_by_role("button", name="收起到第一级").click()
    await expect(node(page, "教务科")).to_have_count(0)
    await page.locator(f"[data-handle='{await node(page, '教务处').get_attribute('data-node')}']").click()
    await expect(node(page, "教务科")).to_be_visible()
    before = await scale.inner_text()
    stage = await node(page, "教务处").bounding_box()
    assert stage is not None
    await page.mouse.move(stage["x"] + 20, stage["y"] + 20)
    await page.mouse.wheel(0, -400)
    await expect(scale).not_to_have_text(before)
    after = await node(page, "教务处").bounding_box()
    assert after is not None
    assert after["width"] > stage["width"]
    # What was under the pointer stays there.
    assert abs(after["x"] - stage["x"]) < 60
    await page.mouse.down()
    await page.mouse.move(stage["x"] + 170, stage["y"] + 90, steps=5)
    await page.mouse.up()

    async def dragged() -> bool:
        box = await node(page, "教务处").bounding_box()
        return box is not None and abs(box["x"] - after["x"] - 150) < 8

    await until(dragged)
    await expect(page.get_by_role("complementary")).to_have_count(0)
    await page.get_by_role("button", name="看全部").click()
    await page.get_by_role("button", name="改为横向").click()

    async def lying() -> bool:
        top, below = await node(page, cast.SCHOOL).bounding_box(), await node(page, "教务处").bounding_box()
        return top is not None and below is not None and below["x"] > top["x"] + top["width"]

    await until(lying)


async def test_by_keys_and_for_the_ear(screens: Any, server: RunningServer) -> None:
    _, page = await opened(screens, server, cast.XU_JINGYI)
    await page.get_by_role("button", name="收起到第一级").click()
    tree = page.get_by_role("tree", name="组织架构")
    await tree.focus()
    await page.keyboard.press("End")
    await page.keyboard.press("Home")
    await page.keyboard.press("ArrowDown")
    while await tree.get_attribute("aria-activedescendant") != await item(page, "教务处").get_attribute("id"):
        await page.keyboard.press("ArrowDown")
    await expect(item(page, "教务处")).to_have_attribute("aria-expanded", "false")
    await expect(item(page, "教务处")).to_contain_text("负责人 周岚")
    await page.keyboard.press("ArrowRight")
    await expect(item(page, "教务处")).to_have_attribute("aria-expanded", "true")
    await page.keyboard.press("ArrowRight")
    await expect(tree).to_have_attribute("aria-activedescendant", str(await item(page, "教务科").get_attribute("id")))
    await expect(item(page, "教务科")).to_have_attribute("aria-level", "3")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("complementary").get_by_role("heading", name="教务科")).to_be_visible()
    scale = page.get_by_role("toolbar", name="查看").get_by_label("比例")
    await tree.focus()
    before = await scale.inner_text()
    await page.keyboard.press("-")
    await expect(scale).not_to_have_text(before)


async def test_finding_a_department_and_somebody(screens: Any, server: RunningServer) -> None:
    _, page = await opened(screens, server, cast.XU_JINGYI)
    await page.get_by_role("button", name="收起到第一级").click()
    field = page.get_by_role("combobox", name="找部门或同事")
    await field.fill("教务科")
    await page.get_by_role("option", name=re.compile("教务科")).first.click()
    await expect(node(page, "教务科")).to_be_visible()
    await expect(page.get_by_role("complementary").get_by_role("heading", name="教务科")).to_be_visible()
    await field.fill("hechuan")
    await expect(page.get_by_role("option", name=re.compile("何川"))).to_be_visible()
    await field.press("Enter")
    await expect(page.get_by_role("complementary")).to_contain_text("科长")


async def test_what_is_hidden_is_not_in_it(screens: Any, server: RunningServer) -> None:
    stage, page = await opened(screens, server, cast.LU_MING)
    zhou = await stage.as_(cast.ZHOU_LAN)
    path = f"/api/organisations/{stage.school}/departments"
    hidden = next(one for one in await zhou.json("GET", path) if one["name"] == "教务处")
    await zhou.json("PATCH", f"{path}/{hidden['id']}", json={"hidden": True})
    await page.get_by_role("button", name="全部展开").click()
    await expect(item(page, "教务处")).to_have_count(0)
    await expect(item(page, "教务科")).to_have_count(0)
    assert not {"教务处", "教务科"} & await names(page)
    async with page.expect_download() as waiting:
        await page.get_by_role("button", name="下载").click()
        await page.get_by_role("menuitem", name="矢量图").click()
    text = (await (await waiting.value).path()).read_text()
    assert "教务" not in text
    other = await screens.visit(zhou, f"/directory-chart/{stage.school}")
    await expect(node(other, "教务处")).to_contain_text("隐藏")


async def test_on_paper_and_as_files(screens: Any, server: RunningServer) -> None:
    _, page = await opened(screens, server, cast.XU_JINGYI)
    await page.get_by_role("button", name="全部展开").click()
    await page.evaluate("window.print = () => { window.printed = document.querySelectorAll('[data-node]').length }")
    await page.get_by_role("button", name="打印").click()
    await page.get_by_role("menuitem", name="A4，打印在一页").click()
    await page.wait_for_function("() => window.printed > 0")
    pdf = await page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page[^s]", pdf)) == 1
    await page.emulate_media(media="print")
    await page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    sheets = page.locator("[data-sheets]")
    await expect(sheets.get_by_role("heading", name=cast.SCHOOL)).to_be_visible()
    await expect(sheets).to_contain_text(re.compile(r"\d{4}年\d+月\d+日"))
    await expect(sheets.locator("[data-node]")).to_have_count(len(await names_in_dom(page)))
    await expect(page.get_by_role("navigation")).to_have_count(0)
    colours = await sheets.locator("rect").evaluate_all("all => [...new Set(all.map(one => one.style.fill))]")
    assert colours == ["rgb(255, 255, 255)"]
    await page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    await page.emulate_media(media="screen")
    async with page.expect_download() as waiting:
        await page.get_by_role("button", name="下载").click()
        await page.get_by_role("menuitem", name="矢量图").click()
    svg = ElementTree.parse(await (await waiting.value).path()).getroot()
    assert svg.tag.endswith("svg")
    async with page.expect_download() as waiting:
        await page.get_by_role("button", name="下载").click()
        await page.get_by_role("menuitem", name="图片").click()
    download = await waiting.value
    assert download.suggested_filename == f"{cast.SCHOOL} 组织架构图.png"
    assert (await download.path()).read_bytes().startswith(b"\x89PNG")


async def names_in_dom(page: Page) -> list[str]:
    """The tree that is read out, though nothing of it is on paper."""
    texts: list[str] = await page.locator("[role=treeitem]").all_text_contents()
    return texts


async def test_on_a_phone(screens: Any, server: RunningServer) -> None:
    _, page = await opened(screens, server, cast.XU_JINGYI, size=PHONE, has_touch=True)
    await node(page, "教务处").tap()
    await expect(page.get_by_role("heading", name="教务处")).to_be_visible()
    await page.get_by_role("button", name="返回").click()
    await expect(node(page, "教务处")).to_be_visible()
    await page.get_by_role("button", name="返回").click()
    await expect(page.get_by_role("tree", name="部门")).to_be_visible()

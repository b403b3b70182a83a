"""Evidence is checked in the browser: on the product's page without signing in, and by a file of its own without a line (EFF-4)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser import axe
from tests.browser.conftest import ROOT
from tests.effects.entries import entry
from tests.effects.logs import Log
from tests.support.browser import DESKTOP, PHONE
from tools.vectors import enc

VECTORS = ROOT / "tests" / "vectors" / "evidence"
ALONE = ROOT / "web" / "dist" / "verify.html"
SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
SAID = {
    "zh-CN": ("证据有效", "证据无效", "没有证明什么", "周岚", "设备"),
    "zh-TW": ("證據有效", "證據無效", "沒有證明什麼", "周岚", "裝置"),
    "en": ("The evidence holds", "The evidence does not hold", "What is not proved", "周岚", "Device"),
}

FORKED = {
    "zh-CN": "较新的树中，前 10 条并不是当时签署的那些",
    "zh-TW": "較新的樹中，前 10 筆並不是當時簽署的那些",
    "en": "in the newer tree the first 10 entries are not those that were signed before",
}


async def give(page: Page, name: str) -> None:
    """Choose a bundle, as a thumb does."""
    await page.locator("input[type=file]").set_input_files(VECTORS / f"{name}.json")


async def alone(browser: Browser, *, asked: list[str], **options: Any) -> Page:
    """The saved page, opened from the disk without any line."""
    context = await browser.new_context(offline=True, timezone_id="Asia/Shanghai", **options)
    page = await context.new_page()

    page.on("request", lambda request: None if request.url == ALONE.as_uri() else asked.append(request.url))
    page.on("pageerror", lambda error: asked.append(str(error)))
    page.on("console", lambda said: asked.append(said.text) if said.type in {"error", "warning"} else None)
    await page.goto(ALONE.as_uri())
    return page


@SIZES
@pytest.mark.parametrize("language", SAID)
async def test_the_saved_page_proves_and_refuses_without_a_line(
    browser: Browser, language: str, size: dict[str, int]
) -> None:
    asked: list[str] = []
    page = await alone(browser, asked=asked, locale=language, viewport=size)
    holds, fails, beyond, who, device = SAID[language]
    await give(page, "every_shape")
    await expect(page.get_by_role("heading", name=holds)).to_be_visible()
    await expect(page.get_by_role("heading", name=beyond)).to_be_visible()
    effects = page.get_by_role("listitem")
    first = effects.filter(has_text='你好 "世界"')
    await expect(first).to_contain_text(who)
    await expect(first).to_contain_text("00000000-0000-0000-0000-000000000003")
    await expect(first).to_contain_text("UTC")
    await expect(first).to_contain_text(device)
    assert await axe.violations(page) == []
    await give(page, "content_changed")
    await expect(page.get_by_role("alert")).to_contain_text(fails)
    await expect(page.get_by_role("heading", name=holds)).to_have_count(0)
    assert await axe.violations(page) == []
    await give(page, "fork_rewritten")
    await expect(page.get_by_role("alert")).to_contain_text(FORKED[language])
    assert await axe.violations(page) == []
    assert asked == []
    await page.context.close()


async def test_every_vector_is_told_as_it_is(browser: Browser) -> None:
    asked: list[str] = []
    page = await alone(browser, asked=asked, locale="en")
    for one in json.loads((VECTORS / "index.json").read_text()):
        await page.get_by_label("The key you know").fill(one["key"] or "")
        await page.get_by_label("The witness's key you know").fill(one["witness"] or "")
        await page.locator("input[type=file]").set_input_files(VECTORS / one["file"])
        if one["fork"]:
            await expect(page.get_by_role("alert")).to_contain_text("The log contradicts itself")
            await expect(page.get_by_text(one["file"])).to_be_visible()
            by_itself = page.get_by_text("The signatures prove it by themselves")
            await expect(by_itself).to_have_count(1 if one["fork"]["proved"] else 0)
        elif one["holds"]:
            count = len(one["effects"])
            await expect(page.get_by_text(f"{count} effect")).to_be_visible()
        else:
            await expect(page.get_by_role("alert")).to_contain_text(one["file"])
    assert asked == []
    await page.context.close()


async def test_the_key_one_knows_is_insisted_on(browser: Browser) -> None:
    asked: list[str] = []
    page = await alone(browser, asked=asked, locale="zh-CN")
    await give(page, "every_shape")
    await expect(page.get_by_role("heading", name="证据有效")).to_be_visible()
    key = json.loads((VECTORS / "every_shape.json").read_bytes())["keys"][0]["key"]
    field = page.get_by_label("你所知的密钥")
    for half in ("abc", key[:-4], f"{key}A"):
        await field.fill(half)
        await expect(page.get_by_text("不是一把完整的公钥（44 个字符）。")).to_be_visible()
        await expect(page.get_by_role("heading", name="证据有效")).to_be_visible()
    await field.fill("A" * 43 + "=")
    await expect(page.get_by_role("alert")).to_contain_text("你指定的密钥不在本文件的密钥之列。")
    await expect(page.get_by_role("heading", name="密钥不符")).to_be_visible()
    await expect(page.get_by_text("证据无效")).to_have_count(0)
    await field.fill(key)
    await expect(page.get_by_text("密钥与你所填的相符。")).to_be_visible()
    await page.context.close()


async def test_the_witness_one_knows_is_insisted_on(browser: Browser) -> None:
    asked: list[str] = []
    page = await alone(browser, asked=asked, locale="zh-CN")
    await give(page, "succession_last")
    unknown = page.get_by_text("见证方是谁：只证明持有所列密钥的人签过名。")
    await expect(unknown).to_be_visible()
    one, other = json.loads((VECTORS / "succession_last.json").read_bytes())["witnesses"]
    field = page.get_by_label("你所知的见证方公钥")
    await field.fill("A" * 43 + "=")
    await expect(page.get_by_role("heading", name="见证方不符")).to_be_visible()
    for each in (one, other):
        await field.fill(each["key"])
        await expect(page.get_by_role("heading", name="证据有效")).to_be_visible()
    await expect(unknown).to_be_visible()
    assert asked == []
    await page.context.close()


async def test_thousands_are_checked_while_the_page_lives_on(browser: Browser, tmp_path: Path) -> None:
    bundle = tmp_path / "many.json"
    bundle.write_bytes(enc(Log([entry(device=f"设备 {n}") for n in range(4000)]).bundle(*range(4000))))
    asked: list[str] = []
    page = await alone(browser, asked=asked, locale="zh-CN")
    await page.evaluate("""() => {
        window.parts = [];
        new MutationObserver(() => {
          const bar = document.querySelector("progress");
          if (bar) window.parts.push(bar.value);
        }).observe(document.body, { childList: true, subtree: true, attributes: true });
    }""")
    await page.locator("input[type=file]").set_input_files(bundle)
    await expect(page.get_by_text("4000 件事项")).to_be_visible()
    assert len(set(await page.evaluate("window.parts"))) > 5
    await expect(page.get_by_role("listitem").filter(has_text="UTC")).to_have_count(50)
    await page.get_by_role("button", name="再显示 50 件").click()
    await expect(page.get_by_role("listitem").filter(has_text="UTC")).to_have_count(100)
    await page.get_by_role("searchbox").fill("设备 3999")
    await expect(page.get_by_role("listitem").filter(has_text="UTC")).to_have_count(1)
    await page.get_by_text("处理 0").click()
    await expect(page.get_by_text("没有符合的事项")).to_be_visible()
    assert asked == []
    await page.context.close()


@SIZES
async def test_the_product_shows_it_to_guests_and_gives_it_to_keep(
    screens: Any, size: dict[str, int], tmp_path: Path
) -> None:
    page = await screens.visit(None, "/verify", size=size)
    await expect(page.get_by_role("heading", name="核验证据")).to_be_visible()
    await give(page, "every_shape")
    await expect(page.get_by_role("heading", name="证据有效")).to_be_visible()
    await page.get_by_label("语言").select_option("en")
    await expect(page.get_by_role("heading", name="The evidence holds")).to_be_visible()
    async with page.expect_download() as coming:
        await page.get_by_role("button", name="Save this page").click()
    kept = tmp_path / "kept.html"
    await (await coming.value).save_as(kept)
    assert kept.read_bytes() == ALONE.read_bytes()


async def test_a_file_is_dropped_anywhere(screens: Any) -> None:
    page = await screens.visit(None, "/verify")
    await expect(page.get_by_role("heading", name="核验证据")).to_be_visible()
    given = await page.evaluate_handle(
        """(text) => { const data = new DataTransfer();
        data.items.add(new File([text], "拖来的.json", { type: "application/json" })); return data; }""",
        (VECTORS / "one.json").read_text(),
    )
    await page.dispatch_event("main", "dragover", {"dataTransfer": given})
    await page.dispatch_event("main", "drop", {"dataTransfer": given})
    await expect(page.get_by_text("拖来的.json")).to_be_visible()
    await expect(page.get_by_role("heading", name="证据有效")).to_be_visible()


def test_the_saved_page_is_forbidden_everything_else() -> None:
    text = ALONE.read_text()
    policy = text.split('content-security-policy" content="')[1].split('"')[0]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
    assert "src=" not in text.split("<script>")[0]
    assert len(text) < 400_000

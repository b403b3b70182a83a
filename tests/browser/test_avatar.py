"""The picture of oneself, chosen and cut on the screen, and seen by somebody else."""

from __future__ import annotations

from typing import Any

from playwright.async_api import expect

from tests.cast import HE_CHUAN, ZHOU_LAN, Stage
from tests.messaging.talk import group
from tests.support import pictures
from tests.support.browser import drawn, toasted


async def test_it_is_cut_to_a_square_seen_by_others_and_removed(screens: Any, stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)
    await talk.say(HE_CHUAN, "早")
    page = await screens.visit(await stage.as_(HE_CHUAN), "/settings/profile")
    await page.locator("input[type=file]").set_input_files(
        {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": pictures.photo(900, 600)}
    )
    dialog = page.get_by_role("dialog", name="选取显示的部分")
    frame = dialog.get_by_role("application")
    await frame.focus()
    for _ in range(3):
        await page.keyboard.press("ArrowLeft")
    await dialog.get_by_role("slider").focus()
    await page.keyboard.press("ArrowRight")
    await dialog.get_by_role("button", name="使用").click()
    await expect(dialog).to_be_hidden()
    own = page.locator("main img[src^='/api/people/']").first
    await expect(own).to_be_visible()
    await drawn(own, 256)

    other = await screens.visit(await stage.as_(ZHOU_LAN), f"/messages/{talk.id}")
    await expect(other.get_by_text("早").last).to_be_visible()
    seen = other.locator("img[src^='/api/people/']").first
    await drawn(seen, 256)

    await page.get_by_role("button", name="移除").click()
    await expect(page.locator("main img[src^='/api/people/']")).to_have_count(0)


async def test_what_cannot_be_opened_is_said(screens: Any, stage: Stage) -> None:
    page = await screens.visit(await stage.as_(HE_CHUAN), "/settings/profile", language="en")
    await page.locator("input[type=file]").set_input_files(
        {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"}
    )
    await toasted(page, "This picture cannot be opened.")
    await expect(page.locator("main img[src^='/api/people/']")).to_have_count(0)

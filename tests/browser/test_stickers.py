"""Two people: one gives the organisation a set of stickers, another sends one, and it is seen (MSG-6)."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.chat import sit
from tests.cast import HE_CHUAN, XU_JINGYI, ZHOU_LAN, Stage
from tests.messaging.stickers.making import added, made
from tests.messaging.talk import group
from tests.support import pictures
from tests.support.browser import PHONE, drawn


def chosen(name: str, data: bytes) -> dict[str, Any]:
    """A file as somebody chooses it."""
    return {"name": name, "mimeType": "image/png", "buffer": data}


@pytest.mark.parametrize("size", [None, PHONE])
async def test_an_admin_makes_a_set_a_member_sends_one_and_the_other_sees_it(
    screens: Any, stage: Stage, size: Any
) -> None:
    talk = await group(stage, HE_CHUAN, XU_JINGYI)
    xu = await sit(screens, stage, XU_JINGYI, f"/messages/{talk.id}")
    admin = (await sit(screens, stage, ZHOU_LAN, f"/admin/{stage.school}/stickers", size=size)).page
    await admin.get_by_role("button", name="新建贴纸集").click()
    await admin.get_by_role("textbox", name="名称").fill("校园日常")
    await admin.get_by_role("dialog").get_by_role("button", name="保存").click()
    await expect(admin.get_by_role("heading", name="校园日常")).to_be_visible()
    files = [chosen(f"{name}.png", pictures.png(300, 240)) for name in ("上课了", "交作业")]
    await admin.locator("input[type=file]").set_input_files([*files, chosen("坏.png", b"no picture")])  # type: ignore[list-item]
    await expect(admin.get_by_text("2 个贴纸")).to_be_visible()
    await expect(admin.get_by_text("这不是可用的图片")).to_be_visible()
    await admin.get_by_role("button", name="修改贴纸「交作业」").click()
    await admin.get_by_role("textbox", name="文字").fill("作业收齐")
    await admin.get_by_role("button", name="前移").click()
    await expect(admin.get_by_role("button", name="前移")).to_be_disabled()
    await admin.get_by_role("dialog").get_by_role("button", name="保存").click()
    await expect(admin.get_by_role("button", name="修改贴纸").first).to_contain_text("作业收齐")
    he = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}", size=size)
    if size is PHONE:
        await he.page.get_by_role("button", name="更多内容").click()
        await he.page.get_by_role("menuitem", name="贴纸").click()
    else:
        await he.page.get_by_role("button", name="贴纸").click()
    picker = he.page.get_by_role("dialog", name="贴纸")
    await picker.get_by_role("tab", name="校园日常").click()
    await picker.get_by_role("button", name="作业收齐").click()
    for seen in (he, xu):
        picture = seen.stream.get_by_role("img", name="作业收齐")
        await expect(picture).to_be_visible()
        await drawn(picture)


async def test_words_find_a_sticker_and_one_that_is_removed_is_gone_at_once(screens: Any, stage: Stage) -> None:
    set_id = await made(stage)
    sticker_id = await added(stage, set_id, "放学")
    path = f"/api/organisations/{stage.school}/sticker-sets/{set_id}/stickers/{sticker_id}"
    zhou = await stage.as_(ZHOU_LAN)
    await zhou.json("PATCH", path, json={"words": ["回家"]}, status=204)
    talk = await group(stage, HE_CHUAN, XU_JINGYI)
    he = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}")
    await he.page.get_by_role("button", name="贴纸").click()
    picker = he.page.get_by_role("dialog", name="贴纸")
    await picker.get_by_role("searchbox", name="查找贴纸").fill("回家")
    await expect(picker.get_by_role("button", name="放学")).to_be_visible()
    await zhou.json("DELETE", path, status=204)
    await expect(picker.get_by_role("button", name="放学")).to_have_count(0)
    await expect(picker.get_by_role("searchbox")).to_have_count(0)

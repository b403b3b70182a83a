"""Two people and a search: what one says the other finds, what is taken back is found no more, a jump arrives (MSG-1)."""

from __future__ import annotations

import asyncio
import re
from typing import Any

from playwright.async_api import Page, expect

from tests.browser.chat import sit
from tests.cast import HE_CHUAN, XU_JINGYI, ZHOU_LAN, Stage
from tests.messaging.files import given, send_files
from tests.messaging.talk import direct, group
from tests.search.asking import caught_up, found
from tests.support.browser import PHONE, within
from tests.support.horizon import below_the_horizon

WITHIN = 3
"""Seconds."""
# Which messages were lit, however briefly.
LIT = """() => {
  window.lit = [];
  new MutationObserver(() => {
    for (const one of document.querySelectorAll("article[class*=lit]")) window.lit.push(one.textContent);
  }).observe(document, { subtree: true, childList: true, attributeFilter: ["class"] });
}"""


async def test_what_is_said_is_found_within_seconds_and_what_is_recalled_no_more(screens: Any, stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI)
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}")
    he = await sit(screens, stage, HE_CHUAN, "/search")
    field = he.page.get_by_role("searchbox", name="搜索")
    await expect(field).to_be_focused()
    await zhou.say("監考名單放在三樓檔案室")
    # Seconds are counted from where nothing older runs in the cluster, which tests beside this one share.
    await below_the_horizon(stage.server.context.db)

    async def indexed() -> bool:
        return len(await found(stage, HE_CHUAN, "监考名单", talk)) == 1

    await within(WITHIN, indexed)
    await field.fill("监考名单")
    hit = he.page.get_by_label("聊天记录").get_by_role("listitem")
    await expect(hit).to_have_count(1)
    await expect(hit.locator("mark").first).to_have_text("監考名單")
    await expect(hit).to_contain_text("周岚：")

    await zhou.act("監考名單", "撤回")
    await below_the_horizon(stage.server.context.db)

    async def gone() -> bool:
        return await hit.count() == 0

    # Without a word typed: the recall reaches the results that are on the screen.
    await within(WITHIN, gone)
    await expect(he.page.get_by_text("没有找到")).to_be_visible()


async def test_from_the_list_into_a_conversation_and_to_the_message_in_its_place(screens: Any, stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI)
    await talk.say(ZHOU_LAN, "最早的盘点通知")
    for number in range(60):
        await talk.say(HE_CHUAN, f"其间的第 {number} 句话")
    await talk.say(HE_CHUAN, "最后的盘点结果")
    await caught_up(stage)
    he = await sit(screens, stage, HE_CHUAN)
    await expect(he.row(talk)).to_be_visible()

    await he.page.keyboard.press("Control+k")
    palette = he.page.get_by_role("combobox")
    await palette.fill("盘点")
    option = he.page.get_by_role("option", name=re.compile("备课组"))
    await expect(option).to_contain_text("2 条")
    await option.click()
    await expect(he.page).to_have_url(re.compile(r"/search\?"))
    inside = he.page.get_by_role("complementary")
    await expect(inside.get_by_role("listitem")).to_have_count(2)
    await expect(inside.get_by_role("listitem").last).to_contain_text("其间的第 0 句话")
    await he.page.evaluate(LIT)
    await inside.get_by_role("button", name=re.compile("最早的")).click()
    await expect(he.bubble("最早的盘点通知")).to_be_in_viewport()
    await he.page.wait_for_function("() => window.lit.some((one) => one.includes('最早的盘点通知'))")

    # Beside the conversation, by keyboard alone: words, down to the answer, and there.
    await he.page.keyboard.press("Control+Shift+f")
    field = he.details.get_by_role("searchbox")
    await expect(field).to_be_focused()
    await field.fill("盘点结果")
    await expect(he.details.get_by_role("listitem")).to_have_count(1)
    await he.page.keyboard.press("ArrowDown")
    await he.page.keyboard.press("Enter")
    await expect(he.bubble("最后的盘点结果")).to_be_in_viewport()
    await expect(field).to_be_visible()
    await field.focus()
    await he.page.keyboard.press("Escape")
    await expect(he.details).to_have_count(0)


async def test_filters_and_kinds_stand_in_the_address(screens: Any, stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI, name="年级组")
    await direct(stage, ZHOU_LAN, HE_CHUAN)
    said = await talk.say(HE_CHUAN, "课表见 https://example.org/plan")
    await talk.say(XU_JINGYI, "课表收到", mentions=[str(stage.person(ZHOU_LAN))])
    await caught_up(stage)
    zhou = await sit(screens, stage, ZHOU_LAN, "/search?q=课表&kind=messages")
    row = zhou.page.get_by_role("listitem").filter(has_text="年级组")
    await expect(row).to_contain_text("2 条相关聊天记录")
    await zhou.page.get_by_role("button", name="@我").click()
    await expect(row).to_contain_text("课表收到")
    await expect(row).not_to_contain_text("2 条")
    await zhou.page.get_by_role("button", name="@我").click()
    await zhou.page.get_by_role("combobox", name="发送人").fill("hechuan")
    await zhou.page.get_by_title("何川").click()
    await expect(row).to_contain_text("何川：课表见")
    await zhou.page.reload()
    await expect(row).to_contain_text("何川：课表见")
    await zhou.page.get_by_role("combobox", name="会话").fill("nianji")
    await zhou.page.get_by_title("年级组").click()
    await expect(zhou.page).to_have_url(re.compile("where="))
    await expect(row).to_contain_text("课表见")
    await zhou.page.get_by_role("button", name="链接", exact=True).click()
    await expect(row).to_contain_text("example.org")
    # Today is the day on which it was said, were it over by now.
    await zhou.page.clock.set_fixed_time(said["at"])
    await zhou.page.get_by_label("时间").select_option("day")
    await expect(row).to_contain_text("example.org")
    await zhou.page.get_by_role("button", name="联系人", exact=True).click()
    await zhou.page.get_by_role("searchbox").fill("xjy")
    person = zhou.page.get_by_role("listitem").filter(has_text="许静怡")
    await expect(person.locator("mark")).to_have_text("许静怡")
    await person.get_by_role("button").click()
    await expect(zhou.page).to_have_url(re.compile(r"/messages/[0-9a-f-]{36}"))


async def test_on_a_phone_one_thing_at_a_time(screens: Any, stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)
    await talk.say(ZHOU_LAN, "发票请贴好再交")
    for number in range(30):
        await talk.say(HE_CHUAN, f"第 {number} 句")
    await talk.say(ZHOU_LAN, "发票已收齐")
    await caught_up(stage)
    he = await sit(screens, stage, HE_CHUAN, "/search?q=发票", size=PHONE)
    await he.page.get_by_role("button", name=re.compile("2 条相关聊天记录")).click()
    first = he.page.get_by_role("button", name=re.compile("请贴好"))
    await expect(first).to_be_visible()
    await he.page.wait_for_function("width => document.documentElement.scrollWidth <= width", arg=PHONE["width"])
    await first.click()
    await expect(he.bubble("发票请贴好再交")).to_be_in_viewport()
    await he.page.get_by_label("查找聊天记录").click()
    await he.page.get_by_role("searchbox").fill("已收齐")
    await he.page.get_by_role("button", name=re.compile("已收齐")).click()
    await expect(he.bubble("发票已收齐")).to_be_in_viewport()


async def test_on_a_phone_the_chosen_kind_is_in_sight(screens: Any, stage: Stage) -> None:
    zhou = await sit(screens, stage, ZHOU_LAN, "/search?q=监考&kind=messages", size=PHONE)
    kinds = zhou.page.get_by_role("group", name="类别")
    await expect(kinds.get_by_role("button", name="聊天记录")).to_be_in_viewport(ratio=0.99)
    await kinds.get_by_role("button", name="链接").click()
    await expect(kinds.get_by_role("button", name="链接")).to_be_in_viewport(ratio=0.99)
    await kinds.get_by_role("button", name="联系人", exact=True).click()
    await expect(kinds.get_by_role("button", name="联系人", exact=True)).to_be_in_viewport(ratio=0.99)


async def test_nothing_found_and_too_common_say_what_to_do(screens: Any, stage: Stage) -> None:
    he = await sit(screens, stage, HE_CHUAN, "/search")
    await expect(he.page.get_by_text("想找什么？")).to_be_visible()
    field = he.page.get_by_role("searchbox", name="搜索")
    await field.fill("绝无此事之词")
    await expect(he.page.get_by_text("没有找到")).to_be_visible()
    await field.fill("的")
    await expect(he.page.get_by_text("这个字太常见了")).to_be_visible()


async def test_the_files_of_a_conversation_are_their_names_and_what_was_said_with_them(
    screens: Any, stage: Stage
) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)
    await talk.say(ZHOU_LAN, "前一句")
    file = await send_files(talk, ZHOU_LAN, await given(stage, ZHOU_LAN, str(stage.school)), text="这是终稿")
    await talk.say(ZHOU_LAN, "后一句")
    await caught_up(stage)
    he = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}?details=files")
    hit = he.details.get_by_role("listitem")
    await expect(hit).to_contain_text(file["content"]["files"][0]["name"])
    await expect(hit).to_contain_text("这是终稿")
    for other in ("前一句", "后一句"):
        await expect(hit).not_to_contain_text(other)


async def test_what_is_typed_on_right_after_the_shortcut_is_what_is_looked_for(screens: Any, stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)
    await talk.say(ZHOU_LAN, "budget")
    he = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}")
    field = he.details.get_by_role("searchbox")
    for there in (False, True):
        await he.field.focus()
        # All in one go: the page draws nothing between the keys.
        await press_at_once(he.page, "Control+Shift+f", *"budget")
        await expect(field).to_be_focused()
        await expect(field).to_have_value("budget")
        await expect(he.field).to_have_value("")
        if not there:
            await field.fill("")


async def press_at_once(page: Page, *keys: str) -> None:
    """Press keys as fast as the browser takes them."""
    hand = await page.context.new_cdp_session(page)
    presses = []
    for key in keys:
        *held, letter = key.split("+")
        one = {"key": letter, "code": f"Key{letter.upper()}", "modifiers": 10 if held else 0}
        down = {"type": "keyDown", **one, **({} if held else {"text": letter})}
        presses += [hand.send("Input.dispatchKeyEvent", event) for event in (down, {"type": "keyUp", **one})]
    await asyncio.gather(*presses)

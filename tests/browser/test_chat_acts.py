"""What is done with messages, with two people at two screens: each sees the other's act (MSG-1, EFF-3)."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.async_api import Route, expect

from tests.browser.chat import TOUCH, hold, sit
from tests.cast import HE_CHUAN, XU_JINGYI, ZHOU_LAN, Stage
from tests.messaging.talk import direct, group
from tests.support.browser import PHONE, toasted, until
from tocsin.kernel import clock


async def test_a_reaction_is_put_seen_and_taken_back(screens: Any, stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)
    await talk.say(ZHOU_LAN, "明天放假")
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}")
    he = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}")
    await he.act("明天放假", "回应表情")
    await he.page.get_by_role("dialog", name="表情").get_by_text("👍", exact=True).click()
    mark = zhou.bubble("明天放假").get_by_label("👍，1 人")
    await expect(mark).to_be_visible()
    await mark.click()
    await expect(he.bubble("明天放假").get_by_label("👍，2 人")).to_have_attribute("aria-pressed", "true")
    await he.bubble("明天放假").get_by_label("👍，2 人").click()
    await expect(zhou.bubble("明天放假").get_by_label("👍，1 人")).to_be_visible()
    await zhou.bubble("明天放假").get_by_label("谁回应了").click()
    await expect(zhou.page.get_by_role("dialog", name="谁回应了")).to_contain_text("周岚")


@pytest.mark.parametrize("touch", [False, True], ids=["desktop", "phone"])
async def test_the_menu_of_a_message_begins_with_reactions(screens: Any, stage: Stage, touch: bool) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)
    await talk.say(ZHOU_LAN, "明天放假")
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}")
    he = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}", **(TOUCH if touch else {}))
    text = he.bubble("明天放假").locator("p").last
    first = he.page.get_by_role("menuitemcheckbox", name="回应表情 👍")
    await (hold(he.page, text) if touch else text.click(button="right"))
    await expect(first).to_have_attribute("aria-checked", "false")
    if touch:
        row = [*await he.page.get_by_role("menuitemcheckbox").all(), he.page.get_by_role("menuitem", name="更多表情")]

        async def within_reach() -> bool:
            boxes = [await one.bounding_box() for one in row]
            small = [box for box in boxes if not box or min(box["width"], box["height"]) < 44]
            return not small and all(0 <= box["x"] <= PHONE["width"] - box["width"] for box in boxes if box)

        await until(within_reach)
    await (first.tap() if touch else first.click())
    await expect(zhou.bubble("明天放假").get_by_label("👍，1 人")).to_be_visible()

    # What is one's own already says so, and goes by the same press; all there are stand behind the dots.
    await (hold(he.page, text) if touch else text.click(button="right"))
    await expect(first).to_have_attribute("aria-checked", "true")
    more = he.page.get_by_role("menuitem", name="更多表情")
    await (more.tap() if touch else more.click())
    dialog = he.page.get_by_role("dialog", name="回应表情")
    await dialog.get_by_role("button", name="🍵").click()
    await expect(dialog).to_have_count(0)
    await expect(zhou.bubble("明天放假").get_by_label("🍵，1 人")).to_be_visible()


async def test_a_reaction_is_put_by_the_keyboard_alone(screens: Any, stage: Stage) -> None:
    talk = await direct(stage, ZHOU_LAN, HE_CHUAN)
    await talk.say(ZHOU_LAN, "明天放假")
    he = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}")
    await he.bubble("明天放假").focus()
    await he.page.keyboard.press("Enter")
    await expect(he.page.get_by_role("menuitemcheckbox", name="回应表情 👍")).to_be_focused()
    await he.page.keyboard.press("ArrowRight")
    await expect(he.page.get_by_role("menuitemcheckbox", name="回应表情 👌")).to_be_focused()
    await he.page.keyboard.press("Enter")
    await expect(he.bubble("明天放假").get_by_label("👌，1 人")).to_be_visible()


async def test_an_edit_is_seen_with_what_it_said_before(screens: Any, stage: Stage) -> None:
    talk = await direct(stage, ZHOU_LAN, HE_CHUAN)
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}")
    he = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}")
    await zhou.say("三点开会")
    await zhou.field.fill("还没写完的话")
    await zhou.act("三点开会", "编辑")
    await expect(zhou.field).to_have_value("三点开会")
    await zhou.field.fill("四点开会")
    await zhou.field.press("Enter")
    await expect(zhou.field).to_have_value("还没写完的话")
    await expect(he.bubble("四点开会")).to_be_visible()
    await expect(he.row(talk)).to_contain_text("四点开会")
    await he.bubble("四点开会").get_by_role("button", name="已编辑").click()
    await expect(he.page.get_by_role("dialog", name="编辑记录")).to_contain_text("三点开会")


async def test_a_poll_is_made_voted_in_and_ended(screens: Any, stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}")
    he = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}", size=PHONE)
    await zhou.page.get_by_role("button", name="发起投票").click()
    dialog = zhou.page.get_by_role("dialog", name="发起投票")
    await dialog.get_by_label("问题").fill("几点？")
    await dialog.get_by_label("选项 1", exact=True).fill("三点")
    second = dialog.get_by_label("选项 2", exact=True)
    await second.fill("三点 ")
    await expect(dialog.get_by_role("button", name="发出投票")).to_be_disabled()
    await expect(second).to_have_accessible_description("选项不能相同")
    await expect(second).to_have_attribute("aria-invalid", "true")
    await second.fill("四点")
    await expect(dialog.get_by_text("选项不能相同")).to_have_count(0)
    await dialog.get_by_role("button", name="发出投票").click()
    await he.bubble("几点？").get_by_role("button", name="四点").click()
    await expect(zhou.bubble("几点？")).to_contain_text("1 人已投")
    await expect(zhou.effect("几点？")).to_contain_text("已处理")
    await zhou.bubble("几点？").get_by_role("button", name="谁选了什么").click()
    await expect(zhou.page.get_by_role("dialog", name="几点？")).to_contain_text("何川四点")
    await zhou.page.keyboard.press("Escape")
    await zhou.bubble("几点？").get_by_role("button", name="结束投票").click()
    await expect(he.bubble("几点？")).to_contain_text("已结束")
    await expect(he.bubble("几点？").get_by_role("button", name="三点")).to_be_disabled()


async def test_a_poll_with_an_end_takes_no_more_votes_after_it(screens: Any, stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI)
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}", size=PHONE)
    he = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}")
    xu = await sit(screens, stage, XU_JINGYI, f"/messages/{talk.id}")
    await he.page.clock.install()
    await he.page.reload()
    await zhou.page.get_by_role("button", name="更多内容").click()
    await zhou.page.get_by_role("menuitem", name="发起投票").click()
    dialog = zhou.page.get_by_role("dialog", name="发起投票")
    await dialog.get_by_label("问题").fill("几点？")
    await dialog.get_by_label("选项 1", exact=True).fill("三点")
    await dialog.get_by_label("选项 2", exact=True).fill("四点")
    ends = dialog.get_by_label("截止", exact=True)
    assert await ends.locator("option").all_inner_texts() == [
        "不限",
        "1 小时后",
        "今天结束时",
        "明天结束时",
        "选时间…",
    ]
    await ends.select_option("选时间…")
    await dialog.get_by_label("截止时间").fill("2020-01-01T09:00")
    await dialog.get_by_role("button", name="发出投票").click()
    await expect(dialog.get_by_role("alert")).to_contain_text("截止时间已过")
    await ends.select_option("1 小时后")
    await dialog.get_by_role("button", name="发出投票").click()
    for chat in (zhou, he, xu):
        await expect(chat.bubble("几点？")).to_contain_text(re.compile(r"\d\d:\d\d 截止"))
    await he.bubble("几点？").get_by_role("button", name="四点").click()
    await expect(zhou.bubble("几点？")).to_contain_text("1 人已投")
    # On the screen it ends by itself; and where a device's clock is behind, the server says it.
    await he.page.clock.fast_forward("01:00:10")
    await expect(he.bubble("几点？")).to_contain_text("已结束")
    await expect(he.bubble("几点？").get_by_role("button", name="三点")).to_be_disabled()
    with clock.travel(timedelta(hours=2)):
        await xu.bubble("几点？").get_by_role("button", name="三点").click()
        await toasted(xu.page, "投票已结束")
    await expect(zhou.bubble("几点？")).to_contain_text("1 人已投")


async def test_a_thread_is_followed_beside_the_conversation(screens: Any, stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)
    root = await talk.say(ZHOU_LAN, "谁去？")
    await talk.say(HE_CHUAN, "我去", reply_to=root["seq"])
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}")
    he = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}")
    await zhou.bubble("谁去？").get_by_role("button", name="1 条回复").click()
    await expect(zhou.details).to_contain_text("我去")
    await he.act("我去", "回复")
    await he.say("九点出发")
    await expect(zhou.details).to_contain_text("九点出发")
    await expect(zhou.bubble("谁去？").first).to_contain_text("2 条回复")


async def test_messages_are_forwarded_together_and_opened_by_another(screens: Any, stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)
    other = await direct(stage, ZHOU_LAN, XU_JINGYI)
    await other.say(XU_JINGYI, "在吗")
    await talk.say(HE_CHUAN, "第一句")
    await talk.say(ZHOU_LAN, "第二句")
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}")
    xu = await sit(screens, stage, XU_JINGYI, f"/messages/{other.id}")
    await zhou.act("第一句", "多选")
    boxes = [zhou.bubble(text).get_by_role("checkbox") for text in ("第一句", "第二句")]
    # All boxes stand in one column; the whole row is pressed.
    assert len({round((await box.bounding_box() or {})["x"]) for box in boxes}) == 1
    await zhou.bubble("第二句").get_by_text("第二句").click()
    await expect(boxes[1]).to_be_checked()
    await zhou.bubble("第二句").click(position={"x": 300, "y": 20})
    await expect(boxes[1]).not_to_be_checked()
    await boxes[1].check()
    await zhou.page.get_by_role("button", name="合并转发").click()
    dialog = zhou.page.get_by_role("dialog", name="合并转发 2 条消息")
    await dialog.get_by_role("button", name="许静怡").click()
    await dialog.get_by_role("button", name="转发到 1 个会话").click()
    await expect(xu.stream).to_contain_text("备课组 的聊天记录")
    # A press anywhere on the card opens it.
    await xu.stream.get_by_role("region", name="备课组 的聊天记录").click(position={"x": 20, "y": 12})
    await expect(xu.page.get_by_role("dialog", name="备课组 的聊天记录")).to_contain_text("第二句")
    await expect(zhou.field).to_be_visible()


async def test_a_sticker_is_sent_and_a_message_kept_at_hand(screens: Any, stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}")
    he = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}")
    await zhou.page.get_by_role("button", name="贴纸").click()
    await zhou.page.get_by_role("dialog", name="贴纸").get_by_label("收到").click()
    await expect(he.stream.get_by_role("img", name="收到")).to_be_visible()
    await zhou.say("记住这句")
    await he.act("记住这句", "收藏")
    await he.page.get_by_role("button", name="收藏", exact=True).first.click()
    await expect(he.page.get_by_role("dialog", name="收藏")).to_contain_text("记住这句")
    kept = he.page.get_by_role("dialog", name="收藏")
    await kept.get_by_label("在收藏中搜索").fill("記住這句")
    await expect(kept).to_contain_text("记住这句")
    await kept.get_by_label("在收藏中搜索").fill("别的")
    await expect(kept).to_contain_text("没有找到这样的收藏")
    await kept.get_by_label("在收藏中搜索").fill("这句")
    await expect(kept).to_contain_text("记住这句")


async def test_what_is_kept_while_one_looks_at_ones_favourites_comes_to_them(screens: Any, stage: Stage) -> None:
    talk = await direct(stage, ZHOU_LAN, HE_CHUAN)
    await talk.say(ZHOU_LAN, "记住这句")
    he = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}")
    lap = await sit(screens, stage, HE_CHUAN)
    await expect(lap.row(talk)).to_be_visible()
    await lap.page.get_by_role("button", name="收藏", exact=True).first.click()
    await expect(lap.page.get_by_role("dialog", name="收藏")).to_contain_text("还没有收藏")
    held = asyncio.Event()

    async def later(route: Route) -> None:
        await held.wait()
        await route.continue_()

    await he.page.route("**/favourite", later)
    await he.act("记住这句", "收藏")
    await he.page.get_by_role("button", name="收藏", exact=True).first.click()
    dialog = he.page.get_by_role("dialog", name="收藏")
    await expect(dialog).to_contain_text("还没有收藏")
    held.set()
    for one in (he, lap):
        await expect(one.page.get_by_role("dialog", name="收藏")).to_contain_text("记住这句")


async def test_a_draft_follows_to_the_other_device(screens: Any, stage: Stage) -> None:
    talk = await direct(stage, ZHOU_LAN, HE_CHUAN)
    await talk.say(HE_CHUAN, "在吗")
    desk = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}")
    phone = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}", size=PHONE)
    await desk.field.fill("写到一半")
    await expect(phone.field).to_have_value("写到一半")

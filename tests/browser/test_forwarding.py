"""Two people: what one lets leave a conversation, the other is offered to forward, or told why not (MSG-2, MSG-3)."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Locator, expect

from tests.browser.chat import TOUCH, Chat, hold, sit
from tests.cast import BAI_LU, HE_CHUAN, LIN_YUE, XU_JINGYI, ZHOU_LAN, Stage
from tests.messaging.files import forward
from tests.messaging.talk import Office, Talk, direct, group
from tests.messaging.test_around import allow
from tests.messaging.test_governing import settings
from tests.support.browser import toasted

CLOSED = "本群只有群主和管理员可以转发消息。"


@pytest.fixture
async def talk(stage: Stage) -> Talk:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI)
    await talk.say(XU_JINGYI, "内部的话")
    return talk


async def menu_of(chat: Chat, text: str) -> Locator:
    """The menu of a message, opened."""
    message = chat.bubble(text).last
    await message.hover()
    await message.locator("[role=toolbar]").get_by_label("更多").click()
    menu = chat.page.get_by_role("menu")
    await expect(menu).to_be_visible()
    return menu


async def test_what_an_owner_closes_a_member_is_not_offered_and_told_why(
    screens: Any, stage: Stage, talk: Talk
) -> None:
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}?details=settings")
    he = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}")
    tools = he.bubble("内部的话").locator("[role=toolbar]")
    await expect(tools.get_by_label("转发", exact=True)).to_be_attached()
    await he.act("内部的话", "多选")
    bar = he.page.get_by_role("toolbar", name="已选消息的操作")
    await expect(bar.get_by_role("button", name="合并转发")).to_be_enabled()
    await zhou.details.get_by_role("combobox", name="谁可以转发本群消息").select_option("群主和管理员")
    await expect(he.stream.get_by_text("周岚修改了群设置")).to_be_visible()
    await expect(bar.get_by_role("status")).to_have_text(CLOSED)
    await expect(bar.get_by_role("button")).to_have_count(1)
    await bar.get_by_role("button", name="取消").click()
    await expect(tools.get_by_label("转发", exact=True)).to_have_count(0)
    menu = await menu_of(he, "内部的话")
    await expect(menu.get_by_role("menuitem", name="转发（仅群主和管理员可以）")).to_be_disabled()
    await expect(menu.get_by_role("menuitem", name="多选")).to_have_count(0)
    await he.page.keyboard.press("Escape")
    await he.page.goto(f"/messages/{talk.id}?details=settings")
    await expect(he.details.get_by_role("combobox", name="谁可以转发本群消息")).to_be_disabled()
    await expect(he.details.get_by_role("combobox", name="谁可以转发本群消息")).to_have_value("admins")
    # Owner and admins forward on, until nobody does.
    await expect(zhou.bubble("内部的话").get_by_label("转发", exact=True)).to_be_attached()
    await zhou.details.get_by_role("combobox", name="谁可以转发本群消息").select_option("不允许")
    menu = await menu_of(zhou, "内部的话")
    await expect(menu.get_by_role("menuitem", name="转发（本群不允许）")).to_be_disabled()


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
async def test_a_dialog_says_of_each_conversation_what_became_of_it(
    screens: Any, stage: Stage, talk: Talk, phone: bool
) -> None:
    two = await direct(stage, HE_CHUAN, LIN_YUE)
    await two.say(LIN_YUE, "在吗")
    closed = await group(stage, XU_JINGYI, HE_CHUAN, LIN_YUE, name="通知群")
    await settings(closed, XU_JINGYI, posting="admins")
    lin = await sit(screens, stage, LIN_YUE, f"/messages/{two.id}")
    he = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}", **(TOUCH if phone else {}))
    if phone:
        await hold(he.page, he.bubble("内部的话").get_by_text("内部的话"))
        await he.page.get_by_role("menuitem", name="转发").tap()
    else:
        await he.act("内部的话", "转发")
    dialog = he.page.get_by_role("dialog", name="转发 1 条消息")
    for name in ("林悦", "通知群"):
        await dialog.get_by_role("button", name=name).click()
    await dialog.get_by_role("button", name="转发到 2 个会话").click()
    await expect(dialog.get_by_role("status")).to_have_text("已转发到 1 个会话，1 个没有成功")
    lines = dialog.get_by_role("listitem")
    await expect(lines.filter(has_text="林悦")).to_contain_text("已转发")
    await expect(lines.filter(has_text="通知群")).to_contain_text("本群已开启全员禁言，只有群主和管理员可以发言。")
    await expect(lin.bubble("内部的话")).to_have_count(1)
    await settings(closed, XU_JINGYI, posting="all")
    await dialog.get_by_role("button", name="重试 1 个会话").click()
    await expect(dialog).to_have_count(0)
    await toasted(he.page, "已转发到 2 个会话")
    await lin.open(closed)
    await expect(lin.bubble("内部的话")).to_contain_text("转发自 许静怡")
    await lin.open(two)
    await expect(lin.bubble("内部的话")).to_have_count(1)


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
async def test_a_rule_that_changes_while_the_dialog_is_open_is_said_there(
    screens: Any, stage: Stage, talk: Talk, phone: bool
) -> None:
    two = await direct(stage, HE_CHUAN, LIN_YUE)
    await two.say(LIN_YUE, "在吗")
    he = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}", **(TOUCH if phone else {}))
    if phone:
        await hold(he.page, he.bubble("内部的话").get_by_text("内部的话"))
        await he.page.get_by_role("menuitem", name="转发").tap()
    else:
        await he.act("内部的话", "转发")
    dialog = he.page.get_by_role("dialog")
    await dialog.get_by_role("button", name="林悦").click()
    send = dialog.get_by_role("button", name="转发到 1 个会话")
    await expect(send).to_be_enabled()
    await settings(talk, forwarding="admins")
    await expect(dialog.get_by_role("alert")).to_have_text(CLOSED)
    await expect(send).to_be_disabled()
    await settings(talk, forwarding="all")
    await expect(dialog.get_by_role("alert")).to_have_count(0)
    await send.click()
    await expect(dialog).to_have_count(0)


async def test_what_the_organisation_keeps_is_not_offered_to_groups_of_others(
    screens: Any, stage: Stage, talk: Talk
) -> None:
    await Office(stage, company=True).admit(HE_CHUAN)
    theirs, outside = await group(stage, BAI_LU, HE_CHUAN, name="公司的群"), await direct(stage, HE_CHUAN, BAI_LU)
    for there in (theirs, outside):
        await there.say(BAI_LU, "在吗")
    zhou = await sit(screens, stage, ZHOU_LAN, f"/admin/{stage.school}/organisation")
    consent = zhou.page.get_by_role("checkbox", name="允许把会话里的消息转发给组织外的人")
    await expect(consent).to_be_checked()
    he = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}")
    await consent.uncheck()
    await toasted(zhou.page, "已保存")
    await he.act("内部的话", "转发")
    dialog = he.page.get_by_role("dialog")
    row = dialog.get_by_role("button", name="公司的群")
    await expect(row).to_be_disabled()
    await expect(row).to_contain_text("有组织外的人，不能转发")
    # Who is outside among two people, the server says.
    await dialog.get_by_role("button", name=BAI_LU.name).click()
    await dialog.get_by_role("button", name="转发到 1 个会话").click()
    words = "按组织的规则，这些消息不能转发到有组织外人员的会话。"
    await expect(dialog.get_by_role("listitem").last).to_contain_text(words)


async def test_a_copy_is_not_offered_to_be_edited(screens: Any, stage: Stage, talk: Talk) -> None:
    two = await direct(stage, HE_CHUAN, LIN_YUE)
    await two.say(HE_CHUAN, "自己的话")
    await forward(two, HE_CHUAN, talk, 2)
    he = await sit(screens, stage, HE_CHUAN, f"/messages/{two.id}")
    await expect(he.bubble("内部的话")).to_contain_text("转发自 许静怡")
    menu = await menu_of(he, "内部的话")
    await expect(menu.get_by_role("menuitem", name="撤回")).to_be_visible()
    await expect(menu.get_by_role("menuitem", name="编辑")).to_have_count(0)
    await he.page.keyboard.press("Escape")
    menu = await menu_of(he, "自己的话")
    await expect(menu.get_by_role("menuitem", name="编辑")).to_be_visible()


async def test_a_rule_that_the_screen_does_not_know_yet_is_said_by_the_server(
    screens: Any, stage: Stage, talk: Talk
) -> None:
    two = await direct(stage, HE_CHUAN, LIN_YUE)
    await two.say(LIN_YUE, "在吗")
    await allow(stage, locations=True)
    place = {"kind": "location", "latitude": 39.9, "longitude": 116.4, "label": "校门口"}
    await talk.say(XU_JINGYI, "在这里等", content=place)
    he = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}")
    await he.act("在这里等", "转发")
    await allow(stage, locations=False)
    dialog = he.page.get_by_role("dialog")
    await dialog.get_by_role("button", name="林悦").click()
    await dialog.get_by_role("button", name="转发到 1 个会话").click()
    await expect(dialog.get_by_role("listitem").last).to_contain_text("本组织未开启发送位置。")

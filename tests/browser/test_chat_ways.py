"""Ways out of what one opened, and care with what cannot be taken back."""

from __future__ import annotations

import functools
from typing import Any

import pytest
from playwright.async_api import Locator, expect

from tests.browser.chat import TOUCH, Chat, hold, sit
from tests.cast import HE_CHUAN, XU_JINGYI, ZHOU_LAN, Stage
from tests.messaging.files import PHOTO, given, send_files
from tests.messaging.talk import direct, group
from tests.support.browser import DESKTOP, PHONE, toasted, until

LONG = "超长群名" * 15


async def test_on_a_phone_one_leaves_a_group_and_never_comes_to_a_dead_end(screens: Any, stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI, name=LONG)
    he = await sit(screens, stage, HE_CHUAN, **TOUCH)
    page = he.page
    await he.row(talk).tap()

    # However long the name, the empty field is one line.
    async def one_line() -> bool:
        box = await he.field.bounding_box()
        return box is not None and box["height"] < 60

    await until(one_line)

    await page.get_by_role("button", name="群成员").tap()
    await page.get_by_role("button", name="退出群聊").tap()
    dialog = page.get_by_role("dialog")

    async def fits() -> bool:
        title = await dialog.get_by_role("heading").bounding_box()
        act = await dialog.get_by_role("button", name="退出群聊").bounding_box()
        close = await dialog.get_by_role("button", name="关闭").bounding_box()
        assert title
        assert act
        assert close
        wide = title["width"] > 250 and act["width"] < 160 and close["width"] < 60
        return wide and act["y"] + act["height"] <= PHONE["height"]

    await until(fits)
    await dialog.get_by_role("button", name="退出群聊").tap()
    await page.wait_for_url("**/messages")
    await expect(he.row(talk)).to_have_count(0)

    # Back leads past it, and an old link says what is wrong and where to go.
    await page.go_back()
    await expect(page.get_by_role("button", name="发起聊天")).to_be_visible()
    await page.goto(f"/messages/{talk.id}?details=members")
    await expect(page.get_by_text("找不到这个会话")).to_be_visible()
    await expect(page.get_by_role("button", name="返回")).to_be_visible()
    await page.get_by_role("button", name="回到会话列表").tap()
    await expect(page.get_by_role("navigation", name="主导航")).to_be_visible()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_the_head_of_a_group_leads_to_what_there_is_to_know_of_it(
    screens: Any, stage: Stage, size: dict[str, int]
) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, name=LONG)
    await send_files(talk, HE_CHUAN, await given(stage, HE_CHUAN, str(stage.school), PHOTO, "现场.jpg"))
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}", size=size)
    page, phone = zhou.page, size == PHONE

    async def choose(what: str) -> None:
        await page.get_by_role("button", name="更多", exact=True).click()
        await page.get_by_role("menuitem", name=what).click()

    async def back() -> None:
        await zhou.details.get_by_role("button", name="返回" if phone else "关闭").first.click()
        await expect(zhou.details).to_have_count(0)

    await page.get_by_role("heading", name=LONG).get_by_role("button").click()
    await expect(zhou.details.get_by_role("button", name="导出记录")).to_be_visible()
    await back()
    await choose("群信息")
    await expect(zhou.details.get_by_role("button", name="解散群聊")).to_be_visible()
    await back()
    await choose("群设置")
    await expect(zhou.details.get_by_role("switch", name="全员禁言")).to_be_visible()
    await back()
    await choose("文件")
    found = zhou.details.get_by_role("button", name="现场.jpg")
    await expect(found).to_be_visible()
    # The files stay beside what one of them leads to.
    await found.click()
    await expect(found).to_have_count(0 if phone else 1)
    await expect(zhou.stream).to_be_visible()


async def test_escape_closes_one_layer_also_above_menus_and_dialogs(screens: Any, stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI)
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}?details=members")
    await expect(zhou.details).to_be_visible()
    await zhou.page.get_by_role("button", name="更多", exact=True).click()
    await expect(zhou.page.get_by_role("menuitem", name="置顶")).to_be_visible()
    await zhou.page.keyboard.press("Escape")
    await expect(zhou.page.get_by_role("menuitem", name="置顶")).to_have_count(0)
    await expect(zhou.details).to_be_visible()
    await zhou.page.keyboard.press("Escape")
    await expect(zhou.details).to_have_count(0)

    await zhou.page.goto(f"/directory/{stage.school}/all")
    await zhou.page.get_by_role("listitem").filter(has_text="周岚").get_by_role("button").click()
    card = zhou.page.get_by_role("complementary")
    await card.get_by_role("button", name="离开组织").click()
    dialog = zhou.page.get_by_role("dialog")
    await expect(dialog).to_be_visible()
    await zhou.page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    await expect(card).to_be_visible()
    await zhou.page.keyboard.press("Escape")
    await expect(card).to_have_count(0)


async def test_a_group_is_given_away_only_on_purpose(screens: Any, stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI)
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}?details=members")
    seat = zhou.details.get_by_role("listitem").filter(has_text="何川")

    async def ask() -> None:
        await seat.get_by_role("button", name="何川：更多操作").click()
        await zhou.page.get_by_role("menuitem", name="转让群主").click()
        await expect(zhou.page.get_by_role("dialog")).to_contain_text("你会成为普通成员，不能自己要回来")

    await ask()
    await zhou.page.get_by_role("dialog").get_by_role("button", name="取消").click()
    assert (await talk.view(ZHOU_LAN))["owner_id"] == str(stage.person(ZHOU_LAN))
    await ask()
    await zhou.page.get_by_role("dialog").get_by_role("button", name="转让群主").click()
    await expect(seat).to_contain_text("群主")
    await expect(zhou.page.get_by_role("dialog")).to_have_count(0)
    assert (await talk.view(ZHOU_LAN))["owner_id"] == str(stage.person(HE_CHUAN))


async def test_what_is_written_anew_still_answers_and_names(screens: Any, stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI)
    await talk.say(HE_CHUAN, "谁去三楼")
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}")
    await zhou.act("谁去三楼", "回复")
    await zhou.field.press_sequentially("@许")
    await expect(zhou.page.get_by_role("option", name="许静怡")).to_be_visible()
    await zhou.field.press("Enter")
    await zhou.field.press_sequentially("去四楼")
    await zhou.field.press("Enter")
    await zhou.act("去四楼", "撤回")
    await expect(zhou.stream).to_contain_text("你撤回了一条消息")

    # What is being written meanwhile is not lost to it.
    await zhou.field.fill("谢谢")
    await zhou.page.get_by_role("button", name="重新编辑").click()
    await expect(zhou.field).to_have_value("@许静怡 去四楼\n谢谢")
    await expect(zhou.field).to_be_focused()
    await expect(zhou.page.get_by_text("回复 何川")).to_be_visible()
    await zhou.field.fill("@许静怡 去三楼")
    await zhou.field.press("Enter")
    again = zhou.bubble("去三楼").last
    await expect(again.locator("[class*=mention]")).to_have_text("@许静怡")
    await expect(again.get_by_title("跳到原消息")).to_contain_text("谁去三楼")


async def test_a_finger_that_lifts_leaves_the_menu_open(screens: Any, stage: Stage) -> None:
    talk = await direct(stage, ZHOU_LAN, HE_CHUAN)
    await talk.say(HE_CHUAN, "按住我")
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}", **TOUCH)
    await hold(zhou.page, zhou.bubble("按住我").locator("p").last)
    await zhou.page.get_by_role("menuitem", name="回复").tap()
    await expect(zhou.page.get_by_text("回复 何川")).to_be_visible()


async def test_the_field_grows_and_the_newest_message_stays_in_sight(screens: Any, stage: Stage) -> None:
    talk = await direct(stage, ZHOU_LAN, HE_CHUAN)
    for number in range(20):
        await talk.say(ZHOU_LAN, f"第 {number} 条")
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}")
    newest = zhou.bubble("第 19 条")
    await expect(newest).to_be_in_viewport()
    await zhou.field.fill("一行\n" * 12)

    async def above_the_field() -> bool:
        below = await newest.bounding_box()
        field = await zhou.field.bounding_box()
        return bool(below and field and field["height"] > 100 and below["y"] + below["height"] <= field["y"])

    await until(above_the_field)

    await zhou.field.fill("长" * 20_100)
    await expect(zhou.page.get_by_role("status").filter(has_text="超出 100 字")).to_be_visible()
    await expect(zhou.page.get_by_role("button", name="发送")).to_be_disabled()
    await zhou.field.fill("长" * 19_900)
    await expect(zhou.page.get_by_role("status").filter(has_text="还可以写 100 字")).to_be_visible()


async def beside(chat: Chat, bubble: Locator) -> bool:
    """Whether the tools of a message stand beside its text, and in the stream."""
    tools = await bubble.get_by_role("toolbar").bounding_box()
    text = await bubble.locator("p[class*=text]").bounding_box()
    stream = await chat.stream.bounding_box()
    assert tools
    assert text
    assert stream
    apart = tools["x"] + tools["width"] <= text["x"] or tools["x"] >= text["x"] + text["width"]
    return apart and stream["x"] <= tools["x"] <= stream["x"] + stream["width"] - tools["width"]


async def test_tools_stand_beside_what_one_reads(screens: Any, stage: Stage) -> None:
    talk = await direct(stage, ZHOU_LAN, HE_CHUAN)
    await talk.say(ZHOU_LAN, "先说一句")
    await talk.say(HE_CHUAN, "很长的一段话" * 40)
    await talk.say(ZHOU_LAN, "很长的一段话" * 40)
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}")
    for bubble in (zhou.bubble("很长").first, zhou.bubble("很长").last):
        await bubble.hover()
        await until(functools.partial(beside, zhou, bubble))


@pytest.mark.parametrize("size", [PHONE, {"width": 800, "height": 800}], ids=["one pane", "two panes"])
async def test_where_there_is_little_room_the_dots_alone_stand_beside_what_one_reads(
    screens: Any, stage: Stage, size: dict[str, int]
) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)
    await talk.say(ZHOU_LAN, "先说一句")
    await talk.say(HE_CHUAN, "很长的一段话" * 40)
    await talk.say(ZHOU_LAN, "很长的一段话" * 40)
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}", size=size)
    for bubble in (zhou.bubble("很长").first, zhou.bubble("很长").last):
        await bubble.hover()
        await until(functools.partial(beside, zhou, bubble))
    await expect(zhou.bubble("很长").last.get_by_role("toolbar").get_by_role("button")).to_have_count(1)
    await zhou.bubble("很长").first.hover()
    await zhou.bubble("很长").first.get_by_label("更多").click()
    await zhou.page.get_by_role("menuitemcheckbox", name="回应表情 👍").click()
    await expect(zhou.bubble("很长").first.get_by_role("button", name="👍")).to_be_visible()


async def test_copying_says_what_it_did_and_offers_the_text_where_it_may_not(screens: Any, stage: Stage) -> None:
    talk = await direct(stage, ZHOU_LAN, HE_CHUAN)
    await talk.say(HE_CHUAN, "三楼 302")
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}")
    # A page without TLS has no clipboard, only the old way.
    await zhou.page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    await zhou.act("三楼", "复制")
    await toasted(zhou.page, "已复制")

    await zhou.page.evaluate("document.execCommand = () => false")
    await zhou.act("三楼", "复制")
    dialog = zhou.page.get_by_role("dialog")
    await expect(dialog.get_by_role("textbox")).to_have_value("三楼 302")
    await until(lambda: zhou.page.evaluate("getSelection().toString()"), "三楼 302")
    await zhou.page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)


async def test_colleagues_of_ones_own_department_come_first(screens: Any, stage: Stage) -> None:
    zhou = await sit(screens, stage, ZHOU_LAN)
    await zhou.page.get_by_role("button", name="发起聊天").click()
    dialog = zhou.page.get_by_role("dialog")
    await expect(dialog.get_by_role("heading", name="同部门")).to_be_visible()
    await expect(dialog.get_by_role("button", pressed=False).filter(has_text="教务").first).to_be_visible()
    search = dialog.get_by_role("searchbox")
    await search.fill("静怡")
    await dialog.get_by_role("button", name="许静怡").click()
    await expect(search).to_have_value("")
    await expect(search).to_be_focused()
    await expect(dialog.get_by_role("button", name="取消选择许静怡")).to_be_visible()

"""Running a group, with two people at two screens: what the owner does the other feels at once (MSG-3)."""

from __future__ import annotations

import asyncio
import os
import re
from pathlib import Path
from typing import Any

from playwright.async_api import Page, Route, expect

from tests.browser.chat import sit
from tests.cast import HE_CHUAN, LIN_YUE, XU_JINGYI, ZHOU_LAN, Stage
from tests.messaging.talk import group
from tests.support.browser import PHONE, toasted

SHOTS = os.environ.get("TOCSIN_SHOTS")


async def look(page: Page, name: str) -> None:
    """Keep a picture of a screen, where somebody wants to look at it."""
    if SHOTS:
        await page.wait_for_timeout(400)
        await page.screenshot(path=str(Path(SHOTS) / f"{name}.png"))


async def test_an_announcement_is_confirmed_and_the_owner_sees_who_has(screens: Any, stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI)
    await talk.say(XU_JINGYI, "大家好")
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}?details=announcements")
    he = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}", size=PHONE)
    await zhou.details.get_by_label("发布公告").click()
    dialog = zhou.page.get_by_role("dialog", name="发布公告")
    words = dialog.get_by_label("公告内容")
    # Room for six lines of it.
    assert await words.evaluate("one => one.clientHeight / parseFloat(getComputedStyle(one).lineHeight)") > 5
    await words.fill("周五下午停电，请提前保存文件。")
    await dialog.get_by_label("需要每个人确认").check()
    await dialog.get_by_role("button", name="发布", exact=True).click()
    bar = he.page.get_by_role("region", name="群公告")
    await expect(bar).to_contain_text("周五下午停电")
    await look(he.page, "bar-phone")
    await bar.get_by_role("button", name="确认", exact=True).click()
    await expect(bar).to_contain_text("已确认")
    await expect(zhou.details).to_contain_text("已确认 1/2")
    await zhou.details.get_by_role("button", name="查看名单").click()
    # As of a message: who has, when and on what device, who has not, and what proves it; the line stands in the chat.
    pane = zhou.details
    done = pane.get_by_role("region", name="已确认 1").get_by_role("listitem")
    await expect(done).to_contain_text("何川")
    await expect(done.locator("time")).to_have_text(re.compile(r"\d\d:\d\d:\d\d"))
    await expect(pane.get_by_role("region", name="未确认 1")).to_contain_text("许静怡")
    await expect(pane.get_by_role("button", name="下载证据文件")).to_be_visible()
    paper = zhou.page.get_by_role("article", name="公告")
    await expect(paper).to_contain_text("确认 1/2")
    await look(zhou.page, "announcement-effects-desktop")
    await paper.click(button="right")
    await expect(zhou.page.get_by_role("menuitem", name="下载证据文件")).to_be_visible()
    await zhou.page.keyboard.press("Escape")
    await zhou.page.go_back()
    await look(zhou.page, "announcements-desktop")
    await zhou.details.get_by_role("button", name="提醒未确认的人").click()
    await toasted(zhou.page, "已提醒 1 人")


async def test_everybody_is_muted_and_what_was_begun_is_kept(screens: Any, stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}?details=settings")
    he = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}", dark=True)
    await he.field.fill("写到一半")
    await zhou.details.get_by_label("全员禁言").click()
    silent = he.page.get_by_role("status").filter(has_text="已开启全员禁言")
    await expect(silent).to_contain_text("写到一半")
    await look(zhou.page, "settings-desktop")
    await look(he.page, "silent-dark")
    await zhou.details.locator("label", has_text="全员禁言").click()
    await expect(he.field).to_have_value("写到一半")


async def test_somebody_asks_to_join_and_is_let_in(screens: Any, stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, name="合唱团")
    zhou_client = await stage.as_(ZHOU_LAN)
    await zhou_client.json("PATCH", f"{talk.path}/settings", json={"approval": True, "listed": True})
    link = await zhou_client.json("POST", f"{talk.path}/links")
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}?details=members")
    lin = await sit(screens, stage, LIN_YUE, f"/groups/join/{link['code']}", size=PHONE)
    await expect(lin.page.get_by_text("合唱团").first).to_be_visible()
    await look(lin.page, "join-phone")
    await lin.page.get_by_role("button", name="申请加入").click()
    await expect(lin.page.get_by_role("status")).to_contain_text("等待群主或管理员同意")
    await expect(zhou.row(talk)).to_contain_text("1 人申请入群")
    await look(zhou.page, "members-desktop")
    await zhou.details.get_by_role("button", name="入群申请").click()
    await zhou.details.get_by_role("button", name="同意").click()
    await expect(zhou.details).to_contain_text("没有等待处理的申请")
    await lin.page.goto("/groups")
    await expect(lin.page.get_by_role("button", name="打开")).to_be_visible()
    await look(lin.page, "find-phone")


async def test_a_word_goes_with_the_request_from_the_list(screens: Any, stage: Stage) -> None:
    """What waits stands once in the list of groups, with the way to take it back."""
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, name="合唱团")
    zhou_client = await stage.as_(ZHOU_LAN)
    await zhou_client.json("PATCH", f"{talk.path}/settings", json={"approval": True, "listed": True})
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}?details=members")
    await expect(zhou.field).to_be_visible()
    page = await screens.visit(await stage.as_(LIN_YUE), "/groups", size=PHONE)
    await page.get_by_role("button", name="申请加入").click()
    dialog = page.get_by_role("dialog", name="申请加入「合唱团」")
    await expect(dialog.get_by_label("给群主的话")).to_be_focused()
    await page.keyboard.type("我会唱男高音" + "，每周三和周五晚上都有空来练" * 8)
    await look(page, "ask-phone")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("region", name="等待同意的申请")).to_contain_text("合唱团")
    await expect(page.get_by_role("listitem").filter(has_text="合唱团")).to_have_count(1)
    await expect(page.get_by_text("没有找到可加入的群")).to_have_count(0)
    await zhou.details.get_by_role("button", name="入群申请").click()
    word = zhou.details.get_by_text("我会唱男高音")
    folded = (await word.bounding_box() or {})["height"]
    await zhou.details.get_by_role("button", name="全文").click()
    await expect(zhou.details.get_by_role("button", name="收起")).to_be_visible()
    assert (await word.bounding_box() or {})["height"] > folded
    assert await word.evaluate("one => one.scrollHeight <= one.clientHeight + 1 && one.scrollWidth <= one.clientWidth")
    await page.get_by_role("button", name="撤回申请").click()
    await expect(page.get_by_role("button", name="申请加入")).to_be_visible()


async def test_a_group_is_named_an_admin_and_dissolved_by_its_name(screens: Any, stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, name="临时小组")
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}?details=members")
    he = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}?details=members")
    await zhou.details.get_by_label("何川：更多操作").click()
    await zhou.page.get_by_role("menuitem", name="设为管理员").click()
    await expect(he.details.get_by_text("管理员", exact=True)).to_be_visible()
    await expect(he.details.get_by_role("button", name="修改群名")).to_be_visible()
    await zhou.details.get_by_role("button", name="解散群聊").click()
    dialog = zhou.page.get_by_role("dialog", name="解散「临时小组」？")
    confirm = dialog.get_by_role("button", name="解散群聊")
    await expect(confirm).to_be_disabled()
    await dialog.get_by_role("textbox").fill("临时小组")
    await look(zhou.page, "dissolve-desktop")
    await confirm.click()
    await expect(he.page.get_by_text("本群已解散")).to_be_visible()


async def test_who_becomes_an_admin_while_the_members_are_read_is_shown_as_one(screens: Any, stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)
    he = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}")
    await expect(he.field).to_be_visible()
    read, told = asyncio.Event(), asyncio.Event()

    async def late(route: Route) -> None:
        """The answer is from before, and comes after."""
        answer = await route.fetch()
        read.set()
        await told.wait()
        # The page may wait for another answer by now.
        await route.fulfill(response=answer)

    await he.page.route(f"**{talk.path}/members?*", late, times=1)
    await he.page.get_by_role("button", name="群成员").click()
    await read.wait()
    path = f"{talk.path}/admins/{stage.person(HE_CHUAN)}"
    await (await stage.as_(ZHOU_LAN)).json("PUT", path, status=204)
    await expect(he.stream.get_by_text("周岚把你设为管理员")).to_be_visible()
    told.set()
    await expect(he.details.get_by_text("管理员", exact=True)).to_be_visible()


async def test_the_register_shows_groups_in_numbers(screens: Any, stage: Stage) -> None:
    one = await group(stage, XU_JINGYI, HE_CHUAN, LIN_YUE, name="外语教研")
    await group(stage, HE_CHUAN, LIN_YUE, name="排课讨论")
    for number in range(4):
        await one.say(XU_JINGYI, f"机密 {number}")
    admin = await stage.as_(ZHOU_LAN)
    page = await screens.visit(admin, f"/admin/{stage.school}/groups")
    await expect(page.get_by_role("button", name="外语教研")).to_be_visible()
    await expect(page.get_by_text("机密")).to_have_count(0)
    await look(page, "register-desktop")
    await page.get_by_role("button", name="外语教研").click()
    pane = page.get_by_role("complementary")
    await expect(pane.get_by_role("button", name="转交群主").first).to_be_visible()
    await look(page, "register-pane-desktop")
    await pane.get_by_role("listitem").filter(has_text="何川").get_by_role("button", name="转交群主").click()
    await page.get_by_role("dialog", name="把「外语教研」转交给何川？").get_by_role("button", name="转交群主").click()
    await toasted(page, "已转交，并记入审计记录。")
    assert (await one.view(HE_CHUAN))["role"] == "owner"
    phone = await screens.visit(admin, f"/admin/{stage.school}/groups", size=PHONE, dark=True)
    await expect(phone.get_by_role("button", name="外语教研")).to_be_visible()
    await look(phone, "register-phone")


async def test_who_may_call_everybody_follows_the_size_the_organisation_set(screens: Any, stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI)
    he = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}")
    everybody = he.page.get_by_role("option", name="所有人")
    await he.field.press_sequentially("@")
    await expect(everybody).to_be_visible()
    zhou = await sit(screens, stage, ZHOU_LAN, f"/admin/{stage.school}/organisation")
    await zhou.page.get_by_label("普通成员可 @所有人").select_option("不可，仅群主和管理员")
    await expect(everybody).to_have_count(0)
    await expect(he.page.get_by_role("option", name="周岚")).to_be_visible()
    await zhou.page.goto(f"/messages/{talk.id}?details=settings")
    await expect(zhou.details).to_contain_text("本组织规定：超过 0 人的群")
    await expect(zhou.details.get_by_role("switch", name="仅群主和管理员可 @所有人")).to_be_checked()
    await zhou.field.press_sequentially("@")
    await expect(zhou.page.get_by_role("option", name="所有人")).to_be_visible()

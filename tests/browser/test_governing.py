"""What owner and admins decide in a group, felt by those who look at it or write in it (MSG-3)."""

from __future__ import annotations

import asyncio
from typing import Any

from playwright.async_api import Route, expect

from tests.browser.chat import Chat, sit
from tests.cast import HE_CHUAN, LIN_YUE, SU_RUI, XU_JINGYI, ZHOU_LAN, Player, Stage
from tests.messaging.talk import Talk, group
from tests.support.browser import toasted


def seat(chat: Chat, who: Player) -> Any:
    """Somebody's row among the members."""
    return chat.details.get_by_role("listitem").filter(has_text=who.name)


async def appoint(stage: Stage, talk: Talk, who: Player) -> None:
    """Make somebody an admin of the group."""
    await (await stage.as_(ZHOU_LAN)).json("PUT", f"{talk.path}/admins/{stage.person(who)}", status=204)


async def settings(stage: Stage, talk: Talk, **changed: Any) -> None:
    """Set something in the group."""
    await (await stage.as_(ZHOU_LAN)).json("PATCH", f"{talk.path}/settings", json=changed)


async def test_an_owner_leaves_and_the_heir_runs_the_group_at_once(screens: Any, stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI, name="备课组")
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}?details=members")
    he = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}?details=members")
    await expect(seat(he, ZHOU_LAN)).to_contain_text("群主")
    await expect(he.details.get_by_role("button", name="解散群聊")).to_have_count(0)
    await zhou.details.get_by_role("button", name="退出群聊").click()
    dialog = zhou.page.get_by_role("dialog", name="退出「备课组」？")
    heirs = dialog.get_by_role("region", name="退出后由谁做群主").get_by_role("button")
    await expect(heirs).to_have_count(3)
    await expect(heirs.first).to_have_attribute("aria-pressed", "true")
    await heirs.filter(has_text=HE_CHUAN.name).click()
    await expect(heirs.first).to_have_attribute("aria-pressed", "false")
    await dialog.get_by_role("button", name="退出群聊").click()
    await expect(zhou.row(talk)).to_have_count(0)
    await expect(he.stream).to_contain_text("周岚将群主转给了你")
    await expect(he.stream).to_contain_text("周岚退出了群聊")
    await expect(he.page.get_by_text("你是群主")).to_be_visible()
    await expect(seat(he, ZHOU_LAN)).to_have_count(0)
    await expect(seat(he, HE_CHUAN)).to_contain_text("群主")
    await expect(he.details.get_by_role("button", name="解散群聊")).to_be_visible()


async def test_an_owner_who_names_nobody_leaves_the_group_to_its_admin(screens: Any, stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI, name="备课组")
    await appoint(stage, talk, XU_JINGYI)
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}?details=members")
    xu = await sit(screens, stage, XU_JINGYI, f"/messages/{talk.id}?details=members")
    await expect(seat(xu, XU_JINGYI)).to_contain_text("管理员")
    await zhou.details.get_by_role("button", name="退出群聊").click()
    dialog = zhou.page.get_by_role("dialog", name="退出「备课组」？")
    await dialog.get_by_role("button", name="退出群聊").click()
    await expect(seat(xu, XU_JINGYI)).to_contain_text("群主")
    await expect(xu.details.get_by_role("button", name="解散群聊")).to_be_visible()


async def test_a_group_ends_under_the_hands_of_who_writes_in_it(screens: Any, stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, name="临时小组")
    await talk.say(ZHOU_LAN, "记下来的话")
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}?details=members")
    he = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}?details=settings")
    await he.field.fill("写到一半")
    await zhou.details.get_by_role("button", name="解散群聊").click()
    dialog = zhou.page.get_by_role("dialog", name="解散「临时小组」？")
    await dialog.get_by_role("textbox").fill("临时小组")
    await dialog.get_by_role("button", name="解散群聊").click()
    for chat in (zhou, he):
        await expect(chat.page.get_by_text("本群已解散")).to_be_visible()
        await expect(chat.field).to_have_count(0)
        # What was said stays to be read.
        await expect(chat.bubble("记下来的话")).to_be_visible()
    await expect(he.stream).to_contain_text("周岚解散了群聊")
    await expect(he.row(talk)).to_contain_text("周岚解散了群聊")
    await expect(he.details.get_by_role("button", name="群链接与二维码")).to_have_count(0)
    await expect(zhou.details.get_by_role("button", name="解散群聊")).to_have_count(0)


async def test_two_admins_decide_at_once_and_both_see_what_holds(screens: Any, stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, name="合唱团")
    await appoint(stage, talk, HE_CHUAN)
    await settings(stage, talk, approval=True, listed=True)
    link = await (await stage.as_(ZHOU_LAN)).json("POST", f"{talk.path}/links")
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}?details=requests")
    he = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}?details=requests")
    for chat in (zhou, he):
        await expect(chat.details).to_contain_text("没有等待处理的申请")
    await (await stage.as_(LIN_YUE)).json("POST", f"/api/group-links/{link['code']}", json={"note": "想唱女中音"})
    decided = asyncio.Event()

    async def late(route: Route) -> None:
        """What the one presses is under way while the other's decision is stored."""
        await decided.wait()
        await route.continue_()

    await he.page.route("**/decision", late, times=1)
    for chat in (zhou, he):
        await expect(seat(chat, LIN_YUE)).to_contain_text("想唱女中音")
    await he.details.get_by_role("button", name="拒绝").click()
    await zhou.details.get_by_role("button", name="同意").click()
    await expect(zhou.stream).to_contain_text("林悦")
    decided.set()
    await toasted(he.page, "已经处理")
    for chat in (zhou, he):
        await expect(chat.details).to_contain_text("没有等待处理的申请")
        await expect(chat.row(talk)).not_to_contain_text("申请入群")
    assert (await talk.view(LIN_YUE))["members"] == 3
    # Who is an admin no more is told who decides now.
    path = f"{talk.path}/admins/{stage.person(HE_CHUAN)}"
    await (await stage.as_(ZHOU_LAN)).json("DELETE", path, status=204)
    await expect(he.details).to_contain_text("入群申请由群主和管理员处理")


async def test_who_asks_while_the_line_is_broken_is_there_when_it_is_back(screens: Any, stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, name="合唱团")
    await settings(stage, talk, approval=True, listed=True)
    link = await (await stage.as_(ZHOU_LAN)).json("POST", f"{talk.path}/links")
    lin, xu = await stage.as_(LIN_YUE), await stage.as_(XU_JINGYI)
    await lin.json("POST", f"/api/group-links/{link['code']}", json={})
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}?details=requests")
    await expect(seat(zhou, LIN_YUE)).to_be_visible()
    await zhou.page.context.set_offline(True)
    # One goes, another comes: as many as before.
    (own,) = await lin.json("GET", "/api/me/group-requests")
    await lin.json("DELETE", f"/api/me/group-requests/{own['id']}", status=204)
    await xu.json("POST", f"/api/group-links/{link['code']}", json={})
    await zhou.page.context.set_offline(False)
    await expect(seat(zhou, XU_JINGYI)).to_be_visible()
    await expect(seat(zhou, LIN_YUE)).to_have_count(0)


async def test_who_may_do_what_changes_while_one_writes(screens: Any, stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI)
    he = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}?details=members")
    add = he.details.get_by_role("button", name="添加成员")
    everybody = he.page.get_by_role("option", name="所有人")
    await expect(add).to_be_visible()
    await he.field.press("@")
    await expect(everybody).to_be_visible()
    # An open list of whom to mention changes too.
    await settings(stage, talk, mentioning="admins")
    await expect(everybody).to_have_count(0)
    await expect(he.page.get_by_role("option").first).to_be_visible()
    await he.field.fill("写到一半")
    await settings(stage, talk, inviting="admins")
    await expect(add).to_have_count(0)
    await settings(stage, talk, posting="admins")
    await expect(he.page.get_by_role("status").filter(has_text="已开启全员禁言")).to_contain_text("写到一半")
    # Made an admin, one may again, and goes on where one was.
    await appoint(stage, talk, HE_CHUAN)
    await expect(he.field).to_have_value("写到一半")
    await expect(add).to_be_visible()
    await he.field.press("End")
    await he.field.press("Enter")
    await expect(he.bubble("写到一半")).to_be_visible()


async def test_what_is_refused_in_an_open_dialog_says_why(screens: Any, stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)
    he = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}?details=members")
    await he.details.get_by_role("button", name="添加成员").click()
    dialog = he.page.get_by_role("dialog", name="添加成员")
    await dialog.get_by_role("searchbox").fill("苏芮")
    await (
        dialog.get_by_role("option", name=SU_RUI.name).or_(dialog.get_by_role("button", name=SU_RUI.name)).first.click()
    )
    await settings(stage, talk, inviting="admins")
    await dialog.get_by_role("button", name="添加 1 人").click()
    await expect(dialog.get_by_role("alert")).to_contain_text("只有群主和管理员可以")
    assert (await talk.view(ZHOU_LAN))["members"] == 2


async def test_one_is_silenced_and_everybody_sees_it(screens: Any, stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI)
    await appoint(stage, talk, XU_JINGYI)
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}?details=members")
    xu = await sit(screens, stage, XU_JINGYI, f"/messages/{talk.id}?details=members")
    he = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}?details=members")
    await expect(seat(xu, HE_CHUAN)).to_be_visible()
    await he.field.fill("写到一半")
    await zhou.details.get_by_label("何川：更多操作").click()
    await zhou.page.get_by_role("menuitem", name="禁言").hover()
    await zhou.page.get_by_role("menuitem", name="1 小时").click()
    silent = he.page.get_by_role("status").filter(has_text="你已被禁言")
    await expect(silent).to_contain_text("写到一半")
    await expect(he.stream).to_contain_text("周岚禁言了你")
    for chat in (zhou, xu, he):
        await expect(seat(chat, HE_CHUAN)).to_contain_text("禁言中")
    # The other admin takes it back.
    await xu.details.get_by_label("何川：更多操作").click()
    await xu.page.get_by_role("menuitem", name="解除禁言").click()
    await expect(he.field).to_have_value("写到一半")
    for chat in (zhou, xu, he):
        await expect(seat(chat, HE_CHUAN)).not_to_contain_text("禁言中")


async def test_confirmations_are_counted_before_the_eyes_of_those_who_run_the_group(screens: Any, stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI, LIN_YUE)
    await appoint(stage, talk, XU_JINGYI)
    words = {"text": "周五下午停电", "confirm": True}
    zhou_client = await stage.as_(ZHOU_LAN)
    await zhou_client.json("POST", f"{talk.path}/announcements", status=201, json=words)
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}?details=announcements")
    xu = await sit(screens, stage, XU_JINGYI, f"/messages/{talk.id}?details=announcements")
    he = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}?details=announcements")
    for chat in (zhou, xu):
        await expect(chat.details).to_contain_text("已确认 0/3")
        await chat.details.get_by_role("button", name="查看名单").click()
        await expect(chat.details).to_contain_text("未确认 3")
    # Who is asked sees no list of others.
    await expect(he.details.get_by_role("button", name="查看名单")).to_have_count(0)
    await he.details.get_by_role("button", name="确认", exact=True).click()
    await expect(he.details).to_contain_text("已确认")
    await expect(he.page.get_by_role("region", name="群公告")).to_contain_text("已确认")
    for chat in (zhou, xu):
        await expect(chat.details).to_contain_text("未确认 2")
        await expect(chat.details).to_contain_text("已确认 1")
    # Also one's own confirmation counts, and who counts sees it.
    await xu.page.get_by_role("region", name="群公告").get_by_role("button", name="确认", exact=True).click()
    for chat in (zhou, xu):
        await expect(chat.details).to_contain_text("未确认 1")
        await expect(chat.details).to_contain_text("已确认 2")

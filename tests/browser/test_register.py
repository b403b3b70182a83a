"""The register of groups, with two admins at it and a member in the group they act on (MSG-3)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from playwright.async_api import Locator, Page, Route, expect

from tests.browser.chat import Chat, sit
from tests.cast import HE_CHUAN, LIN_YUE, SHEN_SHUHANG, SU_RUI, XU_JINGYI, ZHOU_LAN, Player, Stage
from tests.messaging.talk import group
from tests.support.browser import PHONE, toasted
from tocsin.kernel import clock
from tocsin.messaging.jobs import end_groups


async def at_the_register(screens: Any, stage: Stage, who: Player, **options: Any) -> Page:
    chat: Chat = await sit(screens, stage, who, f"/admin/{stage.school}/groups", **options)
    await expect(chat.page.get_by_text("登记只有数字")).to_be_attached()
    return chat.page


def line(page: Page, name: str) -> Locator:
    """A group's line in the register."""
    return (
        page.get_by_role("main").get_by_role("listitem").filter(has=page.get_by_role("button", name=name, exact=True))
    )


async def opened(page: Page, name: str) -> Locator:
    """A group of the register, beside it."""
    await line(page, name).get_by_role("button", name=name, exact=True).click()
    pane = page.get_by_role("complementary")
    await expect(pane.get_by_role("heading", name=name)).to_be_visible()
    return pane


async def test_two_groups_are_merged_before_the_eyes_of_a_member_and_another_admin(screens: Any, stage: Stage) -> None:
    one = await group(stage, XU_JINGYI, HE_CHUAN, LIN_YUE, name="旧组")
    two = await group(stage, SU_RUI, HE_CHUAN, name="新组")
    await one.say(LIN_YUE, "旧事")
    await two.say(SU_RUI, "新事")
    lin = await sit(screens, stage, LIN_YUE, f"/messages/{one.id}")
    he = await sit(screens, stage, HE_CHUAN, f"/messages/{two.id}?details=members")
    zhou = await at_the_register(screens, stage, ZHOU_LAN)
    shen = await at_the_register(screens, stage, SHEN_SHUHANG)
    other = await opened(shen, "旧组")
    await expect(other.get_by_role("button", name="合并到其他群")).to_be_visible()
    await lin.field.fill("写到一半")
    await expect(he.details.get_by_text("许静怡")).to_have_count(0)

    pane = await opened(zhou, "旧组")
    await pane.get_by_role("button", name="合并到其他群").click()
    dialog = zhou.get_by_role("dialog", name="合并到其他群")
    await expect(dialog).to_contain_text("「旧组」的成员会加入所选的群")
    await dialog.get_by_label("选择要并入的群").fill("新")
    await zhou.get_by_title("新组").click()
    await dialog.get_by_role("button", name="合并到其他群").click()
    await toasted(zhou, "已合并，并记入审计记录。")

    # The one who was in the group that ends: it closes under their hands, the other comes into the list.
    await expect(lin.page.get_by_text("本群已解散")).to_be_visible()
    await expect(lin.stream).to_contain_text("本群已并入「新组」，记录仍可查看")
    await expect(lin.bubble("旧事")).to_be_visible()
    await lin.open(two)
    await expect(lin.stream).to_contain_text("「旧组」已并入本群")
    await expect(lin.bubble("新事")).to_have_count(0)
    await lin.say("我来了")
    # Who was in the other sees who has come.
    await expect(he.stream).to_contain_text("「旧组」已并入本群")
    await expect(he.details.get_by_text("许静怡")).to_be_visible()
    await expect(he.bubble("我来了")).to_be_visible()
    # The other admin, with that very group open: it has ended, and nothing more is done with it.
    await expect(line(shen, "旧组")).to_contain_text("已解散")
    await expect(other).to_contain_text("已解散")
    await expect(other.get_by_role("button", name="合并到其他群")).to_have_count(0)
    await expect(other.get_by_role("button", name="移出")).to_have_count(0)


async def test_idle_groups_are_warned_and_kept_with_two_at_the_register(screens: Any, stage: Stage) -> None:
    talk = await group(stage, XU_JINGYI, HE_CHUAN, name="久无声")
    loud = await group(stage, XU_JINGYI, HE_CHUAN, name="又有声")
    for one in (talk, loud):
        await one.say(XU_JINGYI, "话")
    he = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}")
    zhou = await at_the_register(screens, stage, ZHOU_LAN)
    shen = await at_the_register(screens, stage, SHEN_SHUHANG, size=PHONE)
    ends = he.page.get_by_role("status").filter(has_text="在群里说句话就会保留")
    waiting = shen.get_by_role("region", name="最近一次活动").get_by_role("button", name="待清理")
    await expect(waiting).to_contain_text("0")
    for name in ("久无声", "又有声"):
        await zhou.get_by_label(f"选择「{name}」").check()
    await expect(zhou.get_by_text("已选 2 个")).to_be_visible()
    await zhou.get_by_role("button", name="列入清理").click()
    dialog = zhou.get_by_role("dialog", name="把 2 个群列入清理？")
    await dialog.get_by_text("7 天后").click()
    await dialog.get_by_role("button", name="列入清理").click()
    await toasted(zhou, "已列入清理，并在群里提示。")
    await expect(ends).to_be_visible()
    await expect(he.stream).to_contain_text("周岚把本群列入清理")
    # The other admin sees which, and takes one of them back.
    await expect(waiting).to_contain_text("2")
    await waiting.click()
    await expect(shen.get_by_role("button", name="久无声")).to_be_visible()
    await shen.get_by_role("button", name="久无声").click()
    await shen.get_by_role("button", name="取消清理").click()
    await toasted(shen, "已取消清理，并在群里提示。")
    await expect(shen.get_by_role("button", name="取消清理")).to_have_count(0)
    # Back at the register it is narrowed as it was left.
    await shen.get_by_role("button", name="返回").click()
    await expect(waiting).to_contain_text("1")
    await expect(shen.get_by_role("button", name="又有声")).to_be_visible()
    await expect(shen.get_by_role("button", name="久无声")).to_have_count(0)
    await expect(ends).to_have_count(0)
    await expect(he.stream).to_contain_text("沈书航取消了对本群的清理")
    await expect(line(zhou, "久无声")).to_contain_text("正常")
    await expect(zhou.get_by_label("选择「又有声」")).to_be_disabled()
    # Whoever speaks keeps the other.
    await he.open(loud)
    await expect(ends).to_be_visible()
    await he.say("我们还在")
    await expect(ends).to_have_count(0)


async def test_a_group_nobody_speaks_in_ends_while_one_looks(screens: Any, stage: Stage) -> None:
    talk = await group(stage, XU_JINGYI, HE_CHUAN, name="久无声")
    await talk.say(XU_JINGYI, "话")
    path = f"/api/organisations/{stage.school}/group-warnings"
    await (await stage.as_(ZHOU_LAN)).json("POST", path, json={"group_ids": [talk.id], "days": 7})
    he = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}")
    zhou = await at_the_register(screens, stage, ZHOU_LAN)
    await expect(he.field).to_be_visible()
    await expect(line(zhou, "久无声")).not_to_contain_text("已解散")
    with clock.travel(timedelta(days=8)):
        assert await end_groups(stage.server.context) == 1
    await expect(he.stream).to_contain_text("群聊因长期无人发言已解散，记录仍可查看")
    await expect(he.field).to_have_count(0)
    await expect(line(zhou, "久无声")).to_contain_text("已解散")


async def test_one_is_given_the_group_the_other_taken_out_of_it(screens: Any, stage: Stage) -> None:
    talk = await group(stage, XU_JINGYI, HE_CHUAN, LIN_YUE, name="小组")
    await talk.say(XU_JINGYI, "话")
    he = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}")
    lin = await sit(screens, stage, LIN_YUE, f"/messages/{talk.id}")
    zhou = await at_the_register(screens, stage, ZHOU_LAN)
    shen = await at_the_register(screens, stage, SHEN_SHUHANG)
    mine, other = await opened(zhou, "小组"), await opened(shen, "小组")
    await expect(lin.field).to_be_visible()
    he_sits = mine.get_by_role("listitem").filter(has_text="何川")
    await he_sits.get_by_role("button", name="转交群主").click()
    dialog = zhou.get_by_role("dialog", name="把「小组」转交给何川？")
    await expect(dialog).to_contain_text("许静怡会成为普通成员")
    await dialog.get_by_role("button", name="转交群主").click()
    await toasted(zhou, "已转交，并记入审计记录。")
    await expect(he.page.get_by_text("你是群主")).to_be_visible()
    await expect(other.get_by_role("listitem").filter(has_text="何川")).to_contain_text("群主")
    await expect(line(shen, "小组")).to_contain_text("何川")
    out = other.get_by_role("listitem").filter(has_text="林悦").get_by_role("button", name="移出")
    await out.click()
    dialog = shen.get_by_role("dialog", name="把林悦移出「小组」？")
    await dialog.get_by_role("button", name="移出").click()
    await toasted(shen, "已移出林悦，并记入审计记录。")
    await expect(lin.row(talk)).to_have_count(0)
    await expect(lin.page.get_by_text("你已被移出「小组」")).to_be_visible()
    for pane in (mine, other):
        await expect(pane.get_by_role("listitem").filter(has_text="林悦")).to_have_count(0)
        await expect(pane).to_contain_text("2 人")
    # What is open stands in the address: one reads on after a reload, and goes back to the register alone.
    await zhou.reload()
    await expect(mine.get_by_role("heading", name="小组")).to_be_visible()
    await zhou.go_back()
    await expect(mine).to_have_count(0)
    await expect(line(zhou, "小组")).to_be_visible()


async def test_a_refusal_is_said_once_where_it_was_asked(screens: Any, stage: Stage) -> None:
    await group(stage, XU_JINGYI, HE_CHUAN, name="旧组")
    await group(stage, XU_JINGYI, HE_CHUAN, name="新组")
    zhou = await at_the_register(screens, stage, ZHOU_LAN)
    pane = await opened(zhou, "旧组")
    for path in ("groups/*/members/*", "groups/*/merger", "group-warnings"):
        await zhou.route(f"**/api/organisations/*/{path}", lost)

    async def refused_in(dialog: Locator, act: str) -> None:
        await dialog.get_by_role("button", name=act).click()
        await expect(dialog.get_by_role("alert")).to_have_count(1)
        assert await zhou.evaluate("window.said") == []
        await dialog.get_by_role("button", name="取消").click()
        await expect(dialog).to_have_count(0)

    await pane.get_by_role("button", name="移出").first.click()
    await refused_in(zhou.get_by_role("dialog"), "移出")
    await pane.get_by_role("button", name="合并到其他群").click()
    merging = zhou.get_by_role("dialog", name="合并到其他群")
    await merging.get_by_label("选择要并入的群").fill("新")
    await zhou.get_by_title("新组").click()
    await refused_in(merging, "合并到其他群")
    await zhou.get_by_label("选择「新组」").check()
    await zhou.get_by_role("button", name="列入清理").click()
    await refused_in(zhou.get_by_role("dialog", name="把 1 个群列入清理？"), "列入清理")


async def lost(route: Route) -> None:
    await route.abort()

"""Two people at two screens: what one does, the other sees (MSG-1, MSG-2, EFF-1, EFF-2)."""

from __future__ import annotations

import re
from typing import Any

from playwright.async_api import expect

from tests.browser.chat import sit
from tests.cast import HE_CHUAN, WU_XIAOWEN, XU_JINGYI, ZHOU_LAN, Stage
from tests.messaging.talk import direct, group


async def test_a_message_is_seen_read_and_its_effect_told(screens: Any, stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI)
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}")
    he = await sit(screens, stage, HE_CHUAN)

    await zhou.say("期末监考安排请今日 17:00 前确认")
    await expect(zhou.effect("期末监考")).to_contain_text("确认 0/2")

    await expect(he.row(talk)).to_contain_text("周岚: 期末监考安排")
    await expect(he.row(talk)).to_contain_text("1 条未读")
    await expect(he.page).to_have_title(re.compile(r"^\(1\)"))
    await he.open(talk)
    await expect(he.bubble("期末监考")).to_be_visible()
    await expect(he.row(talk)).not_to_contain_text("未读")

    await expect(zhou.effect("期末监考")).to_contain_text("确认 1/2")
    await zhou.effect("期末监考").click()
    await expect(zhou.details.get_by_label("已确认 1")).to_contain_text("何川")
    await expect(zhou.details.get_by_label("未确认 1")).to_contain_text("许静怡")

    # The pane moves while one looks at it.
    xu = await sit(screens, stage, XU_JINGYI, f"/messages/{talk.id}")
    await expect(xu.bubble("期末监考")).to_be_visible()
    await expect(zhou.details.get_by_label("已确认 2")).to_contain_text("许静怡")
    await expect(zhou.details).to_contain_text("所有人都已确认")


async def test_what_is_recalled_is_gone_for_the_other_and_can_be_written_anew(screens: Any, stage: Stage) -> None:
    talk = await direct(stage, ZHOU_LAN, HE_CHUAN)
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}")
    he = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}")
    await zhou.say("名单在三楼")
    await expect(he.bubble("名单在三楼")).to_be_visible()

    await zhou.act("名单在三楼", "撤回")
    await expect(he.stream).to_contain_text("周岚撤回了一条消息")
    await expect(he.page.locator("body")).not_to_contain_text("名单在三楼")
    await expect(he.row(talk)).to_contain_text("周岚撤回了一条消息")

    await expect(zhou.stream).to_contain_text("你撤回了一条消息")
    await zhou.page.get_by_role("button", name="重新编辑").click()
    await expect(zhou.field).to_have_value("名单在三楼")


async def test_a_reply_shows_what_it_answers_and_a_mention_calls(screens: Any, stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI)
    await talk.say(ZHOU_LAN, "数学系缺两位老师")
    he = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}")
    zhou = await sit(screens, stage, ZHOU_LAN)
    await expect(zhou.row(talk)).to_be_visible()

    await he.bubble("数学系缺").hover()
    await he.bubble("数学系缺").get_by_label("回复").click()
    await he.field.press_sequentially("@周")
    await expect(he.page.get_by_role("option", name="周岚")).to_be_visible()
    await he.field.press("Enter")
    await he.field.press_sequentially("从信息系借 https://example.cn/借调。")
    await he.field.press("Enter")

    await expect(zhou.row(talk)).to_contain_text("[有人@我]")
    await zhou.page.get_by_role("button", name="@我").click()
    await zhou.page.locator(f"[data-mention^='{talk.id}/']").click()
    answer = zhou.bubble("从信息系借")
    await expect(answer.get_by_title("跳到原消息")).to_contain_text("数学系缺两位老师")
    link = answer.get_by_role("link")
    await expect(link).to_have_attribute("href", re.compile(r"^https://example\.cn/"))
    await expect(link).to_have_attribute("rel", "noopener noreferrer nofollow")
    await expect(answer.locator("[class*=mention]")).to_have_text("@周岚")


async def test_two_devices_of_one_person_stay_in_sync(screens: Any, stage: Stage) -> None:
    talk = await direct(stage, ZHOU_LAN, HE_CHUAN)
    for number in range(3):
        await talk.say(HE_CHUAN, f"第 {number} 件")
    desk = await sit(screens, stage, ZHOU_LAN)
    lap = await sit(screens, stage, ZHOU_LAN)
    await expect(lap.row(talk)).to_contain_text("3 条未读")
    await desk.open(talk)
    await expect(lap.row(talk)).not_to_contain_text("未读")

    await lap.open(talk)
    await desk.say("都收到了")
    await expect(lap.bubble("都收到了")).to_be_visible()
    await lap.say("明天办")
    await expect(desk.bubble("明天办")).to_be_visible()
    for one in (desk, lap):
        await one.says("第 0 件", "第 1 件", "第 2 件", "都收到了", "明天办")

    await lap.row(talk).click(button="right")
    await lap.page.get_by_role("menuitem", name="置顶").click()
    await expect(desk.row(talk).get_by_label("已置顶")).to_be_visible()


async def test_what_is_said_while_one_looks_away_stays_unread(screens: Any, stage: Stage) -> None:
    talk = await direct(stage, ZHOU_LAN, HE_CHUAN)
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}")
    await expect(zhou.field).to_be_visible()
    await zhou.page.evaluate("document.hasFocus = () => false")
    fact = await talk.say(HE_CHUAN, "在吗")
    await expect(zhou.bubble("在吗")).to_be_visible()
    await expect(zhou.row(talk)).to_contain_text("1 条未读")
    assert (await talk.view(ZHOU_LAN))["read_seq"] < fact["seq"]

    await zhou.page.evaluate("document.hasFocus = () => true; window.dispatchEvent(new Event('focus'))")
    await expect(zhou.row(talk)).not_to_contain_text("未读")


async def test_a_group_is_made_renamed_left(screens: Any, stage: Stage) -> None:
    zhou = await sit(screens, stage, ZHOU_LAN)
    wu = await sit(screens, stage, WU_XIAOWEN)
    await zhou.page.get_by_role("button", name="发起聊天").click()
    dialog = zhou.page.get_by_role("dialog")
    for name in ("何川", "吴晓雯"):
        await dialog.get_by_role("searchbox").fill(name)
        await dialog.get_by_role("button", name=re.compile(f"^{name}"), pressed=False).click()
    await dialog.get_by_role("textbox", name="群名").fill("监考小组")
    await dialog.get_by_role("button", name="建群（3 人）").click()
    await expect(zhou.page.get_by_role("heading", name="监考小组")).to_be_visible()

    row = wu.page.locator("[data-conversation]", has_text="监考小组")
    await expect(row).to_be_visible()
    await row.click()
    await zhou.page.get_by_role("button", name="群成员").click()
    await zhou.details.get_by_role("button", name="修改群名").click()
    await zhou.page.get_by_role("dialog").get_by_role("textbox").fill("考务小组")
    await zhou.page.get_by_role("dialog").get_by_role("button", name="保存").click()
    await expect(wu.page.get_by_role("heading", name="考务小组")).to_be_visible()
    await expect(wu.stream).to_contain_text("周岚将群名改为「考务小组」")

    await wu.page.get_by_role("button", name="群成员").click()
    await wu.details.get_by_role("button", name="退出群聊").click()
    await wu.page.get_by_role("dialog").get_by_role("button", name="退出群聊").click()
    await expect(wu.page.locator("[data-conversation]", has_text="考务小组")).to_have_count(0)
    await expect(zhou.stream).to_contain_text("吴晓雯退出了群聊")
    await expect(zhou.details.get_by_role("heading", name="成员 2")).to_be_visible()

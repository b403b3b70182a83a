"""The chat's finer points: where the focus goes, what is folded, and what is offered no more (MSG-1, MSG-2, MSG-3)."""

from __future__ import annotations

from typing import Any

from playwright.async_api import expect

from tests.browser.chat import sit
from tests.cast import HE_CHUAN, XU_JINGYI, ZHOU_LAN, Stage
from tests.messaging.files import PHOTO, given, send_files
from tests.messaging.talk import group
from tests.support.browser import PHONE, until

POLL = {"kind": "poll", "question": "几点？", "options": ["三点", "四点"]}


async def test_who_closes_the_viewer_is_where_they_opened_it_and_counts_alike(screens: Any, stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)
    files = [
        await given(stage, ZHOU_LAN, str(stage.school), PHOTO, "现场.jpg"),
        await given(stage, ZHOU_LAN, str(stage.school)),
        await given(stage, ZHOU_LAN, str(stage.school), PHOTO, "现场二.jpg"),
    ]
    await send_files(talk, ZHOU_LAN, *files)
    he = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}")
    viewer = he.page.get_by_role("dialog", name="查看文件")
    for name, place in (("现场.jpg", "1 / 2"), ("纪要.txt", None)):
        opener = he.stream.get_by_role("button", name=name).first
        await opener.focus()
        await he.page.keyboard.press("Enter")
        await expect(viewer).to_be_visible()
        if place:
            await expect(viewer).to_contain_text(place)
        else:
            await expect(viewer.locator("header")).not_to_contain_text(" / ")
        await he.page.keyboard.press("Escape")
        await expect(viewer).to_have_count(0)
        await expect(opener).to_be_focused()


async def test_a_long_text_is_folded_and_unfolded_by_the_keyboard(screens: Any, stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)
    await talk.say(ZHOU_LAN, "\n".join(f"第 {line} 行" for line in range(1, 200)))
    await talk.say(ZHOU_LAN, "短")
    he = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}", size=PHONE)
    long = he.bubble("第 1 行")
    fold = long.get_by_role("button", name="展开")
    await expect(fold).to_have_attribute("aria-expanded", "false")
    assert await long.evaluate("one => one.clientHeight < innerHeight")
    await expect(he.bubble("短").get_by_role("button", name="展开")).to_have_count(0)
    await fold.focus()
    await he.page.keyboard.press("Enter")
    folds = long.get_by_role("button", name="收起")
    await expect(folds).to_have_attribute("aria-expanded", "true")
    await until(lambda: long.evaluate("one => one.clientHeight > 3000"))
    await folds.click()
    await until(lambda: long.evaluate("one => one.clientHeight < innerHeight"))


async def test_while_a_message_is_changed_nothing_else_is_sent(screens: Any, stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)
    await talk.say(ZHOU_LAN, "三点开会")
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}")
    extras = [zhou.page.get_by_role("button", name=name, exact=True) for name in ("贴纸", "发起投票")]
    for one in extras:
        await expect(one).to_be_enabled()
    await zhou.act("三点开会", "编辑")
    for one in (*extras, zhou.page.get_by_role("button", name="语音消息", exact=True)):
        await expect(one).to_be_disabled()
    phone = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}", size=PHONE)
    await expect(phone.page.get_by_role("button", name="更多内容")).to_be_enabled()


async def test_a_group_that_has_ended_asks_nothing_and_offers_nothing(screens: Any, stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI, name="备课组")
    zhou = await stage.as_(ZHOU_LAN)
    await talk.say(HE_CHUAN, "", content=POLL)
    await zhou.json("POST", f"{talk.path}/announcements", status=201, json={"text": "请确认", "confirm": True})
    he = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}")
    await expect(he.page.get_by_role("button", name="确认", exact=True)).to_be_visible()
    await expect(he.row(talk)).to_contain_text("待确认")
    owner = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}")
    await expect(owner.page.get_by_text("你是群主")).to_be_visible()
    await zhou.json("POST", f"{talk.path}/dissolution", json={"name": "备课组"}, status=None)
    for chat in (he, owner):
        await expect(chat.page.get_by_text("已解散").first).to_be_visible()
    await expect(owner.page.get_by_text("你是群主")).to_have_count(0)
    await expect(he.page.get_by_role("button", name="确认", exact=True)).to_have_count(0)
    await expect(he.row(talk)).not_to_contain_text("待确认")
    await expect(he.bubble("几点？").get_by_role("button", name="三点")).to_be_disabled()
    await expect(he.bubble("几点？").get_by_role("button", name="结束投票")).to_have_count(0)


async def test_who_is_removed_hears_of_it_and_others_of_what_was_set_and_granted(screens: Any, stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI, name="读书会")
    zhou, xu = await stage.as_(ZHOU_LAN), await stage.as_(XU_JINGYI)
    he = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}")
    removed = await sit(screens, stage, XU_JINGYI, f"/messages/{talk.id}")
    await expect(removed.field).to_be_visible()
    await zhou.json("PATCH", f"{talk.path}/settings", json={"posting": "admins", "approval": True})
    await expect(he.stream).to_contain_text("周岚修改了群设置：开启全员禁言、入群需同意")
    await zhou.json("PATCH", f"{talk.path}/settings", json={"posting": "all", "listed": True})
    await expect(he.stream).to_contain_text("周岚修改了群设置：解除全员禁言、同事可以找到本群")
    await zhou.json("DELETE", f"{talk.path}/members/{xu.person_id}", status=204)
    await expect(removed.page.get_by_text("你已被移出「读书会」")).to_be_visible()
    await expect(removed.page.get_by_text("由周岚移出")).to_be_visible()
    await removed.page.reload()
    await expect(removed.page.get_by_text("你已被移出「读书会」")).to_be_visible()
    listed = f"/api/organisations/{stage.school}/listed-groups/{talk.id}"
    await xu.json("POST", listed, status=201, json={})
    (request,) = await zhou.pages(f"{talk.path}/requests")
    await zhou.json("POST", f"{talk.path}/requests/{request['id']}/decision", status=204, json={"accept": True})
    await expect(he.stream).to_contain_text("周岚同意了许静怡的入群申请")
    await expect(removed.stream).to_contain_text("周岚同意了你的入群申请")

"""Two people at once: somebody outside is kept, found and handed over; somebody asks to move and is let (ORG-2)."""

from __future__ import annotations

import re
from typing import Any

from playwright.async_api import expect

from tests.cast import LIN_YUE, XU_JINGYI, ZHOU_LAN, Stage
from tests.support.browser import toasted


async def _may_keep(stage: Stage) -> None:
    """Let Xu Jingyi keep contacts, by a role."""
    zhou, school = await stage.as_(ZHOU_LAN), f"/api/organisations/{stage.school}"
    role = {"name": "对外联络", "powers": ["organisations.external_keep"]}
    grant = {
        "member_id": str(stage.member(XU_JINGYI)),
        "role_id": (await zhou.json("POST", f"{school}/roles", json=role))["id"],
        "scope": "organisation",
        "department_id": None,
    }
    await zhou.json("POST", f"{school}/grants", json=grant)


async def test_a_contact_is_kept_found_and_handed_over(screens: Any, stage: Stage) -> None:
    await _may_keep(stage)
    path = f"/directory/{stage.school}/external"
    zhou = await screens.visit(await stage.as_(ZHOU_LAN), path)
    xu = await screens.visit(await stage.as_(XU_JINGYI), path)
    await expect(xu.get_by_text("还没有外部联系人")).to_be_visible()
    await zhou.get_by_role("button", name="新增").click()
    form = zhou.get_by_role("dialog")
    await form.get_by_label("姓名").fill("李建国")
    await form.get_by_label("单位").fill("远山贸易公司")
    await form.get_by_text("全体成员").click()
    await form.get_by_role("button", name="保存").click()
    kept = zhou.get_by_role("complementary", name="名片")
    await expect(kept).to_contain_text("李建国")

    # The colleague sees it come, and finds it from anywhere.
    await expect(xu.get_by_role("list", name="外部联系人")).to_contain_text("李建国")
    await xu.get_by_role("link", name="消息").click()
    await xu.keyboard.press("Control+k")
    await xu.get_by_role("combobox", name="去任何地方").fill("ljg")
    await expect(xu.get_by_role("option", name="李建国")).to_contain_text("远山贸易公司")
    await xu.get_by_role("option", name="李建国").click()
    card = xu.get_by_role("complementary", name="名片")
    await expect(card).to_contain_text("周岚")
    await expect(card.get_by_role("button", name="移交")).to_have_count(0)

    await kept.get_by_role("button", name="移交").click()
    hand = zhou.get_by_role("dialog")
    await hand.get_by_role("combobox").fill("许静怡")
    await zhou.locator(".ant-select-item-option", has_text="许静怡").click()
    await hand.get_by_role("button", name="移交").click()
    await toasted(zhou, "已移交 1 个联系人")
    await expect(card.get_by_role("definition").filter(has_text="许静怡")).to_be_visible()
    await expect(card.get_by_role("button", name="移交")).to_be_visible()


async def test_a_transfer_is_asked_for_and_decided(screens: Any, stage: Stage) -> None:
    lin = await screens.visit(await stage.as_(LIN_YUE), f"/directory/{stage.school}?member={stage.member(LIN_YUE)}")
    zhou = await screens.visit(await stage.as_(ZHOU_LAN), f"/directory/{stage.school}")
    await lin.get_by_role("button", name="申请调动").click()
    form = lin.get_by_role("dialog")
    await form.get_by_label("调入部门", exact=True).click()
    await lin.locator(".ant-select-tree").get_by_title("教务处", exact=True).click()
    await form.get_by_label("说明").fill("想做教研")
    await form.get_by_role("button", name="发出").click()
    await lin.get_by_role("link", name="部门调动").click()
    await lin.get_by_text("进行中", exact=True).click()
    own = lin.get_by_role("main").get_by_role("listitem").filter(has_text="想做教研")
    await expect(own).to_contain_text("等待同意")

    # It waits before the one who decides, at once; as head and as HR she says one word for both.
    await zhou.get_by_role("link", name=re.compile("1 项调动等你表态")).click()
    asked = zhou.get_by_role("main").get_by_role("listitem").filter(has_text="想做教研")
    await expect(asked).to_contain_text("林悦")
    await asked.get_by_role("button", name="同意").click()
    await expect(zhou.get_by_text("没有等你表态的调动").or_(zhou.get_by_text("没有进行中的调动"))).to_be_visible()

    await expect(own).to_have_count(0)
    await lin.get_by_text("已结束", exact=True).click()
    await expect(own).to_contain_text("已生效")

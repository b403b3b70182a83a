"""The main ways, by keyboard alone: nothing here points. Focus is seen, goes into what opens and comes back after it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.chat import Chat
from tests.browser.test_roster import ROSTER
from tests.cast import HAN_DONG, HE_CHUAN, XU_JINGYI, ZHOU_LAN, Stage
from tests.messaging.talk import direct, group
from tests.support.browser import toasted

# Whether one sees where the focus is: by its frame, its caret, or its place in a list.
SEEN = """() => {
  const one = document.activeElement;
  // Out of the page for one stop, among the browser's own.
  if (one === document.body) return "";
  if (one.matches("input, textarea, [role=menuitem], [role=option]")) return "";
  for (const shown of [one, one.nextElementSibling, one.parentElement, [one, "::after"]]) {
    if (!shown) continue;
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(...[shown].flat());
    if ((outlineStyle !== "none" && parseFloat(outlineWidth) >= 1) || boxShadow !== "none") return "";
  }
  return one.outerHTML.slice(0, 200);
}"""
FAR = 80


class Keys:
    """Somebody who has a keyboard and no mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.page.keyboard.press(key)

    async def type(self, text: str) -> None:
        await self.page.keyboard.insert_text(text)

    async def to(self, target: Locator, *, back: bool = False) -> None:
        """Tab to something, and see where one is at each stop."""
        await expect(target).to_be_attached()
        for _ in range(FAR):
            if await target.evaluate("one => one === document.activeElement"):
                return
            await self.press("Shift+Tab" if back else "Tab")
            unseen = await self.page.evaluate(SEEN)
            assert not unseen, f"the focus is not seen on {unseen}"
        raise AssertionError(f"{target} is not reached by Tab")

    async def open(self, target: Locator, **how: bool) -> None:
        """Tab to something and press it."""
        await self.to(target, **how)
        await self.press("Enter")


async def stays_inside(page: Page, dialog: Locator) -> None:
    """Tab goes round in a dialog, and never behind it."""
    for key in ("Tab",) * 12 + ("Shift+Tab",) * 3:
        await page.keyboard.press(key)
        inside = await dialog.evaluate(
            "one => one.contains(document.activeElement) || document.activeElement === document.body"
            " || one.closest('.ant-modal-root, .ant-modal-wrap')?.contains(document.activeElement)"
        )
        assert inside, await page.evaluate("document.activeElement.outerHTML.slice(0, 200)")


async def test_signing_in_and_past_the_rail(screens: Any, stage: Stage) -> None:
    await group(stage, ZHOU_LAN, HE_CHUAN, name="备课组")
    page = await screens.visit(None, "/sign-in")
    keys = Keys(page)
    await keys.to(page.get_by_label("手机号"))
    await keys.type(ZHOU_LAN.phone)
    await keys.open(page.get_by_role("button", name="获取验证码"))
    await keys.open(page.get_by_role("button", name="填入"), back=True)
    await page.wait_for_url("**/messages")
    skip = page.get_by_role("button", name="跳到内容")
    await keys.to(skip)
    await expect(skip).to_be_in_viewport()
    await keys.press("Enter")
    await expect(page.get_by_role("main")).to_be_focused()
    await keys.press("Tab")
    await expect(page.get_by_role("button", name="搜索", exact=False).first).to_be_focused()


async def _taken_back(page: Any, chat: Chat, keys: Keys) -> None:
    """One's own last message, from the field to its recall."""
    await keys.to(chat.field)
    await keys.press("ArrowUp")
    await expect(chat.bubble("好的")).to_be_focused()
    await keys.press("Enter")
    await expect(page.get_by_role("menuitemcheckbox").first).to_be_focused()
    await keys.press("ArrowUp")
    await expect(page.get_by_role("menuitem", name="撤回")).to_be_focused()
    await keys.press("Enter")
    await expect(chat.stream).to_contain_text("你撤回了一条消息")


async def test_a_conversation_is_held(screens: Any, stage: Stage) -> None:
    await direct(stage, ZHOU_LAN, XU_JINGYI)
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI, name="备课组")
    await talk.say(HE_CHUAN, "三点开会")
    page = await screens.visit(await stage.as_(ZHOU_LAN), "/messages")
    chat, keys = Chat(page), Keys(page)
    await keys.open(chat.row(talk))
    await expect(chat.field).to_be_focused()

    await keys.type("@")
    await expect(page.get_by_role("listbox", name="提及成员")).to_be_visible()
    await keys.type("何")
    await expect(page.get_by_role("option")).to_have_count(1)
    await keys.press("Enter")
    await keys.type("请带上名单")
    await keys.press("Enter")
    await expect(chat.bubble("请带上名单")).to_contain_text("@何川")
    await expect(chat.effect("请带上名单")).to_be_visible()

    await keys.press("ArrowUp")
    await expect(chat.bubble("请带上名单")).to_be_focused()
    await keys.press("ArrowUp")
    await expect(chat.bubble("三点开会")).to_be_focused()
    await keys.open(chat.bubble("三点开会").get_by_role("button", name="回应表情"))
    picker = page.get_by_role("dialog", name="表情")
    await expect(picker.get_by_role("button").first).to_be_focused()
    await keys.press("ArrowRight", "Enter")
    await expect(picker).to_have_count(0)
    await expect(chat.bubble("三点开会").get_by_role("button", name="👍，1 人")).to_be_visible()
    await expect(chat.bubble("三点开会").get_by_role("button", name="回应表情")).to_be_focused()

    await keys.open(chat.bubble("三点开会").get_by_role("button", name="回复", exact=True))
    await expect(chat.field).to_be_focused()
    await keys.type("好的")
    await keys.press("Enter")
    await expect(chat.bubble("好的")).to_contain_text("三点开会")

    await keys.open(chat.effect("好的"), back=True)
    await expect(chat.details).to_be_visible()
    await keys.press("Escape")
    await expect(chat.details).to_have_count(0)
    await expect(chat.effect("好的")).to_be_focused()
    await _taken_back(page, chat, keys)


async def test_a_group_is_made_and_a_file_sent_to_it(screens: Any, stage: Stage) -> None:
    page = await screens.visit(await stage.as_(ZHOU_LAN), "/messages")
    chat, keys = Chat(page), Keys(page)
    await keys.open(page.get_by_role("button", name="发起聊天").first)
    dialog = page.get_by_role("dialog", name="发起聊天")
    await keys.to(dialog.get_by_label("群名"))
    await keys.type("备课组")
    search = dialog.get_by_role("searchbox")
    for name in (HE_CHUAN.name, XU_JINGYI.name):
        await keys.to(search)
        await keys.press("Control+a")
        await keys.type(name)
        await expect(dialog.locator("[data-row]")).to_have_text([re.compile(name)])
        await keys.press("ArrowDown", "Enter")
        await expect(dialog.get_by_label(f"取消选择{name}")).to_be_visible()
        await keys.to(search, back=True)
    await keys.open(dialog.get_by_role("button", name="建群（3 人）"))
    await expect(chat.stream).to_contain_text("你创建了群聊")
    await keys.to(chat.field)
    async with page.expect_file_chooser() as chosen:
        await keys.open(page.get_by_role("button", name="文件和图片"), back=True)
    file = {"name": "会议纪要.txt", "mimeType": "text/plain", "buffer": "第一项".encode()}
    await (await chosen.value).set_files(file)
    await expect(
        page.get_by_role("list", name="要发送的文件").or_(page.get_by_text("会议纪要.txt")).first
    ).to_be_visible()
    await keys.to(chat.field)
    await keys.type("请看")
    await keys.press("Enter")
    await expect(chat.bubble("请看")).to_contain_text("会议纪要.txt")
    await expect(chat.effect("请看")).to_be_visible()
    # And found again by its name, from anywhere.
    await page.goto("/settings/profile")
    await expect(page.get_by_role("heading", name="个人资料")).to_be_visible()
    await keys.press("Control+k")
    await expect(page.get_by_role("combobox")).to_be_focused()
    await keys.type("备课")
    await expect(page.get_by_role("option").filter(has_text="备课组").first).to_be_visible()
    await keys.press("Enter")
    await expect(chat.bubble("请看")).to_be_visible()


async def test_what_is_looked_for_is_jumped_to(screens: Any, stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, name="备课组")
    await talk.say(HE_CHUAN, "考场名单在三楼")
    for number in range(30):
        await talk.say(HE_CHUAN, f"第 {number} 条")
    page = await screens.visit(await stage.as_(ZHOU_LAN), f"/messages/{talk.id}")
    chat, keys = Chat(page), Keys(page)
    await expect(chat.field).to_be_focused()
    await keys.press("Control+Shift+f")
    await expect(chat.details.get_by_role("searchbox")).to_be_focused()
    await keys.type("考场名单")
    await keys.open(chat.details.get_by_role("button").filter(has_text="考场名单在三楼"))
    await expect(chat.bubble("考场名单在三楼")).to_be_in_viewport()
    await keys.press("Escape")
    await expect(chat.details).to_have_count(0)

    await keys.press("Control+k")
    await expect(page.get_by_role("combobox")).to_be_focused()
    await keys.press("Escape")
    await expect(page.get_by_role("combobox")).to_have_count(0)
    await expect(page.locator("body")).not_to_be_focused()


async def test_a_roster_is_previewed_and_an_application_decided(screens: Any, stage: Stage) -> None:
    school = f"/api/organisations/{stage.school}"
    zhou = await stage.as_(ZHOU_LAN)
    code = (await zhou.json("POST", f"{school}/join-links", json={}))["code"]
    await (await stage.as_(HAN_DONG)).json("POST", f"/api/join/{code}", json={"name": "韩冬"})
    page = await screens.visit(zhou, f"/admin/{stage.school}/roster")
    keys = Keys(page)
    async with page.expect_file_chooser() as chosen:
        await keys.open(page.get_by_role("button", name=re.compile("把文件拖到这里")))
    file = {"name": "花名册.csv", "mimeType": "text/csv", "buffer": ROSTER.encode()}
    await (await chosen.value).set_files(file)
    apply = page.get_by_role("button", name="应用导入")
    await keys.open(apply)
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_be_visible()
    await stays_inside(page, dialog)
    await keys.press("Escape")
    await expect(dialog).to_have_count(0)
    await expect(apply).to_be_focused()

    await keys.open(page.get_by_role("link", name=re.compile("加入与申请")), back=True)
    await keys.open(page.get_by_role("button", name="通过", exact=True))
    await keys.open(dialog.get_by_role("button", name="通过", exact=True))
    await toasted(page, "韩冬 已加入")
    await expect(dialog).to_have_count(0)


async def test_organisation_language_and_theme_are_switched(screens: Any, stage: Stage) -> None:
    zhou = await stage.as_(ZHOU_LAN)
    await zhou.json("POST", "/api/organisations", json={"name": "青禾书社", "kind": "company"}, status=201)
    page = await screens.visit(zhou, "/directory")
    keys = Keys(page)
    switcher = page.get_by_role("combobox", name="组织")
    await keys.open(switcher)
    active = page.locator(".ant-select-item-option-active")
    await expect(active).to_be_visible()
    # Ant Design goes to the one chosen now a moment after it has opened.
    await page.evaluate("() => new Promise((done) => setTimeout(done, 50))")
    await keys.press("ArrowDown")
    await expect(active).to_have_text("青禾书社")
    await keys.press("Enter")
    await expect(page.get_by_text("组织里还只有你")).to_be_visible()

    await keys.open(page.get_by_role("link", name="设置"), back=True)
    await keys.open(page.get_by_role("link", name="语言和外观"))
    await keys.to(page.get_by_role("radio", name="跟随系统"))
    await keys.press("ArrowRight", "ArrowRight")
    await expect(page.locator("html")).to_have_attribute("data-mode", "dark")
    await keys.to(page.get_by_role("radio", name="简体中文"), back=True)
    await keys.press("ArrowRight")
    # The words come first; the focus stays where it is.
    await expect(page.get_by_role("heading", name="語言和外觀")).to_be_visible()
    await keys.press("ArrowRight")
    await expect(page.get_by_role("heading", name="Language and looks")).to_be_visible()


@pytest.mark.parametrize(
    ("path", "opener", "dialog"),
    [
        ("/messages", "发起聊天", "发起聊天"),
        ("/settings/devices", "退出其他所有设备", "退出其他"),
        ("/admin/{school}/departments", "新建部门", "新建部门"),
        ("/admin/{school}/join", "新建链接", "新建"),
    ],
)
async def test_a_dialog_takes_the_focus_and_gives_it_back(
    screens: Any, stage: Stage, path: str, opener: str, dialog: str
) -> None:
    await stage.server.sign_in(ZHOU_LAN.phone, device={"name": "办公室电脑"})
    page = await screens.visit(await stage.as_(ZHOU_LAN), path.format(school=stage.school))
    keys = Keys(page)
    pressed = page.get_by_role("button", name=opener)
    await keys.open(pressed)
    opened = page.get_by_role("dialog", name=re.compile(dialog))
    await expect(opened).to_be_visible()
    await stays_inside(page, opened)
    await keys.press("Escape")
    await expect(opened).to_have_count(0)
    await expect(pressed).to_be_focused()


async def test_enter_in_a_line_of_a_dialog_acts_and_a_refusal_takes_one_to_its_field(
    screens: Any, stage: Stage
) -> None:
    page = await screens.visit(await stage.as_(ZHOU_LAN), f"/admin/{stage.school}/departments")
    keys = Keys(page)
    await keys.open(page.get_by_role("button", name="新建部门", exact=True))
    name = page.get_by_role("dialog").get_by_label("部门名称")
    await expect(name).to_be_focused()
    await keys.press("Enter")
    await expect(page.get_by_role("dialog").get_by_text("请填写部门名称")).to_be_visible()
    await keys.type("教务处")
    await keys.press("Enter")
    refused = page.get_by_role("dialog").get_by_text("已有同名的“教务处”。")
    await expect(refused).to_be_visible()
    await expect(name).to_be_focused()
    await keys.type("二部")
    await expect(refused).to_have_count(0)
    await keys.press("Enter")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(page.get_by_role("treeitem", name=re.compile("教务处二部"))).to_have_count(1)
    # Of several lines any will do.
    await page.goto(f"/directory/{stage.school}/external")
    await keys.open(page.get_by_role("button", name="新增"))
    await expect(page.get_by_role("dialog").get_by_label("姓名")).to_be_focused()
    await keys.type("李建国")
    await keys.to(page.get_by_role("dialog").get_by_label("单位"))
    await keys.type("远山贸易公司")
    await keys.press("Enter")
    await expect(page.get_by_role("complementary", name="名片")).to_contain_text("远山贸易公司")

"""How people are just now, at two screens: one says so, the other sees it, in the chat's head and on the card."""

from __future__ import annotations

import re
from typing import Any

from playwright.async_api import Locator, Page, expect

from tests import cast
from tests.browser.chat import Chat, sit
from tests.messaging.talk import Talk, direct
from tests.support.browser import PHONE, within
from tests.support.server import RunningServer

AT_ONCE = 1
"""Seconds."""


async def met(stage: cast.Stage, who: cast.Player) -> Talk:
    """A conversation with He Chuan that stands in the list."""
    talk = await direct(stage, who, cast.HE_CHUAN)
    await talk.say(cast.HE_CHUAN, "汇总好了")
    return talk


def head(chat: Chat) -> Locator:
    """How the other is, below the name at the head of a conversation."""
    return chat.page.get_by_role("region", name="会话内容").locator("header [data-presence]")


async def reads(where: Locator, words: str, seconds: float = AT_ONCE) -> None:
    """Assert that somewhere these words come to stand within so many seconds."""

    async def stand() -> bool:
        return await where.filter(has_text=words).count() == 1

    await within(seconds, stand)


async def say(page: Page, state: str, note: str = "") -> None:
    """Say how one is, in the pane beside one's own face."""
    await page.get_by_role("button", name=re.compile("^我: ")).click()
    panel = page.get_by_role("dialog", name="我的状态")
    await panel.get_by_text(state, exact=True).click()
    if note:
        await panel.get_by_label("备注").fill(note)
    await panel.get_by_label("结束", exact=True).select_option("hour")
    await panel.get_by_role("button", name="设为此状态").click()
    await expect(panel).to_have_count(0)


async def test_one_is_in_a_meeting_and_the_other_sees_it_at_once(screens: Any, server: RunningServer) -> None:
    stage = await cast.set_stage(server)
    talk = await met(stage, cast.ZHOU_LAN)
    zhou = await sit(screens, stage, cast.ZHOU_LAN)
    he = await sit(screens, stage, cast.HE_CHUAN)
    await zhou.open(talk)
    await expect(head(zhou)).to_contain_text("在线")
    await zhou.page.get_by_role("heading", name="何川").get_by_role("button").click()
    card = zhou.page.get_by_role("dialog", name="名片")
    await expect(card.locator("[data-presence]")).to_have_text("在线")

    await say(he.page, "会议中", "三楼会议室")
    await reads(head(zhou), "会议中 · 三楼会议室 · 至")
    await expect(card.locator("[data-presence]")).to_contain_text("会议中 · 三楼会议室")
    await expect(zhou.row(talk)).to_contain_text("会议中")
    await expect(he.page.get_by_role("button", name=re.compile("^我: "))).to_contain_text("会议中")

    # Away and back: the state stands, the line says so by its colour and shape; cleared, in words.
    await he.page.get_by_role("button", name=re.compile("^我: ")).click()
    await he.page.get_by_role("button", name="清除").click()
    await reads(head(zhou), "在线")
    await he.page.goto("about:blank")
    await reads(head(zhou), "离线", 2 * AT_ONCE)
    await expect(card.locator("[data-presence]")).to_have_text("离线")
    await he.page.goto("/messages")
    await expect(head(zhou)).to_contain_text("在线")
    await zhou.page.keyboard.press("Escape")
    await expect(card).to_have_count(0)
    await expect(zhou.page.get_by_role("heading", name="何川").get_by_role("button")).to_be_focused()


async def test_each_state_is_seen_by_the_other_in_its_words(screens: Any, server: RunningServer) -> None:
    stage = await cast.set_stage(server)
    talk = await met(stage, cast.ZHOU_LAN)
    zhou = await sit(screens, stage, cast.ZHOU_LAN)
    he = await sit(screens, stage, cast.HE_CHUAN)
    await zhou.open(talk)
    await expect(head(zhou)).to_contain_text("在线")
    for state in ("工作中", "会议中", "休假", "出差", "勿扰"):
        await say(he.page, state)
        await expect(head(zhou)).to_contain_text(f"{state} · 至")
        await expect(
            zhou.row(talk).get_by_role("img", name=state).or_(zhou.row(talk).get_by_text(state))
        ).to_have_count(1)


async def test_a_card_is_written_to_called_and_mailed(screens: Any, server: RunningServer) -> None:
    stage = await cast.set_stage(server)
    talk = await met(stage, cast.ZHOU_LAN)
    path = f"/api/organisations/{stage.school}/members/{stage.member(cast.HE_CHUAN)}"
    await (await stage.as_(cast.ZHOU_LAN)).json("PATCH", path, json={"email": "he.chuan@example.com"})
    zhou = await sit(screens, stage, cast.ZHOU_LAN)
    await zhou.open(talk)
    await zhou.page.get_by_role("button", name="何川 的名片").last.click()
    card = zhou.page.get_by_role("dialog", name="名片")
    # Who may read it only by asking asks first, for both at once.
    await card.get_by_role("button", name="查看完整号码").click()
    await expect(card.get_by_role("link", name="打电话")).to_have_attribute("href", re.compile(r"^tel:\+86134\d{8}$"))
    await expect(card.get_by_role("link", name="发邮件")).to_have_attribute("href", "mailto:he.chuan@example.com")
    await card.get_by_role("button", name="发消息").click()
    await expect(card).to_have_count(0)
    await expect(zhou.page).to_have_url(re.compile(rf"/messages/{talk.id}"))


async def test_who_does_not_show_being_connected(screens: Any, server: RunningServer) -> None:
    stage = await cast.set_stage(server)
    talk = await met(stage, cast.ZHOU_LAN)
    zhou = await sit(screens, stage, cast.ZHOU_LAN)
    he = await sit(screens, stage, cast.HE_CHUAN, "/settings/presence", size=PHONE, has_touch=True)
    await zhou.open(talk)
    await expect(head(zhou)).to_contain_text("在线")
    await he.page.get_by_role("switch", name="让同事看到我是否在线").click()
    await expect(head(zhou)).to_have_count(0)
    await he.page.get_by_text("休假", exact=True).click()
    await he.page.get_by_role("button", name="设为此状态").click()
    await expect(head(zhou)).to_contain_text("休假")


async def test_a_line_that_breaks_forgets_and_learns_anew(screens: Any, server: RunningServer) -> None:
    stage = await cast.set_stage(server)
    talk = await met(stage, cast.ZHOU_LAN)
    he = await stage.as_(cast.HE_CHUAN)
    zhou = await sit(screens, stage, cast.ZHOU_LAN)
    await zhou.open(talk)
    await expect(head(zhou)).to_contain_text("离线")
    screens.tolerate += ["ERR_INTERNET_DISCONNECTED", "WebSocket"]
    await zhou.page.context.set_offline(True)
    await zhou.page.evaluate("window.dispatchEvent(new Event('offline'))")
    await expect(head(zhou)).to_have_count(0)
    await he.json("PUT", "/api/me/presence", json={"state": "travel"})
    await zhou.page.context.set_offline(False)
    await zhou.page.evaluate("window.dispatchEvent(new Event('online'))")
    await expect(head(zhou)).to_contain_text("出差")


async def test_the_card_beside_a_face_in_a_group(screens: Any, server: RunningServer) -> None:
    stage = await cast.set_stage(server)
    talk = await met(stage, cast.ZHOU_LAN)
    zhou = await sit(screens, stage, cast.ZHOU_LAN)
    await zhou.open(talk)
    await zhou.page.get_by_role("button", name="何川 的名片").last.click()
    card = zhou.page.get_by_role("dialog", name="名片")
    await expect(card).to_contain_text("教务处 / 教务科")
    await expect(card.get_by_role("definition").filter(has_text="周岚")).to_be_visible()
    # A number one may read only by asking is no number to call.
    await expect(card.get_by_role("link", name="打电话")).to_have_count(0)
    await card.get_by_role("button", name="查看完整号码").click()
    await expect(card.get_by_role("link", name="打电话")).to_have_attribute("href", re.compile(r"^tel:\+86134\d{8}$"))
    await card.get_by_role("button", name="二维码").click()
    await expect(card.get_by_role("img", name="何川的名片二维码")).to_be_visible()
    async with zhou.page.expect_download() as waiting:
        await card.get_by_role("button", name="存为联系人").click()
    download = await waiting.value
    assert download.suggested_filename == "何川.vcf"
    text = (await download.path()).read_bytes().decode()
    assert text.startswith("BEGIN:VCARD\r\nVERSION:4.0\r\nFN:何川\r\n")
    assert "TEL;" in text.replace("\r\n ", "")
    await card.get_by_role("link", name="教务处 / 教务科").click()
    await expect(zhou.page).to_have_url(re.compile(r"/directory/[0-9a-f-]{36}/[0-9a-f-]{36}$"))
    await expect(card).to_have_count(0)


async def test_on_a_phone_the_card_has_the_screen(screens: Any, server: RunningServer) -> None:
    stage = await cast.set_stage(server)
    mine = await met(stage, cast.XU_JINGYI)
    phone = await sit(screens, stage, cast.XU_JINGYI, size=PHONE, has_touch=True)
    await phone.row(mine).click()
    await phone.page.get_by_role("heading", name="何川").get_by_role("button").click()
    await expect(phone.page.get_by_text("教务处 / 教务科")).to_be_visible()
    await expect(phone.page.get_by_text("134****0003")).to_be_visible()
    await phone.page.get_by_role("button", name="返回").first.click()
    await expect(phone.field).to_be_visible()

"""Joining by a link, with two people at their screens (ORG-3)."""

import re
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests import cast
from tests.support.browser import PHONE
from tests.support.server import RunningServer

pytestmark = pytest.mark.browser


async def make_link(page: Page, department: str | None = None) -> str:
    """Make a join link and return its path."""
    await page.get_by_role("button", name="新建链接").click()
    dialog = page.get_by_role("dialog")
    if department:
        await dialog.get_by_label("加入到").click()
        await page.get_by_title(department, exact=True).click()
    await dialog.get_by_role("button", name="新建链接").click()
    link = page.get_by_role("textbox", name="加入链接")
    await expect(link).to_have_value(re.compile("/join/."))
    address = await link.input_value()
    return address[address.index("/join/") :]


async def test_an_application_by_link_is_decided_while_both_look(screens: Any, server: RunningServer) -> None:
    stage = await cast.set_stage(server)
    admin = await screens.visit(await stage.as_(cast.ZHOU_LAN), f"/admin/{stage.school}/join")
    await expect(admin.get_by_text("没有待处理的申请")).to_be_visible()
    path = await make_link(admin, "数学系")
    await expect(admin.get_by_role("status").locator("canvas")).to_be_visible()

    # A newcomer opens the link on a phone, registers on the way, and comes back to it.
    guest = await screens.visit(None, path, size=PHONE)
    await guest.get_by_label("手机号").fill("13490001234")
    await guest.get_by_role("button", name="获取验证码").click()
    await guest.get_by_role("button", name="填入").click()
    await guest.get_by_label("真实姓名").fill("顾明远")
    await guest.get_by_role("checkbox", name=re.compile("完全民事行为能力")).check()
    await guest.get_by_role("checkbox", name=re.compile("我已阅读并同意")).check()
    await guest.get_by_role("button", name="注册并登录").click()
    await expect(guest.get_by_text("铎声中学")).to_be_visible()
    await expect(guest.get_by_text("加入后在 数学系")).to_be_visible()
    await guest.get_by_label("留言").fill("新来的数学老师，赵主任介绍")
    await guest.get_by_role("button", name="提交申请").click()
    await expect(guest.get_by_text("申请已提交")).to_be_visible()
    for way in ("撤回申请", "加入或创办其他组织", "退出登录"):
        await expect(guest.get_by_role("button", name=way)).to_be_visible()

    admins = admin.get_by_role("navigation", name="主导航").get_by_role("link", name="管理")
    await expect(admins).to_have_text("管理1")
    row = admin.get_by_role("listitem").filter(has_text="顾明远")
    await expect(row).to_contain_text("赵主任介绍")
    await expect(row).to_contain_text("134****1234")
    await row.get_by_role("button", name="通过", exact=True).click()
    await admin.get_by_role("dialog").get_by_role("button", name="通过", exact=True).click()
    await expect(guest.get_by_text("你是 铎声中学 的成员")).to_be_visible()
    await expect(admin.get_by_text("没有待处理的申请")).to_be_visible()
    await expect(admins).to_have_text("管理")
    await guest.get_by_role("button", name="打开通讯录").click()
    await expect(guest.get_by_role("tree")).to_be_visible()


async def test_a_revoked_link_leads_nowhere(screens: Any, server: RunningServer) -> None:
    stage = await cast.set_stage(server)
    admin = await screens.visit(await stage.as_(cast.ZHOU_LAN), f"/admin/{stage.school}/join")
    path = await make_link(admin)
    # Whoever waits at it can leave.
    waits = await server.sign_in("13490001236", "顾明远")
    await waits.json("POST", f"/api{path}", json={"name": "顾明远"})
    waiting = await screens.visit(waits, path)
    await waiting.get_by_role("button", name="退出登录").click()
    await expect(waiting).to_have_url(re.compile("/sign-in"))
    await admin.get_by_role("button", name="撤回", exact=True).click()
    await admin.get_by_role("dialog").get_by_role("button", name="撤回", exact=True).click()
    await expect(admin.get_by_role("textbox", name="加入链接")).to_have_count(0)
    guest = await screens.visit(await server.sign_in(cast.HAN_DONG.phone), path)
    await expect(guest.get_by_text("这个链接不能用了")).to_be_visible()


async def test_many_links_are_shown_page_by_page(screens: Any, server: RunningServer) -> None:
    stage = await cast.set_stage(server)
    zhou = await stage.as_(cast.ZHOU_LAN)
    for _ in range(52):
        await zhou.json("POST", f"/api/organisations/{stage.school}/join-links", json={})
    admin = await screens.visit(zhou, f"/admin/{stage.school}/join")
    links = admin.get_by_role("button", name="撤回")
    await expect(links).to_have_count(50)
    await admin.get_by_role("button", name="更多").click()
    await expect(links).to_have_count(52)
    await expect(admin.get_by_role("button", name="更多")).to_have_count(0)


async def test_a_visitor_sees_who_invites_before_signing_in(screens: Any, server: RunningServer) -> None:
    stage = await cast.set_stage(server)
    admin = await screens.visit(await stage.as_(cast.ZHOU_LAN), f"/admin/{stage.school}/join")
    path = await make_link(admin, "数学系")
    guest = await screens.visit(None, path, size=PHONE)
    for words in ("铎声中学", "周岚 发出的链接", "加入后在 数学系"):
        await expect(guest.get_by_text(words)).to_be_visible()
    await expect(guest).to_have_url(re.compile(path))
    await expect(guest.get_by_label("手机号")).to_be_visible()
    # In another language as soon as it is chosen.
    await guest.get_by_role("combobox", name="语言").click()
    await guest.get_by_title("English").click()
    await expect(guest.get_by_text("Link from 周岚")).to_be_visible()


async def test_an_invitation_is_opened_by_its_link(screens: Any, server: RunningServer) -> None:
    stage = await cast.set_stage(server)
    zhou = await stage.as_(cast.ZHOU_LAN)
    phone = "13490001235"
    school = f"/api/organisations/{stage.school}"
    body = {"name": "顾明远", "phone": phone, "post": "校医", "basis": "contract", "attested": True}
    member = (await zhou.json("POST", f"{school}/members", json=body))["id"]
    admin = await screens.visit(zhou, f"/admin/{stage.school}/members?member={member}")
    address = admin.get_by_role("textbox", name="邀请链接")
    await expect(address).to_have_value(re.compile("/invitation/"))
    path = (await address.input_value()).removeprefix(server.url)

    # Whoever else opens it is told that it is for another number.
    other = await screens.visit(await server.sign_in(cast.HAN_DONG.phone), path)
    await expect(other.get_by_text("这份邀请是发给另一个手机号的")).to_be_visible()

    guest = await screens.visit(None, path, size=PHONE)
    await expect(guest.get_by_role("heading", name="铎声中学 邀请你加入")).to_be_visible()
    await expect(guest.get_by_text("周岚 邀请你")).to_be_visible()
    await expect(guest.get_by_text("加入后：校医")).to_be_visible()
    await guest.get_by_label("手机号").fill(phone)
    await guest.get_by_role("button", name="获取验证码").click()
    await guest.get_by_role("button", name="填入").click()
    await guest.get_by_label("真实姓名").fill("顾明远")
    await guest.get_by_role("checkbox", name=re.compile("完全民事行为能力")).check()
    await guest.get_by_role("checkbox", name=re.compile("我已阅读并同意")).check()
    await guest.get_by_role("button", name="注册并登录").click()
    await guest.get_by_role("checkbox", name=re.compile("我同意这个组织")).check()
    await guest.get_by_role("button", name="加入", exact=True).click()
    await expect(guest).to_have_url(re.compile(f"/directory/{stage.school}"))
    await expect(guest.get_by_role("tree")).to_be_visible()
    await expect(address).to_have_count(0)
    again = await screens.visit(None, path)
    await expect(again.get_by_text("这份邀请不能用了")).to_be_visible()

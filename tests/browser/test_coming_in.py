"""Coming in as a newcomer does: refused at the field, back and forth, in one's own language (ACC-1)."""

import re
from typing import Any

from playwright.async_api import Page, expect

from tests import cast
from tests.browser.test_sign_in import NEWCOMER, register, take_code
from tests.support.browser import PHONE
from tests.support.server import RunningServer


async def test_what_is_refused_stands_at_its_field_with_the_focus(screens: Any, server: RunningServer) -> None:
    await cast.set_stage(server)
    page: Page = await screens.visit(None, "/sign-in", size=PHONE)
    await page.get_by_label("手机号").fill("12")
    await page.get_by_role("button", name="获取验证码").click()
    phone = page.get_by_label("手机号")
    await expect(phone).to_be_focused()
    await expect(phone).to_have_accessible_description(re.compile("1 开头的 11 位数字"))
    await take_code(page, NEWCOMER)

    name = page.get_by_label("真实姓名")
    await page.get_by_role("button", name="注册并登录").click()
    await expect(name).to_be_focused()
    await page.get_by_text("设置登录名和密码（可选）").click()
    await page.get_by_label("登录名").fill("admin")
    await page.get_by_label("密码", exact=True).fill("栗子 海风 邮筒 七点")
    await register(page, "顾☆远")
    await expect(name).to_be_focused()
    await expect(name).to_have_accessible_description(re.compile("不能含有“☆”"))
    await name.fill("顾明远")
    # Folded away, it is brought to sight.
    await page.get_by_text("设置登录名和密码（可选）").click()
    await page.get_by_role("button", name="注册并登录").click()
    login = page.get_by_label("登录名")
    await expect(login).to_be_focused()
    await expect(login).to_have_accessible_description(re.compile("已被系统保留"))
    await login.fill("gu.mingyuan")
    await page.get_by_label("密码", exact=True).fill("顾明远gu.mingyuan")
    await page.get_by_role("button", name="注册并登录").click()
    password = page.get_by_label("密码", exact=True)
    await expect(password).to_be_focused()
    await expect(password).to_have_accessible_description(re.compile("太容易被猜到"))


async def test_founding_goes_back_and_survives_a_reload(screens: Any) -> None:
    page: Page = await screens.visit()
    await page.get_by_role("button", name="开始创办").click()
    await page.get_by_label("手机号").fill(NEWCOMER)
    await page.reload()
    await expect(page.get_by_label("手机号")).to_have_value(NEWCOMER)
    await page.go_back()
    await expect(page.get_by_role("button", name="开始创办")).to_be_visible()
    await page.go_forward()
    await take_code(page, NEWCOMER)
    await page.get_by_label("真实姓名").fill("顾明远")
    await page.reload()
    await expect(page.get_by_label("真实姓名")).to_have_value("顾明远")
    await page.go_back()
    await expect(page.get_by_label("手机号")).to_have_value(NEWCOMER)
    await page.go_forward()
    await register(page, "顾明远")
    await page.get_by_label("组织名称").fill("青禾市第一中学")
    await page.reload()
    await expect(page.get_by_label("组织名称")).to_have_value("青禾市第一中学")
    await page.go_back()
    await expect(page.get_by_text("你已登录为 顾明远")).to_be_visible()
    await page.get_by_role("button", name="下一步").click()
    await page.get_by_label("组织类型").click()
    await page.get_by_title("机关事业单位").click()
    await page.get_by_role("button", name="创办组织").click()
    await expect(page.get_by_role("heading", name="青禾市第一中学已创办")).to_be_visible()
    await page.reload()
    await expect(page.get_by_role("heading", name="青禾市第一中学已创办")).to_be_visible()


async def pick(page: Page, label: str, language: str) -> None:
    await page.get_by_role("combobox", name=label).click()
    await page.get_by_title(language).click()


async def test_a_language_chosen_at_the_door_is_the_accounts_everywhere(screens: Any, server: RunningServer) -> None:
    await cast.set_stage(server)
    other: Page = await screens.visit(await server.sign_in(cast.HE_CHUAN.phone), "/directory")
    await expect(other.get_by_role("link", name="通讯录")).to_be_visible()
    page: Page = await screens.visit(None, "/sign-in")
    await page.get_by_label("手机号").fill("12")
    await page.get_by_role("button", name="获取验证码").click()
    await expect(page.get_by_text("请填写能接听电话、接收短信的手机号")).to_be_visible()
    await pick(page, "语言", "English")
    await expect(page.get_by_text("请填写能接听电话、接收短信的手机号")).to_have_count(0)
    await page.get_by_role("button", name="Send a code").click()
    await expect(page.get_by_text("Please enter a mobile number that takes calls")).to_be_visible()
    await page.get_by_label("Phone number").fill(cast.HE_CHUAN.phone)
    await page.get_by_role("button", name="Send a code").click()
    await page.get_by_role("button", name="Fill in").click()
    await expect(page.get_by_role("link", name="Directory")).to_be_visible()
    # The device beside follows, and the next one begins so.
    await expect(other.get_by_role("link", name="Directory")).to_be_visible()
    third: Page = await screens.visit(None, "/sign-in")
    await take_code(third, cast.HE_CHUAN.phone)
    await expect(third.get_by_role("link", name="Directory")).to_be_visible()

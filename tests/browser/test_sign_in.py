"""Coming in: founding, registering, signing in, and signing another device out (ACC-1, ACC-2, ACC-7)."""

import re
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests import cast
from tests.support.browser import PHONE
from tests.support.server import RunningServer

pytestmark = pytest.mark.browser

NEWCOMER = "13490001234"


async def take_code(page: Page, phone: str) -> None:
    """Ask for a code and let the page fill in the one it shows; the form then goes on by itself."""
    await page.get_by_label("手机号").fill(phone)
    await page.get_by_role("button", name="获取验证码").click()
    await page.get_by_role("button", name="填入").click()


async def register(page: Page, name: str) -> None:
    await page.get_by_label("真实姓名").fill(name)
    await page.get_by_role("checkbox", name=re.compile("完全民事行为能力")).check()
    await page.get_by_role("checkbox", name=re.compile("我已阅读并同意")).check()
    await page.get_by_role("button", name="注册并登录").click()


async def test_the_first_visit_founds_an_organisation(screens: Any) -> None:
    page = await screens.visit()
    await page.get_by_role("button", name="开始创办").click()
    await take_code(page, NEWCOMER)
    await register(page, "顾明远")
    await page.get_by_label("组织名称").fill("青禾市第一中学")
    await page.get_by_label("组织类型").click()
    await page.get_by_title("机关事业单位").click()
    await page.get_by_role("button", name="创办组织").click()
    await expect(page.get_by_role("heading", name="青禾市第一中学已创办")).to_be_visible()
    await page.get_by_role("link", name=re.compile("逐个邀请")).click()
    await expect(page.get_by_role("listitem").filter(has_text="顾明远")).to_contain_text("在职")
    await page.get_by_role("link", name="设置").click()
    await expect(page.get_by_role("main")).to_contain_text("主管理员")


async def test_an_unknown_phone_registers_with_a_password_and_signs_in_with_it(
    screens: Any, server: RunningServer
) -> None:
    await cast.set_stage(server)
    page = await screens.visit(None, "/directory")
    await expect(page).to_have_url(re.compile(r"/sign-in\?next=%2Fdirectory"))
    await take_code(page, NEWCOMER)
    await page.get_by_role("button", name="注册并登录").click()
    await expect(page.get_by_text("只有具有完全民事行为能力的人才能自行注册。")).to_be_visible()
    await page.get_by_text("设置登录名和密码（可选）").click()
    await page.get_by_label("登录名").fill("gu.mingyuan")
    await page.get_by_label("密码", exact=True).fill("1234567890")
    await expect(page.get_by_text("密码强度：太弱")).to_be_visible()
    await page.get_by_label("密码", exact=True).fill("栗子 海风 邮筒 七点")
    await expect(page.get_by_text("密码强度：很好")).to_be_visible()
    await register(page, "顾明远")
    await expect(page.get_by_text("你还没有加入组织")).to_be_visible()

    await page.get_by_role("link", name="设置").click()
    await page.get_by_role("button", name="退出登录").click()
    await page.get_by_text("密码登录", exact=True).click()
    await page.get_by_label("登录名或手机号").fill("gu.mingyuan")
    await page.get_by_label("密码", exact=True).fill("not this one")
    await page.get_by_role("button", name="登录", exact=True).click()
    await expect(page.get_by_role("alert")).to_be_visible()
    await expect(page.get_by_label("登录名或手机号")).to_have_value("gu.mingyuan")
    await page.get_by_label("密码", exact=True).fill("栗子 海风 邮筒 七点")
    await page.get_by_role("button", name="登录", exact=True).click()
    # Of no organisation: to where it is said how one comes into one.
    await expect(page).to_have_url(re.compile("/directory"))


async def test_a_code_is_pasted_with_its_message_and_a_wrong_one_is_said(screens: Any, server: RunningServer) -> None:
    await cast.set_stage(server)
    page = await screens.visit(None, "/sign-in?next=//evil.example", size=PHONE)
    await page.get_by_label("手机号").fill(cast.HE_CHUAN.phone)
    await page.get_by_label("验证码", exact=True).fill("123456")
    await expect(page.get_by_text("请先获取验证码。")).to_be_visible()
    await page.get_by_role("button", name="获取验证码").click()
    note = page.get_by_text(re.compile(r"^验证码 \d{6}$"))
    code = (await note.inner_text())[-6:]
    field = page.get_by_label("验证码", exact=True)
    tries: list[int] = []
    page.on("request", lambda sent: tries.append(1) if sent.url.endswith("/api/sessions/code") else None)
    await field.fill("000000" if code != "000000" else "111111")
    await expect(page.get_by_text(re.compile("验证码不正确"))).to_be_visible()
    # The same again is not sent: each try counts.
    await page.get_by_role("button", name="登录").click()
    await expect(page.get_by_text("这个验证码刚才试过，不正确。")).to_be_visible()
    assert tries == [1]
    # Who left the page for the text message finds it loaded anew, and the code still fits.
    await page.reload()
    await expect(page.get_by_label("手机号")).to_have_value(cast.HE_CHUAN.phone)
    await field.fill(f"【铎】您的验证码是{code}，请勿告诉他人。")
    # An address that leads to another server is not followed.
    await expect(page).to_have_url(f"{server.url}/messages")


async def test_another_device_is_signed_out_and_knows_it_at_once(screens: Any, server: RunningServer) -> None:
    await cast.set_stage(server)
    desk = await screens.visit(await server.sign_in(cast.HE_CHUAN.phone, device={"name": "办公室电脑"}), "/directory")
    phone = await screens.visit(
        await server.sign_in(cast.HE_CHUAN.phone, device={"name": "旧手机"}), "/messages", size=PHONE
    )
    await expect(phone.get_by_role("navigation", name="主导航")).to_be_visible()
    await desk.get_by_role("link", name="设置").click()
    await desk.get_by_role("link", name="登录设备").click()
    row = desk.get_by_role("listitem").filter(has_text="旧手机")
    await row.get_by_role("button", name="退出 旧手机", exact=True).click()
    dialog = desk.get_by_role("dialog")
    await expect(dialog).to_contain_text("它会立刻回到登录页")
    await dialog.get_by_role("button", name="退出", exact=True).click()
    await expect(phone).to_have_url(re.compile("/sign-in"))
    await expect(phone.get_by_text("你在另一台设备上退出了这台设备的登录。")).to_be_visible()
    await expect(row).to_have_count(0)
    await expect(desk.get_by_role("listitem").filter(has_text="办公室电脑")).to_contain_text("这台设备")


async def test_language_and_theme_follow_the_account(screens: Any, server: RunningServer) -> None:
    await cast.set_stage(server)
    first = await screens.visit(await server.sign_in(cast.HE_CHUAN.phone), "/settings/appearance")
    await first.get_by_text("深色", exact=True).click()
    await first.get_by_role("radio", name="English").click()
    await expect(first.get_by_role("heading", name="Language and looks")).to_be_visible()
    second = await screens.visit(None, "/sign-in")
    await take_code(second, cast.HE_CHUAN.phone)
    await expect(second.get_by_role("link", name="Directory")).to_be_visible()
    await expect(second.locator("html")).to_have_attribute("data-mode", "dark")


@pytest.mark.slow
async def test_who_registered_before_loads_the_sample_and_signs_in_as_one_of_it(
    screens: Any, server: RunningServer
) -> None:
    early = await server.sign_in("13911112222", "早来的")
    page = await screens.visit(early, "/directory")
    await expect(page.get_by_role("button", name="看看示例组织")).to_be_visible()
    await page.get_by_role("button", name="看看示例组织").click()
    await page.get_by_role("button", name="载入示例").click()
    await expect(page.get_by_role("heading", name="示例组织已就绪")).to_be_visible(timeout=240_000)
    await page.get_by_role("button", name="以周岚的身份登录").click()
    await page.wait_for_url("**/messages")
    other = await screens.visit(None, "/welcome")
    await expect(other.get_by_text("已经有人登录过")).to_be_visible()
    # Who is signed in as somebody else is told how to go on, and may go back.
    late = await server.sign_in("13911112223", "晚来的")
    inside = await screens.visit(late, "/directory", size=PHONE)
    await inside.get_by_role("button", name="看看示例组织").click()
    await expect(inside.get_by_text("你现在以晚来的的身份登录。")).to_be_visible()
    await inside.get_by_role("button", name="返回").click()
    await expect(inside.get_by_role("button", name="看看示例组织")).to_be_visible()
    await inside.get_by_role("button", name="看看示例组织").click()
    await inside.get_by_role("button", name="退出，换账号登录").click()
    await expect(inside.get_by_label("手机号")).to_be_visible()

"""Administration: inviting and removing people, departments, roles felt at once (ORG-2, ORG-3, ORG-4)."""

import re
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests import cast
from tests.support.server import RunningServer

pytestmark = pytest.mark.browser


async def choose(page: Page, field: str, option: str) -> None:
    """Open a list of choices by its label and take one by its words."""
    await page.get_by_label(field, exact=True).click()
    await page.get_by_title(option, exact=True).click()


async def test_an_invitation_is_sent_agreed_to_and_seen(screens: Any, server: RunningServer) -> None:
    stage = await cast.set_stage(server)
    guest = await screens.visit(await server.sign_in(cast.HAN_DONG.phone), "/directory")
    await expect(guest.get_by_text("你还没有加入组织")).to_be_visible()
    admin = await screens.visit(await stage.as_(cast.ZHOU_LAN), "/admin")
    await expect(admin).to_have_url(re.compile(f"/admin/{stage.school}/members"))
    await admin.get_by_role("button", name="邀请成员").click()
    await admin.get_by_label("姓名", exact=True).fill("韩冬")
    await admin.get_by_label("手机号", exact=True).fill(cast.HAN_DONG.phone)
    await admin.get_by_role("button", name="添加部门").click()
    await admin.get_by_role("complementary").get_by_label("部门", exact=True).click()
    await admin.get_by_title("物理系", exact=True).click()
    await admin.get_by_label("职位", exact=True).fill("实验员")
    # Nothing is chosen beforehand: the button says what is missing, and where it is.
    await admin.get_by_role("button", name="先选择依据").click()
    await expect(admin.get_by_label("处理个人信息的依据")).to_be_focused()
    await choose(admin, "处理个人信息的依据", "订立或履行合同所必需")
    await expect(admin.get_by_role("button", name="先勾选确认")).to_be_visible()
    await admin.get_by_role("checkbox", name=re.compile("我确认已告知本人")).check()
    await admin.get_by_role("button", name="发出邀请").click()
    row = admin.get_by_role("listitem").filter(has_text="韩冬")
    await expect(row).to_contain_text("已邀请")

    # The invited person learns of it at once, sees the ground, and joins by consent.
    await guest.get_by_role("link", name=re.compile("1 个组织的邀请待处理")).click()
    sheet = guest.get_by_role("main")
    for words in ("铎声中学", "周岚", "订立或履行合同所必需", "物理系 · 实验员"):
        await expect(sheet).to_contain_text(words)
    join = guest.get_by_role("button", name="加入", exact=True)
    await expect(join).to_be_disabled()
    await guest.get_by_role("checkbox", name=re.compile("我同意这个组织")).check()
    await join.click()
    await expect(guest).to_have_url(re.compile(f"/directory/{stage.school}"))
    await expect(row).to_contain_text("在职")


async def test_a_role_is_felt_at_once_and_explained(screens: Any, server: RunningServer) -> None:
    stage = await cast.set_stage(server)
    helper = await screens.visit(await stage.as_(cast.HE_CHUAN), "/directory")
    rail = helper.get_by_role("navigation", name="主导航")
    await expect(rail.get_by_role("link", name="通讯录")).to_be_visible()
    await expect(rail.get_by_role("link", name="管理")).to_have_count(0)

    admin = await screens.visit(await stage.as_(cast.ZHOU_LAN), f"/admin/{stage.school}/roles")
    await admin.get_by_role("button", name="授予角色").click()
    dialog = admin.get_by_role("dialog", name="授予角色")
    # There is none to give yet: one is made on the way, from one that many begin with, and comes back chosen.
    await expect(dialog).to_contain_text("先建一个角色")
    await dialog.get_by_role("button", name="新建角色").click()
    making = admin.get_by_role("dialog", name="新建角色")
    await making.get_by_role("button", name="部门管理员").click()
    await expect(making.get_by_label("角色名称")).to_have_value("部门管理员")
    await expect(making.get_by_role("checkbox", name="管理部门")).to_be_checked()
    for power in ("邀请成员", "管理成员资料", "管理加入链接"):
        await making.get_by_role("checkbox", name=power).uncheck()
    await making.get_by_role("button", name="保存").click()
    await expect(making).to_have_count(0)
    await expect(dialog).to_contain_text("部门管理员")
    await dialog.get_by_label("成员").fill("hechuan")
    await admin.get_by_title("何川", exact=True).click()
    await dialog.get_by_label("部门及其下级").check()
    await dialog.get_by_label("部门", exact=True).click()
    await admin.get_by_title("教务处", exact=True).click()
    await dialog.get_by_role("button", name="授予角色").click()
    grant = admin.get_by_role("listitem").filter(has_text="部门管理员 · 教务处及其下级")
    await expect(grant).to_contain_text("何川")

    # No reload: the way into administration appears, with the one page the role opens.
    await rail.get_by_role("link", name="管理").click()
    pages = helper.get_by_role("navigation", name="管理后台").get_by_role("link")
    await expect(pages).to_have_text(["部门"])
    # Outside the department the server refuses, in words.
    await helper.get_by_role("treeitem", name=re.compile("体育部")).click()
    await helper.get_by_label("部门名称").fill("体育组")
    await helper.get_by_role("button", name="保存").click()
    await expect(helper.get_by_role("alert")).to_contain_text("没有做这件事的权限")

    await admin.get_by_role("tab", name="查询").click()
    await admin.get_by_label("成员", exact=True).fill("hechuan")
    await admin.get_by_title("何川", exact=True).click()
    await expect(admin.get_by_text("角色“部门管理员”（教务处及其下级）")).to_be_visible()

    await admin.get_by_role("tab", name="授权").click()
    await grant.get_by_role("button", name="收回").click()
    await admin.get_by_role("dialog").get_by_role("button", name="收回").click()
    await expect(rail.get_by_role("link", name="管理")).to_have_count(0)


async def test_departments_are_made_moved_and_only_removed_when_empty(screens: Any, server: RunningServer) -> None:
    stage = await cast.set_stage(server)
    page = await screens.visit(await stage.as_(cast.ZHOU_LAN), f"/admin/{stage.school}/departments")
    await page.get_by_role("button", name="新建部门", exact=True).click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("部门名称").fill("考务科")
    await dialog.get_by_label("上级部门").click()
    await page.locator(".ant-select-tree").get_by_title("教务处", exact=True).click()
    await dialog.get_by_role("button", name="保存").click()
    made = page.get_by_role("treeitem", name=re.compile("考务科"))
    await expect(made).to_have_attribute("aria-level", "2")
    pane = page.get_by_role("complementary")
    await expect(pane.get_by_role("heading", name="考务科")).to_be_visible()
    await pane.get_by_role("button", name="删除").click()
    await page.get_by_role("dialog").get_by_role("button", name="删除").click()
    await expect(made).to_have_count(0)

    await page.get_by_role("treeitem", name=re.compile("数学系")).click()
    await pane.get_by_role("button", name="删除").click()
    await page.get_by_role("dialog").get_by_role("button", name="删除").click()
    await expect(page.get_by_role("dialog").get_by_role("alert")).to_be_visible()
    await page.get_by_role("dialog").get_by_role("button", name="取消").click()
    await expect(page.get_by_role("treeitem", name=re.compile("数学系"))).to_be_visible()


async def test_a_removal_names_its_consequences_and_is_audited(screens: Any, server: RunningServer) -> None:
    stage = await cast.set_stage(server)
    removed = await screens.visit(await stage.as_(cast.TANG_JIASHU), "/directory")
    await expect(removed.get_by_role("listitem").filter(has_text="唐嘉树")).to_be_visible()
    page = await screens.visit(await stage.as_(cast.ZHOU_LAN), f"/admin/{stage.school}/members?q=tangjiashu")
    await page.get_by_role("listitem").filter(has_text="唐嘉树").get_by_role("button").click()
    await page.get_by_role("button", name="移出组织").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text("退出本组织的所有群")
    await dialog.get_by_role("button", name="移出", exact=True).click()
    await expect(dialog.get_by_text("请选择离开原因。")).to_be_visible()
    await choose(page, "离开原因", "合同结束")
    await dialog.get_by_role("button", name="移出", exact=True).click()
    await expect(page.get_by_text("没有符合条件的成员")).to_be_visible()
    await expect(removed.get_by_text("你已不在 铎声中学").first).to_be_visible()
    await page.wait_for_url(lambda url: "member=" not in url)
    await page.get_by_role("link", name="审计记录").click()
    await expect(page.get_by_role("listitem").filter(has_text="成员离开").first).to_contain_text("唐嘉树")

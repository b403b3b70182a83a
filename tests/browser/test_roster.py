"""Importing a roster: the preview row by row, the word of the importer, the result (ORG-3)."""

import re
from typing import Any
from uuid import UUID

import pytest
from playwright.async_api import Page, expect

from tests import cast
from tests.support.server import RunningServer
from tocsin.kernel.db import FOLLOW
from tocsin.organisations.roster.actions.applying import apply_import
from tocsin.organisations.roster.actions.uploading import Work

pytestmark = pytest.mark.browser

ROSTER = """姓名,手机号,部门,职位,工号,喜欢的颜色
顾明远,13490001201,数学系,教师,DS10001,青
闻一舟,13490001202,数学系/竞赛组;工会,教练,DS10002,
柳青,1349,外语系,教师,DS10003,
=1+1,13490001204,外语系,教师,DS10004,
何川,13490000003,教务处/教务科,副处长,DS00003,
"""


async def upload(page: Page, text: str, encoding: str = "utf-8") -> None:
    content = {"name": "花名册.csv", "mimeType": "text/csv", "buffer": text.encode(encoding)}
    await page.locator("input[type=file]").set_input_files(content)  # type: ignore[arg-type]


async def choose_basis(page: Page) -> None:
    """Say on what ground the data is entered."""
    await page.get_by_role("dialog").get_by_role("combobox").click()
    await page.get_by_title("订立或履行合同所必需", exact=True).click()


async def test_a_roster_is_previewed_attested_and_applied(screens: Any, server: RunningServer) -> None:
    stage = await cast.set_stage(server)
    page = await screens.visit(await stage.as_(cast.ZHOU_LAN), f"/admin/{stage.school}/roster")
    await upload(page, ROSTER, "gb18030")
    rows = page.get_by_role("list", name="预览").get_by_role("listitem")
    # What is refused comes first, each row with its reason; then everything.
    await expect(rows).to_have_count(2)
    await expect(rows.nth(0)).to_contain_text("手机号“1349”不正确")
    await expect(rows.nth(1)).to_contain_text("像公式")
    columns = page.get_by_role("list", name="识别出的列")
    await expect(columns).to_contain_text("工号")
    await expect(columns.get_by_role("listitem").last).to_have_text(re.compile("喜欢的颜色.*不导入"))
    await page.get_by_text(re.compile("^全部")).click()
    await expect(rows).to_have_count(5)
    await expect(rows.filter(has_text="何川")).to_contain_text("副处长")
    await expect(page.get_by_text("还会新建部门：数学系 / 竞赛组")).to_be_visible()

    # It can be left and come back to.
    address = page.url
    await page.get_by_role("link", name="成员").click()
    await page.goto(address)
    await page.get_by_role("button", name="应用导入").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text("新建 2 人，更改 1 人；2 行不导入，0 行不变。")
    # No ground is chosen beforehand: the button says what is missing, and brings one to it.
    await dialog.get_by_role("button", name="先选择依据").click()
    await expect(dialog.get_by_role("combobox")).to_be_focused()
    await choose_basis(page)
    await expect(dialog.get_by_role("button", name="先勾选确认")).to_be_visible()
    await dialog.get_by_role("checkbox").check()
    await dialog.get_by_role("button", name="应用导入").click()
    await expect(page.get_by_text("导入完成")).to_be_visible()
    told = page.get_by_role("region", name="发给受邀的人")
    await expect(told).to_contain_text(f"请打开 {server.url}")
    # What was left out stays in sight, each row with its reason.
    left = page.get_by_role("list", name="没有导入的 2 行").get_by_role("listitem")
    await expect(left).to_have_count(2)
    await expect(left.nth(0)).to_contain_text("手机号“1349”不正确：中国大陆为 1 开头的 11 位数字")
    await page.get_by_role("button", name="查看成员").click()
    await expect(page.get_by_role("listitem").filter(has_text="闻一舟")).to_contain_text("已邀请")

    # The same file again has nothing to do.
    await page.goto(f"{server.url}/admin/{stage.school}/roster")
    await upload(page, ROSTER)
    await expect(page.get_by_role("button", name="应用导入")).to_be_disabled()
    await expect(page.get_by_text("没有别的要做")).to_be_visible()


async def test_a_file_that_cannot_be_read_says_why(screens: Any, server: RunningServer) -> None:
    stage = await cast.set_stage(server)
    page = await screens.visit(await stage.as_(cast.ZHOU_LAN), f"/admin/{stage.school}/roster")
    await upload(page, "姓名,部门\n顾明远,数学系\n")
    await expect(page.get_by_text("导入没有完成")).to_be_visible()
    await expect(page.get_by_text(re.compile("找不到必需的列"))).to_be_visible()
    await page.get_by_role("button", name="导入另一份文件").click()
    await expect(page.get_by_role("listitem").filter(has_text="花名册.csv")).to_contain_text("没有完成")


async def test_an_import_whose_importer_may_no_longer_go_on_waits_for_another(
    screens: Any, server: RunningServer
) -> None:
    stage = await cast.set_stage(server)
    zhou = await stage.as_(cast.ZHOU_LAN)
    page = await screens.visit(zhou, f"/admin/{stage.school}/roster")
    await upload(page, ROSTER)
    await expect(page.get_by_role("button", name="应用导入")).to_be_visible()
    (one,) = await zhou.pages(f"/api/organisations/{stage.school}/roster-imports")
    work = Work(stage.school, UUID(one["id"]))
    async with server.context.db.working(FOLLOW) as tx:
        await tx.fetch(
            "UPDATE roster_import SET state = 'applying', basis = 'contract', attested_by = $2 WHERE id = $1",
            work.import_id,
            stage.person(cast.HE_CHUAN),
        )
    await apply_import(server.context, work)
    await expect(page.get_by_role("alert").filter(has_text="导入已停止")).to_be_visible()
    await page.get_by_role("button", name="应用导入").click()
    await choose_basis(page)
    await page.get_by_role("dialog").get_by_role("checkbox").check()
    await page.get_by_role("dialog").get_by_role("button", name="应用导入").click()
    await expect(page.get_by_text("导入完成")).to_be_visible()

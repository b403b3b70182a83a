"""Two people: one takes a conversation out, the other is told where the power was used; the archive opens alone (ALL-4)."""

from __future__ import annotations

import asyncio
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.chat import Chat, sit
from tests.cast import HE_CHUAN, LU_MING, XU_JINGYI, ZHOU_LAN, Stage
from tests.messaging.archive.taking import ask, settled
from tests.messaging.files import PHOTO, given, send_files
from tests.messaging.imports.bringing import HEADINGS, sheet
from tests.messaging.talk import group
from tests.support.browser import DESKTOP, PHONE, until
from tocsin.messaging.archive.actions import writing
from tocsin.messaging.archive.queries.reading import PageRead


async def test_a_member_takes_a_conversation_out_and_the_pages_open_without_the_server(
    screens: Any, stage: Stage, tmp_path: Path
) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, name="备课组")
    await talk.say(HE_CHUAN, "三点开会 <b>别迟到</b>")
    await send_files(talk, HE_CHUAN, await given(stage, HE_CHUAN, str(stage.school), PHOTO, "现场.jpg"))
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}")
    await zhou.page.get_by_role("button", name="查找聊天记录").click()
    await zhou.page.get_by_role("button", name="导出聊天记录").click()
    dialog = zhou.page.get_by_role("dialog")
    await expect(dialog.get_by_text("3 条消息，1 个文件")).to_be_visible()
    await dialog.get_by_role("button", name="开始导出").click()
    link = dialog.get_by_role("link", name="下载")
    await expect(link).to_be_visible()
    async with zhou.page.expect_download() as coming:
        await link.click()
    saved = tmp_path / "archive.zip"
    await (await coming.value).save_as(saved)
    assert (await coming.value).suggested_filename.startswith("备课组 ")
    with zipfile.ZipFile(saved) as archive:
        archive.extractall(tmp_path / "out")
    page = await zhou.page.context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.goto((tmp_path / "out" / "index.html").as_uri())
    await expect(page.get_by_text("三点开会 <b>别迟到</b>")).to_be_visible()
    picture = page.get_by_role("img", name="现场.jpg")
    await picture.scroll_into_view_if_needed()
    await page.wait_for_function("document.images[0].naturalWidth > 0")
    assert all(url.startswith("file://") for url in asked), asked
    await page.close()
    await dialog.get_by_role("button", name="删除").click()
    await expect(link).to_have_count(0)


async def test_a_member_takes_a_group_out_as_long_as_its_rule_lets_them(
    screens: Any, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, name="备课组")
    await send_files(talk, HE_CHUAN, await given(stage, HE_CHUAN, str(stage.school), PHOTO, "现场.jpg"))
    going, plain = asyncio.Event(), writing._Run.held

    async def slow(run: writing._Run, page: PageRead) -> AsyncIterator[bytes]:
        await going.wait()
        async for piece in plain(run, page):
            yield piece

    monkeypatch.setattr(writing._Run, "held", slow)
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}?details=settings")
    he = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}?details=members")
    await he.details.get_by_role("button", name="导出记录").click()
    dialog = he.page.get_by_role("dialog")
    await dialog.get_by_role("button", name="开始导出").click()
    await expect(dialog.get_by_text("正在导出")).to_be_visible()
    going.set()
    link = dialog.get_by_role("link", name="下载")
    async with he.page.expect_download() as coming:
        await link.click()
    with zipfile.ZipFile(await (await coming.value).path()) as archive:
        assert "conversation.json" in archive.namelist()
    # What is set while it is open is said when it is asked for, and where it is offered.
    who = zhou.details.get_by_role("combobox", name="谁可以导出聊天记录")
    await who.select_option("群主和管理员")
    await expect(he.stream.get_by_text("周岚修改了群设置")).to_be_visible()
    await dialog.get_by_role("button", name="开始导出").click()
    await expect(dialog.get_by_text("按本群的规则，你不能导出这里的聊天记录。").first).to_be_visible()
    await dialog.get_by_role("button", name="关闭").click()
    await expect(he.details.get_by_role("button", name="仅管理员可导出")).to_be_disabled()
    await he.page.get_by_role("button", name="查找聊天记录").click()
    await expect(he.details.get_by_role("button", name="导出聊天记录（仅群主和管理员可以）")).to_be_disabled()
    await expect(who).to_have_value("admins")
    await zhou.page.get_by_role("button", name="查找聊天记录").click()
    await expect(zhou.details.get_by_role("button", name="导出聊天记录")).to_be_enabled()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_the_dialog_is_drawn_as_a_dialog_wherever_it_was_opened_from(
    screens: Any, stage: Stage, size: dict[str, int]
) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, name="新来用户试用群")
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}?details=members", size=size)
    await zhou.details.get_by_role("button", name="导出记录").click()
    dialog = zhou.page.get_by_role("dialog")
    await dialog.get_by_role("button", name="开始导出").click()
    link = dialog.get_by_role("link", name="下载")
    await expect(link).to_be_in_viewport(ratio=1)

    async def drawn() -> bool:
        title = await dialog.get_by_role("heading").bounding_box()
        close = await dialog.get_by_role("button", name="关闭").bounding_box()
        start = await dialog.get_by_role("button", name="开始导出").bounding_box()
        delete = await dialog.get_by_role("button", name="删除").bounding_box()
        assert title
        assert close
        assert start
        assert delete
        wide = title["width"] > 250 and close["width"] < 60 and start["width"] < 160 and delete["width"] < 60
        return wide and title["height"] < 60

    await until(drawn)


async def test_the_page_of_archives_lists_what_one_took_out_oneself_however(screens: Any, stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, name="备课组")
    await settled(stage, ZHOU_LAN, await ask(stage, ZHOU_LAN, talk.path))
    zhou = await sit(screens, stage, ZHOU_LAN, f"/admin/{stage.school}/archive")
    await expect(zhou.page.get_by_role("link", name="下载")).to_be_visible()
    await expect(zhou.page.get_by_text("还没有导出")).to_have_count(0)


async def test_without_groups_the_pages_of_them_say_so(screens: Any, stage: Stage) -> None:
    he = await stage.as_(HE_CHUAN)
    made = await he.json("POST", "/api/organisations", json={"name": "何川的读书会", "kind": "other"})
    page = await screens.visit(he, f"/admin/{made['organisation_id']}/archive")
    await expect(page.get_by_text("还没有群", exact=True)).to_be_visible()
    await page.get_by_role("textbox", name="按群名查找").fill("读书")
    await expect(page.get_by_text("没有找到群")).to_be_visible()
    await page.goto(f"/admin/{made['organisation_id']}/groups")
    await expect(page.get_by_text("还没有群", exact=True)).to_be_visible()
    await page.get_by_role("textbox", name="按群名搜索").fill("读书")
    await expect(page.get_by_text("没有符合条件的群")).to_be_visible()


async def test_a_dialog_stays_open_when_a_tablet_is_turned(screens: Any, stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}?details=members", size=PHONE)
    await zhou.details.get_by_role("button", name="导出记录").click()
    files = zhou.page.get_by_role("dialog").get_by_role("checkbox", name="包含图片和文件")
    await files.uncheck()
    for size in (DESKTOP, PHONE):
        await zhou.page.set_viewport_size(size)  # type: ignore[arg-type]
        await expect(zhou.page.get_by_role("navigation", name="主导航")).to_have_count(1 if size == DESKTOP else 0)
        await expect(files).not_to_be_checked()


@pytest.mark.parametrize("size", [None, PHONE])
async def test_an_admin_takes_a_group_out_and_who_is_in_it_is_told(screens: Any, stage: Stage, size: Any) -> None:
    talk = await group(stage, XU_JINGYI, HE_CHUAN, name="小组")
    await talk.say(HE_CHUAN, "组里的话")
    he = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}")
    zhou = await sit(screens, stage, ZHOU_LAN, f"/admin/{stage.school}/archive", size=size)
    await zhou.page.get_by_role("textbox", name="按群名查找").fill("小组")
    await zhou.page.get_by_role("button", name="导出「小组」").click()
    dialog = zhou.page.get_by_role("dialog")
    start = dialog.get_by_role("button", name="开始导出")
    await expect(start).to_be_disabled()
    await dialog.get_by_role("textbox", name="导出原因").fill("年度归档")
    await start.click()
    await expect(dialog.get_by_role("link", name="下载")).to_be_visible()
    await expect(he.stream.get_by_text("周岚按组织权限导出了本群的聊天记录")).to_be_visible()


async def _given(chat: Chat, records: bytes) -> None:
    """Bring a file to the page of archives, and wait until it is read."""
    await chat.page.get_by_text("导入", exact=True).click()
    given = {"name": "记录.csv", "mimeType": "text/csv", "buffer": records}
    await chat.page.locator("input[type=file]").set_input_files([given])  # type: ignore[list-item]
    await expect(chat.page.get_by_role("checkbox", name="教研组")).to_be_checked()


async def _attested(chat: Chat, count: int) -> None:
    """Name the basis, give one's word, and wait until all is entered."""
    await chat.page.get_by_role("combobox", name="处理个人信息的依据").click()
    await chat.page.get_by_title("依劳动规章").first.click()
    await chat.page.get_by_role("checkbox", name="我确认").check()
    await chat.page.get_by_role("button", name="导入 1 个会话").click()
    await expect(chat.page.get_by_text(f"已导入 {count} 条消息。")).to_be_visible()


async def test_messages_of_another_product_are_looked_at_attested_and_seen_as_what_they_are(
    screens: Any, stage: Stage
) -> None:
    zhou = await sit(screens, stage, ZHOU_LAN, f"/admin/{stage.school}/archive")
    he = await sit(screens, stage, HE_CHUAN, "/messages")
    rows = (
        ("2024-05-01 09:00:00", "老何", "三点开会", "教研组", HE_CHUAN.phone),
        ("昨天", "老何", "何时", "教研组", ""),
    )
    await _given(zhou, sheet(*rows, headings=(*HEADINGS, "手机号")))
    await expect(zhou.page.get_by_text("对应 何川（手机号）")).to_be_visible()
    await expect(zhou.page.get_by_text("没有可用的时间")).to_be_visible()
    await expect(zhou.page.get_by_role("region", name="将加入的人").get_by_text("何川")).to_be_visible()
    await _attested(zhou, 1)
    await he.page.get_by_text("教研组").first.click()
    await expect(he.stream.get_by_text("三点开会")).to_be_visible()
    await expect(he.stream.get_by_text("写在钉钉")).to_be_visible()


@pytest.mark.parametrize("size", [None, PHONE])
async def test_whom_only_a_name_names_joins_when_the_importer_says_so_and_has_seen_who_it_is(
    screens: Any, stage: Stage, size: Any
) -> None:
    zhou = await sit(screens, stage, ZHOU_LAN, f"/admin/{stage.school}/archive", size=size)
    he = await sit(screens, stage, HE_CHUAN, "/messages")
    lu = await sit(screens, stage, LU_MING, "/messages")
    rows = (
        ("2024-05-01 09:00:00", "老何", "三点开会", "教研组", HE_CHUAN.phone),
        ("2024-05-01 09:01:00", "老何", "带上表", "教研组", HE_CHUAN.phone),
        ("2024-05-01 09:02:00", LU_MING.name, "收到", "教研组", ""),
        ("2024-05-01 09:03:00", LU_MING.name, "别的", "另一组", ""),
    )
    await _given(zhou, sheet(*rows, headings=(*HEADINGS, "手机号")))
    await expect(zhou.page.locator("article", has_text="只按姓名")).to_contain_text(LU_MING.name)
    joining = zhou.page.get_by_role("region", name="将加入的人")
    await expect(zhou.page.get_by_role("radio", name="认出的 1 人").first).to_be_checked()
    await expect(joining.get_by_role("status")).to_have_text("将有 1 人加入")
    await expect(joining.get_by_text(LU_MING.name)).to_have_count(0)
    await zhou.page.get_by_role("radio", name="不加人").check()
    await expect(joining.get_by_role("status")).to_have_text("没有人加入，新群里只有你")
    await zhou.page.get_by_role("radio", name="连同只按姓名认出的 1 人").check()
    await expect(joining.get_by_role("status")).to_have_text("将有 2 人加入")
    await expect(joining.get_by_text("加入 教研组、另一组")).to_be_visible()
    await zhou.page.get_by_role("checkbox", name="另一组").uncheck()
    await expect(joining.get_by_text("加入 教研组", exact=True)).to_have_count(2)
    await _attested(zhou, 3)
    for one in (he, lu):
        await one.page.get_by_text("教研组").first.click()
        await expect(one.stream.get_by_text("三点开会")).to_be_visible()
    audit = await sit(screens, stage, ZHOU_LAN, f"/admin/{stage.school}/audit")
    await audit.page.get_by_role("listitem").filter(has_text="确认聊天记录导入依据").get_by_role("button").first.click()
    await expect(audit.page.get_by_text("连同只按姓名认出的")).to_be_visible()

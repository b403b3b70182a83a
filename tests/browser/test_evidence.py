"""From a message sent to a proof of it that holds without the server, with two people (EFF-1, EFF-2, EFF-4)."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Route, expect

from tests.browser.chat import Chat, sit
from tests.cast import HE_CHUAN, ZHOU_LAN, Stage
from tests.messaging.proof import sealed
from tests.messaging.talk import direct
from tests.support.browser import DESKTOP, PHONE
from tests.support.product import tocsin
from tocsin.effects.refusals import NotSealedYet


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_sent_read_and_proved(screens: Any, stage: Stage, tmp_path: Path, size: Any) -> None:
    talk = await direct(stage, ZHOU_LAN, HE_CHUAN)
    await talk.say(HE_CHUAN, "在的")
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}", size=size)
    await zhou.field.fill("周五前交教案")
    if size == PHONE:
        await zhou.page.get_by_role("button", name="发送").click()
    else:
        await zhou.field.press("Enter")
    he = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}", size=size)
    await expect(he.bubble("周五前交教案")).to_be_visible()
    await expect(zhou.effect("周五前交教案")).to_contain_text("已确认")
    await sealed(stage)
    await zhou.effect("周五前交教案").click()
    await expect(zhou.details.get_by_role("listitem").filter(has_text="何川")).to_be_visible()
    said = await verified(zhou, tmp_path, zhou.details.get_by_role("button", name="下载证据文件").click)
    assert "送达：周岚" in said
    assert "确认：何川" in said
    assert "内容：周五前交教案" in said
    assert "设备：" in said


async def verified(who: Chat, tmp_path: Path, press: Callable[[], Awaitable[None]]) -> str:
    """What is said offline of the file that comes when somebody presses."""
    async with who.page.expect_download() as coming:
        await press()
    file = tmp_path / "bundle.json"
    await (await coming.value).save_as(file)
    done = tocsin("verify", str(file), DATABASE_URL="")
    assert done.returncode == 0, done.stderr
    return done.stdout


async def test_who_got_it_proves_it_too_and_a_period_is_proved(screens: Any, stage: Stage, tmp_path: Path) -> None:
    talk = await direct(stage, ZHOU_LAN, HE_CHUAN)
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}")
    await zhou.say("周五前交教案")
    he = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}")
    await expect(zhou.effect("周五前交教案")).to_contain_text("已确认")
    await he.say("收到")
    await expect(zhou.bubble("收到")).to_be_visible()
    await sealed(stage)
    said = await verified(he, tmp_path, lambda: he.act("周五前交教案", "下载证据文件"))
    assert "送达：周岚" in said
    assert "确认：何川" in said
    assert "内容：周五前交教案" in said
    await he.page.get_by_role("button", name="查找聊天记录").click()
    await he.page.get_by_role("button", name="导出聊天记录").click()
    dialog = he.page.get_by_role("dialog")
    said = await verified(he, tmp_path, dialog.get_by_role("button", name="下载证据文件").click)
    assert "内容：周五前交教案" in said
    assert "内容：收到" in said


async def test_what_is_not_sealed_yet_is_said(screens: Any, stage: Stage) -> None:
    talk = await direct(stage, ZHOU_LAN, HE_CHUAN)
    await talk.say(ZHOU_LAN, "周五前交教案")
    he = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}")

    async def young(route: Route) -> None:
        told = {"code": "evidence.not_sealed_yet", "message": NotSealedYet().message("zh-CN"), "params": {}}
        await route.fulfill(status=409, json=told)

    await he.page.route("**/evidence", young)
    await he.act("周五前交教案", "下载证据文件")
    await expect(he.page.get_by_text("请几秒后再试")).to_be_visible()

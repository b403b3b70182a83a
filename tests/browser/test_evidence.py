"""From a message sent to a proof of it that holds without the server, with two people (EFF-1, EFF-2, EFF-4)."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.chat import sit
from tests.cast import HE_CHUAN, ZHOU_LAN, Stage
from tests.messaging.talk import direct
from tests.support.browser import DESKTOP, PHONE
from tests.support.horizon import below_the_horizon
from tests.support.product import tocsin
from tocsin.effects.actions.sealing import Sealer


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
    context = stage.server.context
    await below_the_horizon(context.db)
    while await Sealer(context.db, context.keyring).step():
        pass
    await zhou.effect("周五前交教案").click()
    await expect(zhou.details.get_by_role("listitem").filter(has_text="何川")).to_be_visible()
    async with zhou.page.expect_download() as coming:
        await zhou.details.get_by_role("button", name="下载证据文件").click()
    file = tmp_path / "bundle.json"
    await (await coming.value).save_as(file)
    said = tocsin("verify", str(file), DATABASE_URL="")
    assert said.returncode == 0, said.stderr
    assert "送达：周岚" in said.stdout
    assert "确认：何川" in said.stdout
    assert "内容：周五前交教案" in said.stdout

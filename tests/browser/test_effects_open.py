"""The effect line opened, with two people: each act of the one is seen by the other while they look (EFF-1 to EFF-3)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.async_api import Locator, expect

from tests.browser.chat import TOUCH, Chat, sit
from tests.cast import HE_CHUAN, XU_JINGYI, ZHOU_LAN, Stage
from tests.messaging.files import MINUTES, fetch, given, send_files
from tests.messaging.talk import Talk, group
from tests.support.browser import DESKTOP


async def _opened(at: Chat, text: str) -> Locator:
    """The pane of the effects of a message."""
    await at.effect(text).click()
    return at.details


def _list(pane: Locator, title: str) -> Locator:
    return pane.get_by_role("region", name=title)


async def _forward(stage: Stage, talk: Talk, to: Talk, seq: int) -> None:
    body = {"client_id": "00000000-0000-4000-8000-000000000001", "source_id": talk.id, "seqs": [seq]}
    await (await stage.as_(HE_CHUAN)).json("POST", f"{to.path}/forwards", json=body)


@pytest.mark.parametrize("screen", [{"size": DESKTOP}, TOUCH], ids=["desktop", "phone"])
async def test_what_another_does_is_seen_while_the_pane_is_open(
    screens: Any, stage: Stage, screen: dict[str, Any]
) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI, name="备课组")
    other = await group(stage, HE_CHUAN, XU_JINGYI, name="另一组")
    fact = await send_files(
        talk, ZHOU_LAN, await given(stage, ZHOU_LAN, str(stage.school), MINUTES, "纪要.txt"), text="请转各组"
    )
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}", **screen)
    pane = await _opened(zhou, "请转各组")
    await expect(pane.get_by_text("2/2")).to_be_visible()
    await expect(pane.get_by_text("按发送时的成员计。")).to_be_visible()
    await expect(_list(pane, "未确认 2")).to_contain_text("何川")
    he = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}")
    await expect(he.bubble("请转各组")).to_be_visible()
    # On which device, and when: with the seconds.
    row = _list(pane, "已确认 1").get_by_role("listitem").filter(has_text="何川")
    await expect(row).to_contain_text("科长 · python-httpx")
    await expect(row.locator("time")).to_have_text(re.compile(r"\d\d:\d\d:\d\d"))
    await expect(_list(pane, "已处理")).to_contain_text("还没有人处理。")
    await _forward(stage, talk, other, fact["seq"])
    done = _list(pane, "已处理").get_by_role("listitem")
    await expect(done).to_contain_text(["转发"])
    await expect(done).to_contain_text(["何川"])
    content = fact["content"]["files"][0]["id"]
    await fetch(talk, HE_CHUAN, fact, content, save=True)
    await expect(pane.get_by_role("region", name="已下载「纪要.txt」1")).to_contain_text("何川")
    # One's own act, of another device, is among them; of what was taken back nothing can be proved any more.
    await expect(pane.get_by_role("button", name="下载证据文件")).to_be_visible()
    await talk.recall(ZHOU_LAN, fact["seq"])
    await expect(done).to_contain_text(["转发", "撤回"])
    await expect(pane.get_by_role("button", name="下载证据文件")).to_have_count(0)

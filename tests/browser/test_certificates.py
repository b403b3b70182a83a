"""A paper beside each file that proves something: printed by the server, kept with the file it names (EFF-4)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Download, Page, expect

from tests.browser import axe
from tests.browser.chat import sit
from tests.browser.conftest import ROOT
from tests.cast import HE_CHUAN, ZHOU_LAN, Stage
from tests.effects.test_certificate import text_of
from tests.messaging.proof import sealed
from tests.messaging.talk import direct, group
from tests.support.browser import DESKTOP, PHONE, until
from tocsin.effects.rules.bundle import verify

VECTORS = ROOT / "tests" / "vectors" / "evidence"
SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
LANGUAGES = {
    "zh-CN": ("证书（PDF）", "怎样核验", "证据核验书"),
    "zh-TW": ("證書（PDF）", "怎樣查驗", "證據查驗書"),
    "en": ("Certificate (PDF)", "How to check it", "Certificate of evidence"),
}


async def both(page: Page, folder: Path, press: Callable[[], Awaitable[None]]) -> tuple[bytes, str]:
    """The file, and what stands on the paper, that come when somebody presses."""
    came: list[Download] = []

    def take(one: Download) -> None:
        came.append(one)

    page.on("download", take)
    await press()

    async def count() -> int:
        return len(came)

    await until(count, 2)
    page.remove_listener("download", take)
    kept = {}
    for one in came:
        await one.save_as(folder / one.suggested_filename)
        kept[Path(one.suggested_filename).suffix] = (folder / one.suggested_filename).read_bytes()
    return kept[".json"], text_of(kept[".pdf"])


@SIZES
async def test_a_messages_file_comes_with_its_paper(screens: Any, stage: Stage, tmp_path: Path, size: Any) -> None:
    talk = await direct(stage, ZHOU_LAN, HE_CHUAN)
    sent = await talk.say(ZHOU_LAN, "周五前交教案")
    await talk.read(HE_CHUAN, sent["seq"])
    await sealed(stage)
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}", size=size)
    await zhou.effect("周五前交教案").click()
    raw, said = await both(zhou.page, tmp_path, zhou.details.get_by_role("button", name="证书（PDF）").click)
    assert sha256(raw).hexdigest() in said
    assert {one.leaf.act for one in verify(raw).effects} >= {"send", "read"}
    for words in ("证据核验书", "周岚", "何川", "周五前交教案", "证明在于该文件本身"):
        assert words in said
    how = zhou.details.get_by_role("link", name="怎样核验")
    await expect(how).to_have_attribute("href", "/verify")
    if size == DESKTOP:
        he = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}", size=size)
        raw, said = await both(he.page, tmp_path, lambda: he.act("周五前交教案", "证书（PDF）"))
        assert sha256(raw).hexdigest() in said
        async with he.page.context.expect_page() as opened:
            await he.page.get_by_role("button", name="怎样核验").click()
        await expect((await opened.value).get_by_role("heading", name="核验证据")).to_be_visible()


@SIZES
@pytest.mark.parametrize("language", LANGUAGES)
async def test_ones_own_record_comes_with_its_paper_in_ones_language(
    screens: Any, stage: Stage, tmp_path: Path, language: str, size: Any
) -> None:
    press, how, title = LANGUAGES[language]
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, name="备课组")
    await talk.say(HE_CHUAN, "三点开会")
    await sealed(stage)
    page = await screens.visit(await stage.as_(HE_CHUAN), "/settings/record", size=size, language=language)
    raw, said = await both(page, tmp_path, page.get_by_role("button", name=press).click)
    assert sha256(raw).hexdigest() in said
    assert title in said
    await expect(page.get_by_role("link", name=how)).to_have_attribute("href", "/verify")
    assert await axe.violations(page) == []


@SIZES
async def test_what_one_was_shown_is_printed_where_one_is_signed_in(
    screens: Any, stage: Stage, tmp_path: Path, size: Any
) -> None:
    vector = VECTORS / "every_shape.json"
    page = await screens.visit(await stage.as_(HE_CHUAN), "/verify", size=size)
    await page.wait_for_load_state("networkidle")
    await page.locator("input[type=file]").set_input_files(vector)
    await expect(page.get_by_text("会把文件发送给服务器")).to_be_visible()
    async with page.expect_download() as coming:
        await page.get_by_role("button", name="下载证书").click()
    paper = tmp_path / "paper.pdf"
    came = await coming.value
    assert came.suggested_filename == "every_shape.pdf"
    await came.save_as(paper)
    assert sha256(vector.read_bytes()).hexdigest() in text_of(paper.read_bytes())
    await page.locator("input[type=file]").set_input_files(VECTORS / "content_changed.json")
    await expect(page.get_by_role("alert")).to_be_visible()
    await expect(page.get_by_role("button", name="下载证书")).to_have_count(0)
    guest = await screens.visit(None, "/verify", size=size)
    await guest.wait_for_load_state("networkidle")
    await guest.locator("input[type=file]").set_input_files(vector)
    await expect(guest.get_by_role("heading", name="证据有效")).to_be_visible()
    await expect(guest.get_by_role("button", name="下载证书")).to_have_count(0)

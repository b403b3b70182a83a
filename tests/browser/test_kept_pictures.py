"""What the browser keeps of pictures ends with the right to see them; who opened a file and who saved it is told apart."""

from __future__ import annotations

from typing import Any

from playwright.async_api import Page, expect

from tests.browser.chat import sit
from tests.cast import HE_CHUAN, ZHOU_LAN, Stage
from tests.messaging.files import PHOTO, given, send_files
from tests.messaging.talk import direct, group
from tests.support.browser import drawn, until

# Loads a picture as a page does, and tells how wide it is: nothing, where it is not given.
WIDE = """(src) => new Promise((done) => {
  const picture = new Image();
  picture.onload = () => done(picture.naturalWidth);
  picture.onerror = () => done(0);
  picture.src = src;
})"""
STATUS = "async (src) => (await fetch(src)).status"
# What the browser would show without asking anybody.
CACHED = """async (src) => {
  try { return (await fetch(src, { cache: "only-if-cached", mode: "same-origin" })).status; } catch { return 0; }
}"""
SHELLS = "async () => (await caches.keys()).filter((name) => name.startsWith('tocsin-shell-')).length"


async def shown(page: Page, name: str) -> str:
    """The address a picture of the stream was shown from."""
    picture = page.get_by_role("button", name=f"查看 {name}").locator("img")
    await drawn(picture)
    return str(await picture.evaluate("(one) => one.currentSrc"))


async def test_a_recalled_picture_is_not_shown_from_what_the_browser_kept(screens: Any, stage: Stage) -> None:
    talk = await direct(stage, HE_CHUAN, ZHOU_LAN)
    fact = await send_files(talk, HE_CHUAN, await given(stage, HE_CHUAN, None, PHOTO, "现场.jpg"))
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}")
    await zhou.page.get_by_role("button", name="查看 现场.jpg").click()
    dialog = zhou.page.get_by_role("dialog", name="查看文件")
    await drawn(dialog.get_by_role("img", name="图片 现场.jpg"))
    await zhou.page.keyboard.press("Escape")
    source = await shown(zhou.page, "现场.jpg")
    sources = [source.partition("?")[0] + f"?variant={one}" for one in ("thumb", "display", "whole")]
    for one in sources:
        assert await zhou.page.evaluate(WIDE, one) > 0
    await talk.recall(HE_CHUAN, fact["seq"])
    await expect(zhou.page.get_by_role("button", name="查看 现场.jpg")).to_have_count(0)
    # The page anew: what it held in memory is gone, what the browser keeps on its disk is not.
    await zhou.page.reload()
    await expect(zhou.field).to_be_visible()
    for one in sources:
        assert await zhou.page.evaluate(WIDE, one) == 0, one
        assert await zhou.page.evaluate(STATUS, one) == 404
    await expect(zhou.page.get_by_role("button", name="查看 现场.jpg")).to_have_count(0)


async def test_after_signing_out_nothing_of_it_is_in_the_browser_and_the_door_still_opens(
    screens: Any, stage: Stage
) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)
    await send_files(talk, HE_CHUAN, await given(stage, HE_CHUAN, str(stage.school), PHOTO, "现场.jpg"))
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}", service_workers="allow")
    source = await shown(zhou.page, "现场.jpg")
    await zhou.page.evaluate("async () => { await navigator.serviceWorker.ready; }")
    await until(lambda: zhou.page.evaluate(CACHED, source), 200)
    await zhou.page.goto("/settings")
    await zhou.page.get_by_role("button", name="退出登录").click()
    await zhou.page.wait_for_url("**/sign-in*")
    await expect(zhou.page.get_by_role("textbox", name="手机号")).to_be_visible()
    assert await zhou.page.evaluate(STATUS, source) == 401
    assert await zhou.page.evaluate(CACHED, source) == 0
    assert await zhou.page.evaluate(WIDE, source) == 0
    # The shell stays: the door opens without a line, and in one's language.
    assert await zhou.page.evaluate(SHELLS) == 1
    await zhou.page.context.set_offline(True)
    await zhou.page.reload()
    await expect(zhou.page.get_by_role("textbox", name="手机号")).to_be_visible()
    await zhou.page.context.set_offline(False)


async def test_the_sender_sees_who_opened_a_file_and_who_saved_it(screens: Any, stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}")
    he = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}")
    school = str(stage.school)
    ids = [await given(stage, ZHOU_LAN, school, PHOTO, "现场.jpg"), await given(stage, ZHOU_LAN, school)]
    await send_files(talk, ZHOU_LAN, *ids, text="今天的会")
    await shown(he.page, "现场.jpg")
    await he.bubble("今天的会").get_by_role("button", name="查看 现场.jpg").click()
    dialog = he.page.get_by_role("dialog", name="查看文件")
    await drawn(dialog.get_by_role("img", name="图片 现场.jpg"))
    await he.page.keyboard.press("Escape")
    await he.bubble("今天的会").get_by_title("纪要.txt").click()
    await expect(dialog).to_contain_text("三点开会")
    await he.page.keyboard.press("Escape")

    await zhou.effect("今天的会").click()
    await expect(zhou.details.get_by_label("已打开「纪要.txt」1")).to_contain_text(HE_CHUAN.name)
    # Shown where it stands, and large: neither is said to have been opened as it was sent, nor saved.
    for name in ("现场.jpg", "纪要.txt"):
        await expect(zhou.details).to_contain_text(f"还没有人下载「{name}」。")
    await expect(zhou.details.get_by_label("已打开「现场.jpg」")).to_have_count(0)

    async with he.page.expect_download():
        await he.bubble("今天的会").get_by_role("link", name="下载 纪要.txt").click()
    await zhou.page.reload()
    await expect(zhou.details.get_by_label("已下载「纪要.txt」1")).to_contain_text(HE_CHUAN.name)
    await expect(zhou.details.get_by_label("已打开「纪要.txt」1")).to_contain_text(HE_CHUAN.name)
    await expect(zhou.details).to_contain_text("还没有人下载「现场.jpg」。")

"""What was uploaded and not sent: looked at in the viewer, by keyboard and on a phone, and removed."""

from __future__ import annotations

import re
from typing import Any

from playwright.async_api import expect

from tests.cast import HE_CHUAN, Stage
from tests.files.uploads import start, upload
from tests.support import pictures
from tests.support.browser import PHONE, drawn

PAGE = "/settings/uploads"


async def _pdf(screens: Any) -> bytes:
    """Two pages, as a browser prints them."""
    page = await (await screens.browser.new_context()).new_page()
    await page.set_content("<h1>工作总结</h1>" + "<p>第一条</p>" * 60)
    made: bytes = await page.pdf()
    await page.context.close()
    return made


async def test_files_are_looked_at_one_by_one(screens: Any, stage: Stage) -> None:
    he = await stage.as_(HE_CHUAN)
    await upload(he, pictures.photo(3000, 2000), "照片.jpg", "image/jpeg")
    await upload(he, await _pdf(screens), "总结.pdf", "application/pdf")
    await upload(he, "<b>不是网页</b>\n第二行".encode(), "说明.txt", "text/plain")
    await upload(he, b"<!doctype html><script>document.title = 'run'</script>", "网页.html", "text/html")
    page = await screens.visit(he, PAGE)
    await expect(page.get_by_text("4 个文件")).to_be_visible()
    await page.get_by_role("button", name="照片.jpg").first.click()
    dialog = page.get_by_role("dialog", name="查看文件")
    picture = dialog.get_by_role("img", name="图片 照片.jpg")
    await drawn(picture, 2048)
    await page.keyboard.press("+")
    await expect(dialog.get_by_text("150%")).to_be_visible()
    # what is zoomed into is fetched in full
    await page.keyboard.press("+")
    await expect(picture).to_have_js_property("naturalWidth", 3000)
    await page.keyboard.press("0")

    await page.keyboard.press("ArrowRight")
    await expect(dialog.get_by_text(re.compile("共 [23] 页"))).to_be_visible()
    await expect(dialog.get_by_role("img", name="第 1 页")).to_be_visible()
    await page.wait_for_function(
        "() => { const c = document.querySelector('dialog canvas'); return c && c.width > 400 }"
    )
    await dialog.get_by_role("button", name="下一个").click()
    await expect(dialog.get_by_text("<b>不是网页</b>")).to_be_visible()
    await dialog.get_by_role("button", name="下一个").click()
    await expect(dialog.get_by_text("这个文件无法在此预览")).to_be_visible()
    assert await page.title() != "run"
    async with page.expect_download() as saved:
        await dialog.get_by_role("link", name="下载 网页.html").click()
    assert (await saved.value).suggested_filename == "网页.html"
    await page.keyboard.press("ArrowLeft")
    await expect(dialog.get_by_role("heading")).to_have_text("说明.txt")
    await page.keyboard.press("Escape")
    await expect(dialog).to_be_hidden()


async def test_a_finger_goes_on_and_closes(screens: Any, stage: Stage) -> None:
    he = await stage.as_(HE_CHUAN)
    for name in ("一.png", "二.png"):
        await upload(he, pictures.png(800, 600), name, "image/png")
    page = await screens.visit(he, PAGE, size=PHONE, has_touch=True, is_mobile=True)
    await page.get_by_role("button", name="一.png").first.tap()
    await expect(page.get_by_role("heading", name="一.png")).to_be_visible()
    swipe = """([dx, dy]) => {
        const frame = document.querySelector('dialog img').parentElement;
        const send = (type, x, y) => frame.dispatchEvent(new PointerEvent(type, {
            pointerId: 7, pointerType: 'touch', isPrimary: true, bubbles: true, clientX: x, clientY: y }));
        frame.setPointerCapture = () => {};
        send('pointerdown', 200, 400); send('pointermove', 200 + dx / 2, 400 + dy / 2);
        send('pointerup', 200 + dx, 400 + dy);
    }"""
    await page.evaluate(swipe, [-150, 5])
    await expect(page.get_by_role("heading", name="二.png")).to_be_visible()
    await page.evaluate(swipe, [5, 200])
    await expect(page.get_by_role("dialog", name="查看文件")).to_be_hidden()


async def test_what_was_begun_is_told_and_removed(screens: Any, stage: Stage) -> None:
    he = await stage.as_(HE_CHUAN)
    await start(he, bytes(20_000_000), "录像.mp4", "video/mp4")
    await upload(he, b"hello", "a.txt", "text/plain")
    page = await screens.visit(he, "/settings", language="en")
    await page.get_by_role("link", name="Files not sent").click()
    await expect(page.get_by_text("0 B / 19.1 MB uploaded.")).to_be_visible()
    await page.get_by_role("button", name="Take out 录像.mp4").click()
    await expect(page.get_by_text("1 file, 5 B")).to_be_visible()
    await page.get_by_role("button", name="Take out a.txt").click()
    await expect(page.get_by_text("Nothing is waiting")).to_be_visible()
    assert await he.json("GET", "/api/uploads") == []

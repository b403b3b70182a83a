"""Files and voices in the chat, with two people at two screens: sent, seen, looked at, downloaded (MSG-2, FIL)."""

from __future__ import annotations

import asyncio
import re
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Locator, Page, Route, expect

from tests.browser.chat import Chat, sit
from tests.cast import HE_CHUAN, ZHOU_LAN, Stage
from tests.files.conftest import small_parts
from tests.messaging.files import PHOTO, given, send_files
from tests.messaging.talk import Talk, direct, group
from tests.support import pictures
from tests.support.browser import PHONE, drawn, until

__all__ = ["small_parts"]
TEXT = "三点开会，四点散会。\n".encode() * 300
# Files as a drop or a paste brings them.
GIVE = """([kind, files]) => {
  const transfer = new DataTransfer();
  for (const [name, type, data] of files) {
    const bytes = Uint8Array.from(atob(data), (one) => one.charCodeAt(0));
    transfer.items.add(new File([bytes], name, { type }));
  }
  const on = document.querySelector(kind === "paste" ? "[data-composer]" : "[role=log]");
  const say = (name) => on.dispatchEvent(
    kind === "paste" ? new ClipboardEvent(name, { clipboardData: transfer, bubbles: true, cancelable: true })
      : new DragEvent(name, { dataTransfer: transfer, bubbles: true, cancelable: true }));
  for (const name of kind === "paste" ? ["paste"] : ["dragenter", "dragover", "drop"]) say(name);
}"""


def chosen(name: str, mime: str, data: bytes) -> dict[str, Any]:
    """A file as somebody chooses it."""
    return {"name": name, "mimeType": mime, "buffer": data}


async def give(page: Page, kind: str, *files: tuple[str, str, bytes]) -> None:
    """Drop files on what was said, or paste them into the field."""
    await page.evaluate(GIVE, [kind, [[name, mime, b64encode(data).decode()] for name, mime, data in files]])


def tray(chat: Chat) -> Locator:
    """The files that go with what one writes."""
    return chat.page.get_by_role("list", name="待发送的文件").last


async def attach(chat: Chat, *files: dict[str, Any]) -> None:
    await chat.page.locator("input[type=file]").first.set_input_files(list(files))


async def send(chat: Chat) -> None:
    await chat.page.get_by_role("button", name="发送", exact=True).click()


async def test_a_picture_is_sent_seen_opened_and_downloaded(screens: Any, stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)
    await send_files(talk, HE_CHUAN, await given(stage, HE_CHUAN, str(stage.school), PHOTO, "早上.jpg"))
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}")
    he = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}")
    await attach(zhou, chosen("现场.jpg", "image/jpeg", PHOTO), chosen("纪要.txt", "text/plain", TEXT))
    await expect(tray(zhou).get_by_role("listitem")).to_have_count(2)
    await zhou.field.fill("今天的会")
    await zhou.field.press("Enter")
    message = he.bubble("今天的会")
    await expect(message.get_by_role("button", name="查看 现场.jpg")).to_be_visible()
    await expect(zhou.page.get_by_role("list", name="待发送的文件")).to_have_count(0)
    await expect(he.row(talk)).to_contain_text("今天的会")
    picture = message.get_by_role("button", name="查看 现场.jpg").locator("img")
    await drawn(picture)
    await picture.click()
    dialog = he.page.get_by_role("dialog", name="查看文件")
    # among all the pictures of the conversation, the earlier one before it
    await expect(dialog).to_contain_text("2 / 2")
    await he.page.keyboard.press("ArrowLeft")
    await expect(dialog.get_by_role("heading", name="早上.jpg")).to_be_visible()
    shown = dialog.get_by_role("img", name="图片 早上.jpg")
    await drawn(shown, 640)
    await he.page.keyboard.press("ArrowRight")
    async with he.page.expect_download() as saved:
        await dialog.get_by_role("link", name="下载 现场.jpg").click()
    download = await saved.value
    assert download.suggested_filename == "现场.jpg"
    kept = Path(await download.path()).read_bytes()
    assert kept.startswith(b"\xff\xd8")
    assert pictures.SECRET not in kept, "where it was taken is nobody's business"
    await he.page.keyboard.press("Escape")
    await expect(dialog).to_be_hidden()
    async with he.page.expect_download() as saved:
        await message.get_by_role("link", name="下载 纪要.txt").click()
    assert Path(await (await saved.value).path()).read_bytes() == TEXT


async def test_dropped_and_pasted(screens: Any, stage: Stage) -> None:
    talk = await direct(stage, ZHOU_LAN, HE_CHUAN)
    await talk.say(ZHOU_LAN, "在吗")
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}")
    he = await sit(screens, stage, HE_CHUAN)
    await expect(zhou.bubble("在吗")).to_be_visible()
    await give(
        zhou.page, "drop", ("一.png", "image/png", pictures.png()), ("二.png", "image/png", pictures.png(90, 60))
    )
    await expect(tray(zhou).get_by_role("listitem")).to_have_count(2)
    await give(zhou.page, "paste", ("image.png", "image/png", pictures.png(70, 70)))
    await expect(tray(zhou).get_by_role("listitem")).to_have_count(3)
    await zhou.page.get_by_role("button", name="移除 二.png").click()
    await send(zhou)
    await expect(he.row(talk)).to_contain_text("[图片] 2 个")
    await he.open(talk)
    await expect(he.stream.get_by_role("button", name=re.compile("^查看 "))).to_have_count(2)
    # what is being changed carries what it carries
    await zhou.stream.locator("article").last.hover()
    await zhou.stream.locator("article").last.get_by_label("更多").click()
    await zhou.page.get_by_role("menuitem", name="编辑").click()
    await give(zhou.page, "drop", ("三.png", "image/png", pictures.png()))
    await zhou.field.fill("两张都在这")
    await zhou.field.press("Enter")
    await expect(he.bubble("两张都在这").get_by_role("button", name=re.compile("^查看 "))).to_have_count(2)
    await expect(zhou.page.get_by_role("list", name="待发送的文件")).to_have_count(0)


SLOWLY = """() => {
  const rate = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, "playbackRate");
  const set = function () { rate.set.call(this, 0.125); };
  Object.defineProperty(HTMLMediaElement.prototype, "playbackRate", { ...rate, set });
}"""


async def speak(chat: Chat) -> None:
    """Record for a second or two, and send."""
    await chat.page.get_by_role("button", name="语音消息").click()
    recorder = chat.page.get_by_role("region", name="正在录音")
    await expect(recorder.get_by_role("timer")).to_have_text(re.compile(r"0:(0[2-9]|[1-5]\d)"))
    await recorder.get_by_role("button", name="发送", exact=True).click()


@pytest.mark.parametrize("size", [None, PHONE], ids=["desktop", "phone"])
async def test_a_voice_is_recorded_and_played(screens: Any, stage: Stage, size: Any) -> None:
    talk = await direct(stage, ZHOU_LAN, HE_CHUAN)
    await talk.say(HE_CHUAN, "方便说话吗")
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}", size=size)
    he = await sit(screens, stage, HE_CHUAN)
    await expect(zhou.field).to_be_visible()
    microphone = zhou.page.get_by_role("button", name="语音消息")
    ink = "one => getComputedStyle(one).color"
    at_rest = await microphone.evaluate(ink)
    await microphone.hover()
    # On its green ground of a phone it stays light.
    assert size is None or await microphone.evaluate(ink) == at_rest
    # thrown away, it is not sent
    await zhou.page.get_by_role("button", name="语音消息").click()
    await expect(zhou.page.get_by_role("region", name="正在录音")).to_be_visible()
    await zhou.page.keyboard.press("Escape")
    await speak(zhou)
    await expect(he.row(talk)).to_contain_text(re.compile(r"\[语音\] 0:(0[2-9]|[1-5]\d)"))
    await he.open(talk)
    # So slowly that it is still heard when one looks.
    await he.page.evaluate(SLOWLY)
    voice = he.stream.locator("article").last
    await voice.get_by_role("button", name=re.compile("^播放语音")).click()
    await expect(voice.get_by_role("button", name="暂停")).to_be_visible()
    await expect(voice.get_by_role("slider")).not_to_have_attribute("aria-valuenow", "0")
    await expect(zhou.field).to_be_visible()
    await expect(he.stream.locator("article")).to_have_count(2)


class Line:
    """The way of parts to the server, which may be cut."""

    def __init__(self) -> None:
        self.cut = False
        self.still = False
        self.went: list[str] = []

    async def watch(self, page: Page) -> Line:
        await page.route("**/api/uploads/*/parts/*", self._part)
        return self

    async def count(self) -> int:
        return len(self.went)

    async def _part(self, route: Route) -> None:
        number = route.request.url.rpartition("/")[2]
        if self.cut and len(self.went) >= 2:
            await route.abort("internetdisconnected")
            return
        self.went.append(number)
        if not self.still:
            await route.continue_()


async def test_an_upload_goes_on_after_the_line_was_cut(screens: Any, stage: Stage, small_parts: int) -> None:
    """The message is sent before its file is there; words pass it, and what had arrived is not sent again."""
    talk = await direct(stage, ZHOU_LAN, HE_CHUAN)
    await talk.say(HE_CHUAN, "发一下纪要")
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}")
    he = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}")
    await expect(zhou.field).to_be_visible()
    line = await Line().watch(zhou.page)
    line.cut = True
    await attach(zhou, chosen("纪要.txt", "text/plain", TEXT))
    await zhou.field.fill("这是纪要")
    await zhou.field.press("Enter")
    row = zhou.bubble("这是纪要")
    await expect(row).to_contain_text("正在上传，完成后自动发送")
    await expect(row.get_by_role("progressbar")).to_be_visible()
    await zhou.say("先说一句")
    await expect(he.bubble("先说一句")).to_be_visible()
    assert await he.bubble("这是纪要").count() == 0
    await row.get_by_role("button", name="暂停 纪要.txt").click()
    await expect(row).to_contain_text("已暂停")
    line.cut = False
    await row.get_by_role("button", name="继续 纪要.txt").click()
    await expect(he.bubble("这是纪要").get_by_role("link", name="下载 纪要.txt")).to_be_visible()
    await expect(zhou.bubble("这是纪要").get_by_role("link", name="下载 纪要.txt")).to_be_visible()
    parts = {str(number) for number in range(-(-len(TEXT) // small_parts))}
    assert set(line.went) == parts
    assert len(line.went) <= len(parts) + 2, "again only what was under way when it broke"
    async with he.page.expect_download() as saved:
        await he.bubble("这是纪要").get_by_role("link", name="下载 纪要.txt").click()
    assert Path(await (await saved.value).path()).read_bytes() == TEXT


async def test_a_reload_in_the_midst_costs_one_part(screens: Any, stage: Stage, small_parts: int) -> None:
    """The line stands still under the first part: nothing else was begun, and only that one goes again."""
    talk = await direct(stage, ZHOU_LAN, HE_CHUAN)
    await talk.say(HE_CHUAN, "发一下纪要")
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}")
    await expect(zhou.field).to_be_visible()
    line = await Line().watch(zhou.page)
    line.still = True
    await attach(zhou, chosen("纪要.txt", "text/plain", TEXT))
    await until(lambda: zhou.page.evaluate(KEPT), 1)
    await until(line.count, 1)
    await expect(tray(zhou)).to_contain_text("纪要.txt")
    line.still = False
    await zhou.page.reload()
    await expect(tray(zhou).locator("li")).to_have_attribute("data-stage", "done")
    parts = [str(number) for number in range(-(-len(TEXT) // small_parts))]
    assert sorted(line.went, key=int) == ["0", *parts]


async def test_without_a_line_it_waits_and_says_so(screens: Any, stage: Stage) -> None:
    screens.tolerate += ["ERR_INTERNET_DISCONNECTED", "WebSocket", "ERR_NETWORK_CHANGED"]
    talk = await direct(stage, ZHOU_LAN, HE_CHUAN)
    await talk.say(HE_CHUAN, "发一下照片")
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}")
    he = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}")
    await expect(zhou.field).to_be_visible()
    # what shows files is fetched ahead, while nothing else happens
    await attach(zhou, chosen("一.png", "image/png", pictures.png()))
    await zhou.page.get_by_role("button", name="移除 一.png").click()
    await zhou.page.context.set_offline(True)
    await attach(zhou, chosen("照片.jpg", "image/jpeg", PHOTO))
    await expect(tray(zhou)).to_contain_text("等待网络恢复")
    await zhou.field.fill("给你")
    await zhou.field.press("Enter")
    await expect(zhou.bubble("给你")).to_contain_text("网络恢复后继续上传，完成后自动发送")
    await zhou.page.context.set_offline(False)
    await expect(he.bubble("给你").get_by_role("button", name="查看 照片.jpg")).to_be_visible(timeout=30_000)
    await expect(zhou.bubble("给你").get_by_role("button", name="查看 照片.jpg")).to_be_visible()


async def test_what_is_not_sent_yet_stays_and_what_is_refused_says_why(screens: Any, stage: Stage) -> None:
    talk, other = await group(stage, ZHOU_LAN, HE_CHUAN), await direct(stage, ZHOU_LAN, HE_CHUAN)
    await other.say(HE_CHUAN, "在吗")
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}")
    await attach(zhou, chosen("照片.jpg", "image/jpeg", PHOTO), chosen("假的.png", "image/png", b"no picture" * 9))
    refused = tray(zhou).locator("li", has_text="假的.png")
    await expect(zhou.page.get_by_role("alert").filter(has_text="移除后才能发送")).to_contain_text("假的.png")
    await expect(refused.get_by_role("button", name="重试")).to_have_count(0)
    assert await refused.evaluate("one => one.scrollHeight <= one.clientHeight")
    await expect(zhou.page.get_by_role("button", name="发送", exact=True)).to_be_disabled()
    await zhou.open(other)
    await expect(zhou.row(talk)).to_contain_text("[文件]")
    await expect(zhou.page.get_by_role("list", name="待发送的文件")).to_have_count(0)
    await zhou.open(talk)
    await zhou.page.get_by_role("button", name="移除 假的.png").click()
    await zhou.page.reload()
    await expect(tray(zhou)).to_contain_text("照片.jpg")
    await expect(zhou.page.get_by_role("button", name="发送", exact=True)).to_be_enabled()
    await send(zhou)
    await expect(zhou.stream.get_by_role("button", name="查看 照片.jpg")).to_be_visible()
    assert (await talk.seen_by(HE_CHUAN))[-1]["content"]["files"][0]["name"] == "照片.jpg"


FILES = """
  const database = await new Promise((resolve) => {
    const asked = indexedDB.open("tocsin");
    asked.onsuccess = () => resolve(asked.result);
  });
  const change = database.transaction("records", "readwrite");
  const records = change.objectStore("records");
  const files = ["u/", "b/"].map((prefix) => IDBKeyRange.bound(prefix, prefix + "\\uffff"));
"""
KEPT = f"""async () => {{ {FILES}
  const asked = records.count(files[0]);
  await new Promise((resolve) => {{ change.oncomplete = resolve; }});
  database.close();
  return asked.result;
}}"""
LOST = f"""async () => {{ {FILES}
  for (const some of files) records.delete(some);
  await new Promise((resolve) => {{ change.oncomplete = resolve; }});
  database.close();
}}"""
"""Files on their way that the device keeps: how many, and gone."""


async def test_a_message_whose_files_are_gone_from_the_device(screens: Any, stage: Stage) -> None:
    """Its words go back to the field; nothing is sent in pieces."""
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}")
    await expect(zhou.field).to_be_visible()
    line = await Line().watch(zhou.page)
    line.cut, line.went = True, ["", ""]
    await attach(zhou, chosen("纪要.txt", "text/plain", TEXT))
    await zhou.field.fill("这是纪要")
    await zhou.field.press("Enter")
    await expect(zhou.bubble("这是纪要")).to_contain_text("正在上传")
    await until(lambda: zhou.page.evaluate(KEPT), 1)
    await zhou.page.evaluate(LOST)
    await until(lambda: zhou.page.evaluate(KEPT), 0)
    zhou.page.on("dialog", lambda dialog: asyncio.ensure_future(dialog.accept()))
    await zhou.page.reload()
    row = zhou.bubble("这是纪要")
    await expect(row).to_contain_text("文件已不在此设备上")
    await row.get_by_role("button", name="改一改").click()
    await expect(zhou.field).to_have_value("这是纪要")
    assert len(await talk.seen_by(HE_CHUAN)) == 1


async def test_on_a_phone(screens: Any, stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}", size=PHONE, has_touch=True, is_mobile=True)
    he = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}", size=PHONE, has_touch=True, is_mobile=True)
    more = zhou.page.get_by_role("button", name="更多")
    # That of the composer comes once what was said is on the screen.
    await expect(more).to_have_count(2)
    await more.last.tap()
    async with zhou.page.expect_file_chooser() as choosing:
        await zhou.page.get_by_role("menuitem", name="文件和图片").tap()
    await (await choosing.value).set_files([chosen("现场.jpg", "image/jpeg", PHOTO)])  # type: ignore[list-item]
    await zhou.page.get_by_role("button", name="发送", exact=True).tap()
    await he.stream.get_by_role("button", name="查看 现场.jpg").tap()
    await expect(he.page.get_by_role("heading", name="现场.jpg")).to_be_visible()
    await he.page.get_by_role("button", name="关闭").tap()
    await expect(he.page.get_by_role("dialog", name="查看文件")).to_be_hidden()
    for one in (he, zhou):
        await one.page.wait_for_function("() => document.documentElement.scrollWidth <= innerWidth")


PLACES = "() => [...document.querySelectorAll('article')].map((one) => Math.round(one.getBoundingClientRect().top))"
# Once they have been the same for a second and a half: longer than the stream looks again for its end.
STILL = f"""async () => {{
  const look = {PLACES};
  let [found, since] = [look(), performance.now()];
  while (performance.now() - since < 1500) {{
    await new Promise(requestAnimationFrame);
    const now = look();
    if (String(now) !== String(found)) [found, since] = [now, performance.now()];
  }}
  return found;
}}"""


async def test_no_place_moves_when_pictures_come(screens: Any, stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)
    await _pictures(talk)
    page = (await sit(screens, stage, ZHOU_LAN, "/messages")).page
    held = asyncio.Event()

    async def later(route: Route) -> None:
        await held.wait()
        await route.continue_()

    await page.route("**/files/*?variant=*", later)
    await page.locator(f"[data-conversation='{talk.id}']").click()
    await expect(page.get_by_role("log").get_by_role("button", name=re.compile("^查看"))).to_have_count(3)
    before = await page.evaluate(STILL)
    held.set()
    await page.wait_for_function(
        "() => [...document.querySelectorAll('article img')].every((one) => one.naturalWidth > 0)"
    )
    assert await page.evaluate(PLACES) == before


async def _pictures(talk: Talk) -> None:
    for width, height in ((640, 480), (300, 900), (900, 300)):
        data = pictures.photo(width, height)
        file_id = await given(talk.stage, HE_CHUAN, str(talk.stage.school), data, f"{width}.jpg")
        await send_files(talk, HE_CHUAN, file_id)
        await talk.say(HE_CHUAN, f"宽 {width}")
